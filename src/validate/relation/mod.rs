//! Rules that look at several elements together.

pub mod semantics;
pub mod dates;
pub mod unique;
