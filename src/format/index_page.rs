//! The page that shows people which feeds there are: `index.html`. It needs no script, holds its own style, and takes
//! nothing from elsewhere but the site's icon.
//!
//! Its own words are English; the page is in the site's language, and its own words are marked where that is another.

use chrono_tz::Tz;
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
    /// The zone whose days people see; UTC where there is none.
    pub zone: Option<Tz>,
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
    direction: Option<&'static str>,
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
    direction: Option<&'static str>,
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
        newest: newest.iter().map(|entry| news(site, entry)).collect(),
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
        direction: feed.language.as_deref().map(direction),
        language: guard::opt_line(feed.language.as_deref()).map(String::from),
        documents: feed.addresses.iter().map(document).collect(),
        address,
    }
}

fn news(site: &Site, entry: &Entry) -> News {
    let link = line(&entry.link);
    let authors: Vec<_> = entry.authors.iter().filter_map(|person| guard::some_line(&person.name)).collect();
    News {
        title: guard::some_line(&entry.title).map_or_else(|| link.clone(), String::from),
        link,
        day: date::day(entry.published, site.zone.unwrap_or(Tz::UTC)),
        instant: date::rfc3339(entry.published),
        authors: authors.join(", "),
        summary: line(&entry.summary),
        direction: entry.language.as_deref().map(direction),
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
pub(crate) fn direction(tag: &str) -> &'static str {
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
    use super::*;

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
