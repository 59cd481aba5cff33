//! The text inside of an element.

use crate::feed::content::blocks::is_block;
use crate::feed::content::dom::{Data, Id, Step, Tree};
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
            inside = !is_unseen(name);
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

/// The text right inside of an element, as it stands: of a script.
pub fn raw_text(tree: &Tree, id: Id) -> String {
    let text = |child: Id| match &tree.node(child).data {
        Data::Text(text) => Some(&**text),
        _ => None,
    };
    tree.children(id).filter_map(text).collect()
}
