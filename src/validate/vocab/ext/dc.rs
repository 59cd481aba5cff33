//! Rows to come.

use crate::validate::schema::Group;

/// Its rows.
pub static EVERYWHERE: Group = &[];
/// Its rows.
pub static CHANNEL: Group = &[];
/// Its rows.
pub static ITEM: Group = &[];
/// Its rows.
pub static ATOM: Group = &[];
