//! Which entries of a feed are in which of its archive documents. Spec: RFC 5005, section 4.
//!
//! An archive document is filled once, with the oldest entries that are in none yet, and keeps its address and its entries for
//! ever: readers need not ask for it again. So it cannot be told from the articles what is in it, but from the document
//! as it is published. An article that was withdrawn is missing in it from then on; one that comes late, with an old date, is
//! shown by the feed until there are enough others to fill the next document.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::assemble::key;
use super::memory::Memory;
use super::past::{Past, id_hash};
use crate::feed::card::Candidate;
use crate::feed::select::{Page, Selected, archive_folder, rank};

/// Each feed that has an archive, followed by its archive documents; the others as they are.
pub(super) fn split<'c>(feeds: Vec<Selected<'c>>, memory: &dyn Memory, past: &Past) -> Vec<Selected<'c>> {
    let split = feeds.into_par_iter().flat_map_iter(|feed| match feed.rule.archive {
        true => archived(feed, &Published { memory, past }),
        false => vec![feed],
    });
    split.collect()
}

/// What is published of feeds with archives, known from an earlier build where it stands as that left it, else read.
struct Published<'p> {
    memory: &'p dyn Memory,
    past: &'p Past<'p>,
}

impl Published<'_> {
    /// The ids of the entries in the archive documents in this folder, by their hashes; `None` where there are none.
    fn ids(&self, folder: &str) -> Option<Vec<u64>> {
        let known = self.memory.shelf(&key(folder)).map(|shelf| shelf.ids);
        let read = || {
            let (_, document) = self.past.feed(folder)?;
            Some(document.entries.iter().map(|entry| id_hash(&entry.id)).collect())
        };
        known.or_else(read)
    }

    /// The number of the newest archive document of the feed in this folder, as the feed itself says.
    fn newest(&self, folder: &str) -> Option<u32> {
        match self.memory.shelf(&key(folder)) {
            Some(shelf) => shelf.older,
            None => number_in(self.past.feed(folder)?.1.older.as_deref()?),
        }
    }
}

fn archived<'c>(feed: Selected<'c>, published: &Published) -> Vec<Selected<'c>> {
    let Selected { rule, name, path, entries, .. } = feed;
    let Archives { documents, open } = Archives::published(&path, &entries, rule.limit, published);
    // The newest, and those that are nowhere else.
    let mut left: Vec<Arc<Candidate>> = Vec::new();
    let mut open = open.into_iter().peekable();
    for (rank, entry) in entries.into_iter().enumerate() {
        let is_open = open.next_if(|first| first.serial == entry.serial).is_some();
        if is_open || rank < rule.limit {
            left.push(entry);
        }
    }
    let last = u32::try_from(documents.len()).ok().filter(|last| *last > 0);
    let page = |number: Option<u32>, older, entries| Selected {
        rule,
        name: name.clone(),
        path: path.clone(),
        page: Page { number, older },
        entries,
    };
    let mut pages = vec![page(None, last, left)];
    for (number, entries) in (1..).zip(documents) {
        pages.push(page(Some(number), (number > 1).then(|| number - 1), entries));
    }
    pages
}

/// The archive documents of a feed.
struct Archives {
    /// The entries of each, the newest first.
    documents: Vec<Vec<Arc<Candidate>>>,
    /// The entries that are in none, the newest first.
    open: Vec<Arc<Candidate>>,
}

impl Archives {
    /// As they are published, new ones being of `size` entries.
    fn published(path: &str, entries: &[Arc<Candidate>], size: usize, published: &Published) -> Archives {
        let newest = published.newest(path);
        let (mut homes, mut missing, mut count) = (HashMap::new(), Vec::new(), 0);
        for number in 1_u32.. {
            match published.ids(&archive_folder(path, number)) {
                Some(ids) => ids.into_iter().for_each(|id| {
                    homes.entry(id).or_insert(count);
                }),
                // One that somebody deleted is no end, as long as the feed names a later one.
                None if newest.is_some_and(|newest| number <= newest) => missing.push(count),
                None => break,
            }
            count += 1;
        }
        let mut archives = Archives { documents: vec![Vec::new(); count], open: Vec::new() };
        for entry in entries {
            let home = homes.get(&entry.card.hashes.1).and_then(|home| archives.documents.get_mut(*home));
            home.unwrap_or(&mut archives.open).push(entry.clone());
        }
        missing.into_iter().for_each(|at| archives.restore(at, size));
        while size > 0 && archives.open.len() >= size {
            let oldest = archives.oldest(size);
            archives.documents.push(oldest);
        }
        archives
    }

    /// Fills a document that is lost with what it most likely held: the oldest entries that are in none, of the time between its
    /// neighbours'.
    fn restore(&mut self, at: usize, size: usize) {
        let published = |entry: Option<&Arc<Candidate>>| entry.map(|entry| entry.card.published);
        let before = at.checked_sub(1).and_then(|at| published(self.documents.get(at)?.first()));
        let after = published(self.documents.get(at + 1).and_then(|document| document.last()));
        let fits = |entry: &Candidate| {
            let published = entry.card.published;
            before.is_none_or(|before| before <= published) && after.is_none_or(|after| published <= after)
        };
        let (mut fitting, open): (Vec<_>, Vec<_>) = self.open.drain(..).partition(|entry| fits(entry));
        let oldest = fitting.split_off(fitting.len().saturating_sub(size));
        self.open = fitting.into_iter().chain(open).collect();
        self.open.sort_by(|a, b| rank(&a.card, &b.card));
        if let Some(document) = self.documents.get_mut(at) {
            *document = oldest;
        }
    }

    /// Takes so many of the oldest entries that are in no document, or all.
    fn oldest(&mut self, size: usize) -> Vec<Arc<Candidate>> {
        self.open.split_off(self.open.len().saturating_sub(size))
    }
}

/// The number of the archive document at this address.
fn number_in(address: &str) -> Option<u32> {
    let mut parts = address.rsplit('/').skip(1);
    let number = parts.next()?.parse().ok()?;
    (parts.next() == Some("archive")).then_some(number)
}
