//! Addresses, and the parts of file names that become parts of addresses.

use std::borrow::Cow;

use url::Url;

use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Span};
use crate::text;

rules! {
    /// An address cannot be used: it is neither an `http` or `https` URL nor a path.
    ///
    /// An article's `url` is where people read it. Write all of it, `https://example.org/grain/`, or its path from the
    /// site's root, `grain/`.
    INVALID_URL = Error "invalid-url";

    /// A section, slug or path leads out of its folder, or would on some system.
    ///
    /// Sections and slugs become parts of addresses and of file names, so they hold no `/`, no backslash and no `..`.
    UNSAFE_PATH = Error "unsafe-path";

    /// An id is not an IRI, so it is not unique in the world.
    ///
    /// Readers tell articles apart by their id alone. It is an address or the like with a scheme in front:
    /// `https://example.org/grain/`, `tag:example.org,2026:grain` or `urn:uuid:…`. Specs: RFC 4287, section 4.2.6;
    /// RFC 3987; RFC 4151; RFC 8141.
    INVALID_ID = Error "invalid-id";

    /// A `guid` is more than a line of text.
    ///
    /// It is the id that RSS and JSON Feed carry, and may be any text: `Buzzsprout-17`, `1234`, an address. But readers compare it
    /// letter by letter, so it holds nothing that is lost on the way: no line break, no tabulator, no other control character.
    INVALID_GUID = Error "invalid-guid";
}

/// One part of an address, `what` being "section" or "slug". Flagged if it is empty or unsafe.
///
/// Without a `span` it comes from the file's path.
pub fn part(text: &str, what: &str, span: Option<Span>, report: &mut Report) -> Option<String> {
    let text = text.trim();
    if is_plain_part(text) {
        return Some(text.to_owned());
    }
    let fault = match part_fault(text) {
        // A file's own name may well end in dots.
        Some(LEADS_AWAY) if span.is_none() && !matches!(text, "." | "..") => None,
        fault => fault,
    };
    let Some(fault) = fault else { return Some(text::line(text).into_owned()) };
    let found = match span {
        Some(span) => report.flag(&UNSAFE_PATH, span, format!("the {what} `{}` {fault}", shown(text))),
        None => report.flag_file(&UNSAFE_PATH, format!("the {what} `{}`, from the file's path, {fault}", shown(text))),
    };
    found.param("value", shown(text)).help(match what {
        "section" => "a section is one name, as in `world`",
        _ => "a slug is one name, as in `grain-prices`",
    });
    None
}

/// Whether `text` is one part of an address at first sight, as nearly all are.
fn is_plain_part(text: &str) -> bool {
    // All are looked at, many at a time.
    let is_plain =
        |b: u8| b.is_ascii_lowercase() | b.is_ascii_uppercase() | b.is_ascii_digit() | (b == b'-') | (b == b'_');
    !text.is_empty() && text.as_bytes().iter().fold(true, |all, b| all & is_plain(*b))
}

const LEADS_AWAY: &str = "leads to another folder";

/// Why `text` cannot be one part of an address.
pub fn part_fault(text: &str) -> Option<&'static str> {
    if is_plain_part(text) {
        return None;
    }
    let decoded = percent_decoded(text);
    if text::line(text).is_empty() {
        Some(if text.contains('\0') { "holds a NUL character" } else { "is empty" })
    } else if decoded.contains('/') {
        Some("holds a `/`")
    } else if decoded.contains('\\') {
        Some("holds a backslash")
    } else if decoded.contains('\0') {
        Some("holds a NUL character")
    } else if decoded == "." || decoded.contains("..") {
        Some(LEADS_AWAY)
    } else {
        None
    }
}

/// An article's own address: an absolute URL, or a path from the site's root. Flagged if it is neither.
pub fn own(text: &str, span: Span, report: &mut Report) -> Option<String> {
    let text = text.trim();
    let path = if is_web_url(text) {
        let behind_host = text.split_once("://").and_then(|(_, rest)| Some(&rest[rest.find('/')?..]));
        Url::parse(text).is_ok().then(|| behind_host.unwrap_or_default())
    } else {
        let is_path = !text.is_empty() && scheme(text).is_none() && !text.starts_with("//") && !text.starts_with('#');
        is_path.then_some(text)
    };
    match path.filter(|_| !text.contains("{{") && !text.chars().any(|c| c.is_control() && c != '\0')) {
        Some(path) => safe_path(text, path, span, report),
        None => {
            flag_url(text, span, report);
            None
        }
    }
}

fn flag_url(text: &str, span: Span, report: &mut Report) {
    let help = if text.contains("{{") {
        "templates are not computed: write the address out, or leave it off"
    } else {
        "write `https://example.org/grain/`, or the path alone: `grain/`"
    };
    report
        .flag(&INVALID_URL, span, format!("`{}` is neither a web address nor a path", shown(text)))
        .param("value", shown(text))
        .help(help);
}

