//! One setting: its text, choice, pattern or address, flagged where it is none.

use url::Url;

use super::Pattern;
use super::read::{INVALID_SETTING, MISSING_SETTING, TOP};
use crate::diagnostic::{Report, Span};
use crate::fields::{Table, UNKNOWN_KEY, Value, nearest};
use crate::text;

/// Flags unknown keys; one that belongs elsewhere is sent there.
pub(super) fn flag_unknown(table: &Table, known: &[&str], place: &str, report: &mut Report) {
    for (key, _) in table.entries.iter().filter(|(key, _)| !known.contains(&&*key.name)) {
        let home = TOP.iter().find(|(_, keys)| keys.contains(&&*key.name));
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

pub(super) fn choice<T: Copy>(table: &Table, name: &str, choices: &[(&str, T)], report: &mut Report) -> Option<T> {
    chosen(table.get(name)?, name, choices, report)
}

pub(super) fn chosen<T: Copy>(value: &Value, name: &str, choices: &[(&str, T)], report: &mut Report) -> Option<T> {
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

pub(super) fn pattern(table: &Table, name: &str, placeholders: &[&str], report: &mut Report) -> Option<Pattern> {
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

pub(super) fn required_line(
    table: &Table,
    section: &str,
    name: &str,
    example: &str,
    report: &mut Report,
) -> Option<String> {
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
pub(super) fn line(table: &Table, name: &str, report: &mut Report) -> Option<String> {
    Some(text::line(&table.get(name)?.text(name, report)?).into_owned()).filter(|line| !text::is_invisible(line))
}

pub(super) fn texts(table: &Table, name: &str, report: &mut Report) -> Vec<String> {
    let items = table.get(name).map_or(&[][..], Value::items);
    items.iter().filter_map(|item| Some(text::line(&text::nfc(&item.text(name, report)?)).into_owned())).collect()
}

pub(super) fn http_url(name: &str, text: &str, span: Span, report: &mut Report) -> Option<Url> {
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
pub(super) fn reference(name: &str, text: String, span: Span, report: &mut Report) -> Option<String> {
    if has_scheme(&text) {
        http_url(name, &text, span, report)?;
    }
    Some(text)
}

/// The same address as a folder: what is relative to it lies below it.
pub(super) fn folder_url(mut url: Url) -> Url {
    url.set_query(None);
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    url
}

pub(super) fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}
