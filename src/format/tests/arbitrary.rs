//! Feeds and entries no article would make.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use proptest::prelude::*;

use crate::feed::{Attachment, Cloud, Entry, Feed, Person, Picture};

/// Text with all that has ever broken a feed.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let hard = prop::sample::select(vec![
        "]]>",
        "<![CDATA[",
        "&",
        "&amp;",
        "<b>",
        "</item>",
        "</entry>",
        "<item>",
        "<entry>",
        "<title>",
        "</channel>",
        "\"",
        "'",
        "\r",
        "\r\n",
        "\n",
        "\t",
        " ",
        "\u{0}",
        "\u{8}",
        "\u{FFFE}",
        "\u{FFFF}",
        "\u{FFFD}",
        "\u{85}",
        "\u{2028}",
        "\u{7F}",
        "👩‍🌾",
        "שלום",
        "\u{202E}",
        "\u{FEFF}",
        "+00:00</updated>",
        "<summary>",
        "é",
        "grain",
        "\\",
        "{{",
        "{%",
        "\u{10FFFF}",
        "--",
    ]);
    prop::collection::vec(prop_oneof![3 => hard.prop_map(str::to_owned), 1 => ".{0,8}"], 0..8)
        .prop_map(|parts| parts.concat())
}

fn person() -> impl Strategy<Value = Person> {
    (text(), prop::option::of(text()), prop::option::of(text())).prop_map(|(name, email, url)| Person {
        name,
        email,
        url,
    })
}

fn people() -> impl Strategy<Value = Vec<Person>> {
    prop::collection::vec(person(), 0..3)
}

fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    (-62_135_596_800i64..253_402_300_800, 0u32..2_000_000_000)
        .prop_map(|(seconds, nanos)| DateTime::from_timestamp(seconds, nanos % 1_000_000_000).unwrap())
}

fn attachment() -> impl Strategy<Value = Attachment> {
    (text(), prop::option::of(any::<u64>()), text(), prop::option::of(text()), prop::option::of(any::<u64>()))
        .prop_map(|(url, length, media_type, title, duration)| Attachment { url, length, media_type, title, duration })
}

pub(crate) fn entry() -> impl Strategy<Value = Entry> {
    let words = (text(), text(), text(), text(), prop::option::of(text()));
    let picture = (text(), prop::option::of(text()), prop::option::of(text()))
        .prop_map(|(url, media_type, alt)| Picture { url, media_type, alt });
    let rest = (
        (prop::option::of(text()), instant()),
        instant(),
        people(),
        people(),
        prop::collection::vec(text(), 0..3),
        prop::option::of(text()),
        prop::option::of(picture),
        prop::collection::vec(attachment(), 0..3),
    );
    (words, rest).prop_map(|((id, link, title, summary, content), rest)| {
        let ((guid, published), updated, authors, contributors, tags, language, image, enclosures) = rest;
        let content = content.map(Arc::from);
        Entry {
            id,
            guid,
            link,
            title,
            summary,
            content,
            published,
            updated,
            authors,
            contributors,
            tags,
            language,
            image,
            enclosures,
        }
    })
}

pub(crate) fn feed() -> impl Strategy<Value = Feed> {
    let words = (text(), text(), text(), text(), text());
    let more = (prop::option::of(text()), prop::option::of(text()), prop::option::of(text()));
    let cloud = (text(), any::<u16>(), text(), any::<bool>());
    let cloud = cloud.prop_map(|(domain, port, path, secure)| Cloud { domain, port, path, secure });
    let servers = (prop::collection::vec(text(), 0..3), prop::option::of(cloud));
    (words, more, people(), servers, prop::option::of(instant())).prop_map(
        |((id, title, description, link, address), (language, rights, icon), authors, (hubs, cloud), updated)| Feed {
            id,
            title,
            description,
            link,
            address,
            language,
            rights,
            icon,
            authors,
            hubs,
            cloud,
            updated,
            ..Feed::default()
        },
    )
}
