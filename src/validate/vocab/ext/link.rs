//! Links and topics: the modules Link and Taxonomy of RSS 1.0.

use super::resource::{RESOURCE, TITLE, points};
use crate::validate::schema::{Check, Group, attr, many};
use crate::validate::vocab::checks::{FULL_URL, LANGUAGE, MIME, PLAIN};

/// A media type, or the address of one.
const MIME_OR_URL: Check = |v| if v.text.contains(':') { FULL_URL(v) } else { MIME(v) };

/// What channels and items have.
pub static CHANNEL_OR_ITEM: Group = &[
    many("taxo:topics").anything(),
    many("l:link")
        .attrs(&[
            RESOURCE,
            TITLE,
            attr("l:lang").is(&[LANGUAGE]),
            attr("l:rel").is(&[FULL_URL]).required(),
            attr("l:title").is(&[PLAIN]),
            attr("l:type").is(&[MIME_OR_URL]),
        ])
        .relations(&[points]),
];

/// What items of RSS 1.0 have besides.
pub static RSS10_ITEM: Group = &[many("l:permalink")
    .attrs(&[RESOURCE, TITLE, attr("l:type").is(&[MIME]).of_element().late()])
    .relations(&[points])];
