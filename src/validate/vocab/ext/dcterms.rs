//! The terms of Dublin Core. Spec: RSS 1.0 Modules, "Qualified Dublin Core"; DCMI Metadata Terms.

use super::resource::{RESOURCE, TITLE, pointer, points};
use crate::validate::relation::semantics::in_channel;
use crate::validate::schema::{Group, many, opt};
use crate::validate::vocab::checks::{NOT_BLANK, POSITIVE, W3CDTF};

/// What may stand anywhere.
pub static EVERYWHERE: Group = &[
    many("dcterms:alternative"),
    opt("dcterms:abstract"),
    opt("dcterms:tableOfContents").attrs(&[RESOURCE, TITLE]).relations(&[points]),
    opt("dcterms:created").text(&[W3CDTF]),
    many("dcterms:valid").anything(),
    many("dcterms:available").anything(),
    opt("dcterms:issued").text(&[W3CDTF]),
    opt("dcterms:modified")
        .text(&[W3CDTF])
        .keep()
        .opening(&[|scope| in_channel(scope, "lastBuildDate", "dcterms:modified")]),
    opt("dcterms:dateAccepted"),
    opt("dcterms:dateCopyrighted"),
    opt("dcterms:dateSubmitted"),
    opt("dcterms:extent").text(&[POSITIVE, NOT_BLANK]),
    pointer("dcterms:isVersionOf"),
    pointer("dcterms:hasVersion"),
    pointer("dcterms:isReplacedBy"),
    pointer("dcterms:replaces"),
    pointer("dcterms:isRequiredBy"),
    pointer("dcterms:requires"),
    pointer("dcterms:isPartOf"),
    pointer("dcterms:hasPart"),
    pointer("dcterms:isReferencedBy"),
    pointer("dcterms:references"),
    pointer("dcterms:isFormatOf"),
    pointer("dcterms:hasFormat"),
    pointer("dcterms:conformsTo"),
    many("dcterms:spatial").anything(),
    many("dcterms:temporal").anything(),
    many("dcterms:audience"),
    opt("dcterms:mediator"),
    many("dcterms:accessRights").anything(),
    many("dcterms:accrualMethod").anything(),
    many("dcterms:accrualPeriodicity").anything(),
    many("dcterms:accrualPolicy").anything(),
    many("dcterms:bibliographicCitation").anything(),
    many("dcterms:educationLevel").anything(),
    many("dcterms:instructionalMethod").anything(),
    many("dcterms:license").anything(),
    many("dcterms:provenance").anything(),
    many("dcterms:rightsHolder").anything(),
    // The terms that newer editions of DCMI Metadata Terms took over from the fifteen elements, and its later ones.
    many("dcterms:contributor").anything().beyond(),
    many("dcterms:coverage").anything().beyond(),
    many("dcterms:creator").anything().beyond(),
    many("dcterms:date").anything().beyond(),
    many("dcterms:description").anything().beyond(),
    many("dcterms:format").anything().beyond(),
    many("dcterms:identifier").anything().beyond(),
    many("dcterms:language").anything().beyond(),
    many("dcterms:medium").anything().beyond(),
    many("dcterms:publisher").anything().beyond(),
    many("dcterms:relation").anything().beyond(),
    many("dcterms:rights").anything().beyond(),
    many("dcterms:source").anything().beyond(),
    many("dcterms:subject").anything().beyond(),
    many("dcterms:title").anything().beyond(),
    many("dcterms:type").anything().beyond(),
];
