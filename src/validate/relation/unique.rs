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

/// The scope of the `<guid>`s of a channel's items.
pub const GUIDS: &str = "guid";
/// The scope of the `<atom:id>`s of a channel's items.
pub const ATOM_IDS: &str = "atom:id";

/// Flags the text of the element at hand if it was another's of the same `scope` before.
pub fn text(scope: &mut Scope<'_, '_, '_>, among: &'static str, rule: &'static Rule) {
    let value = scope.node().value().to_owned();
    if value.is_empty() || scope.ctx.is_new(among, &value) {
        return;
    }
    let name = scope.node().name.clone();
    scope
        .flag(rule, At::Text, format!("`{}` is the `<{name}>` of another one too", shown(&value)))
        .help("give each a value of its own")
        .param("value", value);
}
