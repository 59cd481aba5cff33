//! RSS as others write it.

use super::{at, parse_text};
use crate::feed::{Attachment, Person, Picture};
use crate::validate::Kind;

fn person(name: &str, email: Option<&str>) -> Person {
    Person { name: name.into(), email: email.map(Into::into), url: None }
}

/// An `<item>` in a channel, with the usual prefixes.
fn item(inside: &str) -> super::super::Entry {
    let text = format!(
        "<rss version='2.0' xmlns:atom='http://www.w3.org/2005/Atom' xmlns:content='http://purl.org/rss/1.0/modules/content/'
        xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/'
        xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'><channel><item>{inside}</item></channel></rss>"
    );
    parse_text(&text).entries.remove(0)
}

#[test]
fn a_whole_channel() {
    let document = parse_text(
        "<?xml version='1.0'?><!DOCTYPE rss><rss version='2.0' xmlns:a='http://www.w3.org/2005/Atom' \
         xmlns:h='http://purl.org/syndication/history/1.0' xmlns:i='http://www.itunes.com/DTDs/Podcast-1.0.dtd'>
        <channel><title>Tea &amp;amp; <![CDATA[<i>bread</i>]]></title> <link> https://e.example/ </link>
        <description>All &lt;b&gt;about&lt;/b&gt; it</description><language>en-us</language>
        <copyright>&#169; Jo</copyright><managingEditor>jo@e.example (Jo Field)</managingEditor>
        <a:link rel='self' href='https://e.example/rss'/><a:link rel='hub' href='https://hub.example/'/>
        <a:link rel='next' href='https://e.example/rss?p=2'/><a:link rel='prev-archive' href='https://e.example/2025'/>
        <lastBuildDate>Sat, 21 Nov 2026 06:00:00 GMT</lastBuildDate><pubDate>Fri, 20 Nov 2026 06:00:00 GMT</pubDate>
        <image><url>https://e.example/i.png</url><title>no</title><link>https://no.example/</link></image>
        <i:image href='https://e.example/large.png'/><h:archive/>
        <item><guid>1</guid></item><item><link>https://e.example/2</link></item></channel></rss>",
    );
    assert_eq!(document.kind, Some(Kind::Rss));
    assert_eq!((&*document.title, &*document.description), ("Tea & bread", "All about it"));
    assert_eq!((&*document.link, &*document.address), ("https://e.example/", "https://e.example/rss"));
    assert_eq!((document.language.as_deref(), document.rights.as_deref()), (Some("en-us"), Some("© Jo")));
    assert_eq!(document.authors, [person("Jo Field", Some("jo@e.example"))]);
    assert_eq!(document.hubs, ["https://hub.example/"]);
    assert_eq!(document.older.as_deref(), Some("https://e.example/2025"));
    assert_eq!(document.updated, at("2026-11-21T06:00:00Z"));
    assert_eq!(document.icon.as_deref(), Some("https://e.example/i.png"));
    assert!(document.is_archive);
    let ids: Vec<_> = document.entries.iter().map(|entry| (&*entry.id, entry.has_own_id, &*entry.link)).collect();
    assert_eq!(ids, [("1", true, ""), ("https://e.example/2", false, "https://e.example/2")]);
}

