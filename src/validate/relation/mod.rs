//! Rules that look at several elements together.

pub mod dates;
pub mod readers;
pub mod entry;
pub mod feed;
pub mod links;
pub mod semantics;
pub mod unique;
