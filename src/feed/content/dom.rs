//! HTML text → a tree in one vector, by html5ever, with bounds on depth and growth.
//!
//! A node is a number. Parents, siblings and children are links between numbers, so nothing here recurses, and a tree of
//! any shape is dropped at once.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, create_element};
use html5ever::{Attribute, LocalName, QualName, TokenizerResult, local_name, ns};

/// How deep elements may lie. Browsers flatten at 512; the parser's time grows with depth times length.
const MAX_DEPTH: u32 = 400;
/// How many attributes a tag may have; the parser compares each with each.
const MAX_ATTRIBUTES: usize = 2000;
/// How many elements may be made for each tag read. Formatting elements left open are made anew in each paragraph.
const MAX_GROWTH: usize = 8;

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
    if is_page(html) { run(html, TreeBuilder::new(Sink::default(), options())) } else { parse_fragment(html) }
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
    let sink = tokenizer.sink.builder.sink;
    if sink.overflowed.get() {
        return None;
    }
    Some(Tree { nodes: sink.nodes.into_inner(), errors: sink.errors.get() })
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

/// Stands between tokenizer and tree builder and stops the flow when the tree gets out of hand.
struct Guard {
    builder: TreeBuilder<Id, Sink>,
}

impl TokenSink for Guard {
    type Handle = Id;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Id> {
        let sink = &self.builder.sink;
        if sink.overflowed.get() {
            return TokenSinkResult::Continue;
        }
        if let Token::TagToken(_) = token {
            sink.tags.set(sink.tags.get() + 1);
        }
        self.builder.process_token(token, line)
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Where the tree builder puts what it builds.
struct Sink {
    nodes: RefCell<Vec<Node>>,
    errors: Cell<usize>,
    line: Cell<u64>,
    tags: Cell<usize>,
    elements: Cell<usize>,
    overflowed: Cell<bool>,
}

impl Default for Sink {
    fn default() -> Self {
        let sink = Sink {
            nodes: RefCell::default(),
            errors: Cell::new(0),
            line: Cell::new(1),
            tags: Cell::new(0),
            elements: Cell::new(0),
            overflowed: Cell::new(false),
        };
        sink.make(Data::Nothing);
        sink
    }
}

impl Sink {
    fn make(&self, data: Data) -> Id {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node {
            data,
            line: self.line.get(),
            depth: 0,
            parent: None,
            previous: None,
            next: None,
            first: None,
            last: None,
        });
        nodes.len() - 1
    }

    /// Puts `child` under `parent`, before `next` or last. Text next to text becomes one node.
    fn insert(&self, parent: Id, next: Option<Id>, child: NodeOrText<Id>) {
        let previous = {
            let nodes = self.nodes.borrow();
            next.map_or(nodes[parent].last, |next| nodes[next].previous)
        };
        let child = match child {
            NodeOrText::AppendNode(child) => child,
            NodeOrText::AppendText(text) => {
                if let Some(previous) = previous
                    && let Data::Text(before) = &mut self.nodes.borrow_mut()[previous].data
                {
                    before.push_tendril(&text);
                    return;
                }
                self.make(Data::Text(text))
            }
        };
        self.remove_from_parent(&child);
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes[parent].depth + 1;
        if depth > MAX_DEPTH {
            self.overflowed.set(true);
        }
        // `child` may itself have been `previous`.
        let previous = next.map_or(nodes[parent].last, |next| nodes[next].previous);
        let node = &mut nodes[child];
        (node.parent, node.previous, node.next, node.depth) = (Some(parent), previous, next, depth);
        match previous {
            Some(previous) => nodes[previous].next = Some(child),
            None => nodes[parent].first = Some(child),
        }
        match next {
            Some(next) => nodes[next].previous = Some(child),
            None => nodes[parent].last = Some(child),
        }
    }
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Self;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, _: Cow<'static, str>) {
        self.errors.set(self.errors.get() + 1);
    }

    fn get_document(&self) -> Id {
        ROOT
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Ref<'a, QualName> {
        static NO_NAME: QualName = QualName { prefix: None, ns: ns!(), local: local_name!("") };
        Ref::map(self.nodes.borrow(), |nodes| match &nodes[*target].data {
            Data::Element(name, _) => name,
            _ => &NO_NAME,
        })
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _: ElementFlags) -> Id {
        self.elements.set(self.elements.get() + 1);
        if self.elements.get() > MAX_GROWTH * self.tags.get() + 1000 {
            self.overflowed.set(true);
        }
        self.make(Data::Element(name, attributes))
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.make(Data::Nothing)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.make(Data::Nothing)
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.insert(*parent, None, child);
    }

    fn append_based_on_parent_node(&self, element: &Id, previous: &Id, child: NodeOrText<Id>) {
        let parent = self.nodes.borrow()[*element].parent;
        match parent {
            Some(parent) => self.insert(parent, Some(*element), child),
            None => self.insert(*previous, None, child),
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Id) -> Id {
        // Templates are dropped with all they hold; their contents may as well lie in them.
        *target
    }

    fn same_node(&self, a: &Id, b: &Id) -> bool {
        a == b
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, child: NodeOrText<Id>) {
        let parent = self.nodes.borrow()[*sibling].parent;
        if let Some(parent) = parent {
            self.insert(parent, Some(*sibling), child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Id, more: Vec<Attribute>) {
        if let Data::Element(_, attributes) = &mut self.nodes.borrow_mut()[*target].data {
            for attribute in more {
                if attributes.len() < MAX_ATTRIBUTES && !attributes.iter().any(|a| a.name == attribute.name) {
                    attributes.push(attribute);
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        let mut nodes = self.nodes.borrow_mut();
        let node = &mut nodes[*target];
        let (parent, previous, next) = (node.parent.take(), node.previous.take(), node.next.take());
        let Some(parent) = parent else { return };
        match previous {
            Some(previous) => nodes[previous].next = next,
            None => nodes[parent].first = next,
        }
        match next {
            Some(next) => nodes[next].previous = previous,
            None => nodes[parent].last = previous,
        }
    }

    fn reparent_children(&self, node: &Id, parent: &Id) {
        loop {
            let first = self.nodes.borrow()[*node].first;
            let Some(child) = first else { return };
            self.insert(*parent, None, NodeOrText::AppendNode(child));
        }
    }

    fn is_mathml_annotation_xml_integration_point(&self, _: &Id) -> bool {
        // MathML is dropped or unwrapped, so what its annotations hold may be read as MathML.
        false
    }

    fn set_current_line(&self, line: u64) {
        self.line.set(line);
    }
}

/// An element's own name in any namespace; for elements that are not HTML.
pub fn local(node: &Node) -> Option<&LocalName> {
    match &node.data {
        Data::Element(name, _) => Some(&name.local),
        _ => None,
    }
}
