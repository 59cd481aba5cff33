//! What a feed tells search engines of itself, in elements of XHTML.

use crate::diagnostic::rule::rules;
use crate::validate::schema::{Check, Group, attr, many};
use crate::validate::value::text::one_of_any_case;
use crate::validate::vocab::NO_ELEMENTS;

rules! {
    /// A `<xhtml:meta>` of a feed has a name other than `robots`.
    ///
    /// Nothing else has a meaning there. What the feed is called, is about or is encoded in is said by its own elements.
    INVALID_META_NAME = Error "invalid-meta-name";

    /// A feed tells search engines something that they do not understand.
    ///
    /// It is `index` or `noindex`, `follow` or `nofollow`, one of each with a comma and no space between them, or
    /// `all` or `none`.
    INVALID_META_CONTENT = Error "invalid-meta-content";
}

const NAME: Check = |v| v.take(one_of_any_case(v.text, &["robots"], &INVALID_META_NAME));
const CONTENT: Check = |v| v.take(one_of_any_case(v.text, WORDS, &INVALID_META_CONTENT));

const WORDS: &[&str] = &[
    "all",
    "none",
    "index",
    "index,follow",
    "index,nofollow",
    "noindex",
    "noindex,follow",
    "noindex,nofollow",
    "follow",
    "follow,index",
    "follow,noindex",
    "nofollow",
    "nofollow,index",
    "nofollow,noindex",
];

/// What channels have.
pub static CHANNEL: Group = &[
    many("xhtml:div").anything(),
    many("xhtml:meta")
        .attrs(&[attr("name").is(&[NAME]).required(), attr("content").is(&[CONTENT]).required()])
        .holds(&NO_ELEMENTS),
];
