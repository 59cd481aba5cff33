//! The document type declaration and its internal subset. Spec: XML 1.0, sections 2.8, 3.2, 3.3, 4.2 and 4.7.

use std::collections::HashMap;
use std::sync::Arc;

use super::chars::is_public_id;
use super::cursor::Cursor;
use super::dtd::{self, Budget, Declared, Dtd, Entity};
use super::misc;
use super::reference::{self, Reference};
use crate::diagnostic::Span;
use crate::validate::reader::{Fault, shown};

/// `<!DOCTYPE name PUBLIC "…" "…" […]>`.
#[derive(Debug)]
pub struct Doctype<'d> {
    /// All of it.
    pub span: Span,
    /// The name it gives the root element.
    pub name: &'d str,
    /// The public identifier, as written.
    pub public: Option<&'d str>,
    /// The system identifier, as written. What it points at is never fetched.
    pub system: Option<&'d str>,
    pub(super) dtd: Dtd,
    pub(super) fault: Option<Fault>,
}

/// Where an external identifier points.
#[derive(Debug, Default)]
struct External<'d> {
    public: Option<&'d str>,
    system: Option<&'d str>,
}

impl<'d> Doctype<'d> {
    /// Goes past a document type declaration. The first fault in it ends its reading; the cursor is then behind what
    /// seems to be its end.
    pub(super) fn read(cursor: &mut Cursor<'d>, standalone: bool) -> Self {
        let start = cursor.at;
        let mut doctype =
            Doctype { span: Span::default(), name: "", public: None, system: None, dtd: Dtd::default(), fault: None };
        if let Err(fault) = doctype.parts(cursor, standalone) {
            doctype.fault = Some(fault);
            // Entities behind the fault would be called undefined.
            doctype.dtd.incomplete = true;
            cursor.at = end_of_faulty(cursor.text, start);
        }
        doctype.span = cursor.since(start);
        doctype
    }

    fn parts(&mut self, cursor: &mut Cursor<'d>, standalone: bool) -> Result<(), Fault> {
        cursor.need("<!DOCTYPE")?;
        cursor.need_space()?;
        let at = cursor.at;
        self.name = cursor.need_name("the root element's name")?;
        if self.name.starts_with(':') || self.name.ends_with(':') || self.name.matches(':').count() > 1 {
            let message =
                format!("`{}` is not a name: a colon may stand once, between prefix and name", shown(self.name));
            return Err(Fault::new(cursor.since(at), message, "write the root element's name as in its tag"));
        }
        let spaced = cursor.skip_space();
        if spaced && matches!(cursor.peek(), Some(b'S' | b'P')) {
            let external = external_id(cursor, true)?;
            self.public = external.public;
            self.system = external.system;
            self.dtd.incomplete = !standalone;
            cursor.skip_space();
        }
        if cursor.eat("[") {
            let budget = Budget::of(cursor.text);
            let parameters = HashMap::new();
            Subset { dtd: &mut self.dtd, parameters, budget, standalone, skipping: false }.read(cursor)?;
            cursor.skip_space();
        }
        cursor.need(">")
    }
}

/// Where a faulty declaration that begins at `start` seems to end: behind `]>`, or behind `>` where it has no subset.
fn end_of_faulty(text: &str, start: usize) -> usize {
    let mut depth = 0_usize;
    for at in memchr::memchr3_iter(b'[', b']', b'>', text.as_bytes().get(start..).unwrap_or_default()) {
        match text.as_bytes().get(start + at) {
            Some(b'[') => depth += 1,
            Some(b']') => depth = depth.saturating_sub(1),
            _ if depth == 0 => return start + at + 1,
            _ => {}
        }
    }
    text.len()
}

/// `SYSTEM "…"` or `PUBLIC "…" "…"`; for a notation, which may do without the latter's second part, not `full`.
fn external_id<'d>(cursor: &mut Cursor<'d>, full: bool) -> Result<External<'d>, Fault> {
    let mut id = External::default();
    if cursor.eat("SYSTEM") {
        cursor.need_space()?;
        id.system = Some(cursor.literal("the system identifier")?.0);
        return Ok(id);
    }
    if !cursor.eat("PUBLIC") {
        return Err(cursor.unexpected("`SYSTEM` or `PUBLIC`"));
    }
    cursor.need_space()?;
    let (public, at) = cursor.literal("the public identifier")?;
    if let Some((wrong, c)) = public.char_indices().find(|&(_, c)| !is_public_id(c)) {
        let span = cursor.span(at + wrong, at + wrong + c.len_utf8());
        let message = format!("a public identifier cannot hold `{}`", shown(c.encode_utf8(&mut [0; 4])));
        return Err(Fault::new(span, message, "write it in ASCII letters, digits and simple punctuation"));
    }
    id.public = Some(public);
    let before = cursor.at;
    let spaced = cursor.skip_space();
    if matches!(cursor.peek(), Some(b'"' | b'\'')) {
        if !spaced {
            return Err(cursor.unexpected("white space"));
        }
        id.system = Some(cursor.literal("the system identifier")?.0);
    } else if full {
        return Err(cursor.unexpected("the system identifier in quotes"));
    } else {
        cursor.at = before;
    }
    Ok(id)
}

