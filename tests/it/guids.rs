//! Articles that readers of RSS and JSON Feed know by another id than an IRI.

use std::collections::BTreeMap;
use std::fs;

use feedmill::parse::{self, Entry};

use crate::site::{NOW, Run, Site};

const CONFIG: &str = "[site]\ntitle = \"Barn talk\"\nurl = \"https://barn.example/\"\nlanguage = \"en\"\n\n[defaults]\nformats = \
                      [\"rss\", \"atom\", \"json\"]\n";

/// What the old system called its episodes.
const GUIDS: [&str; 6] = [
    "Buzzsprout-17",
    "5f1e8c30a2b4d60011223344",
    "6E8BC430-9c3a-11d9-9669-0800200c9a66",
    "1234",
    "12 at https://old.example",
    "https://old.example/?p=6",
];

fn title(n: usize) -> String {
    format!("Episode {n} of the mill")
}

fn day(n: usize) -> String {
    format!("2026-10-{:02}", n + 1)
}

/// The feed of the old system.
fn old_feed() -> String {
    let item = |(n, guid): (usize, &&str)| {
        let (title, day) = (title(n), n + 1);
        format!(
            "<item><title>{title}</title><link>https://old.example/e/{n}</link><guid isPermaLink=\"false\">{guid}</guid>\
             <pubDate>{day:02} Oct 2026 09:00:00 GMT</pubDate><description>&lt;p&gt;What was told in number {n}, word for \
             word.&lt;/p&gt;</description></item>\n"
        )
    };
    let items: String = GUIDS.iter().enumerate().rev().map(item).collect();
    format!(
        "<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel><title>Barn talk</title><link>https://old.example/</link>\
         <description>Talk</description>\n{items}</channel></rss>\n"
    )
}

/// The site's articles; `guid` gives the line of each.
fn site(guid: impl Fn(&str) -> String) -> Site {
    let site = Site::in_memory();
    site.write("feedmill.toml", CONFIG).write("old.xml", old_feed());
    for (n, old) in GUIDS.iter().enumerate() {
        let (title, day, line) = (title(n), day(n), guid(old));
        let text = format!(
            "---\ntitle: {title}\ndate: {day}T09:00:00Z\n{line}---\nWhat was told in number {n}, word for word.\n"
        );
        site.write(&format!("articles/show/e{n}.md"), text);
    }
    site
}

fn with_guids() -> Site {
    site(|guid| format!("guid: \"{guid}\"\n"))
}

fn entries(site: &Site, name: &str) -> Vec<Entry> {
    parse::parse(site.read(&format!("feeds/{name}")).as_bytes()).unwrap().entries
}

fn ids(site: &Site, name: &str) -> Vec<String> {
    entries(site, name).into_iter().map(|entry| entry.id).collect()
}

/// Everything that is published, byte for byte.
fn feeds(site: &Site) -> BTreeMap<String, Vec<u8>> {
    site.tree("feeds").into_iter().collect()
}

fn run(site: &Site, args: &[&str]) -> Run {
    site.run(&[args, &["--now", NOW]].concat())
}

