//! Start tags and their attributes. Spec: XML 1.0, section 3.1; Namespaces in XML 1.0, sections 3 to 6.

use std::borrow::Cow;
use std::collections::HashSet;

use super::chars::{CLASS, VALUE, is_name_start, is_space};
use super::dtd::{self, Declared};
use super::namespaces::{Namespace, XML_URI, XMLNS_URI};
use super::reader::{Open, Reader};
use super::{Attribute, Name, Tag};
use crate::diagnostic::{Report, Span};
use crate::validate::reader::{Fault, MAX_DEPTH, VALIDATOR_LIMIT, shown};

/// Up to this many attributes, comparing each with each beats hashing.
const FEW: usize = 12;

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
                Some(_) => self.attribute(spaced, raw, report),
            }
            if self.done {
                return None;
            }
        }
    }

    /// Goes past an attribute, or past what should have been one.
    fn attribute(&mut self, spaced: bool, element: &str, report: &mut Report) {
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
    fn declared_attributes(&mut self, element: &str, span: Span, report: &mut Report) {
        let Some(defaults) = self.dtd.and_then(|dtd| dtd.attributes.get(element)) else { return };
        // What each such tag costs is paid for as unfolded text, or a few declarations and many tags are a bomb.
        let cost = |declared: &Declared| declared.name.len() + declared.value.as_ref().map_or(0, String::len);
        if !self.budget.take(defaults.list.iter().map(cost).sum()) {
            let (message, help) = dtd::too_large();
            return self.fatal(Fault::new(span, message, help), report);
        }
        let positions: std::collections::HashMap<&str, usize> =
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

    /// Puts the namespaces that the tag declares in force.
    fn bind(&mut self, report: &mut Report) {
        for at in 0..self.attributes.len() {
            let Some(attribute) = self.attributes.get_mut(at) else { return };
            let Some(rest) = attribute.name.raw.strip_prefix("xmlns") else { continue };
            let prefix = match rest.strip_prefix(':') {
                _ if rest.is_empty() => "",
                Some(prefix) if !prefix.is_empty() => prefix,
                _ => continue,
            };
            attribute.name.namespace = Namespace::XMLNS;
            let (name_span, value_span) = (attribute.name_span, attribute.value_span);
            let namespace = self.namespaces.number(&attribute.value);
            let uri = attribute.value.as_ref();
            let wrong = match prefix {
                "xml" if uri == XML_URI => None,
                "xml" => Some((
                    value_span,
                    format!("`xml` must stand for `{XML_URI}`"),
                    "remove the declaration; it is not needed",
                )),
                "xmlns" => Some((
                    name_span,
                    "the prefix `xmlns` cannot be declared".to_owned(),
                    "remove the declaration; it is not needed",
                )),
                _ if uri == XML_URI || uri == XMLNS_URI => {
                    let message = format!("`{uri}` belongs to XML itself, and to no prefix but its own");
                    Some((value_span, message, "remove the declaration; `xml:` needs none"))
                }
                "" => None,
                _ if uri.is_empty() => {
                    let message = format!("the prefix `{}` is declared to be no namespace", shown(prefix));
                    Some((value_span, message, "write the namespace's URI; only `xmlns=\"\"` may be empty"))
                }
                _ => None,
            };
            if let Some((span, message, help)) = wrong {
                self.fault(Fault::new(span, message, help), report);
            }
            if prefix != "xml" && prefix != "xmlns" {
                self.namespaces.bind(prefix, namespace);
            }
        }
    }

    fn element_name(&mut self, raw: &'d str, span: Span, report: &mut Report) -> Name<'d> {
        let Some(local) = self.local_part(raw, span, report).filter(|&local| local > 0) else {
            return Name { raw, local: 0, namespace: self.namespaces.default() };
        };
        let prefix = raw.get(..local - 1).unwrap_or_default();
        if prefix == "xmlns" {
            let fault =
                Fault::new(span, "an element cannot have the prefix `xmlns`", "write the element with another prefix");
            self.fault(fault, report);
            return Name { raw, local, namespace: Namespace::NONE };
        }
        let namespace = self.prefix(prefix, span, report);
        Name { raw, local, namespace }
    }

    /// Where the local part of `raw` begins; `None` where it is no qualified name.
    fn local_part(&mut self, raw: &str, span: Span, report: &mut Report) -> Option<usize> {
        let Some(colon) = memchr::memchr(b':', raw.as_bytes()) else { return Some(0) };
        let local = raw.get(colon + 1..).unwrap_or_default();
        let good = colon > 0 && local.starts_with(is_name_start) && !local.contains(':');
        if !good {
            let message = format!("`{}` is not a name: a colon may stand once, between prefix and name", shown(raw));
            self.fault(Fault::new(span, message, "write `prefix:name`, the name beginning with a letter"), report);
        }
        good.then_some(colon + 1)
    }

    fn prefix(&mut self, prefix: &str, span: Span, report: &mut Report) -> Namespace {
        match self.namespaces.resolve(prefix) {
            Some(namespace) => namespace,
            None => {
                let shown = shown(prefix);
                let help = match usual_uri(prefix) {
                    Some(uri) => format!("add `xmlns:{shown}=\"{uri}\"` to the root element"),
                    None => format!("add `xmlns:{shown}=\"…\"` with the namespace's URI to the root element"),
                };
                self.fault(Fault::new(span, format!("the prefix `{shown}` is not declared"), help), report);
                Namespace::NONE
            }
        }
    }

    /// Finds each attribute's namespace, and those that stand twice.
    fn resolve_attributes(&mut self, report: &mut Report) {
        for at in 0..self.attributes.len() {
            let Some(attribute) = self.attributes.get(at) else { return };
            let (raw, span) = (attribute.name.raw, attribute.name_span);
            let local = match self.local_part(raw, span, report) {
                None | Some(0) => continue,
                Some(local) => local,
            };
            let prefix = raw.get(..local - 1).unwrap_or_default();
            let namespace = if prefix == "xmlns" { Namespace::XMLNS } else { self.prefix(prefix, span, report) };
            if let Some(attribute) = self.attributes.get_mut(at) {
                attribute.name.local = local;
                attribute.name.namespace = namespace;
            }
        }
        if self.attributes.len() > 1 {
            self.flag_twins(report);
        }
    }

    fn flag_twins(&mut self, report: &mut Report) {
        let mut twins = Vec::new();
        if self.attributes.len() <= FEW {
            for (at, attribute) in self.attributes.iter().enumerate() {
                let before = self.attributes.get(..at).unwrap_or_default();
                if before.iter().any(|other| identity(&other.name) == identity(&attribute.name)) {
                    twins.push(at);
                }
            }
        } else {
            let mut seen = HashSet::with_capacity(self.attributes.len());
            let names = self.attributes.iter().enumerate();
            twins.extend(names.filter(|(_, attribute)| !seen.insert(identity(&attribute.name))).map(|(at, _)| at));
        }
        for at in twins {
            let Some(attribute) = self.attributes.get(at) else { continue };
            let fault = Fault::new(
                attribute.name_span,
                format!("the attribute `{}` stands twice in one tag", shown(attribute.name.raw)),
                "keep one of them; two prefixes for one namespace make one name",
            );
            self.fault(fault, report);
        }
    }
}

/// What makes two attributes the same: namespace and local name, or all that is written where there is no namespace.
fn identity<'d>(name: &Name<'d>) -> (Namespace, &'d str) {
    if name.namespace == Namespace::NONE { (name.namespace, name.raw) } else { (name.namespace, name.local()) }
}

/// A name before its prefix is looked at.
fn plain_name(raw: &str) -> Name<'_> {
    Name { raw, local: 0, namespace: Namespace::NONE }
}

/// The namespace that feeds at large use `prefix` for.
fn usual_uri(prefix: &str) -> Option<&'static str> {
    Some(match prefix {
        "atom" => "http://www.w3.org/2005/Atom",
        "content" => "http://purl.org/rss/1.0/modules/content/",
        "dc" => "http://purl.org/dc/elements/1.1/",
        "dcterms" => "http://purl.org/dc/terms/",
        "georss" => "http://www.georss.org/georss",
        "itunes" => "http://www.itunes.com/dtds/podcast-1.0.dtd",
        "media" => "http://search.yahoo.com/mrss/",
        "podcast" => "https://podcastindex.org/namespace/1.0",
        "rdf" => "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "slash" => "http://purl.org/rss/1.0/modules/slash/",
        "sy" => "http://purl.org/rss/1.0/modules/syndication/",
        "thr" => "http://purl.org/syndication/thread/1.0",
        "wfw" => "http://wellformedweb.org/CommentAPI/",
        "xhtml" => "http://www.w3.org/1999/xhtml",
        _ => return None,
    })
}
