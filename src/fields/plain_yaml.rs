//! The YAML that most heads are written in, read in one pass: a `key: value` on each line, the value text on that line or
//! a list of such texts.
//!
//! It gives what the library gives, or nothing at all: whatever looks unlike that, faults included, is left to the library.

use std::borrow::Cow;

use super::yaml::plain_scalar;
use super::{Key, Kind, SMALL_TABLE, Table, Value};
use crate::diagnostic::Span;

/// A longer name takes the library's closer look.
const LONGEST_NAME: usize = 64;

/// Reads `text`, which begins at byte `offset` of its document, if it is plain and sound.
pub(super) fn parse(text: &str, offset: usize) -> Option<Table<'_>> {
    if !is_harmless(text) {
        return None;
    }
    let mut lines = Lines { text, at: 0 };
    let count = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let mut entries: Vec<(Key, Value)> = Vec::with_capacity(count.min(SMALL_TABLE));
    while let Some((at, line)) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let length = line.bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
        let (name, rest) = line.split_at_checked(length).filter(|_| (1..=LONGEST_NAME).contains(&length))?;
        // `-` begins a list, and `---` a document.
        if name.starts_with('-') || entries.len() == SMALL_TABLE || entries.iter().any(|(key, _)| key.name == name) {
            return None;
        }
        let rest = rest.strip_prefix(':')?;
        let start = at + length + 1;
        let value = if rest.is_empty() {
            block_list(&mut lines, offset)?
        } else {
            value(rest.strip_prefix(' ')?, offset + start + 1)?
        };
        let span = Span::new(at, at + length).shifted(offset);
        entries.push((Key { name: Cow::Borrowed(name), span }, value));
    }
    Some(Table { span: Span::new(offset, offset + text.len()), entries })
}

/// Whether there is no character in `text` that is, or for some is, white space, a break or a control character, other than
/// spaces and ends of lines.
fn is_harmless(text: &str) -> bool {
    let bytes = text.as_bytes();
    let odd = |b: u8| ((b < 0x20) & (b != b'\n')) | (b == 0x7F) | (b == 0xC2) | (b == 0xE2) | (b == 0xEF);
    if !bytes.iter().fold(false, |any, b| any | odd(*b)) {
        return true;
    }
    // Dashes and quotation marks begin with the same byte as line separators.
    !text.chars().any(|c| (c.is_control() && c != '\n') || matches!(c, '\u{A0}' | '\u{2000}'..='\u{200F}' | '\u{2028}'..='\u{202F}' | '\u{205F}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFF}'))
}

/// Lines without their ends, and where they begin.
struct Lines<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lines<'t> {
    fn peek(&self) -> Option<&'t str> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        rest.get(..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len()))
    }

    fn next(&mut self) -> Option<(usize, &'t str)> {
        let line = self.peek()?;
        let at = self.at;
        self.at += line.len() + 1;
        Some((at, line))
    }
}

/// The value on the rest of a line, which begins at byte `at` of the document.
fn value(text: &str, at: usize) -> Option<Value<'_>> {
    let (text, at) = trimmed(text, at);
    if text.starts_with('[') {
        return flow_list(text, at);
    }
    scalar(text, at)
}

/// `text` without the spaces around it, and where it begins.
fn trimmed(text: &str, at: usize) -> (&str, usize) {
    let behind = text.trim_start_matches(' ');
    (behind.trim_end_matches(' '), at + (text.len() - behind.len()))
}

