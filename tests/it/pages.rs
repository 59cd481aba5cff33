//! What README.md and docs/ say is so: versions, commands, flags, links, settings and fields.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use feedmill::article::{Settings, SourceFile, read};
use feedmill::{Article, Config};

use crate::site::Site;

const PAGES: &[&str] = &["README.md", "docs/articles.md", "docs/configuration.md", "docs/rules.md"];

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The insides of the fenced blocks in this language.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let parts: Vec<String> = page.replace("\n   ```", "\n```").split("\n```").map(str::to_owned).collect();
    let inside = parts.chunks(2).filter_map(|two| two.get(1));
    let wanted = inside.filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n'));
    wanted.map(|block| format!("{block}\n")).collect()
}

/// The first column of every table whose head begins with this word, what stands in backquotes there.
fn first_column(page: &str, head: &str) -> Vec<String> {
    let lines: Vec<&str> = page.lines().collect();
    let heads = (0..lines.len()).filter(|&n| lines[n].starts_with(&format!("| {head} |")));
    let rows = heads.flat_map(|n| lines[n + 2..].iter().take_while(|line| line.starts_with('|')));
    let cells = rows.map(|row| row.split('|').nth(1).unwrap_or_default());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>()).collect()
}

#[test]
fn readme_names_the_oldest_rust_that_will_do() {
    let manifest: toml::Table = text("Cargo.toml").parse().unwrap();
    let version = manifest["package"]["rust-version"].as_str().unwrap();
    assert!(text("README.md").contains(&format!("Rust {version} or later")), "rust-version is {version}");
}

