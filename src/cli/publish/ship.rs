//! What was built, as it goes to a target: in which order, and served how.

use std::collections::HashSet;
use std::fs;
use std::io;

use feedmill::Format;
use feedmill::config::Coding;
use feedmill::error::{Error, Result};
use feedmill::feed::address::encode_path;
use feedmill::pipeline::{File, FileKind};
use feedmill::publish::object::{Body, Object, Parcel, Root, Shipment};
use feedmill::publish::served::{Packing, parcel, served};
use rayon::prelude::*;

use crate::cli::build::steps::Outcome;
use crate::cli::site::Site;

/// When a file is put: what names others comes after them.
fn wave(file: &File) -> usize {
    match file.kind {
        FileKind::Archive(..) => 0,
        FileKind::Feed(..) => 1,
        FileKind::Opml | FileKind::NewsSitemap => 2,
        FileKind::IndexPage => 3,
    }
}

/// The files of the output. With `dry` those that would be written are in memory alone.
pub fn shipment(site: &Site, outcome: &Outcome, dry: bool) -> Result<Shipment> {
    let publish = &site.config.publish;
    let packings: Vec<Packing> = publish.precompress.iter().map(packing).collect();
    let made = outcome.build.files.par_iter().map(|file| {
        let body = match dry && file.stands.is_none() {
            true => Body::Rope(file.bytes.clone()),
            false => Body::File(site.output.join(&file.path)),
        };
        let is_archive = matches!(file.kind, FileKind::Archive(..));
        let served = served(&file.path, is_archive, publish.cache_control.as_deref());
        let object = Object { root: Root::Target, path: file.path.clone(), body, served };
        let parcel = parcel(object, &packings).map_err(|error| Error::io("read", site.output.join(&file.path), error));
        Ok((wave(file), parcel?))
    });
    let mut waves: Vec<Vec<Parcel>> = vec![Vec::new(); 4];
    for (wave, parcel) in made.collect::<Result<Vec<_>>>()? {
        if let Some(wave) = waves.get_mut(wave) {
            wave.push(parcel);
        }
    }
    Ok(Shipment { beside: Vec::new(), waves })
}

/// The bytes of a file of the output.
pub fn bytes(site: &Site, file: &File) -> io::Result<Vec<u8>> {
    match file.stands.is_some() || file.bytes.is_empty() {
        true => fs::read(site.output.join(&file.path)),
        false => Ok(file.bytes.to_vec()),
    }
}

fn packing(coding: &Coding) -> Packing {
    match coding {
        Coding::Gzip => Packing::Gzip,
        Coding::Brotli => Packing::Brotli,
    }
}

/// The feeds among the files at these paths that changed: their addresses, and whether they are RSS. Archive documents are
/// nobody's to subscribe to.
pub fn changed<'f>(site: &Site, files: impl IntoIterator<Item = &'f File>) -> Vec<(String, bool)> {
    let feeds = files.into_iter().filter(|file| matches!(file.kind, FileKind::Feed(..)));
    let address = |file: &File| {
        let url = site.config.output.url.join(&format!("./{}", encode_path(&file.path))).ok()?;
        Some((url.into(), matches!(file.kind, FileKind::Feed(Format::Rss, _))))
    };
    feeds.filter_map(address).collect()
}

/// The files of a build that are at these paths.
pub fn among<'o>(outcome: &'o Outcome, paths: &[String]) -> Vec<&'o File> {
    let paths: HashSet<&str> = paths.iter().map(String::as_str).collect();
    outcome.build.files.iter().filter(|file| paths.contains(&*file.path)).collect()
}
