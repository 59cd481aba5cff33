//! OPML: outlines, and lists of feeds. Spec: OPML 1.0 and 2.0 (opml.org/spec2.opml).

use super::checks::{EMAIL, FULL_URL, HTML, HTTP_URL, LANGUAGE, NOT_BLANK, POSITIVE, RFC822, TRUE_FALSE};
use super::ext;
use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::schema::{Attr, Check, Group, Table, attr, many, opt};
use crate::validate::value::Flaw;
use crate::validate::walk::MISSING_ELEMENT;

rules! {
    /// The `version` of OPML is none that there is.
    ///
    /// Programs tell by it what to expect. It is `2.0` today; `1.0` and `1.1` are still understood.
    INVALID_OPML_VERSION = Error "invalid-opml-version";

    /// The state of an outline is not written as numbers of lines.
    ///
    /// `<expansionState>` lists the lines that are unfolded, with commas between them: `1, 3, 17`. It may be empty.
    INVALID_EXPANSION_STATE = Error "invalid-expansion-state";

    /// The `type` of an outline is one that nobody knows.
    ///
    /// Programs pass over it, or show its text alone. Feeds are of the type `rss`, other addresses `link`.
    INVALID_OUTLINE_TYPE = Warning "invalid-outline-type";

    /// The `version` of an outline is no kind of feed.
    ///
    /// It says of what format the feed is: `RSS2`, `RSS1`, `RSS` for 0.9x, or `scriptingNews`. It may be left out.
    INVALID_OUTLINE_VERSION = Warning "invalid-outline-version";

    /// An outline has attributes that mean something only with a `type`, and has none.
    ///
    /// A feed in a list needs `type="rss"`: without it a program does not know that there is something to subscribe to.
    MISSING_OUTLINE_TYPE = Warning "missing-outline-type";

    /// A feed in a list has no address.
    ///
    /// Nobody can subscribe to it. Add `xmlUrl` with the address of the feed.
    MISSING_XML_URL = Warning "missing-xml-url";

    /// A feed in a list has no title.
    ///
    /// Programs show its `text` instead, or nothing. Add `title` with the feed's own title.
    MISSING_TITLE_ATTR = Warning "missing-title-attr";

    /// A link in an outline has no address.
    ///
    /// It leads nowhere. Add `url`.
    MISSING_URL_ATTR = Warning "missing-url-attr";

    /// The document is of a version that nobody writes any more.
    ///
    /// `<outlineDocument>` was a draft of OPML. Write `<opml version="2.0">`.
    OBSOLETE_VERSION = Warning "obsolete-version";
}

/// What the document may begin with.
pub static ROOTS: Group = &[
    many("opml")
        .attrs(&[attr("version").is(&[VERSION]).required().of_element()])
        .late()
        .opening(&[enter])
        .relations(&[leave])
        .holds(&OPML),
    many("outlineDocument")
        .attrs(&[attr("version").is(&[VERSION]).of_element()])
        .late()
        .opening(&[obsolete, enter])
        .relations(&[leave])
        .holds(&OPML),
];

const VERSION: Check = |v| {
    if !matches!(v.text, "1.0" | "1.1" | "2.0") {
        let message = format!("there is no version `{}` of OPML", shown(v.text));
        v.take([Flaw::new(&INVALID_OPML_VERSION, message, "write `version=\"2.0\"`").param("value", v.text)]);
    }
};

const EXPANSION_STATE: Check = |v| {
    if !is_list_of_lines(v.text) {
        let message = format!("`{}` is no list of line numbers", shown(v.text));
        let help = "write the numbers of the unfolded lines with commas between them, such as `1, 3, 17`";
        v.take([Flaw::new(&INVALID_EXPANSION_STATE, message, help).param("value", v.text)]);
    }
};

/// What may stand in `<opml>`.
static OPML: Table = Table::new(&[&[
    many("head").holds(&HEAD).missing(&MISSING_ELEMENT).hint("<head><title>…</title></head>"),
    many("body").holds(&BODY).missing(&MISSING_ELEMENT).hint("<body><outline text=\"…\"/></body>"),
]])
.with(ext::EVERYWHERE);

static HEAD: Table = Table::new(&[&[
    opt("title").text(&[HTML]),
    opt("dateCreated").text(&[RFC822]),
    opt("dateModified").text(&[RFC822]),
    opt("ownerName").text(&[HTML]),
    opt("ownerEmail").text(&[EMAIL]),
    opt("ownerId").text(&[HTTP_URL]),
    opt("expansionState").text(&[EXPANSION_STATE]),
    opt("vertScrollState").text(&[POSITIVE, NOT_BLANK]),
    opt("windowTop").text(&[POSITIVE, NOT_BLANK]),
    opt("windowLeft").text(&[POSITIVE, NOT_BLANK]),
    opt("windowBottom").text(&[POSITIVE, NOT_BLANK]),
    opt("windowRight").text(&[POSITIVE, NOT_BLANK]),
]])
.with(ext::EVERYWHERE);

