//! What an Atom feed says of itself: all that must be there, before the first entry, and links that go together.
//! Spec: RFC 4287, section 4.1.1, and RFC 5005.

use std::collections::HashSet;

use super::links::{hreflang, kind, rel};
use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::node::Spot;
use crate::validate::reader::shown;
use crate::validate::vocab::atom::link::is_of_history;
use crate::validate::vocab::ext::itunes;
use crate::validate::walk::MISSING_ELEMENT;

use super::entry::DUPLICATE_ENTRIES;

rules! {
    /// Something that the feed says of itself stands behind its first entry.
    ///
    /// Readers that take entries as they arrive have passed the point where they look for it. Move it up, before the
    /// first `<entry>`. Spec: RFC 4287, section 4.1.1.
    MISPLACED_METADATA = Error "misplaced-metadata";

    /// A feed does not say where it is to be found.
    ///
    /// Who has got hold of the file alone, or of a copy, cannot subscribe to it. Write
    /// `<link rel="self" href="https://example.com/feed.xml"/>`. Spec: RFC 4287, section 4.1.1.
    MISSING_SELF = Warning "missing-self";

    /// What an entry says of the feed that it came from is incomplete.
    ///
    /// Readers can then neither name that feed nor tell it from others. Copy its `id`, `title` and `updated` from there.
    /// Spec: RFC 4287, section 4.2.11.
    MISSING_SOURCE_ELEMENT = Warning "missing-source-element";

    /// Two links to the same thing say the same of it.
    ///
    /// Of pages with one media type and one language, an entry or feed has but one; readers take either. Remove one, or
    /// tell them apart by `type` or `hreflang`. Spec: RFC 4287, section 4.1.1.
    DUPLICATE_ATOM_LINK = Error "duplicate-atom-link";

    /// All entries have one identifier.
    ///
    /// Readers take them all for one entry and show only the last. Give each an identifier of its own.
    DUPLICATE_IDS = Error "duplicate-ids";

    /// A page of a feed is said to be the first or the last, and links to one beyond.
    ///
    /// A reader that follows such links may go round in circles. Remove the `previous` link from the first page, the
    /// `next` link from the last. Spec: RFC 5005, section 3.
    LINK_PAST_END = Error "link-past-end";

    /// An archive of a feed links to no other one.
    ///
    /// A reader that puts all of the feed together from its archives comes to an end here. Add a link `prev-archive` or
    /// `next-archive`. Spec: RFC 5005, section 4.
    ARCHIVE_INCOMPLETE = Warning "archive-incomplete";

    /// An archive does not say which feed it is of.
    ///
    /// Who comes upon the archive cannot subscribe to the feed. Add a link `current` with the feed's address. Spec: RFC
    /// 5005, section 4.
    MISSING_CURRENT_IN_ARCHIVE = Warning "missing-current-in-archive";

    /// A feed says it is complete, and links to more of itself.
    ///
    /// All entries of a complete feed are in one document. Remove the link, or `<fh:complete/>`. Spec: RFC 5005, section
    /// 2.
    FEED_REL_IN_COMPLETE_FEED = Error "feed-rel-in-complete-feed";

    /// A complete feed has a link to its newest state that does not lead to itself.
    ///
    /// All of a complete feed is in one document, so `current` can only mean that. Give it the feed's own address, or
    /// remove it. Spec: RFC 5005, section 2.
    CURRENT_NOT_SELF_IN_COMPLETE_FEED = Error "current-not-self-in-complete-feed";
}

/// When something opens that the feed says of itself.
pub fn misplaced(scope: &mut Scope<'_, '_, '_>) {
    if !scope.parent().has("entry") {
        return;
    }
    let name = scope.node().name.clone();
    scope
        .flag(&MISPLACED_METADATA, At::Open, format!("`<{name}>` of the feed stands behind an entry"))
        .help("move it up, before the first `<entry>`");
}

/// When an entry opens.
pub fn before_entries(scope: &mut Scope<'_, '_, '_>) {
    if !scope.parent().has("entry") {
        judge(scope, 1);
    }
}

