//! Media types.

mod served;

pub use served::{content_type, served};

use super::Flaw;
use super::chars::{is_space, line, strip};
use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// A media type is malformed.
    ///
    /// Readers choose by it how to show what it is about. It has two parts, as in `text/html` or `image/png`.
    INVALID_MIME_TYPE = Error "invalid-mime-type";

    /// An attribute must be a media type.
    ///
    /// Readers decide by it whether they can play an enclosure. It has two parts, as in `audio/mpeg`.
    INVALID_MIME_ATTRIBUTE = Error "invalid-mime-attribute";

    /// A range of media types has a preference, which means nothing here.
    ///
    /// `;q=` is for the heads of HTTP. Leave it out.
    UNDEFINED_PARAM = Warning "undefined-param";

    /// A feed was served with a media type that is not for it.
    ///
    /// Browsers and readers then may take it for something else. Set up the server to send the type of its format, such
    /// as `application/atom+xml` or `application/rss+xml`.
    UNEXPECTED_CONTENT_TYPE = Warning "unexpected-content-type";

    /// A feed was served with a media type that says no more than that it is XML.
    ///
    /// Readers have to guess. Set up the server to send `application/atom+xml` or `application/rss+xml`.
    NON_SPECIFIC_MEDIA_TYPE = Warning "non-specific-media-type";

    /// A feed was served as `text/…` without a character encoding.
    ///
    /// By the letter of HTTP such text is ASCII, whatever its XML declaration says. Set up the server to send
    /// `application/…+xml`, or add `; charset=utf-8`.
    TEXT_XML = Info "text-xml";
}

/// A media type, with parameters perhaps; `otherwise` is the rule for what is none.
pub fn mime(text: &str, otherwise: &'static Rule) -> Option<Flaw> {
    (!is_mime(text)).then(|| {
        let message = match text {
            "" => "the media type is empty".to_owned(),
            _ => format!("`{}` is no media type", shown(text)),
        };
        Flaw::new(otherwise, message, "write it in two parts, such as `text/html`").param("attr", "type")
    })
}

/// Media types with commas between them.
pub fn media_range(text: &str) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if strip(text).is_empty() {
        return flaws;
    }
    let mut at = 0;
    for part in text.split(',') {
        let kind = strip(part);
        if let Some(start) = kind.find(";q=") {
            let start = at + (part.len() - part.trim_start_matches(is_space).len()) + start;
            let message = format!(
                "the preference `{}` means nothing here",
                shown(kind.get(kind.len().min(start - at)..).unwrap_or_default())
            );
            flaws.push(
                Flaw::new(&UNDEFINED_PARAM, message, "leave out `;q=` and its value")
                    .param("param", "q")
                    .at(start..start + 3),
            );
        }
        flaws.extend(mime(kind, &INVALID_MIME_TYPE));
        at += part.len() + 1;
    }
    flaws
}

fn is_token_char(c: char) -> bool {
    !(is_space(c) || matches!(c, '(' | ')' | '<' | '>' | ',' | ';' | ':' | '\\' | '"' | '/' | '[' | ']' | '?' | '='))
}

/// Places in a media type that a reader of it can be at. A quote behind a backslash may end a value or not, so it can
/// be at several at once.
mod place {
    pub const TYPE_START: u16 = 1;
    pub const TYPE: u16 = 1 << 1;
    pub const SUBTYPE_START: u16 = 1 << 2;
    pub const SUBTYPE: u16 = 1 << 3;
    pub const BEFORE_SEMICOLON: u16 = 1 << 4;
    pub const NAME_START: u16 = 1 << 5;
    pub const NAME: u16 = 1 << 6;
    pub const VALUE_START: u16 = 1 << 7;
    pub const VALUE: u16 = 1 << 8;
    pub const QUOTED: u16 = 1 << 9;
    pub const ESCAPED: u16 = 1 << 10;
    pub const CLOSED: u16 = 1 << 11;
}

/// Whether `text` is a media type. Spec: RFC 2045, section 5.1.
pub(super) fn is_mime(text: &str) -> bool {
    use place::*;
    // Nearly all are two plain words.
    let is_word = |word: &str| {
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    };
    if text.split_once('/').is_some_and(|(one, other)| is_word(one) && is_word(other)) {
        return true;
    }
    let mut at = TYPE_START;
    for c in line(text).chars() {
        let (token, space) = (is_token_char(c), is_space(c));
        let step = |from: u16, fits: bool, to: u16| if at & from != 0 && fits { to } else { 0 };
        at = step(TYPE_START | TYPE, token, TYPE)
            | step(TYPE, c == '/', SUBTYPE_START)
            | step(SUBTYPE_START | SUBTYPE, token, SUBTYPE)
            | step(SUBTYPE | VALUE | CLOSED | BEFORE_SEMICOLON, space, BEFORE_SEMICOLON)
            | step(SUBTYPE | VALUE | CLOSED | BEFORE_SEMICOLON, c == ';', NAME_START)
            | step(NAME_START, space, NAME_START)
            | step(NAME_START | NAME, token, NAME)
            | step(NAME, c == '=', VALUE_START)
            | step(VALUE_START | VALUE, token, VALUE)
            | step(VALUE_START, c == '"', QUOTED)
            | step(QUOTED, c != '"', QUOTED)
            | step(QUOTED, c == '\\', ESCAPED)
            | step(ESCAPED, c == '"', QUOTED)
            | step(QUOTED, c == '"', CLOSED);
        if at == 0 {
            return false;
        }
    }
    at & (SUBTYPE | VALUE | CLOSED) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types() {
        for good in [
            "text/html",
            "text/html; charset=utf-8",
            "a/b ;c=d;e=\"f;g\"",
            "*/*",
            "a/b;c=\"d\\\"e\"",
            "a/b;c=\"d\\\"",
            "a/b;c=\"\"",
            "é/ü",
        ] {
            assert_eq!(mime(good, &INVALID_MIME_TYPE), None, "{good}");
        }
        for bad in [
            "",
            "html",
            "text/",
            "/html",
            "text/html;",
            "text/html ",
            "a/b;c",
            "a/b;c=",
            "a/b;c=d\"",
            "a/b;c=\"d\"e",
            "a/b/c",
        ] {
            let flaw = mime(bad, &INVALID_MIME_ATTRIBUTE).map(|flaw| (flaw.rule, flaw.params));
            assert_eq!(flaw, Some((&INVALID_MIME_ATTRIBUTE, vec![("attr", "type".to_owned())])), "{bad}");
        }
    }

    #[test]
    fn ranges() {
        let names = |text| media_range(text).iter().map(|flaw| flaw.rule.name).collect::<Vec<_>>();
        assert_eq!(names(" "), [""; 0]);
        assert_eq!(names("image/*, video/*"), [""; 0]);
        assert_eq!(names("image/*,"), ["invalid-mime-type"]);
        assert_eq!(names("image/*, a/b;q=1, x"), ["undefined-param", "invalid-mime-type"]);
        assert_eq!(media_range("x/y,  a/b;q=1")[0].at, Some(9..12));
    }
}
