//! Entries that were withdrawn. Spec: RFC 6721.

use crate::validate::schema::{Group, Table, attr, many, opt};
use crate::validate::vocab::atom;
use crate::validate::vocab::checks::{IRI, NOT_BLANK, RFC3339, W3CDTF};
use crate::validate::walk::DUPLICATE_ELEMENT;

/// What may stand in an Atom `<feed>`.
pub static FEED: Group = &[many("at:deleted-entry")
    .attrs(&[attr("ref").is(&[NOT_BLANK, IRI]).required(), attr("when").is(&[RFC3339]).required()])
    .holds(&DELETED)];

static DELETED: Table = Table::new(&[&[
    atom::person("at:by").once(&DUPLICATE_ELEMENT),
    atom::text("at:comment"),
    atom::link("link"),
    opt("source").anything(),
    // Any other vocabulary may say more; this is what feedmill says: when the entry had been published, and its mark.
    opt("dc:date").text(&[W3CDTF]).beyond(),
    opt("dc:identifier").beyond(),
]]);
