//! What is published, for a build to go on from: the output folder, what a target has, or what `--previous` names.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::{fs, io};

use feedmill::error::{Error, Result};
use feedmill::parse::{self, Document};
use feedmill::pipeline::OUTPUT_NAMES;
use feedmill::pipeline::past::Published;
use feedmill::publish::place::{Manners, Place};
use feedmill::publish::target::Target;
use url::Url;

use crate::cli::chain;
use crate::cli::fetch::Fetcher;
use crate::cli::site::Site;

/// What is published.
#[derive(Debug, Default)]
pub struct Previous {
    /// The feeds' documents, by their paths below the output; `None` where it is the output folder that is served.
    pub documents: Option<HashMap<String, Arc<[u8]>>>,
    /// Documents of the same articles that stood at other addresses.
    pub others: Vec<Arc<Document>>,
}

impl Previous {
    /// Whether a build may go on from what it left in the output folder.
    pub fn is_output(&self) -> bool {
        self.documents.is_none() && self.others.is_empty()
    }

    /// The same, the output being below `root`.
    pub fn below<'p>(&'p self, root: &'p Path) -> Below<'p> {
        Below { previous: self, root }
    }
}

/// Published documents by their paths below the output.
#[derive(Debug)]
pub struct Below<'p> {
    previous: &'p Previous,
    root: &'p Path,
}

impl Published for Below<'_> {
    fn document(&self, path: &str) -> Option<Arc<[u8]>> {
        match &self.previous.documents {
            Some(documents) => documents.get(path).cloned(),
            None => fs::read(self.root.join(path)).ok().map(Into::into),
        }
    }
}

/// How long one may take.
const PATIENCE: Duration = Duration::from_secs(30);

impl Previous {
    /// What stands at these places, each a folder of feeds, a feed, the address of one, or a place in a store; where there are
    /// none, the output folder.
    pub fn at(places: &[String], site: &Site) -> Result<Previous> {
        if places.is_empty() {
            return Ok(Previous::default());
        }
        let mut previous = Previous { documents: Some(HashMap::new()), others: Vec::new() };
        for place in places {
            let path = Path::new(place);
            if place.starts_with("http://") || place.starts_with("https://") {
                previous.fetch(place, site)?;
            } else if ["s3://", "gs://", "az://"].iter().any(|scheme| place.starts_with(scheme)) {
                previous.store(place, site)?;
            } else if path.is_dir() {
                previous.folder(path).map_err(|error| Error::io("read the folder", path, error))?;
            } else {
                let bytes = fs::read(path).map_err(|error| Error::io("read", path, error))?;
                previous.others.push(feed(place, &bytes)?);
            }
        }
        Ok(previous)
    }

    /// What a store has: a target of `feedmill publish`.
    fn store(&mut self, text: &str, site: &Site) -> Result<()> {
        let target = Target::parse(text, &site.root)
            .map_err(|refused| Error::other(format!("{}; {}", refused.message, refused.help)))?;
        let manners = Manners { below: &[], wait: Duration::ZERO, patience: PATIENCE, dry: true };
        let published = Place::open(&target, &manners)?.published(&|_| None)?;
        self.documents.get_or_insert_default().extend(published);
        Ok(())
    }

    /// A feed on the web, and the older entries that it leads to.
    fn fetch(&mut self, address: &str, site: &Site) -> Result<()> {
        let fetcher = Fetcher::new(PATIENCE);
        chain::follow(address.to_owned(), |address| {
            let (_, bytes) = chain::get(&fetcher, &address)?;
            let document = feed(&address, &bytes)?;
            let next = Url::parse(&address).ok().and_then(|base| chain::older(&document, &base));
            match (path_of(&address, site), &mut self.documents) {
                (Some(path), Some(documents)) => drop(documents.insert(path, bytes.into())),
                _ => self.others.push(document),
            }
            Ok(next.map(String::from))
        })
    }

    /// The feeds in a folder: those with names that feedmill gives by their paths, and all others.
    fn folder(&mut self, folder: &Path) -> io::Result<()> {
        let mut folders = vec![String::new()];
        while let Some(below) = folders.pop() {
            let mut entries = fs::read_dir(folder.join(&below))?.collect::<io::Result<Vec<_>>>()?;
            entries.sort_by_key(fs::DirEntry::file_name);
            for entry in entries {
                let Ok(name) = entry.file_name().into_string() else { continue };
                let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
                let kind = entry.file_type()?;
                if kind.is_dir() && !name.starts_with('.') {
                    folders.push(path);
                } else if let Some(documents) = self.documents.as_mut().filter(|_| OUTPUT_NAMES.contains(&&*name)) {
                    documents.insert(path, fs::read(entry.path())?.into());
                } else if may_be_feed(&name)
                    && let Some(document) = parse::parse(&fs::read(entry.path())?)
                {
                    self.others.push(Arc::new(document));
                }
            }
        }
        Ok(())
    }
}

/// The feed in these bytes, which are of this place.
fn feed(place: &str, bytes: &[u8]) -> Result<Arc<Document>> {
    let document = parse::parse(bytes).map(Arc::new);
    document.ok_or_else(|| Error::other(format!("{place} is no feed; `--previous` takes a folder of feeds, or a feed")))
}

/// The path below the output of the document that the site has at this address.
fn path_of(address: &str, site: &Site) -> Option<String> {
    let path = address.strip_prefix(site.config.output.url.as_str())?;
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    let name = path.rsplit('/').next().unwrap_or_default();
    OUTPUT_NAMES.contains(&name).then(|| path.into_owned())
}

/// Whether a file of this name may be a feed.
fn may_be_feed(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| matches!(&*ending, "xml" | "rss" | "atom" | "rdf" | "json" | "feed"))
}
