//! Plain text, as it arrives from a wire → the article in it.
//!
//! In its fullest shape it is a line of summary, the headline, the headline again, a subhead, a paragraph a line, a line of
//! credits, and the end of all that pasted again. Any of these may be missing. What is not certain goes to the body.

mod credits;
mod dates;
mod fold;
mod head;
mod lines;
mod names;
mod repeats;
mod sentences;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use self::credits::People;
pub(super) use self::dates::{Dateline, dateline, moment};
use self::dates::{When, line as date_line};
use super::{Body, Found, Trace};
use crate::diagnostic::Diagnostic;

/// A paragraph.
#[derive(Debug, Clone)]
struct Paragraph {
    /// The line that it begins at, from 1.
    line: usize,
    /// Clean and on one line.
    text: String,
    /// What is the same in copies of it.
    key: String,
    /// How much it says.
    weight: usize,
}

impl Paragraph {
    fn new(line: usize, text: String) -> Self {
        Paragraph { line, text, key: String::new(), weight: 0 }
    }

    /// Finds out by what copies of it are known.
    fn fold(&mut self) {
        self.key = fold::fold(&self.text);
        self.weight = fold::weight(&self.text);
    }
}

/// The part of a line that means a moment, and does not tell which for certain.
pub(super) const UNSURE_DATE: &str = "date, not certain";

/// In so many paragraphs from the first, and from the last, dates and names stand.
const RIM: usize = 12;

/// The text of the file `name`.
///
/// # Errors
/// It is in an encoding that could only be guessed at; the finding names the likely one.
pub fn decode<'b>(name: &str, bytes: &'b [u8]) -> Result<Cow<'b, str>, Vec<Diagnostic>> {
    // UTF-16 with a byte order mark is certain.
    let utf16 = match bytes {
        [0xFF, 0xFE, ..] => Some(encoding_rs::UTF_16LE),
        [0xFE, 0xFF, ..] => Some(encoding_rs::UTF_16BE),
        _ => None,
    };
    if let Some(encoding) = utf16
        && let (text, _, false) = encoding.decode(bytes)
    {
        return Ok(text);
    }
    crate::article::decode(name, bytes).map(Cow::Borrowed).map_err(|report| report.into_diagnostics())
}

/// Reads a text: which line is the title, the summary, the credits, is told by where it stands and what it looks like.
///
/// Every paragraph is in the article, or is named in its traces.
pub fn read(text: &str) -> Found {
    let mut paragraphs = lines::paragraphs(text);
    let mut reading = Reading::default();
    reading.found.line = paragraphs.first().map_or(0, |paragraph| paragraph.line);
    let headline = head::doubled(&paragraphs);
    if let Some((first, again)) = headline {
        reading.drop_doubled(&mut paragraphs, first, again);
    }
    let headline = headline.and_then(|(first, _)| paragraphs.get(first)).map(|paragraph| paragraph.key.clone());
    let signed = paragraphs.iter().position(|paragraph| credits::is_sure(&paragraph.text));
    let sorted = repeats::sort(paragraphs, headline.as_deref(), signed);
    let mut again = Vec::new();
    for (paragraph, line) in sorted.left_out {
        again.push(line);
        reading.trace(&paragraph, format!("repeats line {line}"));
    }
    let rest = reading.take_rim(sorted.kept, headline.as_deref());
    let rest = reading.take_credits(rest);
    let parts = head::split(rest, headline.as_deref(), &again);
    reading.finish(parts)
}

/// What stands about a text on lines of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rim {
    Date,
    Byline,
}

/// An article while it is made out.
#[derive(Debug, Default)]
struct Reading {
    found: Found,
    people: People,
}

impl Reading {
    fn trace(&mut self, paragraph: &Paragraph, part: impl Into<String>) {
        self.note(paragraph.line, part, &paragraph.text);
    }

    fn note(&mut self, line: usize, part: impl Into<String>, text: &str) {
        self.found.traces.push(Trace { line, part: part.into(), text: text.to_owned() });
    }

