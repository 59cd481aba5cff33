//! What is found in OPML.

use crate::validate::{Kind, Options, RuleSet, validate};

fn found(text: &str) -> Vec<&'static str> {
    let judgement = validate(text.as_bytes(), &Options::new("list.opml"));
    let mut rules: Vec<_> = judgement.diagnostics.iter().map(|found| found.rule.name).collect();
    rules.retain(|rule| *rule != "missing-encoding");
    rules.sort_unstable();
    rules
}

#[test]
fn heads_are_judged() {
    let body = "<body><outline text='x'/></body>";
    for (head, expected) in [
        ("<title>a</title><dateCreated>Mon, 05 Jan 2026 10:00:00 GMT</dateCreated>", vec![]),
        ("<title>a</title><title>b</title>", vec!["duplicate-element"]),
        ("<dateModified>2026-01-05</dateModified>", vec!["invalid-rfc2822-date"]),
        ("<ownerEmail>nobody</ownerEmail>", vec!["invalid-contact"]),
        ("<ownerId>nobody</ownerId>", vec!["invalid-url-attribute"]),
        ("<expansionState></expansionState>", vec![]),
        ("<expansionState>1,2, 30</expansionState>", vec![]),
        ("<expansionState>1;2</expansionState>", vec!["invalid-expansion-state"]),
        ("<expansionState>1,</expansionState>", vec!["invalid-expansion-state"]),
        ("<windowTop>0</windowTop>", vec!["invalid-positive-integer"]),
        ("<outline text='x'/>", vec!["undefined-element"]),
    ] {
        assert_eq!(found(&format!("<opml version='2.0'><head>{head}</head>{body}</opml>")), expected, "{head}");
    }
    assert_eq!(found("<opml version='3'/>"), ["invalid-opml-version", "missing-element", "missing-element"]);
    assert_eq!(found("<opml><head/><body/></opml>"), ["missing-attribute", "missing-element"]);
    assert_eq!(found(&format!("<outlineDocument><head/>{body}</outlineDocument>")), ["obsolete-version"]);
}

#[test]
fn outlines_are_judged_at_any_depth() {
    for (outline, expected) in [
        ("<outline text='a' type='rss' title='b' xmlUrl='http://a.example/feed' version='RSS2'/>", vec![]),
        ("<outline text='a' type='RSS'/>", vec!["missing-title-attr", "missing-xml-url"]),
        ("<outline text='a' type='link'/>", vec!["missing-url-attr"]),
        ("<outline text='a' type='link' url='b'/>", vec!["invalid-full-link"]),
        ("<outline text='a' type='song'/>", vec!["invalid-outline-type"]),
        ("<outline text='a' xmlUrl='http://a.example/feed'/>", vec!["missing-outline-type"]),
        ("<outline text='a' version='2.0' type='link' url='http://a.example/'/>", vec!["invalid-outline-version"]),
        ("<outline/>", vec!["missing-attribute"]),
        ("<outline text='a' isComment='yes'/>", vec!["invalid-true-false"]),
        ("<outline text='a' colour='red'/>", vec!["unexpected-attribute"]),
        ("<outline text='a'>b<outline text='c'/>d</outline>", vec!["unexpected-text"]),
    ] {
        let deep = format!("{}{outline}{}", "<outline text='x'>".repeat(50), "</outline>".repeat(50));
        for body in [outline, &deep] {
            let text = format!("<opml version='1.1'><head/><body>{body}</body></opml>");
            assert_eq!(found(&text), expected, "{outline}");
        }
    }
    // OPML 2.0 leaves types open.
    assert!(found("<opml version='2.0'><head/><body><outline text='a' type='song'/></body></opml>").is_empty());
}

#[test]
fn the_w3c_validator_knows_the_format_in_the_end() {
    let broken = b"<opml version='2.0'><head/><body>";
    let w3c = Options { rules: RuleSet::W3c, ..Options::new("list.opml") };
    assert_eq!(validate(broken, &w3c).kind, Kind::Unknown);
    assert_eq!(validate(broken, &Options::new("list.opml")).kind, Kind::Opml);
}
