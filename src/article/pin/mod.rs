//! An id into an article's head, every other byte kept.
//!
//! Where it goes is tried, never trusted: [`edits`] proposes places, the nicest first, and what each would make of the
//! article is read again. It must be the same article in everything but its id, or nothing is changed at all.

mod edits;

use std::borrow::Cow;

use super::dialect::{self, Field, Fields};
use super::front_matter::{self, Front, Syntax};
use super::read::{self, Apart};
use super::{Article, Settings, SourceFile, address, encoding, read_apart};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Level, Place, Report, Span};
use crate::fields::{Kind, Table, Value};
use crate::text;
use edits::Edit;

rules! {
    /// An id was to be written into an article that is faulty.
    ///
    /// What its head says is not certain then, and no file is changed on a guess. Mend what is wrong with it, and run the
    /// command again.
    FAULTY_PIN = Error "pin-in-faulty-article";

    /// An id was to be written into the head of an article, and no place was found for it where all else would stay as it
    /// is.
    ///
    /// The file was left alone. Write the id into the head by hand, as the finding shows. An id that holds a line break or another
    /// control character has no place anywhere: to readers, that article will be new, once.
    UNPLACED_PIN = Error "pin-without-place";
}

/// What became of an article into which an id was to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pinned {
    /// It has that id already.
    Already,
    /// One file is to be rewritten.
    Rewritten {
        /// Whether that is the sidecar, not the article itself.
        in_sidecar: bool,
        /// All that is to be in it.
        bytes: Vec<u8>,
        /// Where the id then stands in it.
        place: Option<Place>,
    },
}

/// Writes `id` into the head of an article, or of its sidecar: in the place of the id that counts, else in a line of its
/// own. What is no IRI can be an article's `guid` alone, the id as RSS and JSON Feed carry it, and is written as that. Nothing is
/// written to disk.
///
/// Comments, line ends, a byte order mark and everything else stay byte for byte. The article reads the same but for its id.
///
/// ```
/// use feedmill::article::{Pinned, Settings, SourceFile, pin};
///
/// let bytes = b"---\ntitle: Grain # up\ndate: 2026-11-20\n---\nPrices rise.\n";
/// let file = SourceFile { path: "grain.md", below: "grain.md", bytes, sidecar: None };
/// let pinned = pin(&file, "https://old.example/grain", &Settings::default()).unwrap();
/// let Pinned::Rewritten { bytes, .. } = pinned else { panic!() };
/// let wanted = "---\ntitle: Grain # up\ndate: 2026-11-20\nid: \"https://old.example/grain\"\n---\nPrices rise.\n";
/// assert_eq!(bytes, wanted.as_bytes());
/// ```
///
/// # Errors
/// The article is faulty, the id can be no article's, or no place was found for it. What to do is said.
pub fn pin(file: &SourceFile, id: &str, settings: &Settings) -> Result<Pinned, Box<Diagnostic>> {
    let before = read_apart(file, settings);
    let Some(article) = &before.article else { return Err(Box::new(faulty(file, &before.found))) };
    let Some(pin) = Pin::of(article, id) else { return Err(Box::new(unkept(article, id))) };
    if pin.is_in(article) {
        return Ok(Pinned::Already);
    }
    let unplaced = |syntax| Box::new(unplaced(article, pin, syntax));
    let Some(head) = Head::of(file) else { return Err(unplaced(Syntax::Toml)) };
    let Some(fields) = head.fields() else { return Err(unplaced(head.syntax)) };
    for edit in head.edits(&fields, pin) {
        let bytes = edit.applied(head.bytes);
        let changed = match file.sidecar {
            Some((path, _)) => SourceFile { sidecar: Some((path, &bytes)), ..*file },
            None => SourceFile { bytes: &bytes, ..*file },
        };
        let after = read_apart(&changed, settings);
        let place = after.article.as_ref().and_then(|article| pin.place(article));
        if is_same(&before, &after, pin)
            && let Some(head) = Head::of(&changed)
            && head.fields().is_some_and(|after| is_same_head(&fields, &after, pin.field))
        {
            return Ok(Pinned::Rewritten { in_sidecar: file.sidecar.is_some(), bytes, place });
        }
    }
    Err(unplaced(head.syntax))
}

/// What is written, and as what.
#[derive(Clone, Copy)]
struct Pin<'p> {
    /// `id` or `guid`.
    field: Field,
    /// Its value.
    value: &'p str,
}

