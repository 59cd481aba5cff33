//! Articles in, files and findings out. Keeps no state, touches no disk, reads no clock.
//!
//! The same articles in any order give the same bytes: a feed's `updated` is its newest entry's, and `now` only holds
//! back what is not to be seen yet, or no more.

mod assemble;
mod entry;
mod judge;
mod lists;
mod press;
mod unique;

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::article::Article;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Level};
use crate::feed::address::Address;
use crate::feed::select::{Author, Candidate, Selection, next_change, next_news_change};
use crate::format::{Format, Rope};

use assemble::{ENTRY_TOO_LARGE, PATH_CLASH};

pub use assemble::{OUTPUT_NAMES, RULES as ASSEMBLE_RULES, is_ours};
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
}

/// A file to be written.
#[derive(Debug, Clone)]
pub struct File {
    /// Its path below the output folder, with `/` between folders.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// Its bytes.
    pub bytes: Rope,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A feed with this many entries.
    Feed(Format, usize),
    /// The list of all feeds for feed readers.
    Opml,
    /// The list of all feeds for people.
    IndexPage,
    /// A Google News sitemap.
    NewsSitemap,
}

/// How many articles there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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
    counts: Counts,
    diagnostics: Vec<Diagnostic>,
    next_release: Option<DateTime<Utc>>,
}

impl<'c> Pipeline<'c> {
    /// A build without articles.
    pub fn new(config: &'c Config, options: Options) -> Self {
        Pipeline {
            config,
            options,
            selection: Selection::new(config, options.now),
            unique: unique::Unique::default(),
            counts: Counts::default(),
            diagnostics: Vec::new(),
            next_release: None,
        }
    }

    /// Takes one more article.
    pub fn add(&mut self, mut article: Article) {
        self.counts.read += 1;
        let now = self.options.now;
        if !article.in_feeds {
            self.counts.excluded += 1;
            return;
        }
        if article.draft && !self.options.drafts {
            self.counts.drafts += 1;
            return;
        }
        if article.marks.undated {
            // A draft that is to be seen before anybody gave it a date.
            article.published = now.fixed_offset();
        }
        if article.expires.is_some_and(|expires| expires <= now) {
            self.counts.expired += 1;
            return;
        }
        let release = article.embargo.map_or(article.published, |embargo| embargo.max(article.published)).to_utc();
        let candidate = match self.candidate(article) {
            Ok(candidate) => candidate,
            Err(found) => return self.diagnostics.push(*found),
        };
        self.unique.add(&candidate);
        if release > now {
            self.counts.scheduled += 1;
            if self.selection.concerns(&candidate, release) {
                self.next_release = Some(self.next_release.map_or(release, |next| next.min(release)));
            }
            return;
        }
        self.counts.published += 1;
        self.selection.offer(candidate);
    }

    fn candidate(&self, article: Article) -> Result<Candidate, Box<Diagnostic>> {
        let Address { link, id } = Address::of(&article, self.config)?;
        let bylines = if article.authors.is_empty() { &self.config.site.authors } else { &article.authors };
        let authors = bylines.iter().map(|byline| {
            let (person, key) = entry::person(self.config, byline);
            let key = key.unwrap_or(&person.name).to_owned();
            Author { person, key }
        });
        let published = article.published.to_utc();
        Ok(Candidate {
            serial: self.counts.read,
            authors: authors.collect(),
            published,
            updated: article.updated.map_or(published, |updated| updated.to_utc().max(published)),
            language: article.language.clone().or_else(|| self.config.site.language.clone()),
            link,
            id,
            article,
        })
    }

    /// Renders, checks and gives what was asked for.
    pub fn finish(self) -> Build {
        let mut diagnostics = self.diagnostics;
        let (mut feeds, mut news) = self.selection.finish(&mut diagnostics);
        let clashing = self.unique.finish(&mut diagnostics);
        if !clashing.is_empty() {
            let sound = |entry: &Arc<Candidate>| !clashing.contains(&entry.serial);
            feeds.iter_mut().for_each(|feed| feed.entries.retain(sound));
            news.retain(sound);
        }
        let changes = feeds.iter().filter_map(|feed| next_change(feed.rule, &feed.entries));
        let next_change = changes.chain(self.next_release).chain(next_news_change(&news)).min();
        let pressed = press::press(self.config, &feeds, &mut diagnostics);
        let files = assemble::files(self.config, &feeds, &news, &pressed, self.options.now, &mut diagnostics);
        diagnostics.sort_by(|a, b| (&a.file, a.place, a.rule.name).cmp(&(&b.file, b.place, b.rule.name)));
        // An entry too large for one feed is too large for others too.
        diagnostics
            .dedup_by(|a, b| a.rule.name == ENTRY_TOO_LARGE.name && b.rule.name == a.rule.name && a.file == b.file);
        Build { files, diagnostics, articles: self.counts, next_change }
    }
}
