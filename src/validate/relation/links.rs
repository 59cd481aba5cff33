//! What links of Atom say, where their attributes are left out too. Spec: RFC 4287, section 4.2.7.

use crate::validate::node::Kept;

/// What the IANA's relations are called in full.
const IANA: &str = "http://www.iana.org/assignments/relation/";

/// A relation by its short name, if it has one.
pub fn short(rel: &str) -> &str {
    rel.strip_prefix(IANA).unwrap_or(rel)
}

/// How the link's target relates to what it stands in.
pub fn rel(link: &Kept) -> &str {
    link.attr("rel").map_or("alternate", short)
}

/// The media type of the link's target, empty where it is not known.
pub fn kind(link: &Kept) -> &str {
    link.attr("type").unwrap_or_default()
}

/// The language of the link's target, empty where it is not known.
pub fn hreflang(link: &Kept) -> &str {
    link.attr("hreflang").unwrap_or_default()
}
