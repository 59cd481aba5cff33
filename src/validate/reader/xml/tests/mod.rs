//! The XML reader against documents sound and broken.

pub(crate) mod cases;
pub(crate) mod properties;
mod traps;

use cases::{ILL_FORMED, WELL_FORMED};

use super::*;
use crate::diagnostic::{Diagnostic, Report};
use crate::validate::reader::MAX_FAULTS;

/// The findings on `text`, and what is in it, written as in [`WELL_FORMED`].
fn read(text: &str) -> (Vec<Diagnostic>, String) {
    let mut report = Report::new("feed.xml", text);
    let document = Document::new(text);
    let mut reader = document.reader();
    let mut out = String::new();
    let mut depth = 0;
    let mut in_text = false;
    let expand = |reader: &Reader, name: &Name| match reader.uri(name.namespace) {
        "" => name.raw.to_owned(),
        uri => format!("{{{uri}}}{}", name.local()),
    };
    while let Some(event) = reader.next(&mut report) {
        if !in_text && !out.is_empty() && !matches!(event, Event::End(_) | Event::Comment(_) | Event::Instruction(_)) {
            out.push(' ');
        }
        let was_text = std::mem::replace(&mut in_text, false);
        match event {
            Event::Start(tag) => {
                if was_text {
                    out.push(' ');
                }
                depth += 1;
                assert_eq!(reader.depth(), depth);
                out += &format!("({}", expand(&reader, &tag.name));
                for attribute in reader.attributes().iter().filter(|a| a.name.namespace != Namespace::XMLNS) {
                    out += &format!(" {}={}", expand(&reader, &attribute.name), attribute.value);
                }
            }
            Event::End(_) => {
                depth -= 1;
                assert_eq!(reader.depth(), depth);
                out.push(')');
            }
            Event::Text(run) if run.value().is_empty() => {
                in_text = was_text;
                out = out.trim_end().to_owned();
            }
            Event::Text(run) => {
                out += &run.value();
                in_text = true;
            }
            Event::Skipped(skipped) => out += &format!("{}[{}]", if was_text { " " } else { "" }, skipped.name),
            Event::Comment(_) | Event::Instruction(_) => in_text = was_text,
            Event::Declaration(_) | Event::Doctype(_) => out = out.trim_end().to_owned(),
        }
    }
    (report.into_diagnostics(), out)
}

fn faults(text: &str) -> Vec<Diagnostic> {
    read(text).0
}

/// Each fault as the text it points at, and its message.
fn places(text: &str) -> Vec<(String, String)> {
    let line = |found: &Diagnostic| {
        let place = found.place.unwrap();
        let line = text.split('\n').nth(place.line as usize - 1).unwrap_or_default();
        let cut: String = line.chars().skip(place.column as usize - 1).take(place.width as usize).collect();
        (cut, found.message.clone())
    };
    faults(text).iter().map(line).collect()
}

#[test]
fn every_ill_formed_document_is_told_why() {
    for (text, wanted) in ILL_FORMED {
        let found = faults(text);
        assert!(found.iter().any(|found| found.message.contains(wanted)), "{text:?}: {found:#?}");
        assert!(found.iter().all(|found| found.help.is_some() && found.place.is_some()), "{text:?}: {found:#?}");
    }
}

#[test]
fn every_well_formed_document_is_read_as_it_is_meant() {
    for (text, wanted) in WELL_FORMED {
        let (found, events) = read(text);
        assert!(found.is_empty(), "{text:?}: {found:#?}");
        assert_eq!(events, *wanted, "{text:?}");
    }
}

#[test]
fn faults_point_at_what_is_wrong() {
    for (text, wanted) in [
        ("<a>\n  Q & A</a>", "&"),
        ("<a>ж&nbsp;</a>", "&nbsp;"),
        ("<a>\n<b c='1' c='2'/></a>", "c"),
        ("<a x:b='1'/>", "x:b"),
        ("<a xmlns:p=''/>", ""),
        ("<a b='1 < 2'/>", "<"),
        ("<a>\n</b></a>", "</b>"),
        ("<a>x]]>y</a>", "]]>"),
        ("<a>\u{1}</a>", "\u{1}"),
        ("<a><b></a>", "</a>"),
        ("<a>\n<b c='1'>\n", "<b c='1'>"),
        ("<?xml version='1.0' encoding='?'?><a/>", "?"),
        ("<!DOCTYPE a [<!ENTITY e '<b>&f;</b>'>]>\n<a>&e;</a>", "&e;"),
    ] {
        let found = places(text);
        let wanted = if wanted.is_empty() { "'" } else { wanted };
        assert_eq!(found.first().map(|(cut, _)| cut.as_str()), Some(wanted), "{text:?}: {found:?}");
    }
}

