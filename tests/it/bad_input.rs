//! Whatever a person may do wrong gets a finding with file, line, column and the mend, and loses nothing.

use std::fs;

use crate::site::{Site, article, titled};

/// Builds a site with a sound article and this one, and asserts what is said; the feed that stood is unharmed.
#[track_caller]
fn refused(path: &str, text: impl AsRef<[u8]>, said: &[&str]) -> Site {
    let site = Site::with("articles/sound.md", titled("Sound", "2026-11-01"));
    site.build(&[]).silent();
    let before = site.tree("feeds");
    site.write(path, text);
    site.build(&[]).expect(1, said);
    assert_eq!(site.tree("feeds"), before, "a refused build changes nothing");
    site.build(&["--keep-going"]).expect(1, said);
    assert_eq!(site.titles(), ["Sound"], "the others are published");
    site
}

/// Builds a site with this article, and asserts what is warned of; the article is published.
#[track_caller]
fn warned(path: &str, text: impl AsRef<[u8]>, said: &[&str]) -> Site {
    let site = Site::with(path, text);
    site.build(&[]).expect(0, said);
    assert_eq!(site.titles().len(), 1);
    site
}

#[test]
fn missing_title() {
    refused(
        "articles/a.md",
        article("date = 2026-11-02"),
        &["error[article-without-title]", "articles/a.md:", "title ="],
    );
}

#[test]
fn missing_date() {
    refused("articles/a.md", article("title = \"A\""), &["error[missing-date]", "articles/a.md:", "date ="]);
}

#[test]
fn no_front_matter_at_all() {
    refused("articles/a.md", "Just text.\n", &["error[missing-front-matter]", "articles/a.md"]);
}

#[test]
fn a_date_without_zone_is_in_the_sites_zone() {
    let site = Site::with("articles/a.md", titled("A", "2026-07-01T12:00:00"));
    site.build(&[]).silent();
    assert_eq!(site.feed("feeds/feed.json")["items"][0]["date_published"], "2026-07-01T10:00:00Z");
}

#[test]
fn a_date_that_does_not_exist_in_the_sites_zone() {
    refused(
        "articles/a.md",
        titled("A", "2026-03-29T02:30:00"),
        &["error[nonexistent-time]", "articles/a.md:3:8", "Europe/Berlin"],
    );
}

#[test]
fn a_date_that_occurs_twice_in_the_sites_zone() {
    let site = warned("articles/a.md", titled("A", "2025-10-26T02:30:00"), &["warning", "articles/a.md:3:8"]);
    assert_eq!(site.feed("feeds/feed.json")["items"][0]["date_published"], "2025-10-26T00:30:00Z");
}

#[test]
fn wrong_types_are_all_reported_at_once() {
    refused(
        "articles/a.md",
        article("title = [\"A\"]\ndate = true\ntags = 3.5\ndraft = \"maybe\""),
        &["articles/a.md:2:9", "articles/a.md:3:8", "articles/a.md:5:9", "error[wrong-type]"],
    );
}

#[test]
fn unknown_keys_are_warned_of() {
    let text = article("title = \"A\"\ndate = 2026-11-02\nsumary = \"x\"");
    warned("articles/a.md", text, &["warning[unknown-key]", "articles/a.md:4:1", "did you mean `summary`?"]);
}

#[test]
fn unterminated_front_matter() {
    refused("articles/a.md", "+++\ntitle = \"A\"\n\nText\n", &["articles/a.md:1:1", "+++"]);
    refused("articles/a.md", "---\ntitle: A\n\nText\n", &["articles/a.md:1:1", "---"]);
    refused("articles/a.md", "{\n\"title\": \"A\",\n", &["articles/a.md:"]);
}

