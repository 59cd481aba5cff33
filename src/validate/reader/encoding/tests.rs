//! Bytes in every encoding, declared rightly and wrongly.

use super::*;

/// The findings' rules and places, and the text.
fn read(bytes: &[u8]) -> (Vec<String>, String) {
    told(&decode(bytes, None, "utf-8"))
}

fn told(decoded: &Decoded) -> (Vec<String>, String) {
    let mut report = Report::new("feed.xml", &decoded.text);
    decoded.flag(&mut report);
    let line = |found: &crate::Diagnostic| match found.place {
        Some(place) => format!("{} {}:{}", found.rule.name, place.line, place.column),
        None => found.rule.name.to_owned(),
    };
    (report.diagnostics().iter().map(line).collect(), decoded.text.to_string())
}

fn utf16(text: &str, mark: bool, big: bool) -> Vec<u8> {
    let units = mark.then_some(0xFEFF).into_iter().chain(text.encode_utf16());
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn declared(label: &str, content: &[u8]) -> Vec<u8> {
    [format!("<?xml version='1.0' encoding='{label}'?><a>").as_bytes(), content, b"</a>"].concat()
}

#[test]
fn utf_8_is_taken_as_it_is() {
    let decoded = decode("<a>é</a>".as_bytes(), None, "utf-8");
    assert!(matches!(decoded.text, Cow::Borrowed("<a>é</a>")));
    assert_eq!(told(&decoded).0, ["missing-encoding"]);
    assert_eq!(read(&declared("utf-8", "é".as_bytes())).0, [""; 0]);
    assert_eq!(read(b"<?xml version='1.0'?><a/>").0, [""; 0]);
    let marked = [b"\xEF\xBB\xBF".as_slice(), b"<a/>"].concat();
    assert_eq!(read(&marked), (vec![], "<a/>".to_owned()));
}

#[test]
fn utf_16_is_known_by_its_mark() {
    let text = "<?xml version='1.0' encoding='UTF-16'?><a>é😀</a>";
    for big in [false, true] {
        assert_eq!(read(&utf16(text, true, big)), (vec![], text.to_owned()));
        let (found, read_text) = read(&utf16(text, false, big));
        assert_eq!((found, read_text), (vec!["unicode-error".to_owned()], text.to_owned()));
        assert_eq!(read(&utf16("<a/>", true, big)), (vec![], "<a/>".to_owned()));
    }
}

#[test]
fn broken_utf_16_is_told() {
    let mut bytes = utf16("<a>\n", true, false);
    bytes.extend([0x3D, 0xD8]);
    bytes.extend(utf16("</a>", false, false));
    let (found, text) = read(&bytes);
    assert_eq!(found, ["unicode-error 2:1"]);
    assert_eq!(text, "<a>\n\u{fffd}</a>");
    let mut odd = utf16("<a/>", true, true);
    odd.push(0x0A);
    assert_eq!(read(&odd).0, ["unicode-error 1:5"]);
}

#[test]
fn malformed_bytes_are_told_with_line_and_offset() {
    let decoded = decode(b"<?xml version='1.0'?>\n<a>\xE9t\xE9</a>", None, "utf-8");
    assert_eq!(told(&decoded).0, ["unicode-error 2:4"]);
    assert_eq!(decoded.findings[0].fault.message, "byte 0xE9 at offset 25 is not UTF-8");
    assert_eq!(decoded.text, "<?xml version='1.0'?>\n<a>\u{fffd}t\u{fffd}</a>");
    // The offset counts the byte order mark.
    let marked = decode(b"\xEF\xBB\xBF<a>\xFF</a>", None, "utf-8");
    assert_eq!(marked.findings[0].fault.message, "byte 0xFF at offset 6 is not UTF-8");
    assert_eq!(told(&marked).0, ["unicode-error 1:4"]);
    for wrong in [b"\xC0\xAF".as_slice(), b"\xED\xA0\x80", b"\xF4\x90\x80\x80", b"\xE2\x82", b"\x80"] {
        assert_eq!(read(&declared("utf-8", wrong)).0.len(), 1, "{wrong:x?}");
    }
    let ascii = read(&declared("us-ascii", "£".as_bytes()));
    assert_eq!(ascii.0, ["nonstd-encoding 1:31", "unicode-error 1:45"]);
}

#[test]
fn declared_encodings_are_read() {
    let text = |label, bytes: &[u8]| {
        let (found, text) = read(&declared(label, bytes));
        (found.join(" "), text.split_once("<a>").unwrap().1.trim_end_matches("</a>").to_owned())
    };
    let nonstd = "nonstd-encoding 1:31".to_owned();
    assert_eq!(text("iso-8859-1", b"\xE9\x80"), (nonstd.clone(), "é\u{80}".to_owned()));
    assert_eq!(text("Windows-1252", b"\xE9\x80"), (nonstd.clone(), "é€".to_owned()));
    assert_eq!(text("koi8-r", b"\xC1"), (nonstd.clone(), "а".to_owned()));
    assert_eq!(text("Shift_JIS", b"\x82\xA0"), (nonstd.clone(), "あ".to_owned()));
    assert_eq!(text("ISO-8859-15", b"\xA4"), (nonstd, "€".to_owned()));
    assert_eq!(text("latin1", b"\xE9"), ("obscure-encoding 1:31".to_owned(), "é".to_owned()));
    assert_eq!(text("UTF8", "é".as_bytes()), (String::new(), "é".to_owned()));
    let (found, _) = text("shift_jis", b"\x82");
    assert!(found.contains("unicode-error 1:"), "{found}");
}

#[test]
fn lies_are_told_where_they_stand() {
    assert_eq!(read(&declared("UTF-16", b"x")).0, ["unicode-error 1:31"]);
    assert_eq!(read(&declared("x-klingon", b"x")).0, ["unknown-encoding 1:31"]);
    assert_eq!(read(&declared("hz-gb-2312", b"x")).0, ["unknown-encoding 1:31"]);
    let marked = [b"\xEF\xBB\xBF".as_slice(), &declared("us-ascii", b"x")].concat();
    assert_eq!(read(&marked).0, ["unicode-error 1:31"]);
    let wide = utf16("<?xml version='1.0' encoding='utf-8'?><a/>", true, false);
    assert_eq!(read(&wide).0, ["unicode-error 1:31"]);
    for unreadable in [b"\xFF\xFE\0\0<\0\0\0".as_slice(), b"\0\0\0<", b"\x4C\x6F\xA7\x94"] {
        let decoded = decode(unreadable, None, "utf-8");
        assert!(!decoded.readable);
        assert_eq!(told(&decoded).0, ["unknown-encoding"]);
    }
}

#[test]
fn what_it_was_served_as_beats_what_it_declares() {
    let served = |bytes: &[u8], charset| told(&decode(bytes, Some(charset), "utf-8"));
    let (found, text) = served(&declared("utf-8", b"\xE9"), "iso-8859-1");
    assert_eq!(found, ["encoding-mismatch 1:31"]);
    assert!(text.contains('é'));
    assert_eq!(served(b"<a/>", "utf-8").0, [""; 0]);
    assert_eq!(served(&declared("utf-8", b""), "UTF8").0, [""; 0]);
    assert_eq!(served(b"<a/>", "klingon").0, ["unknown-encoding"]);
    // The byte order mark beats both.
    assert_eq!(served("\u{feff}<a>é</a>".as_bytes(), "iso-8859-1"), (vec![], "<a>é</a>".to_owned()));
}

#[test]
fn the_fallback_is_for_what_does_not_say() {
    let (found, text) = told(&decode("<a>é</a>".as_bytes(), None, "us-ascii"));
    assert_eq!(found, ["missing-encoding", "unicode-error 1:4"]);
    assert_eq!(text, "<a>\u{fffd}\u{fffd}</a>");
    // One that says two things says nothing.
    let two = "\u{feff}<?xml version='1.0' encoding='us-ascii'?><a/>";
    assert_eq!(told(&decode(two.as_bytes(), None, "us-ascii")).0.len(), 3);
    assert_eq!(told(&decode(two.as_bytes(), None, "utf-8")).0, ["unicode-error 1:31"]);
    let (_, text) = told(&decode(b"<a>\xE9</a>", None, "iso-8859-1"));
    assert_eq!(text, "<a>é</a>");
    assert_eq!(told(&decode(b"<a/>", None, "klingon")).1, "<a/>");
}

#[test]
fn json_is_utf_8_without_a_mark() {
    let read = |bytes: &[u8]| told(&decode_json(bytes));
    assert_eq!(read("{\"é\":1}".as_bytes()), (vec![], "{\"é\":1}".to_owned()));
    assert_eq!(read(b"\xEF\xBB\xBF{}"), (vec!["unicode-error 1:1".to_owned()], "{}".to_owned()));
    assert_eq!(read(&utf16("{}", true, true)), (vec!["unicode-error".to_owned()], "{}".to_owned()));
    assert_eq!(read(&utf16("{}", false, false)), (vec!["unicode-error".to_owned()], "{}".to_owned()));
    assert_eq!(read(b"{\n\"\xE9\":1}").0, ["unicode-error 2:2"]);
}
