//! The library as a program has it: text in, files out, and nothing else touched.

use std::process::Command;
use std::{env, fs};

use chrono::{DateTime, Utc};
use feedmill::article::{Byline, Enclosure};
use feedmill::pipeline::{Build, FileKind, Options, Pipeline};
use feedmill::{Article, Config, Format, Level, pipeline};

use crate::reading;
use crate::site::NOW;

const SETTINGS: &str = r#"
[site]
title = "Example Courier"
url = "https://courier.example/"
timezone = "Europe/Kyiv"
"#;

const GRAIN: &str = r#"+++
title = "Grain prices fall"
date = 2026-11-20T09:30:00
tags = ["grain"]
enclosures = [{ file = "silo.mp3" }]
image = "silo.jpg"
+++

The board is *wet*. ![A silo](silo.jpg)
"#;

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

fn config(more: &str) -> Config {
    let (config, found) = Config::parse("feedmill.toml", &format!("{SETTINGS}{more}"));
    assert!(found.is_empty(), "{found:?}");
    config.unwrap()
}

fn article(config: &Config, path: &str, text: &str) -> Article {
    Article::parse(path, text, config.site.timezone).unwrap()
}

#[track_caller]
fn file(build: &Build, path: &str) -> Vec<u8> {
    build.files.iter().find(|file| file.path == path).unwrap_or_else(|| panic!("no {path}")).bytes.to_vec()
}

fn built() -> Build {
    let config = config("");
    let articles = [
        article(&config, "world/grain.md", GRAIN),
        article(
            &config,
            "notes/frost.html",
            "---\ntitle: Frost\ndate: 2026-11-21\nauthor: Jo\n---\n<p>Cold &amp; clear.\n",
        ),
        article(&config, "notes/late.txt", "Title: Late\nDate: 2026-12-24\n\nNot yet.\n"),
        article(
            &config,
            "notes/draft.md",
            "{\"title\": \"Draft\", \"date\": \"2026-11-01\", \"draft\": true}\n\nNo.\n",
        ),
    ];
    pipeline::build(&config, articles, now())
}

#[test]
fn articles_and_a_configuration_make_files() {
    let build = built();
    assert!(build.diagnostics.is_empty(), "{:?}", build.diagnostics);
    let paths: Vec<&str> = build.files.iter().map(|file| &*file.path).collect();
    let feeds = ["", "tags/grain/", "authors/jo/", "sections/notes/", "sections/world/"];
    let documents = feeds.iter().flat_map(|feed| Format::ALL.map(|format| format!("{feed}{}", format.file_name())));
    assert_eq!(paths, documents.chain(["feeds.opml".to_owned(), "index.html".to_owned()]).collect::<Vec<_>>());
    assert_eq!(build.files[0].kind, FileKind::Feed(Format::Rss, 2));
    let counts = build.articles;
    assert_eq!((counts.read, counts.published, counts.drafts, counts.scheduled), (4, 2, 1, 1));
    assert_eq!(build.next_change, "2026-12-23T22:00:00Z".parse().ok());

    let feed = reading::json_feed(&file(&build, "feed.json"));
    let titles: Vec<_> = feed.entries.iter().map(|entry| &*entry.title).collect();
    assert_eq!(titles, ["Frost", "Grain prices fall"]);
    let grain = &feed.entries[1];
    assert_eq!(grain.link, "https://courier.example/world/grain/");
    assert_eq!(grain.published.to_rfc3339(), "2026-11-20T07:30:00+00:00", "in the zone of the site");
    let html =
        "<p>The board is <em>wet</em>. <img src=\"https://courier.example/world/grain/silo.jpg\" alt=\"A silo\"></p>";
    assert_eq!(grain.content.as_deref().map(str::trim), Some(html));
    // No disk, so no length; the name tells the type.
    let silo = ("https://courier.example/world/grain/silo.mp3".to_owned(), "audio/mpeg".to_owned(), None);
    assert_eq!(grain.files, [silo]);
    assert_eq!(feed.entries[0].summary.as_deref(), Some("Cold & clear."));
}

