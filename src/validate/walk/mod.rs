//! The one pass: a stack of open elements held against the tables. What stays behind of an element that has closed is
//! what its parent keeps of it.

mod attributes;
mod content;
mod declare;
mod doctype;
pub(super) mod finish;
pub(super) mod hex;
pub(super) mod rdf;
mod rdf_syntax;
mod rdf_terms;
mod start;
mod text;

pub use content::{HTML_FRAGMENT, RULES as CONTENT_RULES};
pub use declare::{AVOID_NAMESPACE_PREFIX, RULES as DECLARE_RULES};
pub use doctype::RULES as DOCTYPE_RULES;
pub use rdf::RULES as RDF_RULES;

use super::Kind;
use super::context::{Context, Scope};
use super::node::{Mode, Node};
use super::reader::xml::{Event, Reader};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Span};

rules! {
    /// An element stands where its format knows no such element.
    ///
    /// Readers pass over it, and with it everything inside. Most often a slip of the pen, upper for lower case, an
    /// element of another format, or one that belongs a level higher or lower.
    UNDEFINED_ELEMENT = Error "undefined-element";

    /// An element stands more often than it may.
    ///
    /// Readers take the first or the last, as they please, so that subscribers see different things. Keep one.
    DUPLICATE_ELEMENT = Error "duplicate-element";

    /// An element is missing that its format demands.
    ///
    /// Readers may refuse the document, or show nothing where this belongs. Add it.
    MISSING_ELEMENT = Error "missing-element";

    /// An attribute is missing that its element needs.
    ///
    /// Without it the element says nothing to a reader. Add it.
    MISSING_ATTRIBUTE = Error "missing-attribute";

    /// An element has an attribute that its format does not know.
    ///
    /// Readers pass over it: what it was to say is lost. Most often a slip of the pen, or an attribute of another
    /// element.
    UNEXPECTED_ATTRIBUTE = Error "unexpected-attribute";

    /// An element of RSS itself has an attribute of another namespace.
    ///
    /// RSS 2.0 lets other vocabularies add elements, but is silent on attributes; few readers look at them.
    USE_OF_EXTENSION_ATTR = Warning "use-of-extension-attr";

    /// There is text where only elements belong.
    ///
    /// Readers do not show it. Often the end tag of the element before was lost, or an element's tags around the text.
    UNEXPECTED_TEXT = Error "unexpected-text";

    /// An element is in no namespace, in a format where each element is in one.
    ///
    /// Readers cannot tell which vocabulary it is of, and pass over it. Declare the namespace with `xmlns`, or use
    /// the prefix that stands for it.
    UNDETERMINABLE_VOCABULARY = Warning "undeterminable-vocabulary";

    /// An element inside one of another vocabulary is in no namespace.
    ///
    /// RSS allows elements of one's own only in a namespace. Give it a prefix, and declare that.
    NOT_IN_A_NAMESPACE = Error "not-in-a-namespace";

    /// An element is known, but not at this place.
    ///
    /// Nobody has described what it means here, so few readers look for it. Move it to where its vocabulary has it.
    QUESTIONABLE_USAGE = Warning "questionable-usage";

    /// XHTML stands right in an element that has no place for it.
    ///
    /// Readers do not show it. Put it into the element for content, `<content type="xhtml">` in Atom, and there into
    /// a `<div>`.
    MISPLACED_XHTML_CONTENT = Warning "misplaced-xhtml-content";

    /// Text holds characters that nobody sees, or letters that were mangled on their way.
    ///
    /// `�`, or the control characters U+0080 to U+009F, come from text in Windows-1252 that was taken for another
    /// encoding; `Ã©` for `é` from UTF-8 that was encoded twice. Mend the text where it comes from.
    BAD_CHARACTERS = Warning "bad-characters";

    /// An element belongs to a namespace, but does not say so.
    ///
    /// Readers tell formats apart by their namespaces: without it they may not know the document for a feed. For Atom,
    /// write `<feed xmlns="http://www.w3.org/2005/Atom">`.
    MISSING_NAMESPACE = Error "missing-namespace";

    /// An element has the document's format, but in a namespace that it has outgrown.
    ///
    /// Readers of today no longer look for it. Atom's namespace is `http://www.w3.org/2005/Atom`.
    OBSOLETE_NAMESPACE = Error "obsolete-namespace";
}

