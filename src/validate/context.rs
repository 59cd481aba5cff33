//! What is known of the document while it is read, and how findings about it are made.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, RandomState};

use super::Kind;
use super::hash::Hashes;
use super::node::{Node, NodeAttr, Spot};
use super::options::{Options, RuleSet};
use super::vocab::namespaces::Prefix;
use super::walk::hex::HexLines;
use crate::diagnostic::{Diagnostic, Report, Rule, Span};

/// Most feeds have no more entries, and so no more values that are to be new.
const USUAL: usize = 50;

/// What is known of the document so far.
#[derive(Debug)]
pub struct Context<'o> {
    /// How it is to be judged.
    pub options: &'o Options,
    /// What it is, as far as its first tags tell.
    pub kind: Kind,
    /// The encoding it was read in, such as `utf-8`.
    pub encoding: &'static str,
    /// The `version` of its `<rss>`; empty in all other documents.
    pub rss_version: String,
    /// The addresses that a link to the document itself may have.
    pub own_addresses: Vec<String>,
    /// The address that references are relative to, `xml:base` aside.
    pub base: String,
    /// The namespaces whose elements are the document's own, and are named without a prefix.
    pub own_namespaces: Vec<String>,
    /// Whether its document type is that of RSS 0.91.
    pub rss_091_doctype: bool,
    /// Whether an element of the iTunes namespace was met.
    pub podcast: bool,
    /// Where the last element began whose text is plain, beyond all where there was none: what [`Facts::hex_written`](super::schema::Facts) looks from.
    pub plain_start: usize,
    /// Where `&#x` is written.
    pub(super) hex_lines: HexLines,
    /// The items of the channel at hand, as long as nothing follows that belongs before them.
    pub early_items: Vec<Spot>,
    /// The prefixes that are declared here, or were beside an element around here.
    pub prefixes: Prefixes,
    /// By scopes, of which there are but a few.
    values: Vec<(&'static str, Hashes)>,
    hasher: RandomState,
    /// The piece of the document that is being read.
    pub(super) here: Span,
}

impl<'o> Context<'o> {
    pub(super) fn new(options: &'o Options, encoding: &'static str) -> Self {
        let base = options.base_url.clone().unwrap_or_default();
        let mut own_addresses = options.own_addresses.clone();
        if own_addresses.is_empty() {
            own_addresses.push(base.clone());
        }
        Context {
            options,
            kind: Kind::Unknown,
            encoding,
            rss_version: String::new(),
            own_addresses,
            base,
            own_namespaces: Vec::new(),
            rss_091_doctype: false,
            podcast: false,
            plain_start: usize::MAX,
            hex_lines: HexLines::default(),
            early_items: Vec::new(),
            prefixes: Prefixes::default(),
            values: Vec::new(),
            hasher: RandomState::new(),
            here: Span::default(),
        }
    }

    /// Whether findings are to be exactly the W3C validator's, in its places.
    pub fn as_w3c(&self) -> bool {
        self.options.rules == RuleSet::W3c
    }

    /// Whether `value` is new among those of `scope`. Only a hash of it is kept.
    pub fn is_new(&mut self, scope: &'static str, value: &str) -> bool {
        let hash = self.hasher.hash_one(value);
        let at = self.values.iter().position(|(known, _)| *known == scope);
        let (_, values) = match at.and_then(|at| self.values.get_mut(at)) {
            Some(values) => values,
            None => {
                self.values.push_mut((scope, Hashes::with_capacity_and_hasher(USUAL, BuildHasherDefault::default())))
            }
        };
        values.insert(hash)
    }

    /// Forgets the values of a scope, where it ends before the document does.
    pub fn forget(&mut self, scope: &'static str) {
        self.values.iter_mut().filter(|(known, _)| *known == scope).for_each(|(_, values)| values.clear());
    }

    /// The piece of the document that is being read.
    pub fn here(&self) -> Span {
        self.here
    }

    /// Whether elements of the namespace `uri` are the document's own.
    pub fn is_own(&self, uri: &str) -> bool {
        self.own_namespaces.iter().any(|own| own == uri)
    }
}

/// The prefixes of namespaces that values may use. The W3C validator forgets a prefix only when the element closes
/// that the declaring one stood in.
#[derive(Debug, Default)]
pub struct Prefixes {
    known: HashSet<String>,
    /// The same, by the depth they count from, the innermost last.
    order: Vec<(usize, String)>,
}

impl Prefixes {
    /// More than this many at a time are not kept.
    const MOST: usize = 1000;

    /// Whether `prefix` stands for a namespace.
    pub fn has(&self, prefix: &str) -> bool {
        self.known.contains(prefix)
    }

    pub(super) fn declare(&mut self, depth: usize, prefix: &str) {
        if self.order.len() < Self::MOST && !self.has(prefix) {
            self.known.insert(prefix.to_owned());
            self.order.push((depth, prefix.to_owned()));
        }
    }