/// When the feed closes.
pub fn closed(scope: &mut Scope<'_, '_, '_>) {
    let entries = scope.node().count("entry") as usize;
    if entries > 9 && scope.report.count(&DUPLICATE_ENTRIES) + 1 == entries {
        scope.report.retract(&DUPLICATE_ENTRIES);
        scope
            .flag(&DUPLICATE_IDS, At::Close, format!("all {entries} entries have the same `<id>`"))
            .help("give each entry an identifier of its own, such as its address, and never change it");
    }
    if entries == 0 {
        judge(scope, 0);
    }
}

/// When a source closes.
pub fn source_closed(scope: &mut Scope<'_, '_, '_>) {
    judge(scope, 0);
}

const NEEDED: [(&str, &str); 3] = [
    ("title", "add `<title>…</title>`"),
    ("id", "add `<id>https://example.com/</id>` with the address of the website or another that never changes"),
    ("updated", "add `<updated>2026-01-02T03:04:05Z</updated>` with the time when the feed last changed"),
];

/// Judges all that the feed `up` levels above has said of itself.
fn judge(scope: &mut Scope<'_, '_, '_>, up: usize) {
    let name = scope.ancestor(up).name.clone();
    let is_source = name == "source";
    let open = At::Spot(scope.ancestor(up).open);
    let here = scope.ctx.here.into();
    for (child, hint) in NEEDED {
        if scope.ancestor(up).has(child) {
            continue;
        }
        let message = format!("`<{name}>` has no `<{child}>`");
        let (rule, at) = match is_source {
            true => (&MISSING_SOURCE_ELEMENT, At::Both(scope.ancestor(up).open, here)),
            false => (&MISSING_ELEMENT, open),
        };
        let help = match is_source {
            true => format!("copy `<{child}>` from the feed that the entry came from"),
            false => hint.to_owned(),
        };
        scope.flag_as(rule, at, message, child, &name).help(help);
    }
    history(scope, up, &name);
    let has_self = scope.ancestor(up).kept("link").any(|link| rel(link) == "self");
    if !is_source && !has_self {
        let parent = scope.ancestor(up + 1).name.clone();
        scope
            .flag_as(&MISSING_SELF, open, "the feed does not say its own address", &name, &parent)
            .help("add `<link rel=\"self\" href=\"…\"/>` with the address that one subscribes to");
    }
    links(scope, up, &name);
    archive(scope, up, &name);
    let end = scope.stack.len().saturating_sub(up);
    if let Some(stack) = scope.stack.get_mut(..end) {
        itunes::check(&mut Scope { ctx: scope.ctx, report: scope.report, stack });
    }
}

/// A complete feed is all in one document.
fn history(scope: &mut Scope<'_, '_, '_>, up: usize, name: &str) {
    if !scope.ancestor(up).has("fh:complete") {
        return;
    }
    let mut found: Vec<(String, Spot)> = Vec::new();
    for link in scope.ancestor(up).kept("link") {
        let rel = rel(link);
        let own = || scope.ctx.own_addresses.iter().any(|own| own == link.attr("href").unwrap_or_default());
        if is_of_history(rel) && (rel != "current" || !own()) {
            found.push((rel.to_owned(), link.open));
        }
    }
    let parent = scope.ancestor(up + 1).name.clone();
    for (rel, open) in found {
        let at = At::Both(open, scope.ctx.here.into());
        let (rule, message, help) = match &*rel {
            "current" => (
                &CURRENT_NOT_SELF_IN_COMPLETE_FEED,
                "the link `current` of a complete feed does not lead to the feed itself".to_owned(),
                "write the feed's own address, or remove the link",
            ),
            rel => (
                &FEED_REL_IN_COMPLETE_FEED,
                format!("the feed says that it is complete, and has a link `{rel}`"),
                "remove the link, or `<fh:complete/>`",
            ),
        };
        scope.flag_as(rule, at, message, name, &parent).help(help).param("rel", rel);
    }
}

