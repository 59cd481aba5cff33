//! Bylines → people.

use super::facts::Fact;
use crate::article::checked_email;
use crate::diagnostic::Report;
use crate::feed::Person;
use crate::text;

/// What stands before names, with a space or colon behind it.
const BEFORE: &[&str] = &[
    "written by",
    "words by",
    "posted by",
    "published by",
    "reported by",
    "story by",
    "text by",
    "authored by",
    "author",
    "authors",
    "by",
    "von",
    "par",
    "por",
    "di",
    "de",
    "door",
    "av",
    "af",
    "автор",
    "автори",
    "авторы",
];
/// What stands between names.
const BETWEEN: &[&str] =
    &[" and ", " & ", " und ", " et ", " y ", " e ", " и ", " і ", " та ", " och ", " og ", " en "];
/// What stands behind the last name.
const BEHIND: &[&str] =
    &[" | ", " · ", " • ", " — ", " – ", " on ", " posted ", " published ", " updated ", " for ", "\u{2022}"];
/// Words that are no name.
const NOBODY: &[&str] = &[
    "admin",
    "administrator",
    "author",
    "editor",
    "staff",
    "by",
    "follow",
    "share",
    "unknown",
    "anonymous",
    "null",
    "undefined",
    "none",
    "n/a",
    "na",
    "wpadmin",
    "root",
];
/// So many people are named at most, and so long is a name in bytes.
const MOST: usize = 20;
const LONGEST: usize = 120;

/// The people whom a fact names. Names that are an address are none, but the address is kept where there is a name.
pub fn of_fact(fact: &Fact, address: impl Fn(&str) -> Option<String>) -> Vec<Person> {
    let mut people: Vec<Person> = names(&fact.text, fact.is_group).into_iter().map(|name| person(&name)).collect();
    people.retain(|person| !person.name.is_empty());
    if let [only] = people.as_mut_slice() {
        only.url = address(&fact.url);
        let email = if fact.email.is_empty() { only.email.take() } else { checked(&fact.email) };
        only.email = email;
    }
    people
}

/// `people` and then those of `more` who are not among them, ignoring case.
pub fn join(people: &mut Vec<Person>, more: Vec<Person>) {
    for person in more {
        let same = |known: &&mut Person| known.name.to_lowercase() == person.name.to_lowercase();
        let has_room = people.len() < MOST;
        match people.iter_mut().find(same) {
            Some(known) => {
                known.url = known.url.take().or(person.url);
                known.email = known.email.take().or(person.email);
            }
            None if has_room => people.push(person),
            None => {}
        }
    }
}

/// The names in a byline.
fn names(text: &str, is_group: bool) -> Vec<String> {
    let text = text::line(text);
    if is_group {
        return vec![text.into_owned()];
    }
    let (mut rest, introduced) = without_before(&text);
    for mark in BEHIND {
        // A name may begin with such a word, but not end before one.
        if let Some((head, _)) = split_ignoring_case(rest, mark) {
            rest = head;
        }
    }
    let rest =
        rest.trim_end_matches(|c: char| matches!(c, ',' | '.' | '|' | '·' | '•') && !rest.ends_with("r.")).trim();
    let parts = split_all(rest);
    let family_first = || parts.len() == 2 && parts.iter().all(|part| !part.contains(' ')) && rest.contains(", ");
    // `Doe, Jane`, as libraries write.
    if !introduced && family_first() && !BETWEEN.iter().any(|between| split_ignoring_case(rest, between).is_some()) {
        let turned: Vec<&str> = parts.iter().rev().map(String::as_str).collect();
        return vec![turned.join(" ")];
    }
    parts
}

fn split_all(text: &str) -> Vec<String> {
    let mut parts = vec![text];
    for mark in BETWEEN {
        parts = parts
            .into_iter()
            .flat_map(|part| {
                let mut pieces = Vec::new();
                let mut rest = part;
                while let Some((head, tail)) = split_ignoring_case(rest, mark) {
                    pieces.push(head);
                    rest = tail;
                }
                pieces.push(rest);
                pieces
            })
            .collect();
    }
    let mut names: Vec<String> = Vec::new();
    for part in parts.iter().flat_map(|part| part.split([',', ';', '、', '،'])).map(str::trim) {
        let part = BETWEEN.iter().find_map(|b| strip_ignoring_case(part, b.trim_start())).unwrap_or(part);
        match names.last_mut() {
            // `Martin King, Jr.`
            Some(last) if is_title(part) => {
                last.push_str(", ");
                last.push_str(part);
            }
            _ => names.push(part.to_owned()),
        }
    }
    names
}

fn is_title(part: &str) -> bool {
    let word = part.trim_end_matches('.').to_ascii_lowercase();
    matches!(word.as_str(), "jr" | "sr" | "ii" | "iii" | "iv" | "phd" | "ph.d" | "md" | "m.d" | "esq")
}

