//! Bytes into text: UTF-8, with or without a byte order mark, and nothing else.

use std::borrow::Cow;

use encoding_rs::UTF_8;

use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Span};

rules! {
    /// A file is not UTF-8.
    ///
    /// Which characters its bytes stand for could only be guessed at, and a wrong guess spoils names and words in every
    /// reader. Convert the file once, with `iconv` or by saving it as UTF-8 in an editor.
    INVALID_UTF8 = Error "invalid-utf8";

}

/// The text of a file without its byte order mark, or a report on why it has none.
pub fn decode<'b>(file: &str, bytes: &'b [u8]) -> Result<&'b str, Report<'b>> {
    let utf16 = match bytes {
        [0xFF, 0xFE, ..] => Some(("UTF-16LE", "the byte order mark of UTF-16, little endian")),
        [0xFE, 0xFF, ..] => Some(("UTF-16BE", "the byte order mark of UTF-16, big endian")),
        [1..=255, 0, 1..=255, 0, ..] => Some(("UTF-16LE", "UTF-16, little endian, without a byte order mark")),
        [0, 1..=255, 0, 1..=255, ..] => Some(("UTF-16BE", "UTF-16, big endian, without a byte order mark")),
        _ => None,
    };
    if let Some((name, what)) = utf16 {
        let mut report = Report::new(file, "");
        let message = format!("not UTF-8: the file begins with the bytes {:02X} {:02X}, {what}", bytes[0], bytes[1]);
        flag(&mut report, Span::new(0, 1), message, name, file, 0, bytes[0]);
        return Err(report);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    // This looks at many bytes at a time, which the standard library does not.
    match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(Cow::Borrowed(text)) => Ok(text),
        _ => std::str::from_utf8(bytes).map_err(|error| invalid(file, bytes, error)),
    }
}

fn invalid<'b>(file: &str, bytes: &'b [u8], error: std::str::Utf8Error) -> Report<'b> {
    let at = error.valid_up_to();
    let (valid, rest) = bytes.split_at(at);
    let valid = std::str::from_utf8(valid).unwrap_or_default();
    let byte = rest.first().copied().unwrap_or_default();
    let mut report = Report::new(file, valid);
    let span = Span::new(at, at + 1);
    if error.error_len().is_none() {
        let message = format!("not UTF-8: the file ends inside a character, at byte {at} (0x{byte:02X})");
        report
            .flag(&INVALID_UTF8, span, message)
            .param("offset", at.to_string())
            .param("byte", format!("{byte:02X}"))
            .help("the file was cut off: copy it again from where it came from");
        return report;
    }
    if !valid.is_ascii() {
        let message = format!("not UTF-8: byte {at} (0x{byte:02X}) belongs to no character");
        let found = report.flag(&INVALID_UTF8, span, message);
        found.param("offset", at.to_string()).param("byte", format!("{byte:02X}"));
        found.help(format!(
            "the text before it is UTF-8, so this was pasted from a file that was not{}: write it anew",
            latin(byte).map_or(String::new(), |c| format!(" (in Windows-1252 it is `{c}`)"))
        ));
        return report;
    }
    let name = if bytes.iter().any(|b| (0x80..0xA0).contains(b)) { "WINDOWS-1252" } else { "LATIN1" };
    let shown = latin(byte).map_or(String::new(), |c| format!(", in which that byte is `{c}`"));
    let known_as = if name == "LATIN1" { "Latin-1 (ISO 8859-1) or Windows-1252" } else { "Windows-1252" };
    let message =
        format!("not UTF-8: byte {at} (0x{byte:02X}) belongs to no character; it is probably {known_as}{shown}");
    flag(&mut report, span, message, name, file, at, byte);
    report
}

fn flag(report: &mut Report, span: Span, message: String, from: &str, file: &str, at: usize, byte: u8) {
    report
        .flag(&INVALID_UTF8, span, message)
        .param("offset", at.to_string())
        .param("byte", format!("{byte:02X}"))
        .param("probably", from)
        .help(format!("convert the file: `iconv -f {from} -t UTF-8 {file} > {file}.utf8`"));
}

/// The character that a byte from 0x80 on is in Windows-1252, which agrees with Latin-1 from 0xA0 on.
fn latin(byte: u8) -> Option<char> {
    const LOW: [char; 32] = [
        '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”',
        '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..0xA0 => Some(LOW[usize::from(byte - 0x80)]).filter(|c| *c != '\0'),
        _ => Some(char::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(bytes: &[u8]) -> (u32, u32, String, String) {
        let found = decode("a.md", bytes).unwrap_err().into_diagnostics();
        assert_eq!((found.len(), found[0].rule.name), (1, "invalid-utf8"));
        let place = found[0].place.unwrap();
        (place.line, place.column, found[0].message.clone(), found[0].help.clone().unwrap())
    }

    #[test]
    fn utf8_is_taken_with_and_without_a_byte_order_mark() {
        assert_eq!(decode("a.md", b"\xEF\xBB\xBFa\xC3\xA9").unwrap(), "aé");
        assert_eq!(decode("a.md", b"").unwrap(), "");
        assert_eq!(decode("a.md", b"a\0b").unwrap(), "a\0b");
    }

    #[test]
    fn other_encodings_are_named_with_the_byte_and_its_place() {
        let (line, column, message, help) = fault(b"+++\r\ntitle = \"Caf\xE9\"\r\n");
        assert_eq!((line, column), (2, 13));
        assert!(message.contains("byte 17 (0xE9)") && message.contains("Latin-1") && message.contains("`é`"));
        assert!(help.contains("iconv -f LATIN1 -t UTF-8 a.md"));
        let (.., message, help) = fault(b"a \x93quoted\x94");
        assert!(
            message.contains("Windows-1252") && message.contains('“') && help.contains("WINDOWS-1252"),
            "{message}"
        );
        let (line, column, message, help) = fault(b"\xFF\xFEt\0i\0");
        assert!((line, column) == (1, 1) && message.contains("UTF-16") && help.contains("UTF-16LE"), "{message}");
        assert!(fault(b"\0-\0-\0-").3.contains("UTF-16BE"));
        assert!(fault(b"-\0-\0-\0").3.contains("UTF-16LE"));
    }

    #[test]
    fn a_cut_and_a_mixed_file_are_told_apart() {
        let (line, column, message, help) = fault("é\nза".as_bytes().split_last().unwrap().1);
        assert_eq!((line, column), (2, 2));
        assert!(message.contains("ends inside") && help.contains("cut off"));
        // Columns count characters, also behind a byte order mark.
        let (line, column, _, help) = fault(b"\xEF\xBB\xBF\xC3\xA9\xC3\xA9\xE8 x");
        assert!((line, column) == (1, 3) && help.contains("`è`"), "{help}");
    }
}
