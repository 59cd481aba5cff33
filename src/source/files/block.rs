//! Files of a folder in blocks: so many that few are to be remembered, so few that one is soon read again.
//!
//! Where a block ends is told by the names in it, so that a file more or less changes one block and not all behind it.

use std::ops::Range;

use super::walk::Found;
use crate::digest::{self, Digest};

/// A hash of the names and stamps of a block.
pub type Key = Digest;

/// Files of one folder that stand together in the order of their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Their numbers.
    pub files: Range<usize>,
    /// Told by their folder, names and stamps, and those of their sidecars: while it is the same, none has changed.
    pub key: Key,
    /// Which folder they are in, by the hash of its path.
    pub folder: u64,
}

/// Of so many names one ends its block, by chance.
const MEAN: u64 = 64;
/// The most files in a block.
const MOST: usize = 512;

/// The blocks of the folder `below`, whose first file has the number `first`.
pub fn blocks(below: &str, files: &[Found], first: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    let folder = fnv(below);
    let mut start = 0;
    for (at, file) in files.iter().enumerate() {
        let end = at + 1;
        if ends(&file.name) || end - start == MOST || end == files.len() {
            let key = digest::of(&(below, files.get(start..end)));
            blocks.push(Block { files: first + start..first + end, key, folder });
            start = end;
        }
    }
    blocks
}

/// Whether a block ends behind this name.
fn ends(name: &str) -> bool {
    // The high bits are the best.
    (fnv(name) >> 32).is_multiple_of(MEAN)
}

/// A quick hash: FNV-1a.
fn fnv(text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    text.bytes().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::stamp::Stamp;
    use super::*;

    fn files(count: usize) -> Vec<Found> {
        let stamp = |at: usize| Stamp { size: at as u64, ..Stamp::default() };
        let found = |at: usize| Found { name: format!("{at:05}.md").into(), stamp: stamp(at), sidecar: None };
        (0..count).map(found).collect()
    }

    fn keys(files: &[Found]) -> HashSet<Key> {
        blocks("news", files, 7).into_iter().map(|block| block.key).collect()
    }

    #[test]
    fn blocks_are_all_files_in_order() {
        for count in [0, 1, 2, 5000] {
            let blocks = blocks("", &files(count), 7);
            let mut next = 7;
            for block in &blocks {
                assert!(block.files.start == next && !block.files.is_empty() && block.files.len() <= MOST);
                next = block.files.end;
            }
            assert_eq!(next, 7 + count);
            assert!(count < 5000 || (40..200).contains(&blocks.len()), "{}", blocks.len());
        }
    }

    #[test]
    fn one_file_changes_one_block() {
        let before = files(5000);
        let mut edited = before.clone();
        edited[2500].stamp.changed = 1;
        let mut fewer = before.clone();
        fewer.remove(2500);
        let mut sidecar = before.clone();
        sidecar[2500].sidecar = Some(Stamp::default());
        for after in [edited, fewer, sidecar] {
            assert!(keys(&after).difference(&keys(&before)).count() <= 2);
            assert_ne!(keys(&after), keys(&before));
        }
        assert_ne!(keys(&before), blocks("other", &before, 7).into_iter().map(|block| block.key).collect());
    }
}
