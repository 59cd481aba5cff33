//! What goes together in the podcast namespace, and where its elements belong.

use super::{
    CHANNEL, DEPRECATED_PODCAST_ELEMENT, INVALID_PODCAST_LIST, ITEM, MISSING_PODCAST_ATTRIBUTE, PODCAST_CONTRADICTION,
    SHARED, SOUNDBITE_LENGTH, podcast,
};
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::walk::MISSING_ATTRIBUTE;
use crate::validate::walk::finish::judge_as;

/// The element that one of the namespace belongs in, if it is known.
pub fn home(name: &str) -> Option<&'static str> {
    const WITHIN: &[(&str, &str)] = &[
        ("podcast:source", "podcast:alternateEnclosure"),
        ("podcast:integrity", "podcast:alternateEnclosure"),
        ("podcast:valueRecipient", "podcast:value"),
        ("podcast:valueTimeSplit", "podcast:value"),
    ];
    let among = |rows: &[super::Element]| rows.iter().any(|row| row.name == name);
    let within = WITHIN.iter().find(|(child, _)| *child == name).map(|(_, parent)| *parent);
    within.or_else(|| match (among(CHANNEL) || among(SHARED), among(ITEM)) {
        (true, _) => Some("channel"),
        (false, true) => Some("item"),
        _ => None,
    })
}

/// Runs when a channel closes.
pub fn channel(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.as_w3c() {
        return;
    }
    priorities(scope);
    let Some(medium) = scope.node().kept("podcast:medium").next() else { return };
    if !podcast::is_list(&medium.text) {
        return;
    }
    let (medium, open) = (shown(&medium.text), medium.open);
    let node = scope.node();
    let own = node.count("item") + node.count("podcast:liveItem");
    if own > 0 {
        let of = medium.strip_suffix('L').unwrap_or("podcast");
        let help = format!("write `{of}`, or point at items of other feeds with `<podcast:remoteItem>` instead");
        scope
            .flag(
                &INVALID_PODCAST_LIST,
                At::Spot(open),
                format!("the feed is a list, `{medium}`, and has items of its own"),
            )
            .help(help);
    } else if !node.has("podcast:remoteItem") {
        scope
            .flag(
                &INVALID_PODCAST_LIST,
                At::Spot(open),
                format!("the feed is a list, `{medium}`, and nothing is in it"),
            )
            .help("add `<podcast:remoteItem feedGuid=\"…\" itemGuid=\"…\"/>` for each item of another feed");
    }
}

/// Runs when an item closes, or a broadcast.
pub fn item(scope: &mut Scope<'_, '_, '_>) {
    if scope.ctx.as_w3c() {
        return;
    }
    priorities(scope);
    let length = scope.node().kept("itunes:duration").next().and_then(|kept| clock(&kept.text));
    let Some(length) = length.filter(|length| *length > 0.0) else { return };
    let beyond: Vec<_> = scope
        .node()
        .kept("podcast:soundbite")
        .filter_map(|bite| {
            let time = |name| bite.attr(name).and_then(podcast::decimal_value);
            let end = time("startTime")? + time("duration")?;
            // Durations are rounded.
            (end > length + 1.0).then_some((end, bite.open))
        })
        .collect();
    for (end, open) in beyond {
        let message = format!("the soundbite ends at {end} seconds, and the episode at {length}");
        scope
            .flag_as(&PODCAST_CONTRADICTION, At::Spot(open), message, "podcast:soundbite", "item")
            .help("mend `startTime` and `duration`, or `<itunes:duration>`");
    }
}

/// Seconds, or hours, minutes and seconds.
fn clock(text: &str) -> Option<f64> {
    text.split(':').map(podcast::decimal_value).try_fold(0.0, |sum, part| Some(sum * 60.0 + part?))
}

/// Of several places for comments one comes first.
fn priorities(scope: &mut Scope<'_, '_, '_>) {
    let mut seen: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    let all = || scope.node().kept("podcast:socialInteract");
    if all().nth(1).is_none() {
        return;
    }
    for kept in all() {
        match kept.attr("priority") {
            None => found.push((kept.open, None)),
            Some(priority) if seen.contains(&priority) => found.push((kept.open, Some(priority.to_owned()))),
            Some(priority) if seen.len() < 100 => seen.push(priority),
            Some(_) => {}
        }
    }
    let parent = scope.node().name.clone();
    for (open, priority) in found {
        let (rule, message) = match priority {
            Some(priority) => {
                (&PODCAST_CONTRADICTION, format!("two places for comments have the priority `{}`", shown(&priority)))
            }
            None => {
                (&MISSING_PODCAST_ATTRIBUTE, "of several places for comments this one has no `priority`".to_owned())
            }
        };
        scope
            .flag_as(rule, At::Spot(open), message, "podcast:socialInteract", &parent)
            .help("number them: `priority=\"1\"` for the one to show first")
            .param("attr", "priority");
    }
}

/// How long a soundbite may be.
pub(super) fn soundbite(scope: &mut Scope<'_, '_, '_>) {
    let Some(duration) = scope.node().attr("duration").and_then(podcast::decimal_value) else { return };
    if duration <= 0.0 {
        let flaw = podcast::invalid("the soundbite has no length", "write how many seconds it lasts");
        judge_as(scope, Some(flaw), At::Attr("duration"), Some("duration"));
    } else if !(15.0..=120.0).contains(&duration) {
        scope
            .flag(&SOUNDBITE_LENGTH, At::Attr("duration"), format!("the soundbite lasts {duration} seconds"))
            .help("choose a part of 15 to 120 seconds")
            .param("attr", "duration");
    }
}

