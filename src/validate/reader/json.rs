//! A strict reader of JSON: events with their places, and every fault. Spec: RFC 8259.
//!
//! ```
//! use feedmill::diagnostic::Report;
//! use feedmill::validate::reader::json::{Event, Reader};
//!
//! let text = r#"{"title": "Tea \u0026 bread"}"#;
//! let mut report = Report::new("feed.json", text);
//! let mut reader = Reader::new(text);
//! let mut texts = Vec::new();
//! while let Some(event) = reader.next(&mut report) {
//!     if let Event::Key(text) | Event::Text(text) = event {
//!         texts.push(text.value());
//!     }
//! }
//! assert_eq!(texts, ["title", "Tea & bread"]);
//! ```

mod text;
mod window;

use std::borrow::Cow;
use std::collections::HashSet;

#[cfg(test)]
pub(crate) use tests::INVALID;
pub use text::Text;
pub use window::State;

use super::{Behind, Fault, MAX_DEPTH, MAX_FAULTS, SHOWN, VALIDATOR_LIMIT, shown};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Rule, Span};
use text::is_number;

rules! {
    /// The document is not valid JSON.
    ///
    /// Readers stop at the first such fault and show nothing of the feed. Have a program write it, rather than put it
    /// together from pieces of text. Spec: RFC 8259.
    INVALID_JSON = Error "json-error", own;

    /// An object names the same member twice.
    ///
    /// One reader keeps the first, another the last, a third refuses the document. Spec: RFC 8259, section 4.
    DUPLICATE_KEY = Error "duplicate-key", own;

    /// A text holds half of a pair of surrogates, such as `\ud83d` with nothing behind it.
    ///
    /// It stands for no character; readers show `�` or refuse the document. Most often an emoji was cut in two.
    /// Spec: RFC 8259, section 8.2.
    LONE_SURROGATE = Error "lone-surrogate", own;
}

/// So many bytes of keys are compared; those behind are compared with them only.
const MOST_KEYS: usize = 16 << 20;

/// Up to this many keys of an object, comparing each with each beats hashing.
const FEW: usize = 16;

