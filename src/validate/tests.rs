//! What a document is taken for, and what is said of it.

use super::*;

fn rules(judgement: &Judgement) -> Vec<&'static str> {
    let told = |found: &&Diagnostic| found.rule.name != "missing-encoding";
    judgement.diagnostics.iter().filter(told).map(|found| found.rule.name).collect()
}

fn judged(text: &str) -> (Kind, Vec<&'static str>) {
    let judgement = validate(text.as_bytes(), &Options::new("feed"));
    (judgement.kind, rules(&judgement))
}

#[test]
fn formats_are_told_by_their_root() {
    for (text, kind) in [
        ("<rss version='2.0'/>", "rss"),
        ("<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "rss1"),
        ("<Channel xmlns='http://purl.org/net/rss1.1#'/>", "rss1"),
        ("<feed xmlns='http://www.w3.org/2005/Atom'/>", "atom"),
        ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'/>", "atom"),
        ("<feed xmlns='http://purl.org/atom/ns#'/>", "atom"),
        ("<entry xmlns='http://www.w3.org/2005/Atom'/>", "atom-entry"),
        ("<opml version='2.0'/>", "opml"),
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'/>", "sitemap"),
        ("<OpenSearchDescription xmlns='http://a9.com/-/spec/opensearch/1.1/'/>", "opensearch"),
        ("<service xmlns='http://www.w3.org/2007/app'/>", "app-service"),
        ("<app:categories xmlns:app='http://www.w3.org/2007/app'/>", "app-categories"),
        ("<XRDS xmlns='xri://$xrds'/>", "xrd"),
        ("{\"version\": \"https://jsonfeed.org/version/1.1\"}", "json"),
        (" {\"items\": [{\"version\": \"x\"}], \"version\": \"http://jsonfeed.org/version/1\"}", "json"),
    ] {
        let (found, rules) = judged(text);
        assert_eq!(found.name(), kind, "{text}");
        let doubts = ["undefined-element", "missing-namespace", "invalid-namespace", "not-a-json-feed"];
        assert!(!rules.iter().any(|rule| doubts.contains(rule)), "{text}: {rules:?}");
    }
}

#[test]
fn what_is_no_feed_is_told() {
    for (text, rule) in [
        ("<html/>", "undefined-element"),
        ("<RSS/>", "undefined-element"),
        ("<rdf:rdf xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", "undefined-element"),
        ("<feed/>", "missing-namespace"),
        ("<entry/>", "missing-namespace"),
        ("{}", "not-a-json-feed"),
        ("[]", "not-a-json-feed"),
        ("{\"version\": 1}", "not-a-json-feed"),
        ("{\"version\": \"2.0\"}", "not-a-json-feed"),
        ("{\"a\": {\"version\": \"https://jsonfeed.org/version/1.1\"}}", "not-a-json-feed"),
        ("{\"version\": [\"https://jsonfeed.org/version/1.1\"]}", "not-a-json-feed"),
        ("", "sax-error"),
        ("hello", "sax-error"),
        ("{", "json-error"),
    ] {
        let (kind, rules) = judged(text);
        assert_eq!((kind, rules.first()), (Kind::Unknown, Some(&rule)), "{text}: {rules:?}");
    }
}

#[test]
fn findings_are_in_the_order_of_the_document() {
    let text = "<rss>\n<a b=1/>\u{1}\n&nbsp;</rss>";
    let judgement = validate(text.as_bytes(), &Options::new("feeds/rss.xml"));
    let lines: Vec<_> =
        judgement.diagnostics.iter().map(|found| found.place.map(|place| (place.line, place.column))).collect();
    assert_eq!(lines, [None, Some((1, 1)), Some((2, 4)), Some((2, 9)), Some((3, 1))]);
    assert!(judgement.diagnostics.iter().all(|found| &*found.file == "feeds/rss.xml"));
    assert_eq!(judgement.kind, Kind::Rss);
}

#[test]
fn a_wrong_encoding_does_not_hide_the_rest() {
    let judgement = validate(b"<?xml version='1.0' encoding='utf-8'?>\n<rss>\xE9 & </rss>", &Options::new("feed"));
    assert_eq!(rules(&judgement), ["missing-attribute", "unicode-error", "sax-error"]);
    assert_eq!(judgement.text.lines().last(), Some("<rss>\u{fffd} & </rss>"));
    let wide: Vec<u8> = "\u{feff}<rss>\n&</rss>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let judgement = validate(&wide, &Options::new("feed"));
    assert_eq!((judgement.kind, rules(&judgement)), (Kind::Rss, vec!["missing-attribute", "sax-error"]));
    assert_eq!(judgement.diagnostics[1].place.unwrap().line, 2);
    let unreadable = validate(b"\0\0\0<", &Options::new("feed"));
    assert_eq!((unreadable.kind, rules(&unreadable)), (Kind::Unknown, vec!["unknown-encoding"]));
}

#[test]
fn a_feed_as_made_is_checked() {
    let rss = "<rss><channel><item/><item><item/></item><image/></channel><item/></rss>";
    let prefixed = "<rss xmlns:x='u'><channel><item/><x:item/></channel></rss>";
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><entry/></entry><entry/></feed>";
    let json = "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"items\":[{}]},{}],\"x\":[{}]}";
    let opml = "<opml><head/><body><outline><outline/></outline><outline/></body></opml>";
    let sitemap = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>";
    let rdf =
        "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'><item/></r:RDF>";
    for (text, kind, entries) in [
        (rss, Kind::Rss, 2),
        (prefixed, Kind::Rss, 1),
        (atom, Kind::Atom, 2),
        (json, Kind::Json, 2),
        (opml, Kind::Opml, 2),
        (sitemap, Kind::Sitemap, 1),
        (rdf, Kind::Rss1, 1),
    ] {
        assert!(check_well_formed(text.as_bytes(), kind, entries, "feed").is_ok(), "{text}");
        let rule = |bytes: &[u8], kind, entries| check_well_formed(bytes, kind, entries, "feed").unwrap_err().rule.name;
        assert_eq!(rule(text.as_bytes(), kind, entries + 1), "unsound-document", "{text}");
        let other = if kind == Kind::Atom { Kind::Rss } else { Kind::Atom };
        assert!(matches!(rule(text.as_bytes(), other, entries), "unsound-document" | "sax-error"), "{text}");
        // Cut anywhere, it is nothing to publish.
        for end in 0..text.len() {
            assert!(check_well_formed(&text.as_bytes()[..end], kind, entries, "feed").is_err(), "{text} {end}");
        }
        assert!(check_well_formed(&[text.as_bytes(), b"\xFF"].concat(), kind, entries, "feed").is_err());
        assert!(check_well_formed(&["\u{feff}".as_bytes(), text.as_bytes()].concat(), kind, entries, "feed").is_err());
    }
    let fault = check_well_formed(b"<rss>\n\xE9</rss>", Kind::Rss, 0, "feeds/rss.xml").unwrap_err();
    assert_eq!((fault.rule.name, &*fault.file, fault.place.unwrap().line), ("unicode-error", "feeds/rss.xml", 2));
    let plain = check_well_formed(b"{\"items\":[]}", Kind::Json, 0, "feed").unwrap_err();
    assert_eq!(plain.rule.name, "unsound-document");
    let deep = format!("<rss>{}</rss>", "<a>".repeat(2000));
    assert_eq!(check_well_formed(deep.as_bytes(), Kind::Rss, 0, "feed").unwrap_err().rule.name, "validator-limit");
}

/// Content of which nobody reads more than its length is said the same of as content that is read: nothing of its HTML,
/// everything else.
#[test]
fn without_html_all_else_is_told() {
    let rss = |item: &str| {
        format!(
            "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>T</title>\
             <link>http://a.b/</link><description>D</description><item><title>E</title>{item}</item></channel></rss>"
        )
    };
    let atom = |entry: &str| {
        format!("<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='en'><entry><title>E</title>{entry}</entry></feed>")
    };
    let mut told = Vec::new();
    for text in [
        rss("<description>  longer than it </description><content:encoded>&#x85; <b/></content:encoded>"),
        rss("<description><![CDATA[  ]]> a</description><content:encoded> &lt;b&gt;</content:encoded>"),
        rss("<description>a&amp;</description><content:encoded>ab</content:encoded>"),
        rss("<description>a&amp;b</description><content:encoded><![CDATA[ab ]]></content:encoded>"),
        rss("<description>\u{FFFD}</description>").replace("2.0", "0.91"),
        atom("<summary type='html'/><content type='html'><![CDATA[]]></content>"),
        atom("<summary type='html'> </summary><content type='html'>\u{85}</content>"),
        atom("<content type='html'><b>x</b></content>"),
        atom("<content type='html' src='http://a.b/'>x</content>"),
    ] {
        let with = validate(text.as_bytes(), &Options::new("feed")).diagnostics;
        let without = validate(text.as_bytes(), &Options { html: false, ..Options::new("feed") }).diagnostics;
        let of_html = |found: &Diagnostic| value::html::RULES.iter().any(|rule| std::ptr::eq(*rule, found.rule));
        let with: Vec<_> = with.into_iter().filter(|found| !of_html(found)).collect();
        let said = |found: &[Diagnostic]| {
            let one = |found: &Diagnostic| format!("{:?} {} {}", found.place, found.rule.name, found.message);
            found.iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(said(&with), said(&without), "{text}");
        told.extend(without.into_iter().map(|found| found.rule.name));
    }
    for rule in ["summary-longer-than-content", "not-blank", "bad-characters", "unexpected-text", "undefined-element"] {
        assert!(told.contains(&rule), "{rule}");
    }
}
