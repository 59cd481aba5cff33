//! The text of a page's article: what a readability crate finds, or what the page itself marks as that.

use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_smoothie::{Config, Readability};
use url::Url;

use super::facts::Facts;
use super::fit::{self, length};
use super::markup::{self, Manner};
use super::note;
use crate::feed::content::dom::{self, Id, ROOT, Tree};
use crate::feed::content::write;
use crate::import::{Body, Found, Trace};
use crate::parse::text_of;
use crate::text;

/// With more elements a page is no article, and the readability crate would take long.
const MOST_ELEMENTS: usize = 60_000;

/// Finds the text of the page that `tree` is. Addresses are relative to `base`.
pub fn fill(found: &mut Found, tree: &Tree, facts: &Facts, base: Option<&Url>) {
    let article = |tree: &Tree, top: Id| fit::article(tree, top, found, base);
    let marked = marked(tree);
    let readable = readable(tree, &found.title, base).and_then(|html| dom::parse_fragment(&html));
    let candidates = [
        readable.as_ref().map(|tree| ("readability", ROOT, tree)),
        marked.map(|(way, id)| (way, id, tree)),
        body_of(tree).map(|id| ("body", id, tree)),
    ];
    let lengths = candidates.map(|candidate| candidate.map_or(0, |(_, top, tree)| length(tree, top)));
    let [found_length, marked_length, _] = lengths;
    // Where a page marks its text, and the crate takes but a part of it, the page is right.
    let order = if found_length * 2 < marked_length { [1, 0, 2] } else { [0, 1, 2] };
    let written = order.into_iter().find_map(|at| {
        let (way, top, tree) = candidates.get(at).copied().flatten()?;
        let (html, more) = article(tree, top);
        fit::shows(&html).then_some((way, html, more))
    });
    let said = facts.body.as_ref().map(|(text, line)| (paragraphs(text), *line));
    let said_length: usize = said.iter().flat_map(|(paragraphs, _)| paragraphs.iter().map(String::len)).sum();
    match (written, said) {
        // The page shows its text by script alone, or a part of it.
        (written, Some((paragraphs, line)))
            if said_length > 0 && written.as_ref().is_none_or(|(_, html, _)| html.len() * 2 < said_length) =>
        {
            found.traces.push(Trace { line, part: "body".into(), text: "JSON-LD articleBody".into() });
            found.body = Body::Text(paragraphs);
        }
        (Some((way, html, more)), _) => {
            let text = text_of(&html);
            let count = text.split_whitespace().count();
            let words = if count == 1 { "word" } else { "words" };
            found.traces.push(note("body", &format!("{way}: {count} {words}")));
            found.traces.extend(more);
            found.body = Body::Html(html);
        }
        _ => found.traces.push(note("body", "none: the page shows no text")),
    }
}

/// What the readability crate makes of a page.
fn readable(tree: &Tree, title: &str, base: Option<&Url>) -> Option<String> {
    if tree.descendants(ROOT).filter(|&id| !tree.node(id).name().is_empty()).take(MOST_ELEMENTS + 1).count()
        > MOST_ELEMENTS
    {
        return None;
    }
    let mut page = String::from("<!DOCTYPE html><html><head><title>");
    write::text(&mut page, title);
    page.push_str("</title></head><body>");
    let dropped = tree.descendants(ROOT).filter(|&id| fit::is_clutter(tree.node(id))).collect();
    page.push_str(&markup::write(tree, ROOT, &Manner { base, is_article: false, dropped: &dropped }));
    page.push_str("</body></html>");
    let config = Config {
        keep_classes: true,
        max_elements_to_parse: 2 * MOST_ELEMENTS,
        disable_json_ld: true,
        ..Config::default()
    };
    // A fault in the crate costs its opinion, no more.
    let parsed = catch_unwind(AssertUnwindSafe(|| {
        let mut readability = Readability::new(page, None, Some(config)).ok()?;
        readability.parse().ok().map(|article| article.content.to_string())
    }));
    parsed.ok().flatten()
}

/// The element that the page marks as holding the text.
fn marked(tree: &Tree) -> Option<(&'static str, Id)> {
    const CLASSES: &[&str] = &[
        "e-content",
        "entry-content",
        "post-content",
        "article-content",
        "article-body",
        "article__body",
        "article__content",
        "post-body",
        "post-body-content",
        "post__content",
        "gh-content",
        "story-body",
        "available-content",
    ];
    let has = |id: Id, attribute: &str, words: &[&str]| {
        let value = tree.node(id).attribute(attribute).unwrap_or_default();
        value.split_ascii_whitespace().any(|word| words.contains(&word))
    };
    let longest = |is: &dyn Fn(Id) -> bool| {
        let mut best: Option<(usize, Id)> = None;
        for id in tree.descendants(ROOT).filter(|&id| !tree.node(id).name().is_empty() && is(id)).take(50) {
            let length = length(tree, id);
            if length > 0 && best.is_none_or(|(most, _)| length > most) {
                best = Some((length, id));
            }
        }
        best.map(|(_, id)| id)
    };
    let name = |id: Id| tree.node(id).name();
    None.or_else(|| Some(("itemprop articleBody", longest(&|id| has(id, "itemprop", &["articleBody"]))?)))
        .or_else(|| Some(("class of the text", longest(&|id| has(id, "class", CLASSES))?)))
        .or_else(|| Some(("<article>", longest(&|id| name(id) == "article")?)))
        .or_else(|| Some(("<main>", longest(&|id| name(id) == "main" || has(id, "role", &["main"]))?)))
}

fn body_of(tree: &Tree) -> Option<Id> {
    let named = |parent: Id, name: &str| tree.children(parent).find(|&id| tree.node(id).name() == name);
    named(named(ROOT, "html")?, "body")
}

/// The paragraphs of a text, which may hold tags.
fn paragraphs(text: &str) -> Vec<String> {
    let lines = text.replace("</p>", "\n").replace("<br>", "\n");
    let plain = lines.split('\n').map(|line| text::nfc(&text_of(line)).into_owned());
    plain.filter(|line| !text::is_invisible(line)).collect()
}
