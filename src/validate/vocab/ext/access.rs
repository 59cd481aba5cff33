//! Who may show a feed to others. Spec: <http://www.bloglines.com/about/specs/fac-1.0>.

use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::schema::{Element, Group, attr, many};
use crate::validate::value::text::INVALID_ACCESS_RESTRICTION_REL;

/// Whether a feed may be shown to others.
pub const RESTRICTION: Element =
    many("access:restriction").attrs(&[attr("relationship").required()]).relations(&[relationship]);

/// What may stand in an Atom feed.
pub static FEED: Group = &[RESTRICTION];

fn relationship(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    // Text in it counts as well, as the W3C validator has it.
    let value = format!("{}{}", node.attr("relationship").unwrap_or_default(), node.text);
    let value = value.trim();
    if matches!(value, "allow" | "deny") {
        return;
    }
    let message = match value {
        "" => "nothing says whether others may show the feed".to_owned(),
        _ => format!("`{}` says neither that others may show the feed nor that they may not", shown(value)),
    };
    let name = node.name.clone();
    let spot = node.attribute("relationship").map_or(node.open, |attr| attr.span.into());
    scope
        .flag(&INVALID_ACCESS_RESTRICTION_REL, At::Both(spot, scope.ctx.here.into()), message)
        .help("write `relationship=\"allow\"` or `relationship=\"deny\"`")
        .param("attr", name)
        .param("value", value);
}
