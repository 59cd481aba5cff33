//! Markdown → HTML fit for a feed, written straight from the parser's events.
//!
//! Raw HTML is the exception: then the same events give HTML as the author meant it, which goes the way of all HTML.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::findings::{Findings, Piece};
use super::footnotes::{Footnotes, Note};
use super::sanitise::{address, anchor, is_id};
use super::{Context, html, plain, write};
use crate::diagnostic::Span;
use crate::feed::urls::{self, Purpose, Refusal};

/// The Markdown that is understood: CommonMark and these.
pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES);

/// How deep elements may lie in each other; what lies deeper loses its tags.
const MAX_DEPTH: usize = 200;
/// How many quotations and lists a line may open; the parser's time grows with their number times the lines'.
const MAX_CONTAINERS: usize = 200;

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

/// The first line that opens more quotations and lists than can be followed.
pub fn find_too_nested(body: &str) -> Option<Span> {
    let mut start = 0;
    for line in body.split_inclusive('\n') {
        let bytes = line.as_bytes();
        let mut count = 0;
        for (at, b) in bytes.iter().enumerate() {
            let spaced = matches!(bytes.get(at + 1), Some(b' ' | b'\t'));
            match b {
                b'>' => count += 1,
                b'-' | b'+' | b'*' | b'.' | b')' if spaced => count += 1,
                b' ' | b'\t' | b'0'..=b'9' => {}
                _ => break,
            }
        }
        if count > MAX_CONTAINERS {
            return Some(Span::new(start, start + line.len()));
        }
        start += line.len();
    }
    None
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
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    has_body: bool,
    /// Lies so deep that none of its tags is written.
    flat: bool,
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
        }
    }

    /// Writes the whole body, then its footnotes.
    fn document(&mut self) -> Result<(), RawHtml> {
        self.events(&mut Parser::new_ext(self.body, OPTIONS).into_offset_iter())?;
        self.footnotes()
    }

    fn events(&mut self, events: &mut dyn Iterator<Item = Located<'t>>) -> Result<(), RawHtml> {
        while let Some((event, range)) = events.next() {
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
        let is_zero = memchr::memchr(0xEF, text.as_bytes()).is_some()
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

    fn start(&mut self, tag: Tag<'t>, range: Range<usize>) {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            self.findings.too_deep(range.into());
            match tag {
                Tag::Link { .. } => self.links.push(false),
                Tag::Table(_) => self.table = Table { flat: true, ..Table::default() },
                _ => {}
            }
            return;
        }
        match tag {
            Tag::Paragraph => self.block("<p>"),
            Tag::Heading { level, id, .. } => {
                self.line();
                self.out.push_str("<h");
                self.out.push(char::from(b'0' + level as u8));
                if let Some(id) = id.filter(|id| is_id(id) && self.written.insert(id.to_string())) {
                    self.id(&id);
                }
                self.out.push('>');
            }
            Tag::BlockQuote(_) => self.block("<blockquote>\n"),
            Tag::CodeBlock(kind) => {
                self.block("<pre><code");
                if let CodeBlockKind::Fenced(info) = kind {
                    let language = info.split([' ', '\t', ',', '{', ':']).next().unwrap_or_default();
                    if !language.is_empty() {
                        write::pair(&mut self.out, "class", &format!("language-{language}"));
                    }
                }
                self.out.push('>');
            }
            Tag::List(None) => self.block("<ul>\n"),
            Tag::List(Some(1)) => self.block("<ol>\n"),
            Tag::List(Some(start)) => self.block(&format!("<ol start=\"{start}\">\n")),
            Tag::Item => self.block("<li>"),
            Tag::Table(alignments) => {
                let flat = self.depth + 4 > MAX_DEPTH;
                self.table = Table { alignments, flat, ..Table::default() };
                if !flat {
                    self.block("<table>\n");
                }
            }
            Tag::TableHead | Tag::TableRow | Tag::TableCell => self.table(&tag),
            Tag::Emphasis => self.out.push_str("<em>"),
            Tag::Strong => self.out.push_str("<strong>"),
            Tag::Strikethrough => self.out.push_str("<del>"),
            Tag::Link { link_type, dest_url, title, .. } => self.link(link_type, &dest_url, &title, range),
            _ => {}
        }
    }

    fn block(&mut self, tag: &str) {
        self.line();
        self.out.push_str(tag);
    }

    fn table(&mut self, tag: &Tag) {
        let Table { alignments, cell, in_head, has_body, flat } = &mut self.table;
        if *flat {
            return;
        }
        match tag {
            Tag::TableHead => {
                (*in_head, *cell) = (true, 0);
                self.out.push_str("<thead>\n<tr>");
            }
            Tag::TableRow => {
                *cell = 0;
                self.out.push_str(if *has_body { "<tr>" } else { "<tbody>\n<tr>" });
                *has_body = true;
            }
            _ => {
                self.out.push_str(if *in_head { "<th" } else { "<td" });
                self.out.push_str(match alignments.get(*cell) {
                    Some(Alignment::Left) => " align=\"left\">",
                    Some(Alignment::Center) => " align=\"center\">",
                    Some(Alignment::Right) => " align=\"right\">",
                    _ => ">",
                });
                *cell += 1;
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let deep = self.depth > MAX_DEPTH;
        self.depth = self.depth.saturating_sub(1);
        let in_table = matches!(tag, TagEnd::Table | TagEnd::TableHead | TagEnd::TableRow | TagEnd::TableCell);
        if tag == TagEnd::Link {
            if self.links.pop() == Some(true) {
                self.out.push_str("</a>");
            }
            return;
        }
        if deep || (in_table && self.table.flat) {
            // What is without tags shall at least not run together.
            let inline = matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough);
            self.out.push_str(if inline { "" } else { "\n" });
            return;
        }
        if let TagEnd::Heading(level) = tag {
            self.out.push_str("</h");
            self.out.push(char::from(b'0' + level as u8));
        }
        self.out.push_str(match tag {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::Heading(_) => ">\n",
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::CodeBlock => "</code></pre>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::Table if self.table.has_body => "</tbody>\n</table>\n",
            TagEnd::Table => "</table>\n",
            TagEnd::TableHead => {
                self.table.in_head = false;
                "</tr>\n</thead>\n"
            }
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell if self.table.in_head => "</th>",
            TagEnd::TableCell => "</td>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            _ => "",
        });
    }

    fn link(&mut self, kind: LinkType, reference: &str, title: &str, range: Range<usize>) {
        let href = self.href(kind, reference, &range);
        self.links.push(href.is_some());
        if let Some(href) = href {
            self.out.push_str("<a");
            write::pair(&mut self.out, "href", &href);
            self.title(title);
            self.out.push('>');
        }
    }

    fn href(&mut self, kind: LinkType, reference: &str, range: &Range<usize>) -> Option<String> {
        if self.raw && reference.starts_with('#') {
            return Some(reference.to_owned());
        }
        let mailto;
        let reference = if kind == LinkType::Email {
            mailto = format!("mailto:{reference}");
            &mailto
        } else {
            reference
        };
        let href = match urls::resolve(reference, self.context.base, Purpose::Link) {
            Ok(href) => href,
            Err(refusal) => {
                self.refused(&refusal, "link", reference, range);
                return None;
            }
        };
        let Some((page, fragment)) = href.split_once('#').filter(|_| !self.raw) else { return Some(href) };
        let id = urls::decode_fragment(fragment);
        if page != self.address() || !self.ids().contains(&id) {
            return Some(href);
        }
        Some(anchor(page, self.context.prefix, &id))
    }

    fn image(&mut self, _: LinkType, reference: &str, title: &str, alt: &str, range: Range<usize>) {
        match urls::resolve(reference, self.context.base, Purpose::Image) {
            Ok(src) => {
                self.out.push_str("<img");
                write::pair(&mut self.out, "src", &src);
                write::pair(&mut self.out, "alt", alt);
                self.title(title);
                self.out.push('>');
            }
            Err(refusal) => {
                self.refused(&refusal, "picture", reference, &range);
                write::text(&mut self.out, alt);
            }
        }
    }

    fn refused(&mut self, refusal: &Refusal, what: &str, reference: &str, range: &Range<usize>) {
        self.findings.refused(refusal, what, reference, range.clone().into());
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            write::pair(&mut self.out, "title", title);
        }
    }

    fn address(&mut self) -> &str {
        self.address.get_or_insert_with(|| address(self.context.base))
    }

    fn ids(&mut self) -> &HashSet<String> {
        let body = self.body;
        self.ids.get_or_insert_with(|| {
            let mut ids = HashSet::new();
            if memchr::memmem::find(body.as_bytes(), b"{").is_some() {
                ids.extend(Parser::new_ext(body, OPTIONS).filter_map(|event| match event {
                    Event::Start(Tag::Heading { id: Some(id), .. }) if is_id(&id) => Some(id.into_string()),
                    _ => None,
                }));
            }
            ids
        })
    }

    /// Writes an `id` attribute.
    fn id(&mut self, id: &str) {
        let prefix = if self.raw { "" } else { self.context.prefix };
        write::pair(&mut self.out, "id", &format!("{prefix}{id}"));
    }

    /// Writes a start tag `<a>` that leads to the element with this id.
    fn jump(&mut self, id: &str) {
        let href = if self.raw {
            format!("#{id}")
        } else {
            let prefix = self.context.prefix;
            anchor(self.address(), prefix, id)
        };
        self.out.push_str("<a");
        write::pair(&mut self.out, "href", &href);
    }

    /// Writes a footnote's mark in the text.
    fn reference(&mut self, name: &str) {
        let linked = !self.links.contains(&true);
        let body = self.body;
        let (number, reference) = self.notes.refer(name, linked, body);
        self.out.push_str("<sup>");
        if linked {
            self.jump(&self.notes.definition_id(number));
            self.id(&self.notes.reference_id(number, reference));
            self.out.push('>');
        }
        self.out.push_str(&number.to_string());
        self.out.push_str(if linked { "</a></sup>" } else { "</sup>" });
    }

    /// Writes the footnotes that are referred to, which may refer to more.
    fn footnotes(&mut self) -> Result<(), RawHtml> {
        let mut written: Vec<(String, Vec<Piece>)> = Vec::new();
        let before = std::mem::take(&mut self.out);
        let pieces = std::mem::take(&mut self.pieces);
        self.depth = 3;
        while let Some(events) = self.notes.events(written.len() + 1) {
            self.events(&mut events.into_iter())?;
            written.push((std::mem::take(&mut self.out), std::mem::take(&mut self.pieces)));
        }
        (self.out, self.pieces) = (before, pieces);
        if written.is_empty() {
            return Ok(());
        }
        self.block("<section class=\"footnotes\">\n<ol>\n");
        for (index, (text, pieces)) in written.into_iter().enumerate() {
            let number = index + 1;
            self.out.push_str("<li");
            self.id(&self.notes.definition_id(number));
            self.out.push_str(">\n");
            let start = self.out.len();
            self.pieces.extend(pieces.into_iter().map(|piece| Piece { html: start + piece.html, ..piece }));
            let in_paragraph = text.strip_suffix("</p>\n");
            self.out.push_str(in_paragraph.unwrap_or(&text));
            let Note { references, .. } = self.notes.note(number);
            if references > 0 {
                self.out.push_str(if in_paragraph.is_some() { " " } else { "<p>" });
                for reference in 1..=references {
                    self.out.push_str(if reference > 1 { " " } else { "" });
                    self.jump(&self.notes.reference_id(number, reference));
                    self.out.push_str(">↩\u{FE0E}");
                    if reference > 1 {
                        self.out.push_str(&format!("<sup>{reference}</sup>"));
                    }
                    self.out.push_str("</a>");
                }
            }
            self.out.push_str(if references > 0 || in_paragraph.is_some() { "</p>\n</li>\n" } else { "</li>\n" });
        }
        self.out.push_str("</ol>\n</section>\n");
        Ok(())
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
