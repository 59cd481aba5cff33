//! What a piece of text must be: dates, addresses, languages, numbers, HTML. Pure functions from text to what is wrong
//! with it; they know neither elements nor documents.

mod chars;
pub mod date;
pub mod email;
pub mod geo;
pub mod html;
pub mod itunes;
pub mod lang;
pub mod media;
pub mod media_rss;
pub mod number;
pub mod opensearch;
pub mod plain;
pub mod podcast;
pub mod shop;
pub mod text;
pub mod uri;

pub use chars::strip;

use std::ops::Range;

use crate::diagnostic::Rule;

/// The rules of this part, a file at a time.
pub(crate) static RULES: &[&[&Rule]] = &[
    date::RULES,
    email::RULES,
    geo::RULES,
    itunes::RULES,
    lang::RULES,
    media::RULES,
    media_rss::RULES,
    number::RULES,
    opensearch::RULES,
    plain::RULES,
    podcast::RULES,
    shop::RULES,
    text::RULES,
    uri::RULES,
];

/// What is wrong with a piece of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The rule that is broken.
    pub rule: &'static Rule,
    /// What is wrong, as [`Diagnostic::message`](crate::Diagnostic).
    pub message: String,
    /// How to mend it.
    pub help: String,
    /// The parts of the message, by name; the element and its parent are added where they are known.
    pub params: Vec<(&'static str, String)>,
    /// Which bytes of the text are meant; `None` for all of it.
    pub at: Option<Range<usize>>,
}

impl Flaw {
    /// A flaw of all of the text.
    pub fn new(rule: &'static Rule, message: impl Into<String>, help: impl Into<String>) -> Self {
        Flaw { rule, message: message.into(), help: help.into(), params: Vec::new(), at: None }
    }

    /// Says which bytes are meant.
    pub fn at(mut self, range: Range<usize>) -> Self {
        self.at = Some(range);
        self
    }

    /// Names a part of the message.
    pub fn param(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.push((name, value.into()));
        self
    }
}
