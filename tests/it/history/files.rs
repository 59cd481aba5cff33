//! Edits of files and folders of articles, and of the files that go with them.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::article::{Article, Fault, Head};
use super::tree::{link, modified, overwrite, set_modified};
use super::world::{SECTIONS, World};

type Done = Option<String>;

/// What moves as one: a page bundle's folder, or a file.
fn unit(path: &str) -> (&str, &str) {
    let (folder, name) = path.rsplit_once('/').unwrap_or_default();
    if name.starts_with("index.") && folder.matches('/').count() > 1 { (folder, "") } else { (path, name) }
}

/// Moves what an article consists of to a folder and name, both with the extension it had.
fn move_to(world: &mut World, path: &str, folder: &str, stem: &str) -> Done {
    let (from, name) = unit(path);
    let extension = name.rsplit_once('.').map(|(_, extension)| format!(".{extension}")).unwrap_or_default();
    let to = format!("{folder}{stem}{extension}");
    if world.site.exists(&to) {
        return None;
    }
    world.rename(from, &to);
    if world.has_sidecar(&to) && world.random.chance(90) {
        let beside = |path: &str| path.rsplit_once('.').map(|(stem, _)| format!("{stem}.toml"));
        let (from, to) = (beside(from)?, beside(&to)?);
        world.rename(&from, &to);
    }
    Some(format!("{from} to {to}"))
}

fn stem(path: &str) -> &str {
    let (unit, name) = unit(path);
    let name = if name.is_empty() { unit.rsplit('/').next().unwrap_or_default() } else { name };
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

pub fn rename(world: &mut World) -> Done {
    let path = world.any()?;
    let folder = unit(&path).0.rsplit_once('/')?.0.to_owned();
    let name = world.name();
    move_to(world, &path, &format!("{folder}/"), &name)
}

pub fn move_to_section(world: &mut World) -> Done {
    let (path, folder) = (world.any()?, world.folder());
    let stem = stem(&path).to_owned();
    move_to(world, &path, &folder, &stem)
}

/// A folder of articles that is no section's and no page bundle's alone.
fn any_folder(world: &mut World) -> Option<String> {
    let sections = SECTIONS.iter().map(|section| format!("articles/{section}"));
    let there: Vec<String> = sections.filter(|folder| world.site.path(folder).is_dir()).collect();
    (!there.is_empty()).then(|| world.random.pick(&there))
}

pub fn rename_folder(world: &mut World) -> Done {
    let from = any_folder(world)?;
    let to = format!("articles/section-{}", world.random.below(50));
    if world.site.exists(&to) {
        return None;
    }
    world.rename(&from, &to);
    Some(format!("{from} to {to}"))
}

/// Each takes the name of the other: their files are as they were.
pub fn swap_folders(world: &mut World) -> Done {
    let (a, b) = (any_folder(world)?, any_folder(world)?);
    if Path::new(&a).starts_with(&b) || Path::new(&b).starts_with(&a) {
        return None;
    }
    world.rename(&a, "articles/_aside");
    world.rename(&b, &a);
    world.rename("articles/_aside", &b);
    Some(format!("{a} and {b}"))
}

pub fn swap(world: &mut World) -> Done {
    let (a, b) = (world.any()?, world.any()?);
    if a == b {
        return None;
    }
    world.rename(&a, "articles/_aside");
    world.rename(&b, &a);
    world.rename("articles/_aside", &b);
    Some(format!("{a} and {b}"))
}

/// The same bytes are read in another way.
pub fn markup(world: &mut World) -> Done {
    let path = world.any()?;
    let to = format!("{}.{}", path.rsplit_once('.')?.0, world.random.pick(&["md", "html", "txt", "markdown"]));
    if world.site.exists(&to) {
        return None;
    }
    world.rename(&path, &to);
    Some(format!("{path} to {to}"))
}

pub fn delete(world: &mut World) -> Done {
    let path = world.any()?;
    let file = world.site.path(unit(&path).0);
    let removed = if file.is_dir() { fs::remove_dir_all(file) } else { fs::remove_file(file) };
    removed.ok()?;
    world.forget_gone();
    Some(path)
}

pub fn delete_folder(world: &mut World) -> Done {
    if world.articles.len() < 25 {
        return None;
    }
    let folder = any_folder(world)?;
    fs::remove_dir_all(world.site.path(&folder)).ok()?;
    world.forget_gone();
    Some(folder)
}

/// The same file by another name.
pub fn hard_link(world: &mut World) -> Done {
    let path = world.any()?;
    let article = world.articles.get(&path)?.clone();
    let to = format!("{}{}.{}", world.folder(), world.name(), path.rsplit_once('.')?.1);
    fs::create_dir_all(world.site.path(&to).parent()?).ok()?;
    fs::hard_link(world.site.path(&path), world.site.path(&to)).ok()?;
    world.articles.insert(to.clone(), article);
    Some(format!("{path} is {to}"))
}

/// Sets an article's time of change to so many seconds from now, and nothing else.
pub fn touch(world: &mut World, seconds: i64) -> Done {
    let path = world.any()?;
    let (now, by) = (SystemTime::now(), Duration::from_secs(seconds.unsigned_abs()));
    set_modified(&world.site.path(&path), if seconds < 0 { now - by } else { now + by });
    Some(path)
}

pub fn same_bytes(world: &mut World) -> Done {
    let path = world.any()?;
    let file = world.site.path(&path);
    let bytes = fs::read(&file).ok()?;
    overwrite(&file, &bytes);
    Some(path)
}

/// How a file gets other bytes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    InPlace,
    RenamedOver,
    /// Removed and written: on many file systems it gets the number that it had.
    MadeAnew,
}

