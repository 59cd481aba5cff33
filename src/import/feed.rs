//! A feed's entries → articles.

use chrono::{DateTime, Timelike as _, Utc};
use url::{ParseError, Url};

use super::{Body, Found};
use crate::article::{Written, Zone};
use crate::feed::{Attachment, Person, Picture};
use crate::parse::{Entry, Reading};
use crate::validate::Kind;

/// The articles that a document's entries are, in its order. `at` is where the document was found, against which its relative
/// addresses are meant where it names no other base.
///
/// In Atom and JSON Feed the feed's own authors are those of entries that name none, and so they are here. Text in the language
/// of the feed has it as its own.
pub fn entries(reading: &Reading, at: Option<&Url>) -> Vec<Found> {
    let document = &reading.document;
    let absolute = |address: &str| Url::parse(address).ok();
    let base = at.cloned().or_else(|| absolute(&document.address)).or_else(|| absolute(&document.link));
    let inherits = matches!(document.kind, Some(Kind::Atom | Kind::AtomEntry | Kind::Json));
    let authors = if inherits { &*document.authors } else { &[] };
    let whole = Feed { base, authors, language: document.language.as_ref() };
    let line = |line: &u32| usize::try_from(*line).unwrap_or_default();
    let lines = reading.lines.iter().map(line);
    document.entries.iter().zip(lines).map(|(entry, line)| Found { line, ..whole.found(entry) }).collect()
}

/// What entries take from their feed.
struct Feed<'d> {
    base: Option<Url>,
    authors: &'d [Person],
    language: Option<&'d String>,
}

impl Feed<'_> {
    fn found(&self, entry: &Entry) -> Found {
        let link = resolved(&entry.link, self.base.as_ref());
        let own = Url::parse(&link).ok();
        let base = own.as_ref().or(self.base.as_ref());
        let published = entry.published.or(entry.updated);
        let people = |people: &[Person]| people.iter().map(|person| self.person(person)).collect();
        let file = |file: &Attachment| Attachment { url: resolved(&file.url, base), ..file.clone() };
        let picture = |image: &Picture| Picture { url: resolved(&image.url, base), ..image.clone() };
        Found {
            title: entry.title.clone(),
            summary: entry.summary.clone(),
            published: published.map(written),
            updated: entry
                .updated
                .filter(|updated| published.is_some_and(|published| *updated > published))
                .map(written),
            authors: people(if entry.authors.is_empty() { self.authors } else { &entry.authors }),
            contributors: people(&entry.contributors),
            tags: entry.tags.clone(),
            language: entry.language.as_ref().or(self.language).cloned(),
            link,
            id: if entry.has_own_id { entry.id.clone() } else { String::new() },
            image: entry.image.as_ref().map(picture),
            enclosures: entry.enclosures.iter().map(file).collect(),
            body: Body::Html(entry.content.clone().unwrap_or_default()),
            ..Found::default()
        }
    }

    fn person(&self, person: &Person) -> Person {
        let url = person.url.as_ref().map(|url| resolved(url, self.base.as_ref()));
        Person { url, ..person.clone() }
    }
}

/// An address as it was written, unless it is relative and there is a base for it.
fn resolved(address: &str, base: Option<&Url>) -> String {
    let joined = base.and_then(|base| match Url::parse(address) {
        Err(ParseError::RelativeUrlWithoutBase) if !address.trim().is_empty() => base.join(address).ok(),
        _ => None,
    });
    joined.map_or_else(|| address.to_owned(), String::from)
}

/// An instant as a date that is written, to the second.
fn written(instant: DateTime<Utc>) -> Written {
    let local = instant.naive_utc();
    Written { day: local.date(), time: local.time().with_nanosecond(0), zone: Zone::Offset(0) }
}
