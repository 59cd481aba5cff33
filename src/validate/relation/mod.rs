//! Rules that look at several elements together.

pub mod unique;