fn safe_path(text: &str, path: &str, span: Span, report: &mut Report) -> Option<String> {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let decoded = percent_decoded(path);
    if decoded.split(['/', '\\']).any(|segment| segment == "..") || decoded.contains(['\\', '\0']) {
        report
            .flag(&UNSAFE_PATH, span, format!("the path `{}` leads out of its folder", shown(path)))
            .param("value", shown(path))
            .help("write the path from the site's root, without `..` and backslashes");
        return None;
    }
    Some(text.to_owned())
}

/// The address of something an article names (a person's page): a web address or a relative one. Flagged otherwise.
pub fn reference(text: &str, span: Span, report: &mut Report) -> Option<String> {
    let text = text.trim();
    let good = if is_web_url(text) { Url::parse(text).is_ok() } else { scheme(text).is_none() && !text.is_empty() };
    if good && !text.chars().any(|c| c.is_control()) {
        return Some(text.to_owned());
    }
    flag_url(text, span, report);
    None
}

/// Whether `text` is an absolute address of the web.
pub fn is_web_url(text: &str) -> bool {
    ["http://", "https://"].iter().any(|s| text.get(..s.len()).is_some_and(|head| head.eq_ignore_ascii_case(s)))
}

/// The scheme of a URL, and what follows it.
fn scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let good = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    good.then_some((scheme, rest))
}

/// A permanent id: an IRI with a scheme. Flagged if it is none.
pub fn id(text: &str, span: Span, report: &mut Report) -> Option<String> {
    let text = text.trim();
    let Some(fault) = id_fault(text) else { return Some(text.to_owned()) };
    let bare_uuid = text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    report.flag(&INVALID_ID, span, format!("the id `{}` {fault}", shown(text))).param("value", shown(text)).help(
        if bare_uuid {
            format!("write `urn:uuid:{text}`; or `guid`, if readers of RSS know it as it is")
        } else {
            "write `https://example.org/grain/`, `tag:example.org,2026:grain` or `urn:uuid:…`, or leave it off; what RSS \
             and JSON Feed carry may be any text, and is called `guid`"
                .to_owned()
        },
    );
    None
}

/// The id that RSS and JSON Feed carry: any text on one line. Flagged if it is none.
pub fn guid(text: &str, span: Span, report: &mut Report) -> Option<String> {
    let text = text.trim();
    let Some(fault) = guid_fault(text) else { return Some(text.to_owned()) };
    report
        .flag(&INVALID_GUID, span, format!("the guid `{}` {fault}", shown(text)))
        .param("value", shown(text))
        .help("write it as the feed has it that readers know it from, or leave it off");
    None
}

/// Why a text cannot be the `guid` of an article, the id as RSS and JSON Feed carry it; `None` where it can.
pub fn guid_fault(text: &str) -> Option<&'static str> {
    if text::is_invisible(text) {
        Some("is empty")
    } else if text.trim() != text {
        Some("has white space around it")
    } else if text.chars().any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') || !text::is_xml_char(c)) {
        Some("holds a line break or another control character")
    } else {
        None
    }
}

/// Why a text cannot be the `id` of an article as it is, which Atom carries: an IRI (RFC 4287, section 4.2.6); `None` where it
/// can.
pub fn id_fault(text: &str) -> Option<&'static str> {
    let Some((scheme, rest)) = scheme(text) else { return Some("has no scheme in front") };
    if rest.is_empty() {
        return Some("has nothing behind its scheme");
    }
    if text.contains(char::is_whitespace) {
        return Some("holds white space");
    }
    if text.chars().any(|c| c.is_control() || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')) {
        return Some("holds a character that no IRI may hold");
    }
    let bytes = text.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    if memchr::memchr_iter(b'%', bytes).any(|at| !hex(at + 1) || !hex(at + 2)) {
        return Some("holds a `%` that two hexadecimal digits must follow");
    }
    match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" if !rest.starts_with("//") || Url::parse(text).is_err() => Some("is not a web address"),
        "tag" if !is_tag(rest) => Some("is not a tag URI (`tag:`, a domain, `,`, a date, `:`, any ASCII text)"),
        "urn" if !is_urn(rest) => Some("is not a URN (`urn:`, a registered name, `:`, any ASCII text)"),
        _ => None,
    }
}

