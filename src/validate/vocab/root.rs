//! The root element: what the document is, and which namespaces are its own from there on.

use super::namespaces::{ATOM, ATOM_03, OPENSEARCH, Prefix, RSS_11, XRDS};
use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Context, Scope};
use crate::validate::reader::shown;
use crate::validate::reader::xml::{Attribute, Namespace, Tag};
use crate::validate::schema::{Table, many};
use crate::validate::walk::{AVOID_NAMESPACE_PREFIX, MISSING_NAMESPACE, OBSOLETE_NAMESPACE, UNDEFINED_ELEMENT};

rules! {
    /// An element is in a namespace that its format does not use.
    ///
    /// Readers tell formats apart by namespaces, and do not know the document for what it is meant to be. RSS 2.0 is
    /// in none at all; Atom in `http://www.w3.org/2005/Atom`.
    INVALID_NAMESPACE = Error "invalid-namespace";
}

/// The namespace of Atom before it had that name.
const FORMER: &str = "http://example.com/newformat#";

/// What a document may begin with.
pub static ROOT: Table = Table::new(&[
    &[
        many("rss").attrs(super::rss::ATTRS).opening(&[super::rss::enter]).holds(&super::rss::RSS),
        super::atom::FEED_ROW,
        super::atom::ENTRY_ROW,
        super::app::SERVICE_ROW,
        super::app::CATEGORIES_ROW,
        many("xhtml:html").anything().opening(&[page]),
    ],
    super::rdf::ROOTS,
    super::opml::ROOTS,
    super::opensearch::ROOTS,
    super::xrd::ROOTS,
    super::sitemap::ROOTS,
]);

/// What a document of Atom 0.3 may begin with: its elements are not judged.
pub static ROOT_OF_ATOM_03: Table = Table::new(&[&[many("feed").anything(), super::atom::ENTRY_ROW]]);

