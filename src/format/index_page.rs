//! The page that shows people which feeds there are: `index.html`. It needs no script, holds its own style, and takes
//! nothing from elsewhere but the site's icon.
//!
//! Its own words are English; the page is in the site's language, and its own words are marked where that is another.

use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, escape_formatter};
use serde::Serialize;
use url::Url;

use super::listed::{Group, Listed};
use super::{Format, date, guard};
use crate::feed::Entry;

const TEMPLATE: &str = include_str!("index_page.html");

/// A group with more feeds than this begins closed.
const OPEN_UP_TO: usize = 12;

/// What the page says of the site.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// Title, plain text.
    pub title: String,
    /// What it is about, plain text; may be empty.
    pub description: String,
    /// The home page; may be empty.
    pub link: String,
    /// Where the page is served: the address of its folder. Links to what lies below are relative, so that the page works
    /// from a local server and from disk as well; empty where none shall be.
    pub base: String,
    /// Language tag (BCP 47).
    pub language: Option<String>,
    /// Address of a small square picture.
    pub icon: Option<String>,
    /// Copyright notice.
    pub rights: Option<String>,
    /// Address of the OPML document that lists the feeds.
    pub opml: Option<String>,
}

#[derive(Serialize)]
struct Page {
    title: String,
    description: String,
    link: String,
    language: Option<String>,
    direction: Option<&'static str>,
    /// ` lang="en"` where the page's own words are in another language than the page.
    english: Value,
    icon: Option<String>,
    /// Where the content security policy lets the icon come from.
    icon_source: Option<String>,
    rights: Option<String>,
    opml: Option<String>,
    alternates: Vec<Alternate>,
    /// The same as HTML to copy.
    lines: String,
    main: Vec<Item>,
    groups: Vec<Section>,
    newest: Vec<News>,
}

#[derive(Serialize)]
struct Section {
    title: &'static str,
    open: bool,
    feeds: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    label: String,
    description: String,
    /// The page it belongs to, where that is not the site's own.
    link: Option<String>,
    language: Option<String>,
    address: String,
    documents: Vec<Document>,
}

#[derive(Serialize)]
struct Document {
    name: &'static str,
    short: &'static str,
    media_type: &'static str,
    href: String,
}

#[derive(Serialize)]
struct Alternate {
    media_type: &'static str,
    title: String,
    href: String,
}

#[derive(Serialize)]
struct News {
    title: String,
    link: String,
    day: String,
    instant: String,
    authors: String,
    summary: String,
    language: Option<String>,
}

/// The page, with `feeds` by group and, within one, as given, and `newest` as given.
pub fn index_page(site: &Site, feeds: &[Listed], newest: &[&Entry]) -> Vec<u8> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    // The engine's own escaping is right too, but turns every `/` of an address into `&#x2f;`.
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => Ok(out.write_str(&guard::escape(text))?),
        _ => escape_formatter(out, state, value),
    });
    let page = Serde(page(site, feeds, newest));
    // The template is fixed and every value it asks for is there, so nothing can fail.
    environment.render_named_str("index_page.html", TEMPLATE, page).unwrap_or_default().into_bytes()
}

fn page(site: &Site, feeds: &[Listed], newest: &[&Entry]) -> Page {
    let language = guard::opt_line(site.language.as_deref()).map(String::from);
    let icon = guard::opt_line(site.icon.as_deref()).map(String::from);
    let of = |group| feeds.iter().filter(move |feed| feed.group == group && !feed.addresses.is_empty());
    let main: Vec<&Listed> = of(Group::Main).collect();
    let alternates: Vec<Alternate> = main.iter().flat_map(|feed| alternates(feed)).collect();
    let section = |group: Group| {
        let feeds: Vec<Item> = of(group).map(|feed| item(site, feed)).collect();
        (!feeds.is_empty()).then(|| Section { title: group.title(), open: feeds.len() <= OPEN_UP_TO, feeds })
    };
    let is_english = |tag: &str| tag.split('-').next().is_some_and(|language| language.eq_ignore_ascii_case("en"));
    Page {
        title: line(&site.title),
        description: line(&site.description),
        link: line(&site.link),
        direction: language.as_deref().map(direction),
        english: Value::from_safe_string(match language.as_deref() {
            Some(tag) if !is_english(tag) => " lang=\"en\"".into(),
            _ => String::new(),
        }),
        language,
        icon_source: icon.as_deref().and_then(origin),
        icon,
        rights: guard::opt_line(site.rights.as_deref()).map(String::from),
        opml: guard::opt_line(site.opml.as_deref()).map(|opml| relative(&site.base, &opml)),
        lines: alternates.iter().map(Alternate::line).collect::<Vec<_>>().join("\n"),
        alternates,
        main: main.iter().map(|feed| item(site, feed)).collect(),
        groups: Group::ALL.into_iter().filter(|group| *group != Group::Main).filter_map(section).collect(),
        newest: newest.iter().map(|entry| news(entry)).collect(),
    }
}