#[test]
fn invalid_syntax_is_flagged_where_the_parser_says() {
    let toml = "+++\ntitle = \"A\"\ndate = = 3\n+++\n";
    refused("articles/a.md", toml, &["error[invalid-toml]", "articles/a.md:3:8"]);
    let yaml = "---\ntitle: A\ntags: [a, b\ndate: 2026-11-02\n---\n";
    refused("articles/a.md", yaml, &["error[invalid-yaml]", "articles/a.md:"]);
    let json = "{\n  \"title\": \"A\",\n  \"date\" \"2026-11-02\"\n}\n\nText\n";
    refused("articles/a.md", json, &["error[invalid-json]", "articles/a.md:3:10"]);
}

#[test]
fn positions_count_in_spite_of_byte_order_mark_and_crlf() {
    let text = "\u{FEFF}+++\r\ntitle = \"Ünü\"\r\ndate = \"nie\"\r\n+++\r\n";
    refused("articles/a.md", text, &["articles/a.md:3:8"]);
}

#[test]
fn two_articles_with_one_id() {
    let twin = |title: &str| article(&format!("title = {title:?}\ndate = 2026-11-02\nid = \"tag:t.example,2026:x\""));
    let site = Site::with("articles/sound.md", titled("Sound", "2026-11-01"));
    site.write("articles/a.md", twin("A")).write("articles/b.md", twin("B"));
    let said = ["error[duplicate-id]", "articles/a.md:4:6", "articles/b.md:4:6", "tag:t.example,2026:x"];
    site.build(&[]).expect(1, &said);
    assert!(!site.exists("feeds"));
    site.build(&["--keep-going"]).expect(1, &said);
    assert_eq!(site.titles(), ["Sound"]);
}

#[test]
fn two_articles_with_one_permalink() {
    let site = Site::with("articles/news/a.md", titled("A", "2026-11-02"));
    site.write("articles/news/other.md", article("title = \"B\"\ndate = 2026-11-02\nslug = \"a\""));
    let said =
        ["error[duplicate-permalink]", "articles/news/a.md", "articles/news/other.md", "https://t.example/news/a/"];
    site.build(&[]).expect(1, &said);
}

#[test]
fn paths_that_climb() {
    for head in
        ["slug = \"../x\"", "slug = \"..\"", "section = \"../../etc\"", "url = \"/a/../../b/\"", "slug = \"a/b\""]
    {
        let text = article(&format!("title = \"A\"\ndate = 2026-11-02\n{head}"));
        refused("articles/a.md", text, &["error[unsafe-path]", "articles/a.md:4:"]);
    }
}

#[test]
fn forbidden_characters_are_dropped_with_a_warning() {
    let text = "+++\ntitle = \"A\\u0008B\"\ndate = 2026-11-02\n+++\n\nC\u{0}D \u{FFFE}E &#1;F\n";
    let site = warned("articles/a.md", text, &["articles/a.md:2:", "articles/a.md:6:", "U+0008", "U+0000"]);
    for file in ["rss.xml", "atom.xml", "feed.json"] {
        let feed = site.read(&format!("feeds/{file}"));
        assert!(feed.contains("AB") && feed.contains("CD E F"), "{feed}");
        assert!(!feed.contains(['\u{0}', '\u{1}', '\u{8}', '\u{FFFE}']));
    }
}

#[test]
fn invalid_utf8_names_the_byte() {
    let mut text = titled("A", "2026-11-02").into_bytes();
    text.extend(b"caf\xE9\n");
    refused("articles/a.md", &text, &["error[invalid-utf8]", "articles/a.md:7:4", "E9"]);
    let utf16: Vec<u8> = "\u{FEFF}+++".encode_utf16().flat_map(u16::to_le_bytes).collect();
    refused("articles/a.md", utf16, &["error[invalid-utf8]", "UTF-16"]);
}