/// Judges a document of XML, event by event.
#[derive(Debug)]
pub struct Walk<'o> {
    /// What is known of the document.
    pub ctx: Context<'o>,
    /// The open elements; those behind `depth` are kept for their memory only.
    stack: Vec<Node>,
    depth: usize,
    /// For each namespace of the reader what it is to us.
    spaces: Vec<Option<start::Space>>,
    /// Whether an event came behind a fault of the document's form.
    is_broken: bool,
    /// Whether the W3C validator has read no further, though the document is well-formed.
    is_stopped: bool,
    /// The grammar of RDF, for documents that are.
    rdf: Option<Box<rdf_syntax::Syntax>>,
}

impl<'o> Walk<'o> {
    /// A walk at the start of a document.
    pub fn new(ctx: Context<'o>) -> Self {
        let mut outside = Node::new();
        outside.name.push_str("root");
        outside.mode = Mode::Elements;
        Walk { ctx, stack: vec![outside], depth: 1, spaces: Vec::new(), rdf: None, is_broken: false, is_stopped: false }
    }

    /// Takes the next event of the document.
    pub fn take(&mut self, event: &Event<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        if self.is_stopped {
            return;
        }
        match event {
            Event::Start(tag) => {
                self.ctx.here = tag.span;
                self.start(tag, reader, report);
                if self.ctx.kind == Kind::Rss1 {
                    let as_w3c = self.ctx.as_w3c();
                    let syntax = self.rdf.get_or_insert_with(|| Box::new(rdf_syntax::Syntax::new(as_w3c)));
                    syntax.start(tag, reader, report);
                }
            }
            Event::End(tag) => {
                self.ctx.here = tag.span;
                self.end(report);
                if let Some(syntax) = &mut self.rdf {
                    syntax.end(tag, reader, report);
                }
            }
            Event::Text(text) => {
                self.ctx.here = text.span;
                self.text(text, report);
            }
            Event::Declaration(declaration) => doctype::declaration(declaration, report),
            Event::Doctype(doctype) => self.doctype(doctype, report),
            Event::Skipped(entity) => self.skipped(entity, report),
            Event::Comment(_) | Event::Instruction(_) => {}
        }
    }

    /// Takes an event behind a fault of the document's form: what a start tag with the fault declares is still judged.
    pub fn broken(&mut self, event: &Event<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        if let (Event::Start(tag), false) = (event, self.is_broken) {
            self.ctx.here = tag.span;
            self.declarations(reader, report);
        }
        self.is_broken = true;
    }

    /// Has what findings about what is open may need kept, before the window moves on to byte `position`.
    pub(super) fn pin(&mut self, position: usize, report: &mut Report<'_>) {
        let plain_start = self.ctx.plain_start;
        let last = hex::HexLines::last(position, report);
        for node in self.stack.get_mut(..self.depth).unwrap_or_default() {
            let start = node.open.span.start;
            node.hex = self.ctx.hex_lines.note(plain_start, start, last, node.hex, report);
        }
        self.ctx.hex_lines.leave(plain_start, position, last, report);
        for node in self.stack.get(..self.depth).unwrap_or_default() {
            node.spans().for_each(|span| report.pin(span));
        }
        // There may be many of them, of which none is asked for.
        for spot in self.ctx.early_items.iter_mut().filter(|spot| spot.place.is_none()) {
            spot.place = Some(report.place(spot.span));
        }
    }

    /// What the document is, once its root element is known.
    pub fn kind(&self) -> Kind {
        self.ctx.kind
    }

    /// The innermost open element, and what is known of the document.
    fn scope<'a, 't>(&'a mut self, report: &'a mut Report<'t>) -> Scope<'a, 'o, 't> {
        Scope { ctx: &mut self.ctx, report, stack: self.stack.get_mut(..self.depth).unwrap_or_default() }
    }

    fn top(&self) -> Option<&Node> {
        self.stack.get(self.depth - 1)
    }

    fn top_mut(&mut self) -> Option<&mut Node> {
        self.stack.get_mut(self.depth - 1)
    }

    /// Opens an element, and gives it to be filled in.
    fn push(&mut self, name: &str, mode: Mode, open: Span) -> &mut Node {
        if self.stack.len() == self.depth {
            self.stack.push(Node::new());
        }
        self.depth += 1;
        let node = &mut self.stack[self.depth - 1];
        node.clear();
        node.name.push_str(name);
        node.mode = mode;
        node.open = open.into();
        node
    }
}

#[cfg(test)]
mod tests;
