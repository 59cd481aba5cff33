//! `feedmill explain`: what a rule is about, and how to mend what it finds.

use std::fmt::Write as _;

use feedmill::diagnostic::Rule;
use feedmill::diagnostic::catalog::{self, Group};
use feedmill::error::{Error, Result};
use serde_json::{Value, json};

use super::screen::Screen;
use super::{Exit, Output, Shared};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The rule, as findings name it; else all of them are listed
    rule: Option<String>,
}

/// Prints a rule's page, or the list of all rules.
pub fn run(args: &Args, shared: &Shared, screen: &mut Screen) -> Result<Exit> {
    let width = screen.width();
    let printed = match (&args.rule, shared.format) {
        (Some(name), Output::Json) => value(find(name)?).to_string() + "\n",
        (Some(name), _) => page(find(name)?, width),
        (None, Output::Json) => Value::from_iter(catalog::all().into_iter().map(value)).to_string() + "\n",
        (None, _) => list(width),
    };
    screen.print_bytes(printed.as_bytes())?;
    Ok(Exit::Clean)
}

fn find(name: &str) -> Result<&'static Rule> {
    // As it is printed: `error[missing-date]`.
    let bare = name.rsplit_once('[').map_or(name, |(_, rest)| rest.trim_end_matches(']')).trim().to_ascii_lowercase();
    catalog::find(&bare).ok_or_else(|| {
        let alike = |rule: &&Rule| (strsim::jaro_winkler(rule.name, &bare) * 1000.0) as u32;
        let nearest = catalog::all().into_iter().max_by_key(alike).filter(|rule| alike(rule) > 800);
        let hint = nearest.map_or_else(
            || "`feedmill explain` lists all there are".to_owned(),
            |rule| format!("did you mean `{}`?", rule.name),
        );
        Error::other(format!("there is no rule `{name}`; {hint}"))
    })
}

fn title(group: Group) -> &'static str {
    match group {
        Group::W3c => "Feeds: rules that the W3C feed validator has too",
        Group::Own => "Feeds: feedmill's own rules",
        Group::Site => "Articles, configuration and output",
    }
}

fn value(rule: &'static Rule) -> Value {
    let group = match catalog::group(rule) {
        Group::W3c => "w3c",
        Group::Own => "own",
        Group::Site => "site",
    };
    json!({ "rule": rule.name, "level": rule.level.to_string(), "group": group, "page": rule.text() })
}

fn page(rule: &'static Rule, width: usize) -> String {
    let mut out = format!("{} ({})\n{}\n", rule.name, rule.level, title(catalog::group(rule)));
    for paragraph in rule.text().split("\n\n") {
        out.push('\n');
        wrap(&mut out, paragraph, 0, 0, width);
    }
    out
}

fn list(width: usize) -> String {
    let rules = catalog::all();
    let longest = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    // As long as `warning`.
    let indent = longest + 2 + 7 + 2;
    let mut out = String::new();
    for group in [Group::W3c, Group::Own, Group::Site] {
        let _ = writeln!(out, "{}{}:\n", if out.is_empty() { "" } else { "\n" }, title(group));
        for rule in rules.iter().filter(|rule| catalog::group(rule) == group) {
            let _ = write!(out, "{:longest$}  {:7}  ", rule.name, rule.level.to_string());
            // A narrow column of words is worse than a long line.
            let width = if width < indent + 30 { usize::MAX } else { width };
            wrap(&mut out, &rule.sentence(), indent, indent, width);
        }
    }
    out
}

/// Adds words to lines of at most `width` characters, the first of which is `at` long already; others begin with `indent`
/// spaces.
fn wrap(out: &mut String, text: &str, at: usize, indent: usize, width: usize) {
    let mut column = at;
    for (n, word) in text.split_whitespace().enumerate() {
        let length = word.chars().count();
        if n > 0 && column + 1 + length > width {
            let _ = write!(out, "\n{:indent$}", "");
            column = indent;
        } else if n > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_wrapped_to_the_width() {
        let mut out = String::from("ab  ");
        wrap(&mut out, "one two  three\nfour averylongword x", 4, 4, 11);
        assert_eq!(out, "ab  one two\n    three\n    four\n    averylongword\n    x\n");
    }

    #[test]
    fn a_rule_is_found_as_it_is_printed_and_a_slip_is_told() {
        for name in ["sax-error", "error[sax-error]", "SAX-Error"] {
            assert_eq!(find(name).unwrap().name, "sax-error");
        }
        assert!(find("sax-eror").unwrap_err().to_string().ends_with("did you mean `sax-error`?"));
        assert!(find("qqq").unwrap_err().to_string().contains("lists all"));
        assert!(catalog::all().into_iter().all(|rule| page(rule, 60).lines().skip(2).all(|line| line.len() < 200)));
    }
}
