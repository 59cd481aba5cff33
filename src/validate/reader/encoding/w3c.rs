//! How the W3C validator tells a document's encoding, and what it finds there.

use super::charset::{Charset, encoding};
use super::codecs::{self, encoding_named};
use super::{
    COMMON, Decoded, Detected, Finding, ENCODING_MISMATCH, MISSING_ENCODING, NONSTD_ENCODING, OBSCURE_ENCODING, UNICODE_ERROR,
    UNKNOWN_ENCODING, rare,
};
use crate::diagnostic::Span;
use crate::validate::reader::xml::WP_BLANK_LINE;
use crate::validate::reader::{Fault, shown};

/// What the first bytes of a document say: the encoding that the declaration is to be read in, the names that it may then
/// give, and whether there is a byte order mark.
struct Signature {
    charset: Charset,
    names: &'static [&'static str],
    mark: usize,
}

const UTF_32: [&str; 4] = ["UTF-32", "ISO-10646-UCS-4", "CSUCS4", "UCS-4"];
const UTF_16: [&str; 4] = ["UTF-16", "ISO-10646-UCS-2", "CSUNICODE", "UCS-2"];
const UTF_32BE: [&str; 5] = ["UTF-32BE", "UTF-32", "ISO-10646-UCS-4", "CSUCS4", "UCS-4"];
const UTF_32LE: [&str; 5] = ["UTF-32LE", "UTF-32", "ISO-10646-UCS-4", "CSUCS4", "UCS-4"];
const UTF_16BE: [&str; 5] = ["UTF-16BE", "UTF-16", "ISO-10646-UCS-2", "CSUNICODE", "UCS-2"];
const UTF_16LE: [&str; 5] = ["UTF-16LE", "UTF-16", "ISO-10646-UCS-2", "CSUNICODE", "UCS-2"];

fn signature(bytes: &[u8]) -> Option<Signature> {
    let (charset, names, mark): (_, &[&str], _) = match bytes {
        [0, 0, 0xFE, 0xFF, ..] => (Charset::Utf32Be, &UTF_32, 4),
        [0xFF, 0xFE, 0, 0, ..] => (Charset::Utf32Le, &UTF_32, 4),
        [0xFE, 0xFF, ..] => (Charset::Utf16Be, &UTF_16, 2),
        [0xFF, 0xFE, ..] => (Charset::Utf16Le, &UTF_16, 2),
        [0xEF, 0xBB, 0xBF, ..] => (Charset::Utf8, &["UTF-8"], 3),
        [0, 0, 0, b'<', ..] => (Charset::Utf32Be, &UTF_32BE, 0),
        [b'<', 0, 0, 0, ..] => (Charset::Utf32Le, &UTF_32LE, 0),
        [0, b'<', 0, b'?', ..] => (Charset::Utf16Be, &UTF_16BE, 0),
        [b'<', 0, b'?', 0, ..] => (Charset::Utf16Le, &UTF_16LE, 0),
        [b'<', b'?', b'x', b'm', ..] => (Charset::Latin1, &[], 0),
        [0x4C, 0x6F, 0xA7, 0x94, ..] => (Charset::Table("cp037"), &["IBM037", "CP037", "IBM038", "EBCDIC-INT"], 0),
        _ => return None,
    };
    Some(Signature { charset, names, mark })
}

/// The name that a document has for its encoding, and where in its text; no place where it is told by the first bytes.
type Told = (String, Option<Span>);

