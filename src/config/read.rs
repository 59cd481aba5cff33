//! `feedmill.toml` → [`Config`]; every slip is flagged where it stands.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono_tz::Tz;

use super::feeds::{formats, limit, max_bytes, mode, read_feeds};
use super::publish::{PUBLISH, read_publish};
use super::setting::{choice, flag_unknown, folder_url, has_scheme, http_url, line, pattern, reference, required_line};
use super::{Articles, Config, FeedRule, Guard, IdScheme, OnError, Output, Pattern, Query, Site, Updates};
use crate::article::{Byline, checked_email, language_tag};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Span};
use crate::feed::{Mode, Person};
use crate::fields::{self, Kind, Table, Value, nearest};
use crate::format::Format;
use crate::text;

rules! {
    /// The configuration lacks something it must say.
    ///
    /// A site needs a `title` and a `url` under `[site]`; all else has a default.
    MISSING_SETTING = Error "missing-setting";

    /// A setting has a value that cannot be used.
    INVALID_SETTING = Error "invalid-setting";

    /// Two `[[feed]]`s would be written to the same folder.
    ///
    /// Give one of them another `path`.
    DUPLICATE_FEED = Error "duplicate-feed";
}

const SITE: &[&str] = &["title", "url", "description", "language", "timezone", "rights", "authors", "icon"];
const ARTICLES: &[&str] = &["dir", "permalink", "id", "updated", "on_error"];
const OUTPUT: &[&str] = &["dir", "url", "news_sitemap"];
const DEFAULTS: &[&str] = &["formats", "limit", "max_bytes", "content"];
pub(super) const FEED: &[&str] =
    &["path", "each", "title", "description", "link", "where", "formats", "limit", "max_bytes", "content", "archive"];
pub(super) const QUERY: &[&str] =
    &["tags", "not_tags", "sections", "not_sections", "authors", "not_authors", "languages", "since"];
const GUARD: &[&str] = &["max_new", "max_withdrawn"];
const PERSON: &[&str] = &["name", "email", "url"];
pub(super) const TOP: &[(&str, &[&str])] = &[
    ("site", SITE),
    ("authors", &[]),
    ("articles", ARTICLES),
    ("output", OUTPUT),
    ("defaults", DEFAULTS),
    ("feed", FEED),
    ("guard", GUARD),
    ("publish", PUBLISH),
];

pub(super) fn config(report: &mut Report) -> Option<Config> {
    let table = fields::toml::parse(report.text(), 0, report)?;
    let names: Vec<&str> = TOP.iter().map(|(name, _)| *name).collect();
    flag_unknown(&table, &names, "the configuration", report);
    let empty = Table { span: Span::default(), entries: Vec::new() };
    let mut section = |name: &str| match table.get(name) {
        Some(value) => value.table(name, report).cloned().unwrap_or_default(),
        None => empty.clone(),
    };
    let (site, people, articles) = (section("site"), section("authors"), section("articles"));
    let (output, defaults) = (section("output"), section("defaults"));
    let (guard, publish) = (section("guard"), section("publish"));

    let authors = people_table(&people, report);
    let site = read_site(&site, report);
    let articles = read_articles(&articles, report);
    let output = read_output(&output, site.as_ref(), report);
    flag_unknown(&defaults, DEFAULTS, "`[defaults]`", report);
    let common = FeedRule {
        place: None,
        each: None,
        path: Pattern::verbatim(""),
        title: None,
        description: None,
        link: None,
        query: Query::default(),
        formats: formats(&defaults, report).unwrap_or_else(|| Format::ALL.to_vec()),
        limit: limit(&defaults, report).unwrap_or(20),
        max_bytes: max_bytes(&defaults, report).unwrap_or(1_000_000),
        content: mode(&defaults, report).unwrap_or(Mode::Full),
        archive: false,
    };
    let feeds = read_feeds(table.get("feed"), &common, report);
    let guard = read_guard(&guard, report);
    let publish = read_publish(&publish, report);
    let file = report.file().clone();
    Some(Config { file, site: site?, authors, articles, output: output?, feeds, guard, publish })
}

fn read_site(table: &Table, report: &mut Report) -> Option<Site> {
    flag_unknown(table, SITE, "`[site]`", report);
    let title = required_line(table, "site", "title", "title = \"Example Courier\"", report);
    let url = required_line(table, "site", "url", "url = \"https://courier.example/\"", report);
    let url = url.and_then(|url| http_url("url", &url, table.get("url")?.span, report)).map(folder_url);
    let language = line(table, "language", report);
    let language = language.and_then(|tag| language_tag(&tag, table.get("language")?.span, report));
    let timezone = line(table, "timezone", report).map(|name| zone(&name, table.get("timezone"), report));
    let authors = table.get("authors").map_or(&[][..], Value::items).iter();
    let authors = authors.filter_map(|value| {
        let name = text::line(&text::nfc(&value.text("authors", report)?)).into_owned();
        Some(Byline { name, email: None, url: None, place: Some(report.place(value.span)) })
    });
    let authors = authors.filter(|byline| !byline.name.is_empty()).collect();
    Some(Site {
        title: title?,
        url: url?,
        description: line(table, "description", report).unwrap_or_default(),
        language,
        timezone: timezone.unwrap_or(Some(Tz::UTC))?,
        rights: line(table, "rights", report),
        authors,
        icon: line(table, "icon", report).and_then(|icon| reference("icon", icon, table.get("icon")?.span, report)),
    })
}

