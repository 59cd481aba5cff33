//! Rows to come.

use crate::validate::schema::Group;

/// Its rows.
pub static CHANNEL: Group = &[];
