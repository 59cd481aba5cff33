//! Readers of feeds with archives: RFC 5005, section 4, and `next_url` of JSON Feed.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::time::SystemTime;

use feedmill::parse::{self, Document};

use crate::site::Site;

/// Where the output of a site in these tests is served.
pub const SERVED: &str = "https://t.example/feeds/";

/// A document of a feed, read.
#[track_caller]
fn document(site: &Site, path: &str) -> Document {
    let bytes = fs::read(site.path("feeds").join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    parse::parse(&bytes).unwrap_or_else(|| panic!("{path} is no feed"))
}

/// The path below the output of the document to read next.
fn older(document: &Document) -> Option<String> {
    let address = document.older.as_deref()?;
    let path = address.strip_prefix(SERVED).unwrap_or_else(|| panic!("{address} is not served here"));
    Some(path.to_owned())
}

/// All documents of a feed, the live one first, each with the ids in it.
#[track_caller]
pub fn walk(site: &Site, live: &str) -> Vec<(String, Vec<String>)> {
    let (mut walked, mut next) = (Vec::new(), Some(live.to_owned()));
    let mut seen = HashSet::new();
    while let Some(path) = next {
        assert!(seen.insert(path.clone()), "{path} leads to itself");
        let document = document(site, &path);
        if !path.ends_with("feed.json") {
            assert_eq!(document.is_archive, path != live, "{path}");
        }
        assert_eq!(document.address, format!("{SERVED}{path}"));
        let ids: Vec<String> = document.entries.iter().map(|entry| entry.id.clone()).collect();
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len(), "{path} has an id twice");
        next = older(&document);
        walked.push((path, ids));
    }
    walked
}

/// Somebody who keeps archive documents for ever, and asks for those only that are not kept yet.
#[derive(Debug, Default)]
pub struct Reader {
    kept: HashSet<String>,
    pub ids: BTreeSet<String>,
}

impl Reader {
    /// Reads the feed, and the archive documents that came since.
    pub fn read(&mut self, site: &Site, live: &str) {
        let mut next = Some(live.to_owned());
        while let Some(path) = next.filter(|path| !self.kept.contains(path)) {
            let document = document(site, &path);
            self.ids.extend(document.entries.iter().map(|entry| entry.id.clone()));
            next = older(&document);
            if path != live {
                self.kept.insert(path);
            }
        }
    }
}

/// An archive document as it lies on the disk.
pub struct Closed {
    bytes: Vec<u8>,
    time: SystemTime,
    ids: BTreeSet<String>,
}

/// What a feed is after a build.
pub type Closeds = BTreeMap<String, Closed>;

/// Walks a feed, which must show exactly these ids, each in one archive document or in the feed itself. Archive documents are
/// held against those of the build before, in which articles of the ids `touched` changed or went.
#[track_caller]
pub fn hold(site: &Site, live: &str, ids: &BTreeSet<String>, before: &Closeds, touched: &BTreeSet<String>) -> Closeds {
    let walked = walk(site, live);
    let found: BTreeSet<&String> = walked.iter().flat_map(|(_, ids)| ids).collect();
    let missing: Vec<_> = ids.iter().filter(|id| !found.contains(id)).collect();
    let strange: Vec<_> = found.iter().filter(|id| !ids.contains(**id)).collect();
    assert!(missing.is_empty() && strange.is_empty(), "{live}: {missing:?} are missing, {strange:?} are strange");
    let mut archived = HashSet::new();
    let mut closeds = Closeds::new();
    for (path, ids) in &walked[1..] {
        assert!(ids.iter().all(|id| archived.insert(id)), "{path} has an id of another document");
        let file = site.path("feeds").join(path);
        let time = fs::metadata(&file).unwrap().modified().unwrap();
        let now = Closed { bytes: fs::read(&file).unwrap(), time, ids: ids.iter().cloned().collect() };
        if let Some(was) = before.get(path) {
            assert!(now.ids.is_subset(&was.ids), "{path} has more than it had");
            let is_touched = was.ids.iter().any(|id| touched.contains(id));
            assert!(is_touched || (now.bytes == was.bytes && now.time == was.time), "{path} changed");
        }
        closeds.insert(path.clone(), now);
    }
    assert!(before.keys().all(|path| closeds.contains_key(path)), "{live}: archive documents are gone");
    closeds
}
