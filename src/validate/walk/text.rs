//! Text: does it belong here, and is it readable.

use super::{BAD_CHARACTERS, UNEXPECTED_TEXT, Walk};
use crate::diagnostic::{Report, Span};
use crate::validate::context::At;
use crate::validate::node::{Mode, Node, TEXT_SEEN};
use crate::validate::reader::shown;
use crate::validate::reader::xml::{Run, Text};
use crate::validate::schema::{Element, Holds};

impl Walk<'_> {
    pub(super) fn text(&mut self, text: &Text<'_>, report: &mut Report<'_>) {
        let Some(top) = self.top_mut() else { return };
        match top.mode {
            Mode::Elements | Mode::Nothing => {
                // White space is never bad.
                if text.is_blank() {
                    return;
                }
                self.unexpected_text(text, report);
            }
            Mode::Text => top.push_text(text),
            Mode::Construct => return self.text_in_construct(text, report),
            Mode::Div => return self.text_in_div(text, report),
            Mode::Rdf { literal: true } => return,
            Mode::Rdf { literal: false } => {
                if !text.is_blank() {
                    top.push_text(text);
                }
            }
            Mode::Anything | Mode::XhtmlBody => {}
        }
        let unread = |top: &Node| top.mode == Mode::Nothing || top.row.is_some_and(|row| row.text_once);
        if self.top().is_some_and(unread) {
            return;
        }
        self.bad_text(text, report);
    }

    fn unexpected_text(&mut self, text: &Text<'_>, report: &mut Report<'_>) {
        let rule = match self.top().and_then(|top| top.row) {
            Some(Element { holds: Holds::Nothing(rule), .. }) => rule,
            _ => &UNEXPECTED_TEXT,
        };
        let row = self.top().and_then(|top| top.row);
        let once = row.is_some_and(|row| row.text_once);
        let watchers = row.filter(|_| self.ctx.as_w3c()).map_or(1, |row| row.watchers);
        if let Some(top) = self.top_mut() {
            if once && top.marks & TEXT_SEEN != 0 {
                return;
            }
            top.marks |= TEXT_SEEN;
        }
        let every = self.ctx.as_w3c() && !once;
        for (piece, span) in pieces(text) {
            if piece.trim().is_empty() {
                continue;
            }
            let mut scope = self.scope(report);
            let name = scope.node().name.clone();
            for _ in 0..watchers {
                let message = format!("text stands right in `<{name}>`: `{}`", shown(piece.trim()));
                scope
                    .flag(rule, At::Spot(span.into()), message)
                    .help("remove it, or put it into the element it belongs to");
            }
            if !every {
                return;
            }
        }
    }

    /// Flags characters that mean nothing. The W3C validator counts them for each of an element's checks.
    pub(super) fn bad_text(&mut self, text: &Text<'_>, report: &mut Report<'_>) {
        if !is_suspicious(text) {
            return;
        }
        let Some(top) = self.top() else { return };
        let any = top.mode == Mode::Anything;
        let times = match (self.ctx.as_w3c(), top.row) {
            (true, Some(row)) if top.mode == Mode::Text => row.text.len().max(1),
            (true, Some(row)) => usize::from(row.watchers),
            _ => 1,
        };
        for (piece, span) in pieces(text) {
            let twice = !any && is_encoded_twice(&piece);
            let mut before = ' ';
            for c in piece.chars() {
                if twice && matches!(c, '\u{80}'..='\u{BF}') && matches!(before, 'Â' | 'Ã') {
                    for _ in 0..times {
                        self.bad(span, report);
                    }
                }
                before = c;
                if is_bad(c) {
                    for _ in 0..times {
                        self.bad(span, report);
                    }
                }
            }
        }
    }

    /// Flags it; for people once a line.
    fn bad(&mut self, span: Span, report: &mut Report<'_>) {
        let again = report.diagnostics().last().is_some_and(|last| {
            std::ptr::eq(last.rule, &BAD_CHARACTERS)
                && last.place.is_some_and(|place| place.line == report.place(span).line)
        });
        if again && !self.ctx.as_w3c() {
            return;
        }
        let mut scope = self.scope(report);
        let name = scope.node().name.clone();
        let message = format!("the text of `<{name}>` holds characters that mean nothing");
        scope
            .flag(&BAD_CHARACTERS, At::Spot(span.into()), message)
            .help("mend the text where it comes from: it was taken for another encoding on its way");
    }
}

/// Whether a character is there only because text was taken for another encoding.
pub(super) fn is_bad(c: char) -> bool {
    matches!(c, '\u{80}'..='\u{9F}' | '\u{FFFD}')
}

/// Whether there may be a bad character: nearly no text has any, and so need not be taken to pieces.
fn is_suspicious(text: &Text<'_>) -> bool {
    let bytes = text.raw.as_bytes();
    let is_bad = |at| match bytes.get(at..) {
        // U+0080 to U+009F; behind `Â` or `Ã` also what is no control character.
        Some([0xC2, 0x80..=0x9F, ..]) => true,
        Some([0xC2, ..]) => matches!(bytes.get(..at), Some([.., 0xC3, 0x82 | 0x83])),
        // U+FFFD.
        Some([0xEF, 0xBF, 0xBD, ..]) => true,
        Some([b'#', ..]) => is_latin_reference(text.raw, at),
        _ => false,
    };
    match text.kind {
        Run::Escaped => memchr::memchr3_iter(0xC2, 0xEF, b'#', bytes).any(is_bad),
        Run::Cdata | Run::Comment => memchr::memchr2_iter(0xC2, 0xEF, bytes).any(is_bad),
    }
}

