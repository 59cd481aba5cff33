//! The internal subset of a document type: its declarations. Spec: XML 1.0, sections 2.8, 3.3, 4.2 and 4.5.

use std::collections::HashMap;
use std::sync::Arc;

use super::cursor::Cursor;
use super::doctype::external_id;
use super::dtd::{self, Budget, Declared, Dtd, Entity};
use super::grammar::{attribute_type, content_model};
use super::misc;
use super::reference::{self, Reference};
use crate::diagnostic::Span;
use crate::validate::reader::Fault;

/// How many entities and attributes a document may declare. More would take memory beyond all measure.
const MAX_DECLARED: usize = 300_000;

/// The internal subset, while it is being read.
pub(super) struct Subset<'s> {
    dtd: &'s mut Dtd,
    /// Parameter entities: their text, or `None` where it lies elsewhere.
    parameters: HashMap<String, Option<Arc<str>>>,
    budget: Budget,
    standalone: bool,
    /// Whether a parameter entity was not read: what is declared behind it must not be relied on (section 5.1).
    skipping: bool,
    declared: usize,
}

/// A parameter entity that is being read.
struct Open {
    name: String,
    text: Arc<str>,
    at: usize,
    origin: Span,
}

impl<'s> Subset<'s> {
    pub(super) fn new(dtd: &'s mut Dtd, standalone: bool) -> Self {
        Subset { dtd, parameters: HashMap::new(), budget: Budget::default(), standalone, skipping: false, declared: 0 }
    }

