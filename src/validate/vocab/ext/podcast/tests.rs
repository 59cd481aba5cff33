//! What is found in the podcast namespace: each element as it should be, and each of its faults.

use crate::diagnostic::Diagnostic;
use crate::validate::{Options, RuleSet, validate};

const NODE: &str = "02d5c1bf8b940dc9cadca86d1b0a3c37fbe39cee4c7e839e33bef9174531d27f52";
const HEAD: &str = "<title>T</title><link>https://example.com/</link><description>D</description><language>en</language>\
    <atom:link rel='self' href='https://example.com/feed.xml' type='application/rss+xml'/>";
const BODY: &str = "<title>E</title><guid>https://example.com/1</guid><pubDate>Mon, 02 Jan 2023 15:04:05 +0000</pubDate>\
    <enclosure url='https://example.com/1.mp3' length='1' type='audio/mpeg'/>";

fn feed(namespace: &str, channel: &str, item: &str) -> String {
    let item = if item.is_empty() { String::new() } else { format!("<item>{item}</item>") };
    format!(
        "<?xml version='1.0' encoding='utf-8'?>\n<rss version='2.0' xmlns:podcast='{namespace}' xmlns:atom='http://www.w3.org/2005/Atom' \
         xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel>{HEAD}{channel}{item}</channel></rss>"
    )
    .replace("NODE", NODE)
}

fn judged(text: &str) -> Vec<Diagnostic> {
    let options = Options { base_url: Some("https://example.com/feed.xml".to_owned()), ..Options::new("feed.xml") };
    let w3c = validate(text.as_bytes(), &Options { rules: RuleSet::W3c, ..options.clone() });
    let names: Vec<_> = w3c.diagnostics.iter().map(|found| found.rule.name).collect();
    assert!(
        names.iter().all(|name| matches!(*name, "unsupported-namespace" | "unknown-namespace" | "not-in-a-namespace")),
        "{names:?}"
    );
    validate(text.as_bytes(), &options).diagnostics
}

fn rules(found: &[Diagnostic]) -> Vec<&'static str> {
    found.iter().map(|found| found.rule.name).collect()
}

fn in_channel(xml: &str) -> Vec<Diagnostic> {
    judged(&feed("https://podcastindex.org/namespace/1.0", xml, ""))
}

fn in_item(xml: &str) -> Vec<Diagnostic> {
    judged(&feed("https://podcastindex.org/namespace/1.0", "", &format!("{BODY}{xml}")))
}

/// The rules of the findings, whatever their order within a line.
fn says(xml: &str, found: &[Diagnostic], wanted: &[&str]) {
    let (mut names, mut wanted) = (rules(found), wanted.to_vec());
    names.sort_unstable();
    wanted.sort_unstable();
    let messages: Vec<_> = found.iter().map(|found| (found.rule.name, &*found.message)).collect();
    assert_eq!(names, wanted, "{xml}: {messages:#?}");
}

const LONG: &str = "000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000\
    000000000000000000000000000000";

