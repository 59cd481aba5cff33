//! What holds for every format: what goes in comes out again, whatever it is.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use super::testing::{Node, parse, render, unescape};
use super::{Format, guard};
use crate::feed::{Attachment, Entry, Feed, Person, Picture};

/// Text with all that has ever broken a feed.
fn text() -> impl Strategy<Value = String> {
    let hard = prop::sample::select(vec![
        "]]>",
        "<![CDATA[",
        "&",
        "&amp;",
        "<b>",
        "</item>",
        "</entry>",
        "<item>",
        "<entry>",
        "<title>",
        "</channel>",
        "\"",
        "'",
        "\r",
        "\r\n",
        "\n",
        "\t",
        " ",
        "\u{0}",
        "\u{8}",
        "\u{FFFE}",
        "\u{FFFF}",
        "\u{FFFD}",
        "\u{85}",
        "\u{2028}",
        "\u{7F}",
        "👩‍🌾",
        "שלום",
        "\u{202E}",
        "\u{FEFF}",
        "+00:00</updated>",
        "<summary>",
        "é",
        "grain",
        "\\",
        "{{",
        "{%",
        "\u{10FFFF}",
        "--",
    ]);
    prop::collection::vec(prop_oneof![3 => hard.prop_map(str::to_owned), 1 => ".{0,8}"], 0..8)
        .prop_map(|parts| parts.concat())
}

fn person() -> impl Strategy<Value = Person> {
    (text(), prop::option::of(text()), prop::option::of(text())).prop_map(|(name, email, url)| Person {
        name,
        email,
        url,
    })
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    prop::collection::vec(person(), 0..3)
}

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    (-62_135_596_800i64..253_402_300_800, 0u32..2_000_000_000)
        .prop_map(|(seconds, nanos)| DateTime::from_timestamp(seconds, nanos % 1_000_000_000).unwrap())
}

fn attachment() -> impl Strategy<Value = Attachment> {
    (text(), prop::option::of(any::<u64>()), text(), prop::option::of(text()), prop::option::of(any::<u64>()))
        .prop_map(|(url, length, media_type, title, duration)| Attachment { url, length, media_type, title, duration })
}

fn entry() -> impl Strategy<Value = Entry> {
    let words = (text(), text(), text(), text(), prop::option::of(text()));
    let picture = (text(), prop::option::of(text()), prop::option::of(text()))
        .prop_map(|(url, media_type, alt)| Picture { url, media_type, alt });
    let rest = (
        instant(),
        instant(),
        people(),
        people(),
        prop::collection::vec(text(), 0..3),
        prop::option::of(text()),
        prop::option::of(picture),
        prop::collection::vec(attachment(), 0..3),
    );
    (words, rest).prop_map(|((id, link, title, summary, content), rest)| {
        let (published, updated, authors, contributors, tags, language, image, enclosures) = rest;
        let content = content.map(Arc::from);
        Entry {
            id,
            link,
            title,
            summary,
            content,
            published,
            updated,
            authors,
            contributors,
            tags,
            language,
            image,
            enclosures,
        }
    })
}

fn feed() -> impl Strategy<Value = Feed> {
    let words = (text(), text(), text(), text(), text());
    let more = (prop::option::of(text()), prop::option::of(text()), prop::option::of(text()));
    (words, more, people(), prop::collection::vec(text(), 0..3), prop::option::of(instant())).prop_map(
        |((id, title, description, link, address), (language, rights, icon), authors, hubs, updated)| Feed {
            id,
            title,
            description,
            link,
            address,
            language,
            rights,
            icon,
            authors,
            hubs,
            updated,
        },
    )
}

fn line(text: &str) -> String {
    guard::line(text).into_owned()
}

fn lines<'a>(texts: impl IntoIterator<Item = &'a String>) -> Vec<String> {
    texts.into_iter().map(|text| line(text)).filter(|text| !text.is_empty()).collect()
}

