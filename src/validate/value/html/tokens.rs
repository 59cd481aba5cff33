//! Reading tags and character references: strict, as there is nothing to be done once a fault is found.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use memchr::{memchr, memchr2};

use super::chars::is_html_space;
use super::elements::Name;
use super::entities;
use super::fault::ParseError;

type Result<T> = std::result::Result<T, ParseError>;

/// A start or end tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag {
    pub name: Name,
    /// Where its `<` is.
    pub at: usize,
    /// Where its name is.
    pub name_at: usize,
    pub name_end: usize,
    /// Behind its `>`.
    pub end: usize,
    /// Whether it ends with `/>`.
    pub empty: bool,
}

/// An attribute as written.
#[derive(Debug, Clone)]
pub(super) struct RawAttribute {
    pub name: Range<usize>,
    /// Without quotation marks; empty where there is none.
    pub value: Range<usize>,
    /// Behind all of it.
    pub end: usize,
}

/// What may stand behind an attribute.
enum After {
    /// Another, or the end of the tag.
    Name(usize),
    Tag {
        end: usize,
        empty: bool,
    },
}

/// The names of the attributes of a tag that has many.
type Many<'v> = HashSet<Cow<'v, str>>;

/// A text that is read as HTML, and the attributes of the tag read last.
#[derive(Debug)]
pub(super) struct Tokens<'v> {
    pub value: &'v str,
    pub bytes: &'v [u8],
    pub attributes: Vec<RawAttribute>,
}

impl<'v> Tokens<'v> {
    pub fn new(value: &'v str) -> Self {
        Tokens { value, bytes: value.as_bytes(), attributes: Vec::new() }
    }

    pub fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// Whether these bytes are at `at`.
    pub fn is_at(&self, at: usize, what: &[u8]) -> bool {
        self.bytes.get(at..at + what.len()) == Some(what)
    }

    /// A fault that the character at `at` is, or the end of all.
    pub fn at_char(&self, code: &'static str, at: usize) -> ParseError {
        let end = self.behind(at);
        ParseError::new(code, at..end, end)
    }

    /// Behind the character at `at`.
    pub fn behind(&self, at: usize) -> usize {
        self.value.get(at..).and_then(|rest| rest.chars().next()).map_or(self.bytes.len(), |c| at + c.len_utf8())
    }

    /// The text ends inside what begins at `at`; to be looked at is its line, up to where it should have ended.
    pub fn cut(&self, code: &'static str, at: usize) -> ParseError {
        let rest = self.bytes.get(at..).unwrap_or_default();
        let end = match memchr2(b'>', b'\n', rest) {
            Some(length) => at + length + usize::from(rest.get(length) == Some(&b'>')),
            None => self.bytes.len(),
        };
        ParseError::new(code, at..end, self.bytes.len())
    }

    /// The tag whose name begins at `name_at`, and in `attributes` what is in it.
    pub fn tag(&mut self, at: usize, name_at: usize) -> Result<Tag> {
        let rest = self.bytes.get(name_at..).unwrap_or_default();
        let length = rest.iter().position(|b| is_html_space(*b) || matches!(b, b'/' | b'>'));
        let Some(length) = length else { return Err(self.cut("eof-in-tag-name", at)) };
        let name_end = name_at + length;
        let name = Name::find(rest.get(..length).unwrap_or_default());
        self.attributes.clear();
        let (end, empty) = match self.byte(name_end) {
            Some(b'>') => (name_end + 1, false),
            _ => self.read_attributes(at, name_end)?,
        };
        Ok(Tag { name, at, name_at, name_end, end, empty })
    }

    /// An end tag, which has nothing but a name.
    pub fn end_tag(&mut self, at: usize) -> Result<Tag> {
        let tag = self.tag(at, at + 2)?;
        if !self.attributes.is_empty() {
            return Err(ParseError::new("attributes-in-end-tag", at..tag.end, tag.end));
        }
        if tag.empty {
            return Err(ParseError::new("self-closing-flag-on-end-tag", at..tag.end, tag.end));
        }
        Ok(tag)
    }

