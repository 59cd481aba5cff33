//! Podcasts: the elements of Apple's namespace. Spec: Apple, "A Podcaster's Guide to RSS".

use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::node::{Mode, Node};
use crate::validate::relation::{apple, enclosure};
use crate::validate::schema::{Attr, Check, Element, Group, Table, attr, many, opt, req};
use crate::validate::value::{itunes, text};
use crate::validate::vocab::checks::{
    DURATION, EMAIL, FULL_URL, HTTP_URL, NOT_BLANK, PLAIN, POSITIVE, RFC822, TEXT, TRUE_FALSE, YES_NO_CLEAN,
};
use crate::validate::walk::UNDEFINED_ELEMENT;
use crate::validate::walk::finish::{missing, place_flaw};

rules! {
    /// A podcast is in another encoding than UTF-8.
    ///
    /// Apple takes UTF-8 alone. Save the feed in it, and say so in its first line.
    NOT_UTF8 = Warning "not-utf8";

    /// A podcast's channel lacks an element that directories need.
    ///
    /// Apple asks for the language, a category, and whether the podcast is explicit.
    MISSING_ITUNES_ELEMENT = Warning "missing-itunes-element";

    /// A podcast does not say how its owner can be reached.
    ///
    /// Directories send there what they ask of the owner, such as a proof that the podcast is theirs. Add
    /// `<itunes:owner>` with `<itunes:email>` in it.
    MISSING_ITUNES_EMAIL = Warning "missing-itunes-email";
}

/// The bit of [`Node::marks`] that says that a channel or item is of a podcast.
pub const PODCAST: u32 = 1 << 30;

const SHORT: Check = |v| limited(v, 255);
const LONG: Check = |v| limited(v, 4000);
const KEYWORDS: Check = |v| v.take(text::keywords(v.text));
const CHANNEL_TYPE: Check = |v| v.take(itunes::channel_type(v.text).map(|flaw| flaw.param("attr", "itunes:type")));
const EPISODE_TYPE: Check =
    |v| v.take(itunes::episode_type(v.text).map(|flaw| flaw.param("attr", "itunes:episodeType")));

/// Apple knows `Yes` alone.
const COMPLETE: Check = |v| v.take(text::one_of_any_case(v.text, &["yes", "no"], &text::INVALID_YES_NO));

fn limited(value: &mut crate::validate::schema::Value<'_>, most: usize) {
    value.take(text::at_most(value.text, most));
    PLAIN(value);
}

const AUTHOR: Element = opt("itunes:author").text(&[SHORT]);
const BLOCK: Element = opt("itunes:block").text(&[YES_NO_CLEAN]).raw();
const EXPLICIT: Element = opt("itunes:explicit").text(&[TRUE_FALSE]).raw();
const KEYWORD_LIST: Element = opt("itunes:keywords").text(&[SHORT, KEYWORDS]);
const SUBTITLE: Element = opt("itunes:subtitle").text(&[SHORT]);
const SUMMARY: Element = opt("itunes:summary").text(&[LONG]);
const IMAGE: Element =
    opt("itunes:image").attrs(&[attr("href").is(&[HTTP_URL]).required()]).opening(&[apple::image]).holds(&NOTHING);

/// What may stand in a feed's channel, of RSS and Atom.
pub static CHANNEL: Group = &[
    AUTHOR,
    BLOCK,
    EXPLICIT,
    KEYWORD_LIST,
    SUBTITLE,
    SUMMARY,
    IMAGE,
    opt("itunes:owner").holds(&OWNER),
    many("itunes:category").attrs(CATEGORY_ATTRS).opening(&[category]).holds(&CATEGORY),
    opt("itunes:pubDate").text(&[RFC822]),
    opt("itunes:new-feed-url").text(&[FULL_URL]).opening(&[new_feed_url]),
    opt("itunes:type").text(&[CHANNEL_TYPE]).keep(),
    opt("itunes:title").text(&[TEXT]).beyond(),
    opt("itunes:complete").text(&[COMPLETE]).beyond(),
    opt("itunes:applepodcastsverify").text(&[NOT_BLANK]).beyond(),
];

/// What may stand in an item of RSS, or an entry of Atom.
pub static ITEM: Group = &[
    AUTHOR,
    BLOCK,
    EXPLICIT,
    KEYWORD_LIST,
    SUBTITLE,
    SUMMARY,
    IMAGE,
    opt("itunes:duration").text(&[DURATION]).keep(),
    opt("itunes:title").text(&[TEXT]),
    opt("itunes:episode").text(&[POSITIVE]),
    opt("itunes:season").text(&[POSITIVE]),
    opt("itunes:episodeType").text(&[EPISODE_TYPE]).keep(),
    opt("itunes:isClosedCaptioned").beyond(),
    opt("itunes:order").beyond(),
];

