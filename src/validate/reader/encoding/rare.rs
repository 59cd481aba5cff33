//! Encodings that are so rare in feeds that their documents are decoded whole: UTF-32, UTF-7, and those of one byte a
//! character that the web does not know.

use super::charset::{Charset, push_ascii};
use super::codecs::characters;

/// `bytes` as text, and the offset of the first that mean nothing, for which `�` stands.
pub(super) fn decode(bytes: &[u8], charset: Charset) -> (String, Option<usize>) {
    match charset {
        Charset::Utf32Le => utf_32(bytes, u32::from_le_bytes),
        Charset::Utf32Be => utf_32(bytes, u32::from_be_bytes),
        Charset::Utf7 => utf_7(bytes),
        Charset::Wide { little, ascii } => {
            let mut narrow = String::new();
            let wrong = if ascii {
                push_ascii(bytes, &mut narrow)
            } else {
                narrow = String::from_utf8_lossy(bytes).into_owned();
                str::from_utf8(bytes).err().map(|error| error.valid_up_to())
            };
            let encoding = if little { encoding_rs::UTF_16LE } else { encoding_rs::UTF_16BE };
            (encoding.decode_without_bom_handling(narrow.as_bytes()).0.into_owned(), wrong)
        }
        Charset::Table(name) => {
            let table = characters(name);
            let character = |b: &u8| table.get(usize::from(*b)).copied().unwrap_or(char::REPLACEMENT_CHARACTER);
            let text: String = bytes.iter().map(character).collect();
            (text, bytes.iter().position(|b| character(b) == char::REPLACEMENT_CHARACTER))
        }
        _ => (String::from_utf8_lossy(bytes).into_owned(), None),
    }
}

fn utf_32(bytes: &[u8], number: fn([u8; 4]) -> u32) -> (String, Option<usize>) {
    let mut wrong = None;
    let character = |(at, four): (usize, &[u8])| {
        let c = four.try_into().ok().and_then(|four| char::from_u32(number(four)));
        if c.is_none() {
            wrong = wrong.or(Some(4 * at));
        }
        c.unwrap_or(char::REPLACEMENT_CHARACTER)
    };
    let text = bytes.chunks(4).enumerate().map(character).collect();
    (text, wrong)
}

/// Spec: RFC 2152.
fn utf_7(bytes: &[u8]) -> (String, Option<usize>) {
    let mut text = String::with_capacity(bytes.len());
    let mut wrong = None;
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let start = at;
        at += 1;
        if b != b'+' {
            text.push(if b.is_ascii() { char::from(b) } else { char::REPLACEMENT_CHARACTER });
            wrong = wrong.or((!b.is_ascii()).then_some(start));
            continue;
        }
        if bytes.get(at) == Some(&b'-') {
            text.push('+');
            at += 1;
            continue;
        }
        let (mut units, mut bits, mut count) = (Vec::new(), 0_u32, 0);
        while let Some(digit) = bytes.get(at).and_then(|&b| base64(b)) {
            bits = bits << 6 | digit;
            count += 6;
            if count >= 16 {
                count -= 16;
                units.push((bits >> count & 0xFFFF) as u16);
            }
            bits &= (1 << count) - 1;
            at += 1;
        }
        // What is left over must be padding.
        let good = (at > start + 1 && count < 6 && bits == 0) && String::from_utf16(&units).is_ok();
        text.push_str(&String::from_utf16_lossy(&units));
        if !good {
            wrong = wrong.or(Some(start));
            text.push(char::REPLACEMENT_CHARACTER);
        }
        at += usize::from(bytes.get(at) == Some(&b'-'));
    }
    (text, wrong)
}

fn base64(b: u8) -> Option<u32> {
    Some(match b {
        b'A'..=b'Z' => u32::from(b - b'A'),
        b'a'..=b'z' => u32::from(b - b'a') + 26,
        b'0'..=b'9' => u32::from(b - b'0') + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_encodings_are_read() {
        for (bytes, charset, text, wrong) in [
            (&b"<\0\0\0\xE9\0\0\0"[..], Charset::Utf32Le, "<é", None),
            (b"\0\0\0<\0\x11\0\0\0", Charset::Utf32Be, "<\u{FFFD}\u{FFFD}", Some(4)),
            (b"a+-+AOk-b +2D3eAA-\xE9", Charset::Utf7, "a+éb \u{1F600}\u{FFFD}", Some(18)),
            (b"+AOk<+", Charset::Utf7, "é<\u{FFFD}", Some(5)),
            (b"\x82<\x7F", Charset::Table("cp437"), "é<\x7F", None),
            (b"a\x81", Charset::Table("cp1252"), "a\u{FFFD}", Some(1)),
        ] {
            assert_eq!(decode(bytes, charset), (text.to_owned(), wrong), "{charset:?}");
        }
    }
}
