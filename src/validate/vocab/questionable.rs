//! Elements that are known, but that nobody expects where they stand.

use super::checks::{CANONICAL, PLAIN, RFC3339, URI};
use super::namespaces::{ATOM, Prefix};
use super::{app, atom, ext};
use crate::validate::Kind;
use crate::validate::context::Context;
use crate::validate::schema::{Element, Table, many, opt};

/// What is judged wherever it stands, though it is remarked on.
static ANYWHERE: Table = Table::new(&[&[
    atom::person("atom:author"),
    atom::category("atom:category"),
    atom::content("atom:content"),
    atom::person("atom:contributor"),
    many("atom:generator").text(&[PLAIN]).since_plain().attrs(atom::GENERATOR_ATTRS).opening(&[atom::generator_url]),
    opt("atom:icon").text(&[URI]),
    opt("atom:id").text(&[CANONICAL]),
    atom::link("atom:link"),
    opt("atom:logo").text(&[URI]),
    opt("atom:published").text(&[RFC3339]),
    atom::text("atom:rights"),
    atom::text("atom:subtitle"),
    atom::text("atom:summary"),
    atom::text("atom:title"),
    opt("atom:updated").text(&[RFC3339]),
    app::workspace(),
    app::collection("app:collection"),
    app::categories("app:categories"),
]])
.with(ext::EVERYWHERE);

/// The row of an element that is not expected within `within`.
pub fn find(ctx: &Context<'_>, within: &str, prefix: Prefix, local: &str) -> Option<&'static Element> {
    find_any(ctx, within, prefix, local).filter(|row| !row.beyond || !ctx.as_w3c())
}

fn find_any(ctx: &Context<'_>, within: &str, prefix: Prefix, local: &str) -> Option<&'static Element> {
    let in_app = matches!(ctx.kind, Kind::AppService | Kind::AppCategories);
    if prefix == Prefix::CORE && within.contains(':') && ctx.is_own(ATOM) {
        return ANYWHERE.find(Prefix::named("atom"), local);
    }
    if in_app && prefix.name() == "app" {
        return ANYWHERE.find(Prefix::CORE, local);
    }
    ANYWHERE.find(prefix, local)
}
