//! What strings and numbers of JSON stand for. Spec: RFC 8259, sections 6 and 7.

use std::borrow::Cow;

use super::{Expected, LONE_SURROGATE, Reader};
use crate::diagnostic::{Report, Span};
use crate::validate::reader::{near, shown};

/// A string.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Text<'t> {
    /// What is between the quotes, as written.
    pub raw: &'t str,
    /// All of it, with its quotes.
    pub span: Span,
}

impl<'t> Text<'t> {
    /// The string as a program gets it, `�` for what means nothing; borrowed where nothing is escaped.
    pub fn value(&self) -> Cow<'t, str> {
        let raw = self.raw;
        let Some(mut at) = memchr::memchr(b'\\', raw.as_bytes()) else {
            return Cow::Borrowed(raw);
        };
        let mut out = String::with_capacity(raw.len());
        let mut copied = 0;
        loop {
            out.push_str(raw.get(copied..at).unwrap_or_default());
            let escape = Escape::at(raw.get(at..).unwrap_or_default());
            out.push(escape.char.unwrap_or(char::REPLACEMENT_CHARACTER));
            copied = at + escape.length;
            match memchr::memchr(b'\\', raw.as_bytes().get(copied..).unwrap_or_default()) {
                Some(next) => at = copied + next,
                None => break,
            }
        }
        out.push_str(raw.get(copied..).unwrap_or_default());
        Cow::Owned(out)
    }

    /// Where in the document the bytes `start..end` of the [value](Self::value) stand.
    pub fn locate(&self, start: usize, end: usize) -> Span {
        let open = self.span.start + 1;
        let first = self.raw_offset(start);
        Span::new(open + first, open + self.raw_offset(end).max(first))
    }

    /// Where in `raw` the byte `offset` of the value stands.
    fn raw_offset(&self, offset: usize) -> usize {
        let (mut at, mut value) = (0, 0);
        while value < offset && at < self.raw.len() {
            let rest = self.raw.get(at..).unwrap_or_default();
            let plain = memchr::memchr(b'\\', rest.as_bytes()).unwrap_or(rest.len()).min(offset - value);
            if plain > 0 {
                at += plain;
                value += plain;
                continue;
            }
            let escape = Escape::at(rest);
            at += escape.length;
            value += escape.char.unwrap_or(char::REPLACEMENT_CHARACTER).len_utf8();
        }
        at.min(self.raw.len())
    }
}

/// An escape sequence.
struct Escape {
    /// How many bytes it takes.
    length: usize,
    /// What it stands for, if anything.
    char: Option<char>,
    /// Whether it is half of a pair of surrogates.
    lone: bool,
}

impl Escape {
    /// The one at the start of `text`, which begins with `\`.
    fn at(text: &str) -> Self {
        let bytes = text.as_bytes();
        let simple = |c| Escape { length: 2, char: Some(c), lone: false };
        match bytes.get(1) {
            Some(&b @ (b'"' | b'\\' | b'/')) => simple(char::from(b)),
            Some(b'b') => simple('\u{8}'),
            Some(b'f') => simple('\u{C}'),
            Some(b'n') => simple('\n'),
            Some(b'r') => simple('\r'),
            Some(b't') => simple('\t'),
            Some(b'u') => Self::unicode(bytes),
            _ => Escape { length: 1, char: None, lone: false },
        }
    }

    fn unicode(bytes: &[u8]) -> Self {
        let unit = |at: usize| -> Option<u32> {
            let digits = bytes.get(at + 2..at + 6).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))?;
            u32::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()
        };
        let Some(first) = unit(0) else { return Escape { length: 1, char: None, lone: false } };
        if let Some(c) = char::from_u32(first) {
            return Escape { length: 6, char: Some(c), lone: false };
        }
        let second = if bytes.get(6..8) == Some(b"\\u") { unit(6) } else { None };
        match second.filter(|second| first < 0xDC00 && (0xDC00..0xE000).contains(second)) {
            Some(second) => {
                let code = 0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00);
                Escape { length: 12, char: char::from_u32(code), lone: false }
            }
            None => Escape { length: 6, char: None, lone: true },
        }
    }
}

impl<'t> Reader<'t> {
    /// Goes past a string.
    pub(super) fn string(&mut self, report: &mut Report) -> Option<Text<'t>> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut at = start + 1;
        loop {
            let Some(found) = near::find2(b'"', b'\\', bytes.get(at..).unwrap_or_default()) else {
                if self.starves() {
                    return None;
                }
                self.fault(self.span(start, start + 1), "a string is never closed", "add `\"` behind it", report);
                self.expected = Expected::Done;
                return None;
            };
            at += found;
            match bytes.get(at + 1) {
                _ if bytes.get(at) == Some(&b'"') => break,
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                // The text ends here, and the string does not.
                None => at += 1,
                Some(_) => at += self.escape(at, report),
            }
        }
        self.at = at + 1;
        let raw = self.text.get(start + 1..at).unwrap_or_default();
        if near::has_control(raw.as_bytes()) {
            self.control(start + 1, raw, report);
        }
        Some(Text { raw, span: self.span(start, at + 1) })
    }

    /// Judges an escape sequence that is not of the simple kind; its length.
    fn escape(&mut self, at: usize, report: &mut Report) -> usize {
        let text = self.text.get(at..).unwrap_or_default();
        let escape = Escape::at(text);
        if escape.char.is_none() {
            let length = if escape.lone { escape.length } else { 1 + text.chars().nth(1).map_or(0, char::len_utf8) };
            let span = self.span(at, at + length);
            let written = shown(text.get(..length).unwrap_or_default());
            if escape.lone {
                let help = "write both halves (`\\ud83d\\ude00`), or the character itself";
                let message = format!("`{written}` is half of a pair of surrogates");
                self.fault_of(&LONE_SURROGATE, span, message, help, report);
            } else {
                let help = "JSON has `\\\"` `\\\\` `\\/` `\\b` `\\f` `\\n` `\\r` `\\t` and `\\u` with four hexadecimal digits; write `\\\\` for a backslash";
                self.fault(span, format!("`{written}` is no escape sequence"), help, report);
            }
        }
        escape.length
    }

    /// Flags the first control character in a string.
    fn control(&mut self, start: usize, raw: &str, report: &mut Report) {
        let Some(at) = raw.bytes().position(|b| b < 0x20) else { return };
        let c = raw.as_bytes().get(at).copied().unwrap_or_default();
        let written = match c {
            b'\n' => "\\n".to_owned(),
            b'\r' => "\\r".to_owned(),
            b'\t' => "\\t".to_owned(),
            _ => format!("\\u{c:04x}"),
        };
        let span = self.span(start + at, start + at + 1);
        self.fault(span, format!("the control character U+{c:04X} in a string"), format!("write `{written}`"), report);
    }
}

/// Whether `raw` is a number. Spec: RFC 8259, section 6.
pub(super) fn is_number(raw: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let unsigned = raw.strip_prefix('-').unwrap_or(raw);
    let whole = digits(unsigned);
    if whole == 0 || whole > 1 && unsigned.starts_with('0') {
        return false;
    }
    let mut rest = unsigned.get(whole..).unwrap_or_default();
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = digits(fraction);
        if length == 0 {
            return false;
        }
        rest = fraction.get(length..).unwrap_or_default();
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        return !exponent.is_empty() && digits(exponent) == exponent.len();
    }
    rest.is_empty()
}
