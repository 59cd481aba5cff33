//! What is read in pieces is judged as what is read whole.

use proptest::prelude::*;

use super::super::reader::drive::XmlHandler;
use super::super::reader::json::INVALID;
use super::super::reader::xml::cases::{ILL_FORMED, WELL_FORMED};
use super::super::reader::xml::{self, Document, Event, Run, piece};
use super::super::{RuleSet, validate};
use super::*;
use crate::diagnostic::Diagnostic;
use faulty::FAULTY;

#[path = "faulty.rs"]
mod faulty;

/// All that a finding says.
fn told(found: &Diagnostic) -> String {
    let place = found.place.map(|place| (place.line, place.column));
    format!("{:?} {} {} {:?} {:?} {:?}", place, found.rule.name, found.level, found.message, found.help, found.params)
}

/// A reader that gives a few bytes at a time.
struct Drops<'b>(&'b [u8]);

impl Read for Drops<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = out.len().min(self.0.len()).min(7);
        out[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}

/// Judges `bytes` whole and in windows of these lengths, and compares.
fn compare(bytes: &[u8], windows: impl IntoIterator<Item = usize>) {
    compare_as(&Options::new("feed"), bytes, windows);
}

/// As [`compare`], with these options. How much is found.
fn compare_as(options: &Options, bytes: &[u8], windows: impl IntoIterator<Item = usize>) -> usize {
    let whole = validate(bytes, options);
    let wanted: Vec<String> = whole.diagnostics.iter().map(told).collect();
    for window in windows {
        let judgement = judge_windows(Drops(bytes), options, window).unwrap();
        let found: Vec<String> = judgement.diagnostics.iter().map(told).collect();
        let text: String = String::from_utf8_lossy(bytes).chars().take(200).collect();
        assert_eq!(found, wanted, "in windows of {window}: {text:?}");
        assert_eq!(judgement.kind, whole.kind, "in windows of {window}: {text:?}");
    }
    wanted.len()
}

/// What is in an XML document, as far as it does not depend on windows: runs of text are put together.
#[derive(Default)]
struct Script(String, Option<Run>);

impl XmlHandler for Script {
    fn event<'d>(&mut self, event: Event<'d>, reader: &xml::Reader<'d>, report: &mut Report) {
        let Script(out, run) = self;
        if !matches!(event, Event::Text(text) if Some(text.kind) == *run) {
            *run = None;
            out.push('\n');
        }
        match event {
            Event::Text(text) => {
                // Not even `\r\n` is taken apart.
                assert!(!text.raw.is_empty() || text.kind == Run::Cdata);
                *run = Some(text.kind);
                out.push_str(&text.value());
            }
            Event::Start(tag) => {
                let uri = reader.uri(tag.name.namespace);
                *out += &format!("<{} {uri} {:?} {}", tag.name.raw, report.place(tag.span), reader.depth());
                for attribute in reader.attributes() {
                    let uri = reader.uri(attribute.name.namespace);
                    *out += &format!(" {uri}{}={}{:?}", attribute.name.raw, attribute.value, attribute.value_span);
                }
            }
            Event::End(tag) => *out += &format!("/{} {:?}", tag.name.raw, tag.span),
            Event::Comment(text) => *out += &format!("!{} {:?}", text.value(), text.span),
            Event::Doctype(doctype) => *out += &format!("{} {:?} {:?}", doctype.name, doctype.span, doctype.system),
            other => *out += &format!("{other:?}"),
        }
    }
}

/// Reads `text` whole and in windows of this length, and compares what comes of it.
fn compare_events(text: &str, window: usize) {
    compare_events_in(text, window, window);
    compare_events_in(text, window, usize::MAX);
}