#[test]
fn a_whole_item() {
    let entry = item(
        "<title>Grain  &lt;em&gt;prices&lt;/em&gt;
         fall</title><link>https://e.example/1</link><guid isPermaLink='false'> abc 1 </guid>
         <description>&lt;p&gt;Short &amp;amp; sweet&lt;/p&gt;</description>
         <content:encoded><![CDATA[<p>Whole</p>]]><![CDATA[<p>thing</p>]]></content:encoded>
         <pubDate>Fri, 20 Nov 2026 8:30 EST</pubDate><atom:updated>2026-11-21T06:00:00+01:00</atom:updated>
         <dc:creator>Jo Field</dc:creator><dc:creator>Field, Olena</dc:creator><author>no@e.example</author>
         <category>grain</category><category domain='x'> R&amp;D </category><dc:language>uk</dc:language>
         <source url='https://s.example/rss'>Somebody else</source><comments>https://e.example/1#c</comments>
         <enclosure url='https://e.example/1.mp3' length='1234' type='audio/mpeg'/><itunes:duration>1:02:03</itunes:duration>
         <media:group><media:content url='https://e.example/1.jpg' medium='image' type='image/jpeg'>
         <media:description>A &lt;silo&gt;</media:description></media:content>
         <media:content url='https://e.example/1.mp4' type='video/mp4' fileSize='99' duration='61'><media:title>Film</media:title>
         </media:content></media:group><media:thumbnail url='https://e.example/1.jpg'/>",
    );
    assert_eq!((&*entry.id, entry.has_own_id, &*entry.link), ("abc 1", true, "https://e.example/1"));
    assert_eq!((&*entry.title, &*entry.summary), ("Grain prices fall", "Short & sweet"));
    assert_eq!(entry.content.as_deref(), Some("<p>Whole</p><p>thing</p>"));
    assert_eq!((entry.published, entry.updated), (at("2026-11-20T13:30:00Z"), at("2026-11-21T05:00:00Z")));
    assert_eq!(entry.authors, [person("Jo Field", None), person("Field, Olena", None)]);
    assert_eq!((entry.tags, entry.language.as_deref()), (vec!["grain".into(), "R&D".into()], Some("uk")));
    let (url, kind) = ("https://e.example/1.jpg".into(), Some("image/jpeg".into()));
    assert_eq!(entry.image, Some(Picture { url, media_type: kind, alt: Some("A <silo>".into()) }));
    let file = |url: &str, length, kind: &str, title: Option<&str>, duration| Attachment {
        url: url.into(),
        length: Some(length),
        media_type: kind.into(),
        title: title.map(Into::into),
        duration: Some(duration),
    };
    let sound = file("https://e.example/1.mp3", 1234, "audio/mpeg", None, 3723);
    assert_eq!(entry.enclosures, [sound, file("https://e.example/1.mp4", 99, "video/mp4", Some("Film"), 61)]);
}

#[test]
fn a_description_alone_is_content_where_it_has_markup() {
    let entry = item("<description>&lt;p&gt;All of it&lt;/p&gt;</description>");
    assert_eq!((&*entry.summary, entry.content.as_deref()), ("", Some("<p>All of it</p>")));
    let entry = item("<description>No markup &amp;amp; short</description>");
    assert_eq!((&*entry.summary, entry.content), ("No markup & short", None));
    let entry = item("<description><p>Not <b class='x'>escaped</b><br/></p></description>");
    assert_eq!(entry.content.as_deref(), Some("<p>Not <b class=\"x\">escaped</b><br></p>"));
    let entry = item("<div xmlns='http://www.w3.org/1999/xhtml'><p>a &lt; b</p></div>");
    assert_eq!(entry.content.as_deref(), Some("<p>a &lt; b</p>"));
}

#[test]
fn a_podcast_says_things_twice() {
    let entry = item(
        "<description>About &amp;amp; so on</description><itunes:summary>About &amp;amp; so on</itunes:summary>
         <itunes:image href='https://e.example/1.jpg'/><enclosure url='https://e.example/1.mp3' length='0' type=''/>
         <media:content url='https://e.example/1.mp3' fileSize='5' duration='61.5' type='audio/mpeg'/>",
    );
    assert_eq!((&*entry.summary, &entry.content), ("About & so on", &None));
    assert_eq!(entry.image.map(|picture| picture.url).as_deref(), Some("https://e.example/1.jpg"));
    let [file] = &entry.enclosures[..] else { panic!("{:?}", entry.enclosures) };
    assert_eq!((file.length, file.duration, &*file.media_type), (Some(5), Some(61), "audio/mpeg"));
    let entry = item("<description>All of it</description><itunes:subtitle>Some</itunes:subtitle>");
    assert_eq!((&*entry.summary, entry.content.as_deref()), ("Some", Some("All of it")));
}

