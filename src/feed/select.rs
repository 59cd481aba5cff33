//! Which feeds there are, and the newest entries of each.
//!
//! Articles come in any order, one at a time; a feed keeps no more of them than it shows. What is dropped is freed.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::card::{Candidate, Card};
use super::query::matches;
use super::slug::slug;
use crate::article::head_file;
use crate::config::{Config, Each, FeedRule};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Place};

rules! {
    /// Two tags, authors, sections or languages would have their feeds in the same folder.
    ///
    /// Names are turned into folder names in lower case, with `-` between words; `Grain Prices` and `grain-prices`
    /// are then the same. Most often they are meant to be the same: write them alike.
    SHARED_PATH = Error "shared-path";
}

/// One feed: the rule it comes from, and for which tag, author, section or language.
#[derive(Debug)]
pub struct Selected<'c> {
    /// The rule.
    pub rule: &'c FeedRule,
    /// Of what it is the feed, as people write it; `None` for a single feed.
    pub name: Option<String>,
    /// Its folder below the output folder; empty for that folder itself.
    pub path: String,
    /// Which part of the feed this is.
    pub page: Page,
    /// Its entries, newest first, ties by id: the newest of the feed, or those of an archive document.
    pub entries: Vec<Arc<Candidate>>,
}

/// A part of a feed: the feed itself, or one of its archive documents (RFC 5005, section 4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Page {
    /// The number of the archive document, from 1; `None` for the feed itself.
    pub number: Option<u32>,
    /// The number of the archive document before this part; `None` where there is none.
    pub older: Option<u32>,
}

impl Selected<'_> {
    /// The folder of its documents below the output folder.
    pub fn folder(&self) -> String {
        match self.page.number {
            Some(number) => archive_folder(&self.path, number),
            None => self.path.clone(),
        }
    }
}

/// The folder of an archive document of the feed in the folder `path`.
pub fn archive_folder(path: &str, number: u32) -> String {
    match path {
        "" => format!("archive/{number}"),
        path => format!("{path}/archive/{number}"),
    }
}

/// How many entries are kept of a feed: what it shows, or all where the others are archived.
fn most(feed: &FeedRule) -> usize {
    if feed.archive { usize::MAX } else { feed.limit }
}

/// Takes articles and keeps the newest of each feed.
#[derive(Debug)]
pub struct Selection<'c> {
    config: &'c Config,
    now: DateTime<Utc>,
    slots: Vec<Slot>,
    index: Vec<HashMap<String, usize>>,
    news: Slot,
    /// Room for the feeds that ask for one article.
    targets: Vec<usize>,
}

#[derive(Debug, Default)]
struct Slot {
    rule: usize,
    limit: usize,
    key: Option<String>,
    name: String,
    first: Option<First>,
    newest: BinaryHeap<Ranked>,
}

/// The first article, by path, that has a slot's tag or author.
#[derive(Debug)]
struct First {
    path: String,
    in_sidecar: bool,
    place: Option<Place>,
}

impl First {
    fn head_file(&self) -> Arc<str> {
        if self.in_sidecar { head_file(&self.path).into() } else { self.path.as_str().into() }
    }
}

/// Ordered so that the greatest is the first to be dropped: the oldest, and of those the one with the greatest id.
#[derive(Debug)]
struct Ranked(Arc<Candidate>);

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        rank(&self.0.card, &other.0.card)
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked {}

/// Which of two articles comes first in a feed: the newer, of two of one moment the one whose id comes first.
pub(crate) fn rank<S: AsRef<str>, T: AsRef<str>>(a: &Card<S>, b: &Card<T>) -> Ordering {
    let newer = b.published.cmp(&a.published);
    newer.then_with(|| a.id().cmp(b.id())).then_with(|| a.file.as_ref().cmp(b.file.as_ref()))
}

impl Slot {
    fn wants<S: AsRef<str>>(&self, card: &Card<S>) -> bool {
        self.newest.len() < self.limit || self.newest.peek().is_some_and(|last| rank(card, &last.0.card).is_lt())
    }

    fn take(&mut self, candidate: &Arc<Candidate>) {
        self.newest.push(Ranked(candidate.clone()));
        if self.newest.len() > self.limit {
            self.newest.pop();
        }
    }

