//! A folder on disk as the place of publication.
//!
//! Files land in three steps: all that changed is written beside the output under other names and made durable; only
//! then each is renamed over its old self; last, the folders are made durable. Whatever happens before the second step
//! leaves the output as it was; at any moment each file is its old or its new self.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::plan::{Old, State};
use crate::error::{Error, Result};
use crate::format::Rope;

/// The folder below the output in which files wait to be renamed. What a killed run left there is removed by the next.
pub const STAGING: &str = ".feedmill-tmp";

/// From so many files on, one call that makes the whole file system durable is cheaper than one for each file.
const MANY: usize = 16;

/// So many bytes are read at a time.
const BUFFER: usize = 1 << 16;

/// An output folder.
#[derive(Debug)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// The folder `root`, which need not exist yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Disk { root: root.into() }
    }

    /// How each of `files` compares with what is there. Nothing is written.
    pub fn states(&self, files: &[(&str, &Rope)]) -> Result<Vec<State>> {
        files.par_iter().map(|(path, bytes)| self.state(path, bytes)).collect()
    }

    fn state(&self, path: &str, bytes: &Rope) -> Result<State> {
        let path = self.root.join(path);
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if absent(&error) => return Ok(State::Missing),
            Err(error) => return Err(Error::io("read", path, error)),
        };
        let metadata = file.metadata().map_err(|error| Error::io("read", &path, error))?;
        if metadata.is_dir() {
            return Err(Error::other(format!("{} is a folder, where a file must be written", path.display())));
        }
        if metadata.len() != bytes.len() as u64 {
            return Ok(State::Differs);
        }
        match same(&mut file, bytes) {
            Ok(true) => Ok(State::Same),
            Ok(false) => Ok(State::Differs),
            Err(error) => Err(Error::io("read", path, error)),
        }
    }

    /// Paths below the folder of files that are not in `keep` and have one of `names`: an earlier build's, as `ours` tells
    /// from a file's path and its first 4,096 bytes, and others.
    pub fn old(
        &self,
        keep: &HashSet<&str>,
        names: &[&str],
        ours: &(dyn Fn(&str, &[u8]) -> bool + Sync),
    ) -> Result<Old> {
        let mut old = Old::default();
        let mut folders = vec![String::new()];
        while let Some(below) = folders.pop() {
            let folder = self.root.join(&below);
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                Err(error) if absent(&error) => continue,
                Err(error) => return Err(Error::io("read the folder", folder, error)),
            };
            for entry in entries.filter_map(io::Result::ok) {
                let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
                let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
                if kind.is_dir() && !name.starts_with('.') {
                    folders.push(path);
                } else if kind.is_file() && names.contains(&&*name) && !keep.contains(&*path) {
                    let mut start = Vec::with_capacity(4096);
                    let read = File::open(entry.path()).and_then(|file| file.take(4096).read_to_end(&mut start));
                    match read {
                        Ok(_) if ours(&path, &start) => old.stale.push(path),
                        _ => old.left.push(path),
                    }
                }
            }
        }
        old.stale.sort();
        old.left.sort();
        Ok(old)
    }

    /// Removes what a killed run left behind.
    pub fn sweep(&self) -> Result<()> {
        let staging = self.root.join(STAGING);
        match fs::remove_dir_all(&staging) {
            Err(error) if !absent(&error) => Err(Error::io("remove", staging, error)),
            _ => Ok(()),
        }
    }

    /// Puts `files` and removes `stale`, all of them or none.
    ///
    /// # Errors
    /// Where a file cannot be written, nothing is changed. Where a rename fails after that, the error names the file;
    /// those before it are new, those behind it old, all whole.
    pub fn land(&self, files: &[(&str, &Rope)], stale: &[String]) -> Result<()> {
        let staged = self.stage(files);
        let landed = staged.and_then(|staged| self.put(files, &staged, stale));
        let swept = self.sweep();
        landed.and(swept)
    }

    fn stage(&self, files: &[(&str, &Rope)]) -> Result<Vec<PathBuf>> {
        let staging = self.root.join(STAGING);
        fs::create_dir_all(&staging).map_err(|error| Error::io("write the folder", &staging, error))?;
        let each = files.len() < MANY || !cfg!(target_os = "linux");
        let staged = files.par_iter().enumerate().map(|(at, (path, bytes))| {
            let temporary = staging.join(at.to_string());
            let target = self.root.join(path);
            write(&temporary, bytes, &target, each).map_err(|error| Error::io("write", target, error))?;
            Ok(temporary)
        });
        let staged = staged.collect::<Result<Vec<_>>>()?;
        if !each {
            sync_all(&staging).map_err(|error| Error::io("write", &staging, error))?;
        }
        let folders: BTreeSet<PathBuf> = files.iter().filter_map(|(path, _)| parent(&self.root, path)).collect();
        for folder in folders {
            fs::create_dir_all(&folder).map_err(|error| Error::io("write the folder", folder, error))?;
        }
        Ok(staged)
    }

    fn put(&self, files: &[(&str, &Rope)], staged: &[PathBuf], stale: &[String]) -> Result<()> {
        let mut folders = BTreeSet::new();
        for ((path, _), temporary) in files.iter().zip(staged) {
            let target = self.root.join(path);
            rename(temporary, &target).map_err(|error| Error::io("replace", &target, error))?;
            folders.extend(self.folders_above(&target));
        }
        for path in stale {
            let target = self.root.join(path);
            match fs::remove_file(&target) {
                Err(error) if !absent(&error) => return Err(Error::io("remove", &target, error)),
                _ => {}
            }
            folders.extend(self.folders_above(&target));
        }
        // The deepest first: a folder that is empty goes, and may leave the one above it empty.
        for folder in folders.iter().rev() {
            let gone = *folder != self.root && fs::remove_dir(folder).is_ok();
            if !gone && let Ok(folder) = File::open(folder) {
                let _ = folder.sync_all();
            }
        }
        Ok(())
    }

    /// The folder a file is in, and all above it up to the output folder.
    fn folders_above(&self, file: &Path) -> impl Iterator<Item = PathBuf> {
        file.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root)).map(Path::to_owned)
    }
}

