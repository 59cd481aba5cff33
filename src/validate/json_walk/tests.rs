//! What is said of JSON Feeds.

use crate::validate::{Options, validate};

/// The rules broken by a feed with these members beside a version, a title and addresses.
fn told(members: &str) -> Vec<(&'static str, String)> {
    let text = format!(
        "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"home_page_url\": \
         \"https://a.example/\", \"feed_url\": \"https://a.example/f.json\", {members}}}"
    );
    let judgement = validate(text.as_bytes(), &Options::new("feed.json"));
    let place = |span: crate::diagnostic::Place| {
        let line = text.chars().skip(span.column as usize - 1).take(span.width as usize);
        line.collect::<String>()
    };
    judgement.diagnostics.iter().map(|found| (found.rule.name, found.place.map_or(String::new(), place))).collect()
}

fn item(members: &str) -> Vec<(&'static str, String)> {
    told(&format!("\"items\": [{{\"id\": \"1\", \"content_text\": \"x\", {members}}}]"))
}

#[test]
fn a_sound_feed_is_sound() {
    assert_eq!(told("\"items\": []"), []);
    let all = "\"url\": \"https://a.example/1\", \"date_published\": \"2026-01-02T03:04:05Z\", \"date_modified\": \
               \"2026-01-02T03:04:05+02:00\", \"authors\": [{\"name\": \"A\"}], \"tags\": [\"x\"], \"_own\": 1, \
               \"attachments\": [{\"url\": \"https://a.example/1.mp3\", \"mime_type\": \"audio/mpeg\", \
               \"size_in_bytes\": 1, \"duration_in_seconds\": 1.5}]";
    let found = item(all);
    assert_eq!(found, [("entry-updated-before-published", "\"2026-01-02T03:04:05+02:00\"".to_owned())]);
}

#[test]
fn each_fault_is_told_where_it_is() {
    for (members, rule, place) in [
        ("\"titel\": \"x\"", "json-unknown-member", "\"titel\""),
        ("\"_a.b\": 1", "json-unknown-member", "\"_a.b\""),
        ("\"title\": 1", "json-wrong-type", "1"),
        ("\"title\": null", "json-wrong-type", "null"),
        ("\"tags\": \"x\"", "json-wrong-type", "\"x\""),
        ("\"tags\": [1]", "json-wrong-type", "1"),
        ("\"authors\": [\"A\"]", "json-wrong-type", "\"A\""),
        ("\"authors\": [{}]", "json-empty-author", "{"),
        ("\"author\": {\"name\": \"A\"}", "json-deprecated-member", "\"author\""),
        ("\"url\": \"/1\"", "json-invalid-url", "\"/1\""),
        ("\"image\": \"\"", "json-invalid-url", "\"\""),
        ("\"date_published\": \"2026-01-02\"", "json-invalid-date", "\"2026-01-02\""),
        ("\"language\": \"en_US\"", "json-invalid-language", "\"en_US\""),
        ("\"content_html\": \"a \\u003cimg src='\\/x.png'>\"", "contains-rel-ref", "\\/x.png"),
        ("\"attachments\": [{\"url\": \"https://a.example/\"}]", "json-missing-member", "{"),
        (
            "\"attachments\": [{\"url\": \"https://a.example/\", \"mime_type\": \"mp3\"}]",
            "json-invalid-mime-type",
            "\"mp3\"",
        ),
    ] {
        assert_eq!(item(members), [(rule, place.to_owned())], "{members}");
    }
}

#[test]
fn items_are_told_apart() {
    let found = told("\"items\": [{\"id\": 7, \"content_text\": \"\"}, {\"id\": \"7\", \"summary\": \"s\"}, 1]");
    let rules: Vec<_> = found.iter().map(|(rule, _)| *rule).collect();
    assert_eq!(rules, ["json-id-not-text", "json-no-content", "json-duplicate-id", "json-wrong-type"]);
}

#[test]
fn what_the_feed_lacks_is_told() {
    let judge = |text: &str| {
        let judgement = validate(text.as_bytes(), &Options::new("feed.json"));
        (judgement.kind.name(), judgement.diagnostics.iter().map(|found| found.rule.name).collect::<Vec<_>>())
    };
    let lacking = vec!["json-missing-member", "json-recommended-member", "json-recommended-member"];
    assert_eq!(judge("{\"title\": \"T\", \"items\": []}"), ("json", lacking));
    assert_eq!(judge("{\"name\": \"package\", \"title\": 1}"), ("unknown", vec!["not-a-json-feed"]));
    assert_eq!(told("\"items\": [], \"next_url\": \"https://a.example/f.json\"")[0].0, "json-next-is-self");
}
