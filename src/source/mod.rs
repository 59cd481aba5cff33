//! Where articles come from.

pub mod files;

use rayon::prelude::*;

use crate::article::Article;
use crate::diagnostic::Diagnostic;
use files::Probe;

/// What a source gives for one document: the article unless it is faulty, and all that was found.
#[derive(Debug)]
pub struct Read {
    /// The article; `None` where an error was found.
    pub article: Option<Article>,
    /// What was found in it.
    pub diagnostics: Vec<Diagnostic>,
    /// Where files that go with it were looked for, with the stamps of those that are there.
    pub probes: Vec<Probe>,
}

/// A place that articles are read from. Documents have numbers, from 0 on.
pub trait Source: Sync {
    /// How many documents there are.
    fn count(&self) -> usize;

    /// Reads the document of this number; `buffer` is room for it, kept for the next.
    fn read(&self, serial: usize, buffer: &mut Vec<u8>) -> Read;

    /// Reads those of `serials` on all cores, `prepare`s each there, and hands what that gives to `take` one by one.
    ///
    /// Only as many are held at a time as are being read together. `take` may be called on another thread.
    fn read_each<T: Send>(
        &self,
        serials: &[usize],
        prepare: impl Fn(usize, Read) -> T + Sync,
        mut take: impl FnMut(T) + Send,
    ) {
        let mut before: Vec<T> = Vec::new();
        for batch in serials.chunks(BATCH) {
            // What was read is taken in order by one thread, while the others read on.
            let read = |buffer: &mut Vec<u8>, serial: &usize| prepare(*serial, self.read(*serial, buffer));
            let (next, ()) = rayon::join(
                || batch.par_iter().map_init(Vec::new, read).collect(),
                || before.into_iter().for_each(&mut take),
            );
            before = next;
        }
        before.into_iter().for_each(take);
    }
}

/// So many files are read together: enough to keep every core busy, few enough that their bodies take little room.
const BATCH: usize = 512;
