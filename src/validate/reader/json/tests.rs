//! JSON as it is and as it should not be.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Diagnostic;

fn read(text: &str) -> (Vec<Diagnostic>, String) {
    let mut report = Report::new("feed.json", text);
    let mut reader = Reader::new(text);
    let mut out = String::new();
    let mut depth = 0;
    while let Some(event) = reader.next(&mut report) {
        let span = match event {
            Event::StartObject(span) | Event::StartArray(span) => {
                depth += 1;
                out.push_str(&text[span.start..span.end]);
                span
            }
            Event::EndObject(span) | Event::EndArray(span) => {
                depth -= 1;
                out.push_str(&text[span.start..span.end]);
                span
            }
            Event::Key(key) => {
                out += &format!("{}:", key.value());
                key.span
            }
            Event::Text(text) => {
                out += &format!("'{}' ", text.value());
                text.span
            }
            Event::Number(raw, span) => {
                out += &format!("{raw} ");
                span
            }
            Event::Bool(value, span) => {
                out += &format!("{value} ");
                span
            }
            Event::Null(span) => {
                out += "null ";
                span
            }
        };
        assert!(text.get(span.start..span.end).is_some(), "{text:?} {span:?}");
        assert_eq!(reader.depth(), depth);
    }
    (report.into_diagnostics(), out)
}

/// An invalid document, the rule it breaks, the text that is pointed at, and a part of what is said of it.
pub(crate) const INVALID: &[(&str, &str, &str, &str)] = &[
    ("", "json-error", "", "the document is empty"),
    (" \n", "json-error", "", "the document is empty"),
    ("{", "json-error", "{", "an object is never closed"),
    ("[1,", "json-error", "[", "an array is never closed"),
    ("[1 2]", "json-error", "2", "expected `,` or `]`, found `2`"),
    ("[1}", "json-error", "}", "expected `,` or `]`"),
    ("{\"a\":1]", "json-error", "]", "expected `,` or `}`"),
    ("{\"a\" 1}", "json-error", "1", "expected `:`"),
    ("{\"a\":}", "json-error", "}", "expected a value"),
    ("{\"a\":1,}", "json-error", ",", "a comma behind the last value"),
    ("[1,]", "json-error", ",", "a comma behind the last value"),
    ("[,1]", "json-error", ",", "expected a value"),
    ("[1,,2]", "json-error", ",", "expected a value"),
    ("{a:1}", "json-error", "a", "a member's name in double quotes"),
    ("{'a':1}", "json-error", "'", "a member's name in double quotes"),
    ("{1:1}", "json-error", "1", "a member's name"),
    ("{,}", "json-error", ",", "a member's name"),
    ("['a']", "json-error", "'", "expected a value"),
    ("{\"a\":1 \"b\":2}", "json-error", "\"", "no comma between two values"),
    ("[{} {}]", "json-error", "{", "no comma between two values"),
    ("[1] x", "json-error", "x", "text behind the end"),
    ("{} {}", "json-error", "{}", "text behind the end"),
    ("// c\n{}", "json-error", "/", "expected a value"),
    ("[1 /* c */]", "json-error", "/", "expected `,` or `]`"),
    ("[01]", "json-error", "01", "no number"),
    ("[-01]", "json-error", "-01", "no number"),
    ("[+1]", "json-error", "+1", "no number"),
    ("[.5]", "json-error", ".5", "no number"),
    ("[1.]", "json-error", "1.", "no number"),
    ("[1e]", "json-error", "1e", "no number"),
    ("[1e+]", "json-error", "1e+", "no number"),
    ("[-]", "json-error", "-", "no number"),
    ("[0x1F]", "json-error", "0x1F", "no number"),
    ("[1_000]", "json-error", "1_000", "no number"),
    ("[NaN]", "json-error", "NaN", "no value"),
    ("[True]", "json-error", "True", "no value"),
    ("[nul]", "json-error", "nul", "no value"),
    ("[undefined]", "json-error", "undefined", "no value"),
    ("[\"a]", "json-error", "\"", "a string is never closed"),
    ("[\"a\\", "json-error", "\"", "a string is never closed"),
    ("[\"a\\\"]", "json-error", "\"", "a string is never closed"),
    ("[\"a\nb\"]", "json-error", "", "the control character U+000A"),
    ("[\"a\tb\"]", "json-error", "\t", "the control character U+0009"),
    ("[\"\u{0}\"]", "json-error", "\u{0}", "the control character U+0000"),
    ("[\"\\x\"]", "json-error", "\\x", "no escape sequence"),
    ("[\"\\é\"]", "json-error", "\\é", "no escape sequence"),
    ("[\"\\u12\"]", "json-error", "\\u", "no escape sequence"),
    ("[\"\\u+123\"]", "json-error", "\\u", "no escape sequence"),
    ("[\"\\ud83d\"]", "lone-surrogate", "\\ud83d", "half of a pair"),
    ("[\"\\ude00\\ud83d\"]", "lone-surrogate", "\\ude00", "half of a pair"),
    ("[\"\\ud83d\\u0041\"]", "lone-surrogate", "\\ud83d", "half of a pair"),
    ("[\"\\ud83dx\"]", "lone-surrogate", "\\ud83d", "half of a pair"),
    ("{\"a\":1,\"a\":2}", "duplicate-key", "\"a\"", "names `a` twice"),
    ("{\"a\":1,\"\\u0061\":2}", "duplicate-key", "\"\\u0061\"", "names `a` twice"),
    ("\u{feff}{}", "json-error", "\u{feff}", "expected a value"),
    ("\u{a0}{}", "json-error", "\u{a0}", "expected a value"),
];

