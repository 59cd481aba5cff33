//! The grammar of RDF/XML, held against the same events as the tables are: is the document RDF that a program could
//! take triples from. Spec: RDF 1.1 XML Syntax, section 7.
//!
//! Elements take turns: a node stands for a thing, a property in it says something of the thing, and holds text or the
//! node of another thing.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use super::rdf::INVALID_RDF;
use super::rdf_terms::{self, Attribute, Attributes, Term};
use crate::diagnostic::{Report, Span};
use crate::validate::reader::shown;
use crate::validate::reader::xml::{Namespace, Reader, Tag};
use crate::validate::value::uri;
use crate::validate::vocab::namespaces::RDF;

/// What the elements of one level are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The root.
    Document,
    Node,
    Property,
    /// A node in a list.
    Member,
    /// A piece of a literal; anything goes.
    Literal,
}

/// What a property is about to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Object {
    /// Its text, unless a node comes.
    Open,
    /// The thing whose address is empty.
    Empty,
    /// A thing.
    Said,
}

/// The element that is open at some depth, and what stays of the one before it there.
#[derive(Debug)]
struct Level {
    role: Role,
    object: Object,
    /// The thing that a node stands for has an address that is empty.
    nameless: bool,
    /// Text is what the property says.
    takes_text: bool,
    typed: bool,
    /// A property here had a name that says something.
    named: bool,
    /// `xml:lang` is no language tag.
    bad_lang: bool,
    /// `xml:base`, resolved.
    base: Option<String>,
}

impl Level {
    fn new(role: Role) -> Level {
        Level {
            role,
            object: Object::Open,
            nameless: false,
            takes_text: false,
            typed: false,
            named: false,
            bad_lang: false,
            base: None,
        }
    }
}

/// Holds a document against the grammar of RDF/XML.
#[derive(Debug)]
pub(super) struct Syntax {
    /// The open elements from the root on, and one level for the next.
    levels: Vec<Level>,
    ids: HashSet<u64>,
    hasher: RandomState,
    /// Whether the findings are to be those of the W3C validator, which gives up where it can make nothing of a
    /// property.
    as_w3c: bool,
    stopped: bool,
}

/// The findings of one tag.
struct Flags<'f, 't> {
    report: &'f mut Report<'t>,
    tag: Span,
    as_w3c: bool,
}

impl Flags<'_, '_> {
    fn flag(&mut self, span: Span, message: String, help: impl Into<String>) {
        let span = if self.as_w3c { self.tag } else { span };
        self.report.flag(&INVALID_RDF, span, message.clone()).help(help).param("message", message);
    }
}

impl Syntax {
    pub(super) fn new(as_w3c: bool) -> Syntax {
        let levels = vec![Level::new(Role::Document)];
        Syntax { levels, ids: HashSet::new(), hasher: RandomState::new(), as_w3c, stopped: false }
    }

    pub(super) fn start(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        if self.stopped {
            return;
        }
        let attributes = Attributes::of(reader);
        self.inherit(reader);
        self.levels.push(Level::new(Role::Node));
        let role = self.current().map_or(Role::Node, |level| level.role);
        let namespace = reader.uri(tag.name.namespace);
        let mut flags = Flags { report, tag: tag.span, as_w3c: self.as_w3c };
        match role {
            Role::Document if namespace == RDF && tag.name.local() == "RDF" => {}
            Role::Document | Role::Node | Role::Member => {
                self.node(namespace, tag, &attributes, &mut flags);
            }
            Role::Property => self.property(namespace, tag, &attributes, &mut flags),
            Role::Literal => self.next_is(Role::Literal),
        }
    }

    pub(super) fn end(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        let depth = self.levels.len();
        if self.stopped || depth < 2 {
            return;
        }
        let Some((parents, [current, _])) = self.levels.split_at_mut_checked(depth - 2) else { return };
        let parent = parents.last_mut();
        match (current.role, parent) {
            (Role::Node, Some(parent)) => {
                // Side by side, nodes may stand at the top alone.
                if parent.object == Object::Said && depth != 3 {
                    if self.as_w3c && reader.uri(tag.name.namespace).is_empty() {
                        self.stopped = true;
                        return;
                    }
                    let span = if tag.empty { Span::new(tag.span.end, tag.span.end) } else { tag.span };
                    let shown = if self.as_w3c { span } else { tag.span };
                    let message = format!("`<{}>` stands in a property that already says something", tag.name.raw);
                    let help = "a property holds one thing: give each a property of its own, and none to one with \
                                attributes such as `rdf:resource`";
                    report.flag(&INVALID_RDF, shown, message.clone()).help(help).param("message", message);
                }
                parent.object = if current.nameless { Object::Empty } else { Object::Said };
            }
            (Role::Member, Some(parent)) => parent.object = Object::Said,
            (Role::Property, _) => {
                let mut lost = false;
                if current.takes_text && current.object == Object::Open {
                    lost = current.bad_lang && !current.typed;
                    current.object = Object::Said;
                }
                self.stopped = self.as_w3c && (lost || !current.named);
            }
            _ => {}
        }
        self.levels.pop();
    }

