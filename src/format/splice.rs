//! An entry's content, put into what a crate wrote around its empty place: escaped in one pass, and copied once.
//!
//! The crates escape a byte at a time, into strings of their own. What they would have written is written here, byte for
//! byte; tests hold one against the other.

use memchr::memmem;

/// What stands for a byte: so many bytes as the last one says.
type Substitute = [u8; WORD];

/// So many bytes are looked at together.
const WORD: usize = 8;
/// So many are where none has been special of late.
const CHUNK: usize = 4 * WORD;
/// Output is gathered in pieces of this size.
const PIECE: usize = 512;

const ONES: u64 = 0x0101_0101_0101_0101;
const LOW: u64 = 0x7F * ONES;

/// Replacements in one pass: each is sought behind the one before.
pub(super) struct Patch<'a> {
    rest: &'a [u8],
    pub out: Vec<u8>,
}

impl<'a> Patch<'a> {
    /// Of `written`, which will grow by `more` bytes or so.
    pub fn new(written: &'a [u8], more: usize) -> Self {
        Patch { rest: written, out: Vec::with_capacity(written.len() + more) }
    }

    /// Puts `by` in the place of the next `tag`; whether there was one.
    pub fn replace(&mut self, tag: &[u8], by: &[u8]) -> bool {
        let Some(at) = find(self.rest, tag) else { return false };
        let (before, after) = self.rest.split_at(at);
        self.out.extend_from_slice(before);
        self.out.extend_from_slice(by);
        self.rest = after.get(tag.len()..).unwrap_or_default();
        true
    }

    /// Has `content` written behind the next `tag`.
    pub fn insert(&mut self, tag: &[u8], content: impl FnOnce(&mut Vec<u8>)) {
        if self.replace(tag, tag) {
            content(&mut self.out);
        }
    }

    /// All of it.
    pub fn finish(mut self) -> Vec<u8> {
        self.out.extend_from_slice(self.rest);
        self.out
    }
}

/// Where `tag` first stands. For the few kilobytes around an entry's content, it takes less time than preparing a search.
pub(super) fn find(text: &[u8], tag: &[u8]) -> Option<usize> {
    let first = tag.first()?;
    memchr::memchr_iter(*first, text).find(|&at| text.get(at..).is_some_and(|rest| rest.starts_with(tag)))
}

/// Appends `text` as the text of an XML element.
pub(super) fn xml(out: &mut Vec<u8>, text: &str) {
    static TABLE: [Substitute; 256] = xml_table();
    // `<` and `>` differ in one bit, `&` and `'` in another.
    let plain = |word: u64| differ(word | (2 * ONES), b'>') & differ(word | ONES, b'\'') & differ(word, b'"');
    escape(out, text.as_bytes(), &TABLE, plain);
}

/// Appends `text` as what stands between the quotes of a JSON string.
pub(super) fn json(out: &mut Vec<u8>, text: &str) {
    static TABLE: [Substitute; 256] = json_table();
    // Added to a control character, 0x60 does not reach the highest bit.
    let printed = |word: u64| ((word & LOW) + 0x60 * ONES) | word;
    let plain = |word: u64| printed(word) & differ(word, b'"') & differ(word, b'\\');
    escape(out, text.as_bytes(), &TABLE, plain);
}

/// Appends `text` as what stands within `<![CDATA[` and `]]>`.
pub(super) fn cdata(out: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let Some(at) = memmem::find(rest, b"]]>") {
        let (before, after) = rest.split_at(at + 2);
        out.extend_from_slice(before);
        out.extend_from_slice(b"]]><![CDATA[");
        rest = after;
    }
    out.extend_from_slice(rest);
}

/// Sets the highest bit of each byte of `word` that is not `b`; the bits below mean nothing.
#[inline]
fn differ(word: u64, b: u8) -> u64 {
    let word = word ^ (u64::from(b) * ONES);
    ((word & LOW) + LOW) | word
}

/// Appends `text` with a substitute for each byte that is special. Of eight bytes at once `plain` says which are not, by
/// the highest bit of each.
#[inline]
fn escape(out: &mut Vec<u8>, text: &[u8], table: &[Substitute; 256], plain: impl Fn(u64) -> u64) {
    let special = |word: &[u8; WORD]| !plain(u64::from_le_bytes(*word)) & !LOW;
    let mut gathered = Gathered { out, piece: [0; PIECE + CHUNK], length: 0 };
    let mut rest = text;
    while rest.len() >= WORD {
        while let Some((chunk, after)) = rest.split_first_chunk::<CHUNK>()
            && chunk.as_chunks().0.iter().fold(0, |any, word| any | special(word)) == 0
        {
            gathered.put(chunk, CHUNK);
            rest = after;
        }
        // Special bytes come close together, as in tags: on by words until there are no more.
        let mut met = false;
        while let Some((word, after)) = rest.split_first_chunk() {
            let found = special(word);
            if found == 0 {
                gathered.put(word, WORD);
                rest = after;
                if met {
                    break;
                }
                continue;
            }
            met = true;
            let at = (found.trailing_zeros() / 8) as usize;
            gathered.put(word, at);
            let substitute = &table[usize::from(word[at % WORD])];
            gathered.put(substitute, usize::from(substitute[WORD - 1]));
            rest = rest.get(at + 1..).unwrap_or_default();
        }
    }
    for &b in rest {
        match &table[usize::from(b)] {
            [.., 0] => gathered.put(&[b], 1),
            substitute => gathered.put(substitute, usize::from(substitute[WORD - 1])),
        }
    }
    gathered.flush();
}

