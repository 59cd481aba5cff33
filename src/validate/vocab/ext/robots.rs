//! What a feed tells search engines of itself, in elements of XHTML.

use crate::validate::schema::{Check, Group, attr, many};
use crate::validate::value::text;
use crate::validate::vocab::NO_ELEMENTS;

const NAME: Check = |v| v.take(text::meta_name(v.text));
const CONTENT: Check = |v| v.take(text::robots(v.text));

/// What channels have.
pub static CHANNEL: Group = &[
    many("xhtml:div").anything(),
    many("xhtml:meta")
        .attrs(&[attr("name").is(&[NAME]).required(), attr("content").is(&[CONTENT]).required()])
        .holds(&NO_ELEMENTS),
];