/// Whether the `#` at byte `at` is one of a reference to a character that may be bad, or the half of one that is: those
/// from U+0080 to U+00FF, and U+FFFD. What is no good reference counts too.
fn is_latin_reference(raw: &str, at: usize) -> bool {
    /// What is longer has zeros in front, or is none.
    const LONGEST: usize = 12;
    let bytes = raw.as_bytes();
    if at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'&') {
        return false;
    }
    let end = bytes.iter().skip(at).take(LONGEST).position(|&b| b == b';');
    let Some(number) = end.and_then(|end| raw.get(at + 1..at + end)) else { return true };
    let code = match number.strip_prefix('x') {
        Some(digits) => u32::from_str_radix(digits, 16),
        None => number.parse(),
    };
    code.map_or(true, |code| matches!(code, 0x80..=0xFF | 0xFFFD))
}

/// Whether the text is Latin-1 that is UTF-8.
fn is_encoded_twice(piece: &str) -> bool {
    let bytes: Option<Vec<u8>> = piece.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    bytes.is_some_and(|bytes| str::from_utf8(&bytes).is_ok())
}

/// A run of text by pieces, as the W3C validator sees it: line by line, each reference by itself, CDATA also at each `]`.
pub(super) fn pieces(text: &Text<'_>) -> Vec<(String, Span)> {
    let mut pieces = Vec::new();
    let bytes = text.raw.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let rest = bytes.get(at..).unwrap_or_default();
        let length = match rest.first() {
            Some(b'\n') => 1,
            // Its parser hands out what stands before a `]` in a CDATA section by itself.
            Some(_) if text.kind == Run::Cdata => {
                memchr::memchr2(b'\n', b']', rest.get(1..).unwrap_or_default()).map_or(rest.len(), |end| end + 1)
            }
            Some(b'&') if text.kind == Run::Escaped => memchr::memchr(b';', rest).map_or(1, |end| end + 1),
            _ if text.kind == Run::Escaped => memchr::memchr2(b'\n', b'&', rest).unwrap_or(rest.len()),
            _ => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
        };
        let raw = text.raw.get(at..at + length).unwrap_or_default();
        // What comes from an entity lies where that is referred to.
        let whole = text.span.end - text.span.start == bytes.len();
        let span = if whole { Span::new(text.span.start + at, text.span.start + at + length) } else { text.span };
        let piece = Text { raw, span, kind: text.kind };
        pieces.push((piece.value().into_owned(), span));
        at += length.max(1);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Whether there is a bad character, found by taking the text to pieces.
    fn is_bad_text(text: &Text<'_>) -> bool {
        pieces(text).iter().any(|(piece, _)| {
            let behind = |(before, c)| matches!(before, 'Â' | 'Ã') && matches!(c, '\u{80}'..='\u{BF}');
            let twice = is_encoded_twice(piece) && piece.chars().zip(piece.chars().skip(1)).any(behind);
            twice || piece.chars().any(is_bad)
        })
    }

    fn piece() -> impl Strategy<Value = String> {
        const BITS: &[&str] = &[
            "a",
            "\n",
            "é",
            "Â",
            "Ã",
            "©",
            "\u{A0}",
            "\u{85}",
            "\u{FFFD}",
            "，",
            "字",
            "&lt;",
            "&#38;",
            "&#8217;",
            "&#133;",
            "&#x85;",
            "&#xC3;",
            "&#xFFFD;",
            "&#000000000133;",
            "#",
            "]",
            "&",
            ";",
        ];
        prop_oneof![proptest::sample::select(BITS).prop_map(str::to_owned), "\\PC"]
    }

    proptest! {
        #[test]
        fn no_bad_character_is_overlooked(bits in proptest::collection::vec(piece(), 0..8)) {
            let raw = &bits.concat();
            for kind in [Run::Escaped, Run::Cdata] {
                let text = Text { raw, span: Span::new(0, raw.len()), kind };
                prop_assert!(is_suspicious(&text) || !is_bad_text(&text), "{kind:?}: {raw:?}");
            }
        }
    }

    #[test]
    fn few_texts_are_looked_at_closely() {
        for raw in
            ["«\u{A0}a\u{A0}» · x²", "a ，字", "Ã, Â and é", "&#8217;&#xE000;&#39; #1; &lt;a href=&quot;#x&quot;&gt;"]
        {
            let text = |kind| Text { raw, span: Span::new(0, raw.len()), kind };
            assert!(!is_suspicious(&text(Run::Escaped)) && !is_suspicious(&text(Run::Cdata)), "{raw}");
        }
        for raw in ["Ã©", "Â\u{A0}", "\u{9F}", "\u{FFFD}"] {
            assert!(is_suspicious(&Text { raw, span: Span::new(0, raw.len()), kind: Run::Cdata }), "{raw}");
        }
    }
}
