//! A strict reader of XML 1.0 (5th ed.) with Namespaces 1.0: events with their places, and every fault of
//! well-formedness.
//!
//! ```
//! use feedmill::diagnostic::Report;
//! use feedmill::validate::reader::xml::{Document, Event};
//!
//! let text = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Tea &amp; bread</title></feed>";
//! let mut report = Report::new("atom.xml", text);
//! let document = Document::new(text);
//! let mut reader = document.reader();
//! let mut title = String::new();
//! while let Some(event) = reader.next(&mut report) {
//!     if let Event::Text(run) = event {
//!         title += &run.value();
//!     }
//! }
//! assert_eq!(title, "Tea & bread");
//! assert!(!report.has_errors());
//! ```
//!
//! Entities that the document declares itself are resolved, within a budget; nothing is ever fetched. What comes out of
//! an entity has the place of the reference to it. After a fault the reader goes on where sense can be made of what
//! follows. Each end tag it gives has its start tag; only where the document ends too early, or the reader gives up, do
//! elements stay open.

mod attributes;
mod chars;
mod content;
mod cursor;
mod doctype;
mod dtd;
mod grammar;
mod halt;
mod misc;
mod names;
mod names_1998;
mod namespaces;
mod reader;
mod reference;
mod subset;
mod tag;
#[cfg(test)]
mod tests;
mod window;

use std::borrow::Cow;
use std::sync::Arc;

pub use doctype::Doctype;
pub use misc::{Declaration, Instruction};
pub use namespaces::{Namespace, XML_URI, XMLNS_URI};
pub use reader::Reader;
#[cfg(test)]
pub(crate) use tests::{cases, properties::piece};
pub use window::{Resumed, State};

use crate::diagnostic::Span;
use crate::diagnostic::rule::rules;
use crate::validate::reader::Fault;
use cursor::Cursor;
use dtd::Dtd;
use window::Window;

rules! {
    /// The document is not well-formed XML.
    ///
    /// Readers stop at the first such fault and show nothing of the feed. Feeds put together by hand or from text
    /// templates have them most often: an `&` or `<` that was not written `&amp;` or `&lt;`, a tag that is not closed,
    /// a prefix without its `xmlns:` declaration. Spec: XML 1.0 and Namespaces in XML 1.0.
    SAX_ERROR = Error "sax-error";

    /// There is white space before the XML declaration.
    ///
    /// `<?xml …?>` may stand at the very start only. An empty line before it, most often the work of a plug-in or a
    /// template, makes the document not well-formed, and readers show nothing of it. Spec: XML 1.0, section 2.8.
    WP_BLANK_LINE = Error "wp-blank-line";
}

/// A document, with the declarations at its head read and looked up by [`Reader`]s.
#[derive(Debug)]
pub struct Document<'t> {
    text: &'t str,
    declaration: Option<Result<Declaration<'t>, Fault>>,
    /// Behind the declaration.
    body: usize,
    /// The document type declaration and where it begins.
    doctype: Option<(usize, Doctype<'t>)>,
    window: Window,
    /// Whether it is read as the W3C validator does, which ends at the first fault.
    halts: bool,
    /// Whether it is read on however many faults there are.
    patient: bool,
}

impl<'t> Document<'t> {
    /// Reads the head of `text`, which has no byte order mark. Faults in it are told by the reader.
    pub fn new(text: &'t str) -> Self {
        let mut document = Document::bare(text, false);
        document.read_head();
        document
    }

    /// As [`new`](Self::new), to be read as the W3C validator reads: no further than to the first fault, which has the place
    /// where that validator's parser gives up.
    pub fn halting(text: &'t str) -> Self {
        let mut document = Document::bare(text, true);
        document.read_head();
        document
    }

    /// As [`new`](Self::new), to be read to its end however many faults there are.
    pub fn patient(text: &'t str) -> Self {
        Document { patient: true, ..Document::new(text) }
    }

    /// Without what is at its head.
    fn bare(text: &'t str, halts: bool) -> Self {
        Document { text, declaration: None, body: 0, doctype: None, window: Window::default(), halts, patient: false }
    }

    /// Reads the head; whether the text may end within it.
    fn read_head(&mut self) -> bool {
        // The longest mark that tells what follows.
        const MARK: usize = "<!DOCTYPE".len();
        let text = self.text;
        let mut cursor = Cursor { early: self.halts, ..Cursor::new(text, 0) };
        let mut cut = text.len() < MARK;
        if misc::at_declaration(&cursor) {
            let declaration = misc::declaration(&mut cursor);
            cut |= cursor.at >= text.len() || declaration.is_err() && cursor.hit;
            self.declaration = Some(declaration);
        }
        self.body = cursor.at;
        let standalone = self.declaration().is_some_and(|declaration| declaration.standalone == Some(true));
        loop {
            cursor.skip_space();
            let rest = cursor.rest();
            let passed = if rest.starts_with("<!--") {
                misc::comment(&mut cursor).is_ok()
            } else if rest.starts_with("<?") {
                misc::instruction(&mut cursor).is_ok()
            } else {
                break;
            };
            // What follows a fault here is still the head, unless that ran to the end.
            if !passed && cursor.at >= text.len() {
                break;
            }
        }
        let start = cursor.at;
        cut |= cursor.rest().len() < MARK;
        if cursor.rest().starts_with("<!DOCTYPE") {
            let doctype = Doctype::read(&mut cursor, standalone);
            cut |= doctype.cut || cursor.at >= text.len();
            self.doctype = Some((start, doctype));
        }
        cut
    }