/// One alternate link for each type and language; nothing before the first page, and nothing behind the last.
fn links(scope: &mut Scope<'_, '_, '_>, up: usize, name: &str) {
    let feed = scope.ancestor(up);
    let here = scope.ctx.here;
    let mut past: Vec<(&'static str, &'static str, Spot)> = Vec::new();
    for (end, beyond) in [("first", "previous"), ("last", "next")] {
        let is_end = |link: &&crate::validate::node::Kept| {
            let href = link.attr("href").unwrap_or_default();
            rel(link) == end && scope.ctx.own_addresses.iter().any(|own| own == href)
        };
        // The W3C validator says it for each pair; one link that is the end is enough.
        let ends = feed.kept("link").filter(is_end).count().min(if scope.ctx.as_w3c() { 4 } else { 1 });
        for _ in 0..ends {
            past.extend(feed.kept("link").filter(|link| rel(link) == beyond).map(|link| (end, beyond, link.open)));
        }
    }
    let parent = scope.ancestor(up + 1).name.clone();
    for (end, beyond, open) in past {
        let message = format!("the feed is the {end} page, and links to a {beyond} one");
        scope
            .flag_as(&LINK_PAST_END, At::Both(open, here.into()), message, name, &parent)
            .help(format!("remove the link `{beyond}`, or correct the link `{end}`"))
            .param("self", end)
            .param("rel", beyond);
    }
    alternates(scope, up);
}

/// Flags the second of two alternate links with the same type and language, of the element `up` levels above.
pub fn alternates(scope: &mut Scope<'_, '_, '_>, up: usize) {
    let node = scope.ancestor(up);
    if node.kept("link").nth(1).is_none() {
        return;
    }
    let name = node.name.clone();
    let mut seen = HashSet::new();
    let mut twice = Vec::new();
    for link in node.kept("link").filter(|link| rel(link) == "alternate") {
        if !seen.insert((kind(link), hreflang(link))) {
            twice.push((kind(link).to_owned(), hreflang(link).to_owned(), link.open));
        }
    }
    for (kind, hreflang, open) in twice {
        let what = match (&*kind, &*hreflang) {
            ("", "") => "without `type` and `hreflang`".to_owned(),
            (kind, "") => format!("with the type `{}`", shown(kind)),
            ("", lang) => format!("with the language `{}`", shown(lang)),
            (kind, lang) => format!("with the type `{}` and the language `{}`", shown(kind), shown(lang)),
        };
        let at = At::Both(open, scope.ctx.here.into());
        scope
            .flag_as(&DUPLICATE_ATOM_LINK, at, format!("`<{name}>` has two alternate links {what}"), "link", &name)
            .help("remove one, give them different `type` or `hreflang`, or say what else it is with `rel`")
            .param("type", kind)
            .param("hreflang", hreflang);
    }
}

/// An archive leads to others, and to the feed.
fn archive(scope: &mut Scope<'_, '_, '_>, up: usize, name: &str) {
    let feed = scope.ancestor(up);
    if !feed.has("fh:archive") || feed.has("fh:complete") {
        return;
    }
    let any = |rels: &[&str]| feed.kept("link").any(|link| rels.contains(&rel(link)));
    let (others, current) = (any(&["prev-archive", "next-archive"]), any(&["current"]));
    let at = At::Both(feed.open, scope.ctx.here.into());
    let parent = scope.ancestor(up + 1).name.clone();
    // The oldest has nothing before it, and need not know what comes after it.
    if !others && (!current || scope.ctx.as_w3c()) {
        scope
            .flag_as(&ARCHIVE_INCOMPLETE, at, "the archive links to no other archive", name, &parent)
            .help("add `<link rel=\"prev-archive\" href=\"…\"/>`");
    }
    if !current {
        scope
            .flag_as(&MISSING_CURRENT_IN_ARCHIVE, at, "the archive does not link to its feed", name, &parent)
            .help("add `<link rel=\"current\" href=\"…\"/>` with the address that one subscribes to");
    }
}
