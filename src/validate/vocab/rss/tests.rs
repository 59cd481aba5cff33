//! What is found in RSS, and where.

use crate::validate::{Options, RuleSet, validate};

/// What stands in a channel that lacks nothing.
const WHOLE: &str = "<title>T</title><link>http://example.com/</link><description>D</description>\
    <language>en</language><atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='self' href='http://example.com/rss'/>";

/// The rules that are broken by a document, in the order of the document; not those that all but whole feeds break.
fn found(text: &str, rules: RuleSet) -> Vec<(&'static str, Option<u32>)> {
    let options = Options { rules, base_url: Some("http://example.com/rss".to_owned()), ..Options::new("feed.xml") };
    let judgement = validate(text.as_bytes(), &options);
    let usual = ["missing-encoding"];
    let findings = judgement.diagnostics.iter().filter(|found| !usual.contains(&found.rule.name));
    findings.map(|found| (found.rule.name, found.place.map(|place| place.line))).collect()
}

fn rules(text: &str) -> Vec<&'static str> {
    found(text, RuleSet::W3c).into_iter().map(|(rule, _)| rule).collect()
}

fn in_channel(text: &str) -> Vec<&'static str> {
    rules(&format!("<rss version='2.0'><channel>{WHOLE}{text}</channel></rss>"))
}

fn in_item(text: &str) -> Vec<&'static str> {
    let lacking = if text.contains("<guid") { "" } else { "<guid>http://example.com/1</guid>" };
    in_channel(&format!("<item><title>T</title>{lacking}{text}</item>"))
}

#[test]
fn a_whole_channel_breaks_no_rule() {
    assert_eq!(in_channel(""), [""; 0]);
    assert_eq!(in_item(""), [""; 0]);
    let bare = "<rss version='2.0'><channel/></rss>";
    assert_eq!(
        rules(bare),
        ["missing-dc-language", "missing-atom-self-link", "missing-title", "missing-link", "missing-description"]
    );
    assert_eq!(rules("<rss version='0.91'><channel/></rss>").len(), 4);
    assert_eq!(rules("<rss version='2.0'/>"), ["missing-element"]);
    assert_eq!(rules("<rss version='2.0' xml:lang='en'><channel/></rss>").len(), 4);
}

#[test]
fn versions_are_those_there_are() {
    let with = |prolog: &str, version: &str| rules(&format!("{prolog}<rss version='{version}'><channel/></rss>"));
    assert!(with("", "1.0").contains(&"invalid-rss-version"));
    assert!(!with("", "0.92").contains(&"invalid-rss-version"));
    let id = "<!DOCTYPE rss PUBLIC '-//Netscape Communications//DTD RSS 0.91//EN'";
    let old = format!("{id} 'http://my.netscape.com/publish/formats/rss-0.91.dtd'>");
    let new = format!("{id} 'http://www.rssboard.org/rss-0.91.dtd'>");
    assert_eq!(with(&old, "0.91").first(), Some(&"deprecated-dtd"));
    assert_eq!(with(&new, "0.91").first(), Some(&"missing-dc-language"));
    assert_eq!(with(&new, "2.0").first(), Some(&"invalid-doctype"));
    assert_eq!(with("<!DOCTYPE rss SYSTEM 'x'>", "2.0").first(), Some(&"contains-system-entity"));
    assert_eq!(with("<?xml version='1.1'?>", "2.0").first(), Some(&"bad-xml-version"));
    assert_eq!(with("<?xml version='2'?>", "2.0").first(), Some(&"bad-xml-version"));
    assert_eq!(with("<?xml version='1.0' standalone='yes'?><!DOCTYPE rss SYSTEM 'x'>", "2.0").len(), 5);
}

#[test]
fn entities_that_are_not_at_hand_are_told() {
    let id = "-//Netscape Communications//DTD RSS 0.91//EN";
    let text = |dtd: &str| {
        format!(
            "<!DOCTYPE rss {dtd}><rss version='0.91'><channel>{WHOLE}<copyright>&uuml;&x;</copyright></channel></rss>"
        )
    };
    let known = text(&format!("PUBLIC '{id}' 'http://www.rssboard.org/rss-0.91.dtd'"));
    assert_eq!(rules(&known), ["undefined-named-entity"]);
    let other = text("SYSTEM 'x.dtd'");
    assert_eq!(rules(&other), ["contains-system-entity", "undefined-named-entity", "undefined-named-entity"]);
    let own = text("[<!ENTITY uuml 'u'><!ENTITY x SYSTEM 'x.txt'>]");
    assert_eq!(rules(&own), ["contains-system-entity"]);
}

