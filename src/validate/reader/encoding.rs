//! From bytes to text: which encoding a document is in, and whether it is so in truth.
//! Spec: XML 1.0, section 4.3.3 and appendix F; RFC 8259, section 8.1.

mod charset;
mod codecs;
mod incremental;
mod lines;
mod names;
mod rare;
pub(super) mod w3c;

use std::borrow::Cow;

use super::{Fault, shown};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Rule, Span};
pub use charset::COMMON;
pub use codecs::encoding_named;
pub(crate) use incremental::Incremental;

use charset::{Charset, byte_order_mark, encoding, first_malformed, prefix_length, push_ascii, unreadable, upper};

rules! {
    /// The document holds bytes that its encoding does not have, or says of itself that it is in another encoding.
    ///
    /// Readers refuse such a document, or show `�` for the letters in question. Most often text in Windows-1252 or
    /// Latin-1 was put into a feed that calls itself UTF-8. Save the document as UTF-8, and declare that.
    /// Spec: XML 1.0, section 4.3.3.
    UNICODE_ERROR = Error "unicode-error";

    /// The document declares an encoding that nobody knows.
    ///
    /// Readers cannot tell its letters then. Save it as UTF-8 and write `encoding="utf-8"`.
    UNKNOWN_ENCODING = Error "unknown-encoding";

    /// The document declares an encoding that few programs know.
    ///
    /// XML obliges readers to know UTF-8 and UTF-16 only. Save it as UTF-8 and write `encoding="utf-8"`.
    OBSCURE_ENCODING = Warning "obscure-encoding";

    /// The document declares one encoding, and the server that sent it another.
    ///
    /// Readers believe one or the other. Have both say UTF-8.
    ENCODING_MISMATCH = Warning "encoding-mismatch";

    /// The document's encoding is widely known, but XML does not oblige readers to know it.
    ///
    /// UTF-8 is the safe choice.
    NONSTD_ENCODING = Info "nonstd-encoding";

    /// The document does not say which encoding it is in.
    ///
    /// XML then means UTF-8. Say so, and nobody has to guess: `<?xml version="1.0" encoding="utf-8"?>`.
    MISSING_ENCODING = Info "missing-encoding";
}

/// A document's text, and what was found on the way to it.
#[derive(Debug)]
pub struct Decoded<'b> {
    /// The text, without byte order mark; `�` (U+FFFD) stands for bytes that mean nothing.
    pub text: Cow<'b, str>,
    /// The name of the encoding that it was read in, such as `utf-8`.
    pub encoding: &'static str,
    /// The byte order mark's length in bytes; 0 where there is none.
    pub mark: usize,
    /// Whether the bytes could be read at all; else there is no text.
    pub readable: bool,
    findings: Vec<Finding>,
}

/// Something found on the way from bytes to text.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    rule: &'static Rule,
    fault: Fault,
    /// Whether the fault's span is a place in the text.
    placed: bool,
    params: Vec<(&'static str, String)>,
}

impl Decoded<'_> {
    /// Puts what was found on `report`, which must be on [`text`](Self::text).
    pub fn flag(&self, report: &mut Report) {
        for finding in &self.findings {
            finding.clone().flag(report);
        }
    }
}

impl Finding {
    /// Puts it on `report`.
    pub(crate) fn flag(self, report: &mut Report) {
        let Fault { span, message, help, .. } = self.fault;
        let diagnostic = match self.placed {
            true => report.flag(self.rule, span, message),
            false => report.flag_file(self.rule, message),
        };
        diagnostic.help(help);
        for (name, value) in self.params {
            diagnostic.param(name, value);
        }
    }

    /// Where in the text its place ends; 0 where it has none.
    pub(crate) fn end(&self) -> usize {
        self.fault.span.end
    }

    /// The byte at `offset` of the document means nothing; it is at `span` of the text.
    fn malformed(byte: u8, offset: usize, span: Span, charset: Charset) -> Self {
        let message = format!("byte 0x{byte:02X} at offset {offset} is not {}", upper(charset));
        let help = match charset {
            Charset::Utf8 => "save the document as UTF-8; if it is in Windows-1252 or Latin-1, declare that",
            Charset::Ascii | Charset::AsciiOnly => "declare the encoding that it is in, which should be `utf-8`",
            _ => "save the document as UTF-8, and write `encoding=\"utf-8\"`",
        };
        let fault = Fault::new(span, message, help);
        let params = vec![("byte", format!("0x{byte:02X}"))];
        Finding { rule: &UNICODE_ERROR, fault, placed: true, params }
    }
}

