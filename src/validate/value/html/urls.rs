//! Addresses in escaped HTML that lead nowhere from a reader, since they are relative. Links and images are found as the
//! W3C validator finds them: in the text, whether it is HTML or not.

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr_iter};

use super::CONTAINS_REL_REF;
use super::chars::{is_space, is_word, trimmed};
use super::names::html4_entity;
use crate::validate::reader::shown;
use crate::validate::value::Flaw;

/// An address without a scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relative<'v> {
    /// The address, its character references resolved and white space around it removed.
    pub value: Cow<'v, str>,
    /// The first of its characters that no address may have: it is invalid then, not relative.
    pub invalid: Option<char>,
    /// Which bytes of the text it is.
    pub at: Range<usize>,
}

impl Relative<'_> {
    /// What is wrong with it, unless it is invalid, which is another rule's matter.
    pub fn flaw(&self) -> Option<Flaw> {
        if self.invalid.is_some() {
            return None;
        }
        let message = if self.value.is_empty() {
            "a link or an image has an empty address".to_owned()
        } else {
            format!("the address `{}` is not complete", shown(&self.value))
        };
        let flaw = Flaw::new(&CONTAINS_REL_REF, message, "write it with `https://` and the host");
        Some(flaw.param("value", self.value.as_ref()).at(self.at.clone()))
    }
}

/// Passes the relative addresses of images in `value` to `sink`, then those of links.
pub fn relative_urls<'v>(value: &'v str, sink: &mut dyn FnMut(Relative<'v>)) {
    let scan = |quote| Scan { value, bytes: value.as_bytes(), quote, done: 0, tag_end: 0, source: None };
    let mut images = scan([Closed::default(); 2]);
    let mut links = scan([Closed::default(); 2]);
    let mut linked = Vec::new();
    for at in memchr_iter(b'<', value.as_bytes()) {
        match value.as_bytes().get(at + 1).map(u8::to_ascii_lowercase) {
            Some(b'a') => linked.extend(links.link(at).and_then(|at| relative(value, at))),
            Some(b'i') => {
                if let Some(image) = images.image(at).and_then(|at| relative(value, at)) {
                    sink(image);
                }
            }
            _ => {}
        }
    }
    linked.into_iter().for_each(sink);
}

/// Where a quotation mark that closes a value is, for every start in a stretch of text.
#[derive(Debug, Clone, Copy, Default)]
struct Closed {
    from: usize,
    /// The mark, or what ends the search: a line end, or the end of all.
    to: usize,
    found: bool,
}

#[derive(Debug)]
struct Scan<'v> {
    value: &'v str,
    bytes: &'v [u8],
    /// For `"` and `'`.
    quote: [Closed; 2],
    /// How far the last one found went.
    done: usize,
    /// The `>` up to which `source` was looked for.
    tag_end: usize,
    source: Option<Source>,
}

/// The last usable `src=` before a `>`.
#[derive(Debug)]
struct Source {
    at: usize,
    value: Range<usize>,
    end: usize,
}

impl Scan<'_> {
    /// The address of the link that begins at `at`.
    fn link(&mut self, at: usize) -> Option<Range<usize>> {
        if at < self.done || !self.is_name(at, b"<a") {
            return None;
        }
        let name = self.after_space(at + 2).filter(|&name| self.is_name(name, b"href="))?;
        let (value, end) = self.attribute_value(name + 5)?;
        self.done = end;
        Some(value)
    }

    /// The address of the image that begins at `at`.
    fn image(&mut self, at: usize) -> Option<Range<usize>> {
        if at < self.done || !self.is_name(at, b"<img") {
            return None;
        }
        self.after_space(at + 4)?;
        let inside = at + 5;
        if inside > self.tag_end {
            let rest = self.bytes.get(inside..).unwrap_or_default();
            self.tag_end = memchr(b'>', rest).map_or(self.bytes.len(), |length| inside + length);
            self.source = self.last_source(inside, self.tag_end);
        }
        let found = self.source.take_if(|source| source.at >= inside)?;
        // What follows inside the same tag is looked at anew.
        (self.done, self.tag_end) = (found.end, 0);
        Some(found.value)
    }

    /// The last `src=` in a stretch of text that has a value.
    fn last_source(&mut self, from: usize, to: usize) -> Option<Source> {
        let mut end = to;
        while let Some(length) = memchr::memrchr(b'=', self.bytes.get(from..end)?) {
            end = from + length;
            if end >= from + 3
                && self.is_name(end - 3, b"src=")
                && let Some((value, after)) = self.attribute_value(end + 1)
            {
                return Some(Source { at: end - 3, value, end: after });
            }
        }
        None
    }

    fn is_name(&self, at: usize, name: &[u8]) -> bool {
        self.bytes.get(at..at + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
    }

    /// Behind the white space at `at`, of which there must be some.
    fn after_space(&self, at: usize) -> Option<usize> {
        let rest = self.value.get(at..)?;
        let space = rest.len() - rest.trim_start_matches(is_space).len();
        (space > 0).then_some(at + space)
    }

    /// The value at `at`, in quotes or a plain word, and the end of what stands behind it: white space or `>`.
    fn attribute_value(&mut self, at: usize) -> Option<(Range<usize>, usize)> {
        match self.bytes.get(at)? {
            b'"' => self.quoted(at + 1, b'"'),
            b'\'' => self.quoted(at + 1, b'\''),
            _ => {
                let rest = self.value.get(at..)?;
                let word = rest.len() - rest.trim_start_matches(|c| is_word(c) || c == '-').len();
                let end = self.end_behind(at + word).filter(|_| word > 0)?;
                Some((at..at + word, end))
            }
        }
    }

    /// The end of the `>` or white space at `at`.
    fn end_behind(&self, at: usize) -> Option<usize> {
        let next = self.value.get(at..)?.chars().next()?;
        (next == '>' || is_space(next)).then_some(at + next.len_utf8())
    }

    /// Up to the first quotation mark on the line that has white space or `>` behind it. The text is looked at once,
    /// however many starts there are.
    fn quoted(&mut self, at: usize, quote: u8) -> Option<(Range<usize>, usize)> {
        let known = *self.quote.get(usize::from(quote == b'\''))?;
        let closed = if at >= known.from && at <= known.to && known.to > 0 {
            known
        } else {
            let stop = if at < known.from { known.from } else { self.bytes.len() };
            let (to, found) = self.closing(at, stop, quote);
            // Nothing between here and what is known already.
            if !found && to == stop && at < known.from {
                Closed { from: at, ..known }
            } else {
                Closed { from: at, to, found }
            }
        };
        if let Some(slot) = self.quote.get_mut(usize::from(quote == b'\'')) {
            *slot = closed;
        }
        closed.found.then_some(())?;
        Some((at..closed.to, self.end_behind(closed.to + 1)?))
    }

    /// Where a search from `at` ends, before `stop`, and whether with a mark that closes.
    fn closing(&self, at: usize, stop: usize, quote: u8) -> (usize, bool) {
        let text = self.bytes.get(at..stop).unwrap_or_default();
        for length in memchr::memchr2_iter(quote, b'\n', text) {
            let place = at + length;
            if self.bytes.get(place) == Some(&b'\n') {
                return (place, false);
            }
            if self.end_behind(place + 1).is_some() {
                return (place, true);
            }
        }
        (stop, false)
    }
}

