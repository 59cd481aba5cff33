//! RSS 0.91, 0.92 and 2.0. Spec: RSS 2.0.

use super::ext;
use crate::validate::Kind;
use crate::validate::context::Scope;
use crate::validate::schema::{Table, attr, many, opt, req};

/// What may stand in `<rss>`.
pub static RSS: Table = Table::new(&[&[req("channel").holds(&CHANNEL)]]);

/// What may stand in `<channel>`.
pub static CHANNEL: Table =
    Table::new(&[&[req("title"), req("link"), req("description"), many("item").holds(&ITEM)]]).with(ext::RSS_CHANNEL);

/// What may stand in `<item>`.
pub static ITEM: Table =
    Table::new(&[&[opt("title"), opt("link"), opt("guid").attrs(&[attr("isPermaLink")])]]).with(ext::RSS20_ITEM);

/// Notes that this is RSS, and of which version.
pub fn enter(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.kind = Kind::Rss;
    scope.ctx.rss_version = scope.node().attr("version").unwrap_or("2.0").to_owned();
}
