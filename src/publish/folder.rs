//! A folder as a target: another one than that in which feeds are built.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rayon::prelude::*;

use super::disk::{Disk, STAGING};
use super::object::{Body, Failure, Object, Parcel, Root, Sent, Shipment, shown};
use super::served::Packing;
use super::target::Target;
use super::{Ours, START, documents, is_guarded, is_our_page, lock};
use crate::error::{Error, Result};
use crate::format::Rope;

/// No more bytes than these are in memory at a time, unless a single file has more.
const AT_ONCE: u64 = 64 << 20;

/// A folder that nobody else publishes to as long as this lasts.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    site: Option<PathBuf>,
    _lock: Option<File>,
}

impl Folder {
    /// The folder `root`, which is made and locked; with `dry` neither. The site itself is where `root` less its last
    /// parts, `below`, is.
    ///
    /// # Errors
    /// [`Error::Locked`] where another publisher holds it longer than `wait`.
    pub fn open(root: &Path, below: &[&str], wait: Duration, dry: bool) -> Result<Folder> {
        let site = match Target::Folder(root.to_owned()).site(below) {
            Some(Target::Folder(site)) => Some(site),
            _ => None,
        };
        let lock = if dry { None } else { Some(lock(root, wait)?) };
        let folder = Folder { root: root.to_owned(), site, _lock: lock };
        if !dry {
            // What a killed run left behind.
            Disk::new(root).sweep()?;
        }
        Ok(folder)
    }

    /// Whether it is known where the site itself is.
    pub fn has_site(&self) -> bool {
        self.site.is_some()
    }

    /// The published feeds: of each folder one document, by its path.
    pub fn published(&self) -> Result<HashMap<String, Arc<[u8]>>> {
        feeds(&self.root)
    }

    /// Puts what differs, removes what is left of earlier builds as `ours` tells. With `dry` it only says so.
    pub fn send(&self, shipment: &Shipment, ours: &Ours, dry: bool) -> Sent {
        let mut sent = Sent::default();
        if let Err(error) = self.send_all(shipment, ours, dry, &mut sent) {
            sent.failure = Some(Failure::Error(error));
            let put: HashSet<&str> = sent.put.iter().map(String::as_str).collect();
            let objects = shipment.all().flat_map(|parcel| parcel.siblings.iter().chain([&parcel.object]));
            let open = objects.filter(|object| {
                !put.contains(&*shown(object.root, &object.path)) && !matches!(self.is_there(object), Ok(true))
            });
            sent.missing = open.map(|object| shown(object.root, &object.path)).collect();
        }
        sent
    }

    fn send_all(&self, shipment: &Shipment, ours: &Ours, dry: bool, sent: &mut Sent) -> Result<()> {
        for (at, parcel) in shipment.beside.iter().enumerate() {
            if self.is_there(&parcel.object)? {
                sent.kept += 1;
                continue;
            }
            if !dry {
                self.copy(&parcel.object, at)?;
            }
            sent.put.push(shown(parcel.object.root, &parcel.object.path));
        }
        for wave in &shipment.waves {
            self.send_wave(wave, dry, sent)?;
        }
        self.remove(shipment, ours, dry, sent)
    }

    fn send_wave(&self, wave: &[Parcel], dry: bool, sent: &mut Sent) -> Result<()> {
        let differing = wave.par_iter().map(|parcel| {
            let mut differing = Vec::new();
            for object in parcel.siblings.iter().chain([&parcel.object]) {
                if !self.is_there(object)? {
                    differing.push(object);
                }
            }
            Ok(differing)
        });
        let differing = differing.collect::<Result<Vec<Vec<&Object>>>>()?;
        let mut batch: Vec<(&str, Rope)> = Vec::new();
        let mut size = 0;
        let disk = Disk::new(&self.root);
        let mut land = |batch: &mut Vec<(&str, Rope)>| {
            let files: Vec<(&str, &Rope)> = batch.iter().map(|(path, bytes)| (*path, bytes)).collect();
            if !files.is_empty() && !dry {
                disk.land(&files, &[])?;
            }
            sent.put.extend(batch.drain(..).map(|(path, _)| path.to_owned()));
            Ok::<_, Error>(())
        };
        let mut kept = 0;
        let mut warnings = Vec::new();
        for (parcel, differing) in wave.iter().zip(differing) {
            if differing.is_empty() {
                kept += 1;
                continue;
            }
            if self.is_foreign(&parcel.object) {
                let page = self.root.join(&parcel.object.path);
                warnings.push(format!(
                    "{} was left as it is: that page is not feedmill's; give the feeds a folder of their own",
                    page.display()
                ));
                continue;
            }
            for object in differing {
                let read = |error| Error::other(format!("could not read what goes to {}: {error}", object.path));
                let length = object.body.len().map_err(read)?;
                if size + length > AT_ONCE {
                    land(&mut batch)?;
                    size = 0;
                }
                batch.push((&object.path, object.body.read().map_err(read)?));
                size += length;
            }
        }
        land(&mut batch)?;
        sent.kept += kept;
        sent.warnings.extend(warnings);
        Ok(())
    }

