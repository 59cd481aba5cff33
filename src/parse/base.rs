//! HTML whose relative addresses are made absolute, and which stays as it was written in all else.

use std::ops::Range;

use url::{ParseError, Url};

use super::html::escape;

/// The attributes that hold an address, in whichever element.
const ADDRESSES: &[&str] = &["href", "src", "poster", "cite", "data", "background", "longdesc", "data-src"];

/// `html` with its relative addresses completed from `base`. Those that name a part of the same page stay.
pub fn with_base(html: &str, base: &Url) -> String {
    let mut out = String::with_capacity(html.len() + 64);
    let mut done = 0;
    let mut at = 0;
    while let Some(open) = memchr::memchr(b'<', html.as_bytes().get(at..).unwrap_or_default()) {
        at += open + 1;
        if html.get(at..).is_some_and(|rest| rest.starts_with("!--")) {
            let end = html.get(at + 3..).and_then(|rest| rest.find("-->"));
            at = end.map_or(html.len(), |end| at + 3 + end);
            continue;
        }
        if !html.as_bytes().get(at).is_some_and(u8::is_ascii_alphabetic) {
            continue;
        }
        let mut tag = Tag { bytes: html.as_bytes(), at };
        tag.skip(|b| !is_space(b) && b != b'>' && b != b'/');
        while let Some((name, value, whole)) = tag.attribute() {
            let (Some(name), Some(value)) = (html.get(name), html.get(value)) else { continue };
            if let Some(absolute) = absolute(name, value, base) {
                out.push_str(html.get(done..whole.start).unwrap_or_default());
                out.push('"');
                escape(&mut out, &absolute, true);
                out.push('"');
                done = whole.end;
            }
        }
        at = tag.at;
    }
    out.push_str(html.get(done..).unwrap_or_default());
    out
}

/// What an attribute is to say instead; `None` where it says nothing that is relative.
fn absolute(name: &str, value: &str, base: &Url) -> Option<String> {
    let value = value.replace("&amp;", "&").replace("&#38;", "&").replace("&quot;", "\"");
    if ADDRESSES.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return joined(&value, base);
    }
    if !name.eq_ignore_ascii_case("srcset") {
        return None;
    }
    let mut changed = false;
    let mut candidate = |text: &str| {
        let text = text.trim();
        let (address, size) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let joined = joined(address, base);
        changed |= joined.is_some();
        format!("{} {}", joined.as_deref().unwrap_or(address), size.trim()).trim_end().to_owned()
    };
    // An address may hold commas; one that ends a candidate has white space behind it.
    let set: Vec<String> = value.split(", ").map(&mut candidate).collect();
    changed.then(|| set.join(", "))
}

fn joined(address: &str, base: &Url) -> Option<String> {
    let address = address.trim();
    let is_relative = matches!(Url::parse(address), Err(ParseError::RelativeUrlWithoutBase));
    let is_other_page = is_relative && !address.is_empty() && !address.starts_with('#');
    base.join(address).ok().filter(|_| is_other_page).map(String::from)
}

fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

/// A tag that is read, and how far.
struct Tag<'h> {
    bytes: &'h [u8],
    at: usize,
}

impl Tag<'_> {
    fn skip(&mut self, of: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        let rest = self.bytes.get(start..).unwrap_or_default();
        self.at += rest.iter().position(|b| !of(*b)).unwrap_or(rest.len());
        start..self.at
    }

    /// The next attribute that has a value: where its name is, its value, and that with its quotation marks. `None` at the end.
    fn attribute(&mut self) -> Option<(Range<usize>, Range<usize>, Range<usize>)> {
        loop {
            self.skip(|b| is_space(b) || b == b'/');
            if matches!(self.bytes.get(self.at), None | Some(b'>')) {
                return None;
            }
            let start = self.at;
            let name = self.skip(|b| !is_space(b) && !matches!(b, b'=' | b'>' | b'/'));
            if name.is_empty() {
                // A stray sign.
                self.at = start + 1;
                continue;
            }
            self.skip(is_space);
            if self.bytes.get(self.at) != Some(&b'=') {
                continue;
            }
            self.at += 1;
            self.skip(is_space);
            let begin = self.at;
            let value = match self.bytes.get(begin) {
                Some(&quote @ (b'"' | b'\'')) => {
                    self.at += 1;
                    let value = self.skip(|b| b != quote);
                    if self.at == self.bytes.len() {
                        return None;
                    }
                    self.at += 1;
                    value
                }
                _ => self.skip(|b| !is_space(b) && b != b'>'),
            };
            return Some((name, value, begin..self.at));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn base() -> Url {
        Url::parse("https://e.example/a/b").unwrap()
    }

    #[test]
    fn relative_addresses_are_completed_and_nothing_else_is_touched() {
        for (html, wanted) in [
            ("<a href=c>x</a>", "<a href=\"https://e.example/a/c\">x</a>"),
            ("<A HREF='../c?x=1&amp;y=2'>", "<A HREF=\"https://e.example/c?x=1&amp;y=2\">"),
            ("<img alt=\"a > b\" src = \"i.jpg\"/>", "<img alt=\"a > b\" src = \"https://e.example/a/i.jpg\"/>"),
            (
                "<img srcset=\"i.jpg 1x, https://o.example/j,k.jpg 2x\">",
                "<img srcset=\"https://e.example/a/i.jpg 1x, https://o.example/j,k.jpg 2x\">",
            ),
            ("<a href=\"//o.example/\">", "<a href=\"https://o.example/\">"),
        ] {
            assert_eq!(with_base(html, &base()), wanted);
        }
        for html in [
            "<a href=\"#part\">",
            "<a href=''>",
            "<a href='https://o.example/?a&b'>",
            "<a href=mailto:a@b.example>",
            "<!-- <a href=c> -->",
            "a < b href=c",
            "<a href=\"c",
            "<a title=c data-x='d'>",
            "<p>c = d</p>",
            "<a href",
            "<",
            "<a href='javascript:x()'>",
            "</a href=c",
        ] {
            assert_eq!(with_base(html, &base()), html);
        }
    }

    proptest! {
        #[test]
        fn what_has_no_relative_address_stays(html in "[<>a-z=\"'/ !#é-]{0,60}") {
            let first = with_base(&html, &base());
            prop_assert_eq!(&with_base(&first, &base()), &first);
        }
    }
}
