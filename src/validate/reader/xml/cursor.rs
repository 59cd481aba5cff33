//! A place in a text that is being read, and the steps that all of XML's grammar is made of.

use super::chars::{CLASS, NAME, NAME_START, is_name_char, is_name_start, is_space};
use super::names_1998;
use crate::diagnostic::Span;
use crate::validate::reader::{Fault, shown};

/// A place in a text: the document's, or an entity's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'d> {
    pub text: &'d str,
    /// The next byte; always the first of a character.
    pub at: usize,
    /// Where in the document `text` begins, which may be but a window of it.
    pub base: usize,
    /// Whether something was looked for to the end of `text`, and not found.
    pub hit: bool,
    /// Whether names are those of the first editions of XML.
    pub early: bool,
    /// For an entity's text, the reference in the document that led here.
    pub origin: Option<Span>,
}

impl<'d> Cursor<'d> {
    pub(super) fn new(text: &'d str, at: usize) -> Self {
        Cursor { text, at, base: 0, hit: false, early: false, origin: None }
    }

    /// Where in the document the bytes from `start` to `end` of this text stand.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        self.origin.unwrap_or(Span::new(self.base + start, self.base + end))
    }

    /// An entity's text, which the reference at `origin` stands for.
    pub(super) fn in_entity(text: &'d str, at: usize, origin: Span) -> Self {
        Cursor { origin: Some(origin), ..Cursor::new(text, at) }
    }

    /// Whether what went wrong here may be for the end of the text alone.
    pub(super) fn is_cut(&self) -> bool {
        // No word that may have been cut in two is longer.
        const LONGEST: usize = 64;
        self.hit || self.at + LONGEST > self.text.len()
    }

    /// From `start` to here.
    pub(super) fn since(&self, start: usize) -> Span {
        self.span(start, self.at)
    }

    /// The next character, as a place.
    pub(super) fn here(&self) -> Span {
        self.span(self.at, self.at + self.rest().chars().next().map_or(0, char::len_utf8))
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    pub(super) fn rest(&self) -> &'d str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn slice(&self, start: usize, end: usize) -> &'d str {
        self.text.get(start..end).unwrap_or_default()
    }

    /// Goes past `expected` if it is next.
    pub(super) fn eat(&mut self, expected: &str) -> bool {
        let found = self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(expected.as_bytes()));
        if found {
            self.at += expected.len();
        }
        found
    }

    /// Goes past white space; whether there was any.
    pub(super) fn skip_space(&mut self) -> bool {
        let start = self.at;
        while self.peek().is_some_and(is_space) {
            self.at += 1;
        }
        self.at > start
    }

    /// Goes past the next character.
    pub(super) fn skip_char(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    /// Goes past a `Name` (colons included) if one is next.
    pub(super) fn name(&mut self) -> Option<&'d str> {
        let start = self.at;
        match self.peek()? {
            b if b < 0x80 => {
                if CLASS[usize::from(b)] & NAME_START == 0 {
                    return None;
                }
                self.at += 1;
            }
            _ => {
                let first = self.rest().chars().next().filter(|&c| self.is_name_start(c))?;
                self.at += first.len_utf8();
            }
        }
        self.skip_name_chars();
        Some(self.slice(start, self.at))
    }

    /// Whether a name may begin with `c`.
    pub(super) fn is_name_start(&self, c: char) -> bool {
        is_name_start(c) && (!self.early || c.is_ascii() || names_1998::is_name_start(c))
    }

    /// Goes past the characters a name may have; whether there were any (`Nmtoken`).
    pub(super) fn skip_name_chars(&mut self) -> bool {
        let start = self.at;
        let bytes = self.text.as_bytes();
        while let Some(&b) = bytes.get(self.at) {
            if CLASS[usize::from(b)] & NAME != 0 {
                self.at += 1;
            } else if b < 0x80 {
                break;
            } else {
                match self.rest().chars().next() {
                    Some(c) if is_name_char(c) && (!self.early || c.is_ascii() || names_1998::is_name_char(c)) => {
                        self.at += c.len_utf8()
                    }
                    _ => break,
                }
            }
        }
        self.at > start
    }

    /// Goes past the text up to `end`, and past `end`; the text. `None` where there is no such end, and nothing is gone past.
    pub(super) fn until(&mut self, end: &str) -> Option<&'d str> {
        let Some(found) = memchr::memmem::find(self.rest().as_bytes(), end.as_bytes()) else {
            self.hit = true;
            return None;
        };
        let text = self.slice(self.at, self.at + found);
        self.at += found + end.len();
        Some(text)
    }

    /// Goes past a quoted literal; what is between the quotes, and where that begins.
    pub(super) fn literal(&mut self, what: &str) -> Result<(&'d str, usize), Fault> {
        let quote = match self.peek() {
            Some(b'"') => "\"",
            Some(b'\'') => "'",
            _ => return Err(self.unexpected(&format!("{what} in quotes"))),
        };
        let open = self.at;
        self.at += 1;
        let start = self.at;
        match self.until(quote) {
            Some(text) => Ok((text, start)),
            None => Err(Fault::new(
                self.span(open, open + 1),
                "a quotation mark is never closed",
                format!("add `{quote}` behind {what}"),
            )),
        }
    }

    /// A fault at the next character: something else should be here.
    pub(super) fn unexpected(&self, wanted: &str) -> Fault {
        let found = match self.rest().chars().next() {
            Some(c) => format!("`{}`", shown(c.encode_utf8(&mut [0; 4]))),
            None => "the end".to_owned(),
        };
        Fault::new(self.here(), format!("expected {wanted}, found {found}"), format!("write {wanted} here"))
    }

    /// Goes past white space, which must be here.
    pub(super) fn need_space(&mut self) -> Result<(), Fault> {
        if self.skip_space() { Ok(()) } else { Err(self.unexpected("white space")) }
    }

    /// Goes past `wanted`, which must be here.
    pub(super) fn need(&mut self, wanted: &str) -> Result<(), Fault> {
        if self.eat(wanted) { Ok(()) } else { Err(self.unexpected(&format!("`{wanted}`"))) }
    }

    /// Goes past a name, which must be here. `what` says whose, as in "the entity's name".
    pub(super) fn need_name(&mut self, what: &str) -> Result<&'d str, Fault> {
        self.name().ok_or_else(|| self.unexpected(what))
    }

    /// As [`need_name`](Self::need_name), for a name in which namespaces allow no colon.
    pub(super) fn need_plain_name(&mut self, what: &str) -> Result<&'d str, Fault> {
        let start = self.at;
        let name = self.need_name(what)?;
        match name.find(':') {
            None => Ok(name),
            Some(_) => Err(Fault::new(
                self.since(start),
                format!("`{}` holds a colon", shown(name)),
                "only names of elements and attributes may have a prefix",
            )),
        }
    }
}
