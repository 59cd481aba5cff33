//! What weblogs say of themselves: the blogChannel module.

use crate::validate::schema::{Group, opt};
use crate::validate::vocab::checks::FULL_URL;

/// What channels have.
pub static CHANNEL: Group = &[
    opt("blogChannel:blogRoll").text(&[FULL_URL]),
    opt("blogChannel:mySubscriptions").text(&[FULL_URL]),
    opt("blogChannel:blink").text(&[FULL_URL]),
    opt("blogChannel:changes").text(&[FULL_URL]),
];
