//! Elements that are known, but that nobody expects where they stand.

use super::ext;
use super::namespaces::{ATOM, Prefix};
use crate::validate::Kind;
use crate::validate::context::Context;
use crate::validate::schema::{Element, Table};

/// What is judged wherever it stands, though it is remarked on.
static ANYWHERE: Table = Table::new(&[]).with(ext::EVERYWHERE);

/// The row of an element that is not expected within `within`.
pub fn find(ctx: &Context<'_>, within: &str, prefix: Prefix, local: &str) -> Option<&'static Element> {
    let in_app = matches!(ctx.kind, Kind::AppService | Kind::AppCategories);
    if prefix == Prefix::CORE && within.contains(':') && ctx.is_own(ATOM) {
        return ANYWHERE.find(Prefix::named("atom"), local);
    }
    if in_app && prefix.name() == "app" {
        return ANYWHERE.find(Prefix::CORE, local);
    }
    ANYWHERE.find(prefix, local)
}
