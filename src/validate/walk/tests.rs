//! What the walk says of feeds as they are in the wild, held against what the W3C validator says of them: how often,
//! and in which line.

use crate::validate::{Options, RuleSet, validate};

/// What `--rules w3c` finds, remarks on encoding and language left out: rules with their lines.
fn found(text: &str) -> Vec<(&'static str, u32)> {
    let mut options = Options::new("feed");
    options.rules = RuleSet::W3c;
    let judgement = validate(text.as_bytes(), &options);
    let told = judgement.diagnostics.iter().filter(|found| {
        !matches!(found.rule.name, "missing-encoding" | "missing-dc-language" | "missing-atom-self-link")
    });
    told.map(|found| (found.rule.name, found.place.map_or(0, |place| place.line))).collect()
}

fn check(cases: &[(&str, &[(&str, u32)])]) {
    for (text, wanted) in cases {
        assert_eq!(found(text), *wanted, "{text}");
    }
}

/// A channel that breaks no rule, and what else stands in it from line 2 on.
fn channel(more: &str) -> String {
    format!(
        "<rss version='2.0'><channel><title>a</title><link>http://a.b/</link><description>c</description>\n{more}\n\
         </channel></rss>"
    )
}

#[test]
fn roots() {
    check(&[
        ("", &[("sax-error", 1)]),
        ("<html/>", &[("undefined-element", 1)]),
        ("<html xmlns='http://www.w3.org/1999/xhtml'/>", &[("undefined-element", 1)]),
        ("<RSS version='2.0'/>", &[("undefined-element", 1)]),
        (
            "<feed/>",
            &[
                ("missing-namespace", 1),
                ("missing-element", 1),
                ("missing-element", 1),
                ("missing-element", 1),
                ("missing-self", 1),
            ],
        ),
        // Of Atom 0.3 no more is judged than its root.
        (
            "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><x y='z'/></feed>",
            &[("unknown-namespace", 1), ("obsolete-namespace", 1)],
        ),
        // Where its root is none that is known, it is told twice.
        (
            "<Feed xmlns='http://purl.org/atom/ns#'/>",
            &[("unknown-namespace", 1), ("obsolete-namespace", 1), ("obsolete-namespace", 1)],
        ),
        ("<foo xmlns='http://example.com/newformat#'/>", &[("unknown-namespace", 1), ("obsolete-namespace", 1)]),
    ]);
}

#[test]
fn a_namespace_with_white_space_ends_it() {
    check(&[
        ("<rss version='2.0' xmlns:a='http://a b'><bogus/></rss>", &[("sax-error", 1)]),
        (
            "<rss version='2.0'>\n<channel xmlns:a='urn:a:b\tc' xmlns:b='urn:b:b'>\n<foo/></channel></rss>",
            &[("sax-error", 2)],
        ),
        ("<rss version='2.0' xmlns:a='http://a&#10;b'><bogus/></rss>", &[("sax-error", 1)]),
        // Its parser takes no space, but lets line breaks pass.
        (
            "<opml version='2.0' xmlns:a='urn:aa:b&#10;'><head/><body><outline text=''/></body></opml>",
            &[("unknown-namespace", 1)],
        ),
    ]);
    let text = "<rss version='2.0' xmlns:a='http://a b'><bogus/></rss>";
    let judgement = validate(text.as_bytes(), &Options::new("feed"));
    assert!(judgement.diagnostics.iter().any(|found| found.rule.name == "undefined-element"));
}

#[test]
fn text_comes_in_pieces() {
    for (text, lines) in [
        ("a &amp; b", vec![2, 2, 2]),
        ("a<!-- -->b", vec![2, 2]),
        ("a\n\nb", vec![2, 4]),
        // In CDATA a `]` begins one.
        ("<![CDATA[a]b\nc]]>d", vec![2, 2, 3, 3]),
        ("<?pi a?>\n \u{a0}\u{3000}", vec![]),
    ] {
        let wanted: Vec<_> = lines.into_iter().map(|line| ("unexpected-text", line)).collect();
        assert_eq!(found(&channel(text)), wanted, "{text}");
    }
}

