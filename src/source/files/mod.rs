//! A folder of articles on disk.

mod attach;
pub mod walk;

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Read, Source};
use crate::article::{self, Settings, SourceFile};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::rules;
use crate::error::{Error, Result};
use walk::{Found, UNREADABLE_ARTICLE};

pub use attach::RULES as ATTACH_RULES;

rules! {
    /// The folder of articles holds none.
    ///
    /// Most often it is the wrong folder, or one that is not there yet. Feeds are never emptied for that reason: they
    /// stay as they are.
    NO_ARTICLES = Error "no-articles";
}

/// The articles below a folder.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    shown: String,
    settings: Settings,
    found: Vec<Found>,
    diagnostics: Vec<Diagnostic>,
}

/// So many files are read together: enough to keep every core busy, few enough that their bodies take little room.
const BATCH: usize = 512;

/// A larger file is no article. It would be held in memory several times over.
const MAX_FILE: u64 = 256 << 20;

impl Folder {
    /// Looks for articles below `root`; `shown` is how the user would name that folder.
    ///
    /// What is in the folder `output` is no article: feeds may well be written to a folder among the articles.
    pub fn open(root: &Path, shown: &str, output: Option<&Path>, settings: Settings) -> Result<Folder> {
        if !root.is_dir() {
            let message = format!(
                "there is no folder of articles `{}`; make it, or name yours as `dir` under `[articles]`",
                root.display()
            );
            return Err(Error::other(message));
        }
        // In front of a path the folder one is in need not be said.
        let shown = if shown == "." { "" } else { shown };
        let real = |path: &Path| fs::canonicalize(path).ok();
        let skipped = output.and_then(real).zip(real(root));
        let skipped = skipped.and_then(|(output, root)| {
            Some(output.strip_prefix(root).ok()?.to_str()?.replace(std::path::MAIN_SEPARATOR, "/"))
        });
        let walk = walk::walk(root, shown, skipped.as_deref())?;
        let (root, shown) = (root.to_owned(), shown.to_owned());
        Ok(Folder { root, shown, settings, found: walk.found, diagnostics: walk.diagnostics })
    }

    /// `buffer` is room for a file, kept for the next: a folder of articles is many small ones.
    fn read(&self, found: &Found, buffer: &mut Vec<u8>) -> Read {
        let path = if self.shown.is_empty() { found.below.clone() } else { format!("{}/{}", self.shown, found.below) };
        if let Err(message) = read_file(&found.file, buffer) {
            return unreadable(path, message);
        }
        let sidecar = match found.sidecar.as_deref() {
            None => None,
            Some(file) => {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                let shown = path.rsplit_once('/').map_or(name.to_string(), |(folder, _)| format!("{folder}/{name}"));
                let mut bytes = Vec::new();
                match read_file(file, &mut bytes) {
                    Ok(()) => Some((shown, bytes)),
                    Err(message) => return unreadable(shown, message),
                }
            }
        };
        let source = SourceFile {
            path: &path,
            below: &found.below,
            bytes: buffer,
            sidecar: sidecar.as_ref().map(|(shown, bytes)| (&**shown, &**bytes)),
        };
        let (mut article, mut diagnostics) = article::read(&source, &self.settings);
        if let Some(read) = &mut article
            && !attach::measure(read, &found.file, &self.root, &mut diagnostics)
        {
            article = None;
        }
        Read { article, diagnostics }
    }
}

impl Source for Folder {
    fn count(&self) -> usize {
        self.found.len()
    }

    fn read_all(&self, take: &mut (dyn FnMut(Read) + Send)) -> Result<()> {
        for diagnostic in &self.diagnostics {
            take(Read { article: None, diagnostics: vec![diagnostic.clone()] });
        }
        // The newest most often have the greatest paths; met first, they spare the others a place among the newest.
        let mut before: Vec<Read> = Vec::new();
        for batch in self.found.rchunks(BATCH) {
            // What was read is taken in order by one thread, while the others read on.
            let (next, ()) = rayon::join(
                || batch.par_iter().map_init(Vec::new, |buffer, found| self.read(found, buffer)).collect(),
                || before.into_iter().rev().for_each(&mut *take),
            );
            before = next;
        }
        before.into_iter().rev().for_each(take);
        Ok(())
    }
}

/// Puts what is in a file into `bytes`, in the place of what was in there.
fn read_file(path: &Path, bytes: &mut Vec<u8>) -> std::result::Result<(), String> {
    let mut read = || -> io::Result<std::result::Result<(), String>> {
        let file = fs::File::open(path)?;
        let length = file.metadata()?.len();
        if length > MAX_FILE {
            return Ok(Err(format!("{length} bytes are too many for an article; the most is {MAX_FILE}")));
        }
        bytes.clear();
        bytes.reserve(usize::try_from(length).unwrap_or(0) + 1);
        // A bare file would be asked for its length and place once more.
        file.take(MAX_FILE).read_to_end(bytes)?;
        Ok(Ok(()))
    };
    read().unwrap_or_else(|error| Err(format!("cannot be read: {error}")))
}

fn unreadable(path: String, message: String) -> Read {
    Read { article: None, diagnostics: vec![Diagnostic::new(&UNREADABLE_ARTICLE, path, message)] }
}
