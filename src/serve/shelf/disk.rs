//! Files of a folder, opened: nothing outside it, nothing that is no file, and nothing that could block.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::super::target::is_sound;
use crate::source::files::stamp::Stamp;

/// A file that is open. It stays whole, whatever takes its place in the folder.
#[derive(Debug)]
pub struct Opened {
    /// The file, at its beginning.
    pub file: File,
    /// Its stamp.
    pub stamp: Stamp,
    /// Where it really is.
    pub real: PathBuf,
}

/// Opens the file at this path below a folder, wherever links within the folder lead.
pub fn open_below(folder: &Path, path: &str) -> Option<Opened> {
    let folder = folder.canonicalize().ok()?;
    let real = folder.join(path).canonicalize().ok()?;
    let below = real.strip_prefix(&folder).ok()?.to_str()?;
    let is_served = if cfg!(windows) { is_sound(&below.replace('\\', "/")) } else { is_sound(below) };
    if is_served { open(real) } else { None }
}

/// Opens the file at a real path.
pub fn open(real: PathBuf) -> Option<Opened> {
    // A pipe is never opened: who does waits for somebody to write to it.
    if !fs::symlink_metadata(&real).ok()?.is_file() {
        return None;
    }
    let mut options = OpenOptions::new();
    options.read(true);
    // If something else took its place just now.
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        let flags = OFlags::NONBLOCK | OFlags::NOFOLLOW;
        options.custom_flags(flags.bits() as i32);
    }
    let file = options.open(&real).ok()?;
    let metadata = file.metadata().ok()?;
    metadata.is_file().then(|| Opened { stamp: Stamp::of(&metadata), file, real })
}

impl Opened {
    /// What `work` makes of the file, of one state of it: where it was written to meanwhile, that is done again, a few
    /// times. Who writes to it all the time gets what was there in the end.
    pub fn settled<T>(&mut self, mut work: impl FnMut(&mut File, &Stamp) -> io::Result<T>) -> io::Result<T> {
        const TIMES: u32 = 4;
        for _ in 1..TIMES {
            let result = work(&mut self.file, &self.stamp)?;
            let stamp = Stamp::of(&self.file.metadata()?);
            if stamp.size == self.stamp.size && stamp.modified == self.stamp.modified {
                return Ok(result);
            }
            self.stamp = stamp;
            io::Seek::rewind(&mut self.file)?;
        }
        work(&mut self.file, &self.stamp)
    }
}

/// All bytes of a file from where it is, as many as it has.
pub fn read(file: &mut File, size: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}
