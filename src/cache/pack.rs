//! The cards of articles in one file, block by block. It only grows; where more than half of it is of no use any more,
//! another takes its place.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::told::Told;
use crate::digest::{Digest, digest};
use crate::feed::card::Card;
use crate::source::files::stamp::Stamp;

/// One article as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record<S> {
    /// What choosing needs of it.
    pub card: Card<S>,
    /// What was found in it.
    pub told: Vec<Told>,
    /// The stamps of its file and of the metadata beside it.
    pub stamps: (Stamp, Option<Stamp>),
    /// Where files that go with it were looked for.
    pub probes: Vec<Probe>,
}

/// A place where a file was looked for, and its stamp if it was there.
pub type Probe = (String, Option<Stamp>);

/// Where the records of a block are in the pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extent {
    /// Where they begin, in bytes.
    pub start: u64,
    /// How many bytes they have.
    pub length: u32,
    /// Of those bytes.
    pub hash: Digest,
}

/// The file of the pack with this number.
pub fn path(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("articles-{number}"))
}

/// The records in `bytes` one after the other, each with the bytes it was read from. It ends where there is none.
pub fn records(bytes: &[u8]) -> impl Iterator<Item = (Record<&str>, &[u8])> {
    let mut rest = bytes;
    std::iter::from_fn(move || {
        let (record, behind) = postcard::take_from_bytes(rest).ok()?;
        let own = rest.get(..rest.len() - behind.len())?;
        rest = behind;
        Some((record, own))
    })
}

/// Reads blocks.
#[derive(Debug)]
pub struct Reader<'m> {
    /// `None` where all is in memory.
    file: Option<File>,
    /// What was read last, and where it began: blocks mostly follow each other.
    window: Cow<'m, [u8]>,
    start: u64,
}

/// So much is read at a time.
const WINDOW: usize = 1 << 20;

impl<'m> Reader<'m> {
    /// Opens the pack with this number.
    pub fn open(folder: &Path, number: u32) -> Option<Reader<'m>> {
        Some(Reader { file: Some(File::open(path(folder, number)).ok()?), window: Cow::default(), start: 0 })
    }

    /// A pack in memory.
    pub fn memory(bytes: &'m [u8]) -> Reader<'m> {
        Reader { file: None, window: Cow::Borrowed(bytes), start: 0 }
    }

    /// The bytes of a block; `None` where they are not what they were.
    pub fn block(&mut self, extent: &Extent) -> Option<&[u8]> {
        let length = usize::try_from(extent.length).ok()?;
        let inside = |start: u64, window: &[u8]| {
            let from = usize::try_from(extent.start.checked_sub(start)?).ok()?;
            let range = from..from.checked_add(length)?;
            window.get(range.clone()).is_some().then_some(range)
        };
        let range = match inside(self.start, &self.window) {
            Some(range) => range,
            None => {
                let file = self.file.as_mut()?;
                self.start = extent.start;
                let window = self.window.to_mut();
                window.clear();
                file.seek(SeekFrom::Start(extent.start)).ok()?;
                let most = WINDOW.max(length) as u64;
                file.take(most).read_to_end(window).ok()?;
                inside(self.start, &self.window)?
            }
        };
        self.window.get(range).filter(|bytes| digest(bytes) == extent.hash)
    }
}

/// Adds blocks.
#[derive(Debug)]
pub struct Writer {
    out: Out,
    length: u64,
}

#[derive(Debug)]
enum Out {
    File(BufWriter<File>),
    Memory(Vec<u8>),
}

impl Writer {
    /// Continues the pack with this number behind its first `length` bytes; what is behind these was never of use.
    pub fn open(folder: &Path, number: u32, length: u64) -> io::Result<Writer> {
        let mut file = File::options().write(true).create(true).truncate(false).open(path(folder, number))?;
        if file.metadata()?.len() < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Writer { out: Out::File(BufWriter::with_capacity(1 << 16, file)), length })
    }

    /// The same in memory; what is added is handed out in the end.
    pub fn memory(length: u64) -> Writer {
        Writer { out: Out::Memory(Vec::new()), length }
    }

    /// Adds the records of a block.
    pub fn add(&mut self, bytes: &[u8]) -> io::Result<Extent> {
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        match &mut self.out {
            Out::File(out) => out.write_all(bytes)?,
            Out::Memory(out) => out.extend_from_slice(bytes),
        }
        let extent = Extent { start: self.length, length, hash: digest(bytes) };
        self.length += u64::from(length);
        Ok(extent)
    }

    /// Writes all out. Gives how long the pack is now, and what was added to one in memory.
    pub fn finish(self) -> io::Result<(u64, Vec<u8>)> {
        let added = match self.out {
            Out::File(mut out) => out.flush().map(|()| Vec::new())?,
            Out::Memory(added) => added,
        };
        Ok((self.length, added))
    }
}

/// Removes every pack but that with this number.
pub fn sweep(folder: &Path, number: u32) {
    let keep = path(folder, number);
    for entry in fs::read_dir(folder).into_iter().flatten().filter_map(io::Result::ok) {
        let is_pack = entry.file_name().to_str().is_some_and(|name| name.starts_with("articles-"));
        if is_pack && entry.path() != keep {
            // It costs room, no more.
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_come_back_unless_they_are_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = Writer::open(folder.path(), 1, 0).unwrap();
        let blocks: Vec<Vec<u8>> = (0..40_u8).map(|n| vec![n; usize::from(n) * 3000]).collect();
        let extents: Vec<Extent> = blocks.iter().map(|block| writer.add(block).unwrap()).collect();
        let (length, _) = writer.finish().unwrap();
        let mut reader = Reader::open(folder.path(), 1).unwrap();
        for at in (0..40).chain((0..40).rev()) {
            assert_eq!(reader.block(&extents[at]), Some(&*blocks[at]));
        }
        // What a run that came to nothing left is cut off.
        let mut writer = Writer::open(folder.path(), 1, length - 1).unwrap();
        let last = writer.add(b"new").unwrap();
        writer.finish().unwrap();
        let mut reader = Reader::open(folder.path(), 1).unwrap();
        assert_eq!(reader.block(&last), Some(&b"new"[..]));
        assert_eq!(reader.block(&extents[39]), None, "its last byte is gone");
        assert!(Writer::open(folder.path(), 1, length + 100).is_err(), "it was longer once");
        fs::write(folder.path().join("lock"), "").unwrap();
        Writer::open(folder.path(), 2, 0).unwrap();
        sweep(folder.path(), 2);
        let left = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        assert_eq!(left.filter(|name| name != "lock" && name != "articles-2").count(), 0);
    }
}
