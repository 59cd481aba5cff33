//! What of the model stands where, format by format.

use std::sync::Arc;

use super::super::testing::{parse, render};
use super::super::{Format, document, entry};
use super::{full_entry, full_feed};
use crate::feed::{Attachment, Entry, Feed};

#[test]
fn an_entry_in_rss() {
    let root = parse(&render(Format::Rss, &full_feed(Format::Rss), &[full_entry()]));
    assert_eq!(root.attribute("version"), Some("2.0"));
    let item = root.get("channel").unwrap().get("item").unwrap();
    let guid = item.get("guid").unwrap();
    assert_eq!((guid.attribute("isPermaLink"), &*guid.text), (Some("false"), "tag:courier.example,2026:grain"));
    assert_eq!(item.text_of("description"), Some("A dry autumn meets &lt;full&gt; silos."));
    assert!(item.position("description") < item.position("content:encoded"));
    assert_eq!(item.text_of("pubDate"), Some("Fri, 20 Nov 2026 07:30:00 +0000"));
    assert_eq!(item.text_of("atom:updated"), Some("2026-11-21T06:00:00Z"));
    assert_eq!(item.get("atom:updated").unwrap().namespace.as_deref(), Some("http://www.w3.org/2005/Atom"));
    assert_eq!(item.texts("dc:creator"), ["Olena Field, Jo Field"]);
    assert!(item.get("author").is_none());
    let enclosure = item.get("enclosure").unwrap();
    assert_eq!(enclosure.attribute("length"), Some("1234"));
    assert_eq!(enclosure.attribute("type"), Some("audio/mpeg"));
    let [image, file] = item.all("media:content").collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!(image.attribute("url"), Some("https://courier.example/silo.jpg?w=1&h=2"));
    assert_eq!((image.attribute("medium"), image.attribute("type")), (Some("image"), Some("image/jpeg")));
    assert_eq!(image.text_of("media:description"), Some("A silo at \"dusk\""));
    assert_eq!(file.attribute("url"), Some("https://courier.example/notes.pdf?a=1&b=2"));
    assert_eq!((file.attribute("medium"), file.attribute("fileSize")), (Some("document"), None));
    assert_eq!(item.get("media:thumbnail").unwrap().attribute("url"), image.attribute("url"));
}

#[test]
fn a_guid_is_the_id_in_rss_and_json_alone() {
    let link = full_entry().link;
    for (guid, permalink) in
        [("Show-17 & <b>", Some("false")), ("https://old.example/?p=1", Some("false")), (&*link, None)]
    {
        let entry = Entry { guid: Some(guid.into()), ..full_entry() };
        let rss = parse(&render(Format::Rss, &full_feed(Format::Rss), std::slice::from_ref(&entry)));
        let written = rss.get("channel").unwrap().get("item").unwrap().get("guid").unwrap();
        assert_eq!((written.attribute("isPermaLink"), &*written.text), (permalink, guid));
        let json = render(Format::Json, &full_feed(Format::Json), std::slice::from_ref(&entry));
        assert_eq!(serde_json::from_slice::<serde_json::Value>(&json).unwrap()["items"][0]["id"], guid);
        let atom = |entry| render(Format::Atom, &full_feed(Format::Atom), &[entry]);
        assert_eq!(atom(entry), atom(full_entry()));
    }
}

#[test]
fn what_rss_leaves_out_and_falls_back_to() {
    let mut entry = Entry { id: "https://x.example/".into(), link: "https://x.example/".into(), ..Entry::default() };
    let item = |entry: &Entry| {
        parse(&render(Format::Rss, &Feed::default(), std::slice::from_ref(entry))).children[0]
            .get("item")
            .unwrap()
            .clone()
    };
    let read = item(&entry);
    assert_eq!(read.get("guid").unwrap().attribute("isPermaLink"), None, "an id that is the link is one");
    assert_eq!(read.text_of("title"), Some("https://x.example/"), "an item has a title or a description");
    for absent in ["description", "content:encoded", "atom:updated", "dc:creator", "enclosure", "media:content"] {
        assert!(read.get(absent).is_none(), "{absent}");
    }
    entry.content = Some("<p>x</p>".into());
    entry.enclosures.push(Attachment {
        url: "https://x.example/a".into(),
        length: None,
        media_type: "a/b".into(),
        title: None,
        duration: None,
    });
    let read = item(&entry);
    assert_eq!(read.text_of("description"), Some("<p>x</p>"));
    assert!(read.get("content:encoded").is_none());
    assert_eq!(read.get("enclosure").unwrap().attribute("length"), Some("0"));
}

