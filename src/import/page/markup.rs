//! A tree → HTML: all of a page for the readability crate, or a piece of it as an article's text.

use std::collections::HashSet;

use url::Url;

use crate::feed::content::dom::{self, Data, Id, Node, Step, Tree};
use crate::feed::content::source::{self, candidates};
use crate::feed::content::write;
use crate::feed::urls::{self, Purpose};

/// What becomes of an element.
enum Fate {
    Written(&'static str),
    /// Its children stand in its place.
    Opened,
    /// It and all in it is left out.
    Dropped,
    Named,
}

/// How a tree is written.
pub struct Manner<'a> {
    /// What addresses are relative to.
    pub base: Option<&'a Url>,
    /// For an article rather than for the readability crate: with no attribute that means nothing there.
    pub is_article: bool,
    /// What is left out.
    pub dropped: &'a HashSet<Id>,
}

/// Elements without an end tag.
const VOID: &[&str] = &["area", "br", "col", "embed", "hr", "img", "source", "track", "wbr"];
/// Attributes that hold an address.
const ADDRESSES: &[&str] = &[
    "href",
    "src",
    "poster",
    "cite",
    "data",
    "longdesc",
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-original-src",
    "data-url",
];
/// Attributes that hold several.
const SETS: &[&str] = &["srcset", "data-srcset", "data-lazy-srcset", "data-original-set"];
/// Attributes of an article's elements, besides those with addresses.
const KEPT: &[&str] = &[
    "abbr",
    "align",
    "alt",
    "allowfullscreen",
    "colspan",
    "controls",
    "datetime",
    "dir",
    "display",
    "headers",
    "height",
    "hreflang",
    "id",
    "kind",
    "label",
    "lang",
    "loop",
    "mathvariant",
    "media",
    "muted",
    "name",
    "open",
    "preload",
    "rel",
    "reversed",
    "rowspan",
    "scope",
    "sizes",
    "span",
    "srclang",
    "start",
    "title",
    "type",
    "value",
    "width",
    "xml:lang",
];

/// What is in `top`, as HTML.
pub fn write(tree: &Tree, top: Id, manner: &Manner) -> String {
    let mut out = String::new();
    let mut step = tree.after(Step::Enter(top), top, true);
    while let Some(now) = step {
        let (Step::Enter(id) | Step::Leave(id)) = now;
        let node = tree.node(id);
        let mut inside = true;
        match (&node.data, now) {
            (_, Step::Enter(_)) if manner.dropped.contains(&id) => inside = false,
            (_, Step::Leave(_)) if manner.dropped.contains(&id) => {}
            (Data::Text(text), Step::Enter(_)) => _ = write::text(&mut out, text),
            (Data::Element(..), _) => {
                let own = dom::local(node).map(|name| &**name).unwrap_or_default();
                let name = match fate(own, manner) {
                    Fate::Named if is_bare(node, own, manner) => "",
                    Fate::Written(name) => name,
                    Fate::Named => own,
                    Fate::Opened => "",
                    Fate::Dropped => {
                        inside = false;
                        ""
                    }
                };
                inside &= !is_void(name) && name != "iframe";
                match now {
                    _ if name.is_empty() => {}
                    Step::Enter(_) => open(&mut out, tree, id, name, manner),
                    Step::Leave(_) if is_void(name) => {}
                    Step::Leave(_) => out.extend(["</", name, ">"]),
                }
            }
            _ => {}
        }
        step = tree.after(now, top, inside);
    }
    out
}

fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

fn fate(name: &str, manner: &Manner) -> Fate {
    match name {
        "script" | "style" | "template" | "head" | "link" | "meta" | "base" | "title" | "svg" | "noembed"
        | "noframes" | "input" | "button" | "select" | "textarea" | "dialog" | "canvas" | "param" | "frame"
        | "frameset" => Fate::Dropped,
        // The readability crate takes what stands in a form for a form, and some pages are one.
        "html" | "body" | "form" | "fieldset" | "label" | "font" | "blink" | "marquee" => Fate::Opened,
        "xmp" | "listing" | "plaintext" => Fate::Written("pre"),
        "noscript" if manner.is_article => Fate::Opened,
        // The names of elements that nobody knows may hold anything.
        _ if !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') => Fate::Opened,
        _ if manner.is_article && (name.contains('-') || name.is_empty()) => amp(name),
        _ => Fate::Named,
    }
}

