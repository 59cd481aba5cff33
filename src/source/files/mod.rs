//! A folder of articles on disk.

mod attach;
pub mod block;
pub mod pin;
pub mod rewrite;
pub mod stamp;
mod system;
pub mod walk;

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{Read, Source};
use crate::article::{self, Settings, SourceFile};
use crate::clock::{Clock, STILL, Step};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::rules;
use crate::error::{Error, Result};
use block::Block;
use walk::{FolderFiles, Found, UNREADABLE_ARTICLE, Walk, join};

pub use attach::{Probe, RULES as ATTACH_RULES, probe};

rules! {
    /// The folder of articles holds none.
    ///
    /// Most often it is the wrong folder, or one that is not there yet. Feeds are never emptied for that reason: they
    /// stay as they are.
    NO_ARTICLES = Error "no-articles";
}

/// The articles below a folder, as they were when it was opened. They are numbered in the order of their paths.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    shown: String,
    settings: Settings,
    folders: Vec<FolderFiles>,
    /// The number of each folder's first article.
    starts: Vec<usize>,
    blocks: Vec<Block>,
    diagnostics: Vec<Diagnostic>,
    /// The output folder, if it is below the root.
    skipped: Option<String>,
    /// Every folder that was looked into: which folders are in it.
    listed: HashMap<Box<str>, Vec<Box<str>>>,
    /// Whether there are symbolic links anywhere, and where those lead that lead anywhere.
    links: bool,
    targets: Vec<PathBuf>,
    clock: &'static Clock,
}

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
        let Walk { folders, diagnostics, listed } = walk::walk(root, shown, skipped.as_deref())?;
        let starts = starts(&folders);
        let numbered = folders.par_iter().zip(&starts);
        let blocks = numbered.flat_map_iter(|(folder, start)| block::blocks(&folder.below, &folder.files, *start));
        let blocks = blocks.collect();
        let (root, shown) = (root.to_owned(), shown.to_owned());
        let links = listed.iter().any(|listed| listed.links);
        let targets = listed.iter().flat_map(|listed| listed.targets.iter().cloned()).collect();
        let listed = listed.into_iter().map(|listed| (listed.below, listed.folders)).collect();
        let clock = &STILL;
        Ok(Folder {
            root,
            shown,
            settings,
            folders,
            starts,
            blocks,
            diagnostics,
            skipped,
            listed,
            links,
            targets,
            clock,
        })
    }

    /// Takes the time of reading.
    pub fn timed(self, clock: &'static Clock) -> Folder {
        Folder { clock, ..self }
    }

    /// Looks again into these folders, given by their paths below the folder of articles, and at what is in them itself.
    /// Of all others nothing may have changed. Gives whether that is enough: where folders came or went, or there are
    /// symbolic links, the whole folder is to be opened again.
    pub fn refresh(&mut self, changed: &BTreeSet<String>) -> bool {
        if self.links {
            return false;
        }
        let mut anew = Vec::new();
        for below in changed {
            // What is in no folder that is looked into is no article.
            let Some(known) = self.listed.get(below.as_str()) else { continue };
            let walk = walk::list(&self.root, below, &self.shown, self.skipped.as_deref());
            let Some(walk) =
                walk.ok().filter(|walk| walk.listed.iter().all(|listed| !listed.links && listed.folders == *known))
            else {
                return false;
            };
            anew.push((below.as_str(), walk));
        }
        let mut kept: HashMap<Box<str>, Vec<Block>> = HashMap::new();
        for block in std::mem::take(&mut self.blocks) {
            if let Some((below, _)) = self.found(block.files.start) {
                let below = below.into();
                kept.entry(below).or_default().push(block);
            }
        }
        let before = std::mem::take(&mut self.starts).into_iter().zip(&self.folders);
        let before: HashMap<Box<str>, usize> = before.map(|(start, folder)| (folder.below.clone(), start)).collect();
        for (below, mut walk) in anew {
            kept.remove(below);
            let inside = join(&self.shown, below);
            self.diagnostics.retain(|found| found.file.rsplit_once('/').map_or("", |(folder, _)| folder) != inside);
            self.diagnostics.append(&mut walk.diagnostics);
            match (self.folders.binary_search_by(|folder| (*folder.below).cmp(below)), walk.folders.pop()) {
                (Ok(at), None) => drop(self.folders.remove(at)),
                (Ok(at), Some(folder)) => drop(self.folders.get_mut(at).map(|old| *old = folder)),
                (Err(at), Some(folder)) => self.folders.insert(at, folder),
                (Err(_), None) => {}
            }
        }
        self.diagnostics.sort_by(|a, b| a.file.cmp(&b.file));
        self.starts = starts(&self.folders);
        for (folder, start) in self.folders.iter().zip(&self.starts) {
            match (kept.remove(&folder.below), before.get(&folder.below)) {
                (Some(blocks), Some(before)) => self.blocks.extend(blocks.into_iter().map(|block| {
                    let files = block.files.start - before + start..block.files.end - before + start;
                    Block { files, ..block }
                })),
                _ => self.blocks.extend(block::blocks(&folder.below, &folder.files, *start)),
            }
        }
        true
    }

    /// Where symbolic links in it lead.
    pub fn targets(&self) -> &[PathBuf] {
        &self.targets
    }

    /// What was found wrong with the folder itself: links that lead nowhere and the like.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// All files in blocks that are known by one key.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// How the user would name the file of this number.
    pub fn path(&self, serial: usize) -> Option<String> {
        let (folder, found) = self.found(serial)?;
        Some(join(&self.shown, &join(folder, &found.name)))
    }

    /// The file of this number: its folder below the folder of articles, its name and stamps.
    pub fn found(&self, serial: usize) -> Option<(&str, &Found)> {
        let at = self.starts.partition_point(|start| *start <= serial).checked_sub(1)?;
        let (folder, start) = (self.folders.get(at)?, self.starts.get(at)?);
        Some((&folder.below, folder.files.get(serial - start)?))
    }
}

