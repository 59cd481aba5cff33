//! Rules that look at several elements together.

pub mod apple;
pub mod dates;
pub mod enclosure;
pub mod entry;
pub mod feed;
pub mod guid;
pub mod links;
pub mod order;
pub mod pitfalls;
pub mod readers;
pub mod semantics;
pub mod unique;
