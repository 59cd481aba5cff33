//! One run at a time.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};

/// Holds the lock until it is dropped, or its process ends in whatever way.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Where feedmill keeps what is its own, below a site's folder.
pub const FOLDER: &str = ".feedmill";

/// How long to sleep between two tries.
const PAUSE: Duration = Duration::from_millis(25);

/// Takes the lock of the site in `site`, waiting at most `wait` for another run to end; `who` says who takes it.
///
/// Where the site's folder cannot be written to, the output folder itself is locked, so that a site can be built from a
/// read-only checkout.
///
/// # Errors
/// [`Error::Locked`] names who holds it.
pub fn take(site: &Path, output: &Path, wait: Duration, who: &str) -> Result<Lock> {
    let path = site.join(FOLDER).join("lock");
    let (mut file, named) = match open(site, &path) {
        Ok(file) => (file, true),
        Err(error) if read_only(&error) => {
            let opened = fs::create_dir_all(output).and_then(|()| File::open(output));
            (opened.map_err(|error| Error::io("write the folder", output, error))?, false)
        }
        Err(error) => return Err(Error::io("write", path, error)),
    };
    let held = lock(&file, wait).map_err(|error| Error::io("lock", path, error))?;
    if !held {
        let mut holder = String::new();
        if named {
            let _ = file.read_to_string(&mut holder);
        }
        let holder = match holder.trim() {
            "" => format!("it holds the lock on {}", output.display()),
            holder => holder.to_owned(),
        };
        return Err(Error::Locked { holder });
    }
    if named {
        // Only for people to read; the lock holds without it.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| writeln!(file, "{who}"));
    }
    Ok(Lock { _file: file })
}

/// Locks a file or folder, waiting at most `wait` for whoever holds it. Gives whether that was done.
pub(super) fn lock(file: &File, wait: Duration) -> io::Result<bool> {
    let deadline = Instant::now() + wait;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => return Ok(false),
            // A file system without locks: nothing can keep two runs apart there.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

fn open(site: &Path, path: &Path) -> io::Result<File> {
    folder(site)?;
    File::options().read(true).write(true).create(true).truncate(false).open(path)
}

/// The folder for what is feedmill's own, which is made where there is none.
pub(super) fn folder(site: &Path) -> io::Result<PathBuf> {
    let folder = site.join(FOLDER);
    if !folder.is_dir() {
        fs::create_dir_all(&folder)?;
        // What is in there is never for a repository.
        fs::write(folder.join(".gitignore"), "*\n")?;
    }
    Ok(folder)
}

fn read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_the_first_is() {
        let site = tempfile::tempdir().unwrap();
        let output = site.path().join("feeds");
        let first = take(site.path(), &output, Duration::ZERO, "process 7").unwrap();
        let refused = take(site.path(), &output, Duration::from_millis(60), "process 8").unwrap_err();
        assert!(refused.to_string().contains("process 7"), "{refused}");
        drop(first);
        take(site.path(), &output, Duration::ZERO, "process 8").unwrap();
    }

    #[test]
    fn the_second_gets_it_when_the_first_is_done() {
        let site = tempfile::tempdir().unwrap();
        let output = site.path().join("feeds");
        let first = take(site.path(), &output, Duration::ZERO, "first").unwrap();
        let waiting = thread::scope(|scope| {
            let second = scope.spawn(|| take(site.path(), &output, Duration::from_secs(60), "second"));
            drop(first);
            second.join().unwrap()
        });
        assert!(waiting.is_ok());
    }
}
