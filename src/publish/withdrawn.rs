//! Feeds that were there once and are no more, so that a server can say so: a reader that is told `410 Gone` stops asking.
//!
//! They are in `.feedmill/withdrawn`, a path below the output a line, in order. Whoever writes them holds the site's [lock]. Nothing
//! depends on that file but the difference between "gone" and "not found".

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::lock;

const NAME: &str = "withdrawn";

/// More paths than this are not kept.
const MOST: usize = 100_000;

/// More bytes than this are none of ours.
const MOST_BYTES: u64 = 64 << 20;

/// The feeds that were withdrawn, of the site in the folder `site`.
pub fn read(site: &Path) -> BTreeSet<String> {
    let path = site.join(lock::FOLDER).join(NAME);
    let text = match fs::metadata(&path) {
        Ok(metadata) if metadata.is_file() && metadata.len() <= MOST_BYTES => fs::read_to_string(path),
        _ => return BTreeSet::new(),
    };
    text.unwrap_or_default().lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Takes note of a build that removed these files, and after which those `there` stand.
///
/// A site whose folder cannot be written to goes without.
pub fn note(site: &Path, removed: &[String], there: &dyn Fn(&str) -> bool) {
    let before = read(site);
    let mut after: BTreeSet<String> = before.iter().filter(|path| !there(path)).cloned().collect();
    after.extend(removed.iter().filter(|path| !path.contains('\n')).take(MOST.saturating_sub(after.len())).cloned());
    if after != before {
        let text: String = after.iter().map(|path| format!("{path}\n")).collect();
        let path = site.join(lock::FOLDER).join(NAME);
        let beside = path.with_extension("tmp");
        // At worst, `404` is said where `410` could have been.
        drop(fs::write(&beside, text).and_then(|()| fs::rename(&beside, &path)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_is_known_until_it_comes_back() {
        let site = tempfile::tempdir().unwrap();
        fs::create_dir(site.path().join(lock::FOLDER)).unwrap();
        let gone = ["tags/tea/rss.xml".to_owned(), "tags/tea/atom.xml".to_owned()];
        note(site.path(), &gone, &|_| false);
        assert_eq!(read(site.path()), gone.iter().cloned().collect());
        note(site.path(), &[], &|path| path == "tags/tea/rss.xml");
        assert_eq!(read(site.path()), ["tags/tea/atom.xml".to_owned()].into());
    }

    #[test]
    fn where_nothing_can_be_kept_nothing_is() {
        let site = tempfile::tempdir().unwrap();
        note(site.path(), &["rss.xml".to_owned()], &|_| false);
        assert!(read(site.path()).is_empty());
        assert!(fs::read_dir(site.path()).unwrap().next().is_none());
    }
}