    fn path(&self, object: &Object) -> PathBuf {
        match object.root {
            Root::Target => self.root.join(&object.path),
            Root::Site => self.site.as_ref().unwrap_or(&self.root).join(&object.path),
        }
    }

    /// Whether an object is there as it is to be.
    fn is_there(&self, object: &Object) -> Result<bool> {
        let path = self.path(object);
        match same(&path, &object.body) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                match fs::symlink_metadata(&path) {
                    // It is what is to be put that is not there.
                    Ok(metadata) if metadata.is_file() => Err(Error::io("read", path, error)),
                    _ => Ok(false),
                }
            }
            same => same.map_err(|error| Error::io("read", path, error)),
        }
    }

    fn is_foreign(&self, object: &Object) -> bool {
        let page = self.path(object);
        is_guarded(object.root, &object.path) && page.is_file() && !is_our_page(&start(&page))
    }

    /// Copies a file that may be large: whole, durable, and then in one step to its place.
    fn copy(&self, object: &Object, at: usize) -> Result<()> {
        let target = self.path(object);
        let staging = self.root.join(STAGING);
        let staged = staging.join(format!("beside-{at}"));
        let copy = || {
            fs::create_dir_all(&staging)?;
            fs::create_dir_all(target.parent().unwrap_or(&self.root))?;
            match &object.body {
                Body::File(path) => drop(fs::copy(path, &staged)?),
                Body::Rope(rope) => fs::write(&staged, rope.to_vec())?,
            }
            File::open(&staged)?.sync_all()?;
            super::disk::rename(&staged, &target)
        };
        let copied = copy().map_err(|error| Error::io("write", &target, error));
        let _ = fs::remove_dir_all(&staging);
        copied
    }

    /// Removes what an earlier build put and this one does not, and compressed siblings that say what is no longer so.
    fn remove(&self, shipment: &Shipment, ours: &Ours, dry: bool, sent: &mut Sent) -> Result<()> {
        let parcels = || shipment.all().filter(|parcel| parcel.object.root == Root::Target);
        let objects = parcels().flat_map(|parcel| parcel.siblings.iter().chain([&parcel.object]));
        let keep: HashSet<&str> = objects.map(|object| &*object.path).collect();
        let disk = Disk::new(&self.root);
        let mut stale = Vec::new();
        for path in disk.old(&keep, ours.names, ours.begins)?.stale {
            let siblings = Packing::ALL.map(|packing| format!("{path}{}", packing.ending()));
            stale.extend(siblings.into_iter().filter(|sibling| self.root.join(sibling).is_file()));
            stale.push(path);
        }
        let put: HashSet<&str> = sent.put.iter().map(String::as_str).collect();
        for path in parcels().map(|parcel| &parcel.object.path).filter(|path| put.contains(&***path)) {
            for packing in Packing::ALL {
                let sibling = format!("{path}{}", packing.ending());
                let file = self.root.join(&sibling);
                let unwanted = !keep.contains(&*sibling) && file.is_file();
                if unwanted && (ours.begins)(path, &packing.start(&fs::read(&file).unwrap_or_default())) {
                    stale.push(sibling);
                }
            }
        }
        if !dry && !stale.is_empty() {
            disk.land(&[], &stale)?;
        }
        sent.removed = stale;
        Ok(())
    }
}

/// The feeds below a folder: of each folder one document, by its path.
pub fn feeds(root: &Path) -> Result<HashMap<String, Arc<[u8]>>> {
    let all = Disk::new(root).old(&HashSet::new(), &super::DOCUMENTS, &|_, _| true)?.stale;
    let read = |path: &str| {
        let file = root.join(path);
        let bytes = fs::read(&file).map_err(|error| Error::io("read", file, error))?;
        Ok((path.to_owned(), bytes.into()))
    };
    documents(all.iter().map(String::as_str)).into_iter().map(read).collect()
}

/// Takes the lock of a folder, which is made where it is not there.
fn lock(root: &Path, wait: Duration) -> Result<File> {
    let opened = fs::create_dir_all(root).and_then(|()| File::open(root));
    let folder = opened.map_err(|error| Error::io("write the folder", root, error))?;
    match lock::lock(&folder, wait).map_err(|error| Error::io("lock", root, error))? {
        true => Ok(folder),
        false => Err(Error::Locked { holder: format!("it publishes to {}", root.display()) }),
    }
}

fn start(path: &Path) -> Vec<u8> {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(START).read_to_end(&mut start));
    if read.is_ok() { start } else { Vec::new() }
}

/// Whether a file has these bytes.
fn same(path: &Path, body: &Body) -> io::Result<bool> {
    let mut file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if metadata.len() != body.len()? {
        return Ok(false);
    }
    let (mut same, mut buffer) = (true, Vec::new());
    body.each(|piece| {
        buffer.resize(piece.len(), 0);
        same = same && file.read_exact(&mut buffer).is_ok() && buffer == piece;
    })?;
    Ok(same)
}
