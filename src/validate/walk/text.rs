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
                if !text.is_blank() {
                    self.unexpected_text(text, report);
                }
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

/// Whether there may be a bad character: U+0080 to U+00BF begin with the byte C2, U+FFFD with EF; references may mean
/// anything.
fn is_suspicious(text: &Text<'_>) -> bool {
    let bytes = text.raw.as_bytes();
    memchr::memchr2_iter(0xC2, 0xEF, bytes).any(|at| match bytes.get(at..at + 3) {
        Some([0xEF, rest @ ..]) => rest == [0xBF, 0xBD],
        // Behind `Â` or `Ã` also what is no control character.
        Some([0xC2, ..]) => true,
        _ => bytes.get(at) == Some(&0xC2),
    }) || (text.kind == Run::Escaped && memchr::memmem::find(bytes, b"&#").is_some())
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