static BODY: Table =
    Table::new(&[&[OUTLINE.missing(&MISSING_ELEMENT).hint("<outline text=\"…\"/>")]]).with(ext::EVERYWHERE);

/// What may stand in `<outline>`: outlines again.
static WITHIN: Table = Table::new(&[OUTLINES]).with(ext::EVERYWHERE);

static OUTLINES: Group = &[OUTLINE];

const OUTLINE: crate::validate::schema::Element =
    many("outline").attrs(OUTLINE_ATTRS).late().text_once().relations(&[outline]).holds(&WITHIN);

const OUTLINE_ATTRS: &[Attr] = &[
    attr("text").is(&[HTML]).required(),
    attr("category"),
    attr("created").is(&[RFC822]),
    attr("description").is(&[HTML]),
    attr("htmlUrl").is(&[FULL_URL]),
    attr("isBreakpoint").is(&[TRUE_FALSE]),
    attr("isComment").is(&[TRUE_FALSE]),
    attr("language").is(&[LANGUAGE]),
    attr("title").is(&[HTML]),
    attr("type"),
    attr("url").is(&[FULL_URL]),
    attr("version"),
    attr("xmlUrl"),
];

/// Runs when the root opens: what the document is. The W3C validator knows only in the end.
fn enter(scope: &mut Scope<'_, '_, '_>) {
    if !scope.ctx.as_w3c() {
        scope.ctx.kind = Kind::Opml;
    }
}

fn obsolete(scope: &mut Scope<'_, '_, '_>) {
    scope
        .flag_as(&OBSOLETE_VERSION, At::Open, "`<outlineDocument>` was a draft of OPML", "outlineDocument", "root")
        .help("write `<opml version=\"2.0\">`");
}

/// Runs when the root closes.
fn leave(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.kind = Kind::Opml;
}

/// Runs when an `<outline>` closes: how its attributes go together.
fn outline(scope: &mut Scope<'_, '_, '_>) {
    let node = scope.node();
    let has = |name: &str| node.attr(name).is_some();
    let kind = node.attr("type").map(str::to_lowercase);
    let (xml_url, title, url) = (has("xmlUrl"), has("title"), has("url"));
    match kind.as_deref() {
        Some("rss") => {
            if !xml_url {
                lacks(scope, &MISSING_XML_URL, "xmlUrl", "the feed in the list", "the feed's address");
            }
            if !title {
                lacks(scope, &MISSING_TITLE_ATTR, "title", "the feed in the list", "the feed's own title");
            }
        }
        Some("link") if !url => lacks(scope, &MISSING_URL_ATTR, "url", "the link", "the address it leads to"),
        Some("link") => {}
        Some(_) => unknown_type(scope),
        None => {
            let telling = ["description", "htmlUrl", "language", "title", "version", "xmlUrl"];
            let found = telling.into_iter().find(|name| has(name)).filter(|_| node.attrs.len() > 1);
            if let Some(found) = found {
                let message = format!("the outline has `{found}`, and no `type` that says what it is");
                let help = "add `type=\"rss\"` if it is a feed, `type=\"link\"` if it is another address";
                scope.flag(&MISSING_OUTLINE_TYPE, At::Close, message).help(help);
            }
        }
    }
    version(scope);
}

fn lacks(scope: &mut Scope<'_, '_, '_>, rule: &'static Rule, attr: &str, what: &str, which: &str) {
    let message = format!("{what} has no `{attr}`");
    scope.flag(rule, At::Close, message).help(format!("add `{attr}=\"…\"` with {which}"));
}

/// OPML 2.0 leaves types open.
fn unknown_type(scope: &mut Scope<'_, '_, '_>) {
    let root = scope.stack.iter().find(|node| node.name == "opml");
    if !root.and_then(|root| root.attr("version")).is_some_and(|version| version.starts_with("1.")) {
        return;
    }
    let value = scope.node().attr("type").unwrap_or_default().to_owned();
    let message = format!("`{}` is no type of outline that OPML 1 knows", shown(&value));
    scope
        .flag(&INVALID_OUTLINE_TYPE, At::Attr("type"), message)
        .help("write `rss` for a feed, `link` for another address, or make the document `version=\"2.0\"`")
        .param("value", value);
}

fn version(scope: &mut Scope<'_, '_, '_>) {
    let Some(value) = scope.node().attr("version").map(str::to_owned) else { return };
    if !matches!(&*value, "RSS" | "RSS1" | "RSS2" | "scriptingNews") {
        let message = format!("`{}` is no version of a feed", shown(&value));
        scope
            .flag(&INVALID_OUTLINE_VERSION, At::Attr("version"), message)
            .help("write `RSS2`, `RSS1` or `RSS`, or leave `version` out")
            .param("value", value);
    }
}

/// Numbers with commas, and perhaps spaces behind those, between them; or nothing.
fn is_list_of_lines(text: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.chars().all(char::is_numeric);
    let mut parts = text.split(',');
    let first = parts.next().unwrap_or_default();
    text.is_empty() || (is_number(first) && parts.all(|part| is_number(part.trim_start())))
}

#[cfg(test)]
mod tests;
