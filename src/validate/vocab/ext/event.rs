//! Events: when and where something takes place. Spec: RSS 1.0 Modules, "Event".

use crate::validate::schema::{Group, many, opt};
use crate::validate::vocab::checks::UNBOUNDED_ISO8601;

/// What items have.
pub static ITEM: Group = &[
    opt("ev:startdate").text(&[UNBOUNDED_ISO8601]),
    opt("ev:enddate").text(&[UNBOUNDED_ISO8601]),
    many("ev:location").anything(),
    many("ev:organizer").anything(),
    opt("ev:type"),
];
