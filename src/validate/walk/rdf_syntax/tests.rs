//! What is RDF and what is not, line by line.

use crate::validate::{Options, RuleSet, validate};

/// The lines and messages of what is no RDF in `lines`, the first of which is the second of the document.
fn faults(rules: RuleSet, lines: &[&str]) -> Vec<(u32, String)> {
    let text = format!(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
         xmlns:f='http://xmlns.com/foaf/0.1/'>\n{}\n</rdf:RDF>",
        lines.join("\n")
    );
    let judgement = validate(text.as_bytes(), &Options { rules, ..Options::new("feed") });
    let found = judgement.diagnostics.into_iter().filter(|found| found.rule.name == "invalid-rdf");
    found.map(|found| (found.place.unwrap().line, found.message)).collect()
}

#[test]
fn nodes_and_properties_take_turns() {
    type Case<'c> = (&'c [&'c str], &'c [(u32, &'c str)]);
    let cases: &[Case] = &[
        (&["<item rdf:about='x'><f:maker><f:Person><f:name>X</f:name></f:Person></f:maker></item>"], &[]),
        (&["<item><items><rdf:Seq><rdf:li rdf:resource='x'/><rdf:li resource='y'/></rdf:Seq></items></item>"], &[]),
        (&["<item><f:a rdf:parseType='Literal'><p>x <b>y</b></p><rdf:li/></f:a></item>"], &[]),
        (&["<item><f:a rdf:parseType='Resource'><f:b>x</f:b></f:a></item>"], &[]),
        (&["<item><f:a rdf:parseType='Collection'><f:B/><f:C/></f:a></item>"], &[]),
        (&["<rdf:li/>"], &[(2, "`<rdf:li>` stands where a thing is described, and names no kind of thing")]),
        (&["<item>", "<rdf:Description/>", "</item>"], &[(3, "`<rdf:Description>` stands where a property should")]),
        (
            &["<item><f:a>", "<f:B/>", "<f:C/>", "</f:a></item>"],
            &[(4, "`<f:C>` stands in a property that already says something")],
        ),
        (
            &["<item><f:a rdf:resource='x'>", "<f:B/></f:a></item>"],
            &[(3, "`<f:B>` stands in a property that already says something")],
        ),
    ];
    for (lines, expected) in cases {
        let expected: Vec<_> = expected.iter().map(|&(line, message)| (line, message.to_owned())).collect();
        for rules in [RuleSet::All, RuleSet::W3c] {
            assert_eq!(faults(rules, lines), expected, "{lines:?}");
        }
    }
}

#[test]
fn attributes_of_rdf_have_their_places() {
    let cases = [
        ("<item rdf:resource='x'/>", "`rdf:resource` may not stand on `<item>` here"),
        ("<item rdf:li='x'/>", "`rdf:li` may not stand on `<item>` here"),
        ("<item><f:a rdf:about='x'/></item>", "`rdf:about` may not stand on `<f:a>` here"),
        ("<item><f:a about='x'/></item>", "`about` may not stand on `<f:a>` here"),
        ("<item rdf:ID='1'/>", "`1` cannot be an `rdf:ID`"),
        ("<item><f:a rdf:nodeID='a b'/></item>", "`a b` cannot be an `rdf:nodeID`"),
        ("<item rdf:ID='a'/><item rdf:ID='a'/>", "`a` is the `rdf:ID` of another element too"),
        ("<item rdf:ID='a' rdf:about='x'/>", "`<item>` has more than one of `rdf:ID`, `rdf:about` and `rdf:nodeID`"),
        ("<item><f:a rdf:resource='x' rdf:nodeID='a'/></item>", "`<f:a>` has both `rdf:resource` and `rdf:nodeID`"),
        ("<item><f:a rdf:parseType='Literal' f:b='x'/></item>", "`f:b` stands beside `rdf:parseType`"),
    ];
    for (line, message) in cases {
        assert_eq!(faults(RuleSet::All, &[line]), [(2, message.to_owned())], "{line}");
        assert_eq!(faults(RuleSet::W3c, &[line]), [(2, message.to_owned())], "{line}");
    }
    let fine = [
        "<item rdf:ID='a' xml:base='http://a/'/><item rdf:ID='a' xml:base='http://b/'/>",
        "<item rdf:type='x' f:name='y' rdf:nodeID='b'/>",
        "<item><f:a rdf:datatype='x' rdf:about='y'>z</f:a></item>",
    ];
    for line in fine {
        assert_eq!(faults(RuleSet::All, &[line]), [], "{line}");
    }
}

#[test]
fn the_w3cs_reader_gives_up_where_it_can_make_nothing_of_a_property() {
    let lines = ["<item><f:a rdf:about='x'/></item>", "<rdf:li/>"];
    assert_eq!(faults(RuleSet::All, &lines).len(), 2);
    assert_eq!(faults(RuleSet::W3c, &lines).len(), 1);
    let lines = ["<item xml:lang='en_US'><f:a>x</f:a></item>", "<rdf:li/>"];
    assert_eq!(faults(RuleSet::All, &lines).len(), 1);
    assert_eq!(faults(RuleSet::W3c, &lines).len(), 0);
}

#[test]
fn rss_1_1_has_a_thing_at_its_root() {
    let text = "<Channel xmlns='http://purl.org/net/rss1.1#' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>\
                <items rdf:parseType='Collection'><item rdf:resource='x'/></items></Channel>";
    let judgement = validate(text.as_bytes(), &Options::new("feed"));
    assert_eq!(judgement.diagnostics.iter().filter(|found| found.rule.name == "invalid-rdf").count(), 1);
}
