//! The quick look at a document that feedmill has just made, before it lands.

use std::sync::Arc;

use super::context::Context;
use super::json_walk::JsonWalk;
use super::kind::Root;
use super::reader::drive::XmlHandler;
use super::reader::encoding;
use super::reader::json;
use super::reader::xml::{self, Document, Event, Namespace};
use super::walk::Walk;
use super::{Kind, Options};
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

/// Judges a document that feedmill has made, by every rule and without a second pass: what
/// [`check_well_formed`] looks at, and what [`validate`](super::validate()) does.
///
/// The findings are in the order of the document. `options` says what it is called and where it is to be served.
pub fn check_document(bytes: &[u8], kind: Kind, entries: usize, options: &Options) -> Vec<Diagnostic> {
    let Ok(text) = str::from_utf8(bytes) else {
        return super::validate(bytes, options).diagnostics;
    };
    let mut report = Report::new(options.file.clone(), text);
    let is_json = kind == Kind::Json;
    let (found, judged) = if is_json {
        let mut walk = JsonWalk::new(Context::new(options, "utf-8"));
        let mut reader = json::Reader::new(text);
        let found = json_entries(&mut reader, &mut report, |event, report| walk.take(event, report));
        (found, walk.finish(reader.faults() == 0, &mut report))
    } else {
        let mut walk = Walk::new(Context::new(options, "utf-8"));
        let document = Document::new(text);
        let found = xml_entries(&document, kind, &mut report, |event, reader, report| {
            walk.event(event, reader, report);
        });
        (found, walk.kind())
    };
    if judged != kind {
        report.flag_file(&UNSOUND_DOCUMENT, format!("the document is {}, not {}", judged.name(), kind.name()));
    } else if let Some(found) = found.filter(|&found| found != entries) {
        report.flag_file(&UNSOUND_DOCUMENT, format!("the document has {found} entries and should have {entries}"));
    }
    super::settle(report, judged, is_json, options)
}

fn first(report: Report) -> Result<(), Box<Diagnostic>> {
    report.into_diagnostics().into_iter().next().map_or(Ok(()), |fault| Err(Box::new(fault)))
}

/// How many entries the document has; `None` after a fault.
fn check_xml(text: &str, kind: Kind, report: &mut Report) -> Option<usize> {
    let document = Document::new(text);
    let mut faults = 0;
    let found = xml_entries(&document, kind, report, |event, reader, report| {
        if let Event::Start(tag) = event
            && reader.depth() == 1
            && Kind::of_root(tag.name.local(), reader.uri(tag.name.namespace)) != Root::Known(kind)
        {
            let message = format!("the root element is `{}`, not that of {}", tag.name.raw, kind.name());
            report.flag(&UNSOUND_DOCUMENT, tag.span, message);
        }
        faults = report.diagnostics().len();
    });
    found.filter(|_| faults == 0 && report.diagnostics().is_empty())
}

/// Reads a document to its end, and counts its entries; `None` where it is not well-formed. `take` gets each event.
fn xml_entries<'d>(
    document: &'d Document<'d>,
    kind: Kind,
    report: &mut Report,
    mut take: impl FnMut(Event<'d>, &xml::Reader<'d>, &mut Report),
) -> Option<usize> {
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
                if depth == 1 {
                    namespace = tag.name.namespace;
                }
                let step = path.get(depth - 1);
                let same = tag.name.namespace == namespace || kind == Kind::Rss1;
                if on_path + 1 == depth && same && step.is_some_and(|names| names.contains(&tag.name.local())) {
                    on_path = depth;
                    entries += usize::from(depth == path.len());
                }
            }
            Event::End(_) => on_path = on_path.min(depth),
            _ => {}
        }
        take(event, &reader, report);
        if reader.faults() > 0 {
            return None;
        }
    }
    (reader.faults() == 0).then_some(entries)
}

fn check_json(text: &str, report: &mut Report) -> Option<usize> {
    let mut reader = json::Reader::new(text);
    let mut is_feed = false;
    let mut is_version = false;
    let mut depth = 0_usize;
    let entries = json_entries(&mut reader, report, |event, _| match event {
        json::Event::Key(key) => is_version = depth == 1 && key.raw == "version",
        json::Event::Text(text) if is_version && depth == 1 => is_feed = Kind::is_json_feed(&text.value()),
        json::Event::StartObject(_) | json::Event::StartArray(_) => depth += 1,
        json::Event::EndObject(_) | json::Event::EndArray(_) => depth -= 1,
        _ => {}
    })?;
    if !report.diagnostics().is_empty() {
        return None;
    }
    if !is_feed {
        let message = "the document does not call itself a JSON Feed";
        report.flag(&UNSOUND_DOCUMENT, Span::new(0, 1.min(text.len())), message);
    }
    Some(entries)
}

/// Reads a document to its end, and counts its items; `None` where it is not well-formed. `take` gets each event.
fn json_entries<'t>(
    reader: &mut json::Reader<'t>,
    report: &mut Report,
    mut take: impl FnMut(&json::Event<'t>, &mut Report),
) -> Option<usize> {
    let mut entries = 0;
    // The name of the member of the outermost object that is being read.
    let mut member = "";
    while let Some(event) = reader.next(report) {
        match (event, reader.depth()) {
            (json::Event::Key(key), 1) => member = key.raw,
            (json::Event::StartObject(_), 3) => entries += usize::from(member == "items"),
            _ => {}
        }
        take(&event, report);
        if reader.faults() > 0 {
            return None;
        }
    }
    (reader.faults() == 0).then_some(entries)
}
