//! What an element tells by itself: its text, and whether it leads to a feed.

use crate::feed::content::blocks::is_block;
use crate::feed::content::dom::{Data, Id, Node, Step, Tree};
use crate::text;

/// So many nodes are looked at for a name, a headline or a date, and so many bytes are taken.
pub const MOST_NODES: usize = 400;
const LONGEST: usize = 4_000;

/// The text that an element shows, as far as it is short, on one line.
pub fn text_of(tree: &Tree, id: Id) -> String {
    text::line(&shown(tree, id, MOST_NODES, LONGEST)).into_owned()
}

/// The text that an element shows: of so many nodes, and hardly more than so many bytes. Where a block begins or ends is
/// a space.
pub fn shown(tree: &Tree, top: Id, nodes: usize, bytes: usize) -> String {
    let mut out = String::new();
    let mut step = tree.after(Step::Enter(top), top, true);
    let mut left = nodes;
    while let Some(now) = step.filter(|_| left > 0 && out.len() < bytes) {
        let (Step::Enter(id) | Step::Leave(id)) = now;
        let node = tree.node(id);
        let mut inside = true;
        if let (Data::Text(text), Step::Enter(_)) = (&node.data, now) {
            out.push_str(text);
        } else {
            let name = node.name();
            inside = !is_unseen(name) && !is_clutter(node) && !is_anchor(node);
            if is_block(name) || matches!(name, "br" | "li" | "td" | "th") {
                out.push(' ');
            }
        }
        left -= usize::from(matches!(now, Step::Enter(_)));
        step = tree.after(now, top, inside);
    }
    out
}

/// Whether what is in such an element is not shown as text.
pub fn is_unseen(name: &str) -> bool {
    matches!(name, "script" | "style" | "template" | "noscript" | "svg" | "head" | "select" | "textarea" | "button")
}

/// Whether an element's class says that it is a box of the site's in the text, or not to be seen.
pub fn is_clutter(node: &Node) -> bool {
    const CLASSES: &[&str] = &[
        "advertisement",
        "jp-relatedposts",
        "kg-signup-card",
        "newsletter-signup",
        "post-navigation",
        "sd-sharing-enabled",
        "sharedaddy",
        "subscription-widget",
        "subscription-widget-wrap",
        "subscribe-widget",
        "screen-reader-text",
        "visually-hidden",
        "sr-only",
        "wp-block-jetpack-subscriptions",
        "mw-editsection",
        "headerlink",
        "noprint",
    ];
    node.attribute("class").unwrap_or_default().split_ascii_whitespace().any(|class| CLASSES.contains(&class))
}

/// Whether it is the mark beside a heading that links to it.
fn is_anchor(node: &Node) -> bool {
    const CLASSES: &[&str] =
        &["anchor", "anchor-link", "hash-link", "header-anchor", "heading-anchor", "anchorjs-link"];
    node.name() == "a"
        && node.attribute("class").unwrap_or_default().split_ascii_whitespace().any(|class| CLASSES.contains(&class))
}

/// The text right inside of an element, as it stands: of a script.
pub fn raw_text(tree: &Tree, id: Id) -> String {
    let text = |child: Id| match &tree.node(child).data {
        Data::Text(text) => Some(&**text),
        _ => None,
    };
    tree.children(id).filter_map(text).collect()
}

/// Whether a `<link>` leads to a feed. HTML standard, section 4.6.6.1.
pub fn is_feed(node: &Node) -> bool {
    const TYPES: [&str; 3] = ["application/rss+xml", "application/atom+xml", "application/feed+json"];
    let rel = |known: &str| {
        let mut rel = node.attribute("rel").unwrap_or_default().split_ascii_whitespace();
        rel.any(|rel| rel.eq_ignore_ascii_case(known))
    };
    let kind = node.attribute("type").and_then(|kind| kind.split(';').next()).unwrap_or_default().trim();
    rel("alternate") && TYPES.iter().any(|feed| kind.eq_ignore_ascii_case(feed)) || rel("feed")
}
