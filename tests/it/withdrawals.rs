//! What was published and is no more is said to be gone (RFC 6721), as long as it would still be shown.

use std::collections::BTreeMap;
use std::fs;

use feedmill::parse;

use crate::history::random::Random;
use crate::site::{Run, Site, article};

const CONFIG: &str = r#"[site]
title = "Test"
url = "https://t.example/"
language = "en"

[defaults]
limit = 4

[[feed]]
path = ""

[[feed]]
each = "tag"
"#;

fn site(count: usize) -> Site {
    let site = Site::in_memory();
    site.write("feedmill.toml", CONFIG);
    for n in 1..=count {
        put(&site, n, "");
    }
    site
}

/// Writes the article of the n-th day with more in its head.
fn put<'s>(site: &'s Site, n: usize, more: &str) -> &'s Site {
    let tags = if more.contains("tags") { "" } else { "tags = [\"x\"]\n" };
    let date = if more.contains("date") { String::new() } else { format!("date = 2026-01-{n:02}\n") };
    site.write(&format!("articles/n{n}.md"), article(&format!("title = \"N {n}\"\n{date}{tags}{more}")))
}

fn id(n: usize) -> String {
    format!("https://t.example/n{n}/")
}

/// A moment on a day of November.
fn moment(day: usize) -> String {
    format!("2026-11-{day:02}T12:00:00Z")
}

/// What a feed says to be gone: ids in order, and when.
fn gone(site: &Site, feed: &str) -> Vec<(String, String)> {
    let document = parse::parse(site.read(&format!("feeds/{feed}atom.xml")).as_bytes()).unwrap();
    let time = |time: chrono::DateTime<chrono::Utc>| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    document.deleted.iter().map(|one| (one.id.clone(), time(one.when))).collect()
}

fn build(site: &Site, day: usize, args: &[&str]) -> Run {
    site.run(&[&["build", "--now", &moment(day)], args].concat())
}

/// Builds, and again at once and later, with a cache and without, here and elsewhere: nothing more changes.
#[track_caller]
fn settled(site: &Site, day: usize, args: &[&str]) {
    let run = build(site, day, args);
    assert_eq!((run.code, &*run.err), (Some(0), ""), "{}", run.out);
    let elsewhere = Site::in_memory();
    elsewhere.write("feedmill.toml", site.read("feedmill.toml"));
    for folder in ["articles", "feeds"] {
        for (path, bytes) in site.tree(folder) {
            elsewhere.write(&format!("{folder}/{path}"), bytes);
        }
    }
    for (site, later) in [(site, 0), (&elsewhere, 0), (site, 3), (&elsewhere, 3)] {
        build(site, day + later, &["--check"]).silent();
        build(site, day + later, &["--check", "--no-cache"]).silent();
    }
    let before = site.tree("feeds");
    build(site, day + 1, &["--no-cache"]).silent();
    build(site, day + 2, &[]).silent();
    assert!(site.tree("feeds") == before);
    let feeds: Vec<String> =
        before.into_iter().map(|(path, _)| path).filter(|path| path.ends_with("atom.xml")).collect();
    let feeds: Vec<String> = feeds.into_iter().map(|path| format!("feeds/{path}")).collect();
    let paths: Vec<&str> = feeds.iter().map(|path| &**path).collect();
    let run = site.run(&[&["validate"], &*paths].concat());
    assert_eq!(run.code, Some(0), "{}", run.out);
}

#[test]
fn however_an_article_goes_it_is_said_to_be_gone() {
    for how in ["", "draft = true", "expires = 2026-11-02", "date = 2027-01-01", "feed = false"] {
        let site = site(10);
        settled(&site, 1, &[]);
        assert_eq!(gone(&site, ""), []);
        match how {
            "" => site.remove("articles/n9.md"),
            how => put(&site, 9, how),
        };
        settled(&site, 5, &[]);
        for feed in ["", "tags/x/"] {
            assert_eq!(gone(&site, feed), [(id(9), moment(5))], "{how}: {feed}");
        }
        // It is still so after others come and go.
        put(&site, 11, "");
        site.remove("articles/n8.md");
        settled(&site, 10, &[]);
        assert_eq!(gone(&site, ""), [(id(9), moment(5)), (id(8), moment(10))], "{how}");
        // It is not, once it would be shown no more: as many are newer as are shown.
        put(&site, 12, "");
        settled(&site, 11, &[]);
        assert_eq!(gone(&site, ""), [(id(9), moment(5))], "{how}");
        put(&site, 13, "");
        settled(&site, 12, &[]);
        assert_eq!(gone(&site, ""), [], "{how}");
    }
}

#[test]
fn an_id_that_changed_leaves_the_old_one_gone() {
    let site = site(6);
    settled(&site, 1, &[]);
    put(&site, 5, "id = \"tag:t.example,2026:n5\"");
    settled(&site, 2, &["--accept-id-changes"]);
    assert_eq!(gone(&site, ""), [(id(5), moment(2))]);
    put(&site, 5, &format!("id = \"{}\"", id(5)));
    settled(&site, 6, &["--accept-id-changes"]);
    assert_eq!(gone(&site, ""), [("tag:t.example,2026:n5".to_owned(), moment(6))]);
}

#[test]
fn an_article_that_comes_back_is_not_gone() {
    let site = site(6);
    settled(&site, 1, &[]);
    put(&site, 5, "draft = true");
    settled(&site, 2, &[]);
    assert_eq!(gone(&site, ""), [(id(5), moment(2))]);
    put(&site, 5, "");
    settled(&site, 8, &[]);
    assert_eq!((gone(&site, ""), gone(&site, "tags/x/")), (vec![], vec![]));
    // When it goes again, that is another time.
    site.remove("articles/n5.md");
    settled(&site, 12, &[]);
    assert_eq!(gone(&site, ""), [(id(5), moment(12))]);
}

