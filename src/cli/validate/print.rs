//! How what was found in documents is printed: for people, or in one of the formats for programs.

use std::io::Write as _;

use feedmill::diagnostic::json;
use feedmill::diagnostic::{Diagnostic, Level, human};
use feedmill::validate::Kind;

use crate::cli::Output;

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

/// Prints documents; several may be at it at once, in any order.
#[derive(Debug)]
pub struct Printer {
    format: Output,
    verbose: bool,
}

impl Printer {
    /// A printer of this format.
    pub fn new(format: Output, verbose: bool) -> Self {
        Printer { format, verbose }
    }

    /// What is printed of a document.
    pub fn document(&self, document: &Document) -> Vec<u8> {
        match self.format {
            Output::Human => self.human(document),
            Output::Json => {
                let Document { name: file, kind, diagnostics, .. } = *document;
                json::Document { file, format: kind.name(), diagnostics }.line().into_bytes()
            }
        }
    }

    /// What is printed of a document that could not be read. People are told why on standard error.
    pub fn failed(&self, document: &Document) -> Vec<u8> {
        if self.format == Output::Human { Vec::new() } else { self.document(document) }
    }

    fn human(&self, document: &Document) -> Vec<u8> {
        let noted = if self.verbose { Level::Info } else { Level::Warning };
        let shown: Vec<_> = document.diagnostics.iter().filter(|found| found.level >= noted).cloned().collect();
        let mut out = Vec::new();
        // A vector takes whatever is written.
        let _ = human::write(&mut out, &shown, &mut |_| Some(document.text.to_owned()));
        if self.verbose && shown.is_empty() {
            let _ = writeln!(out, "{}: valid {}", document.name, document.kind.title());
        }
        out
    }
}
