//! People, as feeds name them.

use crate::feed::Person;
use crate::text;

/// Those who are named as authors, by where they are named.
#[derive(Debug, Default)]
pub(super) struct Bylines {
    /// With fields of their own: Atom, JSON Feed.
    pub whole: Vec<Person>,
    /// `dc:creator`
    pub creators: Vec<Person>,
    /// RSS's own `author`.
    pub plain: Vec<Person>,
    /// `itunes:author`
    pub podcast: Vec<Person>,
}

impl Bylines {
    /// Those at the place that says most.
    pub fn settle(self) -> Vec<Person> {
        let places = [self.whole, self.creators, self.plain, self.podcast];
        places.into_iter().find(|people| !people.is_empty()).unwrap_or_default()
    }
}

/// The person, if anything is known of it; a name where only an address is.
pub(super) fn named(person: Person) -> Option<Person> {
    let name = match &person {
        Person { name, .. } if !name.is_empty() => return Some(person),
        Person { email: Some(address), .. } | Person { url: Some(address), .. } => address.clone(),
        _ => return None,
    };
    Some(Person { name, ..person })
}

/// The people of a `dc:creator` and the like; feedmill itself puts several into one.
pub(super) fn of_names(text: &str, is_own: bool) -> Vec<Person> {
    let text = text::line(text);
    let person = |name: &str| Person { name: name.into(), ..Person::default() };
    match is_own {
        _ if text.is_empty() => Vec::new(),
        true => text.split(", ").filter(|name| !name.is_empty()).map(person).collect(),
        false => vec![person(&text)],
    }
}

/// The person of RSS's `author`: `jo@fields.example (Jo Field)`, `Jo Field <jo@fields.example>`, or either part.
pub(super) fn of_address(text: &str) -> Option<Person> {
    let text = text::line(text);
    let parts = |open, close: char| {
        let (before, rest) = text.split_once(open)?;
        Some((before.trim(), rest.trim_end().strip_suffix(close)?.trim()))
    };
    let is_mail = |text: &str| text.contains('@') && !text.contains(' ');
    let (name, email) = match (parts('(', ')'), parts('<', '>')) {
        (Some((email, name)), _) if is_mail(email) => (name, Some(email)),
        (_, Some((name, email))) if is_mail(email) => (name.trim_matches('"').trim(), Some(email)),
        _ if is_mail(&text) => ("", Some(&*text)),
        _ => (&*text, None),
    };
    let email = email.map(|email| email.strip_prefix("mailto:").unwrap_or(email).to_owned());
    named(Person { name: name.to_owned(), email, url: None })
}