/// Puts other bytes into a file, and sets its time of change to what it was.
fn replace(file: &Path, bytes: &[u8], way: Way) {
    let time = modified(file);
    match way {
        Way::InPlace => overwrite(file, bytes),
        Way::RenamedOver => {
            let aside = file.with_file_name(".aside");
            fs::write(&aside, bytes).unwrap();
            set_modified(&aside, time);
            fs::rename(aside, file).unwrap();
        }
        Way::MadeAnew => {
            fs::remove_file(file).unwrap();
            fs::write(file, bytes).unwrap();
        }
    }
    set_modified(file, time);
}

/// Another title, of the same length and at the same time.
pub fn same_size(world: &mut World, way: Way) -> Done {
    let path = world.any()?;
    let mut article = world.articles.get(&path)?.clone();
    article.title = rotated(&article.title);
    let (markup, file) = (path.rsplit_once('.')?.1, world.site.path(&path));
    match article.text(markup) {
        (_, Some(text)) => {
            let beside = file.with_extension("toml");
            if beside.is_file() {
                replace(&beside, text.as_bytes(), way);
            }
        }
        (bytes, None) => replace(&file, &bytes, way),
    }
    world.articles.insert(path.clone(), article);
    Some(path)
}

/// The text with its digits counted up.
fn rotated(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { char::from(b'0' + (c as u8 - b'0' + 1) % 10) } else { c }).collect()
}

pub fn file_to_folder(world: &mut World) -> Done {
    let path = world.any()?;
    let article = world.articles.remove(&path)?;
    fs::remove_file(world.site.path(&path)).ok()?;
    let inner = format!("{path}/{}.md", world.name());
    world.put(&inner, article);
    Some(path)
}

/// A sidecar beside an article that has a head of its own.
pub fn second_head(world: &mut World) -> Done {
    let path = world.any()?;
    let beside = format!("{}.toml", path.rsplit_once('.')?.0);
    world.site.write(&beside, "title = \"A second head\"\ndate = 2026-11-01\n");
    Some(beside)
}

fn any_with_sidecar(world: &mut World) -> Option<String> {
    let paths: Vec<String> = world.articles.keys().filter(|path| world.has_sidecar(path)).cloned().collect();
    (!paths.is_empty()).then(|| world.random.pick(&paths))
}

pub fn lose_sidecar(world: &mut World) -> Done {
    let path = any_with_sidecar(world)?;
    world.articles.get_mut(&path)?.fault = Some(Fault::NoHead);
    fs::remove_file(world.site.path(&path).with_extension("toml")).ok()?;
    Some(path)
}

/// The article's own file stays as it is.
pub fn change_sidecar(world: &mut World) -> Done {
    let path = any_with_sidecar(world)?;
    let mut article = world.articles.get(&path)?.clone();
    article.title = super::article::title(&mut world.random);
    world.put(&path, article);
    Some(path)
}

pub fn enclose(world: &mut World) -> Done {
    let name = world.random.pick(&["talk.mp3", "sound", "/static-sound", "https://audio.example/1.mp3"]);
    let path = world.change(|article, random, _| article.enclosure = random.chance(75).then(|| name.to_owned()))?;
    // Most often it is there; one that is not is a fault.
    if !name.contains(':') && world.random.chance(85) {
        put_beside(world, &path, name);
    }
    Some(format!("{name} to {path}"))
}

/// Names that sound like a kind of recording, and its first bytes.
const STARTS: &[&[u8]] = &[b"ID3\x03aaaaaaaaaaaa", b"OggS\x00aaaaaaaaaaa", b"%PDF-1.7aaaaaaaa", b"nothing known aa"];

fn recording(world: &mut World) -> Vec<u8> {
    let mut bytes = world.random.pick(STARTS).to_vec();
    let more = world.random.below(50);
    bytes.extend(world.random.bytes(more));
    bytes
}

/// Puts a recording where one of this name is looked for.
fn put_beside(world: &mut World, path: &str, name: &str) -> Done {
    let folder = path.rsplit_once('/')?.0.to_owned();
    let folders = match name.strip_prefix('/') {
        Some(_) => ["articles", "", "static"].map(str::to_owned),
        None => [folder.clone(), folder, "articles".to_owned()],
    };
    let folder = world.random.pick(&folders);
    let file = format!("{folder}/{}", name.trim_start_matches('/')).trim_start_matches('/').to_owned();
    let bytes = recording(world);
    world.site.write(&file, bytes);
    world.recordings.push(file.clone());
    Some(file)
}

