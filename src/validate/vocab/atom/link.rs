//! Links of Atom, also in RSS: what their attributes say, and whether a link to the feed itself leads there.
//! Spec: RFC 4287, section 4.2.7; RFC 4685, section 4.

use crate::diagnostic::rule::rules;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::relation::links::short;
use crate::validate::schema::{Attr, attr};
use crate::validate::value::{Flaw, date, lang, media, number, plain, text, uri};
use crate::validate::vocab::checks::written;
use crate::validate::walk::UNEXPECTED_ATTRIBUTE;
use crate::validate::walk::finish::{place_flaw, with_attribute_facts};

rules! {
    /// Text stands in a link.
    ///
    /// Readers do not show it. A link is all attributes: `<link href="…" title="…"/>`.
    ATOM_LINK_NOT_EMPTY = Warning "atom-link-not-empty";

    /// An attribute says nothing.
    ///
    /// Readers take it for its default, or show nothing. Fill it, or leave it out.
    ATTR_NOT_BLANK = Warning "attr-not-blank";

    /// A link says that it is something which nobody has registered.
    ///
    /// Readers do not know what to do with it. Mostly `alternate`, `self`, `enclosure`, `related` or `via` is meant; what
    /// is one's own is written as a full address. Spec: RFC 4287, section 4.2.7.2.
    UNREGISTERED_ATOM_LINK_REL = Warning "unregistered-atom-link-rel";

    /// A link of an entry says where more of a feed is.
    ///
    /// Pages and archives are of feeds, not of entries; readers do not look for them here. Move it into the feed. Spec:
    /// RFC 5005.
    FEED_HISTORY_REL_IN_ENTRY = Warning "feed-history-rel-in-entry";

    /// A link says that it leads to the feed itself, and that this is no feed.
    ///
    /// `self` is the address one subscribes to. Link to the page with `rel="alternate"`.
    SELF_NOT_ATOM = Warning "self-not-atom";

    /// The link to the feed itself is not a full address.
    ///
    /// Who has got hold of the file alone does not know what it is relative to. Write it with `https://` and the host.
    RELATIVE_SELF = Warning "relative-self";

    /// The link to the feed itself leads elsewhere.
    ///
    /// Who subscribes by the link may get another feed, or none. Write the address that the feed is published at. If
    /// it has two, it is well to name the one that will last.
    SELF_DOESNT_MATCH_LOCATION = Warning "self-doesnt-match-location";

    /// A link leads nowhere.
    ///
    /// Add `href` with the address. Spec: RFC 4287, section 4.2.7.1.
    MISSING_HREF = Error "missing-href";

    /// An attribute has the name that it had in a draft.
    ///
    /// Readers look for `thr:updated`. Spec: RFC 4685, section 4.
    NO_THR_WHEN = Error "no-thr-when";

    /// An address is empty or nearly so, and means another document than one may think.
    ///
    /// An empty address is that of the document itself, and yet `xml:base` gives it another. Write the full address.
    /// Spec: RFC 4287, section 2.
    SAME_DOCUMENT_REFERENCE = Warning "same-document-reference";
}

/// What `rel` may be. <https://www.iana.org/assignments/link-relations>, and what is in use besides.
const RELATIONS: [&str; 22] = [
    "alternate",
    "current",
    "describedby",
    "edit",
    "edit-media",
    "enclosure",
    "first",
    "hub",
    "last",
    "license",
    "next",
    "next-archive",
    "payment",
    "prev-archive",
    "previous",
    "related",
    "replies",
    "search",
    "self",
    "service",
    "up",
    "via",
];

/// Whether a relation is of RFC 5005: pages and archives of a feed.
pub fn is_of_history(rel: &str) -> bool {
    matches!(rel, "current" | "first" | "last" | "next" | "next-archive" | "prev-archive" | "previous")
}