/// A piece of a document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Event<'t> {
    /// `{`, with its place.
    StartObject(Span),
    /// `}`, with its place.
    EndObject(Span),
    /// `[`, with its place.
    StartArray(Span),
    /// `]`, with its place.
    EndArray(Span),
    /// The name of a member, whose value comes next.
    Key(Text<'t>),
    /// A string.
    Text(Text<'t>),
    /// A number as written, and its place.
    Number(&'t str, Span),
    /// `true` or `false`, and its place.
    Bool(bool, Span),
    /// `null`, with its place.
    Null(Span),
}

/// Gives the events of a document one by one; see the [module](self).
///
/// After a fault it goes on where sense can be made of what follows, and otherwise ends.
#[derive(Debug)]
pub struct Reader<'t> {
    text: &'t str,
    /// Where in the document `text` begins, which may be but a window of it.
    base: usize,
    at: usize,
    open: Vec<Open>,
    /// The keys of all open objects, those of the innermost last.
    keys: Vec<Cow<'t, str>>,
    /// How many bytes the keys take.
    kept: usize,
    expected: Expected,
    faults: usize,
    /// Whether the document goes on behind this window.
    more: bool,
    starved: bool,
    /// Faults in a piece that may turn out to be cut by the end of the window.
    waiting: Vec<(&'static Rule, Fault)>,
}

/// An open object or array.
#[derive(Debug)]
struct Open {
    /// Where it begins.
    span: Span,
    object: bool,
    /// Where its keys begin in `keys`.
    keys: usize,
    /// How many bytes they take.
    kept: usize,
    /// Its keys again, once they are many.
    many: Option<HashSet<Box<str>>>,
}

/// What has to come next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Expected {
    #[default]
    Value,
    /// A value, or the end of the array that has just begun.
    ValueOrEnd,
    Key,
    /// A key, or the end of the object that has just begun.
    KeyOrEnd,
    CommaOrEnd,
    /// Nothing more.
    End,
    /// The reader has given up, or is through.
    Done,
}

impl<'t> Reader<'t> {
    /// A reader at the start of `text`, which has no byte order mark.
    pub fn new(text: &'t str) -> Self {
        State::default().resume(text, Behind::Nothing)
    }

    /// How many objects and arrays are open, the one just started included and the one just ended not.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// How many faults were found so far.
    pub fn faults(&self) -> usize {
        self.faults
    }

    /// The next piece of the document; `None` at its end, or where faults make it senseless to go on.
    ///
    /// Faults on the way go to `report`, which must be on the text that the reader was made of.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self, report: &mut Report) -> Option<Event<'t>> {
        if self.more { self.step_in_window(report) } else { self.step(report) }
    }

    fn step(&mut self, report: &mut Report) -> Option<Event<'t>> {
        loop {
            if self.expected == Expected::Done {
                return None;
            }
            self.skip_space();
            let Some(next) = self.peek() else {
                if !self.starves() {
                    self.end_of_text(report);
                }
                return None;
            };
            let start = self.at;
            match (self.expected, next) {
                (Expected::CommaOrEnd, b',') => {
                    self.at += 1;
                    let object = self.open.last().is_some_and(|open| open.object);
                    self.expected = if object { Expected::Key } else { Expected::Value };
                    self.trailing_comma(start, report);
                    if self.starved {
                        return None;
                    }
                }
                (Expected::CommaOrEnd | Expected::KeyOrEnd, b'}') if self.in_object() => return Some(self.end(start)),
                (Expected::CommaOrEnd | Expected::ValueOrEnd, b']') if !self.in_object() => {
                    return Some(self.end(start));
                }
                (Expected::Key | Expected::KeyOrEnd, b'"') => {
                    let key = self.string(report)?;
                    self.skip_space();
                    if self.peek().is_none() && self.starves() {
                        return None;
                    }
                    self.expected = Expected::Value;
                    self.key(key, report);
                    if self.peek() != Some(b':') {
                        self.stop("`:` behind the member's name", report);
                        return None;
                    }
                    self.at += 1;
                    return Some(Event::Key(key));
                }
                (Expected::Value | Expected::ValueOrEnd, _) => return self.value(next, report),
                (Expected::CommaOrEnd, b'"' | b'{' | b'[') => {
                    let message = "no comma between two values";
                    self.fault(self.span(start, start + 1), message, "add `,` before this", report);
                    self.expected = if self.in_object() { Expected::Key } else { Expected::Value };
                }
                (Expected::End, _) => {
                    let what = self.rest().trim_end();
                    if what.chars().nth(SHOWN).is_none() && self.starves() {
                        return None;
                    }
                    let (what, span) = (shown(what), self.span(start, start + what.len()));
                    self.fault(span, format!("text behind the end of the document: `{what}`"), "remove it", report);
                    self.expected = Expected::Done;
                }
                (Expected::Key | Expected::KeyOrEnd, _) => self.stop("a member's name in double quotes", report),
                _ => {
                    let end = if self.in_object() { "`,` or `}`" } else { "`,` or `]`" };
                    self.stop(end, report);
                }
            }
        }
    }

    fn value(&mut self, next: u8, report: &mut Report) -> Option<Event<'t>> {
        let start = self.at;
        let span = self.span(start, start + 1);
        let behind = if self.open.is_empty() { Expected::End } else { Expected::CommaOrEnd };
        match next {
            b'{' | b'[' => {
                if self.open.len() >= MAX_DEPTH {
                    let message = format!("values nest more than {MAX_DEPTH} deep");
                    self.fault_of(
                        &VALIDATOR_LIMIT,
                        span,
                        message,
                        "feeds nest some ten at most; close each value before the next",
                        report,
                    );
                    self.expected = Expected::Done;
                    return None;
                }
                self.at += 1;
                let object = next == b'{';
                self.open.push(Open { span, object, keys: self.keys.len(), kept: 0, many: None });
                self.expected = if object { Expected::KeyOrEnd } else { Expected::ValueOrEnd };
                Some(if object { Event::StartObject(span) } else { Event::StartArray(span) })
            }
            b'"' => {
                let text = self.string(report)?;
                self.expected = behind;
                Some(Event::Text(text))
            }
            b'-' | b'+' | b'.' | b'0'..=b'9' => {
                let (raw, span) = self.word()?;
                if !is_number(raw) {
                    let help = "write it as `12`, `-1.5` or `2e3`: no sign `+`, no zero in front, digits on both sides of the point";
                    self.fault(span, format!("`{}` is no number", shown(raw)), help, report);
                }
                self.expected = behind;
                Some(Event::Number(raw, span))
            }
            b'a'..=b'z' | b'A'..=b'Z' => {
                let (raw, span) = self.word()?;
                self.expected = behind;
                match raw {
                    "true" => Some(Event::Bool(true, span)),
                    "false" => Some(Event::Bool(false, span)),
                    "null" => Some(Event::Null(span)),
                    _ => {
                        let help =
                            "text stands in double quotes; without them there is `true`, `false` and `null` only";
                        self.fault(span, format!("`{}` is no value", shown(raw)), help, report);
                        Some(Event::Null(span))
                    }
                }
            }
            _ => {
                self.stop("a value", report);
                None
            }
        }
    }

    /// Closes the innermost object or array.
    fn end(&mut self, at: usize) -> Event<'t> {
        self.at = at + 1;
        let span = self.span(at, at + 1);
        let object = match self.open.pop() {
            Some(open) => {
                self.keys.truncate(open.keys);
                self.kept -= open.kept;
                open.object
            }
            None => false,
        };
        self.expected = if self.open.is_empty() { Expected::End } else { Expected::CommaOrEnd };
        if object { Event::EndObject(span) } else { Event::EndArray(span) }
    }

    fn key(&mut self, key: Text<'t>, report: &mut Report) {
        let value = key.value();
        let Some(open) = self.open.last_mut() else { return };
        // What is around a key takes memory too.
        let size = value.len() + 64;
        let full = self.kept + size > MOST_KEYS;
        if !full {
            self.kept += size;
            open.kept += size;
        }
        let before = self.keys.get(open.keys..).unwrap_or_default();
        let twice = match &mut open.many {
            Some(many) if full => many.contains(value.as_ref()),
            Some(many) => !many.insert(value.as_ref().into()),
            None if full => before.contains(&value),
            None if before.len() < FEW => {
                let twice = before.contains(&value);
                self.keys.push(value.clone());
                twice
            }
            None => {
                let mut many: HashSet<Box<str>> = before.iter().map(|key| key.as_ref().into()).collect();
                let twice = !many.insert(value.as_ref().into());
                open.many = Some(many);
                twice
            }
        };
        if twice {
            let message = format!("the object names `{}` twice", shown(&value));
            self.fault_of(&DUPLICATE_KEY, key.span, message, "keep one of them", report);
        }
    }

    /// Flags a comma behind the last value. `at` is its place; the reader is behind it.
    fn trailing_comma(&mut self, at: usize, report: &mut Report) {
        self.skip_space();
        let wrong = match self.peek() {
            Some(b'}') if self.in_object() => Expected::KeyOrEnd,
            Some(b']') if !self.in_object() => Expected::ValueOrEnd,
            None => {
                self.starves();
                return;
            }
            _ => return,
        };
        self.expected = wrong;
        self.fault(self.span(at, at + 1), "a comma behind the last value", "remove it", report);
    }

    fn end_of_text(&mut self, report: &mut Report) {
        if let Some(open) = self.open.last() {
            let (mark, what) = if open.object { ("}", "object") } else { ("]", "array") };
            let help = format!("add `{mark}` where it ends; a document cut off in transfer has this fault too");
            self.fault(open.span, format!("an {what} is never closed"), help, report);
        } else if self.expected != Expected::End {
            let end = self.text.len();
            self.fault(self.span(end, end), "the document is empty", "a JSON feed is one object: `{ … }`", report);
        }
        self.expected = Expected::Done;
    }

    /// Flags that something else should be here, and gives up.
    fn stop(&mut self, wanted: &str, report: &mut Report) {
        let (found, length) = match self.rest().chars().next() {
            Some(c) => (format!("`{}`", shown(c.encode_utf8(&mut [0; 4]))), c.len_utf8()),
            None => ("the end".to_owned(), 0),
        };
        let help = match self.peek() {
            Some(b'/') => "remove the comment: JSON has none".to_owned(),
            Some(b'\'') => "write `\"` for `'`".to_owned(),
            _ => format!("write {wanted} here"),
        };
        self.fault(self.span(self.at, self.at + length), format!("expected {wanted}, found {found}"), help, report);
        self.expected = Expected::Done;
    }

    fn fault(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>, report: &mut Report) {
        self.fault_of(&INVALID_JSON, span, message, help, report);
    }

    fn fault_of(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
        report: &mut Report,
    ) {
        if self.faults >= MAX_FAULTS {
            self.expected = Expected::Done;
            return;
        }
        self.faults += 1;
        let fault = Fault::new(span, message, help);
        if self.more {
            self.waiting.push((rule, fault));
        } else {
            fault.flag(rule, report);
        }
    }

    fn in_object(&self) -> bool {
        self.open.last().is_some_and(|open| open.object)
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.base + start, self.base + end)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Goes past letters, digits and what numbers are made of. `None` where the window ends in them.
    fn word(&mut self) -> Option<(&'t str, Span)> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'+' | b'.' | b'_')) {
            self.at += 1;
        }
        if self.at >= self.text.len() && self.starves() {
            return None;
        }
        Some((self.text.get(start..self.at).unwrap_or_default(), self.span(start, self.at)))
    }
}

#[cfg(test)]
mod tests;