/// What becomes of the entries of each feed, as `plan` tells programs.
fn changes(site: &Site, args: &[&str]) -> BTreeMap<String, usize> {
    let plan = run(site, &[&["plan", "--format", "json"], args].concat()).json();
    let mut changes = BTreeMap::new();
    for entry in plan["feeds"].as_array().unwrap().iter().flat_map(|feed| feed["entries"].as_array().unwrap()) {
        *changes.entry(entry["change"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    changes
}

fn newest_first() -> Vec<String> {
    GUIDS.iter().rev().map(|guid| (*guid).to_owned()).collect()
}

#[test]
fn a_feed_of_another_system_goes_on_under_its_guids() {
    let site = with_guids();
    let planned = changes(&site, &["--previous", "old.xml"]);
    assert!(!planned.contains_key("new") && !planned.contains_key("id-changed"), "{planned:?}");
    assert!(!planned.contains_key("withdrawn"), "{planned:?}");
    run(&site, &["build", "--previous", "old.xml"]).expect(0, &[]);
    assert_eq!(ids(&site, "rss.xml"), newest_first());
    assert_eq!(ids(&site, "feed.json"), newest_first());
    let atom = ids(&site, "atom.xml");
    assert_eq!(
        atom,
        [
            "https://old.example/?p=6",
            "tag:barn.example,2026-10-05:12%20at%20https%3A%2F%2Fold.example",
            "tag:barn.example,2026-10-04:1234",
            "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
            "tag:barn.example,2026-10-02:5f1e8c30a2b4d60011223344",
            "tag:barn.example,2026-10-01:Buzzsprout-17",
        ]
    );
    assert!(atom.iter().all(|id| feedmill::article::id_fault(id).is_none()));
    assert!(site.read("feeds/rss.xml").contains("<guid isPermaLink=\"false\">1234</guid>"));
    for rules in ["all", "w3c"] {
        let args = ["validate", "--rules", rules, "feeds/rss.xml", "feeds/atom.xml", "feeds/feed.json"];
        site.run(&args).expect(0, &[]);
    }

    // Nothing happens twice, wherever it is asked and in whatever format something is published.
    let standing = feeds(&site);
    run(&site, &["build", "--no-cache"]).silent();
    for args in
        [&[][..], &["--previous", "feeds"], &["--previous", "feeds/rss.xml"], &["--previous", "feeds/feed.json"]]
    {
        run(&site, &[&["build"], args].concat()).silent();
        assert_eq!(feeds(&site), standing, "{args:?}");
        let planned = changes(&site, args);
        assert_eq!(planned.into_keys().collect::<Vec<_>>(), ["unchanged"], "{args:?}");
    }
    run(&site, &["plan", "--pin"]).expect(0, &[]);
    assert!(site.read("articles/show/e0.md").contains("\nguid: \"Buzzsprout-17\"\n---"), "nothing is to be pinned");

    // Each format alone, and one after the other.
    for formats in ["\"rss\"", "\"atom\"", "\"json\"", "\"atom\", \"json\"", "\"rss\", \"atom\"", "\"json\"", "\"rss\""]
    {
        let config = CONFIG.replace("\"rss\", \"atom\", \"json\"", formats);
        site.write("feedmill.toml", config);
        let planned = changes(&site, &[]);
        assert_eq!(planned.into_keys().collect::<Vec<_>>(), ["unchanged"], "{formats}");
        run(&site, &["build"]).expect(0, &[]);
    }

    // A file that gets another name is the article that it was.
    site.write("feedmill.toml", CONFIG);
    run(&site, &["build"]).expect(0, &[]);
    assert_eq!(feeds(&site), standing);
    fs::rename(site.path("articles/show/e0.md"), site.path("articles/show/first.md")).unwrap();
    let planned = changes(&site, &[]);
    assert!(planned.keys().all(|change| matches!(&**change, "unchanged" | "changed")), "{planned:?}");
    run(&site, &["build"]).expect(0, &[]);
    assert_eq!((ids(&site, "rss.xml"), ids(&site, "atom.xml")), (newest_first(), atom));
}

#[test]
fn without_them_it_is_refused_and_mended() {
    let site = site(|_| String::new());
    let refused = run(&site, &["build", "--previous", "old.xml"]);
    refused.expect(1, &["id-changed", "`guid: \"Buzzsprout-17\"`"]);
    assert!(!site.exists("feeds/rss.xml"));
    let pinned = run(&site, &["plan", "--pin", "--previous", "old.xml"]);
    pinned.expect(0, &[]);
    assert!(pinned.out.contains("articles/show/e0.md:4: Buzzsprout-17\n"), "{}", pinned.out);
    assert!(site.read("articles/show/e0.md").contains("\nguid: \"Buzzsprout-17\"\n"));
    assert!(site.read("articles/show/e5.md").contains("\nid: \"https://old.example/?p=6\"\n"));
    run(&site, &["build", "--previous", "old.xml"]).expect(0, &[]);
    assert_eq!(ids(&site, "rss.xml"), newest_first());
    run(&site, &["build"]).silent();
    // All of it for good: what Atom carries depends on the host and the day until it is written down.
    run(&site, &["plan", "--pin", "--all"]).expect(0, &[]);
    assert!(site.read("articles/show/e0.md").contains("\nid: \"tag:barn.example,2026-10-01:Buzzsprout-17\"\n"));
    let atom = ids(&site, "atom.xml");
    site.write("feedmill.toml", CONFIG.replace("barn.example", "mill.example"));
    run(&site, &["build"]).expect(0, &[]);
    assert_eq!((ids(&site, "rss.xml"), ids(&site, "atom.xml")), (newest_first(), atom));
}

#[test]
fn what_was_withdrawn_is_told_by_its_id_and_what_was_not_by_neither() {
    let site = with_guids();
    run(&site, &["build"]).expect(0, &[]);
    let whole = feeds(&site);
    let text = site.read("articles/show/e0.md");
    site.remove("articles/show/e0.md");
    assert_eq!(changes(&site, &[]).get("withdrawn"), Some(&6), "in three documents of two feeds");
    run(&site, &["build"]).expect(0, &[]);
    let atom = site.read("feeds/atom.xml");
    assert!(atom.contains("ref=\"tag:barn.example,2026-10-01:Buzzsprout-17\""), "{atom}");
    assert_eq!(atom.matches("deleted-entry ").count(), 1);
    // What is back is no withdrawal.
    site.write("articles/show/e0.md", text);
    run(&site, &["build"]).expect(0, &[]);
    assert_eq!(feeds(&site), whole);
    // In an RSS feed alone, nothing that only left the feed is withdrawn.
    site.write("feedmill.toml", CONFIG.replace("\"rss\", \"atom\", \"json\"", "\"rss\""));
    run(&site, &["build"]).expect(0, &[]);
    site.write("feedmill.toml", site.read("feedmill.toml") + "limit = 2\n");
    let planned = changes(&site, &[]);
    assert_eq!(planned.into_keys().collect::<Vec<_>>(), ["unchanged"]);
}

#[test]
fn archive_documents_keep_their_entries() {
    for formats in ["\"rss\"", "\"json\"", "\"rss\", \"atom\", \"json\""] {
        let site = with_guids();
        let config = CONFIG.replace("\"rss\", \"atom\", \"json\"", formats) + "limit = 2\n\n[[feed]]\narchive = true\n";
        site.write("feedmill.toml", &config);
        run(&site, &["build"]).expect(0, &[]);
        let standing = feeds(&site);
        assert!(standing.keys().any(|path| path.starts_with("archive/3/")), "{:?}", standing.keys());
        run(&site, &["build", "--no-cache"]).silent();
        assert_eq!(feeds(&site), standing, "{formats}");
        // One that comes late moves no other.
        site.write(
            "articles/show/late.md",
            "---\ntitle: Late\ndate: 2026-10-01T10:00:00Z\nguid: Buzzsprout-99\n---\nLate.\n",
        );
        run(&site, &["build", "--no-cache"]).expect(0, &[]);
        let now = feeds(&site);
        for (path, bytes) in standing.iter().filter(|(path, _)| path.starts_with("archive/")) {
            assert_eq!(now.get(path), Some(bytes), "{path}");
        }
    }
}

#[test]
fn the_time_of_change_is_found_by_the_guid() {
    for format in ["rss", "json"] {
        let site = with_guids();
        let formats = format!("\"{format}\"");
        let config = CONFIG.replace("\"rss\", \"atom\", \"json\"", &formats) + "\n[articles]\nupdated = \"auto\"\n";
        site.write("feedmill.toml", config);
        run(&site, &["build"]).expect(0, &[]);
        let text = site.read("articles/show/e0.md");
        site.write("articles/show/e0.md", text.replace("What was told", "What was said"));
        run(&site, &["build"]).expect(0, &[]);
        let name = if format == "rss" { "rss.xml" } else { "feed.json" };
        let changed = |site: &Site| {
            let found = entries(site, name).into_iter().find(|entry| entry.id == "Buzzsprout-17").unwrap();
            found.updated.unwrap()
        };
        let moment = changed(&site);
        assert_eq!(moment.to_rfc3339(), chrono::DateTime::parse_from_rfc3339(NOW).unwrap().to_utc().to_rfc3339());
        site.run(&["build", "--no-cache", "--now", "2027-01-01T00:00:00Z"]).expect(0, &[]);
        assert_eq!(changed(&site), moment, "what is published says when that was");
    }
}

#[test]
fn two_articles_of_one_guid_are_a_fault() {
    let site = with_guids();
    for (name, line) in [("twice", "guid: Buzzsprout-17"), ("other", "guid: x\nid: https://barn.example/show/e1/")] {
        let text = format!("---\ntitle: Two\ndate: 2026-10-09\n{line}\n---\nTwo.\n");
        site.write(&format!("articles/show/{name}.md"), text);
    }
    let run = run(&site, &["build"]);
    run.expect(
        1,
        &["duplicate-id", "articles/show/e0.md and articles/show/twice.md have the same id: Buzzsprout-17", "`guid`"],
    );
    assert_eq!(run.err.matches("duplicate-id").count(), 1, "{}", run.err);
}

#[test]
fn another_guid_is_another_id_to_readers_of_rss() {
    let name = |guid: &str| guid.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    let line = |guid: &str| format!("id: https://barn.example/kept/{}\nguid: \"{guid}\"\n", name(guid));
    let site = site(line);
    run(&site, &["build"]).expect(0, &[]);
    let standing = feeds(&site);
    let file = "articles/show/e0.md";
    let text = site.read(file);
    let changes_guid = |new: &str, old: &str| {
        site.write(file, text.replace("guid: \"Buzzsprout-17\"\n", new));
        let refused = run(&site, &["build"]);
        refused.expect(1, &["id-changed", old, file]);
        assert_eq!(refused.err.matches("error[").count(), 1, "{}", refused.err);
        assert_eq!(feeds(&site), standing, "nothing lands");
    };
    changes_guid("guid: Buzzsprout-18\n", "put `guid = \"Buzzsprout-17\"` into its head");
    changes_guid("", "put `guid = \"Buzzsprout-17\"` into its head");
    run(&site, &["plan", "--pin"]).expect(0, &[]);
    run(&site, &["build"]).expect(0, &[]);
    assert_eq!(feeds(&site), standing);

    // One that comes to an article that had none.
    let bare = text.replace("guid: \"Buzzsprout-17\"\n", "");
    site.write(file, &bare);
    run(&site, &["build", "--accept-id-changes"]).expect(0, &[]);
    let standing = feeds(&site);
    site.write(file, &text);
    run(&site, &["build"]).expect(1, &["put `guid = \"https://barn.example/kept/Buzzsprout-17\"` into its head"]);
    // It could as well be meant as the id.
    run(&site, &["plan", "--pin"])
        .expect(1, &["put `guid = \"https://barn.example/kept/Buzzsprout-17\"` into its head"]);
    assert_eq!(site.read(file), text);
    site.write(file, bare.replace("---\nWhat", "guid: https://barn.example/kept/Buzzsprout-17\n---\nWhat"));
    run(&site, &["build"]).expect(0, &[]);
    assert_eq!(feeds(&site), standing);
}
