//! Which characters may stand where. Spec: XML 1.0 (5th ed.), sections 2.2 and 2.3.

/// May begin a name.
pub(super) const NAME_START: u8 = 1;
/// May stand in a name.
pub(super) const NAME: u8 = 2;
/// White space.
pub(super) const SPACE: u8 = 4;
/// Ends an attribute's value, or makes it differ from what is written.
pub(super) const VALUE: u8 = 8;

/// What each ASCII character is.
pub(super) const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut b = 0;
    while b < 128 {
        class[b] = match b as u8 {
            b'A'..=b'Z' | b'a'..=b'z' | b'_' | b':' => NAME_START | NAME,
            b'0'..=b'9' | b'-' | b'.' => NAME,
            b'\t' | b'\n' | b'\r' => SPACE | VALUE,
            b' ' => SPACE,
            b'"' | b'\'' | b'<' | b'&' => VALUE,
            _ => 0,
        };
        b += 1;
    }
    class
};

/// Whether `b` is white space.
pub(super) fn is_space(b: u8) -> bool {
    CLASS[usize::from(b)] & SPACE != 0
}

/// Whether a name may begin with `c`.
pub(super) fn is_name_start(c: char) -> bool {
    match c {
        '\0'..='\x7F' => CLASS[c as usize] & NAME_START != 0,
        _ => matches!(c,
            '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
            | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}'
            | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}'),
    }
}

/// Whether `c` may stand in a name.
pub(super) fn is_name_char(c: char) -> bool {
    match c {
        '\0'..='\x7F' => CLASS[c as usize] & NAME != 0,
        _ => is_name_start(c) || matches!(c, '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}'),
    }
}

/// Whether `c` may stand in a public identifier.
pub(super) fn is_public_id(c: char) -> bool {
    c.is_ascii_alphanumeric() || " \r\n-'()+,./:=?;!*#@$_%".contains(c)
}

/// The first place from `from` on where a character stands that XML forbids, as the range of its bytes.
///
/// Runs over the document once, before anything else: what is forbidden is so everywhere.
pub(super) fn find_forbidden(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes().get(from..)?;
    let control = find_control(bytes);
    let before = &bytes[..control.unwrap_or(bytes.len())];
    // U+FFFE and U+FFFF are EF BF BE and EF BF BF; all other forbidden characters are single bytes below 0x20.
    let noncharacter = memchr::memchr_iter(0xEF, before)
        .find(|&at| matches!(before.get(at + 1..at + 3), Some([0xBF, 0xBE | 0xBF])))
        .map(|at| (from + at, from + at + 3));
    noncharacter.or(control.map(|at| (from + at, from + at + 1)))
}

/// The first control character that XML forbids. Blocks without any, which are nearly all, pass without a branch a byte.
fn find_control(bytes: &[u8]) -> Option<usize> {
    const BLOCK: usize = 64;
    let is_control = |b: u8| b < 0x20 && b != b'\t' && b != b'\n' && b != b'\r';
    // Few blocks have a line end or a tab and need the closer look.
    let has_one = |block: &[u8; BLOCK]| {
        block.iter().fold(u8::MAX, |least, &b| least.min(b)) < 0x20
            && block.iter().fold(false, |found, &b| found | is_control(b))
    };
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let clean = blocks.iter().position(has_one).unwrap_or(blocks.len()) * BLOCK;
    let rest = bytes.get(clean..)?;
    rest.iter().position(|&b| is_control(b)).map(|at| clean + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::is_xml_char;

    #[test]
    fn forbidden_characters_are_found_wherever_they_stand() {
        for c in (0..=0x10FFFF).filter_map(char::from_u32) {
            let text = format!("{}{c}b", "ä".repeat(c as usize % 70));
            let found = find_forbidden(&text, 0);
            let at = text.find(c).unwrap();
            assert_eq!(found, (!is_xml_char(c)).then(|| (at, at + c.len_utf8())), "{:x}", c as u32);
        }
        assert_eq!(find_forbidden("\u{1}a\u{FFFE}\u{2}", 1), Some((2, 5)));
        assert_eq!(find_forbidden("abc", 9), None);
    }

    #[test]
    fn name_characters_follow_the_fifth_edition() {
        for c in ['a', 'Z', '_', ':', 'é', 'ж', '中', '\u{10000}', '\u{200D}'] {
            assert!(is_name_start(c) && is_name_char(c), "{c}");
        }
        for c in ['-', '.', '7', '·', '\u{301}', '‿'] {
            assert!(!is_name_start(c) && is_name_char(c), "{c}");
        }
        for c in [' ', '<', '×', '÷', '\u{37E}', '\u{2028}', '\u{F0000}', '\u{E000}', '«'] {
            assert!(!is_name_char(c), "{c}");
        }
    }
}