#[test]
fn elements_as_they_should_be() {
    for xml in [
        "<podcast:locked>yes</podcast:locked>",
        "<podcast:locked owner='a@example.com'>no</podcast:locked>",
        "<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>",
        "<podcast:medium>music</podcast:medium>",
        "<podcast:medium>musicL</podcast:medium><podcast:remoteItem feedGuid='917393e3-1b1e-5cef-ace4-edaa54e1f810' itemGuid='x' medium='music'/>",
        "<podcast:updateFrequency rrule='FREQ=WEEKLY;BYDAY=MO,WE'>twice a week</podcast:updateFrequency>",
        "<podcast:updateFrequency rrule='FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=10' dtstart='2023-08-28T00:00:00.000Z'>x</podcast:updateFrequency>",
        "<podcast:updateFrequency rrule='FREQ=YEARLY;BYDAY=+4TH;BYMONTH=11;UNTIL=20301231T000000Z'/>",
        "<podcast:updateFrequency complete='true'>That's all</podcast:updateFrequency>",
        "<podcast:podping usesPodping='true'/>",
        "<podcast:block>yes</podcast:block><podcast:block id='google'>no</podcast:block>",
        "<podcast:trailer pubdate='Thu, 01 Apr 2021 08:00:00 EST' url='https://example.com/t.mp3' length='12' type='audio/mpeg' season='4'>T</podcast:trailer>",
        "<podcast:podroll><podcast:remoteItem feedGuid='29cdca4a-32d8-56ba-b48b-09a011c5daa9'/><podcast:remoteItem feedGuid='396d9ae0-da7e-5557-b894-b606231fa3ea' feedUrl='https://example.com/a' title='A'/></podcast:podroll>",
        "<podcast:publisher><podcast:remoteItem medium='publisher' feedGuid='003af0a0-6a45-55cf-b765-68e3d349551a'/></podcast:publisher>",
        "<podcast:liveItem status='live' start='2021-09-26T07:30:00.000-0600' end='2021-09-26T09:30:00.000-0600'><title>L</title>\
         <guid isPermaLink='false'>e32b4890</guid><enclosure url='https://example.com/live.mp3' type='audio/mpeg' length='312'/>\
         <podcast:contentLink href='https://example.com/live'>Listen</podcast:contentLink></podcast:liveItem>",
        "<podcast:value type='lightning' method='keysend' suggested='0.00000005000'><podcast:valueRecipient name='A' type='node' address='NODE' split='99' customKey='1' customValue='x'/>\
         <podcast:valueRecipient name='B' type='lnaddress' address='b@example.com' split='1' fee='true'/></podcast:value>",
    ] {
        says(xml, &in_channel(xml), &[]);
    }
    for xml in [
        "<podcast:transcript url='https://example.com/1.vtt' type='text/vtt' language='en-GB' rel='captions'/>",
        "<podcast:chapters url='https://example.com/1.json' type='application/json+chapters'/>",
        "<podcast:soundbite startTime='1740' duration='60.5'>Why</podcast:soundbite>",
        "<podcast:season name='Egyptology'>1</podcast:season><podcast:episode display='Ch. 3'>100.5</podcast:episode>",
        "<podcast:alternateEnclosure type='video/mp4' length='7924786' bitrate='511276.52' height='720' lang='de-AT' title='HD' rel='hd' codecs='avc1' default='false'>\
         <podcast:source uri='ipfs://QmX33FYehk6ckGQ6g1D9D3FqZPix5JpKstKQKbaS8quUFb'/><podcast:source uri='http://example.onion/1.mp4'/>\
         <podcast:source uri='https://example.com/1.torrent' contentType='application/x-bittorrent'/>\
         <podcast:integrity type='sri' value='sha384-ExVqijgYHm15PqQqdXfW95x+Rs6C+d6E/ICxyQOeFevnxNLR/wtJNrNYTjIysUBo'/></podcast:alternateEnclosure>",
        "<podcast:contentLink href='https://example.com/watch'>Watch</podcast:contentLink>",
        "<podcast:value type='lightning' method='keysend'><podcast:valueRecipient name='A' type='node' address='NODE' split='1'/>\
         <podcast:valueTimeSplit startTime='60' duration='237' remoteStartTime='3' remotePercentage='95'><podcast:remoteItem itemGuid='x' feedGuid='a94f5cc9-8c58-55fc-91fe-a324087a655b' medium='music'/></podcast:valueTimeSplit>\
         <podcast:valueTimeSplit startTime='63' duration='388'><podcast:valueRecipient name='A' type='node' address='NODE' split='85'/></podcast:valueTimeSplit></podcast:value>",
    ] {
        says(xml, &in_item(xml), &[]);
    }
    for xml in [
        "<podcast:funding url='https://example.com/give'>Support the show!</podcast:funding>",
        "<podcast:person group='Visuals' role='Cover Art Designer' href='https://example.com/b' img='https://example.com/b.jpg'>Becky</podcast:person>",
        "<podcast:location rel='creator' geo='geo:-27.86159,153.3169;u=35' osm='W43678282#3' country='au'>Dreamworld</podcast:location>",
        "<podcast:license>cc-by-4.0</podcast:license>",
        "<podcast:license url='https://example.com/l'>my own licence</podcast:license>",
        "<podcast:image href='https://example.com/i.jpg' alt='A mast' aspect-ratio='16/9' width='1200' height='675' type='image/jpeg' purpose='artwork social'/>",
        "<podcast:txt purpose='verify'>S6lpp-7ZCn8</podcast:txt>",
        "<podcast:chat server='irc.example.com' protocol='irc' accountId='@a' space='#b'/>",
        "<podcast:socialInteract protocol='disabled'/>",
        "<podcast:socialInteract priority='1' protocol='activitypub' uri='https://example.com/@a/1' accountId='@a' accountUrl='https://example.com/@a'/>\
         <podcast:socialInteract priority='2' protocol='twitter' uri='https://example.org/1' accountId='@b'/>",
    ] {
        says(xml, &in_channel(xml), &[]);
        says(xml, &in_item(xml), &[]);
    }
}

