//! The quick look at a document that feedmill has just made, before it lands.

use std::sync::Arc;

use super::Kind;
use super::kind::Root;
use super::reader::encoding;
use super::reader::json;
use super::reader::xml::{Document, Event, Namespace};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Report, Span};

rules! {
    /// A document that feedmill made is not what it was to be.
    ///
    /// It has another root element, or more or fewer entries than were to be published. The document is not written,
    /// and what was published before stays. This is a fault of feedmill itself: please report it.
    UNSOUND_DOCUMENT = Error "unsound-document";
}

/// Whether `bytes` are a well-formed document in UTF-8, of the kind given, with so many entries.
///
/// Entries are `item`, `entry`, a JSON Feed's `items`, the outlines right in an OPML's `body`, a sitemap's `url`;
/// documents of all other kinds have none. The first fault is returned, with `file` as its file.
pub fn check_well_formed(bytes: &[u8], kind: Kind, entries: usize, file: &str) -> Result<(), Box<Diagnostic>> {
    let file: Arc<str> = file.into();
    let Ok(text) = str::from_utf8(bytes) else {
        let decoded = encoding::decode_json(bytes);
        let mut report = Report::new(file, &decoded.text);
        decoded.flag(&mut report);
        return first(report);
    };
    let mut report = Report::new(file, text);
    let found = if kind == Kind::Json { check_json(text, &mut report) } else { check_xml(text, kind, &mut report) };
    if let Some(found) = found.filter(|&found| found != entries && report.diagnostics().is_empty()) {
        report.flag_file(&UNSOUND_DOCUMENT, format!("the document has {found} entries and should have {entries}"));
    }
    first(report)
}

fn first(report: Report) -> Result<(), Box<Diagnostic>> {
    report.into_diagnostics().into_iter().next().map_or(Ok(()), |fault| Err(Box::new(fault)))
}

/// How many entries the document has; `None` after a fault.
fn check_xml(text: &str, kind: Kind, report: &mut Report) -> Option<usize> {
    let document = Document::new(text);
    let mut reader = document.reader();
    let path = kind.entry_path();
    // How many of the open elements, from the root on, are on the way to an entry, and the namespace they are in.
    let mut on_path = 0;
    let mut namespace = Namespace::NONE;
    let mut entries = 0;
    while let Some(event) = reader.next(report) {
        let depth = reader.depth();
        match event {
            Event::Start(tag) => {
                let local = tag.name.local();
                if depth == 1 {
                    namespace = tag.name.namespace;
                    if Kind::of_root(local, reader.uri(namespace)) != Root::Known(kind) {
                        let message = format!("the root element is `{}`, not that of {}", tag.name.raw, kind.name());
                        report.flag(&UNSOUND_DOCUMENT, tag.span, message);
                    }
                }
                let step = path.get(depth - 1);
                let same = tag.name.namespace == namespace || kind == Kind::Rss1;
                if on_path + 1 == depth && same && step.is_some_and(|names| names.contains(&local)) {
                    on_path = depth;
                    entries += usize::from(depth == path.len());
                }
            }
            Event::End(_) => on_path = on_path.min(depth),
            _ => {}
        }
        if !report.diagnostics().is_empty() {
            return None;
        }
    }
    Some(entries)
}

fn check_json(text: &str, report: &mut Report) -> Option<usize> {
    let mut reader = json::Reader::new(text);
    let mut entries = 0;
    let mut is_feed = false;
    // The name of the member of the outermost object that is being read.
    let mut member = "";
    while let Some(event) = reader.next(report) {
        match (event, reader.depth()) {
            (json::Event::Key(key), 1) => member = key.raw,
            (json::Event::Text(text), 1) if member == "version" => is_feed = Kind::is_json_feed(&text.value()),
            (json::Event::StartObject(_), 3) => entries += usize::from(member == "items"),
            _ => {}
        }
        if !report.diagnostics().is_empty() {
            return None;
        }
    }
    if !report.diagnostics().is_empty() {
        return None;
    }
    if !is_feed {
        let message = "the document does not call itself a JSON Feed";
        report.flag(&UNSOUND_DOCUMENT, Span::new(0, 1.min(text.len())), message);
    }
    Some(entries)
}