    /// Forgets those that were declared deeper than `depth`.
    pub(super) fn leave(&mut self, depth: usize) {
        while let Some((_, prefix)) = self.order.pop_if(|(at, _)| *at > depth) {
            self.known.remove(&prefix);
        }
    }
}

/// Where a finding lies.
#[derive(Debug, Clone, Copy)]
pub enum At<'a> {
    /// The start tag of the element.
    Open,
    /// What is being read: for the W3C validator the end tag; else shown at the start tag, which people look for.
    Close,
    /// The value of an attribute of the element.
    Attr(&'a str),
    /// The text of the element, or its start tag where it has none; for the W3C validator its end tag.
    Text,
    /// What is being read.
    Here,
    /// Some other place, the same for all.
    Spot(Spot),
    /// A place for people, and the W3C validator's.
    Both(Spot, Spot),
}

/// An open element in its document: what relations look at.
#[derive(Debug)]
pub struct Scope<'a, 'o, 't> {
    /// What is known of the document.
    pub ctx: &'a mut Context<'o>,
    /// The findings.
    pub report: &'a mut Report<'t>,
    /// The open elements, the root's parent first, the one at hand last.
    pub stack: &'a mut [Node],
}

impl Scope<'_, '_, '_> {
    /// The element at hand.
    pub fn node(&self) -> &Node {
        // The walk never makes a scope without one.
        self.stack.last().unwrap_or_else(|| nothing())
    }

    /// The element at hand, to note something in it.
    pub fn node_mut(&mut self) -> Option<&mut Node> {
        self.stack.last_mut()
    }

    /// The element that it stands in.
    pub fn parent(&self) -> &Node {
        self.ancestor(1)
    }

    /// The element `up` levels above it; 1 is the parent.
    pub fn ancestor(&self, up: usize) -> &Node {
        let at = self.stack.len().checked_sub(up + 1);
        at.and_then(|at| self.stack.get(at)).unwrap_or_else(|| nothing())
    }

    /// The element `up` levels above it, to note something in it.
    pub fn ancestor_mut(&mut self, up: usize) -> Option<&mut Node> {
        let at = self.stack.len().checked_sub(up + 1)?;
        self.stack.get_mut(at)
    }

    /// The innermost `xml:lang` around, or on, the element; an empty one takes back what is around it.
    pub fn lang(&self) -> Option<&str> {
        self.stack.iter().rev().find_map(|node| node.lang.as_deref()).filter(|lang| !lang.is_empty())
    }

    /// The address that references in the element are relative to.
    pub fn base(&self) -> &str {
        self.stack.iter().rev().find_map(|node| node.base.as_deref()).unwrap_or(&self.ctx.base)
    }

    /// Makes a finding about the element at hand; its name and its parent's are among the parameters.
    pub fn flag(&mut self, rule: &'static Rule, at: At, message: impl Into<String>) -> &mut Diagnostic {
        let (element, parent) = (self.node().name.clone(), self.parent().name.clone());
        self.flag_as(rule, at, message, &element, &parent)
    }

    /// Makes a finding that names `element` and `parent` as what it is about.
    pub fn flag_as(
        &mut self,
        rule: &'static Rule,
        at: At,
        message: impl Into<String>,
        element: &str,
        parent: &str,
    ) -> &mut Diagnostic {
        let spot = self.spot(at);
        let diagnostic = match spot.place {
            Some(place) => {
                let diagnostic = self.report.flag_file(rule, message);
                diagnostic.at(place);
                diagnostic
            }
            None => self.report.flag(rule, spot.span, message),
        };
        diagnostic.param("element", element).param("parent", parent)
    }

    fn spot(&self, at: At) -> Spot {
        let here = Spot::from(self.ctx.here);
        let node = self.node();
        let (people, w3c) = match at {
            At::Open => (node.open, node.open),
            At::Close => (node.open, here),
            At::Attr(name) => {
                let late = node.row.is_some_and(|row| row.judges_late(name));
                let own = node.attribute(name).map_or(node.open, |attr: &NodeAttr| Spot::from(attr.span));
                (own, if late { here } else { node.open })
            }
            At::Text => {
                let span = node.text_span(|span| self.report.slice(span).unwrap_or_default());
                (span.map_or(node.open, Spot::from), here)
            }
            At::Here => (here, here),
            At::Spot(spot) => (spot, spot),
            At::Both(people, w3c) => (people, w3c),
        };
        if self.ctx.as_w3c() { w3c } else { people }
    }

    /// Whether the element's namespace is `prefix`.
    pub fn is_in(&self, prefix: Prefix) -> bool {
        self.node().name.split_once(':').is_some_and(|(name, _)| name == prefix.name())
    }
}

fn nothing() -> &'static Node {
    static NOTHING: std::sync::OnceLock<Node> = std::sync::OnceLock::new();
    NOTHING.get_or_init(Node::new)
}
