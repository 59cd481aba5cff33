//! An article that was found → the bytes of its file.

use std::fmt::Write as _;

use super::ids::Ids;
use super::{Body, Found, ids};
use crate::article::{Written, Zone};
use crate::feed::{Attachment, Person, media_type};
use crate::text::{self, quoted};

/// What the names of files of articles with this text end in.
pub fn extension(body: &Body) -> &'static str {
    match body {
        Body::Html(_) => "html",
        Body::Text(_) => "txt",
    }
}

/// The article's file: its head in TOML, its text as HTML or plain text.
///
/// What is read from it is what [`tidy`](super::tidy) leaves of `found`, which must have a title. Without a date it is a draft.
pub fn bytes(found: &Found) -> Vec<u8> {
    of(found, &ids::of(found))
}

/// The same, for an article of these ids.
pub fn of(found: &Found, ids: &Ids) -> Vec<u8> {
    let mut out = String::from("+++\n");
    // Writing to a string never fails.
    let _ = head(found, ids, &mut out);
    out.push_str("+++\n");
    let body = match &found.body {
        // What a build takes for a page in which only a part is the article is one all the same.
        Body::Html(html) => {
            let html = text::without_forbidden(html.trim()).replace("\r\n", "\n").replace('\r', "\n");
            let html = ["article", "main"].into_iter().fold(html, whole);
            if html.is_empty() { paragraph(&found.summary) } else { html }
        }
        Body::Text(paragraphs) if paragraphs.is_empty() => found.summary.clone(),
        Body::Text(paragraphs) => text::without_forbidden(&paragraphs.join("\n\n")).into_owned(),
    };
    if !body.is_empty() {
        out.push('\n');
        out.push_str(&body);
        out.push('\n');
    }
    out.into_bytes()
}

/// `html` in an element of this name, if it has one: of a body that has a single one of it nothing else would be read.
fn whole(html: String, name: &str) -> String {
    let opens = |at: usize| html.get(at + 1..at + 1 + name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name));
    match memchr::memchr_iter(b'<', html.as_bytes()).any(opens) {
        true => format!("<{name}>\n{html}\n</{name}>"),
        false => html,
    }
}

/// Whether there is anything in the text.
fn is_blank(body: &Body) -> bool {
    match body {
        Body::Html(html) => html.trim().is_empty(),
        Body::Text(paragraphs) => paragraphs.is_empty(),
    }
}

fn paragraph(text: &str) -> String {
    match text {
        "" => String::new(),
        text => format!("<p>{}</p>", text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")),
    }
}

fn head(found: &Found, ids: &Ids, out: &mut String) -> std::fmt::Result {
    line(out, "title", &found.title)?;
    line(out, "subtitle", &found.subtitle)?;
    if let Some(date) = &found.published {
        writeln!(out, "date = {}", dated(date))?;
    }
    if found.draft || found.published.is_none() {
        writeln!(out, "draft = true")?;
    }
    if let Some(date) = found.updated.as_ref().filter(|updated| found.published.as_ref() != Some(updated)) {
        writeln!(out, "updated = {}", dated(date))?;
    }
    list(out, "authors", found.authors.iter().map(person))?;
    list(out, "contributors", found.contributors.iter().map(person))?;
    line(out, "summary", &found.summary)?;
    if is_blank(&found.body) {
        // A feed shows no more than there is.
        line(out, "content", if found.summary.is_empty() { "title" } else { "summary" })?;
    }
    list(out, "tags", found.tags.iter().map(|tag| quoted(tag)))?;
    line(out, "lang", found.language.as_deref().unwrap_or_default())?;
    line(out, "url", &found.link)?;
    line(out, "id", &ids.id)?;
    line(out, "guid", &ids.guid)?;
    if let Some(image) = &found.image {
        match &image.alt {
            Some(alt) => writeln!(out, "image = {{ url = {}, alt = {} }}", quoted(&image.url), quoted(alt))?,
            None => writeln!(out, "image = {}", quoted(&image.url))?,
        }
    }
    list(out, "enclosures", found.enclosures.iter().map(enclosure))
}

/// A field, where it says anything.
fn line(out: &mut String, key: &str, value: &str) -> std::fmt::Result {
    match value {
        "" => Ok(()),
        value => writeln!(out, "{key} = {}", quoted(value)),
    }
}

/// A list: on one line where it is short, else an item on each.
fn list(out: &mut String, key: &str, items: impl Iterator<Item = String>) -> std::fmt::Result {
    let items: Vec<String> = items.collect();
    let length: usize = items.iter().map(|item| item.len() + 2).sum();
    match items.len() {
        0 => Ok(()),
        n if n > 1 && length > 100 => {
            writeln!(out, "{key} = [")?;
            items.iter().try_for_each(|item| writeln!(out, "    {item},"))?;
            writeln!(out, "]")
        }
        _ => writeln!(out, "{key} = [{}]", items.join(", ")),
    }
}

fn person(person: &Person) -> String {
    let mut out = format!("{{ name = {}", quoted(&person.name));
    for (key, value) in [("email", &person.email), ("url", &person.url)] {
        if let Some(value) = value {
            let _ = write!(out, ", {key} = {}", quoted(value));
        }
    }
    out + " }"
}

fn enclosure(file: &Attachment) -> String {
    let mut out = format!("{{ url = {}", quoted(&file.url));
    if let Some(length) = file.length.filter(|&length| length > 0) {
        let _ = write!(out, ", length = {length}");
    }
    if file.media_type != media_type::UNKNOWN && !file.media_type.is_empty() {
        let _ = write!(out, ", type = {}", quoted(&file.media_type));
    }
    if let Some(title) = &file.title {
        let _ = write!(out, ", title = {}", quoted(title));
    }
    if let Some(duration) = file.duration {
        let _ = write!(out, ", duration = {duration}");
    }
    out + " }"
}

/// A date as TOML has it.
fn dated(date: &Written) -> String {
    let day = date.day.format("%Y-%m-%d");
    let Some(time) = date.time else { return day.to_string() };
    let time = time.format("%H:%M:%S");
    match date.zone {
        Zone::Site => format!("{day}T{time}"),
        Zone::Offset(0) => format!("{day}T{time}Z"),
        Zone::Offset(minutes) => {
            let sign = if minutes < 0 { '-' } else { '+' };
            let minutes = minutes.unsigned_abs();
            format!("{day}T{time}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
        Zone::Named(zone) => quoted(&format!("{day} {time} {zone}")),
    }
}
