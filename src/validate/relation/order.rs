//! What must stand before what in RSS: a channel's own elements before its items, a description before the full content.
//! Spec: RSS Advisory Board, "Really Simple Syndication Best Practices Profile".

use crate::diagnostic::MOST_OF_A_RULE;
use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::node::Spot;

rules! {
    /// An item stands before an element of its channel.
    ///
    /// Readers that go through the feed from the top then know too little of the channel when they come to the item.
    /// Put the items last.
    MISPLACED_ITEM = Warning "misplaced-item";

    /// The full content of an item stands before its description, or without one.
    ///
    /// Some readers take the last of the two for the content, and those that do not know `<content:encoded>` have
    /// nothing to show without `<description>`. Put a summary into `<description>`, and that first.
    NEED_DESCRIPTION_BEFORE_CONTENT = Warning "need-description-before-content";
}

/// Runs when an `<item>` of RSS 0.91 to 2.0 opens: something may come that belongs before it.
pub fn item(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.early_items.len() < MOST_OF_A_RULE {
        scope.ctx.early_items.push(scope.node().open.span.into());
    }
}

/// Runs when an element opens that belongs before its channel's items.
pub fn metadata(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.early_items.is_empty() || scope.ctx.kind != Kind::Rss {
        return;
    }
    let name = scope.node().name.clone();
    let within = scope.parent().name.clone();
    for spot in std::mem::take(&mut scope.ctx.early_items) {
        // As it is where a window came between: without an excerpt.
        let spot = Spot { place: spot.place.or_else(|| Some(scope.report.place(spot.span))), ..spot };
        scope
            .flag_as(&MISPLACED_ITEM, At::Spot(spot), format!("`<{name}>` comes behind this item"), "item", &within)
            .help(format!("move `<{name}>` to where the channel begins, before its items"));
    }
}

/// Runs when `<content:encoded>` opens.
pub fn content(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.kind != Kind::Rss || scope.parent().has("description") {
        return;
    }
    let (within, around) = (scope.parent().name.clone(), scope.ancestor(2).name.clone());
    let message = "`<content:encoded>` has no `<description>` before it";
    scope
        .flag_as(&NEED_DESCRIPTION_BEFORE_CONTENT, At::Open, message, &within, &around)
        .help("add a `<description>` before it, with a summary");
}
