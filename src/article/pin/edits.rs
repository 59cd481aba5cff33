//! Where in a head an id may be written, the nicest place first. Each must be tried: see [`super::pin`].

use super::Pin;
use crate::article::dialect::{Field, Fields};
use crate::article::front_matter::Syntax;
use crate::diagnostic::Report;
use crate::fields::{Key, Table, Value};
use crate::text;

/// A change of a text: what stands from byte `start` up to `end` gives way to `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) text: String,
}

impl Edit {
    fn insert(at: usize, text: String) -> Edit {
        Edit { start: at, end: at, text }
    }

    /// The text after the change.
    pub(super) fn applied(&self, bytes: &[u8]) -> Vec<u8> {
        let before = bytes.get(..self.start).unwrap_or(bytes);
        let behind = bytes.get(self.end..).unwrap_or_default();
        [before, self.text.as_bytes(), behind].concat()
    }
}

/// What may be done to `text`, which ends with a head that begins at byte `start` and has these fields.
pub(super) fn edits(syntax: Syntax, text: &str, start: usize, table: &Table, pin: Pin) -> Vec<Edit> {
    let mut report = Report::new("", text);
    let fields = Fields::of(table, &mut report);
    let name = pin.key();
    let value = if syntax == Syntax::Lines { pin.value.to_owned() } else { text::quoted(pin.value) };
    let mut edits = Vec::new();
    let head = Head { text, start };
    if let Some((key, old)) = fields.written(pin.field) {
        head.replace(syntax, key, old, &value, &mut edits);
    }
    let named = [Field::Slug, Field::Date, Field::PublishDate, Field::Published, Field::Title];
    let named: Vec<_> = named.iter().filter_map(|field| fields.get(*field)).collect();
    match syntax {
        Syntax::Toml => {
            let line = format!("{name} = {value}");
            edits.extend(named.iter().filter_map(|(key, value)| head.below(key, value, &line)));
            edits.push(head.above(start, &line));
        }
        Syntax::Yaml => {
            let line = format!("{name}: {value}");
            edits.extend(named.iter().filter_map(|(key, value)| head.below(key, value, &line)));
            if let Some(first) = table.entries.iter().map(|(key, _)| key.span.start).min() {
                edits.extend(head.in_braces(first, name, &value));
                edits.push(head.above(first, &line));
                edits.push(head.at_end(first, &line));
            }
        }
        Syntax::Json => edits.extend(head.in_object(table, named.first().map(|(key, _)| *key), name, &value)),
        Syntax::Lines => {
            let line = format!("{}: {value}", head.cased(table, name));
            edits.extend(named.iter().filter_map(|(key, value)| head.below(key, value, &line)));
            edits.push(head.above(start, &line));
        }
    }
    edits
}

/// A text that ends with a head.
#[derive(Clone, Copy)]
struct Head<'t> {
    text: &'t str,
    /// Where the head begins.
    start: usize,
}

