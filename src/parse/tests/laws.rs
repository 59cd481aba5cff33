//! What holds for every feed: our own three formats say the same, and no bytes are too much.

use proptest::prelude::*;

use super::super::{Document, Entry, parse};
use crate::article::guid_fault;
use crate::feed;
use crate::format::Format;
use crate::format::samples::{arbitrary, full_entry, full_feed, render};

/// The feeds of a build that are committed as samples, format by format.
fn samples() -> [Document; 3] {
    let read = |name: &str| {
        let path = format!("{}/feeds/{name}", env!("CARGO_MANIFEST_DIR"));
        parse(&std::fs::read(path).unwrap()).unwrap()
    };
    ["rss.xml", "atom.xml", "feed.json"].map(read)
}

/// Names, which RSS puts into one element.
fn names(people: &[feed::Person]) -> String {
    people.iter().map(|person| person.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn assert_same(one: &Entry, other: &Entry) -> Result<(), TestCaseError> {
    prop_assert_eq!(&one.id, &other.id);
    prop_assert_eq!(one.has_own_id, other.has_own_id);
    prop_assert_eq!(&one.link, &other.link);
    prop_assert_eq!(&one.title, &other.title);
    prop_assert_eq!(&one.summary, &other.summary);
    prop_assert_eq!(&one.content, &other.content);
    prop_assert_eq!(one.published, other.published);
    prop_assert_eq!(one.updated, other.updated);
    prop_assert_eq!(names(&one.authors), names(&other.authors));
    prop_assert_eq!(names(&one.contributors), names(&other.contributors));
    prop_assert_eq!(&one.tags, &other.tags);
    prop_assert_eq!(&one.language, &other.language);
    let url = |entry: &Entry| entry.image.as_ref().map(|picture| picture.url.clone());
    prop_assert_eq!(url(one), url(other));
    let file = |entry: &Entry| entry.enclosures.first().map(|f| (f.url.clone(), f.length, f.media_type.clone()));
    prop_assert_eq!(file(one), file(other));
    prop_assert_eq!(one.enclosures.len(), other.enclosures.len());
    prop_assert_eq!(one.fingerprint(), other.fingerprint());
    prop_assert_eq!(one.words(), other.words());
    Ok(())
}

/// RSS puts all names into one, and years below 100 are read as those of our time.
fn sayable(mut entry: feed::Entry) -> feed::Entry {
    for person in entry.authors.iter_mut().chain(&mut entry.contributors) {
        person.name = person.name.replace(',', "");
    }
    let first = "0100-01-01T00:00:00Z".parse().unwrap();
    entry.published = entry.published.max(first);
    entry.updated = entry.updated.max(first);
    // No article has another.
    entry.guid = entry.guid.filter(|guid| guid_fault(guid).is_none());
    entry
}

proptest! {
    #[test]
    fn our_formats_say_the_same(feed in arbitrary::feed(), entry in arbitrary::entry().prop_map(sayable)) {
        let read = |format| parse(&render(format, &feed, std::slice::from_ref(&entry))).unwrap();
        let [mut rss, atom, mut json] = Format::ALL.map(read);
        if let Some(guid) = &entry.guid {
            let (rss, json, atom) = (&mut rss.entries[0], &mut json.entries[0], &atom.entries[0]);
            prop_assert_eq!([&rss.id, &json.id], [guid; 2]);
            for entry in [rss, json] {
                (entry.id, entry.has_own_id) = (atom.id.clone(), atom.has_own_id);
            }
        }
        prop_assert_eq!([rss.entries.len(), atom.entries.len(), json.entries.len()], [1, 1, 1]);
        assert_same(&rss.entries[0], &atom.entries[0])?;
        assert_same(&json.entries[0], &atom.entries[0])?;
        prop_assert_eq!(&json.title, &atom.title);
        prop_assert_eq!(&rss.title, &atom.title);
        prop_assert_eq!(&rss.language, &atom.language);
        prop_assert_eq!([&rss.link, &atom.link], [&json.link; 2]);
        prop_assert_eq!([&rss.address, &atom.address], [&json.address; 2]);
        prop_assert_eq!([&rss.hubs, &atom.hubs], [&json.hubs, &json.hubs]);
    }
}

#[test]
fn our_sample_feeds_say_the_same() {
    let [rss, atom, json] = samples();
    assert!(rss.entries.len() > 5);
    assert_eq!([rss.entries.len(), atom.entries.len()], [json.entries.len(); 2]);
    for ((rss, atom), json) in rss.entries.iter().zip(&atom.entries).zip(&json.entries) {
        assert_same(rss, atom).unwrap();
        assert_same(json, atom).unwrap();
        assert!(rss.published.is_some() && rss.updated.is_some() && rss.has_own_id);
    }
    assert_eq!([&rss.title, &atom.title, &json.title], ["Example Courier"; 3]);
    assert_eq!([&rss.link, &atom.link, &json.link], ["https://courier.example/"; 3]);
}

#[test]
fn all_that_is_written_is_read() {
    for format in Format::ALL {
        let entry = full_entry();
        let document = parse(&render(format, &full_feed(format), std::slice::from_ref(&entry))).unwrap();
        let read = &document.entries[0];
        assert_eq!((&read.id, &read.link, &read.title), (&entry.id, &entry.link, &entry.title));
        assert_eq!((&read.summary, read.content.as_deref()), (&entry.summary, entry.content.as_deref()));
        assert_eq!((&read.tags, &read.language), (&entry.tags, &entry.language));
        assert_eq!(names(&read.authors), names(&entry.authors));
        assert_eq!(names(&read.contributors), names(&entry.contributors));
        assert_eq!(read.enclosures.len(), 2);
        assert_eq!(read.enclosures[1].media_type, "application/pdf");
        if format == Format::Atom {
            assert_eq!(read.authors, entry.authors);
        }
        if format != Format::Json {
            assert_eq!(read.image, entry.image);
        }
        assert_eq!(document.hubs, ["https://hub.example/"]);
        assert_eq!(document.icon.as_deref(), Some("https://courier.example/icon.png"));
        assert_eq!(document.address, full_feed(format).address);
        assert_eq!(document.description, "News for people who grow things");
        assert_eq!(document.language.as_deref(), Some("en"));
    }
}
