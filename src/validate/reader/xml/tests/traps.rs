//! Documents made to take a reader's time or memory. They are large enough that anything quadratic would not end.

use super::super::Document;
use super::faults;
use crate::diagnostic::Report;
use crate::validate::reader::MAX_DEPTH;

fn rules(text: &str) -> Vec<&'static str> {
    faults(text).iter().map(|found| found.rule.name).collect()
}

/// How many events there are, without keeping any.
fn events(text: &str) -> usize {
    let mut report = Report::new("feed.xml", text);
    let document = Document::new(text);
    let mut reader = document.reader();
    let mut events = 0;
    while reader.next(&mut report).is_some() {
        events += 1;
    }
    assert!(!report.has_errors(), "{:?}", report.diagnostics());
    events
}

#[test]
fn depth_is_limited() {
    let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert_eq!(rules(&nested(MAX_DEPTH)), [""; 0]);
    assert_eq!(rules(&nested(MAX_DEPTH + 1)), ["validator-limit"]);
    assert_eq!(rules(&nested(200_000)), ["validator-limit"]);
}

#[test]
fn what_takes_memory_is_limited() {
    let attributes: String = (0..200_001).map(|i| format!(" a{i}=''")).collect();
    assert_eq!(rules(&format!("<a{attributes}/>")), ["validator-limit"]);
    let declarations: String = (0..300_001).map(|i| format!("<!ENTITY e{i} ''>")).collect();
    assert_eq!(rules(&format!("<!DOCTYPE a [{declarations}]><a/>")), ["sax-error"]);
}

#[test]
fn many_attributes_are_compared_in_time() {
    let attributes = |n: usize| (0..n).map(|i| format!(" a{i}='x'")).collect::<String>();
    assert_eq!(events(&format!("<a{}/>", attributes(50_000))), 2);
    assert_eq!(rules(&format!("<a{} a7=''/>", attributes(50_000))), ["sax-error"]);
    let prefixes: String = (0..50_000).map(|i| format!(" xmlns:p{i}='u{i}' p{i}:x=''")).collect();
    assert_eq!(events(&format!("<a{prefixes}/>")), 2);
    // Many bindings in force, and many names to resolve with the first of them.
    let many = format!("<a{prefixes}>{}</a>", "<p0:b/>".repeat(100_000));
    assert_eq!(events(&many), 200_002);
}

#[test]
fn a_million_references_are_read_in_time() {
    assert_eq!(events(&format!("<a>{}</a>", "&lt;".repeat(1_000_000))), 3);
    assert_eq!(events(&format!("<a b='{}'/>", "&lt;".repeat(1_000_000))), 2);
    let declared = format!("<!DOCTYPE a [<!ENTITY e 'x'>]><a>{}</a>", "&e;".repeat(1_000_000));
    assert_eq!(events(&declared), 1_000_003);
    let declarations: String = (0..200_000).map(|i| format!("<!ENTITY e{i} 'x'>")).collect();
    assert_eq!(events(&format!("<!DOCTYPE a [{declarations}]><a>&e199999;</a>")), 4);
}

#[test]
fn one_long_line_is_read_in_time() {
    assert_eq!(events(&format!("<a>{}</a>", "x".repeat(10_000_000))), 3);
    assert_eq!(events(&format!("<a b='{}'/>", "x".repeat(10_000_000))), 2);
    assert_eq!(events(&format!("<a>{}</a>", "]".repeat(5_000_000))), 3);
    assert_eq!(events(&format!("<a><![CDATA[{}]]></a>", "]".repeat(5_000_000))), 3);
    assert_eq!(events(&format!("<!--{} --><a/>", " -".repeat(5_000_000))), 3);
    assert_eq!(events(&format!("<a>{}</a>", "<!---->".repeat(500_000))), 500_002);
    let name = "n".repeat(5_000_000);
    assert_eq!(events(&format!("<{name}></{name}>")), 2);
}

