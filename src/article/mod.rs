//! One input document: what its author wrote, read and typed, not yet fit for a feed.

mod date;
mod encoding;
mod front_matter;
mod language;
mod written_date;

use std::sync::Arc;

use chrono::{DateTime, FixedOffset};

use crate::diagnostic::Place;

/// An article. Text is as its author wrote it; URLs may be relative to the article's own.
#[derive(Debug, Clone)]
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
    /// When it is, or will be, published.
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
    /// Its address as given: a URL, or a path from the site's root.
    pub url: Option<String>,
    /// The permanent id as given.
    pub id: Option<String>,
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

/// A name under an article: a key of the configuration's `[authors]`, or a person as written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// Title and link.
    Title,
    /// And the summary.
    Summary,
    /// And the whole content.
    Full,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Its address as given.
    pub url: String,
    /// What it shows.
    pub alt: Option<String>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// A file that goes with an article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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

/// An article's body.
#[derive(Debug, Clone)]
pub struct Body {
    /// The text.
    pub text: String,
    /// What it is written in.
    pub markup: Markup,
    /// The number of its first line in the article's file.
    pub first_line: u32,
}

/// Where the parts of an article's head stand, for findings that are made when it is long gone.
#[derive(Debug, Clone, Copy, Default)]
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
    /// `tags`.
    pub tags: Option<Place>,
    /// `summary`.
    pub summary: Option<Place>,
}
