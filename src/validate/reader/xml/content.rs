//! What stands between tags: text and its entities, CDATA, comments, instructions, the document type.
//! Spec: XML 1.0, sections 2.4 to 2.8 and 4.4.

use super::cursor::Cursor;
use super::doctype::Doctype;
use super::dtd::{self, Entity};
use super::misc;
use super::reader::{Outer, Reader, Stage};
use super::reference::{self, Reference};
use super::{Event, Run, Skipped, Text, WP_BLANK_LINE};
use crate::diagnostic::{Report, Span};
use crate::validate::reader::{Fault, near, shown};

impl<'d> Reader<'d> {
    pub(super) fn instruction(&mut self, report: &mut Report) -> Option<Event<'d>> {
        let start = self.cursor.at;
        let late_declaration = misc::at_declaration(&self.cursor);
        let blank = late_declaration && !self.halts && self.is_blank_before(start);
        match misc::instruction(&mut self.cursor) {
            Ok(instruction) => return Some(Event::Instruction(instruction)),
            Err(fault) if blank => {
                let message = "there is white space before the XML declaration";
                let help = "remove it: `<?xml` must be the very first characters of the document";
                self.flag(&WP_BLANK_LINE, Fault::new(fault.span, message, help), report);
            }
            Err(fault) => self.fault(fault, report),
        }
        None
    }

    /// What begins with `<!`.
    pub(super) fn declaration_like(&mut self, report: &mut Report) -> Option<Event<'d>> {
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
            if self.in_window() {
                return self.piece_of_cdata(start, span);
            }
            return self.never_closed(span, report);
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

    /// What the window holds of the CDATA section that begins at `start`, if nothing stands before that.
    fn piece_of_cdata(&mut self, start: usize, span: Span) -> Option<Event<'d>> {
        if start > 0 || !self.in_parts || self.stage != Stage::Root {
            self.cursor.at = self.cursor.text.len();
            return None;
        }
        self.stage = Stage::Cdata;
        self.cdata = span;
        self.piece(Run::Cdata, self.cursor.text.len())
    }

    /// Goes on in a CDATA section that began in an earlier window.
    pub(super) fn rest_of_cdata(&mut self, report: &mut Report) -> Option<Event<'d>> {
        let Some(length) = self.cdata_end.find(self.cursor.rest().as_bytes()) else {
            if self.in_window() {
                let end = self.cursor.text.len();
                if self.in_parts {
                    return self.piece(Run::Cdata, end);
                }
                self.cursor.at = end;
                return None;
            }
            return self.never_closed(self.cdata, report);
        };
        let from = self.cursor.at;
        self.cursor.at += length + "]]>".len();
        self.stage = Stage::Root;
        let raw = self.cursor.slice(from, from + length);
        let span = self.cursor.span(from, from + length);
        (!raw.is_empty()).then_some(Event::Text(Text { raw, span, kind: Run::Cdata }))
    }

    /// Flags that the CDATA section which begins at `span` does not end, and gives what is left of it.
    fn never_closed(&mut self, span: Span, report: &mut Report) -> Option<Event<'d>> {
        let from = self.cursor.at;
        let raw = self.cursor.rest();
        self.cursor.at = self.cursor.text.len();
        self.fatal(Fault::new(span, "a CDATA section is never closed", "add `]]>` behind it"), report);
        let text = Text { raw, span: self.cursor.since(from), kind: Run::Cdata };
        let inside = matches!(self.stage, Stage::Root | Stage::Cdata);
        (inside && !raw.is_empty()).then_some(Event::Text(text))
    }

    /// The text from here up to byte `end`, or to the end of the window but for what may belong to what comes.
    fn piece(&mut self, kind: Run, end: usize) -> Option<Event<'d>> {
        let from = self.cursor.at;
        let rest = self.cursor.rest();
        // `]]>`, and the two characters of a line's end.
        let back = if rest.ends_with("]]") { 2 } else { rest.chars().next_back().map_or(0, char::len_utf8) };
        let raw = self.cursor.slice(from, end.min(self.cursor.text.len() - back));
        let raw = raw.strip_suffix('\r').unwrap_or(raw);
        if raw.is_empty() {
            self.cursor.at = self.cursor.text.len();
            return None;
        }
        self.cursor.at += raw.len();
        Some(Event::Text(Text { raw, span: self.cursor.since(from), kind }))
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
        if again.cut && self.in_window() {
            self.cursor.at = self.cursor.text.len();
            return None;
        }
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
    pub(super) fn text(&mut self, report: &mut Report) -> Option<Event<'d>> {
        let start = self.cursor.at;
        let bytes = self.cursor.text.as_bytes();
        let mut at = start;
        // The last reference that was gone past: its start, and its end.
        let (mut reference, mut behind) = (start, start);
        loop {
            let Some(found) = near::find3(b'<', b'&', b']', bytes.get(at..).unwrap_or_default()) else {
                if start == 0 && self.in_parts && self.outer.is_empty() {
                    // A reference right at the end must not lose its `;`.
                    let end = bytes.len();
                    return self.piece(Run::Escaped, if behind == end { reference } else { end });
                }
                at = bytes.len();
                break;
            };
            at += found;
            let found_at = at;
            match bytes.get(at) {
                Some(b'<') => break,
                Some(b']') => {
                    if bytes.get(at..at + 3) == Some(b"]]>") {
                        if self.halts && at > start {
                            // Text is given line by line, and the line with the fault is not.
                            let line = memchr::memrchr(b'\n', bytes.get(start..at).unwrap_or_default());
                            let given = line.map_or(start, |line| start + line + 1).max(behind);
                            at = given;
                            if given > start {
                                break;
                            }
                            at = found_at;
                        }
                        let span = self.cursor.span(at, at + 3);
                        let help = "write `]]&gt;`; these characters may only end a CDATA section";
                        self.fault(Fault::new(span, "`]]>` in text", help), report);
                    }
                    at += 1;
                }
                _ => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    if let Some(length) = reference::predefined(rest) {
                        (reference, behind) = (at, at + length);
                        at = behind;
                        continue;
                    }
                    match reference::parse(self.cursor.slice(at, bytes.len())) {
                        Ok((Reference::Char(_), length)) => {
                            (reference, behind) = (at, at + length);
                            at = behind;
                        }
                        Ok((Reference::Entity(_), _)) if at > start => break,
                        Ok((Reference::Entity(name), length)) => {
                            self.cursor.at = at + length;
                            return self.entity(name, at, report);
                        }
                        Err(_) if self.in_window() && reference::is_cut(rest) => {
                            // The window ends in it: what stands before can be given, or all has to wait.
                            at = if start == 0 && self.in_parts && at > start { at } else { bytes.len() };
                            break;
                        }
                        Err(_) if self.halts && at > start => break,
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
                if self.outer.len() < dtd::MAX_ENTITY_DEPTH && self.budget.take(text.len(), span.start) =>
            {
                self.outer.push(Outer { cursor: self.cursor, entity: id, depth: self.open.len() });
                self.cursor = Cursor::in_entity(text, 0, span);
                return None;
            }
            Some((_, Entity::Internal(_))) => {
                let (message, help) = dtd::too_large();
                self.fatal(Fault::new(span, message, help), report);
                return None;
            }
            Some((_, Entity::External)) => {
                return Some(Event::Skipped(Skipped { name, span, declared: true }));
            }
            Some((_, Entity::Unparsed)) => (
                format!("the entity `&{};` is not text", shown(name)),
                "an entity declared with `NDATA` cannot stand in text; link to the file instead".to_owned(),
            ),
            None if self.dtd.is_some_and(|dtd| dtd.incomplete) => {
                return Some(Event::Skipped(Skipped { name, span, declared: false }));
            }
            None => reference::undefined(name),
        };
        self.fault(Fault::new(span, wrong.0, wrong.1), report);
        // The reference is text after all, so that what was meant as such is not lost.
        let raw = self.cursor.slice(start, self.cursor.at);
        Some(Event::Text(Text { raw, span, kind: Run::Escaped }))
    }
}