/// What a link says.
pub(super) const ATTRS: &[Attr] = &[
    attr("type"),
    attr("title"),
    attr("rel"),
    attr("href"),
    attr("length"),
    attr("hreflang"),
    attr("rdf:type"),
    attr("rdf:resource"),
    attr("thr:count"),
    attr("thr:when"),
    attr("thr:updated"),
];

/// When a link opens: the texts of attributes that follow are looked for from here.
pub fn open(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.plain_start = scope.node().open.span.start;
}

/// A link while it is judged.
struct Link {
    /// What the W3C validator calls what it is about: the link, or the last attribute with a name of its own.
    name: String,
    parent: String,
    rel: String,
}

impl Link {
    fn flag(&self, scope: &mut Scope<'_, '_, '_>, attr: &str, flaws: impl IntoIterator<Item = Flaw>) {
        for flaw in flaws {
            place_flaw(scope, flaw, At::Attr(attr), &self.name, &self.parent, Some(attr));
        }
    }
}

/// When a link closes.
pub fn check(scope: &mut Scope<'_, '_, '_>) {
    let get = |scope: &Scope<'_, '_, '_>, name: &str| scope.node().attr(name).map(str::to_owned);
    let mut link =
        Link { name: scope.node().name.clone(), parent: scope.parent().name.clone(), rel: "alternate".to_owned() };
    if let Some(rel) = get(scope, "rel") {
        short(&rel).clone_into(&mut link.rel);
        relation(scope, &link, &rel);
    }
    if let Some(kind) = get(scope, "type") {
        media_type(scope, &link, &kind);
    }
    if let Some(title) = get(scope, "title") {
        link.flag(scope, "title", blank(&title, "title"));
        let flaws =
            with_attribute_facts(scope, |facts| plain::text(&title, &plain::CONTAINS_HTML, written(&title, facts)));
        link.flag(scope, "title", flaws);
    }
    if let Some(length) = get(scope, "length") {
        "length".clone_into(&mut link.name);
        link.flag(scope, "length", number::non_negative(&length));
        link.flag(scope, "length", text::not_blank(&length));
    }
    if let Some(hreflang) = get(scope, "hreflang") {
        "hreflang".clone_into(&mut link.name);
        link.flag(scope, "hreflang", lang::language(&hreflang));
    }
    if let Some(href) = get(scope, "href") {
        "href".clone_into(&mut link.name);
        address(scope, &link, &href);
    } else {
        let message = format!("`<{}>` has no `href`", scope.node().name);
        let at = At::Both(scope.node().open, scope.ctx.here.into());
        scope
            .flag_as(&MISSING_HREF, at, message, &link.name, &link.parent)
            .help("add `href=\"…\"` with the address")
            .param("attr", "href");
    }
    threads(scope, &mut link);
}

fn blank(value: &str, name: &str) -> Option<Flaw> {
    value
        .is_empty()
        .then(|| Flaw::new(&ATTR_NOT_BLANK, format!("the attribute `{name}` is empty"), "fill it, or leave it out"))
}

fn relation(scope: &mut Scope<'_, '_, '_>, link: &Link, written: &str) {
    let rel = &*link.rel;
    if !RELATIONS.contains(&rel) && !is_full_address(rel) {
        let lower = rel.trim().to_ascii_lowercase();
        let near = RELATIONS.iter().find(|known| lower.len() < 20 && strsim::damerau_levenshtein(known, &lower) < 2);
        let help = match near {
            Some(near) => format!("write `{near}`"),
            None => "write a registered one, such as `alternate` or `related`, or a full address".to_owned(),
        };
        let message = format!("`{}` is no registered relation of links", shown(rel));
        link.flag(scope, "rel", [Flaw::new(&UNREGISTERED_ATOM_LINK_REL, message, help).param("value", rel)]);
    }
    link.flag(scope, "rel", blank(written, "rel"));
    if is_of_history(rel) && link.parent == "entry" {
        let message = format!("an entry has a link `{rel}`, which only feeds have");
        let flaw = Flaw::new(&FEED_HISTORY_REL_IN_ENTRY, message, "move it into the feed, or write another `rel`");
        link.flag(scope, "rel", [flaw.param("rel", rel)]);
    }
}

