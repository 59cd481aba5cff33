//! References: `&lt;`, `&#233;`, `&name;`. Spec: XML 1.0, sections 4.1 and 4.6.

use std::borrow::Cow;

use crate::text::is_xml_char;
use crate::validate::reader::shown;

use super::chars::{CLASS, NAME};
use super::cursor::Cursor;

/// What stands behind an `&`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reference<'d> {
    /// A character, by number or by one of the five names that XML knows.
    Char(char),
    /// The name of an entity that the document has to declare.
    Entity(&'d str),
}

/// What is wrong with a reference, and how to mend it.
pub(super) type Wrong = (String, String);

/// The length of the reference at the start of `bytes`, if it is one of the five that XML knows.
pub(super) fn predefined(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'&', b'l' | b'g', b't', b';', ..] => Some(4),
        [b'&', b'a', b'm', b'p', b';', ..] => Some(5),
        [b'&', b'q', b'u', b'o', b't', b';', ..] | [b'&', b'a', b'p', b'o', b's', b';', ..] => Some(6),
        _ => None,
    }
}

/// The reference at the start of `text`, which begins with `&`, and its length in bytes.
pub(super) fn parse(text: &str) -> Result<(Reference<'_>, usize), Wrong> {
    let mut cursor = Cursor::new(text, 1);
    if cursor.eat("#") {
        return number(text, cursor);
    }
    let Some(name) = cursor.name() else {
        return Err(("`&` stands by itself".to_owned(), "write `&amp;` for the character `&`".to_owned()));
    };
    if !cursor.eat(";") {
        return Err((
            format!("`&{}` is not closed by `;`", shown(name)),
            format!("write `&amp;{0}` for the characters `&{0}`, or close the reference: `&{0};`", shown(name)),
        ));
    }
    let reference = match name {
        "lt" => Reference::Char('<'),
        "gt" => Reference::Char('>'),
        "amp" => Reference::Char('&'),
        "quot" => Reference::Char('"'),
        "apos" => Reference::Char('\''),
        _ => Reference::Entity(name),
    };
    Ok((reference, cursor.at))
}

/// Whether the reference at the start of `bytes` may be a good one if only there is more of it.
pub(super) fn is_cut(bytes: &[u8]) -> bool {
    let in_reference = |b: &u8| CLASS[usize::from(*b)] & NAME != 0 || *b >= 0x80 || *b == b'#';
    bytes.iter().skip(1).all(in_reference)
}

fn number<'d>(text: &'d str, mut cursor: Cursor<'d>) -> Result<(Reference<'d>, usize), Wrong> {
    let radix = if cursor.eat("x") { 16 } else { 10 };
    let start = cursor.at;
    let bytes = text.as_bytes();
    while bytes.get(cursor.at).is_some_and(|&b| char::from(b).is_digit(radix)) {
        cursor.at += 1;
    }
    let digits = cursor.slice(start, cursor.at);
    if digits.is_empty() || !cursor.eat(";") {
        let written = shown(cursor.slice(0, cursor.at));
        return Err((
            format!("`{written}` is no character reference"),
            "write `&#233;` or `&#xE9;`, with the `;`; or `&amp;` for the character `&`".to_owned(),
        ));
    }
    let digits = digits.trim_start_matches('0');
    let code = if digits.len() <= 7 { u32::from_str_radix(digits, radix).unwrap_or(0) } else { u32::MAX };
    match char::from_u32(code).filter(|&c| is_xml_char(c)) {
        Some(c) => Ok((Reference::Char(c), cursor.at)),
        None => Err((
            format!("`{}` refers to a character that XML does not allow", shown(cursor.slice(0, cursor.at))),
            "remove it; XML allows no control characters, no surrogates and nothing above U+10FFFF".to_owned(),
        )),
    }
}

/// What to say of an entity that nobody has declared.
pub(super) fn undefined(name: &str) -> Wrong {
    let help = match HTML.iter().find(|(known, _)| *known == name) {
        Some((_, code)) => format!("`&{name};` is HTML's; write the character itself, or `&#{code};`"),
        None => {
            let name = shown(name);
            format!(
                "XML knows `&lt;` `&gt;` `&amp;` `&quot;` `&apos;`; write `&amp;{name};` for the characters `&{name};`"
            )
        }
    };
    (format!("the entity `&{};` is not defined", shown(name)), help)
}

