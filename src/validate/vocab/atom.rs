//! Atom 1.0, as a document of its own and inside RSS. Spec: RFC 4287.

pub mod link;
#[cfg(test)]
mod tests;

use super::checks::{
    ADDR_SPEC, CANONICAL, FULL_URL, IRI, NO_SPACE, NOT_BLANK, NOT_EMAIL, PLAIN, RFC3339, URI, URI_ATTRIBUTE,
};
use super::ext::resource::pointer;
use super::ext::{self, indexing, itunes};
use super::{app, construct};
use crate::validate::context::{At, Scope};
use crate::validate::relation::{entry, feed, pitfalls, readers, unique};
use crate::validate::schema::{Attr, Element, Group, Holds, Table, attr, many, opt, req};
use crate::validate::walk::finish::judge_attribute;
use crate::validate::walk::{DUPLICATE_ELEMENT, MISSING_ELEMENT, UNDEFINED_ELEMENT};

/// What RDF allows on an element that has children.
const PARSE_TYPE: &[Attr] = &[attr("rdf:parseType")];
/// The attributes of a text or content construct.
const CONSTRUCT_ATTRS: &[Attr] = &[attr("type"), attr("src")];
const CATEGORY_ATTRS: &[Attr] =
    &[attr("term").is(&[NOT_BLANK]).required(), attr("scheme").is(&[FULL_URL]), attr("label").is(&[PLAIN])];
pub(super) const GENERATOR_ATTRS: &[Attr] = &[attr("uri").is(&[URI_ATTRIBUTE]).of_element(), attr("version")];

/// A person. Spec: RFC 4287, section 3.2.
pub(super) const fn person(name: &'static str) -> Element {
    many(name).attrs(PARSE_TYPE).holds(&PERSON).relations(&[nameless])
}

/// A category. Spec: RFC 4287, section 4.2.2.
pub(super) const fn category(name: &'static str) -> Element {
    many(name).attrs(CATEGORY_ATTRS).holds(&NOTHING)
}

/// A text construct. Spec: RFC 4287, section 3.1.
pub(super) const fn text(name: &'static str) -> Element {
    opt(name).content(Holds::Construct).raw().attrs(CONSTRUCT_ATTRS).opening(&[construct::open_text])
}

/// The same, any number of times.
pub(super) const fn many_texts(name: &'static str) -> Element {
    many(name).content(Holds::Construct).raw().attrs(CONSTRUCT_ATTRS).opening(&[construct::open_text])
}

/// Content. Spec: RFC 4287, section 4.1.3.
pub(super) const fn content(name: &'static str) -> Element {
    many(name).content(Holds::Construct).raw().attrs(CONSTRUCT_ATTRS).opening(&[construct::open_content])
}

/// The program that made the feed. Spec: RFC 4287, section 4.2.4.
pub(super) const fn generator(name: &'static str) -> Element {
    opt(name).text(&[PLAIN, NOT_BLANK]).since_plain().attrs(GENERATOR_ATTRS).opening(&[generator_url])
}

/// A link. Spec: RFC 4287, section 4.2.7.
pub(super) const fn link(name: &'static str) -> Element {
    many(name)
        .content(Holds::Nothing(&link::ATOM_LINK_NOT_EMPTY))
        .attrs(link::ATTRS)
        .opening(&[link::open])
        .relations(&[link::check])
        .late()
        .keep()
}

/// What of Atom may stand in `<channel>` of RSS.
pub static IN_CHANNEL: Group = &[
    person("atom:author"),
    category("atom:category"),
    person("atom:contributor"),
    generator("atom:generator"),
    opt("atom:id").text(&[FULL_URL]),
    opt("atom:icon").text(&[NOT_BLANK, URI]),
    link("atom:link"),
    opt("atom:logo").text(&[NOT_BLANK, URI]),
    text("atom:title"),
    text("atom:subtitle"),
    text("atom:rights"),
    opt("atom:updated").text(&[RFC3339]),
];

/// What of Atom may stand in `<item>` of RSS.
pub static IN_ITEM: Group = &[
    opt("atom:id").text(&[FULL_URL, NOT_BLANK]).relations(&[unique_id]),
    link("atom:link"),
    content("atom:title").once(&DUPLICATE_ELEMENT),
    text("atom:summary"),
    person("atom:author").once(&DUPLICATE_ELEMENT),
    person("atom:contributor"),
    content("atom:content"),
    opt("atom:published").text(&[RFC3339]).keep(),
    opt("atom:updated").text(&[RFC3339]).keep(),
];

/// Elements that hold nothing.
pub static NOTHING: Table = Table::new(&[]);

/// What says who a person is.
pub static PERSON: Table = Table::new(&[PERSON_ROWS]);

static PERSON_ROWS: Group = &[
    opt("name").text(&[PLAIN, NOT_EMAIL, NOT_BLANK]),
    opt("email").text(&[ADDR_SPEC]),
    opt("uri").text(&[NOT_BLANK, IRI, NO_SPACE]),
    opt("atom:name").text(&[PLAIN, NOT_EMAIL, NOT_BLANK]),
    opt("atom:email").text(&[ADDR_SPEC]),
    opt("atom:uri").text(&[NOT_BLANK, IRI, NO_SPACE]),
    pointer("foaf:workplaceHomepage"),
    pointer("foaf:homepage"),
    pointer("foaf:weblog"),
    many("foaf:plan"),
    many("foaf:firstName"),
    many("xhtml:div").content(Holds::Div).any_attr(),
];

