//! `feedmill.toml` → [`Config`]; every slip is flagged where it stands.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono_tz::Tz;
use url::Url;

use super::{Articles, Config, Each, FeedRule, IdScheme, OnError, Output, Pattern, Query, Site, size};
use crate::article::{Byline, checked_email, language_tag};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Span};
use crate::feed::{Mode, Person};
use crate::fields::{self, Kind, Table, UNKNOWN_KEY, Value, nearest};
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

    /// A setting is known, but this version of feedmill does nothing with it yet.
    UNSUPPORTED_SETTING = Warning "unsupported-setting";
}

const SITE: &[&str] = &["title", "url", "description", "language", "timezone", "rights", "authors", "icon"];
const ARTICLES: &[&str] = &["dir", "permalink", "id", "on_error"];
const OUTPUT: &[&str] = &["dir", "url", "news_sitemap"];
const DEFAULTS: &[&str] = &["formats", "limit", "max_bytes", "content"];
const FEED: &[&str] =
    &["path", "each", "title", "description", "link", "where", "formats", "limit", "max_bytes", "content", "archive"];
const QUERY: &[&str] =
    &["tags", "not_tags", "sections", "not_sections", "authors", "not_authors", "languages", "since"];
const PUBLISH: &[&str] = &["targets", "hubs"];
const PERSON: &[&str] = &["name", "email", "url"];
const TOP: &[(&str, &[&str])] = &[
    ("site", SITE),
    ("authors", &[]),
    ("articles", ARTICLES),
    ("output", OUTPUT),
    ("defaults", DEFAULTS),
    ("feed", FEED),
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
    let (output, defaults, publish) = (section("output"), section("defaults"), section("publish"));

    let authors = people_table(&people, report);
    let site = read_site(&site, report);
    let articles = read_articles(&articles, report);
    let output = read_output(&output, site.as_ref(), report);
    flag_unknown(&defaults, DEFAULTS, "`[defaults]`", report);
    flag_unknown(&publish, PUBLISH, "`[publish]`", report);
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
    };
    let feeds = read_feeds(table.get("feed"), &common, report);
    let hubs = texts(&publish, "hubs", report);
    let hubs = hubs.iter().zip(publish.get("hubs").map_or(&[][..], Value::items));
    let hubs: Vec<String> =
        hubs.filter_map(|(hub, value)| Some(http_url("hubs", hub, value.span, report)?.into())).collect();
    let file = report.file().clone();
    Some(Config { file, site: site?, authors, articles, output: output?, feeds, hubs })
}

