//! A piece of a page → an article's text: without what its head says already, and what belongs to the page around it.

use std::collections::HashSet;

use url::Url;

use super::harvest;
use super::inside;
use super::markup::{self, Manner};
use super::title::bare;
use crate::article::{MONTHS, WEEKDAYS};
use crate::feed::content::blocks::is_block;
use crate::feed::content::dom::{self, Data, Id, Node, ROOT, Step, Tree};
use crate::import::{Found, Trace};
use crate::parse::text_of;
use crate::text;

/// So many blocks at the beginning may repeat what the head says.
const FIRST_BLOCKS: usize = 12;
/// A byline is no longer, in bytes.
const LONGEST_BYLINE: usize = 240;

/// The text in `top`, and what was left out of it.
pub fn article(tree: &Tree, top: Id, found: &Found, base: Option<&Url>) -> (String, Vec<Trace>) {
    let mut dropped = HashSet::new();
    let mut traces = Vec::new();
    around(tree, top, &mut dropped);
    repeated(tree, top, found, &mut dropped, &mut traces);
    empty(tree, top, &mut dropped);
    let top = innermost(tree, top, &dropped);
    let html = markup::write(tree, top, &Manner { base, is_article: true, dropped: &dropped });
    (html.trim().to_owned(), traces)
}

/// Leaves out what belongs to the page around the text: navigation, the site's head and foot, what is hidden.
fn around(tree: &Tree, top: Id, dropped: &mut HashSet<Id>) {
    let mut step = tree.after(Step::Enter(top), top, true);
    while let Some(now) = step {
        let (Step::Enter(id) | Step::Leave(id)) = now;
        let node = tree.node(id);
        let out = matches!(now, Step::Enter(_)) && (is_around(node) || is_masthead(tree, id, top));
        if out {
            dropped.insert(id);
        }
        step = tree.after(now, top, !out);
    }
}

/// What of a page is not shown to the readability crate, which keeps some of it: navigation, boxes of the site's, and
/// what stands beside the article.
pub fn clutter(tree: &Tree) -> HashSet<Id> {
    let mut dropped = HashSet::new();
    let mut inside = 0_usize;
    let mut step = tree.after(Step::Enter(ROOT), ROOT, true);
    while let Some(now) = step {
        let (Step::Enter(id) | Step::Leave(id)) = now;
        let node = tree.node(id);
        let mut open = true;
        match (now, node.name()) {
            (Step::Enter(_), "article" | "main") => inside += 1,
            (Step::Leave(_), "article" | "main") => inside = inside.saturating_sub(1),
            (Step::Enter(_), name) => {
                open =
                    !(inside::is_clutter(node) || name == "nav" || inside == 0 && matches!(name, "aside" | "footer"));
            }
            _ => {}
        }
        if !open {
            dropped.insert(id);
        }
        step = tree.after(now, ROOT, open);
    }
    dropped
}

fn is_around(node: &Node) -> bool {
    let role = node.attribute("role").unwrap_or_default();
    matches!(node.name(), "nav" | "footer" | "aside")
        || matches!(role, "navigation" | "banner" | "contentinfo" | "complementary" | "search")
        || node.attribute("hidden").is_some()
        || node.attribute("aria-hidden") == Some("true") && node.name() != "img"
        || inside::is_clutter(node)
        || node.attribute("id").is_some_and(|id| matches!(id, "comments" | "respond" | "disqus_thread"))
}

/// Whether it is the head of the site, which stands in `<body>` itself.
fn is_masthead(tree: &Tree, id: Id, top: Id) -> bool {
    tree.node(id).name() == "header" && tree.node(top).name() == "body" && tree.parent(id) == Some(top)
}

