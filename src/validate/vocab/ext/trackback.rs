//! TrackBack: where a weblog is told of a link to it. Spec: "RSS 1.0 / 2.0 TrackBack module".

use super::resource::{RESOURCE, TITLE, pointer, points};
use crate::validate::schema::{Group, many, opt};
use crate::validate::vocab::checks::FULL_URL;

/// What items of RSS 2.0 have.
pub static RSS20_ITEM: Group = &[opt("trackback:ping").text(&[FULL_URL]), many("trackback:about").text(&[FULL_URL])];

/// What items of RSS 1.0 have.
pub static RSS10_ITEM: Group =
    &[opt("trackback:ping").attrs(&[RESOURCE, TITLE]).relations(&[points]), pointer("trackback:about")];

/// What entries of Atom have.
pub static ENTRY: Group = RSS20_ITEM;
