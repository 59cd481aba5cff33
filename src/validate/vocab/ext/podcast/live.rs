//! Episodes that are broadcast live. Spec: podcastindex.org/namespace/1.0, "Live Item".

use super::{Check, Element, PODCAST_CONTRADICTION, advised, attr, podcast, several};
use crate::validate::context::{At, Scope};
use crate::validate::value::date;
use crate::validate::vocab::rss::item;
use crate::validate::walk::MISSING_ELEMENT;
use crate::validate::walk::finish::missing;

const TIMESTAMP: Check = |v| v.take(podcast::timestamp(v.text));

/// It holds what an item holds.
pub const ITEM: Element = several("podcast:liveItem")
    .attrs(&[
        attr("status").is(&[|v| v.take(podcast::word(v.text, &["pending", "live", "ended"]))]).required(),
        attr("start").is(&[TIMESTAMP]).required(),
        advised(attr("end").is(&[TIMESTAMP])),
    ])
    .opening(&[times])
    .holds(&item::ITEM)
    .relations(&[closed]);

/// A broadcast ends after it starts.
fn times(scope: &mut Scope<'_, '_, '_>) {
    let moment = |name| scope.node().attr(name).and_then(date::moment);
    if let (Some(start), Some(end)) = (moment("start"), moment("end"))
        && end <= start
    {
        scope
            .flag(&PODCAST_CONTRADICTION, At::Attr("end"), "the broadcast ends before it starts")
            .help("mend one of the two times; check their zones")
            .param("attr", "end");
    }
}

/// A broadcast has a name, an identifier, a file to play, and a page for whose app cannot play it.
fn closed(scope: &mut Scope<'_, '_, '_>) {
    super::item(scope);
    let needed = [
        (&["title"][..], "<title>…</title>"),
        (&["guid"], "<guid isPermaLink=\"false\">a-name-of-its-own</guid>"),
        (
            &["enclosure", "podcast:alternateEnclosure"],
            "<enclosure url=\"https://example.com/live.mp3\" type=\"audio/mpeg\" length=\"0\"/>",
        ),
        (
            &["podcast:contentLink"],
            "<podcast:contentLink href=\"https://example.com/live\">Listen on our page</podcast:contentLink>",
        ),
    ];
    for (names, hint) in needed {
        if let Some(name) = names.first().filter(|_| !names.iter().any(|name| scope.node().has(name))) {
            missing(scope, name, &MISSING_ELEMENT, hint);
        }
    }
}
