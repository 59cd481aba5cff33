//! Where imported articles go: a folder, what is in it already, and how a file gets there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use feedmill::Config;
use feedmill::article::{Article, Settings};
use feedmill::error::{Error, Result};
use feedmill::feed::address::Address;
use feedmill::import::known::{Known, Marks, There};
use feedmill::import::name::Names;
use feedmill::source::Source as _;
use feedmill::source::files::Folder;

use crate::cli::site::{Site, shown};

/// What the names of files begin with that are being written.
const WAITING: &str = ".feedmill-import-";

/// No file is being written for longer.
const LEFT: Duration = Duration::from_secs(60 * 60);

/// A folder that articles are written to.
#[derive(Debug)]
pub struct Target {
    pub folder: PathBuf,
    /// The folder of articles that it is or is in.
    pub root: PathBuf,
    /// Whether that is the site's.
    pub is_sites: bool,
}

impl Target {
    /// The folder asked for, else the site's.
    pub fn of(to: Option<&Path>, site: Option<&Site>) -> Result<Target> {
        let articles = site.map(|site| site.articles.clone());
        let folder = to.map(Path::to_owned).or(articles.clone()).unwrap_or_else(|| "articles".into());
        if fs::metadata(&folder).is_ok_and(|there| !there.is_dir()) {
            let message =
                format!("{} is no folder; give `--to` the folder that articles are to be written to", shown(&folder));
            return Err(Error::other(message));
        }
        let real = |path: &Path| std::path::absolute(path).map(|path| fs::canonicalize(&path).unwrap_or(path)).ok();
        let root = articles.filter(|articles| match (real(&folder), real(articles)) {
            (Some(folder), Some(articles)) => folder.starts_with(articles),
            _ => folder.starts_with(articles),
        });
        Ok(Target { is_sites: root.is_some(), root: root.unwrap_or_else(|| folder.clone()), folder })
    }

    /// A file of it, as it is shown.
    pub fn shown(&self, name: &str) -> String {
        shown(&self.folder.join(name))
    }

    /// The path of a file of it below the folder of articles.
    pub fn below(&self, name: &str) -> String {
        let file = self.folder.join(name);
        shown(file.strip_prefix(&self.root).unwrap_or(Path::new(name)))
    }

    /// The names that are taken in it.
    pub fn names(&self) -> Result<Names> {
        let mut names = Names::default();
        match fs::read_dir(&self.folder) {
            Ok(entries) => {
                for entry in entries {
                    let entry = entry.map_err(|error| Error::io("read", &self.folder, error))?;
                    names.add(&entry.file_name().to_string_lossy());
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(Error::io("read", &self.folder, error)),
        }
        Ok(names)
    }

    /// The articles that are there already, each given to `each` too: those in the folder, and those of the site.
    pub fn known(&self, site: Option<&Site>, config: &Config, each: &mut (dyn FnMut(Article) + Send)) -> Result<Known> {
        let mut known = Known::default();
        let settings = config.article_settings();
        if let Some(site) = site.filter(|_| !self.is_sites) {
            read(&site.articles, Some(&site.output), &settings, config, &mut known, &mut |_| ())?;
        }
        read(&self.root, site.map(|site| &*site.output), &settings, config, &mut known, each)?;
        Ok(known)
    }

    /// Writes a new file; gives whether there was none of its name. At no moment is there half of it under its name.
    pub fn write(&self, name: &str, bytes: &[u8]) -> Result<bool> {
        let path = self.folder.join(name);
        self.put(&path, bytes).map_err(|error| Error::io("write", &path, error))
    }

    fn put(&self, path: &Path, bytes: &[u8]) -> io::Result<bool> {
        let (mut file, waiting) = self.waiting()?;
        let written = file.write_all(bytes).and_then(|()| file.sync_all()).and_then(|()| {
            match fs::hard_link(&waiting, path) {
                Ok(()) => Ok(true),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
                // Some file systems have no links.
                Err(_) if fs::symlink_metadata(path).is_ok() => Ok(false),
                Err(_) => fs::rename(&waiting, path).map(|()| true),
            }
        });
        drop(file);
        let _ = fs::remove_file(&waiting);
        written
    }

    /// A file of a name that no other run writes to; processes of several machines may have one number.
    fn waiting(&self) -> io::Result<(File, PathBuf)> {
        let mut serial = 0u32;
        loop {
            let waiting = self.folder.join(format!("{WAITING}{}-{serial}", std::process::id()));
            match File::create_new(&waiting) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && serial < 1000 => serial += 1,
                file => return Ok((file?, waiting)),
            }
        }
    }

    /// Makes the folder, and removes what a run left in it that was killed; a younger file may be another run's.
    pub fn prepare(&self) -> Result<()> {
        fs::create_dir_all(&self.folder).map_err(|error| Error::io("make the folder", &self.folder, error))?;
        let entries = fs::read_dir(&self.folder).map_err(|error| Error::io("read", &self.folder, error))?;
        for entry in entries.flatten() {
            let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
            let is_waiting = entry.file_name().to_str().is_some_and(|name| name.starts_with(WAITING));
            if is_waiting && age().is_some_and(|age| age > LEFT) {
                let _ = fs::remove_file(entry.path());
            }
        }
        Ok(())
    }
}

fn read(
    root: &Path,
    output: Option<&Path>,
    settings: &Settings,
    config: &Config,
    known: &mut Known,
    each: &mut (dyn FnMut(Article) + Send),
) -> Result<()> {
    if !root.is_dir() {
        return Ok(());
    }
    let folder = Folder::open(root, &shown(root), output, settings.clone())?;
    let serials: Vec<usize> = (0..folder.count()).collect();
    folder.read_each(
        &serials,
        |_, read| read.article,
        |article| {
            let Some(article) = article else { return };
            let link = Address::of(&article, config).map(|address| address.link).unwrap_or_default();
            let id = article.id.clone().unwrap_or_default();
            let guid = article.guid.clone().unwrap_or_default();
            known.add(There::of(&article), Marks { id, guid, link });
            each(article);
        },
    );
    Ok(())
}
