//! What others wrote, into articles: feeds, pages and plain text as they were found → [`Found`], and that → a file.
//!
//! Nothing is fetched, read from a disk or written to one here.

pub mod feed;
pub mod file;
pub mod findings;
pub mod given;
pub mod ids;
pub mod known;
pub mod name;
pub mod page;
pub mod site;
mod tidy;
pub mod title;
pub mod wire;

use chrono::{DateTime, TimeDelta, Utc};

use crate::article::{Written, Zone};
use crate::feed::{Attachment, Person, Picture};

pub use tidy::tidy;

/// An article that was found elsewhere, as far as it could be made out. Texts are plain, on one line, clean.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// Its title; empty where none was found.
    pub title: String,
    /// Its subtitle; empty where it has none.
    pub subtitle: String,
    /// Its summary; empty where it has none.
    pub summary: String,
    /// When it was published.
    pub published: Option<Written>,
    /// When it last changed.
    pub updated: Option<Written>,
    /// Its authors in order.
    pub authors: Vec<Person>,
    /// Who contributed, in order.
    pub contributors: Vec<Person>,
    /// Its tags in order.
    pub tags: Vec<String>,
    /// Its language tag, as it was written.
    pub language: Option<String>,
    /// The address of its page, absolute; empty where none was found.
    pub link: String,
    /// Its permanent id as readers know it, which may be any text; empty where it has none of its own.
    pub id: String,
    /// The picture that stands for it.
    pub image: Option<Picture>,
    /// Files that go with it; a length of 0 is none.
    pub enclosures: Vec<Attachment>,
    /// Its text.
    pub body: Body,
    /// Not to be published yet.
    pub draft: bool,
    /// The feed that its page names as that of its site, absolute; empty where there is none.
    pub feed: String,
    /// Where in the source it begins: the line, from 1; 0 where that is not known.
    pub line: usize,
    /// Which line of the source became what, in the order of the lines.
    pub traces: Vec<Trace>,
}

impl Found {
    /// When it last changed, as far as that is said; a time without an offset is taken for UTC.
    pub fn changed(&self) -> Option<DateTime<Utc>> {
        let date = self.updated.or(self.published)?;
        let offset = if let Zone::Offset(minutes) = date.zone { minutes } else { 0 };
        Some(date.local().checked_sub_signed(TimeDelta::minutes(offset.into()))?.and_utc())
    }
}

/// The text of an article.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// HTML, as it was found. Addresses in it are absolute.
    Html(String),
    /// Plain text, a paragraph each, none empty.
    Text(Vec<String>),
}

impl Default for Body {
    /// No text.
    fn default() -> Self {
        Body::Text(Vec::new())
    }
}

/// What became of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The line, from 1.
    pub line: usize,
    /// What it is: `title`, `summary`, `author`, `repeated` and the like.
    pub part: String,
    /// What was taken from it, or why it was left out.
    pub text: String,
}

#[cfg(test)]
mod tests;
