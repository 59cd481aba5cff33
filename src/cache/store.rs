//! Files of the cache: each says what it is and of which making, and holds a hash of the rest. One that does not hold
//! together is as good as none.

use std::fs;
use std::io;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::digest::{Digest, digest};

/// What every file of the cache begins with; the number is that of the making.
const MAGIC: &[u8] = b"feedmill cache 1\n";

/// What is in a file, with its hash; `None` where there is none, or not a whole one.
pub fn read<T: DeserializeOwned>(path: &Path) -> Option<(T, Digest)> {
    let bytes = fs::read(path).ok()?;
    let rest = bytes.strip_prefix(MAGIC)?;
    let (hash, body) = rest.split_first_chunk::<16>()?;
    if digest(body) != *hash {
        return None;
    }
    Some((postcard::from_bytes(body).ok()?, *hash))
}

/// Puts a value into a file, whole or not at all. Gives its hash.
///
/// It is not made durable: after a power cut it may be lost, or be a file that [`read`] takes for none.
pub fn write<T: Serialize>(path: &Path, value: &T) -> io::Result<Digest> {
    let body = postcard::to_allocvec(value).map_err(io::Error::other)?;
    let hash = digest(&body);
    let mut bytes = Vec::with_capacity(MAGIC.len() + hash.len() + body.len());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&hash);
    bytes.extend_from_slice(&body);
    let beside = path.with_extension("new");
    fs::write(&beside, &bytes)?;
    fs::rename(&beside, path)?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_is_as_good_as_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        assert!(read::<Vec<u32>>(&path).is_none());
        let hash = write(&path, &vec![1_u32, 2, 3]).unwrap();
        assert_eq!(read::<Vec<u32>>(&path), Some((vec![1, 2, 3], hash)));
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut flipped = whole.clone();
            flipped[at] ^= 0x10;
            fs::write(&path, &flipped).unwrap();
            assert!(read::<Vec<u32>>(&path).is_none(), "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            assert!(read::<Vec<u32>>(&path).is_none(), "cut at {at}");
        }
    }
}