#[test]
fn elements_of_the_channel() {
    for (text, expected) in [
        ("<category domain='x'>a</category><category>b</category><rating>x</rating><rating/>", &[][..]),
        ("<ttl>0</ttl>", &["invalid-positive-integer"]),
        ("<ttl></ttl>", &["invalid-positive-integer", "not-blank"]),
        ("<generator/><generator/>", &["duplicate-element"]),
        ("<webMaster>a@example.com</webMaster>", &["missing-real-name"]),
        ("<webMaster>a@example.com (A)</webMaster>", &[]),
        ("<pubDate>Mon, 06 Sep 2021 00:01:00 GMT</pubDate>", &[]),
        ("<pubDate>2021-09-06</pubDate>", &["invalid-rfc2822-date"]),
        ("<language>english</language>", &["duplicate-element", "invalid-language"]),
        ("<cloud domain='a' port='80' path='/' registerProcedure='' protocol='soap'/>", &[]),
        (
            "<cloud port='0'/>",
            &[
                "missing-attribute",
                "invalid-integer-attribute",
                "missing-attribute",
                "missing-attribute",
                "missing-attribute",
            ],
        ),
        ("<cloud domain='a' port='80' path='/' registerProcedure='' protocol='x'>y</cloud>", &["unexpected-text"]),
        ("<textinput/>", &["undefined-element"]),
        ("<blink/>", &["no-blink"]),
        ("<colour/>", &["undefined-element"]),
        ("<skipHours><hour>0</hour><hour>7</hour></skipHours><skipDays><day>Monday</day></skipDays>", &[]),
        (
            "<skipHours><hour>0</hour><hour>24</hour><hour>0</hour></skipHours>",
            &["duplicate-value", "use-zero-for-midnight", "duplicate-value"],
        ),
        (
            "<skipHours/><skipHours><hour>-1</hour></skipHours>",
            &["missing-element", "invalid-hour", "duplicate-element"],
        ),
        ("<skipDays><day>Monday</day><day>Monday</day><day>Mon</day></skipDays>", &["duplicate-value", "invalid-day"]),
    ] {
        assert_eq!(in_channel(text), expected, "{text}");
    }
    let hours = "<hour>1</hour>".repeat(25);
    assert_eq!(in_channel(&format!("<skipHours>{hours}</skipHours>")).last(), Some(&"not-enough-hours-in-the-day"));
    let days = "<day>Friday</day>".repeat(8);
    assert_eq!(in_channel(&format!("<skipDays>{days}</skipDays>")).last(), Some(&"eight-days-a-week"));
}

#[test]
fn the_image_is_the_channels() {
    let image = |text: &str| in_channel(&format!("<image>{text}</image>"));
    let right = "<title>T</title><link>http://example.com/</link><url>http://example.com/a.png</url>";
    assert_eq!(image(right), [""; 0]);
    assert_eq!(image(""), ["missing-title", "missing-element", "missing-link"]);
    assert_eq!(image(&right.replace(">T<", ">t<")), ["image-title-doesnt-match"]);
    assert_eq!(image(&right.replace(".com/<", ".com<")), ["image-link-doesnt-match"]);
    assert_eq!(image(&right.replace(".png", ".bmp")), ["image-url-format"]);
    assert_eq!(image(&right.replace(">T<", "><")), ["not-blank", "image-title-doesnt-match"]);
    assert_eq!(image(&format!("{right}<width>145</width><height>400</height>")), ["invalid-width"]);
    assert_eq!(image(&format!("{right}x")), ["unexpected-text", "unexpected-text"]);
    // Before the channel's title nothing is known of it.
    let early = "<rss version='2.0'><channel><image><title>x</title></image><title>T</title></channel></rss>";
    assert!(!rules(early).contains(&"image-title-doesnt-match"));
    let form = "<title>T</title><link>http://example.com/</link><description>D</description><name>q</name>";
    assert_eq!(in_channel(&format!("<textInput>{form}</textInput>")), ["avoid-text-input"]);
    assert_eq!(in_channel("<textInput><name>1</name></textInput>").len(), 5);
    let twice = "<image rdf:resource='x' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>".repeat(2);
    assert_eq!(in_channel(&twice), ["duplicate-element", "duplicate-element"]);
    let text = format!("<rss version='2.0'><channel>{WHOLE}{twice}</channel></rss>");
    let people = found(&text, RuleSet::All);
    assert_eq!(people.iter().filter(|(rule, _)| *rule == "duplicate-element").count(), 1);
}