static NOTHING: Table = Table::new(&[]);

static OWNER: Table = Table::new(&[&[
    req("itunes:email").text(&[EMAIL]).hint("<itunes:email>somebody@example.com</itunes:email>"),
    opt("itunes:name").text(&[SHORT]),
]]);

const CATEGORY_ATTRS: &[Attr] = &[attr("text").required()];

static CATEGORY: Table =
    Table::new(&[&[many("itunes:category").attrs(CATEGORY_ATTRS).opening(&[subcategory]).holds(&NOTHING)]]);

/// Runs when an element of the namespace opens in the element at hand, whether it is known there or not: from the first
/// one on, what it stands in is a podcast's.
pub fn met(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.podcast = true;
    if is_podcast(scope.node()) || is_podcast(scope.parent()) {
        return;
    }
    match scope.node().name.as_str() {
        "channel" | "Channel" | "feed" | "source" => mark_channel(scope, 0),
        "item" | "entry" => {
            if matches!(&*scope.parent().name, "channel" | "feed") {
                mark_channel(scope, 1);
            }
            mark(scope.node_mut());
            enclosure::earlier(scope);
        }
        _ => {}
    }
}

fn is_podcast(node: &Node) -> bool {
    node.marks & PODCAST != 0
}

fn mark(node: Option<&mut Node>) {
    if let Some(node) = node {
        node.marks |= PODCAST;
    }
}

fn mark_channel(scope: &mut Scope<'_, '_, '_>, up: usize) {
    if scope.ctx.encoding != "utf-8" {
        let (name, parent) = (scope.ancestor(up).name.clone(), scope.ancestor(up + 1).name.clone());
        let message = format!("the podcast is in the encoding `{}`", scope.ctx.encoding);
        scope
            .flag_as(&NOT_UTF8, At::Here, message, &name, &parent)
            .help("save the feed in UTF-8, and write `encoding=\"utf-8\"` in its first line");
    }
    mark(scope.ancestor_mut(up));
}

/// Runs when a feed's channel closes: flags what a podcast lacks.
pub fn check(scope: &mut Scope<'_, '_, '_>) {
    if !is_podcast(scope.node()) {
        return;
    }
    if !scope.node().has("language") && scope.lang().is_none() {
        missing(scope, "language", &MISSING_ITUNES_ELEMENT, "<language>en</language>");
    }
    if !scope.node().has("itunes:category") {
        let hint = "<itunes:category text=\"Arts\"/>";
        missing(scope, "itunes:category", &MISSING_ITUNES_ELEMENT, hint);
    }
    if !scope.node().has("itunes:explicit") {
        let hint = "<itunes:explicit>false</itunes:explicit>";
        missing(scope, "itunes:explicit", &MISSING_ITUNES_ELEMENT, hint);
    }
    if !scope.node().has("itunes:owner") {
        let hint = "<itunes:owner><itunes:email>somebody@example.com</itunes:email></itunes:owner>";
        missing(scope, "itunes:email", &MISSING_ITUNES_EMAIL, hint);
    }
}

fn category(scope: &mut Scope<'_, '_, '_>) {
    let Some(name) = scope.node().attr("text") else {
        return eat(scope);
    };
    let is_empty = name.is_empty();
    if let Some(flaw) = itunes::category(name) {
        flag(scope, flaw);
    }
    if is_empty {
        eat(scope);
    }
}

/// What stands in a category without a name is not judged.
fn eat(scope: &mut Scope<'_, '_, '_>) {
    if let Some(node) = scope.node_mut() {
        node.mode = Mode::Anything;
    }
}

fn subcategory(scope: &mut Scope<'_, '_, '_>) {
    let Some(name) = scope.node().attr("text") else { return };
    let outer = scope.parent().attr("text").unwrap_or_default();
    if let Some(flaw) = itunes::subcategory(outer, name) {
        flag(scope, flaw);
    }
}

fn flag(scope: &mut Scope<'_, '_, '_>, flaw: crate::validate::value::Flaw) {
    let (name, parent) = (scope.node().name.clone(), scope.parent().name.clone());
    place_flaw(scope, flaw, At::Attr("text"), &name, &parent, Some("text"));
}

fn new_feed_url(scope: &mut Scope<'_, '_, '_>) {
    if scope.node().name == "itunes:new-feed-url" {
        return;
    }
    let (name, within) = (scope.node().name.clone(), scope.parent().name.clone());
    scope
        .flag_as(&UNDEFINED_ELEMENT, At::Open, format!("`<{name}>` is not known in `<{within}>`"), &name, &within)
        .help("write `<itunes:new-feed-url>`, with hyphens");
}
