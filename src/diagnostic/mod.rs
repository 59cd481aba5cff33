//! Findings as data: what is wrong, in which file, where, and how to mend it.

pub mod catalog;
pub mod github;
#[cfg(feature = "cli")]
pub mod human;
pub mod json;
#[cfg(feature = "cli")]
mod lines;
pub mod rule;
pub mod sarif;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

pub use rule::Rule;

/// How bad a finding is. Ordered: an error is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Worth knowing.
    Info,
    /// Works, but not as its author means it.
    Warning,
    /// Does not work.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
        })
    }
}

/// A range of bytes in a document, end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Span { start, end }
    }

    /// The same range, `offset` bytes further on.
    pub fn shifted(self, offset: usize) -> Self {
        Span::new(self.start + offset, self.end + offset)
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Span::new(range.start, range.end)
    }
}

/// Where in a file a finding lies. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The first character's column.
    pub column: u32,
    /// How many characters of that line are meant; at least 1.
    pub width: u32,
}

impl Place {
    /// Where `span` lies in `text`, whose first line is number `first_line` of its file.
    ///
    /// A span over several lines is cut at the end of its first. Out-of-range spans point at the end.
    pub fn of(text: &str, span: Span, first_line: u32) -> Self {
        let start = floor_boundary(text, span.start);
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = &text[start..];
        let line_end = rest.find(['\n', '\r']).unwrap_or(rest.len());
        let end = floor_boundary(text, span.end.clamp(start, start + line_end));
        Place {
            line: first_line + count(memchr::memchr_iter(b'\n', before.as_bytes()).count()),
            column: 1 + count(text[line_start..start].chars().count()),
            width: count(text[start..end].chars().count()).max(1),
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX - 1)
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A second place that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The file, as [`Diagnostic::file`].
    pub file: Arc<str>,
    /// Where in it, if anywhere.
    pub place: Option<Place>,
    /// What is there.
    pub label: String,
}

/// One finding.
#[derive(Debug, Clone)]
pub struct Diagnostic {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// How bad it is here.
    pub level: Level,
    /// The file it is in, as the user would name it, with `/` between folders.
    pub file: Arc<str>,
    /// Where in the file; `None` where the file as a whole is meant.
    pub place: Option<Place>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Other places this finding is about.
    pub related: Vec<Related>,
    /// The parts of the message, by name, for programs.
    pub params: Vec<(&'static str, String)>,
}

impl Diagnostic {
    /// A finding about a whole file.
    pub fn new(rule: &'static Rule, file: impl Into<Arc<str>>, message: impl Into<String>) -> Self {
        Diagnostic {
            rule,
            level: rule.level,
            file: file.into(),
            place: None,
            message: message.into(),
            help: None,
            related: Vec::new(),
            params: Vec::new(),
        }
    }

    /// Sets the place.
    pub fn at(&mut self, place: impl Into<Option<Place>>) -> &mut Self {
        self.place = place.into();
        self
    }

    /// Says how to mend it.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    /// Points at another place that this is about.
    pub fn related(&mut self, file: Arc<str>, place: Option<Place>, label: impl Into<String>) -> &mut Self {
        self.related.push(Related { file, place, label: label.into() });
        self
    }

    /// Names a part of the message, for programs.
    pub fn param(&mut self, name: &'static str, value: impl Into<String>) -> &mut Self {
        self.params.push((name, value.into()));
        self
    }
}

/// The findings about one document, while it is being read.
#[derive(Debug)]
pub struct Report<'t> {
    file: Arc<str>,
    text: &'t str,
    first_line: u32,
    diagnostics: Vec<Diagnostic>,
}

impl<'t> Report<'t> {
    /// An empty report on `text`, which is the whole of `file`.
    pub fn new(file: impl Into<Arc<str>>, text: &'t str) -> Self {
        Self::from_line(file, text, 1)
    }

    /// An empty report on `text`, whose first line is number `first_line` of `file`.
    pub fn from_line(file: impl Into<Arc<str>>, text: &'t str, first_line: u32) -> Self {
        Report { file: file.into(), text, first_line, diagnostics: Vec::new() }
    }

    /// Adds a finding about the bytes in `span`.
    pub fn flag(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let place = self.place(span);
        let diagnostic = self.flag_file(rule, message);
        diagnostic.place = Some(place);
        diagnostic
    }

    /// Adds a finding about the file as a whole.
    pub fn flag_file(&mut self, rule: &'static Rule, message: impl Into<String>) -> &mut Diagnostic {
        self.diagnostics.push_mut(Diagnostic::new(rule, self.file.clone(), message))
    }

    /// Where `span` lies.
    pub fn place(&self, span: Span) -> Place {
        Place::of(self.text, span, self.first_line)
    }

    /// The document's text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// The file's name, as shown.
    pub fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// Whether an error was found.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|d| d.level == Level::Error)
    }

    /// The findings so far.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The findings, in the order they were made.
    pub fn into_diagnostics(self) -> Vec<Diagnostic> {
        self.diagnostics
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        let text = "a\nбв = 1\r\nc";
        let at = text.find('в').unwrap();
        assert_eq!(Place::of(text, Span::new(at, at + 2), 1), Place { line: 2, column: 2, width: 1 });
        assert_eq!(Place::of(text, Span::new(at, text.len()), 5), Place { line: 6, column: 2, width: 5 });
        assert_eq!(Place::of(text, Span::new(999, 1000), 1), Place { line: 3, column: 2, width: 1 });
    }
}
