//! `[[feed]]` and `[defaults]`: which feeds there are, of what, in which formats and sizes.

use super::read::{DUPLICATE_FEED, FEED, INVALID_SETTING, QUERY};
use super::setting::{choice, chosen, flag_unknown, line, pattern, reference, texts};
use super::{Each, FeedRule, Pattern, Query, size};
use crate::diagnostic::{Report, Span};
use crate::feed::Mode;
use crate::fields::{Kind, Table, Value};
use crate::format::Format;

pub(super) fn read_feeds(value: Option<&Value>, common: &FeedRule, report: &mut Report) -> Vec<FeedRule> {
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

pub(super) fn default_path(each: Each) -> Pattern {
    Pattern::parse(each.default_path(), &[each.name()]).unwrap_or_else(|_| Pattern::verbatim(each.name()))
}

pub(super) fn read_feed(table: &Table, common: &FeedRule, report: &mut Report) -> Option<FeedRule> {
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
    let archive = table.get("archive").and_then(|value| value.bool("archive", report)).unwrap_or(common.archive);
    if archive && query.since.is_some() {
        let span = table.get("archive").map_or(table.span, |value| value.span);
        report
            .flag(&INVALID_SETTING, span, "an archive holds every entry, and `since` takes old ones away")
            .help("leave out one of the two");
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
        archive,
    })
}

/// A feed's folder lies below the output folder, whatever is filled in.
pub(super) fn safe_path(path: Pattern, span: Span, placeholders: &[&str], report: &mut Report) -> Pattern {
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

pub(super) fn read_query(table: &Table, report: &mut Report) -> Query {
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

pub(super) fn formats(table: &Table, report: &mut Report) -> Option<Vec<Format>> {
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

pub(super) fn limit(table: &Table, report: &mut Report) -> Option<usize> {
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

pub(super) fn max_bytes(table: &Table, report: &mut Report) -> Option<usize> {
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

pub(super) fn mode(table: &Table, report: &mut Report) -> Option<Mode> {
    choice(table, "content", &[("full", Mode::Full), ("summary", Mode::Summary), ("title", Mode::Title)], report)
}
