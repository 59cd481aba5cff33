//! How what was found in documents is printed: for people, or in one of the formats for programs.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write as _;

use feedmill::diagnostic::{Diagnostic, Level, MOST_OF_A_RULE, Rule, github, human, json, sarif};
use feedmill::validate::Kind;

use crate::cli::Output;

/// How many findings of one rule in one document people are shown, unless they ask for all.
const MOST_SHOWN: usize = 10;

/// One document and what was found in it.
#[derive(Debug)]
pub struct Document<'d> {
    /// As the user named it.
    pub name: &'d str,
    /// What it is.
    pub kind: Kind,
    /// Its text, where there is any.
    pub text: &'d str,
    /// What was found.
    pub diagnostics: &'d [Diagnostic],
}

/// What is printed of one document.
#[derive(Debug)]
pub enum Page {
    /// This, as it is.
    Text(Vec<u8>),
    /// Results of a SARIF log.
    Results(Vec<(&'static Rule, String)>),
}

/// Makes pages; several may be in the making at once.
#[derive(Debug, Clone, Copy)]
pub struct Printer {
    /// The format.
    pub format: Output,
    /// Whether what is but worth knowing is printed, and all findings however alike.
    pub verbose: bool,
}

impl Printer {
    /// What is printed of a document.
    pub fn document(self, document: &Document) -> Page {
        let Document { name: file, kind, diagnostics, .. } = *document;
        match self.format {
            Output::Human => Page::Text(self.human(document)),
            Output::Json => Page::Text(json::Document { file, format: kind.name(), diagnostics }.line().into_bytes()),
            Output::Github => Page::Text(self.noted(document).map(github::line).collect::<String>().into_bytes()),
            Output::Sarif => {
                Page::Results(diagnostics.iter().map(|found| (found.rule, sarif::result(found))).collect())
            }
        }
    }

    /// What is printed of a document that could not be read. People are told why on standard error.
    pub fn failed(self, document: &Document) -> Page {
        if self.format == Output::Human { Page::Text(Vec::new()) } else { self.document(document) }
    }

    /// The findings that people are told.
    fn noted<'d>(self, document: &'d Document) -> impl Iterator<Item = &'d Diagnostic> {
        let least = if self.verbose { Level::Info } else { Level::Warning };
        document.diagnostics.iter().filter(move |found| found.level >= least)
    }

    fn human(self, document: &Document) -> Vec<u8> {
        let (mut shown, mut counts) = (Vec::new(), BTreeMap::new());
        for found in self.noted(document) {
            let count: &mut usize = counts.entry(found.rule.name).or_default();
            *count += 1;
            if self.verbose || *count <= MOST_SHOWN {
                shown.push(found);
            }
        }
        let mut out = Vec::new();
        // A vector takes whatever is written.
        let _ = human::write(&mut out, shown.iter().copied(), &mut |_| Some(Cow::Borrowed(document.text)));
        counts.retain(|_, count| !self.verbose && *count > MOST_SHOWN);
        for (rule, count) in &counts {
            let (more, name) = (count - MOST_SHOWN, printable(document.name));
            // Of very many only so many are kept.
            let or_more = if *count >= MOST_OF_A_RULE { "at least " } else { "" };
            let _ = writeln!(out, "… and {or_more}{more} more of {rule} in {name}; -v shows them all");
        }
        if !counts.is_empty() {
            let _ = writeln!(out);
        }
        if self.verbose && shown.is_empty() {
            let _ = writeln!(out, "{}: valid {}", printable(document.name), document.kind.title());
        }
        out
    }
}

/// A name that cannot upset a terminal.
fn printable(name: &str) -> String {
    let upsets = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    name.chars().map(|c| if upsets(c) { '\u{FFFD}' } else { c }).collect()
}

/// How many findings there are, by level.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counts {
    pub documents: usize,
    pub unread: usize,
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
}

impl Counts {
    /// Those of one document.
    pub fn of(diagnostics: &[Diagnostic]) -> Counts {
        let count = |level| diagnostics.iter().filter(|found| found.level == level).count();
        let (errors, warnings, infos) = (count(Level::Error), count(Level::Warning), count(Level::Info));
        Counts { documents: 1, unread: 0, errors, warnings, infos }
    }

    /// Adds those of another document.
    pub fn add(&mut self, other: Counts) {
        self.documents += other.documents;
        self.unread += other.unread;
        self.errors += other.errors;
        self.warnings += other.warnings;
        self.infos += other.infos;
    }

    /// The line that a run ends with.
    pub fn line(&self, verbose: bool) -> String {
        let some = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
        let mut line = some(self.documents, "document", "documents");
        line += &match (self.errors, self.warnings) {
            (0, 0) => ": no errors, no warnings".to_owned(),
            (errors, warnings) => {
                format!(": {}, {}", some(errors, "error", "errors"), some(warnings, "warning", "warnings"))
            }
        };
        if self.infos > 0 {
            let hint = if verbose { "" } else { " (shown with -v)" };
            line += &format!(", {}{hint}", some(self.infos, "remark", "remarks"));
        }
        if self.unread > 0 {
            line += &format!("; {} more could not be read", self.unread);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_counts() {
        for (counts, wanted) in [
            ((1, 0, 0, 0, 0), "1 document: no errors, no warnings"),
            ((2, 0, 1, 0, 1), "2 documents: 1 error, 0 warnings, 1 remark (shown with -v)"),
            ((0, 3, 0, 2, 0), "0 documents: 0 errors, 2 warnings; 3 more could not be read"),
        ] {
            let (documents, unread, errors, warnings, infos) = counts;
            assert_eq!(Counts { documents, unread, errors, warnings, infos }.line(false), wanted);
        }
    }
}
