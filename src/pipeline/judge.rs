//! Documents judged before they land, and findings traced to the article that caused them.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use memchr::memmem;

use super::{File, FileKind};
use crate::article::Marks;
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::feed::card::Candidate;
use crate::format::Format;
use crate::validate::{self, Kind, check_document};

/// What an article may well mean: a title about HTML, an old date, two articles of one day, one without a text, a number that
/// readers know it by. The feed says it as well as the format lets it; `feedmill validate` still tells.
const MEANT: &[&str] = &[
    "character-data",
    "contains-html",
    "contains-undeclared-html",
    "duplicate-updated",
    "implausible-date",
    "missing-textual-content",
    "not-blank",
    "not-sufficiently-unique",
];

/// A document and what it was made of.
pub(super) struct Made<'m> {
    /// The document.
    pub file: &'m File,
    /// All of its bytes.
    pub bytes: &'m [u8],
    /// Where it will be served.
    pub address: String,
    /// How many entries it should have.
    pub count: usize,
    /// The entries in it, in order, each with its bytes; empty where nothing is known of them.
    pub entries: Vec<(&'m Candidate, &'m [u8])>,
    /// The configuration's name, which findings outside of all entries are about.
    pub config: &'m Arc<str>,
    /// The moment of the build.
    pub now: DateTime<Utc>,
}

/// Reads a document as a stranger would. What is wrong with it is a finding in the article, or the configuration, that
/// it comes from.
///
/// HTML in content is not judged again: it was made by parsing, from an allow-list.
pub(super) fn judge(made: &Made<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let kind = match made.file.kind {
        FileKind::Feed(Format::Rss, _) | FileKind::Archive(Format::Rss, _) => Kind::Rss,
        FileKind::Feed(Format::Atom, _) | FileKind::Archive(Format::Atom, _) => Kind::Atom,
        FileKind::Feed(Format::Json, _) | FileKind::Archive(Format::Json, _) => Kind::Json,
        FileKind::Opml => Kind::Opml,
        FileKind::NewsSitemap => Kind::Sitemap,
        FileKind::IndexPage => return,
    };
    let mut options = validate::Options::new(&*made.file.path);
    options.base_url = Some(made.address.clone());
    options.now = made.now;
    options.html = false;
    let found = check_document(made.bytes, kind, made.count, &options);
    let is_told = |found: &Diagnostic| found.level > Level::Info && !MEANT.contains(&found.rule.name);
    let found: Vec<_> = found.into_iter().filter(is_told).collect();
    if found.is_empty() {
        return;
    }
    let starts = made.starts();
    diagnostics.extend(found.into_iter().map(|found| made.trace(found, &starts)));
}

impl Made<'_> {
    /// Where in the document each entry begins and ends.
    fn starts(&self) -> Vec<(Spot, Spot)> {
        let mut spots = Spots::new(self.bytes);
        let mut from = 0;
        let mut starts = Vec::new();
        for (_, bytes) in &self.entries {
            let Some(at) = memmem::find(self.bytes.get(from..).unwrap_or_default(), bytes) else { break };
            let start = from + at;
            from = start + bytes.len();
            starts.push((spots.of(start), spots.of(from)));
        }
        starts
    }

    /// A finding in the document as one in what it comes from.
    fn trace(&self, mut found: Diagnostic, starts: &[(Spot, Spot)]) -> Diagnostic {
        let spot = found.place.map(|place| Spot { line: place.line, column: place.column });
        let entry = spot.and_then(|spot| starts.iter().position(|(start, end)| *start <= spot && spot < *end));
        let (file, place) = match entry.and_then(|at| self.entries.get(at)) {
            Some((candidate, _)) => {
                let marks = &candidate.card.marks;
                (candidate.card.head_file(), origin(marks, &found).or(marks.title))
            }
            None => (self.config.clone(), None),
        };
        let within = spot.map_or(String::new(), |spot| format!(", line {}", spot.line));
        found.message = format!("{} (in `{}`{within})", found.message, self.file.path);
        found.file = file;
        found.place = place;
        found
    }
}

/// The place in the head of an article that a finding about its entry comes from, where its element tells.
pub fn origin(marks: &Marks, found: &Diagnostic) -> Option<Place> {
    let about = |name: &str| found.params.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value);
    let element = match found.rule.name {
        "unstable-id" => "id",
        "future-entry" => "date",
        _ => about("element").or(about("member")).unwrap_or_default(),
    };
    match element.rsplit(':').next().unwrap_or(element) {
        "guid" => marks.guid.or(marks.id).or(marks.url).or(marks.slug),
        "id" => marks.id.or(marks.guid).or(marks.url).or(marks.slug),
        "link" | "url" | "href" => marks.url.or(marks.slug),
        "pubDate" | "published" | "updated" | "date" | "date_published" | "date_modified" => marks.date,
        "category" | "tags" => marks.tags,
        "description" | "summary" => marks.summary,
        "title" => marks.title,
        _ => None,
    }
}

/// What the same article causes in several feeds and formats is told once: the first is kept.
pub(super) fn once(diagnostics: &mut Vec<Diagnostic>) {
    let mut told = HashSet::new();
    diagnostics.retain(|found| {
        let Some((message, _)) = found.message.rsplit_once(" (in `") else { return true };
        told.insert((
            found.rule.name,
            found.file.clone(),
            found.place.map(|place| (place.line, place.column)),
            message.to_owned(),
        ))
    });
}

/// A line and a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Spot {
    line: u32,
    column: u32,
}

/// Counts lines and columns, from the start on.
struct Spots<'b> {
    bytes: &'b [u8],
    at: usize,
    spot: Spot,
}

impl<'b> Spots<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Spots { bytes, at: 0, spot: Spot { line: 1, column: 1 } }
    }

    /// The place of byte `at`, which is not before the last one asked for.
    fn of(&mut self, at: usize) -> Spot {
        for &b in self.bytes.get(self.at..at).unwrap_or_default() {
            match b {
                b'\n' => self.spot = Spot { line: self.spot.line + 1, column: 1 },
                // The bytes of a character behind its first.
                0x80..0xC0 => {}
                _ => self.spot.column += 1,
            }
        }
        self.at = self.at.max(at);
        self.spot
    }
}
