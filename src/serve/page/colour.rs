//! XML and JSON in pieces, each of which has one colour. Broken documents too: every byte is in some piece.

use memchr::memchr;
use memchr::memmem;

/// What a piece is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text between tags; of JSON, white space.
    Text,
    /// What marks an element: `<name`, `</name>`, `>`; of JSON, brackets and commas.
    Tag,
    /// The name of an attribute; of JSON, a key.
    Name,
    /// An attribute's value; of JSON, a string.
    Value,
    /// A comment.
    Comment,
    /// What stands before the root: a declaration, an instruction.
    Prolog,
    /// The marks around a CDATA section.
    Section,
    /// The text in a CDATA section.
    Data,
    /// A reference, such as `&amp;`; of JSON, a number or a word.
    Literal,
}

/// A piece of a text, in bytes, end excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// What it is.
    pub kind: Kind,
    /// First byte.
    pub start: usize,
    /// One past the last.
    pub end: usize,
}

struct Pieces<'t> {
    text: &'t str,
    at: usize,
    out: Vec<Piece>,
}

impl<'t> Pieces<'t> {
    fn new(text: &'t str) -> Self {
        Pieces { text, at: 0, out: Vec::new() }
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// Takes so many bytes, at most what is left.
    fn take(&mut self, length: usize, kind: Kind) {
        let end = self.at.saturating_add(length).min(self.text.len());
        if end > self.at {
            self.out.push(Piece { kind, start: self.at, end });
            self.at = end;
        }
    }

    /// Takes what comes before the first byte that is not of these.
    fn take_while(&mut self, is: impl Fn(u8) -> bool, kind: Kind) {
        let length = self.rest().iter().position(|&b| !is(b)).unwrap_or(self.rest().len());
        self.take(length, kind);
    }

    /// Takes all up to the end of `close`, or everything.
    fn take_through(&mut self, close: &str, kind: Kind) {
        let length = memmem::find(self.rest(), close.as_bytes()).map_or(usize::MAX, |at| at + close.len());
        self.take(length, kind);
    }
}

/// The pieces of a document of XML.
pub fn xml(text: &str) -> Vec<Piece> {
    let mut pieces = Pieces::new(text);
    while let Some(&first) = pieces.rest().first() {
        let rest = pieces.rest();
        match first {
            b'<' if rest.starts_with(b"<!--") => pieces.take_through("-->", Kind::Comment),
            b'<' if rest.starts_with(b"<![CDATA[") => {
                pieces.take("<![CDATA[".len(), Kind::Section);
                let length = memmem::find(pieces.rest(), b"]]>").unwrap_or(usize::MAX);
                pieces.take(length, Kind::Data);
                pieces.take(3, Kind::Section);
            }
            b'<' if rest.starts_with(b"<?") => pieces.take_through("?>", Kind::Prolog),
            b'<' if rest.starts_with(b"<!") => doctype(&mut pieces),
            b'<' => tag(&mut pieces),
            b'&' => reference(&mut pieces, Kind::Text),
            _ => pieces.take_while(|b| !matches!(b, b'<' | b'&'), Kind::Text),
        }
    }
    pieces.out
}

/// `<!DOCTYPE …>`, with what it holds in brackets.
fn doctype(pieces: &mut Pieces) {
    let mut depth = 0_usize;
    let end = pieces.rest().iter().position(|b| {
        match b {
            b'[' => depth += 1,
            b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *b == b'>' && depth == 0
    });
    pieces.take(end.map_or(usize::MAX, |end| end + 1), Kind::Prolog);
}

fn tag(pieces: &mut Pieces) {
    let is_name = |b: u8| !b.is_ascii_whitespace() && !matches!(b, b'<' | b'>' | b'=' | b'"' | b'\'' | b'/');
    let slash = usize::from(pieces.rest().get(1) == Some(&b'/'));
    let name = pieces.rest().iter().skip(1 + slash).position(|&b| !is_name(b));
    match name {
        Some(0) if slash == 0 => return pieces.take(1, Kind::Text),
        Some(length) => pieces.take(1 + slash + length, Kind::Tag),
        None => return pieces.take(usize::MAX, Kind::Tag),
    }
    while let Some(&b) = pieces.rest().first() {
        match b {
            b'>' => return pieces.take(1, Kind::Tag),
            // A tag that was never closed.
            b'<' => return,
            b'"' | b'\'' => value(pieces, b),
            b'/' | b'=' => pieces.take(1, Kind::Tag),
            _ if b.is_ascii_whitespace() => pieces.take_while(|b| b.is_ascii_whitespace(), Kind::Text),
            _ => pieces.take_while(is_name, Kind::Name),
        }
    }
}

/// A value in quotes, references in it apart. One that is never closed ends with its tag.
fn value(pieces: &mut Pieces, quote: u8) {
    pieces.take(1, Kind::Value);
    while let Some(&b) = pieces.rest().first() {
        match b {
            _ if b == quote => return pieces.take(1, Kind::Value),
            b'<' => return,
            b'&' => reference(pieces, Kind::Value),
            _ => pieces.take_while(|b| b != quote && !matches!(b, b'<' | b'&'), Kind::Value),
        }
    }
}

/// `&name;`; an ampersand that is none is of `kind`.
fn reference(pieces: &mut Pieces, kind: Kind) {
    let head = pieces.rest().get(1..).unwrap_or_default();
    let head = head.get(..64).unwrap_or(head);
    let end = memchr(b';', head).filter(|end| {
        let name = head.get(..*end).unwrap_or_default();
        !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#')
    });
    match end {
        Some(end) => pieces.take(end + 2, Kind::Literal),
        None => pieces.take(1, kind),
    }
}

/// The pieces of a document of JSON.
pub fn json(text: &str) -> Vec<Piece> {
    let mut pieces = Pieces::new(text);
    while let Some(&first) = pieces.rest().first() {
        match first {
            b'"' => string(&mut pieces),
            b'{' | b'}' | b'[' | b']' | b',' | b':' => pieces.take(1, Kind::Tag),
            _ if first.is_ascii_whitespace() => pieces.take_while(|b| b.is_ascii_whitespace(), Kind::Text),
            b'0'..=b'9' | b'-' | b'a'..=b'z' => {
                let is_word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.');
                pieces.take_while(is_word, Kind::Literal);
            }
            _ => {
                let is_odd = |b: u8| !b.is_ascii() || !(b.is_ascii_whitespace() || b"\"{}[],:".contains(&b));
                pieces.take_while(is_odd, Kind::Text);
            }
        }
    }
    pieces.out
}

fn string(pieces: &mut Pieces) {
    let mut escaped = false;
    let end = pieces.rest().iter().skip(1).position(|&b| {
        let ends = b == b'"' && !escaped;
        escaped = b == b'\\' && !escaped;
        ends
    });
    let length = end.map_or(usize::MAX, |end| end + 2);
    let behind = pieces.rest().get(length.min(pieces.rest().len())..).unwrap_or_default();
    let next = behind.iter().find(|b| !b.is_ascii_whitespace());
    pieces.take(length, if next == Some(&b':') { Kind::Name } else { Kind::Value });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str, pieces: &[Piece]) -> Vec<(Kind, String)> {
        pieces.iter().map(|piece| (piece.kind, text[piece.start..piece.end].to_owned())).collect()
    }

    #[test]
    fn xml_is_taken_apart() {
        let text = "<?xml?><a:b c=\"d&amp;e\" f='>'/>x & y&#38;<!-- < --><![CDATA[<p>]]></a:b >< z";
        let expected = [
            (Kind::Prolog, "<?xml?>"),
            (Kind::Tag, "<a:b"),
            (Kind::Text, " "),
            (Kind::Name, "c"),
            (Kind::Tag, "="),
            (Kind::Value, "\""),
            (Kind::Value, "d"),
            (Kind::Literal, "&amp;"),
            (Kind::Value, "e"),
            (Kind::Value, "\""),
            (Kind::Text, " "),
            (Kind::Name, "f"),
            (Kind::Tag, "="),
            (Kind::Value, "'"),
            (Kind::Value, ">"),
            (Kind::Value, "'"),
            (Kind::Tag, "/"),
            (Kind::Tag, ">"),
            (Kind::Text, "x "),
            (Kind::Text, "&"),
            (Kind::Text, " y"),
            (Kind::Literal, "&#38;"),
            (Kind::Comment, "<!-- < -->"),
            (Kind::Section, "<![CDATA["),
            (Kind::Data, "<p>"),
            (Kind::Section, "]]>"),
            (Kind::Tag, "</a:b"),
            (Kind::Text, " "),
            (Kind::Tag, ">"),
            (Kind::Text, "<"),
            (Kind::Text, " z"),
        ];
        assert_eq!(shown(text, &xml(text)), expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn json_is_taken_apart() {
        let text = r#"{ "a\"" : [1.5e+3,true, "b:"] }"#;
        let kinds: Vec<_> = shown(text, &json(text)).into_iter().filter(|(kind, _)| *kind != Kind::Text).collect();
        let expected = [
            (Kind::Tag, "{"),
            (Kind::Name, r#""a\"""#),
            (Kind::Tag, ":"),
            (Kind::Tag, "["),
            (Kind::Literal, "1.5e+3"),
            (Kind::Tag, ","),
            (Kind::Literal, "true"),
            (Kind::Tag, ","),
            (Kind::Value, "\"b:\""),
            (Kind::Tag, "]"),
            (Kind::Tag, "}"),
        ];
        assert_eq!(kinds, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    proptest! {
        #[test]
        fn every_byte_is_in_one_piece(text in "[<>&;'\"/=!?\\[\\]\\-{}:,\\\\ a\u{e9}\u{5d0}CDAT0\n]{0,60}") {
            for pieces in [xml(&text), json(&text)] {
                let joined: String = shown(&text, &pieces).into_iter().map(|(_, text)| text).collect();
                prop_assert_eq!(&joined, &text);
                prop_assert!(pieces.iter().all(|piece| piece.start < piece.end));
            }
        }
    }
}
