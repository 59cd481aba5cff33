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
pub mod kind;
pub mod reader;
mod stream;
pub mod value;

use std::borrow::Cow;
use std::sync::Arc;

pub use check::check_well_formed;
pub use kind::Kind;
pub use stream::validate_reader;

use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Place, Report};
use kind::Root;
use reader::drive::{JsonHandler, XmlHandler, read_json_text, read_xml_text};
use reader::encoding::{self, Decoded};
use reader::feeder::looks_like_json;
use reader::json;
use reader::xml::{self, Event, Tag};

rules! {
    /// The document's root element, or an element in it, is none that its format knows.
    ///
    /// Readers pass over it, and with it everything inside. Most often a slip of the pen, or upper for lower case.
    UNDEFINED_ELEMENT = Error "undefined-element";

    /// An element belongs to a namespace, but does not say so.
    ///
    /// Readers tell formats apart by their namespaces: without it they may not know the document for a feed. For Atom,
    /// write `<feed xmlns="http://www.w3.org/2005/Atom">`.
    MISSING_NAMESPACE = Error "missing-namespace";

    /// A JSON document does not say that it is a feed.
    ///
    /// A JSON Feed is an object whose `version` is `https://jsonfeed.org/version/1.1`. Spec: JSON Feed 1.1, "Top-level".
    NOT_A_JSON_FEED = Error "not-a-json-feed";
}

/// How a document is to be judged.
#[derive(Debug, Clone)]
pub struct Options {
    /// The document's name, as findings are to show it.
    pub file: Arc<str>,
    /// The `charset` that the document was served with, if it was.
    pub charset: Option<String>,
    /// What to take a document for that does not say which encoding it is in; `utf-8` unless set.
    pub fallback_encoding: String,
}

impl Options {
    /// The usual ones.
    pub fn new(file: impl Into<Arc<str>>) -> Self {
        Options { file: file.into(), charset: None, fallback_encoding: "utf-8".to_owned() }
    }
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
        encoding::decode(bytes, options.charset.as_deref(), &options.fallback_encoding)
    };
    let (kind, diagnostics) = judge(&decoded, is_json, options);
    Judgement { kind, text: decoded.text, diagnostics }
}

fn judge(decoded: &Decoded, is_json: bool, options: &Options) -> (Kind, Vec<Diagnostic>) {
    let mut report = Report::new(options.file.clone(), &decoded.text);
    decoded.flag(&mut report);
    let kind = match (decoded.readable, is_json) {
        (false, _) => Kind::Unknown,
        (true, true) => judge_json(&decoded.text, &mut report),
        (true, false) => judge_xml(&decoded.text, &mut report),
    };
    (kind, in_order(report))
}

/// The findings in the order of the document.
fn in_order(report: Report) -> Vec<Diagnostic> {
    let mut diagnostics = report.into_diagnostics();
    diagnostics.sort_by_key(|found| found.place.map(|place| (place.line, place.column)));
    diagnostics
}

fn judge_xml(text: &str, report: &mut Report) -> Kind {
    let mut root = XmlRoot::default();
    read_xml_text(text, report, &mut root);
    root.kind
}

/// What an XML document is, once its root was read.
struct XmlRoot {
    kind: Kind,
}

impl Default for XmlRoot {
    fn default() -> Self {
        XmlRoot { kind: Kind::Unknown }
    }
}

impl XmlHandler for XmlRoot {
    fn event<'d>(&mut self, event: Event<'d>, reader: &xml::Reader<'d>, report: &mut Report) {
        if let Event::Start(tag) = event
            && reader.depth() == 1
        {
            self.kind = judge_root(&tag, reader.uri(tag.name.namespace), report);
        }
    }
}

fn judge_root(tag: &Tag, namespace: &str, report: &mut Report) -> Kind {
    let raw = tag.name.raw;
    match Kind::of_root(tag.name.local(), namespace) {
        Root::Known(kind) => kind,
        Root::MissingNamespace(wanted) => {
            report
                .flag(&MISSING_NAMESPACE, tag.span, format!("the root element `<{raw}>` is in no namespace"))
                .help(format!("write `<{raw} xmlns=\"{wanted}\">`"))
                .param("element", raw)
                .param("parent", "root");
            Kind::Unknown
        }
        Root::Unknown => {
            report
                .flag(&UNDEFINED_ELEMENT, tag.span, format!("the root element `<{raw}>` begins no feed"))
                .help("a feed begins with `<rss>`, `<feed>` or `<rdf:RDF>`, in exactly these letters")
                .param("element", raw)
                .param("parent", "root");
            Kind::Unknown
        }
    }
}

fn judge_json(text: &str, report: &mut Report) -> Kind {
    let mut root = JsonRoot::default();
    let faults = read_json_text(text, report, &mut root);
    root.judge(faults, report)
}

/// What a JSON document says that it is.
#[derive(Default)]
struct JsonRoot {
    /// The outermost object's `version`: whether it is JSON Feed's, and its place.
    version: Option<(bool, Place)>,
    version_is_next: bool,
}

impl JsonHandler for JsonRoot {
    fn event<'d>(&mut self, event: json::Event<'d>, reader: &json::Reader<'d>, report: &mut Report) {
        match event {
            json::Event::Key(key) if reader.depth() == 1 => self.version_is_next = key.value() == "version",
            json::Event::Text(value) if self.version_is_next && reader.depth() == 1 => {
                self.version = Some((Kind::is_json_feed(&value.value()), report.place(value.span)));
                self.version_is_next = false;
            }
            _ => self.version_is_next = false,
        }
    }
}

impl JsonRoot {
    /// What the document is, having been read to its end.
    fn judge(&self, faults: usize, report: &mut Report) -> Kind {
        let (place, message) = match self.version {
            Some((true, _)) => return Kind::Json,
            Some((false, place)) => (place, "`version` is none of JSON Feed"),
            None => {
                let start = Place { line: 1, column: 1, width: 1 };
                (start, "the document has no `version` that calls it a JSON Feed")
            }
        };
        // A document cut off may have had a version; its fault is another.
        if faults == 0 {
            let help = "write `\"version\": \"https://jsonfeed.org/version/1.1\"`";
            report.flag_at(&NOT_A_JSON_FEED, place, message).help(help);
        }
        Kind::Unknown
    }
}

#[cfg(test)]
mod tests;
