//! The words that RDF/XML keeps for itself, and what names and languages are to it.
//! Spec: RDF 1.1 XML Syntax, section 7.2.

use crate::diagnostic::Span;
use crate::validate::reader::xml::{Namespace, Reader};
use crate::validate::vocab::namespaces::RDF;

/// What an attribute is to RDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Term {
    Id,
    About,
    NodeId,
    Resource,
    ParseType,
    Datatype,
    Type,
    /// Of RDF, and none that may be an attribute.
    Reserved,
    /// Of RDF, and a property.
    OtherRdf,
    /// A property of another vocabulary.
    Other,
}

/// An attribute that RDF looks at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute<'a> {
    pub term: Term,
    pub raw: &'a str,
    pub value: &'a str,
    pub name_span: Span,
    pub span: Span,
}

/// The attributes of a tag that RDF looks at. A word of RDF may be written without its prefix; of two the last counts.
#[derive(Debug)]
pub(super) struct Attributes<'a>(Vec<Attribute<'a>>);

impl<'a> Attributes<'a> {
    pub(super) fn of(reader: &'a Reader<'_>) -> Attributes<'a> {
        let mut found: Vec<Attribute<'a>> = Vec::new();
        let mut known = 0_u32;
        for attribute in reader.attributes() {
            let namespace = attribute.name.namespace;
            let (uri, local) = (reader.uri(namespace), attribute.name.local());
            let whole = if namespace == Namespace::NONE { local } else { uri };
            let is_xml = whole.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("xml"));
            if matches!(namespace, Namespace::XML | Namespace::XMLNS) || is_xml {
                continue;
            }
            let term = if uri == RDF {
                rdf(local)
            } else if uri.starts_with(RDF) {
                Term::OtherRdf
            } else if namespace == Namespace::NONE {
                unqualified(local)
            } else {
                Term::Other
            };
            let next = Attribute {
                term,
                raw: attribute.name.raw,
                value: &attribute.value,
                name_span: attribute.name_span,
                span: attribute.value_span,
            };
            if unqualified_twin(term) {
                let bit = 1 << (term as u32);
                if known & bit != 0 {
                    if let Some(first) = found.iter_mut().find(|first| first.term == term) {
                        first.value = next.value;
                    }
                    continue;
                }
                known |= bit;
            }
            found.push(next);
        }
        Attributes(found)
    }

    pub(super) fn find(&self, term: Term) -> Option<&Attribute<'a>> {
        self.0.iter().find(|attribute| attribute.term == term)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Attribute<'a>> {
        self.0.iter()
    }
}

fn rdf(local: &str) -> Term {
    match local {
        "ID" => Term::Id,
        "about" => Term::About,
        "nodeID" => Term::NodeId,
        "resource" => Term::Resource,
        "parseType" => Term::ParseType,
        "datatype" => Term::Datatype,
        "type" => Term::Type,
        "RDF" | "Description" | "li" | "aboutEach" | "aboutEachPrefix" | "bagID" => Term::Reserved,
        _ => Term::OtherRdf,
    }
}

/// What a name without a prefix is taken for.
fn unqualified(local: &str) -> Term {
    match local {
        "about" | "ID" | "type" | "resource" | "parseType" => rdf(local),
        _ => Term::Other,
    }
}

fn unqualified_twin(term: Term) -> bool {
    matches!(term, Term::About | Term::Id | Term::Type | Term::Resource | Term::ParseType)
}

/// Whether no thing can be of the type `local` of RDF.
pub(super) fn is_no_node(local: &str) -> bool {
    is_core(local) || is_old(local) || local == "li"
}

/// Whether `local` of RDF is no property.
pub(super) fn is_no_property(local: &str) -> bool {
    is_core(local) || is_old(local) || local == "Description"
}

fn is_core(local: &str) -> bool {
    matches!(local, "RDF" | "ID" | "about" | "parseType" | "resource" | "nodeID" | "datatype")
}

fn is_old(local: &str) -> bool {
    matches!(local, "aboutEach" | "aboutEachPrefix" | "bagID")
}

/// Whether `text` is a name without a colon, as `rdf:ID` needs.
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    let mark = |c: char| matches!(c, '\u{300}'..='\u{36F}' | '\u{B7}');
    first && chars.all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | '%' | '(' | ')') || mark(c))
}

/// Whether `text` is written as a language tag.
pub(super) fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    !first.is_empty()
        && first.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
