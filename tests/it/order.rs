//! The same articles give the same bytes: in any order, at any moment that changes nothing, on any number of threads.

use std::fmt::Write as _;

use chrono::{DateTime, TimeDelta, Utc};
use feedmill::pipeline::{Build, build};
use feedmill::{Article, Config};

use crate::site::{NOW, Site};

const CONFIG: &str = r#"
[site]
title = "Courier"
url = "https://t.example/"
language = "en"
authors = ["olena"]
[authors.olena]
name = "Olena Field"
[output]
news_sitemap = true
[defaults]
limit = 7
[[feed]]
path = ""
limit = 200
[[feed]]
each = "tag"
[[feed]]
each = "author"
max_bytes = "3 kB"
[[feed]]
each = "section"
content = "summary"
[[feed]]
each = "language"
[[feed]]
path = "recent"
where = { since = "3d" }
"#;

/// Articles with all that an order could show through: equal dates, more of them than a feed holds, names of tags that
/// differ in case alone, ids and addresses that several share, whole contents too large for some feed.
fn corpus() -> Vec<(String, String)> {
    let mut articles = Vec::new();
    for n in 0..60 {
        let mut head = format!("title = \"Article {n}\"\ndate = 2026-11-{:02}T0{}:00:00Z\n", 1 + n % 22, n % 2);
        let tags = [["grain", "Grain"], ["weather", "a b"], ["a-b", "ціни"], ["C", "c"]][n % 4];
        writeln!(head, "tags = {tags:?}").unwrap();
        match n % 10 {
            // Three and more who share an id, an address, or one and then the other.
            1 => writeln!(head, "id = \"tag:t.example,2026:{}\"", n / 20).unwrap(),
            2 | 3 if n < 25 => {
                writeln!(head, "url = \"/same/{}/\"\nid = \"tag:t.example,2026:s{}\"", n % 2, n % 5).unwrap()
            }
            4 => writeln!(head, "authors = [\"Jo\", \"jo\", \"olena\"]").unwrap(),
            5 => writeln!(head, "lang = \"uk\"\nexpires = 2026-12-0{}", 1 + n % 3).unwrap(),
            6 => writeln!(head, "updated = 2026-11-22T11:00:0{}Z", n % 7).unwrap(),
            7 => writeln!(head, "draft = true").unwrap(),
            8 => head = head.replace("2026-11-", "2026-12-"),
            _ => {}
        }
        let body = format!("Body {n} \u{8}with [a link](x{n}.html)[^1].\n\n[^1]: {}\n", "note ".repeat(n * 20));
        articles
            .push((format!("{}/a{n:02}.md", ["world", "notes", "World"][n % 3]), format!("+++\n{head}+++\n\n{body}")));
    }
    articles
}

fn parsed() -> (Config, Vec<Article>) {
    let (config, found) = Config::parse("feedmill.toml", CONFIG);
    assert!(found.is_empty(), "{found:?}");
    let articles = corpus();
    let articles = articles.iter().map(|(path, text)| Article::parse(path, text, chrono_tz::UTC).unwrap());
    (config.unwrap(), articles.collect())
}

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

fn files(build: &Build) -> Vec<(String, String)> {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    build.files.iter().map(|file| (file.path.clone(), text(file.bytes.to_vec()))).collect()
}

/// All that is said of a finding.
fn findings(build: &Build) -> Vec<String> {
    let said = |found: &feedmill::Diagnostic| {
        let feedmill::Diagnostic { rule, level, file, place, excerpt: _, message, help, related, params } = found;
        format!("{} {level} {file} {place:?} {message} {help:?} {related:?} {params:?}", rule.name)
    };
    build.diagnostics.iter().map(said).collect()
}

/// An order for every seed (xorshift, then Fisher and Yates).
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    for at in (1..items.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        items.swap(at, (state % (at as u64 + 1)) as usize);
    }
}

#[test]
fn any_order_gives_the_same_files_findings_and_next_change() {
    let (config, mut articles) = parsed();
    let first = build(&config, articles.clone(), now());
    let names: Vec<_> = first.diagnostics.iter().map(|found| found.rule.name).collect();
    for rule in
        ["duplicate-id", "duplicate-permalink", "shared-path", "forbidden-character", "feed-cut", "entry-too-large"]
    {
        assert!(names.contains(&rule), "the corpus shows `{rule}`: {names:?}");
    }
    assert!(first.articles.drafts > 0 && first.articles.scheduled > 0);
    for seed in 0..24 {
        if seed == 0 {
            articles.reverse();
        } else {
            shuffle(&mut articles, seed);
        }
        let again = build(&config, articles.clone(), now());
        assert_eq!(findings(&again), findings(&first), "seed {seed}");
        assert_eq!(files(&again), files(&first), "seed {seed}");
        assert_eq!((again.next_change, again.articles), (first.next_change, first.articles), "seed {seed}");
    }
}

