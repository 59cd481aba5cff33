//! The reader: from text to events, one a call.

use memchr::memmem;

use super::cursor::Cursor;
use super::dtd::{Budget, Dtd};
use super::halt::Held;
use super::namespaces::Namespaces;
use super::window::Forbidden;
use super::{Attribute, Document, Event, Name, Namespace, SAX_ERROR, Tag};
use crate::diagnostic::{Report, Rule, Span};
use crate::validate::reader::{Fault, MAX_FAULTS, shown};

/// Gives the events of a document one by one; see the [module](super).
#[derive(Debug)]
pub struct Reader<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) dtd: Option<&'d Dtd>,
    pub(super) cursor: Cursor<'d>,
    /// The texts to come back to when the entity that is being read ends.
    pub(super) outer: Vec<Outer<'d>>,
    pub(super) open: Vec<Open<'d>>,
    /// The elements to be closed before anything else is read: down to this depth, by end tags at this place.
    pub(super) closing: Option<(usize, Span)>,
    pub(super) attributes: Vec<Attribute<'d>>,
    pub(super) namespaces: Namespaces<'d>,
    pub(super) budget: Budget,
    pub(super) cdata_end: memmem::Finder<'static>,
    pub(super) stage: Stage,
    /// The mark before the CDATA section that is being read.
    pub(super) cdata: Span,
    /// Whether nothing but white space stood before this window.
    pub(super) blank: bool,
    pub(super) forbidden: Forbidden,
    /// Where in the window the next character stands that may stand nowhere; `usize::MAX` where there is none.
    pub(super) forbidden_at: usize,
    pub(super) faults: usize,
    /// Whether it ends at the first fault; see [`Document::halting`].
    pub(super) halts: bool,
    /// Whether no number of faults is too many.
    pub(super) patient: bool,
    pub(super) held: Option<Held>,
    /// The first fault, behind text that still counts.
    pub(super) pending: Option<(&'static Rule, Fault)>,
    pub(super) done: bool,
    /// Whether the document goes on behind this window.
    pub(super) more: bool,
    /// Whether text that fills the window is to be given in parts.
    pub(super) in_parts: bool,
    pub(super) starved: bool,
    /// Faults in a piece that may turn out to be cut by the end of the window.
    pub(super) waiting: Vec<(&'static Rule, Fault)>,
}

/// Where in the document the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing has been read.
    Start,
    Head,
    Root,
    /// In a CDATA section that began in an earlier window.
    Cdata,
    Tail,
}

/// An open element.
#[derive(Debug)]
pub(super) struct Open<'d> {
    pub name: Name<'d>,
    pub span: Span,
    /// The bindings before its own.
    pub mark: usize,
    /// Whether an end tag that closes nothing stood right in it, which was most likely meant for it.
    pub misspelt: bool,
}

/// A text that an entity was referred to in.
#[derive(Debug)]
pub(super) struct Outer<'d> {
    pub cursor: Cursor<'d>,
    /// The entity that is being read instead.
    pub entity: usize,
    /// How many elements were open at the reference; as many must be at the entity's end.
    pub depth: usize,
}

