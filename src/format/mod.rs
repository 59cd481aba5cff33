//! From the model to bytes. Only here do the formats' own names and rules live.

mod atom;
mod date;
mod guard;
mod index_page;
mod json_feed;
mod listed;
mod media;
mod news_sitemap;
mod opml;
pub mod rope;
mod rss;
mod splice;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

/// What tests of other parts take from those here.
#[cfg(test)]
pub(crate) mod samples {
    pub(crate) use super::testing::render;
    pub(crate) use super::tests::{arbitrary, full_entry, full_feed};
}

use std::sync::Arc;

use serde::{Deserialize, Serialize};

#[cfg(feature = "serve")]
pub(crate) use index_page::direction;
pub use index_page::{Site, index_page};
pub use listed::{Group, Listed};
pub use news_sitemap::news_sitemap;
pub use opml::opml;
pub use rope::Rope;

use crate::feed::{Entry, Feed};

/// What the formats call the program that made a document. Without a version: a new feedmill changes no feed's bytes.
const GENERATOR: &str = "feedmill";

/// The namespace of the mark of archive documents. Spec: RFC 5005, section 4.
const HISTORY: &str = "http://purl.org/syndication/history/1.0";

/// The links of a document to the others of its feed: their relation and address. Spec: RFC 5005, section 4.
fn history(feed: &Feed) -> impl Iterator<Item = (&'static str, &str)> {
    let current = feed.archive_of.as_deref().map(|address| ("current", address));
    let older = feed.prev_archive.as_deref().map(|address| ("prev-archive", address));
    current.into_iter().chain(older)
}

/// One entry as it stands in a document of this format: `<item>…</item>`, `<entry>…</entry>` or a JSON object.
///
/// It depends on nothing but the entry, so it is made once for all feeds that the entry is in.
pub fn entry(format: Format, entry: &Entry) -> Vec<u8> {
    match format {
        Format::Rss => rss::entry(entry),
        Format::Atom => atom::entry(entry),
        Format::Json => json_feed::entry(entry),
    }
}

/// A whole document around `fragments` that [`entry`] made for the same format, in their order. It copies none of them.
pub fn document(format: Format, feed: &Feed, fragments: &[Arc<[u8]>]) -> Rope {
    match format {
        Format::Rss => rss::document(feed, fragments),
        Format::Atom => atom::document(feed, fragments),
        Format::Json => json_feed::document(feed, fragments),
    }
}

/// From the first `open` to the last `close`, both included.
///
/// Made for a document whose only entry is the only thing in it that was given: what stands before and behind it is the
/// writer's own, so content that looks like a tag misleads neither search.
fn between<'a>(document: &'a [u8], open: &[u8], close: &[u8]) -> &'a [u8] {
    let from = splice::find(document, open).unwrap_or(0);
    let is_close = |at: &usize| document.get(*at..).is_some_and(|rest| rest.starts_with(close));
    let to = memchr::memrchr_iter(b'<', document).find(is_close).map_or(document.len(), |at| at + close.len());
    document.get(from..to).unwrap_or_default()
}

/// A format of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Format {
    /// RSS 2.0, per the RSS Advisory Board's specification and profile.
    Rss,
    /// Atom 1.0, RFC 4287.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

impl Format {
    /// Every format, in the order feeds are listed.
    pub const ALL: [Format; 3] = [Format::Rss, Format::Atom, Format::Json];

    /// What the configuration and reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Format::Rss => "rss",
            Format::Atom => "atom",
            Format::Json => "json",
        }
    }

    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Format::Rss => "RSS 2.0",
            Format::Atom => "Atom 1.0",
            Format::Json => "JSON Feed 1.1",
        }
    }

    /// The media type it is served and linked with.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Rss => "application/rss+xml",
            Format::Atom => "application/atom+xml",
            Format::Json => "application/feed+json",
        }
    }

    /// The name of its document in a feed's folder.
    pub fn file_name(self) -> &'static str {
        match self {
            Format::Rss => "rss.xml",
            Format::Atom => "atom.xml",
            Format::Json => "feed.json",
        }
    }
}
