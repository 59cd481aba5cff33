//! What of an article that was found an article's file can hold.

use chrono::Datelike as _;
use percent_encoding::percent_decode_str;
use url::Url;

use super::Found;
use crate::article::{self, Written};
use crate::diagnostic::Report;
use crate::diagnostic::Span;
use crate::feed::{Attachment, Person, media_type, urls};
use crate::text;
use crate::validate::value::{lang, uri};

/// The most people, tags or files an article names, and the most characters of a tag.
const MOST: usize = 500;
const MOST_OF_A_TAG: usize = 200;

/// Brings an article into the shape that [`file::bytes`](super::file::bytes) writes and
/// [`article::read`](crate::article::read()) takes. What has to be left out is told to `lost`, in a phrase each.
pub fn tidy(found: Found, lost: &mut dyn FnMut(String)) -> Found {
    let line = |text: &str| text::line(text).trim().to_owned();
    let title = line(&found.title);
    let published = found.published.filter(in_years);
    let link = address(&found.link, "address", lost);
    // Readers know it by that all the same.
    let is_known_by = found.id.trim().is_empty() && link.is_empty() && strict(&line(&found.link)).is_some();
    let id = if is_known_by { line(&found.link) } else { line(&found.id) };
    Found {
        title: if text::is_invisible(&title) { String::new() } else { title },
        subtitle: line(&found.subtitle),
        summary: line(&found.summary),
        updated: found.updated.filter(in_years).filter(|_| published.is_some()),
        published,
        authors: people(found.authors, lost),
        contributors: people(found.contributors, lost),
        tags: tags(found.tags, lost),
        language: found.language.and_then(|tag| language(&tag, lost)),
        link,
        id,
        image: found.image.and_then(|mut image| {
            image.url = line(&image.url);
            image.alt = image.alt.map(|alt| line(&alt)).filter(|alt| !alt.is_empty());
            let good = is_web(&image.url) || image.url.starts_with("data:image/");
            if !good {
                lost(format!("the picture `{}`, which is no web address,", shown(&image.url)));
            }
            good.then_some(image)
        }),
        enclosures: files(found.enclosures, lost),
        body: found.body,
        draft: found.draft,
        feed: found.feed,
        line: found.line,
        traces: found.traces,
    }
}

fn in_years(date: &Written) -> bool {
    (1..=9998).contains(&date.day.year()) && date.day.year() > 1
}

/// Whether a file or picture may be at an address: its host has a dot.
fn is_web(url: &str) -> bool {
    strict(url).is_some_and(|strict| uri::web(&strict).is_none())
}

/// A web address as a feed has it; none where no feed may have it, as where there are quotes in its host.
fn strict(text: &str) -> Option<String> {
    let url = Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())?;
    urls::absolute(url.as_str(), &url).filter(|strict| uri::full(strict, &uri::INVALID_FULL_LINK).is_none())
}

fn shown(text: &str) -> String {
    text.chars().take(100).collect()
}

/// An address of the web as it was written, if it may stand so; else as it is understood; else none.
fn address(text: &str, what: &str, lost: &mut dyn FnMut(String)) -> String {
    let text = text::line(text);
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let strict = strict(text).filter(|strict| {
        let path = percent_decode_str(strict.split(['?', '#']).next().unwrap_or_default());
        let path: Vec<u8> = path.collect();
        // An article's address may be the path of a file: none leads out of its folder, however it is written.
        !path.iter().any(|b| matches!(b, b'\\' | 0)) && !path.split(|&b| b == b'/').any(|part| part == b"..")
    });
    let Some(strict) = strict else {
        let why = if self::strict(text).is_some() { "leads out of its folder" } else { "is none of the web" };
        lost(format!("the {what} `{}`, which {why},", shown(text)));
        return String::new();
    };
    let path = text.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let is_sound = uri::full(text, &uri::INVALID_FULL_LINK).is_none() && uri::web(text).is_none();
    match is_sound && text.is_ascii() && text.starts_with("http") && !path.contains("..") && !path.contains("%2e") {
        true => text.to_owned(),
        false => strict,
    }
}

