//! `<channel>`: what all RSS has in it, and what RSS 0.91, 0.92 and 2.0 add. Spec: RSS 2.0, "Required channel elements"
//! and "Optional channel elements".

use super::{MISSING_DESCRIPTION, MISSING_LINK, MISSING_TITLE, image, item, skip};
use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::relation::{apple, order, pitfalls, semantics, unique};
use crate::validate::schema::{Attr, Check, Element, Group, Table, attr, many, opt};
use crate::validate::value::uri;
use crate::validate::vocab::atom;
use crate::validate::vocab::checks::{EMAIL_WITH_NAME, FULL_URL, LANGUAGE, NOT_BLANK, PLAIN, POSITIVE, RFC822, YES_NO};
use crate::validate::vocab::construct::MISSING_DC_LANGUAGE;
use crate::validate::vocab::ext::{self, itunes, podcast};
use crate::validate::walk::finish::{missing, place_flaw};
use crate::validate::walk::{DUPLICATE_ELEMENT, MISSING_ELEMENT, UNDEFINED_ELEMENT, USE_OF_EXTENSION_ATTR};

rules! {
    /// The feed does not say where it is to be found.
    ///
    /// Readers that got it as a file, or from an address that has changed since, need it to go on. Add
    /// `<atom:link href="…" rel="self" type="application/rss+xml"/>` with the feed's own address.
    MISSING_ATOM_SELF_LINK = Warning "missing-atom-self-link";

    /// The channel has a form for text.
    ///
    /// Hardly a reader shows it, and what it was for was never settled. Link to a page with the form instead.
    AVOID_TEXT_INPUT = Warning "avoid-text-input";

    /// There is a `<blink>` in the channel.
    ///
    /// RSS has no such element; `<blogChannel:blink>`, the address of a recommended blog, is most often meant.
    NO_BLINK = Error "no-blink";
}

/// Minutes, and not too many.
const TTL_NOT_BLANK: Check = |v| {
    NOT_BLANK(v);
    pitfalls::TTL(v);
};

/// The attributes of `<channel>`.
pub const ATTRS: &[Attr] = &[attr("indexing:index").is(&[YES_NO])];

/// The specification whose followers may use attributes of other vocabularies.
const BOARD_SPEC: &str = "http://www.rssboard.org/rss-specification";

/// The bit of a channel's [`marks`](crate::validate::node::Node::marks) that says that it links to itself.
const SELF_LINK: u32 = 1 << 29;

/// What stands in `<channel>` of RSS 1.0 and 1.1 too.
pub static CHANNEL_CORE: Group = &[
    opt("title")
        .text(&[PLAIN, NOT_BLANK])
        .opening(&[order::metadata])
        .keep()
        .missing(&MISSING_TITLE)
        .hint("<title>The feed's name</title>"),
    opt("link")
        .text(&[FULL_URL])
        .opening(&[order::metadata])
        .keep()
        .missing(&MISSING_LINK)
        .hint("<link>https://example.com/</link>"),
    opt("description")
        .text(&[PLAIN])
        .opening(&[order::metadata])
        .missing(&MISSING_DESCRIPTION)
        .hint("<description>What the feed is about</description>"),
    opt("image")
        .attrs(image::IMAGE_ATTRS)
        .opening(&[order::metadata])
        .relations(&[image::check])
        .holds(&image::IMAGE)
        .keep(),
    TEXT_INPUT.opening(&[order::metadata]),
    opt("textinput").anything().opening(&[order::metadata, misspelt]),
    opt("blink").relations(&[blink]),
];

const TEXT_INPUT: Element = opt("textInput").attrs(image::TEXT_INPUT_ATTRS).holds(&image::TEXT_INPUT).keep();

/// What Atom adds to a channel, as far as RSS has more to say of it.
pub static ATOM: Group = &[atom::link("atom:link").opening(&[atom::link::open, order::metadata, note_self_link])];

/// What RSS 1.0 has not.
static RSS20: Group = &[
    TEXT_INPUT.opening(&[order::metadata, avoid_text_input]),
    item::ROW.opening(&[order::item]),
    many("category").attrs(&[attr("domain")]).text(&[PLAIN]).opening(&[order::metadata]),
    opt("cloud").attrs(CLOUD).opening(&[order::metadata]).holds(&NOTHING),
    many("rating"),
    opt("ttl").text(&[POSITIVE, TTL_NOT_BLANK]).opening(&[order::metadata]),
    opt("docs").text(&[FULL_URL]).opening(&[order::metadata]).keep(),
    opt("generator")
        .opening(&[order::metadata, |scope| semantics::in_channel(scope, "generator", "admin:generatorAgent")]),
    opt("pubDate")
        .text(&[RFC822])
        .opening(&[order::metadata, |scope| semantics::in_channel(scope, "pubDate", "dc:date")]),
    opt("managingEditor")
        .text(&[EMAIL_WITH_NAME])
        .opening(&[order::metadata, |scope| semantics::in_channel(scope, "managingEditor", "dc:creator")]),
    opt("webMaster")
        .text(&[EMAIL_WITH_NAME])
        .opening(&[order::metadata, |scope| semantics::in_channel(scope, "webMaster", "dc:publisher")]),
    opt("language")
        .text(&[LANGUAGE])
        .opening(&[order::metadata, |scope| semantics::in_channel(scope, "language", "dc:language")]),
    opt("copyright")
        .text(&[PLAIN])
        .opening(&[order::metadata, |scope| semantics::in_channel(scope, "copyright", "dc:rights")]),
    opt("lastBuildDate")
        .text(&[RFC822])
        .opening(&[order::metadata, |scope| semantics::in_channel(scope, "lastBuildDate", "dcterms:modified")]),
    many("skipHours").opening(&[order::metadata]).relations(&[skip::hours]).holds(&skip::HOURS).keep(),
    many("skipDays").opening(&[order::metadata]).relations(&[skip::days]).holds(&skip::DAYS).keep(),
];