#[test]
fn reading_goes_on_behind_a_fault() {
    let text = "<a>\n<b c=1 d='&nbsp;'>Q & A</b>\n<x:e/><f></g></f><!-- -- --><h i='1' i='2'/>]]>\u{1}</a>";
    let (found, events) = read(text);
    let messages: Vec<&str> = found.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the value of `c` is not in quotes",
            "the entity `&nbsp;` is not defined",
            "`&` stands by itself",
            "the prefix `x` is not declared",
            "`</g>` where `<f>` is open",
            "`--` within a comment",
            "the attribute `i` stands twice in one tag",
            "`]]>` in text",
            "the character U+0001 is not allowed in XML",
        ]
    );
    assert!(events.contains("(b c=1 d=&nbsp; Q & A)") && events.ends_with(')'), "{events}");
}

#[test]
fn tags_are_paired_whatever_is_wrong() {
    let (found, events) = read("<a><b><c>x</b><d>y</e></d></a>");
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(events, "(a (b (c x)) (d y))");
    let (_, events) = read("<!DOCTYPE a [<!ENTITY e '<b><c>'>]><a>&e;</a>");
    assert_eq!(events, "(a (b (c)))");
}

#[test]
fn a_misspelt_end_tag_is_one_fault() {
    let (found, events) = read("<feed><copyright>x</rights></feed>");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(events, "(feed (copyright x))");
    // An end tag too many is none either.
    assert_eq!(faults("<a><b></c></b></a>").len(), 1);
    assert_eq!(faults("<a><b><c></x></b><d></a>").len(), 2);
}

#[test]
fn a_document_full_of_faults_is_given_up_on() {
    assert_eq!(faults(&format!("<a>{}</a>", "& ".repeat(1000))).len(), MAX_FAULTS);
    assert_eq!(faults(&format!("<a {}/>", "b=1 ".repeat(1000))).len(), MAX_FAULTS);
    assert_eq!(faults(&format!("<a>{}", "</b>".repeat(1000))).len(), MAX_FAULTS);
    assert_eq!(faults(&"\u{1}".repeat(1000)).len(), 11);
}

#[test]
fn a_blank_line_before_the_declaration_has_its_own_name() {
    let rule = |text| faults(text).first().map(|found| found.rule.name);
    assert_eq!(rule("\n<?xml version='1.0'?><a/>"), Some("wp-blank-line"));
    assert_eq!(rule("<!-- --><?xml version='1.0'?><a/>"), Some("sax-error"));
}

#[test]
fn help_is_to_the_point() {
    let help = |text| faults(text).first().and_then(|found| found.help.clone()).unwrap();
    assert!(help("<a>&eacute;</a>").contains("&#233;"));
    assert!(help("<rss><dc:date/></rss>").contains("xmlns:dc=\"http://purl.org/dc/elements/1.1/\""));
    assert!(help("<a>&copy 2026</a>").contains("`&amp;copy`"));
    assert!(help("<a b=1/>").contains("`b=\"1\"`"));
}

#[test]
fn every_event_has_its_place() {
    let text = "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE r PUBLIC '-//P' 's'><!--c--><?p  d ?><r p:x='1&amp;2' xmlns:p='u'>t&lt;<![CDATA[<]]><e/></r >";
    let mut report = Report::new("feed.xml", text);
    let document = Document::new(text);
    let mut reader = document.reader();
    let cut = |span: Span| &text[span.start..span.end];
    let mut seen = Vec::new();
    while let Some(event) = reader.next(&mut report) {
        match event {
            Event::Declaration(declaration) => {
                assert_eq!(declaration.encoding.map(|(name, span)| (name, cut(span))), Some(("utf-8", "utf-8")));
                seen.push(cut(declaration.span));
            }
            Event::Doctype(doctype) => {
                assert_eq!((doctype.name, doctype.public, doctype.system), ("r", Some("-//P"), Some("s")));
                seen.push(cut(doctype.span));
            }
            Event::Start(tag) => {
                seen.push(cut(tag.span));
                for attribute in reader.attributes() {
                    seen.extend([cut(attribute.name_span), cut(attribute.value_span)]);
                    assert_eq!(attribute.name.prefix(), if attribute.name.local() == "x" { "p" } else { "xmlns" });
                }
            }
            Event::End(tag) => seen.push(cut(tag.span)),
            Event::Text(run) | Event::Comment(run) => {
                assert_eq!(cut(run.span), run.raw);
                seen.push(run.raw);
            }
            Event::Instruction(instruction) => {
                assert_eq!((instruction.target, instruction.data), ("p", "d "));
                seen.push(cut(instruction.span));
            }
            Event::Skipped(skipped) => seen.push(cut(skipped.span)),
        }
    }
    assert!(!report.has_errors());
    assert_eq!(
        seen,
        [
            "<?xml version='1.0' encoding='utf-8'?>",
            "<!DOCTYPE r PUBLIC '-//P' 's'>",
            "c",
            "<?p  d ?>",
            "<r p:x='1&amp;2' xmlns:p='u'>",
            "p:x",
            "1&amp;2",
            "xmlns:p",
            "u",
            "t&lt;",
            "<",
            "<e/>",
            "",
            "</r >",
        ]
    );
}