/// Reads an XML document's bytes as text. What tells the encoding, first to last: a byte order mark, the `charset` that it
/// was served with, its own declaration, `fallback`.
///
/// Names that nobody knows are flagged and passed over.
pub fn decode<'b>(bytes: &'b [u8], charset: Option<&str>, fallback: &str) -> Decoded<'b> {
    detect(bytes, charset, fallback).decode(bytes).with_lines()
}

/// As [`decode`], what tells the encoding and what is found there being as the W3C validator has it.
pub fn decode_as_w3c<'b>(bytes: &'b [u8], charset: Option<&str>, fallback: &str) -> Decoded<'b> {
    let mut decoded = w3c::detect(bytes, charset, fallback).decode(bytes).with_lines();
    if let Some((text, finding)) = w3c::without_blank_line(&decoded.text) {
        decoded.text = Cow::Owned(text);
        decoded.findings.push(finding);
    }
    decoded
}

/// So many bytes of a document tell its encoding.
pub(crate) const HEAD: usize = 2048;

/// What a document is in, as its [`HEAD`] tells, and what was found there.
struct Detected<'b> {
    decoded: Decoded<'b>,
    charset: Charset,
}

impl<'b> Detected<'b> {
    fn decode(mut self, bytes: &'b [u8]) -> Decoded<'b> {
        if self.decoded.readable {
            let body = bytes.get(self.decoded.mark..).unwrap_or_default();
            self.decoded.text = self.decoded.text_of(body, self.charset);
        }
        self.decoded
    }
}

fn detect<'b>(bytes: &[u8], charset: Option<&str>, fallback: &str) -> Detected<'b> {
    let mut decoded =
        Decoded { text: Cow::Borrowed(""), encoding: "utf-8", mark: 0, readable: true, findings: Vec::new() };
    let (mark, marked) = byte_order_mark(bytes);
    decoded.mark = mark;
    let body = bytes.get(mark..).unwrap_or_default();
    if let Some(unreadable) = unreadable(bytes) {
        decoded.add(&UNKNOWN_ENCODING, None, format!("the document is in {unreadable}"), "save it as UTF-8");
        decoded.readable = false;
        return Detected { decoded, charset: Charset::Utf8 };
    }
    // UTF-16 shows in the zero bytes of `<?`, mark or no mark (appendix F).
    let wide = match (marked, body) {
        (Some(marked), _) => marked.is_utf16().then_some(marked),
        (None, [b'<', 0, ..]) => Some(Charset::Utf16Le),
        (None, [0, b'<', ..]) => Some(Charset::Utf16Be),
        _ => None,
    };
    if wide.is_some() && marked.is_none() {
        let help = "begin the document with U+FEFF, or save it as UTF-8";
        decoded.add(&UNICODE_ERROR, None, "the document is in UTF-16 without a byte order mark", help);
    }
    let declared = match wide {
        // The declaration's place is known only once the text is.
        Some(wide) => {
            declared_encoding(encoding(wide).decode_without_bom_handling(body.get(..512).unwrap_or(body)).0.as_bytes())
        }
        None => declared_encoding(body),
    };
    let served = charset.and_then(|label| decoded.served(label));
    let own = declared.as_ref().and_then(|declared| decoded.judge(declared, marked.or(wide), served));
    // A declaration without an encoding says UTF-8 (section 4.3.3).
    let mut is_silent = wide.or(marked).is_none() && charset.is_none() && !body.starts_with(b"<?xml");
    let fallback = match Charset::of(fallback) {
        Some(Charset::Ascii) => Some(Charset::AsciiOnly),
        fallback => fallback,
    };
    let mut seen = wide.or(marked);
    // A mark and a declaration that contradict each other say nothing, where ASCII is all that there may be.
    if fallback == Some(Charset::AsciiOnly) && served.is_none() && is_contradicted(marked, declared.as_ref()) {
        (is_silent, seen, decoded.mark) = (true, None, 0);
        // Each byte of the mark is a `�` now; the place of the declaration is still told as if there were none.
        const SHIFT: usize = 3 * (char::REPLACEMENT_CHARACTER.len_utf8() - 1);
        decoded.findings.iter_mut().filter(|found| found.placed).for_each(|found| {
            found.fault.span = found.fault.span.shifted(SHIFT);
        });
    }
    if is_silent {
        let help = "write `<?xml version=\"1.0\" encoding=\"utf-8\"?>`";
        decoded.add(&MISSING_ENCODING, None, "the document does not say which encoding it is in", help);
    }
    let charset = seen.or(served).or(own).or(fallback).unwrap_or(Charset::Utf8);
    decoded.encoding = charset.name();
    Detected { decoded, charset }
}

/// Whether a document with the byte order mark of UTF-8 declares something else.
fn is_contradicted(marked: Option<Charset>, declared: Option<&Declared>) -> bool {
    marked == Some(Charset::Utf8)
        && declared.is_some_and(|declared| Charset::of(&declared.label) != Some(Charset::Utf8))
}

/// Whether an encoding goes by this name.
pub fn is_known(label: &str) -> bool {
    Charset::of(label).is_some()
}

/// Reads a JSON document's bytes as text: UTF-8 without a byte order mark is the only encoding it may have.
pub fn decode_json(bytes: &[u8]) -> Decoded<'_> {
    detect_json(bytes).decode(bytes)
}

