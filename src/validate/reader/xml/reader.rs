//! The reader: from text to events, one a call.

use memchr::memmem;

use super::chars::{find_forbidden, is_space};
use super::cursor::Cursor;
use super::doctype::Doctype;
use super::dtd::{self, Budget, Dtd, Entity};
use super::misc;
use super::namespaces::Namespaces;
use super::reference::{self, Reference};
use super::{Attribute, Document, Event, Name, Namespace, Run, SAX_ERROR, Skipped, Tag, Text, WP_BLANK_LINE};
use crate::diagnostic::{Report, Rule, Span};
use crate::validate::reader::{Fault, MAX_FAULTS, shown};

/// Gives the events of a document one by one; see the [module](super).
#[derive(Debug)]
pub struct Reader<'d> {
    document: &'d Document<'d>,
    pub(super) dtd: Option<&'d Dtd>,
    pub(super) cursor: Cursor<'d>,
    /// The texts to come back to when the entity that is being read ends.
    outer: Vec<Outer<'d>>,
    pub(super) open: Vec<Open<'d>>,
    /// The elements to be closed before anything else is read: down to this depth, by end tags at this place.
    closing: Option<(usize, Span)>,
    pub(super) attributes: Vec<Attribute<'d>>,
    pub(super) namespaces: Namespaces<'d>,
    pub(super) budget: Budget,
    cdata_end: memmem::Finder<'static>,
    stage: Stage,
    faults: usize,
    pub(super) done: bool,
}

/// Where in the document the reader is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Nothing has been read.
    Start,
    Head,
    Root,
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
struct Outer<'d> {
    cursor: Cursor<'d>,
    /// The entity that is being read instead.
    entity: usize,
    /// How many elements were open at the reference; as many must be at the entity's end.
    depth: usize,
}

impl<'d> Reader<'d> {
    pub(super) fn new(document: &'d Document<'d>) -> Self {
        Reader {
            document,
            dtd: None,
            cursor: Cursor::new(document.text, document.body),
            outer: Vec::new(),
            open: Vec::new(),
            closing: None,
            attributes: Vec::new(),
            namespaces: Namespaces::new(),
            budget: Budget::of(document.text),
            cdata_end: memmem::Finder::new(b"]]>"),
            stage: Stage::Start,
            faults: 0,
            done: false,
        }
    }

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
            if self.done {
                return None;
            }
            let event = match (self.stage, self.cursor.peek()) {
                (Stage::Start, _) => self.start(report),
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
            };
            if event.is_some() {
                return event;
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
        self.faults
    }

    pub(super) fn fault(&mut self, fault: Fault, report: &mut Report) {
        self.fault_of(&SAX_ERROR, fault, report);
    }

    pub(super) fn fault_of(&mut self, rule: &'static Rule, fault: Fault, report: &mut Report) {
        if self.faults >= MAX_FAULTS {
            self.done = true;
            return;
        }
        self.faults += 1;
        fault.flag(rule, report);
    }

    /// Flags a fault behind which nothing makes sense.
    pub(super) fn fatal(&mut self, fault: Fault, report: &mut Report) {
        self.fault(fault, report);
        self.done = true;
    }