impl<'p> Pin<'p> {
    /// The id as what the article can keep it; `None` where it cannot.
    fn of(article: &Article, id: &'p str) -> Option<Pin<'p>> {
        // Atom's validators take no other characters, though an author may.
        let as_id = address::id_fault(id).is_none() && id.is_ascii() && text::line(id) == id;
        // Where there is a guid alone, and that is an IRI, it is the id: it gives way.
        let counts = article.guid.as_deref().filter(|guid| article.id.is_none() && address::id_fault(guid).is_none());
        let field = if as_id && counts.is_none() { Field::Id } else { Field::Guid };
        (as_id || address::guid_fault(id).is_none()).then_some(Pin { field, value: id })
    }

    fn is_guid(self) -> bool {
        self.field == Field::Guid
    }

    /// Its name in heads.
    fn key(self) -> &'static str {
        if self.is_guid() { "guid" } else { "id" }
    }

    /// Whether the article has it.
    fn is_in(self, article: &Article) -> bool {
        let has = if self.is_guid() { &article.guid } else { &article.id };
        has.as_deref() == Some(self.value)
    }

    /// Where it stands.
    fn place(self, article: &Article) -> Option<Place> {
        if self.is_guid() { article.marks.guid } else { article.marks.id }
    }
}

/// Where a head is.
struct Head<'b> {
    /// What it is written in.
    syntax: Syntax,
    /// All of its file.
    bytes: &'b [u8],
    /// How many bytes stand before the text: a byte order mark.
    skipped: usize,
    /// The text up to the head's end, as the parser sees it.
    text: Cow<'b, str>,
    /// The head as it is written.
    written: &'b str,
    /// Where it begins in the text.
    start: usize,
}

impl<'b> Head<'b> {
    fn of(file: &SourceFile<'b>) -> Option<Head<'b>> {
        let (path, bytes) = file.sidecar.unwrap_or((file.path, file.bytes));
        let text = encoding::decode(path, bytes).ok()?;
        let skipped = bytes.len() - text.len();
        let (syntax, inside) = match file.sidecar {
            Some(_) => (Syntax::Toml, Span::new(0, text.len())),
            None => match front_matter::find(text, dialect::is_known, false) {
                Front::Head { syntax, inside, .. } => (syntax, inside),
                _ => return None,
            },
        };
        let written = text.get(inside.start..inside.end)?;
        let text = match text::find_forbidden(written) {
            // As an article's own head is read.
            Some(_) if file.sidecar.is_none() => {
                Cow::Owned(format!("{}{}", text.get(..inside.start)?, text::without_forbidden(written)))
            }
            _ => Cow::Borrowed(text.get(..inside.end)?),
        };
        Some(Head { syntax, bytes, skipped, text, written, start: inside.start })
    }

    fn fields(&self) -> Option<Table<'_>> {
        let mut report = Report::new("", &self.text);
        read::parse_fields(self.syntax, Span::new(self.start, self.text.len()), &mut report)
    }

    /// What may be done to its file's bytes, the nicest first.
    fn edits(&self, table: &Table, pin: Pin) -> Vec<Edit> {
        let edits = edits::edits(self.syntax, &self.text, self.start, table, pin);
        edits.into_iter().map(|edit| Edit { start: self.byte(edit.start), end: self.byte(edit.end), ..edit }).collect()
    }

    /// The byte of the file that is byte `at` of the text, which may lack characters of the head.
    fn byte(&self, at: usize) -> usize {
        let Some(below) = at.checked_sub(self.start) else { return self.skipped + at };
        if matches!(self.text, Cow::Borrowed(_)) {
            return self.skipped + at;
        }
        let mut seen = 0;
        let found = self.written.char_indices().find(|(_, c)| {
            let here = seen == below && text::is_xml_char(*c);
            seen += if text::is_xml_char(*c) { c.len_utf8() } else { 0 };
            here
        });
        self.skipped + self.start + found.map_or(self.written.len(), |(at, _)| at)
    }
}

/// Whether only the id is another one.
fn is_same(before: &Apart, after: &Apart, pin: Pin) -> bool {
    let (Some(old), Some(new)) = (&before.article, &after.article) else { return false };
    let rules = |found: &[Diagnostic]| found.iter().map(|found| found.rule.name).collect::<Vec<_>>();
    pin.is_in(new)
        && before.body == after.body
        && rules(&before.found) == rules(&after.found)
        && without_places(old, pin) == without_places(new, pin)
}

