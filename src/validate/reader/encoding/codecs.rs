//! Every encoding that the W3C validator's programming language has, by each of its names, which are more than those of
//! the web.

use super::charset::Charset;
use super::names::NAMES;

/// The longest name, in bytes.
const LONGEST: usize = 24;

/// The name that the encoding called `label` has in the tables; `None` where there is no such encoding.
///
/// Names are written in any case, and with any punctuation between their parts.
pub fn encoding_named(label: &str) -> Option<&'static str> {
    let (mut name, mut length, mut gap, mut dots) = ([0; LONGEST], 0, false, false);
    for c in label.chars() {
        if c == '\0' {
            return None;
        }
        if !(c.is_alphanumeric() || c == '.') {
            gap = true;
            continue;
        }
        let parts = [(gap && length > 0).then_some(b'_'), c.is_ascii().then_some(c as u8)];
        for byte in parts.into_iter().flatten() {
            *name.get_mut(length)? = byte.to_ascii_lowercase();
            length += 1;
        }
        gap = false;
        dots |= c == '.';
    }
    let find = |name: &[u8]| {
        let at = NAMES.binary_search_by(|(known, _)| known.as_bytes().cmp(name)).ok()?;
        NAMES.get(at)
    };
    let name = name.get_mut(..length)?;
    if let Some((_, codec)) = find(name) {
        return Some(codec);
    }
    for byte in name.iter_mut().filter(|byte| **byte == b'.') {
        *byte = b'_';
    }
    // An encoding's own name has no dots.
    find(name).filter(|(alias, codec)| dots && alias != codec).map(|(_, codec)| *codec)
}

/// What bytes in the encoding with this name in the tables are.
pub(super) fn charset(codec: &'static str, bytes: &[u8]) -> Charset {
    match codec {
        "utf_8" | "utf_8_sig" => Charset::Utf8,
        "utf_16" if bytes.starts_with(b"\xFE\xFF") => Charset::Utf16Be,
        "utf_16" | "utf_16_le" => Charset::Utf16Le,
        "utf_16_be" => Charset::Utf16Be,
        "utf_32" if bytes.starts_with(b"\0\0\xFE\xFF") => Charset::Utf32Be,
        "utf_32" | "utf_32_le" => Charset::Utf32Le,
        "utf_32_be" => Charset::Utf32Be,
        "utf_7" => Charset::Utf7,
        "latin_1" | "iso8859_1" | "charmap" | "raw_unicode_escape" | "unicode_escape" => Charset::Latin1,
        "big5" | "big5hkscs" | "cp950" => Charset::Other(encoding_rs::BIG5),
        "cp932" | "shift_jis" | "shift_jis_2004" | "shift_jisx0213" => Charset::Other(encoding_rs::SHIFT_JIS),
        "euc_jp" | "euc_jis_2004" | "euc_jisx0213" => Charset::Other(encoding_rs::EUC_JP),
        "euc_kr" | "cp949" => Charset::Other(encoding_rs::EUC_KR),
        "gb18030" => Charset::Other(encoding_rs::GB18030),
        "gb2312" | "gbk" => Charset::Other(encoding_rs::GBK),
        _ if codec.starts_with("iso2022_jp") => Charset::Other(encoding_rs::ISO_2022_JP),
        _ => table(codec).map_or(Charset::AsciiOnly, |(name, _)| Charset::Table(name)),
    }
}

/// For each encoding with one byte a character its name and the characters of the bytes from 0x80 on, or of all if they
/// are not ASCII before; U+FFFD for those that are none.
static TABLES: &str = include_str!("tables.txt");

fn table(codec: &str) -> Option<(&'static str, &'static str)> {
    TABLES.lines().filter_map(|line| line.split_once(' ')).find(|(name, _)| *name == codec)
}

/// The characters of the 256 bytes in an encoding of the tables.
pub(super) fn characters(codec: &str) -> Vec<char> {
    let mut high = Vec::with_capacity(256);
    let hexadecimal = |digits: &str| u32::from_str_radix(digits, 16).unwrap_or(0xFFFD);
    for item in table(codec).map(|(_, items)| items).unwrap_or_default().split(' ') {
        let (first, last) = item.split_once('-').unwrap_or((item, item));
        high.extend((hexadecimal(first)..=hexadecimal(last)).filter_map(char::from_u32));
    }
    let low = 256_usize.saturating_sub(high.len());
    let mut all: Vec<char> = (0..=u8::MAX).take(low).map(char::from).collect();
    all.append(&mut high);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_complete() {
        assert!(NAMES.is_sorted() && NAMES.iter().all(|(name, _)| name.len() < LONGEST));
        for (_, codec) in NAMES {
            assert_eq!(encoding_named(codec), Some(codec));
        }
        for line in TABLES.lines() {
            let name = line.split(' ').next().unwrap_or_default();
            assert!(encoding_named(name) == Some(name) && characters(name).len() == 256, "{name}");
        }
        assert_eq!(encoding_named(&"u".repeat(10_000)), None);
    }

    #[test]
    fn names_mean_what_they_should() {
        for (label, codec) in
            [("L1", "latin_1"), ("Cp 1252", "cp1252"), ("8859", "latin_1"), ("mac.roman", "mac_roman")]
        {
            assert_eq!(encoding_named(label).unwrap_or("-"), if label == "mac.roman" { "-" } else { codec }, "{label}");
        }
        let byte = |codec, byte: usize| characters(codec)[byte];
        assert_eq!(
            [byte("cp437", 0x82), byte("cp1252", 0x81), byte("cp037", 0x4C), byte("koi8_r", 0xC1)],
            ['é', '\u{FFFD}', '<', 'а']
        );
    }
}
