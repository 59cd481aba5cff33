//! What is found in RSS 0.90, 1.0 and 1.1.

use crate::validate::{Options, RuleSet, validate};

const RDF: &str = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
                   xmlns:dc='http://purl.org/dc/elements/1.1/'>";
const HEAD: &str = "<title>T</title><link>http://a.example/</link><description>D</description>\
                    <dc:language>en</dc:language>";

fn rules(text: &str, rules: RuleSet) -> Vec<&'static str> {
    let judgement = validate(text.as_bytes(), &Options { rules, ..Options::new("feed") });
    let told = judgement.diagnostics.iter().map(|found| found.rule.name);
    told.filter(|name| *name != "missing-encoding").collect()
}

fn found(body: &str) -> Vec<&'static str> {
    rules(&format!("{RDF}{body}</rdf:RDF>"), RuleSet::All)
}

fn channel(more: &str) -> String {
    format!("<channel rdf:about='http://a.example/rdf'>{HEAD}{more}</channel>")
}

#[test]
fn channels_and_items_have_elements_of_atom() {
    let w3c = |body: &str| {
        let ns = "xmlns:atom='http://www.w3.org/2005/Atom' xmlns:content='http://purl.org/rss/1.0/modules/content/'";
        rules(&format!("{}{body}</rdf:RDF>", RDF.replace("xmlns='", &format!("{ns} xmlns='"))), RuleSet::W3c)
    };
    let whole = |more: &str| {
        let items = "<items><rdf:Seq><rdf:li rdf:resource='http://a.example/1'/></rdf:Seq></items>";
        w3c(&channel(&format!("{items}{more}")))
    };
    let item = |more: &str| {
        let item =
            format!("<item rdf:about='http://a.example/1'><title>T</title><link>http://a.example/1</link>{more}");
        w3c(&format!("{}{item}</item>", channel("<items><rdf:Seq/></items>")))
    };
    assert_eq!(whole("<atom:id>http://a.example/</atom:id><atom:updated>2003-12-13T18:30:02Z</atom:updated>"), [""; 0]);
    assert_eq!(whole("<atom:updated>2003</atom:updated>"), ["invalid-rfc3339-date"]);
    assert_eq!(item("<atom:summary xml:lang='en'>x</atom:summary><atom:link href='x'/>"), [""; 0]);
    assert_eq!(item("<atom:published>2003</atom:published>"), ["invalid-rfc3339-date"]);
    let format = "<rdf:Bag><rdf:li><content:item><content:format/></content:item></rdf:li></rdf:Bag>";
    assert_eq!(item(&format!("<content:items>{format}</content:items>")), ["missing-attribute"]);
}

#[test]
fn rss_1_0_is_held_against_its_tables() {
    let items = "<items><rdf:Seq><rdf:li rdf:resource='http://a.example/1'/></rdf:Seq></items>";
    let whole = channel(items);
    let item = "<title>T</title><link>http://a.example/1</link>";
    let about = "rdf:about='http://a.example/1'";
    let cases = [
        ("", vec![]),
        (&*format!("<item {about}>{item}</item>"), vec![]),
        (&*format!("<item>{item}</item>"), vec!["missing-attribute"]),
        (&*format!("<item rdf:about='a b'>{item}</item>"), vec!["invalid-uri-char"]),
        (&*format!("<item {about}>{item}</item><item {about}>{item}</item>"), vec!["duplicate-value"]),
        (&*format!("<item {about}><title>T</title></item>"), vec!["missing-element"]),
        (&*format!("<item {about}>{item}<pubDate>x</pubDate></item>"), vec!["undefined-element"]),
        (&*format!("<item {about}>{item}<description>a <b>c</b></description></item>"), vec!["invalid-rdf"]),
        (&*format!("<item {about}>{item}<description rdf:parseType='Literal'>a <b>c</b></description></item>"), vec![]),
        ("<image rdf:about='x'/>", vec!["missing-title", "missing-link", "missing-element"]),
        ("<textinput rdf:about='x'/>", vec!["missing-title", "missing-link", "missing-description", "missing-element"]),
        ("<rdf:Description>anything</rdf:Description>", vec![]),
        ("text", vec!["unexpected-text"]),
    ];
    for (more, mut expected) in cases {
        let mut have = found(&format!("{whole}{more}"));
        have.sort_unstable();
        expected.sort_unstable();
        assert_eq!(have, expected, "{more}");
    }
    assert_eq!(found(""), ["missing-element"]);
    assert_eq!(found(&channel("")), ["missing-element"]);
    assert_eq!(found(&whole.replace(" rdf:about='http://a.example/rdf'", "")), ["missing-attribute"]);
    let twice = found(&format!("{whole}{whole}"));
    assert_eq!(twice, ["duplicate-element"]);
    assert_eq!(found(&channel("<items><item/></items>")).first(), Some(&"undefined-element"));
}

#[test]
fn the_w3c_validator_tells_some_things_twice() {
    let text = format!("{RDF}<channel>{HEAD}<items/>x</channel></rdf:RDF>");
    let mut have = rules(&text, RuleSet::W3c);
    have.sort_unstable();
    assert_eq!(have, ["missing-attribute", "missing-attribute", "unexpected-text", "unexpected-text"]);
    let mut have = rules(&text, RuleSet::All);
    have.sort_unstable();
    assert_eq!(have, ["missing-attribute", "unexpected-text"]);
}

#[test]
fn rss_0_90_needs_no_addresses() {
    let text = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
                xmlns='http://my.netscape.com/rdf/simple/0.9/'><channel><title>T</title>\
                <link>http://a.example/</link><description>D</description></channel>\
                <item><title>T</title><link>http://a.example/1</link></item>\
                <item><title>T</title></item></rdf:RDF>";
    assert_eq!(rules(text, RuleSet::All), ["missing-dc-language", "missing-element"]);
}

#[test]
fn rss_1_1_has_its_items_in_the_channel() {
    let text = |items: &str| {
        format!(
            "<Channel xmlns='http://purl.org/net/rss1.1#' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' \
             rdf:about='http://a.example/rss' xml:lang='en'><title>T</title><link>http://a.example/</link>\
             <description>D</description>{items}</Channel>"
        )
    };
    let collection = "<items rdf:parseType='Collection'><item><title>T</title><link>http://a.example/1</link>\
                      </item></items>";
    assert_eq!(rules(&text(collection), RuleSet::All), Vec::<&str>::new());
    assert_eq!(rules(&text(""), RuleSet::All), ["missing-element"]);
    assert_eq!(rules(&text("<items><rdf:Seq/></items>"), RuleSet::All), ["undefined-element"]);
}