    /// Goes past the subset and its `]`.
    pub(super) fn read(mut self, cursor: &mut Cursor) -> Result<(), Fault> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            let reference = match open.last_mut() {
                None => match self.declarations(cursor)? {
                    None => return cursor.need("]"),
                    Some((name, span)) => (name.to_owned(), span),
                },
                Some(entity) => {
                    let text = entity.text.clone();
                    let mut inner = Cursor::in_entity(&text, entity.at, entity.origin);
                    let reference = self.declarations(&mut inner)?;
                    entity.at = inner.at;
                    match reference {
                        Some((name, span)) => (name.to_owned(), span),
                        None if inner.at < text.len() => return Err(inner.unexpected("a declaration")),
                        None => {
                            open.pop();
                            continue;
                        }
                    }
                }
            };
            // The W3C validator's parser passes over them where the document calls itself complete.
            if !(self.standalone && cursor.early) {
                self.enter(reference, &mut open)?;
            }
        }
    }

    /// Begins to read a parameter entity, if its text is at hand. One that is not declared is no fault (section 4.1).
    fn enter(&mut self, (name, span): (String, Span), open: &mut Vec<Open>) -> Result<(), Fault> {
        let fault = |(message, help): reference::Wrong| Fault::new(span, message, help);
        self.dtd.incomplete |= !self.standalone;
        let Some(Some(text)) = self.parameters.get(&name) else {
            self.skipping |= !self.standalone;
            return Ok(());
        };
        if open.iter().any(|other| other.name == name) {
            return Err(fault(dtd::recursive(&name)));
        }
        if open.len() >= dtd::MAX_ENTITY_DEPTH || !self.budget.take(text.len(), span.start) {
            return Err(fault(dtd::too_large()));
        }
        open.push(Open { name, text: text.clone(), at: 0, origin: span });
        Ok(())
    }

    /// Goes past declarations up to a reference to a parameter entity, which is returned, or to what is none of both.
    fn declarations<'c>(&mut self, cursor: &mut Cursor<'c>) -> Result<Option<(&'c str, Span)>, Fault> {
        loop {
            cursor.skip_space();
            let start = cursor.at;
            let rest = cursor.rest();
            if cursor.eat("%") {
                let name = cursor.need_plain_name("the parameter entity's name")?;
                cursor.need(";")?;
                return Ok(Some((name, cursor.since(start))));
            } else if rest.starts_with("<!--") {
                misc::comment(cursor)?;
            } else if rest.starts_with("<?") {
                misc::instruction(cursor)?;
            } else if cursor.eat("<!ENTITY") {
                self.entity(cursor)?;
            } else if cursor.eat("<!ATTLIST") {
                self.attributes(cursor)?;
            } else if cursor.eat("<!ELEMENT") {
                cursor.need_space()?;
                cursor.need_name("the element's name")?;
                cursor.need_space()?;
                content_model(cursor)?;
                end(cursor)?;
            } else if cursor.eat("<!NOTATION") {
                cursor.need_space()?;
                cursor.need_plain_name("the notation's name")?;
                cursor.need_space()?;
                external_id(cursor, false)?;
                end(cursor)?;
            } else if matches!(cursor.peek(), Some(b']') | None) && (cursor.origin.is_some() || cursor.peek().is_some())
            {
                return Ok(None);
            } else {
                return Err(cursor.unexpected("a declaration, or `]>`"));
            }
        }
    }

    fn entity(&mut self, cursor: &mut Cursor) -> Result<(), Fault> {
        self.count(cursor)?;
        cursor.need_space()?;
        let parameter = cursor.eat("%");
        if parameter {
            cursor.need_space()?;
        }
        let name = cursor.need_plain_name("the entity's name")?;
        cursor.need_space()?;
        let entity = if matches!(cursor.peek(), Some(b'"' | b'\'')) {
            let (raw, at) = cursor.literal("the entity's text")?;
            Entity::Internal(entity_text(raw, at, cursor)?)
        } else {
            external_id(cursor, true)?;
            let spaced = cursor.skip_space();
            if !parameter && spaced && cursor.eat("NDATA") {
                cursor.need_space()?;
                cursor.need_plain_name("the notation's name")?;
                Entity::Unparsed
            } else {
                Entity::External
            }
        };
        end(cursor)?;
        if !self.skipping {
            match (parameter, entity) {
                (false, entity) => self.dtd.declare(name, entity),
                (true, entity) => {
                    let text = if let Entity::Internal(text) = entity { Some(Arc::from(text)) } else { None };
                    self.parameters.entry(name.to_owned()).or_insert(text);
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, cursor: &Cursor) -> Result<(), Fault> {
        self.declared += 1;
        if self.declared <= MAX_DECLARED {
            return Ok(());
        }
        let message = format!("the document declares more than {MAX_DECLARED} entities and attributes");
        Err(Fault::new(cursor.here(), message, "write the text itself; feeds need no declarations of their own"))
    }

    fn attributes(&mut self, cursor: &mut Cursor) -> Result<(), Fault> {
        cursor.need_space()?;
        let element = cursor.need_name("the element's name")?;
        loop {
            let spaced = cursor.skip_space();
            if cursor.eat(">") {
                return Ok(());
            }
            if !spaced {
                return Err(cursor.unexpected("white space or `>`"));
            }
            self.count(cursor)?;
            let name = cursor.need_name("the attribute's name")?;
            cursor.need_space()?;
            let tokens = attribute_type(cursor)?;
            cursor.need_space()?;
            let mut value = None;
            if !cursor.eat("#REQUIRED") && !cursor.eat("#IMPLIED") {
                if cursor.eat("#FIXED") {
                    cursor.need_space()?;
                }
                let (raw, at) = cursor.literal("the default value")?;
                if let Some(less) = raw.find('<') {
                    let span = cursor.span(at + less, at + less + 1);
                    return Err(Fault::new(span, "`<` in an attribute's value", "write `&lt;`"));
                }
                let text = dtd::attribute_value(raw, at, cursor, self.dtd, &mut self.budget)?;
                value = Some(text.into_owned());
            }
            if tokens {
                value = value.map(|value| dtd::collapse(&value).unwrap_or(value));
            }
            if !self.skipping {
                self.dtd.declare_attribute(element, Declared { name: name.to_owned(), tokens, value });
            }
        }
    }
}

fn end(cursor: &mut Cursor) -> Result<(), Fault> {
    cursor.skip_space();
    cursor.need(">")
}

/// The text of an entity: what stands between the quotes, from byte `start` on, character references resolved.
fn entity_text(raw: &str, start: usize, cursor: &Cursor) -> Result<String, Fault> {
    let raw_end = start + raw.len();
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = memchr::memchr3(b'&', b'%', b'\r', rest.as_bytes()) {
        out.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at..).unwrap_or_default();
        let place = raw_end - rest.len();
        let mut length = 1;
        if rest.starts_with('%') {
            return Err(Fault::new(
                cursor.span(place, place + 1),
                "`%` in an entity's text",
                "write `&#37;`; parameter entities cannot be referred to here",
            ));
        } else if rest.starts_with('&') {
            let (reference, size) = reference::parse(rest)
                .map_err(|(message, help)| Fault::new(cursor.span(place, place + 1), message, help))?;
            length = size;
            match reference {
                Reference::Char(c) if rest.starts_with("&#") => out.push(c),
                _ => out.push_str(rest.get(..size).unwrap_or_default()),
            }
        } else if !rest.starts_with("\r\n") {
            out.push('\n');
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    Ok(out)
}
