//! A folder as the system shows it: names, kinds and stamps, with as few calls as there can be.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

use super::stamp::Stamp;

/// What a name in a folder stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A pipe, a socket or a device.
    Other,
}

/// An open folder.
#[derive(Debug)]
pub struct Opened(imp::Folder);

impl Opened {
    /// Opens a folder.
    pub fn new(path: &Path) -> io::Result<Opened> {
        imp::Folder::open(path).map(Opened)
    }

    /// What is in it, in no order.
    pub fn names(&mut self) -> io::Result<Vec<(OsString, Kind)>> {
        self.0.names()
    }

    /// The kind and the stamp of what `name` in it stands for, or links to.
    pub fn stamp(&self, name: &OsStr) -> io::Result<(Kind, Stamp)> {
        self.0.stamp(name)
    }
}

/// One call for a name, and the name alone to look up.
#[cfg(unix)]
mod imp {
    use std::ffi::{OsStr, OsString};
    use std::io;
    use std::os::unix::ffi::OsStringExt as _;
    use std::path::Path;

    use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags};

    use super::super::stamp::{Stamp, nanoseconds};
    use super::Kind;

    #[derive(Debug)]
    pub struct Folder(Dir);

    impl Folder {
        pub fn open(path: &Path) -> io::Result<Self> {
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            Ok(Folder(Dir::new(rustix::fs::open(path, flags, Mode::empty())?)?))
        }

        pub fn names(&mut self) -> io::Result<Vec<(OsString, Kind)>> {
            let mut names = Vec::new();
            while let Some(entry) = self.0.read() {
                let entry = entry?;
                let name = entry.file_name().to_bytes();
                if name == b"." || name == b".." {
                    continue;
                }
                let name = OsString::from_vec(name.to_vec());
                let kind = match entry.file_type() {
                    // Some file systems do not say.
                    FileType::Unknown => {
                        let stat = rustix::fs::statat(self.0.fd()?, &name, AtFlags::SYMLINK_NOFOLLOW)?;
                        kind(FileType::from_raw_mode(stat.st_mode))
                    }
                    known => kind(known),
                };
                names.push((name, kind));
            }
            Ok(names)
        }

        pub fn stamp(&self, name: &OsStr) -> io::Result<(Kind, Stamp)> {
            let stat = rustix::fs::statat(self.0.fd()?, name, AtFlags::empty())?;
            // These numbers are of other widths on other systems.
            #[allow(clippy::unnecessary_cast, clippy::useless_conversion)]
            let stamp = Stamp {
                size: u64::try_from(stat.st_size).unwrap_or(0),
                modified: nanoseconds(stat.st_mtime as i64, stat.st_mtime_nsec as i64),
                changed: nanoseconds(stat.st_ctime as i64, stat.st_ctime_nsec as i64),
                inode: stat.st_ino as u64,
            };
            Ok((kind(FileType::from_raw_mode(stat.st_mode)), stamp))
        }
    }

    fn kind(kind: FileType) -> Kind {
        match kind {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            FileType::Symlink => Kind::Link,
            _ => Kind::Other,
        }
    }
}

#[cfg(not(unix))]
mod imp {
    use std::ffi::{OsStr, OsString};
    use std::fs;
    use std::io;
    use std::path::{Path, PathBuf};

    use super::super::stamp::Stamp;
    use super::Kind;

    #[derive(Debug)]
    pub struct Folder(PathBuf);

    impl Folder {
        pub fn open(path: &Path) -> io::Result<Self> {
            fs::metadata(path).map(|_| Folder(path.to_owned()))
        }

        pub fn names(&mut self) -> io::Result<Vec<(OsString, Kind)>> {
            let entries = fs::read_dir(&self.0)?;
            let named = |entry: io::Result<fs::DirEntry>| {
                let entry = entry?;
                Ok((entry.file_name(), kind(entry.file_type()?)))
            };
            entries.map(named).collect()
        }

        pub fn stamp(&self, name: &OsStr) -> io::Result<(Kind, Stamp)> {
            let metadata = fs::metadata(self.0.join(name))?;
            Ok((kind(metadata.file_type()), Stamp::of(&metadata)))
        }
    }

    fn kind(kind: fs::FileType) -> Kind {
        if kind.is_file() {
            Kind::File
        } else if kind.is_dir() {
            Kind::Folder
        } else if kind.is_symlink() {
            Kind::Link
        } else {
            Kind::Other
        }
    }
}
