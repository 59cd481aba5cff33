//! The text with which a body begins.

use std::collections::HashSet;
use std::ops::ControlFlow;

use pulldown_cmark::{BrokenLink, CowStr, Event, Parser, Tag, TagEnd};

use super::{LIMIT, glimpse};
use crate::article::Markup;
use crate::feed::content::blocks::{self, Block, Kind, is_mark};
use crate::feed::content::markdown::{OPTIONS, find_too_nested, is_comment};

/// How much of a body is looked at, in bytes: first little, then more where no paragraph was found.
pub(super) const WINDOWS: [usize; 3] = [2 * 1024, 16 * 1024, 256 * 1024];
/// More text than this, in bytes, no summary needs.
const ENOUGH: usize = 8 * LIMIT;

/// The text before the mark that ends a summary, else the first paragraph, else what comes nearest to one.
pub fn of(body: &str, markup: Markup) -> String {
    let mark = find_mark(body);
    let glimpse = if markup == Markup::Markdown && mark.is_none() { glimpse::of(body) } else { None };
    glimpse.unwrap_or_else(|| in_windows(body, markup, mark))
}

/// As [`of`], in one window after the other.
pub(super) fn in_windows(body: &str, markup: Markup, mark: Option<usize>) -> String {
    let mut window = 0;
    for size in WINDOWS {
        window = if size < body.len() { cut_at_line(body, size) } else { body.len() };
        let is_last = window == body.len() || size == WINDOWS[WINDOWS.len() - 1];
        if mark.is_some_and(|mark| mark > window) && !is_last {
            continue;
        }
        let mut choice = Choice { marked: mark.is_some_and(|mark| mark <= window), ..Choice::default() };
        let head = &body[..window];
        match markup {
            Markup::Markdown if find_too_nested(head).is_none() => of_markdown(body, window, is_last, &mut choice),
            Markup::Html => {
                choice.marked &= blocks::of_html(content(head), |block| choice.take(block));
            }
            _ => of_text(head, &mut choice),
        }
        if choice.done || is_last {
            return choice.text();
        }
    }
    body[..window].to_owned()
}

/// The end of the first `<!-- more -->`, wherever it stands.
pub(super) fn find_mark(body: &str) -> Option<usize> {
    memchr::memmem::find_iter(body.as_bytes(), b"<!--").find_map(|at| {
        let comment = &body[at + 4..];
        let word = comment.trim_start();
        let rest = word.get(..4).filter(|word| word.eq_ignore_ascii_case("more")).map(|_| word[4..].trim_start())?;
        rest.starts_with("-->").then(|| body.len() - rest.len() + 3)
    })
}

