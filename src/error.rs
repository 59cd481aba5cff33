//! What feedmill could not do, to what, and why.

use std::io;
use std::path::{Path, PathBuf};

/// Something that could not be done. A fault in a user's document is none of these: that is a
/// [`Diagnostic`](crate::Diagnostic).
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file or folder could not be read, written or the like.
    #[error("could not {action} {}: {source}", path.display())]
    Io {
        /// What was tried, as in "read".
        action: &'static str,
        /// To what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// Another run holds the lock.
    #[error("another run of feedmill is at work here: {holder}; `--wait 60` gives it a minute to end")]
    Locked {
        /// Who holds it.
        holder: String,
    },
    /// Something is not as it must be.
    #[error("{message}")]
    Other {
        /// What, and how to mend it.
        message: String,
    },
}

/// Either a value or what could not be done.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// `action` failed for `path`.
    pub fn io(action: &'static str, path: impl AsRef<Path>, source: io::Error) -> Self {
        Error::Io { action, path: path.as_ref().to_owned(), source }
    }

    /// Something is not as it must be.
    pub fn other(message: impl Into<String>) -> Self {
        Error::Other { message: message.into() }
    }
}
