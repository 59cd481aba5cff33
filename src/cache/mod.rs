//! What need not be done again: kept from one build to the next below `.feedmill`, and of no other worth.
//!
//! Three files. `state` tells whether anything is to be done at all: the keys of all blocks of articles, the stamps of
//! all files of the output. `articles-N` holds the cards of articles, so that only what changed is read. `entries` tells
//! which documents were made of which articles, and where in the output each entry stands, from where it is taken again.
//!
//! Lost, damaged, of another program, configuration or time: then it is made anew. No error comes from here, and no byte
//! or finding of a build depends on it.

mod collect;
mod pack;
mod recall;
mod save;
mod state;
mod store;
mod told;

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rayon::prelude::*;

pub use collect::{Collector, Kernel};
pub use recall::Recall;
pub use save::{Built, Saved};

use crate::diagnostic::Diagnostic;
use crate::digest::{self, Digest};
use crate::feed::card::Card;
use crate::pipeline::{Counts, FileKind};
use crate::source::files::block::Key;
use crate::source::files::stamp::Stamp;
use crate::source::files::{Folder, probe};
use state::{Entries, Kept, State};

/// What is kept of earlier builds of a site.
#[derive(Debug)]
pub struct Cache {
    /// `None` where all is in memory.
    folder: Option<PathBuf>,
    site: Digest,
    state: State,
    entries: Entries,
    /// Whether `entries` are those of `state`.
    loaded: bool,
    /// The pack, where it is in memory.
    memory: Vec<u8>,
    /// Of the file that `state` is in.
    stamp: Option<Stamp>,
}

/// Takes the card of the article of a number, and what was found in it.
pub type Taker<'t> = dyn FnMut(usize, &Card<&str>, Vec<Diagnostic>) + 't;

/// Articles that were not all as they were, or whose neighbours were not.
#[derive(Debug, Default)]
pub struct Offered {
    /// The numbers of those that are to be read, the last first: most often these are the newest, which spare the
    /// others a place among the newest.
    pub unread: Vec<usize>,
    /// Those that were offered, but are to be kept anew.
    pub again: Vec<(usize, Kernel)>,
}

/// The result of a build that need not be done.
#[derive(Debug)]
pub struct Unchanged {
    /// How many articles there are of each kind.
    pub counts: Counts,
    /// What was found.
    pub findings: Vec<Diagnostic>,
    /// The files of the output: path, what it is, bytes.
    pub files: Vec<(String, FileKind, u64)>,
    /// When the output next changes by itself.
    pub next_change: Option<DateTime<Utc>>,
}

impl Cache {
    /// What is kept in `folder` of a site, its configuration and this program, which are known by `site`.
    pub fn open(folder: &Path, site: Digest) -> Cache {
        let stamp = probe(&folder.join(STATE));
        let read = store::read::<State>(&folder.join(STATE)).map(|(state, _)| state);
        let state = read.filter(|state| state.site == site).unwrap_or_default();
        Cache { folder: Some(folder.to_owned()), site, state, stamp, ..Cache::empty() }
    }

    /// Nothing that is kept of any build, in memory alone.
    pub fn empty() -> Cache {
        let (site, state, entries) = (Digest::default(), State::default(), Entries::default());
        Cache { folder: None, site, state, entries, loaded: false, memory: Vec::new(), stamp: None }
    }

    /// Whether what is on disk is what is in memory still: no other run has written it since.
    pub fn is_current(&self) -> bool {
        self.folder.as_ref().is_none_or(|folder| self.stamp.is_some() && probe(&folder.join(STATE)) == self.stamp)
    }

    /// Where files that go with articles are looked for.
    pub fn places(&self) -> impl Iterator<Item = &Path> {
        self.state.probes.iter().map(|probed| probed.path.as_ref())
    }