/// The end of the last line that ends by `size`; `size` itself in one long line.
pub(super) fn cut_at_line(body: &str, size: usize) -> usize {
    let head = &body[..body.floor_char_boundary(size)];
    head.rfind('\n').map_or(head.len(), |at| at + 1)
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Choice {
    /// Whether a mark is expected; then all paragraphs before it count.
    marked: bool,
    before: String,
    best: Option<Block>,
    first: Option<String>,
    pub done: bool,
}

impl Choice {
    fn take(&mut self, block: Block) -> ControlFlow<()> {
        if block.after_mark && !self.before.is_empty() {
            self.done = true;
            return ControlFlow::Break(());
        }
        let kind = if is_shortcode(&block.text) { Kind::Other } else { block.kind };
        if kind == Kind::Paragraph && self.first.is_none() {
            self.first = Some(block.text.clone());
        }
        if self.marked && kind <= Kind::Aside && !block.after_mark {
            self.before.push_str(if self.before.is_empty() { "" } else { " " });
            self.before.push_str(&block.text);
        }
        if self.best.as_ref().is_none_or(|best| kind < best.kind) && !is_shortcode(&block.text) {
            self.best = Some(Block { kind, ..block });
        }
        let enough = if self.marked && !self.best.as_ref().is_some_and(|best| best.after_mark) {
            self.before.len() > ENOUGH
        } else {
            self.first.is_some()
        };
        if enough {
            self.done = true;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    pub fn text(self) -> String {
        if self.marked && !self.before.is_empty() {
            return self.before;
        }
        self.first.or(self.best.map(|best| best.text)).unwrap_or_default()
    }
}

/// Whether a paragraph is nothing but another generator's macro: `{{< figure … >}}`, `{% include … %}`.
fn is_shortcode(text: &str) -> bool {
    (text.starts_with("{{") && text.ends_with("}}")) || (text.starts_with("{%") && text.ends_with("%}"))
}

/// The part of a page that is the article, as far as can be told without a tree.
fn content(html: &str) -> &str {
    let start = html.trim_start_matches('\u{FEFF}').trim_start().as_bytes();
    let is_page = start.first() == Some(&b'<')
        && start.get(..5).is_some_and(|head| {
            head.eq_ignore_ascii_case(b"<!doc")
                || head.eq_ignore_ascii_case(b"<html")
                || head.eq_ignore_ascii_case(b"<body")
        });
    if !is_page {
        return html;
    }
    let find = |tag: &str| html.as_bytes().windows(tag.len()).position(|at| at.eq_ignore_ascii_case(tag.as_bytes()));
    let at = find("<main").or_else(|| find("<article")).or_else(|| find("<body")).unwrap_or(0);
    &html[at..]
}

fn of_text(head: &str, choice: &mut Choice) {
    let mut text = String::new();
    let mut after_mark = false;
    for line in head.lines().chain([""]) {
        let comment = line.trim().strip_prefix("<!--").and_then(|rest| rest.strip_suffix("-->"));
        let mark = comment.is_some_and(is_mark);
        if !line.trim().is_empty() && !mark {
            text.push_str(line);
            text.push('\n');
            continue;
        }
        let text = std::mem::take(&mut text);
        if !text.is_empty() && choice.take(Block { kind: Kind::Paragraph, text, after_mark }).is_break() {
            return;
        }
        after_mark |= mark;
    }
}

pub(super) fn of_markdown(body: &str, window: usize, is_last: bool, choice: &mut Choice) {
    let (head, tail) = body.split_at(window);
    let mut defined = None;
    let mut callback = |link: BrokenLink| {
        let defined = defined.get_or_insert_with(|| definitions(tail));
        defined.contains(&label(&link.reference)).then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
    };
    // Footnotes are known by their definitions only.
    let mut extended = String::new();
    if !tail.is_empty() && head.contains("[^") {
        extended.push_str(head);
        for name in definitions(tail).iter().filter(|name| name.starts_with('^')) {
            extended.extend(["\n\n[", name, "]: note\n"]);
        }
    }
    let source = if extended.is_empty() { head } else { &extended };
    let parser = Parser::new_with_broken_link_callback(source, OPTIONS, Some(&mut callback));
    let mut reader = Reader::default();
    let whole = head.trim_end().len();
    for (event, range) in parser.into_offset_iter() {
        // What the window cuts off may go on.
        let is_cut = !is_last && range.end >= whole && reader.text.len() < ENOUGH;
        if reader.event(event, choice, is_cut).is_break() {
            return;
        }
    }
    choice.marked &= reader.after_mark;
}

/// The labels that `tail` defines, for links whose definitions lie beyond the window.
fn definitions(tail: &str) -> HashSet<String> {
    let found = tail.lines().filter_map(|line| line.trim_start().strip_prefix('[')?.split_once("]:"));
    found.map(|(name, _)| label(name)).collect()
}

fn label(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Reads the parser's events into blocks.
#[derive(Default)]
struct Reader {
    text: String,
    heading: usize,
    code: usize,
    aside: usize,
    hidden: usize,
    html: Option<String>,
    after_mark: bool,
}

impl Reader {
    fn event(&mut self, event: Event, choice: &mut Choice, is_cut: bool) -> ControlFlow<()> {
        match event {
            Event::Start(Tag::HtmlBlock) => {
                self.html = Some(String::new());
                self.flush(choice, is_cut)?;
            }
            Event::End(TagEnd::HtmlBlock) => {
                let html = self.html.take().unwrap_or_default();
                self.raw(&html, choice, is_cut)?;
            }
            Event::Start(tag) => {
                if is_block(&tag.to_end()) {
                    self.flush(choice, is_cut)?;
                }
                if let Some(count) = self.count(&tag.to_end()) {
                    *count += 1;
                }
            }
            Event::End(tag) => {
                if is_block(&tag) {
                    self.flush(choice, is_cut)?;
                }
                if let Some(count) = self.count(&tag) {
                    *count = count.saturating_sub(1);
                }
            }
            Event::Text(text) | Event::Code(text) if self.hidden == 0 => self.text.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            Event::Html(html) => {
                if let Some(block) = &mut self.html {
                    block.push_str(&html);
                }
            }
            Event::InlineHtml(html) if is_comment(&html) && is_mark(&html[4..html.len() - 3]) => {
                self.flush(choice, false)?;
                self.after_mark = true;
            }
            Event::InlineHtml(html) if html.get(..3).is_some_and(|tag| tag.eq_ignore_ascii_case("<br")) => {
                self.text.push(' ');
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn count(&mut self, tag: &TagEnd) -> Option<&mut usize> {
        match tag {
            TagEnd::Heading(_) => Some(&mut self.heading),
            TagEnd::CodeBlock | TagEnd::Table => Some(&mut self.code),
            TagEnd::List(_) | TagEnd::BlockQuote(_) => Some(&mut self.aside),
            TagEnd::Image | TagEnd::FootnoteDefinition => Some(&mut self.hidden),
            _ => None,
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Reader { code: 1.., .. } => Kind::Other,
            Reader { heading: 1.., .. } => Kind::Heading,
            Reader { aside: 1.., .. } => Kind::Aside,
            _ => Kind::Paragraph,
        }
    }

    fn flush(&mut self, choice: &mut Choice, is_cut: bool) -> ControlFlow<()> {
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() || is_cut {
            return ControlFlow::Continue(());
        }
        choice.take(Block { kind: self.kind(), text: text.trim().to_owned(), after_mark: self.after_mark })
    }

    /// The blocks of raw HTML.
    fn raw(&mut self, html: &str, choice: &mut Choice, is_cut: bool) -> ControlFlow<()> {
        if is_cut {
            return ControlFlow::Continue(());
        }
        let (kind, after_mark) = (self.kind(), self.after_mark);
        let mut flow = ControlFlow::Continue(());
        let marked = blocks::of_html(html, |block| {
            flow =
                choice.take(Block { kind: block.kind.max(kind), after_mark: block.after_mark || after_mark, ..block });
            flow
        });
        self.after_mark |= marked;
        flow
    }
}

fn is_block(tag: &TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link | TagEnd::Image | TagEnd::TableCell
    )
}