/// An article without its id, and without what moves when a line comes in.
fn without_places(article: &Article, pin: Pin) -> Article {
    let mut article = article.clone();
    *(if pin.is_guid() { &mut article.guid } else { &mut article.id }) = None;
    article.marks =
        super::Marks { in_sidecar: article.marks.in_sidecar, undated: article.marks.undated, ..<_>::default() };
    article.body.first_line = 0;
    article.authors.iter_mut().chain(&mut article.contributors).for_each(|byline| byline.place = None);
    article.image.iter_mut().for_each(|image| image.place = None);
    article.enclosures.iter_mut().for_each(|enclosure| enclosure.place = None);
    article
}

/// Whether two heads have the same fields in the same order, but for the one that is the id in the second.
fn is_same_head(before: &Table, after: &Table, field: Field) -> bool {
    let mut report = Report::new("", "");
    let fields = Fields::of(after, &mut report);
    let Some((key, _)) = fields.get(field) else { return false };
    is_same_table(before, after, Some(&key.name))
}

fn is_same_table(one: &Table, other: &Table, but: Option<&str>) -> bool {
    let fields = |table: &Table| table.entries.iter().filter(|(key, _)| but != Some(&*key.name)).count();
    let one_by_one = |table| {
        let Table { entries, .. }: &Table = table;
        entries.iter().filter(|(key, _)| but != Some(&*key.name))
    };
    fields(one) == fields(other)
        && one_by_one(one).zip(one_by_one(other)).all(|((a, x), (b, y))| a.name == b.name && is_same_value(x, y))
}

/// Whether two values are the same, wherever they stand. Parsers see to it that they are not nested deeply.
fn is_same_value(one: &Value, other: &Value) -> bool {
    match (&one.kind, &other.kind) {
        (Kind::List(a), Kind::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same_value(a, b)),
        (Kind::Table(a), Kind::Table(b)) => is_same_table(a, b, None),
        // What is no number is itself all the same.
        (Kind::Float(a), Kind::Float(b)) => a.to_bits() == b.to_bits(),
        (a, b) => a == b,
    }
}

fn faulty(file: &SourceFile, found: &[Diagnostic]) -> Diagnostic {
    let fault = found.iter().find(|found| found.level == Level::Error);
    let path = fault.map_or_else(|| file.path.into(), |fault| fault.file.clone());
    let why = fault.map_or(String::new(), |fault| format!(": {}", fault.message));
    let mut found =
        Diagnostic::new(&FAULTY_PIN, path, format!("no id is written into this article, it is faulty{why}"));
    found.at(fault.and_then(|fault| fault.place));
    found.help(fault.and_then(|fault| fault.help.clone()).unwrap_or_else(|| "mend it and run this again".to_owned()));
    found
}

/// What no article can have.
fn unkept(article: &Article, id: &str) -> Diagnostic {
    let shown: String = id.chars().take(100).flat_map(char::escape_default).collect();
    let fault = address::guid_fault(id).unwrap_or("is none");
    let message = format!("the published id `{shown}` {fault}, so this article cannot keep it");
    let mut found = Diagnostic::new(&UNPLACED_PIN, article.head_file(), message);
    found.at(article.marks.id.or(article.marks.title)).param("id", id).help(
        "the article will be new to readers, once: `--accept-id-changes` publishes it under the id that it has now",
    );
    found
}

fn unplaced(article: &Article, pin: Pin, syntax: Syntax) -> Diagnostic {
    let (key, value, quoted) = (pin.key(), pin.value, text::quoted(pin.value));
    let line = match syntax {
        Syntax::Toml => format!("{key} = {quoted}"),
        Syntax::Yaml => format!("{key}: {quoted}"),
        Syntax::Json => format!("\"{key}\": {quoted}"),
        Syntax::Lines => format!("{}: {value}", if pin.is_guid() { "Guid" } else { "Id" }),
    };
    let (message, help) = match pin.place(article) {
        Some(_) => {
            ("the id cannot be replaced here with all else left as it is", format!("write `{line}` in its place"))
        }
        None => ("no id can be put into this head with all else left as it is", format!("add `{line}` by hand")),
    };
    let mut found = Diagnostic::new(&UNPLACED_PIN, article.head_file(), message);
    found.at(pin.place(article).or(article.marks.title)).param("id", value).help(help);
    found
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