#[test]
fn what_only_left_a_feed_is_not_gone() {
    let site = site(6);
    settled(&site, 1, &[]);
    // Out of the window, by a newer one or since it is older now than it was; without the tag.
    put(&site, 7, "");
    settled(&site, 2, &[]);
    put(&site, 6, "date = 2025-01-01\n");
    settled(&site, 6, &[]);
    put(&site, 5, "tags = [\"y\"]\n");
    settled(&site, 10, &[]);
    for feed in ["", "tags/x/", "tags/y/"] {
        assert_eq!(gone(&site, feed), [], "{feed}");
    }
    assert!(site.read("feeds/tags/y/atom.xml").contains("/n5/"));
    // A window that shrinks takes what it said with it.
    site.remove("articles/n4.md");
    settled(&site, 14, &[]);
    assert_eq!(gone(&site, ""), [(id(4), moment(14))]);
    site.write("feedmill.toml", CONFIG.replace("limit = 4", "limit = 2"));
    settled(&site, 18, &[]);
    assert_eq!(gone(&site, ""), []);
}

#[test]
fn a_run_at_the_same_moment_and_a_faulty_one_say_nothing_more() {
    let site = site(6);
    settled(&site, 1, &[]);
    site.remove("articles/n6.md").write("articles/n5.md", "+++\ntitle = \n+++\n");
    let before = site.tree("feeds");
    assert_eq!(build(&site, 2, &[]).code, Some(1));
    assert!(site.tree("feeds") == before);
    put(&site, 5, "");
    settled(&site, 3, &[]);
    assert_eq!(gone(&site, ""), [(id(6), moment(3))]);
    // RSS and JSON Feed have no word for it.
    assert!(!site.read("feeds/rss.xml").contains("n6") && !site.read("feeds/feed.json").contains("n6"));
}

#[test]
fn a_site_published_elsewhere_goes_on_from_there() {
    let site = site(6);
    settled(&site, 1, &[]);
    site.remove("articles/n6.md");
    settled(&site, 2, &[]);
    fs::rename(site.path("feeds"), site.path("old")).unwrap();
    site.remove("articles/n5.md");
    build(&site, 8, &["--previous", "old"]).silent();
    assert_eq!(gone(&site, ""), [(id(6), moment(2)), (id(5), moment(8))]);
    build(&site, 9, &["--check"]).silent();
}

/// Articles come, go and come back at random; what is gone is held against what must be.
#[test]
fn whatever_goes_is_gone_as_long_as_it_would_be_shown() {
    for seed in 1..=3 {
        let site = site(0);
        let mut random = Random::new(seed);
        let mut lives: BTreeMap<usize, bool> = (1..=9).map(|n| (n, true)).collect();
        for n in lives.keys() {
            put(&site, *n, "");
        }
        build(&site, 1, &[]).silent();
        let mut expected: BTreeMap<usize, usize> = BTreeMap::new();
        let newest = |lives: &BTreeMap<usize, bool>| -> Vec<usize> {
            lives.iter().rev().filter(|(_, lives)| **lives).map(|(n, _)| *n).take(4).collect()
        };
        for day in 2..=18 {
            let before = newest(&lives);
            for _ in 0..=random.below(2) {
                let n = 1 + random.below(20);
                let is_live = lives.insert(n, !lives.get(&n).unwrap_or(&false)).unwrap_or(false);
                put(&site, n, if is_live { "draft = true" } else { "" });
            }
            let run = build(&site, day, if random.chance(50) { &["--no-cache"] } else { &[] });
            assert_eq!((run.code, &*run.err), (Some(0), ""), "seed {seed}, day {day}");
            let shown = newest(&lives);
            for n in before.iter().filter(|n| !lives[n]) {
                expected.entry(*n).or_insert(day);
            }
            expected.retain(|n, _| !shown.contains(n));
            let mut places: Vec<(usize, usize)> = expected.iter().rev().map(|(n, day)| (*n, *day)).collect();
            let place = |at: usize, n: usize| at + shown.iter().filter(|newer| **newer > n).count();
            let kept = (0..places.len()).take_while(|at| place(*at, places[*at].0) < 4).count();
            places.truncate(kept);
            expected = places.iter().copied().collect();
            let said: Vec<(String, String)> = places.iter().map(|(n, day)| (id(*n), moment(*day))).collect();
            assert_eq!(gone(&site, ""), said, "seed {seed}, day {day}, shown {shown:?}");
            build(&site, day, &["--check"]).silent();
        }
    }
}

#[test]
fn a_file_that_is_gone_for_one_build_and_back_under_another_name_keeps_its_id() {
    let site = site(4);
    build(&site, 1, &[]).silent();
    let text = site.read("articles/n4.md");
    site.remove("articles/n4.md");
    build(&site, 2, &[]).silent();
    assert_eq!(gone(&site, ""), [(id(4), moment(2))]);
    site.write("articles/four.md", text);
    let before = site.tree("feeds");
    build(&site, 3, &[]).expect(1, &["id-changed", "articles/four.md", &id(4)]);
    assert_eq!(site.tree("feeds"), before);
    site.run(&["plan", "--pin", "--now", &moment(3)]).expect(0, &[]);
    build(&site, 3, &[]).silent();
    let atom = site.read("feeds/atom.xml");
    assert!(atom.contains(&format!("<id>{}</id>", id(4))) && atom.contains("https://t.example/four/"), "{atom}");
    assert_eq!(gone(&site, ""), []);
}
