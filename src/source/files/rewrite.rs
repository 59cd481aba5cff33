//! One file rewritten where it is: at any moment it is its old or its new self, whole.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::{Error, Result};

/// What the names of files begin with that wait to be renamed. None of these is an article, since each begins with a dot.
pub const WAITING: &str = ".feedmill-rewrite-";

/// Puts `new` in the place of `old`, which is what was read from the file at `path`. Gives whether that was done: where
/// the file holds anything else by now, or is gone, somebody is at work on it, and it stays as it is.
///
/// The file keeps its permissions and, where that may be asked for, its owner. Where `path` is a symbolic link it stays one;
/// what it leads to is rewritten. A file of several names (hard links) is another one afterwards under this name.
///
/// # Errors
/// The file could not be written. Then it is its old self, and nothing else is left behind.
pub fn rewrite(path: &Path, old: &[u8], new: &[u8]) -> Result<bool> {
    let failed = |error| Error::io("rewrite", path, error);
    replace(path, old, new, || ()).map_err(failed)
}

/// The same; `waiting` is called when all is ready to be renamed.
fn replace(path: &Path, old: &[u8], new: &[u8], waiting: impl FnOnce()) -> io::Result<bool> {
    let Some(target) = present(fs::canonicalize(path))? else { return Ok(false) };
    let is_old = || Ok(present(fs::read(&target))?.is_some_and(|there| there == old));
    if !io::Result::from(is_old())? {
        return Ok(false);
    }
    let Some(metadata) = present(fs::metadata(&target))? else { return Ok(false) };
    let waits = Waiting::write(&target, new, &metadata)?;
    waiting();
    // An editor may have saved it in the meantime.
    if !is_old()? {
        return Ok(false);
    }
    waits.rename(&target)?;
    if let Some(folder) = target.parent()
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
    Ok(true)
}

/// `None` where there is no such file.
fn present<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

/// A file beside another that is to take its place; it goes when this does.
struct Waiting(PathBuf);

impl Waiting {
    /// A new file beside `target` with `bytes` in it, on disk for good, which may be used as the one of this `metadata`.
    fn write(target: &Path, bytes: &[u8], metadata: &Metadata) -> io::Result<Waiting> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let (waiting, mut file) = loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let beside = target.with_file_name(format!("{WAITING}{}-{number}", std::process::id()));
            match create(&beside) {
                // Left by a run that was killed, and had this number.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                file => break (Waiting(beside), file?),
            }
        };
        file.write_all(bytes)?;
        own_as(&file, metadata);
        file.set_permissions(metadata.permissions())?;
        file.sync_all()?;
        Ok(waiting)
    }

    fn rename(self, target: &Path) -> io::Result<()> {
        fs::rename(&self.0, target)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // Where it was renamed there is nothing to remove.
        let _ = fs::remove_file(&self.0);
    }
}

/// A new file that nobody else may read yet.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Gives a file the owner and group of another, as far as one may.
#[cfg(unix)]
fn own_as(file: &File, metadata: &Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let of_new = file.metadata().map(|new| (new.uid(), new.gid())).ok();
    if of_new != Some((metadata.uid(), metadata.gid())) {
        // Only the superuser may give files away; groups one is in may be given by all.
        let _ = fchown(file, None, Some(metadata.gid()));
        let _ = fchown(file, Some(metadata.uid()), None);
    }
}

#[cfg(not(unix))]
fn own_as(_: &File, _: &Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_rewritten_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "old").unwrap();
        assert!(rewrite(&path, b"old", b"new, and longer").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"new, and longer");
        assert!(rewrite(&path, b"new, and longer", b"").unwrap());
        assert_eq!((fs::read(&path).unwrap().len(), names(folder.path())), (0, vec!["a.md".to_owned()]));
    }

    #[test]
    fn what_somebody_changed_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        assert!(!rewrite(&path, b"", b"new").unwrap());
        fs::write(&path, "theirs").unwrap();
        assert!(!rewrite(&path, b"old", b"new").unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        // Just before it would have been replaced.
        let save = || fs::write(&path, "theirs, later").unwrap();
        assert!(!replace(&path, b"theirs", b"new", save).unwrap());
        assert_eq!(fs::read(&path).unwrap(), b"theirs, later");
        assert!(!replace(&path, b"theirs, later", b"new", || fs::remove_file(&path).unwrap()).unwrap());
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_fault_leaves_the_old_file_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "old").unwrap();
        // There is a folder where the new file was to be renamed to.
        let in_the_way = || {
            fs::remove_file(&path).unwrap();
            fs::create_dir(&path).unwrap();
        };
        assert!(replace(&path, b"old", b"new", in_the_way).is_err());
        assert_eq!(names(folder.path()), ["a.md"]);
        let told = rewrite(&path, b"old", b"new").unwrap_err().to_string();
        assert!(told.contains("rewrite") && told.contains("a.md"), "{told}");
    }

    #[test]
    fn what_waits_begins_with_a_dot_and_never_takes_a_name_that_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "old").unwrap();
        for number in 0..200 {
            fs::write(folder.path().join(format!("{WAITING}{}-{number}", std::process::id())), "left").unwrap();
        }
        let seen = || {
            let waiting = names(folder.path());
            assert!(waiting.len() == 202 && waiting.iter().all(|name| name == "a.md" || name.starts_with('.')));
        };
        assert!(replace(&path, b"old", b"new", seen).unwrap());
        assert_eq!(names(folder.path()).len(), 201);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (there, link) = (folder.path().join("there"), folder.path().join("a.md"));
        fs::create_dir(&there).unwrap();
        fs::write(there.join("real.md"), "old").unwrap();
        fs::set_permissions(there.join("real.md"), fs::Permissions::from_mode(0o640)).unwrap();
        symlink("there/real.md", &link).unwrap();
        assert!(rewrite(&link, b"old", b"new").unwrap());
        assert_eq!(fs::read_link(&link).unwrap(), Path::new("there/real.md"));
        assert_eq!(fs::read(there.join("real.md")).unwrap(), b"new");
        assert_eq!(fs::metadata(&link).unwrap().permissions().mode() & 0o7777, 0o640);
        assert_eq!((names(&there), names(folder.path()).len()), (vec!["real.md".to_owned()], 2));
    }
}
