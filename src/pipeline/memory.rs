//! What an earlier build knows, and what this one leaves to be known. It can spare work; it can change no byte.

use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::FileKind;
use super::press::Form;
use crate::article::Article;
use crate::diagnostic::{Diagnostic, Place};
use crate::digest::{self, Digest};
use crate::feed::Entry;
use crate::feed::card::{Candidate, Card};
use crate::feed::select::{Page, Selected};

/// What a build may ask about articles it has not read, and about earlier builds.
pub trait Memory: Sync {
    /// The article of this number, all of it, read now.
    fn article(&self, serial: usize) -> Option<Article>;

    /// The [version] of an article, where it is known without reading it.
    fn version(&self, candidate: &Candidate) -> Option<Digest>;

    /// The documents of the group `key` as they stand in the output, if they were made of `inputs`. It is asked before
    /// anything is made, and about every group; those without `inputs` are to be made in any case.
    fn standing(&self, key: &str, inputs: Option<&Digest>) -> Option<Standing>;

    /// What archive documents hold, and which is the last of a feed, if those of the group `key` stand as they were left.
    fn shelf(&self, key: &str) -> Option<Shelf>;

    /// What was found in the body of an article of this version when it was rendered.
    fn findings(&self, version: &Digest) -> Option<Vec<Diagnostic>>;

    /// An entry of this version in one form.
    fn fragment(&self, version: &Digest, form: Form) -> Option<Fragment>;
}

/// No memory at all: every article was handed in whole.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl Memory for Nothing {
    fn article(&self, _: usize) -> Option<Article> {
        None
    }

    fn version(&self, _: &Candidate) -> Option<Digest> {
        None
    }

    fn standing(&self, _: &str, _: Option<&Digest>) -> Option<Standing> {
        None
    }

    fn shelf(&self, _: &str) -> Option<Shelf> {
        None
    }

    fn findings(&self, _: &Digest) -> Option<Vec<Diagnostic>> {
        None
    }

    fn fragment(&self, _: &Digest, _: Form) -> Option<Fragment> {
        None
    }
}

/// An entry as it stands in documents of one form.
#[derive(Debug, Clone)]
pub struct Fragment {
    /// The form.
    pub form: Form,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Whether these very bytes were judged before, in a document in which nothing was found.
    pub sound: bool,
}

/// Documents that need not be made again.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// Each file: its path below the output folder, what it is, and how many bytes it has.
    pub files: Vec<(String, FileKind, u64)>,
    /// What was found when they were made.
    pub findings: Vec<Diagnostic>,
}

/// What a build leaves for the next.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// Documents that are made together: those of a feed, and the lists of all feeds.
    pub groups: Vec<Group>,
    /// Every article that some feed shows.
    pub sheets: Vec<Sheet>,
    /// From this moment on the same articles may give other files or findings. The build's own moment, where they may
    /// do so at any other.
    pub until: Option<DateTime<Utc>>,
}

/// Documents that are made together, of the same inputs.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its name; no other group of a build has it.
    pub key: String,
    /// What they were made of; `None` where they are to be made anew each time.
    pub inputs: Option<Digest>,
    /// Which of [`Build::files`](super::Build::files) they are.
    pub files: Range<usize>,
    /// Of a feed with an archive: where in it they are.
    pub shelf: Option<Shelf>,
    /// Whether they were not made but [stand](Standing).
    pub stands: bool,
    /// What was found when they were made.
    pub findings: Vec<Diagnostic>,
    /// For each file, which entries are in it and where; empty where nothing is known.
    pub entries: Vec<Vec<Placed>>,
}

/// Documents of a feed with an archive: the feed itself, or those of one number. Spec: RFC 5005, section 4.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shelf {
    /// The number, of archive documents.
    pub number: Option<u32>,
    /// The number of those before them.
    pub older: Option<u32>,
    /// The ids of the entries in archive documents, by their hashes.
    pub ids: Vec<u64>,
}

/// An entry in a document.
#[derive(Debug, Clone, Copy)]
pub struct Placed {
    /// Its number.
    pub serial: usize,
    /// Its form.
    pub form: Form,
    /// Where it begins, in bytes.
    pub start: usize,
    /// How many bytes it has.
    pub length: usize,
}

/// An article that some feed shows.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Its number.
    pub serial: usize,
    /// Its version.
    pub version: Digest,
    /// What was found when its body was rendered; `None` where that was not done.
    pub findings: Option<Vec<Diagnostic>>,
}

/// What an entry is made of, besides the configuration: two of one version have the same bytes.
pub fn version<S: AsRef<str>>(article: &Article, card: &Card<S>) -> Digest {
    digest::of(&(article, card.link.as_ref(), card.id(), card.guid.as_ref().map(AsRef::as_ref)))
}

/// What the documents of a feed are made of, besides the configuration. `None` where that cannot be known, or where
/// what is found in them changes with time.
pub(super) fn inputs(
    feed: &Selected,
    now: DateTime<Utc>,
    version: &dyn Fn(&Candidate) -> Option<Digest>,
) -> Option<Digest> {
    // A date to come is told until it has come.
    let version = |entry: &Arc<Candidate>| version(entry).filter(|_| entry.card.updated <= now);
    let versions = feed.entries.iter().map(version).collect::<Option<Vec<_>>>()?;
    Some(digest::of(&(name(feed), versions)))
}

/// What the lists of all feeds are made of, besides the configuration: the feeds, the `newest` entries, and the articles
/// in the `news`.
pub(super) fn list_inputs(
    feeds: &[Selected],
    newest: &[Entry],
    news: &[Arc<Candidate>],
    version: &dyn Fn(&Candidate) -> Option<Digest>,
) -> Option<Digest> {
    let names: Vec<_> =
        super::lists::live(feeds).map(|feed| (feed.rule.place, &*feed.path, feed.name.as_deref())).collect();
    let news = news.iter().map(|entry| version(entry)).collect::<Option<Vec<_>>>()?;
    Some(digest::of(&(names, newest, news)))
}

/// What tells a feed from all others.
fn name<'f>(feed: &'f Selected) -> (Option<Place>, &'f str, Option<&'f str>, Page) {
    (feed.rule.place, &feed.path, feed.name.as_deref(), feed.page)
}
