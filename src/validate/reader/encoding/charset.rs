//! Encodings by their names, and what bytes tell of theirs.

use encoding_rs::{DecoderResult, Encoding};

/// What bytes can be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Utf16Le,
    Utf16Be,
    Ascii,
    /// ASCII and nothing else, as whoever judges the document has it.
    AsciiOnly,
    /// ISO 8859-1 as it is written, not the Windows-1252 that browsers take it for.
    Latin1,
    Other(&'static Encoding),
    Utf32Le,
    Utf32Be,
    Utf7,
    /// UTF-16 that is taken for ASCII or UTF-8 first, and recognised then.
    Wide {
        little: bool,
        ascii: bool,
    },
    /// One byte a character, as the table of this name says.
    Table(&'static str),
}

impl Charset {
    /// The charset that `label` names, upper and lower case, `_` and `-` being the same.
    pub(super) fn of(label: &str) -> Option<Charset> {
        let label = label.trim().to_ascii_lowercase().replace('_', "-");
        Some(match label.as_str() {
            "utf-8" | "utf8" => Charset::Utf8,
            "utf-16" | "utf16" | "utf-16le" | "utf-16-le" | "ucs-2" | "iso-10646-ucs-2" => Charset::Utf16Le,
            "utf-16be" | "utf-16-be" => Charset::Utf16Be,
            "us-ascii" | "ascii" | "ansi-x3.4-1968" | "ansi-x3.4-1986" | "iso-ir-6" | "iso646-us" | "646" | "us" => {
                Charset::Ascii
            }
            "windows-1252" | "cp1252" | "cp-1252" | "1252" | "x-cp1252" => Charset::Other(encoding_rs::WINDOWS_1252),
            _ => match Encoding::for_label(label.as_bytes())? {
                found if found == encoding_rs::WINDOWS_1252 => Charset::Latin1,
                found if found == encoding_rs::UTF_8 => Charset::Utf8,
                found if found == encoding_rs::UTF_16LE => Charset::Utf16Le,
                found if found == encoding_rs::UTF_16BE => Charset::Utf16Be,
                // Not to be decoded at all, or of no meaning outside a browser.
                found if found == encoding_rs::REPLACEMENT || found == encoding_rs::X_USER_DEFINED => return None,
                found => Charset::Other(found),
            },
        })
    }

    pub(super) fn is_utf16(self) -> bool {
        matches!(self, Charset::Utf16Le | Charset::Utf16Be)
    }

    /// Whether it is read by [`rare::decode`](super::rare::decode).
    pub(super) fn is_rare(self) -> bool {
        matches!(self, Charset::Utf32Le | Charset::Utf32Be | Charset::Utf7 | Charset::Wide { .. } | Charset::Table(_))
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Charset::Utf8 => "utf-8",
            Charset::Utf16Le | Charset::Utf16Be => "utf-16",
            Charset::Ascii | Charset::AsciiOnly => "us-ascii",
            Charset::Latin1 => "iso-8859-1",
            Charset::Other(encoding) => encoding.name(),
            Charset::Utf32Le | Charset::Utf32Be => "utf-32",
            Charset::Utf7 => "utf-7",
            Charset::Wide { ascii: true, .. } => "us-ascii",
            Charset::Wide { .. } => "utf-8",
            Charset::Table(name) => name,
        }
    }
}

/// Encodings that XML does not name but every reader of feeds is likely to know.
pub const COMMON: [&str; 16] = [
    "us-ascii",
    "iso-8859-1",
    "iso-8859-2",
    "iso-8859-7",
    "iso-8859-15",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1254",
    "windows-1255",
    "windows-1256",
    "koi8-r",
    "shift_jis",
    "euc-jp",
    "gb18030",
    "gb2312",
];

/// Adds `bytes` to `text`, `�` for what is not ASCII. Where in `bytes` the first such stands.
pub(super) fn push_ascii(bytes: &[u8], text: &mut String) -> Option<usize> {
    text.extend(bytes.iter().map(|&b| if b.is_ascii() { char::from(b) } else { char::REPLACEMENT_CHARACTER }));
    bytes.iter().position(|b| !b.is_ascii())
}

/// How many bytes of text the first `at` bytes of `body` make.
pub(super) fn prefix_length(body: &[u8], at: usize, charset: Charset) -> usize {
    match charset {
        Charset::Utf8 | Charset::Ascii | Charset::AsciiOnly | Charset::Latin1 => at,
        _ if charset.is_rare() => at,
        _ => {
            let before = body.get(..at).unwrap_or_default();
            encoding(charset).decode_without_bom_handling(before).0.len()
        }
    }
}

/// The offset of the first bytes that `encoding` does not have.
pub(super) fn first_malformed(body: &[u8], encoding: &'static Encoding) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut out = [0; 4096];
    let mut read = 0;
    loop {
        let rest = body.get(read..).unwrap_or_default();
        let (result, taken, _) = decoder.decode_to_utf8_without_replacement(rest, &mut out, true);
        read += taken;
        match result {
            DecoderResult::InputEmpty => return body.len(),
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, behind) => {
                return read.saturating_sub(usize::from(length) + usize::from(behind));
            }
        }
    }
}

pub(super) fn encoding(charset: Charset) -> &'static Encoding {
    match charset {
        Charset::Utf16Le => encoding_rs::UTF_16LE,
        Charset::Utf16Be => encoding_rs::UTF_16BE,
        Charset::Other(encoding) => encoding,
        Charset::Utf8 => encoding_rs::UTF_8,
        _ => encoding_rs::WINDOWS_1252,
    }
}

pub(super) fn upper(charset: Charset) -> String {
    charset.name().to_ascii_uppercase()
}

/// The length of the byte order mark, and what it says.
pub(super) fn byte_order_mark(bytes: &[u8]) -> (usize, Option<Charset>) {
    match bytes {
        [0xEF, 0xBB, 0xBF, ..] => (3, Some(Charset::Utf8)),
        [0xFF, 0xFE, ..] => (2, Some(Charset::Utf16Le)),
        [0xFE, 0xFF, ..] => (2, Some(Charset::Utf16Be)),
        _ => (0, None),
    }
}

/// What the document is in, if that is beyond reading.
pub(super) fn unreadable(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] | [b'<', 0, 0, 0, ..] | [0, 0, 0, b'<', ..] => Some("UTF-32"),
        [0x4C, 0x6F, 0xA7, 0x94, ..] => Some("EBCDIC"),
        _ => None,
    }
}