/// The internal subset, while it is being read.
struct Subset<'s> {
    dtd: &'s mut Dtd,
    /// Parameter entities: their text, or `None` where it lies elsewhere.
    parameters: HashMap<String, Option<Arc<str>>>,
    budget: Budget,
    standalone: bool,
    /// Whether a parameter entity was not read: what is declared behind it must not be relied on (section 5.1).
    skipping: bool,
}

/// A parameter entity that is being read.
struct Open {
    name: String,
    text: Arc<str>,
    at: usize,
    origin: Span,
}

impl Subset<'_> {
    /// Goes past the subset and its `]`.
    fn read(mut self, cursor: &mut Cursor) -> Result<(), Fault> {
        let mut open: Vec<Open> = Vec::new();
        loop {
            let reference = match open.last_mut() {
                None => match self.declarations(cursor)? {
                    None => return cursor.need("]"),
                    Some((name, span)) => (name.to_owned(), span),
                },
                Some(entity) => {
                    let text = entity.text.clone();
                    let mut inner = Cursor { text: &text, at: entity.at, origin: Some(entity.origin) };
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
            self.enter(reference, &mut open)?;
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
        if open.len() >= dtd::MAX_ENTITY_DEPTH || !self.budget.take(text.len()) {
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

/// Goes past an attribute's type; whether its values are tokens.
fn attribute_type(cursor: &mut Cursor) -> Result<bool, Fault> {
    const WANTED: &str = "the attribute's type, such as `CDATA`";
    if cursor.eat("(") {
        list(
            cursor,
            |cursor| if cursor.skip_name_chars() { Ok(()) } else { Err(cursor.unexpected("a value's name")) },
        )?;
        return Ok(true);
    }
    let at = *cursor;
    match cursor.name() {
        Some("CDATA") => Ok(false),
        Some("ID" | "IDREF" | "IDREFS" | "ENTITY" | "ENTITIES" | "NMTOKEN" | "NMTOKENS") => Ok(true),
        Some("NOTATION") => {
            cursor.need_space()?;
            cursor.need("(")?;
            list(cursor, |cursor| cursor.need_plain_name("a notation's name").map(|_| ()))?;
            Ok(true)
        }
        _ => Err(at.unexpected(WANTED)),
    }
}

/// Goes past what `item` reads, again and again, with `|` between, up to `)`.
fn list<'d>(cursor: &mut Cursor<'d>, item: impl Fn(&mut Cursor<'d>) -> Result<(), Fault>) -> Result<(), Fault> {
    loop {
        cursor.skip_space();
        item(cursor)?;
        cursor.skip_space();
        if cursor.eat(")") {
            return Ok(());
        }
        cursor.need("|")?;
    }
}

/// Goes past what an element may hold: `EMPTY`, `ANY`, `(#PCDATA | a)*`, `(a, (b | c)*, d?)`.
fn content_model(cursor: &mut Cursor) -> Result<(), Fault> {
    if cursor.eat("EMPTY") || cursor.eat("ANY") {
        return Ok(());
    }
    let open = *cursor;
    cursor.need("(").map_err(|_| open.unexpected("`EMPTY`, `ANY` or `(`"))?;
    cursor.skip_space();
    if !cursor.eat("#PCDATA") {
        *cursor = open;
        return children(cursor);
    }
    cursor.skip_space();
    if cursor.eat(")") {
        cursor.eat("*");
        return Ok(());
    }
    cursor.need("|")?;
    list(cursor, |cursor| cursor.need_name("an element's name").map(|_| ()))?;
    cursor.need("*")
}

/// Goes past `(…)` with names, groups and how often they stand; all separators of a group are the same.
fn children(cursor: &mut Cursor) -> Result<(), Fault> {
    // For each open group its separator, once seen.
    let mut groups: Vec<Option<u8>> = Vec::new();
    loop {
        cursor.skip_space();
        if cursor.eat("(") {
            groups.push(None);
            continue;
        }
        cursor.need_name("an element's name or `(`")?;
        occurrence(cursor);
        loop {
            cursor.skip_space();
            let Some(separator) = groups.last_mut() else {
                return Err(cursor.unexpected("`(`"));
            };
            match cursor.peek() {
                Some(b @ (b'|' | b',')) if separator.is_none_or(|before| before == b) => {
                    *separator = Some(b);
                    cursor.at += 1;
                    break;
                }
                Some(b')') => {
                    cursor.at += 1;
                    occurrence(cursor);
                    groups.pop();
                    if groups.is_empty() {
                        return Ok(());
                    }
                }
                _ => return Err(cursor.unexpected("`)`, or the separator that this group has")),
            }
        }
    }
}

fn occurrence(cursor: &mut Cursor) {
    if matches!(cursor.peek(), Some(b'?' | b'*' | b'+')) {
        cursor.at += 1;
    }
}
