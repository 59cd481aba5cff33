//! `updated = "auto"`: an entry's time of change is the moment of the run that first found its text to be another.

use std::collections::BTreeSet;

use feedmill::parse;
use serde_json::Value;

use crate::site::{Run, Site};

const CONFIG: &str = r#"[site]
title = "Test"
url = "https://t.example/"
language = "en"

[articles]
updated = "auto"

[defaults]
limit = 5

[[feed]]
path = ""

[[feed]]
each = "tag"

[[feed]]
path = "short"
content = "summary"
formats = ["rss", "atom"]
"#;

const BODY: &str = "The chalk was *wet*, and the board was [read](https://pics.example/a.png) twice.\n\n\
                    ![Rain](https://one.example/rain.png)\n\nNobody bought.\n";

fn moment(day: usize) -> String {
    format!("2026-11-{day:02}T12:00:00Z")
}

/// Four articles, built on the first day of November.
fn site(settings: &str) -> Site {
    let site = Site::in_memory();
    site.write("feedmill.toml", settings);
    (1..=4).for_each(|n| write(&site, n, "", BODY));
    build(&site, 1, &[]).silent();
    site
}

fn write(site: &Site, n: usize, more: &str, body: &str) {
    let head = format!("title = \"N {n}\"\ndate = 2026-01-{n:02}T00:00:00Z\ntags = [\"x\", \"t{n}\"]\n{more}");
    site.write(&format!("articles/n{n}.md"), format!("+++\n{head}+++\n\n{body}"));
}

fn build(site: &Site, day: usize, args: &[&str]) -> Run {
    site.run(&[&["build", "--now", &moment(day)], args].concat())
}

