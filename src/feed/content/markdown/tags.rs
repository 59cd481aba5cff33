//! The parser's tags → HTML tags.

use std::ops::Range;

use pulldown_cmark::{Alignment, CodeBlockKind, Tag, TagEnd};

use super::{Writer, write};
use crate::feed::content::sanitise::is_id;

/// How deep elements may lie in each other; what lies deeper loses its tags.
const MAX_DEPTH: usize = 200;

#[derive(Default)]
pub(super) struct Table {
    alignments: Vec<Alignment>,
    cell: usize,
    in_head: bool,
    has_body: bool,
    /// Lies so deep that none of its tags is written.
    flat: bool,
}

impl<'t> Writer<'_, '_, 't> {
    pub(super) fn start(&mut self, tag: Tag<'t>, range: Range<usize>) {
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

    pub(super) fn block(&mut self, tag: &str) {
        self.line();
        self.out.push_str(tag);
    }

    pub(super) fn table(&mut self, tag: &Tag) {
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

    pub(super) fn end(&mut self, tag: TagEnd) {
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
}