#[test]
fn faults_of_what_stands_in_a_channel() {
    for (xml, wanted) in [
        ("<podcast:locked>Yes</podcast:locked>", &["invalid-podcast-value"][..]),
        ("<podcast:locked owner='me'>yes</podcast:locked>", &["invalid-contact"]),
        ("<podcast:locked>no</podcast:locked><podcast:locked>no</podcast:locked>", &["duplicate-element"]),
        ("<podcast:guid>917393e3</podcast:guid>", &["invalid-podcast-guid"]),
        ("<podcast:guid>917393e3-1b1e-4cef-ace4-edaa54e1f810</podcast:guid>", &["invalid-podcast-guid"]),
        ("<podcast:medium>Music</podcast:medium>", &["invalid-podcast-value"]),
        ("<podcast:medium>musicL</podcast:medium>", &["invalid-podcast-list"]),
        ("<podcast:updateFrequency>weekly</podcast:updateFrequency>", &["missing-podcast-attribute"]),
        ("<podcast:updateFrequency rrule='WEEKLY'/>", &["invalid-podcast-value"]),
        ("<podcast:updateFrequency rrule='FREQ=DAILY;COUNT=3'/>", &["missing-attribute"]),
        (
            "<podcast:updateFrequency rrule='FREQ=DAILY;COUNT=3;UNTIL=20300101' dtstart='2026-01-01'/>",
            &["invalid-podcast-value"],
        ),
        ("<podcast:updateFrequency rrule='FREQ=DAILY' dtstart='1.1.2026'/>", &["invalid-podcast-value"]),
        ("<podcast:updateFrequency complete='yes' rrule='FREQ=DAILY'/>", &["invalid-podcast-value"]),
        ("<podcast:podping/>", &["missing-podcast-attribute"]),
        ("<podcast:podping usesPodping='1'/>", &["invalid-podcast-value"]),
        ("<podcast:block>maybe</podcast:block>", &["invalid-podcast-value"]),
        ("<podcast:block id='gogle'>yes</podcast:block>", &["unknown-podcast-word"]),
        ("<podcast:block>yes</podcast:block><podcast:block>no</podcast:block>", &["podcast-contradiction"]),
        (
            "<podcast:trailer>T</podcast:trailer>",
            &["missing-attribute", "missing-attribute", "missing-podcast-attribute", "missing-podcast-attribute"],
        ),
        (
            "<podcast:trailer pubdate='2021-04-01' url='t.mp3' length='1 MB' type='mp3' season='one'/>",
            &[
                "not-blank",
                "invalid-rfc2822-date",
                "invalid-url-attribute",
                "invalid-podcast-value",
                "invalid-mime-attribute",
                "invalid-podcast-value",
            ],
        ),
        ("<podcast:podroll/>", &["missing-element"]),
        ("<podcast:podroll><podcast:remoteItem feedGuid='x'/></podcast:podroll>", &["invalid-podcast-guid"]),
        ("<podcast:remoteItem itemGuid='x'/>", &["missing-attribute"]),
        (
            "<podcast:remoteItem feedGuid='003af0a0-6a45-55cf-b765-68e3d349551a' itemGuid='' feedUrl='http://example.com/' medium='song'/>",
            &["invalid-podcast-value", "insecure-podcast-url", "invalid-podcast-value"],
        ),
        ("<podcast:publisher/>", &["missing-element"]),
        (
            "<podcast:publisher><podcast:remoteItem feedGuid='003af0a0-6a45-55cf-b765-68e3d349551a'/>\
             <podcast:remoteItem medium='publisher' feedGuid='003af0a0-6a45-55cf-b765-68e3d349551a'/></podcast:publisher>",
            &["podcast-contradiction", "duplicate-element"],
        ),
        (
            "<podcast:liveItem status='on' start='tomorrow'><title>L</title></podcast:liveItem>",
            &[
                "missing-podcast-attribute",
                "missing-element",
                "missing-element",
                "missing-element",
                "invalid-podcast-value",
                "invalid-podcast-value",
            ],
        ),
        (
            "<podcast:liveItem status='live' start='2021-09-26T07:30:00Z' end='2021-09-26T06:30:00Z'><title>L</title>\
             <guid isPermaLink='false'>e32b4890</guid><enclosure url='https://example.com/live.mp3' type='audio/mpeg' length='312'/>\
             <podcast:contentLink>Listen</podcast:contentLink></podcast:liveItem>",
            &["podcast-contradiction", "missing-attribute"],
        ),
        (
            "<podcast:medium>podcastL</podcast:medium><item><title>E</title><guid>https://example.com/1</guid><pubDate>Mon, 02 Jan 2023 15:04:05 +0000</pubDate></item>",
            &["invalid-podcast-list"],
        ),
    ] {
        says(xml, &in_channel(xml), wanted);
    }
}