impl Source for Folder {
    fn count(&self) -> usize {
        self.starts.last().zip(self.folders.last()).map_or(0, |(start, last)| start + last.files.len())
    }

    fn read(&self, serial: usize, buffer: &mut Vec<u8>) -> Read {
        self.clock.time(Step::Parse, || self.read_now(serial, buffer))
    }
}

impl Folder {
    fn read_now(&self, serial: usize, buffer: &mut Vec<u8>) -> Read {
        let Some((folder, found)) = self.found(serial) else {
            return unreadable(self.shown.clone(), "there is no article of that number".to_owned());
        };
        let below = join(folder, &found.name);
        let path = join(&self.shown, &below);
        let file = self.root.join(&below);
        let read_file =
            |path: &Path, size: u64, bytes: &mut Vec<u8>| self.clock.time(Step::Read, || read_file(path, size, bytes));
        if let Err(message) = read_file(&file, found.stamp.size, buffer) {
            return unreadable(path, message);
        }
        let sidecar = match found.sidecar {
            None => None,
            Some(stamp) => {
                let shown = article::head_file(&path);
                let mut bytes = Vec::new();
                match read_file(&file.with_extension("toml"), stamp.size, &mut bytes) {
                    Ok(()) => Some((shown, bytes)),
                    Err(message) => return unreadable(shown, message),
                }
            }
        };
        let source = SourceFile {
            path: &path,
            below: &below,
            bytes: buffer,
            sidecar: sidecar.as_ref().map(|(shown, bytes)| (&**shown, &**bytes)),
        };
        let (mut article, mut diagnostics) = article::read(&source, &self.settings);
        let mut probes = Vec::new();
        if let Some(read) = &mut article
            && !attach::measure(read, &file, &self.root, &mut probes, &mut diagnostics)
        {
            article = None;
        }
        Read { article, diagnostics, probes }
    }
}

/// The number of each folder's first article.
fn starts(folders: &[FolderFiles]) -> Vec<usize> {
    let starts = folders.iter().scan(0, |next, folder| {
        let start = *next;
        *next += folder.files.len();
        Some(start)
    });
    starts.collect()
}

