//! The attributes of a start tag: as written, and as the document type declares them. Spec: XML 1.0, sections 3.1 and 3.3.

use std::borrow::Cow;
use std::collections::HashMap;

use super::chars::{CLASS, VALUE, is_space};
use super::dtd::{self, Declared};
use super::namespaces::Namespace;
use super::reader::Reader;
use super::{Attribute, Name};
use crate::diagnostic::{Report, Span};
use crate::validate::reader::{Fault, shown};

impl<'d> Reader<'d> {
    /// Goes past an attribute, or past what should have been one.
    pub(super) fn attribute(&mut self, spaced: bool, element: &str, report: &mut Report) {
        let start = self.cursor.at;
        let Some(raw) = self.cursor.name() else {
            self.cursor.skip_char();
            let c = self.cursor.slice(start, self.cursor.at);
            let message = format!("`{}` in the tag `<{}>`, where an attribute should begin", shown(c), shown(element));
            let fault = Fault::new(self.cursor.since(start), message, "write attributes as `name=\"value\"`");
            // One fault for a whole word of such characters.
            while self.cursor.peek().is_some_and(|b| !is_space(b) && !matches!(b, b'>' | b'/' | b'<')) {
                self.cursor.skip_char();
            }
            return self.fault(fault, report);
        };
        let name_span = self.cursor.since(start);
        if !spaced {
            let fault = Fault::new(
                name_span,
                format!("no space before the attribute `{}`", shown(raw)),
                "separate attributes by a space",
            );
            self.fault(fault, report);
        }
        let behind_name = self.cursor.at;
        self.cursor.skip_space();
        if !self.cursor.eat("=") {
            self.cursor.at = behind_name;
            let help = format!("write `{0}=\"{0}\"`: what HTML lets you leave out, XML does not", shown(raw));
            return self
                .fault(Fault::new(name_span, format!("the attribute `{}` has no value", shown(raw)), help), report);
        }
        self.cursor.skip_space();
        let quote = match self.cursor.peek() {
            Some(quote @ (b'"' | b'\'')) => quote,
            _ => return self.unquoted(raw, name_span, report),
        };
        self.cursor.at += 1;
        let from = self.cursor.at;
        let Some(plain) = self.value(quote, raw, report) else { return };
        let text = self.cursor.slice(from, self.cursor.at);
        let value_span = self.cursor.since(from);
        self.cursor.at += 1;
        let value = if plain { Cow::Borrowed(text) } else { self.unfold(text, from, report) };
        self.attributes.push(Attribute { name: plain_name(raw), name_span, value, value_span });
    }

    /// Goes to the end of a quoted value; whether it is its own value as it stands. `None` where it does not end.
    fn value(&mut self, quote: u8, name: &str, report: &mut Report) -> Option<bool> {
        let open = self.cursor.at - 1;
        let bytes = self.cursor.text.as_bytes();
        let (mut plain, mut less) = (true, None);
        loop {
            match bytes.get(self.cursor.at) {
                Some(&b) if CLASS[usize::from(b)] & VALUE == 0 => {}
                Some(&b) if b == quote => break,
                Some(b'<') => less = less.or(Some(self.cursor.at)),
                Some(b'"' | b'\'') => {}
                Some(_) => plain = false,
                None => {
                    let help = format!("add {} behind the value", if quote == b'"' { "`\"`" } else { "`'`" });
                    let span = self.cursor.span(open, open + 1);
                    let message = format!("the value of `{}` is never closed", shown(name));
                    self.fatal(Fault::new(span, message, help), report);
                    return None;
                }
            }
            self.cursor.at += 1;
        }
        if let Some(at) = less {
            let help = "write `&lt;`; or close the value's quotation mark before it";
            let message = format!("`<` in the value of `{}`", shown(name));
            self.fault(Fault::new(self.cursor.span(at, at + 1), message, help), report);
        }
        Some(plain)
    }

    /// The value that `raw`, from byte `from` on, stands for; `raw` itself where it is faulty.
    fn unfold(&mut self, raw: &'d str, from: usize, report: &mut Report) -> Cow<'d, str> {
        let none = dtd::Dtd::default();
        let known = self.dtd.unwrap_or(&none);
        match dtd::attribute_value(raw, from, &self.cursor, known, &mut self.budget) {
            Ok(value) => value,
            Err(fault) => {
                self.fault(fault, report);
                Cow::Borrowed(raw)
            }
        }
    }

    fn unquoted(&mut self, raw: &'d str, name_span: Span, report: &mut Report) {
        let from = self.cursor.at;
        while self.cursor.peek().is_some_and(|b| !is_space(b) && !matches!(b, b'>' | b'<')) {
            self.cursor.skip_char();
        }
        if self.cursor.at > from
            && self.cursor.peek() == Some(b'>')
            && self.cursor.slice(from, self.cursor.at).ends_with('/')
        {
            self.cursor.at -= 1;
        }
        let text = self.cursor.slice(from, self.cursor.at);
        let value_span = self.cursor.since(from);
        let help = format!("write `{}=\"{}\"`", shown(raw), shown(text));
        self.fault(Fault::new(name_span, format!("the value of `{}` is not in quotes", shown(raw)), help), report);
        self.attributes.push(Attribute { name: plain_name(raw), name_span, value: Cow::Borrowed(text), value_span });
    }

    /// Adds what the document type declaration says of the attributes of `element`.
    pub(super) fn declared_attributes(&mut self, element: &str, span: Span, report: &mut Report) {
        let Some(defaults) = self.dtd.and_then(|dtd| dtd.attributes.get(element)) else { return };
        // What each such tag costs is paid for as unfolded text, or a few declarations and many tags are a bomb.
        let cost = |declared: &Declared| declared.name.len() + declared.value.as_ref().map_or(0, String::len);
        if !self.budget.take(defaults.list.iter().map(cost).sum(), span.start) {
            let (message, help) = dtd::too_large();
            return self.fatal(Fault::new(span, message, help), report);
        }
        let positions: HashMap<&str, usize> =
            self.attributes.iter().enumerate().rev().map(|(at, attribute)| (attribute.name.raw, at)).collect();
        for declared in &defaults.list {
            if let Some(attribute) = positions.get(declared.name.as_str()).and_then(|&at| self.attributes.get_mut(at)) {
                if declared.tokens
                    && let Some(value) = dtd::collapse(&attribute.value)
                {
                    attribute.value = Cow::Owned(value);
                }
            } else if let Some(value) = &declared.value {
                let name = plain_name(&declared.name);
                self.attributes.push(Attribute {
                    name,
                    name_span: span,
                    value: Cow::Borrowed(value),
                    value_span: span,
                });
            }
        }
    }
}

/// A name before its prefix is looked at.
fn plain_name(raw: &str) -> Name<'_> {
    Name { raw, local: 0, namespace: Namespace::NONE }
}
