//! Feeds as others read them: any feed's bytes → its entries, as far as they can be made out.
//!
//! It takes RSS of every version, Atom 1.0 and 0.3, and JSON Feed, broken ones as far as they go, and judges nothing: that is
//! [`validate`](mod@crate::validate). Text is clean as in [`feed`](crate::feed): titles without markup, white space collapsed; content as
//! HTML, as it was written and not made safe; addresses as they were written, resolved against `xml:base` where there is one.
//!
//! The three formats in which feedmill writes a feed give the same entries here, but for what a format has no place for:
//! RSS has one name for all authors, JSON Feed no e-mail addresses and no description of the picture.
//!
//! ```
//! use feedmill::parse::parse;
//!
//! let text = "<rss><channel><item><title>Tea &amp; bread</title><link>https://e.example/tea</link></item></channel></rss>";
//! let feed = parse(text.as_bytes()).unwrap();
//! assert_eq!(feed.entries[0].title, "Tea & bread");
//! assert_eq!(feed.entries[0].id, "https://e.example/tea");
//! ```

mod draft;
mod elements;
mod fields;
mod fingerprint;
mod html;
mod json;
mod person;
mod space;
#[cfg(test)]
mod tests;
mod xml;

use chrono::{DateTime, Utc};

use crate::diagnostic::{Diagnostic, Level, Report, Span};
use crate::digest::Digest;
use crate::feed::{Attachment, Deleted, Person, Picture};
use crate::validate::Kind;
use crate::validate::reader::encoding;
use crate::validate::reader::feeder::looks_like_json;

pub use html::{sources_of, text_of};

/// Reads a feed; `None` where the bytes are no feed at all.
///
/// Of a broken document it gives what stands before the fault and, where sense can be made of it, behind. An entry that the
/// document ends in the middle of is left out.
pub fn parse(bytes: &[u8]) -> Option<Document> {
    with(bytes, "", |(document, _), _| document)
}

/// Reads a feed as [`parse`] does, and says what of it is where; `file` is what the user calls it.
pub fn read(bytes: &[u8], file: &str) -> Option<Reading> {
    with(bytes, file, |(document, places), report| {
        let line = |at: &usize| report.place(Span::new(*at, *at)).line;
        let (lines, cut) = (places.starts.iter().map(line).collect(), places.cut.as_ref().map(line));
        let faults = report.into_diagnostics().into_iter().filter(|found| found.level == Level::Error).collect();
        Reading { document, lines, cut, faults }
    })
}

fn with<T>(bytes: &[u8], file: &str, done: impl FnOnce((Document, Places), Report) -> T) -> Option<T> {
    let is_json = looks_like_json(bytes);
    let decoded = if is_json { encoding::decode_json(bytes) } else { encoding::decode(bytes, None, "utf-8") };
    let mut report = Report::new(file, &decoded.text);
    let read = match (decoded.readable, is_json) {
        (false, _) => None,
        (true, true) => json::read(&decoded.text, &mut report),
        (true, false) => xml::read(&decoded.text, &mut report),
    };
    read.map(|read| done(read, report))
}

/// A feed, and where in it its entries are.
#[derive(Debug)]
pub struct Reading {
    /// The feed.
    pub document: Document,
    /// The line at which each entry begins, from 1.
    pub lines: Vec<u32>,
    /// The line at which the entry begins that the document ends in the middle of, if it does. It is left out.
    pub cut: Option<u32>,
    /// The faults of well-formedness, in their order.
    pub faults: Vec<Diagnostic>,
}

/// The bytes at which entries begin.
#[derive(Debug, Default)]
struct Places {
    /// Of each entry of the document.
    starts: Vec<usize>,
    /// Of the one that it ends in the middle of.
    cut: Option<usize>,
}

/// A feed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// What it is.
    pub kind: Option<Kind>,
    /// Its permanent id; empty where it has none.
    pub id: String,
    /// Title, plain text.
    pub title: String,
    /// What it is about, plain text.
    pub description: String,
    /// The page for people it belongs to; empty where none is named.
    pub link: String,
    /// The address it gives itself; empty where it gives none.
    pub address: String,
    /// Language tag, as written.
    pub language: Option<String>,
    /// Copyright notice.
    pub rights: Option<String>,
    /// Address of a picture that stands for it.
    pub icon: Option<String>,
    /// Its own authors.
    pub authors: Vec<Person>,
    /// Addresses of WebSub hubs.
    pub hubs: Vec<String>,
    /// When it says it was updated.
    pub updated: Option<DateTime<Utc>>,
    /// Whether it is an archive document (RFC 5005, section 4).
    pub is_archive: bool,
    /// Where its older entries are: RFC 5005's `prev-archive`, JSON Feed's `next_url`, else RFC 5005's `next` page.
    pub older: Option<String>,
    /// The entries, in the order of the document.
    pub entries: Vec<Entry>,
    /// Entries that were withdrawn (RFC 6721), in the order of the document. `published` is that of the moment it was deleted
    /// where the document does not say.
    pub deleted: Vec<Deleted>,
}

impl Document {
    /// The same without what its entries say: what is left are their ids, links, titles and dates.
    pub fn outline(mut self) -> Document {
        for entry in &mut self.entries {
            let Entry { id, has_own_id, link, title, published, updated, .. } = std::mem::take(entry);
            *entry = Entry { id, has_own_id, link, title, published, updated, ..Entry::default() };
        }
        self
    }
}

/// An entry.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// Its id as written, white space around it left out; where it has none, its link. Empty where it has neither.
    pub id: String,
    /// Whether the id is its own, and not its link.
    pub has_own_id: bool,
    /// Address of its page; empty where it has none.
    pub link: String,
    /// Title, plain text.
    pub title: String,
    /// Subtitle or summary, plain text; empty where there is none beside the content.
    pub summary: String,
    /// The whole content, HTML; `None` where only a summary is given. RSS has one element for both: what stands in it alone
    /// is the content where it has markup, else the summary.
    pub content: Option<String>,
    /// First published.
    pub published: Option<DateTime<Utc>>,
    /// Last changed, where that is said; in RSS that feedmill wrote, the time of publication where it is not.
    pub updated: Option<DateTime<Utc>>,
    /// Authors in order.
    pub authors: Vec<Person>,
    /// Contributors in order.
    pub contributors: Vec<Person>,
    /// Categories in order.
    pub tags: Vec<String>,
    /// Language tag, as written.
    pub language: Option<String>,
    /// The picture that stands for it.
    pub image: Option<Picture>,
    /// Files that go with it; a length of 0 is none.
    pub enclosures: Vec<Attachment>,
}

/// What an entry's text is known by, whatever its markup, addresses' hosts and ids of parts.
pub type Fingerprint = Digest;
