//! RDF and RDF Schema, as far as feeds of other formats have them.

use super::resource::pointer;
use crate::validate::schema::{Group, many};

/// What may stand anywhere.
pub static EVERYWHERE: Group = &[
    many("rdf:RDF").anything(),
    many("rdf:type").anything(),
    many("rdf:Description").anything(),
    pointer("rdfs:seeAlso"),
];
