//! From bytes to text, and from text to events: the ground every judgement of a feed stands on.

pub mod drive;
pub mod encoding;
pub mod feeder;
pub mod json;
mod near;
pub mod xml;

use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Rule, Span};

rules! {
    /// The document goes beyond a limit that keeps feedmill from running out of memory or time.
    ///
    /// Elements or values nest more than 1,000 deep, which no real feed comes near: it is most often the work of a
    /// program that never closes what it opens. In documents that are read piece by piece a single tag, comment or JSON
    /// string must not be longer than 16 MiB. Nothing behind that point is judged.
    VALIDATOR_LIMIT = Error "validator-limit";
}

/// How deep elements of XML, or values of JSON, may nest. Feeds at large stay below 50; web browsers stop at 512.
pub const MAX_DEPTH: usize = 1_000;

/// How many faults of well-formedness are told before a reader gives up on a document.
pub const MAX_FAULTS: usize = 25;

/// What a document has behind the window that is at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Behind {
    /// Nothing: the window is its end.
    #[default]
    Nothing,
    /// More, which comes with the next window, together with what could not be used of this.
    More,
    /// More, and windows do not become longer: text that fills this one is to be given in parts.
    MoreThanFits,
}

/// Something wrong, found where no report is at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where, in the document's text.
    pub span: Span,
    /// What, as [`Diagnostic::message`](crate::Diagnostic).
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl Fault {
    pub(crate) fn new(span: Span, message: impl Into<String>, help: impl Into<String>) -> Self {
        Fault { span, message: message.into(), help: help.into() }
    }

    /// Puts it on the report.
    pub(crate) fn flag(self, rule: &'static Rule, report: &mut Report) {
        report.flag(rule, self.span, self.message).help(self.help);
    }
}

/// How many characters of a text fit into a message.
const SHOWN: usize = 40;

/// `text` cut to what fits into a message, with what would not show made visible.
pub(crate) fn shown(text: &str) -> String {
    let mut out = String::new();
    for (n, c) in text.chars().enumerate() {
        if n == SHOWN {
            out.push('…');
            break;
        }
        let hidden =
            matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}');
        if hidden || c.is_control() {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}
