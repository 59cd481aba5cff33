//! The namespaces whose elements say something of a feed or an entry.

use crate::validate::reader::xml::{Namespace, Reader};
use crate::validate::vocab::namespaces::{ATOM, ATOM_03, RDF, RSS_10, RSS_11, RSS_090, XHTML};

/// A namespace, under whichever of its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS's own elements: in no namespace, or in one of RSS 0.90, 1.0, 1.1 or what some have put RSS 2.0 into.
    Rss,
    Atom,
    Content,
    /// Dublin Core, and its terms.
    Dc,
    Media,
    Itunes,
    /// RFC 6721.
    Tombstone,
    /// RFC 5005.
    History,
    Xhtml,
    Rdf,
    Other,
}

/// What the namespaces of a document are, each looked up once.
#[derive(Debug, Default)]
pub(super) struct Spaces {
    known: Vec<Option<Space>>,
}

impl Spaces {
    /// What a namespace of the reader is.
    pub fn of(&mut self, namespace: Namespace, reader: &Reader<'_>) -> Space {
        if let Some(Some(space)) = self.known.get(namespace.index()) {
            return *space;
        }
        let space = named(reader.uri(namespace));
        self.set(namespace, space);
        space
    }

    /// Has a namespace taken for this one.
    pub fn set(&mut self, namespace: Namespace, space: Space) {
        let at = namespace.index();
        if at >= self.known.len() {
            self.known.resize(at + 1, None);
        }
        if let Some(slot) = self.known.get_mut(at) {
            *slot = Some(space);
        }
    }
}

fn named(uri: &str) -> Space {
    let rest = uri.strip_prefix("https://").or(uri.strip_prefix("http://")).unwrap_or(uri);
    let rest = rest.trim_end_matches('/');
    let is = |name: &str| name.trim_start_matches("http://").trim_end_matches('/').eq_ignore_ascii_case(rest);
    match uri {
        "" => Space::Rss,
        _ if [RSS_10, RSS_11, RSS_090].iter().any(|name| is(name)) => Space::Rss,
        _ if is("backend.userland.com/rss2") || is("blogs.law.harvard.edu/tech/rss") => Space::Rss,
        _ if is("channel.netscape.com/rdf/simple/0.9") || is("backend.userland.com/rss") => Space::Rss,
        _ if is(ATOM) || is(ATOM_03) => Space::Atom,
        _ if is("purl.org/rss/1.0/modules/content") => Space::Content,
        _ if is("purl.org/dc/elements/1.1") || is("purl.org/dc/elements/1.0") || is("purl.org/dc/terms") => Space::Dc,
        _ if is("search.yahoo.com/mrss") => Space::Media,
        _ if is("www.itunes.com/dtds/podcast-1.0.dtd") => Space::Itunes,
        _ if is("purl.org/atompub/tombstones/1.0") => Space::Tombstone,
        _ if is("purl.org/syndication/history/1.0") => Space::History,
        _ if is(XHTML) => Space::Xhtml,
        _ if is(RDF) => Space::Rdf,
        _ => Space::Other,
    }
}
