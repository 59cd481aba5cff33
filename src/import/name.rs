//! Names for files of articles: from their addresses, else from their titles; safe on every system.

use std::collections::HashSet;

use percent_encoding::percent_decode_str;
use url::Url;

use super::Found;
use crate::article::split_date;
use crate::feed::slug::slug;
use crate::text;

/// What names of pages end in that says nothing.
const ENDINGS: &[&str] =
    &[".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".cgi", ".md", ".txt", ".xml", ".amp"];

/// Names of pages that say nothing either.
const EMPTY: &[&str] =
    &["index", "default", "home", "post", "posts", "article", "view", "show", "permalink", "page", "item"];

/// Names that some system keeps for itself, and one that means a folder's own page here.
const RESERVED: &[&str] = &["con", "prn", "aux", "nul", "index"];

/// What the article's file may be called, without what it ends in: lower case, letters and digits of any script with `-`
/// between, at most some 120 bytes. It is read as nothing but a name: not as a date, not as a language.
pub fn of(found: &Found) -> String {
    let title = text::line(&found.title);
    let from_title = || Some(&*title).filter(|title| !title.is_empty()).map(slug);
    let name = from_link(&found.link).or_else(from_title).or_else(|| last_segment(&found.link).map(|name| slug(&name)));
    let name = name.unwrap_or_else(|| "entry".to_owned());
    let mut name = &*name;
    // A file whose name begins with a date is of that date.
    while let Some(rest) = split_date(name) {
        name = rest;
    }
    let is_port = |port: &str| name.strip_prefix(port).is_some_and(|n| n.chars().count() == 1);
    match RESERVED.contains(&name) || is_port("com") || is_port("lpt") {
        true => format!("{name}-1"),
        false => name.to_owned(),
    }
}

/// The last part of an address's path that says what the page is about, as a slug.
fn from_link(link: &str) -> Option<String> {
    let name = last_segment(link)?;
    let is_telling = name.chars().any(char::is_alphabetic) && !EMPTY.contains(&name.to_lowercase().as_str());
    is_telling.then(|| slug(&name))
}

/// The last part of an address's path that is more than `index.html` and the like, without its ending.
fn last_segment(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let segments: Vec<&str> = url.path_segments()?.filter(|segment| !segment.is_empty()).collect();
    let decoded = |segment: &&str| percent_decode_str(segment).decode_utf8_lossy().into_owned();
    let bare = |name: String| {
        let lower = name.to_ascii_lowercase();
        let ending = ENDINGS.iter().find(|ending| lower.len() > ending.len() && lower.ends_with(**ending));
        ending.and_then(|ending| name.get(..name.len() - ending.len())).unwrap_or(&name).to_owned()
    };
    let mut names = segments.iter().rev().map(decoded).map(bare);
    names.find(|name| !matches!(name.to_lowercase().as_str(), "index" | "default"))
}

/// Names that are taken in a folder.
#[derive(Debug, Default)]
pub struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// Takes note of a file or folder that is there: nothing else may have its name, whatever it ends in.
    pub fn add(&mut self, name: &str) {
        let name = text::nfc(name).to_lowercase();
        let bare = name.split_once('.').filter(|(bare, _)| !bare.is_empty()).map(|(bare, _)| bare.to_owned());
        self.taken.extend(bare);
        self.taken.extend(name.rsplit_once('.').map(|(bare, _)| bare.to_owned()));
        self.taken.insert(name);
    }

    /// `name` if it is free, else with the lowest number behind it that makes it so. It is taken from now on.
    pub fn take(&mut self, name: &str) -> String {
        let mut free = name.to_owned();
        let mut number = 2_u64;
        while !self.taken.insert(free.to_lowercase()) {
            free = format!("{name}-{number}");
            number += 1;
        }
        free
    }
}
