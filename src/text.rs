//! Plain text: which characters may be in it, and how it is brought to one line.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::diagnostic::rule::rules;

rules! {
    /// There is a character in an article that XML forbids, such as U+0000 or U+0008.
    ///
    /// One such character makes a feed unreadable for every subscriber, so it is left out. These characters are
    /// invisible and come with text copied from other programs. Delete it, or the reference (`&#8;`) that means it.
    FORBIDDEN_CHARACTER = Warning "forbidden-character";
}

/// Whether XML 1.0 (section 2.2, `Char`) allows `c`.
pub fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// The byte at which the first character stands that XML 1.0 forbids.
pub fn find_forbidden(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    // U+FFFE and U+FFFF are EF BF BE and EF BF BF; all other forbidden characters are single bytes below 0x20.
    let suspect = |b: u8| b == 0xEF || (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r'));
    let is_forbidden = |at: usize| match bytes.get(at..) {
        Some([0xEF, rest @ ..]) => matches!(rest, [0xBF, 0xBE | 0xBF, ..]),
        Some([b, ..]) => suspect(*b),
        _ => false,
    };
    bytes.chunks(WIDE).zip((0..).step_by(WIDE)).find_map(|(chunk, start)| {
        // Most text holds no suspect: a pass without branches, which the compiler makes wide, tells so.
        let any = chunk.iter().fold(false, |any, &b| any | suspect(b));
        if any { (start..start + chunk.len()).find(|&at| is_forbidden(at)) } else { None }
    })
}

/// So many bytes are looked at together.
const WIDE: usize = 64;

/// `text` without the characters that XML 1.0 forbids; borrowed where there are none.
pub fn without_forbidden(text: &str) -> Cow<'_, str> {
    match find_forbidden(text) {
        None => Cow::Borrowed(text),
        Some(_) => Cow::Owned(text.chars().filter(|&c| is_xml_char(c)).collect()),
    }
}

/// `text` on one line: white space collapsed and trimmed, forbidden characters dropped; borrowed where nothing is to do.
///
/// A non-breaking space is not white space in this sense.
pub fn line(text: &str) -> Cow<'_, str> {
    if is_tidy(text) {
        return Cow::Borrowed(text);
    }
    let text = without_forbidden(text);
    let mut before = ' ';
    let untidy = |c| {
        let untidy = is_space(c) && (c != ' ' || is_space(before));
        before = c;
        untidy
    };
    if !text.ends_with(is_space) && !text.chars().any(untidy) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for word in text.split(is_space).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    Cow::Owned(out)
}

/// Whether a quick look at `text` tells that [`line`] leaves it as it is. The bytes with which a forbidden character or
/// white space other than a blank can begin are not looked at closely.
fn is_tidy(text: &str) -> bool {
    let mut before = b' ';
    let tidy = text.bytes().all(|b| {
        let tidy = match b {
            b' ' => before != b' ',
            0..b' ' | 0xC2 | 0xE2 | 0xEF => false,
            _ => true,
        };
        before = b;
        tidy
    });
    tidy && (before != b' ' || text.is_empty())
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether there is nothing to be seen in `text`: it is empty, or white space and characters that have no shape.
pub fn is_invisible(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || is_shapeless(c) || matches!(c, '\u{FE00}'..='\u{FE0F}'))
}

/// `text` without shapeless characters at its ends, which come with text copied from elsewhere.
///
/// What chooses the shape of the character before it (U+FE0F) stays.
pub fn trim_shapeless(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || is_shapeless(c))
}

/// Joiners, directional marks, soft hyphens, fillers and byte order marks: they shape others and have no shape.
fn is_shapeless(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}'
    )
}

/// `text` in Unicode's normalization form C, so that what looks the same is the same; borrowed where it is already.
pub fn nfc(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// A text in double quotes, escaped so that TOML, YAML and JSON all read it: JSON's escapes are those of the others too, and TOML
/// wants one for DEL besides.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7F}', "\\u007F")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forbidden_characters_are_found_and_dropped() {
        for c in (0..=0x10FFFF).filter_map(char::from_u32) {
            let text = format!("a{c}b");
            assert_eq!(find_forbidden(&text).is_none(), is_xml_char(c), "{:x}", c as u32);
        }
        assert_eq!(find_forbidden("x\u{FFFE}\u{1}"), Some(1));
        assert_eq!(find_forbidden("\u{FFFD}\u{8}"), Some(3));
        assert_eq!(without_forbidden("a\u{0}\u{FFFF}b\n"), "ab\n");
        for before in 0..2 * WIDE + 2 {
            let harmless = "\u{FF0C}".repeat(before / 3) + &"x".repeat(before % 3);
            for forbidden in ["\u{1F}", "\u{FFFE}", "\u{FFFF}"] {
                assert_eq!(find_forbidden(&format!("{harmless}{forbidden}x\u{0}")), Some(before));
            }
            assert_eq!(find_forbidden(&harmless), None);
        }
    }

    #[test]
    fn a_line_has_single_spaces() {
        assert!(matches!(line("a b\u{A0}c"), Cow::Borrowed("a b\u{A0}c")));
        assert_eq!(line(" a \r\n\tb\u{2028}c\u{B} "), "a b c");
        assert_eq!(line("a\tb"), "a b");
        assert_eq!(line(" \n "), "");
    }

    #[test]
    fn a_quick_look_takes_nothing_untidy_for_tidy() {
        for c in (0..=0x10FFFF).filter_map(char::from_u32).filter(|&c| is_space(c) || !is_xml_char(c)) {
            assert!(!is_tidy(&format!("a{c}")) && (c == ' ' || !is_tidy(&format!("a{c}b"))), "{:x}", c as u32);
        }
        for text in [" a", "a ", "a  b", " "] {
            assert!(!is_tidy(text), "{text:?}");
        }
        for text in ["", "a", "a b", "é я 麦"] {
            assert!(is_tidy(text), "{text:?}");
        }
    }

    #[test]
    fn what_has_no_shape_is_not_seen() {
        for text in
            ["", " ", "\u{200B}", "\u{FEFF}\u{A0}", "\u{202E}\u{202C}", "\u{AD}", "\u{3164}", "\u{2066} \u{2069}"]
        {
            assert!(is_invisible(text), "{text:?}");
        }
        for text in ["a", "\u{200B}.", "ا\u{200D}", "❤\u{FE0F}", "🏴\u{E0067}\u{E007F}", "\u{301}"] {
            assert!(!is_invisible(text), "{text:?}");
        }
        assert_eq!(trim_shapeless("\u{FEFF}grain\u{200B} "), "grain");
        assert_eq!(trim_shapeless("❤\u{FE0F}"), "❤\u{FE0F}");
        assert_eq!(trim_shapeless("👩\u{200D}🌾"), "👩\u{200D}🌾");
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same() {
        assert_eq!(nfc("e\u{301}"), "é");
    }
}
