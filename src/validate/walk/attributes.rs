//! Attributes: what they are kept as, which of them an element may have, and those that any may have.

use std::borrow::Cow;

use super::{BAD_CHARACTERS, UNEXPECTED_ATTRIBUTE, USE_OF_EXTENSION_ATTR, Walk};
use crate::diagnostic::Report;
use crate::validate::Kind;
use crate::validate::context::At;
use crate::validate::node::NodeAttr;
use crate::validate::reader::shown;
use crate::validate::reader::xml::{Attribute, Namespace, Reader, Tag};
use crate::validate::schema::{Element, Holds};
use crate::validate::value::{lang, uri};
use crate::validate::vocab::namespaces::Prefix;

use super::finish::place_flaw;
use super::start::full_name;
use super::text::is_bad;

impl Walk<'_> {
    /// Keeps the attributes of the start tag in the innermost open element.
    pub(super) fn attributes_of(&mut self, reader: &Reader<'_>) {
        let row = self.top().and_then(|top| top.row);
        for attribute in reader.attributes() {
            if attribute.name.namespace == Namespace::XMLNS {
                continue;
            }
            let prefix = match attribute.name.namespace {
                Namespace::NONE => Prefix::CORE,
                other => self.space(other, reader).exact,
            };
            let kept = NodeAttr {
                prefix,
                local: local_name(row, attribute.name.local()),
                value: attribute.value.clone().into_owned(),
                name_span: attribute.name_span,
                span: attribute.value_span,
            };
            if let Some(top) = self.top_mut() {
                top.attrs.push(kept);
            }
        }
    }

    /// Resolves `xml:base` of the innermost open element.
    pub(super) fn rebase(&mut self, report: &mut Report<'_>) {
        let top = self.top().filter(|top| !top.attrs.is_empty());
        let Some(value) = top.and_then(|top| top.attr("xml:base")).map(str::to_owned) else { return };
        // The W3C validator tells it for each check of the element.
        let times = match self.top().and_then(|top| top.row) {
            Some(row) if self.ctx.as_w3c() => row.checks(),
            _ => 1,
        };
        let mut scope = self.scope(report);
        if let Some(flaw) = uri::iri(&value, &uri::INVALID_IRI) {
            let (name, open) = (scope.node().name.clone(), scope.node().open);
            let own = scope.node().attribute("xml:base").map_or(open, |attr| attr.span.into());
            for _ in 0..times {
                place_flaw(&mut scope, flaw.clone(), At::Both(own, open), "xml:base", &name, None);
            }
        }
        let base = uri::join(scope.base(), &value);
        if let Some(node) = scope.node_mut() {
            node.base = Some(base);
        }
    }

    /// Flags the attributes that no row has.
    pub(super) fn unexpected(
        &mut self,
        row: &'static Element,
        tag: &Tag<'_>,
        reader: &Reader<'_>,
        report: &mut Report<'_>,
    ) {
        if row.any_attr || reader.attributes().is_empty() {
            return;
        }
        let in_core = self.top().is_some_and(|top| !top.name.as_bytes().contains(&b':'));
        for attribute in reader.attributes() {
            let namespace = attribute.name.namespace;
            if namespace == Namespace::XMLNS || (namespace == Namespace::XML && is_standard(attribute.name.local())) {
                continue;
            }
            let space = if namespace == Namespace::NONE { None } else { Some(self.space(namespace, reader)) };
            let prefix = space.map_or(Prefix::CORE, |space| space.exact);
            let local = attribute.name.local();
            let is_known = row.attrs.iter().any(|attr| is_called(attr.name, prefix, local));
            // Elements with attributes of their own have these only where a second check brings them.
            let is_rdf = self.ctx.kind == Kind::Rss1
                && matches!(row.holds, Holds::Text)
                && (row.attrs.is_empty() || row.text.len() > 1)
                && prefix.name() == "rdf"
                && matches!(local, "parseType" | "datatype" | "resource");
            if is_known || is_rdf {
                continue;
            }
            let unknown = space.is_some_and(|space| space.meant == Prefix::UNKNOWN);
            if unknown && !(self.ctx.kind == Kind::Rss && tag.name.namespace == Namespace::NONE && in_core) {
                continue;
            }
            self.flag_attribute(unknown, row, attribute, tag, report);
        }
    }

    fn flag_attribute(
        &mut self,
        extension: bool,
        row: &'static Element,
        attribute: &Attribute<'_>,
        tag: &Tag<'_>,
        report: &mut Report<'_>,
    ) {
        let (raw, element) = (attribute.name.raw, tag.name.raw);
        let mut scope = self.scope(report);
        let at = At::Both(attribute.name_span.into(), scope.node().open);
        let local = tag.name.local().to_owned();
        if extension {
            let message = format!("`<{element}>` has the attribute `{}` of another namespace", shown(raw));
            scope
                .flag_as(&USE_OF_EXTENSION_ATTR, at, message, &local, &local)
                .help("say it with an element of that namespace instead")
                .param("attribute", raw);
            return;
        }
        let near = row
            .attrs
            .iter()
            .map(|attr| attr.name)
            .find(|name| name.len().abs_diff(raw.len()) <= 4 && strsim::damerau_levenshtein(name, raw) <= 2);
        let help = match near {
            Some(near) => format!("write `{near}` if that is meant; else remove it"),
            None if row.attrs.is_empty() => format!("remove it; `<{element}>` has no attributes"),
            None => {
                let names: Vec<String> = row.attrs.iter().map(|attr| format!("`{}`", attr.name)).collect();
                format!("remove it; `<{element}>` may have {}", names.join(", "))
            }
        };
        let message = format!("`<{element}>` has the attribute `{}`, which is not known there", shown(raw));
        scope
            .flag_as(&UNEXPECTED_ATTRIBUTE, at, message, &local, &local)
            .help(help)
            .param("attribute", attribute.name.raw);
    }

    /// Judges `xml:lang`. It counts for what follows in the same element too, as the W3C validator has it.
    pub(super) fn language(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, report: &mut Report<'_>) {
        let found = reader
            .attributes()
            .iter()
            .find(|attribute| attribute.name.namespace == Namespace::XML && attribute.name.local() == "lang");
        let Some(attribute) = found else { return };
        let value = attribute.value.clone().into_owned();
        let judge = if self.ctx.as_w3c() { lang::language } else { lang::tag };
        let flaw = if value.is_empty() { None } else { judge(&value) };
        if let Some(top) = self.top_mut() {
            top.lang = Some(value);
        }
        if let Some(flaw) = flaw {
            let at = At::Both(attribute.value_span.into(), tag.span.into());
            let mut scope = self.scope(report);
            place_flaw(&mut scope, flaw, at, "xml:lang", tag.name.local(), None);
        }
    }

    /// Flags unreadable characters in attributes of the element called `local`, of the vocabulary `prefix`.
    pub(super) fn bad_attributes(&mut self, prefix: Prefix, local: &str, reader: &Reader<'_>, report: &mut Report<'_>) {
        for attribute in reader.attributes() {
            if attribute.name.namespace == Namespace::XMLNS || attribute.value.is_ascii() {
                continue;
            }
            for _ in attribute.value.chars().filter(|&c| is_bad(c)) {
                let mut scope = self.scope(report);
                let at = At::Both(attribute.value_span.into(), scope.ctx.here.into());
                let message = format!("the attribute `{}` holds characters that mean nothing", attribute.name.raw);
                scope
                    .flag_as(&BAD_CHARACTERS, at, message, attribute.name.local(), &full_name(prefix, local))
                    .help("mend the text where it comes from: it was taken for another encoding on its way");
            }
        }
    }

    /// Judges `xml:base` where nothing is relative to it that is judged.
    pub(super) fn stray_base(&mut self, reader: &Reader<'_>, report: &mut Report<'_>) {
        let is_base = |attr: &&Attribute<'_>| attr.name.namespace == Namespace::XML && attr.name.local() == "base";
        let Some(attribute) = reader.attributes().iter().find(is_base) else { return };
        if let Some(flaw) = uri::iri(&attribute.value, &uri::INVALID_IRI) {
            let mut scope = self.scope(report);
            let (name, open) = (scope.node().name.clone(), scope.node().open);
            let at = At::Both(attribute.value_span.into(), open);
            place_flaw(&mut scope, flaw, at, "xml:base", &name, None);
        }
    }
}

/// A name as it is kept: its row's own, where that has it.
fn local_name(row: Option<&'static Element>, local: &str) -> Cow<'static, str> {
    let known = row.and_then(|row| row.attrs.iter().map(|attr| attr.name).find(|name| *name == local));
    known.map_or_else(|| Cow::Owned(local.to_owned()), Cow::Borrowed)
}

fn is_standard(local: &str) -> bool {
    matches!(local, "base" | "id" | "lang" | "space")
}

/// Whether `name`, as rows spell it, is this name.
fn is_called(name: &str, prefix: Prefix, local: &str) -> bool {
    if prefix == Prefix::CORE {
        return name == local && !name.contains(':');
    }
    name.split_once(':').is_some_and(|(space, name)| name == local && prefix.name() == space)
}
