//! A document's bytes, wherever they are.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use feedmill::error::{Error, Result};

/// A document that is about to be judged.
#[derive(Debug)]
pub enum Source {
    /// All of it, in memory.
    Bytes(Vec<u8>),
}

impl Source {
    /// A file.
    pub fn file(path: &Path) -> Result<Source> {
        fs::read(path).map(Source::Bytes).map_err(|error| Error::io("read", path, error))
    }

    /// What comes in on standard input, to its end.
    pub fn standard_input() -> Result<Source> {
        let mut bytes = Vec::new();
        let read = io::stdin().lock().read_to_end(&mut bytes);
        read.map(|_| Source::Bytes(bytes)).map_err(|error| Error::io("read", "standard input", error))
    }
}
