//! What is found in Atom: in the feed, its entries, their links and their texts.

use crate::validate::{Options, RuleSet, validate};

/// A feed that breaks no rule, with places to put something else: the feed's metadata, and the entries.
fn feed(metadata: &str, entries: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='utf-8'?>\n\
         <feed xmlns='http://www.w3.org/2005/Atom' xmlns:fh='http://purl.org/syndication/history/1.0' \
         xmlns:thr='http://purl.org/syndication/thread/1.0' xmlns:app='http://www.w3.org/2007/app' xml:lang='en'>\n\
         <title>A</title><id>http://example.com/</id><updated>2026-01-01T00:00:00Z</updated>\
         <author><name>Ann</name></author><link rel='self' href='http://example.com/feed'/>\n{metadata}\n{entries}\n</feed>"
    )
}

/// An entry that breaks no rule, and what else it has.
fn entry(more: &str) -> String {
    format!(
        "<entry><title>A</title><id>http://example.com/1</id><updated>2026-01-01T00:00:00Z</updated>\
         <summary>A</summary><link href='http://example.com/1'/>{more}</entry>"
    )
}

/// What is found: rules, and lines from 0 of the first line of metadata.
fn found(text: &str, rules: RuleSet) -> Vec<(&'static str, i64)> {
    let mut options = Options::new("feed");
    options.rules = rules;
    options.base_url = Some("http://example.com/feed".to_owned());
    let judgement = validate(text.as_bytes(), &options);
    let line = |place: crate::diagnostic::Place| i64::from(place.line) - 4;
    judgement.diagnostics.iter().map(|found| (found.rule.name, found.place.map_or(-9, line))).collect()
}

#[test]
fn an_empty_language_takes_back_what_is_around() {
    let text = "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><title>T</title><id>urn:x-a:b</id>\
                <updated>2005-05-21T11:43:33Z</updated><title xml:lang=''>T</title></feed>";
    assert!(rules_of(text).contains(&"missing-dc-language"), "{:?}", rules_of(text));
    assert!(!rules_of(&text.replace("xml:lang=''", "")).contains(&"missing-dc-language"));
}

fn rules_of(text: &str) -> Vec<&'static str> {
    found(text, RuleSet::W3c).into_iter().map(|(rule, _)| rule).collect()
}

#[test]
fn a_feed_that_breaks_no_rule() {
    assert_eq!(found(&feed("", &entry("")), RuleSet::W3c), []);
    assert_eq!(found(&feed("", ""), RuleSet::W3c), []);
}

#[test]
fn what_a_feed_says_of_itself() {
    for (metadata, entries, rules) in [
        ("<title>B</title>", "", &["duplicate-element"][..]),
        ("", "<title>B</title>", &["duplicate-element"]),
        ("<link href='a'/><link href='b'/>", "", &["duplicate-atom-link"]),
        ("<link href='a' type='text/html'/><link href='b' type='text/plain'/>", "", &[]),
        ("<link href='a' hreflang='en'/><link href='b' hreflang='de'/>", "", &[]),
        ("<link href='a' rel='related'/><link href='b' rel='related'/>", "", &[]),
        ("<link rel='first' href='http://example.com/feed'/><link rel='previous' href='x'/>", "", &["link-past-end"]),
        ("<link rel='first' href='http://example.com/other'/><link rel='previous' href='x'/>", "", &[]),
        ("<fh:archive/>", "", &["archive-incomplete", "missing-current-in-archive"]),
        ("<fh:archive/><link rel='prev-archive' href='x'/><link rel='current' href='x'/>", "", &[]),
        ("<fh:complete/><link rel='next' href='x'/>", "", &["feed-rel-in-complete-feed"]),
        ("<fh:complete/><link rel='current' href='x'/>", "", &["current-not-self-in-complete-feed"]),
        ("<fh:complete/><link rel='current' href='http://example.com/feed'/>", "", &[]),
        ("<category/>", "", &["missing-attribute"]),
        ("<category term='' label='&lt;b>x&lt;/b>'/>", "", &["not-blank", "contains-html"]),
        (
            "<generator uri='a b' url='/'>&amp;amp;</generator>",
            "",
            &["invalid-uri-char", "contains-html", "unexpected-attribute"],
        ),
        ("<generator/>", "", &["not-blank"]),
        ("<contributor/>", "", &["missing-element"]),
        (
            "<contributor><name>a &lt;a@example.com></name><uri> a</uri></contributor>",
            "",
            &["contains-email", "unexpected-whitespace"],
        ),
        ("<icon>\n/a.png</icon>", "", &["unexpected-whitespace"]),
        ("<rights type='text/html'>x</rights>", "", &["invalid-text-type", "html-fragment"]),
        ("<app:collection/>", "", &["missing-attribute", "missing-element"]),
        (
            "<app:collection href='x'><title>x</title><app:accept>a/b;q=1</app:accept></app:collection>",
            "",
            &["undefined-param"],
        ),
    ] {
        let mut told = rules_of(&feed(metadata, entries));
        let mut rules = rules.to_vec();
        told.sort_unstable();
        rules.sort_unstable();
        assert_eq!(told, rules, "{metadata}");
    }
}

