//! From prefixes to namespaces, and attributes that are the same. Spec: Namespaces in XML 1.0, sections 3 to 6.

use std::collections::HashSet;

use super::Name;
use super::namespaces::{Namespace, XML_URI, XMLNS_URI};
use super::reader::Reader;
use crate::diagnostic::{Report, Span};
use crate::validate::reader::{Fault, shown};

/// Up to this many attributes, comparing each with each beats hashing.
const FEW: usize = 12;

impl<'d> Reader<'d> {
    /// Puts the namespaces that the tag declares in force.
    pub(super) fn bind(&mut self, report: &mut Report) {
        for at in 0..self.attributes.len() {
            let Some(attribute) = self.attributes.get_mut(at) else { return };
            let Some(prefix) = declared_prefix(attribute.name.raw) else { continue };
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
                // The W3C validator's parser cannot take such a name.
                _ if self.halts && uri.contains(' ') => {
                    let message = format!("the namespace `{}` holds a space", shown(uri));
                    Some((value_span, message, "write the namespace's URI, without white space"))
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

    pub(super) fn element_name(&mut self, raw: &'d str, span: Span, report: &mut Report) -> Name<'d> {
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
        // Names are short.
        let Some(colon) = raw.bytes().position(|b| b == b':') else { return Some(0) };
        let local = raw.get(colon + 1..).unwrap_or_default();
        let good = colon > 0 && local.starts_with(|c| self.cursor.is_name_start(c)) && !local.contains(':');
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
    pub(super) fn resolve_attributes(&mut self, report: &mut Report) {
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

/// The prefix that an attribute of this name declares; empty for that of names without.
pub(super) fn declared_prefix(name: &str) -> Option<&str> {
    let rest = name.strip_prefix("xmlns")?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix(':').filter(|prefix| !prefix.is_empty()) }
}

/// What makes two attributes the same: namespace and local name, or all that is written where there is no namespace.
fn identity<'d>(name: &Name<'d>) -> (Namespace, &'d str) {
    if name.namespace == Namespace::NONE { (name.namespace, name.raw) } else { (name.namespace, name.local()) }
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
