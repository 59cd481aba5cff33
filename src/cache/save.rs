//! What a build leaves, written down for the next.

use std::collections::{HashMap, HashSet};
use std::io;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::collect::Collector;
use super::pack::{self, Reader, Writer};
use super::recall::Recall;
use super::state::{Entries, Kept, Made, Output, Placed, Shown, State};
use super::told::told;
use super::{Cache, ENTRIES, STATE, store, walk_digest};
use crate::diagnostic::Level;
use crate::digest::Digest;
use crate::pipeline::memory::Group;
use crate::pipeline::{Build, File};
use crate::source::files::block::Key;
use crate::source::files::stamp::{STEP, Stamp, settled};
use crate::source::files::{Folder, probe};

/// A build whose files have landed.
#[derive(Debug, Clone, Copy)]
pub struct Built<'b> {
    /// The articles it was made of.
    pub folder: &'b Folder,
    /// The output folder.
    pub root: &'b Path,
    /// What was built; its diagnostics are all that was told.
    pub build: &'b Build,
    /// Its moment.
    pub now: DateTime<Utc>,
    /// Whether drafts were shown.
    pub drafts: bool,
}

/// From so many bytes on, waiting costs less than reading.
const PATIENCE: u64 = 4 << 20;

/// How many bytes were made, and so perhaps written.
fn written(build: &Build) -> u64 {
    build.files.iter().filter(|file| file.stands.is_none()).map(File::len).sum()
}

/// What is known of a build, for the next one in the same process.
#[derive(Debug)]
pub struct Saved {
    state: State,
    entries: Entries,
    added: Vec<u8>,
    stamp: Option<Stamp>,
}

/// A pack of less garbage than this is not worth making anew.
const SLACK: u64 = 1 << 20;

impl Cache {
    /// Keeps what a build leaves. Where that cannot be written, the next build finds less, and no harm is done.
    pub fn save(&self, built: &Built, collector: Collector, recall: &Recall) -> Option<Saved> {
        self.try_save(built, collector, recall).ok()?
    }

    /// From now on this is what is known.
    pub fn adopt(&mut self, saved: Saved) {
        let Saved { state, entries, added, stamp } = saved;
        if self.folder.is_none() {
            self.memory.truncate(usize::try_from(self.state.pack.1).unwrap_or(usize::MAX));
            self.memory.extend(added);
        }
        (self.state, self.entries, self.stamp, self.loaded) = (state, entries, stamp, true);
        if self.folder.is_none() && is_wasteful(&self.state.blocks, self.state.pack.1) {
            let copied = copy(&mut self.state.blocks, Reader::memory(&self.memory), Writer::memory(0));
            if let Ok((length, memory)) = copied {
                (self.state.pack.1, self.memory) = (length, memory);
            }
        }
    }

    fn try_save(&self, built: &Built, collector: Collector, recall: &Recall) -> io::Result<Option<Saved>> {
        let Collector { writer: Some(writer), kept, mut probes, .. } = collector else { return Ok(None) };
        let (length, added) = writer.finish()?;
        let present: HashSet<&Key> = built.folder.blocks().iter().map(|block| &block.key).collect();
        let mut blocks = self.state.blocks.clone();
        blocks.extend(kept);
        // Where an article could not be kept, its going would go unnoticed, if one looked at those alone that were.
        let complete = blocks.iter().filter(|block| present.contains(&block.key)).count() == present.len();
        probes.extend(self.state.probes.iter().filter(|probed| present.contains(&probed.key)).cloned());
        let pack = match &self.folder {
            None => (0, length),
            Some(folder) => self.compact(folder, &mut blocks, length)?,
        };
        if written(built.build) > PATIENCE {
            // Files just written are too young to be known by their stamps: each would have to be read, now and once
            // more by the next build. Soon they are old enough.
            std::thread::sleep(Duration::from_nanos(STEP.unsigned_abs()));
        }
        let (entries, outputs) = self.entries_of(built, recall);
        let (hash, clock) = match &self.folder {
            Some(folder) => {
                let hash = store::write(&folder.join(ENTRIES), &entries)?;
                // The file just written tells what time the file system has.
                (hash, Stamp::of(&std::fs::metadata(folder.join(ENTRIES))?).modified)
            }
            // The youngest output does, if none else does.
            None => {
                let changed = outputs.iter().filter_map(|(output, _)| Some(output.as_ref()?.stamp.changed));
                (Digest::default(), changed.max().unwrap_or(0))
            }
        };
        let whole = outputs.iter().all(|(output, _)| output.is_some());
        let settled = settled(clock);
        let known = |(output, file): (Option<Output>, &File)| match output {
            Some(mut output) => {
                output.settle(settled, file);
                output
            }
            None => Output::unknown(file),
        };
        let outputs = outputs.into_iter().map(known).collect();
        let build = built.build;
        let quiet = whole && complete && build.diagnostics.iter().all(|found| found.level < Level::Error);
        let state = State {
            site: self.site,
            drafts: built.drafts,
            moments: Some((built.now, build.record.until)),
            walk: walk_digest(built.folder),
            pack,
            blocks,
            probes,
            outputs,
            entries: hash,
            told: quiet.then(|| told(&build.diagnostics)),
            counts: build.articles,
            next_change: build.next_change,
        };
        let mut stamp = None;
        if let Some(folder) = &self.folder {
            store::write(&folder.join(STATE), &state)?;
            stamp = probe(&folder.join(STATE));
            pack::sweep(folder, pack.0);
        }
        Ok(Some(Saved { state, entries, added, stamp }))
    }

