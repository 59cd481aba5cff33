//! A folder of articles on disk.

mod attach;
pub mod walk;

use std::fs;
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

    fn read(&self, found: &Found) -> Read {
        let path = if self.shown.is_empty() { found.below.clone() } else { format!("{}/{}", self.shown, found.below) };
        let bytes = match read_file(&found.file) {
            Ok(bytes) => bytes,
            Err(message) => return unreadable(path, message),
        };
        let sidecar = match found.sidecar.as_deref().map(|file| (file, read_file(file))) {
            None => None,
            Some((file, result)) => {
                let name = file.file_name().unwrap_or_default().to_string_lossy();
                let shown = path.rsplit_once('/').map_or(name.to_string(), |(folder, _)| format!("{folder}/{name}"));
                match result {
                    Ok(bytes) => Some((shown, bytes)),
                    Err(message) => return unreadable(shown, message),
                }
            }
        };
        let source = SourceFile {
            path: &path,
            below: &found.below,
            bytes: &bytes,
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

    fn read_all(&self, take: &mut dyn FnMut(Read)) -> Result<()> {
        for diagnostic in &self.diagnostics {
            take(Read { article: None, diagnostics: vec![diagnostic.clone()] });
        }
        // The newest most often have the greatest paths; met first, they spare the others a place among the newest.
        for batch in self.found.rchunks(BATCH) {
            let read: Vec<Read> = batch.par_iter().map(|found| self.read(found)).collect();
            read.into_iter().rev().for_each(&mut *take);
        }
        Ok(())
    }
}

fn read_file(path: &Path) -> std::result::Result<Vec<u8>, String> {
    let read = || -> std::io::Result<std::result::Result<Vec<u8>, String>> {
        use std::io::Read as _;
        let mut file = fs::File::open(path)?;
        let length = file.metadata()?.len();
        if length > MAX_FILE {
            return Ok(Err(format!("{length} bytes are too many for an article; the most is {MAX_FILE}")));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0) + 1);
        file.read_to_end(&mut bytes)?;
        Ok(Ok(bytes))
    };
    read().unwrap_or_else(|error| Err(format!("cannot be read: {error}")))
}

fn unreadable(path: String, message: String) -> Read {
    Read { article: None, diagnostics: vec![Diagnostic::new(&UNREADABLE_ARTICLE, path, message)] }
}