    fn read_attributes(&mut self, tag: usize, from: usize) -> Result<(usize, bool)> {
        let mut at = from;
        let mut many = None;
        loop {
            match self.byte(at) {
                None => return Err(self.cut("expected-attribute-name-but-got-eof", tag)),
                Some(b) if is_html_space(b) => at += 1,
                Some(b'>') => return Ok((at + 1, false)),
                Some(b'/') => return self.solidus(tag, at),
                Some(b'\'' | b'"' | b'=' | b'<') => {
                    return Err(self.at_char("invalid-character-in-attribute-name", at));
                }
                Some(_) => match self.attribute(tag, at, &mut many)? {
                    After::Name(next) => at = next,
                    After::Tag { end, empty } => return Ok((end, empty)),
                },
            }
        }
    }

    fn solidus(&self, tag: usize, at: usize) -> Result<(usize, bool)> {
        match self.byte(at + 1) {
            Some(b'>') => Ok((at + 2, true)),
            None => Err(self.cut("unexpected-EOF-after-solidus-in-tag", tag)),
            Some(_) => Err(ParseError::new("unexpected-character-after-solidus-in-tag", at..at + 1, at + 1)),
        }
    }

    fn attribute(&mut self, tag: usize, start: usize, many: &mut Option<Many<'v>>) -> Result<After> {
        let mut at = start + 1;
        loop {
            match self.byte(at) {
                None => return Err(self.cut("eof-in-attribute-name", tag)),
                Some(b'=' | b'>' | b'/') => break,
                Some(b) if is_html_space(b) => break,
                Some(b'\'' | b'"' | b'<') => return Err(self.at_char("invalid-character-in-attribute-name", at)),
                Some(_) => at += 1,
            }
        }
        let name = start..at;
        if self.is_double(&name, many) {
            return Err(ParseError::new("duplicate-attribute", name, at + 1));
        }
        self.attributes.push(RawAttribute { value: at..at, end: at, name });
        let spaced = self.byte(at).is_some_and(is_html_space);
        while self.byte(at).is_some_and(is_html_space) {
            at += 1;
        }
        match self.byte(at) {
            None => Err(self.cut("expected-end-of-tag-but-got-eof", tag)),
            Some(b'=') => self.attribute_value(tag, at + 1),
            Some(b'\'' | b'"' | b'<') if spaced => Err(self.at_char("invalid-character-after-attribute-name", at)),
            Some(_) => Ok(After::Name(at)),
        }
    }

    /// Whether the tag has an attribute of this name already. Few are compared one by one, many are looked up.
    fn is_double(&self, name: &Range<usize>, many: &mut Option<Many<'v>>) -> bool {
        const FEW: usize = 16;
        let text = |range: &Range<usize>| self.bytes.get(range.clone()).unwrap_or_default();
        if self.attributes.len() < FEW {
            return self.attributes.iter().any(|other| text(&other.name).eq_ignore_ascii_case(text(name)));
        }
        let names =
            many.get_or_insert_with(|| self.attributes.iter().map(|other| self.lower(other.name.clone())).collect());
        !names.insert(self.lower(name.clone()))
    }

    /// The value of the last attribute, from behind its `=`.
    fn attribute_value(&mut self, tag: usize, from: usize) -> Result<After> {
        let mut at = from;
        while self.byte(at).is_some_and(is_html_space) {
            at += 1;
        }
        let (value, end) = match self.byte(at) {
            None => return Err(self.cut("expected-attribute-value-but-got-eof", tag)),
            Some(b'>') => {
                return Err(ParseError::new("expected-attribute-value-but-got-right-bracket", tag..at + 1, at + 1));
            }
            Some(b'=' | b'<' | b'`') => return Err(self.at_char("equals-in-unquoted-attribute-value", at)),
            Some(quote @ (b'"' | b'\'')) => {
                let end = self.quoted(at + 1, quote)?;
                (at + 1..end, end + 1)
            }
            Some(_) => {
                let end = self.unquoted(tag, at)?;
                (at..end, end)
            }
        };
        let quoted = value.end < end;
        if let Some(last) = self.attributes.last_mut() {
            last.value = value;
            last.end = end;
        }
        match self.byte(end) {
            Some(b'>') => Ok(After::Tag { end: end + 1, empty: false }),
            Some(b'/') => self.solidus(tag, end).map(|(end, empty)| After::Tag { end, empty }),
            Some(b) if is_html_space(b) => Ok(After::Name(end)),
            None if quoted => Err(self.cut("unexpected-EOF-after-attribute-value", tag)),
            None => Err(self.cut("eof-in-attribute-value-no-quotes", tag)),
            Some(_) => Err(ParseError::new("unexpected-character-after-attribute-value", end..self.behind(end), end)),
        }
    }

