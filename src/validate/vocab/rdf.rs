//! RSS 0.90, 1.0 and 1.1, which are RDF. Spec: RDF Site Summary 1.0, section 5; RSS 1.1, section 3.

use super::checks::{FULL_URL, W3CDTF};
use super::namespaces::{RSS_10, RSS_11, RSS_090};
use super::rss::{MISSING_LINK, MISSING_TITLE, channel, image, item};
use super::{atom, ext, ext::itunes};
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::relation::readers;
use crate::validate::relation::unique::DUPLICATE_VALUE;
use crate::validate::schema::{Attr, Element, Group, Table, attr, many, opt, req};
use crate::validate::value::uri;
use crate::validate::walk::finish::{missing, place_flaw};
use crate::validate::walk::rdf::ABOUTS;
use crate::validate::walk::{MISSING_ATTRIBUTE, MISSING_ELEMENT, UNDEFINED_ELEMENT};

/// What a document may begin with.
pub static ROOTS: Group = &[
    many("rdf:RDF").opening(&[enter]).relations(&[leave]).holds(&RDF),
    many("Channel").attrs(ABOUT).opening(&[channel::enter, note_about]).relations(&[channel::check]).holds(&CHANNEL),
];

const ABOUT: &[Attr] = &[attr("rdf:about")];

/// What may stand in `<rdf:RDF>`.
static RDF: Table = Table::new(&[&[
    opt("rss090:channel")
        .attrs(channel::ATTRS)
        .opening(&[channel::enter, in_090])
        .relations(&[channel::check])
        .holds(&CHANNEL_090),
    opt("channel")
        .attrs(ABOUT)
        .watchers(2)
        .opening(&[channel::enter, note_about])
        .relations(&[about, channel::check])
        .holds(&CHANNEL),
    ITEM_ROW.watchers(2).relations(&[about, readers::rss_item]),
    many("textinput").attrs(image::TEXT_INPUT_ATTRS).watchers(2).relations(&[about]).holds(&image::TEXT_INPUT),
    many("image").attrs(ABOUT).watchers(2).relations(&[about]).holds(&IMAGE),
    many("cc:License").anything(),
    many("taxo:topic").anything(),
    many("rdf:Description").anything(),
]]);

const ITEM_ROW: Element =
    many("item").relations(&[readers::rss_item]).attrs(ABOUT).opening(&[unique_about]).holds(&ITEM);

/// What RSS 1.0 and 1.1 add to a channel.
static RSS10: Group = &[
    opt("items").attrs(&[attr("rdf:parseType")]).opening(&[items]).holds(&ITEMS),
    many("rdfs:label"),
    many("rdfs:comment"),
];

static CHANNEL: Table = Table::new(&[RSS10, channel::CHANNEL_CORE, channel::ATOM, atom::IN_CHANNEL, itunes::CHANNEL])
    .with(ext::RSS_CHANNEL);

static CHANNEL_090: Table =
    Table::new(&[channel::CHANNEL_CORE, channel::ATOM, atom::IN_CHANNEL, itunes::CHANNEL]).with(ext::RSS_CHANNEL);

static ITEM: Table = Table::new(&[
    &[
        opt("link").text(&[FULL_URL]).missing(&MISSING_ELEMENT).hint("<link>https://example.com/an-article</link>"),
        opt("title")
            .text(&[super::checks::PLAIN, super::checks::NOT_BLANK])
            .missing(&MISSING_ELEMENT)
            .hint("<title>The article's title</title>"),
        many("rdfs:label"),
        many("rdfs:comment"),
        many("thr:children").anything(),
    ],
    item::ITEM_CORE,
    item::ATOM,
    atom::IN_ITEM,
    itunes::ITEM,
])
.with(ext::RSS10_ITEM);

/// What may stand in `<items>`: a list of addresses in RSS 1.0, the items in RSS 1.1.
static ITEMS: Table =
    Table::new(&[&[ITEM_ROW.opening(&[item_in_items, unique_about]), many("rdf:Seq").opening(&[seq]).holds(&SEQ)]]);

static SEQ: Table =
    Table::new(&[&[many("rdf:li").attrs(&[attr("rdf:resource"), attr("resource")]).holds(&channel::NOTHING)]]);