fn parent(root: &Path, path: &str) -> Option<PathBuf> {
    root.join(path).parent().map(Path::to_owned)
}

fn absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn same(file: &mut File, bytes: &Rope) -> io::Result<bool> {
    let mut there = BufReader::with_capacity(BUFFER, file);
    for mut piece in bytes.pieces() {
        while !piece.is_empty() {
            let read = there.fill_buf()?;
            let length = read.len().min(piece.len());
            let (head, tail) = piece.split_at(length);
            if length == 0 || !read.starts_with(head) {
                return Ok(false);
            }
            there.consume(length);
            piece = tail;
        }
    }
    Ok(there.fill_buf()?.is_empty())
}

fn write(temporary: &Path, bytes: &Rope, target: &Path, durable: bool) -> io::Result<()> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).open(temporary)?;
    // A file keeps the permissions that somebody gave it.
    if let Ok(old) = fs::metadata(target)
        && old.is_file()
    {
        file.set_permissions(old.permissions())?;
    }
    bytes.write_to(&mut &file)?;
    if durable { file.sync_all() } else { Ok(()) }
}

/// Where the output folder spans file systems, a copy is made durable beside its target first.
fn rename(temporary: &Path, target: &Path) -> io::Result<()> {
    match fs::rename(temporary, target) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let mut name = std::ffi::OsString::from(".");
            name.push(target.file_name().unwrap_or_default());
            name.push(STAGING);
            let beside = target.with_file_name(name);
            let copied = fs::copy(temporary, &beside)
                .and_then(|_| File::open(&beside)?.sync_all())
                .and_then(|()| fs::rename(&beside, target));
            if copied.is_err() {
                let _ = fs::remove_file(&beside);
            }
            copied
        }
        result => result,
    }
}

#[cfg(target_os = "linux")]
fn sync_all(folder: &Path) -> io::Result<()> {
    Ok(rustix::fs::syncfs(File::open(folder)?)?)
}

