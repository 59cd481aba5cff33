//! Values that may stand but once in a document.

use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;

rules! {
    /// Two elements have one value, which must be each one's own.
    ///
    /// Readers tell entries apart by these values: they show only one of the two, or show it again and again. Give each
    /// a value of its own, and never change it.
    DUPLICATE_VALUE = Error "duplicate-value";
}

/// The scope of the identifiers of a feed's entries.
pub const ENTRY_IDS: &str = "entry id";
/// The scope of the identifiers of what stands in one element of conflicts.
pub const CONFLICT_IDS: &str = "sx:conflicts id";
/// The scope of the `<guid>`s of a channel's items.
pub const GUIDS: &str = "guid";
/// The scope of the `<atom:id>`s of a channel's items.
pub const ATOM_IDS: &str = "atom:id";

/// The scope of the identifier of the entry around the element at hand: editions in conflict share theirs with the entry
/// that they are editions of.
pub fn entry_ids(scope: &Scope<'_, '_, '_>) -> &'static str {
    if scope.ancestor(2).name == "sx:conflicts" { CONFLICT_IDS } else { ENTRY_IDS }
}

/// Flags the text of the element at hand if it was another's of the same `scope` before.
pub fn text(scope: &mut Scope<'_, '_, '_>, among: &'static str, rule: &'static Rule) {
    let Some(node) = scope.stack.last() else { return };
    let value = node.value();
    if value.is_empty() || scope.ctx.is_new(among, value) {
        return;
    }
    let value = value.to_owned();
    let name = scope.node().name.clone();
    scope
        .flag(rule, At::Text, format!("`{}` is the `<{name}>` of another one too", shown(&value)))
        .help("give each a value of its own")
        .param("value", value);
}
