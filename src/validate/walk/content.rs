//! Content: Atom's text constructs, the XHTML in them, and XHTML right in an RSS entry.
//! Spec: RFC 4287, sections 3.1 and 4.1.3.

use super::{UNDEFINED_ELEMENT, UNEXPECTED_TEXT, Walk};
use crate::diagnostic::Report;
use crate::diagnostic::rule::rules;
use crate::validate::context::At;
use crate::validate::node::{Mode, Spot};
use crate::validate::reader::shown;
use crate::validate::reader::xml::{Attribute, Namespace, Reader, Tag, Text};
use crate::validate::value::{Flaw, html};
use crate::validate::vocab::construct;
use crate::validate::vocab::namespaces::{self, Prefix, XHTML};

use super::finish::place_flaw;
use super::text::pieces;

rules! {
    /// Content of `type="xhtml"` is not within a `<div>` of XHTML.
    ///
    /// Readers take the content from that `<div>`, and show nothing without it. It is
    /// `<div xmlns="http://www.w3.org/1999/xhtml">`, and nothing but white space may stand beside it.
    /// Spec: RFC 4287, section 3.1.1.3.
    MISSING_XHTML_DIV = Error "missing-xhtml-div";

    /// The content's `type` is that of a whole page, but it holds only a part of one.
    ///
    /// Write `type="html"` or `type="xhtml"` for a piece of a page.
    HTML_FRAGMENT = Warning "html-fragment";

    /// Content says that it is escaped, but has elements in it.
    ///
    /// `mode="escaped"` is Atom 0.3's. Write `&lt;` for `<`, or leave the attribute out.
    NOT_ESCAPED = Error "not-escaped";
}

/// Among a construct's marks: there was text in it, of its own or in a `<div>` that holds nothing else.
const TEXT_MET: u32 = 1 << 31;