/// With text in parts from `parts` bytes on.
fn compare_events_in(text: &str, window: usize, parts: usize) {
    let mut whole = Script::default();
    let mut report = Report::new("feed", text);
    let document = Document::new(text);
    let mut reader = document.reader();
    while let Some(event) = reader.next(&mut report) {
        whole.event(event, &reader, &mut report);
    }
    let mut script = Script::default();
    let given = Given { charset: Some("utf-8"), fallback: "utf-8", as_w3c: false };
    let mut feeder = Feeder::with_window(Drops(text.as_bytes()), given, window).unwrap().with_parts(parts);
    if feeder.is_json() || text.starts_with('\u{FEFF}') {
        return;
    }
    let outcome = read_xml(&mut feeder, Report::new("feed", ""), &mut script).unwrap();
    assert_eq!(outcome.faults, reader.faults(), "in windows of {window}: {text:?}");
    assert_eq!(script.0, whole.0, "in windows of {window}: {text:?}");
}

fn utf16(text: &str) -> Vec<u8> {
    "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
}

#[test]
fn the_cases_are_judged_the_same() {
    for (text, _) in ILL_FORMED.iter().chain(WELL_FORMED) {
        compare(text.as_bytes(), 1..70);
        (1..70).for_each(|window| compare_events(text, window));
        compare(&utf16(text), [1, 2, 5, 11, 32]);
    }
    for (text, ..) in INVALID {
        compare(text.as_bytes(), 1..70);
    }
}

#[test]
fn whatever_is_wrong_is_found_in_windows_too() {
    for (name, text) in FAULTY {
        for rules in [RuleSet::All, RuleSet::W3c] {
            let options = Options { rules, ..Options::new("feed") };
            for text in [(*text).to_owned(), text.replace('\n', "\r\n"), text.replace("\n<", "\n\n<")] {
                let found = compare_as(&options, text.as_bytes(), [1, 5, 64, 257, 1000]);
                assert!(found > 4 || rules == RuleSet::W3c, "{name}: {found}");
            }
        }
    }
}

#[test]
fn bytes_that_mean_nothing_are_told_the_same() {
    let declared =
        |label: &str, rest: &[u8]| [format!("<?xml version='1.0' encoding='{label}'?>").as_bytes(), rest].concat();
    for rest in [
        b"<rss>\xE9t\xE9</rss>".as_slice(),
        b"<rss>\n\xF0\x9F\x98\x80\xF0\x9F\x98</rss>\xE2\x82",
        b"<rss>\x82\xA0\x82</rss>",
        b"<rss>\x1B$B$\"\x1B(B \xFF</rss>",
        b"<rss>\x81\x30\x81\x30 \x81\x30\x81</rss>",
        b"<rss>& \xFF</a>",
        b"</rss><!-- \xFF",
        b"",
        b"\xFF",
    ] {
        for label in
            ["utf-8", "us-ascii", "iso-8859-1", "windows-1252", "shift_jis", "iso-2022-jp", "gb18030", "UTF-16", "x-no"]
        {
            compare(&declared(label, rest), 1..40);
        }
        compare(&[b"{\"a\": \"".as_slice(), rest, b"\"}"].concat(), 1..40);
        compare(&[b"\xFE\xFF".as_slice(), rest].concat(), 1..40);
        compare(&[b"\xEF\xBB\xBF".as_slice(), rest].concat(), 1..40);
        compare(&[b"\0\0\0<".as_slice(), rest].concat(), [1, 10]);
    }
}

#[test]
fn long_pieces_are_read_in_parts() {
    let long = "x]] ]&amp;\r\n é ".repeat(300);
    for text in [
        format!("<rss><a>{long}</a>\n<b><![CDATA[{long}]]></c></rss>"),
        format!("<rss><![CDATA[{long}"),
        format!("<rss><!-- {long} --></rss>{}<", " ".repeat(5000)),
        format!("<rss>{long}]]>{long}&b{}c d;", "b".repeat(2000)),
        format!("<!DOCTYPE rss [<!ENTITY e '{long}'><!ENTITY f '<a>&e;</b>'>]><rss a='{long}'>&e;{long}&f;</rss>"),
        format!("<?xml version=\"1.0\"><rss>{long}<a b=\"{long}></rss>"),
        format!("{{\"a\":\"{}\",\"b\":[1,2,{{\"c\":0}}],\"a\":tru}} {long}", "é\\u00e9".repeat(500)),
    ] {
        compare(text.as_bytes(), [1, 2, 3, 64, 100, 1000, 4096]);
        [1, 2, 3, 64, 100, 1000, 4096].into_iter().for_each(|window| compare_events(&text, window));
    }
}