fn relative(text: &str, at: Range<usize>) -> Option<Relative<'_>> {
    let value = match decoded(text.get(at.clone())?) {
        Cow::Borrowed(text) => Cow::Borrowed(trimmed(text)),
        Cow::Owned(text) => Cow::Owned(trimmed(&text).to_owned()),
    };
    let scheme = value.len() - value.trim_start_matches(is_word).len();
    if scheme > 0 && value.as_bytes().get(scheme) == Some(&b':') {
        return None;
    }
    let invalid = value.chars().find(|c| c.is_ascii() && !is_address_char(*c));
    Some(Relative { value, invalid, at })
}

fn is_address_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || ";/?:@&=+$.-_!~*'()%,#".contains(c)
}

/// With the references of HTML 4 and decimal ones resolved; others lose their `#`.
fn decoded(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let name_on = after.strip_prefix('#').unwrap_or(after);
        let length = name_on.len() - name_on.trim_start_matches(is_word).len();
        match name_on.split_at_checked(length) {
            Some((name, behind)) if length > 0 && behind.starts_with(';') => {
                match character(name) {
                    Some(c) => out.push(c),
                    None => out.extend(["&", name, ";"]),
                }
                rest = behind.strip_prefix(';').unwrap_or(behind);
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn character(name: &str) -> Option<char> {
    if name.bytes().all(|b| b.is_ascii_digit()) {
        return name.parse().ok().and_then(char::from_u32);
    }
    html4_entity(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(value: &str) -> Vec<(String, Option<char>)> {
        let mut found = Vec::new();
        relative_urls(value, &mut |relative| found.push((relative.value.into_owned(), relative.invalid)));
        found
    }

    #[test]
    fn relative_addresses_are_found() {
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("<a href=\"http://example.org/\">x</a>", &[]),
            ("<a href=\"/x\">x</a><IMG alt='' SRC='a.png'>", &["a.png", "/x"]),
            ("<a href=\"\">x</a>", &[""]),
            ("<a href=x>", &["x"]),
            ("<a href=x/y>", &[]),
            ("<a href=x", &[]),
            ("<a class=\"b\" href=\"/x\">", &[]),
            ("<a\n href='/x' >", &["/x"]),
            ("<a href='/x'title=''>", &["/x'title='"]),
            ("<a href='/x'title=\">", &[]),
            ("<a href=\"/x\n\">", &[]),
            ("<img src='1' src='2'>", &["2"]),
            ("<img src='1' src=>", &["1"]),
            ("<img xsrc='1'>", &["1"]),
            ("<img alt='>' src='1'>", &[]),
            ("<imgs src='1'>", &[]),
            ("<img <img src='1'> <img><img src='2' >", &["1", "2"]),
            ("<img src='1' <img src='2'", &["1"]),
            ("<a href=' &amp;x&#47;&nope;&#x41; '>", &["&x/&nope;&x41;"]),
            ("<a href='&#109;ailto:x'>", &[]),
            ("<a href='?a=1&copy;'>", &["?a=1\u{A9}"]),
            ("<a href='&'>", &["&"]),
        ];
        for (value, expected) in cases {
            let found: Vec<String> = found(value).into_iter().map(|(value, _)| value).collect();
            assert_eq!(found, *expected, "{value}");
        }
        assert_eq!(found("<a href='a b'>"), [("a b".to_owned(), Some(' '))]);
        let value = "x <a href='/x'>";
        relative_urls(value, &mut |relative| {
            let flaw = relative.flaw().unwrap();
            assert_eq!(flaw.message, "the address `/x` is not complete");
            assert_eq!((flaw.params, flaw.at), (vec![("value", "/x".to_owned())], Some(11..13)));
        });
        assert_eq!(found("<a href='é<'>"), [("é<".to_owned(), Some('<'))]);
    }

    #[test]
    fn the_place_is_the_address() {
        let value = "é <a href='/x'>";
        relative_urls(value, &mut |relative| assert_eq!(&value[relative.at], "/x"));
    }
}