#[test]
fn every_command_and_flag_that_is_mentioned_exists() {
    let site = Site::new();
    let help = site.run(&["help"]).out;
    let commands: BTreeSet<&str> = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .map_while(|line| line.strip_prefix("  "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    assert!(commands.contains("build"), "{help}");
    let flags: String = commands.iter().map(|command| site.run(&["help", command]).out).collect();
    let mut seen = BTreeSet::new();
    for page in PAGES {
        for line in text(page).lines().filter(|line| !line.starts_with("$ cargo") && !line.starts_with("$ git")) {
            for (at, _) in line.match_indices("feedmill ") {
                let called = ["`", "$ ", "run: ", "*  "].iter().any(|before| line[..at].ends_with(before));
                let mut words = line[at..].split([' ', '`']).skip(1);
                let command = words.find(|word| !word.starts_with('-') && !word.starts_with('/')).unwrap_or_default();
                if called && !command.is_empty() {
                    assert!(commands.contains(command), "{page}: there is no `feedmill {command}`: {line}");
                    seen.insert(command.to_owned());
                }
            }
            let words = line.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            for flag in words.filter(|word| word.starts_with("--") && word.len() > 3 && !word.ends_with('-')) {
                assert!(flags.contains(flag), "{page}: there is no flag {flag}: {line}");
            }
        }
    }
    assert!(["build", "init", "new", "completions", "man", "help"].iter().all(|name| seen.contains(*name)), "{seen:?}");
}

#[test]
fn every_link_leads_somewhere() {
    let anchor = |line: &str| -> String {
        let title = line.trim_start_matches('#').trim().to_lowercase();
        title.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>().replace(' ', "-")
    };
    let mut links = 0;
    for page in PAGES {
        let folder = Path::new(page).parent().unwrap();
        let text_of = text(page);
        for link in text_of.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            links += 1;
            let (file, part) = link.split_once('#').unwrap_or((link, ""));
            if file.contains("://") {
                continue;
            }
            let path = if file.is_empty() { Path::new(page).to_owned() } else { folder.join(file) };
            let there = Path::new(env!("CARGO_MANIFEST_DIR")).join(&path);
            assert!(there.exists(), "{page}: {link} leads nowhere");
            if !part.is_empty() {
                let target = text(&path.to_string_lossy());
                let found = target.lines().filter(|line| line.starts_with('#')).any(|line| anchor(line) == part);
                assert!(found, "{page}: {link}: no such heading");
            }
        }
    }
    assert!(links > 8, "{links}");
}

#[test]
fn every_setting_in_the_docs_is_known() {
    const SITE: &str = "[site]\ntitle = \"T\"\nurl = \"https://t.example/\"\n";
    let page = text("docs/configuration.md");
    let examples = blocks(&page, "toml");
    assert!(examples.len() >= 3);
    for example in examples {
        let text = if example.contains("[site]") { example.clone() } else { format!("{SITE}{example}") };
        let (config, found) = Config::parse("feedmill.toml", &text);
        assert!(config.is_some() && found.is_empty(), "{example}\n{found:?}");
    }
    // Whatever it is set to, what is not known is said to be unknown.
    for (section, part) in page.split("\n## ").skip(1).map(|part| (part.lines().next().unwrap(), part)) {
        let head = match section {
            "`[[feed]]`" => "[[feed]]",
            "`[authors.KEY]`" => "[authors.key]",
            section => section.trim_matches('`'),
        };
        for setting in first_column(part, "setting") {
            let text = format!("{head}\n{setting} = \"x\"\n");
            let found = Config::parse("feedmill.toml", &text).1;
            assert!(!found.iter().any(|found| found.rule.name == "unknown-key"), "{head} {setting}: {found:?}");
        }
        for key in first_column(part, "key") {
            let text = format!("{SITE}[[feed]]\nwhere = {{ {key} = \"x\" }}\n");
            let found = Config::parse("feedmill.toml", &text).1;
            assert!(!found.iter().any(|found| found.rule.name == "unknown-key"), "where {key}: {found:?}");
        }
    }
}

#[test]
fn every_field_in_the_docs_is_known() {
    let page = text("docs/articles.md");
    let examples = blocks(&page, "toml");
    assert_eq!(examples.len(), 2);
    let head = "title = \"T\"\ndate = 2026-11-20\n";
    let enclosures = format!("+++\n{head}{}+++\n", examples[1]);
    for example in [&examples[0], &enclosures] {
        let file = SourceFile { path: "a.md", below: "a.md", bytes: example.as_bytes(), sidecar: None };
        let (article, found) = read(&file, &Settings::default());
        assert!(article.is_some() && found.is_empty(), "{example}\n{found:?}");
    }
    let (fields, others) = page.split_once("## Other names").unwrap();
    let own = first_column(fields, "field");
    // The other names stand in the second column; `published: false` is one with its value.
    let rows = others.lines().filter(|line| line.starts_with("| `"));
    let other = rows.filter_map(|row| row.split('|').nth(2)).flat_map(|cell| {
        let names = cell.split('`').skip(1).step_by(2).map(|name| name.split(':').next().unwrap_or(name).to_owned());
        names.filter(|name| !name.contains(['[', '.', '_']) || name.ends_with("_at")).collect::<Vec<_>>()
    });
    let names: Vec<String> =
        own.into_iter().chain(other).filter(|name| !name.is_empty() && !name.contains(['{', ' '])).collect();
    assert!(names.len() > 60, "{names:?}");
    for name in names {
        // The fields of an enclosure stand in a table of the same shape.
        if matches!(&*name, "file" | "length" | "type" | "duration" | "hidden" | "skip" | "list") {
            continue;
        }
        let text = format!("---\n{name}: x\nnobodyKnows: x\n---\n");
        let file = SourceFile { path: "a.md", below: "a.md", bytes: text.as_bytes(), sidecar: None };
        let found = read(&file, &Settings::default()).1;
        let unknown = |key: &str| {
            found.iter().any(|f| f.rule.name == "unknown-key" && f.params.iter().any(|(_, value)| value == key))
        };
        assert!(unknown("nobodyKnows") && !unknown(&name), "{name}: {found:?}");
    }
}

#[test]
fn the_article_in_the_readme_is_one() {
    let page = text("README.md");
    let example = &blocks(&page, "markdown")[0];
    let lines: Vec<&str> = example.lines().map(|line| line.strip_prefix("   ").unwrap_or(line)).collect();
    let article = Article::parse("world/grain.md", &lines.join("\n"), chrono_tz::UTC).unwrap();
    assert_eq!(article.title, "Grain prices fall for a third week");
    assert_eq!(article.tags, ["grain", "prices"]);
    assert!(article.body.text.contains("written in chalk"));
}
