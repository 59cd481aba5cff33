//! What an RDF document holds in elements of other vocabularies. Spec: RDF 1.1 XML Syntax.

use super::{UNDEFINED_ELEMENT, UNEXPECTED_ATTRIBUTE, Walk};
use crate::diagnostic::Report;
use crate::diagnostic::rule::rules;
use crate::validate::context::At;
use crate::validate::node::{Mode, Node};
use crate::validate::reader::shown;
use crate::validate::reader::xml::{Reader, Tag};
use crate::validate::relation::unique::DUPLICATE_VALUE;
use crate::validate::vocab::namespaces::{RSS_11, XHTML};

rules! {
    /// The document is not RDF, which RSS 1.0 and 1.1 are.
    ///
    /// Readers that take it as RDF refuse it. Text and elements may not be mixed unless `rdf:parseType="Literal"` says
    /// so, and attributes of RDF have a fixed meaning. Spec: RDF 1.1 XML Syntax.
    INVALID_RDF = Error "invalid-rdf";
}

/// The scope of `rdf:about`: all of the document.
pub(in crate::validate) const ABOUTS: &str = "rdf:about";

impl Walk<'_> {
    /// An element in the text of one that holds text only.
    pub(super) fn start_in_rdf_text(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        let Some(top) = self.top() else { return };
        let literal = top.attr("rdf:parseType") == Some("Literal");
        let has_text = !top.text.trim().is_empty();
        let watched = is_watched(&top.name, self.stack.get(self.depth.saturating_sub(2)));
        // The W3C validator asks each of the element's checks, and lets each open the element: of these only one closes
        // with its end tag. The first of the checks tells of elements even where there is no text.
        let times = match (self.ctx.as_w3c(), top.row) {
            (true, Some(row)) => row.text.len().max(1),
            _ => 1,
        };
        let mixed = if has_text { times } else { usize::from(watched) };
        for _ in 0..if literal { 0 } else { mixed } {
            self.mixed(has_text, report);
        }
        let uri = reader.uri(tag.name.namespace);
        for _ in 0..times {
            if tag.name.local() == "div" && uri == XHTML {
                self.push("div", Mode::Div, tag.span);
                continue;
            }
            let below = self.depth.saturating_sub(1);
            self.push(tag.name.local(), Mode::Rdf { literal: false }, tag.span);
            self.attributes_of(reader);
            self.open_rdf(below, tag, reader, report);
        }
    }

    /// An element within one of another vocabulary.
    pub(super) fn start_in_rdf(&mut self, literal: bool, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        let below = self.depth.saturating_sub(1);
        self.push(tag.name.local(), Mode::Rdf { literal }, tag.span);
        self.attributes_of(reader);
        self.open_rdf(below, tag, reader, report);
    }

    /// Judges the element of another vocabulary that has just been opened. Its parent is at `below` in the stack.
    pub(super) fn open_rdf(&mut self, below: usize, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        let parent = self.stack.get(below).map_or_else(String::new, |node| node.name.clone());
        let mut scope = self.scope(report);
        let is_literal = scope.node().attr("rdf:parseType") == Some("Literal");
        let about = scope.node().attr(ABOUTS).map(str::to_owned);
        if let Some(node) = scope.node_mut() {
            if is_literal {
                node.mode = Mode::Rdf { literal: true };
            }
            if node.mode == (Mode::Rdf { literal: true }) {
                return;
            }
        }
        if reader.uri(tag.name.namespace) == RSS_11 {
            let message = format!("`<{}>` stands within an element of another vocabulary", shown(tag.name.raw));
            scope
                .flag_as(&UNDEFINED_ELEMENT, At::Open, message, tag.name.local(), &parent)
                .help("move it out, or add `rdf:parseType=\"Literal\"` to the element around it");
        }
        if let Some(about) = about
            && !scope.ctx.is_new(ABOUTS, &about)
        {
            let message = format!("`{}` is the `rdf:about` of something else too", shown(&about));
            scope
                .flag_as(&DUPLICATE_VALUE, At::Attr(ABOUTS), message, ABOUTS, &parent)
                .help("give each thing an address of its own")
                .param("value", about);
        }
        self.rss_attributes(tag, reader, report);
    }

    /// Flags attributes of RSS 1.1 on an element of another vocabulary.
    fn rss_attributes(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        for attribute in reader.attributes() {
            if reader.uri(attribute.name.namespace) != RSS_11 {
                continue;
            }
            let raw = attribute.name.raw;
            let at = At::Both(attribute.name_span.into(), tag.span.into());
            let mut scope = self.scope(report);
            let message = format!("`<{}>` has the attribute `{}` of RSS 1.1", shown(tag.name.raw), shown(raw));
            scope
                .flag_as(&UNEXPECTED_ATTRIBUTE, at, message, tag.name.local(), tag.name.local())
                .help("remove it, or say it in the vocabulary of the element")
                .param("attribute", raw);
        }
    }

    pub(super) fn end_rdf(&mut self, literal: bool, report: &mut Report<'_>) {
        let Some(top) = self.top() else { return };
        if !literal && top.has_children && !top.text.trim().is_empty() {
            self.mixed(true, report);
        }
    }

    fn mixed(&mut self, has_text: bool, report: &mut Report<'_>) {
        let mut scope = self.scope(report);
        let name = scope.node().name.clone();
        let message = match has_text {
            true => format!("`<{name}>` holds both text and elements"),
            false => format!("`<{name}>` holds an element where RDF expects text"),
        };
        scope
            .flag(&INVALID_RDF, At::Here, message)
            .help(format!("add `rdf:parseType=\"Literal\"` to `<{name}>`, or write `&lt;` for the `<` of the elements"))
            .param("message", "mixed content");
    }
}

/// Whether an element holds text that people read, plain or HTML; elements in it are most often tags of that.
fn is_watched(name: &str, parent: Option<&Node>) -> bool {
    match name {
        "title" | "content:encoded" | "dc:rights" | "opml:ownerName" | "opml:ownerEmail" => true,
        "atom:name" | "feedburner:browserFriendly" | "itunes:author" | "itunes:subtitle" | "itunes:summary" => true,
        "itunes:keywords" | "itunes:name" | "itunes:email" => true,
        "description" => parent.is_some_and(|parent| !parent.name.eq_ignore_ascii_case("textinput")),
        _ => false,
    }
}