impl Walk<'_> {
    pub(super) fn start_in_construct(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        let (local, namespace) = (tag.name.local(), reader.uri(tag.name.namespace));
        let is_div = namespace == XHTML && local == "div";
        let mut scope = self.scope(report);
        let (name, parent) = (scope.node().name.clone(), scope.parent().name.clone());
        let kind = construct::content_type(scope.node()).to_owned();
        let has_text = scope.node().marks & TEXT_MET != 0;
        if kind != "xhtml" && !construct::is_xml(&kind) {
            let message =
                format!("`<{}>` stands in `<{name}>`, which does not say that it holds elements", shown(tag.name.raw));
            scope
                .flag_as(&UNDEFINED_ELEMENT, At::Here, message, local, &name)
                .help("write `type=\"xhtml\"` and put it into a `<div xmlns=\"http://www.w3.org/1999/xhtml\">`, or escape it: `type=\"html\"` and `&lt;` for `<`");
        }
        if kind == "xhtml" {
            if !is_div && !has_text {
                let message =
                    format!("`<{}>` stands where the `<div>` around the content should be", shown(tag.name.raw));
                scope
                    .flag_as(&MISSING_XHTML_DIV, At::Here, message, &name, &parent)
                    .help("put all of the content into one `<div xmlns=\"http://www.w3.org/1999/xhtml\">`");
                if local == "div" {
                    self.not_xhtml(namespace, report);
                }
            } else if namespace != XHTML {
                self.not_xhtml(namespace, report);
            }
        }
        if kind == "application/xhtml+xml" {
            if local != "html" {
                let mut scope = self.scope(report);
                scope
                    .flag(
                        &HTML_FRAGMENT,
                        At::Here,
                        format!("`{kind}` is the type of a whole page, and `<{local}>` begins none"),
                    )
                    .help("write `type=\"xhtml\"`")
                    .param("type", kind.clone());
            } else if namespace != XHTML {
                self.not_xhtml(namespace, report);
            }
        }
        let mut scope = self.scope(report);
        if scope.node().attr("mode") == Some("escaped") {
            scope
                .flag(&NOT_ESCAPED, At::Here, format!("`<{name}>` says it is escaped, and holds `<{local}>`"))
                .help("write `&lt;` for `<`, or leave out `mode`");
        }
        let mode = if is_div { Mode::Div } else { Mode::Anything };
        self.push(local, mode, tag.span);
        if let Some(top) = self.top_mut() {
            top.has_children = false;
        }
    }

    fn not_xhtml(&mut self, namespace: &str, report: &mut Report<'_>) {
        let mut scope = self.scope(report);
        let message = match namespace {
            "" => "the content's element is in no namespace".to_owned(),
            other => format!("the content's element is in the namespace `{}`", shown(other)),
        };
        scope
            .flag(&html::NOT_HTML, At::Here, message)
            .help("write `<div xmlns=\"http://www.w3.org/1999/xhtml\">`")
            .param("message", "unexpected namespace")
            .param("value", namespace);
    }

    pub(super) fn text_in_construct(&mut self, text: &Text<'_>, report: &mut Report<'_>) {
        let Some(top) = self.top_mut() else { return };
        let lacks_div = construct::content_type(top) == "xhtml" && top.marks & TEXT_MET == 0;
        let has_children = top.has_children;
        let is_blank = text.is_blank();
        if !is_blank {
            top.marks |= TEXT_MET;
        }
        top.push_text(text);
        if (lacks_div || has_children) && !is_blank {
            let name = top.name.clone();
            let mut lines = pieces(text).into_iter().filter(|(line, _)| !line.trim().is_empty()).map(|(_, span)| span);
            let first = lines.next();
            if let (true, Some(first)) = (lacks_div, first) {
                let message = format!("text stands right in `<{name}>`, not in a `<div>`");
                self.scope(report)
                    .flag(&MISSING_XHTML_DIV, At::Spot(first.into()), message)
                    .help("put all of the content into one `<div xmlns=\"http://www.w3.org/1999/xhtml\">`");
            }
            let all = if self.ctx.as_w3c() { usize::MAX } else { 1 };
            for line in first.into_iter().chain(lines).take(if has_children { all } else { 0 }) {
                self.scope(report)
                    .flag(
                        &UNEXPECTED_TEXT,
                        At::Spot(line.into()),
                        format!("text stands where `<{name}>` has its content elsewhere"),
                    )
                    .help("move it into the element beside it, or remove it");
            }
        }
        self.bad_text(text, report);
        if self.ctx.as_w3c() {
            self.plainly_bad_text(text, report);
        }
    }

    /// For a text construct the W3C validator counts each character that means nothing once more.
    fn plainly_bad_text(&mut self, text: &Text<'_>, report: &mut Report<'_>) {
        if let Some(top) = self.top_mut() {
            let before = std::mem::replace(&mut top.mode, Mode::Anything);
            self.bad_text(text, report);
            if let Some(top) = self.top_mut() {
                top.mode = before;
            }
        }
    }

    pub(super) fn end_construct(&mut self, report: &mut Report<'_>) {
        construct::check(&mut self.scope(report));
    }

    pub(super) fn start_in_div(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        let (local, namespace) = (tag.name.local(), reader.uri(tag.name.namespace));
        let mut mode = Mode::Div;
        let mut flaws = Vec::new();
        let known = html::inline(namespace, local, named(reader), &mut |number, flaw| flaws.push((number, flaw)));
        self.flag_inline(flaws, reader, report);
        if let (html::Inline::Foreign, Some(known)) = (known, namespaces::exact(namespace)) {
            let mut scope = self.scope(report);
            if scope.node().name != "metadata" {
                let name = format!("{}:{local}", known.name());
                let within = scope.node().name.clone();
                let message = format!("`<{}>` is no part of XHTML content", shown(tag.name.raw));
                scope.flag_as(&UNDEFINED_ELEMENT, At::Here, message, &name, &within).help("move it out of the content");
            }
            mode = Mode::Anything;
        }
        if mode == Mode::Div {
            self.bad_attributes(Prefix::CORE, local, reader, report);
            if let Some(top) = self.top_mut() {
                top.has_children = true;
            }
        }
        self.push(local, mode, tag.span);
    }

    /// Flags what is wrong with an element of content, or with its attribute of that number.
    fn flag_inline(&mut self, flaws: Vec<(Option<usize>, Flaw)>, reader: &Reader<'_>, report: &mut Report<'_>) {
        for (number, flaw) in flaws {
            let span = number.and_then(|number| {
                reader
                    .attributes()
                    .iter()
                    .filter(|attribute| is_plain(attribute))
                    .nth(number)
                    .map(|found| found.name_span)
            });
            let mut scope = self.scope(report);
            let here = Spot::from(scope.ctx.here);
            let (name, parent) = (scope.node().name.clone(), scope.parent().name.clone());
            let at = At::Both(span.map_or(here, Spot::from), here);
            place_flaw(&mut scope, flaw, at, &name, &parent, None);
        }
    }

    pub(super) fn text_in_div(&mut self, text: &Text<'_>, report: &mut Report<'_>) {
        if let Some(top) = self.top_mut()
            && !top.has_children
        {
            top.push_text(text);
        }
        self.bad_text(text, report);
    }

    /// What is text alone counts as text of what it stands in.
    pub(super) fn end_div(&mut self) {
        let depth = self.depth;
        let Some((top, below)) = self.stack.get_mut(..depth).and_then(|stack| stack.split_last_mut()) else { return };
        if let Some(parent) = below.last_mut().filter(|_| !top.has_children) {
            let text = top.text.trim();
            parent.text.push_str(text);
            if !text.is_empty() {
                parent.marks |= TEXT_MET;
            }
        }
    }

    /// An element in XHTML that stands right in an RSS entry.
    pub(super) fn start_in_xhtml(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        let mut flaws = Vec::new();
        html::body_child(tag.name.local(), named(reader), &mut |number, flaw| flaws.push((number, flaw)));
        self.flag_inline(flaws, reader, report);
        self.push(tag.name.local(), Mode::XhtmlBody, tag.span);
    }
}

/// The attributes of a start tag that declare no namespace: namespace, local name and value.
fn named<'r>(reader: &'r Reader<'_>) -> impl Iterator<Item = (&'r str, &'r str, &'r str)> {
    let attributes = reader.attributes().iter().filter(|attribute| is_plain(attribute));
    attributes.map(|found| (reader.uri(found.name.namespace), found.name.local(), &*found.value))
}

fn is_plain(attribute: &Attribute<'_>) -> bool {
    attribute.name.namespace != Namespace::XMLNS
}