#[test]
fn each_check_of_a_text_counts_its_bad_characters() {
    for (text, times) in [
        // Plain, not blank.
        ("<webMaster>a@b.c (\u{85})</webMaster>", 1),
        (
            "<image><url>http://a.b/c.png</url><title>a</title><link>http://a.b/</link><description>\u{c3}\u{a9}</description></image>",
            1,
        ),
        ("<item><title>\u{c3}\u{a9}</title></item>", 2),
        ("<item><title>\u{c3}\u{a9} \u{c3}\u{a9}</title></item>", 4),
        // Letters that Latin-1 has not say that it is no UTF-8 which was encoded twice.
        ("<item><title>\u{c3}\u{a9} \u{3b1}</title></item>", 0),
        ("<item><title>&#x93;x</title></item>", 2),
        ("<item><title a='\u{85}'>x</title></item>", 1),
    ] {
        let bad = found(&channel(text)).into_iter().filter(|found| found.0 == "bad-characters").count();
        assert_eq!(bad, times, "{text}");
    }
}

#[test]
fn each_check_looks_at_the_base() {
    for (text, times) in [
        ("<item><title xml:base='['>x</title></item>", 3),
        ("<item xml:base='['><title>x</title></item>", 1),
        ("<cloud xml:base='['/>", 2),
        ("<x:y xmlns:x='http://x.y/' xml:base='['><z xml:base='['/></x:y>", 2),
        ("<ttl xml:base='http://\u{e4}.b/'>1</ttl>", 0),
    ] {
        let bad = found(&channel(text)).into_iter().filter(|found| found.0 == "invalid-uri-char").count();
        assert_eq!(bad, times, "{text}");
    }
    // A channel of RSS 1.0 has three.
    let rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
               <channel xml:base='['/></rdf:RDF>";
    assert_eq!(found(rdf).into_iter().filter(|found| found.0 == "invalid-uri-char").count(), 3);
}

#[test]
fn elements_out_of_place() {
    let head = "<rss version='2.0'><channel><title>a</title><link>http://a.b/</link><description>c</description>";
    check(&[
        (&format!("{head}\n<rss version='2.0'><channel/></rss></channel></rss>"), &[("undefined-element", 2)]),
        (&format!("{head}\n<channel/></channel></rss>"), &[("undefined-element", 2)]),
        (&format!("{head}</channel>\n<item/></rss>"), &[("undefined-element", 2)]),
        (
            &format!("{head}</channel>\n<channel/></rss>"),
            &[("duplicate-element", 2), ("missing-title", 2), ("missing-link", 2), ("missing-description", 2)],
        ),
        (&format!("{head}\n<dc_date>2026</dc_date><Title/></channel></rss>"), &[("undefined-element", 2)]),
        (
            &format!("{head}\n<image>x\n<foo/></image></channel></rss>"),
            // Text in an image is told again at its end.
            &[
                ("unexpected-text", 2),
                ("undefined-element", 3),
                ("unexpected-text", 3),
                ("missing-title", 3),
                ("missing-element", 3),
                ("missing-link", 3),
            ],
        ),
    ]);
}

#[test]
fn attributes_out_of_place() {
    check(&[
        (
            &channel("<item><title b:c='d' xmlns:b='http://x.y/'>x</title></item>"),
            &[("unknown-namespace", 2), ("use-of-extension-attr", 2), ("missing-guid", 2)],
        ),
        // An address that is nearly that of a known namespace is taken for it.
        (
            &channel("<docs d:c='d' xmlns:d='http://PURL.org/dc/elements/1.1'>http://a.b/</docs>"),
            &[("unknown-namespace", 2), ("unexpected-attribute", 2)],
        ),
        (
            &channel("<x:y z='' xmlns:x='http://x.y/'><z w=''/></x:y>"),
            &[("unknown-namespace", 2), ("not-in-a-namespace", 2)],
        ),
        // A document type may bring attributes, and elements in entities.
        (
            "<!DOCTYPE rss [<!ATTLIST rss version CDATA '2.0'><!ATTLIST channel x CDATA 'y'>]>\n<rss><channel/></rss>",
            &[("unexpected-attribute", 2), ("missing-title", 2), ("missing-link", 2), ("missing-description", 2)],
        ),
    ]);
}
