//! Escaped HTML: read to its end, and every element held against the lists of readers.

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use super::elements::{KNOWN, Name, SAFE};
use super::fault::ParseError;
use super::names::is_safe_attribute;
use super::parser::{self, Sink};
use super::tokens::{RawAttribute, Tag, Tokens};
use super::tree::Namespace;
use super::{NOT_HTML, dangerous_style, not_html, security_risk, security_risk_attr};
use crate::validate::value::Flaw;

/// An element of a piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element<'v> {
    /// In lower case; in SVG as SVG spells it.
    pub name: Cow<'v, str>,
    /// Where it belongs to.
    pub namespace: Namespace,
    /// Its attributes, as written.
    pub attributes: Vec<Attribute<'v>>,
    /// Its start tag; for one that has none, the tag that it comes before.
    pub at: Range<usize>,
}

/// An attribute of such an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute<'v> {
    /// In lower case. In SVG and MathML as they spell it, `{namespace}name` for those that have a namespace.
    pub name: Cow<'v, str>,
    /// With references resolved.
    pub value: Cow<'v, str>,
    /// From its name to the end of its value.
    pub at: Range<usize>,
}

/// The elements of `value`, the inside of a `<div>`, in the order of the document.
///
/// # Errors
///
/// The first fault, where there is one.
pub fn parse(value: &str) -> Result<Vec<Element<'_>>, ParseError> {
    let mut list = List(Vec::new());
    parser::run(value, &mut list)?;
    Ok(list.0)
}

struct List<'v>(Vec<Element<'v>>);

impl<'v> Sink<'v> for List<'v> {
    fn element(&mut self, tokens: &Tokens<'v>, _: Name, namespace: Namespace, tag: &Tag) {
        let attribute = |raw: &RawAttribute| Attribute {
            name: tokens.attribute_name(raw, namespace),
            value: tokens.attribute_text(raw),
            at: raw.name.start..raw.end,
        };
        let attributes = tokens.attributes.iter().map(attribute).collect();
        let name = tokens.element_name(tag, namespace);
        self.0.push(Element { name, namespace, attributes, at: tag.at..tag.end });
    }

    fn implied(&mut self, name: Name, tag: &Tag) {
        let name = Cow::Borrowed(name.text());
        let at = tag.at..tag.end;
        self.0.push(Element { name, namespace: Namespace::Html, attributes: Vec::new(), at });
    }
}

/// Judges escaped HTML: `not-html`, `security-risk`, `security-risk-attr` and `dangerous-style-attr`, in the order of
/// the document. A fault of its form is told alone.
pub fn judge(value: &str, sink: &mut dyn FnMut(Flaw)) {
    if let Some(at) = find_import(value) {
        sink(security_risk("?import").at(at..at + "<?import".len()));
    }
    let mut flaws = Flaws(Vec::new());
    match parser::run(value, &mut flaws) {
        Ok(()) => flaws.0.into_iter().for_each(sink),
        Err(fault) => {
            let (message, help) = fault.explain(value);
            let flaw = Flaw::new(&NOT_HTML, message, help).at(fault.at);
            sink(flaw.param("message", "Invalid HTML").param("value", fault.code));
        }
    }
}

/// Where Internet Explorer once loaded programs from.
fn find_import(value: &str) -> Option<usize> {
    const IMPORT: &[u8] = b"<?import ";
    let is_import = |at: &usize| {
        value.as_bytes().get(*at..at + IMPORT.len()).is_some_and(|found| found.eq_ignore_ascii_case(IMPORT))
    };
    memmem::find_iter(value.as_bytes(), b"<?").find(is_import)
}

/// What is wrong with the elements so far.
struct Flaws(Vec<Flaw>);

impl<'v> Sink<'v> for Flaws {
    fn element(&mut self, tokens: &Tokens<'v>, name: Name, namespace: Namespace, tag: &Tag) {
        if namespace == Namespace::Html && name.is(KNOWN) && name.is(SAFE) {
            for attribute in &tokens.attributes {
                let name = tokens.bytes.get(attribute.name.clone()).unwrap_or_default();
                let is_data = || name.first_chunk().is_some_and(|start: &[u8; 5]| start.eq_ignore_ascii_case(b"data-"));
                if !is_safe_attribute(name) && !is_data() {
                    self.attribute(tokens, attribute, namespace);
                }
            }
        } else {
            self.other(tokens, namespace, tag);
        }
    }

    fn implied(&mut self, _: Name, _: &Tag) {}
}

impl Flaws {
    /// An element that is not plainly safe.
    fn other(&mut self, tokens: &Tokens, namespace: Namespace, tag: &Tag) {
        let name = tokens.element_name(tag, namespace);
        let name = name.rsplit('}').next().unwrap_or(&name);
        let known = Name::find(name.to_lowercase().as_bytes());
        let at = tag.at..tag.end;
        if !known.is(KNOWN) {
            self.0.push(not_html(name).param("message", "Non-html tag").param("value", name).at(at));
        } else if !known.is(SAFE) {
            self.0.push(security_risk(name).at(at));
        } else {
            for attribute in &tokens.attributes {
                self.attribute(tokens, attribute, namespace);
            }
        }
    }

    fn attribute(&mut self, tokens: &Tokens, attribute: &RawAttribute, namespace: Namespace) {
        let name = tokens.attribute_name(attribute, namespace);
        let at = attribute.name.start..attribute.end;
        let lower = name.to_lowercase();
        if lower == "style" {
            let value = tokens.attribute_text(attribute);
            dangerous_style("style", &value, &mut |flaw| self.0.push(flaw.at(at.clone())));
        } else if !is_safe_attribute(lower.as_bytes()) && !lower.starts_with("data-") {
            self.0.push(security_risk_attr(&name).at(at));
        }
    }
}
