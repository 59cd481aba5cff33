//! JSON Feed as others write it.

use super::{at, parse_text};
use crate::feed::Person;
use crate::parse::parse;

#[test]
fn version_1_0_and_wrong_types() {
    let document = parse_text(
        r#"{"version": "https://jsonfeed.org/version/1", "title": "T", "author": {"name": "Jo", "url": "mailto:jo@e.example"},
        "next_url": " https://e.example/2.json ", "favicon": "https://e.example/f.ico", "expired": false, "hubs": "no",
        "unknown": {"items": [{"id": "no"}]}, "items": [
        {"id": 12.50, "title": null, "external_url": "https://e.example/x", "content_text": "one\ntwo & three", "tags": "grain",
         "author": "Sam", "attachments": {"url": "https://e.example/1.mp3", "mime_type": "audio/mpeg", "size_in_bytes": 12.0,
         "duration_in_seconds": "61"}},
        "no", 3, ["no"], null,
        {"id": ["x"], "url": "https://e.example/2", "title": 5, "summary": "s", "date_published": "2026-11-20T07:30:00Z",
         "tags": ["a", 1, null, "b "], "authors": [{"name": "Jo"}, {}, "Sam"], "content_html": {"a": "b"}, "banner_image": "https://e.example/b.png"}
        ]}"#,
    );
    assert_eq!(document.authors, [Person { name: "Jo".into(), email: Some("jo@e.example".into()), url: None }]);
    assert_eq!(document.older.as_deref(), Some("https://e.example/2.json"));
    assert_eq!(document.icon.as_deref(), Some("https://e.example/f.ico"));
    assert_eq!(document.entries.len(), 2);
    let [one, two] = &document.entries[..] else { return };
    assert_eq!((&*one.id, &*one.link, one.has_own_id), ("12.50", "https://e.example/x", true));
    assert_eq!(one.content.as_deref(), Some("<p>one<br>\ntwo &amp; three</p>\n"));
    assert_eq!((one.tags.join(" "), &*one.authors[0].name), ("grain".to_owned(), "Sam"));
    assert_eq!((one.enclosures[0].length, one.enclosures[0].duration), (Some(12), Some(61)));
    assert_eq!((&*two.id, two.has_own_id, &*two.title), ("https://e.example/2", false, ""));
    assert_eq!((&*two.summary, &two.content), ("s", &None));
    assert_eq!((two.tags.join(" "), two.published), ("a b".to_owned(), at("2026-11-20T07:30:00Z")));
    assert_eq!(two.authors.iter().map(|person| &*person.name).collect::<Vec<_>>(), ["Jo", "Sam"]);
    assert_eq!(two.image.as_ref().map(|picture| &*picture.url), Some("https://e.example/b.png"));
}

#[test]
fn what_is_no_feed() {
    for text in [
        "",
        " ",
        "{}",
        "[]",
        "{\"items\": []}",
        "x",
        "<",
        "<html><body/></html>",
        "<opml version='2.0'/>",
        "{\"version\": 1}",
    ] {
        assert_eq!(parse(text.as_bytes()), None, "{text}");
    }
}