fn detect_json<'b>(bytes: &[u8]) -> Detected<'b> {
    let mut decoded =
        Decoded { text: Cow::Borrowed(""), encoding: "utf-8", mark: 0, readable: true, findings: Vec::new() };
    let (mark, marked) = byte_order_mark(bytes);
    let body = bytes.get(mark..).unwrap_or_default();
    let wide = match (marked, body) {
        (Some(marked), _) => marked.is_utf16().then_some(marked),
        (None, [b'{' | b'[', 0, ..]) => Some(Charset::Utf16Le),
        (None, [0, b'{' | b'[', ..]) => Some(Charset::Utf16Be),
        _ => None,
    };
    decoded.mark = mark;
    if wide.is_some() {
        decoded.add(
            &UNICODE_ERROR,
            None,
            "the document is in UTF-16",
            "save it as UTF-8: JSON is exchanged in nothing else",
        );
    } else if mark > 0 {
        let help = "save it as UTF-8 without a byte order mark; some readers take it for text before the `{`";
        decoded.add(&UNICODE_ERROR, Some(Span::new(0, 0)), "the document begins with a byte order mark", help);
    }
    let charset = wide.unwrap_or(Charset::Utf8);
    decoded.encoding = charset.name();
    Detected { decoded, charset }
}

impl<'b> Decoded<'b> {
    /// With each line ended by a line feed.
    fn with_lines(mut self) -> Self {
        if lines::has_bare_returns(self.text.as_bytes()) {
            let mut text = self.text.into_owned();
            lines::end_from(&mut text, 0);
            self.text = Cow::Owned(text);
        }
        self
    }