#[test]
fn all_who_share_an_id_or_an_address_are_out_whatever_else_they_share() {
    let (config, _) = Config::parse("feedmill.toml", CONFIG);
    let config = config.unwrap();
    let article = |name: &str, url: &str, id: &str| {
        let head = format!("title = \"{name}\"\ndate = 2026-11-20\nurl = \"{url}\"\nid = \"tag:t.example,2026:s{id}\"");
        Article::parse(&format!("{name}.md"), &format!("+++\n{head}\n+++\n"), chrono_tz::UTC).unwrap()
    };
    // B has A's address and C's id.
    let all = [article("a", "/1/", "x"), article("b", "/1/", "y"), article("c", "/2/", "y"), article("d", "/3/", "z")];
    for order in [[0, 1, 2, 3], [1, 0, 2, 3], [2, 1, 0, 3], [3, 2, 1, 0], [2, 0, 1, 3]] {
        let build = build(&config, order.map(|n: usize| all[n].clone()), now());
        let said: Vec<_> = build.diagnostics.iter().map(|found| (found.rule.name, &*found.file)).collect();
        assert_eq!(said, [("duplicate-permalink", "b.md"), ("duplicate-id", "c.md")], "{order:?}");
        let main = &files(&build)[0].1;
        assert_eq!(main.matches("<item>").count(), 1, "{order:?}: {main}");
        assert!(main.contains("<title>d</title>"));
    }
}

#[test]
fn a_second_later_nothing_changes_but_at_its_moment() {
    let (config, articles) = parsed();
    let at = |moment: DateTime<Utc>| {
        let build = build(&config, articles.clone(), moment);
        (files(&build), findings(&build), build.next_change)
    };
    let second = TimeDelta::seconds(1);
    // Twenty moments at which the output changes by itself, each announced by the one before.
    let (mut moment, mut last) = (now(), at(now()));
    assert_eq!(at(moment + second), last);
    for _ in 0..20 {
        let Some(next) = last.2 else { break };
        assert!(next > moment);
        let before = at(next - second);
        assert_eq!((&before.0, &before.1), (&last.0, &last.1), "nothing changes before {next}");
        let then = at(next);
        assert_ne!(then.0, last.0, "{next} is when it changes");
        (moment, last) = (next, then);
    }
    assert!(moment > now() + TimeDelta::days(5), "{moment}");
    // Long after the last of them the moment of a run is nowhere to be seen.
    let late: DateTime<Utc> = "2031-01-01T00:00:00Z".parse().unwrap();
    let (one, other) = (at(late), at(late + TimeDelta::days(1234)));
    assert_eq!(one, other);
    assert_eq!(one.2, None);
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let (config, articles) = parsed();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let build = build(&config, articles.clone(), now());
            (files(&build), findings(&build))
        })
    };
    let one = with(1);
    for threads in [2, 3, 8, 32] {
        assert_eq!(with(threads), one, "{threads} threads");
    }
}

#[test]
fn the_binary_says_and_writes_the_same_with_any_number_of_jobs() {
    let site = Site::new();
    site.write("feedmill.toml", CONFIG);
    for (path, text) in corpus() {
        site.write(&format!("articles/{path}"), text);
    }
    let run = |jobs: &str| {
        let run = site.build(&["--keep-going", "--jobs", jobs]);
        assert_eq!(run.code, Some(1), "{}", run.err);
        (run.err, site.tree("feeds"))
    };
    let one = run("1");
    assert!(one.1.len() > 30);
    for jobs in ["2", "7"] {
        std::fs::remove_dir_all(site.path("feeds")).unwrap();
        assert!(run(jobs) == one, "{jobs} jobs");
    }
}

#[test]
fn findings_are_told_in_the_order_of_the_articles_paths() {
    let site = Site::new();
    for name in ["b", "c", "a/z", "d", "a/b"] {
        site.write(&format!("articles/{name}.md"), "+++\ntags = 1.5.5\n+++\n");
    }
    let run = site.build(&[]);
    let files: Vec<&str> = run.err.lines().filter_map(|line| line.trim().strip_prefix("--> articles/")).collect();
    assert_eq!(files.len(), 5, "{}", run.err);
    assert!(files.is_sorted(), "{files:?}");
}