    /// Remembers the article that names this feed's tag or author: the first by path, whatever order they come in.
    fn name_from<S: AsRef<str>>(&mut self, card: &Card<S>, place: Option<Place>, name: &str) {
        let path = card.file.as_ref();
        match &mut self.first {
            Some(first) if *first.path <= *path => return,
            // Articles often come the last path first: the room for a path is used again.
            Some(first) => {
                path.clone_into(&mut first.path);
                (first.in_sidecar, first.place) = (card.marks.in_sidecar, place);
            }
            None => self.first = Some(First { path: path.to_owned(), in_sidecar: card.marks.in_sidecar, place }),
        }
        if self.name != name {
            name.clone_into(&mut self.name);
        }
    }

    fn into_entries(self) -> Vec<Arc<Candidate>> {
        self.newest.into_sorted_vec().into_iter().map(|ranked| ranked.0).collect()
    }
}

/// How long an entry is news: Google takes articles of the last two days.
const NEWS_AGE: TimeDelta = TimeDelta::days(2);
/// The most entries a news sitemap may hold.
const NEWS_LIMIT: usize = 1000;

impl<'c> Selection<'c> {
    /// A selection for the feeds of `config` at the moment `now`.
    pub fn new(config: &'c Config, now: DateTime<Utc>) -> Self {
        let mut slots = Vec::new();
        for (rule, feed) in config.feeds.iter().enumerate().filter(|(_, feed)| feed.each.is_none()) {
            slots.push(Slot { rule, limit: most(feed), ..Slot::default() });
        }
        let limit = if config.output.news_sitemap { NEWS_LIMIT } else { 0 };
        let index = config.feeds.iter().map(|_| HashMap::new()).collect();
        Selection { config, now, slots, index, news: Slot { limit, ..Slot::default() }, targets: Vec::new() }
    }

    /// Offers an article to every feed that may show it; `candidate` makes it one, if any feed does.
    pub fn offer<S: AsRef<str>>(&mut self, card: &Card<S>, candidate: impl FnOnce() -> Candidate) {
        let targets = self.targets(card);
        let news = self.now - card.published < NEWS_AGE && self.news.wants(card);
        let wanted = |slot: &usize| self.slots.get(*slot).is_some_and(|slot| slot.wants(card));
        let wanted: Vec<usize> = targets.iter().copied().filter(wanted).collect();
        if news || !wanted.is_empty() {
            let candidate = Arc::new(candidate());
            for slot in wanted {
                self.slots[slot].take(&candidate);
            }
            if news {
                self.news.take(&candidate);
            }
        }
        self.targets = targets;
    }

    /// Whether any feed, or the news sitemap, would ask for an article at the moment it is released.
    pub fn concerns<S: AsRef<str>>(&self, card: &Card<S>, release: DateTime<Utc>) -> bool {
        let news = self.config.output.news_sitemap && release - card.published < NEWS_AGE;
        news || self.config.feeds.iter().any(|feed| matches(&feed.query, card, release))
    }

    fn targets<S: AsRef<str>>(&mut self, card: &Card<S>) -> Vec<usize> {
        let mut targets = std::mem::take(&mut self.targets);
        targets.clear();
        let mut single = 0;
        for (rule, feed) in self.config.feeds.iter().enumerate() {
            let slot = single;
            single += usize::from(feed.each.is_none());
            if !matches(&feed.query, card, self.now) {
                continue;
            }
            let marks = &card.marks;
            let mut keyed = |key: &str, name: &str, place: Option<Place>| {
                let slot = match self.index[rule].get(key) {
                    Some(slot) => *slot,
                    None => {
                        let key = key.to_owned();
                        self.slots.push(Slot { rule, limit: most(feed), key: Some(key.clone()), ..Slot::default() });
                        self.index[rule].insert(key, self.slots.len() - 1);
                        self.slots.len() - 1
                    }
                };
                self.slots[slot].name_from(card, place, name);
                // Whoever is named twice is one all the same.
                if !targets.contains(&slot) {
                    targets.push(slot);
                }
            };
            match feed.each {
                None => targets.push(slot),
                Some(Each::Tag) => {
                    card.tags.iter().map(AsRef::as_ref).for_each(|tag| keyed(tag, tag, marks.tags));
                }
                Some(Each::Author) => card.authors.iter().for_each(|author| {
                    keyed(author.key.as_ref(), author.name.as_ref(), author.place);
                }),
                Some(Each::Section) if card.section.as_ref().is_empty() => {}
                Some(Each::Section) => keyed(card.section.as_ref(), card.section.as_ref(), None),
                Some(Each::Language) => {
                    let language = card.language.as_ref().map(AsRef::as_ref);
                    language.into_iter().for_each(|language| keyed(language, language, None));
                }
            }
        }
        targets
    }

