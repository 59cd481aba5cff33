//! What is published already, as far as a build depends on it: it is the only memory there is.
//!
//! Which entries were withdrawn, which entries an archive document holds and when an entry's text last changed cannot be
//! told from articles alone. It is told from the feeds that subscribers have.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::guids::Guids;
use super::head::path_in;
use super::prepare::hash;
use crate::format::Format;
use crate::parse::{self, Document};

/// Where published documents are had from.
pub trait Published: Sync {
    /// The document at this path below the output, as it is published; `None` where there is none.
    fn document(&self, path: &str) -> Option<Arc<[u8]>>;
}

/// Nothing was published yet.
#[derive(Debug, Clone, Copy)]
pub struct Unpublished;

impl Published for Unpublished {
    fn document(&self, _: &str) -> Option<Arc<[u8]>> {
        None
    }
}

/// Published documents, each read once, when it is first asked for.
pub struct Past<'p> {
    published: &'p dyn Published,
    /// Whether what entries say is kept, and not their ids, titles and dates alone.
    whole: bool,
    guids: OnceLock<Arc<Guids>>,
    read: Mutex<HashMap<String, Option<Arc<Document>>>>,
}

/// Formats in the order in which they are asked: Atom alone tells what was withdrawn, and JSON is read faster than RSS.
const FORMATS: [Format; 3] = [Format::Atom, Format::Json, Format::Rss];

impl<'p> Past<'p> {
    /// What `published` knows, in outline: the ids, links, titles and dates of entries.
    pub fn outline(published: &'p dyn Published) -> Past<'p> {
        Past { published, whole: false, guids: OnceLock::new(), read: Mutex::default() }
    }

    /// What `published` knows, with all that entries say.
    pub fn whole(published: &'p dyn Published) -> Past<'p> {
        Past { published, whole: true, guids: OnceLock::new(), read: Mutex::default() }
    }

    /// Tells which articles are published under their guids: their entries are given under their ids from now on. To be told
    /// before any document is asked for; only the first time counts.
    pub fn tell(&self, guids: &Arc<Guids>) {
        // Whoever told it first knew the same articles.
        let _ = self.guids.set(guids.clone());
    }

    /// Whether all is kept that entries say.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// The bytes of the document at this path below the output.
    pub fn bytes(&self, path: &str) -> Option<Arc<[u8]>> {
        self.published.document(path)
    }

    /// The document at this path below the output, if it is a feed.
    pub fn document(&self, path: &str) -> Option<Arc<Document>> {
        let read = || self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let known = read().get(path).cloned();
        if let Some(known) = known {
            return known;
        }
        let document = self.bytes(path).and_then(|bytes| parse::parse(&bytes));
        let document = document.map(|document| Arc::new(if self.whole { document } else { document.outline() }));
        let document = match self.guids.get() {
            Some(guids) => document.map(|document| guids.under_ids(document)),
            None => document,
        };
        read().entry(path.to_owned()).or_insert(document).clone()
    }

    /// The feed whose documents are in this folder below the output, in one of its formats.
    pub fn feed(&self, folder: &str) -> Option<(Format, Arc<Document>)> {
        FORMATS.into_iter().find_map(|format| Some((format, self.document(&path_in(folder, format))?)))
    }
}

impl fmt::Debug for Past<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Past")
    }
}

/// The ids of articles, by their hashes.
#[derive(Debug, Clone, Default)]
pub struct Ids {
    hashes: Vec<u64>,
    sorted: OnceLock<Vec<u64>>,
}

impl Ids {
    /// Takes note of the id with this hash, as in [`Card::hashes`](crate::feed::card::Card).
    pub(super) fn add(&mut self, hash: u64) {
        self.hashes.push(hash);
    }

    /// Whether an article has this id.
    pub fn has(&self, id: &str) -> bool {
        let sorted = self.sorted.get_or_init(|| {
            let mut hashes = self.hashes.clone();
            hashes.sort_unstable();
            hashes
        });
        sorted.binary_search(&hash(id)).is_ok()
    }
}

/// The hash of an id, as in [`Card::hashes`](crate::feed::card::Card).
pub fn id_hash(id: &str) -> u64 {
    hash(id)
}