/// The table for the root, once its namespace was looked at.
pub fn table(ctx: &Context<'_>) -> &'static Table {
    if ctx.is_own(ATOM_03) { &ROOT_OF_ATOM_03 } else { &ROOT }
}

/// A page of the web is no feed.
fn page(scope: &mut Scope<'_, '_, '_>) {
    scope
        .flag_as(&UNDEFINED_ELEMENT, At::Open, "this is a page of the web, not a feed", "xhtml:html", "root")
        .help("give the address of the feed, which the page may link to with `rel=\"alternate\"`");
}

/// Looks at the root's name and namespace, and settles what the document is. Given back is the vocabulary that the
/// root is taken to be of though it says otherwise.
pub fn enter(
    scope: &mut Scope<'_, '_, '_>,
    tag: &Tag<'_>,
    namespace: &str,
    attributes: &[Attribute<'_>],
) -> Option<Prefix> {
    let local = tag.name.local();
    if matches!(local, "feed" | "entry") {
        prefixed(scope, attributes);
    }
    match local {
        "rss" if !namespace.is_empty() => {
            wrong(scope, tag, namespace, "RSS 2.0 is in no namespace: remove the `xmlns` from `<rss>`");
            own(scope, namespace);
        }
        "feed" | "entry" => match namespace {
            ATOM_03 => {
                let message = "this is Atom 0.3, which is long obsolete";
                scope
                    .flag_as(&OBSOLETE_NAMESPACE, At::Here, message, "feed", "root")
                    .help("write `xmlns=\"http://www.w3.org/2005/Atom\"`, and what Atom 1.0 has changed");
                own(scope, ATOM_03);
                scope.ctx.kind = Kind::Atom;
            }
            "" => lacking(scope, tag, ATOM),
            _ => {
                scope.ctx.kind = if local == "feed" { Kind::Atom } else { Kind::AtomEntry };
                own(scope, ATOM);
                if namespace != ATOM {
                    wrong(scope, tag, namespace, "write `xmlns=\"http://www.w3.org/2005/Atom\"`");
                    own(scope, namespace);
                }
            }
        },
        "Channel" => match namespace {
            "" => lacking(scope, tag, RSS_11),
            RSS_11 => {
                own(scope, RSS_11);
                scope.ctx.kind = Kind::Rss1;
            }
            _ => wrong(scope, tag, namespace, &format!("write `xmlns=\"{RSS_11}\"`")),
        },
        "OpenSearchDescription" => match namespace {
            OPENSEARCH => {}
            _ => return foreign(scope, tag, namespace, OPENSEARCH, "opensearch"),
        },
        "XRDS" => {
            scope.ctx.kind = Kind::Xrd;
            if namespace != XRDS {
                return foreign(scope, tag, namespace, XRDS, "xrds");
            }
        }
        "urlset" | "sitemapindex" if !scope.ctx.as_w3c() => super::sitemap::enter(scope, namespace),
        _ => {}
    }
    None
}

/// Flags a root in another namespace than its own, or in none; it is taken to be in its own.
fn foreign(scope: &mut Scope<'_, '_, '_>, tag: &Tag<'_>, namespace: &str, right: &str, prefix: &str) -> Option<Prefix> {
    if namespace.is_empty() {
        lacking(scope, tag, right);
    } else {
        wrong(scope, tag, namespace, &format!("write `xmlns=\"{right}\"`"));
        own(scope, namespace);
    }
    Some(Prefix::named(prefix))
}

/// Flags a root in a namespace that nobody knows.
pub fn unknown(scope: &mut Scope<'_, '_, '_>, tag: &Tag<'_>, namespace: &str) {
    let raw = tag.name.raw;
    if namespace == ATOM_03 || namespace == FORMER {
        // The first of the two is told wherever it is met; the W3C validator tells it twice.
        if namespace == FORMER || scope.ctx.as_w3c() {
            let message = "this is the namespace of a draft of Atom, which is long obsolete";
            scope
                .flag_as(&OBSOLETE_NAMESPACE, At::Here, message, tag.name.local(), "root")
                .help("write `<feed xmlns=\"http://www.w3.org/2005/Atom\">`")
                .param("namespace", namespace);
        }
        return;
    }
    if tag.name.local() == "feed" {
        wrong(scope, tag, namespace, "write `xmlns=\"http://www.w3.org/2005/Atom\"`");
        return;
    }
    scope
        .flag_as(
            &UNDEFINED_ELEMENT,
            At::Here,
            format!("the root element `<{}>` begins no feed", shown(raw)),
            tag.name.local(),
            "root",
        )
        .help("a feed begins with `<rss>`, `<feed>` or `<rdf:RDF>`, in exactly these letters");
}

/// Flags prefixes for Atom and XHTML, which some readers do not understand.
fn prefixed(scope: &mut Scope<'_, '_, '_>, attributes: &[Attribute<'_>]) {
    for attribute in attributes.iter().filter(|attribute| attribute.name.namespace == Namespace::XMLNS) {
        let prefix = attribute.name.local();
        if matches!(prefix, "atom" | "xhtml") && !attribute.name.prefix().is_empty() {
            let at = At::Both(attribute.name_span.into(), scope.ctx.here.into());
            let message = format!("elements of Atom or XHTML have the prefix `{prefix}` here");
            scope
                .flag_as(&AVOID_NAMESPACE_PREFIX, at, message, "root", "root")
                .help("declare the namespace with plain `xmlns=\"…\"`, and leave the prefix out")
                .param("prefix", prefix);
        }
    }
}

fn own(scope: &mut Scope<'_, '_, '_>, namespace: &str) {
    scope.ctx.own_namespaces.push(namespace.to_owned());
}

fn lacking(scope: &mut Scope<'_, '_, '_>, tag: &Tag<'_>, namespace: &str) {
    let raw = tag.name.raw;
    scope
        .flag_as(
            &MISSING_NAMESPACE,
            At::Here,
            format!("the root element `<{raw}>` is in no namespace"),
            tag.name.local(),
            "root",
        )
        .help(format!("write `<{raw} xmlns=\"{namespace}\">`"));
}

fn wrong(scope: &mut Scope<'_, '_, '_>, tag: &Tag<'_>, namespace: &str, help: &str) {
    let message = format!("`<{}>` is in the namespace `{}`", tag.name.raw, shown(namespace));
    scope
        .flag_as(&INVALID_NAMESPACE, At::Here, message, tag.name.local(), "root")
        .help(help)
        .param("namespace", namespace);
}
