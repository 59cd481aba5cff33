//! Which prefix stands for which namespace. Spec: Namespaces in XML 1.0 (3rd ed.).

use std::collections::HashMap;
use std::sync::Arc;

/// A namespace, as a number that is the same for the same URI throughout a document.
///
/// [`Reader::uri`](super::Reader::uri) gives the URI. Numbers begin at 0 and have no gaps, so that what is known of a
/// namespace can be kept in a `Vec`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Namespace(u32);

impl Namespace {
    /// No namespace.
    pub const NONE: Namespace = Namespace(0);
    /// That of `xml:lang`, `xml:base` and `xml:space`.
    pub const XML: Namespace = Namespace(1);
    /// That of the attributes which declare namespaces.
    pub const XMLNS: Namespace = Namespace(2);

    /// The number.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The URI that `xml:` stands for.
pub const XML_URI: &str = "http://www.w3.org/XML/1998/namespace";
/// The URI that `xmlns:` stands for.
pub const XMLNS_URI: &str = "http://www.w3.org/2000/xmlns/";

/// Up to this many bindings a look at each beats hashing.
const FEW: usize = 8;

/// The bindings in force, and every URI met.
#[derive(Debug)]
pub(super) struct Namespaces<'d> {
    numbers: Numbers,
    bindings: Vec<Binding<'d>>,
    /// For each prefix that one behind the first [`FEW`] is of, its last binding in `bindings`.
    latest: HashMap<&'d str, usize>,
    default: Namespace,
}

#[derive(Debug)]
struct Binding<'d> {
    /// Empty for the default namespace.
    prefix: &'d str,
    namespace: Namespace,
    /// The one in `latest` of the same prefix that this one hides.
    hidden: Option<usize>,
    /// The default namespace before it.
    default: Namespace,
}

/// Every URI met, and its number.
#[derive(Debug)]
pub(super) struct Numbers {
    uris: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, Namespace>,
    size: usize,
}

/// A binding between two windows of a document.
#[derive(Debug)]
pub(super) struct OwnBinding {
    pub prefix: Box<str>,
    namespace: Namespace,
}

impl Default for Numbers {
    fn default() -> Self {
        let uris: Vec<Arc<str>> = ["", XML_URI, XMLNS_URI].map(Arc::from).to_vec();
        let numbers = uris.iter().cloned().zip([Namespace::NONE, Namespace::XML, Namespace::XMLNS]).collect();
        Numbers { uris, numbers, size: 0 }
    }
}

impl Numbers {
    /// How many bytes the URIs take.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    fn number(&mut self, uri: &str) -> Namespace {
        if let Some(&known) = self.numbers.get(uri) {
            return known;
        }
        let new = Namespace(u32::try_from(self.uris.len()).unwrap_or(u32::MAX));
        let uri: Arc<str> = uri.into();
        // What is around a URI takes memory too.
        self.size += uri.len() + 100;
        self.uris.push(uri.clone());
        self.numbers.insert(uri, new);
        new
    }
}

impl<'d> Namespaces<'d> {
    /// With the bindings that were in force at the end of the last window.
    pub(super) fn resume(numbers: Numbers, bindings: &'d [OwnBinding]) -> Self {
        let mut namespaces = Namespaces {
            numbers,
            bindings: Vec::with_capacity(bindings.len()),
            latest: HashMap::new(),
            default: Namespace::NONE,
        };
        for binding in bindings {
            namespaces.bind(&binding.prefix, binding.namespace);
        }
        namespaces
    }

    /// The numbers, and the bindings in force.
    pub(super) fn suspend(self) -> (Numbers, Vec<OwnBinding>) {
        let own = |binding: Binding| OwnBinding { prefix: binding.prefix.into(), namespace: binding.namespace };
        (self.numbers, self.bindings.into_iter().map(own).collect())
    }

    /// The namespace of `uri`.
    pub(super) fn number(&mut self, uri: &str) -> Namespace {
        self.numbers.number(uri)
    }

    pub(super) fn uri(&self, namespace: Namespace) -> &str {
        self.numbers.uris.get(namespace.index()).map_or("", |uri| uri)
    }

    /// The namespace of element names without a prefix.
    pub(super) fn default(&self) -> Namespace {
        self.default
    }

    /// How many bindings there are, to come back to with [`leave`](Self::leave).
    pub(super) fn mark(&self) -> usize {
        self.bindings.len()
    }

    /// Makes `prefix`, or the default where it is empty, stand for `namespace`.
    pub(super) fn bind(&mut self, prefix: &'d str, namespace: Namespace) {
        let at = self.bindings.len();
        let hidden = if at < FEW { None } else { self.latest.insert(prefix, at) };
        self.bindings.push(Binding { prefix, namespace, hidden, default: self.default });
        if prefix.is_empty() {
            self.default = namespace;
        }
    }

    /// Forgets what was bound since `mark`.
    pub(super) fn leave(&mut self, mark: usize) {
        while self.bindings.len() > mark {
            let Some(binding) = self.bindings.pop() else { return };
            self.default = binding.default;
            if self.bindings.len() >= FEW {
                match binding.hidden {
                    Some(before) => self.latest.insert(binding.prefix, before),
                    None => self.latest.remove(binding.prefix),
                };
            }
        }
    }

    /// What `prefix`, which is not empty, stands for; `None` where nobody has said.
    pub(super) fn resolve(&self, prefix: &str) -> Option<Namespace> {
        if prefix == "xml" {
            return Some(Namespace::XML);
        }
        let late = if self.bindings.len() > FEW { self.latest.get(prefix) } else { None };
        let late = late.and_then(|&at| self.bindings.get(at));
        let found = late.or_else(|| self.bindings.iter().take(FEW).rev().find(|binding| binding.prefix == prefix));
        found.map(|binding| binding.namespace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_binding_holds_until_its_element_ends() {
        let mut spaces = Namespaces::resume(Numbers::default(), &[]);
        let (one, two) = (spaces.number("urn:1"), spaces.number("urn:2"));
        spaces.bind("", one);
        spaces.bind("a", one);
        let outer = spaces.mark();
        spaces.bind("a", two);
        spaces.bind("", Namespace::NONE);
        // Past the few that are looked at one by one.
        for prefix in ["b", "c", "d", "e", "f", "g", "h", "i"] {
            spaces.bind(prefix, two);
        }
        assert_eq!((spaces.resolve("a"), spaces.default()), (Some(two), Namespace::NONE));
        assert_eq!(spaces.resolve("i"), Some(two));
        spaces.leave(outer);
        assert_eq!((spaces.resolve("a"), spaces.default()), (Some(one), one));
        assert_eq!(spaces.resolve("i"), None);
        spaces.leave(0);
        assert_eq!((spaces.resolve("a"), spaces.default()), (None, Namespace::NONE));
        assert_eq!(spaces.resolve("xml"), Some(Namespace::XML));
    }

    #[test]
    fn one_uri_has_one_number() {
        let mut spaces = Namespaces::resume(Numbers::default(), &[]);
        let number = spaces.number("urn:1");
        assert_eq!(spaces.number("urn:1"), number);
        assert_ne!(spaces.number("URN:1"), number);
        assert_eq!(spaces.uri(number), "urn:1");
        assert_eq!(spaces.number(XML_URI), Namespace::XML);
        assert_eq!(spaces.number(""), Namespace::NONE);
    }
}