#[test]
fn elements_of_an_item() {
    for (text, expected) in [
        ("<comments>x</comments>", &["invalid-full-link"][..]),
        ("<category></category>", &["not-blank"]),
        ("<source>x</source>", &["missing-attribute"]),
        ("<source url='http://example.com/'>x</source>", &[]),
        ("<enclosure url='http://example.com/a.mp3' length='1' type='audio/mpeg'/>", &[]),
        ("<enclosure/>", &["missing-attribute", "missing-attribute", "missing-attribute"]),
        ("<enclosure url='http://example.com/a' length='-1' type='a/b'/>", &["use-zero-for-unknown"]),
        ("<enclosure url='http://example.com/a' length='-2' type='a/b'/>", &["invalid-non-negative-integer"]),
        (
            "<enclosure url='http://example.com/a' length='x' type='ab'/>",
            &["invalid-mime-attribute", "invalid-integer-attribute"],
        ),
        ("<enclosure url='/a' length='1' type='a/b'/>", &["invalid-url-attribute"]),
        ("<guid>x</guid>", &["invalid-http-guid"]),
        ("<guid isPermaLink='false'>x</guid>", &[]),
        ("<guid isPermaLink='no'>1234</guid>", &["invalid-boolean-attribute", "not-sufficiently-unique"]),
        ("<guid isPermaLink='false'>123456789</guid>", &[]),
        ("<guid>URN:UUID:60a76c80-d399-11d9-b93C-0003939e0af6</guid>", &["invalid-permalink"]),
        ("<guid></guid>", &["not-blank", "invalid-http-guid"]),
        ("<description>&lt;script&gt;&lt;/script&gt;</description>", &["security-risk"]),
        ("<title>U</title>", &["duplicate-element"]),
    ] {
        assert_eq!(in_item(text), expected, "{text}");
    }
    let two = "<enclosure url='http://example.com/a' length='1' type='a/b'/>".repeat(2);
    assert_eq!(in_item(&two), ["duplicate-enclosure"]);
    assert_eq!(in_channel("<item/>"), ["item-must-contain-title-or-description", "missing-guid"]);
    let old = format!("<rss version='0.92'><channel>{WHOLE}<item><title>T</title></item></channel></rss>");
    assert_eq!(rules(&old), [""; 0]);
    let html = "<item><description>&lt;p&gt;x&lt;/p&gt;</description></item>";
    let plain = format!("<rss version='0.91'><channel>{WHOLE}{html}</channel></rss>");
    assert_eq!(rules(&plain), ["contains-html"]);
}

#[test]
fn guids_are_a_channels_own() {
    let item = "<item><title>T</title><guid>http://example.com/1</guid></item>";
    let channel = format!("<channel>{WHOLE}{item}</channel>");
    let twice = |inside: &str| rules(&format!("<rss version='2.0'>{inside}</rss>"));
    assert_eq!(twice(&format!("<channel>{WHOLE}{item}{item}</channel>")), ["duplicate-value"]);
    assert_eq!(twice(&format!("{channel}{channel}")), ["duplicate-element"]);
}

#[test]
fn items_stand_last() {
    let text = "<item><title>T</title><guid>http://example.com/1</guid></item>\n\
        <item><title>U</title><guid>http://example.com/2</guid></item>\n<ttl>1</ttl>\n<docs>http://example.com/</docs>";
    let text = format!("<rss version='2.0'><channel>{WHOLE}\n{text}</channel></rss>");
    let expected = [("misplaced-item", Some(2)), ("misplaced-item", Some(3))];
    assert_eq!(found(&text, RuleSet::W3c), expected);
    assert_eq!(in_channel("<item><title>T</title><guid>http://example.com/1</guid></item><rating/>"), [""; 0]);
    let content = "xmlns:content='http://purl.org/rss/1.0/modules/content/'";
    let encoded = format!("<content:encoded {content}>x</content:encoded>");
    assert_eq!(in_item(&encoded), ["need-description-before-content"]);
    assert_eq!(in_item(&format!("<description>x</description>{encoded}")), [""; 0]);
}

