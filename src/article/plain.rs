//! Text in which nothing is to be tidied up, which most text is, told from the rest without looking at each character.

use std::borrow::Cow;

use crate::text;

/// Whether `text` is one line of printable ASCII, with single spaces between its words; not empty.
pub fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    !text.is_empty() && has_single_spaces(bytes) && bytes.iter().fold(true, |all, b| all & (0x20..0x7F).contains(b))
}

/// `text` on one line: [`text::line()`].
pub fn line(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    // Beyond ASCII, white space begins with C2 or E2, and what XML forbids with EF.
    let suspect = |b: u8| (b < 0x20) | (b == 0xC2) | (b == 0xE2) | (b == 0xEF);
    if has_single_spaces(bytes) && !bytes.iter().fold(false, |any, b| any | suspect(*b)) {
        return Cow::Borrowed(text);
    }
    text::line(text)
}

/// The parts of `text` before and behind the last `byte`, an ASCII one.
pub fn split_at_last(text: &str, byte: u8) -> Option<(&str, &str)> {
    let at = memchr::memrchr(byte, text.as_bytes())?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// Whether no space stands at an end, or beside another.
fn has_single_spaces(bytes: &[u8]) -> bool {
    let behind = bytes.get(1..).unwrap_or_default();
    let double = bytes.iter().zip(behind).fold(false, |any, (a, b)| any | ((*a == b' ') & (*b == b' ')));
    !double && bytes.first() != Some(&b' ') && bytes.last() != Some(&b' ')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_split_as_by_the_standard_library() {
        for text in ["", "a", ".", "a.b", "a.b.c", "ü.é", "a.", ".b"] {
            assert_eq!(split_at_last(text, b'.'), text.rsplit_once('.'));
        }
    }

    #[test]
    fn plain_text_is_told_from_other_text() {
        for text in ["a", "a b", "Grain: up 3 % (again)!", "~"] {
            assert!(is_plain(text), "{text:?}");
        }
        for text in ["", " ", " a", "a ", "a  b", "a\tb", "a\nb", "é", "\u{7F}", "\u{0}", "a\u{A0}b"] {
            assert!(!is_plain(text), "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn a_line_is_what_it_is_otherwise(pieces in prop::collection::vec(prop::sample::select(vec![
            "a", "b", "word", " ", " ", "é", "\u{A0}", "\u{85}", "–", "\u{2028}", "\u{FFFE}", "\u{FF0C}", "\u{0}", "\t", "\n", "ц", "🌾",
        ]), 0..12)) {
            let text = pieces.concat();
            prop_assert_eq!(line(&text), text::line(&text), "{:?}", text);
            if is_plain(&text) {
                prop_assert!(matches!(text::line(&text), Cow::Borrowed(_)));
                prop_assert!(!text::is_invisible(&text));
                prop_assert_eq!(text::nfc(text::trim_shapeless(&text)), &*text);
            }
        }
    }
}