#[cfg(not(target_os = "linux"))]
fn sync_all(_: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rope(text: &str) -> Rope {
        Rope::from(text.as_bytes().to_vec())
    }

    fn tree(root: &Path) -> Vec<String> {
        let mut files = Vec::new();
        let mut folders = vec![root.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.clone());
                }
                files.push(path.strip_prefix(root).unwrap().to_string_lossy().into_owned());
            }
        }
        files.sort();
        files
    }

    #[test]
    fn files_land_and_leave_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let disk = Disk::new(root.path().join("out"));
        let many: Vec<(String, Rope)> = (0..MANY + 1).map(|n| (format!("tags/{n}/rss.xml"), rope("x"))).collect();
        let files: Vec<(&str, &Rope)> = many.iter().map(|(path, rope)| (&**path, rope)).collect();
        assert!(disk.states(&files).unwrap().iter().all(|state| *state == State::Missing));
        disk.land(&files, &[]).unwrap();
        assert!(disk.states(&files).unwrap().iter().all(|state| *state == State::Same));
        assert_eq!(tree(&root.path().join("out")).len(), 2 * (MANY + 1) + 1);
        for other in ["y", "", "xx"] {
            assert_eq!(disk.states(&[("tags/0/rss.xml", &rope(other))]).unwrap(), [State::Differs], "{other}");
        }
        let other = rope("y");
        assert_eq!(disk.states(&[("tags/0/rss.xml", &other)]).unwrap(), [State::Differs]);
        disk.land(&[("tags/0/rss.xml", &other)], &["tags/1/rss.xml".to_owned()]).unwrap();
        assert_eq!(fs::read(root.path().join("out/tags/0/rss.xml")).unwrap(), b"y");
        assert!(!root.path().join("out/tags/1").exists());
        let stale: Vec<String> = many.iter().map(|(path, _)| path.clone()).collect();
        disk.land(&[], &stale).unwrap();
        assert!(tree(&root.path().join("out")).is_empty(), "empty folders go too");
    }

    #[test]
    fn a_file_is_the_same_whatever_its_pieces() {
        let root = tempfile::tempdir().unwrap();
        let disk = Disk::new(root.path());
        let bytes: Vec<u8> = (0..3 * BUFFER).map(|at| (at % 251) as u8).collect();
        let rope = |cuts: &[usize]| {
            let mut rope = Rope::default();
            let ends = cuts.iter().copied().chain([bytes.len()]);
            ends.fold(0, |start, end| (rope.push(&bytes[start..end]), end).1);
            rope
        };
        disk.land(&[("a", &rope(&[]))], &[]).unwrap();
        for cuts in [&[][..], &[0, 1, 1, BUFFER], &[BUFFER - 1, BUFFER + 1, 3 * BUFFER]] {
            assert_eq!(disk.states(&[("a", &rope(cuts))]).unwrap(), [State::Same]);
        }
        let mut last = bytes.clone();
        last[3 * BUFFER - 1] ^= 1;
        assert_eq!(disk.states(&[("a", &Rope::from(last))]).unwrap(), [State::Differs]);
    }

    #[test]
    fn a_file_that_cannot_be_written_changes_nothing() {
        let root = tempfile::tempdir().unwrap();
        let disk = Disk::new(root.path());
        let (old, new) = (rope("old"), rope("new"));
        disk.land(&[("a.xml", &old)], &[]).unwrap();
        // A file where a folder is needed.
        fs::write(root.path().join("tags"), "in the way").unwrap();
        let failed = disk.land(&[("a.xml", &new), ("tags/b.xml", &new)], &[]).unwrap_err();
        assert!(failed.to_string().contains("tags"), "{failed}");
        assert_eq!(fs::read(root.path().join("a.xml")).unwrap(), b"old");
        assert_eq!(tree(root.path()), ["a.xml", "tags"]);
    }

    #[test]
    fn only_our_own_files_are_stale() {
        let root = tempfile::tempdir().unwrap();
        let disk = Disk::new(root.path());
        fs::create_dir_all(root.path().join("a/b")).unwrap();
        for path in ["a/rss.xml", "a/b/rss.xml", "a/b/notes.txt", "rss.xml"] {
            fs::write(root.path().join(path), if path == "a/rss.xml" { "theirs" } else { "ours" }).unwrap();
        }
        let keep = HashSet::from(["rss.xml"]);
        let old = disk.old(&keep, &["rss.xml"], &|_, start| start == b"ours").unwrap();
        assert_eq!((old.stale, old.left), (vec!["a/b/rss.xml".to_owned()], vec!["a/rss.xml".to_owned()]));
    }

    #[test]
    fn what_a_killed_run_left_is_swept() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join(STAGING)).unwrap();
        fs::write(root.path().join(STAGING).join("0"), "half").unwrap();
        Disk::new(root.path()).sweep().unwrap();
        assert!(tree(root.path()).is_empty());
        Disk::new(root.path().join("none")).sweep().unwrap();
    }
}
