//! The page for people: what it shows, what it refuses, and what makes it usable.

use proptest::prelude::*;

use super::super::testing::{Node, parse};
use super::super::{Format, Group, Listed, Site, guard, index_page};
use super::arbitrary::{entry, text};
use super::full_entry;

fn listed(group: Group, label: &str) -> Listed {
    let base = format!("https://x.example/feeds/{label}");
    Listed {
        group,
        label: label.into(),
        title: format!("Courier: {label}"),
        addresses: Format::ALL.map(|format| (format, format!("{base}/{}", format.file_name()))).into(),
        ..Listed::default()
    }
}

fn site() -> Site {
    Site {
        title: "Courier".into(),
        link: "https://x.example/".into(),
        base: "https://x.example/feeds/".into(),
        language: Some("en".into()),
        opml: Some("https://x.example/feeds/feeds.opml".into()),
        ..Site::default()
    }
}

/// The page is written so that, its doctype aside, it is XML too; a reader of XML is stricter than any of HTML.
fn read(page: &[u8]) -> Node {
    let text = std::str::from_utf8(page).unwrap();
    let mut text = text.strip_prefix("<!doctype html>\n").unwrap().to_owned();
    for void in ["<meta ", "<link ", "<img "] {
        let mut out = String::new();
        let mut parts = text.split(void);
        out += parts.next().unwrap();
        for part in parts {
            let (tag, rest) = part.split_once('>').unwrap();
            out += &format!("{void}{tag}/>{rest}");
        }
        text = out;
    }
    parse(text.as_bytes())
}

fn walk<'a>(node: &'a Node, found: &mut Vec<&'a Node>) {
    found.push(node);
    node.children.iter().for_each(|child| walk(child, found));
}

fn all<'a>(root: &'a Node, name: &str) -> Vec<&'a Node> {
    let mut found = Vec::new();
    walk(root, &mut found);
    found.retain(|node| node.name == name);
    found
}

#[test]
fn feeds_and_entries_are_shown_and_found() {
    let feeds = [listed(Group::Tag, "grain"), listed(Group::Main, "main")];
    let entry = full_entry();
    let root = read(&index_page(&site(), &feeds, &[&entry]));
    assert_eq!((root.attribute("lang"), root.attribute("dir")), (Some("en"), Some("ltr")));
    let alternates: Vec<_> =
        all(&root, "link").into_iter().filter(|link| link.attribute("rel") == Some("alternate")).collect();
    assert_eq!(alternates.len(), 3, "the main feed's");
    assert_eq!(alternates[0].attribute("type"), Some("application/rss+xml"));
    assert_eq!(alternates[0].attribute("title"), Some("Courier: main (RSS 2.0)"));
    assert_eq!(alternates[0].attribute("href"), Some("https://x.example/feeds/main/rss.xml"));
    let lines = &all(&root, "pre")[0].children[0].text;
    assert_eq!(lines.lines().count(), 3);
    let copied = parse(lines.lines().next().unwrap().replace("\">", "\"/>").as_bytes());
    assert_eq!(copied.attributes, alternates[0].attributes, "what is copied is what the page itself has");
    let hrefs: Vec<_> = all(&root, "a").iter().filter_map(|a| a.attribute("href")).collect();
    for href in ["./main/rss.xml", "./main/atom.xml", "./main/feed.json", "./grain/rss.xml", "./feeds.opml"] {
        assert!(hrefs.contains(&href), "{href}");
    }
    assert!(hrefs.contains(&"https://courier.example/world/grain/"));
    let time = all(&root, "time")[0];
    assert_eq!((time.attribute("datetime"), &*time.text), (Some("2026-11-20T07:30:00Z"), "2026-11-20"));
}

