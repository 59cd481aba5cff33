//! A parsed tree → HTML of allowed elements and attributes only, every address absolute, every id the entry's own.
//!
//! Nothing is copied through: tags are written from the table in `allow`, values are escaped. None of the elements there
//! switches a parser's state (no `style`, `textarea`, `svg` …), so what is written is read back as it was meant.

mod addresses;
mod replace;

use std::collections::HashSet;

use html5ever::{Attribute, ns};

use super::allow::{self, Fate};
use super::dom::{self, Data, Id, Node, Step, Tree};
use super::findings::Findings;
use super::{Context, source, write};
use addresses::Anchors;
pub use addresses::{address, anchor, is_id};

/// What came out.
pub struct Clean {
    /// The HTML.
    pub html: String,
    /// Whether elements were taken out of others, which may have left what the standard does not allow.
    pub restructured: bool,
}

/// How to clean.
pub struct Pass<'p, 'r, 't> {
    /// The entry.
    pub context: &'p Context<'p>,
    /// Where findings go; `None` where the tree was made by an earlier pass, so that its ids are the entry's own already.
    pub findings: Option<&'p mut Findings<'r, 't>>,
    /// Whether ruby annotations lose their tags: the last resort where they are nested in a way no parser agrees with.
    pub without_ruby: bool,
}

/// Cleans what lies below `top`.
pub fn clean(tree: &Tree, top: Id, pass: Pass<'_, '_, '_>) -> Clean {
    let mut cleaner = Cleaner {
        tree,
        base: Anchors::new(tree, top, &pass),
        pass,
        out: String::new(),
        open: Vec::new(),
        written: HashSet::new(),
        pre: usize::MAX,
        restructured: false,
    };
    let mut step = tree.after(Step::Enter(top), top, true);
    while let Some(now) = step {
        let inside = match now {
            Step::Enter(id) => cleaner.enter(id),
            Step::Leave(id) => {
                cleaner.leave(id);
                true
            }
        };
        step = tree.after(now, top, inside);
    }
    Clean { html: cleaner.out, restructured: cleaner.restructured }
}

struct Cleaner<'p, 'r, 't> {
    tree: &'p Tree,
    base: Anchors,
    pass: Pass<'p, 'r, 't>,
    out: String,
    /// The elements around, by the name written; empty where no tag was.
    open: Vec<&'static str>,
    written: HashSet<String>,
    /// Where the content of the last `<pre>` begins.
    pre: usize,
    restructured: bool,
}

