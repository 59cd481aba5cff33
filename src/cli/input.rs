//! A document's bytes, wherever they are: at once where they are few, as they come where they are many.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use feedmill::error::{Error, Result};
use feedmill::validate::{Judgement, Options, validate, validate_reader};

/// Longer documents are judged while they are read.
const MOST_AT_ONCE: u64 = 8 << 20;

/// A document that is about to be judged.
pub enum Source {
    /// All of it.
    Bytes(Vec<u8>),
    /// What it is to be read from.
    Reader(Box<dyn Read>),
}

impl Source {
    /// A file.
    pub fn file(path: &Path) -> Result<Source> {
        let open = File::open(path).and_then(Source::of);
        open.map_err(|error| Error::io("read", path, error))
    }

    /// What comes in on standard input, to its end.
    pub fn standard_input() -> Result<Source> {
        Source::of(io::stdin()).map_err(|error| Error::io("read", "standard input", error))
    }

    fn of(mut input: impl Read + 'static) -> io::Result<Source> {
        let mut bytes = Vec::new();
        input.by_ref().take(MOST_AT_ONCE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 <= MOST_AT_ONCE {
            return Ok(Source::Bytes(bytes));
        }
        Ok(Source::Reader(Box::new(io::Cursor::new(bytes).chain(input))))
    }

    /// Judges the document, and hands what came of it to `done`; `name` is what it is called where it cannot be read.
    pub fn judge<T>(self, name: &str, options: &Options, done: impl FnOnce(&Judgement) -> T) -> Result<T> {
        match self {
            Source::Bytes(bytes) => Ok(done(&validate(&bytes, options))),
            Source::Reader(input) => {
                let judgement = validate_reader(input, options).map_err(|error| Error::io("read", name, error))?;
                Ok(done(&judgement))
            }
        }
    }
}