/// What may stand in the `<image>` of RSS 1.0.
static IMAGE: Table = Table::new(&[&[
    opt("title").text(&[image::TITLE]).missing(&MISSING_TITLE).hint("<title>The feed's name</title>"),
    opt("link").text(&[FULL_URL]).missing(&MISSING_LINK).hint("<link>https://example.com/</link>"),
    req("url").text(&[FULL_URL]).hint("<url>https://example.com/logo.png</url>"),
    many("dc:creator"),
    many("dc:subject"),
    opt("dc:date").text(&[W3CDTF]),
    many("cc:license").anything(),
]])
.with(ext::EVERYWHERE);

/// Runs when `<rdf:RDF>` opens: elements of RSS 1.0 have no prefix from here on.
fn enter(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.kind = Kind::Rss1;
    scope.ctx.own_namespaces.push(RSS_10.to_owned());
}

/// Runs when `<rdf:RDF>` closes, its children known.
fn leave(scope: &mut Scope<'_, '_, '_>) {
    if !scope.node().has("channel") && !scope.node().has("rss090:channel") {
        missing(scope, "channel", &MISSING_ELEMENT, "<channel rdf:about=\"https://example.com/feed.rdf\">…</channel>");
    }
}

/// Runs when the channel of RSS 0.90 opens: what stands in its namespace has no prefix from here on.
fn in_090(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.own_namespaces.push(RSS_090.to_owned());
}

/// Judges `rdf:about`, which everything right in `<rdf:RDF>` needs but in RSS 0.90.
fn about(scope: &mut Scope<'_, '_, '_>) {
    let name = scope.node().name.clone();
    if scope.ctx.is_own(RSS_090) && name != "channel" {
        return;
    }
    let Some(found) = scope.node().attribute(ABOUTS) else {
        let message = format!("`<{name}>` needs the attribute `rdf:about`");
        scope
            .flag(&MISSING_ATTRIBUTE, At::Close, message)
            .help("add `rdf:about=\"…\"` with its address")
            .param("attr", ABOUTS);
        return;
    };
    // What else is wrong with a channel's, `channel::check` tells people.
    let at = At::Both(found.span.into(), scope.ctx.here().into());
    if let Some(flaw) = uri::reference(&found.value, &uri::INVALID_LINK)
        && (name != "channel" || scope.ctx.as_w3c())
    {
        place_flaw(scope, flaw, at, &name, &name, None);
    }
}

/// Notes what the channel is about.
fn note_about(scope: &mut Scope<'_, '_, '_>) {
    if let Some(about) = scope.node().attr(ABOUTS).map(str::to_owned) {
        scope.ctx.is_new(ABOUTS, &about);
    }
}

/// Flags an item about what something else is about too.
fn unique_about(scope: &mut Scope<'_, '_, '_>) {
    let Some(about) = scope.node().attr(ABOUTS).map(str::to_owned) else { return };
    if scope.ctx.is_new(ABOUTS, &about) {
        return;
    }
    let name = scope.node().name.clone();
    let message = format!("`{}` is the `rdf:about` of something else too", shown(&about));
    scope
        .flag_as(&DUPLICATE_VALUE, At::Attr(ABOUTS), message, ABOUTS, &name)
        .help("give each item an address of its own")
        .param("value", about);
}

/// Runs when `<items>` opens. The W3C validator tells that `<channel>` has no `rdf:about` here as well as at its end.
fn items(scope: &mut Scope<'_, '_, '_>) {
    let told = scope.parent().name == "channel" && !scope.ctx.as_w3c();
    if told || scope.parent().attr(ABOUTS).is_some() {
        return;
    }
    let (name, around) = (scope.parent().name.clone(), scope.parent().open);
    let at = At::Both(around, scope.node().open);
    scope
        .flag_as(&MISSING_ATTRIBUTE, at, format!("`<{name}>` needs the attribute `rdf:about`"), &name, &name)
        .help("add `rdf:about=\"…\"` with the address of the feed")
        .param("attr", ABOUTS);
}

fn item_in_items(scope: &mut Scope<'_, '_, '_>) {
    if !scope.ctx.is_own(RSS_11) {
        scope
            .flag_as(&UNDEFINED_ELEMENT, At::Open, "in RSS 1.0 an item does not stand in `<items>`", "item", "items")
            .help("move it behind `</channel>`, and put `<rdf:li rdf:resource=\"…\"/>` with its address here");
    }
}

fn seq(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.is_own(RSS_11) {
        scope
            .flag_as(&UNDEFINED_ELEMENT, At::Open, "in RSS 1.1 `<items>` holds the items", "rdf:Seq", "items")
            .help("put the items themselves here, and remove `<rdf:Seq>`");
    }
}

#[cfg(test)]
mod tests;
