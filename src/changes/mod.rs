//! What subscribers will see: feeds as they are published, and as they are about to be.
//!
//! What is published is the memory. An entry is told by its id; one whose id is new, but which is an article that is published
//! under another id, would be shown as new by every reader.

mod compare;
pub mod guard;
mod same;
#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

pub use compare::compare;
pub use guard::{Accepted, judge};

use crate::diagnostic::Place;
use crate::feed::address::id_fault;
use crate::parse::Document;

/// A feed before and after.
#[derive(Debug, Clone, Copy)]
pub struct Pair<'p> {
    /// How the user would name it: the path of one of its documents.
    pub path: &'p str,
    /// As it is published; `None` where it is not.
    pub before: Option<&'p Document>,
    /// As it would be; `None` where it would go.
    pub after: Option<&'p Document>,
    /// Whether it is an archive document of a feed.
    pub is_archive: bool,
}

/// Where an article is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file that its head is in, as the user would name it.
    pub file: Arc<str>,
    /// Where its id is said, else its slug, else its title.
    pub place: Option<Place>,
}

/// What is compared.
pub struct Comparison<'c> {
    /// The feeds that would change; those that stay as they are need not be named.
    pub pairs: Vec<Pair<'c>>,
    /// Documents that were published elsewhere, of the same articles.
    pub others: Vec<&'c Document>,
    /// Whether an article of this id is published, shown by some feed or not.
    pub lives: &'c dyn Fn(&str) -> bool,
    /// Which article has this id, published or not, where that is known.
    pub origin: &'c dyn Fn(&str) -> Option<Origin>,
}

/// What becomes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It was not in the feed.
    New,
    /// It is another than it was.
    Changed,
    /// It was in the feed, and its article is published no more.
    Withdrawn,
    /// It was published under another id, in this feed or elsewhere.
    IdChanged,
    /// It is as it was.
    Unchanged,
}

impl Change {
    /// What reports call it.
    pub fn name(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Changed => "changed",
            Change::Withdrawn => "withdrawn",
            Change::IdChanged => "id-changed",
            Change::Unchanged => "unchanged",
        }
    }
}

/// An entry, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryChange {
    /// What.
    pub change: Change,
    /// Its id: as it will be, of what is withdrawn as it was.
    pub id: String,
    /// Its title, likewise.
    pub title: String,
    /// The address of its page, likewise.
    pub url: String,
    /// The id it was published with, where that is another.
    pub old_id: Option<String>,
    /// Whether it is RSS and JSON Feed alone that had it under that one.
    pub in_guid: bool,
    /// Its article, where that is known.
    pub origin: Option<Origin>,
    /// The words of title and summary that change.
    pub words: Vec<FieldChange>,
    /// Whether more of its text changed than title and summary: its content, its picture, its files.
    pub content: bool,
    /// Whether its text changed, and its time of change did not.
    pub silent: bool,
}

impl EntryChange {
    /// Whether the id that was published must be written into the article by hand: it could be an `id` as well, and is the `guid`.
    pub fn is_by_hand(&self) -> bool {
        self.in_guid && self.old_id.as_deref().is_some_and(|old| id_fault(old).is_none() && old.is_ascii())
    }
}

/// A text before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// `title` or `summary`.
    pub field: &'static str,
    /// The text in parts; together with the removed ones it is as it was, with the added ones as it will be.
    pub parts: Vec<Part>,
}

/// A part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// It stays.
    Kept(String),
    /// It goes.
    Removed(String),
    /// It comes.
    Added(String),
}

/// A feed, and what becomes of its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedChanges {
    /// As in [`Pair::path`].
    pub path: String,
    /// Whether it is an archive document.
    pub is_archive: bool,
    /// Whether nobody can have read it yet.
    pub is_new: bool,
    /// Whether it goes.
    pub is_gone: bool,
    /// Its entries: those it will have in their order, then those that are withdrawn.
    pub entries: Vec<EntryChange>,
    /// The ids of entries that it shows no longer although their articles are published: they became too old for it, or it asks
    /// for others now.
    pub left: Vec<String>,
}
