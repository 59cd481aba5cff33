//! Findings as data: what is wrong, in which file, where, and how to mend it.

pub mod catalog;
mod excerpt;
pub mod github;
#[cfg(feature = "cli")]
pub mod human;
pub mod json;
#[cfg(any(feature = "cli", feature = "serve"))]
#[cfg_attr(not(all(feature = "cli", feature = "serve")), allow(dead_code))]
pub(crate) mod lines;
mod place;
mod report;
pub mod rule;
pub mod sarif;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use excerpt::Excerpt;
pub use place::Place;
pub use report::{MOST_OF_A_RULE, Report};
pub use rule::Rule;

/// How bad a finding is. Ordered: an error is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
    /// The line there, where the document's text is not kept: it was read piece by piece.
    pub excerpt: Option<Excerpt>,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// Other places this finding is about.
    pub related: Vec<Related>,
    /// The parts of the message, by name, for programs.
    pub params: Vec<(Cow<'static, str>, String)>,
}

impl Diagnostic {
    /// A finding about a whole file.
    pub fn new(rule: &'static Rule, file: impl Into<Arc<str>>, message: impl Into<String>) -> Self {
        Diagnostic {
            rule,
            level: rule.level,
            file: file.into(),
            place: None,
            excerpt: None,
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
        self.params.push((name.into(), value.into()));
        self
    }
}