/// Entities of HTML that feeds are most often written with, by code point.
const HTML: [(&str, u32); 40] = [
    ("Auml", 196),
    ("Eacute", 201),
    ("Ouml", 214),
    ("Uuml", 220),
    ("aacute", 225),
    ("aelig", 230),
    ("agrave", 224),
    ("aring", 229),
    ("auml", 228),
    ("bull", 8226),
    ("ccedil", 231),
    ("copy", 169),
    ("deg", 176),
    ("eacute", 233),
    ("egrave", 232),
    ("euro", 8364),
    ("frac12", 189),
    ("hellip", 8230),
    ("iacute", 237),
    ("laquo", 171),
    ("ldquo", 8220),
    ("lsquo", 8216),
    ("mdash", 8212),
    ("middot", 183),
    ("nbsp", 160),
    ("ndash", 8211),
    ("ntilde", 241),
    ("oacute", 243),
    ("oslash", 248),
    ("ouml", 246),
    ("pound", 163),
    ("raquo", 187),
    ("rdquo", 8221),
    ("reg", 174),
    ("rsquo", 8217),
    ("szlig", 223),
    ("times", 215),
    ("trade", 8482),
    ("uacute", 250),
    ("uuml", 252),
];

/// `raw` with its characters' references resolved and its line ends made `\n`; borrowed where there are none.
///
/// What is no good reference, and has been flagged as such, stays as it is.
pub(super) fn text_value(raw: &str) -> Cow<'_, str> {
    let bytes = raw.as_bytes();
    let Some(first) = memchr::memchr2(b'&', b'\r', bytes) else {
        return Cow::Borrowed(raw);
    };
    let mut out = String::with_capacity(raw.len());
    let mut copied = 0;
    let mut next = Some(first);
    while let Some(at) = next {
        let rest = raw.get(at..).unwrap_or_default();
        let (replacement, length) = match bytes.get(at) {
            Some(b'\r') if rest.starts_with("\r\n") => (None, 1),
            Some(b'\r') => (Some('\n'), 1),
            _ => match parse(rest) {
                Ok((Reference::Char(c), length)) => (Some(c), length),
                _ => (Some('&'), 1),
            },
        };
        out.push_str(raw.get(copied..at).unwrap_or_default());
        out.extend(replacement);
        copied = at + length;
        next = memchr::memchr2(b'&', b'\r', bytes.get(copied..).unwrap_or_default()).map(|found| copied + found);
    }
    out.push_str(raw.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// `raw` with its line ends made `\n`; borrowed where they are.
pub(super) fn line_ends(raw: &str) -> Cow<'_, str> {
    match memchr::memchr(b'\r', raw.as_bytes()) {
        None => Cow::Borrowed(raw),
        Some(_) => Cow::Owned(raw.replace("\r\n", "\n").replace('\r', "\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_resolved() {
        assert_eq!(parse("&lt;x"), Ok((Reference::Char('<'), 4)));
        assert_eq!(parse("&#233;"), Ok((Reference::Char('é'), 6)));
        assert_eq!(parse("&#x000000000E9;"), Ok((Reference::Char('é'), 15)));
        assert_eq!(parse("&#x10FFFF;"), Ok((Reference::Char('\u{10FFFF}'), 10)));
        assert_eq!(parse("&a.b;"), Ok((Reference::Entity("a.b"), 5)));
        for wrong in ["&", "& ", "&a", "&a b;", "&#;", "&#x;", "&#xG;", "&#12", "&#-1;", "&#X41;", "&1;"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        for forbidden in
            ["&#0;", "&#1;", "&#xB;", "&#xD800;", "&#xDFFF;", "&#xFFFE;", "&#x110000;", "&#99999999999999999999;"]
        {
            assert!(parse(forbidden).unwrap_err().0.contains("does not allow"), "{forbidden}");
        }
    }

    #[test]
    fn the_quick_look_agrees_with_the_slow_one() {
        for text in ["&lt;", "&gt;", "&amp;", "&quot;", "&apos;"] {
            assert_eq!(predefined(text.as_bytes()), Some(parse(text).unwrap().1));
        }
        for text in ["&l;", "&lt", "&nbsp;", "&#1;", "&", "&LT;"] {
            assert_eq!(predefined(text.as_bytes()), None);
        }
    }

    #[test]
    fn text_has_its_references_and_line_ends_resolved() {
        assert_eq!(text_value("a &lt;b&gt; &amp;amp; \r\n\r&#13;c&#xe9;"), "a <b> &amp; \n\n\rcé");
        assert_eq!(text_value("&nbsp; & &#0;"), "&nbsp; & &#0;");
        assert!(matches!(text_value("plain\n"), Cow::Borrowed(_)));
        assert_eq!(line_ends("a\r\nb\rc&lt;"), "a\nb\nc&lt;");
    }

    #[test]
    fn a_name_of_html_is_told_its_number() {
        assert!(undefined("nbsp").1.contains("&#160;"));
        assert!(undefined("foo").1.contains("&amp;foo;"));
    }
}