fn people(people: Vec<Person>, lost: &mut dyn FnMut(String)) -> Vec<Person> {
    let mut out: Vec<Person> = Vec::with_capacity(people.len().min(MOST));
    for person in people {
        let name = text::nfc(text::trim_shapeless(&text::line(&person.name))).into_owned();
        let name = text::line(&name).into_owned();
        if text::is_invisible(&name) {
            continue;
        }
        let email =
            person.email.as_deref().map(text::line).filter(|email| !email.trim().is_empty()).and_then(|email| {
                let good = article::checked_email(&email, Span::default(), &mut Report::new("", ""));
                if good.is_none() {
                    lost(format!("the e-mail address `{}` of {name}, which readers cannot take,", shown(&email)));
                }
                good
            });
        let url = person.url.map(|url| address(&url, "page of a person at", lost)).filter(|url| !url.is_empty());
        let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
        let same = |known: &&mut Person| known.name == name && agree(&known.email, &email) && agree(&known.url, &url);
        if let Some(known) = out.iter_mut().find(same) {
            known.email = known.email.take().or(email);
            known.url = known.url.take().or(url);
        } else if out.len() < MOST {
            out.push(Person { name, email, url });
        } else {
            lost(format!("people beyond the first {MOST}"));
            break;
        }
    }
    out
}

fn tags(tags: Vec<String>, lost: &mut dyn FnMut(String)) -> Vec<String> {
    let mut out: Vec<String> = Vec::with_capacity(tags.len().min(MOST));
    for tag in tags {
        let tag = text::nfc(text::trim_shapeless(&text::line(&tag))).into_owned();
        let tag = text::line(&tag).into_owned();
        if text::is_invisible(&tag) || out.contains(&tag) {
            continue;
        }
        if tag.chars().count() > MOST_OF_A_TAG {
            lost(format!("the tag `{}…`, which is longer than {MOST_OF_A_TAG} characters,", shown(&tag)));
        } else if out.len() == MOST {
            lost(format!("tags beyond the first {MOST}"));
            break;
        } else {
            out.push(tag);
        }
    }
    out
}

fn language(tag: &str, lost: &mut dyn FnMut(String)) -> Option<String> {
    let tag = text::line(tag);
    if tag.trim().is_empty() {
        return None;
    }
    // A tag may be well-formed and name no language.
    let good = article::language_tag(&tag, Span::default(), &mut Report::new("", ""))
        .filter(|tag| lang::language(tag).is_none());
    if good.is_none() {
        lost(format!("the language `{}`, which is no language tag,", shown(&tag)));
    }
    good
}

fn files(files: Vec<Attachment>, lost: &mut dyn FnMut(String)) -> Vec<Attachment> {
    let mut out = Vec::with_capacity(files.len().min(MOST));
    for mut file in files {
        file.url = text::line(&file.url).into_owned();
        if !is_web(&file.url) {
            lost(format!("the file `{}`, which has no web address,", shown(&file.url)));
            continue;
        }
        if out.len() == MOST {
            lost(format!("files beyond the first {MOST}"));
            break;
        }
        file.media_type = text::line(&file.media_type).into_owned();
        if !file.media_type.is_empty() && !article::is_media_type(&file.media_type) {
            lost(format!("the media type `{}` of {}", shown(&file.media_type), file.url));
            file.media_type.clear();
        }
        if file.media_type.is_empty() {
            media_type::UNKNOWN.clone_into(&mut file.media_type);
        }
        file.length = file.length.filter(|&length| length > 0 && i64::try_from(length).is_ok());
        file.duration = file.duration.filter(|&duration| i64::try_from(duration).is_ok());
        file.title = file.title.map(|title| text::line(&title).trim().to_owned()).filter(|title| !title.is_empty());
        out.push(file);
    }
    out
}
