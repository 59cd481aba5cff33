//! Start tags and end tags. Spec: XML 1.0, section 3.1.

use super::Tag;
use super::reader::{Open, Reader};
use crate::diagnostic::{Report, Span};
use crate::validate::reader::{Fault, MAX_DEPTH, VALIDATOR_LIMIT, shown};

/// How many attributes a tag may have. More would take memory beyond all measure.
const MAX_ATTRIBUTES: usize = 200_000;

impl<'d> Reader<'d> {
    /// Goes past a start tag, opens its element and gathers its attributes.
    pub(super) fn start_tag(&mut self, report: &mut Report) -> Option<Tag<'d>> {
        let start = self.cursor.at;
        self.cursor.at += 1;
        let Some(raw) = self.cursor.name() else {
            let help = "write `&lt;` for the character `<`; a tag's name begins with a letter right behind it";
            self.fault(Fault::new(self.cursor.span(start, start + 1), "`<` begins no tag", help), report);
            let rest = self.cursor.rest();
            self.cursor.at += memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            return None;
        };
        self.attributes.clear();
        let empty = self.rest_of_tag(start, raw, report)?;
        let span = self.cursor.since(start);

        let mark = self.namespaces.mark();
        if self.dtd.is_some() {
            self.declared_attributes(raw, span, report);
        }
        if !self.attributes.is_empty() {
            self.bind(report);
        }
        let name = self.element_name(raw, self.cursor.span(start + 1, start + 1 + raw.len()), report);
        if !self.attributes.is_empty() {
            self.resolve_attributes(report);
        }
        if self.open.len() >= MAX_DEPTH {
            let help = "feeds nest some twenty elements at most; close each element before the next of its kind";
            let fault = Fault::new(span, format!("elements nest more than {MAX_DEPTH} deep"), help);
            self.fault_of(&VALIDATOR_LIMIT, fault, report);
            self.done = true;
            return None;
        }
        self.open.push(Open { name, span, mark, misspelt: false });
        Some(Tag { name, span, empty })
    }

    /// Goes past the attributes and the end of a tag; whether it is an empty-element tag.
    fn rest_of_tag(&mut self, start: usize, raw: &str, report: &mut Report) -> Option<bool> {
        loop {
            let spaced = self.cursor.skip_space();
            match self.cursor.peek() {
                Some(b'>') => {
                    self.cursor.at += 1;
                    return Some(false);
                }
                Some(b'/') if self.cursor.eat("/>") => return Some(true),
                Some(b'<') => {
                    let help = format!("add `>` behind the tag, or write `&lt;{}` if it is none", shown(raw));
                    let span = self.cursor.since(start);
                    self.fault(Fault::new(span, format!("the tag `<{}` is not closed", shown(raw)), help), report);
                    return Some(false);
                }
                None => {
                    let help = format!("add `>` behind the tag, or write `&lt;{}` if it is none", shown(raw));
                    let span = self.cursor.since(start);
                    self.fatal(Fault::new(span, format!("the tag `<{}` is never closed", shown(raw)), help), report);
                    return None;
                }
                Some(_) if self.attributes.len() >= MAX_ATTRIBUTES => {
                    let help = "feeds need some ten at most; put what is more into elements";
                    let message = format!("the tag `<{}` has more than {MAX_ATTRIBUTES} attributes", shown(raw));
                    self.fault_of(&VALIDATOR_LIMIT, Fault::new(self.cursor.since(start), message, help), report);
                    self.done = true;
                }
                Some(_) => self.attribute(spaced, raw, report),
            }
            if self.done {
                return None;
            }
        }
    }

    /// Goes past an end tag.
    pub(super) fn end_tag(&mut self, report: &mut Report) {
        let cursor = &mut self.cursor;
        let start = cursor.at;
        cursor.at += 2;
        let bottom = self.outer.last().map_or(0, |outer| outer.depth);
        // Most often it is that of the innermost element, just as it is written everywhere.
        if let Some(element) = self.open.last().filter(|_| self.open.len() > bottom)
            && let Some(rest) = cursor.rest().strip_prefix(element.name.raw)
            && rest.starts_with('>')
        {
            cursor.at += element.name.raw.len() + 1;
            self.closing = Some((self.open.len() - 1, cursor.since(start)));
            return;
        }
        let name = cursor.name();
        cursor.skip_space();
        let Some(name) = name.filter(|_| cursor.peek() == Some(b'>')) else {
            return self.faulty_end_tag(start, name, report);
        };
        cursor.at += 1;
        let span = cursor.since(start);
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
}
