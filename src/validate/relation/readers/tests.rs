//! What readers make of entries that are valid.

use chrono::{TimeZone, Utc};

use super::*;
use crate::validate::{Options, RuleSet, validate};

/// What of feedmill's own rules about readers is broken.
fn names(text: &str) -> Vec<&'static str> {
    let now = Utc.with_ymd_and_hms(2026, 1, 2, 12, 0, 0).unwrap();
    let own = |rules| -> Vec<_> {
        let options = Options { now, rules, ..Options::new("feed") };
        let found = validate(text.as_bytes(), &options).diagnostics;
        let is_ours =
            |name: &str| RULES.iter().any(|rule| rule.name == name) || name == "entry-updated-before-published";
        found.into_iter().map(|found| found.rule.name).filter(|name| is_ours(name)).collect()
    };
    assert!(own(RuleSet::W3c).is_empty());
    own(RuleSet::All)
}

fn rss(version: &str, item: &str) -> Vec<&'static str> {
    names(&format!(
        "<rss version='{version}' xmlns:atom='http://www.w3.org/2005/Atom' xmlns:dc='http://purl.org/dc/elements/1.1/' \
         xmlns:dcterms='http://purl.org/dc/terms/' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>\
         <item>{item}</item></channel></rss>"
    ))
}

fn atom(entry: &str) -> Vec<&'static str> {
    names(&format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry>{entry}</entry></feed>"))
}

const DATE: &str = "<pubDate>Thu, 01 Jan 2026 10:00:00 GMT</pubDate>";

#[test]
fn entries_have_dates_that_go_together() {
    assert_eq!(rss("2.0", DATE), [""; 0]);
    assert_eq!(rss("2.0", ""), ["entry-without-date"]);
    assert_eq!(rss("0.91", ""), [""; 0]);
    assert_eq!(rss("2.0", "<dc:date>2026-01-01</dc:date>"), [""; 0]);
    assert_eq!(rss("2.0", "<atom:published>2026-01-01T00:00:00Z</atom:published>"), [""; 0]);
    assert_eq!(rss("2.0", "<pubDate>Fri, 02 Jan 2026 12:05:00 GMT</pubDate>"), ["future-entry"]);
    let updated = |date: &str| rss("2.0", &format!("{DATE}<atom:updated>{date}</atom:updated>"));
    assert_eq!(updated("2026-01-01T10:00:00Z"), [""; 0]);
    assert_eq!(updated("2026-01-01T09:00:00Z"), ["entry-updated-before-published"]);
    assert_eq!(
        rss("2.0", &format!("{DATE}<dcterms:modified>2025-01-01</dcterms:modified>")),
        ["entry-updated-before-published"]
    );
    assert_eq!(
        atom("<published>2026-01-01T10:00:00Z</published><updated>2026-01-01T09:00:00Z</updated>"),
        ["entry-updated-before-published"]
    );
    assert_eq!(atom("<updated>2026-01-02T20:00:00Z</updated>"), ["future-entry"]);
    let rdf = |item: &str| {
        names(&format!(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
             xmlns:dc='http://purl.org/dc/elements/1.1/'><item rdf:about='https://example.com/1'>{item}</item></rdf:RDF>"
        ))
    };
    assert_eq!(rdf(""), [""; 0]);
    assert_eq!(rdf("<dc:date>2026-01-02T20:00:00Z</dc:date>"), ["future-entry"]);
}

#[test]
fn identifiers_last() {
    for (id, wanted) in [
        ("https://example.com/1", 0),
        ("https://dev.to/somebody/an-article", 0),
        ("https://example.com/local/.test/", 0),
        ("tag:example.com,2026:localhost", 0),
        ("https://10.example.com/1", 0),
        ("http://localhost:4000/1", 1),
        ("http://10.0.0.1/1", 1),
        ("http://[::1]:80/1", 1),
        ("https://dev.example.com/1", 1),
        ("https://blog.test/1", 1),
        ("https://deploy-preview-7--blog.example.app/1", 1),
        ("https://example.com/1?utm_source=rss", 1),
        ("https://example.com/1;jsessionid=7", 1),
    ] {
        assert_eq!(rss("2.0", &format!("<guid>{id}</guid>{DATE}")).len(), wanted, "{id}");
        assert_eq!(atom(&format!("<id>{id}</id><updated>2026-01-01T00:00:00Z</updated>")).len(), wanted, "{id}");
    }
}

#[test]
fn authors_are_named_in_one_element() {
    let creators = |count| rss("2.0", &format!("{DATE}{}", "<dc:creator>A</dc:creator>".repeat(count)));
    assert_eq!((creators(1), creators(2)), (vec![], vec!["repeated-creator"]));
}

#[test]
fn images_and_links_in_content_lead_somewhere() {
    let late = "&lt;img data-src='https://example.com/1.png'&gt;";
    assert_eq!(rss("2.0", &format!("{DATE}<description>{late}</description>")), ["late-image"]);
    assert_eq!(rss("2.0", &format!("{DATE}<content:encoded>{late}</content:encoded>")), ["late-image"]);
    let html = |attribute: &str, html: &str| {
        atom(&format!("<updated>2026-01-01T00:00:00Z</updated><content type='html' {attribute}>{html}</content>"))
    };
    assert_eq!(html("", late), ["late-image"]);
    let relative = "&lt;a href='/about'&gt;x&lt;/a&gt;";
    assert_eq!(html("", relative), ["relative-address"]);
    assert_eq!(html("xml:base='https://example.com/'", relative), [""; 0]);
    assert_eq!(html("", "&lt;a href='#fn1'&gt;x&lt;/a&gt; &lt;a href='https://example.com/'&gt;x&lt;/a&gt;"), [""; 0]);
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"1","content_html":"<img data-src='https://example.com/1.png'>","date_published":"2026-01-01T00:00:00Z"}]}"#;
    assert_eq!(names(json), ["late-image"]);
}

#[test]
fn an_author_without_address_is_shown_the_way() {
    let text = format!("<rss version='2.0'><channel><item>{DATE}<author>Jo Field</author></item></channel></rss>");
    let found = validate(text.as_bytes(), &Options::new("feed")).diagnostics;
    let contact = found.iter().find(|found| found.rule.name == "invalid-contact").unwrap();
    assert!(contact.help.as_deref().unwrap().contains("<dc:creator>Jo Field</dc:creator>"), "{contact:?}");
}

#[test]
fn languages_are_whole_tags() {
    let found = |language: &str, rules| {
        let text = format!("<rss version='2.0'><channel><language>{language}</language></channel></rss>");
        let found = validate(text.as_bytes(), &Options { rules, ..Options::new("feed") }).diagnostics;
        found.iter().filter(|found| found.rule.name.contains("language-tag")).count()
    };
    for (language, wanted) in [("en-us", 0), ("zh-Hant-TW", 0), ("de", 0), ("en-englishlanguage", 1), ("en-US-", 1)] {
        assert_eq!((found(language, RuleSet::All), found(language, RuleSet::W3c)), (wanted, 0), "{language}");
    }
}
