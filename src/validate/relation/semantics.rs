//! One thing said twice: by an element of RSS itself and by one of another vocabulary.

use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};

rules! {
    /// A channel says one thing twice: with an element of RSS and with one of another vocabulary.
    ///
    /// Readers take either of them, so that subscribers see different things where they differ. Keep RSS's own, or
    /// only the other.
    DUPLICATE_SEMANTICS = Warning "duplicate-semantics";

    /// An item says one thing twice: with an element of RSS and with one of another vocabulary.
    ///
    /// Readers take either of them, so that subscribers see different things where they differ. Keep RSS's own, or
    /// only the other.
    DUPLICATE_ITEM_SEMANTICS = Warning "duplicate-item-semantics";
}

/// Flags that `core` and `ext` both stand in the channel around the element at hand, which opens and is one of them.
/// Qualified elements such as `<dc:date.modified>` count as well.
pub fn in_channel(scope: &mut Scope<'_, '_, '_>, core: &'static str, ext: &'static str) {
    twice(scope, &DUPLICATE_SEMANTICS, core, ext);
}

/// Flags that `core` and `ext` both stand in the item around the element at hand, which opens and is one of them.
pub fn in_item(scope: &mut Scope<'_, '_, '_>, core: &'static str, ext: &'static str) {
    twice(scope, &DUPLICATE_ITEM_SEMANTICS, core, ext);
}

/// Flags that the item around the element at hand, an `<atom:published>` that opens, has a `<pubDate>` before it. The W3C
/// validator looks for a `<published>` there, which RSS does not know.
pub fn published(scope: &mut Scope<'_, '_, '_>) {
    if !scope.ctx.as_w3c() {
        in_item(scope, "pubDate", "atom:published");
    } else if scope.parent().has("published") {
        say(scope, &DUPLICATE_ITEM_SEMANTICS, "pubDate", "atom:published");
    }
}

fn twice(scope: &mut Scope<'_, '_, '_>, rule: &'static Rule, core: &'static str, ext: &'static str) {
    let name = &*scope.node().name;
    let is_ext = name.strip_prefix(ext).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
    let other = if is_ext { core } else { ext };
    if scope.parent().has(other) {
        say(scope, rule, core, ext);
    }
}

fn say(scope: &mut Scope<'_, '_, '_>, rule: &'static Rule, core: &'static str, ext: &'static str) {
    let (within, around) = (scope.parent().name.clone(), scope.ancestor(2).name.clone());
    let message = format!("`<{core}>` and `<{ext}>` in one `<{within}>` say the same");
    scope
        .flag_as(rule, At::Open, message, &within, &around)
        .help(format!("keep `<{core}>`, and remove `<{ext}>`"))
        .param("core", core)
        .param("ext", ext);
}