    fn reader(&self) -> Option<pack::Reader<'_>> {
        match &self.folder {
            None => Some(pack::Reader::memory(&self.memory)),
            Some(folder) => pack::Reader::open(folder, self.state.pack.0),
        }
    }

    /// The result of a build at this moment, if neither an article has changed since the last, nor a file of the output
    /// below `root`, nor anything by the passing of time.
    pub fn unchanged(&self, folder: &Folder, root: &Path, now: DateTime<Utc>, drafts: bool) -> Option<Unchanged> {
        let state = &self.state;
        let (from, until) = state.moments?;
        if drafts != state.drafts || now < from || until.is_some_and(|until| until <= now) {
            return None;
        }
        let told = state.told.as_ref()?;
        let known: HashSet<&Key> = state.blocks.iter().map(|block| &block.key).collect();
        let blocks = folder.blocks();
        let same = blocks.len() == known.len()
            && blocks.iter().all(|block| known.contains(&block.key))
            && state.walk == walk_digest(folder)
            && state.probes.par_iter().all(|probed| probe(probed.path.as_ref()) == probed.stamp)
            && state.outputs.par_iter().all(|output| output.stands(root));
        if !same {
            return None;
        }
        let files = state.outputs.iter().map(|output| (output.path.clone(), output.kind, output.stamp.size));
        Some(Unchanged {
            counts: state.counts,
            findings: told::diagnostics(told)?,
            files: files.collect(),
            next_change: state.next_change,
        })
    }

    /// Hands the cards of all articles that are as they were to `offer`, each with its number and what was found in it.
    pub fn offer(&mut self, folder: &Folder, offer: &mut Taker) -> Offered {
        let changed = self.state.probes.par_iter().filter(|probed| probe(probed.path.as_ref()) != probed.stamp);
        let changed: HashSet<Key> = changed.map(|probed| probed.key).collect();
        let mut known: HashMap<Key, &Kept> = self.state.blocks.iter().map(|kept| (kept.key, kept)).collect();
        let mut reader = if known.is_empty() { None } else { self.reader() };
        let mut offered = Offered::default();
        let (mut hits, mut missed, mut lost) = (Vec::new(), Vec::new(), HashSet::new());
        for block in folder.blocks() {
            match known.get(&block.key).filter(|_| !changed.contains(&block.key)) {
                Some(kept) => hits.push((kept.extent, block)),
                None => missed.push(block),
            }
        }
        // As they lie in the pack, which is from end to end.
        hits.sort_unstable_by_key(|(extent, _)| extent.start);
        for (extent, block) in hits {
            known.remove(&block.key);
            match reader.as_mut().and_then(|reader| reader.block(&extent)) {
                Some(bytes) => {
                    let mut next = block.files.start;
                    for (record, _) in pack::records(bytes).take(block.files.len()) {
                        let Some(found) = told::diagnostics(&record.told) else { break };
                        offer(next, &record.card, found);
                        next += 1;
                    }
                    if next < block.files.end {
                        lost.insert(block.key);
                        offered.unread.extend(next..block.files.end);
                    }
                }
                None => {
                    lost.insert(block.key);
                    missed.push(block);
                }
            }
        }
        // What is left is of no use as it is, but most of its articles may be as they were.
        let mut orphans: HashMap<u64, Vec<&Kept>> = HashMap::new();
        known.values().for_each(|kept| orphans.entry(kept.folder).or_default().push(kept));
        for block in missed {
            let Some(orphans) = orphans.get(&block.folder) else {
                offered.unread.extend(block.files.clone());
                continue;
            };
            let mut files: HashMap<String, usize> =
                block.files.clone().filter_map(|serial| Some((folder.path(serial)?, serial))).collect();
            for kept in orphans {
                let bytes = reader.as_mut().and_then(|reader| reader.block(&kept.extent));
                for (record, bytes) in bytes.map(pack::records).into_iter().flatten() {
                    let Some(serial) = files.get(record.card.file).copied() else { continue };
                    let same =
                        folder.found(serial).is_some_and(|(_, found)| record.stamps == (found.stamp, found.sidecar))
                            && record.probes.iter().all(|(path, stamp)| probe(path.as_ref()) == *stamp);
                    if same && let Some(found) = told::diagnostics(&record.told) {
                        files.remove(record.card.file);
                        offer(serial, &record.card, found);
                        offered.again.push((serial, Kernel::again(record, bytes)));
                    }
                }
            }
            offered.unread.extend(files.into_values());
        }
        offered.unread.sort_unstable_by(|a, b| b.cmp(a));
        lost.extend(known.into_keys());
        self.state.blocks.retain(|block| !lost.contains(&block.key));
        self.state.probes.retain(|probed| !lost.contains(&probed.key));
        offered
    }

    /// Reads what was made of what; a build that has something to do needs that besides.
    pub fn load(&mut self) {
        if let Some(folder) = self.folder.as_ref().filter(|_| !self.loaded && !self.state.outputs.is_empty()) {
            let read = store::read::<Entries>(&folder.join(ENTRIES));
            let read = read.filter(|(_, hash)| *hash == self.state.entries);
            self.entries = read.map(|(entries, _)| entries).unwrap_or_default();
            self.loaded = true;
        }
    }

    /// What a build may ask, the output being below `root`.
    pub fn recall<'c>(&'c self, folder: &'c Folder, root: &'c Path) -> Recall<'c> {
        Recall::new(folder, root, &self.state.outputs, &self.entries)
    }
}

/// Of what was found in the folder of articles itself.
fn walk_digest(folder: &Folder) -> Digest {
    digest::of(&told::told(folder.diagnostics()))
}

const STATE: &str = "state";
const ENTRIES: &str = "entries";
