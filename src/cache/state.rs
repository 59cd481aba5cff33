//! What is kept of a build: `state`, all that tells whether anything is to be done, and `entries`, what was made of what.

use std::fs;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::pack::Extent;
use super::told::Told;
use crate::digest::{Digest, digest};
use crate::pipeline::memory::Shelf;
use crate::pipeline::{Counts, File, FileKind, Form};
use crate::source::files::block::Key;
use crate::source::files::stamp::Stamp;

/// All that tells whether anything is to be done.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct State {
    /// Of the site, the configuration and the program: with another one nothing of this holds.
    pub site: Digest,
    /// Whether drafts were shown.
    pub drafts: bool,
    /// The moment of the build, and from which on its result may be another; see
    /// [`Record::until`](crate::pipeline::memory::Record).
    pub moments: Option<(DateTime<Utc>, Option<DateTime<Utc>>)>,
    /// Of what was found in the folder of articles itself.
    pub walk: Digest,
    /// Which pack the blocks are in, and how long it is.
    pub pack: (u32, u64),
    /// The blocks of articles.
    pub blocks: Vec<Kept>,
    /// Where files that go with articles were looked for.
    pub probes: Vec<Probed>,
    /// The files of the output.
    pub outputs: Vec<Output>,
    /// Of the `entries` that belong to this.
    pub entries: Digest,
    /// What the build told, where it found no error; else the next one looks for itself.
    pub told: Option<Vec<Told>>,
    /// How many articles there were of each kind.
    pub counts: Counts,
    /// When the output next changes by itself.
    pub next_change: Option<DateTime<Utc>>,
}

/// A block of articles that are as they were.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Kept {
    /// What they are known by.
    pub key: Key,
    /// Which folder they are in, by the hash of its path.
    pub folder: u64,
    /// Where their records are.
    pub extent: Extent,
}

/// A place where a file that goes with an article was looked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Probed {
    /// The block of the article.
    pub key: Key,
    /// The place.
    pub path: String,
    /// The stamp of the file there; `None` where there was none.
    pub stamp: Option<Stamp>,
}

/// A file of the output as it was left.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Output {
    /// Its path below the output folder.
    pub path: String,
    /// What it is.
    pub kind: FileKind,
    /// Its stamp.
    pub stamp: Stamp,
    /// Of its bytes, where it was too young for its stamp to be trusted.
    pub hash: Option<Digest>,
}

impl Output {
    /// Whether the file stands below `root` as it was left.
    pub fn stands(&self, root: &Path) -> bool {
        let path = root.join(&self.path);
        stamp(&path) == Some(self.stamp)
            && self.hash.is_none_or(|hash| fs::read(path).is_ok_and(|bytes| digest(&bytes) == hash))
    }

    /// A file just written below `root`, or found to be the same. `None` where it is not as it was made.
    pub fn of(root: &Path, file: &File) -> Option<Output> {
        let stamp = stamp(&root.join(&file.path))?;
        let output = Output { path: file.path.clone(), kind: file.kind, stamp, hash: None };
        (stamp.size == file.len()).then_some(output)
    }

    /// A file that is not as it was made: somebody else was faster. It is known by nothing.
    pub fn unknown(file: &File) -> Output {
        let stamp = Stamp { size: u64::MAX, ..Stamp::default() };
        Output { path: file.path.clone(), kind: file.kind, stamp, hash: None }
    }

    /// Sees to it that the file is known by its bytes if it was changed after `settled`, the last moment whose stamps
    /// can be trusted.
    pub fn settle(&mut self, settled: i64, file: &File) {
        if self.stamp.changed <= settled {
            self.hash = None;
        } else if file.stands.is_none() {
            self.hash = Some(digest(&file.bytes.to_vec()));
        }
    }
}

/// The stamp of a file, if there is one that is no link.
fn stamp(path: &Path) -> Option<Stamp> {
    let found = fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some(Stamp::of(&found))
}

/// What was made of what.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Entries {
    /// Every article that a feed shows.
    pub sheets: Vec<Shown>,
    /// Documents that were made together.
    pub groups: Vec<Made>,
}

/// An article that a feed shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Shown {
    /// Its file, as the user would name it.
    pub file: String,
    /// The stamps of the file and of the metadata beside it.
    pub stamps: (Stamp, Option<Stamp>),
    /// Its version.
    pub version: Digest,
    /// What was found when its body was rendered, if it was.
    pub told: Option<Vec<Told>>,
}

/// Documents that were made together.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Made {
    /// The name of the group.
    pub key: String,
    /// What they were made of; `None` where they are to be made each time.
    pub inputs: Option<Digest>,
    /// Which of [`State::outputs`] they are.
    pub files: Vec<u32>,
    /// Of a feed with an archive: where in it they are.
    pub shelf: Option<Shelf>,
    /// What was found in them.
    pub told: Vec<Told>,
    /// For each file, the entries in it.
    pub entries: Vec<Vec<Placed>>,
}

/// An entry in a document.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Placed {
    /// Which of [`Entries::sheets`] it is.
    pub sheet: u32,
    /// Its form.
    pub form: Form,
    /// Where it begins, in bytes, and how many it has.
    pub extent: (u32, u32),
}