    fn current(&self) -> Option<&Level> {
        self.levels.len().checked_sub(2).and_then(|at| self.levels.get(at))
    }

    fn current_mut(&mut self) -> Option<&mut Level> {
        self.levels.len().checked_sub(2).and_then(|at| self.levels.get_mut(at))
    }

    fn next_is(&mut self, role: Role) {
        if let Some(next) = self.levels.last_mut() {
            next.role = role;
        }
    }

    /// Notes language and base of the element that opens, which is yet the last level.
    fn inherit(&mut self, reader: &Reader<'_>) {
        let depth = self.levels.len();
        let parent = depth.checked_sub(2).and_then(|at| self.levels.get(at));
        let mut base = parent.and_then(|parent| parent.base.clone());
        let mut bad_lang = parent.is_some_and(|parent| parent.bad_lang);
        for attribute in reader.attributes() {
            if attribute.name.namespace != Namespace::XML {
                continue;
            }
            match attribute.name.local() {
                "lang" => bad_lang = !attribute.value.is_empty() && !rdf_terms::is_language_tag(&attribute.value),
                "base" => {
                    let value = attribute.value.split('#').next().unwrap_or_default();
                    base = Some(match base.as_deref().filter(|base| !base.is_empty()) {
                        Some(outer) => uri::join(outer, value),
                        None => value.to_owned(),
                    });
                }
                _ => {}
            }
        }
        if let Some(level) = self.levels.last_mut() {
            level.base = base;
            level.bad_lang = bad_lang;
        }
    }

    /// Whether the address `value` is empty even when it is resolved.
    fn is_empty(&self, value: &str) -> bool {
        value.is_empty() && self.current().and_then(|level| level.base.as_deref()).unwrap_or_default().is_empty()
    }

    /// An element that stands for a thing.
    fn node(&mut self, namespace: &str, tag: &Tag<'_>, attributes: &Attributes<'_>, flags: &mut Flags<'_, '_>) {
        self.next_is(Role::Property);
        let raw = tag.name.raw;
        if namespace == RDF && rdf_terms::is_no_node(tag.name.local()) {
            let message = format!("`<{raw}>` stands where a thing is described, and names no kind of thing");
            flags.flag(tag.span, message, "write `<rdf:Description>`, or the thing's type");
        }
        let (id, node_id) = (attributes.find(Term::Id), attributes.find(Term::NodeId));
        let about = attributes.find(Term::About);
        let identities = [id, node_id, about].iter().flatten().count();
        if let (2.., Some(one)) = (identities, id.or(node_id)) {
            let message = format!("`<{raw}>` has more than one of `rdf:ID`, `rdf:about` and `rdf:nodeID`");
            flags.flag(one.name_span, message, "keep one of them; for an address of its own that is `rdf:about`");
        }
        let mut nameless = false;
        if let Some(id) = id {
            if !rdf_terms::is_name(id.value) {
                not_a_name("rdf:ID", id, flags);
            }
            let base = self.current().and_then(|level| level.base.as_deref()).unwrap_or_default();
            let whole = uri::join(base, &format!("#{}", id.value));
            if !self.ids.insert(self.hasher.hash_one(&whole)) {
                let message = format!("`{}` is the `rdf:ID` of another element too", shown(id.value));
                flags.flag(id.span, message, "give each a name of its own");
            }
        } else if let Some(node_id) = node_id {
            if !rdf_terms::is_name(node_id.value) {
                not_a_name("rdf:nodeID", node_id, flags);
            }
        } else if let Some(about) = about {
            nameless = self.is_empty(about.value);
        }
        for attribute in attributes.iter() {
            if self.stopped {
                return;
            }
            match attribute.term {
                Term::Id | Term::NodeId | Term::About | Term::Type => {}
                Term::Reserved | Term::Resource | Term::ParseType | Term::Datatype => forbidden(raw, attribute, flags),
                Term::Other | Term::OtherRdf => self.literal(),
            }
        }
        if let Some(current) = self.current_mut() {
            current.nameless = nameless;
        }
    }