#[test]
fn what_is_never_closed_is_looked_for_once() {
    for piece in ["<!--", "<![CDATA[", "<?p ", "<a b='", "<", "</", "<!", "&", "<!DOCTYPE a [", "<?xml ", "]]>", "<a "]
    {
        assert!(!faults(&piece.repeat(100_000)).is_empty(), "{piece}");
        assert!(!faults(&format!("<a>{}", piece.repeat(100_000))).is_empty(), "{piece}");
    }
}

#[test]
fn entity_bombs_go_off_harmlessly() {
    // A billion laughs.
    let mut laughs = String::from("<!ENTITY e0 'ha'>");
    for i in 1..30 {
        let before = format!("&e{};", i - 1).repeat(10);
        laughs += &format!("<!ENTITY e{i} '{before}'>");
    }
    assert_eq!(rules(&format!("<!DOCTYPE a [{laughs}]><a>&e29;</a>")), ["sax-error"]);
    assert_eq!(rules(&format!("<!DOCTYPE a [{laughs}]><a b='&e29;'/>")), ["sax-error"]);
    assert_eq!(rules(&format!("<!DOCTYPE a [{laughs}<!ATTLIST a b CDATA '&e29;'>]><a/>")), ["sax-error"]);
    // The same of nothing.
    let silent = laughs.replace("'ha'", "''");
    assert_eq!(rules(&format!("<!DOCTYPE a [{silent}]><a>&e29;</a>")), ["sax-error"]);
    assert_eq!(rules(&format!("<!DOCTYPE a [{silent}]><a b='&e29;'/>")), ["sax-error"]);
    // One large text, often.
    let large = format!("<!DOCTYPE a [<!ENTITY e '{}'>]>", "x".repeat(100_000));
    assert_eq!(rules(&format!("{large}<a>{}</a>", "&e;".repeat(100_000))), ["sax-error"]);
    assert!(rules(&format!("{large}<a b='{}'/>", "&e;".repeat(100_000))).contains(&"sax-error"));
    // Every attribute by default, over and over.
    let defaults: String = (0..2_000).map(|i| format!("<!ATTLIST a b{i} CDATA 'x'>")).collect();
    let many = format!("<!DOCTYPE r [{defaults}]><r>{}</r>", "<a/>".repeat(100_000));
    assert_eq!(rules(&many), ["sax-error"]);
    let large_default = format!("<!DOCTYPE a [<!ENTITY e '{}'>", "x".repeat(100_000));
    let lists: String = (0..10_000).map(|i| format!("<!ATTLIST a b{i} CDATA '&e;'>")).collect();
    assert_eq!(rules(&format!("{large_default}{lists}]><a/>")), ["sax-error"]);
    // Parameter entities.
    let mut parameters = String::from("<!ENTITY % p0 '<!ELEMENT a ANY>'>");
    for i in 1..30 {
        let before = format!("&#37;p{};", i - 1).repeat(10);
        parameters += &format!("<!ENTITY % p{i} '{before}'>");
    }
    assert_eq!(rules(&format!("<!DOCTYPE a [{parameters} %p29;]><a/>")), ["sax-error"]);
    assert_eq!(rules("<!DOCTYPE a [<!ENTITY % p '&#37;p;'> %p;]><a/>"), ["sax-error"]);
}

#[test]
fn long_chains_of_entities_end() {
    let chain: String = (1..100_000).map(|i| format!("<!ENTITY e{i} '&e{};'>", i - 1)).collect();
    let head = format!("<!DOCTYPE a [<!ENTITY e0 'x'>{chain}]>");
    assert_eq!(rules(&format!("{head}<a>&e99999;</a>")), ["sax-error"]);
    assert_eq!(rules(&format!("{head}<a b='&e99999;'/>")), ["sax-error"]);
    assert_eq!(rules(&format!("{head}<a b='&e20;'>&e20;</a>")), [""; 0]);
    let groups = format!("<!DOCTYPE a [<!ELEMENT a {}b{}>]><a/>", "(".repeat(500_000), ")".repeat(500_000));
    assert_eq!(rules(&groups), [""; 0]);
}
