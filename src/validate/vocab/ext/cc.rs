//! Rows to come.

use crate::validate::schema::Group;

/// Its rows.
pub static ATOM: Group = &[];
/// Its rows.
pub static CHANNEL: Group = &[];
/// Its rows.
pub static ITEM: Group = &[];
