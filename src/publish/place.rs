//! A target that is open: read before the articles are, written to after.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::Ours;
use super::folder::Folder;
use super::object::{Sent, Shipment};
#[cfg(feature = "store")]
use super::store::Store;
use super::target::Target;
use crate::error::Result;

/// How targets are dealt with.
#[derive(Debug, Clone, Copy)]
pub struct Manners<'m> {
    /// The parts of the path of the output's address below that of the site, where it is below it.
    pub below: &'m [&'m str],
    /// How long another publisher is waited for.
    pub wait: Duration,
    /// How long a request is tried again.
    pub patience: Duration,
    /// Whether nothing is to be put.
    pub dry: bool,
}

/// A target that is open.
#[derive(Debug)]
pub enum Place {
    /// A folder, locked.
    Folder(Folder),
    /// A store, listed.
    #[cfg(feature = "store")]
    Store(Box<Store>),
}

impl Place {
    /// Opens a target.
    pub fn open(target: &Target, manners: &Manners) -> Result<Place> {
        match target {
            Target::Folder(path) => Folder::open(path, manners.below, manners.wait, manners.dry).map(Place::Folder),
            #[cfg(feature = "store")]
            Target::Store(address) => {
                Store::open(address, manners.below, manners.patience).map(|store| Place::Store(Box::new(store)))
            }
            #[cfg(not(feature = "store"))]
            Target::Store(address) => Err(crate::error::Error::other(format!("this feedmill knows no {address}"))),
        }
    }

    /// Looks again what is there.
    pub fn refresh(&mut self) -> Result<()> {
        match self {
            // It was locked all the time.
            Place::Folder(_) => Ok(()),
            #[cfg(feature = "store")]
            Place::Store(store) => store.list(),
        }
    }

    /// The published feeds: of each folder one document, by its path. What `local` names may be read in its place where
    /// it is the same.
    #[cfg_attr(not(feature = "store"), allow(unused_variables, reason = "a folder is as near as can be"))]
    pub fn published(&self, local: &dyn Fn(&str) -> Option<PathBuf>) -> Result<HashMap<String, Arc<[u8]>>> {
        match self {
            Place::Folder(folder) => folder.published(),
            #[cfg(feature = "store")]
            Place::Store(store) => store.published(local),
        }
    }

    /// Whether it is known where the site itself is, of which the target is a part.
    pub fn has_site(&self) -> bool {
        match self {
            Place::Folder(folder) => folder.has_site(),
            #[cfg(feature = "store")]
            Place::Store(store) => store.has_site(),
        }
    }

    /// Puts what differs, removes what is left of earlier builds as `ours` tells. With `dry` it only says so.
    pub fn send(&self, shipment: &Shipment, ours: &Ours, dry: bool) -> Sent {
        match self {
            Place::Folder(folder) => folder.send(shipment, ours, dry),
            #[cfg(feature = "store")]
            Place::Store(store) => store.send(shipment, ours, dry),
        }
    }
}

/// Whether two targets are one folder.
pub fn is_same_folder(target: &Target, folder: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    match target {
        Target::Folder(path) => path == folder || real(path).zip(real(folder)).is_some_and(|(a, b)| a == b),
        Target::Store(_) => false,
    }
}