const CLOUD: &[Attr] = &[
    attr("domain").required().of_element(),
    attr("port").is(&[|v| v.take(crate::validate::value::number::port(v.text))]).required().of_element(),
    attr("path").required().of_element(),
    attr("registerProcedure").required().of_element(),
    attr("protocol").required().of_element(),
];

/// For elements that hold neither text nor elements.
pub static NOTHING: Table = Table::new(&[]);

/// What may stand in `<channel>` of RSS 0.91, 0.92 and 2.0.
pub static CHANNEL: Table =
    Table::new(&[RSS20, CHANNEL_CORE, ATOM, atom::IN_CHANNEL, itunes::CHANNEL]).with(ext::RSS_CHANNEL);

/// Runs when `<channel>` opens: what is unique is so within one channel.
pub fn enter(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.forget(unique::GUIDS);
    scope.ctx.forget(unique::ATOM_IDS);
    scope.ctx.early_items.clear();
    apple::enter(scope);
    pitfalls::enter(scope);
}

/// Runs when any RSS's `<channel>` closes, its children known.
pub fn check(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    if !node.has("language") && !node.has("dc:language") && scope.lang().is_none() {
        missing(scope, "language", &MISSING_DC_LANGUAGE, "<language>en</language>");
    }
    for name in ["image", "textInput", "skipHours", "skipDays"] {
        again(scope, name);
    }
    about(scope);
    if scope.ctx.kind == Kind::Rss && scope.parent().name == "rss" && scope.ctx.rss_version == "2.0" {
        self_link(scope);
    }
    itunes::check(scope);
    apple::channel(scope);
    podcast::channel(scope);
    // The W3C validator lets them pass where the channel follows the board's text of the specification.
    if scope.node().kept("docs").last().is_some_and(|docs| docs.text == BOARD_SPEC) {
        scope.report.withdraw(&USE_OF_EXTENSION_ATTR);
    }
}

/// Flags a second `<skipHours>` or `<skipDays>`; the W3C validator tells a second image or form once more.
fn again(scope: &mut Scope<'_, '_, '_>, name: &str) {
    let Some(second) = scope.node().kept(name).nth(1).map(|kept| kept.open) else { return };
    if !scope.ctx.as_w3c() && !name.starts_with("skip") {
        return;
    }
    let within = scope.node().name.clone();
    let at = At::Both(second, scope.ctx.here().into());
    let message = format!("`<{within}>` has more than one `<{name}>`");
    scope.flag_as(&DUPLICATE_ELEMENT, at, message, name, &within).help("keep one of them");
}

/// Judges `rdf:about`, with which the channel would be one of RSS 1.0.
fn about(scope: &mut Scope<'_, '_, '_>) {
    let Some(about) = scope.node().attr("rdf:about").map(str::to_owned) else { return };
    if let Some(flaw) = uri::reference(&about, &uri::INVALID_LINK) {
        let (name, parent) = (scope.node().name.clone(), scope.parent().name.clone());
        let value = scope.node().attribute("rdf:about").map_or(scope.node().open, |attr| attr.span.into());
        let at = At::Both(value, scope.ctx.here().into());
        place_flaw(scope, flaw, at, &name, &parent, Some("rdf:about"));
    }
    if !scope.node().has("items") {
        missing(scope, "items", &MISSING_ELEMENT, "<items><rdf:Seq>…</rdf:Seq></items>");
    }
}

/// Runs when an `<atom:link>` opens in a channel: notes there that it has one to itself.
pub fn note_self_link(scope: &mut Scope<'_, '_, '_>) {
    const IANA: &str = "http://www.iana.org/assignments/relation/";
    if scope.node().attr("rel").is_some_and(|rel| rel.strip_prefix(IANA).unwrap_or(rel) == "self")
        && let Some(channel) = scope.ancestor_mut(1)
    {
        channel.marks |= SELF_LINK;
    }
}

fn self_link(scope: &mut Scope<'_, '_, '_>) {
    if scope.node().marks & SELF_LINK != 0 {
        return;
    }
    scope.flag(&MISSING_ATOM_SELF_LINK, At::Close, "the channel has no `<atom:link rel=\"self\">`").help(
        "add `<atom:link href=\"https://…\" rel=\"self\" type=\"application/rss+xml\"/>` with the feed's address, \
               and `xmlns:atom=\"http://www.w3.org/2005/Atom\"` to `<rss>`",
    );
}

fn avoid_text_input(scope: &mut Scope<'_, '_, '_>) {
    let (within, around) = (scope.parent().name.clone(), scope.ancestor(2).name.clone());
    let message = "hardly a reader shows a `<textInput>`";
    scope
        .flag_as(&AVOID_TEXT_INPUT, At::Open, message, &within, &around)
        .help("remove it, and link to a page with the form where one is needed");
}

fn misspelt(scope: &mut Scope<'_, '_, '_>) {
    if scope.parent().attr("rdf:about").is_some() {
        return;
    }
    let within = scope.parent().name.clone();
    let message = format!("`<textinput>` is not known in `<{within}>`");
    scope
        .flag_as(&UNDEFINED_ELEMENT, At::Open, message, "textinput", &within)
        .help("write `<textInput>`, with a capital");
}

fn blink(scope: &mut Scope<'_, '_, '_>) {
    scope.flag(&NO_BLINK, At::Close, "RSS has no `<blink>`").help(
        "write `<blogChannel:blink>`, with `xmlns:blogChannel=\"http://backend.userland.com/blogChannelModule\"`",
    );
}