    /// The XML declaration, where there is one without fault.
    pub fn declaration(&self) -> Option<&Declaration<'t>> {
        self.declaration.as_ref()?.as_ref().ok()
    }

    /// The document type declaration.
    pub fn doctype(&self) -> Option<&Doctype<'t>> {
        self.doctype.as_ref().map(|(_, doctype)| doctype)
    }

    /// A reader at the start.
    pub fn reader(&self) -> Reader<'_> {
        self.reader_from(Resumed::default())
    }

    /// The declarations that are in force.
    fn dtd(&self) -> Option<Arc<Dtd>> {
        self.window.dtd.clone().or_else(|| Some(self.doctype()?.dtd.clone()))
    }
}

/// A piece of a document.
#[derive(Debug, Clone, Copy)]
pub enum Event<'d> {
    /// `<?xml …?>`; only ever the first.
    Declaration(&'d Declaration<'d>),
    /// `<!DOCTYPE …>`, once at most, before the first tag.
    Doctype(&'d Doctype<'d>),
    /// A start tag, or an empty-element tag, whose end follows at once. Its attributes: [`Reader::attributes`].
    Start(Tag<'d>),
    /// An end tag. One that is missing in the text has the empty span where it should stand.
    End(Tag<'d>),
    /// Text inside the root element. What stands between two tags can come in several runs.
    Text(Text<'d>),
    /// A comment.
    Comment(Text<'d>),
    /// A processing instruction.
    Instruction(Instruction<'d>),
    /// A reference to an entity whose text is not at hand, because it lies in another file.
    Skipped(Skipped<'d>),
}

/// A start or end tag.
#[derive(Debug, Clone, Copy)]
pub struct Tag<'d> {
    /// The element's name.
    pub name: Name<'d>,
    /// All of the tag, with its angle brackets.
    pub span: Span,
    /// Whether the tag is start and end in one: `<a/>`.
    pub empty: bool,
}

/// The name of an element or attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'d> {
    /// As written, with its prefix.
    pub raw: &'d str,
    local: usize,
    /// The namespace that the prefix stands for.
    pub namespace: Namespace,
}

impl<'d> Name<'d> {
    /// The name without its prefix.
    pub fn local(&self) -> &'d str {
        self.raw.get(self.local..).unwrap_or_default()
    }

    /// The prefix; empty where there is none.
    pub fn prefix(&self) -> &'d str {
        self.raw.get(..self.local.saturating_sub(1)).unwrap_or_default()
    }
}

/// An attribute of a start tag.
#[derive(Debug, Clone)]
pub struct Attribute<'d> {
    /// Its name. Without a prefix it is in no namespace; `xmlns` and `xmlns:…` are in [`Namespace::XMLNS`].
    pub name: Name<'d>,
    /// Where the name stands; for an attribute that the document type declaration supplies, the tag.
    pub name_span: Span,
    /// The value, with references resolved and white space made spaces.
    pub value: Cow<'d, str>,
    /// Where the value stands, without its quotes.
    pub value_span: Span,
}

/// A run of text, or what is in a comment.
#[derive(Debug, Clone, Copy)]
pub struct Text<'d> {
    /// As written.
    pub raw: &'d str,
    /// What `raw` stands in; for CDATA and comments without the marks around it.
    pub span: Span,
    /// What kind of run it is.
    pub kind: Run,
}

/// How a run of text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// With `&lt;` for `<`.
    Escaped,
    /// Between `<![CDATA[` and `]]>`.
    Cdata,
    /// Between `<!--` and `-->`.
    Comment,
}

impl<'d> Text<'d> {
    /// The text as a program gets it: character references resolved, line ends made `\n`.
    pub fn value(&self) -> Cow<'d, str> {
        match self.kind {
            Run::Escaped => reference::text_value(self.raw),
            Run::Cdata | Run::Comment => reference::line_ends(self.raw),
        }
    }

    /// Whether there is nothing but white space, written as such.
    pub fn is_blank(&self) -> bool {
        self.raw.bytes().all(chars::is_space)
    }
}

/// A reference to an entity that is not at hand.
#[derive(Debug, Clone, Copy)]
pub struct Skipped<'d> {
    /// The entity's name.
    pub name: &'d str,
    /// The reference, with `&` and `;`.
    pub span: Span,
    /// Whether the document declares it, as lying elsewhere.
    pub declared: bool,
}
