//! Files that lie beside articles and are named by feeds: they go where their addresses lead.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File as Opened;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use feedmill::Config;
use feedmill::error::Result;
use feedmill::feed::media_type;
use feedmill::parse::{Entry, parse, sources_of};
use feedmill::publish::beside::{CACHE_CONTROL, folder_of, relative};
use feedmill::publish::documents;
use feedmill::publish::object::{Body, Object, Parcel, Root, Served, Shipment};
use rayon::prelude::*;

use super::known::Known;
use super::ship;
use super::targets::below;
use crate::cli::build::steps::Outcome;
use crate::cli::site::Site;

/// A file, and the article that names it.
#[derive(Debug)]
struct Found {
    file: PathBuf,
    article: String,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Beside {
    found: BTreeMap<(Root, String), Found>,
    /// What a target must end in for files of the site to find their places.
    below: String,
}

/// Looks for the files beside articles that the feeds of a build name.
pub fn find(site: &Site, outcome: &Outcome, now: DateTime<Utc>) -> Result<Beside> {
    let config = &site.config;
    let feeds = outcome.build.files.iter().filter(|file| file.kind.entries().is_some());
    let chosen: BTreeSet<&str> = documents(feeds.clone().map(|file| &*file.path)).into_iter().collect();
    let chosen: Vec<_> = feeds.filter(|file| chosen.contains(&*file.path)).collect();
    let named = chosen.par_iter().flat_map_iter(|file| {
        let document = ship::bytes(site, file).ok().and_then(|bytes| parse(&bytes)).unwrap_or_default();
        document.entries.into_iter().flat_map(|entry| names(&entry))
    });
    // Of each page, the addresses below it.
    let named: BTreeSet<(String, String)> = named.collect();
    let mut beside = Beside { found: BTreeMap::new(), below: below(config).join("/") };
    if named.is_empty() {
        return Ok(beside);
    }
    let known = Known::of(site, now, false)?;
    let built: BTreeSet<&str> = outcome.build.files.iter().map(|file| &*file.path).collect();
    for (link, address) in named {
        let Some(article) = known.files.get(&link) else { continue };
        let place = relative(&address, folder_of(&link)).zip(place(config, &address));
        let Some((relative, (root, path))) = place else { continue };
        if root == Root::Target && built.contains(&*path) {
            continue;
        }
        if let Some(file) = file(&relative, article, site, &known) {
            beside.found.entry((root, path)).or_insert(Found { file, article: article.clone() });
        }
    }
    Ok(beside)
}

/// The page of an entry, with each address below it of something to fetch.
fn names(entry: &Entry) -> Vec<(String, String)> {
    let mut addresses: Vec<String> = entry.enclosures.iter().map(|enclosure| enclosure.url.clone()).collect();
    addresses.extend(entry.image.as_ref().map(|image| image.url.clone()));
    addresses.extend(entry.content.as_deref().map(sources_of).unwrap_or_default());
    let folder = folder_of(&entry.link);
    addresses.retain(|address| !folder.is_empty() && address.starts_with(folder));
    addresses.into_iter().map(|address| (entry.link.clone(), address)).collect()
}

/// Where an address leads: below the output, else below the site.
fn place(config: &Config, address: &str) -> Option<(Root, String)> {
    let below_output = relative(address, config.output.url.as_str()).map(|path| (Root::Target, path));
    below_output.or_else(|| Some((Root::Site, relative(address, config.site.url.as_str())?)))
}

/// The file beside an article, or in the folder of all articles, that has this path there. Articles are none.
fn file(path: &str, article: &str, site: &Site, known: &Known) -> Option<PathBuf> {
    let folder = Path::new(article).parent().unwrap_or(Path::new(""));
    let is_article = |file: &Path| {
        let sidecar = file.extension().is_some_and(|extension| extension == "toml" || extension == "md");
        sidecar || known.all.contains(&crate::cli::site::shown(file))
    };
    let found = [folder, &site.articles].into_iter().map(|folder| folder.join(path)).find(|file| file.is_file());
    found.filter(|file| !is_article(file))
}

impl Beside {
    /// Adds what goes to a target. Gives what cannot go there.
    pub fn add_to(&self, shipment: &mut Shipment, has_site: bool) -> Vec<String> {
        let mut lost = Vec::new();
        for ((root, path), Found { file, article }) in &self.found {
            if *root == Root::Site && !has_site {
                lost.push((article, path));
                continue;
            }
            let served =
                Served { content_type: media_type(file), cache_control: CACHE_CONTROL.to_owned(), encoding: None };
            let object = Object { root: *root, path: path.clone(), body: Body::File(file.clone()), served };
            shipment.beside.push(Parcel { object, siblings: Vec::new() });
        }
        let Some((article, path)) = lost.first() else { return Vec::new() };
        let more = match lost.len() {
            1 => String::new(),
            n => format!(", and {} more files like it", n - 1),
        };
        let mend = match &*self.below {
            "/" => "the feeds are not below the site's address; put these files where they belong yourself".to_owned(),
            below => format!("let the target end in `{below}`, as the address of the output does below the site's"),
        };
        vec![format!("`{path}`, which {article} names, is not put{more}: {mend}")]
    }
}

fn media_type(file: &Path) -> String {
    let mut start = [0; 16];
    let by_name = || media_type::of_path(&file.to_string_lossy());
    let by_bytes = || {
        let read = Opened::open(file).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
        media_type::of_bytes(start.get(..read).unwrap_or_default())
    };
    by_name().or_else(by_bytes).unwrap_or(media_type::UNKNOWN).to_owned()
}
