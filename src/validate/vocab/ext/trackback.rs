//! Rows to come.

use crate::validate::schema::Group;

/// Its rows.
pub static RSS20_ITEM: Group = &[];
/// Its rows.
pub static RSS10_ITEM: Group = &[];
/// Its rows.
pub static ENTRY: Group = &[];
