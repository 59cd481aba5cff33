//! Articles in, files and findings out. Keeps no state, touches no disk, reads no clock.
//!
//! The same articles in any order give the same bytes: a feed's `updated` is its newest entry's, and `now` only holds
//! back what is not to be seen yet, or no more.

mod archive;
mod assemble;
mod entry;
pub mod guids;
mod head;
mod judge;
mod lists;
pub mod memory;
pub mod past;
mod prepare;
mod press;
mod renewal;
mod unique;
mod withdrawn;

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::article::Article;
use crate::clock::{Clock, STILL, Step};
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level};
use crate::feed::card::{Candidate, Card};
use crate::feed::select::{Selection, next_change, next_news_change};
use crate::format::{Format, Rope};

use assemble::{ENTRY_TOO_LARGE, PATH_CLASH};
use guids::Guids;
use memory::{Memory, Nothing, Record};
use past::{Ids, Past, Unpublished};

pub use assemble::{OUTPUT_NAMES, RULES as ASSEMBLE_RULES, is_ours};
pub use prepare::Prepared;
pub use press::Form;
pub use unique::RULES as UNIQUE_RULES;

/// What a build is told besides configuration and articles.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The moment the feeds are for.
    pub now: DateTime<Utc>,
    /// Whether drafts are shown as if they were published.
    pub drafts: bool,
}

/// What a build gives.
#[derive(Debug, Clone, Default)]
pub struct Build {
    /// Every file of the output folder, feeds first.
    pub files: Vec<File>,
    /// All that was found: by file, line and column.
    pub diagnostics: Vec<Diagnostic>,
    /// How many articles there were of each kind.
    pub articles: Counts,
    /// When the output next changes by itself: an embargo ends, or an entry expires or grows too old.
    pub next_change: Option<DateTime<Utc>>,
    /// What the next build may spare itself.
    pub record: Record,
    /// Whether an article was another one when it was read than when it was chosen: somebody is writing. The files are
    /// of neither state then, and must not land.
    pub unsettled: bool,
    /// Every entry that some feed shows.
    pub shown: Vec<Arc<Candidate>>,
    /// The ids of all articles that are published, shown or not.
    pub lives: Ids,
    /// The articles that RSS and JSON Feed know by another id.
    pub guids: Arc<Guids>,
    /// Articles that are held back: the hash of the id, and the number.
    pub held: Vec<(u64, usize)>,
}

/// A file to be written.
#[derive(Debug, Clone)]
pub struct File {
    /// Its path below the output folder, with `/` between folders.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// Its bytes; none where it stands.
    pub bytes: Rope,
    /// Where it was not made, since it stands in the output as it would be: how many bytes it has there.
    pub stands: Option<u64>,
}

impl File {
    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        self.stands.unwrap_or(self.bytes.len() as u64)
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileKind {
    /// A feed with this many entries.
    Feed(Format, usize),
    /// An archive document of a feed (RFC 5005, section 4) with this many entries.
    Archive(Format, usize),
    /// The list of all feeds for feed readers.
    Opml,
    /// The list of all feeds for people.
    IndexPage,
    /// A Google News sitemap.
    NewsSitemap,
}

impl FileKind {
    /// The format and the number of entries, where it has some.
    pub fn entries(self) -> Option<(Format, usize)> {
        match self {
            FileKind::Feed(format, entries) | FileKind::Archive(format, entries) => Some((format, entries)),
            FileKind::Opml | FileKind::IndexPage | FileKind::NewsSitemap => None,
        }
    }
}

/// How many articles there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Handed in.
    pub read: usize,
    /// May be in feeds now.
    pub published: usize,
    /// Drafts, held back.
    pub drafts: usize,
    /// Of the future, held back.
    pub scheduled: usize,
    /// Past their time.
    pub expired: usize,
    /// Kept out of all feeds by `feed = false`.
    pub excluded: usize,
}

impl Build {
    /// Whether the files themselves are sound: where articles were faulty, the others may be published by them.
    pub fn is_sound(&self) -> bool {
        let files: HashSet<&str> = self.files.iter().map(|file| &*file.path).collect();
        let ours = |found: &Diagnostic| found.level == Level::Error && files.contains(&*found.file);
        !self.diagnostics.iter().any(|found| found.rule.name == PATH_CLASH.name || ours(found))
    }

