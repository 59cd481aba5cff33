//! The Atom Publishing Protocol: service and category documents, and what it adds to entries and feeds.
//! Spec: RFC 5023, sections 7, 8 and 13.

use super::atom;
use super::checks::{IRI, MEDIA_RANGE, YES_NO};
use super::ext;
use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::schema::{Attr, Element, Group, Table, attr, many, opt};
use crate::validate::walk::MISSING_ELEMENT;

rules! {
    /// A list of categories that lies elsewhere has attributes of its own.
    ///
    /// With `href`, the document there says all of it, and readers pass over the rest. Leave out `fixed` and `scheme`, or
    /// `href`. Spec: RFC 5023, section 7.2.1.
    CONFLICTING_CAT_ATTR = Error "conflicting-cat-attr";

    /// A list of categories lies elsewhere, and has categories here as well.
    ///
    /// With `href`, the document there says all of it, and readers pass over the rest. Leave out either. Spec: RFC 5023,
    /// section 7.2.1.
    CONFLICTING_CAT_CHILDREN = Error "conflicting-cat-children";
}

const CATEGORIES_ATTRS: &[Attr] = &[attr("scheme"), attr("fixed").is(&[YES_NO]), attr("href")];

/// What may stand in `<app:service>`.
pub static SERVICE: Table = Table::new(&[&[workspace().missing(&MISSING_ELEMENT)]]).with(ext::EVERYWHERE);

/// What may stand in `<app:workspace>`.
pub static WORKSPACE: Table =
    Table::new(&[&[collection("app:collection"), atom::text("atom:title").missing(&MISSING_ELEMENT)]])
        .with(ext::EVERYWHERE);

static COLLECTION_ROWS: Group = &[
    atom::text("atom:title"),
    // In a feed of Atom, whose elements have no prefix.
    atom::many_texts("title"),
    categories("app:categories"),
    many("app:accept").text(&[MEDIA_RANGE]),
];

/// What may stand in `<app:collection>`.
pub static COLLECTION: Table = Table::new(&[COLLECTION_ROWS]).with(ext::EVERYWHERE);

/// What may stand in `<app:categories>`.
pub static CATEGORIES: Table = Table::new(&[&[atom::category("atom:category")]]);

/// What may stand in `<app:control>`.
pub static CONTROL: Table = Table::new(&[&[opt("app:draft").raw().text(&[YES_NO])]]);

/// A service document.
pub const SERVICE_ROW: Element = many("app:service").holds(&SERVICE).opening(&[service]);

/// A category document.
pub const CATEGORIES_ROW: Element = categories("app:categories").opening(&[category_document, conflicting_attributes]);

/// A workspace.
pub(super) const fn workspace() -> Element {
    many("app:workspace").holds(&WORKSPACE)
}

/// A collection.
pub(super) const fn collection(name: &'static str) -> Element {
    const ATTRS: &[Attr] = &[attr("href").is(&[IRI]).required()];
    many(name).attrs(ATTRS).holds(&COLLECTION).relations(&[untitled])
}

/// Categories to choose from.
pub(super) const fn categories(name: &'static str) -> Element {
    many(name)
        .attrs(CATEGORIES_ATTRS)
        .holds(&CATEGORIES)
        .opening(&[conflicting_attributes])
        .relations(&[conflicting_children])
}

fn service(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.kind = Kind::AppService;
}

fn category_document(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.kind = Kind::AppCategories;
}

fn untitled(scope: &mut Scope<'_, '_, '_>) {
    if scope.node().has("atom:title") || scope.node().has("title") {
        return;
    }
    let within = scope.node().name.clone();
    scope
        .flag_as(&MISSING_ELEMENT, At::Close, format!("`<{within}>` has no `<atom:title>`"), "atom:title", &within)
        .help("add `<atom:title>…</atom:title>`");
}

fn conflicting_attributes(scope: &mut Scope<'_, '_, '_>) {
    if scope.node().attr("href").is_none() {
        return;
    }
    for name in ["fixed", "scheme"] {
        let Some(attr) = scope.node().attribute(name) else { continue };
        let at = At::Both(attr.name_span.into(), scope.node().open);
        scope
            .flag(&CONFLICTING_CAT_ATTR, at, format!("the categories have `href`, and `{name}` as well"))
            .help(format!("leave out `{name}`: the document at `href` says it"))
            .param("attr", name);
    }
}

fn conflicting_children(scope: &mut Scope<'_, '_, '_>) {
    if scope.node().attr("href").is_some() && scope.node().has_children {
        scope
            .flag(&CONFLICTING_CAT_CHILDREN, At::Close, "the categories have `href`, and are listed here as well")
            .help("leave out the list, or `href`");
    }
}
