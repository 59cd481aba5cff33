//! Elements that point at something by `rdf:resource`, of the modules of RSS 1.0.

use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::schema::{Attr, Element, attr, many};
use crate::validate::vocab::checks::URI;
use crate::validate::walk::MISSING_ATTRIBUTE;

/// The address itself.
pub const RESOURCE: Attr = attr("rdf:resource").is(&[URI]).of_element().late();
/// What is there, in words.
pub const TITLE: Attr = attr("dc:title");

/// An element that points at something, any number of times.
pub const fn pointer(name: &'static str) -> Element {
    many(name).attrs(&[RESOURCE, TITLE]).relations(&[points])
}

/// Flags that an element of RSS 1.0 points nowhere. Runs when it closes.
pub fn points(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.kind != Kind::Rss1 || scope.node().attribute("rdf:resource").is_some() {
        return;
    }
    let name = scope.node().name.clone();
    scope
        .flag(&MISSING_ATTRIBUTE, At::Close, format!("`<{name}>` needs the attribute `rdf:resource`"))
        .help(format!("write `<{name} rdf:resource=\"https://…\"/>`"))
        .param("attr", "rdf:resource");
}