/// Leaves out, of the first blocks, those that say again what the head says.
fn repeated(tree: &Tree, top: Id, found: &Found, dropped: &mut HashSet<Id>, traces: &mut Vec<Trace>) {
    let heading = bare(&found.title);
    let subtitle = bare(&found.subtitle);
    let summary = bare(&found.summary);
    let mut seen = 0;
    let mut step = tree.after(Step::Enter(top), top, true);
    while let Some(now) = step.filter(|_| seen < FIRST_BLOCKS) {
        let (Step::Enter(id) | Step::Leave(id)) = now;
        let mut inside = !dropped.contains(&id);
        if matches!(now, Step::Enter(_)) && inside && is_byline_box(tree, id, found) {
            dropped.insert(id);
            let text = inside::text_of(tree, id);
            traces.push(Trace { line: 0, part: "repeated".into(), text: format!("byline: {text}") });
            seen += 1;
            inside = false;
        } else if matches!(now, Step::Enter(_)) && inside && is_leaf(tree, id) {
            let node = tree.node(id);
            let text = inside::text_of(tree, id);
            let bare = bare(&text);
            let is_heading = matches!(node.name(), "h1" | "h2" | "h3");
            let what = match () {
                () if bare.is_empty() => None,
                () if bare == heading && (is_heading || seen < 3) => Some("title"),
                () if bare == subtitle => Some("subtitle"),
                () if bare == summary && (is_heading || harvest::is_subtitle(node)) => Some("summary"),
                () if !is_heading && text.len() <= LONGEST_BYLINE && is_byline(tree, id, &text, found) => {
                    Some("byline")
                }
                () => None,
            };
            seen += usize::from(!bare.is_empty());
            if let Some(what) = what {
                dropped.insert(id);
                traces.push(Trace { line: 0, part: "repeated".into(), text: format!("{what}: {text}") });
            }
            inside = false;
        }
        // What held nothing else goes with it.
        if matches!(now, Step::Leave(_)) && !dropped.contains(&id) && is_emptied(tree, id, dropped) {
            dropped.insert(id);
        }
        step = tree.after(now, top, inside);
    }
}

/// Whether a box, be it one line or several, holds a byline and nothing else.
fn is_byline_box(tree: &Tree, id: Id, found: &Found) -> bool {
    let name = tree.node(id).name();
    let is_box = is_block(name) || matches!(name, "time" | "span" | "i" | "em" | "small" | "a" | "b" | "strong");
    let is_part = matches!(
        name,
        "dd" | "dt" | "tbody" | "td" | "th" | "tr" | "table" | "h1" | "h2" | "figure" | "pre" | "body" | "html"
    );
    if !is_box || is_part || inside::shown(tree, id, inside::MOST_NODES, LONGEST_BYLINE + 1).len() > 2 * LONGEST_BYLINE
    {
        return false;
    }
    let shows =
        |name: &str| matches!(name, "img" | "picture" | "figure" | "video" | "audio" | "iframe" | "pre" | "table");
    let text = inside::text_of(tree, id);
    !text.is_empty()
        && text.len() <= LONGEST_BYLINE
        && !tree.descendants(id).take(inside::MOST_NODES).any(|id| shows(tree.node(id).name()))
        && is_byline(tree, id, &text, found)
}

/// Whether an element is text that stands by itself, with no block in it.
fn is_leaf(tree: &Tree, id: Id) -> bool {
    let node = tree.node(id);
    match &node.data {
        Data::Text(_) => false,
        // Spans and links between blocks are blocks of a kind.
        Data::Element(..) => {
            let holds = tree.descendants(id).take(inside::MOST_NODES).any(|id| {
                let name = tree.node(id).name();
                is_block(name) || matches!(name, "img" | "picture" | "video" | "audio" | "iframe")
            });
            !holds && !matches!(node.name(), "" | "img" | "br" | "hr" | "pre" | "source" | "wbr")
        }
        Data::Nothing => false,
    }
}

/// Leaves out what shows nothing: paragraphs without text, links around pictures of the page's own.
fn empty(tree: &Tree, top: Id, dropped: &mut HashSet<Id>) {
    let mut step = tree.after(Step::Enter(top), top, true);
    while let Some(now) = step {
        let (Step::Enter(id) | Step::Leave(id)) = now;
        let node = tree.node(id);
        let holds = matches!(
            node.name(),
            "p" | "div"
                | "section"
                | "header"
                | "figure"
                | "ul"
                | "ol"
                | "li"
                | "span"
                | "a"
                | "b"
                | "strong"
                | "em"
                | "i"
        );
        let shows = |child: Id| match &tree.node(child).data {
            Data::Text(text) => !text.trim().is_empty(),
            Data::Element(..) => {
                let child_node = tree.node(child);
                let name = dom::local(child_node).map(|name| &**name).unwrap_or_default();
                !dropped.contains(&child)
                    && !matches!(name, "svg" | "script" | "style" | "template" | "button" | "input")
            }
            Data::Nothing => false,
        };
        if matches!(now, Step::Leave(_)) && holds && node.attribute("id").is_none() && !tree.children(id).any(shows) {
            dropped.insert(id);
        }
        step = tree.after(now, top, !dropped.contains(&id));
    }
}

