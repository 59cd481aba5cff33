//! docs/rules.md is the catalog, printed.

use std::fs;
use std::path::Path;

use feedmill::diagnostic::catalog;

const HEAD: &str = "\
# Rules

Every finding names the rule that is broken, as in `error[missing-date]`. These are all rules. An `error` keeps feedmill from
writing, or is a fault of a feed that readers stumble over; a `warning` works, but not as meant; an `info` is worth knowing. A
finding may be milder than its rule where it says so.

This page is written by `UPDATE=1 cargo test`, from the rules themselves.
";

fn page() -> String {
    let mut page = HEAD.to_owned();
    for rule in catalog::all() {
        page += &format!("\n## {}\n\n*{}*\n\n", rule.name, rule.level);
        for line in rule.page {
            page += line.strip_prefix(' ').unwrap_or(line).trim_end();
            page += "\n";
        }
    }
    page
}

#[test]
fn docs_rules_md_says_what_the_catalog_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let wanted = page();
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        fs::write(&path, wanted).unwrap();
        return;
    }
    let there = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let differs = wanted.lines().zip(there.lines().chain([""])).position(|(a, b)| a != b);
    let line = differs.map(|at| at + 1);
    assert!(wanted == there, "docs/rules.md is not what the rules say, at line {line:?}: run `UPDATE=1 cargo test`");
}

#[test]
fn every_page_can_be_read_by_itself() {
    let rules = catalog::all();
    assert!(rules.len() > 60, "{}", rules.len());
    for rule in &rules {
        let page = rule.page.join("\n");
        let named = rules.iter().filter(|other| other.name == rule.name).count();
        assert_eq!(named, 1, "{} is declared twice", rule.name);
        assert!(catalog::find(rule.name).is_some_and(|found| std::ptr::eq(found, *rule)), "{}", rule.name);
        let first = rule.page[0].trim();
        assert!(first.ends_with('.') || rule.page.get(1).is_some_and(|line| !line.trim().is_empty()), "{first}");
        // A link to an item of the source leads nowhere on a page.
        assert!(!page.contains("[`") && !page.contains("crate::"), "{}: {page}", rule.name);
    }
}