    fn add(
        &mut self,
        rule: &'static Rule,
        span: Option<Span>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> &mut Finding {
        let fault = Fault::new(span.unwrap_or_default(), message, help);
        self.findings.push(Finding { rule, fault, placed: span.is_some(), params: Vec::new() });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// The charset that the document was served with.
    fn served(&mut self, label: &str) -> Option<Charset> {
        let found = Charset::of(label);
        if found.is_none() {
            let message = format!("the document is served as `{}`, which is no encoding feedmill knows", shown(label));
            let finding = self.add(&UNKNOWN_ENCODING, None, message, "have it served with `charset=utf-8`");
            finding.params.push(("encoding", label.to_owned()));
        }
        found
    }

    /// The charset that the document declares, as far as it can be believed.
    fn judge(&mut self, declared: &Declared, seen: Option<Charset>, served: Option<Charset>) -> Option<Charset> {
        let span = Some(declared.span);
        let label = &declared.label;
        let Some(found) = Charset::of(label) else {
            let message = format!("`{}` is no encoding that feedmill knows", shown(label));
            let finding = self.add(
                &UNKNOWN_ENCODING,
                span,
                message,
                "save the document as UTF-8, and write `encoding=\"utf-8\"`",
            );
            finding.params.push(("encoding", label.clone()));
            return None;
        };
        let standard = found == Charset::Utf8 || found.is_utf16();
        if let Some(seen) = seen {
            if found != seen && !(found.is_utf16() && seen.is_utf16()) {
                let message = format!("the document is in {}, but declares `{}`", upper(seen), shown(label));
                self.add(&UNICODE_ERROR, span, message, format!("write `encoding=\"{}\"`", seen.name()));
                return None;
            }
        } else if found.is_utf16() {
            // The declaration could be read byte by byte, so this cannot be.
            let message = format!("the document declares `{}`, but is not in UTF-16", shown(label));
            self.add(&UNICODE_ERROR, span, message, "write `encoding=\"utf-8\"`");
            return None;
        }
        if !standard {
            let common = COMMON.iter().any(|common| common.eq_ignore_ascii_case(label));
            let (rule, message) = if common {
                (&NONSTD_ENCODING, format!("XML does not oblige readers to know the encoding `{}`", shown(label)))
            } else {
                (&OBSCURE_ENCODING, format!("few readers know the encoding `{}`", shown(label)))
            };
            let finding = self.add(rule, span, message, "save the document as UTF-8, and write `encoding=\"utf-8\"`");
            finding.params.push(("encoding", label.clone()));
        }
        if let Some(served) = served.filter(|&served| seen.is_none() && served != found) {
            let message = format!("the document declares `{}`, but is served as `{}`", shown(label), served.name());
            let finding = self.add(&ENCODING_MISMATCH, span, message, "have both say UTF-8");
            finding.params.extend([("encoding", label.clone()), ("charset", served.name().to_owned())]);
        }
        Some(found)
    }

    /// `body` as text; the first bytes that mean nothing are flagged.
    fn text_of(&mut self, body: &'b [u8], charset: Charset) -> Cow<'b, str> {
        let (text, wrong) = match charset {
            Charset::Utf8 => match str::from_utf8(body) {
                Ok(text) => (Cow::Borrowed(text), None),
                Err(error) => (String::from_utf8_lossy(body), Some(error.valid_up_to())),
            },
            Charset::Ascii => {
                let wrong = (!body.is_ascii()).then(|| body.iter().position(|b| !b.is_ascii()).unwrap_or(0));
                // Whoever writes `us-ascii` and means more means UTF-8 more often than not.
                (String::from_utf8_lossy(body), wrong)
            }
            Charset::AsciiOnly => {
                let mut text = String::with_capacity(body.len());
                let wrong = push_ascii(body, &mut text);
                (Cow::Owned(text), wrong)
            }
            Charset::Latin1 => (encoding_rs::mem::decode_latin1(body), None),
            _ if charset.is_rare() => {
                let (text, wrong) = rare::decode(body, charset);
                (Cow::Owned(text), wrong)
            }
            _ => {
                let (text, malformed) = encoding(charset).decode_without_bom_handling(body);
                (text, malformed.then(|| first_malformed(body, encoding(charset))))
            }
        };
        if let Some(at) = wrong {
            let place = prefix_length(body, at, charset).min(text.len());
            let span =
                Span::new(place, place + text.get(place..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8));
            let byte = body.get(at).copied().unwrap_or_default();
            self.findings.push(Finding::malformed(byte, self.mark + at, span, charset));
        }
        text
    }
}

/// The encoding that an XML declaration names, and where.
struct Declared {
    label: String,
    span: Span,
}

/// Looks for the encoding in an XML declaration, which holds ASCII characters only.
///
/// Takes what is there, well-formed or not: the declaration itself is judged when the text is known.
fn declared_encoding(bytes: &[u8]) -> Option<Declared> {
    const LONGEST: usize = 1024;
    let head = bytes.get(..LONGEST).unwrap_or(bytes);
    let skipped = head.iter().take_while(|b| b.is_ascii_whitespace()).count();
    let head = head.get(skipped..)?;
    if !head.starts_with(b"<?xml") || !head.get(5)?.is_ascii_whitespace() {
        return None;
    }
    let head = head.get(..memchr::memchr(b'>', head)?)?;
    let mut at = memchr::memmem::find(head, b"encoding")? + "encoding".len();
    let skip_space = |at: &mut usize| {
        *at += head.get(*at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_whitespace()).count()
    };
    skip_space(&mut at);
    if head.get(at) != Some(&b'=') {
        return None;
    }
    at += 1;
    skip_space(&mut at);
    let quote = *head.get(at).filter(|&&b| b == b'"' || b == b'\'')?;
    let start = at + 1;
    let value = head.get(start..)?;
    let value = value.get(..memchr::memchr(quote, value)?)?;
    let label = str::from_utf8(value).ok()?.to_owned();
    Some(Declared { span: Span::new(skipped + start, skipped + start + label.len()), label })
}

#[cfg(test)]
mod tests;