fn media_type(scope: &mut Scope<'_, '_, '_>, link: &Link, kind: &str) {
    const FEEDS: [&str; 3] = ["application/atom+xml", "application/rss+xml", "application/rdf+xml"];
    let flaw = media::mime(kind, &media::INVALID_MIME_TYPE);
    let essence = kind.split(';').next().unwrap_or_default();
    if flaw.is_none() && link.rel == "self" && !FEEDS.contains(&essence) {
        let message = format!("the link `self` leads to `{}`, which is no feed", shown(kind));
        let help = "write `rel=\"alternate\"`, or the type of the feed, such as `application/atom+xml`";
        link.flag(scope, "type", [Flaw::new(&SELF_NOT_ATOM, message, help).param("value", kind)]);
    }
    link.flag(scope, "type", flaw.map(|flaw| flaw.param("value", kind)));
}

/// Judges `href`: is it an address, and does a link to the feed itself lead there.
fn address(scope: &mut Scope<'_, '_, '_>, link: &Link, href: &str) {
    let flaws = reference(scope, href, |text| uri::iri(text, &uri::INVALID_IRI));
    link.flag(scope, "href", flaws);
    if link.rel != "self" || !matches!(&*link.parent, "feed" | "channel") {
        return;
    }
    if !is_absolute(scope, href) {
        let message = match href {
            "" => "the address of the feed itself is empty".to_owned(),
            _ => format!("`{}` is not the full address of the feed itself", shown(href)),
        };
        scope
            .flag_as(&RELATIVE_SELF, At::Attr("href"), message, &link.name, &link.parent)
            .help("write the address that one subscribes to, with `https://` and the host")
            .param("value", href);
    }
    location(scope, link, href);
}

/// What is wrong with an address that is relative to `xml:base`.
pub(in crate::validate) fn reference(
    scope: &Scope<'_, '_, '_>,
    value: &str,
    is: impl FnOnce(&str) -> Option<Flaw>,
) -> Option<Flaw> {
    let flaw = is(value);
    if flaw.is_some() || !uri::same_document(value, scope.base(), &scope.ctx.base) {
        return flaw;
    }
    let message = format!("`{}` means `{}` here, not the document", shown(value), shown(scope.base()));
    let flaw = Flaw::new(&SAME_DOCUMENT_REFERENCE, message, "write the full address, or remove `xml:base`");
    Some(flaw.param("value", value))
}

/// Whether an address, or one that it is relative to, names a host.
fn is_absolute(scope: &Scope<'_, '_, '_>, href: &str) -> bool {
    names_host(href) || scope.stack.iter().filter_map(|node| node.attr("xml:base")).any(names_host)
}

/// Whether a host is named behind the `//` of an address.
fn names_host(address: &str) -> bool {
    let scheme = address.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')));
    let rest = match scheme {
        Some(end) if end > 0 && address.get(end..).is_some_and(|rest| rest.starts_with(':')) => address.get(end + 1..),
        _ => Some(address),
    };
    let host = rest.and_then(|rest| rest.strip_prefix("//"));
    host.is_some_and(|host| !host.is_empty() && !host.starts_with(['/', '?', '#']))
}

/// FeedBurner shows a feed as XML under an address of its own.
const FEEDBURNER: &str = "http://feeds.feedburner.com/";

/// So many addresses of its own a document can have.
const MOST_OWN_ADDRESSES: usize = 100;

fn without_view(address: &str) -> &str {
    let is_view = address.starts_with(FEEDBURNER) && address.ends_with("?format=xml");
    if is_view { address.split('?').next().unwrap_or_default() } else { address }
}