#[test]
fn faults_are_data() {
    let (config, found) = Config::parse("feedmill.toml", "[site]\ntitle = \"T\"\nurl = \"example\"\n");
    assert!(config.is_none() && found[0].rule.name == "invalid-setting" && found[0].level == Level::Error);
    assert_eq!(found[0].place.map(|place| (place.line, place.column)), Some((3, 7)));
    let found = Article::parse("a.md", "+++\ntitle = \"A\"\n+++\n", chrono_tz::UTC).unwrap_err();
    assert_eq!((found[0].rule.name, &*found[0].file), ("missing-date", "a.md"));

    let site = self::config("");
    let twin = |path: &str| article(&site, path, "+++\ntitle = \"A\"\ndate = 2026-11-20\nslug = \"a\"\n+++\n");
    let build = pipeline::build(&site, [twin("x/1.md"), twin("x/2.md")], now());
    assert!(build.has_errors() && build.is_sound());
    let errors: Vec<_> = build.diagnostics.iter().filter(|found| found.level == Level::Error).collect();
    assert_eq!((errors.len(), errors[0].rule.name), (1, "duplicate-permalink"));
    assert_eq!(reading::json_feed(&file(&build, "feed.json")).entries.len(), 0);
}

#[test]
fn no_articles_make_empty_feeds_that_are_sound() {
    let build = pipeline::build(&config(""), [], now());
    assert!(build.is_sound() && !build.has_errors() && build.next_change.is_none());
    assert!(build.diagnostics.iter().all(|found| found.rule.name == "empty-feed"), "{:?}", build.diagnostics);
    assert!(reading::rss(&file(&build, "rss.xml"), &|_| false).entries.is_empty());
    assert_eq!(reading::atom(&file(&build, "atom.xml")).updated, "2000-01-01T00:00:00Z".parse().ok());
    assert!(reading::json_feed(&file(&build, "feed.json")).entries.is_empty());
}

#[test]
fn articles_may_be_handed_in_one_at_a_time_and_drafts_shown() {
    let config = config("");
    let mut pipeline = Pipeline::new(&config, Options { now: now(), drafts: true });
    pipeline.add(article(&config, "a.md", "+++\ntitle = \"A\"\ndate = 2026-11-20\ndraft = true\n+++\n"));
    let build = pipeline.finish();
    assert_eq!((build.articles.drafts, build.articles.published), (0, 1));
    assert_eq!(reading::json_feed(&file(&build, "feed.json")).entries[0].title, "A");
}

#[test]
fn what_a_program_leaves_blank_or_says_twice_is_mended() {
    let config = config("");
    let mut odd = article(&config, "world/grain.md", GRAIN);
    odd.id = Some(" \u{8}".to_owned());
    odd.tags = vec!["grain".to_owned(), "grain".to_owned()];
    let jo = Byline { name: "Jo".to_owned(), ..Byline::default() };
    odd.authors = vec![jo.clone(), jo];
    let url = Some("https://x.example/y".to_owned());
    odd.enclosures = vec![Enclosure { url, media_type: Some(" ".to_owned()), ..Enclosure::default() }];
    let build = pipeline::build(&config, [odd], now());
    let rss = reading::rss(&file(&build, "tags/grain/rss.xml"), &|_| true);
    assert_eq!(rss.entries.len(), 1, "the feed of a tag that is there twice has the article once");
    assert_eq!(reading::atom(&file(&build, "authors/jo/atom.xml")).entries.len(), 1);
    let atom = reading::atom(&file(&build, "atom.xml"));
    assert_eq!(atom.entries[0].id, "https://courier.example/world/grain/");
    assert_eq!(atom.entries[0].files[0].1, "application/octet-stream");
    assert_eq!(atom.entries, rss.entries);
}

/// Set in the process that builds where nothing may be touched.
const CHILD: &str = "FEEDMILL_TEST_BUILDS_HERE";

#[test]
fn building_touches_no_file() {
    if env::var_os(CHILD).is_some() {
        let here = || fs::read_dir(".").unwrap().count();
        assert_eq!(here(), 0);
        assert!(built().files.len() > 10 && here() == 0);
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let itself = env::current_exe().unwrap();
    let name = "library::building_touches_no_file";
    // Where there is a shell that can forbid it, no file at all may be written to: the process would end.
    let mut command = if cfg!(unix) {
        let mut shell = Command::new("sh");
        shell.args(["-c", "ulimit -f 0; exec \"$0\" \"$@\""]).arg(itself);
        shell
    } else {
        Command::new(itself)
    };
    // Folders that cannot be there, for whoever looks for a home or a place for passing files.
    for name in ["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"] {
        command.env(name, folder.path().join("nowhere"));
    }
    let run =
        command.args([name, "--exact", "--nocapture"]).env(CHILD, "1").current_dir(folder.path()).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
