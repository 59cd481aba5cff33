//! One input document: what its author wrote, read and typed, not yet fit for a feed.
//!
//! [`read()`] takes a file's bytes and gives an [`Article`] or says what is wrong. The head may be TOML, YAML, JSON or
//! `Key: value` lines, in the dialects of Hugo, Zola, Jekyll, Pelican, Eleventy and Astro as well as in feedmill's own.

mod address;
mod date;
mod dialect;
mod encoding;
mod file_name;
mod front_matter;
mod head;
mod language;
mod media;
mod people;
mod permalink;
mod pin;
mod places;
mod plain;
mod read;
mod words;
mod written_date;

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use self::address::{guid_fault, id_fault};
pub(crate) use self::date::flag as flag_date;
pub(crate) use self::encoding::decode;
pub(crate) use self::file_name::split_date;
pub(crate) use self::language::of_value as language_tag;
pub(crate) use self::media::is_media_type;
pub(crate) use self::people::{checked_email, from_text as person};
pub use self::pin::{Pinned, pin};
pub use self::read::{Apart, read, read_apart};
pub use self::written_date::{Fault as DateFault, Written, Zone, read as read_date};
pub(crate) use self::written_date::{MONTHS, WEEKDAYS};
use crate::diagnostic::{Diagnostic, Place, Rule};

/// Every rule about articles.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let sets = [
        read::RULES,
        pin::RULES,
        head::RULES,
        head::dates::RULES,
        words::RULES,
        date::RULES,
        people::RULES,
        address::RULES,
        language::RULES,
        media::RULES,
        encoding::RULES,
    ];
    sets.into_iter().flatten().copied()
}

/// An article's file.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    /// The file, as the user would name it, with `/` between folders.
    pub path: &'a str,
    /// Its path below the folder of articles, with `/` between folders.
    pub below: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
    /// The TOML file of the same name beside it: as the user would name it, and what is in it.
    pub sidecar: Option<(&'a str, &'a [u8])>,
}

/// What an article takes from its site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where dates and times without an offset are meant.
    pub zone: Tz,
    /// The site's language tag; articles in it need not say so.
    pub language: Option<String>,
}

impl Default for Settings {
    /// UTC, and no language.
    fn default() -> Self {
        Settings { zone: Tz::UTC, language: None }
    }
}

/// An article. Text is as its author wrote it; URLs may be relative to the article's own.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Article {
    /// The file, as the user would name it, with `/` between folders.
    pub path: Arc<str>,
    /// Path below the folder of articles without extension, and for a page bundle without `/index`: `world/2026/grain`.
    pub stem: String,
    /// The section; empty where the article lies in none.
    pub section: String,
    /// The last part of its address. Never empty, holds no `/`.
    pub slug: String,
    /// The title, plain text.
    pub title: String,
    /// The subtitle, plain text.
    pub subtitle: Option<String>,
    /// When it is, or will be, published. Of no meaning where [`Marks::undated`] says that no date was given.
    pub published: DateTime<FixedOffset>,
    /// When it was last changed in a way its readers should know of.
    pub updated: Option<DateTime<FixedOffset>>,
    /// Not before this moment, where that is not [`Article::published`] (Hugo's `publishDate`).
    pub embargo: Option<DateTime<FixedOffset>>,
    /// From this moment on it is in no feed.
    pub expires: Option<DateTime<FixedOffset>>,
    /// Its authors, in order; empty where the site's are meant.
    pub authors: Vec<Byline>,
    /// Those who contributed, in order.
    pub contributors: Vec<Byline>,
    /// The summary as given, plain text.
    pub summary: Option<String>,
    /// The tags, in order, none twice.
    pub tags: Vec<String>,
    /// Language tag (BCP 47), where it is not the site's.
    pub language: Option<String>,
    /// Whether the name of its file says its language (`grain.fr.md`): it is one of several versions, and its address
    /// begins with the language.
    pub translated: bool,
    /// Its address as given: a URL, or a path from the site's root.
    pub url: Option<String>,
    /// The permanent id as given: an IRI.
    pub id: Option<String>,
    /// The permanent id as RSS and JSON Feed carry it, as given: any text on one line.
    pub guid: Option<String>,
    /// Not to be published yet.
    pub draft: bool,
    /// Whether it may be in feeds at all.
    pub in_feeds: bool,
    /// Its own choice of how much of it a feed shows.
    pub content: Option<Mode>,
    /// The picture that stands for it.
    pub image: Option<Image>,
    /// Files that go with it.
    pub enclosures: Vec<Enclosure>,
    /// The body.
    pub body: Body,
    /// Where the parts of the head stand, for findings made later.
    pub marks: Marks,
}

