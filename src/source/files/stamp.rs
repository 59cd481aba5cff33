//! By what a file is known to be the one it was: its stamp.

use std::fs::Metadata;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

/// What the file system says of a file without opening it. A file that is written to, replaced or renamed gets another
/// stamp, unless that happens within one step of the file system's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Stamp {
    /// Its size in bytes.
    pub size: u64,
    /// When its content was last changed, by whoever may set that: nanoseconds since 1970.
    pub modified: i64,
    /// When it was last changed in any way, which nobody can set: nanoseconds since 1970. The same as `modified` where
    /// the platform does not tell.
    pub changed: i64,
    /// Which file it is, on its file system; 0 where the platform does not tell.
    pub inode: u64,
}

impl Stamp {
    /// The stamp in a file's metadata.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Stamp {
        use std::os::unix::fs::MetadataExt as _;
        Stamp {
            size: metadata.len(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
            inode: metadata.ino(),
        }
    }

    /// The stamp in a file's metadata.
    #[cfg(not(unix))]
    pub fn of(metadata: &Metadata) -> Stamp {
        let since = |time: std::time::SystemTime| time.duration_since(std::time::UNIX_EPOCH).ok();
        let modified = metadata.modified().ok().and_then(since);
        let modified = modified.map_or(0, |time| i64::try_from(time.as_nanos()).unwrap_or(i64::MAX));
        Stamp { size: metadata.len(), modified, changed: modified, inode: 0 }
    }
}

/// Nanoseconds since 1970.
pub fn nanoseconds(seconds: i64, rest: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(rest)
}

/// A file changed less than one step of the file system's clock ago may change again and keep its stamp. What is the
/// last moment of which that is not so, where the file system's clock said `now` a moment ago?
///
/// Clocks of today's file systems go in steps of ten milliseconds at most. Where the time has no part finer than a
/// millisecond, they may be the steps of old ones: two seconds.
pub fn settled(now: i64) -> i64 {
    let step = if now % 1_000_000 == 0 { COARSE_STEP } else { STEP };
    now.saturating_sub(step)
}

/// More than one step of a clock of today's file systems, in nanoseconds.
pub const STEP: i64 = 12_000_000;
/// More than one step of the clocks of old ones.
pub const COARSE_STEP: i64 = 2_500_000_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_young_file_is_not_settled() {
        let now = 1_700_000_000_123_456_789;
        assert!(settled(now) > now - 1_000_000_000 && settled(now) <= now - 10_000_000);
        assert!(settled(1_700_000_000_000_000_000) <= 1_700_000_000_000_000_000 - 2_000_000_000);
    }

    #[test]
    fn every_change_makes_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        let stamp = || Stamp::of(&std::fs::metadata(&file).unwrap());
        std::fs::write(&file, "one").unwrap();
        let one = stamp();
        assert_eq!(one, stamp());
        std::thread::sleep(std::time::Duration::from_millis(30));
        std::fs::write(&file, "two").unwrap();
        assert_ne!(one, stamp());
        if cfg!(unix) {
            // As old as before, to the nanosecond.
            let two = stamp();
            let handle = std::fs::File::options().write(true).open(&file).unwrap();
            handle.set_modified(std::fs::metadata(folder.path()).unwrap().modified().unwrap()).unwrap();
            assert_ne!(two.changed, stamp().changed);
        }
    }
}
