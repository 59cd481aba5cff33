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
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        if SPECIAL[usize::from(b)] & place == 0 {
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        let end = at + c.len_utf8();
        let replacement = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\r' if bytes.get(end) == Some(&b'\n') => "",
            '\r' | '\u{85}' => "\n",
            c if is_allowed(c) => {
                at = end;
                continue;
            }
            c => {
                dropped.get_or_insert(c);
                ""
            }
        };
        out.push_str(&text[done..at]);
        out.push_str(replacement);
        at = end;
        done = end;
    }
    out.push_str(&text[done..]);
    dropped
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
