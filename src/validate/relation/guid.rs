//! What the `<guid>` of an item must be. Spec: RSS 2.0, "`<guid>` sub-element of `<item>`".

use super::unique::{self, DUPLICATE_VALUE};
use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::value::uri;
use crate::validate::walk::finish::place_flaw;

rules! {
    /// A `<guid>` is said to be a web address, and is a name.
    ///
    /// Without `isPermaLink="false"` readers open what a `<guid>` says in a browser: `tag:` and `urn:uuid:` lead
    /// nowhere. Add `isPermaLink="false"`.
    INVALID_PERMALINK = Error "invalid-permalink";

    /// A `<guid>` is only a short number, which other feeds use too.
    ///
    /// Readers with many feeds then take items of two feeds for one, and show only one of them. Give the item's
    /// address, or a name with a domain in it.
    NOT_SUFFICIENTLY_UNIQUE = Warning "not-sufficiently-unique";
}

/// Runs when a `<guid>` closes.
pub fn check(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let value = node.value();
    if node.attr("isPermaLink").is_none_or(|permalink| permalink == "true") {
        permalink(scope);
    } else if value.chars().count() < 9 && !value.is_empty() && value.chars().all(char::is_numeric) {
        let value = value.to_owned();
        let message = format!("the number `{}` tells this item from no other feed's", shown(&value));
        scope
            .flag(&NOT_SUFFICIENTLY_UNIQUE, At::Text, message)
            .help("write the item's address, or `tag:example.com,2024:` before the number")
            .param("value", value);
    }
    // Other editions of an item, as FeedSync has them, may have its own.
    if scope.ancestor(2).name == "channel" {
        unique::text(scope, unique::GUIDS, &DUPLICATE_VALUE);
    }
}

fn permalink(scope: &mut Scope<'_, '_, '_>) {
    let value = scope.node().value();
    if let Some(mut flaw) = uri::full(value, &uri::INVALID_HTTP_GUID) {
        if std::ptr::eq(flaw.rule, &uri::INVALID_HTTP_GUID) {
            flaw.help = "add `isPermaLink=\"false\"`, or write the full address of the article".to_owned();
        }
        let (name, parent) = (scope.node().name.clone(), scope.parent().name.clone());
        return place_flaw(scope, flaw, At::Text, &name, &parent, None);
    }
    let is = |scheme: &str| value.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if is("tag:") || is("urn:uuid:") {
        let message = format!("`{}` is a name and no address of a page", shown(value));
        scope.flag(&INVALID_PERMALINK, At::Text, message).help("write `<guid isPermaLink=\"false\">`");
    }
}
