//! Anything at all is read without harm, and strict readers agree on what is well-formed.

use proptest::prelude::*;

use super::super::{Document, Event};
use super::cases::{ILL_FORMED, WELL_FORMED};
use super::faults;
use crate::diagnostic::{Diagnostic, Report};

/// Whether the `xml` crate calls `text` well-formed.
fn reference(text: &str) -> bool {
    let config = xml::ParserConfig::new().allow_multiple_root_elements(false);
    config.create_reader(text.as_bytes()).into_iter().all(|event| event.is_ok())
}

/// Faults that the `xml` crate overlooks, by a part of their message. Expat overlooks none of them.
const OVERLOOKED: &[&str] = &[
    "`<` in the value",
    "belongs to XML itself",
    "`xmlns` stands twice",
    "is not a name: a colon",
    "holds a colon",
    "no encoding that XML knows",
];

/// Whether the `xml` crate can be believed on `text`: no declarations in it, and no fault found but what it overlooks. It
/// refuses versions of XML that there are not, and encodings it does not know, which here are no faults of form.
fn reliable(text: &str, found: &[Diagnostic]) -> bool {
    let overlooked = |found: &Diagnostic| OVERLOOKED.iter().any(|part| found.message.contains(part));
    let versions = ["'1.0'", "\"1.0\"", "'1.1'", "\"1.1\""];
    let odd = text.starts_with("<?xml") && !versions.iter().any(|version| text.contains(version));
    let declaration = text.split("?>").next().unwrap_or_default().to_ascii_lowercase();
    let known = ["'utf-8'", "\"utf-8\"", "encoding=''", "encoding=\"\""];
    let encoded = declaration.contains("encoding") && !known.iter().any(|name| declaration.contains(name));
    !odd && !encoded && !text.contains("<!DOCTYPE") && (found.is_empty() || !found.iter().all(overlooked))
}

#[test]
fn the_reference_agrees_on_the_cases() {
    let mut compared = 0;
    for (text, _) in ILL_FORMED.iter().chain(WELL_FORMED) {
        let found = faults(text);
        if reliable(text, &found) {
            assert_eq!(found.is_empty(), reference(text), "{text:?}: {found:?}");
            compared += 1;
        }
    }
    assert!(compared > 140, "{compared}");
}

/// Pieces that documents are made of, and pieces that break them.
pub(crate) fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "<a>",
        "</a>",
        "<b c='1'>",
        "</b>",
        "<a/>",
        "<p:a xmlns:p='u'>",
        "</p:a>",
        "<a xmlns='v' d='&lt;'>",
        "x",
        " ",
        "\n",
        "&lt;",
        "&#65;",
        "&amp;",
        "<!-- c -->",
        "<![CDATA[ <x> ]]>",
        "<?p q?>",
        "é",
        "中",
        "]]",
        ">",
        "&",
        "<",
        "]]>",
        "--",
        "'",
        "\"",
        "=",
        "&#0;",
        "\u{1}",
        "&e;",
        "<!DOCTYPE a [<!ENTITY e 'x'>]>",
        "<?xml version='1.0'?>",
        "/",
        "xmlns:p=''",
        "<a b=\"1\" b='2'>",
        "<!",
        "-->",
        "\u{FFFE}",
        ":",
        "<a:b>",
        "[",
        "%p;",
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_to_its_end(text in any::<String>()) {
        faults(&text);
    }

    #[test]
    fn any_bytes_are_judged(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let options = crate::validate::Options::new("feed.xml");
        crate::validate::validate(&bytes, &options);
        let _ = crate::validate::check_well_formed(&bytes, crate::validate::Kind::Rss, 0, "feed.xml");
    }

    #[test]
    fn any_pieces_are_read_and_places_are_in_the_text(pieces in prop::collection::vec(piece(), 0..20)) {
        let text = pieces.concat();
        let mut report = Report::new("feed.xml", &text);
        let document = Document::new(&text);
        let mut reader = document.reader();
        let mut depth = 0;
        while let Some(event) = reader.next(&mut report) {
            let span = match event {
                Event::Start(tag) => { depth += 1; tag.span }
                Event::End(tag) => { depth -= 1; tag.span }
                Event::Text(run) | Event::Comment(run) => run.span,
                Event::Skipped(skipped) => skipped.span,
                Event::Instruction(instruction) => instruction.span,
                Event::Declaration(declaration) => declaration.span,
                Event::Doctype(doctype) => doctype.span,
            };
            prop_assert!(text.get(span.start..span.end).is_some(), "{span:?}");
            prop_assert_eq!(reader.depth(), depth);
        }
    }

    #[test]
    fn the_reference_agrees_on_pieces(pieces in prop::collection::vec(piece(), 0..8)) {
        let text = format!("<a>{}</a>", pieces.concat());
        let found = faults(&text);
        prop_assert!(!reliable(&text, &found) || found.is_empty() == reference(&text), "{:?}: {:?}", text, found);
    }

    #[test]
    fn a_changed_document_is_judged_as_the_reference_does(
        (text, _) in prop::sample::select(WELL_FORMED.to_vec()),
        at in any::<prop::sample::Index>(),
        new in piece(),
    ) {
        let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let at = boundaries[at.index(boundaries.len())];
        let changed = format!("{}{new}{}", &text[..at], &text[at..]);
        let found = faults(&changed);
        prop_assert!(!reliable(&changed, &found) || found.is_empty() == reference(&changed), "{:?}: {:?}", changed, found);
    }
}