#[test]
fn a_feed_in_rss() {
    let root = parse(&render(Format::Rss, &full_feed(Format::Rss), &[]));
    let channel = root.get("channel").unwrap();
    assert_eq!(channel.text_of("lastBuildDate"), Some("Sat, 21 Nov 2026 06:00:00 +0000"));
    assert_eq!(channel.text_of("generator"), Some("feedmill"));
    let image = channel.get("image").unwrap();
    assert_eq!(image.text_of("url"), Some("https://courier.example/icon.png"));
    assert_eq!(image.text_of("title"), channel.text_of("title"));
    assert_eq!(image.text_of("link"), channel.text_of("link"));
    let [own, hub] = channel.all("atom:link").collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!(own.attribute("rel"), Some("self"));
    assert_eq!(own.attribute("type"), Some("application/rss+xml"));
    assert_eq!(own.attribute("href"), Some("https://courier.example/feeds/rss.xml"));
    assert_eq!((hub.attribute("rel"), hub.attribute("href")), (Some("hub"), Some("https://hub.example/")));
    let cloud = channel.get("cloud").unwrap();
    for (name, value) in [
        ("domain", "rpc.example"),
        ("port", "5337"),
        ("path", "/pleaseNotify"),
        ("registerProcedure", ""),
        ("protocol", "https-post"),
    ] {
        assert_eq!(cloud.attribute(name), Some(value), "{name}");
    }
    let bare = parse(&render(Format::Rss, &Feed { title: "T".into(), ..Feed::default() }, &[]));
    assert_eq!(bare.children[0].text_of("description"), Some("T"));
    assert!(bare.children[0].get("lastBuildDate").is_none());
}

#[test]
fn an_entry_in_atom() {
    let root = parse(&render(Format::Atom, &full_feed(Format::Atom), &[full_entry()]));
    let entry = root.get("entry").unwrap();
    assert_eq!(entry.attribute("xml:lang"), Some("en-GB"));
    assert_eq!(entry.text_of("published"), Some("2026-11-20T07:30:00Z"));
    assert_eq!(entry.text_of("updated"), Some("2026-11-21T06:00:00Z"));
    let author = entry.all("author").next().unwrap();
    assert_eq!(author.text_of("email"), Some("olena@courier.example"));
    assert_eq!(author.text_of("uri"), Some("https://courier.example/olena/"));
    assert_eq!(entry.get("contributor").unwrap().text_of("name"), Some("Sam Hay"));
    let [page, sound, notes] = entry.all("link").collect::<Vec<_>>()[..] else { panic!() };
    assert_eq!((page.attribute("rel"), page.attribute("type")), (Some("alternate"), Some("text/html")));
    assert_eq!((sound.attribute("length"), sound.attribute("title")), (Some("1234"), Some("Episode 12")));
    assert_eq!(
        (notes.attribute("href"), notes.attribute("length")),
        (Some("https://courier.example/notes.pdf?a=1&b=2"), None)
    );
    assert_eq!(entry.get("media:thumbnail").unwrap().namespace.as_deref(), Some("http://search.yahoo.com/mrss/"));
}

