//! Ids into the files of articles, many at once.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::read_file;
use super::rewrite::rewrite;
use super::walk::UNREADABLE_ARTICLE;
use crate::article::{self, Pinned, Settings, SourceFile};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Place};
use crate::error::{Error, Result};

rules! {
    /// An article was changed by somebody while an id was to be written into it.
    ///
    /// The file was left as they made it. Run the command again when it is saved.
    CHANGED_PIN = Error "pin-in-changed-file";

    /// Two ids were to be written into one article, or one id into two.
    ///
    /// That is so where an article was published twice, where another one took its address, or where two articles have one
    /// sidecar. Which is meant cannot be known: write the `id` of each by hand.
    AMBIGUOUS_PIN = Error "ambiguous-pin";
}

/// What became of one article into which an id was to be written.
#[derive(Debug, Clone)]
pub struct Pin {
    /// The article's file, as the user would name it.
    pub file: String,
    /// The id.
    pub id: String,
    /// What was done.
    pub done: Done,
}

/// What was done.
#[derive(Debug, Clone)]
pub enum Done {
    /// The id was written.
    Pinned {
        /// Into this file, as the user would name it: the article's or its sidecar.
        file: String,
        /// Where it stands there.
        place: Option<Place>,
    },
    /// It was there.
    Already,
    /// Nothing, and why.
    Refused(Box<Diagnostic>),
}

/// What became of all.
#[derive(Debug, Default)]
pub struct Pins {
    /// Each article, in the order of their files.
    pub pins: Vec<Pin>,
    /// What could not be done to a file, so that the others were not looked at.
    pub stopped: Option<Error>,
}

/// So many files are written at once, and no more once one cannot be.
const BATCH: usize = 64;

/// Writes ids into the heads of articles below the folder `root`, which the user would call `shown`. `wanted` are files, as
/// the user would name them, and the id of each; a sidecar stands for its article.
///
/// What cannot be pinned is passed over, with the finding that says why; a file that cannot be written ends it.
pub fn pin_all(root: &Path, shown: &str, settings: &Settings, wanted: &[(String, String)]) -> Pins {
    let wanted = wanted.iter().map(|(file, id)| (article_of(root, shown, file), id.clone()));
    let mut wanted: Vec<(String, String)> = wanted.collect();
    wanted.sort();
    wanted.dedup();
    let mut uses = Uses::default();
    for (file, id) in &wanted {
        uses.ids.entry(file).or_default().push(id);
        uses.files.entry(id).or_default().push(file);
    }
    let mut pins = Pins::default();
    for batch in wanted.chunks(BATCH) {
        let pinned = batch.par_iter().map(|(file, id)| match ambiguous(file, id, &uses) {
            Some(found) => Ok(Done::Refused(Box::new(found))),
            None => pin_one(root, shown, settings, file, id),
        });
        let pinned: Vec<Result<Done>> = pinned.collect();
        for ((file, id), done) in batch.iter().zip(pinned) {
            match done {
                Ok(done) => pins.pins.push(Pin { file: file.clone(), id: id.clone(), done }),
                Err(error) => drop(pins.stopped.get_or_insert(error)),
            }
        }
        if pins.stopped.is_some() {
            break;
        }
    }
    pins
}

/// The articles that have the sidecar `path`.
fn beside<'p>(root: &Path, shown: &str, path: &'p str) -> impl Iterator<Item = String> + use<'p> {
    let file = below(shown, path).map(|below| root.join(below));
    let stem = path.strip_suffix(".toml").zip(file);
    stem.into_iter().flat_map(|(stem, file)| {
        let ends = article::EXTENSIONS.into_iter().map(|(end, _)| end);
        let there = ends.filter(move |end| file.with_extension(end).is_file());
        there.map(move |end| format!("{stem}.{end}"))
    })
}

/// The article that is meant by `path`, where that is a sidecar.
fn article_of(root: &Path, shown: &str, path: &str) -> String {
    beside(root, shown, path).next().unwrap_or_else(|| path.to_owned())
}

/// The ids that are to go into each file, and the files that each is to go into.
#[derive(Default)]
struct Uses<'w> {
    ids: BTreeMap<&'w str, Vec<&'w str>>,
    files: BTreeMap<&'w str, Vec<&'w str>>,
}