#[test]
fn metadata_stands_before_the_entries() {
    let text = feed("", &(entry("") + "\n<subtitle>B</subtitle>"));
    assert_eq!(found(&text, RuleSet::All), [("misplaced-metadata", 2)]);
    let bare = "<?xml version='1.0' encoding='utf-8'?>\n\n<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'>\n";
    let text = format!("{bare}<author><name>A</name></author>\n{}</feed>", entry(""));
    // All that is missing lies in the feed's start tag.
    let missing = [("missing-element", -1), ("missing-element", -1), ("missing-element", -1), ("missing-self", -1)];
    assert_eq!(found(&text, RuleSet::W3c), missing);
    assert_eq!(found(&format!("{bare}</feed>"), RuleSet::W3c), missing);
}

#[test]
fn what_an_entry_has() {
    for (more, rules) in [
        ("<content/>", &["not-blank"][..]),
        ("<title>B</title>", &["duplicate-element"]),
        ("<link href='x'/>", &["duplicate-atom-link"]),
        ("<link href='x' rel='next'/>", &["feed-history-rel-in-entry"]),
        ("<source/>", &["missing-source-element", "missing-source-element", "missing-source-element"]),
        (
            "<source><entry/></source>",
            &["missing-source-element", "missing-source-element", "missing-source-element", "undefined-element"],
        ),
        ("<published>2026-01-01</published>", &["invalid-rfc3339-date"]),
        (
            "<app:edited>2026-01-01T00:00:00Z</app:edited><app:control><app:draft>maybe</app:draft></app:control>",
            &["invalid-yes-no"],
        ),
        ("<app:workspace/>", &["questionable-usage", "missing-element"]),
        (
            "<thr:in-reply-to href='x' ref='x' source='http://example.com/' type='x'/>",
            &["invalid-iri", "invalid-full-link", "invalid-mime-type"],
        ),
        ("<thr:total>x</thr:total>", &["invalid-non-negative-integer"]),
        ("<thr:children/>", &["undefined-element"]),
    ] {
        let mut told = rules_of(&feed("", &entry(more)));
        let mut rules = rules.to_vec();
        told.sort_unstable();
        rules.sort_unstable();
        assert_eq!(told, rules, "{more}");
    }
    for (entry, rules) in [
        (
            "",
            &[
                "missing-content-or-alternate",
                "missing-element",
                "missing-element",
                "missing-element",
                "missing-textual-content",
            ][..],
        ),
        (
            "<title>A</title><id>urn:a:b</id><updated>2026-01-01T00:00:00Z</updated><content src='x'/>",
            &["missing-summary", "missing-type-attr"],
        ),
        (
            "<title>A</title><id>urn:a:b</id><updated>2026-01-01T00:00:00Z</updated><content src='x' type='a/b'/>",
            &["invalid-urn", "missing-summary", "missing-summary"],
        ),
        (
            "<title>A</title><id>urn:aa:b</id><updated>2026-01-01T00:00:00Z</updated><content type='application/html'>PGI+eDwvYj4=</content>",
            &[],
        ),
        (
            "<title>A</title><id>urn:aa:b</id><updated>2026-01-01T00:00:00Z</updated><content type='image/png'>eA==</content>",
            &["missing-summary"],
        ),
    ] {
        let mut told = rules_of(&feed("", &format!("<entry>{entry}</entry>")));
        told.sort_unstable();
        told.retain(|rule| *rule != "invalid-urn");
        let rules: Vec<_> = rules.iter().copied().filter(|rule| *rule != "invalid-urn").collect();
        assert_eq!(told, rules, "{entry}");
    }
}

