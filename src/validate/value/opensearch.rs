//! Values of OpenSearch: templates of addresses, roles of queries and rights.

use super::chars::Scan;
use super::text::{one_of, one_of_any_case};
use super::uri::{self, INVALID_FULL_LINK};
use super::{Flaw, lang};
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// A parameter in a template is not one of OpenSearch.
    ///
    /// Programs cannot fill it in. Without a prefix there are `searchTerms`, `count`, `startIndex`, `startPage`,
    /// `language`, `inputEncoding` and `outputEncoding`; others need the prefix of a namespace.
    INVALID_LOCAL_PARAMETER = Error "invalid-local-parameter";

    /// The role of a query is not one of OpenSearch.
    ///
    /// Without a prefix there are `request`, `example`, `related`, `correction`, `subset` and `superset`.
    INVALID_LOCAL_ROLE = Error "invalid-local-role";

    /// A prefix stands for no namespace.
    ///
    /// Declare it with `xmlns:` on the element or around it.
    UNDECLARED_PREFIX = Error "undeclared-prefix";

    /// A right to syndicate is not one of OpenSearch.
    ///
    /// It must be `open`, `limited`, `private` or `closed`.
    INVALID_SYNDICATION_RIGHT = Error "invalid-syndication-right";

    /// It is not clear whether there is content for adults.
    ///
    /// Write `true` or `false`. What is not understood is taken for `true`.
    INVALID_ADULT_CONTENT = Warning "invalid-adult-content";
}

const PARAMETERS: [&str; 7] =
    ["searchTerms", "count", "startIndex", "startPage", "language", "inputEncoding", "outputEncoding"];
const ROLES: [&str; 6] = ["request", "example", "related", "correction", "subset", "superset"];

/// An address with parameters in braces; `declared` says whether a prefix has a namespace.
pub fn template(text: &str, declared: impl Fn(&str) -> bool) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('{') {
        filled += before;
        let Some((name, after)) = parameter(behind) else {
            filled.push('{');
            rest = behind;
            continue;
        };
        let at = text.len() - behind.len();
        flaws.extend(
            match name.split_once(':') {
                None => one_of(name, &PARAMETERS, &INVALID_LOCAL_PARAMETER).map(|flaw| flaw.param("value", name)),
                Some((prefix, _)) => (!declared(prefix)).then(|| undeclared(prefix)),
            }
            .map(|flaw| flaw.at(at..at + name.len())),
        );
        filled += name;
        rest = after;
    }
    filled += rest;
    let address = uri::full(&filled, &INVALID_FULL_LINK);
    flaws.extend(address.map(|flaw| {
        let flaw = Flaw { at: None, ..flaw };
        if flaw.params.iter().any(|(name, _)| *name == "value") { flaw } else { flaw.param("value", filled) }
    }));
    flaws
}

/// The name of a parameter, and what follows its brace.
fn parameter(text: &str) -> Option<(&str, &str)> {
    let mut scan = Scan(text);
    let name = |scan: &mut Scan| {
        let before = scan.0.len();
        loop {
            scan.many(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~'));
            let mut ahead = scan.clone();
            let hex = |c: char| c.is_ascii_hexdigit();
            if !(ahead.is('%') && ahead.one(hex) && ahead.one(hex)) {
                return scan.0.len() < before;
            }
            *scan = Scan(scan.0.get(3..).unwrap_or_default());
        }
    };
    if !name(&mut scan) {
        return None;
    }
    if scan.is(':') {
        name(&mut scan);
    }
    let end = text.len() - scan.0.len();
    scan.is('?');
    let rest = scan.0.strip_prefix('}')?;
    Some((text.get(..end)?, rest))
}

fn undeclared(prefix: &str) -> Flaw {
    let message = format!("the prefix `{}` stands for no namespace", shown(prefix));
    Flaw::new(&UNDECLARED_PREFIX, message, format!("declare it: `xmlns:{}=\"…\"`", shown(prefix)))
        .param("value", prefix)
}

/// The role of a query; `declared` says whether a prefix has a namespace.
pub fn role(text: &str, declared: impl Fn(&str) -> bool) -> Option<Flaw> {
    match text.split_once(':') {
        None => one_of(text, &ROLES, &INVALID_LOCAL_ROLE),
        Some((prefix, _)) => (!declared(prefix)).then(|| undeclared(prefix)),
    }
}

/// What may be done with the results.
pub fn syndication_right(text: &str) -> Option<Flaw> {
    let flaw = one_of_any_case(text, &["open", "limited", "private", "closed"], &INVALID_SYNDICATION_RIGHT)?;
    Some(flaw.param("value", text.to_lowercase()))
}

/// Whether there is content for adults.
pub fn adult_content(text: &str) -> Option<Flaw> {
    const KNOWN: [&str; 10] = ["false", "FALSE", "0", "no", "NO", "true", "TRUE", "1", "yes", "YES"];
    let right = KNOWN.contains(&text);
    (!right).then(|| one_of(text, &["true", "false"], &INVALID_ADULT_CONTENT)).flatten()
}

/// A language, or `*` for all.
pub fn language(text: &str) -> Option<Flaw> {
    if text == "*" { None } else { lang::language(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates() {
        let names = |text| template(text, |prefix| prefix == "t").iter().map(|flaw| flaw.rule.name).collect::<Vec<_>>();
        assert_eq!(names("http://example.com/?q={searchTerms}&p={startPage?}&x={t:x?}"), [""; 0]);
        assert_eq!(names("http://example.com/?q={terms}&x={u:x}"), ["invalid-local-parameter", "undeclared-prefix"]);
        assert_eq!(names("{searchTerms}"), ["invalid-full-link"]);
        assert_eq!(names("http://example.com/?q={search Terms}"), ["invalid-uri-char"]);
        assert_eq!(names("http://example.com/{%41%zz}{{count}"), ["invalid-uri-char"]);
        let flaw = &template("http://example.com/?q={terms}", |_| false)[0];
        assert_eq!((flaw.at.clone(), &flaw.params[..]), (Some(23..28), &[("value", "terms".to_owned())][..]));
        template(&"{a".repeat(10_000), |_| false);
    }

    #[test]
    fn words() {
        assert!(role("request", |_| false).is_none() && role("t:x", |_| true).is_none());
        assert_eq!(role("x", |_| false).map(|flaw| flaw.rule.name), Some("invalid-local-role"));
        assert_eq!(role("t:x", |_| false).map(|flaw| flaw.rule.name), Some("undeclared-prefix"));
        assert!(syndication_right("Open").is_none() && adult_content("YES").is_none() && language("*").is_none());
        assert_eq!(adult_content("Yes").map(|flaw| flaw.rule.name), Some("invalid-adult-content"));
        assert_eq!(syndication_right("Free").map(|flaw| flaw.params), Some(vec![("value", "free".to_owned())]));
    }
}
