//! What every string passes on its way into a document, whoever made the model: no character that XML forbids, no
//! carriage return (a reader of XML turns it into a line feed, a reader of JSON would not), and what is one line is one.

use std::borrow::Cow;

use crate::text;

/// So many bytes are looked at together.
const PIECE: usize = 256;

/// Text of many lines: no forbidden character, lines end in LF. Borrowed where that is so already.
pub(super) fn block(text: &str) -> Cow<'_, str> {
    // Whole pieces are looked at without branches, which the compiler makes wide.
    let suspect = |b: u8| b == 0xEF || (b < 0x20 && b != b'\n');
    let may_lose = |piece: &[u8]| piece.iter().fold(false, |any, &b| any | suspect(b));
    if !text.as_bytes().chunks(PIECE).any(may_lose) {
        return Cow::Borrowed(text);
    }
    let text = text::without_forbidden(text);
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text;
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Text of one line: a title, a name, an address. White space collapsed and trimmed.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    text::line(text)
}

/// [`line`], where there is anything left of it.
pub(super) fn some_line(text: &str) -> Option<Cow<'_, str>> {
    Some(line(text)).filter(|text| !text.is_empty())
}

/// [`some_line`] of what may be absent.
pub(super) fn opt_line(text: Option<&str>) -> Option<Cow<'_, str>> {
    text.and_then(some_line)
}

/// `text` fit for XML and HTML, as element content and as an attribute's value.
pub(super) fn escape(text: &str) -> Cow<'_, str> {
    escape_all(text, |b| matches!(b, b'<' | b'>' | b'&' | b'"' | b'\''))
}

/// Plain text as HTML that shows it.
pub(super) fn html(text: &str) -> Cow<'_, str> {
    escape_all(text, |b| matches!(b, b'<' | b'>' | b'&'))
}

fn escape_all(text: &str, special: impl Fn(u8) -> bool) -> Cow<'_, str> {
    if !text.bytes().any(&special) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 16);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(&special) {
        // Every special byte is ASCII, so both cuts lie between characters.
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let mut tail = tail.chars();
        out.push_str(match tail.next() {
            Some('<') => "&lt;",
            Some('>') => "&gt;",
            Some('&') => "&amp;",
            Some('"') => "&quot;",
            _ => "&#39;",
        });
        rest = tail.as_str();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_keeps_its_lines_and_loses_what_xml_forbids() {
        assert!(matches!(block("a\n\tb \u{FFFD} \u{FF0C}"), Cow::Borrowed(_)));
        assert_eq!(block("a\r\nb\rc\n\rd"), "a\nb\nc\n\nd");
        assert_eq!(block("\u{0}a\u{8}\u{FFFE}b\u{FFFF}\u{1F}"), "ab");
        assert_eq!(block(&format!("{}\u{B}", "x".repeat(1000))).len(), 1000);
    }

    #[test]
    fn escaped_text_has_no_markup() {
        assert_eq!(escape("<a b='c' d=\"é&\">]]>"), "&lt;a b=&#39;c&#39; d=&quot;é&amp;&quot;&gt;]]&gt;");
        assert_eq!(html("\"<&>'"), "\"&lt;&amp;&gt;'");
        assert!(matches!(escape("plain é"), Cow::Borrowed(_)));
    }
}