#[test]
fn nothing_given_becomes_markup() {
    let hard = "</title></pre><script>alert(1)</script>\"' onload=x & {{ 7*7 }} {% raw %} \u{8}\u{FFFE}\r]]>";
    let clean = guard::line(hard).into_owned();
    let mut entry = full_entry();
    entry.title = hard.into();
    entry.link = hard.into();
    entry.summary = hard.into();
    entry.authors[0].name = hard.into();
    entry.language = Some(hard.into());
    let text = || hard.to_owned();
    let site = Site {
        title: text(),
        description: text(),
        link: text(),
        base: text(),
        language: Some(text()),
        icon: Some(text()),
        rights: Some(text()),
        opml: Some(text()),
        zone: Some(chrono_tz::Tz::Asia__Tokyo),
    };
    let feed = |group| Listed {
        group,
        label: text(),
        title: text(),
        description: text(),
        link: format!("x{hard}"),
        addresses: vec![(Format::Rss, text())],
        language: Some(text()),
    };
    let page = index_page(&site, &Group::ALL.map(feed), &[&entry]);
    let root = read(&page);
    assert!(all(&root, "script").is_empty());
    assert_eq!(all(&root, "h1").len(), 1);
    let text = String::from_utf8(page).unwrap();
    assert!(text.contains("{{ 7*7 }}"), "what is given is no template");
    assert!(all(&root, "a").iter().any(|a| a.attribute("href") == Some(&clean)));
}

#[test]
fn groups_have_names_and_long_ones_begin_closed() {
    let many = (0..13).map(|n| listed(Group::Tag, &format!("t{n}")));
    let feeds: Vec<_> = many.chain([listed(Group::Author, "olena")]).collect();
    let root = read(&index_page(&site(), &feeds, &[]));
    let [tags, authors] = all(&root, "details")[..] else { panic!() };
    assert!(tags.attribute("open").is_none() && authors.attribute("open").is_some());
    assert_eq!(all(tags, "li").len(), 13);
    let names: Vec<_> = all(tags, "a").iter().filter_map(|a| a.attribute("aria-label")).collect();
    assert_eq!(names[..3], ["RSS: t0", "Atom: t0", "JSON: t0"], "a link's name says whose feed it is");
}

#[test]
fn ids_are_unique_and_labels_lead_somewhere() {
    let root = read(&index_page(&site(), &Group::ALL.map(|group| listed(group, "x")), &[&full_entry()]));
    let mut nodes = Vec::new();
    walk(&root, &mut nodes);
    let mut ids: Vec<_> = nodes.iter().filter_map(|node| node.attribute("id")).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
    for label in nodes.iter().filter_map(|node| node.attribute("aria-labelledby")) {
        assert!(ids.contains(&label), "{label}");
    }
    for one in ["main", "header", "footer", "h1"] {
        assert_eq!(all(&root, one).len(), 1, "{one}");
    }
}

#[test]
fn a_page_of_another_language_says_which_words_are_english() {
    let site = Site { language: Some("he".into()), ..site() };
    let root = read(&index_page(&site, &[listed(Group::Main, "x")], &[]));
    assert_eq!((root.attribute("lang"), root.attribute("dir")), (Some("he"), Some("rtl")));
    assert!(all(&root, "h2").iter().all(|heading| heading.attribute("lang") == Some("en")));
}

#[test]
fn an_empty_site_has_a_page() {
    let root = read(&index_page(&Site::default(), &[], &[]));
    assert!(root.attribute("lang").is_some_and(|lang| lang == "en"));
    assert!(all(&root, "ul").is_empty() && all(&root, "pre").is_empty());
}

proptest! {
    #[test]
    fn any_text_gives_a_page(words in prop::collection::vec(text(), 8), one in entry()) {
        let mut words = words.into_iter();
        let mut text = || words.next().unwrap();
        let feed = Listed { label: text(), title: text(), description: text(), link: text(), addresses: vec![(Format::Rss, text())], ..Listed::default() };
        let site = Site { title: text(), description: text(), base: text(), ..Site::default() };
        let root = read(&index_page(&site, &[feed.clone(), Listed { group: Group::Tag, ..feed }], &[&one]));
        prop_assert_eq!(all(&root, "script").len(), 0);
        prop_assert_eq!(all(&root, "time").len(), 1);
    }
}