/// RFC 4151: authority, date, and what is specific.
fn is_tag(rest: &str) -> bool {
    let Some((entity, specific)) = rest.split_once(':') else { return false };
    let Some((authority, date)) = entity.split_once(',') else { return false };
    let mut parts = date.split('-').enumerate();
    let digits = |text: &str, length| text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    let good_date = parts.all(|(n, part)| n < 3 && digits(part, if n == 0 { 4 } else { 2 }));
    let domain = authority.split_once('@').map_or(authority, |(_, domain)| domain);
    let good_domain =
        !domain.is_empty() && domain.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
    good_date && good_domain && authority.is_ascii() && specific.is_ascii()
}

/// RFC 8141: namespace and what is specific.
fn is_urn(rest: &str) -> bool {
    let Some((name, specific)) = rest.split_once(':') else { return false };
    (2..=32).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !name.starts_with('-')
        && !specific.is_empty()
        && specific.is_ascii()
}

fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).and_then(|b| char::from(*b).to_digit(16));
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                at += 3;
            }
            (byte, ..) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&out).into_owned())
}

fn shown(text: &str) -> String {
    text.chars().take(100).flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(f: impl Fn(&mut Report) -> Option<String>) -> Result<String, &'static str> {
        let mut report = Report::new("a.md", "");
        let got = f(&mut report);
        match report.diagnostics() {
            [] => Ok(got.unwrap()),
            [one] => {
                assert!(got.is_none() && one.help.is_some());
                Err(one.rule.name)
            }
            more => panic!("{more:?}"),
        }
    }

    #[test]
    fn parts_are_single_names() {
        for good in ["grain", "чорна земля", "a.b", "100%", "c++", "2026"] {
            assert_eq!(check(|r| part(good, "slug", Some(Span::new(0, 0)), r)).as_deref(), Ok(good));
        }
        for bad in ["", " ", "a/b", "/", "..", ".", "../a", "a..", "a\\b", "a\0b", "%2e%2e", "a%2Fb", "%5c", "%00"] {
            assert_eq!(check(|r| part(bad, "slug", Some(Span::new(0, 0)), r)), Err("unsafe-path"), "{bad}");
        }
        assert_eq!(check(|r| part("and then...", "slug", None, r)).as_deref(), Ok("and then..."));
        assert_eq!(check(|r| part("a\\b", "slug", None, r)), Err("unsafe-path"));
    }

    #[test]
    fn own_addresses_are_urls_or_paths() {
        let own = |text: &str| check(|r| own(text, Span::new(0, 0), r));
        for good in [
            "https://example.org/a/",
            "HTTP://example.org",
            "/a/b/",
            "a/b.html",
            "?p=12",
            "/зерно/",
            "/a b/",
            "/a..b/",
            "https://example.org/?q=../x",
        ] {
            assert_eq!(own(good).as_deref(), Ok(good));
        }
        for bad in [
            "ftp://example.org/",
            "mailto:a@b.c",
            "javascript:x",
            "//example.org/a",
            "https://",
            "https://exa mple.org/",
            "#x",
            "/{{ slug }}/",
            "a\nb",
        ] {
            assert_eq!(own(bad), Err("invalid-url"), "{bad}");
        }
        for bad in ["../a", "/a/../b", "/a/%2e%2E/b", "https://example.org/../a", "a\\b", "/a/..%2fb", "/a%00"] {
            assert_eq!(own(bad), Err("unsafe-path"), "{bad}");
        }
    }

    #[test]
    fn references_are_web_addresses_or_relative() {
        let reference = |text: &str| check(|r| reference(text, Span::new(0, 0), r));
        for good in ["https://example.org/~jo", "/about/", "jo.html", "../people/jo/"] {
            assert_eq!(reference(good).as_deref(), Ok(good));
        }
        for bad in ["mailto:jo@example.org", "javascript:alert(1)", "data:x", ""] {
            assert_eq!(reference(bad), Err("invalid-url"), "{bad}");
        }
    }

    #[test]
    fn ids_are_iris() {
        let id = |text: &str| check(|r| id(text, Span::new(0, 0), r));
        for good in [
            "https://example.org/a?b=c#d",
            "http://example.org/зерно",
            "tag:example.org,2026:grain",
            "tag:jo@example.org,2026-11-20:a/b:c",
            "urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a66",
            "doi:10.1000/182",
        ] {
            assert_eq!(id(good).as_deref(), Ok(good));
        }
        for bad in [
            "grain",
            "6e8bc430-9c3a-11d9-9669-0800200c9a66",
            "/a/b",
            "https://example.org/a b",
            "https:",
            "https://",
            "http:/example.org",
            "https://example.org/%zz",
            "https://example.org/{a}",
            "tag:example.org:grain",
            "tag:example.org,26:grain",
            "tag:приклад.укр,2026:grain",
            "urn:grain",
            "1a:b",
        ] {
            assert_eq!(id(bad), Err("invalid-id"), "{bad}");
        }
    }
}
