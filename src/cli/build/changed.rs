//! What subscribers would see of a build: what is published, held against what was built.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use feedmill::changes::{Change, Comparison, EntryChange, FeedChanges, Origin, Pair};
use feedmill::feed::card::{Candidate, Card};
use feedmill::format::Format;
use feedmill::parse::{self, Document};
use feedmill::pipeline::past::Past;
use feedmill::pipeline::{Build, File, FileKind};
use feedmill::publish::plan::Plan;
use feedmill::source::files::Folder;
use rayon::prelude::*;

use super::previous::Previous;
use crate::cli::site::{Site, shown};

/// A feed before and after, owned.
struct Feed {
    path: String,
    before: Option<Arc<Document>>,
    after: Option<Arc<Document>>,
    is_archive: bool,
}

impl Feed {
    fn pair(&self) -> Pair<'_> {
        let (before, after) = (self.before.as_deref(), self.after.as_deref());
        Pair { path: &self.path, before, after, is_archive: self.is_archive }
    }
}

/// What is compared, and with what.
#[derive(Clone, Copy)]
pub struct Sides<'s> {
    /// The site.
    pub site: &'s Site,
    /// Where else its articles are published.
    pub previous: &'s Previous,
    /// What was built.
    pub build: &'s Build,
    /// What of it would be written.
    pub plan: &'s Plan,
    /// The articles.
    pub folder: &'s Folder,
}

impl Sides<'_> {
    /// What becomes of the entries of all feeds, and the addresses of the pages that they name so far.
    pub fn all(&self, past: &Past) -> (Vec<FeedChanges>, Vec<String>) {
        let feeds = self.feeds(past, true);
        let others = self.others(past);
        let before = feeds.iter().filter_map(|feed| feed.before.as_ref()).chain(&others);
        let urls: BTreeSet<&str> = before.flat_map(|feed| &feed.entries).map(|entry| &*entry.link).collect();
        let urls = urls.into_iter().filter(|url| !url.is_empty()).map(str::to_owned).collect();
        let mut changes = self.compare(&feeds, &others);
        self.spell(past, &mut changes);
        (changes, urls)
    }

    /// What becomes of the entries of the feeds that change, as far as it may be refused.
    ///
    /// Seldom is it of interest what entries say: where some come, and articles that went, have another title now or are published
    /// elsewhere may be the same.
    pub fn of_what_differs(&self, past: &Past) -> Vec<FeedChanges> {
        let others = self.others(past);
        let mut changes = self.compare(&self.feeds(past, false), &others);
        let any = |is: fn(&EntryChange) -> bool| changes.iter().flat_map(|feed| &feed.entries).any(is);
        let comes = any(|entry| matches!(entry.change, Change::New | Change::IdChanged));
        let goes = any(|entry| {
            let is_retitled = || entry.words.iter().any(|words| words.field == "title");
            matches!(entry.change, Change::Withdrawn | Change::IdChanged) || is_retitled()
        });
        let may_be_the_same = comes && (goes || !others.is_empty());
        if !past.is_whole() && may_be_the_same {
            let published = self.previous.below(&self.site.output);
            let past = Past::whole(&published);
            past.tell(&self.build.guids);
            changes = self.compare(&self.feeds(&past, false), &self.others(&past));
        }
        self.spell(past, &mut changes);
        changes
    }

    fn compare(&self, feeds: &[Feed], others: &[Arc<Document>]) -> Vec<FeedChanges> {
        let origins = Origins::new(self.build, self.folder);
        feedmill::changes::compare(&Comparison {
            pairs: feeds.iter().map(Feed::pair).collect(),
            others: others.iter().map(|document| &**document).collect(),
            lives: &|id| self.build.lives.has(id),
            origin: &|id| origins.of(id),
        })
    }

    /// Marks what keeps its id, but not what RSS and JSON Feed have in its place: somebody gave it another guid, or one at all.
    fn spell(&self, past: &Past, changes: &mut [FeedChanges]) {
        if self.build.guids.is_empty() {
            return;
        }
        let spellings = Spellings::of(self.build);
        let put = self.plan.put.iter().filter_map(|at| self.build.files.get(*at));
        for file in put {
            let is_atom = file.kind.entries().is_none_or(|(format, _)| format == Format::Atom);
            let Some(before) = past.bytes(&file.path).filter(|_| !is_atom).and_then(|bytes| parse::parse(&bytes))
            else {
                continue;
            };
            let changed = spellings.changed(&before);
            let path = self.named(&file.path);
            let feeds = changes.iter_mut().filter(|feed| folder_of(&feed.path) == folder_of(&path));
            for entry in feeds.flat_map(|feed| &mut feed.entries).filter(|entry| entry.old_id.is_none()) {
                if let Some((old, new)) = changed.get(&*entry.id) {
                    (entry.change, entry.in_guid) = (Change::IdChanged, true);
                    (entry.old_id, entry.id) = (Some((*old).to_owned()), (*new).to_owned());
                }
            }
        }
    }

    /// Feeds of the same articles that stand where none is built.
    fn others(&self, past: &Past) -> Vec<Arc<Document>> {
        let left = self.plan.left.iter().filter_map(|path| past.document(path));
        self.build.guids.told_once(left.chain(self.previous.others.iter().cloned()).collect())
    }

    /// The feeds that change, or all.
    fn feeds(&self, past: &Past, all: bool) -> Vec<Feed> {
        let put: HashSet<usize> = self.plan.put.iter().copied().collect();
        let groups = self.build.record.groups.iter().filter(|group| {
            let is_put = || group.files.clone().any(|at| put.contains(&at));
            !group.stands && (all || is_put())
        });
        let groups: Vec<_> = groups.collect();
        let built = groups.par_iter().filter_map(|group| {
            let files = self.build.files.get(group.files.clone())?;
            self.feed(past, files)
        });
        let mut feeds: Vec<Feed> = built.collect();
        // The lists are in the folder of the main feed, whether it is still there or not.
        let is_feed = |file: &&File| file.kind.entries().is_some();
        let there: HashSet<&str> = self.build.files.iter().filter(is_feed).map(|file| folder_of(&file.path)).collect();
        let mut gone: BTreeMap<&str, &str> = BTreeMap::new();
        for path in &self.plan.remove {
            gone.entry(folder_of(path)).or_insert(path);
        }
        for (folder, path) in gone.into_iter().filter(|(folder, _)| !there.contains(folder)) {
            // A news sitemap is no feed.
            let Some((_, before)) = past.feed(folder) else { continue };
            let is_archive = before.is_archive;
            feeds.push(Feed { path: self.named(path), before: Some(before), after: None, is_archive });
        }
        feeds
    }

    /// The documents of one feed, by the format in which it is published, if it is.
    fn feed(&self, past: &Past, files: &[File]) -> Option<Feed> {
        let format = |file: &File| file.kind.entries().map(|(format, _)| format);
        let first = files.iter().find(|file| format(file).is_some())?;
        let before = past.feed(folder_of(&first.path));
        let same = before.as_ref().and_then(|(before, _)| files.iter().find(|file| format(file) == Some(*before)));
        let file = same.unwrap_or(first);
        let after = parse::parse(&file.bytes.to_vec());
        let after = if past.is_whole() { after } else { after.map(Document::outline) };
        let after = after.map(|after| self.build.guids.under_ids(Arc::new(after)));
        let before = before.map(|(_, document)| document);
        let is_archive = matches!(file.kind, FileKind::Archive(..));
        Some(Feed { path: self.named(&file.path), before, after, is_archive })
    }

    /// How the user would name a file of the output.
    fn named(&self, path: &str) -> String {
        shown(&self.site.output.join(path))
    }
}