#[test]
fn a_feed_in_atom() {
    let bytes = render(Format::Atom, &full_feed(Format::Atom), &[]);
    assert!(bytes.starts_with(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed "));
    let root = parse(&bytes);
    assert_eq!(root.attribute("xml:lang"), Some("en"));
    assert_eq!(root.text_of("icon"), Some("https://courier.example/icon.png"));
    assert_eq!(root.get("subtitle").unwrap().attribute("type"), Some("text"));
    let rels: Vec<_> = root.all("link").map(|link| link.attribute("rel").unwrap()).collect();
    assert_eq!(rels, ["alternate", "self", "hub"]);
    let own = root.all("link").nth(1).unwrap();
    assert_eq!(own.attribute("type"), Some("application/atom+xml"));

    let bare = Feed {
        title: "T".into(),
        link: "https://x.example/".into(),
        address: "https://x.example/a".into(),
        ..Feed::default()
    };
    let root = parse(&render(Format::Atom, &bare, &[]));
    assert_eq!(root.text_of("updated"), Some("2000-01-01T00:00:00Z"));
    assert_eq!(root.get("author").unwrap().text_of("name"), Some("T"));
    assert_eq!(root.text_of("id"), Some("https://x.example/a"));
}

#[test]
fn an_atom_entry_without_a_page_has_content() {
    let entry = Entry { summary: "S".into(), ..Entry::default() };
    let root = parse(&render(Format::Atom, &Feed::default(), &[entry]));
    let content = root.get("entry").unwrap().get("content").unwrap();
    assert_eq!((content.attribute("type"), &*content.text), (Some("text"), "S"));
}

#[test]
fn a_feed_and_an_entry_in_json() {
    let bytes = render(Format::Json, &full_feed(Format::Json), &[full_entry()]);
    let text = String::from_utf8(bytes).unwrap();
    assert!(!text.contains("olena@courier.example"), "no e-mail address gets out");
    let root: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(root["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(root["hubs"], serde_json::json!([{"type": "WebSub", "url": "https://hub.example/"}]));
    let item = &root["items"][0];
    assert_eq!(item["date_published"], "2026-11-20T07:30:00Z");
    assert_eq!(item["date_modified"], "2026-11-21T06:00:00Z");
    assert_eq!(item["language"], "en-GB");
    assert_eq!(item["image"], "https://courier.example/silo.jpg?w=1&h=2");
    assert_eq!(item["attachments"][0]["size_in_bytes"], 1234);
    assert_eq!(item["attachments"][0]["duration_in_seconds"], 61);
    assert_eq!(
        item["attachments"][1],
        serde_json::json!({"url": "https://courier.example/notes.pdf?a=1&b=2", "mime_type": "application/pdf"})
    );

    let entry = Entry { title: "T".into(), ..Entry::default() };
    let root: serde_json::Value = serde_json::from_slice(&render(Format::Json, &Feed::default(), &[entry])).unwrap();
    assert_eq!(root["items"][0]["content_text"], "T");
}

/// A diff of a feed under version control shows the entry that changed, and every document ends its last line.
#[test]
fn entries_stand_on_lines_of_their_own() {
    for format in Format::ALL {
        let of = |n| render(format, &full_feed(format), &vec![full_entry(); n]);
        let (none, one, two) = (of(0), of(1), of(2));
        let lines = |bytes: &[u8]| bytes.iter().filter(|&&b| b == b'\n').count();
        let fragment = entry(format, &full_entry());
        assert_eq!(lines(&two) - lines(&one), 1 + lines(&fragment), "{format:?}");
        for document in [none, one, two] {
            assert!(document.ends_with(b"\n") && !document.ends_with(b"\n\n"));
        }
    }
}

#[test]
fn documents_share_their_entries() {
    for format in Format::ALL {
        let fragment: Arc<[u8]> = entry(format, &full_entry()).into();
        let rope = document(format, &full_feed(format), &[fragment.clone(), fragment.clone()]);
        assert_eq!(rope.pieces().filter(|piece| piece.as_ptr() == fragment.as_ptr()).count(), 2);
    }
}

/// What the crates escape for us and what they do not. If this fails after an upgrade, mend `rss::media_extensions` or
/// `atom::media_extensions`.
#[test]
fn the_crates_escape_as_we_think_they_do() {
    let attrs = || [("url".to_owned(), "a&b".to_owned())];
    let extension =
        rss::extension::Extension { name: "media:content".into(), attrs: attrs().into(), ..Default::default() };
    let mut item = rss::Item::default();
    item.extensions.entry("media".into()).or_default().insert("content".into(), vec![extension]);
    let channel = rss::Channel {
        items: vec![item],
        namespaces: [("media".into(), "a&b".into())].into(),
        ..rss::Channel::default()
    };
    let written = String::from_utf8(channel.write_to(Vec::new()).unwrap()).unwrap();
    assert!(written.contains("xmlns:media=\"a&amp;b\"") && written.contains("url=\"a&amp;b\""), "{written}");

    let extension = atom_syndication::extension::Extension {
        name: "media:content".into(),
        attrs: attrs().into(),
        ..Default::default()
    };
    let mut feed = atom_syndication::Feed::default();
    feed.namespaces.insert("media".into(), "a&b".into());
    feed.extensions.entry("media".into()).or_default().insert("content".into(), vec![extension]);
    let written = String::from_utf8(feed.write_to(Vec::new()).unwrap()).unwrap();
    assert!(written.contains("xmlns:media=\"a&b\"") && written.contains("url=\"a&b\""), "{written}");
}
