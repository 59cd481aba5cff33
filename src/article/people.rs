//! Authors and contributors, in all the ways in which people write them.

use email_address::{EmailAddress, Options};

use super::{Byline, address, places, plain};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Level, Report, Span};
use crate::fields::{Kind, Table, Value};
use crate::text;

rules! {
    /// An author or contributor has no name.
    ///
    /// Feeds need a name to show. Write `"Jo Field"`, `"Jo Field <jo@example.org>"`, or
    /// `{ name = "Jo Field", url = "https://example.org/jo/" }`.
    MISSING_NAME = Error "missing-name";

    /// An e-mail address is none, or is one that feed readers refuse.
    ///
    /// An address that is right but holds characters that feed formats do not allow there (quotes, letters outside of
    /// ASCII) is a warning, and left out.
    INVALID_EMAIL_ADDRESS = Error "invalid-email-address";

    /// A list is longer than any article needs.
    TOO_MANY_PEOPLE = Error "too-many-people";
}

/// How many authors, or contributors, an article may have.
const MAX_PEOPLE: usize = 500;

/// How many fields of a person are looked at.
const MAX_FIELDS: usize = 30;

/// Fields of a person that other tools use and feeds have no place for.
const OTHER_FIELDS: &[&str] = &[
    "avatar",
    "bio",
    "company",
    "description",
    "display_name",
    "facebook",
    "github",
    "image",
    "image_url",
    "imageurl",
    "key",
    "linkedin",
    "location",
    "mastodon",
    "page",
    "photo",
    "picture",
    "role",
    "socials",
    "title",
    "twitter",
    "slug",
    "id",
    "extra",
    "params",
];

/// The people that the value of field `name` lists, none twice. What is no person is flagged.
pub fn read(value: &Value, name: &str, report: &mut Report) -> Vec<Byline> {
    let items = value.items();
    if items.len() > MAX_PEOPLE {
        let message = format!("`{name}` lists {} people; {MAX_PEOPLE} is the limit", items.len());
        report.flag(&TOO_MANY_PEOPLE, value.span, message).help("name those who wrote most of it");
        return Vec::new();
    }
    let mut people = Vec::<Byline>::with_capacity(items.len());
    for item in items {
        let Some(person) = one(item, name, report) else { continue };
        match people.iter_mut().find(|known| same(known, &person)) {
            Some(known) => {
                known.email = known.email.take().or(person.email);
                known.url = known.url.take().or(person.url);
            }
            None => people.push(person),
        }
    }
    people
}

/// Whether two bylines are of one person: the same name, and nothing that contradicts.
fn same(one: &Byline, other: &Byline) -> bool {
    let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    one.name == other.name && agree(&one.email, &other.email) && agree(&one.url, &other.url)
}

fn one(value: &Value, name: &str, report: &mut Report) -> Option<Byline> {
    let place = Some(places::place(value.span, report));
    match &value.kind {
        Kind::Table(table) => from_table(table, value.span, report).map(|person| Byline { place, ..person }),
        Kind::List(_) | Kind::Bool(_) => {
            value.flag_type(name, "a list of names", report);
            None
        }
        Kind::Null => from_text("", value.span, report),
        _ => from_text(&value.text(name, report)?, value.span, report).map(|person| Byline { place, ..person }),
    }
}

fn from_table(table: &Table, span: Span, report: &mut Report) -> Option<Byline> {
    let (mut name, mut email, mut url) = (None, None, None);
    for (key, value) in table.entries.iter().take(MAX_FIELDS) {
        if value.kind == Kind::Null {
            continue;
        }
        let slot = match key.name.to_ascii_lowercase().as_str() {
            "name" => &mut name,
            "email" | "mail" | "e-mail" => &mut email,
            "url" | "uri" | "homepage" | "href" | "link" | "website" | "web" => &mut url,
            other if OTHER_FIELDS.contains(&other) => continue,
            _ => {
                key.flag_unknown(["name", "email", "url", "uri", "homepage", "link"], "a person", report);
                continue;
            }
        };
        if let Some(text) = value.text(&key.name, report)
            && slot.is_none()
        {
            *slot = Some((text.into_owned(), value.span));
        }
    }
    let name = named(&name.map_or(String::new(), |(name, _)| name), span, report)?;
    let full = |field: Option<(String, Span)>| field.filter(|(text, _)| !text.trim().is_empty());
    let email = full(email).and_then(|(email, span)| checked_email(&email, span, report));
    let url = full(url).and_then(|(url, span)| address::reference(&url, span, report));
    Some(Byline { name, email, url, place: None })
}

