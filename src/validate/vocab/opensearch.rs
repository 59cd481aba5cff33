//! OpenSearch: how a site can be searched, and what a page of results is a part of.
//! Spec: OpenSearch 1.1, draft 6.

use super::checks::{ADDR_SPEC, FULL_URL, INTEGER, LANGUAGE, MIME, NON_NEGATIVE, PLAIN};
use super::namespaces::OPENSEARCH;
use crate::diagnostic::rule::rules;
use crate::validate::Kind;
use crate::validate::context::{At, Scope};
use crate::validate::reader::shown;
use crate::validate::schema::{Attr, Check, Group, Table, Value, attr, many, opt};
use crate::validate::value::{Flaw, text, uri};
use crate::validate::walk::MISSING_ELEMENT;
use crate::validate::walk::finish::place_flaw;

rules! {
    /// The role of a query is none that OpenSearch knows.
    ///
    /// Programs pass over the query. A role of one's own needs a prefix whose namespace is declared.
    INVALID_LOCAL_ROLE = Error "invalid-local-role";

    /// A parameter in a template is none that OpenSearch knows.
    ///
    /// Programs cannot fill it in. A parameter of one's own needs a prefix whose namespace is declared.
    INVALID_LOCAL_PARAMETER = Error "invalid-local-parameter";

    /// A prefix in a value stands for no namespace.
    ///
    /// What it names cannot be told. Declare it with `xmlns:…` on the element or one around it.
    UNDECLARED_PREFIX = Error "undeclared-prefix";

    /// It is not said in the words of OpenSearch what may be done with results.
    ///
    /// Programs that must know take the right to be `open`. Write `open`, `limited`, `private` or `closed`.
    INVALID_SYNDICATION_RIGHT = Error "invalid-syndication-right";

    /// Whether results are for adults is not said with `true` or `false`.
    ///
    /// Any other word counts as `true`, so that results are withheld from many.
    INVALID_ADULT_CONTENT = Warning "invalid-adult-content";

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

const ANY_LANGUAGE: Check = |v| {
    if v.text != "*" {
        LANGUAGE(v);
    }
};

const SYNDICATION_RIGHT: Check = |v| {
    let right = ["open", "limited", "private", "closed"];
    let flaw = text::one_of_any_case(v.text, &right, &INVALID_SYNDICATION_RIGHT);
    v.take(flaw.map(|flaw| flaw.param("attr", "SyndicationRight").param("value", v.text.to_lowercase())));
};

const ADULT_CONTENT: Check = |v| {
    let words = ["true", "false", "TRUE", "FALSE", "yes", "no", "YES", "NO", "1", "0"];
    if !words.contains(&v.text) {
        let message = format!("`{}` is neither `true` nor `false`", shown(v.text));
        let flaw = Flaw::new(&INVALID_ADULT_CONTENT, message, "write `true` or `false`");
        v.take([flaw.param("attr", "AdultContent").param("value", v.text)]);
    }
};

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
    let roles = ["request", "example", "related", "correction", "subset", "superset"];
    let flaw = match value.split_once(':') {
        Some((prefix, _)) => undeclared(scope, prefix),
        None => text::one_of(&value, &roles, &INVALID_LOCAL_ROLE).map(|flaw| flaw.param("value", &*value)),
    };
    place(scope, "role", flaw);
}

/// Judges the template of an address: what is in braces is filled in.
fn template(scope: &mut Scope<'_, '_, '_>) {
    const KNOWN: &[&str] =
        &["searchTerms", "count", "startIndex", "startPage", "language", "inputEncoding", "outputEncoding"];
    let Some(value) = scope.node().attr("template").map(str::to_owned) else { return };
    let mut filled = String::new();
    let mut rest = &*value;
    while let Some(open) = rest.find('{') {
        let (before, braced) = rest.split_at(open);
        filled.push_str(before);
        let Some((name, behind)) = parameter(braced) else {
            filled.push('{');
            rest = braced.strip_prefix('{').unwrap_or_default();
            continue;
        };
        let flaw = match name.split_once(':') {
            Some((prefix, _)) => undeclared(scope, prefix),
            None if KNOWN.contains(&name) => None,
            None => {
                let message = format!("`{{{}}}` is no parameter of OpenSearch", shown(name));
                let help = format!("write one of `{}`", KNOWN.join("`, `"));
                Some(Flaw::new(&INVALID_LOCAL_PARAMETER, message, help).param("value", name))
            }
        };
        place(scope, "template", flaw);
        filled.push_str(name);
        rest = behind;
    }
    filled.push_str(rest);
    let flaw = uri::full(&filled, &uri::INVALID_FULL_LINK);
    place(scope, "template", flaw);
}

/// The parameter that `text` begins with, brace and all: its name, and what stands behind it.
fn parameter(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{')?;
    let end =
        inner.bytes().position(|b| matches!(b, b'{' | b'}')).filter(|&end| inner.as_bytes().get(end) == Some(&b'}'))?;
    let (name, behind) = (inner.get(..end)?, inner.get(end + 1..)?);
    let name = name.strip_suffix('?').unwrap_or(name);
    let (first, second) = name.split_once(':').unwrap_or((name, ""));
    (!first.is_empty() && is_unreserved(first) && is_unreserved(second)).then_some((name, behind))
}

/// Letters, digits, `-`, `.`, `_`, `~`, and any byte as `%` and two hexadecimal digits.
fn is_unreserved(text: &str) -> bool {
    let mut pieces = text.split('%');
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b));
    let encoded = |piece: &str| {
        let (digits, rest) = (piece.get(..2), piece.get(2..));
        digits.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit())) && rest.is_some_and(plain)
    };
    plain(pieces.next().unwrap_or_default()) && pieces.all(encoded)
}

fn undeclared(scope: &Scope<'_, '_, '_>, prefix: &str) -> Option<Flaw> {
    if scope.ctx.prefixes.has(prefix) {
        return None;
    }
    let message = format!("the prefix `{}` stands for no namespace", shown(prefix));
    let help = format!("declare it: `xmlns:{}=\"…\"`", shown(prefix));
    Some(Flaw::new(&UNDECLARED_PREFIX, message, help).param("value", prefix))
}

fn place(scope: &mut Scope<'_, '_, '_>, attr: &'static str, flaw: Option<Flaw>) {
    if let Some(flaw) = flaw {
        let name = scope.node().name.clone();
        place_flaw(scope, flaw, At::Attr(attr), attr, &name, Some(attr));
    }
}

#[cfg(test)]
mod tests;
