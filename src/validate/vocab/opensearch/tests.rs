//! What is found in OpenSearch descriptions, and in feeds of results.

use crate::validate::{Options, validate};

const HEAD: &str = "<ShortName>S</ShortName><Description>D</Description><Query role='example' searchTerms='a'/>";

fn found(text: &str) -> Vec<(&'static str, String)> {
    let judgement = validate(text.as_bytes(), &Options::new("search.xml"));
    let found = judgement.diagnostics.into_iter().filter(|found| found.rule.name != "missing-encoding");
    found.map(|found| (found.rule.name, found.message)).collect()
}

fn rules(more: &str) -> Vec<&'static str> {
    let text = format!(
        "<OpenSearchDescription xmlns='http://a9.com/-/spec/opensearch/1.1/' \
         xmlns:time='http://a9.com/-/opensearch/extensions/time/1.0/'>{HEAD}{more}</OpenSearchDescription>"
    );
    found(&text).into_iter().map(|(rule, _)| rule).filter(|rule| *rule != "unknown-namespace").collect()
}

#[test]
fn templates_are_filled_in_before_they_are_judged() {
    for (template, expected) in [
        ("http://a.example/?q={searchTerms}&amp;p={startPage?}", vec![]),
        ("http://a.example/?t={time:start?}", vec![]),
        ("http://a.example/?t={foo:start}", vec!["undeclared-prefix"]),
        ("http://a.example/?q={terms}", vec!["invalid-local-parameter"]),
        ("http://a.example/?q={searchTerms", vec!["invalid-uri-char"]),
        ("http://a.example/?q={a b}", vec!["invalid-uri-char"]),
        ("?q={searchTerms}", vec!["invalid-full-link"]),
        ("{", vec!["invalid-uri-char"]),
    ] {
        assert_eq!(rules(&format!("<Url type='text/html' template='{template}'/>")), expected, "{template}");
    }
}

#[test]
fn descriptions_are_judged() {
    let url = "<Url type='text/html' template='http://a.example/{searchTerms}'/>";
    for (more, expected) in [
        ("", vec![]),
        ("<Contact>a</Contact>", vec!["invalid-addr-spec"]),
        ("<Tags>a</Tags><Tags>b</Tags>", vec!["duplicate-element"]),
        (
            "<Image height='1' width='x' type='image'>http://a.example/</Image>",
            vec!["invalid-non-negative-integer", "invalid-mime-type"],
        ),
        ("<SyndicationRight>Open</SyndicationRight><AdultContent>FALSE</AdultContent>", vec![]),
        ("<SyndicationRight>all</SyndicationRight>", vec!["invalid-syndication-right"]),
        ("<AdultContent>maybe</AdultContent>", vec!["invalid-adult-content"]),
        ("<Language>*</Language><Language>de-AT</Language>", vec![]),
        ("<Language>german</Language>", vec!["invalid-language"]),
        ("<InputEncoding>utf-9</InputEncoding>", vec!["invalid-encoding"]),
        ("<Query role='time:own'/><Query role='superset'/>", vec![]),
        ("<Query role='foo:own'/>", vec!["undeclared-prefix"]),
        ("<Query role='own'/>", vec!["invalid-local-role"]),
        ("<Query/>", vec!["missing-attribute"]),
        ("<Url type='text/html' template='http://a.example/'>x</Url>", vec!["unexpected-text"]),
        ("<Developer>{65}</Developer>", vec!["too-long"]),
    ] {
        let more = more.replace("{65}", &"é".repeat(65));
        assert_eq!(rules(&format!("{url}{more}")), expected, "{more}");
    }
    assert_eq!(rules(""), ["missing-element"]);
}

#[test]
fn a_description_in_no_namespace_is_one_all_the_same() {
    let judgement = found("<OpenSearchDescription/>");
    let rules: Vec<_> = judgement.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(
        rules,
        ["missing-namespace", "missing-element", "missing-element", "missing-element", "should-include-example"]
    );
}

#[test]
fn feeds_say_what_part_of_the_results_they_are() {
    let text = "<rss version='2.0' xmlns:opensearch='http://a9.com/-/spec/opensearch/1.1/'><channel>\
                <opensearch:totalResults>-1</opensearch:totalResults><opensearch:startIndex>a</opensearch:startIndex>\
                <opensearch:Query role='request' count='2'/></channel></rss>";
    let rules: Vec<_> = found(text).into_iter().map(|(rule, _)| rule).collect();
    assert!(rules.contains(&"invalid-non-negative-integer") && rules.contains(&"invalid-integer"), "{rules:?}");
    assert!(!rules.contains(&"undefined-element"), "{rules:?}");
}