    fn start(&mut self, report: &mut Report) -> Option<Event<'d>> {
        self.stage = Stage::Head;
        self.forbidden(report);
        match &self.document.declaration {
            Some(Ok(declaration)) => return Some(Event::Declaration(declaration)),
            Some(Err(fault)) => self.fault(fault.clone(), report),
            None => {}
        }
        None
    }

    /// Flags the characters that may stand nowhere.
    fn forbidden(&mut self, report: &mut Report) {
        const TOLD: usize = 10;
        let text = self.document.text;
        let mut from = 0;
        for _ in 0..TOLD {
            let Some((start, end)) = find_forbidden(text, from) else { return };
            let c = text.get(start..end).and_then(|c| c.chars().next()).map_or(0, u32::from);
            self.fault(
                Fault::new(
                    Span::new(start, end),
                    format!("the character U+{c:04X} is not allowed in XML"),
                    "remove it; not even a reference such as `&#1;` may stand for it",
                ),
                report,
            );
            from = end;
        }
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
        if let Some(outer) = self.outer.pop() {
            if self.open.len() > outer.depth
                && let Some(element) = self.open.last()
            {
                let message = format!("an entity opens `<{}>` and does not close it", shown(element.name.raw));
                let fault = Fault::new(element.span, message, "close in an entity what is opened in it");
                self.closing = Some((outer.depth, element.span));
                self.fault(fault, report);
            }
            self.cursor = outer.cursor;
            return;
        }
        let end = self.document.text.len();
        if let Some(element) = self.open.last() {
            let name = shown(element.name.raw);
            let help = format!("add `</{name}>` where it ends; a document cut off in transfer has this fault too");
            let fault = Fault::new(element.span, format!("`<{name}>` is never closed"), help);
            self.fault(fault, report);
        } else if self.stage != Stage::Tail && self.faults == 0 {
            let message = if self.document.text.trim().is_empty() {
                "the document is empty"
            } else {
                "the document has no root element"
            };
            let fault = Fault::new(
                Span::new(end, end),
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

    fn end_tag(&mut self, report: &mut Report) {
        let cursor = &mut self.cursor;
        let start = cursor.at;
        cursor.at += 2;
        let name = cursor.name();
        cursor.skip_space();
        let Some(name) = name.filter(|_| cursor.peek() == Some(b'>')) else {
            return self.faulty_end_tag(start, name, report);
        };
        cursor.at += 1;
        let span = cursor.since(start);
        let bottom = self.outer.last().map_or(0, |outer| outer.depth);
        if self.open.len() > bottom && self.open.last().is_some_and(|element| element.name.raw == name) {
            self.closing = Some((self.open.len() - 1, span));
        } else {
            self.close(name, span, report);
        }
    }

    fn faulty_end_tag(&mut self, start: usize, name: Option<&str>, report: &mut Report) {
        let rest = self.cursor.rest();
        match memchr::memchr2(b'<', b'>', rest.as_bytes()) {
            Some(at) if rest.as_bytes().get(at) == Some(&b'>') => self.cursor.at += at + 1,
            Some(at) => self.cursor.at += at,
            None => self.cursor.at = self.cursor.text.len(),
        }
        let span = self.cursor.since(start);
        let Some(name) = name else {
            let fault =
                Fault::new(span, "an end tag without a name", "write `</name>`, or `&lt;` for the character `<`");
            return self.fault(fault, report);
        };
        let help = format!("write `</{}>`, and nothing else in it", shown(name));
        self.fault(Fault::new(span, format!("the end tag of `{}` is not closed by `>`", shown(name)), help), report);
        if let Some(depth) = self.open.len().checked_sub(1)
            && self.open.last().is_some_and(|element| element.name.raw == name)
            && self.outer.last().is_none_or(|outer| depth >= outer.depth)
        {
            self.closing = Some((depth, span));
        }
    }

    /// Closes the element `name` by the end tag at `span`, and those inside it which are still open.
    fn close(&mut self, name: &str, span: Span, report: &mut Report) {
        let bottom = self.outer.last().map_or(0, |outer| outer.depth);
        let inside = self.open.get_mut(bottom..).unwrap_or_default();
        let depth = inside.iter().rposition(|element| element.name.raw == name);
        let shown_name = shown(name);
        let fault = match (inside.last_mut(), depth) {
            (None, _) => {
                Fault::new(span, format!("`</{shown_name}>` closes nothing"), "remove it, or add its start tag")
            }
            (Some(innermost), None) => {
                innermost.misspelt = true;
                let open = shown(innermost.name.raw);
                let message = format!("`</{shown_name}>` where `<{open}>` is open");
                let help =
                    format!("write `</{open}>`, or add the start tag `<{shown_name}>`; upper and lower case differ");
                Fault::new(span, message, help)
            }
            (Some(innermost), Some(_)) => {
                let open = shown(innermost.name.raw);
                let line = report.place(innermost.span).line;
                let message = format!("`</{shown_name}>` where `<{open}>` (line {line}) is still open");
                let help =
                    format!("close `<{open}>` first; HTML in a feed is written with `&lt;`, or in `<![CDATA[…]]>`");
                Fault::new(span, message, help)
            }
        };
        // One misspelt end tag is one fault, not two.
        let told = depth.is_some() && self.open.last().is_some_and(|element| element.misspelt);
        if !told {
            self.fault(fault, report);
        }
        if let Some(depth) = depth {
            self.closing = Some((bottom + depth, span));
        }
    }

    fn instruction(&mut self, report: &mut Report) -> Option<Event<'d>> {
        let start = self.cursor.at;
        let blank = self.cursor.origin.is_none() && self.cursor.slice(0, start).bytes().all(is_space);
        let late_declaration = misc::at_declaration(&self.cursor);
        match misc::instruction(&mut self.cursor) {
            Ok(instruction) => return Some(Event::Instruction(instruction)),
            Err(fault) if late_declaration && blank => {
                let message = "there is white space before the XML declaration";
                let help = "remove it: `<?xml` must be the very first characters of the document";
                self.fault_of(&WP_BLANK_LINE, Fault::new(fault.span, message, help), report);
            }
            Err(fault) => self.fault(fault, report),
        }
        None
    }

    /// What begins with `<!`.
    fn declaration_like(&mut self, report: &mut Report) -> Option<Event<'d>> {
        let start = self.cursor.at;
        let rest = self.cursor.rest();
        if rest.starts_with("<!--") {
            match misc::comment(&mut self.cursor) {
                Ok(raw) => {
                    let span = self.cursor.span(start + 4, start + 4 + raw.len());
                    return Some(Event::Comment(Text { raw, span, kind: Run::Comment }));
                }
                Err(fault) => self.fault(fault, report),
            }
        } else if rest.starts_with("<![CDATA[") {
            return self.cdata(report);
        } else if rest.starts_with("<!DOCTYPE") {
            return self.doctype(report);
        } else {
            self.cursor.at += 2;
            let rest = self.cursor.rest();
            let length = memchr::memchr2(b'<', b'>', rest.as_bytes()).unwrap_or(rest.len());
            self.cursor.at += if rest.as_bytes().get(length) == Some(&b'>') { length + 1 } else { length };
            let help =
                "write `<!-- … -->` for a comment, `<![CDATA[ … ]]>` for text as it is, both in exactly this way";
            let fault = Fault::new(self.cursor.since(start), "`<!` begins nothing that XML knows here", help);
            self.fault(fault, report);
        }
        None
    }

    fn cdata(&mut self, report: &mut Report) -> Option<Event<'d>> {
        const OPEN: usize = "<![CDATA[".len();
        let start = self.cursor.at;
        let span = self.cursor.span(start, start + OPEN);
        self.cursor.at += OPEN;
        let Some(length) = self.cdata_end.find(self.cursor.rest().as_bytes()) else {
            self.fatal(Fault::new(span, "a CDATA section is never closed", "add `]]>` behind it"), report);
            return None;
        };
        let from = self.cursor.at;
        self.cursor.at += length + "]]>".len();
        if self.stage != Stage::Root {
            self.fault(Fault::new(span, "a CDATA section outside the root element", "remove it"), report);
            return None;
        }
        let raw = self.cursor.slice(from, from + length);
        Some(Event::Text(Text { raw, span: self.cursor.span(from, from + length), kind: Run::Cdata }))
    }

    fn doctype(&mut self, report: &mut Report) -> Option<Event<'d>> {
        if let Some((at, doctype)) = &self.document.doctype
            && self.cursor.at == *at
            && self.stage == Stage::Head
        {
            self.dtd = Some(&doctype.dtd);
            self.cursor.at = doctype.span.end;
            if let Some(fault) = &doctype.fault {
                self.fault(fault.clone(), report);
            }
            return Some(Event::Doctype(doctype));
        }
        let start = self.cursor.at;
        let again = Doctype::read(&mut self.cursor, false);
        let message = match self.stage {
            Stage::Head if self.dtd.is_some() => "a second document type declaration",
            Stage::Start | Stage::Head => "a document type declaration behind something else",
            _ => "a document type declaration behind the start of the root element",
        };
        drop(again);
        let span = self.cursor.span(start, start + "<!DOCTYPE".len());
        self.fault(
            Fault::new(span, message, "one may stand, before the root element; feeds need none: remove it"),
            report,
        );
        None
    }

    /// Text up to the next tag, or to a reference to an entity of the document.
    fn text(&mut self, report: &mut Report) -> Option<Event<'d>> {
        let start = self.cursor.at;
        let bytes = self.cursor.text.as_bytes();
        let mut at = start;
        loop {
            let Some(found) = memchr::memchr3(b'<', b'&', b']', bytes.get(at..).unwrap_or_default()) else {
                at = bytes.len();
                break;
            };
            at += found;
            match bytes.get(at) {
                Some(b'<') => break,
                Some(b']') => {
                    if bytes.get(at..at + 3) == Some(b"]]>") {
                        let span = self.cursor.span(at, at + 3);
                        let help = "write `]]&gt;`; these characters may only end a CDATA section";
                        self.fault(Fault::new(span, "`]]>` in text", help), report);
                    }
                    at += 1;
                }
                _ => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    if let Some(length) = reference::predefined(rest) {
                        at += length;
                        continue;
                    }
                    match reference::parse(self.cursor.slice(at, bytes.len())) {
                        Ok((Reference::Char(_), length)) => at += length,
                        Ok((Reference::Entity(_), _)) if at > start => break,
                        Ok((Reference::Entity(name), length)) => {
                            self.cursor.at = at + length;
                            return self.entity(name, at, report);
                        }
                        Err((message, help)) => {
                            let span = self.cursor.span(at, at + 1);
                            self.fault(Fault::new(span, message, help), report);
                            at += 1;
                        }
                    }
                }
            }
            if self.done {
                break;
            }
        }
        self.cursor.at = at;
        let raw = self.cursor.slice(start, at);
        (!raw.is_empty()).then(|| Event::Text(Text { raw, span: self.cursor.span(start, at), kind: Run::Escaped }))
    }

    /// A reference to the entity `name`, which the cursor is behind, at `start`.
    fn entity(&mut self, name: &'d str, start: usize, report: &mut Report) -> Option<Event<'d>> {
        let span = self.cursor.since(start);
        let found = self.dtd.and_then(|dtd| dtd.find(name).and_then(|id| Some((id, dtd.entities.get(id)?))));
        let wrong = match found {
            Some((id, Entity::Internal(_))) if self.outer.iter().any(|outer| outer.entity == id) => {
                dtd::recursive(name)
            }
            Some((id, Entity::Internal(text)))
                if self.outer.len() < dtd::MAX_ENTITY_DEPTH && self.budget.take(text.len()) =>
            {
                self.outer.push(Outer { cursor: self.cursor, entity: id, depth: self.open.len() });
                self.cursor = Cursor { text, at: 0, origin: Some(span) };
                return None;
            }
            Some((_, Entity::Internal(_))) => {
                let (message, help) = dtd::too_large();
                self.fatal(Fault::new(span, message, help), report);
                return None;
            }
            Some((_, Entity::External)) => return Some(Event::Skipped(Skipped { name, span })),
            Some((_, Entity::Unparsed)) => (
                format!("the entity `&{};` is not text", shown(name)),
                "an entity declared with `NDATA` cannot stand in text; link to the file instead".to_owned(),
            ),
            None if self.dtd.is_some_and(|dtd| dtd.incomplete) => return Some(Event::Skipped(Skipped { name, span })),
            None => reference::undefined(name),
        };
        self.fault(Fault::new(span, wrong.0, wrong.1), report);
        // The reference is text after all, so that what was meant as such is not lost.
        let raw = self.cursor.slice(start, self.cursor.at);
        Some(Event::Text(Text { raw, span, kind: Run::Escaped }))
    }
}
