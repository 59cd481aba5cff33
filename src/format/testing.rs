//! Reading back what was written, with another crate than it was written with.

use std::sync::Arc;

use xml::reader::{EventReader, ParserConfig, XmlEvent};

use super::{Format, document, entry};
use crate::feed::{Entry, Feed};

/// An element as a reader sees it.
#[derive(Debug, Default, Clone)]
pub(super) struct Node {
    /// With its prefix: `media:content`.
    pub name: String,
    pub namespace: Option<String>,
    pub attributes: Vec<(String, String)>,
    /// Its own text, children's not included.
    pub text: String,
    pub children: Vec<Node>,
}

impl Node {
    pub fn all(&self, name: &str) -> std::vec::IntoIter<&Node> {
        self.children.iter().filter(|child| child.name == name).collect::<Vec<_>>().into_iter()
    }

    pub fn get(&self, name: &str) -> Option<&Node> {
        assert!(self.all(name).count() < 2, "more than one {name}");
        self.all(name).next()
    }

    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name).map(|child| child.text.as_str())
    }

    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn texts(&self, name: &str) -> Vec<&str> {
        self.all(name).map(|child| child.text.as_str()).collect()
    }

    pub fn position(&self, name: &str) -> usize {
        self.children.iter().position(|child| child.name == name).unwrap()
    }
}

/// The root of a document; a panic with the document where it is not well-formed, prefixes included.
pub(super) fn parse(bytes: &[u8]) -> Node {
    let config = ParserConfig::new().cdata_to_characters(true).allow_multiple_root_elements(false);
    let mut open = vec![Node::default()];
    for event in EventReader::new_with_config(bytes, config) {
        match event.unwrap_or_else(|error| panic!("{error}\n{}", String::from_utf8_lossy(bytes))) {
            XmlEvent::StartElement { name, attributes, .. } => open.push(Node {
                name: name.borrow().to_repr(),
                namespace: name.namespace,
                attributes: attributes.into_iter().map(|a| (a.name.borrow().to_repr(), a.value)).collect(),
                ..Node::default()
            }),
            XmlEvent::EndElement { .. } => {
                let node = open.pop().unwrap();
                open.last_mut().unwrap().children.push(node);
            }
            XmlEvent::Characters(text) | XmlEvent::Whitespace(text) => open.last_mut().unwrap().text += &text,
            _ => {}
        }
    }
    open.remove(0).children.remove(0)
}

/// The bytes of a whole feed.
pub(crate) fn render(format: Format, feed: &Feed, entries: &[Entry]) -> Vec<u8> {
    let fragments: Vec<Arc<[u8]>> = entries.iter().map(|one| entry(format, one).into()).collect();
    document(format, feed, &fragments).to_vec()
}

/// HTML text back to plain text.
pub(super) fn unescape(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}
