//! Rows to come.

use crate::validate::schema::Group;

/// Its rows.
pub static CHANNEL_OR_ITEM: Group = &[];
/// Its rows.
pub static RSS10_ITEM: Group = &[];