#[test]
fn entries_have_names_of_their_own() {
    let again = "<entry><title>A</title><id>http://example.com/1</id><updated>2026-02-01T00:00:00Z</updated><summary>A</summary><link href='http://example.com/1'/></entry>\n";
    assert_eq!(found(&feed("", &format!("{}\n{again}", entry(""))), RuleSet::All), [("duplicate-entries", 2)]);
    let ten: Vec<&str> =
        rules_of(&feed("", &again.repeat(10))).into_iter().filter(|rule| *rule != "duplicate-updated").collect();
    assert_eq!(ten, ["duplicate-ids"]);
    let nine = rules_of(&feed("", &again.repeat(9)));
    assert_eq!(nine.iter().filter(|rule| **rule == "duplicate-entries").count(), 8);
}

#[test]
fn what_a_source_says_of_the_author() {
    let source = "<source><title>A</title><id>http://example.com/</id><updated>2026-01-01T00:00:00Z</updated>\
                  <author><name>A</name></author></source>";
    let text = feed("", &entry(source)).replacen("<author><name>Ann</name></author>", "", 1);
    assert_eq!(found(&text, RuleSet::W3c), []);
    let text = feed("", &entry("")).replacen("<author><name>Ann</name></author>", "", 1);
    assert_eq!(found(&text, RuleSet::W3c), [("missing-element", 1)]);
}

#[test]
fn what_links_say() {
    for (link, rules) in [
        ("<link/>", &["missing-href"][..]),
        ("<link href='x'>text</link>", &["atom-link-not-empty"]),
        ("<link href='x'><b/></link>", &[]),
        ("<link href='x' rel='Alternate'/>", &["unregistered-atom-link-rel"]),
        ("<link href='x' rel=''/>", &["attr-not-blank", "unregistered-atom-link-rel"]),
        ("<link href='x' rel='http://www.iana.org/assignments/relation/related'/>", &[]),
        ("<link href='x' rel='http://example.com/rel'/>", &[]),
        ("<link href='x' type='html'/>", &["invalid-mime-type"]),
        (
            "<link href='x' rel='self' type='text/html'/>",
            &["self-doesnt-match-location", "self-not-atom", "relative-self"],
        ),
        ("<link href='feed' rel='self'/>", &["relative-self"]),
        ("<link href='//example.com/feed' rel='self'/>", &[]),
        ("<link href='HTTP://EXAMPLE.com:80/feed' rel='self' type='application/atom+xml; a=b'/>", &[]),
        ("<link href='http://example.com/other' rel='self'/>", &["self-doesnt-match-location"]),
        ("<link href='x' title=''/>", &["attr-not-blank"]),
        ("<link href='x' title='&lt;b>x&lt;/b>'/>", &["contains-html"]),
        ("<link href='x' length=''/>", &["invalid-non-negative-integer", "not-blank"]),
        ("<link href='x' hreflang='english'/>", &["invalid-language"]),
        ("<link href='x' xml:base='http://example.com/a'/>", &[]),
        ("<link href='' xml:base='http://example.com/a'/>", &["same-document-reference"]),
        ("<link href='x' rel='replies' thr:count='1' thr:updated='2026-01-01T00:00:00Z'/>", &[]),
        ("<link href='x' thr:count='x'/>", &["invalid-non-negative-integer", "unexpected-attribute"]),
        ("<link href='x' rel='replies' thr:when='2026-01-01T00:00:00Z'/>", &["no-thr-when"]),
    ] {
        let mut told = rules_of(&feed(link, ""));
        let mut rules = rules.to_vec();
        told.sort_unstable();
        rules.sort_unstable();
        assert_eq!(told, rules, "{link}");
    }
}

