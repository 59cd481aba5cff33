//! Addresses and ids of a tree's elements, made the entry's own.

use std::collections::HashSet;

use url::Url;

use super::{Cleaner, Pass};
use crate::feed::content::dom::{Id, Node, Tree};
use crate::feed::content::{source, write};
use crate::feed::urls::{self, Purpose, Refusal};

/// The entry's own address and the ids in it, to tell links within the entry from others.
pub(super) struct Anchors {
    pub(super) address: String,
    pub(super) ids: HashSet<String>,
}

impl Anchors {
    pub(super) fn new(tree: &Tree, top: Id, pass: &Pass<'_, '_, '_>) -> Self {
        let mut ids = HashSet::new();
        if pass.findings.is_some() {
            ids.extend(tree.descendants(top).filter_map(|id| own_id(tree.node(id))).map(str::to_owned));
        }
        Anchors { address: address(pass.context.base), ids }
    }
}

/// The address of a page, without fragment.
pub fn address(base: &Url) -> String {
    let mut base = base.clone();
    base.set_fragment(None);
    urls::absolute("", &base).unwrap_or_else(|| base.into())
}

/// `address` with a fragment: that of the element whose id was `id` before it was prefixed.
pub fn anchor(address: &str, prefix: &str, id: &str) -> String {
    let mut anchor = format!("{address}#");
    urls::push_fragment(&mut anchor, prefix);
    urls::push_fragment(&mut anchor, id);
    anchor
}

/// Whether `id` may be one: not empty, no white space, no forbidden character.
pub fn is_id(id: &str) -> bool {
    !id.is_empty() && id.chars().all(|c| !c.is_whitespace() && write::is_allowed(c))
}

pub(super) fn own_id(node: &Node) -> Option<&str> {
    let named = || node.attribute("name").filter(|_| node.name() == "a");
    node.attribute("id").or_else(named).filter(|id| is_id(id))
}

impl Cleaner<'_, '_, '_> {
    /// Writes the id, unless another element has it already.
    pub(super) fn id(&mut self, node: &Node) -> bool {
        let Some(id) = own_id(node) else { return false };
        if !self.written.insert(id.to_owned()) {
            return false;
        }
        let prefix = if self.pass.findings.is_some() { self.pass.context.prefix } else { "" };
        write::pair(&mut self.out, "id", &format!("{prefix}{id}"));
        true
    }

    /// Writes `src` and `srcset`; whether there was anything to write.
    pub(super) fn sources(&mut self, name: &str, node: &Node) -> bool {
        let source = source::of(node);
        let (purpose, what) = if name == "img" { (Purpose::Image, "picture") } else { (Purpose::Media, "file") };
        let src = source.src.and_then(|src| self.resolve(src, purpose, what, node));
        if let Some(src) = &src {
            write::pair(&mut self.out, "src", src);
        }
        let mut set = String::new();
        if let Some(srcset) = source.srcset.filter(|_| matches!(name, "img" | "source")) {
            for (url, descriptor) in source::candidates(srcset) {
                let Some(url) = self.resolve(url, Purpose::Image, "picture", node) else { continue };
                if !set.is_empty() {
                    set.push_str(", ");
                }
                // Commas at either end of an address would be read as ends of the candidate.
                set.push_str(&url.replace(',', "%2C"));
                if is_descriptor(descriptor) {
                    set.push(' ');
                    set.push_str(descriptor);
                }
            }
            if !set.is_empty() {
                write::pair(&mut self.out, "srcset", &set);
            }
        }
        src.is_some() || !set.is_empty()
    }

    /// Writes one attribute that holds an address; whether it could be kept.
    pub(super) fn address(&mut self, key: &str, value: &str, node: &Node) -> bool {
        let (purpose, what) = match key {
            "poster" => (Purpose::Image, "picture"),
            "cite" => (Purpose::Link, "source"),
            _ => (Purpose::Link, "link"),
        };
        let Some(mut address) = self.resolve(value, purpose, what, node) else { return false };
        if let Some((page, fragment)) = address.split_once('#')
            && page == self.base.address
        {
            let id = urls::decode_fragment(fragment);
            if self.base.ids.contains(&id) {
                address = anchor(&self.base.address, self.pass.context.prefix, &id);
            }
        }
        write::pair(&mut self.out, key, &address);
        true
    }

    pub(super) fn resolve(&mut self, reference: &str, purpose: Purpose, what: &str, node: &Node) -> Option<String> {
        match urls::resolve(reference, self.pass.context.base, purpose) {
            Ok(address) => Some(address),
            Err(refusal) => {
                self.refused(&refusal, what, reference, node);
                None
            }
        }
    }

    pub(super) fn refused(&mut self, refusal: &Refusal, what: &str, reference: &str, node: &Node) {
        if let Some(findings) = &mut self.pass.findings {
            let span = findings.locate(node.line, &[reference.trim(), &format!("<{}", node.name())]);
            findings.refused(refusal, what, reference, span);
        }
    }
}

/// `2x` or `640w`.
fn is_descriptor(text: &str) -> bool {
    let Some(number) = text.strip_suffix(['x', 'w', 'h']) else { return false };
    number.len() < 12 && number.starts_with(|c: char| c.is_ascii_digit()) && number.parse::<f64>().is_ok()
}