fn opt(text: &Option<String>) -> Option<String> {
    text.as_deref().map(line).filter(|text| !text.is_empty())
}

fn names(people: &[Person]) -> Vec<String> {
    lines(people.iter().map(|person| &person.name))
}

fn block(text: &str) -> Option<String> {
    Some(guard::block(text).into_owned()).filter(|text| !text.trim().is_empty())
}

fn content(entry: &Entry) -> Option<String> {
    entry.content.as_deref().map(|content| guard::block(content).into_owned())
}

fn urls(files: &[Attachment]) -> Vec<String> {
    lines(files.iter().map(|file| &file.url))
}

fn attributes(nodes: &[&Node], name: &str) -> Vec<String> {
    nodes.iter().filter_map(|node| node.attribute(name)).map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn rss_reads_back(feed in feed(), entries in prop::collection::vec(entry(), 0..3)) {
        let root = parse(&render(Format::Rss, &feed, &entries));
        let channel = root.get("channel").unwrap();
        prop_assert_eq!(channel.text_of("title").unwrap(), line(&feed.title));
        prop_assert_eq!(channel.text_of("link").unwrap(), line(&feed.link));
        let description = Some(line(&feed.description)).filter(|text| !text.is_empty()).unwrap_or(line(&feed.title));
        prop_assert_eq!(channel.text_of("description").unwrap(), description);
        prop_assert_eq!(channel.text_of("language").map(str::to_owned), opt(&feed.language));
        prop_assert_eq!(channel.text_of("copyright").map(str::to_owned), opt(&feed.rights));
        let links: Vec<_> = channel.all("atom:link").collect();
        let hubs: Vec<_> = links.iter().filter(|link| link.attribute("rel") == Some("hub")).copied().collect();
        prop_assert_eq!(attributes(&hubs, "href"), lines(&feed.hubs));
        prop_assert_eq!(channel.all("item").count(), entries.len());
        for (item, entry) in channel.all("item").zip(&entries) {
            prop_assert!(item.get("title").is_some() || item.get("description").is_some());
            if !line(&entry.title).is_empty() {
                prop_assert_eq!(item.text_of("title").unwrap(), line(&entry.title));
            }
            prop_assert_eq!(item.text_of("guid").unwrap_or_default(), guard::block(&entry.id));
            prop_assert_eq!(item.text_of("link").unwrap_or_default(), line(&entry.link));
            match (block(&entry.summary), content(entry)) {
                (Some(summary), content) => {
                    prop_assert_eq!(unescape(item.text_of("description").unwrap()), summary);
                    prop_assert_eq!(item.text_of("content:encoded").map(str::to_owned), content);
                }
                (None, content) => {
                    prop_assert_eq!(item.text_of("description").map(str::to_owned), content);
                    prop_assert!(item.get("content:encoded").is_none());
                }
            }
            prop_assert_eq!(item.text_of("dc:creator").unwrap_or_default(), names(&entry.authors).join(", "));
            prop_assert_eq!(item.text_of("dc:contributor").unwrap_or_default(), names(&entry.contributors).join(", "));
            prop_assert_eq!(item.text_of("dc:language").map(str::to_owned), opt(&entry.language));
            prop_assert_eq!(item.texts("category"), lines(&entry.tags));
            let media: Vec<_> = item.all("media:content").collect();
            let mut all = attributes(&media, "url");
            let pictures = entry.image.iter().filter(|picture| !line(&picture.url).is_empty()).count();
            if let Some(enclosure) = item.get("enclosure") {
                all.insert(pictures, enclosure.attribute("url").unwrap().to_owned());
            }
            let wanted = lines(entry.image.iter().map(|picture| &picture.url)).into_iter().chain(urls(&entry.enclosures));
            prop_assert_eq!(all, wanted.collect::<Vec<_>>());
        }
    }

    #[test]
    fn atom_reads_back(feed in feed(), entries in prop::collection::vec(entry(), 0..3)) {
        let root = parse(&render(Format::Atom, &feed, &entries));
        prop_assert_eq!(root.namespace.as_deref(), Some("http://www.w3.org/2005/Atom"));
        prop_assert_eq!(root.attribute("xml:lang").map(str::to_owned), opt(&feed.language));
        prop_assert_eq!(root.text_of("title").unwrap(), line(&feed.title));
        prop_assert_eq!(root.text_of("subtitle").unwrap_or_default(), line(&feed.description));
        prop_assert_eq!(root.text_of("rights").map(str::to_owned), opt(&feed.rights));
        prop_assert!(root.get("updated").unwrap().text.ends_with('Z'));
        prop_assert!(root.all("author").all(|author| !author.text_of("name").unwrap().is_empty()));
        prop_assert!(root.all("author").count() > 0);
        prop_assert_eq!(root.all("entry").count(), entries.len());
        for (node, entry) in root.all("entry").zip(&entries) {
            prop_assert_eq!(node.attribute("xml:lang").map(str::to_owned), opt(&entry.language));
            let title = node.get("title").unwrap();
            prop_assert_eq!(title.attribute("type"), Some("text"));
            prop_assert_eq!(&title.text, &line(&entry.title));
            prop_assert_eq!(node.text_of("id").unwrap(), guard::block(&entry.id));
            let summary = node.get("summary");
            prop_assert_eq!(summary.map(|node| node.text.clone()), block(&entry.summary));
            prop_assert!(summary.is_none_or(|node| node.attribute("type") == Some("text")));
            if let Some(html) = content(entry) {
                prop_assert_eq!(node.get("content").unwrap().attribute("type"), Some("html"));
                prop_assert_eq!(node.text_of("content").unwrap(), html);
            }
            prop_assert_eq!(&node.text_of("updated").unwrap().parse::<DateTime<Utc>>().unwrap(), &super::date::whole(entry.updated));
            prop_assert!(node.text_of("updated").unwrap().len() == 20 && node.text_of("published").unwrap().len() == 20);
            let authors: Vec<_> = node.all("author").map(|author| author.text_of("name").unwrap()).collect();
            prop_assert_eq!(authors, names(&entry.authors));
            let terms: Vec<_> = node.all("category").collect();
            prop_assert_eq!(attributes(&terms, "term"), lines(&entry.tags));
            let links: Vec<_> = node.all("link").filter(|link| link.attribute("rel") == Some("enclosure")).collect();
            prop_assert_eq!(attributes(&links, "href"), urls(&entry.enclosures));
            let media: Vec<_> = node.all("media:content").collect();
            prop_assert_eq!(attributes(&media, "url"), lines(entry.image.iter().map(|picture| &picture.url)));
            if let (Some(media), Some(picture)) = (media.first(), &entry.image) {
                prop_assert_eq!(media.text_of("media:description").map(str::to_owned), opt(&picture.alt));
            }
        }
    }

    #[test]
    fn json_reads_back(feed in feed(), entries in prop::collection::vec(entry(), 0..3)) {
        let bytes = render(Format::Json, &feed, &entries);
        let root: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(&root["title"], &line(&feed.title));
        prop_assert_eq!(root["home_page_url"].as_str().unwrap_or_default(), line(&feed.link));
        prop_assert_eq!(root["feed_url"].as_str().unwrap_or_default(), line(&feed.address));
        let items = root["items"].as_array().unwrap();
        prop_assert_eq!(items.len(), entries.len());
        for (item, entry) in items.iter().zip(&entries) {
            prop_assert_eq!(&item["id"], &*guard::block(&entry.id));
            prop_assert_eq!(item["url"].as_str().unwrap_or_default(), line(&entry.link));
            prop_assert_eq!(item["title"].as_str().unwrap_or_default(), line(&entry.title));
            prop_assert_eq!(item["content_html"].as_str().map(str::to_owned), content(entry));
            prop_assert_eq!(item["summary"].as_str().map(str::to_owned), block(&entry.summary));
            prop_assert!(item["content_html"].is_string() != item["content_text"].is_string());
            let names_of = |value: &serde_json::Value| -> Vec<String> {
                value.as_array().into_iter().flatten().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
            };
            prop_assert_eq!(names_of(&item["authors"]), names(&entry.authors));
            prop_assert_eq!(names_of(&item["_feedmill"]["contributors"]), names(&entry.contributors));
            let tags: Vec<_> = item["tags"].as_array().into_iter().flatten().map(|tag| tag.as_str().unwrap()).collect();
            prop_assert_eq!(tags, lines(&entry.tags));
        }
        prop_assert_eq!(String::from_utf8(bytes).unwrap().lines().filter(|line| line.starts_with("    {\"id\":")).count(), entries.len());
    }
}