/// The folder of a path below the output.
fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The entries that feeds show, and what RSS and JSON Feed call them.
struct Spellings<'s> {
    build: &'s Build,
    by_id: HashMap<&'s str, &'s Card<String>>,
    by_link: HashMap<&'s str, &'s Card<String>>,
    spelt: HashSet<&'s str>,
}

impl<'s> Spellings<'s> {
    fn of(build: &'s Build) -> Spellings<'s> {
        let cards = || build.shown.iter().map(|entry| &entry.card);
        Spellings {
            build,
            by_id: cards().map(|card| (card.id(), card)).collect(),
            by_link: cards().map(|card| (&*card.link, card)).collect(),
            spelt: cards().map(Card::guid).collect(),
        }
    }

    /// By their ids, the entries of this document that it calls otherwise: how it does, and what they are called now.
    fn changed<'d>(&self, before: &'d Document) -> HashMap<&'s str, (&'d str, &'s str)> {
        let there: HashSet<&str> = before.entries.iter().map(|entry| &*entry.id).collect();
        let others = before.entries.iter().filter(|entry| !entry.id.is_empty() && !self.spelt.contains(&*entry.id));
        let changed = others.filter_map(|entry| {
            // What another article is known by, which no feed may show any more, is not this one's.
            let is_others = || self.build.lives.has(&entry.id) || self.build.guids.has(&entry.id);
            let by_link = || self.by_link.get(&*entry.link).filter(|_| !is_others());
            let card = self.by_id.get(&*entry.id).or_else(by_link)?;
            (!there.contains(card.guid())).then_some((card.id(), (&*entry.id, card.guid())))
        });
        changed.collect()
    }
}

/// Which article has an id.
struct Origins<'o> {
    shown: HashMap<&'o str, &'o Candidate>,
    held: HashMap<u64, usize>,
    folder: &'o Folder,
}

impl<'o> Origins<'o> {
    fn new(build: &'o Build, folder: &'o Folder) -> Origins<'o> {
        let shown = build.shown.iter().map(|entry| (entry.card.id(), &**entry)).collect();
        Origins { shown, held: build.held.iter().copied().collect(), folder }
    }

    fn of(&self, id: &str) -> Option<Origin> {
        if let Some(candidate) = self.shown.get(id) {
            let marks = &candidate.card.marks;
            let place = marks.id.or(marks.guid).or(marks.slug).or(marks.title);
            return Some(Origin { file: candidate.card.head_file(), place });
        }
        let serial = self.held.get(&feedmill::pipeline::past::id_hash(id))?;
        Some(Origin { file: self.folder.path(*serial)?.into(), place: None })
    }
}