impl Article {
    /// Reads an article whose file is `path` (as in `world/grain.md`) and holds `text`; times without an offset are in
    /// `zone`. Warnings are told only beside an error; [`read()`] tells all.
    ///
    /// ```
    /// let text = "+++\ntitle = \"Grain\"\ndate = 2026-11-20T09:30:00+02:00\n+++\nPrices fall.\n";
    /// let article = feedmill::Article::parse("world/grain.md", text, chrono_tz::UTC).unwrap();
    /// assert_eq!((article.section.as_str(), article.slug.as_str()), ("world", "grain"));
    ///
    /// let faults = feedmill::Article::parse("grain.md", "+++\ntitle = 7 8\n+++\n", chrono_tz::UTC).unwrap_err();
    /// assert_eq!(faults[0].rule.name, "invalid-toml");
    /// ```
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(path: &str, text: &str, zone: Tz) -> Result<Article, Vec<Diagnostic>> {
        let file = SourceFile { path, below: path, bytes: text.as_bytes(), sidecar: None };
        let (article, found) = read(&file, &Settings { zone, language: None });
        article.ok_or(found)
    }

    /// The file that its head, and so every place in [`Article::marks`], is in: its own, or the sidecar.
    pub fn head_file(&self) -> Arc<str> {
        if self.marks.in_sidecar { head_file(&self.path).into() } else { self.path.clone() }
    }
}

/// The sidecar of the article at `path`.
pub(crate) fn head_file(path: &str) -> String {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let name = name.rsplit_once('.').map_or(name, |(name, _)| name);
    if folder.is_empty() { format!("{name}.toml") } else { format!("{folder}/{name}.toml") }
}

/// A name under an article: a key of the configuration's `[authors]`, or a person as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Byline {
    /// Name, or key. White space collapsed, not empty.
    pub name: String,
    /// E-mail address.
    pub email: Option<String>,
    /// The person's page.
    pub url: Option<String>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// How much of an entry a feed shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Mode {
    /// Title and link.
    Title,
    /// And the summary.
    Summary,
    /// And the whole content.
    Full,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Image {
    /// Its address as given.
    pub url: String,
    /// What it shows.
    pub alt: Option<String>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// A file that goes with an article.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Enclosure {
    /// The file on disk as given, from which the other facts are measured.
    pub file: Option<String>,
    /// Its address as given, where that is not `file`'s.
    pub url: Option<String>,
    /// Its size in bytes.
    pub length: Option<u64>,
    /// Its media type.
    pub media_type: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Its running time in seconds.
    pub duration: Option<u64>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// What a body is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Markup {
    /// CommonMark with tables, footnotes, strikethrough and task lists; raw HTML allowed.
    Markdown,
    /// HTML, a fragment or a whole page.
    Html,
    /// Plain text: paragraphs between empty lines.
    Text,
}

/// What the file at `path` is written in, by its extension; `None` where it is no article.
pub fn markup_of(path: &str) -> Option<Markup> {
    let (_, name) = plain::split_at_last(path, b'/').unwrap_or(("", path));
    plain::split_at_last(name, b'.').and_then(|(_, extension)| markup_of_extension(extension))
}

/// What the names of articles end in, behind a dot, and what these are written in.
pub const EXTENSIONS: [(&str, Markup); 5] = [
    ("md", Markup::Markdown),
    ("markdown", Markup::Markdown),
    ("html", Markup::Html),
    ("htm", Markup::Html),
    ("txt", Markup::Text),
];

fn markup_of_extension(extension: &str) -> Option<Markup> {
    EXTENSIONS.into_iter().find(|(known, _)| extension.eq_ignore_ascii_case(known)).map(|(_, markup)| markup)
}

/// An article's body.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Body {
    /// The text.
    pub text: String,
    /// What it is written in.
    pub markup: Markup,
    /// The number of its first line in the article's file.
    pub first_line: u32,
}

/// Where the parts of an article's head stand, for findings that are made when it is long gone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Marks {
    /// `title`.
    pub title: Option<Place>,
    /// `date`.
    pub date: Option<Place>,
    /// `url`, `permalink` or `path`.
    pub url: Option<Place>,
    /// `slug`.
    pub slug: Option<Place>,
    /// `id`.
    pub id: Option<Place>,
    /// `guid`.
    pub guid: Option<Place>,
    /// `tags`.
    pub tags: Option<Place>,
    /// `summary`.
    pub summary: Option<Place>,
    /// These places, and those of people, image and enclosures, are in the sidecar; see [`Article::head_file`].
    pub in_sidecar: bool,
    /// There is no date: it is a draft, or in no feed.
    pub undated: bool,
}

#[cfg(test)]
mod tests;
