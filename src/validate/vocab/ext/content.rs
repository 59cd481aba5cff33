//! The list of an item's contents in RDF. Spec: RDF Site Summary 1.0 Modules: Content.

use super::resource::points;
use crate::validate::schema::{Attr, Element, Table, attr, many, opt};
use crate::validate::vocab::checks::URI;

/// What may stand in `<content:items>`.
pub static ITEMS: Table = Table::new(&[&[opt("rdf:Bag").holds(&BAG)]]);

static BAG: Table = Table::new(&[&[many("rdf:li").holds(&LI)]]);

static LI: Table = Table::new(&[&[many("content:item").holds(&ITEM)]]);

static ITEM: Table = Table::new(&[&[resource("content:format"), resource("content:encoding"), opt("rdf:value")]]);

const RESOURCE: &[Attr] = &[attr("rdf:resource").is(&[URI]).of_element(), attr("dc:title")];

/// An element that says all with an address in `rdf:resource`.
const fn resource(name: &'static str) -> Element {
    opt(name).attrs(RESOURCE).late().relations(&[points])
}
