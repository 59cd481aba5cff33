//! Which files of a folder are articles.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;

use super::stamp::Stamp;
use super::system::{Kind, Opened};
use crate::article::markup_of;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::rules;
use crate::error::{Error, Result};

rules! {
    /// A symbolic link leads nowhere.
    ///
    /// What it pointed to was moved or removed. Mend the link or remove it.
    DANGLING_LINK = Error "dangling-link";

    /// A symbolic link leads back to a folder that it is in.
    ///
    /// Following it would never end. Remove it.
    LINK_LOOP = Error "link-loop";

    /// A file cannot be read.
    UNREADABLE_ARTICLE = Error "unreadable-article";

    /// A file's name is not valid Unicode, so that no address can be made of it.
    INVALID_FILE_NAME = Error "invalid-file-name";

    /// An article's name belongs to something that is no file: a pipe, a socket or a device.
    NOT_A_FILE = Error "not-a-file";

    /// A folder with an `index` file is one article, and what lies beside that file goes with it. Another article in
    /// that folder is never published.
    ///
    /// Rename `index.md` to `_index.md` if it is only the folder's front page, or move the other article out.
    HIDDEN_ARTICLE = Warning "hidden-article";
}

/// One article on disk.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Found {
    /// The name of its file.
    pub name: Box<str>,
    /// The file's stamp.
    pub stamp: Stamp,
    /// The stamp of the metadata beside it, if there is such a file.
    pub sidecar: Option<Stamp>,
}

impl Found {
    /// When it, or the metadata beside it, was last changed: nanoseconds since 1970.
    pub fn changed(&self) -> i64 {
        self.sidecar.map_or(self.stamp.changed, |sidecar| sidecar.changed.max(self.stamp.changed))
    }
}

/// The articles that lie in one folder itself.
#[derive(Debug, Clone)]
pub struct FolderFiles {
    /// Its path below the folder of articles, with `/` between folders.
    pub below: Box<str>,
    /// The articles in the order of their names.
    pub files: Vec<Found>,
}

/// What a walk gives: folders in the order of their paths, and what was found wrong on the way.
#[derive(Debug, Default)]
pub struct Walk {
    /// The folders that hold articles.
    pub folders: Vec<FolderFiles>,
    /// Links that lead nowhere and the like.
    pub diagnostics: Vec<Diagnostic>,
    /// Every folder that was looked into.
    pub listed: Vec<Listed>,
}

/// A folder that was looked into, whether it holds articles or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its path below the folder of articles.
    pub below: Box<str>,
    /// The names of the folders in it that are looked into, in order.
    pub folders: Vec<Box<str>>,
    /// Whether there are symbolic links in it.
    pub links: bool,
    /// The files that links in it lead to.
    pub targets: Vec<PathBuf>,
}

/// Deeper than any folder of articles; a link that slipped through ends here.
const MAX_DEPTH: usize = 64;

/// Every article below `root`; `shown` is how the user would name that folder, and the folder `skipped` below it holds
/// no article.
///
/// A folder that cannot be read is an error: half a folder must never pass for the whole.
pub fn walk(root: &Path, shown: &str, skipped: Option<&str>) -> Result<Walk> {
    let collected = Mutex::new(Walk::default());
    let walker = Walker { shown, skipped, collected: &collected };
    walker.folder(root, "", &[])?;
    let mut walk = collected.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    walk.folders.sort_unstable_by(|a, b| a.below.cmp(&b.below));
    walk.diagnostics.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(walk)
}

/// The same for the folder at `below` alone, none of whose parents was reached by a link.
pub fn list(root: &Path, below: &str, shown: &str, skipped: Option<&str>) -> Result<Walk> {
    let collected = Mutex::new(Walk::default());
    Walker { shown, skipped, collected: &collected }.list(&root.join(below), below, &[])?;
    Ok(collected.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()))
}

struct Walker<'w> {
    shown: &'w str,
    skipped: Option<&'w str>,
    collected: &'w Mutex<Walk>,
}

struct Item {
    name: String,
    path: PathBuf,
}