/// AMP's elements are those of HTML by another name.
fn amp(name: &str) -> Fate {
    match name {
        "amp-img" | "amp-anim" => Fate::Written("img"),
        "amp-video" => Fate::Written("video"),
        "amp-audio" => Fate::Written("audio"),
        "amp-iframe" => Fate::Written("iframe"),
        "amp-ad" | "amp-analytics" | "amp-sidebar" | "amp-pixel" => Fate::Dropped,
        _ => Fate::Opened,
    }
}

fn open(out: &mut String, tree: &Tree, id: Id, name: &str, manner: &Manner) {
    out.extend(["<", name]);
    let node = tree.node(id);
    let loads = manner.is_article && matches!(name, "img" | "source" | "video" | "audio" | "iframe");
    if loads {
        // As it is loaded in truth: scripts that load lazily are of no use in an article.
        let source = source::of(node);
        if let Some(src) = source.src.and_then(|src| absolute(src, manner.base, "src", name)) {
            write::pair(out, "src", &src);
        }
        if let Some(set) = source.srcset.map(|set| absolute_set(set, manner.base)).filter(|set| !set.is_empty()) {
            write::pair(out, "srcset", &set);
        }
    }
    if let Data::Element(_, attributes) = &node.data {
        for attribute in attributes {
            let key = &*attribute.name.local;
            let known = key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
            let done = loads && (matches!(key, "src" | "srcset") || key.starts_with("data-"));
            if known && !done && !key.starts_with("on") {
                pair(out, key, &attribute.value, name, manner);
            }
        }
    }
    out.push('>');
    // The parser drops a line end right behind such a tag.
    let text = tree.children(id).next().map(|child| &tree.node(child).data);
    if name == "pre" && matches!(text, Some(Data::Text(text)) if text.starts_with('\n')) {
        out.push('\n');
    }
}

/// Appends an attribute, if it is to be kept.
fn pair(out: &mut String, key: &str, value: &str, element: &str, manner: &Manner) {
    match key {
        _ if ADDRESSES.contains(&key) => {
            if let Some(address) = absolute(value, manner.base, key, element) {
                write::pair(out, key, &address);
            }
        }
        _ if SETS.contains(&key) => {
            let set = absolute_set(value, manner.base);
            if !set.is_empty() {
                write::pair(out, key, &set);
            }
        }
        "class" if manner.is_article => {
            let is_language = |class: &&str| class.starts_with("language-") || class.starts_with("lang-");
            if let Some(class) = value.split_ascii_whitespace().find(is_language) {
                write::pair(out, key, class);
            }
        }
        _ if !manner.is_article || KEPT.contains(&key) => write::pair(out, key, value),
        _ => {}
    }
}

/// Whether an element without attributes that say something is but its children: `<span class>`, `<a>` that leads nowhere.
fn is_bare(node: &Node, name: &str, manner: &Manner) -> bool {
    let Data::Element(_, attributes) = &node.data else { return false };
    let says = |key: &str, value: &str| match key {
        "href" => absolute(value, manner.base, key, name).is_some(),
        _ => KEPT.contains(&key),
    };
    manner.is_article
        && matches!(name, "span" | "a")
        && !attributes.iter().any(|attribute| says(&attribute.name.local, &attribute.value))
}

/// The absolute address, or one within the article; `None` where there is none that a feed may carry.
fn absolute(value: &str, base: Option<&Url>, key: &str, element: &str) -> Option<String> {
    let value = value.trim();
    if value.is_empty() || (value.starts_with('#') && key == "href") {
        return Some(value.to_owned());
    }
    let purpose = match (key, element) {
        ("href" | "cite" | "longdesc", _) => Purpose::Link,
        (_, "img" | "source") => Purpose::Image,
        _ => Purpose::Media,
    };
    match base {
        Some(base) => urls::resolve(value, base, purpose).ok(),
        None => {
            let whole = if value.starts_with("//") { format!("https:{value}") } else { value.to_owned() };
            match Url::parse(&whole) {
                Ok(url) => urls::resolve(url.as_str(), &url, purpose).ok(),
                // Nobody knows where it leads; the article's own address may tell one day.
                Err(_) => Some(whole),
            }
        }
    }
}

fn absolute_set(value: &str, base: Option<&Url>) -> String {
    let all = candidates(value).filter_map(|(address, descriptor)| {
        let address = absolute(address, base, "src", "img")?;
        Some(if descriptor.is_empty() { address } else { format!("{address} {descriptor}") })
    });
    all.collect::<Vec<_>>().join(", ")
}
