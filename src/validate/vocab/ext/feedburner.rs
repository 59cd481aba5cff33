//! FeedBurner: what that service adds to the feeds it passes on.

use crate::validate::Kind;
use crate::validate::reader::shown;
use crate::validate::schema::{Check, Group, attr, many, opt};
use crate::validate::value::{Flaw, html::CONTAINS_REL_REF, uri};
use crate::validate::vocab::NO_ELEMENTS;
use crate::validate::vocab::checks::{FULL_URL, IRI, PLAIN};

/// A complete address; in Atom any.
const COMPLETE: Check = |v| {
    if v.facts.kind == Kind::Atom {
        IRI(v);
    } else if !uri::is_full(v.text) {
        let message = format!("`{}` is not a complete address", shown(v.text));
        v.take(Some(Flaw::new(&CONTAINS_REL_REF, message, "write it with `https://` and the host")));
    }
};

/// What items have.
pub static ITEM: Group = &[
    opt("feedburner:awareness").text(&[FULL_URL]),
    opt("feedburner:origEnclosureLink").text(&[FULL_URL]),
    opt("feedburner:origLink").text(&[FULL_URL]),
];

/// What channels have.
pub static CHANNEL: Group = &[
    opt("feedburner:awareness").text(&[FULL_URL]),
    opt("feedburner:browserFriendly").text(&[PLAIN]),
    opt("feedburner:emailServiceId"),
    many("feedburner:feedFlare")
        .since_plain()
        .text(&[PLAIN])
        .attrs(&[attr("href").is(&[COMPLETE]).required(), attr("src").is(&[COMPLETE]).required()]),
    many("feedburner:info").attrs(&[attr("uri").is(&[IRI]).required()]).holds(&NO_ELEMENTS),
    opt("feedburner:feedburnerHostname").text(&[FULL_URL]),
];
