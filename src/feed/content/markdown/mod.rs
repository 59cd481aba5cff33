//! Markdown → HTML fit for a feed, written straight from the parser's events.
//!
//! Raw HTML is the exception: then the same events give HTML as the author meant it, which goes the way of all HTML.

mod footnotes;
mod links;
mod nesting;
mod tags;

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::findings::{Findings, Piece};
use super::{Context, html, plain, write};
use crate::diagnostic::Span;
use footnotes::Footnotes;
pub use nesting::find_too_nested;
use tags::Table;

/// The Markdown that is understood: CommonMark and these.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// An event and the bytes of the body it comes from.
pub type Located<'t> = (Event<'t>, Range<usize>);

/// Renders a body of Markdown.
pub fn render(context: &Context, findings: &mut Findings) -> String {
    let body = findings.body();
    if let Some(span) = find_too_nested(body) {
        findings.too_deep(span);
        return plain::render(body, context, findings);
    }
    let mut writer = Writer::new(context, findings, false);
    if writer.document().is_ok() {
        return writer.out;
    }
    let mut writer = Writer::new(context, findings, true);
    let _ = writer.document();
    let Writer { out, pieces, .. } = writer;
    findings.search_in(out.clone(), pieces);
    html::render_prepared(&out, context, findings)
}

/// Whether `html` is one comment and nothing else.
pub fn is_comment(html: &str) -> bool {
    html.strip_prefix("<!--").and_then(|rest| rest.find("-->").map(|at| at + 3 == rest.len())).unwrap_or(false)
}

/// Raw HTML was met where it cannot be written as it is.
struct RawHtml;

struct Writer<'w, 'r, 't> {
    body: &'t str,
    context: &'w Context<'w>,
    findings: &'w mut Findings<'r, 't>,
    out: String,
    /// Whether the output is to be parsed and cleaned yet: raw HTML goes in as it is, ids and `#` links stay bare.
    raw: bool,
    /// Which bytes of the output are raw HTML.
    pieces: Vec<Piece>,
    /// The entry's address without fragment; made when first needed.
    address: Option<String>,
    /// The ids of headings; found when first needed.
    ids: Option<HashSet<String>>,
    written: HashSet<String>,
    depth: usize,
    links: Vec<bool>,
    table: Table,
    notes: Footnotes<'t>,
    /// Whether the body may have code for templates, which begins with a brace.
    has_braces: bool,
    /// Whether it may have character zero, raw or as a reference.
    has_zeros: bool,
}

impl<'w, 'r, 't> Writer<'w, 'r, 't> {
    fn new(context: &'w Context<'w>, findings: &'w mut Findings<'r, 't>, raw: bool) -> Self {
        let body = findings.body();
        Writer {
            body,
            context,
            findings,
            out: String::with_capacity(body.len() + body.len() / 2),
            raw,
            pieces: Vec::new(),
            address: None,
            ids: None,
            written: HashSet::new(),
            depth: 0,
            links: Vec::new(),
            table: Table::default(),
            notes: Footnotes::default(),
            has_braces: memchr::memchr(b'{', body.as_bytes()).is_some(),
            has_zeros: memchr::memchr(0, body.as_bytes()).is_some()
                || memchr::memmem::find(body.as_bytes(), b"&#").is_some(),
        }
    }

    /// Writes the whole body, then its footnotes.
    fn document(&mut self) -> Result<(), RawHtml> {
        self.events(&mut Parser::new_ext(self.body, OPTIONS).into_offset_iter())?;
        self.footnotes()
    }