fn zone(name: &str, value: Option<&Value>, report: &mut Report) -> Option<Tz> {
    if let Ok(zone) = Tz::from_str(name) {
        return Some(zone);
    }
    let names = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name());
    let near = nearest(name, names).or_else(|| {
        let city = format!("/{}", name.replace(' ', "_").to_lowercase());
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).find(|zone| zone.to_lowercase().ends_with(&city))
    });
    let span = value.map_or(Span::default(), |value| value.span);
    let found = report.flag(&INVALID_SETTING, span, format!("there is no time zone `{name}`"));
    found.help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "name it as the IANA time zone database does: `Europe/Kyiv`, `UTC`".to_owned(),
    });
    None
}

fn read_articles(table: &Table, report: &mut Report) -> Articles {
    flag_unknown(table, ARTICLES, "`[articles]`", report);
    let dir = line(table, "dir", report).unwrap_or_else(|| "articles".to_owned());
    let known = ["section", "slug", "year", "month", "day", "path"];
    let permalink = pattern(table, "permalink", &known, report).filter(|permalink| {
        let unique = permalink.has("slug") || permalink.has("path");
        let span = table.get("permalink").map_or(Span::default(), |value| value.span);
        let source = permalink.source();
        let climbs = source.split('/').any(|part| matches!(part, "." | "..")) || source.contains(['\\', '#']);
        if climbs || has_scheme(source) || source.starts_with("//") {
            report
                .flag(&INVALID_SETTING, span, format!("`{source}` is no path below the site's address"))
                .help("write it as in `{section}/{slug}/`; an article elsewhere says so with its own `url`");
        }
        if !unique {
            report
                .flag(&INVALID_SETTING, span, "every article would have the same permalink")
                .help("put `{slug}` or `{path}` into it");
        }
        unique
    });
    let id = choice(table, "id", &[("permalink", IdScheme::Permalink), ("tag", IdScheme::Tag)], report);
    let updated = choice(table, "updated", &[("given", Updates::Given), ("auto", Updates::Auto)], report);
    let on_error = choice(table, "on_error", &[("stop", OnError::Stop), ("skip", OnError::Skip)], report);
    Articles {
        dir,
        permalink: permalink.or_else(|| Pattern::parse("{section}/{slug}/", &known).ok()).unwrap_or_else(|| {
            // The pattern above is a constant that parses.
            Pattern::verbatim("")
        }),
        id: id.unwrap_or(IdScheme::Permalink),
        updated: updated.unwrap_or(Updates::Given),
        on_error: on_error.unwrap_or(OnError::Stop),
    }
}

fn read_output(table: &Table, site: Option<&Site>, report: &mut Report) -> Option<Output> {
    flag_unknown(table, OUTPUT, "`[output]`", report);
    let dir = line(table, "dir", report).unwrap_or_else(|| "feeds".to_owned());
    let url = match (line(table, "url", report), table.get("url")) {
        (Some(url), Some(value)) => http_url("url", &url, value.span, report)?,
        _ => site?.url.join(&format!("{}/", dir.trim_matches('/'))).ok()?,
    };
    let news_sitemap = table.get("news_sitemap").and_then(|value| value.bool("news_sitemap", report));
    Some(Output { dir, url: folder_url(url), news_sitemap: news_sitemap.unwrap_or(false) })
}

fn read_guard(table: &Table, report: &mut Report) -> Guard {
    flag_unknown(table, GUARD, "`[guard]`", report);
    let mut count = |name: &str| -> Option<usize> {
        let value = table.get(name)?;
        if matches!(value.kind, Kind::Integer(number) if number < 0) {
            value.flag_value(name, "a whole number from 0", report);
            return None;
        }
        value.count(name, report).map(|count| usize::try_from(count).unwrap_or(usize::MAX))
    };
    Guard { max_new: count("max_new"), max_withdrawn: count("max_withdrawn") }
}

fn people_table(table: &Table, report: &mut Report) -> BTreeMap<String, Person> {
    let mut people = BTreeMap::new();
    for (key, value) in &table.entries {
        let Some(person) = value.table(&key.name, report) else { continue };
        flag_unknown(person, PERSON, &format!("`[authors.{}]`", key.name), report);
        let name = line(person, "name", report).map(|name| text::nfc(&name).into_owned());
        let email = line(person, "email", report);
        let email = email.and_then(|email| checked_email(&email, person.get("email")?.span, report));
        let url = line(person, "url", report);
        if let (Some(url), Some(value)) = (&url, person.get("url")) {
            http_url("url", url, value.span, report);
        }
        let name = name.unwrap_or_else(|| key.name.to_string());
        people.insert(text::nfc(&key.name).into_owned(), Person { name, email, url });
    }
    people
}
