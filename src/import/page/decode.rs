//! A page's bytes → its text, by the encoding that the page, its server or the bytes themselves name.
//! Spec: HTML standard, section 13.2.3.2.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use crate::text;

/// A page names its encoding in its first bytes, so many.
const HEAD: usize = 1024;

/// The text of a page. Line ends are `\n`, characters that XML forbids are dropped.
///
/// What tells the encoding, first to last: a byte order mark, what the server said, the page's own `<meta>` or XML
/// declaration, that it is valid UTF-8, else Windows-1252.
pub fn decode(bytes: &[u8], charset: Option<&str>) -> String {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, mark),
        None => (by_name(bytes, charset), 0),
    };
    let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
    let text = if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() };
    match text::find_forbidden(&text) {
        None => text,
        Some(_) => text::without_forbidden(&text).into_owned(),
    }
}

fn by_name(bytes: &[u8], charset: Option<&str>) -> &'static Encoding {
    let is_utf8 = || str::from_utf8(bytes).is_ok();
    let named = charset.and_then(known).or_else(|| declared(bytes));
    match named {
        // A single-byte encoding can be claimed of any bytes, and often is by a server's default; what is valid UTF-8
        // and not plain ASCII is hardly ever anything else.
        Some(named) if named.is_single_byte() && !bytes.is_ascii() && is_utf8() => UTF_8,
        Some(named) => named,
        None if matches!(bytes, [b'<', 0, ..]) => UTF_16LE,
        None if matches!(bytes, [0, b'<', ..]) => UTF_16BE,
        None if is_utf8() => UTF_8,
        None => WINDOWS_1252,
    }
}

fn known(label: &str) -> Option<&'static Encoding> {
    let found = Encoding::for_label(label.trim_matches(['"', '\'', ' ']).as_bytes())?;
    (found != REPLACEMENT && found != X_USER_DEFINED).then_some(found)
}

/// What `<meta charset>`, `<meta content="…; charset=…">` or an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes).to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    let mut names = Vec::new();
    if let Some(xml) = head.trim_start().strip_prefix("<?xml") {
        let declaration = xml.split("?>").next().unwrap_or_default();
        names.extend(declaration.split_once("encoding").map(|(_, rest)| rest));
    }
    for tag in head.split("<meta").skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        names.extend(tag.split_once("charset").map(|(_, rest)| rest));
    }
    let found = names.into_iter().find_map(|rest| {
        let value = rest.trim_start().strip_prefix('=')?.trim_start_matches(['"', '\'', ' ', '\t', '\n', '\r']);
        known(value.split(['"', '\'', ';', ' ', '/', '?', '\n', '\r', '\t']).next()?)
    })?;
    // What could be read as ASCII is not UTF-16.
    Some(if found == UTF_16LE || found == UTF_16BE { UTF_8 } else { found })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_encoding_is_found() {
        for (bytes, charset, want) in [
            (&b"<p>caf\xC3\xA9"[..], None, "<p>caf\u{e9}"),
            (b"<p>caf\xE9", None, "<p>caf\u{e9}"),
            (b"<p>\x93caf\xE9\x94", None, "<p>\u{201c}caf\u{e9}\u{201d}"),
            (b"\xEF\xBB\xBF<p>caf\xC3\xA9", Some("iso-8859-1"), "<p>caf\u{e9}"),
            (b"<meta charset=windows-1251><p>\xE4\xE0", None, "<meta charset=windows-1251><p>\u{434}\u{430}"),
            (b"<p>\xE4\xE0", Some("windows-1251"), "<p>\u{434}\u{430}"),
            (b"<meta charset='koi8-r'><p>\xE4\xE0", Some("WINDOWS-1251"), "<meta charset='koi8-r'><p>\u{434}\u{430}"),
            (b"<p>\xE4\xE0", Some("\"nobody-knows\""), "<p>\u{e4}\u{e0}"),
            (
                b"<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=Shift_JIS'>\x93\xFA",
                None,
                "<META HTTP-EQUIV=Content-Type CONTENT='text/html; charset=Shift_JIS'>\u{65e5}",
            ),
            (
                b"<?xml version='1.0' encoding='iso-8859-2'?><p>\xB1",
                None,
                "<?xml version='1.0' encoding='iso-8859-2'?><p>\u{105}",
            ),
            (b"<meta charset=utf-16><p>caf\xC3\xA9", None, "<meta charset=utf-16><p>caf\u{e9}"),
            (b"<p>caf\xC3\xA9", Some("iso-8859-1"), "<p>caf\u{e9}"),
            (b"\xFF\xFE<\0p\0>\0", None, "<p>"),
            (b"<\0p\0>\0", None, "<p>"),
            (b"\0<\0p\0>", None, "<p>"),
            (b"a\0b\x08c\r\nd\re", None, "abc\nd\ne"),
            (b"", None, ""),
        ] {
            assert_eq!(decode(bytes, charset), want, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