/// An entry with all there is.
pub(super) fn full_entry() -> Entry {
    let person = |name: &str| Person { name: name.into(), ..Person::default() };
    Entry {
        id: "tag:courier.example,2026:grain".into(),
        link: "https://courier.example/world/grain/".into(),
        title: "Grain <b>prices</b> & silos".into(),
        summary: "A dry autumn meets <full> silos.".into(),
        content: Some("<p>All of it ]]&gt; </item></entry></p>".into()),
        published: "2026-11-20T07:30:00.5Z".parse().unwrap(),
        updated: "2026-11-21T06:00:00Z".parse().unwrap(),
        authors: vec![
            Person {
                name: "Olena Field".into(),
                email: Some("olena@courier.example".into()),
                url: Some("https://courier.example/olena/".into()),
            },
            person("Jo Field"),
        ],
        contributors: vec![person("Sam Hay")],
        tags: vec!["grain".into(), "R&D".into()],
        language: Some("en-GB".into()),
        image: Some(Picture {
            url: "https://courier.example/silo.jpg?w=1&h=2".into(),
            media_type: Some("image/jpeg".into()),
            alt: Some("A silo at \"dusk\"".into()),
        }),
        enclosures: vec![
            Attachment {
                url: "https://courier.example/ep12.mp3".into(),
                length: Some(1234),
                media_type: "audio/mpeg".into(),
                title: Some("Episode 12".into()),
                duration: Some(61),
            },
            Attachment {
                url: "https://courier.example/notes.pdf?a=1&b=2".into(),
                length: None,
                media_type: "application/pdf".into(),
                title: None,
                duration: None,
            },
        ],
    }
}