    /// An element that says something of the thing it stands in.
    fn property(&mut self, namespace: &str, tag: &Tag<'_>, attributes: &Attributes<'_>, flags: &mut Flags<'_, '_>) {
        let raw = tag.name.raw;
        if namespace == RDF && rdf_terms::is_no_property(tag.name.local()) {
            let message = format!("`<{raw}>` stands where a property should");
            flags.flag(tag.span, message, "put a property around it, or write the name of one");
        } else if let Some(current) = self.current_mut() {
            current.named = true;
        }
        if let Some(id) = attributes.find(Term::Id).filter(|id| !rdf_terms::is_name(id.value)) {
            not_a_name("rdf:ID", id, flags);
        }
        let (resource, node_id) = (attributes.find(Term::Resource), attributes.find(Term::NodeId));
        let mut object = Object::Open;
        if let Some(resource) = resource {
            if node_id.is_some() {
                let message = format!("`<{raw}>` has both `rdf:resource` and `rdf:nodeID`");
                flags.flag(resource.name_span, message, "keep one of them");
            }
            object = if self.is_empty(resource.value) { Object::Empty } else { Object::Said };
        } else if let Some(node_id) = node_id {
            if !rdf_terms::is_name(node_id.value) {
                not_a_name("rdf:nodeID", node_id, flags);
            }
            object = Object::Said;
        } else if let Some(parse_type) = attributes.find(Term::ParseType) {
            for other in attributes.iter().filter(|other| !matches!(other.term, Term::ParseType | Term::Id)) {
                let message = format!("`{}` stands beside `rdf:parseType`", shown(other.raw));
                flags.flag(other.name_span, message, "remove one of the two");
            }
            self.next_is(match parse_type.value {
                "Resource" => Role::Property,
                "Collection" => Role::Member,
                _ => Role::Literal,
            });
            if let Some(current) = self.current_mut() {
                current.object = Object::Said;
                current.takes_text = false;
            }
            return;
        }
        let typed = attributes.find(Term::Datatype).is_some();
        if !typed {
            let mut says = false;
            for attribute in attributes.iter() {
                match attribute.term {
                    Term::Id | Term::Resource | Term::NodeId => continue,
                    Term::Reserved | Term::About | Term::ParseType | Term::Datatype => {
                        forbidden(raw, attribute, flags);
                        self.stopped |= self.as_w3c && !says;
                    }
                    Term::Type | Term::Other | Term::OtherRdf => says = true,
                }
                if attribute.term != Term::Type {
                    self.literal();
                }
                if object == Object::Open {
                    object = Object::Said;
                }
                if self.stopped {
                    return;
                }
            }
        }
        if let Some(current) = self.current_mut() {
            current.object = object;
            current.takes_text = object == Object::Open;
            current.typed = typed;
        }
    }

    /// Text is taken in the language that is set. The W3C validator reads no further where that is none.
    fn literal(&mut self) {
        self.stopped |= self.as_w3c && self.current().is_some_and(|level| level.bad_lang);
    }
}

fn not_a_name(called: &str, attribute: &Attribute<'_>, flags: &mut Flags<'_, '_>) {
    let message = format!("`{}` cannot be an `{called}`", shown(attribute.value));
    flags.flag(
        attribute.span,
        message,
        "write a letter, then letters, digits, `-`, `_` and `.`; an address goes into `rdf:about`",
    );
}

fn forbidden(element: &str, attribute: &Attribute<'_>, flags: &mut Flags<'_, '_>) {
    let message = format!("`{}` may not stand on `<{element}>` here", shown(attribute.raw));
    let help = match attribute.term {
        Term::About => "it belongs on the element of a thing; a property has `rdf:resource`",
        Term::Resource => "it belongs on a property; the element of a thing has `rdf:about`",
        Term::ParseType | Term::Datatype => "it belongs on a property that has no `rdf:resource`",
        _ => "remove it",
    };
    flags.flag(attribute.name_span, message, help);
}

#[cfg(test)]
mod tests;
