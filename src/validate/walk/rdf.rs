//! What an RDF document holds in elements of other vocabularies. Spec: RDF 1.1 XML Syntax.

use super::{UNDEFINED_ELEMENT, Walk};
use crate::diagnostic::Report;
use crate::diagnostic::rule::rules;
use crate::validate::context::At;
use crate::validate::node::Mode;
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
        if !literal && (!top.text.trim().is_empty() || top.has_elements()) {
            self.mixed(report);
        }
        let uri = reader.uri(tag.name.namespace);
        if tag.name.local() == "div" && uri == XHTML {
            self.push("div", Mode::Div, tag.span);
            return;
        }
        self.push(tag.name.local(), Mode::Rdf { literal: false }, tag.span);
        self.attributes_of(reader);
        self.open_rdf(uri, tag, report);
    }

    /// An element within one of another vocabulary.
    pub(super) fn start_in_rdf(&mut self, literal: bool, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        self.push(tag.name.local(), Mode::Rdf { literal }, tag.span);
        self.attributes_of(reader);
        self.open_rdf(reader.uri(tag.name.namespace), tag, report);
    }

    /// Judges the element of another vocabulary that has just been opened.
    pub(super) fn open_rdf(&mut self, namespace: &str, tag: &Tag<'_>, report: &mut Report<'_>) {
        let mut scope = self.scope(report);
        let parent = scope.parent().name.clone();
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
        if namespace == RSS_11 {
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
    }

    pub(super) fn end_rdf(&mut self, literal: bool, report: &mut Report<'_>) {
        let Some(top) = self.top() else { return };
        if !literal && top.has_children && !top.text.trim().is_empty() {
            self.mixed(report);
        }
    }

    fn mixed(&mut self, report: &mut Report<'_>) {
        let mut scope = self.scope(report);
        let name = scope.node().name.clone();
        scope
            .flag(&INVALID_RDF, At::Here, format!("`<{name}>` holds both text and elements"))
            .help("add `rdf:parseType=\"Literal\"` to it, or remove one of the two")
            .param("message", "mixed content");
    }
}
