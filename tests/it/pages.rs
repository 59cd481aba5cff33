//! What README.md and docs/ say is so: versions, commands, flags and links.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::site::Site;

const PAGES: &[&str] = &[
    "README.md",
    "docs/articles.md",
    "docs/configuration.md",
    "docs/import.md",
    "docs/moving.md",
    "docs/pings.md",
    "docs/publish.md",
    "docs/rules.md",
    "docs/validate.md",
];

fn text(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
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
        for line in
            text(page).lines().filter(|line| !["cargo", "git"].iter().any(|other| line.contains(&format!("{other} "))))
        {
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
            for flag in words.filter(|word| {
                word.starts_with("--") && !word.starts_with("---") && word.len() > 3 && !word.ends_with('-')
            }) {
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
        // What stands in code is no link.
        let text_of = text(page).split('`').step_by(2).collect::<Vec<_>>().join(" ");
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
