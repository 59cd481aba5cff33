//! Tests that hold the formats against each other and against readers, and what they share.

pub(crate) mod arbitrary;
mod index_page;
mod mapping;
mod properties;

use super::Format;
use crate::feed::{Attachment, Cloud, Entry, Feed, Person, Picture};

/// An entry with all there is.
pub(crate) fn full_entry() -> Entry {
    let person = |name: &str| Person { name: name.into(), ..Person::default() };
    Entry {
        id: "tag:courier.example,2026:grain".into(),
        guid: None,
        link: "https://courier.example/world/grain/".into(),
        title: "Grain <b>prices</b> & silos".into(),
        summary: "A dry autumn meets <full> silos.".into(),
        content: Some("<p>All of it ]]&gt; </item></entry></p>".into()),
        published: "2026-11-20T07:30:00.5Z".parse().unwrap(),
        updated: "2026-11-21T06:00:00Z".parse().unwrap(),
        authors: vec![
            Person {
                name: "Olena Field".into(),
                email: Some("olena@courier.example".into()),
                url: Some("https://courier.example/olena/".into()),
            },
            person("Jo Field"),
        ],
        contributors: vec![person("Sam Hay")],
        tags: vec!["grain".into(), "R&D".into()],
        language: Some("en-GB".into()),
        image: Some(Picture {
            url: "https://courier.example/silo.jpg?w=1&h=2".into(),
            media_type: Some("image/jpeg".into()),
            alt: Some("A silo at \"dusk\"".into()),
        }),
        enclosures: vec![
            Attachment {
                url: "https://courier.example/ep12.mp3".into(),
                length: Some(1234),
                media_type: "audio/mpeg".into(),
                title: Some("Episode 12".into()),
                duration: Some(61),
            },
            Attachment {
                url: "https://courier.example/notes.pdf?a=1&b=2".into(),
                length: None,
                media_type: "application/pdf".into(),
                title: None,
                duration: None,
            },
        ],
    }
}

/// A feed with all there is.
pub(crate) fn full_feed(format: Format) -> Feed {
    Feed {
        id: "https://courier.example/feeds/".into(),
        title: "Example Courier".into(),
        description: "News for people who grow things".into(),
        link: "https://courier.example/".into(),
        address: format!("https://courier.example/feeds/{}", format.file_name()),
        language: Some("en".into()),
        rights: Some("© 2026 Example Courier".into()),
        icon: Some("https://courier.example/icon.png".into()),
        authors: vec![Person { name: "Olena Field".into(), email: Some("olena@courier.example".into()), url: None }],
        hubs: vec!["https://hub.example/".into()],
        cloud: Some(Cloud { domain: "rpc.example".into(), port: 5337, path: "/pleaseNotify".into(), secure: true }),
        updated: Some("2026-11-21T06:00:00Z".parse().unwrap()),
        ..Feed::default()
    }
}