    /// Takes out the second headline, and any that follows a copy of it at once.
    fn drop_doubled(&mut self, paragraphs: &mut Vec<Paragraph>, first: usize, again: usize) {
        let Some(key) = paragraphs.get(first).map(|paragraph| paragraph.key.clone()) else { return };
        let mut kept: Vec<Paragraph> = Vec::with_capacity(paragraphs.len());
        for (n, paragraph) in std::mem::take(paragraphs).into_iter().enumerate() {
            let follows = kept.last().is_some_and(|before| before.key == key);
            if n == again || (paragraph.key == key && follows) {
                self.trace(&paragraph, "title, again");
            } else {
                kept.push(paragraph);
            }
        }
        *paragraphs = kept;
    }

    /// Takes out the lines at either end that are dates, and those near the beginning that name authors.
    fn take_rim(&mut self, paragraphs: Vec<Paragraph>, headline: Option<&str>) -> Vec<Paragraph> {
        let count = paragraphs.len();
        let mut kept: Vec<Paragraph> = Vec::with_capacity(count);
        // Where a byline was that stood below something else.
        let mut signed = None;
        let mut paragraphs = paragraphs.into_iter().enumerate().peekable();
        while let Some((n, paragraph)) = paragraphs.next() {
            let is_headline = headline == Some(paragraph.key.as_str());
            if is_headline || (n >= RIM && n + RIM < count) {
                kept.push(paragraph);
                continue;
            }
            let dated = n < RIM && paragraphs.peek().is_some_and(|(_, next)| date_line(&next.text).is_some());
            if signed.is_some() && n < RIM && signed == n.checked_sub(1) && credits::is_employer(&paragraph.text, dated)
            {
                self.trace(&paragraph, "byline");
                continue;
            }
            match self.take(&paragraph, n < RIM) {
                Some(Rim::Byline) if !kept.is_empty() => signed = Some(n),
                Some(_) => {}
                None => kept.push(paragraph),
            }
        }
        kept
    }

    /// Takes a paragraph that is nothing but a date or a byline, and says which.
    fn take(&mut self, paragraph: &Paragraph, early: bool) -> Option<Rim> {
        match date_line(&paragraph.text) {
            Some(When::Read { published, updated }) => {
                let slots = [(&mut self.found.published, published), (&mut self.found.updated, updated)];
                for (slot, read) in slots {
                    *slot = slot.or(read);
                }
                self.trace(paragraph, "date");
                return Some(Rim::Date);
            }
            Some(When::Unsure(why)) => {
                self.note(paragraph.line, UNSURE_DATE, &format!("{} ({why})", paragraph.text));
                return Some(Rim::Date);
            }
            None => {}
        }
        let byline = credits::byline(&paragraph.text, early);
        let byline = byline?;
        self.people.sign(byline.people);
        if let Some(When::Read { published, updated }) = byline.when {
            self.found.published = self.found.published.or(published);
            self.found.updated = self.found.updated.or(updated);
        }
        self.trace(paragraph, "byline");
        Some(Rim::Byline)
    }

    /// Takes out the credits at the end.
    fn take_credits(&mut self, mut paragraphs: Vec<Paragraph>) -> Vec<Paragraph> {
        let taken = credits::take(&mut paragraphs, &mut self.people);
        for (line, text) in taken {
            self.note(line, "credits", &text);
        }
        paragraphs
    }

    fn finish(mut self, parts: head::Parts) -> Found {
        for (slot, part, name) in [
            (&mut self.found.title, &parts.title, "title"),
            (&mut self.found.subtitle, &parts.subtitle, "subtitle"),
            (&mut self.found.summary, &parts.summary, "summary"),
        ] {
            if let Some(part) = part {
                part.text.clone_into(slot);
                self.found.traces.push(Trace { line: part.line, part: name.to_owned(), text: part.text.clone() });
            }
        }
        for paragraph in &parts.body {
            self.trace(paragraph, "body");
        }
        let beginning =
            parts.summary.iter().chain(parts.body.iter().take(2)).find_map(|paragraph| dateline(&paragraph.text));
        if let Some(date) = beginning.and_then(|beginning| beginning.date) {
            self.found.published.get_or_insert(date);
        }
        self.found.body = Body::Text(parts.body.into_iter().map(|paragraph| paragraph.text).collect());
        (self.found.authors, self.found.contributors) = self.people.settle();
        self.found.traces.sort_by_key(|trace| trace.line);
        self.found
    }
}