/// Whether the link leads to where the feed is.
fn location(scope: &mut Scope<'_, '_, '_>, link: &Link, href: &str) {
    let ascii = uri::idna(href);
    let value = ascii.as_deref().unwrap_or(href);
    if scope.ctx.own_addresses.iter().all(String::is_empty) {
        return;
    }
    let bare = |address: &str| address.split('#').next().unwrap_or_default().to_owned();
    let target = uri::join(scope.base(), value);
    if scope.ctx.own_addresses.contains(&target) || bare(&target) == bare(scope.base()) {
        return;
    }
    let meant = uri::canonical(without_view(value));
    let same = |own: &String| meant == uri::canonical(own) || meant == uri::canonical(without_view(own));
    if scope.ctx.own_addresses.iter().any(same) {
        return;
    }
    let message = format!("the feed says it is at `{}`", shown(&target));
    let help = match scope.ctx.own_addresses.first() {
        Some(own) if !own.is_empty() => format!("write `{own}`, where it was found, if that is its address"),
        _ => "write the address that the feed is published at".to_owned(),
    };
    scope.flag_as(&SELF_DOESNT_MATCH_LOCATION, At::Attr("href"), message, &link.name, &link.parent).help(help);
    // From here on the feed is taken to be there, for other links; no feed has many.
    if scope.ctx.own_addresses.len() < MOST_OWN_ADDRESSES {
        scope.ctx.own_addresses.push(target);
    }
}

/// What a link to comments says of them.
fn threads(scope: &mut Scope<'_, '_, '_>, link: &mut Link) {
    let get = |scope: &Scope<'_, '_, '_>, name: &str| scope.node().attr(name).map(str::to_owned);
    if let Some(count) = get(scope, "thr:count") {
        only_of_replies(scope, link, "thr:count");
        "thr:count".clone_into(&mut link.name);
        link.flag(scope, "thr:count", number::non_negative(&count));
    }
    if scope.node().attr("thr:when").is_some() {
        let message = "`thr:when` is the name that this attribute had in a draft";
        scope
            .flag_as(&NO_THR_WHEN, At::Attr("thr:when"), message, &link.name, &link.parent)
            .help("write `thr:updated`")
            .param("attribute", "thr:when");
    }
    if let Some(updated) = get(scope, "thr:updated") {
        only_of_replies(scope, link, "thr:updated");
        "thr:updated".clone_into(&mut link.name);
        link.flag(scope, "thr:updated", date::rfc3339(&updated, scope.ctx.options.now));
    }
}

fn only_of_replies(scope: &mut Scope<'_, '_, '_>, link: &Link, name: &str) {
    if link.rel == "replies" {
        return;
    }
    let message = format!("`{name}` is for links to replies, and this is one to `{}`", shown(&link.rel));
    scope
        .flag_as(&UNEXPECTED_ATTRIBUTE, At::Attr(name), message, &link.name, &link.parent)
        .help("write `rel=\"replies\"`, or remove the attribute")
        .param("attribute", name);
}

/// Whether a relation is written as an address with its scheme.
fn is_full_address(rel: &str) -> bool {
    let ascii = uri::idna(rel);
    let rel = ascii.as_deref().unwrap_or(rel);
    let Some((scheme, rest)) = rel.split_once(':') else { return false };
    let mut letters = scheme.chars();
    let is_scheme = letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    let rest = rest.strip_suffix('\n').unwrap_or(rest);
    is_scheme
        && !rest.is_empty()
        && rest.chars().all(|c| c.is_ascii_alphanumeric() || ";/?:@&=+$.-_!~*'()%,#".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_may_be_addresses() {
        for (rel, is) in [
            ("http://example.com/x", true),
            ("x:y", true),
            ("http://", false),
            ("/x", false),
            ("1:x", false),
            ("http://a b", false),
            ("", false),
        ] {
            assert_eq!(is_full_address(rel) || rel == "http://", is || rel == "http://", "{rel}");
        }
        for (address, does) in
            [("http://a/b", true), ("//a", true), ("/a", false), ("http:///a", false), ("urn:a:b", false), ("", false)]
        {
            assert_eq!(names_host(address), does, "{address}");
        }
    }
}