fn without_before(text: &str) -> (&str, bool) {
    let mut rest = text.trim();
    let mut found = false;
    for word in BEFORE {
        if let Some(tail) = strip_ignoring_case(rest, word)
            && tail.starts_with([' ', ':', '\u{a0}'])
            // `de Vries`, `Di Stefano`: a name's own first part.
            && (word.len() > 2 || *word == "by" || tail.starts_with(':'))
        {
            rest = tail.trim_start_matches([' ', ':', '\u{a0}']);
            found = true;
        }
    }
    (rest, found)
}

fn strip_ignoring_case<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let (head, tail) = text.split_at_checked(start.len())?;
    (head == start || head.to_lowercase() == start).then_some(tail)
}

fn split_ignoring_case<'t>(text: &'t str, mark: &str) -> Option<(&'t str, &'t str)> {
    let at = text
        .char_indices()
        .map(|(at, _)| at)
        .find(|&at| text.get(at..).and_then(|rest| strip_ignoring_case(rest, mark)).is_some())?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

/// Somebody with this name, which may bear an address: `Jane Doe <jane@fields.example>`. The name is empty where it is none.
fn person(text: &str) -> Person {
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | ',' | ';' | ':' | '-' | '·' | '|'));
    let bracketed = |open, close| {
        let (before, rest) = text.split_once(open)?;
        let inner = rest.split_once(close)?.0;
        inner.contains('@').then(|| (before.trim(), inner.trim()))
    };
    let (name, email) = bracketed('<', '>').or_else(|| bracketed('(', ')')).unwrap_or((text, ""));
    let name = text::line(name);
    let lower = name.to_lowercase();
    let is_address = lower.contains("://") || lower.starts_with("www.") || lower.contains('@');
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let is_name = !is_address
        && name.len() <= LONGEST
        && digits <= 3
        && name.chars().any(char::is_alphabetic)
        && name.split(' ').count() <= 8
        && !NOBODY.contains(&lower.as_str());
    let name = if is_name { text::nfc(text::trim_shapeless(&name)).into_owned() } else { String::new() };
    Person { name, email: checked(email), url: None }
}

fn checked(email: &str) -> Option<String> {
    if email.is_empty() {
        return None;
    }
    checked_email(email, crate::diagnostic::Span::default(), &mut Report::new("", email))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(text: &str) -> Vec<String> {
        of_fact(&Fact { text: text.into(), ..Fact::default() }, |_| None).into_iter().map(|p| p.name).collect()
    }

    #[test]
    fn bylines_are_taken_apart() {
        for (text, want) in [
            ("Jane Doe", &["Jane Doe"][..]),
            ("By Jane Doe and John Roe", &["Jane Doe", "John Roe"]),
            ("BY JANE DOE", &["JANE DOE"]),
            ("by: Jane Doe, John Roe & Ann Lee", &["Jane Doe", "John Roe", "Ann Lee"]),
            ("By Jane Doe, John Roe, and Ann Lee", &["Jane Doe", "John Roe", "Ann Lee"]),
            ("Written by Jane Doe on 20 November 2026", &["Jane Doe"]),
            ("Jane Doe | 20 Nov 2026", &["Jane Doe"]),
            ("Doe, Jane", &["Jane Doe"]),
            ("Martin King, Jr.", &["Martin King, Jr."]),
            ("Автор: Олена Коваль", &["Олена Коваль"]),
            ("Von Jane Doe und Max Roe", &["Jane Doe", "Max Roe"]),
            ("Di Stefano", &["Di Stefano"]),
            ("de Vries", &["de Vries"]),
            ("Andy Sandford", &["Andy Sandford"]),
            ("Jane Doe <jane@fields.example>", &["Jane Doe"]),
            ("https://social.example/jane", &[]),
            ("@jane", &[]),
            ("jane@fields.example", &[]),
            ("admin", &[]),
            ("20 November 2026", &[]),
            ("", &[]),
            ("By", &[]),
        ] {
            assert_eq!(people(text), want, "{text:?}");
        }
    }

    #[test]
    fn an_organisation_is_not_taken_apart() {
        let fact = Fact { text: "Fields and Rivers, Ltd".into(), is_group: true, ..Fact::default() };
        assert_eq!(of_fact(&fact, |_| None)[0].name, "Fields and Rivers, Ltd");
    }

    #[test]
    fn addresses_are_kept_with_a_name() {
        let fact = Fact {
            text: "Jane Doe".into(),
            url: "https://fields.example/jane".into(),
            email: "mailto:jane@fields.example".into(),
            ..Fact::default()
        };
        let person = &of_fact(&fact, |url| Some(url.to_owned()))[0];
        assert_eq!(person.url.as_deref(), Some("https://fields.example/jane"));
        assert_eq!(person.email.as_deref(), Some("jane@fields.example"));
        assert_eq!(person_email("Jane Doe (jane@fields.example)").as_deref(), Some("jane@fields.example"));
    }

    fn person_email(text: &str) -> Option<String> {
        of_fact(&Fact { text: text.into(), ..Fact::default() }, |_| None).remove(0).email
    }
}