/// Flags unknown keys; one that belongs elsewhere is sent there.
fn flag_unknown(table: &Table, known: &[&str], place: &str, report: &mut Report) {
    for (key, _) in table.entries.iter().filter(|(key, _)| !known.contains(&key.name.as_str())) {
        let home = TOP.iter().find(|(_, keys)| keys.contains(&key.name.as_str()));
        let near = nearest(&key.name, known.iter().copied());
        let found = report.flag(&UNKNOWN_KEY, key.span, format!("{place} has no setting `{}`", key.name));
        found.param("key", key.name.clone());
        found.help(match (near, home) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some((home, _))) => format!("`{}` belongs under `[{home}]`", key.name),
            (None, None) => format!("the settings there are: {}", known.join(", ")),
        });
    }
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
    let on_error = choice(table, "on_error", &[("stop", OnError::Stop), ("skip", OnError::Skip)], report);
    Articles {
        dir,
        permalink: permalink.or_else(|| Pattern::parse("{section}/{slug}/", &known).ok()).unwrap_or_else(|| {
            // The pattern above is a constant that parses.
            Pattern::verbatim("")
        }),
        id: id.unwrap_or(IdScheme::Permalink),
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

fn read_feeds(value: Option<&Value>, common: &FeedRule, report: &mut Report) -> Vec<FeedRule> {
    let Some(value) = value else {
        let each = |each: Each| FeedRule { each: Some(each), path: default_path(each), ..common.clone() };
        return vec![common.clone(), each(Each::Tag), each(Each::Author), each(Each::Section)];
    };
    let mut feeds: Vec<FeedRule> = Vec::new();
    for item in value.items() {
        let Some(feed) = item.table("feed", report).and_then(|table| read_feed(table, common, report)) else {
            continue;
        };
        // On some file systems `A` and `a` are one folder.
        let folder = feed.path.source().to_lowercase();
        if let Some(twin) = feeds.iter().find(|other| other.path.source().to_lowercase() == folder) {
            let (twin, file) = (twin.place, report.file().clone());
            report
                .flag(&DUPLICATE_FEED, item.span, format!("two feeds have the path `{}`", feed.path.source()))
                .help("give one of them another `path`")
                .related(file, twin, "the other is here");
        }
        feeds.push(feed);
    }
    feeds
}

fn default_path(each: Each) -> Pattern {
    Pattern::parse(each.default_path(), &[each.name()]).unwrap_or_else(|_| Pattern::verbatim(each.name()))
}

fn read_feed(table: &Table, common: &FeedRule, report: &mut Report) -> Option<FeedRule> {
    flag_unknown(table, FEED, "`[[feed]]`", report);
    let choices: Vec<_> = Each::ALL.iter().map(|each| (each.name(), *each)).collect();
    let each = choice(table, "each", &choices, report);
    let placeholders: Vec<&str> = each.iter().map(|each| each.name()).collect();
    let path = match (pattern(table, "path", &placeholders, report), each) {
        (Some(path), _) => path,
        (None, Some(each)) => default_path(each),
        (None, None) => Pattern::verbatim(""),
    };
    let span = table.get("path").map_or(table.span, |value| value.span);
    if let Some(each) = each
        && !path.has(each.name())
    {
        let name = each.name();
        report
            .flag(&INVALID_SETTING, span, format!("the feeds of every {name} would share one path"))
            .help(format!("put `{{{name}}}` into it: `path = \"{}\"`", each.default_path()));
    }
    let path = safe_path(path, span, &placeholders, report);
    let query = match table.get("where") {
        Some(value) => value.table("where", report).map(|table| read_query(table, report)).unwrap_or_default(),
        None => Query::default(),
    };
    if let Some(value) = table.get("archive")
        && value.bool("archive", report) == Some(true)
    {
        report
            .flag(&UNSUPPORTED_SETTING, value.span, "archives are not written by this version")
            .help("the feed keeps its newest entries; take `archive` out to silence this");
    }
    Some(FeedRule {
        place: Some(report.place(table.span)),
        each,
        path,
        title: pattern(table, "title", &placeholders, report),
        description: pattern(table, "description", &placeholders, report),
        link: pattern(table, "link", &placeholders, report).filter(|link| {
            let span = table.get("link").map_or(table.span, |value| value.span);
            reference("link", link.source().to_owned(), span, report).is_some()
        }),
        query,
        formats: formats(table, report).unwrap_or_else(|| common.formats.clone()),
        limit: limit(table, report).unwrap_or(common.limit),
        max_bytes: max_bytes(table, report).unwrap_or(common.max_bytes),
        content: mode(table, report).unwrap_or(common.content),
    })
}

/// A feed's folder lies below the output folder, whatever is filled in.
fn safe_path(path: Pattern, span: Span, placeholders: &[&str], report: &mut Report) -> Pattern {
    let trimmed = path.source().trim_matches('/');
    let unsafe_part = |part: &str| part.is_empty() || part.starts_with('.') || part.contains(['\\', '\0', ':']);
    if !trimmed.is_empty() && trimmed.split('/').any(unsafe_part) {
        report
            .flag(&INVALID_SETTING, span, format!("`{}` is no path below the output folder", path.source()))
            .help("write folder names with `/` between them, as in `tags/{tag}`; none may begin with a dot");
        return path;
    }
    Pattern::parse(trimmed, placeholders).unwrap_or(path)
}

fn read_query(table: &Table, report: &mut Report) -> Query {
    flag_unknown(table, QUERY, "`where`", report);
    let since = line(table, "since", report).and_then(|since| {
        let span = size::time_span(&since);
        if span.is_none() {
            let value = table.get("since")?.span;
            report
                .flag(&INVALID_SETTING, value, format!("`{since}` is no span of time"))
                .help("write it as in `90d`, `36h`, `2w` or `1y`");
        }
        span
    });
    Query {
        tags: texts(table, "tags", report),
        not_tags: texts(table, "not_tags", report),
        sections: texts(table, "sections", report),
        not_sections: texts(table, "not_sections", report),
        authors: texts(table, "authors", report),
        not_authors: texts(table, "not_authors", report),
        languages: texts(table, "languages", report),
        since,
    }
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
        let name = name.unwrap_or_else(|| key.name.clone());
        people.insert(text::nfc(&key.name).into_owned(), Person { name, email, url });
    }
    people
}

fn formats(table: &Table, report: &mut Report) -> Option<Vec<Format>> {
    let value = table.get("formats")?;
    let choices: Vec<_> = Format::ALL.iter().map(|format| (format.name(), *format)).collect();
    let mut formats: Vec<Format> = Vec::new();
    for item in value.items() {
        let format = chosen(item, "formats", &choices, report)?;
        if !formats.contains(&format) {
            formats.push(format);
        }
    }
    if formats.is_empty() {
        report
            .flag(&INVALID_SETTING, value.span, "a feed needs at least one format")
            .help("`formats = [\"rss\", \"atom\", \"json\"]` writes all three");
        return None;
    }
    formats.sort();
    Some(formats)
}