/// A rule that counts needs to know from when on.
pub(super) fn update_frequency(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    if node.attr("rrule").is_some_and(podcast::counts) && node.attr("dtstart").is_none() {
        scope
            .flag(&MISSING_ATTRIBUTE, At::Attr("rrule"), "`rrule` counts episodes, and nothing says from when on")
            .help("add `dtstart=\"2030-01-31\"` with the day of the first")
            .param("attr", "dtstart");
    }
    if node_lacks_both(scope) {
        scope
            .flag(&MISSING_PODCAST_ATTRIBUTE, At::Open, "apps cannot read from words alone how often episodes come")
            .help("add `rrule=\"FREQ=WEEKLY\"` or the like, or `complete=\"true\"` if none is to come")
            .param("attr", "rrule");
    }
}

fn node_lacks_both(scope: &Scope<'_, '_, '_>) -> bool {
    let node = scope.node();
    node.attr("rrule").is_none() && node.attr("complete") != Some("true")
}

/// A service is blocked or not.
pub(super) fn blocked_twice(scope: &mut Scope<'_, '_, '_>) {
    let service = scope.node().attr("id").map(str::to_lowercase).unwrap_or_default();
    // Channels are few; one document has one.
    if scope.ctx.is_new("podcast:block", &service) {
        return;
    }
    let message = match &*service {
        "" => "the feed says twice whether all services may show it".to_owned(),
        service => format!("the feed says twice whether `{}` may show it", shown(service)),
    };
    scope.flag(&PODCAST_CONTRADICTION, At::Open, message).help("keep one of the two");
}

/// What has no public licence's name is described somewhere.
pub(super) fn license(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let name = node.value();
    // The names of public licences have no spaces.
    if node.attr("url").is_some() || !name.contains(char::is_whitespace) {
        return;
    }
    let message = format!("`{}` is the name of no public licence, and no address says what it is", shown(name));
    scope
        .flag(&MISSING_ATTRIBUTE, At::Open, message)
        .help("write the licence's short name, such as `cc-by-4.0`, or add `url` with the address of its text")
        .param("attr", "url");
}

pub(super) fn deprecated_images(scope: &mut Scope<'_, '_, '_>) {
    scope
        .flag(&DEPRECATED_PODCAST_ELEMENT, At::Open, "`<podcast:images>` has given way to `<podcast:image>`")
        .help("write `<podcast:image href=\"…\" width=\"…\"/>` for each of the pictures");
}

/// Comments have an address, unless there are to be none.
pub(super) fn social_interact(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let disabled = node.attr("protocol") == Some("disabled");
    let extra = ["uri", "accountId", "accountUrl"].into_iter().find(|name| node.attr(name).is_some());
    match (disabled, node.attr("uri").is_some(), extra) {
        (true, _, Some(name)) => {
            let message = format!("comments are disabled, and `{name}` says where they are");
            scope
                .flag(&PODCAST_CONTRADICTION, At::Attr(name), message)
                .help("keep `protocol=\"disabled\"` alone, or write the protocol of the comments")
                .param("attr", name);
        }
        (false, false, _) => {
            scope
                .flag(&MISSING_ATTRIBUTE, At::Open, "`<podcast:socialInteract>` needs the attribute `uri`")
                .help("add `uri=\"…\"` with the address of the post that is commented on, or write `protocol=\"disabled\"`")
                .param("attr", "uri");
        }
        (false, true, _) if node.attr("accountId").is_none() => {
            scope
                .flag(&MISSING_PODCAST_ATTRIBUTE, At::Open, "`<podcast:socialInteract>` has no attribute `accountId`")
                .help("add `accountId=\"@name\"` with whose post it is")
                .param("attr", "accountId");
        }
        _ => {}
    }
}

pub(super) fn integrity(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    if node.attr("type") != Some("sri") {
        return;
    }
    let flaw = node.attr("value").filter(|value| !value.is_empty()).and_then(podcast::integrity);
    judge_as(scope, flaw, At::Attr("value"), Some("value"));
}

/// A podcast has one publisher, whose feed says that it is one.
pub(super) fn publisher(scope: &mut Scope<'_, '_, '_>) {
    let all = || scope.node().kept("podcast:remoteItem");
    let first = all().next().map(|kept| (kept.attr("medium") == Some("publisher"), kept.open));
    let second = all().nth(1).map(|kept| kept.open);
    if let Some((false, open)) = first {
        scope
            .flag_as(
                &PODCAST_CONTRADICTION,
                At::Spot(open),
                "the feed that is named as the publisher's has another medium",
                "podcast:remoteItem",
                "podcast:publisher",
            )
            .help("write `medium=\"publisher\"`");
    }
    if let Some(second) = second {
        let message = "`<podcast:publisher>` has more than one `<podcast:remoteItem>`";
        scope
            .flag_as(
                &crate::validate::walk::DUPLICATE_ELEMENT,
                At::Spot(second),
                message,
                "podcast:remoteItem",
                "podcast:publisher",
            )
            .help("keep one of them");
    }
}