impl Head<'_> {
    fn cut(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Where the line begins that byte `at` is on.
    fn line_start(&self, at: usize) -> usize {
        let before = self.text.as_bytes().get(self.start..at).unwrap_or_default();
        self.start + memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)
    }

    /// Where the next line begins, or the text ends.
    fn line_end(&self, at: usize) -> usize {
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        memchr::memchr(b'\n', rest).map_or(self.text.len(), |length| at + length + 1)
    }

    /// The end of the line that byte `at` is on, as it is written; where that is the last one, as the first one's is.
    fn line_break(&self, at: usize) -> &'static str {
        let line = self.cut(at, self.line_end(at));
        let line = if line.ends_with('\n') { line } else { self.cut(0, self.line_end(0)) };
        if line.ends_with("\r\n") { "\r\n" } else { "\n" }
    }

    /// Another value for a field.
    fn replace(&self, syntax: Syntax, key: &Key, old: &Value, value: &str, edits: &mut Vec<Edit>) {
        let (start, end) = (old.span.start, old.span.end);
        if start < end {
            edits.push(Edit { start, end, text: value.to_owned() });
        }
        if matches!(syntax, Syntax::Toml | Syntax::Json) {
            return;
        }
        let behind = self.text.get(key.span.end..).unwrap_or_default();
        let colon = behind.trim_start_matches([' ', '\t']).starts_with(':');
        let colon = behind.find(':').filter(|_| colon).map(|at| key.span.end + at + 1);
        match colon {
            // A value with marks before it, as that of a text of several lines.
            Some(colon) if start < end && colon <= start => {
                if !self.cut(colon, start).contains('#') {
                    edits.push(Edit { start: colon, end, text: format!(" {value}") });
                }
            }
            Some(colon) => edits.push(Edit::insert(colon, format!(" {value}"))),
            None => edits.push(Edit::insert(key.span.end, format!(": {value}"))),
        }
    }

    /// A line below that of a field, indented as that is; where the field is all on one line and has it for itself.
    fn below(&self, key: &Key, value: &Value, line: &str) -> Option<Edit> {
        let indent = self.cut(self.line_start(key.span.start), key.span.start);
        let end = key.span.end.max(value.span.end);
        let alone =
            !self.cut(key.span.start, end).contains(['\n', '\r']) && indent.bytes().all(|b| b == b' ' || b == b'\t');
        // A value that is taken from elsewhere, by a merge.
        if !alone || key.span.start > value.span.start {
            return None;
        }
        let next = self.line_end(end);
        let line_break = self.line_break(end);
        Some(match self.text.get(..next).is_some_and(|text| text.ends_with('\n')) {
            true => Edit::insert(next, format!("{indent}{line}{line_break}")),
            false => Edit::insert(next, format!("{line_break}{indent}{line}")),
        })
    }

    /// What the line of byte `at` begins with before anything stands on it.
    fn indent(&self, at: usize) -> &str {
        let start = self.line_start(at);
        let line = self.cut(start, at);
        self.cut(start, start + (line.len() - line.trim_start_matches(' ').len()))
    }

    /// A line above that of byte `at`, indented as that is.
    fn above(&self, at: usize, line: &str) -> Edit {
        Edit::insert(self.line_start(at), format!("{}{line}{}", self.indent(at), self.line_break(at)))
    }

    /// A last line, indented as that of byte `at` is.
    fn at_end(&self, at: usize, line: &str) -> Edit {
        Edit::insert(self.text.len(), format!("{}{line}{}", self.indent(at), self.line_break(at)))
    }

    /// A first field between the braces of a YAML mapping whose first key is at byte `first`.
    fn in_braces(&self, first: usize, name: &str, value: &str) -> Option<Edit> {
        let before = self.cut(self.start, first);
        let brace = self.start + before.rfind('{')? + 1;
        let space = self.cut(brace, first);
        let quote = if self.cut(first, first + 1) == "\"" { "\"" } else { "" };
        let name = format!("{quote}{name}{quote}");
        Some(match (space.trim().is_empty(), space.contains('\n')) {
            (true, true) => Edit::insert(first, format!("{name}: {value},{space}")),
            (true, false) => Edit::insert(first, format!("{name}: {value}, ")),
            (false, _) => Edit::insert(brace, format!("{name}: {value}, ")),
        })
    }

    /// A member of a JSON object behind the one named `beside`, else behind the first; written as its neighbours are.
    fn in_object(&self, table: &Table, beside: Option<&Key>, name: &str, value: &str) -> Option<Edit> {
        let members = &table.entries;
        let at = members.iter().position(|(key, _)| beside.is_some_and(|beside| beside.span == key.span)).unwrap_or(0);
        let (key, old) = members.get(at)?;
        let space = match members.get(at + 1) {
            Some((next, _)) => self.cut(old.span.end, next.span.start).trim_start().strip_prefix(','),
            None => {
                let before = self.cut(self.start, key.span.start);
                before.get(before.trim_end().len()..)
            }
        };
        let colon = self.cut(key.span.end, old.span.start);
        Some(Edit::insert(old.span.end, format!(",{}\"{name}\"{colon}{value}", space.unwrap_or(" "))))
    }

    /// `id` or `guid` as the first name of a head of `Key: value` lines is written.
    fn cased(&self, table: &Table, name: &str) -> String {
        let first = table.entries.first().map_or("", |(key, _)| self.cut(key.span.start, key.span.end));
        let is_upper = |c: char| c.is_ascii_uppercase();
        match (first.starts_with(is_upper), first.chars().skip(1).any(|c| c.is_ascii_lowercase())) {
            (true, false) => name.to_ascii_uppercase(),
            (true, true) => (if name == "id" { "Id" } else { "Guid" }).to_owned(),
            (false, _) => name.to_owned(),
        }
    }
}