/// Output that is gathered before it is appended. Bytes are copied whether they count or not: to store a fixed number takes
/// less time than to ask how many.
struct Gathered<'o> {
    out: &'o mut Vec<u8>,
    piece: [u8; PIECE + CHUNK],
    length: usize,
}

impl Gathered<'_> {
    /// Adds the first `count` of `bytes`.
    #[inline]
    fn put<const N: usize>(&mut self, bytes: &[u8; N], count: usize) {
        if let Some(place) = self.piece.get_mut(self.length..).and_then(<[u8]>::first_chunk_mut) {
            *place = *bytes;
        }
        self.length += count;
        if self.length > PIECE {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.out.extend_from_slice(self.piece.get(..self.length).unwrap_or_default());
        self.length = 0;
    }
}

const fn substitute(text: &[u8]) -> Substitute {
    let mut bytes = [0; WORD];
    let mut at = 0;
    while at < text.len() {
        bytes[at] = text[at];
        at += 1;
    }
    bytes[WORD - 1] = at as u8;
    bytes
}

const fn xml_table() -> [Substitute; 256] {
    let mut table = [[0; WORD]; 256];
    table[b'<' as usize] = substitute(b"&lt;");
    table[b'>' as usize] = substitute(b"&gt;");
    table[b'&' as usize] = substitute(b"&amp;");
    table[b'\'' as usize] = substitute(b"&apos;");
    table[b'"' as usize] = substitute(b"&quot;");
    table
}

const fn json_table() -> [Substitute; 256] {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut table = [[0; WORD]; 256];
    let mut b = 0;
    while b < 0x20 {
        table[b] = substitute(&[b'\\', b'u', b'0', b'0', HEX[b >> 4], HEX[b & 15]]);
        b += 1;
    }
    table[0x08] = substitute(b"\\b");
    table[0x09] = substitute(b"\\t");
    table[0x0A] = substitute(b"\\n");
    table[0x0C] = substitute(b"\\f");
    table[0x0D] = substitute(b"\\r");
    table[b'"' as usize] = substitute(b"\\\"");
    table[b'\\' as usize] = substitute(b"\\\\");
    table
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn of(write: fn(&mut Vec<u8>, &str), text: &str) -> String {
        let mut out = b"before".to_vec();
        write(&mut out, text);
        String::from_utf8(out).unwrap().split_off(6)
    }

    fn slow_xml(text: &str) -> String {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.replace('"', "&quot;").replace('\'', "&apos;")
    }

    fn slow_json(text: &str) -> String {
        let quoted = serde_json::to_string(text).unwrap();
        quoted[1..quoted.len() - 1].to_owned()
    }

    #[test]
    fn every_character_is_escaped_wherever_it_stands() {
        for c in (0..=0x2FF).chain([0xFFFD, 0xFFFF, 0x10FFFF]).filter_map(char::from_u32) {
            for before in 0..10 {
                let text = format!("{}{c}{c} and on", "x".repeat(before));
                assert_eq!(of(xml, &text), slow_xml(&text));
                assert_eq!(of(json, &text), slow_json(&text));
            }
        }
    }

    #[test]
    fn long_text_is_escaped() {
        for text in ["<", "\"\n", "\u{1}", "x", "é<", "plain text &"].map(|text| text.repeat(1500)) {
            assert_eq!(of(xml, &text), slow_xml(&text));
            assert_eq!(of(json, &text), slow_json(&text));
        }
    }

    #[test]
    fn an_end_of_cdata_is_split() {
        assert_eq!(of(cdata, "a]]>b]]]]>]]>"), "a]]]]><![CDATA[>b]]]]]]><![CDATA[>]]]]><![CDATA[>");
        assert_eq!(of(cdata, ">]]"), ">]]");
    }

    proptest! {
        #[test]
        fn escaping_is_what_it_is_a_character_at_a_time(text in "([ -~]|[<>&'\"\\\\\n\t]|\\PC){0,100}") {
            prop_assert_eq!(of(xml, &text), slow_xml(&text));
            prop_assert_eq!(of(json, &text), slow_json(&text));
            prop_assert_eq!(of(cdata, &text), text.replace("]]>", "]]]]><![CDATA[>"));
        }
    }
}
