//! A parsed tree → HTML of allowed elements and attributes only, every address absolute, every id the entry's own.
//!
//! Nothing is copied through: tags are written from the table in `allow`, values are escaped. None of the elements there
//! switches a parser's state (no `style`, `textarea`, `svg` …), so what is written is read back as it was meant.

use std::collections::HashSet;

use html5ever::{Attribute, ns};
use url::Url;

use super::allow::{self, Fate};
use super::dom::{self, Data, Id, Node, Step, Tree};
use super::findings::Findings;
use super::{Context, embed, source, write};
use crate::feed::urls::{self, Purpose, Refusal};

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

/// The entry's own address and the ids in it, to tell links within the entry from others.
struct Anchors {
    address: String,
    ids: HashSet<String>,
}

impl Anchors {
    fn new(tree: &Tree, top: Id, pass: &Pass<'_, '_, '_>) -> Self {
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

fn own_id(node: &Node) -> Option<&str> {
    let named = || node.attribute("name").filter(|_| node.name() == "a");
    node.attribute("id").or_else(named).filter(|id| is_id(id))
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

    /// Writes the id, unless another element has it already.
    fn id(&mut self, node: &Node) -> bool {
        let Some(id) = own_id(node) else { return false };
        if !self.written.insert(id.to_owned()) {
            return false;
        }
        let prefix = if self.pass.findings.is_some() { self.pass.context.prefix } else { "" };
        write::pair(&mut self.out, "id", &format!("{prefix}{id}"));
        true
    }

    /// Writes `src` and `srcset`; whether there was anything to write.
    fn sources(&mut self, name: &str, node: &Node) -> bool {
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
    fn address(&mut self, key: &str, value: &str, node: &Node) -> bool {
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

    fn resolve(&mut self, reference: &str, purpose: Purpose, what: &str, node: &Node) -> Option<String> {
        match urls::resolve(reference, self.pass.context.base, purpose) {
            Ok(address) => Some(address),
            Err(refusal) => {
                self.refused(&refusal, what, reference, node);
                None
            }
        }
    }

    fn refused(&mut self, refusal: &Refusal, what: &str, reference: &str, node: &Node) {
        if let Some(findings) = &mut self.pass.findings {
            let span = findings.locate(node.line, &[reference.trim(), &format!("<{}", node.name())]);
            findings.refused(refusal, what, reference, span);
        }
    }

    fn removed(&mut self, node: &Node, name: &str, fate: &str) {
        if let Some(findings) = &mut self.pass.findings {
            findings.removed(name, fate, node.line);
        }
    }

    fn input(&mut self, node: &Node) {
        let kind = node.attribute("type").unwrap_or("text");
        if kind.eq_ignore_ascii_case("checkbox") {
            self.out.push_str(if node.attribute("checked").is_some() { "☑" } else { "☐" });
        } else if !kind.eq_ignore_ascii_case("hidden") {
            self.removed(node, "input", "removed");
        }
    }

    /// Writes a link to what a frame shows; whether what the element holds is to be shown instead.
    fn embed(&mut self, id: Id, node: &Node) -> bool {
        let name = node.name();
        let object = name == "object";
        if is_hidden(node) {
            return false;
        }
        let parameter = || {
            let mut parameters = self.tree.children(id).map(|id| self.tree.node(id)).filter(|n| n.name() == "param");
            parameters.find(|n| matches!(n.attribute("name"), Some("movie" | "src")))?.attribute("value")
        };
        let reference = if object { node.attribute("data").or_else(parameter) } else { source::of(node).src };
        let Some(reference) = reference.filter(|reference| !reference.trim().is_empty()) else {
            if !object {
                self.removed(node, name, "removed");
            }
            return object;
        };
        let resolved = urls::resolve(reference, self.pass.context.base, Purpose::Media);
        let page = match resolved.and_then(|address| Url::parse(&address).map_err(|_| Refusal::Unparsable)) {
            Ok(address) => embed::page(&address),
            Err(refusal) => {
                self.refused(&refusal, "frame", reference, node);
                return object;
            }
        };
        let address = urls::absolute(page.as_str(), &page).unwrap_or_default();
        let text = ["title", "aria-label", "alt"].iter().find_map(|&key| node.attribute(key)).map(str::trim);
        let text = text.filter(|text| !text.is_empty()).map_or_else(|| embed::name(&page), str::to_owned);
        let around = self.open.iter().rev().find(|name| !name.is_empty()).copied().unwrap_or_default();
        let paragraph = allow::holds_blocks(around) && !self.open.contains(&"a");
        let link = !self.open.contains(&"a");
        self.out.push_str(if paragraph { "<p>" } else { "" });
        if link {
            self.out.push_str("<a");
            write::pair(&mut self.out, "href", &address);
            self.out.push('>');
        }
        write::text(&mut self.out, &text);
        self.out.push_str(if link { "</a>" } else { "" });
        self.out.push_str(if paragraph { "</p>" } else { "" });
        if let Some(findings) = &mut self.pass.findings {
            let span = findings.locate(node.line, &[&format!("<{name}")]);
            findings.embedded(name, &address, span);
        }
        false
    }
}

/// `2x` or `640w`.
fn is_descriptor(text: &str) -> bool {
    let Some(number) = text.strip_suffix(['x', 'w', 'h']) else { return false };
    number.len() < 12 && number.starts_with(|c: char| c.is_ascii_digit()) && number.parse::<f64>().is_ok()
}

/// Whether a frame is made to be seen by nobody.
fn is_hidden(node: &Node) -> bool {
    let tiny = |name| matches!(node.attribute(name).map(str::trim), Some("0" | "1" | "0px" | "1px"));
    let style: String = node.attribute("style").unwrap_or_default().chars().filter(|c| !c.is_whitespace()).collect();
    (tiny("width") && tiny("height")) || style.contains("display:none") || style.contains("visibility:hidden")
}

/// The alignment that a cell's `style` asks for.
fn text_align(style: &str) -> Option<&'static str> {
    let mut declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    let (_, value) = declarations.rfind(|(key, _)| key.trim().eq_ignore_ascii_case("text-align"))?;
    ["left", "center", "right", "justify"].into_iter().find(|word| value.trim().eq_ignore_ascii_case(word))
}