/// Whether all children of an element are left out, and some are.
fn is_emptied(tree: &Tree, id: Id, dropped: &HashSet<Id>) -> bool {
    let mut any = false;
    let gone = |child: Id| match &tree.node(child).data {
        Data::Text(text) => text.trim().is_empty(),
        Data::Element(..) => dropped.contains(&child),
        Data::Nothing => true,
    };
    let all = tree.children(id).all(|child| {
        any |= dropped.contains(&child);
        gone(child)
    });
    all && any
}

/// Whether a line says who wrote it and when, and nothing else.
fn is_byline(tree: &Tree, id: Id, text: &str, found: &Found) -> bool {
    const WORDS: &[&str] = &[
        "a",
        "ago",
        "am",
        "and",
        "at",
        "author",
        "by",
        "date",
        "edited",
        "est",
        "et",
        "edt",
        "follow",
        "from",
        "gmt",
        "in",
        "last",
        "min",
        "mins",
        "minute",
        "minutes",
        "modified",
        "of",
        "on",
        "photo",
        "pm",
        "posted",
        "published",
        "read",
        "reading",
        "share",
        "st",
        "the",
        "th",
        "nd",
        "rd",
        "time",
        "updated",
        "utc",
        "words",
        "written",
        "von",
        "par",
        "por",
        "di",
        "de",
        "und",
        "le",
        "el",
        "den",
        "uhr",
        "автор",
        "опубликовано",
        "опубліковано",
        "оновлено",
        "обновлено",
    ];
    const NAMES: &[&str] = &["sept", "tues", "thurs"];
    let mut left = text.to_lowercase();
    let mut known = 0;
    let times = tree.descendants(id).take(inside::MOST_NODES).filter(|&id| tree.node(id).name() == "time");
    let times = times.map(|id| inside::text_of(tree, id));
    let names = found.authors.iter().chain(&found.contributors).map(|person| person.name.clone());
    for part in names.chain(times).map(|part| part.to_lowercase()).filter(|part| !part.is_empty()) {
        if left.contains(&part) {
            left = left.replace(&part, " ");
            known += 2;
        }
    }
    for word in left.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
        let is_date = letters.len() < word.len() && letters.len() <= 2;
        let is_name =
            word.len() >= 3 && NAMES.iter().chain(&MONTHS).chain(&WEEKDAYS).any(|name| name.starts_with(word));
        known += usize::from(is_date || is_name || word.starts_with("min"));
        if !is_date && !is_name && !WORDS.contains(&word) {
            return false;
        }
    }
    // A name or a moment, or several parts of a date: a number alone is no date.
    known > 1
}

/// The element whose children are the text: `top`, or what alone stands in it.
fn innermost(tree: &Tree, top: Id, dropped: &HashSet<Id>) -> Id {
    let mut top = top;
    loop {
        let mut kept = tree.children(top).filter(|child| match &tree.node(*child).data {
            Data::Text(text) => !text.trim().is_empty(),
            Data::Element(..) => !dropped.contains(child) && tree.node(*child).name() != "head",
            Data::Nothing => false,
        });
        match (kept.next(), kept.next()) {
            (Some(only), None) if is_wrapper(tree.node(only)) => top = only,
            _ => return top,
        }
    }
}

fn is_wrapper(node: &Node) -> bool {
    matches!(node.name(), "html" | "body" | "div" | "section" | "article" | "main")
}

/// How much text an element shows, in bytes; of very much, as much as is looked at.
pub fn length(tree: &Tree, top: Id) -> usize {
    let mut length = 0;
    let mut step = tree.after(Step::Enter(top), top, true);
    while let Some(now) = step {
        let (Step::Enter(id) | Step::Leave(id)) = now;
        let node = tree.node(id);
        if let (Data::Text(text), Step::Enter(_)) = (&node.data, now) {
            length += text.trim().len();
        }
        step = tree.after(now, top, !inside::is_unseen(node.name()) && !is_around(node));
    }
    length
}

/// Whether there is something to see in `html`.
pub fn shows(html: &str) -> bool {
    let seen = ["<img", "<video", "<audio", "<iframe"].iter().any(|start| html.contains(start));
    seen || !text::is_invisible(&text_of(html))
}
