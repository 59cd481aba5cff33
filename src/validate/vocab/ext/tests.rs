//! What is found of elements of other vocabularies, by where they stand.

use crate::validate::{Options, RuleSet, validate};

const PREFIXES: &[(&str, &str)] = &[
    ("admin", "http://webns.net/mvcb/"),
    ("cc", "http://web.resource.org/cc/"),
    ("cf", "http://www.microsoft.com/schemas/rss/core/2005"),
    ("creativeCommons", "http://backend.userland.com/creativeCommonsRssModule"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("feedburner", "http://rssnamespace.org/feedburner/ext/1.0"),
    ("g", "http://base.google.com/ns/1.0"),
    ("geo", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
    ("georss", "http://www.georss.org/georss"),
    ("gml", "http://www.opengis.net/gml"),
    ("l", "http://purl.org/rss/1.0/modules/link/"),
    ("media", "http://search.yahoo.com/mrss/"),
    ("slash", "http://purl.org/rss/1.0/modules/slash/"),
    ("sx", "http://feedsync.org/2007/feedsync"),
    ("sy", "http://purl.org/rss/1.0/modules/syndication/"),
    ("trackback", "http://madskills.com/public/xml/rss/module/trackback/"),
    ("wfw", "http://wellformedweb.org/CommentAPI/"),
    ("xhtml", "http://www.w3.org/1999/xhtml"),
];

const CHANNEL: &str = "<rss version=\"2.0\" {ns}><channel><title>T</title><link>http://a.example/</link>\
    <description>D</description>{here}</channel></rss>";
const ITEM: &str = "<rss version=\"2.0\" {ns}><channel><title>T</title><link>http://a.example/</link>\
    <description>D</description><item><title>I</title><guid>http://a.example/1</guid>{here}</item></channel></rss>";
const ENTRY: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\" {ns}><title>T</title><id>urn:x-a:b</id>\
    <updated>2005-05-21T11:43:33Z</updated><entry><title>I</title><id>urn:x-a:c</id>\
    <updated>2005-05-21T11:43:33Z</updated>{here}</entry></feed>";
const RDF_ITEM: &str = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
    xmlns=\"http://purl.org/rss/1.0/\" {ns}><item rdf:about=\"http://a.example/1\"><title>I</title>\
    <link>http://a.example/1</link>{here}</item></rdf:RDF>";

fn rules(document: &str, here: &str, rules: RuleSet) -> Vec<&'static str> {
    let ns: String = PREFIXES.iter().map(|(prefix, uri)| format!("xmlns:{prefix}=\"{uri}\" ")).collect();
    let text = document.replace("{ns}", &ns).replace("{here}", here);
    let options = Options { rules, ..Options::new("feed.xml") };
    validate(text.as_bytes(), &options).diagnostics.iter().map(|found| found.rule.name).collect()
}

/// The rules that are broken by what is written at a place, in the order of their names.
fn found(document: &str, here: &str, set: RuleSet) -> String {
    let mut names = rules(document, here, set);
    for name in rules(document, "", set) {
        if let Some(at) = names.iter().position(|other| *other == name) {
            names.remove(at);
        }
    }
    names.sort_unstable();
    names.join(" ")
}

#[test]
fn editions_in_conflict_have_what_all_items_have() {
    let edition = |here: &str| {
        let history = "<sx:history sequence='1' by='me' when='2005-05-21T11:43:33Z'/>";
        let item = format!("<item><title>T</title><guid>http://a.example/1</guid>{here}</item>");
        format!("<sx:sync id='a' updates='1'>{history}<sx:conflicts>{item}</sx:conflicts></sx:sync>")
    };
    assert_eq!(found(ITEM, &edition("<pubDate>x</pubDate>"), RuleSet::W3c), "undefined-element undefined-element");
    assert_eq!(found(ITEM, &edition("<pubDate>x</pubDate>"), RuleSet::All), "invalid-rfc2822-date");
}

#[test]
fn qualified_elements_stand_once_each() {
    let twice = "<dc:language.a>en</dc:language.a><dc:language.b>en</dc:language.b>";
    assert_eq!(found(ITEM, twice, RuleSet::W3c), "");
    assert_eq!(found(ITEM, &format!("{twice}<dc:language.a>en</dc:language.a>"), RuleSet::W3c), "duplicate-element");
}

#[test]
fn attributes_of_media_are_beside_their_element() {
    let text = ITEM.replace("{ns}", "xmlns:media=\"http://search.yahoo.com/mrss/\"");
    let text = text.replace("{here}", "<media:category scheme='x'/>");
    let options = Options { rules: RuleSet::W3c, ..Options::new("feed.xml") };
    let judgement = validate(text.as_bytes(), &options);
    let flaw = judgement.diagnostics.iter().find(|found| found.rule.name == "invalid-full-link").unwrap();
    for (name, value) in [("element", "scheme"), ("parent", "item")] {
        assert_eq!(flaw.params.iter().find(|(key, _)| *key == name).map(|(_, value)| &**value), Some(value));
    }
}

#[test]
fn each_breaks_what_it_breaks() {
    let thumbnail = "<media:thumbnail url='http://a.example/t.png'/>";
    let content = "<media:content url='http://a.example/t.png'/>";
    let mut wrong = Vec::new();
    for (document, here, expected) in [
        (CHANNEL, "<dc:publisher>P</dc:publisher><webMaster>a@a.example (A)</webMaster>", "duplicate-semantics"),
        (CHANNEL, "<generator>G</generator><admin:generatorAgent/>", "duplicate-semantics"),
        (CHANNEL, "<dc:date>2005-05-21</dc:date><dc:date>2005-05-21</dc:date>", "duplicate-element"),
        (CHANNEL, "<dc:date>2005-05-21</dc:date><dc:date.modified>2005-05-21</dc:date.modified>", ""),
        (
            ITEM,
            "<pubDate>Sat, 21 May 2005 11:43:33 GMT</pubDate><dc:date>2005-05-21</dc:date>",
            "duplicate-item-semantics",
        ),
        (ITEM, "<pubDate>Sat, 21 May 2005 11:43:33 GMT</pubDate><dc:date.modified>2005-05-21</dc:date.modified>", ""),
        (ITEM, "<dc:creator>A</dc:creator><author>a@a.example (A)</author>", "duplicate-item-semantics"),
        (
            ITEM,
            "<creativeCommons:license>http://a.example/</creativeCommons:license><cc:license/>",
            "duplicate-item-semantics",
        ),
        (ITEM, "<dc:language>english</dc:language>", "invalid-language"),
        (
            ENTRY,
            "<dc:creator>A</dc:creator><dc:creator>B</dc:creator><dc:date>yesterday</dc:date>",
            "invalid-w3cdtf-date",
        ),
        (ENTRY, "<dcterms:extent/>", "invalid-positive-integer not-blank"),
        (ITEM, "<dcterms:references rdf='x'/>", "unexpected-attribute"),
        (RDF_ITEM, "<dcterms:references/>", "missing-attribute"),
        (RDF_ITEM, "<dcterms:references rdf:resource='a b'/>", "invalid-uri-char"),
        (RDF_ITEM, "<trackback:ping rdf:resource='http://a.example/p'/>", ""),
        (RDF_ITEM, "<l:permalink l:type='text' rdf:resource='http://a.example/p'/>", "invalid-mime-type"),
        (ITEM, "<trackback:ping>/p</trackback:ping>", "invalid-full-link"),
        (ITEM, "<l:link l:rel='up' l:lang='klingon'/>", "invalid-full-link invalid-language"),
        (ITEM, "<geo:Point><geo:lat>91</geo:lat></geo:Point>", "invalid-latitude missing-element"),
        (ITEM, "<georss:point>1, 2</georss:point>", "invalid-coord"),
        (ITEM, "<georss:where><gml:Point><gml:pos>1,2</gml:pos></gml:Point></georss:where>", "coord-comma"),
        (ITEM, "<georss:where>here</georss:where>", "unexpected-text"),
        (ITEM, "<slash:hit_parade>1;2</slash:hit_parade>", "invalid-comma-separated-integers"),
        (ITEM, "<wfw:commentRSS>http://a.example/c</wfw:commentRSS>", "comment-rss"),
        (
            CHANNEL,
            "<sy:updatePeriod>often</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            "invalid-positive-integer invalid-update-period",
        ),
        (
            CHANNEL,
            "<cf:listinfo><cf:sort label='A' order='x'/>text</cf:listinfo>",
            "unexpected-attribute unexpected-text",
        ),
        (CHANNEL, "<xhtml:meta name='Robots' content='NOINDEX'/>", ""),
        (CHANNEL, "<feedburner:info/>", "missing-attribute"),
        (
            CHANNEL,
            "<feedburner:feedFlare href='/a' src='http://a.example/'>x</feedburner:feedFlare>",
            "contains-rel-ref",
        ),
        (ITEM, "<media:adult>true</media:adult>", "deprecated-media-adult"),
        (ITEM, "<media:group><media:content/><media:content/></media:group>", ""),
        (ITEM, &format!("<media:group>{content}{thumbnail}</media:group>"), "media-group-without-alternatives"),
        (
            ITEM,
            "<media:content isDefault='yes' duration='long' height='' width='0'/>",
            "invalid-float invalid-positive-integer invalid-true-false",
        ),
        (ITEM, "<media:player/>", "missing-attribute"),
        (ITEM, "<media:player url=''/>", "missing-attribute"),
        (ITEM, "<media:hash algo='sha-1'>dfdec888b72151965a34b4b59031290a</media:hash>", "invalid-media-hash"),
        (ITEM, "<media:credit role='owner' scheme='urn:yvs'>A</media:credit>", ""),
        (ITEM, "<media:credit role='Owner' scheme='yvs'>A</media:credit>", "invalid-credit-role invalid-full-link"),
        (ITEM, "<media:restriction relationship='allow' type='country'>au us</media:restriction>", ""),
        (
            ITEM,
            "<media:restriction relationship='allow' type='country'>au  xx</media:restriction>",
            "invalid-country-code invalid-country-code",
        ),
        (
            ITEM,
            "<media:restriction type='planet'>mars</media:restriction>",
            "invalid-media-restriction-type missing-attribute",
        ),
        (ITEM, "<media:title type='html'>&lt;b>x&lt;/b></media:title>", ""),
        (ITEM, "<media:title>&lt;b>x&lt;/b></media:title>", "contains-undeclared-html"),
        (ITEM, "<g:price>25.00 USD</g:price><g:year>1066</g:year><g:label>a,b</g:label>", "invalid-label invalid-year"),
        (ITEM, &"<g:label>a</g:label>".repeat(12), "too-many"),
        (
            ITEM,
            "<g:shipping><g:country>US</g:country><g:service>Ground</g:service></g:shipping>",
            "invalid-service-type",
        ),
        (ITEM, "<g:gender>male</g:gender><g:age>-1</g:age>", "invalid-gender invalid-non-negative-integer"),
        (CHANNEL, "<sx:sharing until='2005-05-21T11:43:33Z'/>", "missing-attribute"),
        (ITEM, "<sx:sync id='a b' updates='1'/>", "invalid-nss missing-element"),
        (ITEM, "<sx:sync id='a' updates='1'><sx:history sequence='1'/></sx:sync>", "missing-by-and-when-attrs"),
    ] {
        let found = found(document, here, RuleSet::W3c);
        if found != expected {
            wrong.push(format!("{here}: {found}, not {expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_only_feedmill_knows_is_undefined_to_the_w3c() {
    for (document, here) in [
        (ITEM, "<g:availability>in stock</g:availability>"),
        (ITEM, "<media:content><media:community/></media:content>"),
        (ITEM, "<media:content><dc:creator>A</dc:creator></media:content>"),
        (ENTRY, "<georss:box>42.9 -71.0 43.0 -69.8</georss:box>"),
        (ENTRY, "<cc:license/>"),
        (CHANNEL, "<dcterms:creator>A</dcterms:creator>"),
    ] {
        assert_eq!(found(document, here, RuleSet::W3c), "undefined-element", "{here}");
        assert_eq!(found(document, here, RuleSet::All), "", "{here}");
    }
    let creator = "<media:group><media:content/><media:content/><dc:creator/></media:group>";
    assert_eq!(found(ITEM, creator, RuleSet::W3c), "undefined-element");
    assert_eq!(found(ITEM, creator, RuleSet::All), "questionable-usage");
}

#[test]
fn a_message_says_what_to_write() {
    let text = ITEM
        .replace("{ns}", "xmlns:media='http://search.yahoo.com/mrss/'")
        .replace("{here}", "<media:group><media:content/></media:group><media:credit role='Author'>A</media:credit>");
    let judgement = validate(text.as_bytes(), &Options::new("feed.xml"));
    let help = |rule: &str| {
        let found = judgement.diagnostics.iter().find(|found| found.rule.name == rule).unwrap();
        (found.message.clone(), found.help.clone().unwrap_or_default())
    };
    assert_eq!(help("invalid-credit-role"), ("the role `Author` has capital letters".into(), "write `author`".into()));
    let (message, help) = help("media-group-without-alternatives");
    assert_eq!(message, "the `<media:group>` has a single `<media:content>`");
    assert!(help.starts_with("put what is in the group right into the item"));
}
