//! Text → escaped HTML that an XML document and a strict HTML parser both take.

use crate::text::is_xml_char;

const TEXT: u8 = 1;
const ATTRIBUTE: u8 = 2;

/// The bytes at which an escaper must look closer: markup, and the first bytes of characters that may be forbidden.
static SPECIAL: [u8; 256] = special();

const fn special() -> [u8; 256] {
    let mut table = [0; 256];
    let mut b = 0;
    while b < 256 {
        table[b] = match b as u8 {
            b'\t' | b'\n' => 0,
            b'"' => ATTRIBUTE,
            b'&' | b'<' | b'>' | 0..0x20 | 0x7F | 0xC2 | 0xEF | 0xF0..=0xF4 => TEXT | ATTRIBUTE,
            _ => 0,
        };
        b += 1;
    }
    table
}

/// Whether `c` may stand in HTML inside of XML: XML 1.0 `Char` without what HTML calls controls and noncharacters.
pub fn is_allowed(c: char) -> bool {
    let code = u32::from(c);
    is_xml_char(c) && !matches!(code, 0x7F..=0x9F | 0xFDD0..=0xFDEF) && code & 0xFFFE != 0xFFFE
}

/// Appends `text` escaped for between tags. Gives the first character that had to be dropped.
///
/// Line ends become `\n`, as every HTML parser would read them.
pub fn text(out: &mut String, text: &str) -> Option<char> {
    escape(out, text, TEXT)
}

/// Appends `text` escaped for between double quotes. Gives the first character that had to be dropped.
pub fn attribute(out: &mut String, text: &str) -> Option<char> {
    escape(out, text, ATTRIBUTE)
}

fn escape(out: &mut String, text: &str, place: u8) -> Option<char> {
    let bytes = text.as_bytes();
    let mut dropped = None;
    let mut done = 0;
    let mut from = 0;
    while let Some(at) = find_special(bytes, from, place) {
        let Some(c) = text[at..].chars().next() else { break };
        let end = at + c.len_utf8();
        from = end;
        let replacement = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\r' if bytes.get(end) == Some(&b'\n') => "",
            '\r' | '\u{85}' => "\n",
            c if is_allowed(c) => continue,
            c => {
                dropped.get_or_insert(c);
                ""
            }
        };
        out.push_str(&text[done..at]);
        out.push_str(replacement);
        done = end;
    }
    out.push_str(&text[done..]);
    dropped
}

/// Where the first byte that is special in `place` stands at or after `from`.
fn find_special(bytes: &[u8], from: usize, place: u8) -> Option<usize> {
    let is_special = |b: u8| SPECIAL[usize::from(b)] & place != 0;
    let mut at = from;
    loop {
        let mut rest = bytes.get(at..)?;
        // Most text has no special byte for long: passes without branches, which the compiler makes wide, tell so.
        while let Some((chunk, after)) = rest.split_first_chunk::<32>() {
            if chunk.iter().fold(0, |any, &b| any | u8::from(is_suspect(b))) != 0 {
                break;
            }
            rest = after;
            at += chunk.len();
        }
        let Some(word) = rest.first_chunk() else {
            return rest.iter().position(|&b| is_special(b)).map(|n| at + n);
        };
        let suspects = suspects(u64::from_le_bytes(*word));
        if suspects == 0 {
            at += word.len();
            continue;
        }
        at += suspects.trailing_zeros() as usize / 8;
        // Through what is not ASCII it goes byte by byte.
        while let Some(&b) = bytes.get(at) {
            if is_special(b) {
                return Some(at);
            }
            at += 1;
            if b.is_ascii() {
                break;
            }
        }
    }
}

/// Whether `b` may be special: it is not ASCII, or a control character, or markup.
fn is_suspect(b: u8) -> bool {
    !matches!(b, b' '..=b'~') | matches!(b, b'<' | b'>') | (b == b'&') | (b == b'"')
}

/// The highest bit of each byte of `word` that [`is_suspect`].
fn suspects(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const LOW: u64 = 0x7F * ONES;
    // Sums do not reach the next byte, and their highest bit is set unless the byte is zero, or below 0x20.
    let differ = |word: u64, b: u8| ((word ^ (u64::from(b) * ONES)) & LOW) + LOW;
    let printed = (word & LOW) + 0x60 * ONES;
    // `<` and `>` differ in one bit.
    let plain =
        differ(word | (2 * ONES), b'>') & differ(word, b'&') & differ(word, b'"') & differ(word, 0x7F) & printed;
    (!plain | word) & !LOW
}

/// Appends ` name="value"`.
pub fn pair(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    attribute(out, value);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped() {
        let mut out = String::new();
        assert_eq!(text(&mut out, "a<b>&\"c\" ]]>\r\nd\re\u{85}f é—😀"), None);
        assert_eq!(out, "a&lt;b&gt;&amp;\"c\" ]]&gt;\nd\ne\nf é—😀");
        out.clear();
        pair(&mut out, "alt", "\"<é\n");
        assert_eq!(out, " alt=\"&quot;&lt;é\n\"");
    }

    #[test]
    fn special_bytes_are_found_wherever_they_stand() {
        for place in [TEXT, ATTRIBUTE] {
            for b in 0..=255 {
                for before in (0..20).chain([31, 32, 40, 70]) {
                    for filler in [b'x', b'\n', 0xD0] {
                        let mut bytes = vec![filler; before];
                        bytes.extend([b, b'x', b'&', 0xD0, b'x', b'x', b'x', b'x', b'x', b'x']);
                        let slow = bytes.iter().position(|&b| SPECIAL[usize::from(b)] & place != 0);
                        assert_eq!(find_special(&bytes, 0, place), slow, "{b:x} after {before}");
                        assert_eq!(find_special(&bytes, before + 3, place), None);
                    }
                }
            }
        }
    }

    #[test]
    fn every_character_is_kept_or_dropped_by_one_rule() {
        for c in (0..=0x10FFFF).filter_map(char::from_u32) {
            let mut out = String::new();
            let dropped = text(&mut out, &format!("a{c}b"));
            assert!(out.chars().all(is_allowed), "{:x}", c as u32);
            let kept = is_allowed(c) || c == '\u{85}';
            assert_eq!(dropped, (!kept).then_some(c), "{:x}", c as u32);
        }
    }
}
