//! A file as it was at one moment: its bytes, in every coding, and what tells them from others.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::HeaderValue;
use bytes::Bytes;
use tokio::sync::OnceCell;

use super::super::coding::Coding;
use super::super::condition::Validators;
use super::super::delta::Entries;
use super::disk::{self, Opened};
use crate::digest::digest;
use crate::source::files::stamp::{Stamp, settled};

/// Files with more bytes than this are not kept.
pub const MOST_KEPT: u64 = 4 << 20;

/// Files with more bytes than this are not read to be told apart: their stamps have to do.
const MOST_HASHED: u64 = 256 << 20;

/// What an edition is reckoned to take besides its bytes.
const OVERHEAD: usize = 2 << 10;

/// A file as it was at one moment.
#[derive(Debug)]
pub struct Edition {
    /// What tells it from others.
    pub validators: Validators,
    /// How many bytes it has.
    pub length: u64,
    /// Its bytes.
    pub data: Data,
    /// When it changed, in seconds since 1970: later than the edition before it, if those bytes were others.
    seconds: i64,
    /// The bytes in codings, by their places but that of the first; made when they are first asked for.
    packed: [Packed; 3],
    /// Where the entries of a feed are, when somebody asked; none where it is no sound feed.
    pub(super) entries: OnceCell<Option<Arc<Entries>>>,
    /// What was known of the file when it was last looked at.
    look: Mutex<Look>,
    /// When it was last looked at, in milliseconds of the shelf's time.
    pub(super) looked: AtomicU64,
    /// How often the shelf had been told of changes then.
    pub(super) round: AtomicU64,
    /// When it was last asked for, in milliseconds of the shelf's time.
    pub(super) used: AtomicU64,
    /// How many bytes of memory it is reckoned to take.
    pub(super) charge: AtomicUsize,
}

/// The bytes of a file.
#[derive(Debug)]
pub enum Data {
    /// Here they are, and how their number is written.
    Kept(Sized),
    /// In this file.
    OnDisk(PathBuf),
}

/// Bytes, and how their number is written.
#[derive(Debug, Clone)]
pub struct Sized {
    /// The bytes.
    pub bytes: Bytes,
    /// `Content-Length`.
    pub length: HeaderValue,
}

impl From<Bytes> for Sized {
    fn from(bytes: Bytes) -> Sized {
        Sized { length: HeaderValue::from(bytes.len()), bytes }
    }
}

/// The bytes in a coding; none where they would not be fewer.
#[derive(Debug, Default)]
pub struct Packed {
    /// The bytes, when they are made.
    pub bytes: OnceCell<Option<Sized>>,
    /// Whether somebody makes them.
    pub is_begun: AtomicBool,
}

#[derive(Debug)]
struct Look {
    stamp: Stamp,
    /// Whether every change since gives the file another stamp.
    is_settled: bool,
}

impl Edition {
    /// The file as it is. What comes `after` another edition, with other bytes, is later than that.
    pub fn read(mut opened: Opened, after: Option<&Edition>) -> io::Result<Edition> {
        let begun = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
        let (hash, length, data) = if opened.stamp.size <= MOST_KEPT {
            let bytes = opened.settled(|file, stamp| disk::read(file, stamp.size))?;
            let bytes = Bytes::from(bytes.into_boxed_slice());
            (digest(&bytes), bytes.len() as u64, Data::Kept(Sized::from(bytes)))
        } else if opened.stamp.size <= MOST_HASHED {
            let hash = opened.settled(|file, _| hash_of(file))?;
            (hash, opened.stamp.size, Data::OnDisk(opened.real))
        } else {
            (crate::digest::of(&opened.stamp), opened.stamp.size, Data::OnDisk(opened.real))
        };
        let stamp = opened.stamp;
        // A second may see two states of a file: their dates must differ nevertheless.
        let modified = stamp.modified.div_euclid(1_000_000_000);
        let mut seconds = modified;
        if let Some(after) = after {
            let is_same = after.validators.stem() == Validators::new(&hash, 0).stem();
            seconds = modified.max(if is_same { after.seconds } else { after.seconds.saturating_add(1) });
        }
        let is_settled = stamp.changed < settled(i64::try_from(begun).unwrap_or(0));
        let held = if let Data::Kept(Sized { bytes, .. }) = &data { bytes.len() } else { 0 };
        Ok(Edition {
            validators: Validators::new(&hash, seconds),
            length,
            data,
            seconds,
            packed: Default::default(),
            entries: OnceCell::new(),
            look: Mutex::new(Look { stamp, is_settled }),
            looked: AtomicU64::new(0),
            round: AtomicU64::new(0),
            used: AtomicU64::new(0),
            charge: AtomicUsize::new(held + OVERHEAD),
        })
    }

    /// Whether a file with this stamp is certainly the same.
    pub fn is_as_it_was(&self, stamp: &Stamp) -> bool {
        let look = self.look.lock().unwrap_or_else(PoisonError::into_inner);
        look.is_settled && look.stamp == *stamp
    }

    /// Takes over from another edition what was found out of the file, if its bytes are the same.
    pub fn is_also(&self, other: &Edition) -> bool {
        let is_same = self.validators.stem() == other.validators.stem() && self.seconds == other.seconds;
        if is_same {
            let mut look = self.look.lock().unwrap_or_else(PoisonError::into_inner);
            let other = other.look.lock().unwrap_or_else(PoisonError::into_inner);
            *look = Look { stamp: other.stamp, is_settled: other.is_settled };
        }
        is_same
    }

    /// Whether an open file is the one that this was read from.
    pub fn is_of(&self, opened: &Opened) -> bool {
        let look = self.look.lock().unwrap_or_else(PoisonError::into_inner);
        look.stamp == opened.stamp
    }

    /// The bytes in a coding, made or to be made.
    pub fn packed(&self, coding: Coding) -> Option<&Packed> {
        self.packed.get(coding.place().checked_sub(1)?)
    }

    /// Marks it as asked for.
    pub(super) fn use_at(&self, now: u64) {
        if self.used.load(Ordering::Relaxed) != now {
            self.used.store(now, Ordering::Relaxed);
        }
    }
}

/// The hash of all that is left of a file.
fn hash_of(file: &mut File) -> io::Result<[u8; 16]> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; 1 << 17];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => {
                hasher.update(buffer.get(..read).unwrap_or_default());
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let mut hash = [0; 16];
    hasher.finalize_xof().fill(&mut hash);
    Ok(hash)
}
