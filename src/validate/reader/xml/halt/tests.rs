//! Where reading ends, as the W3C validator has it.

use crate::diagnostic::Report;
use crate::validate::reader::xml::{Document, Event};
use crate::validate::{Options, RuleSet, validate};

/// A rule, and the line; 0 where there is none.
type Found = (&'static str, u32);

/// The line of the only fault, and the events before it: names of tags, and text.
fn halted(text: &str) -> (u32, String) {
    let mut report = Report::new("feed.xml", text);
    let document = Document::halting(text);
    let mut reader = document.reader();
    let mut events = String::new();
    while let Some(event) = reader.next(&mut report) {
        match event {
            Event::Start(tag) if reader.faults() > 0 => {
                events += &format!("!{}:{}", tag.name.raw, reader.attributes().len());
            }
            Event::Start(tag) => events += &format!("<{}>", tag.name.raw),
            Event::End(tag) => events += &format!("</{}>", tag.name.raw),
            Event::Text(text) => events += &text.value(),
            _ => {}
        }
    }
    let found = report.into_diagnostics();
    assert!(found.len() < 2, "{text}");
    (found.first().and_then(|fault| fault.place).map_or(0, |place| place.line), events)
}

#[test]
fn reading_ends_where_that_of_the_w3c_does() {
    for (text, line, events) in [
        // Sound documents.
        ("<a>b</a>\n<!-- c -->\n", 0, "<a>b</a>"),
        // End tags, and documents that are cut off.
        ("<a>\n<b>\n</a>\n", 3, "<a>\n<b>\n"),
        ("<a>\n<b>\n", 3, "<a>\n<b>\n"),
        ("<a>\nb\n</a", 3, "<a>\nb\n"),
        ("<a>\n</a \n x>", 3, "<a>\n"),
        ("<a/>\n\nb", 3, "<a></a>"),
        ("<a/>\n<b/>", 2, "<a></a>"),
        ("", 1, ""),
        ("\n\n", 3, ""),
        // Tags are taken whole, or not at all.
        ("<a\n b='c\n <d/>", 3, ""),
        ("<a\n b='c'\n d='e", 1, ""),
        ("<a\n b='c'\n d>", 3, ""),
        ("<a\n b='&x'\n c='d'/>", 2, ""),
        ("<a>\n<b\n c='&#0;'/></a>", 3, "<a>\n!b:0"),
        ("<a>\n<b\n c='&u;'/></a>", 2, "<a>\n!b:0"),
        ("<a\n b='1'\n b='2'/>", 3, "!a:1"),
        ("<a\n xmlns:c='urn:c'\n b='1'\n c:b='2' d:e='3'/>", 1, "!a:4"),
        ("<a\n xmlns='urn:a'\n xmlns:c=''/>", 1, "!a:1"),
        ("<a\n xmlns='urn:a b'/>", 1, "!a:0"),
        ("<a\n b:c:d='e'/>", 2, ""),
        ("<é\u{FFFD}/>", 1, ""),
        // Text up to the fault counts, line by line.
        ("<a>b\nc & d</a>", 2, "<a>b\nc "),
        ("<a>b\nc &u; d</a>", 2, "<a>b\nc "),
        ("<a>b\nc ]]> d</a>", 2, "<a>b\n"),
        ("<a>b\nc\u{1}d</a>", 2, "<a>b\nc"),
        ("<a><![CDATA[b\nc", 2, "<a>b\nc"),
        ("<a><![CDATA[b\nc\u{FFFF}]]></a>", 2, "<a>b\nc"),
        ("<a>\n<![CDAT[b]]></a>", 2, "<a>\n"),
        // Comments, instructions, declarations.
        ("<a><!--\nb --\nc --></a>", 2, "<a>"),
        ("<a><!--\nb\n</a>", 1, "<a>"),
        ("<a><?b\nc</a>", 1, "<a>"),
        ("<a>\n<?xml version='1.0'?></a>", 2, "<a>\n"),
        ("\n<?xml version='1.0'?><a/>", 2, ""),
        ("<?xml version='1.0'\n<a/>", 1, ""),
    ] {
        assert_eq!(halted(text), (line, events.to_owned()), "{text}");
    }
}

#[test]
fn encodings_are_told_as_by_the_w3c() {
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let declared = |name: &str| format!("<?xml version='1.0' encoding='{name}'?>\n<a>b</a>").into_bytes();
    let cases: Vec<(Vec<u8>, &[Found])> = vec![
        (declared("utf8"), &[("obscure-encoding", 1)]),
        (declared("cp437"), &[("obscure-encoding", 1)]),
        (declared("Windows-1252"), &[("nonstd-encoding", 1)]),
        (declared("klingon"), &[("unknown-encoding", 1)]),
        (declared("cp037"), &[("obscure-encoding", 1), ("sax-error", 1)]),
        (declared("utf-16"), &[("sax-error", 1)]),
        (b"<a>b</a>".to_vec(), &[("missing-encoding", 0)]),
        (b"<?xml version='1.0'?><a>b</a>".to_vec(), &[]),
        ([b"\xEF\xBB\xBF".to_vec(), declared("us-ascii")].concat(), &[("missing-encoding", 0), ("unicode-error", 1)]),
        (utf_16("<?xml version='1.0' encoding='utf-16'?><a/>"), &[]),
        (utf_16("<?xml version='1.0'?><a/>"), &[("missing-encoding", 0), ("unicode-error", 1)]),
        (utf_16("<?xml version='1.0' encoding='utf-8'?><a/>"), &[("unicode-error", 1)]),
        (b"\n<?xml version='1.0'?>\n<a/>".to_vec(), &[("missing-encoding", 0), ("sax-error", 2)]),
    ];
    for (bytes, expected) in cases {
        let options = Options { rules: RuleSet::W3c, ..Options::new("a.xml") };
        let about = ["encoding", "sax-error", "unicode", "blank"];
        let judgement = validate(&bytes, &options);
        let found =
            judgement.diagnostics.iter().filter(|found| about.iter().any(|part| found.rule.name.contains(part)));
        let mut found: Vec<_> =
            found.map(|found| (found.rule.name, found.place.map_or(0, |place| place.line))).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn white_space_before_the_declaration_of_wordpress_is_passed_over() {
    let text = "\n<?xml version='1.0'?>\n<rss><generator>https://wordpress.org/</generator>\n&</rss>";
    let judgement = validate(text.as_bytes(), &Options { rules: RuleSet::W3c, ..Options::new("a.xml") });
    let found: Vec<_> =
        judgement.diagnostics.iter().map(|found| (found.rule.name, found.place.map(|p| p.line))).collect();
    assert!(found.contains(&("wp-blank-line", Some(1))) && found.contains(&("sax-error", Some(4))), "{found:?}");
}