/// `Jo Field`, `Jo Field <jo@example.org> (https://example.org/)`, `jo@example.org (Jo Field)`, `jo@example.org`.
pub fn from_text(text: &str, span: Span, report: &mut Report) -> Option<Byline> {
    let means_more = |b: u8| (b == b'(') | (b == b')') | (b == b'<') | (b == b'>') | (b == b'@') | (b == b'"');
    if plain::is_plain(text) && !text.as_bytes().iter().fold(false, |any, b| any | means_more(*b)) {
        return Some(Byline { name: text.to_owned(), ..Byline::default() });
    }
    let tidy = plain::line(text);
    let (mut name, mut email, mut url) = (tidy.as_ref(), None, None);
    // From the end: what is in brackets, then what is in angle brackets.
    if let Some((before, inside)) = name.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        if address::is_web_url(inside) {
            (name, url) = (before.trim_end(), Some(inside));
        } else if is_like_email(before.trim()) {
            (name, email) = (inside.trim(), Some(before.trim()));
        }
    }
    let brackets = name.strip_suffix('>').and_then(|rest| rest.rsplit_once('<'));
    if let Some((before, inside)) = brackets.filter(|(_, inside)| is_meant_as_address(inside)) {
        name = before.trim_end();
        if address::is_web_url(inside.trim()) {
            url = Some(inside.trim());
        } else {
            email = Some(inside.trim());
        }
    }
    if email.is_none() && is_like_email(name) {
        email = Some(name);
        name = name.split('@').next().unwrap_or_default();
    }
    let email = email.filter(|email| !email.is_empty());
    // `"Field, Jo" <…>`
    let unquoted = name.strip_prefix('"').and_then(|name| name.strip_suffix('"')).unwrap_or(name);
    let name = named(unquoted, span, report)?;
    let email = email.and_then(|email| checked_email(email, span, report));
    let url = url.and_then(|url| address::reference(url, span, report));
    Some(Byline { name, email, url, place: None })
}

/// Whether what stands in angle brackets is an address, be it a faulty one. A name may look like markup: `<b>Jo</b>`.
fn is_meant_as_address(inside: &str) -> bool {
    let in_words = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '+' | ' ' | '\'');
    inside.contains('@') || address::is_web_url(inside.trim()) || inside.chars().all(in_words)
}

fn is_like_email(text: &str) -> bool {
    text.contains('@') && !text.starts_with('@') && !text.contains(char::is_whitespace)
}

fn named(name: &str, span: Span, report: &mut Report) -> Option<String> {
    if plain::is_plain(name) {
        return Some(name.to_owned());
    }
    let name = text::nfc(text::trim_shapeless(&text::line(name))).into_owned();
    if text::is_invisible(&name) {
        report.flag(&MISSING_NAME, span, "a person without a name").help("write a name, as in `\"Jo Field\"`");
        return None;
    }
    Some(name)
}

