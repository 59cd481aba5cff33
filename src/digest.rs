//! Hashes by which contents are told apart: BLAKE3, the first 128 bits.

use std::hash::{Hash, Hasher};

/// A hash of 128 bits.
pub type Digest = [u8; 16];

/// The hash of some bytes.
pub fn digest(bytes: &[u8]) -> Digest {
    let mut digest = Digest::default();
    blake3::Hasher::new().update(bytes).finalize_xof().fill(&mut digest);
    digest
}

/// The hash of whatever can be hashed. It is the same in every run of one program, not in that of another.
pub fn of(value: &impl Hash) -> Digest {
    let mut gathered = Gathered(Vec::new());
    value.hash(&mut gathered);
    digest(&gathered.0)
}

/// The bytes of a value: many small pieces are hashed faster as one.
struct Gathered(Vec<u8>);

impl Hasher for Gathered {
    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn finish(&self) -> u64 {
        // Nobody asks; what is gathered is hashed as a whole.
        self.0.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_in_anything_has_another_hash() {
        assert_eq!(digest(b"abc")[..4], [0x64, 0x37, 0xB3, 0xAC], "as BLAKE3 has it");
        assert_eq!(of(&("a", "bc")), of(&("a", "bc")));
        let all = [of(&("a", "bc")), of(&("ab", "c")), of(&("a", "bd")), of(&("a", Some("bc"))), digest(b"abc")];
        assert!((0..all.len()).all(|at| !all[..at].contains(&all[at])));
    }
}
