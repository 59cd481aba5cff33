//! Wikis: what changed, and how. Spec: RSS 1.0 Modules, "Wiki".

use crate::validate::schema::{Group, many};

/// What items have.
pub static ITEM: Group =
    &[many("wiki:diff"), many("wiki:history"), many("wiki:importance"), many("wiki:status"), many("wiki:version")];

/// What channels have.
pub static CHANNEL: Group = &[many("wiki:interwiki")];
