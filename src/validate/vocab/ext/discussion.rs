//! What others say of an item: the modules Slash, CommentAPI, Annotation, Aggregation and FOAF.

use super::resource::{RESOURCE, TITLE, points};
use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::schema::{Group, many, opt};
use crate::validate::vocab::checks::{COMMA_SEPARATED, FULL_URL, ISO8601, NON_NEGATIVE};

rules! {
    /// The feed of an item's comments is named by an element with a slip in its name.
    ///
    /// It is `<wfw:commentRss>`. An early edition of the specification had `commentRSS`, which many programs do not
    /// look for.
    COMMENT_RSS = Warning "comment-rss";
}

/// What items have.
pub static ITEM: Group = &[
    opt("annotate:reference").attrs(&[RESOURCE, TITLE]).relations(&[points]),
    opt("ag:source"),
    opt("ag:sourceURL").text(&[FULL_URL]),
    opt("ag:timestamp").text(&[ISO8601]),
    many("foaf:maker").anything(),
    many("foaf:primaryTopic").anything(),
    opt("slash:comments").text(&[NON_NEGATIVE]),
    many("slash:section"),
    many("slash:department"),
    opt("slash:hit_parade").text(&[COMMA_SEPARATED]),
    opt("wfw:comment").text(&[FULL_URL]),
    opt("wfw:commentRss").text(&[FULL_URL]),
    opt("wfw:commentRSS").text(&[FULL_URL]).opening(&[miswritten]),
];

/// What channels have.
pub static CHANNEL: Group = &[many("foaf:maker").anything()];

fn miswritten(scope: &mut Scope<'_, '_, '_>) {
    let (item, channel) = (scope.parent().name.clone(), scope.ancestor(2).name.clone());
    scope
        .flag_as(&COMMENT_RSS, At::Open, "`<wfw:commentRSS>` is written `<wfw:commentRss>`", &item, &channel)
        .help("write `<wfw:commentRss>`, with small letters at its end");
}