/// A recording that may now be found before another one, or after it.
pub fn put_recording(world: &mut World) -> Done {
    let paths: Vec<(String, String)> = world
        .articles
        .iter()
        .filter_map(|(path, article)| Some((path.clone(), article.enclosure.clone()?)))
        .filter(|(_, name)| !name.contains(':'))
        .collect();
    if paths.is_empty() {
        return None;
    }
    let (path, name) = world.random.pick(&paths);
    put_beside(world, &path, &name)
}

fn any_recording(world: &mut World) -> Option<String> {
    world.forget_gone();
    (!world.recordings.is_empty()).then(|| world.random.pick(&world.recordings))
}

pub fn grow_recording(world: &mut World) -> Done {
    let path = any_recording(world)?;
    let mut bytes = fs::read(world.site.path(&path)).ok()?;
    bytes.extend(b"more");
    replace(&world.site.path(&path), &bytes, Way::InPlace);
    Some(path)
}

/// One of another kind, of the same length and at the same time.
pub fn other_recording(world: &mut World) -> Done {
    let path = any_recording(world)?;
    let mut bytes = fs::read(world.site.path(&path)).ok()?;
    let start = world.random.pick(STARTS);
    bytes[..start.len()].copy_from_slice(start);
    let way = world.random.pick(&[Way::InPlace, Way::RenamedOver, Way::MadeAnew]);
    replace(&world.site.path(&path), &bytes, way);
    Some(path)
}

pub fn remove_recording(world: &mut World) -> Done {
    let path = any_recording(world)?;
    fs::remove_file(world.site.path(&path)).ok()?;
    world.forget_gone();
    Some(path)
}

/// From a folder's path to the root of the site.
fn up(folder: &str) -> String {
    "../".repeat(folder.trim_end_matches('/').split('/').count())
}

pub fn link_article(world: &mut World) -> Done {
    let target = world.any()?;
    let (folder, name) = (world.folder(), world.name());
    let path = format!("{folder}link-{name}.md");
    fs::create_dir_all(world.site.path(&folder)).ok()?;
    link(Path::new(&format!("{}{target}", up(&folder))), &world.site.path(&path));
    world.links.push(path.clone());
    Some(format!("{path} to {target}"))
}

/// A folder that lies outside the articles.
pub fn link_folder(world: &mut World) -> Done {
    let path = format!("articles/linked-{}", world.random.below(3));
    let _ = fs::remove_file(world.site.path(&path));
    if cfg!(windows) || world.site.exists(&path) {
        return None;
    }
    link(Path::new("../elsewhere/pack"), &world.site.path(&path));
    world.links.push(path.clone());
    let inside = format!("elsewhere/pack/{}.md", world.name());
    let article = Article::new(&mut world.random, world.now);
    world.put(&inside, Article { head: Head::Yaml, ..article });
    Some(path)
}

pub fn link_loop(world: &mut World) -> Done {
    let folder = any_folder(world)?;
    let path = format!("{folder}/up");
    if cfg!(windows) || fs::symlink_metadata(world.site.path(&path)).is_ok() {
        return None;
    }
    link(Path::new(".."), &world.site.path(&path));
    world.links.push(path.clone());
    Some(path)
}

fn any_link(world: &mut World) -> Option<String> {
    world.forget_gone();
    (!world.links.is_empty()).then(|| world.random.pick(&world.links))
}

/// A link that leads somewhere else than before.
pub fn other_link(world: &mut World) -> Done {
    let path = any_link(world)?;
    let target = world.any()?;
    let folder = path.rsplit_once('/')?.0.to_owned();
    fs::remove_file(world.site.path(&path)).ok()?;
    link(Path::new(&format!("{}{target}", up(&folder))), &world.site.path(&path));
    Some(format!("{path} to {target}"))
}

pub fn unlink(world: &mut World) -> Done {
    let path = any_link(world)?;
    fs::remove_file(world.site.path(&path)).ok()?;
    world.forget_gone();
    Some(path)
}

/// Removes links that lead nowhere or back, and puts recordings where they are missed.
pub fn mend_links(world: &mut World) {
    world.forget_gone();
    for path in world.links.clone() {
        let file = world.site.path(&path);
        if !file.exists() || path.ends_with("/up") {
            let _ = fs::remove_file(file);
        }
    }
    world.forget_gone();
    let missed: Vec<String> = world.articles.keys().cloned().collect();
    for path in missed {
        let name = world.articles[&path].enclosure.clone().filter(|name| !name.contains(':'));
        if let Some(name) = name
            && world.random.chance(30)
        {
            put_beside(world, &path, &name);
        }
    }
}
