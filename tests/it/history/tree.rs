//! A folder as it is at one moment: to copy it, and to tell what became of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Where feedmill keeps what is its own.
pub const CACHE: &str = ".feedmill";

#[derive(Clone, PartialEq, Eq)]
pub enum Node {
    Folder,
    Link(PathBuf),
    File { bytes: Vec<u8>, mode: u32 },
}

#[derive(Clone)]
pub struct Item {
    pub node: Node,
    pub modified: SystemTime,
    /// What tells a file from another one that took its place; 0 where the platform does not say.
    pub inode: u64,
}

/// All below a folder, by path, but for what feedmill keeps for itself.
#[derive(Clone, Default)]
pub struct Tree(pub BTreeMap<PathBuf, Item>);

impl Tree {
    pub fn of(root: &Path) -> Tree {
        let mut tree = Tree::default();
        tree.gather(root, Path::new(""));
        tree
    }

    fn gather(&mut self, root: &Path, below: &Path) {
        let Ok(entries) = fs::read_dir(root.join(below)) else { return };
        for entry in entries {
            let below = below.join(entry.unwrap().file_name());
            let path = root.join(&below);
            if below == Path::new(CACHE) {
                continue;
            }
            let metadata = fs::symlink_metadata(&path).unwrap();
            let node = if metadata.is_dir() {
                Node::Folder
            } else if metadata.is_symlink() {
                Node::Link(fs::read_link(&path).unwrap())
            } else {
                Node::File { bytes: fs::read(&path).unwrap(), mode: mode(&metadata) }
            };
            if node == Node::Folder {
                self.gather(root, &below);
            }
            let modified = metadata.modified().unwrap();
            self.0.insert(below, Item { node, modified, inode: inode(&metadata) });
        }
    }

    /// Makes the folder `root` hold what this one held. Files keep their time of change.
    pub fn write(&self, root: &Path) {
        for entry in fs::read_dir(root).unwrap() {
            let path = entry.unwrap().path();
            let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            removed.unwrap();
        }
        for (below, item) in &self.0 {
            let path = root.join(below);
            match &item.node {
                Node::Folder => fs::create_dir_all(path).unwrap(),
                Node::Link(target) => link(target, &path),
                Node::File { bytes, mode } => {
                    fs::write(&path, bytes).unwrap();
                    set_modified(&path, item.modified);
                    set_mode(&path, *mode);
                }
            }
        }
    }

    /// The first thing that is not the same in both, as `this` and `that` would tell it.
    pub fn difference(&self, other: &Tree, this: &str, that: &str) -> Option<String> {
        let paths: BTreeSet<&PathBuf> = self.0.keys().chain(other.0.keys()).collect();
        paths.into_iter().find_map(|path| {
            let shown = path.display();
            let (a, b) = match (self.0.get(path), other.0.get(path)) {
                (Some(a), Some(b)) => (&a.node, &b.node),
                (Some(_), None) => return Some(format!("{shown}: is there {this}, is not there {that}")),
                _ => return Some(format!("{shown}: is not there {this}, is there {that}")),
            };
            match (a, b) {
                (Node::File { bytes: a, mode: of_a }, Node::File { bytes: b, mode: of_b }) => match a == b {
                    true => (of_a != of_b).then(|| format!("{shown}: permissions {of_a:o} {this}, {of_b:o} {that}")),
                    false => Some(format!("{shown}:\n{}", first_difference(a, b, this, that))),
                },
                (a, b) => (a != b).then(|| format!("{shown}: is of another kind {this} than {that}")),
            }
        })
    }

    /// The first file that holds what it held in `before`, and was written all the same.
    pub fn written_for_nothing(&self, before: &Tree) -> Option<String> {
        self.0.iter().find_map(|(path, item)| {
            let old =
                before.0.get(path).filter(|old| matches!(item.node, Node::File { .. }) && old.node == item.node)?;
            let same = (item.modified, item.inode) == (old.modified, old.inode);
            (!same).then(|| format!("{} was written, though its bytes are the same", path.display()))
        })
    }

    /// Files below a folder, by path.
    pub fn files(&self, below: &str) -> Vec<PathBuf> {
        let files =
            self.0.iter().filter(|(path, item)| path.starts_with(below) && matches!(item.node, Node::File { .. }));
        files.map(|(path, _)| path.clone()).collect()
    }
}

/// Where two texts part, with a little of both.
pub fn first_difference(a: &[u8], b: &[u8], this: &str, that: &str) -> String {
    let at = a.iter().zip(b).position(|(a, b)| a != b).unwrap_or(a.len().min(b.len()));
    let around = |bytes: &[u8]| {
        let part = &bytes[at.saturating_sub(100).min(bytes.len())..(at + 200).min(bytes.len())];
        String::from_utf8_lossy(part).into_owned()
    };
    let (long, other) = (a.len(), b.len());
    format!("--- {this}, {long} bytes, from byte {at}:\n{}\n--- {that}, {other} bytes:\n{}\n---", around(a), around(b))
}

/// Sets a file's time of change, whatever its permissions.
pub fn set_modified(path: &Path, time: SystemTime) {
    make_writable(path);
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

pub fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

fn make_writable(path: &Path) {
    let mode = mode(&fs::metadata(path).unwrap());
    if mode & 0o200 == 0 {
        set_mode(path, mode | 0o600);
    }
}

/// Puts other bytes into a file, which stays the same file.
pub fn overwrite(path: &Path, bytes: &[u8]) {
    use std::io::Write as _;
    make_writable(path);
    let mut file = File::options().write(true).open(path).unwrap();
    file.write_all(bytes).unwrap();
    file.set_len(bytes.len() as u64).unwrap();
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, Metadata};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::path::Path;

    pub fn mode(metadata: &Metadata) -> u32 {
        metadata.permissions().mode() & 0o7777
    }

    pub fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    pub fn inode(metadata: &Metadata) -> u64 {
        metadata.ino()
    }

    pub fn link(target: &Path, path: &Path) {
        std::os::unix::fs::symlink(target, path).unwrap();
    }
}

#[cfg(unix)]
pub use unix::{inode, link, mode, set_mode};

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> u32 {
    0o644
}

#[cfg(not(unix))]
pub fn set_mode(_: &Path, _: u32) {}

#[cfg(not(unix))]
fn inode(_: &fs::Metadata) -> u64 {
    0
}

/// Elsewhere links are for few: a copy does.
#[cfg(not(unix))]
pub fn link(target: &Path, path: &Path) {
    let _ = fs::copy(path.parent().unwrap().join(target), path);
}