    fn events(&mut self, events: &mut dyn Iterator<Item = Located<'t>>) -> Result<(), RawHtml> {
        let mut in_code = false;
        while let Some((event, range)) = events.next() {
            match &event {
                Event::Start(Tag::CodeBlock(_)) => in_code = true,
                Event::End(TagEnd::CodeBlock) => in_code = false,
                Event::Text(_) if self.has_braces && !in_code => self.find_template_code(&range),
                _ => {}
            }
            match event {
                Event::Start(Tag::FootnoteDefinition(name)) => self.notes.define(&name, events),
                Event::Start(Tag::HtmlBlock) if self.is_comment(&range) => {
                    while events.next().is_some_and(|(event, _)| event != Event::End(TagEnd::HtmlBlock)) {}
                }
                Event::Start(Tag::Image { link_type, dest_url, title, .. }) => {
                    let alt = alternative(events);
                    self.image(link_type, &dest_url, &title, &alt, range);
                }
                Event::Start(tag) => self.start(tag, range),
                Event::End(tag) => self.end(tag),
                Event::Text(text) => self.text(&text, range),
                Event::Code(code) => {
                    self.out.push_str("<code>");
                    self.text(&code, range);
                    self.out.push_str("</code>");
                }
                Event::Html(html) | Event::InlineHtml(html) if !is_comment(&html) => {
                    if !self.raw {
                        return Err(RawHtml);
                    }
                    let html = html::prepare(&html, self.findings, range.start);
                    self.pieces.push(Piece { html: self.out.len(), body: range.start, length: range.len() });
                    self.out.push_str(&html);
                }
                Event::Html(_) | Event::InlineHtml(_) => {}
                Event::SoftBreak => self.out.push('\n'),
                Event::HardBreak => self.out.push_str("<br>\n"),
                Event::Rule => {
                    self.line();
                    self.out.push_str("<hr>\n");
                }
                Event::FootnoteReference(name) => self.reference(&name),
                Event::TaskListMarker(done) => self.out.push_str(if done { "☑ " } else { "☐ " }),
                Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
            }
        }
        Ok(())
    }

    /// `{{< video x >}}`, `{% include x %}`, `{{ site.url }}`: text that is meant for templates.
    fn find_template_code(&mut self, range: &Range<usize>) {
        let rest = self.body.as_bytes().get(range.start..).unwrap_or_default();
        for at in memchr::memchr_iter(b'{', &rest[..range.len().min(rest.len())]) {
            let closing: &[u8] = match &rest[at..] {
                [b'{', b'{', b'<' | b'%', ..] | [b'{', b'{', b' ', ..] => b"}}",
                [b'{', b'%', b' ' | b'-', ..] => b"%}",
                _ => continue,
            };
            let line = memchr::memchr(b'\n', &rest[at..]).map_or(&rest[at..], |end| &rest[at..at + end]);
            if let Some(length) = memchr::memmem::find(line, closing) {
                self.findings.template_code(Span::new(range.start + at, range.start + at + length + 2));
                return;
            }
        }
    }

    fn is_comment(&self, range: &Range<usize>) -> bool {
        self.body.get(range.clone()).is_some_and(|html| is_comment(html.trim()))
    }

    /// Begins a new line of output.
    fn line(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        // The parser gives U+FFFD for U+0000, raw or as a reference; nobody wants to read that.
        let source = self.body.get(range.clone()).unwrap_or_default();
        let is_zero = self.has_zeros
            && text.contains('\u{FFFD}')
            && !source.contains('\u{FFFD}')
            && (source.contains('\0') || is_zero_reference(source));
        let dropped = if is_zero {
            write::text(&mut self.out, &text.replace('\u{FFFD}', ""));
            Some('\0')
        } else {
            write::text(&mut self.out, text)
        };
        if let Some(c) = dropped {
            let span = match source.find(c) {
                Some(at) => Span::new(range.start + at, range.start + at + c.len_utf8()),
                None => range.into(),
            };
            self.findings.forbidden(c, span);
        }
    }
}

/// Whether `source` is a reference to character zero.
fn is_zero_reference(source: &str) -> bool {
    let digits = source.strip_prefix("&#").map(|rest| rest.trim_start_matches(['x', 'X']).trim_end_matches(';'));
    digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b == b'0'))
}

/// The text up to the end of an image, as its alternative.
fn alternative(events: &mut dyn Iterator<Item = Located>) -> String {
    let mut alt = String::new();
    let mut depth = 0_usize;
    for (event, _) in events {
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => break,
            Event::End(_) => depth -= 1,
            Event::Text(text) | Event::Code(text) => alt.push_str(&text),
            Event::SoftBreak | Event::HardBreak => alt.push(' '),
            _ => {}
        }
    }
    alt
}