fn ambiguous(file: &str, id: &str, uses: &Uses) -> Option<Diagnostic> {
    let other_id = uses.ids.get(file).and_then(|ids| ids.iter().find(|other| **other != id));
    let other_file = uses.files.get(id).and_then(|files| files.iter().find(|other| **other != file));
    let message = match (other_id, other_file) {
        (Some(other), _) => format!("this article was published as `{id}` and as `{other}`"),
        (None, Some(other)) => format!("`{id}` is the published id of {other} as well"),
        (None, None) => return None,
    };
    let mut found = Diagnostic::new(&AMBIGUOUS_PIN, file, message);
    found.param("id", id).help("give each article the `id` by hand that its readers know it by");
    Some(found)
}

fn pin_one(root: &Path, shown: &str, settings: &Settings, path: &str, id: &str) -> Result<Done> {
    let refused = |found: Diagnostic| Ok(Done::Refused(Box::new(found)));
    let Some(below) = below(shown, path) else {
        return refused(unreadable(path, &format!("is not in the folder of articles, `{}`", root.display())));
    };
    let file = root.join(below);
    let bytes = match read(&file) {
        Ok(bytes) => bytes,
        Err(message) => return refused(unreadable(path, &message)),
    };
    let sidecar_path = article::head_file(path);
    let sidecar_file = file.with_extension("toml");
    let sidecar = match sidecar_file.is_file().then(|| read(&sidecar_file)).transpose() {
        Ok(sidecar) => sidecar,
        Err(message) => return refused(unreadable(&sidecar_path, &message)),
    };
    let other = sidecar.as_ref().and_then(|_| beside(root, shown, &sidecar_path).find(|other| other != path));
    if let Some(other) = other {
        let message = format!("this is the head of {path} and of {other}, which cannot both have the id `{id}`");
        let mut found = Diagnostic::new(&AMBIGUOUS_PIN, sidecar_path, message);
        found.param("id", id).help("give one of the two another name, and a head of its own");
        return refused(found);
    }
    let head = sidecar.as_deref().map(|bytes| (&*sidecar_path, bytes));
    match article::pin(&SourceFile { path, below, bytes: &bytes, sidecar: head }, id, settings) {
        Err(found) => Ok(Done::Refused(found)),
        Ok(Pinned::Already) => Ok(Done::Already),
        Ok(Pinned::Rewritten { in_sidecar, bytes: new, place }) => {
            let (name, file, old) = match (in_sidecar, &sidecar) {
                (true, Some(sidecar)) => (sidecar_path, sidecar_file, sidecar),
                _ => (path.to_owned(), file, &bytes),
            };
            if rewrite(&file, old, &new)? {
                return Ok(Done::Pinned { file: name, place });
            }
            let message = "somebody changed this file while an id was to be written into it";
            let mut found = Diagnostic::new(&CHANGED_PIN, name, message);
            found.param("id", id).help("run this again when the file is saved");
            refused(found)
        }
    }
}

/// The path below the folder of articles, which the user calls `shown`.
fn below<'p>(shown: &str, path: &'p str) -> Option<&'p str> {
    let below = match shown {
        "" | "." => path,
        shown => path.strip_prefix(shown)?.strip_prefix('/')?,
    };
    let plain = Path::new(below).components().all(|part| matches!(part, Component::Normal(_)));
    (plain && !below.is_empty()).then_some(below)
}

fn read(path: &PathBuf) -> std::result::Result<Vec<u8>, String> {
    let size = match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => metadata.len(),
        Ok(_) => return Err("is no file".to_owned()),
        Err(error) => return Err(format!("cannot be read: {error}")),
    };
    let mut bytes = Vec::new();
    read_file(path, size, &mut bytes).map(|()| bytes)
}

