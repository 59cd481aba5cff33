//! What an earlier build knows, and what this one leaves to be known. It can spare work; it can change no byte.

use std::hash::{Hash as _, Hasher};
use std::ops::Range;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::FileKind;
use super::press::Form;
use crate::article::Article;
use crate::diagnostic::Diagnostic;
use crate::feed::Entry;
use crate::feed::card::{Candidate, Card};
use crate::feed::select::Selected;

/// A hash of 128 bits by which contents are told apart.
pub type Digest = [u8; 16];

/// What a build may ask about articles it has not read, and about earlier builds.
pub trait Memory: Sync {
    /// The article of this number, all of it, read now.
    fn article(&self, serial: usize) -> Option<Article>;

    /// The [version] of an article, where it is known without reading it.
    fn version(&self, candidate: &Candidate) -> Option<Digest>;

    /// The documents of the group `key` as they stand in the output, if they were made of `inputs`. It is asked before
    /// anything is made, and about every group; those without `inputs` are to be made in any case.
    fn standing(&self, key: &str, inputs: Option<&Digest>) -> Option<Standing>;

    /// What was found in the body of an article of this version when it was rendered.
    fn findings(&self, version: &Digest) -> Option<Vec<Diagnostic>>;

    /// An entry of this version in one form.
    fn fragment(&self, version: &Digest, form: Form) -> Option<Fragment>;
}

/// No memory at all: every article was handed in whole.
#[derive(Debug, Clone, Copy)]
pub struct Nothing;

impl Memory for Nothing {
    fn article(&self, _: usize) -> Option<Article> {
        None
    }

    fn version(&self, _: &Candidate) -> Option<Digest> {
        None
    }

    fn standing(&self, _: &str, _: Option<&Digest>) -> Option<Standing> {
        None
    }

    fn findings(&self, _: &Digest) -> Option<Vec<Diagnostic>> {
        None
    }

    fn fragment(&self, _: &Digest, _: Form) -> Option<Fragment> {
        None
    }
}

/// An entry as it stands in documents of one form.
#[derive(Debug, Clone)]
pub struct Fragment {
    /// The form.
    pub form: Form,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
    /// Whether these very bytes were judged before, in a document in which nothing was found.
    pub sound: bool,
}

/// Documents that need not be made again.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// Each file: its path below the output folder, what it is, and how many bytes it has.
    pub files: Vec<(String, FileKind, u64)>,
    /// What was found when they were made.
    pub findings: Vec<Diagnostic>,
}

/// What a build leaves for the next.
#[derive(Debug, Clone, Default)]
pub struct Record {
    /// Documents that are made together: those of a feed, and the lists of all feeds.
    pub groups: Vec<Group>,
    /// Every article that some feed shows.
    pub sheets: Vec<Sheet>,
    /// From this moment on the same articles may give other files or findings. The build's own moment, where they may
    /// do so at any other.
    pub until: Option<DateTime<Utc>>,
}

/// Documents that are made together, of the same inputs.
#[derive(Debug, Clone)]
pub struct Group {
    /// Its name; no other group of a build has it.
    pub key: String,
    /// What they were made of; `None` where they are to be made anew each time.
    pub inputs: Option<Digest>,
    /// Which of [`Build::files`](super::Build::files) they are.
    pub files: Range<usize>,
    /// Whether they were not made but [stand](Standing).
    pub stands: bool,
    /// What was found when they were made.
    pub findings: Vec<Diagnostic>,
    /// For each file, which entries are in it and where; empty where nothing is known.
    pub entries: Vec<Vec<Placed>>,
}

/// An entry in a document.
#[derive(Debug, Clone, Copy)]
pub struct Placed {
    /// Its number.
    pub serial: usize,
    /// Its form.
    pub form: Form,
    /// Where it begins, in bytes.
    pub start: usize,
    /// How many bytes it has.
    pub length: usize,
}

/// An article that some feed shows.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Its number.
    pub serial: usize,
    /// Its version.
    pub version: Digest,
    /// What was found when its body was rendered; `None` where that was not done.
    pub findings: Option<Vec<Diagnostic>>,
}

/// What an entry is made of, besides the configuration: two of one version have the same bytes.
pub fn version<S: AsRef<str>>(article: &Article, card: &Card<S>) -> Digest {
    let mut hasher = Blake(blake3::Hasher::new());
    article.hash(&mut hasher);
    card.link.as_ref().hash(&mut hasher);
    card.id().hash(&mut hasher);
    hasher.digest()
}

/// What the documents of a feed are made of, besides the configuration. `None` where that cannot be known, or where
/// what is found in them changes with time.
pub(super) fn inputs(
    feed: &Selected,
    now: DateTime<Utc>,
    version: &dyn Fn(&Candidate) -> Option<Digest>,
) -> Option<Digest> {
    let mut hasher = Blake(blake3::Hasher::new());
    (feed.rule.place, &*feed.path, feed.name.as_deref(), feed.entries.len()).hash(&mut hasher);
    for entry in &feed.entries {
        // A date to come is told until it has come.
        (entry.card.updated <= now).then_some(())?;
        hasher.write(&version(entry)?);
    }
    Some(hasher.digest())
}

/// What the lists of all feeds are made of, besides the configuration: the feeds, the `newest` entries, and the articles
/// in the `news`.
pub(super) fn list_inputs(
    feeds: &[Selected],
    newest: &[Entry],
    news: &[Arc<Candidate>],
    version: &dyn Fn(&Candidate) -> Option<Digest>,
) -> Option<Digest> {
    let mut hasher = Blake(blake3::Hasher::new());
    feeds.len().hash(&mut hasher);
    for feed in feeds {
        (feed.rule.place, &*feed.path, feed.name.as_deref()).hash(&mut hasher);
    }
    newest.hash(&mut hasher);
    for entry in news {
        hasher.write(&version(entry)?);
    }
    Some(hasher.digest())
}

/// BLAKE3 as a hasher of whatever can be hashed.
struct Blake(blake3::Hasher);

impl Hasher for Blake {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        u64::from_le_bytes(first_bytes(&self.0))
    }
}

impl Blake {
    fn digest(&self) -> Digest {
        first_bytes(&self.0)
    }
}

fn first_bytes<const N: usize>(hasher: &blake3::Hasher) -> [u8; N] {
    let mut bytes = [0; N];
    hasher.finalize_xof().fill(&mut bytes);
    bytes
}
