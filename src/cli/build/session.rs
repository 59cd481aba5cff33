//! What one build leaves in memory for the next: the listing of the folder of articles, and the cache.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};

use feedmill::cache::Cache;
use feedmill::digest::Digest;
use feedmill::error::Result;
use feedmill::publish::lock;
use feedmill::source::files::Folder;

use super::steps::{Aim, Wish};
use crate::cli::site::{Site, shown};

/// What has changed below the folder of articles since it was last looked into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// Maybe everything.
    All,
    /// What is in these folders themselves, at most; they are named by their paths below it.
    Folders(BTreeSet<String>),
}

/// Builds of one site, one after the other.
#[derive(Debug, Default)]
pub struct Session {
    /// Whether there will be others.
    stays: bool,
    identity: Option<Digest>,
    folder: Option<Folder>,
    cache: Option<Cache>,
    places: BTreeSet<PathBuf>,
}

impl Session {
    /// Before the first build. One that `stays` has others after it.
    pub fn new(stays: bool) -> Session {
        Session { stays, ..Session::default() }
    }

    /// Whether there will be other builds.
    pub fn stays(&self) -> bool {
        self.stays
    }

    /// Whether what a build finds out is kept, on disk or in memory.
    pub fn keeps(&self, wish: &Wish) -> bool {
        (wish.cached || self.stays) && wish.aim == Aim::Write
    }

    /// The folder of articles as it is now, and what is known of earlier builds.
    pub fn take(&mut self, site: &Site, wish: &Wish, changed: &Changed) -> Result<(Folder, Cache)> {
        if self.identity != Some(site.identity) {
            *self = Session { identity: Some(site.identity), ..Session::new(self.stays) };
        }
        let refreshed = |mut folder: Folder| match changed {
            Changed::All => None,
            Changed::Folders(folders) => folder.refresh(folders).then_some(folder),
        };
        let folder = match self.folder.take().and_then(refreshed) {
            Some(folder) => folder,
            None => Folder::open(
                &site.articles,
                &shown(&site.articles),
                Some(&site.output),
                site.config.article_settings(),
            )?,
        };
        // Where another run has built meanwhile, it knows more.
        let cache = match self.cache.take().filter(Cache::is_current) {
            Some(cache) => cache,
            None if wish.cached && (!self.stays || is_writable(&site.root)) => {
                Cache::open(&site.root.join(lock::FOLDER), site.identity)
            }
            None => Cache::empty(),
        };
        Ok((folder, cache))
    }

    /// Takes them back for the next build.
    pub fn put(&mut self, folder: Folder, cache: Cache) {
        if self.stays {
            self.places.extend(cache.places().chain(folder.targets().iter().map(|path| &**path)).map(Path::to_owned));
            (self.folder, self.cache) = (Some(folder), Some(cache));
        }
    }

    /// Sees to it that the whole folder is looked into next time.
    pub fn forget_folder(&mut self) {
        self.folder = None;
    }

    /// Takes note of places where files that go with articles were looked for.
    pub fn look_at(&mut self, places: Vec<PathBuf>) {
        self.places.extend(places);
    }

    /// Files outside the folder of articles, or in it, on which the feeds depend too.
    pub fn places(&self) -> &BTreeSet<PathBuf> {
        &self.places
    }

    /// Where symbolic links in the folder of articles lead.
    pub fn targets(&self) -> &[PathBuf] {
        self.folder.as_ref().map_or(&[], Folder::targets)
    }
}

/// The file that is locked while a site is built.
pub fn lock_file(root: &Path) -> PathBuf {
    root.join(lock::FOLDER).join("lock")
}

/// Whether anything can be kept on disk, in a site whose lock is held.
pub fn is_writable(root: &Path) -> bool {
    File::options().write(true).open(lock_file(root)).is_ok()
}
