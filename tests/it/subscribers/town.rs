//! A site of more than a hundred articles that has been read for years, and what is done to all of it at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::OnceLock;
use std::time::SystemTime;

use feedmill::parse::{self, Entry};
use serde_json::Value;

use crate::site::{NOW, Run, Site};

/// So many articles there are; the main feed shows a hundred.
pub const ARTICLES: usize = 130;

pub const CONFIG: &str = r#"[site]
title = "Courier"
url = "https://courier.example/"
description = "A town's paper"
language = "en"

[articles]
permalink = "{section}/{year}/{month}/{slug}/"

[defaults]
limit = 10

[[feed]]
limit = 100

[[feed]]
each = "tag"

[[feed]]
each = "section"

[[feed]]
each = "author"
formats = ["atom"]
"#;

const SECTIONS: [&str; 4] = ["world", "town", "opinion", "farms"];
const TAGS: [&str; 5] = ["grain", "weather", "people", "water", "roads"];
const AUTHORS: [&str; 3] = ["Olena Field", "Jo Hay", "Sam Mill"];

/// Files by path, as they are to be.
pub type Files = Vec<(String, String)>;

/// The article of a number: one file, or two where its head is in a sidecar.
pub fn article(n: usize) -> Files {
    let (section, tag, other) = (SECTIONS[n % 4], TAGS[n % 5], TAGS[n / 7 % 5]);
    let title = format!("Report {n:03} on {tag}");
    let date = format!("20{}-{:02}-{:02}T09:30:00Z", 24 + n / 60, 1 + n / 5 % 12, 1 + n % 28);
    let body =
        format!("In {section} the count of *{tag}* came to {} this week, which {} call a record.\n", n * 37, n + 3);
    let author = AUTHORS[n % 3];
    let tags = if tag == other { format!("\"{tag}\"") } else { format!("\"{tag}\", \"{other}\"") };
    let own = match n % 10 {
        6 => format!("guid{{}} \"Show-{n:03}\"\n"),
        7 => format!("slug{{}} \"about-{n:03}\"\n"),
        8 => format!("id{{}} \"tag:courier.example,2020:{n:03}\"\n"),
        9 => format!("url{{}} \"/special/{n:03}/\"\n"),
        _ => String::new(),
    };
    let head = |sign: &str| {
        let own = own.replace("{}", sign);
        format!("title{sign} \"{title}\"\ndate{sign} {date}\n{own}authors{sign} [\"{author}\"]\ntags{sign} [{tags}]\n")
    };
    let path = format!("articles/{section}/piece-{n:03}");
    match n % 5 {
        0 | 1 => vec![(format!("{path}.md"), format!("+++\n{}+++\n{body}", head(" =")))],
        2 => vec![(format!("{path}.md"), format!("---\n{}---\n{body}", head(":")))],
        3 => vec![(format!("{path}/index.md"), format!("---\n{}---\n{body}", head(":")))],
        _ => vec![(format!("{path}.toml"), head(" =")), (format!("{path}.md"), body)],
    }
}

/// The number of the article with this title.
pub fn number(title: &str) -> usize {
    title.split(' ').nth(1).and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{title}"))
}

/// The site, built; made once.
pub fn built() -> &'static Site {
    static TOWN: OnceLock<Site> = OnceLock::new();
    TOWN.get_or_init(|| {
        let site = Site::in_memory();
        site.write("feedmill.toml", CONFIG);
        for (path, text) in (0..ARTICLES).flat_map(article) {
            site.write(&path, text);
        }
        site.build(&[]).silent();
        site
    })
}

/// Another site with the same articles and feeds.
pub fn copy(of: &Site) -> Site {
    let site = Site::in_memory();
    site.write("feedmill.toml", of.read("feedmill.toml"));
    for folder in ["articles", "feeds"] {
        for (path, bytes) in of.tree(folder) {
            site.write(&format!("{folder}/{path}"), bytes);
        }
    }
    site
}

/// Gives every file of the articles another path, and every line of a head that begins with `key` another text.
pub fn rewrite(site: &Site, path: impl Fn(&str) -> String, key: &str, line: impl Fn(&str) -> String) {
    let files = site.tree("articles");
    fs::remove_dir_all(site.path("articles")).unwrap();
    for (old, bytes) in files {
        let text = String::from_utf8(bytes).unwrap();
        let lines = text.split_inclusive('\n').map(|one| match one.starts_with(key) {
            true => line(one),
            false => one.to_owned(),
        });
        site.write(&format!("articles/{}", path(&old)), lines.collect::<String>());
    }
}

pub fn same(text: &str) -> String {
    text.to_owned()
}

/// Puts something else into the configuration, which must be there.
pub fn reconfigure(site: &Site, old: &str, new: &str) {
    let config = site.read("feedmill.toml");
    assert!(config.contains(old), "{old}");
    site.write("feedmill.toml", config.replace(old, new));
}

/// The entries of every feed in a folder, by path.
pub fn feeds(site: &Site, folder: &str) -> BTreeMap<String, Vec<Entry>> {
    let names = ["rss.xml", "atom.xml", "feed.json"];
    let is_feed = |path: &String| names.iter().any(|name| path.ends_with(name));
    let files = site.tree(folder).into_iter().filter(|(path, _)| is_feed(path));
    files.map(|(path, bytes)| (path, parse::parse(&bytes).unwrap().entries)).collect()
}

/// Every id in these feeds, with the title of its article.
pub fn titles(feeds: &BTreeMap<String, Vec<Entry>>) -> BTreeMap<String, String> {
    feeds.values().flatten().map(|entry| (entry.id.clone(), entry.title.clone())).collect()
}

/// Every id in the feeds of a site.
pub fn ids(site: &Site) -> BTreeSet<String> {
    titles(&feeds(site, "feeds")).into_keys().collect()
}

/// Every file of the output with its bytes and its time.
pub fn standing(site: &Site) -> Vec<(String, Vec<u8>, SystemTime)> {
    let time = |path: &str| fs::metadata(site.path("feeds").join(Path::new(path))).unwrap().modified().unwrap();
    site.tree("feeds").into_iter().map(|(path, bytes)| (path.clone(), bytes, time(&path))).collect()
}

/// A run that is refused writes nothing. Gives it.
#[track_caller]
pub fn refused(site: &Site, args: &[&str]) -> Run {
    let before = (standing(site), site.tree("articles"));
    let run = site.run(&[args, &["--now", NOW, "--format", "json"]].concat());
    assert_eq!(run.code, Some(1), "{}{}", run.out, run.err);
    assert!(before == (standing(site), site.tree("articles")), "{args:?} wrote something");
    run
}

/// The articles that a run names for this rule, by their files, with the lines.
pub fn named(run: &Run, rule: &str) -> BTreeMap<String, u64> {
    let report = run.json();
    let found = report["diagnostics"].as_array().unwrap().iter().filter(|found| found["rule"] == rule);
    let place = |found: &Value| (found["file"].as_str().unwrap().to_owned(), found["line"].as_u64().unwrap_or(0));
    found.map(place).collect()
}

/// The rules by which a run found anything.
pub fn rules(run: &Run) -> BTreeSet<String> {
    let report = run.json();
    report["diagnostics"].as_array().unwrap().iter().map(|found| found["rule"].as_str().unwrap().to_owned()).collect()
}

/// `feedmill COMMAND --now NOW` with more arguments, without a fault.
#[track_caller]
pub fn done(site: &Site, args: &[&str]) -> Run {
    let run = site.run(&[args, &["--now", NOW]].concat());
    assert_eq!(run.code, Some(0), "{args:?}\n{}{}", run.out, run.err);
    run
}