    /// The number and the length of the pack, after most of what it holds turned out to be of no use and the rest was
    /// copied to a new one, if that is so.
    fn compact(&self, folder: &Path, blocks: &mut [Kept], length: u64) -> io::Result<(u32, u64)> {
        let number = self.state.pack.0;
        if !is_wasteful(blocks, length) {
            return Ok((number, length));
        }
        let next = number.wrapping_add(1);
        let reader = Reader::open(folder, number).ok_or(io::ErrorKind::NotFound)?;
        let (length, _) = copy(blocks, reader, Writer::open(folder, next, 0)?)?;
        Ok((next, length))
    }

    /// What was made of what, and the files of the output, each with what it was made as.
    fn entries_of<'b>(&self, built: &Built<'b>, recall: &Recall) -> (Entries, Vec<(Option<Output>, &'b File)>) {
        let mut index = Index::default();
        for sheet in &built.build.record.sheets {
            let Some((_, found)) = built.folder.found(sheet.serial) else { continue };
            let at = index.sheets.len() as u32;
            index.by_serial.insert(sheet.serial, at);
            index.by_version.insert(sheet.version, at);
            index.sheets.push(Shown {
                file: built.folder.path(sheet.serial).unwrap_or_default(),
                stamps: (found.stamp, found.sidecar),
                version: sheet.version,
                told: sheet.findings.as_deref().map(told),
            });
        }
        let (mut groups, mut outputs) = (Vec::new(), Vec::new());
        for group in &built.build.record.groups {
            let files = built.build.files.get(group.files.clone()).unwrap_or_default();
            let before = recall.group(&group.key).filter(|_| group.stands);
            let start = outputs.len() as u32;
            match before {
                Some(made) => {
                    outputs.extend(files.iter().zip(&made.files).map(|(file, at)| (recall.output(*at).cloned(), file)));
                }
                None => outputs.extend(files.iter().map(|file| (Output::of(built.root, file), file))),
            }
            let end = outputs.len() as u32;
            let entries = match before {
                Some(made) => index.again(made, recall),
                None => index.placed(group),
            };
            let (key, inputs, told) = (group.key.clone(), group.inputs, told(&group.findings));
            let shelf = group.shelf.clone();
            groups.push(Made { key, inputs, files: (start..end).collect(), shelf, told, entries });
        }
        (Entries { sheets: index.sheets, groups }, outputs)
    }
}

/// Whether most of a pack of this length is of no use any more.
fn is_wasteful(blocks: &[Kept], length: u64) -> bool {
    let used: u64 = blocks.iter().map(|block| u64::from(block.extent.length)).sum();
    length > used.saturating_mul(2) + SLACK
}

/// Copies blocks from one pack to another, where they are then. Gives what [`Writer::finish`] does.
fn copy(blocks: &mut [Kept], mut from: Reader, mut to: Writer) -> io::Result<(u64, Vec<u8>)> {
    blocks.sort_unstable_by_key(|block| block.extent.start);
    let mut extents = Vec::with_capacity(blocks.len());
    for block in blocks.iter() {
        extents.push(to.add(from.block(&block.extent).ok_or(io::ErrorKind::InvalidData)?)?);
    }
    blocks.iter_mut().zip(extents).for_each(|(block, extent)| block.extent = extent);
    to.finish()
}

/// Entries by what they were known by, and are.
#[derive(Debug, Default)]
struct Index {
    sheets: Vec<Shown>,
    by_serial: HashMap<usize, u32>,
    by_version: HashMap<Digest, u32>,
}

impl Index {
    fn placed(&self, group: &Group) -> Vec<Vec<Placed>> {
        let placed = |one: &crate::pipeline::memory::Placed| {
            let sheet = *self.by_serial.get(&one.serial)?;
            let extent = (u32::try_from(one.start).ok()?, u32::try_from(one.length).ok()?);
            Some(Placed { sheet, form: one.form, extent })
        };
        group.entries.iter().map(|file| file.iter().filter_map(placed).collect()).collect()
    }

    /// Those of documents that stand, by the numbers they have now.
    fn again(&self, made: &Made, recall: &Recall) -> Vec<Vec<Placed>> {
        let placed = |one: &Placed| {
            let sheet = *self.by_version.get(recall.sheet(one.sheet)?)?;
            Some(Placed { sheet, ..*one })
        };
        made.entries.iter().map(|file| file.iter().filter_map(placed).collect()).collect()
    }
}