    fn quoted(&self, from: usize, quote: u8) -> Result<usize> {
        let mut at = from;
        loop {
            let rest = self.bytes.get(at..).unwrap_or_default();
            let Some(length) = memchr2(quote, b'&', rest) else {
                let double = quote == b'"';
                let code =
                    if double { "eof-in-attribute-value-double-quote" } else { "eof-in-attribute-value-single-quote" };
                return Err(self.cut(code, from - 1));
            };
            at += length;
            if self.byte(at) == Some(quote) {
                return Ok(at);
            }
            at = self.reference(at, Some(quote))?;
        }
    }

    fn unquoted(&self, tag: usize, from: usize) -> Result<usize> {
        let mut at = from;
        loop {
            match self.byte(at) {
                None => return Err(self.cut("eof-in-attribute-value-no-quotes", tag)),
                Some(b'>') => return Ok(at),
                Some(b) if is_html_space(b) => return Ok(at),
                Some(b'&') => at = self.reference(at, Some(b'>'))?,
                Some(b'"' | b'\'' | b'=' | b'<' | b'`') => {
                    return Err(self.at_char("unexpected-character-in-unquoted-attribute-value", at));
                }
                Some(_) => at += 1,
            }
        }
    }

    /// Behind the character reference whose `&` is at `at`. An `&` before white space, `<`, another `&` or, in an
    /// attribute, what ends the value is text.
    pub fn reference(&self, at: usize, closing: Option<u8>) -> Result<usize> {
        let next = self.byte(at + 1);
        match next {
            None | Some(b'<' | b'&') => return Ok(at + 1),
            Some(b) if is_html_space(b) || next == closing => return Ok(at + 1),
            Some(b'#') => return self.number(at),
            Some(_) => {}
        }
        let rest = self.value.get(at + 1..).unwrap_or_default();
        let length = rest.bytes().position(|b| !b.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let run = rest.get(..length).unwrap_or_default();
        let end = at + 1 + length;
        if self.byte(end) == Some(b';') && entities::is_known(run) {
            return Ok(end + 1);
        }
        let read = (1..=length).take_while(|end| run.get(..*end).is_some_and(entities::is_prefix)).count();
        let position = at + 1 + read;
        Err(match entities::bare(run) {
            Some(bare) => ParseError::new("named-entity-without-semicolon", at..at + 1 + bare, position),
            None => ParseError::new("expected-named-entity", at..end, position),
        })
    }

    fn number(&self, at: usize) -> Result<usize> {
        let hexadecimal = matches!(self.byte(at + 2), Some(b'x' | b'X'));
        let from = at + 2 + usize::from(hexadecimal);
        let (radix, mut number, mut end) = (if hexadecimal { 16 } else { 10 }, 0_u32, from);
        while let Some(digit) = self.byte(end).and_then(|b| char::from(b).to_digit(radix)) {
            number = number.saturating_mul(radix).saturating_add(digit);
            end += 1;
        }
        if end == from {
            return Err(ParseError::new("expected-numeric-entity", at..from, from));
        }
        let closed = self.byte(end) == Some(b';');
        let behind = end + usize::from(closed);
        if char::from_u32(number).is_none_or(|c| is_no_character(c) || matches!(c, '\0' | '\r')) {
            return Err(ParseError::new("illegal-codepoint-for-numeric-entity", at..behind, behind));
        }
        if !closed {
            return Err(ParseError::new("numeric-entity-without-semicolon", at..end, end));
        }
        Ok(behind)
    }

    /// Where the next `<` is, or `&` where there may be `references`.
    pub fn next_mark(&self, at: usize, references: bool) -> Option<usize> {
        let rest = self.bytes.get(at..)?;
        let length = if references { memchr2(b'<', b'&', rest) } else { memchr(b'<', rest) };
        Some(at + length?)
    }

    /// Where the next `<` or `-` is.
    pub fn next_script_mark(&self, at: usize) -> Option<usize> {
        Some(at + memchr2(b'<', b'-', self.bytes.get(at..)?)?)
    }
}

/// A control character, or a code point that is none.
pub(super) fn is_no_character(c: char) -> bool {
    matches!(c, '\u{1}'..='\u{8}' | '\u{B}' | '\u{E}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FDD0}'..='\u{FDEF}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}