/// A text, in quotes or not.
fn scalar(text: &str, at: usize) -> Option<Value<'_>> {
    let span = Span::new(at, at + text.len());
    let kind = match text.as_bytes() {
        [quote @ (b'"' | b'\''), inside @ .., end] if end == quote => {
            let is_plain = memchr::memchr2(*quote, b'\\', inside).is_none();
            Kind::Text(Cow::Borrowed(text.get(1..text.len() - 1).filter(|_| is_plain)?))
        }
        [first, .., last] | [first @ last] if may_begin(*first) && *last != b':' => {
            let means_more = memchr::memchr2_iter(b':', b'#', text.as_bytes()).any(|at| {
                let bytes = text.as_bytes();
                match bytes.get(at) {
                    Some(b':') => bytes.get(at + 1) == Some(&b' '),
                    _ => at.checked_sub(1).and_then(|before| bytes.get(before)) == Some(&b' '),
                }
            });
            if means_more {
                return None;
            }
            plain_scalar(Cow::Borrowed(text))
        }
        _ => return None,
    };
    Some(Value { span, kind })
}

/// Whether a text without quotes may begin with this byte, whatever follows.
fn may_begin(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || !byte.is_ascii() || matches!(byte, b'/' | b'.' | b'(' | b'_' | b'+' | b'$')
}

/// `[a, "b"]`
fn flow_list(text: &str, at: usize) -> Option<Value<'_>> {
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    let mut items = Vec::new();
    let mut item_at = at + 1;
    if !inside.trim_matches(' ').is_empty() {
        for item in inside.split(',') {
            let (text, start) = trimmed(item, item_at);
            // In quotes a comma parts nothing; without them more means something than elsewhere.
            let odd = text.bytes().any(|b| matches!(b, b'[' | b']' | b'{' | b'}' | b':' | b'#' | b'?'));
            if odd || text.contains("- ") || text.ends_with('-') {
                return None;
            }
            items.push(scalar(text, start)?);
            item_at += item.len() + 1;
        }
    }
    Some(Value { span: Span::new(at, at + text.len()), kind: Kind::List(items) })
}

