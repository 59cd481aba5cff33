//! What is to be judged: the files, folders and addresses that were asked for.

use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use feedmill::error::{Error, Result};
use feedmill::feed::address::encode_path;
use url::Url;

/// Files of a folder that are judged, by the end of their names.
const EXTENSIONS: &[&str] = &["xml", "rss", "atom", "rdf", "json", "opml"];

/// One document to judge.
#[derive(Debug)]
pub struct Target {
    /// As the user named it.
    pub name: String,
    /// Where it is.
    pub place: Place,
}

/// Where a document is.
#[derive(Debug)]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// On standard input.
    StandardInput,
    /// At an address.
    Url,
    /// Nowhere, for this reason.
    Nowhere(String),
}

/// What `asked` for stands for, in that order; of a folder all feeds in it, by path.
pub fn of(asked: &[PathBuf]) -> Vec<Target> {
    let mut targets = Vec::new();
    for path in asked {
        let name = path.to_string_lossy();
        if path.as_os_str() == "-" {
            let place = match targets.iter().any(|target: &Target| matches!(target.place, Place::StandardInput)) {
                true => Place::Nowhere("standard input can be judged but once".to_owned()),
                false => Place::StandardInput,
            };
            targets.push(Target { name: name.into_owned(), place });
        } else if is_url(&name) {
            targets.push(Target { name: name.into_owned(), place: Place::Url });
        } else if path.is_dir() {
            match folder(path) {
                Ok(files) => targets.extend(files.into_iter().map(file)),
                Err(error) => {
                    targets.push(Target { name: name.into_owned(), place: Place::Nowhere(error.to_string()) })
                }
            }
        } else {
            targets.push(file(path.clone()));
        }
    }
    targets
}

fn file(path: PathBuf) -> Target {
    Target { name: path.to_string_lossy().into_owned(), place: Place::File(path) }
}

fn is_url(name: &str) -> bool {
    let scheme = name.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
}

/// Every feed in a folder, sorted by path. Hidden files are passed over, and links to folders, which may lead in circles.
fn folder(root: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let unreadable = |error| Error::io("read", &folder, error);
        for entry in fs::read_dir(&folder).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(unreadable)?);
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                folders.push(path);
            } else if is_feed(&path) && (kind.is_file() || path.is_file()) {
                files.push(path);
            }
        }
    }
    if files.is_empty() {
        let message =
            format!("there is no feed in {}: no file whose name ends in .{}", root.display(), EXTENSIONS.join(", ."));
        return Err(Error::other(message));
    }
    files.sort();
    Ok(files)
}

fn is_feed(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).unwrap_or_default();
    EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Where a folder of documents is served, so that each document's own address is known.
#[derive(Debug)]
pub struct Base {
    url: String,
    root: PathBuf,
    /// Whether paths are escaped, as they are in the feeds that feedmill builds.
    escaped: bool,
}

impl Base {
    /// `root` is served at `url`.
    pub fn new(url: impl Into<String>, root: &Path) -> Base {
        Base { url: url.into(), root: root.to_owned(), escaped: false }
    }

    /// The output folder `root` is served at `url`.
    pub fn built(url: &Url, root: &Path) -> Base {
        Base { url: url.to_string(), root: root.to_owned(), escaped: true }
    }

    /// The address of a file: that of the folder, and behind it the file's path below it, as it is or escaped.
    pub fn address_of(&self, file: &Path) -> Result<String> {
        let below = below(&plain(file), &plain(&self.root)).or_else(|| {
            let real = |path: &Path| fs::canonicalize(path).ok();
            below(&real(file)?, &real(&self.root)?)
        });
        let below = below.ok_or_else(|| {
            let (file, root) = (file.display(), self.root.display());
            Error::other(format!(
                "{file} is not in the folder {root}, which is what --base-url is the address of; --root names another"
            ))
        })?;
        Ok(format!("{}{}", self.url, if self.escaped { encode_path(&below) } else { below }))
    }

    /// The address of a document that is no file.
    pub fn url(&self) -> &str {
        &self.url
    }
}

fn below(file: &Path, root: &Path) -> Option<String> {
    Some(file.strip_prefix(root).ok()?.to_string_lossy().replace('\\', "/"))
}

/// The absolute path, without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => _ = plain.pop(),
            part => plain.push(part),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_known_by_their_scheme() {
        for (name, wanted) in
            [("https://e.example/x", true), ("HTTP://e", true), ("ftp://e", false), ("a.xml", false), ("http:x", false)]
        {
            assert_eq!(is_url(name), wanted, "{name}");
        }
    }

    #[test]
    fn a_file_has_the_address_of_its_place() {
        let base = Base::new("https://e.example/f/", Path::new("feeds/./a/.."));
        for (file, wanted) in [("feeds/rss.xml", "rss.xml"), ("./feeds/tags/../x y/ä.xml", "x y/ä.xml")] {
            assert_eq!(base.address_of(Path::new(file)).unwrap(), format!("https://e.example/f/{wanted}"));
        }
        let built = Base::built(&Url::parse("https://e.example/f/").unwrap(), Path::new("feeds"));
        assert_eq!(built.address_of(Path::new("feeds/x y/ä.xml")).unwrap(), "https://e.example/f/x%20y/%C3%A4.xml");
        assert!(base.address_of(Path::new("feeds2/rss.xml")).is_err());
        assert!(base.address_of(Path::new("rss.xml")).unwrap_err().to_string().contains("--root"));
    }
}
