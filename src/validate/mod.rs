//! Judges feeds: any bytes in, what they are and everything that is wrong with them out.
//!
//! ```
//! use feedmill::validate::{Kind, Options, validate};
//!
//! let judgement = validate(b"<rss version='2.0'><channel><title>Q & A</title></channel></rss>", &Options::new("rss.xml"));
//! assert_eq!(judgement.kind, Kind::Rss);
//! let fault = judgement.diagnostics.iter().find(|found| found.rule.name == "sax-error").unwrap();
//! assert_eq!(fault.message, "`&` stands by itself");
//! ```

pub mod check;
pub mod context;
mod hash;
mod json_walk;
pub mod kind;
pub mod node;
pub mod options;
pub mod reader;
pub mod relation;
pub mod response;
pub mod schema;
mod stream;
pub mod value;
pub mod vocab;
pub mod walk;

use std::borrow::Cow;

pub use check::{check_document, check_well_formed};
pub use kind::Kind;
pub use options::{Options, RuleSet};
pub use stream::validate_reader;

use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Place, Report};
use context::Context;
use json_walk::JsonWalk;
use reader::drive::{JsonHandler, XmlHandler, read_json_text, read_xml_text};
use reader::encoding::{self, Decoded};
use reader::feeder::looks_like_json;
use reader::json;
use reader::xml;
use walk::Walk;

rules! {
    /// A JSON document does not say that it is a feed.
    ///
    /// A JSON Feed is an object whose `version` is `https://jsonfeed.org/version/1.1`. Spec: JSON Feed 1.1, "Top-level".
    NOT_A_JSON_FEED = Error "not-a-json-feed", own;
}

/// What a document is, and what is wrong with it.
#[derive(Debug)]
pub struct Judgement<'b> {
    /// What it is.
    pub kind: Kind,
    /// Its text, which the findings' places are in: no byte order mark, `�` for bytes that mean nothing.
    pub text: Cow<'b, str>,
    /// What is wrong, in the order of the document, findings about all of it first.
    pub diagnostics: Vec<Diagnostic>,
}

/// Judges a document: its encoding, whether it is well-formed, and whether it is of a format known here.
pub fn validate<'b>(bytes: &'b [u8], options: &Options) -> Judgement<'b> {
    let is_json = looks_like_json(bytes);
    let decoded = if is_json {
        encoding::decode_json(bytes)
    } else {
        let decode = if options.rules == RuleSet::W3c { encoding::decode_as_w3c } else { encoding::decode };
        decode(bytes, options.charset.as_deref(), &options.fallback_encoding)
    };
    let (kind, diagnostics) = judge(&decoded, is_json, options);
    Judgement { kind, text: decoded.text, diagnostics }
}

fn judge(decoded: &Decoded, is_json: bool, options: &Options) -> (Kind, Vec<Diagnostic>) {
    let mut report = Report::new(options.file.clone(), &decoded.text);
    decoded.flag(&mut report);
    let kind = match (decoded.readable, is_json) {
        (false, _) => Kind::Unknown,
        (true, true) => judge_json(&decoded.text, options, &mut report),
        (true, false) => judge_xml(decoded, options, &mut report),
    };
    relation::pitfalls::size(decoded.text.len(), kind, &mut report);
    (kind, settle(report, kind, is_json, options))
}

/// The findings that count, in the order of the document.
fn settle(mut report: Report, kind: Kind, is_json: bool, options: &Options) -> Vec<Diagnostic> {
    if is_json && kind == Kind::Unknown && options.rules == RuleSet::W3c {
        // To the W3C validator all is XML. It does not know JSON Feed, which it would be no help to take for a fault.
        report
            .flag_file(&encoding::MISSING_ENCODING, "the document does not say which encoding it is in")
            .help("write `<?xml version=\"1.0\" encoding=\"utf-8\"?>`");
        report
            .flag_file(&xml::SAX_ERROR, "the document is neither XML nor a JSON Feed")
            .at(Place { line: 1, column: 1, width: 1 })
            .help("a feed begins with `<`, or with `{` and says in `version` that it is a JSON Feed");
    }
    let mut diagnostics = report.into_diagnostics();
    diagnostics.retain(|found| options.rules.has(found.rule));
    if is_json && kind == Kind::Unknown {
        // What a JSON Feed must be is nothing to a document that is none.
        let of_feeds = vocab::json_feed::RULES;
        diagnostics.retain(|found| !of_feeds.iter().any(|rule| std::ptr::eq(*rule, found.rule)));
    }
    if options.rules == RuleSet::W3c {
        as_w3c(&mut diagnostics);
    }
    diagnostics.sort_by_key(|found| found.place.map(|place| (place.line, place.column)));
    diagnostics
}

/// The W3C validator does not place a byte that means nothing.
fn as_w3c(diagnostics: &mut [Diagnostic]) {
    for found in diagnostics {
        let has = |name: &str| found.params.iter().any(|(known, _)| *known == name);
        if std::ptr::eq(found.rule, &encoding::UNICODE_ERROR) && has("byte") {
            found.place = None;
        }
    }
}

impl XmlHandler for Walk<'_> {
    fn event<'d>(&mut self, event: xml::Event<'d>, reader: &xml::Reader<'d>, report: &mut Report) {
        if reader.faults() == 0 {
            self.take(&event, reader, report);
        } else {
            self.broken(&event, reader, report);
        }
    }

    fn halts(&self) -> bool {
        self.ctx.as_w3c()
    }

    fn pause(&mut self, position: usize, report: &mut Report) {
        self.pin(position, report);
    }
}

impl JsonHandler for JsonWalk<'_> {
    fn event<'d>(&mut self, event: json::Event<'d>, _: &json::Reader<'d>, report: &mut Report) {
        self.take(&event, report);
    }

    fn pause(&mut self, _: usize, report: &mut Report) {
        self.pin(report);
    }
}

/// Judges a document of XML. What comes behind a fault of its form is not held against the tables: readers see none of it.
fn judge_xml(decoded: &Decoded, options: &Options, report: &mut Report) -> Kind {
    let mut walk = Walk::new(Context::new(options, decoded.encoding));
    read_xml_text(&decoded.text, report, &mut walk);
    walk.kind()
}

fn judge_json(text: &str, options: &Options, report: &mut Report) -> Kind {
    let mut walk = JsonWalk::new(Context::new(options, "utf-8"));
    let faults = read_json_text(text, report, &mut walk);
    walk.finish(faults == 0, report)
}

#[cfg(test)]
mod tests;