/// What says something about a feed as a whole; it stands before the entries.
static METADATA: Group = &[
    category("category").opening(&[feed::misplaced]),
    person("contributor").opening(&[feed::misplaced]),
    generator("generator").opening(&[generator_url, feed::misplaced]),
    opt("id").text(&[CANONICAL, NO_SPACE]).opening(&[feed::misplaced]),
    opt("icon").text(&[NOT_BLANK, NO_SPACE, URI]).opening(&[feed::misplaced]),
    link("link").opening(&[link::open, feed::misplaced]),
    opt("logo").text(&[NOT_BLANK, NO_SPACE, URI]).opening(&[feed::misplaced]),
    text("title").opening(&[construct::open_text, feed::misplaced]),
    text("subtitle").opening(&[construct::open_text, feed::misplaced]),
    text("rights").opening(&[construct::open_text, feed::misplaced]),
    opt("updated").text(&[RFC3339, NO_SPACE]).opening(&[feed::misplaced]),
    app::collection("app:collection").once(&DUPLICATE_ELEMENT),
];

static IN_FEED: Group = &[person("author").opening(&[feed::misplaced]), ENTRY_ROW.opening(&[feed::before_entries])];

static IN_SOURCE: Group = &[
    person("author").opening(&[feed::misplaced, author_of_entry]),
    many("entry").anything().opening(&[misplaced_entry]),
];

/// A feed that is the document.
pub const FEED_ROW: Element = many("feed").attrs(indexing::ATTRS).holds(&FEED).relations(&[feed::closed]);

/// An entry; alone it is a document too. Spec: RFC 4287, section 4.1.2.
pub const ENTRY_ROW: Element = many("entry").attrs(PARSE_TYPE).holds(&ENTRY).relations(&[
    entry::closed,
    readers::atom_entry,
    pitfalls::atom_entry,
]);

/// What may stand in `<feed>`. Spec: RFC 4287, section 4.1.1.
pub static FEED: Table = Table::new(&[METADATA, IN_FEED, itunes::CHANNEL]).with(ext::FEED);

/// What may stand in `<source>`. Spec: RFC 4287, section 4.2.11.
pub static SOURCE: Table = Table::new(&[METADATA, IN_SOURCE, itunes::CHANNEL]).with(ext::FEED);

/// What may stand in `<entry>`. Spec: RFC 4287, section 4.1.2.
pub static ENTRY: Table = Table::new(&[ENTRY_ROWS, itunes::ITEM]).with(ext::ENTRY);

static ENTRY_ROWS: Group = &[
    text("title").missing(&MISSING_ELEMENT).hint("<title>…</title>"),
    req("id")
        .text(&[CANONICAL, NO_SPACE, NOT_BLANK])
        .relations(&[entry::id])
        .keep()
        .hint("<id>https://example.com/the-article</id> with the entry's permanent address"),
    req("updated")
        .text(&[RFC3339, NO_SPACE, NOT_BLANK])
        .relations(&[entry::updated])
        .keep()
        .hint("<updated>2026-01-02T03:04:05Z</updated>"),
    person("author"),
    category("category"),
    content("content").once(&DUPLICATE_ELEMENT).relations(&[entry::content]),
    person("contributor"),
    link("link"),
    opt("published").text(&[RFC3339, NO_SPACE]).keep(),
    opt("source").attrs(indexing::ATTRS).holds(&SOURCE).relations(&[feed::source_closed]),
    text("rights"),
    text("summary"),
    opt("app:edited").text(&[RFC3339, NO_SPACE]),
    opt("app:control").holds(&app::CONTROL),
];

/// A person must have a name, of Atom's or the document's own.
fn nameless(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    if node.has("name") || node.has("atom:name") {
        return;
    }
    let within = node.name.clone();
    let name = if within.contains(':') { "atom:name" } else { "name" };
    scope
        .flag_as(&MISSING_ELEMENT, At::Close, format!("`<{within}>` has no `<{name}>`"), "name", &within)
        .help(format!("add `<{name}>…</{name}>`"));
}

/// `url` was the attribute's name in Atom 0.3; it is judged, and unexpected.
pub(super) fn generator_url(scope: &mut Scope<'_, '_, '_>) {
    static OLD: Attr = attr("url").is(&[URI]).of_element();
    judge_attribute(scope, &OLD);
}

/// The author of the feed that an entry came from is the entry's.
fn author_of_entry(scope: &mut Scope<'_, '_, '_>) {
    let Some(row) = scope.node().row else { return };
    if let Some(entry) = scope.ancestor_mut(2).filter(|entry| !entry.has("author")) {
        entry.add(row);
    }
}

fn misplaced_entry(scope: &mut Scope<'_, '_, '_>) {
    let within = scope.parent().name.clone();
    scope
        .flag_as(&UNDEFINED_ELEMENT, At::Open, format!("an `<entry>` stands in `<{within}>`"), "entry", &within)
        .help("remove it: a source has what its feed says of itself, no entries");
}

fn unique_id(scope: &mut Scope<'_, '_, '_>) {
    unique::text(scope, "atom:id", &unique::DUPLICATE_VALUE);
}
