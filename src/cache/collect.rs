//! Articles just read, gathered for the next build while this one goes on.

use std::collections::HashMap;
use std::io;

use super::Cache;
use super::pack::Writer;
use super::state::{Kept, Probed};
use super::told::told;
use crate::diagnostic::Diagnostic;
use crate::feed::card::Card;
use crate::source::files::block::Block;
use crate::source::files::stamp::Stamp;
use crate::source::files::{Folder, Probe};

/// An article just read, as it will be kept.
#[derive(Debug)]
pub struct Kernel {
    bytes: Vec<u8>,
    probes: Vec<(String, Option<Stamp>)>,
}

impl Kernel {
    /// An article's card, what was found in it, and where files that go with it were looked for. `None` where it
    /// cannot be kept.
    pub fn new(card: &Card<String>, found: &[Diagnostic], probes: Vec<Probe>) -> Option<Kernel> {
        let bytes = postcard::to_allocvec(&(card, told(found))).ok()?;
        let probe = |(path, stamp): Probe| Some((path.into_os_string().into_string().ok()?, stamp));
        Some(Kernel { bytes, probes: probes.into_iter().map(probe).collect::<Option<_>>()? })
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
    met: usize,
}

impl<'f> Collector<'f> {
    /// Gathers articles of `folder`. What was changed after the moment `settled`, in nanoseconds since 1970, is not
    /// kept.
    pub fn new(cache: &Cache, folder: &'f Folder, settled: i64) -> Collector<'f> {
        let (number, length) = cache.state.pack;
        let writer = Writer::open(&cache.folder, number, length);
        let writer = writer.or_else(|_: io::Error| Writer::open(&cache.folder, number, 0));
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
            *slot = kernel;
        }
        pending.met += 1;
        if pending.met == block.files.len()
            && let Some(whole) = self.pending.remove(&at)
        {
            self.write(block, whole.kernels);
        }
    }

    fn write(&mut self, block: &Block, kernels: Vec<Option<Kernel>>) {
        let Some(kernels) = kernels.into_iter().collect::<Option<Vec<Kernel>>>() else { return };
        let stamps = kernels.iter().flat_map(|kernel| &kernel.probes).filter_map(|(_, stamp)| *stamp);
        if stamps.map(|stamp| stamp.changed).chain([block.changed]).any(|changed| changed > self.settled) {
            return;
        }
        let bytes: Vec<u8> = kernels.iter().flat_map(|kernel| &kernel.bytes).copied().collect();
        match self.writer.as_mut().map(|writer| writer.add(&bytes)) {
            Some(Ok(extent)) => {
                self.kept.push(Kept { key: block.key, extent });
                let probes = kernels.into_iter().flat_map(|kernel| kernel.probes);
                self.probes.extend(probes.map(|(path, stamp)| Probed { key: block.key, path, stamp }));
            }
            Some(Err(_)) | None => self.writer = None,
        }
    }
}
