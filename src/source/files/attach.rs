//! The files that go with an article: found and measured.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::stamp::Stamp;
use crate::article::{Article, Enclosure};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::rule::rules;
use crate::feed::media_type;

rules! {
    /// An article names a file that is not there.
    ///
    /// Its length and media type cannot be measured then. The file is looked for beside the article, then below the
    /// folder of articles; a path that begins with `/` below the folder of articles, the site's folder, and the
    /// `static` and `public` folders in it.
    MISSING_ENCLOSURE = Error "missing-enclosure";
}

/// A place where a file that goes with an article was looked for, and its stamp if it is there.
pub type Probe = (PathBuf, Option<Stamp>);

/// What is at a place where a file that goes with an article may be.
pub fn probe(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Some(Stamp::of(&metadata))
}

/// Measures every enclosure that names a file. Gives whether all were found; those that were not are flagged. Every
/// place that was looked at goes to `probes`.
pub fn measure(
    article: &mut Article,
    file: &Path,
    root: &Path,
    probes: &mut Vec<Probe>,
    diagnostics: &mut Vec<Diagnostic>,
) -> bool {
    let mut all = true;
    let head = article.head_file();
    for enclosure in &mut article.enclosures {
        let Some(name) = enclosure.file.clone() else { continue };
        match find(&name, file, root, probes) {
            Some((path, length)) => fill(enclosure, &path, length),
            None => {
                all = false;
                let message = format!("the enclosure `{name}` is not there");
                let mut found = Diagnostic::new(&MISSING_ENCLOSURE, head.clone(), message);
                found.at(enclosure.place).param("file", name).help(
                    "put the file beside the article, or give `url`, `length` and `type` of one that is elsewhere",
                );
                diagnostics.push(found);
            }
        }
    }
    all
}

fn fill(enclosure: &mut Enclosure, path: &Path, length: u64) {
    enclosure.length = Some(length);
    if enclosure.media_type.is_none() {
        let mut start = [0; 16];
        let by_name = || media_type::of_path(&path.to_string_lossy());
        let by_bytes = || {
            let read = File::open(path).and_then(|mut file| file.read(&mut start)).unwrap_or(0);
            media_type::of_bytes(&start[..read])
        };
        enclosure.media_type = by_name().or_else(by_bytes).map(str::to_owned);
    }
}

fn find(name: &str, file: &Path, root: &Path, probes: &mut Vec<Probe>) -> Option<(PathBuf, u64)> {
    let site = root.parent().unwrap_or(root);
    let folders: Vec<PathBuf> = match name.strip_prefix('/') {
        Some(_) => vec![root.to_owned(), site.to_owned(), site.join("static"), site.join("public")],
        None => vec![file.parent().unwrap_or(root).to_owned(), root.to_owned()],
    };
    let name = name.trim_start_matches('/');
    // A name that climbs out of these folders would publish what was never meant to be.
    if name.split(['/', '\\']).any(|part| part == "..") || Path::new(name).is_absolute() {
        return None;
    }
    folders.iter().find_map(|folder| {
        let path = folder.join(name);
        let stamp = probe(&path);
        probes.push((path.clone(), stamp));
        Some((path, stamp?.size))
    })
}
