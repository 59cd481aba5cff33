//! From built files to the place where they are served: what differs is put there whole, the rest is not touched.
//! Then hubs are told.

pub mod beside;
pub mod disk;
#[cfg(feature = "publish")]
pub mod folder;
pub mod lock;
pub mod object;
pub mod outbox;
pub mod ping;
#[cfg(feature = "publish")]
pub mod place;
pub mod plan;
#[cfg(feature = "publish")]
pub mod served;
#[cfg(feature = "store")]
pub mod store;
pub mod target;
pub mod withdrawn;

use std::collections::BTreeMap;

use object::Root;

/// So many bytes at the beginning of a file tell whose it is.
pub const START: u64 = 4096;

/// What tells files of earlier builds from all others.
#[derive(Clone, Copy)]
pub struct Ours<'o> {
    /// The names that feedmill gives to files which it removes again.
    pub names: &'o [&'o str],
    /// Whether a file that begins with these bytes is ours: its path below the target, and its [`START`].
    pub begins: &'o (dyn Fn(&str, &[u8]) -> bool + Sync),
}

impl Ours<'_> {
    /// Whether a file may be ours by its path.
    pub fn is_candidate(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.names.contains(&name) && !path.split('/').any(|part| part.starts_with('.'))
    }
}

/// Names of feeds, the one that tells most first.
const DOCUMENTS: [&str; 3] = ["atom.xml", "feed.json", "rss.xml"];

/// Of all paths, one document for each folder in which there are feeds: that which tells most.
pub fn documents<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<&'p str> {
    let mut best: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for path in paths {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        if let Some(rank) = DOCUMENTS.iter().position(|document| *document == name) {
            let first = best.entry(folder).or_insert((rank, path));
            *first = (*first).min((rank, path));
        }
    }
    best.into_values().map(|(_, path)| path).collect()
}

/// Whether a file at this place may be somebody's own page, which is not to be replaced: a target may well be the root
/// of a site.
pub fn is_guarded(root: Root, path: &str) -> bool {
    root == Root::Target && path == "index.html"
}

/// Whether a page that begins so is our list of feeds.
pub fn is_our_page(start: &[u8]) -> bool {
    let has = |part: &[u8]| memchr::memmem::find(start, part).is_some();
    has(b"<title>Feeds") && has(b"default-src 'none'; style-src 'unsafe-inline';")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_folder_one_document_is_enough() {
        let paths = ["rss.xml", "feed.json", "x/rss.xml", "x/index.html", "y/feeds.opml", "z/atom.xml", "z/rss.xml"];
        assert_eq!(documents(paths.into_iter()), ["feed.json", "x/rss.xml", "z/atom.xml"]);
    }

    #[test]
    fn hidden_folders_hold_nothing_of_ours() {
        let ours = Ours { names: &["rss.xml"], begins: &|_, _| true };
        let is = |path| ours.is_candidate(path);
        assert_eq!([is("a/rss.xml"), is("rss.xml"), is(".x/rss.xml"), is("a/rss.xml.gz")], [true, true, false, false]);
    }

    #[test]
    fn our_page_is_known() {
        let page = include_bytes!("../../feeds/index.html");
        assert!(is_our_page(&page[..page.len().min(4096)]));
        assert!(!is_our_page(b"<!doctype html><title>My home</title>"));
    }
}