/// Lines of `- item`, as many as follow.
fn block_list<'t>(lines: &mut Lines<'t>, offset: usize) -> Option<Value<'t>> {
    let mut items: Vec<Value> = Vec::new();
    let mut indent = None;
    let mut start = 0;
    while let Some(line) = lines.peek() {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let Some(item) = line.get(spaces..).and_then(|rest| rest.strip_prefix("- ")) else { break };
        if *indent.get_or_insert(spaces) != spaces {
            return None;
        }
        let dash = offset + lines.at + spaces;
        let (text, at) = trimmed(item, dash + 2);
        if items.is_empty() {
            // As the library has it.
            start = if spaces == 0 { at } else { dash };
        }
        items.push(scalar(text, at)?);
        lines.next();
    }
    let end = items.last()?.span.end;
    Some(Value { span: Span::new(start, end), kind: Kind::List(items) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Report;
    use crate::fields::yaml::by_library;

    /// What is plain gives what the library makes of it; whether it was.
    fn is_read_as_the_library_does(text: &str) -> bool {
        let document = format!("---ü\n{text}");
        let Some(table) = parse(text, 6) else { return false };
        let mut report = Report::new("a.md", &document);
        assert_eq!(Some(table), by_library(text, 6, &mut report), "{text:?}");
        assert!(report.diagnostics().is_empty(), "{text:?}");
        true
    }

    #[test]
    fn plain_heads_are_read_here() {
        for text in [
            "",
            "\n\n",
            "title: Grain prices – up: no\ndate: 2026-11-20T09:30:00+02:00\ndraft: false\nslug: grain"
                .replace(": no", "")
                .as_str(),
            "title: \"Grain: a 'fall' # 1\"\nx: 'a \"b\" é'\ny: ''\nz: \"\"",
            "tags: [a, \"b\", 'c d' , é]\ne: []\nf: [ ]\ng: [ x ]\n",
            "tags:\n  - a\n  - \"b\"\nauthors:\n- Jo Field\n- 'x'\nlast: null\n",
            "a: null\nb: NULL\nc: http://example.org/#x\nd: it's [so], {isn't} it? & *\ne: 12:30\n",
            "a:  x  \nb: \"y\"  \nc:   [ z ]  \n",
        ] {
            assert!(is_read_as_the_library_does(text), "{text:?}");
        }
        let long = "wörd ".repeat(1000);
        let long = long.trim_end();
        let text = format!("a: {long}\nb: \"{long}\"\nc:\n  - {long}\n  - '{long}'\nd: [{long}, \"{long}\"]\n");
        assert!(is_read_as_the_library_does(&text));
    }

    #[test]
    fn the_rest_is_left_to_the_library() {
        for text in [
            "a:",
            "a:\nb: c",
            "a: ",
            "a: b: c",
            "a: b:",
            "a: b # c",
            "# c",
            "a: |\n  b",
            "a: >\n  b",
            "a: &x b",
            "a: *x",
            "a: !!str 7",
            "a: b\n  c",
            "a: \"b",
            "a: \"b\" # c",
            "a: \"\\n\"",
            "a: 'it''s'",
            "a: 'b' c",
            "a: {b: c}",
            "a: [b, [c]]",
            "a: [b,]",
            "a: [b",
            "a: [b: c]",
            "a: [\"b, c\"]",
            "a: [b #c]",
            "a: [b -]",
            "a: [b - c]",
            "a: [,b]",
            "a\t: b",
            "a:\tb",
            "a: b\r\n",
            "a : b",
            "a:b",
            "\"a\": b",
            "? a",
            "- a",
            "a: b\na: c",
            "--- a",
            "---",
            "...",
            "a: - b",
            "a:\n  - b\n - c",
            "a:\n  - b: c",
            "a:\n  -",
            "a:\n  - b\n    c",
            "a:\n  b: c",
            " a: b",
            "a b: c",
            "a: ~",
            "a: @b",
            "a: `b",
            "a: %b",
            "a: \u{85}b",
            "a: b\u{2028}",
            "\u{FEFF}a: b",
            "a: -5",
            "é: b",
            "%YAML 1.2",
            "a: ,b",
        ] {
            assert!(parse(text, 0).is_none(), "{text:?}");
        }
        let many: String = (0..=SMALL_TABLE).map(|n| format!("k{n}: 1\n")).collect();
        assert!(parse(&many, 0).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn pieces_in_any_order_are_read_as_the_library_does(pieces in prop::collection::vec(prop::sample::select(vec![
            "a", "b", "title", "c_-1", ".", ": ", ": ", ":", " ", "  ", "\t", "\n", "\n", "\n", "\r\n", "# x", "#", "[", "]", ", ", ",", "{", "}", "\"", "'", "é", "–", "\u{A0}",
            "\"x ü\"", "'y'", "\\", "\u{1}", "\u{7F}", "\u{FEFF}", "\u{85}", "\u{2028}", "true", "null", "0", "-", "- ", "\n- ", "\n  - ", "---", "...", "\n---\n", "\n...\n", "&", "*", "!",
            "|", ">", "%", "@", "`", "?", "? ", "~", "<<", "/", "(", ")", "+", "$", "=", "12:30", "2026-11-20", "T09:30:00Z", "a: 1\n", "b: \"x\"\n", "c: [", "]\n", "d:\n", "e:\n  - ", "it's", "null\n",
        ]), 0..16)) {
            is_read_as_the_library_does(&pieces.concat());
        }

        #[test]
        fn lines_in_any_order_are_read_as_the_library_does(lines in prop::collection::vec(prop_oneof![
            "[a-d]: [A-Za-z0-9/.(_+$é-][ -~é–]{0,8}",
            "[a-d]: [\"'][ -~é]{0,6}[\"']? {0,2}",
            "[a-d]: +\\[( ?[a-z0-9\"'é .!/-]{0,4},?){0,3}\\] ?",
            "[a-d]:",
            " {0,3}- {1,2}[a-z0-9\"'é][ -~é]{0,6}",
            "[a-d]: (null|true|~|- x|12:30|a:b|a #b|a# b|)",
            "#[ -~]{0,5}|",
        ], 0..6), end in prop::sample::select(vec!["", "\n", "\n\n"])) {
            is_read_as_the_library_does(&(lines.join("\n") + end));
        }
    }
}
