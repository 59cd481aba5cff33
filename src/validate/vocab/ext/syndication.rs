//! How a feed is made and how often it changes: the modules Syndication, Administrative and Changed Page of RSS 1.0.

use super::resource::{RESOURCE, TITLE, pointer, points};
use crate::validate::relation::semantics::in_channel;
use crate::validate::schema::{Check, Group, opt};
use crate::validate::value::text;
use crate::validate::vocab::checks::{NOT_BLANK, POSITIVE, W3CDTF};

/// One of the periods that are known.
const PERIOD: Check = |v| v.take(text::update_period(v.text));

/// What channels have.
pub static CHANNEL: Group = &[
    opt("admin:generatorAgent")
        .attrs(&[RESOURCE, TITLE])
        .opening(&[|scope| in_channel(scope, "generator", "admin:generatorAgent")])
        .relations(&[points]),
    opt("admin:errorReportsTo").attrs(&[RESOURCE, TITLE]).relations(&[points]),
    opt("sy:updatePeriod").text(&[PERIOD]),
    opt("sy:updateFrequency").text(&[POSITIVE, NOT_BLANK]),
    opt("sy:updateBase").text(&[W3CDTF]),
    pointer("cp:server"),
];
