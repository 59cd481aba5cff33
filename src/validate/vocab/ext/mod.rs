//! What other vocabularies add to feeds: a file each, and here where their elements may stand.
//!
//! A format's table takes a place's levels as a whole: `Table::new(&[&[…own rows…]]).with(ext::RSS_CHANNEL)`.

pub mod access;
pub mod blog;
pub mod cc;
pub mod cf;
pub mod content;
pub mod conversations;
pub mod dc;
pub mod dcterms;
pub mod discussion;
pub mod event;
pub mod feedburner;
pub mod feedsync;
pub mod fh;
pub mod geo;
pub mod gml;
pub mod google;
pub mod indexing;
pub mod itunes;
pub mod link;
pub mod media;
pub mod modules;
pub mod opml;
pub mod podcast;
pub mod rdf;
pub mod resource;
pub mod robots;
pub mod syndication;
pub mod thr;
pub mod tombstones;
pub mod trackback;
pub mod wiki;

use crate::diagnostic::Rule;
use crate::validate::schema::{Group, Levels};

/// The rules of this part, a file at a time.
pub(crate) static RULES: &[&[&Rule]] =
    &[discussion::RULES, feedsync::RULES, google::RULES, media::RULES, podcast::RULES];

static ANYWHERE: &[Group] =
    &[dc::EVERYWHERE, dcterms::EVERYWHERE, rdf::EVERYWHERE, geo::EVERYWHERE, gml::EVERYWHERE, opml::EVERYWHERE];
static SHARED: &[Group] = &[media::ELEMENTS, link::CHANNEL_OR_ITEM, modules::CHANNEL_OR_ITEM, podcast::SHARED];
static ITEMS: &[Group] = &[
    media::ITEM,
    discussion::ITEM,
    event::ITEM,
    feedburner::ITEM,
    wiki::ITEM,
    google::ITEM,
    feedsync::ITEM,
    conversations::ITEM,
    podcast::ITEM,
    thr::ITEM,
];
static CHANNELS: &[Group] = &[
    syndication::CHANNEL,
    blog::CHANNEL,
    wiki::CHANNEL,
    cf::CHANNEL,
    feedburner::CHANNEL,
    robots::CHANNEL,
    feedsync::CHANNEL,
    discussion::CHANNEL,
    thr::CHANNEL,
    fh::CHANNEL,
    podcast::CHANNEL,
    super::opensearch::CHANNEL,
];
static IN_ATOM: &[Group] = &[dc::ATOM, cc::ATOM];

/// Elements that may stand anywhere.
pub static EVERYWHERE: Levels = &[ANYWHERE];
/// Elements that any channel or item may have.
pub static CHANNEL_OR_ITEM: Levels = &[SHARED, ANYWHERE];
/// Elements that any item may have.
pub static ITEM: Levels = &[ITEMS, SHARED, ANYWHERE];
/// Elements that any channel may have.
pub static CHANNEL: Levels = &[CHANNELS, SHARED, ANYWHERE];

/// What stands in `<channel>` of RSS 0.91 to 2.0, and of RSS 1.0.
pub static RSS_CHANNEL: Levels = &[&[dc::CHANNEL, cc::CHANNEL], CHANNELS, SHARED, ANYWHERE];
/// What stands in `<item>` of all RSS.
pub static RSS_ITEM: Levels = &[&[dc::ITEM, cc::ITEM], ITEMS, SHARED, ANYWHERE];
/// What stands in `<item>` of RSS 0.91 to 2.0.
pub static RSS20_ITEM: Levels = &[&[dc::ITEM, cc::ITEM, trackback::RSS20_ITEM], ITEMS, SHARED, ANYWHERE];
/// What stands in `<item>` of RSS 1.0 and 1.1.
pub static RSS10_ITEM: Levels =
    &[&[dc::ITEM, cc::ITEM, trackback::RSS10_ITEM, link::RSS10_ITEM], ITEMS, SHARED, ANYWHERE];
/// What stands in an Atom `<entry>`.
pub static ENTRY: Levels = &[&[trackback::ENTRY], IN_ATOM, ITEMS, SHARED, ANYWHERE];
/// What stands in an Atom `<feed>`.
pub static FEED: Levels = &[&[access::FEED, tombstones::FEED], IN_ATOM, CHANNELS, SHARED, ANYWHERE];

#[cfg(test)]
mod tests;