/// A feed with all there is.
pub(super) fn full_feed(format: Format) -> Feed {
    Feed {
        id: "https://courier.example/feeds/".into(),
        title: "Example Courier".into(),
        description: "News for people who grow things".into(),
        link: "https://courier.example/".into(),
        address: format!("https://courier.example/feeds/{}", format.file_name()),
        language: Some("en".into()),
        rights: Some("© 2026 Example Courier".into()),
        icon: Some("https://courier.example/icon.png".into()),
        authors: vec![Person { name: "Olena Field".into(), email: Some("olena@courier.example".into()), url: None }],
        hubs: vec!["https://hub.example/".into()],
        updated: Some("2026-11-21T06:00:00Z".parse().unwrap()),
    }
}

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
        let entry = super::entry(format, &full_entry());
        assert_eq!(lines(&two) - lines(&one), 1 + lines(&entry), "{format:?}");
        for document in [none, one, two] {
            assert!(document.ends_with(b"\n") && !document.ends_with(b"\n\n"));
        }
    }
}

#[test]
fn documents_share_their_entries() {
    for format in Format::ALL {
        let fragment: Arc<[u8]> = super::entry(format, &full_entry()).into();
        let rope = super::document(format, &full_feed(format), &[fragment.clone(), fragment.clone()]);
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
