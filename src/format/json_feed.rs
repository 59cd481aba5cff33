//! JSON Feed 1.1. Each entry is one line.
//!
//! What the format has no place for stands in an object `_feedmill`, as its section "Extensions" allows: an entry's
//! `contributors`, shaped like `authors`. People's e-mail addresses are left out: the format has no field for them, and
//! none is to be read where its owner does not expect it.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;

use super::splice::{self, Patch};
use super::{Rope, date, guard};
use crate::feed;

const VERSION: &str = "https://jsonfeed.org/version/1.1";

type Text<'a> = Cow<'a, str>;

#[derive(Serialize)]
struct Head<'a> {
    version: &'static str,
    title: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    home_page_url: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Text<'a>>,
    /// Readers look for one or the other.
    #[serde(skip_serializing_if = "Option::is_none")]
    icon: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    favicon: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<Text<'a>>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
    #[serde(rename = "_feedmill", skip_serializing_if = "Option::is_none")]
    extension: Option<Extension<'a>>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Text<'a>>,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: Text<'a>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: Text<'a>,
    mime_type: Text<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_in_seconds: Option<u64>,
}

#[derive(Serialize)]
struct Extension<'a> {
    contributors: Vec<Author<'a>>,
}

/// `{…}`, on one line.
///
/// The format demands content: where none is to be shown the summary is it, else the title.
pub(super) fn entry(entry: &feed::Entry) -> Vec<u8> {
    let html = entry.content.as_deref().map(guard::block);
    let written = write(entry, html.is_some().then_some(Cow::Borrowed("")));
    let Some(html) = html else { return written };
    let mut patch = Patch::new(&written, html.len() + html.len() / 8);
    // Within a string the quotes would be escaped.
    patch.insert(b"\"content_html\":\"", |out| splice::json(out, &html));
    patch.finish()
}

/// The entry with `content_html`, which where it is empty keeps the place of the content.
fn write(entry: &feed::Entry, content_html: Option<Text>) -> Vec<u8> {
    let title = guard::some_line(&entry.title);
    let summary = Some(guard::block(&entry.summary)).filter(|summary| !summary.trim().is_empty());
    let content_text = match content_html {
        Some(_) => None,
        None => Some(summary.clone().or_else(|| title.clone()).unwrap_or_default()),
    };
    let contributors = people(&entry.contributors);
    let item = Item {
        id: guard::block(entry.guid()),
        url: guard::some_line(&entry.link),
        title,
        content_html,
        content_text,
        summary,
        image: entry.image.as_ref().and_then(|picture| guard::some_line(&picture.url)),
        date_published: date::rfc3339(entry.published),
        date_modified: date::rfc3339(entry.updated),
        authors: people(&entry.authors),
        tags: entry.tags.iter().filter_map(|tag| guard::some_line(tag)).collect(),
        language: guard::opt_line(entry.language.as_deref()),
        attachments: entry.enclosures.iter().filter_map(attachment).collect(),
        extension: (!contributors.is_empty()).then_some(Extension { contributors }),
    };
    let mut out = Vec::with_capacity(1024);
    // Strings and numbers written to memory cannot fail.
    let _ = serde_json::to_writer(&mut out, &item);
    out
}

/// The document: the feed's own members, each item on a line of its own.
pub(super) fn document(feed: &feed::Feed, fragments: &[Arc<[u8]>]) -> Rope {
    let icon = guard::opt_line(feed.icon.as_deref());
    let head = Head {
        version: VERSION,
        title: guard::line(&feed.title),
        home_page_url: guard::some_line(&feed.link),
        feed_url: guard::some_line(&feed.address),
        next_url: guard::opt_line(feed.prev_archive.as_deref()),
        description: guard::some_line(&feed.description),
        icon: icon.clone(),
        favicon: icon,
        authors: people(&feed.authors),
        language: guard::opt_line(feed.language.as_deref()),
        hubs: feed.hubs.iter().filter_map(|hub| guard::some_line(hub)).map(|url| Hub { kind: "WebSub", url }).collect(),
    };
    let mut written = serde_json::to_vec_pretty(&head).unwrap_or_default();
    // The object is left open for its items.
    written.truncate(written.len().saturating_sub("\n}".len()));
    written.extend_from_slice(b",\n  \"items\": [");
    let mut rope = Rope::default();
    rope.push(written);
    let separator: Arc<[u8]> = (*b",\n    ").into();
    for (i, fragment) in fragments.iter().enumerate() {
        if i == 0 {
            rope.push(*b"\n    ");
        } else {
            rope.push(separator.clone());
        }
        rope.push(fragment.clone());
    }
    rope.push(if fragments.is_empty() { &b"]\n}\n"[..] } else { b"\n  ]\n}\n" });
    rope
}

fn people(people: &[feed::Person]) -> Vec<Author<'_>> {
    people
        .iter()
        .filter_map(|person| {
            Some(Author { name: guard::some_line(&person.name)?, url: guard::opt_line(person.url.as_deref()) })
        })
        .collect()
}

fn attachment(file: &feed::Attachment) -> Option<Attachment<'_>> {
    Some(Attachment {
        url: guard::some_line(&file.url)?,
        mime_type: guard::some_line(&file.media_type).unwrap_or(Cow::Borrowed("application/octet-stream")),
        title: guard::opt_line(file.title.as_deref()),
        size_in_bytes: file.length,
        duration_in_seconds: file.duration,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::arbitrary;
    use super::*;

    proptest! {
        #[test]
        fn content_is_put_in_as_the_crate_writes_it(entry in arbitrary::entry()) {
            let html = entry.content.as_deref().map(guard::block);
            prop_assert_eq!(super::entry(&entry), write(&entry, html));
        }
    }
}