    /// The feeds in the order of the configuration, those of one rule by path, and the entries of the news sitemap. A feed
    /// with an archive has all of its entries.
    ///
    /// Of feeds that would share a path the second is flagged and left out.
    pub fn finish(self, diagnostics: &mut Vec<Diagnostic>) -> (Vec<Selected<'c>>, Vec<Arc<Candidate>>) {
        let config = self.config;
        let mut feeds: Vec<_> = self
            .slots
            .into_iter()
            .map(|slot| {
                let rule = &config.feeds[slot.rule];
                let part = slot.key.as_deref().map(slug);
                let path = rule.path.fill(|_| part.as_deref().unwrap_or_default().to_owned().into());
                (path, slot)
            })
            .collect();
        feeds.sort_by(|(path_a, a), (path_b, b)| {
            a.rule.cmp(&b.rule).then_with(|| path_a.cmp(path_b)).then_with(|| a.key.cmp(&b.key))
        });
        let mut by_path: HashMap<&str, &Slot> = HashMap::new();
        let mut clashing = HashSet::new();
        for (at, (path, slot)) in feeds.iter().enumerate() {
            match by_path.get(&**path) {
                Some(other) => {
                    diagnostics.push(shared_path(path, other, slot, config));
                    clashing.insert(at);
                }
                None => {
                    by_path.insert(path, slot);
                }
            }
        }
        let feeds = feeds
            .into_iter()
            .enumerate()
            .filter(|(at, _)| !clashing.contains(at))
            .map(|(_, feed)| feed)
            .map(|(path, slot)| Selected {
                rule: &config.feeds[slot.rule],
                name: slot.key.is_some().then(|| slot.name.clone()),
                path,
                page: Page::default(),
                entries: slot.into_entries(),
            })
            .collect();
        (feeds, self.news.into_entries())
    }
}

fn shared_path(path: &str, a: &Slot, b: &Slot, config: &Config) -> Diagnostic {
    let what = |slot: &Slot| match config.feeds[slot.rule].each {
        Some(each) => format!("the {} “{}”", each.name(), slot.name),
        None => "a feed".to_owned(),
    };
    let (file, place) = match &b.first {
        Some(first) => (first.head_file(), first.place),
        None => (config.file.clone(), config.feeds[b.rule].place),
    };
    let message = format!("{} and {} would share the feed folder `{path}`", what(a), what(b));
    let mut found = Diagnostic::new(&SHARED_PATH, file, message);
    found.at(place).help("write them alike everywhere if they are the same; rename one of them if they are not");
    found.param("path", path).param("first", a.name.clone()).param("second", b.name.clone());
    match &a.first {
        Some(first) => found.related(first.head_file(), first.place, format!("{} is here", what(a))),
        None => found.related(config.file.clone(), config.feeds[a.rule].place, "the other is here"),
    };
    found
}

/// When `entries`, shown by a feed of this rule, next change by themselves: the first to expire or to grow too old.
pub fn next_change(rule: &FeedRule, entries: &[Arc<Candidate>]) -> Option<DateTime<Utc>> {
    entries
        .iter()
        .flat_map(|entry| {
            // An entry is still shown at the very moment it reaches the age.
            let aged = rule.query.since.map(|since| entry.card.published + since + TimeDelta::seconds(1));
            [entry.card.expires, aged]
        })
        .flatten()
        .min()
}

/// When the news sitemap next loses an entry.
pub fn next_news_change(entries: &[Arc<Candidate>]) -> Option<DateTime<Utc>> {
    entries.iter().map(|entry| entry.card.published + NEWS_AGE).min()
}