#[test]
fn faults_of_what_stands_in_an_item() {
    for (xml, wanted) in [
        ("<podcast:transcript/>", &["missing-attribute", "missing-attribute"][..]),
        (
            "<podcast:transcript url='1.vtt' type='vtt' language='english' rel='caption'/>",
            &["invalid-url-attribute", "invalid-mime-attribute", "invalid-language", "invalid-podcast-value"],
        ),
        (
            "<podcast:transcript url='https://example.com/1.vtt' type='text/vtt' language='en_US'/>",
            &["invalid-language"],
        ),
        (
            "<podcast:transcript url='https://example.com/1.vtt' type='text/vtt' language='en-english-us-x'/>",
            &["malformed-language-tag"],
        ),
        ("<podcast:transcript url='http://example.com/1.vtt' type='text/vtt'/>", &["insecure-podcast-url"]),
        (
            "<podcast:transcript url='https://example.com/1.vtt' type='text/vtt'>text</podcast:transcript>",
            &["unexpected-text"],
        ),
        ("<podcast:chapters url='https://example.com/1.xml' type='text/xml'/>", &["invalid-podcast-value"]),
        ("<podcast:chapters/>", &["missing-attribute", "missing-attribute"]),
        ("<podcast:soundbite/>", &["missing-attribute", "missing-attribute"]),
        ("<podcast:soundbite startTime='1:13' duration='60s'/>", &["invalid-podcast-value", "invalid-podcast-value"]),
        ("<podcast:soundbite startTime='3' duration='0'/>", &["invalid-podcast-value"]),
        ("<podcast:soundbite startTime='3' duration='5'/>", &["soundbite-length"]),
        ("<podcast:season>first</podcast:season>", &["invalid-podcast-value"]),
        ("<podcast:season name='LONG'>1</podcast:season>", &["long-podcast-text"]),
        (
            "<podcast:episode display='000000000000000000000000000000000'>1,5</podcast:episode>",
            &["long-podcast-text", "invalid-podcast-value"],
        ),
        ("<podcast:alternateEnclosure/>", &["missing-attribute", "missing-podcast-attribute", "missing-element"]),
        (
            "<podcast:alternateEnclosure type='mp4' length='-1' bitrate='fast' height='720p' lang='xx-' codecs='' default='1'>\
             <podcast:source contentType='x'/><podcast:integrity type='md5' value=''/><podcast:integrity type='sri' value='sha256-x'/></podcast:alternateEnclosure>",
            &[
                "invalid-mime-attribute",
                "invalid-podcast-value",
                "invalid-podcast-value",
                "invalid-podcast-value",
                "malformed-language-tag",
                "invalid-podcast-value",
                "invalid-podcast-value",
                "missing-attribute",
                "invalid-mime-attribute",
                "invalid-podcast-value",
                "invalid-podcast-value",
                "duplicate-element",
                "invalid-podcast-value",
            ],
        ),
        ("<podcast:contentLink>x</podcast:contentLink>", &["missing-attribute"]),
        ("<podcast:contentLink href='/watch'>x</podcast:contentLink>", &["invalid-podcast-value"]),
        ("<podcast:value/>", &["missing-attribute", "missing-attribute", "missing-element"]),
        (
            "<podcast:value type='lightning' method='keysend' suggested='1 sat'><podcast:valueRecipient/></podcast:value>",
            &[
                "invalid-podcast-value",
                "missing-podcast-attribute",
                "missing-attribute",
                "missing-attribute",
                "missing-attribute",
            ],
        ),
        (
            "<podcast:value type='lightning' method='keysend'><podcast:valueRecipient name='A' type='node' address='a@example.com' split='0' fee='yes'/>\
             <podcast:valueRecipient name='B' type='node' address='02ab' split='0' customKey='1'/>\
             <podcast:valueRecipient name='B' type='lnaddress' address='b' split='0' customValue='1'/></podcast:value>",
            &[
                "podcast-contradiction",
                "invalid-podcast-value",
                "invalid-podcast-value",
                "invalid-podcast-value",
                "podcast-contradiction",
                "invalid-podcast-value",
                "podcast-contradiction",
            ],
        ),
        (
            "<podcast:value type='lightning' method='keysend'><podcast:valueRecipient name='A' type='node' address='NODE' split='1.5'/>\
             <podcast:valueTimeSplit startTime='a'/>\
             <podcast:valueTimeSplit startTime='1' duration='2' remotePercentage='120'><podcast:valueRecipient name='A' type='node' address='NODE' split='1'/></podcast:valueTimeSplit>\
             <podcast:valueTimeSplit startTime='1' duration='2'><podcast:valueRecipient name='A' type='node' address='NODE' split='1'/>\
             <podcast:remoteItem feedGuid='003af0a0-6a45-55cf-b765-68e3d349551a'/><podcast:remoteItem feedGuid='003af0a0-6a45-55cf-b765-68e3d349551a'/></podcast:valueTimeSplit></podcast:value>",
            &[
                "invalid-podcast-value",
                "missing-attribute",
                "missing-element",
                "invalid-podcast-value",
                "invalid-podcast-value",
                "podcast-contradiction",
                "podcast-contradiction",
                "duplicate-element",
            ],
        ),
    ] {
        let xml = xml.replace("LONG", LONG);
        says(&xml, &in_item(&xml), wanted);
    }
}