/// The e-mail address that `email`, the value at `span`, is. Flagged if it is none, or none that readers take.
pub fn checked_email(email: &str, span: Span, report: &mut Report) -> Option<String> {
    let email = email.trim();
    let email = email.strip_prefix("mailto:").unwrap_or(email);
    let options = Options::default().with_required_tld().without_domain_literal().without_display_text();
    if EmailAddress::parse_with_options(email, options).is_err() {
        report
            .flag(
                &INVALID_EMAIL_ADDRESS,
                span,
                format!("`{}` is not an e-mail address", email.chars().take(100).collect::<String>()),
            )
            .param("value", email.chars().take(100).collect::<String>())
            .help("write it as in `jo@example.org`, or leave it off");
        return None;
    }
    let domain = email.rsplit('@').next().unwrap_or_default();
    let portable = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+' | b'\'' | b'@');
    if !email.bytes().all(portable) || domain.ends_with(|c: char| c.is_ascii_digit()) {
        let found =
            report.flag(&INVALID_EMAIL_ADDRESS, span, format!("feed readers cannot take the address `{email}`"));
        found.level = Level::Warning;
        found.param("value", email).help("it is left out; give another one, of ASCII letters and digits");
        return None;
    }
    Some(email.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;

    type Person = (String, String, String);

    fn people(toml: &str) -> (Vec<Person>, Vec<(&'static str, Level)>) {
        let text = format!("authors = {toml}");
        let mut report = Report::new("a.md", &text);
        let table = fields::toml::parse(&text, 0, &mut report).unwrap();
        let got = read(table.get("authors").unwrap(), "authors", &mut report);
        assert!(got.iter().all(|person| person.place.is_some()));
        let got = got.into_iter().map(|p| (p.name, p.email.unwrap_or_default(), p.url.unwrap_or_default()));
        (got.collect(), report.diagnostics().iter().map(|d| (d.rule.name, d.level)).collect())
    }

    #[test]
    fn people_are_written_in_many_ways() {
        for (toml, name, email, url) in [
            ("\"olena\"", "olena", "", ""),
            ("[\" Jo \\n Field \"]", "Jo Field", "", ""),
            ("[\"Jo Field <jo@example.org>\"]", "Jo Field", "jo@example.org", ""),
            ("[\"\\\"Field, Jo\\\" <jo@example.org>\"]", "Field, Jo", "jo@example.org", ""),
            ("[\"jo@example.org (Jo Field)\"]", "Jo Field", "jo@example.org", ""),
            ("[\"jo@example.org\"]", "jo", "jo@example.org", ""),
            ("[\"<jo@example.org>\"]", "", "", ""),
            ("[\"Jo <jo@example.org> (https://example.org/jo)\"]", "Jo", "jo@example.org", "https://example.org/jo"),
            ("[\"Jo <https://example.org/jo>\"]", "Jo", "", "https://example.org/jo"),
            ("[\"Jo Field (editor)\"]", "Jo Field (editor)", "", ""),
            ("[\"@jo\"]", "@jo", "", ""),
            ("[\"<b>Jo</b>\"]", "<b>Jo</b>", "", ""),
            ("[\"Jo <!-- x -->\"]", "Jo <!-- x -->", "", ""),
            ("[\"Jo\\u200B\"]", "Jo", "", ""),
            ("[\"Andre\\u0301 O'Neill\"]", "Andr\u{e9} O'Neill", "", ""),
            ("[{ name = \"Jo\", email = \"jo@example.org\", url = \"/jo/\" }]", "Jo", "jo@example.org", "/jo/"),
            (
                "{ name = \"Jo\", homepage = \"https://example.org/\", avatar = 1, email = \"\" }",
                "Jo",
                "",
                "https://example.org/",
            ),
            ("[7]", "7", "", ""),
        ] {
            let (got, found) = people(toml);
            if name.is_empty() {
                assert_eq!((got.len(), found.as_slice()), (0, &[("missing-name", Level::Error)][..]), "{toml}");
                continue;
            }
            assert_eq!(found, [], "{toml}");
            assert_eq!(got, [(name.to_owned(), email.to_owned(), url.to_owned())], "{toml}");
        }
    }

    #[test]
    fn nobody_is_named_twice() {
        let (got, found) = people("[\"Jo\", \"Jo <jo@example.org>\", \" Jo\", \"Jo <jo2@example.org>\", \"Sam\"]");
        assert_eq!(found, []);
        let got: Vec<_> = got.iter().map(|(name, email, _)| (name.as_str(), email.as_str())).collect();
        assert_eq!(got, [("Jo", "jo@example.org"), ("Jo", "jo2@example.org"), ("Sam", "")]);
    }

    #[test]
    fn faults_are_flagged() {
        use Level::*;
        for (toml, rule, level) in [
            ("[\"\"]", "missing-name", Error),
            ("[\" \\t\"]", "missing-name", Error),
            ("[\"\\u200B\"]", "missing-name", Error),
            ("[{ email = \"jo@example.org\" }]", "missing-name", Error),
            ("[\"Jo <jo@>\"]", "invalid-email-address", Error),
            ("[\"Jo <jo@localhost>\"]", "invalid-email-address", Error),
            ("[\"Jo <jo at example.org>\"]", "invalid-email-address", Error),
            ("[{ name = \"Jo\", email = \"jo at example.org\" }]", "invalid-email-address", Error),
            ("[\"Jo <йо@приклад.укр>\"]", "invalid-email-address", Warning),
            ("[{ name = \"Jo\", url = \"javascript:x\" }]", "invalid-url", Error),
            ("[{ name = \"Jo\", hompage = \"/\" }]", "unknown-key", Warning),
            ("[[\"Jo\"]]", "wrong-type", Error),
            ("true", "wrong-type", Error),
        ] {
            assert_eq!(people(toml).1, [(rule, level)], "{toml}");
        }
        let many = format!("[{}]", (0..501).map(|n| format!("\"p{n}\"")).collect::<Vec<_>>().join(","));
        assert_eq!(people(&many).1, [("too-many-people", Error)]);
    }
}
