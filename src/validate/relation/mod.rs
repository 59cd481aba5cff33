//! Rules that look at several elements together.

pub mod dates;
pub mod readers;
pub mod semantics;
pub mod unique;