pub(super) fn detect<'b>(bytes: &[u8], served: Option<&str>, fallback: &str) -> Detected<'b> {
    let mut decoded = Decoded { text: "".into(), encoding: "utf-8", mark: 0, readable: true, findings: Vec::new() };
    let told = signature(bytes).and_then(|signature| decoded.told(bytes, &signature));
    if let Some((label, Some(span))) = &told
        && encoding_named(label).is_some()
    {
        decoded.rate(label, *span);
    }
    if let (Some(served), Some((label, span))) = (served, &told)
        && !served.eq_ignore_ascii_case(label)
    {
        let message = format!("the document declares `{}`, but is served as `{}`", shown(label), shown(served));
        let finding = decoded.add(&ENCODING_MISMATCH, *span, message, "have both say UTF-8");
        finding.params.extend([("encoding", label.clone()), ("charset", served.to_owned())]);
    }
    let fallback = encoding_named(fallback).unwrap_or("utf_8");
    let label = served.or(told.as_ref().map(|(label, _)| label.as_str()));
    let codec = match label.map(|label| (label, encoding_named(label))) {
        None => {
            let help = "write `<?xml version=\"1.0\" encoding=\"utf-8\"?>`";
            decoded.add(&MISSING_ENCODING, None, "the document does not say which encoding it is in", help);
            fallback
        }
        Some((_, Some(codec))) => codec,
        Some((label, None)) => {
            let message = format!("`{}` is no encoding that feedmill knows", shown(label));
            let help = "save the document as UTF-8, and write `encoding=\"utf-8\"`";
            let span = told.as_ref().and_then(|(_, span)| *span);
            decoded.add(&UNKNOWN_ENCODING, span, message, help).params.push(("encoding", label.to_owned()));
            fallback
        }
    };
    let charset = match (codecs::charset(codec, bytes), bytes) {
        // The parser sees for itself that this is UTF-16.
        (charset @ (Charset::Utf8 | Charset::AsciiOnly), [b'<', 0, ..] | [0, ..]) => {
            Charset::Wide { little: bytes.first() == Some(&b'<'), ascii: charset == Charset::AsciiOnly }
        }
        (charset, _) => charset,
    };
    decoded.encoding = charset.name();
    decoded.mark = match charset {
        Charset::Utf8 if bytes.starts_with(b"\xEF\xBB\xBF") => 3,
        Charset::Utf16Le if bytes.starts_with(b"\xFF\xFE") => 2,
        Charset::Utf16Be if bytes.starts_with(b"\xFE\xFF") => 2,
        Charset::Utf32Le if bytes.starts_with(b"\xFF\xFE\0\0") => 4,
        Charset::Utf32Be if bytes.starts_with(b"\0\0\xFE\xFF") => 4,
        _ => 0,
    };
    if bytes.starts_with(b"\xEF\xBB\xBF") && decoded.mark == 0 {
        // Each byte of the mark is a `�` now; the place of the declaration is still told as if there were none.
        const SHIFT: usize = 3 * (char::REPLACEMENT_CHARACTER.len_utf8() - 1);
        decoded.findings.iter_mut().filter(|found| found.placed).for_each(|found| {
            found.fault.span = found.fault.span.shifted(SHIFT);
        });
    }
    Detected { decoded, charset }
}