fn unreadable(path: &str, message: &str) -> Diagnostic {
    Diagnostic::new(&UNREADABLE_ARTICLE, path, format!("the article {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "title = 'A'\ndate = 2026-11-20\n";

    fn told(pins: &Pins) -> Vec<String> {
        let one = |pin: &Pin| match &pin.done {
            Done::Pinned { file, place } => format!("{} pinned in {file}:{}", pin.file, place.unwrap().line),
            Done::Already => format!("{} already", pin.file),
            Done::Refused(found) => format!("{} {} in {}", pin.file, found.rule.name, found.file),
        };
        pins.pins.iter().map(one).collect()
    }

    #[test]
    fn every_article_is_told_of_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("in");
        fs::create_dir_all(root.join("b/index")).unwrap();
        let write = |path: &str, text: &str| fs::write(root.join(path), text).unwrap();
        for path in ["a.md", "b/c.md", "b/two.md", "b/shared.md", "one.md"] {
            write(path, &format!("+++\n{HEAD}+++\nBody\n"));
        }
        write("b/beside.md", "Body\n");
        write("b/beside.toml", HEAD);
        write("b/other.html", "<p>Body</p>");
        write("b/other.txt", "Body");
        write("b/other.toml", HEAD);
        write("b/faulty.md", "+++\ntitle = \n+++\n");
        write("b/has.md", &format!("+++\n{HEAD}guid = 'urn:x-a:5'\n+++\n"));
        let wanted = [
            ("in/one.md", "urn:x-a:4"),
            ("in/b/two.md", "urn:x-a:2"),
            ("in/b/two.md", "urn:x-a:3"),
            ("in/b/shared.md", "urn:x-a:4"),
            ("in/b/has.md", "urn:x-a:5"),
            ("in/b/beside.toml", "urn:x-a:6"),
            ("in/b/beside.md", "urn:x-a:6"),
            ("in/b/other.txt", "urn:x-a:14"),
            ("in/b/none.toml", "urn:x-a:15"),
            ("in/b/c.md", "urn:x-a:7"),
            ("in/a.md", "urn:x-a:8"),
            ("in/a.md", "urn:x-a:8"),
            ("in/gone.md", "urn:x-a:9"),
            ("in/b/index", "urn:x-a:10"),
            ("in/../x.md", "urn:x-a:11"),
            ("inner/x.md", "urn:x-a:12"),
            ("in/b/faulty.md", "urn:x-a:13"),
        ];
        let wanted = wanted.map(|(file, id)| (file.to_owned(), id.to_owned()));
        let pins = pin_all(&root, "in", &Settings::default(), &wanted);
        assert!(pins.stopped.is_none());
        let want = [
            "in/../x.md unreadable-article in in/../x.md",
            "in/a.md pinned in in/a.md:4",
            "in/b/beside.md pinned in in/b/beside.toml:3",
            "in/b/c.md pinned in in/b/c.md:4",
            "in/b/faulty.md pin-in-faulty-article in in/b/faulty.md",
            "in/b/has.md already",
            "in/b/index unreadable-article in in/b/index",
            "in/b/none.toml unreadable-article in in/b/none.toml",
            "in/b/other.txt ambiguous-pin in in/b/other.toml",
            "in/b/shared.md ambiguous-pin in in/b/shared.md",
            "in/b/two.md ambiguous-pin in in/b/two.md",
            "in/b/two.md ambiguous-pin in in/b/two.md",
            "in/gone.md unreadable-article in in/gone.md",
            "in/one.md ambiguous-pin in in/one.md",
            "inner/x.md unreadable-article in inner/x.md",
        ];
        assert_eq!(told(&pins), want);
        assert_eq!(fs::read_to_string(root.join("b/beside.md")).unwrap(), "Body\n");
        assert_eq!(fs::read_to_string(root.join("b/beside.toml")).unwrap(), format!("{HEAD}id = \"urn:x-a:6\"\n"));
        assert_eq!(fs::read_to_string(root.join("one.md")).unwrap(), format!("+++\n{HEAD}+++\nBody\n"));
        let again = pin_all(&root, "in", &Settings::default(), &wanted);
        assert_eq!(
            told(&again),
            want.map(|line| match line.split_once(" pinned") {
                Some((file, _)) => format!("{file} already"),
                None => line.to_owned(),
            })
        );
    }

    #[test]
    fn names_are_what_the_user_calls_them() {
        for (shown, path, want) in [
            ("articles", "articles/a/b.md", Some("a/b.md")),
            (".", "a/b.md", Some("a/b.md")),
            ("", "b.md", Some("b.md")),
            ("../x", "../x/b.md", Some("b.md")),
            ("/srv/x", "/srv/x/b.md", Some("b.md")),
            ("articles", "articles", None),
            ("articles", "articles/", None),
            (".", "/etc/passwd", None),
            ("articles", "articles//etc/passwd", None),
            ("articles", "articles/./../b.md", None),
        ] {
            assert_eq!(below(shown, path), want, "{path} in {shown}");
        }
    }
}
