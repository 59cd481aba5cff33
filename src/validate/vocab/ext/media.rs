//! Media RSS: pictures, sound and films that belong to an item. Spec: Media RSS 1.5.1.

use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::schema::{Attr, Check, Element, Group, Table, attr, many, opt};
use crate::validate::value::lang::country;
use crate::validate::value::media_rss;
use crate::validate::vocab::NO_ELEMENTS;
use crate::validate::vocab::checks::{
    FLOAT_PREFIX, FULL_URL, LANGUAGE, MIME_ATTRIBUTE, NON_NEGATIVE, PLAIN, POSITIVE, SAFE_HTML, TRUE_FALSE, UNDECLARED,
};
use crate::validate::walk::finish::{judge_as, judge_text, place_flaw};

rules! {
    /// `<media:adult>` is out of date.
    ///
    /// Say it with `<media:rating>`: `<media:rating>nonadult</media:rating>`. Spec: Media RSS, `<media:adult>`.
    DEPRECATED_MEDIA_ADULT = Warning "deprecated-media-adult";

    /// A group of media has fewer than two of them.
    ///
    /// A group is for editions of one thing, such as a film in two sizes. Let a single one stand by itself, as
    /// `<media:content>` right in the item. Spec: Media RSS, `<media:group>`.
    MEDIA_GROUP_WITHOUT_ALTERNATIVES = Error "media-group-without-alternatives";
}

const TEXT_TYPE: Check = |v| v.take(media_rss::text_type(v.text));
const TIME: Check = |v| v.take(media_rss::npt_time(v.text));
const HASH_NAME: Check = |v| v.take(media_rss::hash_name(v.text));
const MEDIUM: Check = |v| v.take(media_rss::medium(v.text));
const EXPRESSION: Check = |v| v.take(media_rss::expression(v.text));
const RELATIONSHIP: Check = |v| v.take(media_rss::relationship(v.text));
const RESTRICTION_TYPE: Check = |v| v.take(media_rss::restriction_type(v.text));
/// The scheme of roles: an address, or a name such as `urn:ebu` and the specification's own `urn:yvs`.
const ROLE_SCHEME: Check = |v| {
    if !v.text.starts_with("urn:") {
        FULL_URL(v);
    }
};
/// The scheme of ratings: a known one, or an address.
const RATING_SCHEME: Check = |v| {
    let named = v.facts.own && v.text.starts_with("urn:");
    if !named && !media_rss::is_rating_scheme(v.text) {
        FULL_URL(v);
    }
};

const URL: Attr = attr("url").is(&[FULL_URL]).filled().beside().late();
const HEIGHT: Attr = attr("height").is(&[POSITIVE]).filled().beside().late();
const WIDTH: Attr = attr("width").is(&[POSITIVE]).filled().beside().late();
const TYPE: Attr = attr("type").is(&[TEXT_TYPE]).filled().of_element();

/// What channels, items, groups and single media have.
pub static ELEMENTS: Group = &[
    opt("media:adult").raw().text(&[TRUE_FALSE]).opening(&[outdated]),
    many("media:category")
        .since_plain()
        .text(&[PLAIN])
        .attrs(&[attr("label").is(&[PLAIN]).filled().beside(), attr("scheme").is(&[FULL_URL]).filled().beside()]),
    opt("media:copyright").since_plain().text(&[PLAIN]).attrs(&[attr("url").is(&[FULL_URL]).filled().beside()]),
    many("media:credit").attrs(&[attr("role"), attr("scheme").is(&[ROLE_SCHEME]).filled().beside()]).opening(&[role]),
    opt("media:description").since_plain().attrs(&[TYPE]).relations(&[by_type]),
    many("media:keywords"),
    many("media:hash").attrs(&[attr("algo").is(&[HASH_NAME]).filled().of_element()]).relations(&[hash]),
    many("media:player").attrs(&[HEIGHT, URL.required(), WIDTH]).holds(&NO_ELEMENTS),
    many("media:rating").attrs(&[attr("scheme").is(&[RATING_SCHEME]).filled().beside().late()]).relations(&[rating]),
    many("media:restriction")
        .attrs(&[
            attr("relationship").is(&[RELATIONSHIP]).filled().of_element().required().late(),
            attr("type").is(&[RESTRICTION_TYPE]).filled().of_element().late(),
        ])
        .relations(&[restriction]),
    many("media:text")
        .since_plain()
        .attrs(&[
            attr("end").is(&[TIME]).filled().of_element(),
            attr("lang").is(&[LANGUAGE]).filled().beside(),
            attr("start").is(&[TIME]).filled().of_element(),
            TYPE,
        ])
        .relations(&[by_type]),
    opt("media:title").since_plain().attrs(&[TYPE]).relations(&[by_type]),
    many("media:thumbnail").attrs(&[
        HEIGHT,
        attr("time").is(&[TIME]).filled().of_element().late(),
        URL.required(),
        WIDTH,
    ]),
    // What Media RSS 1.5 has besides.
    many("media:backLinks").anything().beyond(),
    many("media:comments").anything().beyond(),
    many("media:community").anything().beyond(),
    many("media:embed").anything().beyond(),
    many("media:license").anything().beyond(),
    many("media:location").anything().beyond(),
    many("media:peerLink").anything().beyond(),
    many("media:price").anything().beyond(),
    many("media:responses").anything().beyond(),
    many("media:rights").anything().beyond(),
    many("media:scenes").anything().beyond(),
    many("media:status").anything().beyond(),
    many("media:subTitle").anything().beyond(),
];

