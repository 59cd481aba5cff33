//! Rules that look at several elements together.

pub mod entry;
pub mod feed;
pub mod links;
pub mod dates;
pub mod unique;