impl Cleaner<'_, '_, '_> {
    /// Writes a node's start; whether its children are to be walked.
    fn enter(&mut self, id: Id) -> bool {
        let tree = self.tree;
        let node = tree.node(id);
        match &node.data {
            Data::Nothing => true,
            Data::Text(text) => {
                self.text(text, node);
                true
            }
            Data::Element(name, attributes) => {
                let (written, inside) =
                    if name.ns == ns!(html) { self.element(id, node, attributes) } else { self.foreign(node) };
                self.open.push(written);
                inside
            }
        }
    }

    fn leave(&mut self, id: Id) {
        if let Data::Element(..) = self.tree.node(id).data
            && let Some(name) = self.open.pop().filter(|name| !name.is_empty())
        {
            self.close(name);
        }
    }

    fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    fn text(&mut self, text: &str, node: &Node) {
        let start = self.out.len();
        if let Some(c) = write::text(&mut self.out, text)
            && let Some(findings) = &mut self.pass.findings
        {
            let span = findings.locate(node.line, &["&#"]);
            findings.forbidden(c, span);
        }
        // A parser drops the line end that directly follows the tag; what it drops must be one more.
        if start == self.pre && self.out[start..].starts_with('\n') {
            self.out.insert(start, '\n');
        }
    }

    /// Elements of SVG and MathML.
    fn foreign(&mut self, node: &Node) -> (&'static str, bool) {
        let name = dom::local(node).map_or("", |name| &**name);
        let mathml = matches!(&node.data, Data::Element(name, _) if name.ns == ns!(mathml));
        self.restructured = true;
        if mathml && !name.starts_with("annotation") {
            return ("", true);
        }
        if !mathml {
            self.removed(node, name, "removed");
        }
        ("", false)
    }

    /// Writes an HTML element's start tag; its name if it needs an end tag, and whether its children are walked.
    fn element(&mut self, id: Id, node: &Node, attributes: &[Attribute]) -> (&'static str, bool) {
        let name = node.name();
        match allow::fate(name) {
            Fate::Keep("rb" | "rp" | "rt" | "ruby", _) if self.pass.without_ruby => ("", true),
            Fate::Keep("li" | "dt" | "dd", _) if self.is_stray() => {
                self.restructured = true;
                self.keep("div", &[], node, attributes)
            }
            Fate::Keep(kept, allowed) => self.keep(kept, allowed, node, attributes),
            Fate::Unwrap => {
                self.restructured = true;
                ("", true)
            }
            Fate::Disarm => {
                self.restructured = true;
                self.removed(node, name, "taken away; what it holds stays");
                ("", true)
            }
            Fate::Remove => {
                self.removed(node, name, "removed");
                ("", false)
            }
            Fate::Forget => ("", false),
            Fate::Input => {
                self.input(node);
                ("", false)
            }
            Fate::NoScript => {
                self.restructured = true;
                ("", !source::is_doubled(self.tree, id))
            }
            Fate::Embed => {
                self.restructured = true;
                ("", self.embed(id, node))
            }
        }
    }

    /// Whether an item of a list would lie in a caption without a list of its own.
    ///
    /// Parsers older than `<figcaption>` and `<summary>`, html5lib among them, take it for an item of the list around.
    fn is_stray(&self) -> bool {
        let inner = self.open.iter().rev().take_while(|name| !matches!(**name, "ul" | "ol" | "dl"));
        inner.into_iter().any(|name| matches!(*name, "figcaption" | "summary"))
    }

    fn keep(
        &mut self,
        name: &'static str,
        allowed: &[&str],
        node: &Node,
        attributes: &[Attribute],
    ) -> (&'static str, bool) {
        let start = self.out.len();
        self.out.push('<');
        self.out.push_str(name);
        let has_id = self.id(node);
        let mut has_address = false;
        if matches!(name, "img" | "source" | "audio" | "video" | "track") {
            has_address = self.sources(name, node);
        }
        let mut align = None;
        for attribute in attributes.iter().filter(|attribute| attribute.name.ns == ns!()) {
            let key = &*attribute.name.local;
            match key {
                "id" | "src" | "srcset" | "controls" => {}
                "style" if matches!(name, "td" | "th") => align = text_align(&attribute.value),
                "href" | "cite" | "poster" if allowed.contains(&key) => {
                    has_address |= self.address(key, &attribute.value, node);
                }
                key if allow::is_global(key) || allowed.contains(&key) => {
                    if let Some(value) = allow::value(name, key, &attribute.value) {
                        write::pair(&mut self.out, key, &value);
                    }
                }
                _ => {}
            }
        }
        if let Some(align) = align.filter(|_| node.attribute("align").is_none()) {
            write::pair(&mut self.out, "align", align);
        }
        if matches!(name, "audio" | "video") {
            write::pair(&mut self.out, "controls", "");
        }
        let needed = match name {
            "a" => has_address || has_id,
            "img" | "source" | "track" => has_address,
            _ => true,
        };
        if !needed {
            self.out.truncate(start);
            if name == "img"
                && let Some(alt) = node.attribute("alt")
            {
                write::text(&mut self.out, alt);
            }
            return ("", true);
        }
        self.out.push('>');
        if name == "pre" {
            self.pre = self.out.len();
        }
        if allow::is_void(name) { ("", false) } else { (name, true) }
    }

    fn removed(&mut self, node: &Node, name: &str, fate: &str) {
        if let Some(findings) = &mut self.pass.findings {
            findings.removed(name, fate, node.line);
        }
    }
}

/// The alignment that a cell's `style` asks for.
fn text_align(style: &str) -> Option<&'static str> {
    let mut declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    let (_, value) = declarations.rfind(|(key, _)| key.trim().eq_ignore_ascii_case("text-align"))?;
    ["left", "center", "right", "justify"].into_iter().find(|word| value.trim().eq_ignore_ascii_case(word))
}
