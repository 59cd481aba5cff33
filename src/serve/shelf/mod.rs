//! The files of a folder, in memory as far as they fit.

mod disk;
mod edition;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Instant;

use bytes::Bytes;
use tokio::sync::Semaphore;

use super::coding::Coding;
use super::delta::Entries;
use super::history::History;
use super::target::is_sound;
pub(super) use disk::Opened;
pub(super) use edition::{Data, Edition, Sized};

/// How many bytes of memory files take.
const MOST_BYTES: usize = 64 << 20;

/// For how many milliseconds a file is taken to be as it was.
const FRESH: u64 = 250;

/// How many files are looked at on disk at a time.
const LOOKS: usize = 16;

/// How many files are compressed at a time.
const PACKERS: usize = 2;

/// Files with more bytes than this are sent as they are until they are compressed: that takes longer than sending them.
const MOST_AT_ONCE: usize = 1 << 20;

/// The files of a folder. What was asked for lately is kept in memory, within a bound; a file that another process
/// replaced is noticed a quarter of a second later.
#[derive(Debug)]
pub struct Shelf {
    /// The folder.
    root: PathBuf,
    kept: RwLock<Kept>,
    /// How many bytes of memory files may take.
    bound: usize,
    /// How often it was told of changes.
    round: AtomicU64,
    began: Instant,
    /// Who looks at a file on disk holds the lock that its path falls to: it is read once, not by everybody who asks.
    turns: [Mutex<()>; LOOKS],
    looks: Arc<Semaphore>,
    packers: Arc<Semaphore>,
    /// What feeds were when they were sent.
    pub(super) history: Arc<History>,
}

#[derive(Debug, Default)]
struct Kept {
    /// By their paths below the folder; those outside it by real paths, which are absolute.
    editions: HashMap<Box<str>, Arc<Edition>>,
    /// What all of them are reckoned to take.
    bytes: usize,
}

impl Shelf {
    /// The files of this folder, which need not be there yet.
    pub fn new(root: PathBuf) -> Shelf {
        Shelf::bounded(root, MOST_BYTES)
    }

    /// The same, with so many bytes of memory.
    pub fn bounded(root: PathBuf, bound: usize) -> Shelf {
        Shelf {
            root,
            kept: RwLock::default(),
            bound,
            round: AtomicU64::new(0),
            began: Instant::now(),
            turns: Default::default(),
            looks: Arc::new(Semaphore::new(LOOKS)),
            packers: Arc::new(Semaphore::new(PACKERS)),
            history: Arc::default(),
        }
    }