fn limit(table: &Table, report: &mut Report) -> Option<usize> {
    let value = table.get("limit")?;
    if matches!(value.kind, Kind::Integer(number) if number < 0) {
        value.flag_value("limit", "a whole number from 1", report);
        return None;
    }
    let limit = value.count("limit", report)?;
    if limit == 0 {
        report
            .flag(&INVALID_SETTING, value.span, "a feed that holds no entry is of no use")
            .help("write how many of the newest articles it holds, from 1");
        return None;
    }
    Some(usize::try_from(limit).unwrap_or(usize::MAX))
}

fn max_bytes(table: &Table, report: &mut Report) -> Option<usize> {
    let value = table.get("max_bytes")?;
    let text = value.text("max_bytes", report)?;
    let bytes = size::bytes(&text);
    if bytes.is_none() {
        report
            .flag(&INVALID_SETTING, value.span, format!("`{text}` is no size"))
            .help("write it as in `\"1 MB\"`, `\"500 kB\"`, or a number of bytes");
    }
    bytes
}

fn mode(table: &Table, report: &mut Report) -> Option<Mode> {
    choice(table, "content", &[("full", Mode::Full), ("summary", Mode::Summary), ("title", Mode::Title)], report)
}

fn choice<T: Copy>(table: &Table, name: &str, choices: &[(&str, T)], report: &mut Report) -> Option<T> {
    chosen(table.get(name)?, name, choices, report)
}

fn chosen<T: Copy>(value: &Value, name: &str, choices: &[(&str, T)], report: &mut Report) -> Option<T> {
    let text = value.text(name, report)?;
    let found = choices.iter().find(|(choice, _)| *choice == text);
    if found.is_none() {
        let names: Vec<_> = choices.iter().map(|(choice, _)| format!("\"{choice}\"")).collect();
        let near = nearest(&text, choices.iter().map(|(choice, _)| *choice));
        let flagged = report.flag(&INVALID_SETTING, value.span, format!("`{name}` cannot be `{text}`"));
        flagged.help(match near {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("it is one of {}", names.join(", ")),
        });
    }
    found.map(|(_, choice)| *choice)
}

fn pattern(table: &Table, name: &str, placeholders: &[&str], report: &mut Report) -> Option<Pattern> {
    let source = text::line(&table.get(name)?.text(name, report)?).into_owned();
    if source.is_empty() && !matches!(name, "path" | "permalink") {
        return None;
    }
    let pattern = Pattern::parse(&source, placeholders);
    match pattern {
        Ok(pattern) => Some(pattern),
        Err(message) => {
            report.flag(&INVALID_SETTING, table.get(name)?.span, format!("`{name}`: {message}"));
            None
        }
    }
}

fn required_line(table: &Table, section: &str, name: &str, example: &str, report: &mut Report) -> Option<String> {
    match table.get(name) {
        None if table.span == Span::default() => {
            report.flag_file(&MISSING_SETTING, format!("no `{name}` under `[{section}]`"))
        }
        None => report.flag(&MISSING_SETTING, table.span, format!("no `{name}` under `[{section}]`")),
        Some(value) => {
            let text = text::line(&value.text(name, report)?).into_owned();
            if !text.is_empty() {
                return Some(text);
            }
            report.flag(&MISSING_SETTING, value.span, format!("`{name}` under `[{section}]` is empty"))
        }
    }
    .help(format!("add `{example}` under `[{section}]`"));
    None
}

/// A setting's text on one line; `None` where it is absent, empty or not text.
fn line(table: &Table, name: &str, report: &mut Report) -> Option<String> {
    Some(text::line(&table.get(name)?.text(name, report)?).into_owned()).filter(|line| !text::is_invisible(line))
}

fn texts(table: &Table, name: &str, report: &mut Report) -> Vec<String> {
    let items = table.get(name).map_or(&[][..], Value::items);
    items.iter().filter_map(|item| Some(text::line(&text::nfc(&item.text(name, report)?)).into_owned())).collect()
}

fn http_url(name: &str, text: &str, span: Span, report: &mut Report) -> Option<Url> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    match url {
        Some(url) if url.username().is_empty() && url.password().is_none() => return Some(url),
        Some(_) => report
            .flag(&INVALID_SETTING, span, format!("`{name}` holds a user's name or password, and feeds are public"))
            .help("leave out what stands before the `@`"),
        None => report
            .flag(&INVALID_SETTING, span, format!("`{name}` is `{text}`, which is no web address"))
            .help("write it whole, as in `https://courier.example/`"),
    };
    None
}

/// An address that may be relative to the site's. Flagged if it is of another kind than the web's.
fn reference(name: &str, text: String, span: Span, report: &mut Report) -> Option<String> {
    if has_scheme(&text) {
        http_url(name, &text, span, report)?;
    }
    Some(text)
}

fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

/// The same address as a folder: what is relative to it lies below it.
fn folder_url(mut url: Url) -> Url {
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}