#[test]
fn faults_of_what_stands_in_both() {
    for (xml, wanted) in [
        ("<podcast:funding>give</podcast:funding>", &["missing-attribute"][..]),
        ("<podcast:funding url='https://example.com/give'>LONG</podcast:funding>", &["long-podcast-text"]),
        ("<podcast:person/>", &["not-blank"]),
        (
            "<podcast:person role='gest' group='crew' href='example.com' img='http://example.com/a.jpg'>A</podcast:person>",
            &["unknown-podcast-word", "unknown-podcast-word", "invalid-url-attribute", "insecure-podcast-url"],
        ),
        (
            "<podcast:location rel='about' geo='48.2,16.4' osm='113314' country='Austria'/>",
            &[
                "not-blank",
                "invalid-podcast-value",
                "invalid-podcast-value",
                "invalid-podcast-value",
                "invalid-podcast-value",
            ],
        ),
        ("<podcast:location geo='geo:153.3169,-27.86159'>Dreamworld</podcast:location>", &["invalid-podcast-value"]),
        ("<podcast:license>All rights reserved</podcast:license>", &["missing-attribute"]),
        ("<podcast:image/>", &["missing-attribute", "missing-podcast-attribute"]),
        (
            "<podcast:image href='https://example.com/i.jpg' alt='' aspect-ratio='16:9' width='12px' height='' type='jpg' purpose='LONG'/>",
            &[
                "invalid-podcast-value",
                "invalid-podcast-value",
                "invalid-podcast-value",
                "invalid-mime-attribute",
                "long-podcast-text",
            ],
        ),
        (
            "<podcast:images srcset='https://example.com/a.jpg 1500w, https://example.com/b.jpg 600w'/>",
            &["deprecated-podcast-element"],
        ),
        ("<podcast:images srcset='a.jpg 1500w'/>", &["deprecated-podcast-element", "invalid-podcast-value"]),
        ("<podcast:images/>", &["missing-attribute", "deprecated-podcast-element"]),
        ("<podcast:txt purpose='LONG'>x</podcast:txt>", &["long-podcast-text"]),
        ("<podcast:chat/>", &["missing-attribute", "missing-attribute", "missing-podcast-attribute"]),
        (
            "<podcast:chat server='https://irc.example.com/' protocol='telephone' accountId='a'/>",
            &["invalid-podcast-value", "unknown-podcast-word"],
        ),
        ("<podcast:socialInteract/>", &["missing-attribute", "missing-attribute"]),
        (
            "<podcast:socialInteract protocol='activitypub' uri='https://example.com/1'/>",
            &["missing-podcast-attribute"],
        ),
        (
            "<podcast:socialInteract protocol='disabled' uri='https://example.com/1' priority='first'/>",
            &["podcast-contradiction", "invalid-podcast-value"],
        ),
        (
            "<podcast:socialInteract priority='1' protocol='activitypub' uri='https://example.com/@a/1' accountId='@a'/>\
             <podcast:socialInteract priority='1' protocol='twitter' uri='https://example.org/1' accountId='@b'/>\
             <podcast:socialInteract protocol='nostr' uri='nostr:note1' accountId='@b'/>",
            &["podcast-contradiction", "missing-podcast-attribute"],
        ),
        ("<podcast:persona>A</podcast:persona>", &["undefined-element"]),
    ] {
        let xml = xml.replace("LONG", LONG);
        says(&xml, &in_channel(&xml), wanted);
        says(&xml, &in_item(&xml), wanted);
    }
}