#[test]
fn podcasts_are_known_from_their_first_element_on() {
    let space = "http://www.itunes.com/dtds/podcast-1.0.dtd";
    let feed = |text: &str| {
        rules(&format!("<rss version='2.0' xmlns:itunes='{space}'><channel>{WHOLE}{text}</channel></rss>"))
    };
    let whole = "<itunes:category text='Arts'><itunes:category text='Books'/></itunes:category>\
        <itunes:explicit>false</itunes:explicit><itunes:owner><itunes:email>a@example.com</itunes:email></itunes:owner>";
    assert_eq!(feed(whole), [""; 0]);
    assert_eq!(
        feed("<itunes:nonsense/>"),
        ["undefined-element", "missing-itunes-element", "missing-itunes-element", "missing-itunes-email",]
    );
    let item = |before: &str, behind: &str| {
        let file = "<enclosure url='http://example.com/a.ogg' length='1' type='audio/ogg'/>";
        format!("<item><title>T</title><guid>http://example.com/1</guid>{before}{file}{behind}</item>")
    };
    let author = "<itunes:author>x</itunes:author>";
    assert_eq!(feed(&format!("{whole}{}", item(author, ""))), [""; 0], "only where the item makes it one");
    let early = feed(&format!("{}{whole}", item(author, "")));
    assert_eq!(early, ["unsupported-itunes-format"]);
    assert_eq!(feed(&format!("{}{whole}", item("", author))), ["unsupported-itunes-format"]);
    for (text, expected) in [
        ("<itunes:block>Maybe</itunes:block>", &["invalid-yes-no-clean"][..]),
        ("<itunes:type>weekly</itunes:type>", &["invalid-itunes-channel-type"]),
        ("<itunes:image href='x'/>", &["invalid-url-attribute"]),
        ("<itunes:keywords>a b</itunes:keywords>", &["invalid-keywords"]),
        ("<itunes:category/>", &["missing-attribute"]),
        ("<itunes:category text='Nonsense'/>", &["invalid-itunes-category"]),
        (
            "<itunes:category text='Arts'><itunes:category text='Literature'/></itunes:category>",
            &["obsolete-itunes-category"],
        ),
        ("<itunes:new-feed-url>http://example.com/</itunes:new-feed-url>", &[]),
        ("<itunes:new_feed_url>http://example.com/</itunes:new_feed_url>", &["undefined-element"]),
        ("<itunes:duration>1</itunes:duration>", &["undefined-element"]),
    ] {
        assert_eq!(feed(&format!("{whole}{text}")), expected, "{text}");
    }
    let long = format!("{whole}<itunes:subtitle>{}</itunes:subtitle>", "é".repeat(256));
    assert_eq!(feed(&long), ["too-long"]);
}

#[test]
fn atom_published_says_what_pub_date_says() {
    let ns = "xmlns:a='http://www.w3.org/2005/Atom'";
    let published = format!("<a:published {ns}>2003-12-13T18:30:02Z</a:published>");
    let date = "<pubDate>Sat, 13 Dec 2003 18:30:02 GMT</pubDate>";
    let twice = |text: &str, set: RuleSet| {
        let item = format!("<item><title>T</title><guid>http://example.com/1</guid>{text}</item>");
        let all = found(&format!("<rss version='2.0'><channel>{WHOLE}{item}</channel></rss>"), set);
        all.iter().filter(|(rule, _)| *rule == "duplicate-item-semantics").count()
    };
    assert_eq!(twice(&format!("{published}{date}"), RuleSet::W3c), 1);
    assert_eq!(twice(&format!("{date}{published}"), RuleSet::W3c), 0);
    assert_eq!(twice(&format!("{date}{published}"), RuleSet::All), 1);
    assert_eq!(twice(&format!("<published/>{published}"), RuleSet::W3c), 1);
}

#[test]
fn attributes_of_others_are_for_followers_of_the_board() {
    let text = |docs: &str| {
        let docs = format!("<docs>{docs}</docs>");
        format!("<rss version='2.0' xmlns:x='http://example.com/x' x:y='z'><channel>{WHOLE}{docs}</channel></rss>")
    };
    assert_eq!(rules(&text("http://example.com/")), ["unknown-namespace", "use-of-extension-attr"]);
    assert_eq!(rules(&text("http://www.rssboard.org/rss-specification")), ["unknown-namespace"]);
}

#[test]
fn an_element_in_text_is_told_once_to_people() {
    let text = format!(
        "<rss version='2.0'><channel>{WHOLE}<item><title>a <b>b</b></title><guid>http://example.com/1</guid></item></channel></rss>"
    );
    assert_eq!(found(&text, RuleSet::All).iter().filter(|(rule, _)| *rule == "undefined-element").count(), 1);
    // Two checks of the title have an end tag each to wait for: what follows stands in the title.
    let undefined = ["undefined-element"; 4];
    assert_eq!(rules(&text), [&undefined[..], &["missing-guid"]].concat());
}