    /// Whether anything is wrong enough not to publish.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|found| found.level == Level::Error)
    }
}

/// Builds every feed of `config` from `articles` as of `now`.
///
/// Articles may come in any order. Where [`Build::diagnostics`] holds an error, the files are not fit to be published.
pub fn build(config: &Config, articles: impl IntoIterator<Item = Article>, now: DateTime<Utc>) -> Build {
    let mut pipeline = Pipeline::new(config, Options { now, drafts: false });
    articles.into_iter().for_each(|article| pipeline.add(article));
    pipeline.finish()
}

/// A build to which articles are handed one at a time; only those that some feed shows are kept.
#[derive(Debug)]
pub struct Pipeline<'c> {
    config: &'c Config,
    options: Options,
    selection: Selection<'c>,
    unique: unique::Unique,
    /// Of articles that were handed in whole and cannot be had again.
    owners: Vec<unique::Owner>,
    lives: Ids,
    guids: Guids,
    held: Vec<(u64, usize)>,
    counts: Counts,
    diagnostics: Vec<Diagnostic>,
    next_release: Option<DateTime<Utc>>,
    /// When the first article comes out or expires, whether any feed shows it or not.
    until: Option<DateTime<Utc>>,
    clock: &'c Clock,
}

impl<'c> Pipeline<'c> {
    /// A build without articles.
    pub fn new(config: &'c Config, options: Options) -> Self {
        Pipeline {
            config,
            options,
            selection: Selection::new(config, options.now),
            unique: unique::Unique::default(),
            owners: Vec::new(),
            lives: Ids::default(),
            guids: Guids::default(),
            held: Vec::new(),
            counts: Counts::default(),
            diagnostics: Vec::new(),
            next_release: None,
            until: None,
            clock: &STILL,
        }
    }

    /// Takes the time of what is done, and tells how far it is.
    pub fn timed(self, clock: &'c Clock) -> Self {
        Pipeline { clock, ..self }
    }

    /// Takes one more article. It is not to be mixed with [`Pipeline::take`] and [`Pipeline::offer`].
    pub fn add(&mut self, article: Article) {
        let prepared = Prepared::new(self.config, article, self.options.now);
        let serial = self.owners.len();
        self.owners.push(unique::Owner::new(serial, &prepared.card));
        self.take(serial, prepared);
    }

    /// Takes one more article; `serial` is its number, by which the [`Memory`] knows it.
    pub fn take(&mut self, serial: usize, prepared: Prepared) {
        let Prepared { card, article, fault } = prepared;
        let Some(published) = self.admit(serial, &card, fault) else { return };
        if published {
            // The card is still looked at when the candidate is made of it.
            self.selection.offer(&card, || Candidate::new(serial, card.to_owned(), Some(article)));
        }
    }

    /// Takes one more article of which only the card is known. Where a feed shows it, its text is asked for later.
    pub fn offer<S: AsRef<str>>(&mut self, serial: usize, card: &Card<S>) {
        if self.admit(serial, card, None) == Some(true) {
            self.selection.offer(card, || Candidate::new(serial, card.to_owned(), None));
        }
    }

    /// Whether an article may be in feeds, and whether it may be now.
    fn admit<S: AsRef<str>>(&mut self, serial: usize, card: &Card<S>, fault: Option<Box<Diagnostic>>) -> Option<bool> {
        self.counts.read += 1;
        let now = self.options.now;
        let held = |pipeline: &mut Self| {
            pipeline.held.push((card.hashes.1, serial));
            card.guid.iter().for_each(|guid| pipeline.guids.add(guid.as_ref(), card.id(), false));
        };
        if !card.in_feeds {
            held(self);
            self.counts.excluded += 1;
            return None;
        }
        if card.draft && !self.options.drafts {
            held(self);
            self.counts.drafts += 1;
            return None;
        }
        if card.expires.is_some_and(|expires| expires <= now) {
            held(self);
            self.counts.expired += 1;
            return None;
        }
        if let Some(found) = fault {
            self.diagnostics.push(*found);
            return None;
        }
        let release = card.release;
        let turns = [card.expires, Some(release).filter(|release| *release > now)];
        self.until = turns.into_iter().flatten().chain(self.until).min();
        self.unique.add(serial, card);
        if release > now {
            held(self);
            self.counts.scheduled += 1;
            if self.selection.concerns(card, release) {
                self.next_release = Some(self.next_release.map_or(release, |next| next.min(release)));
            }
            return Some(false);
        }
        self.lives.add(card.hashes.1);
        card.guid.iter().for_each(|guid| self.guids.add(guid.as_ref(), card.id(), true));
        self.counts.published += 1;
        Some(true)
    }