/// Puts what is in a file of `size` bytes into `bytes`, in the place of what was in there.
fn read_file(path: &Path, size: u64, bytes: &mut Vec<u8>) -> std::result::Result<(), String> {
    let mut read = || -> io::Result<std::result::Result<(), String>> {
        if size > MAX_FILE {
            return Ok(Err(format!("{size} bytes are too many for an article; the most is {MAX_FILE}")));
        }
        let mut file = fs::File::open(path)?;
        let expected = usize::try_from(size).unwrap_or(0);
        bytes.resize(expected + 1, 0);
        let length = file.read(bytes)?;
        bytes.truncate(length);
        // A file that ends where it should need not be asked for more.
        if length != expected {
            file.take(MAX_FILE).read_to_end(bytes)?;
        }
        Ok(Ok(()))
    };
    read().unwrap_or_else(|error| Err(format!("cannot be read: {error}")))
}

fn unreadable(path: String, message: String) -> Read {
    Read { article: None, diagnostics: vec![Diagnostic::new(&UNREADABLE_ARTICLE, path, message)], probes: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(root: &Path) -> Folder {
        let settings = Settings { zone: chrono_tz::UTC, language: None };
        Folder::open(root, "articles", Some(&root.join("out")), settings).unwrap()
    }

    /// All that a build sees of it.
    fn seen(folder: &Folder) -> String {
        let files: Vec<_> = (0..folder.count()).map(|serial| (folder.path(serial), folder.found(serial))).collect();
        format!("{files:?} {:?} {:?}", folder.blocks(), folder.diagnostics())
    }

    #[test]
    fn looking_again_into_what_changed_is_as_good_as_looking_into_all() {
        let site = tempfile::tempdir().unwrap();
        let root = site.path();
        for folder in ["b", "b/c", "e", "out", "bundle", "bundle/inner"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        let write = |path: &str| fs::write(root.join(path), format!("{path} {}", path.len())).unwrap();
        let remove = |path: &str| fs::remove_file(root.join(path)).unwrap();
        (0..700).for_each(|n| write(&format!("b/{n}.md")));
        ["a.md", "z.md", "b/c/1.md", "out/x.md", "bundle/index.md"].into_iter().for_each(write);
        let mut folder = open(root);
        let steps: &[(&[&str], &dyn Fn())] = &[
            (&["b/c"], &|| write("b/c/2.md")),
            (&["b"], &|| (100..300).for_each(|n| remove(&format!("b/{n}.md")))),
            (&["", "b/c"], &|| ["0.md", "b/c/1.toml", "b/c/2.md"].into_iter().for_each(write)),
            // A folder that had no article has one, and another has none any more.
            (&["e", "b/c"], &|| {
                write("e/1.md");
                ["b/c/1.md", "b/c/2.md"].into_iter().for_each(remove);
            }),
            (&["bundle", "e"], &|| {
                fs::write(root.join("bundle/hidden.md"), "+++\n").unwrap();
                remove("e/1.md");
            }),
            // Nothing in here is an article.
            (&["out", "bundle/inner", "nowhere"], &|| write("out/y.md")),
            (&["bundle"], &|| remove("bundle/hidden.md")),
            (&[], &|| ()),
        ];
        for (changed, edit) in steps {
            edit();
            assert!(folder.refresh(&changed.iter().map(|below| (*below).to_owned()).collect()), "{changed:?}");
            assert_eq!(seen(&folder), seen(&open(root)), "{changed:?}");
        }
        let enough = |folder: &mut Folder, below: &str| folder.refresh(&BTreeSet::from([below.to_owned()]));
        fs::create_dir(root.join("b/new")).unwrap();
        assert!(!enough(&mut folder, "b"));
        let mut folder = open(root);
        fs::remove_dir_all(root.join("b/c")).unwrap();
        assert!(!enough(&mut folder, "b/c"));
        let mut folder = open(root);
        // What the bundle hid.
        remove("bundle/index.md");
        assert!(!enough(&mut folder, "bundle"));
    }
}