impl Decoded<'_> {
    /// What the declaration says, as far as it may say that.
    fn told(&mut self, bytes: &[u8], signature: &Signature) -> Option<Told> {
        // Four bytes a character, and more than any declaration has.
        const LONGEST: usize = 2048;
        let body = bytes.get(signature.mark..).unwrap_or_default();
        let body = body.get(..LONGEST).unwrap_or(body);
        let text = match signature.charset {
            Charset::Utf8 | Charset::Latin1 => encoding_rs::mem::decode_latin1(body).into_owned(),
            charset if charset.is_rare() => rare::decode(body, charset).0,
            charset => encoding(charset).decode_without_bom_handling(body).0.into_owned(),
        };
        let declared = declared(&text).map(|(label, at)| (label.to_owned(), Some(Span::new(at, at + label.len()))));
        let usual = signature.names.first().copied().unwrap_or("UTF-8");
        let may_say = |label: &str| signature.names.iter().any(|name| name.eq_ignore_ascii_case(label));
        let is_plain = matches!(signature.charset, Charset::Utf8 | Charset::Latin1);
        let wide = signature.mark == 4 || signature.mark == 0 && !is_plain;
        let Some((label, span)) = declared else {
            if wide {
                let message = format!("the document is in {usual}, and does not declare that");
                let help =
                    format!("write `encoding=\"{}\"` into its declaration, or save it as UTF-8", usual.to_lowercase());
                self.add(&UNICODE_ERROR, Some(Span::new(0, 1)), message, help);
                return None;
            }
            return Some((usual.to_owned(), None));
        };
        if signature.names.is_empty() || may_say(&label) {
            return Some((label, span));
        }
        if wide {
            let codec = encoding_named(&label);
            let same = signature.names.iter().any(|name| encoding_named(name) == codec);
            if codec.is_some() && !same {
                let message = format!("the document is in {usual}, but declares `{}`", shown(&label));
                self.add(&UNICODE_ERROR, span, message, format!("write `encoding=\"{}\"`", usual.to_lowercase()));
            }
            return Some((label, span));
        }
        let message = format!("the document is in {usual}, but declares `{}`", shown(&label));
        self.add(&UNICODE_ERROR, span, message, format!("write `encoding=\"{}\"`", usual.to_lowercase()));
        None
    }

    /// How well known an encoding is.
    fn rate(&mut self, label: &str, span: Span) {
        if ["utf-8", "utf-16"].iter().any(|standard| standard.eq_ignore_ascii_case(label)) {
            return;
        }
        let common = COMMON.iter().any(|common| common.eq_ignore_ascii_case(label) && *common != "gb2312");
        let (rule, message) = if common {
            (&NONSTD_ENCODING, format!("XML does not oblige readers to know the encoding `{}`", shown(label)))
        } else {
            (&OBSCURE_ENCODING, format!("few readers know the encoding `{}`", shown(label)))
        };
        let finding = self.add(rule, Some(span), message, "save the document as UTF-8, and write `encoding=\"utf-8\"`");
        finding.params.push(("encoding", label.to_owned()));
    }
}

/// `text` with its XML declaration moved to its start, where it belongs, and what was found thereby: a document of WordPress
/// that begins with white space is read as if it did not.
pub(in crate::validate::reader) fn without_blank_line(text: &str) -> Option<(String, Finding)> {
    let rest = spaced(text)?;
    if !rest.starts_with("<?xml") || !text.split('\n').any(is_generator) {
        return None;
    }
    let start = text.len() - rest.len();
    let end = start + memchr::memchr(b'>', rest.as_bytes())? + 1;
    let text = [text.get(start..end)?, text.get(..start)?, text.get(end..)?].concat();
    let message = "there is white space before the XML declaration";
    let help = "remove it: `<?xml` must be the very first characters of the document";
    let fault = Fault::new(Span::new(0, 1), message, help);
    Some((text, Finding { rule: &WP_BLANK_LINE, fault, placed: true, params: Vec::new() }))
}

/// Whether a line holds the element `generator`, and WordPress in it.
fn is_generator(line: &str) -> bool {
    let inside = line.find("<generator").zip(line.rfind("</generator>"));
    inside.and_then(|(start, end)| line.get(start + "<generator".len()..end)).is_some_and(|text| text.contains("wordpress"))
}

/// The encoding that a declaration names right behind the version, and where in `text`.
fn declared(text: &str) -> Option<(&str, usize)> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let rest = spaced(text.strip_prefix("<?xml")?)?;
    let (_, rest) = quoted(rest.strip_prefix("version")?, |c| is_name(c) || c == ':')?;
    let rest = spaced(rest)?;
    let (label, rest) = quoted(rest.strip_prefix("encoding")?, is_name)?;
    Some((label, text.len() - rest.len() - label.len() - 1))
}

/// What comes behind white space, which must be there.
fn spaced(text: &str) -> Option<&str> {
    let rest = text.trim_start();
    (rest.len() < text.len()).then_some(rest)
}

/// What is between the quotes behind `=`, all of it being what `is_good` says, and what comes behind.
fn quoted(text: &str, is_good: impl Fn(char) -> bool) -> Option<(&str, &str)> {
    let text = text.trim_start().strip_prefix('=')?.trim_start();
    let quote = text.chars().next().filter(|&c| c == '"' || c == '\'')?;
    let (value, rest) = text.get(1..)?.split_once(quote)?;
    (!value.is_empty() && value.chars().all(is_good)).then_some((value, rest))
}