impl<'d> Reader<'d> {
    /// The next piece of the document; `None` at its end, or where faults make it senseless to go on.
    ///
    /// Faults on the way go to `report`, which must be on the text that the document was made of.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self, report: &mut Report) -> Option<Event<'d>> {
        loop {
            if let Some((depth, span)) = self.closing {
                if self.open.len() > depth
                    && let Some(element) = self.open.pop()
                {
                    self.namespaces.leave(element.mark);
                    if self.open.is_empty() {
                        self.stage = Stage::Tail;
                    }
                    return Some(Event::End(Tag { name: element.name, span, empty: false }));
                }
                self.closing = None;
            }
            if let Some((rule, fault)) = self.pending.take() {
                self.tell(rule, fault, report);
            }
            if self.done {
                return None;
            }
            if self.halts {
                let before = self.before();
                let event = if self.in_window() { self.step_in_window(report) } else { self.step(report) };
                let event = if self.starved { event } else { self.halt(before, event, report) };
                if event.is_some() || self.starved {
                    return event;
                }
                continue;
            }
            let event = if self.in_window() { self.step_in_window(report) } else { self.step(report) };
            if self.cursor.at > self.forbidden_at && self.outer.is_empty() {
                self.forbidden(report);
            }
            if event.is_some() || self.starved {
                return event;
            }
        }
    }

    pub(super) fn step(&mut self, report: &mut Report) -> Option<Event<'d>> {
        match (self.stage, self.cursor.peek()) {
            (Stage::Start, _) => self.start(report),
            (Stage::Cdata, _) => self.rest_of_cdata(report),
            (_, None) => {
                self.end_of_text(report);
                None
            }
            (_, Some(b'<')) => self.markup(report),
            (Stage::Root, _) => self.text(report),
            _ => {
                self.outside(report);
                None
            }
        }
    }

    /// The attributes of the start tag that was last given, in order, those supplied by the document type last.
    pub fn attributes(&self) -> &[Attribute<'d>] {
        &self.attributes
    }

    /// The URI of a namespace.
    pub fn uri(&self, namespace: Namespace) -> &str {
        self.namespaces.uri(namespace)
    }

    /// How many elements are open, the one just started included and the one just ended not.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// How many faults of well-formedness were found so far.
    pub fn faults(&self) -> usize {
        self.faults + self.forbidden.told
    }

    pub(super) fn fault(&mut self, fault: Fault, report: &mut Report) {
        self.fault_of(&SAX_ERROR, fault, report);
    }

    pub(super) fn fault_of(&mut self, rule: &'static Rule, fault: Fault, report: &mut Report) {
        if self.faults >= MAX_FAULTS && !self.patient {
            self.done = true;
            return;
        }
        if self.halts {
            return self.hold(rule, fault);
        }
        self.faults += 1;
        self.flag(rule, fault, report);
    }

    /// Flags what is no hindrance to all that follows.
    pub(super) fn flag(&mut self, rule: &'static Rule, fault: Fault, report: &mut Report) {
        if self.in_window() {
            self.waiting.push((rule, fault));
        } else {
            fault.flag(rule, report);
        }
    }

    /// Flags a fault behind which nothing makes sense.
    pub(super) fn fatal(&mut self, fault: Fault, report: &mut Report) {
        self.fault(fault, report);
        self.done = true;
    }

    fn start(&mut self, report: &mut Report) -> Option<Event<'d>> {
        self.stage = Stage::Head;
        match &self.document.declaration {
            Some(Ok(declaration)) => return Some(Event::Declaration(declaration)),
            Some(Err(fault)) => self.fault(fault.clone(), report),
            None => {}
        }
        None
    }

    /// Flags the characters that may stand nowhere and were gone past.
    fn forbidden(&mut self, report: &mut Report) {
        while self.forbidden_at < self.cursor.at {
            let fault = self.forbidden_fault(self.forbidden_at);
            self.forbidden.told += 1;
            self.forbidden.next = None;
            self.forbidden.looked = fault.span.end;
            fault.flag(&SAX_ERROR, report);
            self.look_for_forbidden();
        }
    }

    /// What to say of the character at byte `at` of the window, which may stand nowhere.
    pub(super) fn forbidden_fault(&self, at: usize) -> Fault {
        let rest = self.document.text.get(at..).unwrap_or_default();
        let c = rest.chars().next().unwrap_or_default();
        Fault::new(
            Span::new(at, at + c.len_utf8()).shifted(self.document.window.base),
            format!("the character U+{:04X} is not allowed in XML", u32::from(c)),
            "remove it; not even a reference such as `&#1;` may stand for it",
        )
    }

    /// Flags text outside the root element, and goes past it.
    fn outside(&mut self, report: &mut Report) {
        self.cursor.skip_space();
        let start = self.cursor.at;
        let rest = self.cursor.rest();
        if rest.is_empty() || rest.starts_with('<') {
            return;
        }
        self.cursor.at += memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        let what = shown(rest.get(..self.cursor.at - start).unwrap_or_default().trim_end());
        let span = self.cursor.since(start);
        let fault = match self.stage {
            Stage::Tail => Fault::new(span, format!("text behind the root element: `{what}`"), "remove it"),
            _ => Fault::new(
                span,
                format!("text before the root element: `{what}`"),
                "an XML document begins with `<`; remove the text",
            ),
        };
        self.fault(fault, report);
    }

    fn end_of_text(&mut self, report: &mut Report) {
        if let Some(outer) = self.outer.last() {
            let (depth, cursor) = (outer.depth, outer.cursor);
            if self.open.len() > depth
                && let Some(element) = self.open.last()
            {
                let message = format!("an entity opens `<{}>` and does not close it", shown(element.name.raw));
                let fault = Fault::new(element.span, message, "close in an entity what is opened in it");
                self.closing = Some((depth, element.span));
                self.fault(fault, report);
            }
            self.outer.pop();
            self.cursor = cursor;
            return;
        }
        if self.more {
            self.starved = true;
            return;
        }
        if let Some(element) = self.open.last() {
            let name = shown(element.name.raw);
            let help = format!("add `</{name}>` where it ends; a document cut off in transfer has this fault too");
            let fault = Fault::new(element.span, format!("`<{name}>` is never closed"), help);
            self.fault(fault, report);
        } else if self.stage != Stage::Tail && self.faults() == 0 {
            let message = if self.blank && self.document.text.trim().is_empty() {
                "the document is empty"
            } else {
                "the document has no root element"
            };
            let fault = Fault::new(
                self.cursor.here(),
                message,
                "a feed is one element, such as `<rss>` or `<feed>`, with all else in it",
            );
            self.fault(fault, report);
        }
        self.done = true;
    }

    /// What begins with `<`.
    fn markup(&mut self, report: &mut Report) -> Option<Event<'d>> {
        match self.cursor.text.as_bytes().get(self.cursor.at + 1) {
            Some(b'/') => {
                self.end_tag(report);
                None
            }
            Some(b'!') => self.declaration_like(report),
            Some(b'?') => self.instruction(report),
            None if self.in_window() => {
                self.starved = true;
                None
            }
            _ if self.stage == Stage::Tail => {
                let span = self.cursor.span(self.cursor.at, self.cursor.at + 1);
                let help =
                    "a document has one root element, and only comments behind it; all from here on was not looked at";
                self.fatal(Fault::new(span, "a second element behind the root element", help), report);
                None
            }
            _ => {
                let tag = self.start_tag(report)?;
                self.stage = Stage::Root;
                if tag.empty {
                    self.closing = Some((self.open.len() - 1, Span::new(tag.span.end, tag.span.end)));
                }
                Some(Event::Start(tag))
            }
        }
    }
}