impl Walker<'_> {
    /// `ancestors` are the real paths of the folders above that were reached by links, to tell loops.
    fn folder(&self, folder: &Path, below: &str, ancestors: &[PathBuf]) -> Result<()> {
        let folders = self.list(folder, below, ancestors)?;
        folders.par_iter().try_for_each(|(item, real)| {
            let below = join(below, &item.name);
            match real {
                None => self.folder(&item.path, &below, ancestors),
                Some(real) => {
                    let mut ancestors = ancestors.to_vec();
                    ancestors.push(real.clone());
                    self.folder(&item.path, &below, &ancestors)
                }
            }
        })
    }

    /// Looks into one folder. Gives those in it that are to be looked into next.
    fn list(&self, folder: &Path, below: &str, ancestors: &[PathBuf]) -> Result<Vec<(Item, Option<PathBuf>)>> {
        let failed = |error| Error::io("read the folder", folder, error);
        let mut opened = Opened::new(folder).map_err(failed)?;
        let (mut files, mut folders, mut walk) = (Vec::new(), Vec::new(), Walk::default());
        let (mut links, mut targets) = (false, Vec::new());
        for (name, kind) in opened.names().map_err(failed)? {
            let Some(name) = self.name(name, below, &mut walk) else { continue };
            match kind {
                Kind::Folder => folders.push((Item { path: folder.join(&name), name }, None)),
                Kind::File => files.push(name),
                Kind::Link => {
                    links = true;
                    targets.extend(fs::canonicalize(folder.join(&name)).ok());
                    let item = Item { path: folder.join(&name), name };
                    self.link(item, below, ancestors, &mut files, &mut folders, &mut walk);
                }
                Kind::Other if markup_of(&name).is_some() => {
                    walk.diagnostics.push(not_a_file(self.named(below, &name)));
                }
                Kind::Other => {}
            }
        }
        let bundle = !below.is_empty() && files.iter().any(|name| is_index(name));
        self.articles(&opened, folder, files, below, bundle, &mut walk)?;
        folders.retain(|(item, _)| !bundle && self.skipped != Some(join(below, &item.name).as_str()));
        let mut names: Vec<Box<str>> = folders.iter().map(|(item, _)| item.name.as_str().into()).collect();
        names.sort_unstable();
        if let Ok(mut collected) = self.collected.lock() {
            collected.folders.append(&mut walk.folders);
            collected.diagnostics.append(&mut walk.diagnostics);
            collected.listed.push(Listed { below: below.into(), folders: names, links, targets });
        }
        Ok(folders)
    }

    /// A file or folder's name, unless it is to be skipped.
    fn name(&self, name: OsString, below: &str, walk: &mut Walk) -> Option<String> {
        match name.into_string() {
            // Jekyll's folder of posts is the one that begins with `_` and is meant to be read.
            Ok(name) if name == "_posts" => Some(name),
            Ok(name) if name.starts_with(['.', '_']) => None,
            Ok(name) => Some(name),
            Err(name) => {
                let name = name.to_string_lossy();
                if !name.starts_with(['.', '_']) && (markup_of(&name).is_some() || !name.contains('.')) {
                    let found = Diagnostic::new(&INVALID_FILE_NAME, self.named(below, &name), "its name is not UTF-8");
                    walk.diagnostics.push(found);
                    if let Some(found) = walk.diagnostics.last_mut() {
                        found.help("rename it");
                    }
                }
                None
            }
        }
    }

    fn link(
        &self,
        item: Item,
        below: &str,
        ancestors: &[PathBuf],
        files: &mut Vec<String>,
        folders: &mut Vec<(Item, Option<PathBuf>)>,
        walk: &mut Walk,
    ) {
        let mut flag = |rule, message: String, help: &str| {
            let mut found = Diagnostic::new(rule, self.named(below, &item.name), message);
            found.help(help);
            walk.diagnostics.push(found);
        };
        let article = markup_of(&item.name).is_some();
        let target: io::Result<Metadata> = fs::metadata(&item.path);
        match target {
            Ok(target) if target.is_dir() => {
                let real = fs::canonicalize(&item.path);
                let here = item.path.parent().and_then(|parent| fs::canonicalize(parent).ok());
                match real {
                    Ok(real)
                        if here.is_some_and(|here| here.starts_with(&real))
                            || ancestors.contains(&real)
                            || below.split('/').count() > MAX_DEPTH =>
                    {
                        flag(&LINK_LOOP, format!("links back to {}", real.display()), "remove the link");
                    }
                    Ok(real) => folders.push((item, Some(real))),
                    Err(error) => flag(&DANGLING_LINK, format!("leads nowhere: {error}"), "mend the link or remove it"),
                }
            }
            Ok(target) if target.is_file() => files.push(item.name),
            Ok(_) if article => {
                walk.diagnostics.push(not_a_file(self.named(below, &item.name)));
            }
            Ok(_) => {}
            Err(error) if is_loop(&error) => {
                flag(&LINK_LOOP, "links to itself, by way of others or not".to_owned(), "remove the link");
            }
            // What is no article may dangle as it likes: an editor's lock, a picture that is elsewhere.
            Err(_) if !article && item.name.contains('.') => {}
            Err(_) => {
                let to = fs::read_link(&item.path).map(|to| format!(": {}", to.display())).unwrap_or_default();
                flag(&DANGLING_LINK, format!("the link leads nowhere{to}"), "mend the link or remove it");
            }
        }
    }

    fn articles(
        &self,
        opened: &Opened,
        folder: &Path,
        names: Vec<String>,
        below: &str,
        bundle: bool,
        walk: &mut Walk,
    ) -> Result<()> {
        let sidecars: HashSet<&str> = names.iter().filter_map(|name| name.strip_suffix(".toml")).collect();
        let mut found = Vec::with_capacity(names.len());
        for name in names.iter().filter(|name| markup_of(name).is_some()) {
            if bundle && !is_index(name) {
                if has_head(&folder.join(name)) {
                    let message = "this article is part of another one, and is not published itself";
                    let mut found = Diagnostic::new(&HIDDEN_ARTICLE, self.named(below, name), message);
                    found
                        .help("an `index` file makes its folder one article: rename that to `_index.md`, or move this");
                    walk.diagnostics.push(found);
                }
                continue;
            }
            let stamp = |name: &str| match opened.stamp(name.as_ref()) {
                Ok((_, stamp)) => Ok(Some(stamp)),
                // Somebody removed it since its folder was read.
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(Error::io("read", folder.join(name), error)),
            };
            let stem = name.rsplit_once('.').map_or(&**name, |(stem, _)| stem);
            let sidecar = match sidecars.contains(stem) {
                true => stamp(&format!("{stem}.toml"))?,
                false => None,
            };
            let Some(stamp) = stamp(name)? else { continue };
            found.push(Found { name: name.as_str().into(), stamp, sidecar });
        }
        if !found.is_empty() {
            found.sort_unstable_by(|a, b| a.name.cmp(&b.name));
            walk.folders.push(FolderFiles { below: below.into(), files: found });
        }
        Ok(())
    }

    fn named(&self, below: &str, name: &str) -> String {
        join(&join(self.shown, below), name)
    }
}

pub(super) fn join(folder: &str, name: &str) -> String {
    match (folder, name) {
        ("", name) => name.to_owned(),
        (folder, "") => folder.to_owned(),
        (folder, name) => format!("{folder}/{name}"),
    }
}

fn not_a_file(file: String) -> Diagnostic {
    let message = "this is a pipe, a socket or a device, where an article is expected";
    let mut found = Diagnostic::new(&NOT_A_FILE, file, message);
    found.help("remove it, or rename it so that its name is not an article's");
    found
}

/// `index.md`, `index.fr.html`.
fn is_index(name: &str) -> bool {
    markup_of(name).is_some() && name.split('.').next() == Some("index")
}

/// Whether a file begins as an article with metadata does.
fn has_head(path: &Path) -> bool {
    use io::Read as _;
    let mut start = [0; 6];
    let read = fs::File::open(path).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
    let start = start[..read].strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&start[..read]);
    start.starts_with(b"+++") || start.starts_with(b"---")
}

fn is_loop(error: &io::Error) -> bool {
    // `ErrorKind::FilesystemLoop` is not stable; its number is, per platform.
    cfg!(unix) && matches!(error.raw_os_error(), Some(40 | 62)) && error.kind() != io::ErrorKind::NotFound
}
