//! `<item>`: what all RSS has in it, and what RSS 0.91, 0.92 and 2.0 add. Spec: RSS 2.0, "Elements of `<item>`".

use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::relation::unique::{self, DUPLICATE_VALUE};
use crate::validate::relation::{apple, enclosure, guid, order, pitfalls, readers, semantics};
use crate::validate::schema::{Check, Element, Group, Holds, Table, attr, many, opt};
use crate::validate::vocab::atom;
use crate::validate::vocab::checks::{
    BOOLEAN, EMAIL_WITH_NAME, FULL_URL, HTML, NOT_BLANK, PLAIN, RFC822, RFC3339, TEXT,
};
use crate::validate::vocab::construct::DUPLICATE_DESCRIPTION_SEMANTICS;
use crate::validate::vocab::ext::{self, content, itunes, podcast};
use crate::validate::walk::finish::missing;

rules! {
    /// An item has neither a title nor a description.
    ///
    /// A reader then has nothing to show. RSS demands one of the two.
    ITEM_MUST_CONTAIN_TITLE_OR_DESCRIPTION = Error "item-must-contain-title-or-description";

    /// An item has no `<guid>`.
    ///
    /// Readers tell by it whether they know an item: without it a corrected title or link makes them show the item
    /// again, or never. Give each item a value of its own that never changes; its address will do.
    MISSING_GUID = Warning "missing-guid";

    /// An item counts its comments, and the channel does not say when it was built.
    ///
    /// Numbers of comments change while items stay: readers look at `<lastBuildDate>` to see whether to read them anew.
    SLASH_DATE = Warning "slash-date";
}

/// Plain text in RSS 0.91, HTML elsewhere.
const DESCRIPTION: Check = |v| if v.facts.rss_version == "0.91" { PLAIN(v) } else { HTML(v) };

/// What stands in `<item>` of RSS 1.0 and 1.1 too.
pub static ITEM_CORE: Group = &[
    opt("title").text(&[PLAIN, NOT_BLANK]),
    opt("link").text(&[FULL_URL]).keep(),
    opt("description").text(&[DESCRIPTION]).html().relations(&[pitfalls::note_length]),
    opt("content:encoded").text(&[HTML]).html().opening(&[order::content]).relations(&[pitfalls::note_length]),
    opt("content:items").holds(&content::ITEMS),
    many("xhtml:body").any_attr().content(Holds::XhtmlBody).opening(&[xhtml_body]),
];

/// What Atom adds to an item, as far as RSS has more to say of it.
pub static ATOM: Group = &[
    opt("atom:id")
        .text(&[FULL_URL, NOT_BLANK])
        .relations(&[atom_id])
        .keep()
        .opening(&[|scope| semantics::in_item(scope, "guid", "atom:id")]),
    opt("atom:published").text(&[RFC3339]).keep().opening(&[semantics::published]),
];

/// What RSS 1.0 has not.
const RSS20: [Element; 7] = [
    opt("comments").text(&[FULL_URL]),
    opt("enclosure")
        .attrs(enclosure::ATTRS)
        .once(&enclosure::DUPLICATE_ENCLOSURE)
        .opening(&[enclosure::length, enclosure::podcast])
        .holds(&super::channel::NOTHING)
        .keep(),
    opt("pubDate").text(&[RFC822]).keep().opening(&[
        |scope| semantics::in_item(scope, "pubDate", "dc:date"),
        |scope| semantics::in_item(scope, "pubDate", "atom:published"),
    ]),
    opt("author").text(&[EMAIL_WITH_NAME]).opening(&[|scope| semantics::in_item(scope, "author", "dc:creator")]),
    many("category")
        .attrs(&[attr("domain")])
        .text(&[PLAIN, NOT_BLANK])
        .opening(&[|scope| semantics::in_item(scope, "category", "dc:subject")]),
    opt("guid")
        .attrs(&[attr("isPermaLink").is(&[BOOLEAN]).of_element()])
        .late()
        .text(&[TEXT, NOT_BLANK])
        .opening(&[|scope| semantics::in_item(scope, "guid", "atom:id")])
        .relations(&[guid::check])
        .keep(),
    opt("source")
        .since_plain()
        .attrs(&[attr("url").is(&[FULL_URL]).required()])
        .text(&[PLAIN])
        .opening(&[|scope| semantics::in_item(scope, "source", "dc:source")]),
];

/// What may stand in `<item>` of RSS 0.91, 0.92 and 2.0.
pub static ITEM: Table = Table::new(&[&RSS20, ITEM_CORE, ATOM, atom::IN_ITEM, itunes::ITEM]).with(ext::RSS20_ITEM);

/// An `<item>` of RSS 0.91, 0.92 and 2.0, wherever it stands.
pub const ROW: Element = many("item").holds(&ITEM).relations(&[check]);

/// Another edition of an `<item>`, as FeedSync keeps it. The W3C validator knows only what RSS 1.0 has too in it.
pub const EDITION: Element = many("item").holds(&EDITION_OF_ITEM).relations(&[check]);

static EDITION_OF_ITEM: Table =
    Table::new(&[ITEM_CORE, ATOM, atom::IN_ITEM, itunes::ITEM, &beyond(RSS20)]).with(ext::RSS_ITEM);

const fn beyond<const N: usize>(mut rows: [Element; N]) -> [Element; N] {
    let mut at = 0;
    while at < N {
        rows[at].beyond = true;
        at += 1;
    }
    rows
}

/// Runs when an `<item>` of RSS 0.91 to 2.0 closes, its children known.
pub fn check(scope: &mut Scope<'_, '_, '_>) {
    podcast::item(scope);
    apple::item(scope);
    readers::rss_item(scope);
    pitfalls::rss_item(scope);
    let node = scope.node();
    if !node.has("title") && !node.has("description") {
        let message = "the item has neither a `<title>` nor a `<description>`";
        scope.flag(&ITEM_MUST_CONTAIN_TITLE_OR_DESCRIPTION, At::Close, message).help("add one of the two, or both");
    }
    if !scope.node().has("guid") && scope.ctx.rss_version.starts_with("2.") {
        missing(scope, "guid", &MISSING_GUID, "<guid>https://example.com/the-article</guid>");
    }
    if scope.node().has("slash:comments") && !scope.parent().has("lastBuildDate") {
        let message = "the item has `<slash:comments>`, and the channel before it no `<lastBuildDate>`";
        scope.flag(&SLASH_DATE, At::Close, message).help("add `<lastBuildDate>` to the channel, before its items");
    }
}

fn xhtml_body(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.kind == Kind::Rss {
        scope
            .flag(&DUPLICATE_DESCRIPTION_SEMANTICS, At::Open, "readers of RSS do not expect `<xhtml:body>`")
            .help("write the content into `<description>`, or `<content:encoded>`, as escaped HTML");
    }
}

fn atom_id(scope: &mut Scope<'_, '_, '_>) {
    unique::text(scope, unique::ATOM_IDS, &DUPLICATE_VALUE);
}