    /// Renders, checks and gives what was asked for.
    pub fn finish(self) -> Build {
        self.finish_with(&Nothing, &Past::outline(&Unpublished))
    }

    /// The same; `memory` gives articles again, and spares what an earlier build did; `past` is what is published, whole where
    /// [`Updates::Auto`](crate::config::Updates) asks what has changed.
    pub fn finish_with(self, memory: &dyn Memory, past: &Past) -> Build {
        let Pipeline { config, options, clock, .. } = self;
        let guids = Arc::new(self.guids);
        past.tell(&guids);
        let mut diagnostics = self.diagnostics;
        let (mut feeds, mut news) = clock.time(Step::Select, || self.selection.finish(&mut diagnostics));
        let mut given = self.owners.into_iter().map(Some).collect::<Vec<_>>();
        let mut unsettled = false;
        let mut owner = |serial: usize| {
            if let Some(owner) = given.get_mut(serial) {
                return owner.take();
            }
            let article = memory.article(serial);
            unsettled |= article.is_none();
            Some(unique::Owner::new(serial, &Prepared::new(config, article?, options.now).card))
        };
        let clashing = clock.time(Step::Select, || self.unique.finish(&mut owner, &mut diagnostics));
        if !clashing.is_empty() {
            let sound = |entry: &Arc<Candidate>| !clashing.contains(&entry.serial);
            feeds.iter_mut().for_each(|feed| feed.entries.retain(sound));
            news.retain(sound);
        }
        let mut feeds = archive::split(feeds, memory, past);
        let changes = feeds.iter().filter_map(|feed| next_change(feed.rule, &feed.entries));
        let next_change = changes.chain(self.next_release).chain(next_news_change(&news)).min();
        let press = press::Press { config, now: options.now, memory, past, lives: &self.lives, clock };
        let standing = clock.time(Step::Walk, || press.standing(&feeds));
        let pressed = press.press(&feeds, &standing, &mut diagnostics);
        unsettled |= pressed.unsettled;
        renewal::apply(&mut feeds, &pressed);
        let made = assemble::files(&press, &feeds, standing, &news, &pressed, &mut diagnostics);
        unsettled |= made.unsettled;
        diagnostics.sort_by(|a, b| (&a.file, a.place, a.rule.name).cmp(&(&b.file, b.place, b.rule.name)));
        // An entry too large for one feed is too large for others too.
        diagnostics
            .dedup_by(|a, b| a.rule.name == ENTRY_TOO_LARGE.name && b.rule.name == a.rule.name && a.file == b.file);
        // What is dated to come is told until it has come, with the minutes that are left; what is not dated at all is
        // dated now.
        let restless = |entry: &Arc<Candidate>| entry.card.updated > options.now || entry.card.marks.undated;
        let restless = feeds.iter().flat_map(|feed| &feed.entries).any(restless);
        let until = if restless { Some(options.now) } else { self.until.into_iter().chain(next_change).min() };
        let record = Record { groups: made.groups, sheets: pressed.record(), until };
        let mut seen = HashSet::new();
        let shown = feeds.into_iter().flat_map(|feed| feed.entries).filter(|entry| seen.insert(entry.serial)).collect();
        let (lives, held) = (self.lives, self.held);
        Build {
            files: made.files,
            diagnostics,
            articles: self.counts,
            next_change,
            record,
            unsettled,
            shown,
            lives,
            guids,
            held,
        }
    }
}
