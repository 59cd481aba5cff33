//! Findings as the pages show them: those about a document, traced to the articles in it, and those of the build.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use minijinja::Value;
use serde::Serialize;

use super::templates::prose;
use super::words::{self, encoded};
use crate::diagnostic::lines::Lines;
use crate::diagnostic::{Diagnostic, Level, Place};
use crate::serve::Scene;

/// So much of a file is read to show a line of it.
const MOST_READ: u64 = 4 << 20;

/// How many findings there are of each level.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// What is worth knowing.
    pub notes: usize,
}

impl Counts {
    /// The numbers of these.
    pub fn of<'d>(findings: impl IntoIterator<Item = &'d Diagnostic>) -> Counts {
        let mut counts = Counts::default();
        for found in findings {
            match found.level {
                Level::Error => counts.errors += 1,
                Level::Warning => counts.warnings += 1,
                Level::Info => counts.notes += 1,
            }
        }
        counts
    }

    /// One more, of the level that is called so.
    pub fn with(mut self, level: &str) -> Counts {
        match level {
            "error" => self.errors += 1,
            "warning" => self.warnings += 1,
            _ => self.notes += 1,
        }
        self
    }

    /// How many there are in all.
    pub fn all(self) -> usize {
        self.errors + self.warnings + self.notes
    }

    /// The sum of both.
    pub fn and(self, other: Counts) -> Counts {
        Counts {
            errors: self.errors + other.errors,
            warnings: self.warnings + other.warnings,
            notes: self.notes + other.notes,
        }
    }

    /// The greater of both, level by level.
    pub fn most(self, other: Counts) -> Counts {
        Counts {
            errors: self.errors.max(other.errors),
            warnings: self.warnings.max(other.warnings),
            notes: self.notes.max(other.notes),
        }
    }

    /// In words: `1 error, 2 warnings`; empty where there is nothing.
    pub fn said(self) -> String {
        let all = [(self.errors, "error"), (self.warnings, "warning"), (self.notes, "note")];
        let said = all.iter().filter(|(n, _)| *n > 0).map(|(n, word)| words::number(*n, word, &format!("{word}s")));
        said.collect::<Vec<_>>().join(", ")
    }

    /// The worst of them, as a class of the style sheet; empty where there is nothing.
    pub fn worst(self) -> &'static str {
        match self {
            Counts { errors: 1.., .. } => "error",
            Counts { warnings: 1.., .. } => "warning",
            Counts { notes: 1.., .. } => "note",
            _ => "",
        }
    }
}

/// A finding.
#[derive(Debug, Clone, Serialize)]
pub struct Found {
    /// `error`, `warning` or `note`.
    pub level: &'static str,
    /// The rule's name.
    pub rule: &'static str,
    /// What is wrong, as HTML.
    pub message: Value,
    /// How to mend it, as HTML.
    pub help: Option<Value>,
    /// Where it comes from: `articles/grain.md:7:3`.
    pub at: Option<String>,
    /// The line there, before, in and behind what is meant.
    pub excerpt: Option<(String, String, String)>,
    /// The line of the document's source, and the address of that.
    pub line: Option<(u32, String)>,
    /// The entry it is about: its title, and the address of its place on the page.
    pub entry: Option<(String, String)>,
    /// Other places that it is about.
    pub related: Vec<(String, String)>,
}

impl Found {
    /// A finding about an article, the configuration, or some other file of the author's.
    pub fn of(found: &Diagnostic) -> Found {
        Found {
            at: Some(place(&found.file, found.place)),
            related: found.related.iter().map(|one| (one.label.clone(), place(&one.file, one.place))).collect(),
            ..Found::bare(found)
        }
    }

    /// The same with the line it is about.
    pub fn with_excerpt(found: &Diagnostic) -> Found {
        Found { excerpt: excerpt(found), ..Found::of(found) }
    }

    /// A finding about the document at `path`.
    pub fn in_document(found: &Diagnostic, path: &str) -> Found {
        let line =
            found.place.map(|place| (place.line, format!("/.feedmill/source/{}#L{}", encoded(path), place.line)));
        Found { line, ..Found::bare(found) }
    }

    /// How far from the worst it is.
    pub fn rank(&self) -> u8 {
        match self.level {
            "error" => 0,
            "warning" => 1,
            _ => 2,
        }
    }

    fn bare(found: &Diagnostic) -> Found {
        Found {
            level: level(found.level),
            rule: found.rule.name,
            message: prose(&found.message),
            help: found.help.as_deref().map(prose),
            at: None,
            excerpt: None,
            line: None,
            entry: None,
            related: Vec::new(),
        }
    }
}

/// What a level is called, in words and in the style sheet.
pub fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

/// `articles/grain.md:7:3`.
pub fn place(file: &str, place: Option<Place>) -> String {
    place.map_or_else(|| file.to_owned(), |Place { line, column, .. }| format!("{file}:{line}:{column}"))
}

/// The line of a file that a finding is about, where it can be read.
fn excerpt(found: &Diagnostic) -> Option<(String, String, String)> {
    let mut bytes = Vec::new();
    File::open(Path::new(&*found.file)).ok()?.take(MOST_READ).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    Lines::new(Cow::Borrowed(text)).around(found.place?)?.apart()
}

/// Of these findings those that kept a build from being published: the errors, or all where there is none.
pub fn causes(findings: &[Diagnostic]) -> impl Iterator<Item = &Diagnostic> {
    let has_errors = findings.iter().any(|found| found.level == Level::Error);
    findings.iter().filter(move |found| !has_errors || found.level == Level::Error)
}

/// The findings of a build by the files they are in, without their extensions.
pub type ByArticle<'s> = HashMap<&'s str, Vec<&'s Diagnostic>>;

/// What the build found, by article: what lies in it, or in its sidecar.
pub fn by_article(scene: &Scene) -> ByArticle<'_> {
    let mut by_article = ByArticle::new();
    for found in &scene.findings {
        by_article.entry(stem(&found.file)).or_default().push(found);
    }
    by_article
}

/// A path without its extension: an article and its sidecar have the same.
pub fn stem(path: &str) -> &str {
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    path.rfind('.').filter(|dot| *dot > name).and_then(|dot| path.get(..dot)).unwrap_or(path)
}

/// Whether a finding of the build tells of the same as one about a document.
pub fn is_same(of_build: &Diagnostic, of_document: &Diagnostic) -> bool {
    let told = of_build.message.rsplit_once(" (in `").map_or(&*of_build.message, |(message, _)| message);
    std::ptr::eq(of_build.rule, of_document.rule) && told == of_document.message
}
