//! OpenSearch: how a site can be searched, and what a page of results is a part of.
//! Spec: OpenSearch 1.1, draft 6.

use super::checks::{ADDR_SPEC, FULL_URL, INTEGER, LANGUAGE, MIME, NON_NEGATIVE, PLAIN};
use super::namespaces::OPENSEARCH;
use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::schema::{Attr, Check, Group, Table, Value, attr, many, opt};
use crate::validate::value::{Flaw, opensearch, text};
use crate::validate::walk::MISSING_ELEMENT;
use crate::validate::walk::finish::place_flaw;

rules! {
    /// The description has no query to try the search with.
    ///
    /// Programs use `<Query role="example" searchTerms="…"/>` to see whether the search works.
    SHOULD_INCLUDE_EXAMPLE = Warning "should-include-example";
}

/// What the document begins with.
pub static ROOTS: Group =
    &[many("opensearch:OpenSearchDescription").opening(&[enter]).relations(&[leave]).holds(&DESCRIPTION)];

/// What may stand in `<OpenSearchDescription>`. What is missing, [`leave`] tells.
static DESCRIPTION: Table = Table::new(&[&[
    opt("ShortName").text(&[|v| at_most(v, 16)]),
    opt("Description").text(&[|v| at_most(v, 1024)]),
    many("Url").attrs(URL).opening(&[template]).holds(&NOTHING),
    opt("Contact").text(&[ADDR_SPEC]),
    opt("Tags").text(&[|v| at_most(v, 256)]),
    opt("LongName").text(&[|v| at_most(v, 48)]),
    many("Image").attrs(IMAGE).text(&[FULL_URL]),
    many("Query").attrs(QUERY).opening(&[role, example]).holds(&NOTHING),
    opt("Developer").text(&[|v| at_most(v, 64)]),
    opt("Attribution").text(&[|v| at_most(v, 256)]),
    opt("SyndicationRight").text(&[SYNDICATION_RIGHT]),
    opt("AdultContent").text(&[ADULT_CONTENT]),
    many("Language").text(&[ANY_LANGUAGE]),
    many("InputEncoding").text(&[CHARSET]),
    many("OutputEncoding").text(&[CHARSET]),
]]);

/// What a feed of results has at its head.
pub static CHANNEL: Group = &[
    opt("opensearch:totalResults").text(&[NON_NEGATIVE]),
    opt("opensearch:startIndex").text(&[INTEGER]),
    opt("opensearch:itemsPerPage").text(&[NON_NEGATIVE]),
    many("opensearch:Query").attrs(QUERY).opening(&[role]).holds(&NOTHING),
    opt("opensearch10:totalResults").text(&[NON_NEGATIVE]),
    opt("opensearch10:startIndex").text(&[INTEGER]),
    opt("opensearch10:itemsPerPage").text(&[NON_NEGATIVE]),
];

static NOTHING: Table = Table::new(&[]);

const URL: &[Attr] = &[
    attr("template").required(),
    attr("type").is(&[MIME]).required(),
    attr("indexOffset").is(&[INTEGER]),
    attr("pageOffset").is(&[INTEGER]),
    attr("rel"),
];

const IMAGE: &[Attr] = &[
    attr("height").is(&[NON_NEGATIVE]).required(),
    attr("width").is(&[NON_NEGATIVE]).required(),
    attr("type").is(&[MIME]).required(),
];

const QUERY: &[Attr] = &[
    attr("role").required(),
    attr("title").is(&[|v| at_most(v, 256), PLAIN]),
    attr("totalResults").is(&[NON_NEGATIVE]),
    attr("searchTerms").is(&[|v| v.take(text::url_encoded(v.text))]),
    attr("count").is(&[NON_NEGATIVE]),
    attr("startIndex").is(&[INTEGER]),
    attr("startPage").is(&[INTEGER]),
    attr("language").is(&[LANGUAGE]),
    attr("inputEncoding").is(&[CHARSET]),
    attr("outputEncoding").is(&[CHARSET]),
    attr("parameter"),
];

const CHARSET: Check = |v| v.take(text::charset(v.text));

const ANY_LANGUAGE: Check = |v| v.take(opensearch::language(v.text));
const SYNDICATION_RIGHT: Check =
    |v| v.take(opensearch::syndication_right(v.text).map(|flaw| flaw.param("attr", "SyndicationRight")));
const ADULT_CONTENT: Check =
    |v| v.take(opensearch::adult_content(v.text).map(|flaw| flaw.param("attr", "AdultContent")));

/// Plain text of so many characters.
fn at_most(value: &mut Value<'_>, most: usize) {
    value.take(text::at_most(value.text, most));
    PLAIN(value);
}

/// Runs when the root opens: its elements have no prefix from here on.
fn enter(scope: &mut Scope<'_, '_, '_>) {
    scope.ctx.kind = Kind::OpenSearch;
    scope.ctx.own_namespaces.push(OPENSEARCH.to_owned());
}

/// The mark of a description with an example.
const EXAMPLE: u32 = 1;

/// Runs when the root closes.
fn leave(scope: &mut Scope<'_, '_, '_>) {
    const ROOT: &str = "OpenSearchDescription";
    let hints = [
        ("ShortName", "<ShortName>Search</ShortName>"),
        ("Description", "<Description>What is searched</Description>"),
        ("Url", "<Url type=\"text/html\" template=\"https://example.com/?q={searchTerms}\"/>"),
    ];
    for (name, hint) in hints {
        if !scope.node().has(name) {
            let message = format!("`<{ROOT}>` has no `<{name}>`");
            scope.flag_as(&MISSING_ELEMENT, At::Close, message, name, ROOT).help(format!("add `{hint}`"));
        }
    }
    if scope.node().marks & EXAMPLE == 0 {
        scope
            .flag(&SHOULD_INCLUDE_EXAMPLE, At::Close, "the description has no query to try the search with")
            .help("add `<Query role=\"example\" searchTerms=\"…\"/>` with words that are found");
    }
}

fn example(scope: &mut Scope<'_, '_, '_>) {
    let is_example = scope.node().attr("role") == Some("example");
    if let Some(parent) = scope.ancestor_mut(1).filter(|_| is_example) {
        parent.marks |= EXAMPLE;
    }
}

/// Judges the role of a query.
fn role(scope: &mut Scope<'_, '_, '_>) {
    let Some(value) = scope.node().attr("role").map(str::to_owned) else { return };
    let flaw = opensearch::role(&value, |prefix| scope.ctx.prefixes.has(prefix));
    place(scope, "role", flaw);
}

/// Judges the template of an address: what is in braces is filled in.
fn template(scope: &mut Scope<'_, '_, '_>) {
    let Some(value) = scope.node().attr("template").map(str::to_owned) else { return };
    let flaws = opensearch::template(&value, |prefix| scope.ctx.prefixes.has(prefix));
    place(scope, "template", flaws);
}

fn place(scope: &mut Scope<'_, '_, '_>, attr: &'static str, flaws: impl IntoIterator<Item = Flaw>) {
    for flaw in flaws {
        let name = scope.node().name.clone();
        place_flaw(scope, flaw, At::Attr(attr), attr, &name, Some(attr));
    }
}

#[cfg(test)]
mod tests;