fn item(site: &Site, feed: &Listed) -> Item {
    let title = line(&feed.title);
    let document = |(format, address): &(Format, String)| Document {
        name: format.title(),
        short: match format {
            Format::Rss => "RSS",
            Format::Atom => "Atom",
            Format::Json => "JSON",
        },
        media_type: format.media_type(),
        href: relative(&site.base, &line(address)),
    };
    let address = feed.addresses.first().map(|(_, address)| line(address)).unwrap_or_default();
    // A main feed is known by its title, one of many by what tells it from its like.
    let label = match feed.group {
        Group::Main => title,
        _ => Some(line(&feed.label)).filter(|label| !label.is_empty()).unwrap_or(title),
    };
    Item {
        label: Some(label).filter(|label| !label.is_empty()).unwrap_or_else(|| address.clone()),
        description: line(&feed.description),
        link: guard::some_line(&feed.link).filter(|link| *link != guard::line(&site.link)).map(String::from),
        language: guard::opt_line(feed.language.as_deref()).map(String::from),
        documents: feed.addresses.iter().map(document).collect(),
        address,
    }
}

fn news(entry: &Entry) -> News {
    let link = line(&entry.link);
    let authors: Vec<_> = entry.authors.iter().filter_map(|person| guard::some_line(&person.name)).collect();
    News {
        title: guard::some_line(&entry.title).map_or_else(|| link.clone(), String::from),
        link,
        day: date::ymd(entry.published),
        instant: date::rfc3339(entry.published),
        authors: authors.join(", "),
        summary: line(&entry.summary),
        language: guard::opt_line(entry.language.as_deref()).map(String::from),
    }
}

/// What a page's head says of a feed so that readers find it.
fn alternates(feed: &Listed) -> Vec<Alternate> {
    let title = line(&feed.title);
    let alternate = |(format, address): &(Format, String)| Alternate {
        media_type: format.media_type(),
        title: match feed.addresses.len() {
            1 => title.clone(),
            _ => format!("{title} ({})", format.title()),
        },
        href: line(address),
    };
    feed.addresses.iter().map(alternate).collect()
}

impl Alternate {
    /// The element, as it is to be copied.
    fn line(&self) -> String {
        let (title, href) = (guard::escape(&self.title), guard::escape(&self.href));
        format!("<link rel=\"alternate\" type=\"{}\" title=\"{title}\" href=\"{href}\">", self.media_type)
    }
}

fn line(text: &str) -> String {
    guard::line(text).into_owned()
}

/// `address` as seen from the folder `base`, where it lies below; else unchanged.
fn relative(base: &str, address: &str) -> String {
    let below = address.strip_prefix(base.trim_end_matches('/')).and_then(|rest| rest.strip_prefix('/'));
    match below {
        // `./`, for a first segment with a colon would be a scheme, and one that is empty another host.
        Some(rest) if !base.is_empty() && !rest.is_empty() => format!("./{rest}"),
        _ => address.into(),
    }
}

/// The origin a picture comes from, as a source in a content security policy.
fn origin(address: &str) -> Option<String> {
    let address = Url::parse(address).ok()?;
    match address.scheme() {
        "http" | "https" => Some(address.origin().ascii_serialization()),
        "data" => Some("data:".into()),
        _ => None,
    }
}

/// The direction a language is written in: by the script its tag names, else by the one it is mostly written in.
fn direction(tag: &str) -> &'static str {
    let tag = tag.to_ascii_lowercase();
    let mut subtags = tag.split('-');
    let language = subtags.next().unwrap_or_default();
    let script = subtags.find(|subtag| subtag.len() == 4 && subtag.bytes().all(|b| b.is_ascii_alphabetic()));
    let right_to_left = match script {
        Some(script) => matches!(
            script,
            "arab" | "aran" | "hebr" | "syrc" | "thaa" | "nkoo" | "adlm" | "rohg" | "mand" | "samr" | "yezi"
        ),
        None => matches!(
            language,
            "ar" | "arc"
                | "arz"
                | "azb"
                | "bal"
                | "ckb"
                | "dv"
                | "fa"
                | "glk"
                | "he"
                | "iw"
                | "ji"
                | "ks"
                | "lrc"
                | "mzn"
                | "nqo"
                | "pnb"
                | "prs"
                | "ps"
                | "rhg"
                | "sd"
                | "syr"
                | "ug"
                | "ur"
                | "yi"
        ),
    };
    if right_to_left { "rtl" } else { "ltr" }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Node, parse};
    use super::super::tests::full_entry;
    use super::*;

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
        let clean = line(hard);
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

    #[test]
    fn addresses_below_the_page_are_relative() {
        for (base, address, href) in [
            ("https://x/feeds/", "https://x/feeds/rss.xml", "./rss.xml"),
            ("https://x/feeds", "https://x/feeds/a:b/rss.xml", "./a:b/rss.xml"),
            ("https://x/feeds/", "https://x/feeds2/rss.xml", "https://x/feeds2/rss.xml"),
            ("https://x/feeds/", "https://x/feeds/", "https://x/feeds/"),
            ("", "/rss.xml", "/rss.xml"),
        ] {
            assert_eq!(relative(base, address), href);
        }
    }

    #[test]
    fn directions() {
        for (tag, way) in [("ar-EG", "rtl"), ("uz-Arab", "rtl"), ("ar-Latn", "ltr"), ("en", "ltr"), ("", "ltr")] {
            assert_eq!(direction(tag), way, "{tag}");
        }
    }
}
