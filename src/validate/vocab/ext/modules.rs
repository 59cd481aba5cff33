//! Modules of RSS 1.0 that the W3C validator has heard of but does not judge: RSS 0.91, streaming, audio, companies,
//! pictures, the state of services. Spec: RSS 1.0 Modules, "Proposed".

use crate::validate::schema::{Element, Group, many};

/// An element that may hold anything.
const fn any(name: &'static str) -> Element {
    many(name).anything().beyond()
}

/// What channels and items have.
pub static CHANNEL_OR_ITEM: Group = &[
    any("audio:album"),
    any("audio:artist"),
    any("audio:bitrate"),
    any("audio:comment"),
    any("audio:genre"),
    any("audio:genre_id"),
    any("audio:price"),
    any("audio:recording_time"),
    any("audio:songname"),
    any("audio:track"),
    any("audio:year"),
    any("company:category"),
    any("company:market"),
    any("company:name"),
    any("company:symbol"),
    any("image:favicon"),
    any("image:item"),
    any("rss091:copyright"),
    any("rss091:docs"),
    any("rss091:language"),
    any("rss091:lastBuildDate"),
    any("rss091:managingEditor"),
    any("rss091:pubDate"),
    any("rss091:rating"),
    any("rss091:skipDays"),
    any("rss091:skipHours"),
    any("rss091:webMaster"),
    any("ss:availability"),
    any("ss:averageResponseTime"),
    any("ss:lastChecked"),
    any("ss:lastSeen"),
    any("ss:responding"),
    any("ss:statusMessage"),
    any("str:associatedApplication"),
    any("str:codec"),
    any("str:duration"),
    any("str:live"),
    any("str:start"),
    any("str:type"),
];
