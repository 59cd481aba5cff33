//! HTML text → a tree in one vector, by html5ever, with bounds on depth and growth.
//!
//! A node is a number. Parents, siblings and children are links between numbers, so nothing here recurses, and a tree of
//! any shape is dropped at once.

mod sink;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, create_element};
use html5ever::{Attribute, LocalName, QualName, TokenizerResult, local_name, ns};

use sink::{Guard, Sink};

/// How many attributes a tag may have; the parser compares each with each.
const MAX_ATTRIBUTES: usize = 2000;

/// A node's number.
pub type Id = usize;

/// The document, which holds all else.
pub const ROOT: Id = 0;

/// What a node is.
#[derive(Debug)]
pub enum Data {
    /// The document, a comment, a doctype: nothing to show.
    Nothing,
    /// Text.
    Text(StrTendril),
    /// An element.
    Element(QualName, Vec<Attribute>),
}

/// A node and its neighbours.
#[derive(Debug)]
pub struct Node {
    /// What it is.
    pub data: Data,
    /// The line of the input at whose end it was made, from 1.
    pub line: u64,
    depth: u32,
    parent: Option<Id>,
    previous: Option<Id>,
    next: Option<Id>,
    first: Option<Id>,
    last: Option<Id>,
}

impl Node {
    /// The name of an HTML element; empty for all else.
    pub fn name(&self) -> &str {
        match &self.data {
            Data::Element(name, _) if name.ns == ns!(html) => &name.local,
            _ => "",
        }
    }

    /// Whether it is text other than white space.
    pub fn is_text(&self) -> bool {
        matches!(&self.data, Data::Text(text) if !text.trim().is_empty())
    }

    /// The value of an element's attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        match &self.data {
            Data::Element(_, attributes) => attributes.iter().find(|a| &*a.name.local == name).map(|a| &*a.value),
            _ => None,
        }
    }
}

/// A parsed document.
#[derive(Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    /// How many parse errors the HTML standard counts in it.
    pub errors: usize,
}

/// What a step of [`Tree::walk`] comes upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A node, before its children.
    Enter(Id),
    /// A node, after its children.
    Leave(Id),
}

impl Tree {
    /// The node with this number.
    pub fn node(&self, id: Id) -> &Node {
        &self.nodes[id]
    }

    /// The node after `id` under the same parent.
    pub fn next(&self, id: Id) -> Option<Id> {
        self.nodes[id].next
    }

    /// The node before `id` under the same parent.
    pub fn previous(&self, id: Id) -> Option<Id> {
        self.nodes[id].previous
    }

    /// The node that `id` lies in.
    pub fn parent(&self, id: Id) -> Option<Id> {
        self.nodes[id].parent
    }

    /// The children of `id`.
    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.nodes[id].first, |&child| self.nodes[child].next)
    }

    /// The nodes below `top` in document order.
    pub fn descendants(&self, top: Id) -> impl Iterator<Item = Id> {
        let mut step = self.after(Step::Enter(top), top, true);
        std::iter::from_fn(move || {
            loop {
                let now = step?;
                step = self.after(now, top, true);
                if let Step::Enter(id) = now {
                    return Some(id);
                }
            }
        })
    }

    /// What comes after `step` on a walk below `top`; without `inside`, the children of the node just entered are passed
    /// over, its `Leave` still comes.
    pub fn after(&self, step: Step, top: Id, inside: bool) -> Option<Step> {
        let id = match step {
            Step::Enter(id) => match self.nodes[id].first.filter(|_| inside) {
                Some(child) => return Some(Step::Enter(child)),
                None if id == top => return None,
                None => return Some(Step::Leave(id)),
            },
            Step::Leave(id) => id,
        };
        match (self.nodes[id].next, self.nodes[id].parent) {
            (Some(next), _) => Some(Step::Enter(next)),
            (None, Some(parent)) if parent != top => Some(Step::Leave(parent)),
            _ => None,
        }
    }
}

/// Reads `html`: a whole page where it begins like one, else a fragment.
///
/// `None` where it is nested deeper than a reader could follow, or would grow beyond reason.
pub fn parse(html: &str) -> Option<Tree> {
    if is_page(html) { parse_page(html) } else { parse_fragment(html) }
}

/// Reads `html` as a whole page, whatever it begins with. `None` as for [`parse`].
pub fn parse_page(html: &str) -> Option<Tree> {
    run(html, TreeBuilder::new(Sink::default(), options()))
}

/// Reads `html` as a fragment in a `<div>`. `None` as for [`parse`].
pub fn parse_fragment(html: &str) -> Option<Tree> {
    let sink = Sink::default();
    let context = create_element(&sink, QualName::new(None, ns!(html), local_name!("div")), Vec::new());
    run(html, TreeBuilder::new_for_fragment(sink, context, None, options()))
}

fn options() -> TreeBuilderOpts {
    TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() }
}

fn run(html: &str, builder: TreeBuilder<Id, Sink>) -> Option<Tree> {
    if too_many_attributes(html) {
        return None;
    }
    let tokenizer = Tokenizer::new(Guard { builder }, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.builder.sink.into_tree()
}

/// Whether `html` is a page rather than a piece of one.
fn is_page(html: &str) -> bool {
    let mut rest = html.trim_start_matches('\u{FEFF}').trim_start();
    while let Some(comment) = rest.strip_prefix("<!--") {
        let Some(end) = comment.find("-->") else { return false };
        rest = comment[end + 3..].trim_start();
    }
    ["<!doctype", "<html", "<head", "<body"].iter().any(|start| {
        let head = rest.as_bytes().get(..start.len()).unwrap_or_default();
        let then = rest.as_bytes().get(start.len()).copied().unwrap_or(b'>');
        head.eq_ignore_ascii_case(start.as_bytes()) && !then.is_ascii_alphanumeric()
    })
}

/// Whether a tag has more attributes than the tokenizer, which compares each with each, can bear.
pub fn too_many_attributes(html: &str) -> bool {
    let bytes = html.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[from..]) {
        let mut at = from + found + 1;
        if !bytes.get(at).is_some_and(u8::is_ascii_alphabetic) {
            from = at;
            continue;
        }
        let mut count = 0;
        let mut value = false;
        while let Some(&b) = bytes.get(at).filter(|&&b| b != b'>') {
            at += 1;
            match b {
                b'=' => value = true,
                b'"' | b'\'' if value => {
                    at = memchr::memchr(b, &bytes[at..]).map_or(bytes.len(), |end| at + end + 1);
                    value = false;
                    count += 1;
                }
                b if b.is_ascii_whitespace() || b == b'/' => count += usize::from(!value),
                _ => value = false,
            }
            if count > 2 * MAX_ATTRIBUTES {
                return true;
            }
        }
        from = at;
    }
    false
}

/// An element's own name in any namespace; for elements that are not HTML.
pub fn local(node: &Node) -> Option<&LocalName> {
    match &node.data {
        Data::Element(name, _) => Some(&name.local),
        _ => None,
    }
}
