//! RSS 0.91, 0.92 and 2.0. Spec: RSS 2.0 (rssboard.org/rss-specification), with the RSS Advisory Board's profile.

pub mod channel;
pub mod image;
pub mod item;
pub mod skip;

pub use channel::CHANNEL;
pub use item::ITEM;

use super::ext::access;
use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::schema::{Attr, Table, attr, req};
use crate::validate::walk::DUPLICATE_ELEMENT;

rules! {
    /// The `version` of RSS is none that there is.
    ///
    /// Readers tell by it which elements to expect. It is `2.0` today; `0.91` and `0.92` are still understood. RSS 1.0
    /// is another format, and begins with `<rdf:RDF>`.
    INVALID_RSS_VERSION = Error "invalid-rss-version";

    /// The document type is that of RSS 0.91, and the `version` is another.
    ///
    /// The two contradict each other, so that nobody can tell what the document is. Remove the `<!DOCTYPE …>`; RSS 2.0
    /// has none.
    INVALID_DOCTYPE = Error "invalid-doctype";

    /// A title is missing that RSS demands.
    ///
    /// Readers show the title in their lists: without it a feed, its image or its form has no name.
    MISSING_TITLE = Error "missing-title";

    /// A link is missing that RSS demands.
    ///
    /// A click on the feed's name, its image or its form leads there. Give the full address of a page.
    MISSING_LINK = Error "missing-link";

    /// A description is missing that RSS demands.
    ///
    /// Readers and directories show it so that people know what the feed is about. One sentence is enough.
    MISSING_DESCRIPTION = Error "missing-description";
}

/// What may stand in `<rss>`.
pub static RSS: Table = Table::new(&[&[
    req("channel")
        .attrs(channel::ATTRS)
        .opening(&[channel::enter])
        .relations(&[channel::check])
        .holds(&channel::CHANNEL)
        .hint("<channel>…</channel>"),
    access::RESTRICTION.once(&DUPLICATE_ELEMENT),
]]);

/// The attributes of `<rss>`.
pub const ATTRS: &[Attr] = &[attr("version").required().of_element()];

/// Notes that this is RSS, and of which version.
pub fn enter(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.kind = Kind::Rss;
    let Some(version) = scope.node().attr("version").map(str::to_owned) else {
        "2.0".clone_into(&mut scope.ctx.rss_version);
        return;
    };
    if scope.ctx.rss_091_doctype {
        if version != "0.91" {
            let message = format!("the document type is that of RSS 0.91, the version is `{}`", shown(&version));
            scope
                .flag(&INVALID_DOCTYPE, At::Attr("version"), message)
                .help("remove the line with `<!DOCTYPE …>`")
                .param("attr", "version");
        }
    } else if !matches!(&*version, "0.91" | "0.92" | "2.0") {
        let message = format!("there is no version `{}` of RSS", shown(&version));
        scope
            .flag(&INVALID_RSS_VERSION, At::Attr("version"), message)
            .help("write `version=\"2.0\"`")
            .param("value", &*version);
    }
    scope.ctx.rss_version = version;
}

#[cfg(test)]
mod tests;