#[test]
fn titles_that_are_text_stay() {
    for (written, read) in [
        ("a &lt; b &amp; c", "a < b & c"),
        ("Vec&lt;T&gt; explained", "Vec<T> explained"),
        ("AT&amp;amp;T", "AT&T"),
        ("caf&amp;eacute;", "café"),
        ("&lt;b&gt;bold&lt;/b&gt;", "bold"),
        ("<![CDATA[Q & A]]>", "Q & A"),
    ] {
        assert_eq!(item(&format!("<title>{written}</title>")).title, read);
    }
}

#[test]
fn an_item_without_a_guid_has_its_link_as_id() {
    let entry = item("<link>https://e.example/1</link>");
    assert_eq!((&*entry.id, entry.has_own_id), ("https://e.example/1", false));
    let entry = item("<guid>https://e.example/1</guid>");
    assert_eq!((&*entry.link, entry.has_own_id), ("https://e.example/1", true));
    let entry = item("<guid isPermaLink='false'>https://e.example/1</guid>");
    assert_eq!(entry.link, "");
    let entry = item("<atom:link href='https://e.example/1'/><title>x</title>");
    assert_eq!((&*entry.id, &*entry.title), ("https://e.example/1", "x"));
}

#[test]
fn people_of_rss() {
    for (written, name, email) in [
        ("jo@e.example (Jo Field)", "Jo Field", Some("jo@e.example")),
        ("Jo Field &lt;jo@e.example&gt;", "Jo Field", Some("jo@e.example")),
        ("jo@e.example", "jo@e.example", Some("jo@e.example")),
        ("Jo (the Field)", "Jo (the Field)", None),
        (" Jo\n Field ", "Jo Field", None),
    ] {
        assert_eq!(item(&format!("<author>{written}</author>")).authors, [person(name, email)]);
    }
    assert_eq!(item("<author> </author><itunes:author>Jo</itunes:author>").authors, [person("Jo", None)]);
}

#[test]
fn rss_1_0() {
    let document = parse_text(
        "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
         xmlns:d='http://purl.org/dc/elements/1.1/'><channel r:about='https://e.example/rdf'><title>T</title>
         <link>https://e.example/</link><items><r:Seq><r:li r:resource='https://e.example/1'/></r:Seq></items>
         <d:date>2026-11-20</d:date></channel><image><url>https://e.example/i.png</url></image>
         <item r:about='https://e.example/1'><title>One</title><link>https://e.example/one</link><d:date>2026-11-20T07:30+02:00</d:date>
         <d:subject>grain</d:subject><description>d</description></item></r:RDF>",
    );
    assert_eq!((document.kind, &*document.id), (Some(Kind::Rss1), "https://e.example/rdf"));
    assert_eq!(
        (document.icon.as_deref(), document.updated),
        (Some("https://e.example/i.png"), at("2026-11-20T00:00:00Z"))
    );
    let entry = &document.entries[0];
    assert_eq!((&*entry.id, &*entry.link, &*entry.summary), ("https://e.example/1", "https://e.example/one", "d"));
    assert_eq!((entry.published, &*entry.tags), (at("2026-11-20T05:30:00Z"), &["grain".to_owned()][..]));
}

#[test]
fn dates_with_slips() {
    for (written, read) in [
        ("Fri, 20 Nov 2026 07:30:00 +0000", "2026-11-20T07:30:00Z"),
        ("20 Nov 2026 07:30 GMT", "2026-11-20T07:30:00Z"),
        ("Wed, 4 Nov 26 7:30:00 PST", "2026-11-04T15:30:00Z"),
        ("Fri, 20 November 2026 07:30:00 CEST", "2026-11-20T05:30:00Z"),
        ("2026-11-20 07:30:00", "2026-11-20T07:30:00Z"),
        ("2026-11-20T07:30:00.25+02:00", "2026-11-20T05:30:00Z"),
    ] {
        assert_eq!(item(&format!("<pubDate>{written}</pubDate>")).published, at(read), "{written}");
    }
    assert_eq!(item("<pubDate>yesterday</pubDate>").published, None);
    assert_eq!(item("<pubDate>?</pubDate><dc:date>2026-11-20</dc:date>").published, at("2026-11-20T00:00:00Z"));
}
