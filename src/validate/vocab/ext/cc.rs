//! Licences: `creativeCommons`, which holds an address, and `cc`, which is RDF.

use crate::validate::relation::semantics::{in_channel, in_item};
use crate::validate::schema::{Group, many};
use crate::validate::vocab::checks::FULL_URL;

/// What channels of RSS have.
pub static CHANNEL: Group = &[
    many("cc:license").anything().opening(&[|scope| in_channel(scope, "creativeCommons:license", "cc:license")]),
    many("creativeCommons:license")
        .text(&[FULL_URL])
        .opening(&[|scope| in_channel(scope, "creativeCommons:license", "cc:license")]),
];

/// What items of RSS have.
pub static ITEM: Group = &[
    many("cc:license").anything().opening(&[|scope| in_item(scope, "creativeCommons:license", "cc:license")]),
    many("creativeCommons:license")
        .text(&[FULL_URL])
        .opening(&[|scope| in_item(scope, "creativeCommons:license", "cc:license")]),
];

/// What feeds and entries of Atom have.
pub static ATOM: Group = &[many("creativeCommons:license").text(&[FULL_URL]), many("cc:license").anything().beyond()];
