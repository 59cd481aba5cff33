//! Dublin Core: the fifteen elements that describe anything. Spec: RSS 1.0 Modules, "Dublin Core".
//!
//! `<dc:date.modified>` and the like are `<dc:date>` to these rows.

use crate::validate::relation::semantics::{in_channel, in_item};
use crate::validate::schema::{Group, many, opt};
use crate::validate::vocab::checks::{LANGUAGE, PLAIN, W3CDTF};

/// What may stand anywhere.
pub static EVERYWHERE: Group = &[
    opt("dc:title"),
    opt("dc:description"),
    many("dc:publisher").opening(&[|scope| in_channel(scope, "webMaster", "dc:publisher")]),
    many("dc:contributor"),
    opt("dc:type"),
    opt("dc:format"),
    many("dc:identifier"),
    opt("dc:source").opening(&[|scope| in_item(scope, "source", "dc:source")]),
    opt("dc:language").text(&[LANGUAGE]).opening(&[|scope| in_channel(scope, "language", "dc:language")]),
    many("dc:relation"),
    many("dc:coverage"),
    opt("dc:rights").text(&[PLAIN]).opening(&[|scope| in_channel(scope, "copyright", "dc:rights")]),
    many("dc:creator").beyond(),
    many("dc:subject").beyond(),
    many("dc:date").text(&[W3CDTF]).beyond(),
];

/// What channels of RSS have besides.
pub static CHANNEL: Group = &[
    many("dc:creator").opening(&[|scope| in_channel(scope, "managingEditor", "dc:creator")]),
    many("dc:subject").opening(&[|scope| in_channel(scope, "category", "dc:subject")]),
    opt("dc:date").text(&[W3CDTF]).opening(&[|scope| in_channel(scope, "pubDate", "dc:date")]),
];

/// What items of RSS have besides. Qualified ones say something else than RSS's own elements do.
pub static ITEM: Group = &[
    many("dc:creator").opening(&[|scope| {
        if !scope.node().name.contains('.') {
            in_item(scope, "author", "dc:creator");
        }
    }]),
    many("dc:subject").opening(&[|scope| {
        if !scope.node().name.contains('.') {
            in_item(scope, "category", "dc:subject");
        }
    }]),
    many("dc:date").text(&[W3CDTF]).keep().opening(&[|scope| {
        if !scope.node().name.contains('.') {
            in_item(scope, "pubDate", "dc:date");
        }
    }]),
];

/// What feeds and entries of Atom have besides.
pub static ATOM: Group = &[many("dc:creator"), many("dc:subject"), opt("dc:date").text(&[W3CDTF])];
