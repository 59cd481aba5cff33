//! HTML as authors write it → HTML fit for a feed: parse, clean, and prove that a strict parser takes it.

use std::borrow::Cow;

use super::dom::{self, Id, ROOT, Tree};
use super::findings::Findings;
use super::sanitise::{Pass, clean};
use super::{Context, blocks, write};
use crate::diagnostic::Span;
use crate::text;

/// How often what was written is read again and mended until no parse error is left. Two rounds are rare.
const ROUNDS: usize = 4;

/// Renders a body of HTML.
pub fn render(body: &str, context: &Context, findings: &mut Findings) -> String {
    let source = prepare(body, findings, 0);
    render_prepared(&source, context, findings)
}

/// Renders HTML that [`prepare`] has seen.
pub fn render_prepared(html: &str, context: &Context, findings: &mut Findings) -> String {
    let Some(tree) = dom::parse(html) else {
        findings.too_deep(Span::default());
        return text_alone(html);
    };
    let first = clean(&tree, content(&tree), Pass { context, findings: Some(findings), without_ruby: false });
    if tree.errors == 0 && !first.restructured {
        return first.html;
    }
    settle(first.html, context)
}

/// Reads `html`, which was written here, again and again until the parser has nothing to complain of.
fn settle(mut html: String, context: &Context) -> String {
    for round in 0..ROUNDS {
        let Some(tree) = dom::parse_fragment(&html) else { break };
        if tree.errors == 0 {
            return html;
        }
        html = clean(&tree, content(&tree), Pass { context, findings: None, without_ruby: round > 1 }).html;
    }
    match dom::parse_fragment(&html) {
        Some(tree) if tree.errors == 0 => html,
        _ => text_alone(&html),
    }
}

/// `html` without what no feed can carry, before it is parsed. `offset` is where it stands in the body.
///
/// A reference to character zero would be parsed as U+FFFD, which says nothing to anybody.
pub fn prepare<'h>(html: &'h str, findings: &mut Findings, offset: usize) -> Cow<'h, str> {
    let mut html = Cow::Borrowed(html);
    if let Some(at) = text::find_forbidden(&html) {
        if let Some(c) = html[at..].chars().next() {
            findings.forbidden(c, Span::new(offset + at, offset + at + c.len_utf8()));
        }
        html = Cow::Owned(text::without_forbidden(&html).into_owned());
    }
    if let Some(at) = find_zero(&html, 0) {
        findings.forbidden('\0', Span::new(offset + at.0, offset + at.1));
        html = Cow::Owned(without_zero(&html));
    }
    html
}

/// The first reference to character zero at or after `from`: `&#0;`, `&#x00;`.
fn find_zero(html: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = html.as_bytes();
    memchr::memmem::find_iter(&bytes[from..], b"&#").map(|at| from + at).find_map(|at| {
        let mut end = at + 2;
        let is_hex = matches!(bytes.get(end), Some(b'x' | b'X'));
        end += usize::from(is_hex);
        let digits = end;
        while bytes.get(end) == Some(&b'0') {
            end += 1;
        }
        let more = bytes.get(end).is_some_and(|b| if is_hex { b.is_ascii_hexdigit() } else { b.is_ascii_digit() });
        (end > digits && !more).then(|| (at, end + usize::from(bytes.get(end) == Some(&b';'))))
    })
}

fn without_zero(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut from = 0;
    while let Some((start, end)) = find_zero(html, from) {
        out.push_str(&html[from..start]);
        from = end;
    }
    out.push_str(&html[from..]);
    out
}

/// The element whose children are the article: of a page its `<main>`, `<article>` or `<body>`.
fn content(tree: &Tree) -> Id {
    let named = |parent: Id, name: &str| tree.children(parent).find(|&id| tree.node(id).name() == name);
    let html = named(ROOT, "html").unwrap_or(ROOT);
    let Some(body) = named(html, "body") else { return html };
    let only = |top: Id, name: &str| {
        let mut found = tree.descendants(top).filter(|&id| tree.node(id).name() == name);
        found.next().filter(|_| found.next().is_none())
    };
    let main = only(body, "main").unwrap_or(body);
    only(main, "article").unwrap_or(main)
}

/// The text of HTML that cannot be kept, in paragraphs.
fn text_alone(html: &str) -> String {
    let mut out = String::new();
    blocks::of_html(html, |block| {
        out.push_str("<p>");
        write::text(&mut out, &block.text);
        out.push_str("</p>\n");
        std::ops::ControlFlow::Continue(())
    });
    out
}