#[test]
fn an_element_out_of_place_is_sent_home() {
    let help = |found: Vec<Diagnostic>| found.first().and_then(|found| found.help.clone()).unwrap_or_default();
    assert_eq!(
        help(in_channel("<podcast:chapters url='https://example.com/1.json' type='application/json'/>")),
        "move it to `<item>`"
    );
    assert_eq!(
        help(in_item("<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>")),
        "move it to `<channel>`"
    );
    assert_eq!(
        help(in_item("<podcast:source uri='https://example.com/1.mp4'/>")),
        "move it to `<podcast:alternateEnclosure>`"
    );
    let slip = help(in_item("<podcast:Transcript url='https://example.com/1.vtt' type='text/vtt'/>"));
    assert!(slip.starts_with("write `<podcast:transcript>`"), "{slip}");
}

#[test]
fn the_namespace_is_known_by_its_exact_address() {
    let chapters = "<podcast:chapters/>";
    for (namespace, wanted) in [
        ("https://podcastindex.org/namespace/1.0", &["missing-attribute", "missing-attribute"][..]),
        (
            "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md",
            &["missing-attribute", "missing-attribute"],
        ),
        ("http://podcastindex.org/namespace/1.0", &["podcast-namespace"]),
        ("https://podcastindex.org/namespace/1.0/", &["podcast-namespace"]),
        ("https://PodcastIndex.org/namespace/1.0", &["podcast-namespace"]),
        ("https://github.com/Podcastindex-org/podcast-namespace/blob/master/docs/1.0.md", &["podcast-namespace"]),
        ("https://example.com/podcast", &["unknown-namespace"]),
    ] {
        assert_eq!(rules(&judged(&feed(namespace, "", &format!("{BODY}{chapters}")))), wanted, "{namespace}");
    }
}

#[test]
fn a_soundbite_lies_within_its_episode() {
    let bite = |start: &str| {
        let xml = format!(
            "{BODY}<podcast:soundbite startTime='{start}' duration='60'/><itunes:duration>30:00</itunes:duration>"
        );
        let text = feed("https://podcastindex.org/namespace/1.0", "", &xml);
        let found = validate(text.as_bytes(), &Options::new("feed.xml")).diagnostics;
        found.iter().filter(|found| found.rule.name == "podcast-contradiction").count()
    };
    assert_eq!((bite("1740"), bite("1790")), (0, 1));
}

#[test]
fn a_wrong_identifier_is_told_the_right_one() {
    let found = in_channel("<podcast:guid>mine</podcast:guid>");
    let help = found[0].help.as_deref().unwrap();
    assert!(
        help.contains(&crate::validate::value::podcast::guid_of("https://example.com/feed.xml").unwrap()),
        "{help}"
    );
}