    /// The files of another folder, in which the same feeds are: who holds a state of one is still known.
    pub fn moved(&self, root: PathBuf) -> Shelf {
        Shelf { history: Arc::clone(&self.history), ..Shelf::bounded(root, self.bound) }
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Tells that files may have changed.
    pub fn changed(&self) {
        self.round.fetch_add(1, Ordering::Release);
    }

    /// The bytes of a file as it is now; `None` where there is none that may be served. It may have to be read from disk.
    pub fn read(&self, path: &str) -> Option<Bytes> {
        let edition = is_sound(path).then(|| self.fresh(path).or_else(|| self.look(path)))??;
        match &edition.data {
            Data::Kept(Sized { bytes, .. }) => Some(bytes.clone()),
            Data::OnDisk(real) => std::fs::read(real).ok().map(Bytes::from),
        }
    }

    /// Whether there is a file that may be served. Nothing is read but what has to be to know it again.
    pub fn has(&self, path: &str) -> bool {
        is_sound(path) && (self.fresh(path).is_some() || self.look(path).is_some())
    }

    /// The file at a sound path below the folder.
    pub(super) async fn find(self: &Arc<Self>, path: &str) -> Option<Arc<Edition>> {
        match self.fresh(path) {
            Some(edition) => Some(edition),
            None => {
                let path = path.to_owned();
                self.aside(move |shelf| shelf.fresh(&path).or_else(|| shelf.look(&path))).await
            }
        }
    }

    /// The file that is kept by this, looked at once more.
    pub(super) async fn find_again(self: &Arc<Self>, key: &str) -> Option<Arc<Edition>> {
        let key = key.to_owned();
        let look = move |shelf: &Arc<Shelf>| {
            if is_sound(&key) { shelf.look(&key) } else { shelf.look_beside(Path::new(&key)) }
        };
        self.aside(look).await
    }

    /// Does something that takes its time, such as looks at the disk.
    pub(super) async fn aside<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Shelf>) -> Option<T> + Send + 'static,
    ) -> Option<T> {
        let shelf = Arc::clone(self);
        let turn = Arc::clone(&self.looks).acquire_owned().await.ok()?;
        let work = move || {
            let _turn = turn;
            work(&shelf)
        };
        tokio::task::spawn_blocking(work).await.ok()?
    }

    /// The file, if it was looked at a moment ago.
    fn fresh(&self, key: &str) -> Option<Arc<Edition>> {
        let edition = self.kept(key)?;
        let (now, round) = (self.now(), self.round.load(Ordering::Acquire));
        let is_fresh = edition.round.load(Ordering::Relaxed) == round
            && now.saturating_sub(edition.looked.load(Ordering::Relaxed)) < FRESH;
        is_fresh.then(|| {
            edition.use_at(now);
            edition
        })
    }

    fn kept(&self, key: &str) -> Option<Arc<Edition>> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).editions.get(key).cloned()
    }

    /// The file at a sound path below the folder, as it is on disk.
    pub(super) fn look(&self, path: &str) -> Option<Arc<Edition>> {
        self.look_at(path, |root| disk::open_below(root, path))
    }

    /// The file at a real path outside the folder, as it is on disk.
    pub(super) fn look_beside(&self, real: &Path) -> Option<Arc<Edition>> {
        self.look_at(real.to_str()?, |_| disk::open(real.to_owned()))
    }

    fn look_at(&self, key: &str, open: impl Fn(&Path) -> Option<Opened>) -> Option<Arc<Edition>> {
        let hash = key.bytes().fold(0_usize, |hash, byte| hash.wrapping_mul(31).wrapping_add(byte.into()));
        let _turn = self.turns.get(hash % LOOKS)?.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(edition) = self.fresh(key) {
            return Some(edition);
        }
        // What changes from now on is not known.
        let (now, round) = (self.now(), self.round.load(Ordering::Acquire));
        let before = self.kept(key);
        let Some(opened) = open(&self.root) else {
            if before.is_some() {
                self.drop(key);
            }
            return None;
        };
        let looked = |edition: &Edition| {
            edition.looked.store(now, Ordering::Relaxed);
            edition.round.store(round, Ordering::Relaxed);
            edition.use_at(now);
        };
        if let Some(before) = before.as_ref().filter(|before| before.is_as_it_was(&opened.stamp)) {
            looked(before);
            return Some(Arc::clone(before));
        }
        let edition = Edition::read(opened, before.as_deref()).ok()?;
        if let Some(before) = before.filter(|before| before.is_also(&edition)) {
            looked(&before);
            return Some(before);
        }
        looked(&edition);
        let edition = Arc::new(edition);
        self.keep(key, &edition);
        Some(edition)
    }

    /// An open file with what this edition was read from; `None` where that is no more.
    pub(super) fn open(edition: &Edition) -> Option<Opened> {
        let Data::OnDisk(real) = &edition.data else { return None };
        disk::open(real.clone()).filter(|opened| edition.is_of(opened))
    }

    /// The bytes of a file in a coding; `None` where they would not be fewer, or are not made yet.
    pub(super) async fn packed(self: &Arc<Self>, path: &str, edition: &Arc<Edition>, coding: Coding) -> Option<Sized> {
        let packed = edition.packed(coding)?;
        if let Some(made) = packed.bytes.get() {
            return made.clone();
        }
        let Data::Kept(Sized { bytes, .. }) = &edition.data else { return None };
        let make = {
            let (shelf, path, edition, bytes) = (Arc::clone(self), path.to_owned(), Arc::clone(edition), bytes.clone());
            async move {
                let packed = edition.packed(coding)?;
                let make = || async {
                    let turn = Arc::clone(&shelf.packers).acquire_owned().await;
                    let work = move || {
                        let _turn = turn;
                        coding.pack(&bytes).map(Sized::from)
                    };
                    let made = tokio::task::spawn_blocking(work).await.ok().flatten();
                    shelf.charge(&path, &edition, made.as_ref().map_or(0, |made| made.bytes.len()));
                    made
                };
                packed.bytes.get_or_init(make).await.clone()
            }
        };
        if bytes.len() <= MOST_AT_ONCE {
            return make.await;
        }
        if !packed.is_begun.swap(true, Ordering::Relaxed) {
            tokio::spawn(make);
        }
        None
    }

    /// Where the entries of a feed are that is kept; who holds it will be sent what is new some day.
    pub(super) async fn entries(self: &Arc<Self>, path: &str, edition: &Arc<Edition>) -> Option<Arc<Entries>> {
        if let Some(known) = edition.entries.get() {
            return known.clone();
        }
        let Data::Kept(Sized { bytes, .. }) = &edition.data else { return None };
        let look = || async {
            let (path, edition, bytes) = (path.to_owned(), Arc::clone(edition), bytes.clone());
            let look = move |shelf: &Arc<Shelf>| {
                let entries = Arc::new(Entries::of(&bytes)?);
                shelf.history.note(&path, edition.validators.stem(), &entries.hashes());
                shelf.charge(&path, &edition, entries.size());
                Some(entries)
            };
            self.aside(look).await
        };
        edition.entries.get_or_init(look).await.clone()
    }

    fn keep(&self, key: &str, edition: &Arc<Edition>) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        kept.bytes += edition.charge.load(Ordering::Relaxed);
        let before = kept.editions.insert(key.into(), Arc::clone(edition));
        kept.bytes -= before.map_or(0, |before| before.charge.load(Ordering::Relaxed));
        kept.shrink(self.bound);
    }

    fn drop(&self, key: &str) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let before = kept.editions.remove(key);
        kept.bytes -= before.map_or(0, |before| before.charge.load(Ordering::Relaxed));
    }

    /// Takes into account that an edition takes more bytes, if it is kept still.
    pub(super) fn charge(&self, key: &str, edition: &Arc<Edition>, more: usize) {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.editions.get(key).is_some_and(|kept| Arc::ptr_eq(kept, edition)) {
            edition.charge.fetch_add(more, Ordering::Relaxed);
            kept.bytes += more;
            kept.shrink(self.bound);
        }
    }

    /// How many bytes of memory files are reckoned to take.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).bytes
    }

    /// Milliseconds since it began.
    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Kept {
    /// Lets go of what was not asked for the longest time, more than needed, so that this is seldom done.
    fn shrink(&mut self, bound: usize) {
        if self.bytes <= bound {
            return;
        }
        let used = |edition: &Edition| edition.used.load(Ordering::Relaxed);
        let mut by_use: Vec<_> = self.editions.iter().map(|(key, edition)| (used(edition), key.clone())).collect();
        by_use.sort_unstable();
        for (_, key) in by_use {
            if self.bytes <= bound / 8 * 7 {
                break;
            }
            let gone = self.editions.remove(&key);
            self.bytes -= gone.map_or(0, |gone| gone.charge.load(Ordering::Relaxed));
        }
    }
}