/// The time of change of the n-th article, which is the same in all feeds that show it.
#[track_caller]
fn updated(site: &Site, n: usize) -> String {
    let mut times = BTreeSet::new();
    let mut shown = 0;
    for (path, bytes) in site.tree("feeds") {
        if !["rss.xml", "atom.xml", "feed.json"].iter().any(|name| path.ends_with(name)) {
            continue;
        }
        let document = parse::parse(&bytes).unwrap();
        for entry in document.entries.iter().filter(|entry| entry.title == format!("N {n}")) {
            times.insert(entry.updated.or(entry.published).unwrap());
            shown += 1;
        }
        // A feed changed when its newest entry did.
        if path.ends_with("atom.xml") {
            let newest = document.entries.iter().filter_map(|entry| entry.updated).max();
            assert_eq!(document.updated, newest, "{path}");
        }
    }
    assert!(times.len() == 1 && shown > 5, "N {n}: {times:?}, {shown} times");
    times.pop_first().unwrap().to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn clone(site: &Site) -> Site {
    let clone = Site::in_memory();
    clone.write("feedmill.toml", site.read("feedmill.toml"));
    for folder in ["articles", "feeds"] {
        for (path, bytes) in site.tree(folder) {
            clone.write(&format!("{folder}/{path}"), bytes);
        }
    }
    clone
}

/// Builds; builds at the same moment and later, with what was kept and without, here and elsewhere, change nothing.
#[track_caller]
fn settled(site: &Site, day: usize) {
    build(site, day, &[]).silent();
    let other = clone(site);
    for (site, later) in [(site, 0), (&other, 0), (site, 2), (&other, 2)] {
        build(site, day + later, &["--check"]).silent();
        build(site, day + later, &["--check", "--no-cache"]).silent();
    }
}

const FIRST: &str = "2026-01-02T00:00:00Z";

#[test]
fn a_changed_text_is_dated_by_the_run_that_found_it() {
    let site = site(CONFIG);
    assert_eq!(updated(&site, 2), FIRST);
    // Two machines with the same articles and feeds come to the same, byte for byte.
    write(&site, 2, "", &BODY.replace("Nobody", "Everybody"));
    let other = clone(&site);
    build(&other, 5, &["--no-cache"]).silent();
    settled(&site, 5);
    assert!(site.tree("feeds") == other.tree("feeds"));
    assert_eq!(updated(&site, 2), moment(5));
    assert_eq!(updated(&site, 3), "2026-01-03T00:00:00Z");

    // It stays while others change, and feeds are made anew.
    write(&site, 3, "", "All new.\n");
    settled(&site, 9);
    assert_eq!((updated(&site, 2), updated(&site, 3)), (moment(5), moment(9)));
    write(&site, 5, "", "One more.\n");
    site.remove("articles/n1.md");
    settled(&site, 12);
    assert_eq!((updated(&site, 2), updated(&site, 3)), (moment(5), moment(9)));
    // Changed once more, and back to what it was: both are changes.
    write(&site, 2, "", BODY);
    settled(&site, 15);
    assert_eq!(updated(&site, 2), moment(15));
    // Title, summary and picture are text, too.
    for (day, more) in
        [(16, "summary = \"In short.\"\n"), (18, "image = { url = \"https://one.example/i.png\", alt = \"I\" }\n")]
    {
        write(&site, 3, more, "All new.\n");
        settled(&site, day);
        assert_eq!(updated(&site, 3), moment(day), "{more}");
    }
}

#[test]
fn a_change_that_only_whole_feeds_show_is_one() {
    let short = "[[feed]]\npath = \"short\"\ncontent = \"summary\"\nformats = [\"rss\", \"atom\"]\n";
    let config = CONFIG.replace(short, "").replacen("[[feed]]", &format!("{short}\n[[feed]]"), 1);
    let site = site(&config);
    write(&site, 2, "summary = \"In short.\"\n", BODY);
    settled(&site, 3);
    write(&site, 2, "summary = \"In short.\"\n", &BODY.replace("Nobody", "Everybody"));
    settled(&site, 6);
    assert_eq!(updated(&site, 2), moment(6));
}

#[test]
fn a_clock_that_runs_behind_takes_no_change_back() {
    let site = site(CONFIG);
    write(&site, 2, "", "New.\n");
    settled(&site, 9);
    write(&site, 2, "", "Newer.\n");
    settled(&site, 4);
    assert_eq!(updated(&site, 2), moment(9));
    write(&site, 2, "", "Newest.\n");
    settled(&site, 12);
    assert_eq!(updated(&site, 2), moment(12));
}

#[test]
fn what_readers_would_not_call_a_change_is_none() {
    let site = site(CONFIG);
    let config = |old: &str, new: &str| {
        let config = site.read("feedmill.toml");
        assert!(config.contains(old));
        site.write("feedmill.toml", config.replacen(old, new, 1));
    };
    let still = |day: usize, what: &str| {
        settled(&site, day);
        assert_eq!(updated(&site, 2), FIRST, "{what}");
        assert_eq!(updated(&site, 4), "2026-01-04T00:00:00Z", "{what}");
    };
    write(&site, 2, "", &BODY.replace(' ', "  ").replace("\n\n", "\n\n\n"));
    still(2, "white space");
    write(&site, 2, "", &BODY.replace("*wet*", "**wet**"));
    still(3, "markup");
    write(&site, 2, "", &BODY.replace("one.example", "two.example"));
    still(4, "the host of a picture");
    write(&site, 2, "authors = [\"Jo Hay\"]\n", BODY);
    still(5, "an author");
    config("path = \"short\"\ncontent = \"summary\"", "path = \"short\"\ncontent = \"full\"");
    still(6, "whole where there was a summary");
    config("path = \"\"", "path = \"\"\ncontent = \"summary\"");
    still(7, "a summary where all was whole");
    config("path = \"\"\ncontent = \"summary\"", "path = \"\"\ncontent = \"full\"");
    still(8, "and whole again");
    for (day, mode) in [(9, "title"), (10, "summary"), (11, "title"), (12, "full")] {
        let before = site.read("feedmill.toml");
        let old =
            if before.contains("[defaults]\ncontent") { before.split("\ncontent = ").nth(1).unwrap() } else { "" };
        match old.lines().next() {
            Some(old) => config(&format!("[defaults]\ncontent = {old}"), &format!("[defaults]\ncontent = {mode:?}")),
            None => config("[defaults]", &format!("[defaults]\ncontent = {mode:?}")),
        }
        for all in ["path = \"\"\ncontent = \"full\"", "path = \"short\"\ncontent = \"full\""] {
            let text = site.read("feedmill.toml");
            site.write("feedmill.toml", text.replace(all, all.lines().next().unwrap()));
        }
        still(day, mode);
    }
    config("limit = 5", "limit = 4\nmax_bytes = 100000");
    still(13, "a limit");
    config("path = \"short\"", "path = \"brief\"");
    still(14, "another folder");
    config("[defaults]", "[defaults]\nformats = [\"atom\", \"rss\"]");
    still(15, "one format less");
    config("formats = [\"atom\", \"rss\"]", "formats = [\"json\", \"rss\"]");
    still(16, "another one");
    config("title = \"Test\"", "title = \"Other\"");
    still(17, "the title of the site");
}

#[test]
fn what_an_article_says_itself_counts() {
    let site = site(CONFIG);
    let said = "updated = 2026-03-01T00:00:00Z\n";
    write(&site, 2, said, BODY);
    settled(&site, 3);
    assert_eq!(updated(&site, 2), "2026-03-01T00:00:00Z");
    write(&site, 2, said, &BODY.replace("Nobody", "Everybody"));
    settled(&site, 6);
    assert_eq!(updated(&site, 2), "2026-03-01T00:00:00Z");
    // Without `auto` an article that says nothing was never changed.
    let site = self::site(&CONFIG.replace("\"auto\"", "\"given\""));
    write(&site, 2, "", &BODY.replace("Nobody", "Everybody"));
    settled(&site, 6);
    assert_eq!(updated(&site, 2), FIRST);
}

/// The rules by which `plan` finds something, with the files.
fn warned(site: &Site, day: usize) -> Vec<(String, String)> {
    let run = site.run(&["plan", "--now", &moment(day), "--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let report = run.json();
    let found = report["diagnostics"].as_array().unwrap().iter();
    found.map(|found| (text(&found["rule"]), text(&found["file"]))).collect()
}

#[test]
fn a_silent_change_is_told_where_nobody_else_tells_it() {
    let site = site(CONFIG);
    write(&site, 2, "", &BODY.replace("Nobody", "Everybody"));
    assert_eq!(warned(&site, 3), []);
    let site = self::site(&CONFIG.replace("\"auto\"", "\"given\""));
    write(&site, 2, "", &BODY.replace("Nobody", "Everybody"));
    assert_eq!(warned(&site, 3), [("silent-change".to_owned(), "articles/n2.md".to_owned())]);
    // What only looks other is none, nor is one that says when it changed.
    write(&site, 2, "", &BODY.replace("*wet*", "**wet**"));
    assert_eq!(warned(&site, 3), []);
    write(&site, 2, "updated = 2026-11-02T00:00:00Z\n", &BODY.replace("Nobody", "Everybody"));
    assert_eq!(warned(&site, 3), []);
    // A feed that shows more or less now says nothing of the articles.
    write(&site, 2, "", BODY);
    for mode in ["title", "summary", "full"] {
        let config =
            CONFIG.replace("\"auto\"", "\"given\"").replace("[defaults]", &format!("[defaults]\ncontent = {mode:?}"));
        site.write("feedmill.toml", config);
        assert_eq!(warned(&site, 3), [], "{mode}");
        build(&site, 3, &[]).silent();
    }
    // Only `plan` says so.
    write(&site, 2, "", &BODY.replace("Nobody", "Everybody"));
    build(&site, 4, &[]).silent();
}

#[test]
fn in_archives_it_is_the_same() {
    let site = site(&CONFIG.replace("path = \"\"", "path = \"\"\narchive = true\nlimit = 2"));
    write(&site, 1, "", &BODY.replace("Nobody", "Everybody"));
    write(&site, 4, "", &BODY.replace("Nobody", "Everybody"));
    settled(&site, 5);
    (5..=7).for_each(|n| write(&site, n, "", BODY));
    settled(&site, 8);
    for name in ["rss.xml", "atom.xml", "feed.json"] {
        for (path, title) in [("archive/1", "N 1"), ("archive/2", "N 4")] {
            let document = parse::parse(site.read(&format!("feeds/{path}/{name}")).as_bytes()).unwrap();
            let entry = document.entries.iter().find(|entry| entry.title == title).unwrap();
            assert_eq!(
                entry.updated.unwrap().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
                moment(5),
                "{path}/{name}"
            );
        }
    }
}