#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = Site::with("articles/sound.md", titled("Sound", "2026-11-01"));
    site.write("articles/a.md", titled("A", "2026-11-02"));
    fs::set_permissions(site.path("articles/a.md"), fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(site.path("articles/a.md")).is_ok() {
        // Whoever runs the tests may read everything; a pipe can be read to its end by nobody.
        site.remove("articles/a.md");
        let made = std::process::Command::new("mkfifo").arg(site.path("articles/a.md")).status().unwrap();
        assert!(made.success());
    }
    site.build(&[]).expect(1, &["error[", "articles/a.md"]);
    assert!(!site.exists("feeds"));
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_or_back() {
    use std::os::unix::fs::symlink;
    let site = Site::with("articles/news/sound.md", titled("Sound", "2026-11-01"));
    symlink("gone.md", site.path("articles/a.md")).unwrap();
    symlink("b.md", site.path("articles/b.md")).unwrap();
    symlink("..", site.path("articles/news/up")).unwrap();
    let said = ["error[dangling-link]", "articles/a.md", "error[link-loop]", "articles/b.md", "articles/news/up"];
    site.build(&[]).expect(1, &said);
    assert!(!site.exists("feeds"));
    site.build(&["--keep-going"]).expect(1, &said);
    assert_eq!(site.titles(), ["Sound"]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_somewhere_are_followed() {
    use std::os::unix::fs::symlink;
    let site = Site::with("elsewhere/one.md", titled("One", "2026-11-01"));
    site.write("two.md", titled("Two", "2026-11-02"));
    symlink("../elsewhere", site.path("articles/news")).unwrap();
    symlink("../two.md", site.path("articles/two.md")).unwrap();
    site.build(&[]).silent();
    assert_eq!(site.titles(), ["Two", "One"]);
}

#[test]
fn an_empty_folder_never_empties_the_feeds() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    site.build(&[]).silent();
    let before = site.tree("feeds");
    site.remove("articles/a.md");
    for args in [&[][..], &["--keep-going"]] {
        site.build(args).expect(1, &["error[no-articles]", "articles", "feedmill new"]);
        assert_eq!(site.tree("feeds"), before);
    }
    fs::remove_dir(site.path("articles")).unwrap();
    site.build(&[]).expect(2, &["no folder of articles"]);
    assert_eq!(site.tree("feeds"), before);
}

#[test]
fn a_body_of_50_megabytes() {
    let body = "A paragraph of *some* words, and a [link](x).\n\n".repeat(50_000_000 / 48);
    let text = format!("+++\ntitle = \"Long\"\ndate = 2026-11-02\n+++\n{body}");
    let site = Site::with("articles/a.md", text);
    site.write("articles/b.md", titled("Short", "2026-11-01"));
    site.build(&[]).expect(0, &["warning[entry-too-large]", "articles/a.md"]);
    assert_eq!(site.titles(), ["Long", "Short"]);
    let feed = site.feed("feeds/feed.json");
    assert_eq!(feed["items"][0]["summary"], "A paragraph of some words, and a link.");
    assert!(site.read("feeds/rss.xml").len() < 1_000_000);
}

#[test]
fn ten_thousand_tags() {
    let tags: Vec<String> = (0..10_000).map(|n| format!("\"t{n}\"")).collect();
    let text = article(&format!("title = \"A\"\ndate = 2026-11-02\ntags = [{}]", tags.join(", ")));
    refused("articles/a.md", text, &["error[too-many-tags]", "articles/a.md:4:", "10000"]);
}

#[test]
fn a_title_of_100_kilobytes() {
    let title = "wörd ".repeat(17_000);
    let site = warned("articles/a.md", titled(&title, "2026-11-02"), &["warning[long-title]", "articles/a.md:2:9"]);
    assert_eq!(site.titles()[0], title.trim_end());
}

#[test]
fn a_future_date_is_held_back_until_then() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-22T12:00:01Z"));
    site.write("articles/b.md", titled("B", "2026-11-01"));
    let run = site.build(&["--format", "json"]);
    run.expect(0, &[]);
    let report = run.json();
    assert_eq!(report["articles"]["scheduled"], 1);
    assert_eq!(report["next_change"], "2026-11-22T12:00:01Z");
    assert_eq!(site.titles(), ["B"]);
    site.run(&["build", "--now", "2026-11-22T12:00:01Z"]).silent();
    assert_eq!(site.titles(), ["A", "B"]);
}

#[test]
fn old_dates_are_dates() {
    let site = Site::with("articles/a.md", titled("A", "1815-06-18T11:30:00+01:00"));
    site.build(&[]).silent();
    assert_eq!(site.feed("feeds/feed.json")["items"][0]["date_published"], "1815-06-18T10:30:00Z");
    assert!(site.read("feeds/rss.xml").contains("Sun, 18 Jun 1815 10:30:00 +0000"));
}

#[test]
fn dates_after_the_year_9999() {
    refused("articles/a.md", "---\ntitle: A\ndate: 10000-01-01\n---\n", &["articles/a.md:3:7", "9999"]);
    refused("articles/a.md", titled("A", "9999-12-31T23:59:59-05:00"), &["articles/a.md:3:8", "9999"]);
}

#[test]
fn a_missing_enclosure() {
    let text = article("title = \"A\"\ndate = 2026-11-02\nenclosures = [{ file = \"ep1.mp3\" }]");
    let site = refused("articles/a.md", text, &["error[missing-enclosure]", "articles/a.md:4:", "ep1.mp3"]);
    site.write("articles/ep1.mp3", b"ID3 sound").build(&[]).silent();
    let feed = site.feed("feeds/feed.json");
    let attachment = &feed["items"][0]["attachments"][0];
    assert_eq!((&attachment["size_in_bytes"], &attachment["mime_type"]), (&9.into(), &"audio/mpeg".into()));
    assert_eq!(attachment["url"], "https://t.example/a/ep1.mp3");
}

#[test]
fn yaml_bombs_are_refused() {
    let mut text = String::from("---\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for n in 1..12 {
        let refer = vec![format!("*a{}", n - 1); 10].join(", ");
        text.push_str(&format!("a{n}: &a{n} [{refer}]\n"));
    }
    text.push_str("title: A\ndate: 2026-11-02\n---\n");
    refused("articles/a.md", text, &["articles/a.md:", "alias"]);
}

#[test]
fn two_tags_that_would_share_a_path() {
    let site = Site::with("articles/a.md", article("title = \"A\"\ndate = 2026-11-02\ntags = [\"Grain Prices\"]"));
    site.write("articles/b.md", article("title = \"B\"\ndate = 2026-11-03\ntags = [\"grain-prices\"]"));
    site.configure("[[feed]]\neach = \"tag\"");
    let said = ["error[shared-path]", "Grain Prices", "grain-prices", "articles/a.md:4:", "articles/b.md:4:"];
    site.build(&[]).expect(1, &said);
    assert!(!site.exists("feeds"));
}

#[test]
fn faults_in_the_configuration() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    site.configure("[defaults]\nlimit = \"many\"");
    site.build(&[]).expect(2, &["error[wrong-type]", "feedmill.toml:11:9"]);
    site.write("feedmill.toml", "[site]\n");
    site.build(&[]).expect(2, &["error[missing-setting]", "title", "url"]);
    site.remove("feedmill.toml");
    site.build(&[]).expect(2, &["feedmill init"]);
    site.write("feedmill.toml", b"[site]\ntitle = \"\xFF\"\n");
    site.build(&[]).expect(2, &["UTF-8"]);
}

#[test]
fn files_that_are_not_articles_are_left_alone() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    site.write("articles/_draft.md", "no head").write("articles/.hidden/b.md", "no head");
    site.write("articles/pic.png", "no picture").write("articles/_old/c.md", "no head");
    site.build(&[]).silent();
    assert_eq!(site.titles(), ["A"]);
}

#[test]
fn what_a_feed_would_be_told_of_is_told_of_the_article() {
    let site = Site::new();
    let text = "---\ntitle: Grain\ndate: 2026-11-20\nid: http://localhost:1313/grain/\n---\nText.\n";
    site.write("articles/world/grain.md", text);
    let run = site.build(&[]);
    run.expect(0, &["warning[unstable-id]", "articles/world/grain.md:4:5", "in `rss.xml`, line ", "localhost"]);
    assert_eq!(run.err.matches("unstable-id").count(), 1, "once, however many feeds it is in: {}", run.err);
    assert!(site.exists("feeds/rss.xml"));
}