#[test]
fn names_and_prefixes_last_over_windows() {
    let text = "<p:rss xmlns:p='u' xmlns='v'>\n<a xmlns:q='w'>\n<q:b/><r:c/>\n</a><q:d/></P:rss></rss>";
    compare(text.as_bytes(), 1..90);
    compare(b"<!DOCTYPE rss [<!ENTITY e 'x'><!ATTLIST b c CDATA 'd'>]><rss>&e;<b x:c='1'/>\n&f;&e;</rss>", 1..90);
}

#[test]
fn a_window_stays_small() {
    let item = "<item><title>Tea</title><description><![CDATA[<p>Bread</p>]]></description></item>\n";
    let text = format!("<rss version='2.0'><channel>{}</channel></rss>", item.repeat(2_000));
    let measure = |text: &str| {
        let given = Given { charset: Some("utf-8"), fallback: "utf-8", as_w3c: false };
        let mut feeder = Feeder::with_window(text.as_bytes(), given, 256).unwrap().with_parts(256);
        let (mut most, mut events) = (0, 0);
        let mut count = |_: Event<'_>, _: &xml::Reader<'_>, report: &mut Report| {
            most = most.max(report.text().len());
            events += 1;
        };
        let outcome = read_xml(&mut feeder, Report::new("feed", ""), &mut count).unwrap();
        assert!(most <= 512, "{most}");
        (events, outcome.faults)
    };
    assert_eq!(measure(&text), (2_000 * 9 + 4, 0));
    for piece in ["& ", "x]]", "\r\n", "&#65;", "é", "<![CDATA[x]]>", "<a></a>", "<!-- -- -->", "<a b=c/>", "&nbsp;"] {
        let faults = measure(&format!("<rss>{}</rss>", piece.repeat(10_000))).1;
        assert!(faults == 0 || faults == 25, "{piece}: {faults}");
    }
    measure(&format!("<rss><![CDATA[{}]]></rss>{}", "x ".repeat(10_000), "\n".repeat(10_000)));
}

#[test]
fn lines_are_shown_without_the_text() {
    let text = format!("<rss>\n{}<a>&nbsp;{}</a></b>\n</rss>", "é ".repeat(500), "z".repeat(500));
    let judgement = judge_windows(text.as_bytes(), &Options::new("feed"), 64).unwrap();
    let found = judgement.diagnostics.iter().find(|found| found.rule.name == "sax-error").unwrap();
    let excerpt = found.excerpt.as_ref().unwrap();
    assert_eq!(excerpt.text.chars().nth(excerpt.column as usize - 1), Some('&'));
    assert!(excerpt.text.chars().count() <= 202);
}

#[test]
fn what_cannot_be_read_is_an_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }
    assert!(validate_reader(b"<rss>".chain(Broken), &Options::new("feed")).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_pieces_are_judged_the_same(pieces in prop::collection::vec(piece(), 0..30), window in 1..64_usize) {
        let text = pieces.concat();
        compare(text.as_bytes(), [window]);
        compare(format!("<rss>{text}</rss>").as_bytes(), [window]);
        compare_events(&text, window);
        compare_events(&format!("<!DOCTYPE a [<!ENTITY e '<a/>x'>]><rss>{text}</rss>"), window);
    }

    #[test]
    fn any_json_is_judged_the_same(
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "1", "-2.5e3",
                "01", "true", "nul", " ", "\n", "é", "\"", "\\", "\"a\":1,", "\"\t\"",
            ]),
            0..30,
        ),
        window in 1..64_usize,
    ) {
        let text = pieces.concat();
        compare(format!("{{{text}").as_bytes(), [window]);
        compare(format!("[{text}]").as_bytes(), [window]);
    }

    #[test]
    fn any_bytes_are_judged_the_same(bytes in prop::collection::vec(any::<u8>(), 0..200), window in 1..64_usize) {
        compare(&bytes, [window]);
        compare(&[b"<rss>".as_slice(), &bytes].concat(), [window]);
    }
}