#[test]
fn invalid_documents_are_told_why_and_where() {
    for (text, rule, cut, message) in INVALID {
        let (found, _) = read(text);
        let first = found.first().unwrap_or_else(|| panic!("{text:?} has no finding"));
        assert_eq!(first.rule.name, *rule, "{text:?}");
        assert!(first.message.contains(message), "{text:?}: {}", first.message);
        let place = first.place.unwrap();
        let line = text.split('\n').nth(place.line as usize - 1).unwrap();
        let shown: String = line.chars().skip(place.column as usize - 1).take(place.width as usize).collect();
        assert_eq!(shown, *cut, "{text:?}");
        assert!(first.help.is_some());
    }
}

#[test]
fn valid_documents_are_read_as_they_are_meant() {
    for (text, wanted) in [
        ("{}", "{}"),
        (" [ ] \r\n\t", "[]"),
        ("null", "null "),
        ("\"x\"", "'x' "),
        ("-0", "-0 "),
        ("[0,-1,1.5,2e3,2E-3,10e+01,0.0]", "[0 -1 1.5 2e3 2E-3 10e+01 0.0 ]"),
        ("[true,false,null]", "[true false null ]"),
        ("{\"a\":{\"a\":[{},[]]},\"b\" : \"c\"}", "{a:{a:[{}[]]}b:'c' }"),
        (r#"["\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\uD83D\uDE00"]"#, "['\"\\/\u{8}\u{c}\n\r\té😀😀' ]"),
        ("[\"\u{7f}é中😀\u{2028}\"]", "['\u{7f}é中😀\u{2028}' ]"),
        ("{\"\":1}", "{:1 }"),
        ("[\"\\u0000\"]", "['\0' ]"),
    ] {
        let (found, events) = read(text);
        assert!(found.is_empty(), "{text:?}: {found:?}");
        assert_eq!(events, wanted, "{text:?}");
        assert!(serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok(), "{text:?}");
    }
}

#[test]
fn reading_goes_on_behind_a_fault() {
    let (found, events) = read("{\"a\": 01, \"a\": NaN, \"b\": [\"\\q\", \"\\ud800\",], \"c\": {\"d\": \"x\ty\",}}");
    let rules: Vec<&str> = found.iter().map(|found| found.rule.name).collect();
    let json = "json-error";
    assert_eq!(rules, [json, "duplicate-key", json, json, "lone-surrogate", json, json, json]);
    assert_eq!(events, "{a:01 a:null b:['\u{fffd}q' '\u{fffd}' ]c:{d:'x\ty' }}");
}

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
    assert!(read(&nested(MAX_DEPTH)).0.is_empty());
    for text in [nested(MAX_DEPTH + 1), nested(1_000_000), "{\"a\":".repeat(1_000_000)] {
        let (found, _) = read(&text);
        assert_eq!(found.iter().map(|found| found.rule.name).collect::<Vec<_>>(), ["validator-limit"]);
    }
}

#[test]
fn large_documents_are_read_in_time() {
    let keys = |n: usize| (0..n).map(|i| format!("\"k{i}\":1,")).collect::<String>();
    assert!(read(&format!("{{{}\"z\":1}}", keys(200_000))).0.is_empty());
    let (found, _) = read(&format!("{{{}\"k7\":1,\"k199999\":1}}", keys(200_000)));
    assert_eq!(found.len(), 2, "{found:?}");
    // Keys one level up are others.
    assert!(read(&format!("{{{}\"z\":{{{}\"z\":1}}}}", keys(30), keys(30))).0.is_empty());
    let long = "\\u0041".repeat(1_000_000);
    assert!(read(&format!("[\"{long}\",\"{}\"]", "x".repeat(5_000_000))).0.is_empty());
    assert_eq!(read(&format!("[{}]", "01,".repeat(100_000))).0.len(), MAX_FAULTS);
    for piece in ["\"", "{\"", "[\"\\", "\\", "-", "[1 "] {
        assert!(!read(&piece.repeat(100_000)).0.is_empty(), "{piece}");
    }
}

/// Faults that serde_json passes over, or finds where the standard leaves it open.
fn is_only_ours(found: &[Diagnostic]) -> bool {
    found.iter().all(|found| matches!(found.rule.name, "duplicate-key" | "lone-surrogate"))
}

fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "1", "-0.5e3", "true", "null", " ", "\n", "\"", "\\", "\\n",
        "\\ud83d", "\\ude00", "\\u00e9", "é", "01", "\t", "\"a\":1", "\"b\":[]", "{}", "/", "'",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_to_its_end(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn serde_json_agrees(pieces in prop::collection::vec(piece(), 0..12), wrap in any::<bool>()) {
        let text = if wrap { format!("[{}]", pieces.concat()) } else { pieces.concat() };
        let (found, _) = read(&text);
        // Into a value, since what it ignores it does not look at as closely.
        let reference = serde_json::from_str::<serde_json::Value>(&text).is_ok();
        prop_assert!(found.is_empty() == reference || is_only_ours(&found), "{:?}: {:?}", text, found);
    }

    #[test]
    fn strings_come_back(value in any::<String>()) {
        let text = serde_json::to_string(&value).unwrap();
        let mut report = Report::new("feed.json", &text);
        let mut reader = Reader::new(&text);
        let Some(Event::Text(read)) = reader.next(&mut report) else { panic!("{text}") };
        prop_assert_eq!(read.value(), value);
        prop_assert!(!report.has_errors());
    }
}
