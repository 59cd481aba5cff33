//! Articles just read, gathered for the next build while this one goes on.

use std::collections::{HashMap, HashSet};
use std::io;

use super::Cache;
use super::pack::{self, Record, Writer};
use super::state::{Kept, Probed};
use super::told::told;
use crate::diagnostic::Diagnostic;
use crate::digest::digest;
use crate::feed::card::Card;
use crate::source::files::block::{Block, Key};
use crate::source::files::stamp::Stamp;
use crate::source::files::walk::Found;
use crate::source::files::{Folder, Probe};

/// An article as it will be kept.
#[derive(Debug)]
pub struct Kernel {
    bytes: Vec<u8>,
    probes: Vec<pack::Probe>,
    /// When it, or a file that goes with it, was last changed: nanoseconds since 1970.
    changed: i64,
}

impl Kernel {
    /// The card of the article that was `found`, what was found in it, and where files that go with it were looked for.
    /// `None` where it cannot be kept.
    pub fn new(found: &Found, card: &Card<String>, diagnostics: &[Diagnostic], probes: Vec<Probe>) -> Option<Kernel> {
        let probe = |(path, stamp): Probe| Some((path.into_os_string().into_string().ok()?, stamp));
        let probes = probes.into_iter().map(probe).collect::<Option<Vec<_>>>()?;
        let mut record =
            Record { card: card.borrowed(), told: told(diagnostics), stamps: (found.stamp, found.sidecar), probes };
        let bytes = postcard::to_allocvec(&record).ok()?;
        Some(Kernel::of(std::mem::take(&mut record.probes), record.stamps, bytes))
    }

    /// The same article again, from the bytes it was kept in.
    pub(super) fn again(record: Record<&str>, bytes: &[u8]) -> Kernel {
        Kernel::of(record.probes, record.stamps, bytes.to_owned())
    }

    fn of(probes: Vec<pack::Probe>, stamps: (Stamp, Option<Stamp>), bytes: Vec<u8>) -> Kernel {
        let others = probes.iter().filter_map(|(_, stamp)| *stamp).chain(stamps.1);
        let changed = others.fold(stamps.0.changed, |youngest, stamp| youngest.max(stamp.changed));
        Kernel { bytes, probes, changed }
    }
}

/// Gathers articles until their blocks are whole, and writes these into the pack.
#[derive(Debug)]
pub struct Collector<'f> {
    blocks: &'f [Block],
    /// `None` once writing has failed: then nothing is kept, and nobody is told.
    pub(super) writer: Option<Writer>,
    /// What was changed later is too young to be known by its stamp.
    settled: i64,
    pending: HashMap<usize, Pending>,
    pub(super) kept: Vec<Kept>,
    pub(super) probes: Vec<Probed>,
}

#[derive(Debug, Default)]
struct Pending {
    kernels: Vec<Option<Kernel>>,
    met: HashSet<usize>,
}

impl<'f> Collector<'f> {
    /// Gathers articles of `folder`. What was changed after the moment `settled`, in nanoseconds since 1970, is not
    /// kept.
    pub fn new(cache: &Cache, folder: &'f Folder, settled: i64) -> Collector<'f> {
        let (number, length) = cache.state.pack;
        let writer = match &cache.folder {
            None => Ok(Writer::memory(length)),
            Some(folder) => {
                Writer::open(folder, number, length).or_else(|_: io::Error| Writer::open(folder, number, 0))
            }
        };
        let blocks = folder.blocks();
        let (kept, probes) = (Vec::new(), Vec::new());
        Collector { blocks, writer: writer.ok(), settled, pending: HashMap::new(), kept, probes }
    }

    /// Takes the article of this number, or takes note that it cannot be kept.
    pub fn add(&mut self, serial: usize, kernel: Option<Kernel>) {
        let Some(at) = self.blocks.partition_point(|block| block.files.start <= serial).checked_sub(1) else { return };
        let Some(block) = self.blocks.get(at) else { return };
        let pending = self.pending.entry(at).or_default();
        pending.kernels.resize_with(block.files.len(), || None);
        if let Some(slot) = pending.kernels.get_mut(serial - block.files.start) {
            *slot = kernel.filter(|kernel| kernel.changed <= self.settled);
        }
        pending.met.insert(serial);
        if pending.met.len() == block.files.len()
            && let Some(whole) = self.pending.remove(&at)
        {
            self.write(block, whole.kernels);
        }
    }

    fn write(&mut self, block: &Block, kernels: Vec<Option<Kernel>>) {
        let all = kernels.len();
        let kernels: Vec<Kernel> = kernels.into_iter().flatten().collect();
        if kernels.is_empty() {
            return;
        }
        let key = if kernels.len() == all { block.key } else { part(block.key) };
        let bytes: Vec<u8> = kernels.iter().flat_map(|kernel| &kernel.bytes).copied().collect();
        match self.writer.as_mut().map(|writer| writer.add(&bytes)) {
            Some(Ok(extent)) => {
                self.kept.push(Kept { key, folder: block.folder, extent });
                let probes = kernels.into_iter().flat_map(|kernel| kernel.probes);
                self.probes.extend(probes.map(|(path, stamp)| Probed { key, path, stamp }));
            }
            Some(Err(_)) | None => self.writer = None,
        }
    }
}

/// The key of a block of which some articles are not kept: no whole one has it.
fn part(key: Key) -> Key {
    digest(&key)
}
