//! A document in pieces, most of them shared with other documents.

use std::io::{self, IoSlice};
use std::sync::Arc;

/// Bytes in pieces. An entry that is in ten feeds is held once.
#[derive(Debug, Clone, Default)]
pub struct Rope {
    pieces: Vec<Arc<[u8]>>,
}

impl Rope {
    /// Adds a piece at the end.
    pub fn push(&mut self, piece: impl Into<Arc<[u8]>>) {
        self.pieces.push(piece.into());
    }

    /// How many bytes there are.
    pub fn len(&self) -> usize {
        self.pieces.iter().map(|piece| piece.len()).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.is_empty())
    }

    /// The pieces in order.
    pub fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        self.pieces.iter().map(|piece| &**piece)
    }

    /// Where each of `pieces` begins, in bytes, of those that are in it by sharing; they come in its order.
    pub fn starts<'p>(&self, pieces: impl Iterator<Item = &'p Arc<[u8]>>) -> Vec<usize> {
        let mut own = self.pieces.iter();
        let (mut at, mut starts) = (0, Vec::new());
        for piece in pieces {
            for other in own.by_ref() {
                let start = at;
                at += other.len();
                if Arc::ptr_eq(piece, other) {
                    starts.push(start);
                    break;
                }
            }
        }
        starts
    }

    /// Whether it has these bytes.
    pub fn is(&self, mut bytes: &[u8]) -> bool {
        self.len() == bytes.len()
            && self.pieces().all(|piece| match bytes.strip_prefix(piece) {
                Some(rest) => {
                    bytes = rest;
                    true
                }
                None => false,
            })
    }

    /// All bytes in one.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.append_to(&mut bytes);
        bytes
    }

    /// Adds all bytes to `bytes`.
    pub fn append_to(&self, bytes: &mut Vec<u8>) {
        bytes.reserve(self.len());
        for piece in self.pieces() {
            bytes.extend_from_slice(piece);
        }
    }

    /// Writes all bytes, from where they are.
    pub fn write_to(&self, out: &mut impl io::Write) -> io::Result<()> {
        let mut slices: Vec<IoSlice> = self.pieces().map(IoSlice::new).collect();
        let mut left = &mut slices[..];
        // Nothing that is empty is left to write.
        IoSlice::advance_slices(&mut left, 0);
        while !left.is_empty() {
            match out.write_vectored(left) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(written) => IoSlice::advance_slices(&mut left, written),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}

impl From<Vec<u8>> for Rope {
    fn from(bytes: Vec<u8>) -> Self {
        Rope { pieces: vec![bytes.into()] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_make_one() {
        let mut rope = Rope::default();
        rope.push(*b"ab");
        rope.push(*b"c");
        assert_eq!((rope.to_vec(), rope.len()), (b"abc".to_vec(), 3));
    }

    #[test]
    fn pieces_are_written_however_few_bytes_are_taken_at_once() {
        struct Slow(Vec<u8>, usize);
        impl io::Write for Slow {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                let taken = bytes.len().min(self.1);
                self.0.extend_from_slice(&bytes[..taken]);
                Ok(taken)
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut rope = Rope::default();
        for piece in ["", "feed", "", "entry", "entry", ""] {
            rope.push(piece.as_bytes());
        }
        for step in 1..20 {
            let mut out = Slow(Vec::new(), step);
            rope.write_to(&mut out).unwrap();
            assert_eq!(out.0, rope.to_vec());
        }
        assert!(rope.write_to(&mut Slow(Vec::new(), 0)).is_err(), "a disk that takes nothing is no endless loop");
    }

    #[test]
    fn shared_pieces_are_found() {
        let (a, b): (Arc<[u8]>, Arc<[u8]>) = ((*b"aaa").into(), (*b"b").into());
        let mut rope = Rope::default();
        rope.push(*b"head");
        rope.push(a.clone());
        rope.push(*b",");
        rope.push(b.clone());
        assert_eq!(rope.starts([&a, &b].into_iter()), [4, 8]);
    }
}
