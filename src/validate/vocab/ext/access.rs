//! Who may list a feed. Spec: Bloglines, Feed Access Control 1.0.

use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::schema::{Attr, Element, attr, many, opt};
use crate::validate::value::text;
use crate::validate::vocab::checks::TEXT;
use crate::validate::walk::finish::place_flaw;

rules! {
    /// A feed says who may list it in words that nobody knows.
    ///
    /// The `relationship` is `allow`, or `deny` for a feed that search engines and directories are not to show.
    INVALID_ACCESS_RESTRICTION_REL = Error "invalid-access-restriction-rel";
}

/// In `<rss>`.
pub const RSS: Element = row(opt("access:restriction"));
/// In an Atom `<feed>`.
pub const FEED: Element = row(many("access:restriction"));

const ATTRS: &[Attr] = &[attr("relationship").required().of_element()];

const fn row(element: Element) -> Element {
    element.attrs(ATTRS).text(&[TEXT]).relations(&[check])
}

/// Runs when it closes. Text in it is taken for a part of the word, as the W3C validator does.
fn check(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let value = format!("{}{}", node.attr("relationship").unwrap_or_default(), node.text);
    let (name, parent) = (node.name.clone(), scope.parent().name.clone());
    if let Some(flaw) = text::one_of(value.trim(), &["allow", "deny"], &INVALID_ACCESS_RESTRICTION_REL) {
        let at = match (node.attribute("relationship"), node.text.trim()) {
            (Some(attribute), "") => At::Both(attribute.span.into(), scope.ctx.here().into()),
            _ => At::Close,
        };
        place_flaw(scope, flaw, at, &name, &parent, Some(&name));
    }
}
