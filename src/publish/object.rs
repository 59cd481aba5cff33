//! What is put at a target: a file, where it goes, and how it is to be served.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::PathBuf;

use crate::format::Rope;

/// The bytes of an object.
#[derive(Debug, Clone)]
pub enum Body {
    /// In a file.
    File(PathBuf),
    /// In memory.
    Rope(Rope),
}

impl Body {
    /// All of them.
    pub fn read(&self) -> io::Result<Rope> {
        match self {
            Body::File(path) => Ok(Rope::from(fs::read(path)?)),
            Body::Rope(rope) => Ok(rope.clone()),
        }
    }

    /// Hands them on, piece by piece.
    pub fn each(&self, mut take: impl FnMut(&[u8])) -> io::Result<()> {
        match self {
            Body::Rope(rope) => rope.pieces().for_each(take),
            Body::File(path) => {
                let mut file = File::open(path)?;
                let mut buffer = vec![0; 1 << 16];
                loop {
                    match file.read(&mut buffer) {
                        Ok(0) => break,
                        Ok(read) => take(buffer.get(..read).unwrap_or_default()),
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        Err(error) => return Err(error),
                    }
                }
            }
        }
        Ok(())
    }

    /// How many there are.
    pub fn len(&self) -> io::Result<u64> {
        match self {
            Body::File(path) => Ok(fs::metadata(path)?.len()),
            Body::Rope(rope) => Ok(rope.len() as u64),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }
}

/// How an object is served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Served {
    /// `Content-Type`.
    pub content_type: String,
    /// `Cache-Control`.
    pub cache_control: String,
    /// `Content-Encoding`.
    pub encoding: Option<&'static str>,
}

/// Below what the path of an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Root {
    /// The target.
    Target,
    /// The place where the site itself is, of which the target is a part.
    Site,
}

/// What is put.
#[derive(Debug, Clone)]
pub struct Object {
    /// Where its path begins.
    pub root: Root,
    /// Its path, with `/` between folders, as it is written in a file system: nothing is encoded.
    pub path: String,
    /// Its bytes.
    pub body: Body,
    /// How it is served.
    pub served: Served,
}

/// An object, and others that say the same in another coding: those are put before it, and removed with it.
#[derive(Debug, Clone)]
pub struct Parcel {
    /// The object itself.
    pub object: Object,
    /// The same, compressed.
    pub siblings: Vec<Object>,
}

/// All that is put, in the order of waves: nothing of a wave is put before all of the one before it is there.
#[derive(Debug, Clone, Default)]
pub struct Shipment {
    /// What feeds name: enclosures, pictures.
    pub beside: Vec<Parcel>,
    /// Feeds and lists of feeds; each wave names what is in those before.
    pub waves: Vec<Vec<Parcel>>,
}

impl Shipment {
    /// Everything in the order in which it is put.
    pub fn all(&self) -> impl Iterator<Item = &Parcel> {
        self.beside.iter().chain(self.waves.iter().flatten())
    }
}

/// What became of a shipment at a target.
#[derive(Debug, Default)]
pub struct Sent {
    /// Paths of objects that were put, in order.
    pub put: Vec<String>,
    /// How many were there as they are.
    pub kept: usize,
    /// Paths of objects that were removed.
    pub removed: Vec<String>,
    /// Paths of objects that are missing or old there still.
    pub missing: Vec<String>,
    /// What somebody should look at.
    pub warnings: Vec<String>,
    /// Why it did not go on.
    pub failure: Option<Failure>,
}

/// Why a target was not served to the end.
#[derive(Debug)]
pub enum Failure {
    /// Somebody else put this object meanwhile.
    Conflict(String),
    /// It could not be done.
    Error(crate::error::Error),
}

/// How a name is shown whose object is beside the target, not in it.
pub fn shown(root: Root, path: &str) -> String {
    match root {
        Root::Target => path.to_owned(),
        Root::Site => format!("/{path}"),
    }
}