/// What items have besides.
pub static ITEM: Group = &[many("media:group").holds(&GROUP).relations(&[alternatives]), CONTENT];

/// A single medium.
const CONTENT: Element = many("media:content")
    .attrs(&[
        attr("bitrate").is(&[FLOAT_PREFIX]).filled().of_element(),
        attr("channels").is(&[NON_NEGATIVE]).filled().beside(),
        attr("duration").is(&[FLOAT_PREFIX]).filled().of_element(),
        attr("expression").is(&[EXPRESSION]).filled().of_element(),
        attr("fileSize").is(&[POSITIVE]).filled().beside(),
        attr("framerate").is(&[FLOAT_PREFIX]).filled().of_element(),
        HEIGHT,
        attr("isDefault").is(&[TRUE_FALSE]).filled().beside(),
        attr("lang").is(&[LANGUAGE]).filled().beside(),
        attr("medium").is(&[MEDIUM]).filled().of_element(),
        attr("samplingrate").is(&[FLOAT_PREFIX]).filled().of_element(),
        attr("type").is(&[MIME_ATTRIBUTE]).filled().of_element(),
        URL,
        WIDTH,
    ])
    .late()
    .holds(&SINGLE);

/// What stands in `<media:group>`.
static GROUP: Table = Table::new(&[&[CONTENT]]).with(&[&[ELEMENTS]]);

/// What stands in `<media:content>`.
static SINGLE: Table = Table::new(&[]).with(&[&[ELEMENTS], super::ANYWHERE]);

fn outdated(scope: &mut Scope<'_, '_, '_>) {
    let parent = scope.parent().name.clone();
    scope
        .flag_as(&DEPRECATED_MEDIA_ADULT, At::Open, "`<media:adult>` is out of date", "media:adult", &parent)
        .help("write `<media:rating>adult</media:rating>` or `<media:rating>nonadult</media:rating>`");
}

fn role(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let Some(role) = node.attr("role").filter(|role| !role.is_empty()) else { return };
    let scheme = node.attr("scheme").filter(|scheme| !scheme.is_empty()).unwrap_or(media_rss::EBU);
    let flaw = media_rss::role(role, scheme);
    judge_as(scope, flaw, At::Attr("role"), Some("role"));
}

/// The text is what its `type` says.
fn by_type(scope: &mut Scope<'_, '_, '_>) {
    let checks: &[Check] = if scope.node().attr("type") == Some("html") { &[SAFE_HTML] } else { &[UNDECLARED] };
    judge_text(scope, checks);
}

fn hash(scope: &mut Scope<'_, '_, '_>) {
    let flaw = media_rss::hash(scope.node().value(), scope.node().attr("algo").unwrap_or_default());
    judge_as(scope, flaw, At::Text, None);
}

fn rating(scope: &mut Scope<'_, '_, '_>) {
    let scheme = scope.node().attr("scheme").filter(|scheme| !scheme.is_empty()).unwrap_or(media_rss::SIMPLE);
    let flaw = media_rss::rating(scope.node().value(), scheme);
    judge_as(scope, flaw, At::Text, None);
}

fn restriction(scope: &mut Scope<'_, '_, '_>) {
    match scope.node().attr("type").unwrap_or_default() {
        "" => {
            let flaw = media_rss::restriction(scope.node().value());
            judge_as(scope, flaw, At::Text, None);
        }
        "country" => countries(scope),
        "uri" => judge_text(scope, &[FULL_URL]),
        _ => {}
    }
}

/// The most countries that are told to be none.
const MOST_COUNTRIES: usize = 10_000;

/// Judges countries with a space between two, in upper or lower case.
fn countries(scope: &mut Scope<'_, '_, '_>) {
    let all = scope.node().value().to_uppercase();
    let parent = scope.parent().name.clone();
    let flaws = all.split(' ').filter_map(|code| country(code).map(|flaw| flaw.param("value", code)));
    for flaw in flaws.take(MOST_COUNTRIES) {
        place_flaw(scope, flaw, At::Text, "country", &parent, Some("country"));
    }
}

fn alternatives(scope: &mut Scope<'_, '_, '_>) {
    let message = match scope.node().count("media:content") {
        0 => "the `<media:group>` has no `<media:content>`",
        1 => "the `<media:group>` has a single `<media:content>`",
        _ => return,
    };
    scope
        .flag(&MEDIA_GROUP_WITHOUT_ALTERNATIVES, At::Close, message)
        .help("put what is in the group right into the item, or add a second `<media:content>`");
}