#[test]
fn what_texts_hold() {
    for (text, rules) in [
        ("<subtitle>a &amp;amp; &lt;b>b&lt;/b></subtitle>", &["contains-undeclared-html"][..]),
        ("<subtitle type='html'>&lt;b>b</subtitle>", &["not-html"]),
        ("<subtitle type='html'><b/></subtitle>", &["undefined-element"]),
        ("<subtitle type='xhtml'>a<b/></subtitle>", &["missing-xhtml-div", "not-html"]),
        ("<subtitle type='xhtml'><p xmlns='http://www.w3.org/1999/xhtml'/></subtitle>", &["missing-xhtml-div"]),
        ("<subtitle type='xhtml'><div/></subtitle>", &["missing-xhtml-div", "not-html"]),
        (
            "<subtitle type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>&lt;p>x&lt;/p></div></subtitle>",
            &["not-inline"],
        ),
        (
            "<subtitle type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><script/></div></subtitle>",
            &["security-risk"],
        ),
        ("<subtitle type=''>x</subtitle>", &["attr-not-blank"]),
        ("<subtitle type='TEXT'>x</subtitle>", &["invalid-mime-type"]),
        ("<subtitle src='x' type='text/plain'>x</subtitle>", &["invalid-text-type", "unexpected-text"]),
        ("<subtitle/>", &["not-blank"]),
    ] {
        let mut told = rules_of(&feed(text, ""));
        let mut rules = rules.to_vec();
        told.sort_unstable();
        rules.sort_unstable();
        assert_eq!(told, rules, "{text}");
    }
}

#[test]
fn places_in_escaped_html() {
    let text = "<subtitle type='html'>one\n&lt;script>&lt;/script>\n&lt;b onclick=''>x&lt;/b></subtitle>";
    // People find it where it is, the W3C validator has it one line above the element.
    assert_eq!(found(&feed(text, ""), RuleSet::All), [("security-risk", 1), ("security-risk-attr", 2)]);
    assert_eq!(found(&feed(text, ""), RuleSet::W3c), [("security-risk", -1), ("security-risk-attr", -1)]);
    let text = "<subtitle type='html'>one\n&lt;b>x</subtitle>";
    assert_eq!(found(&feed(text, ""), RuleSet::All), [("not-html", 1)]);
    assert_eq!(found(&feed(text, ""), RuleSet::W3c), [("not-html", 0)]);
}

#[test]
fn documents_of_the_publishing_protocol() {
    const HEAD: &str = "<?xml version='1.0' encoding='utf-8'?>\n";
    const NAMES: &str = "xmlns:app='http://www.w3.org/2007/app' xmlns:atom='http://www.w3.org/2005/Atom' xml:lang='en'";
    for (text, rules) in [
        (format!("<app:service {NAMES}/>"), &["missing-element"][..]),
        (format!("<app:service {NAMES}><app:workspace/></app:service>"), &["missing-element"]),
        (format!("<app:categories {NAMES}><atom:category term='a'/></app:categories>"), &[]),
        (
            format!(
                "<app:categories href='x' fixed='yes' scheme='y' {NAMES}><atom:category term='a'/></app:categories>"
            ),
            &["conflicting-cat-attr", "conflicting-cat-attr", "conflicting-cat-children"],
        ),
        (format!("<app:categories fixed='x' {NAMES}/>"), &["invalid-yes-no"]),
        ("<feed xmlns='http://purl.org/atom/ns#'><x/></feed>".to_owned(), &["unknown-namespace", "obsolete-namespace"]),
        ("<html xmlns='http://www.w3.org/1999/xhtml'/>".to_owned(), &["undefined-element"]),
    ] {
        assert_eq!(rules_of(&(HEAD.to_owned() + &text)), rules, "{text}");
    }
}
