//! Names in running text: `Jo Field, Staff Writer, and Sam R. de la Mare Jr. in Kyiv` → two people.

use crate::feed::Person;

use super::fold::is_wide;
use super::sentences::is_abbreviation;

/// What stands within names in lower case.
const PARTICLES: &[&str] = &[
    "al", "ap", "av", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "e",
    "el", "fitz", "ibn", "la", "le", "les", "li", "lo", "ten", "ter", "van", "ver", "von", "y", "zu", "zum", "zur",
    "af", "i", "'t", "’t",
];

/// What stands behind names.
const SUFFIXES: &[&str] = &["jr", "sr", "jr.", "sr.", "ii", "iii", "iv", "m.d.", "ph.d.", "phd", "md"];

/// What a person is, in a part of a line that names none.
pub const ROLES: &[&str] = &[
    "writer",
    "writers",
    "reporter",
    "reporters",
    "correspondent",
    "correspondents",
    "editor",
    "editors",
    "columnist",
    "columnists",
    "journalist",
    "journalists",
    "bureau",
    "contributor",
    "contributors",
    "contributing",
    "staff",
    "critic",
    "photographer",
    "photographers",
    "producer",
    "producers",
    "researcher",
    "researchers",
    "freelancer",
    "stringer",
    "anchor",
    "fellow",
    "intern",
    "author",
    "analyst",
    "broadcaster",
    "blogger",
    "essayist",
    "novelist",
    "translator",
];

/// What a part of a line names that is no person.
const AGENCIES: &[&str] = &[
    "press",
    "news",
    "agency",
    "times",
    "post",
    "journal",
    "herald",
    "tribune",
    "gazette",
    "courier",
    "observer",
    "guardian",
    "reuters",
    "afp",
    "ap",
    "bloomberg",
    "upi",
    "dpa",
    "wire",
    "service",
    "media",
    "magazine",
    "newsroom",
    "network",
    "radio",
    "television",
    "tv",
    "online",
    "today",
    "chronicle",
    "bulletin",
    "daily",
    "weekly",
    "newspaper",
    "newspapers",
    "examiner",
    "inquirer",
    "telegraph",
    "dispatch",
    "sentinel",
    "broadcasting",
    "international",
];

/// What begins no name, and stands within none.
const NOT_IN_NAMES: &[&str] = &[
    "a",
    "an",
    "the",
    "of",
    "for",
    "with",
    "at",
    "on",
    "to",
    "by",
    "as",
    "is",
    "are",
    "was",
    "were",
    "this",
    "that",
    "these",
    "those",
    "he",
    "she",
    "they",
    "it",
    "we",
    "you",
    "not",
    "but",
    "or",
    "if",
    "when",
    "while",
    "after",
    "before",
    "more",
    "most",
    "all",
    "some",
    "many",
    "both",
    "other",
    "others",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "president",
    "minister",
    "numbers",
    "our",
    "its",
    "his",
    "her",
    "their",
];

/// How strict names are to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Of two words or more, where a script has capitals.
    Full,
    /// Of one word too, and organisations: what stands around tells that it is a name.
    Loose,
}

/// The people that `text` lists, and nothing else besides where they are and what they do; `None` where it is no such
/// list.
pub fn people(text: &str, care: Care) -> Option<Vec<Person>> {
    if text.len() > 600 {
        return None;
    }
    let mut people: Vec<Person> = Vec::new();
    for part in parts(text) {
        if let Some(email) = email_of(part) {
            let person = people.last_mut()?;
            person.email.get_or_insert_with(|| email.to_owned());
            continue;
        }
        let (part, email) = without_email(part);
        if part.starts_with('@') && !part.contains(' ') && !people.is_empty() {
            continue;
        }
        let lower = part.to_lowercase();
        if let Some(known) = people.last_mut()
            && SUFFIXES.contains(&lower.as_str())
        {
            known.name.push(' ');
            known.name.push_str(part);
            continue;
        }
        match name(part, care) {
            Some(name) => people.push(Person { name, email: email.map(str::to_owned), url: None }),
            // `Jo Field, Staff Writer`, `Jo Field, a reporter in Kyiv`, `Jo Field, The Example Press`.
            None if !people.is_empty()
                && (names_role(part) || names_agency(part) || is_place(part) || part.starts_with("The ")) => {}
            None => return None,
        }
    }
    people.retain({
        let mut seen = std::collections::HashSet::new();
        move |person| seen.insert(super::fold::fold(&person.name))
    });
    (!people.is_empty()).then_some(people)
}

/// The parts of a list.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let text = text.trim().trim_end_matches([',', ';', ':']).trim_end();
    // A full stop may belong to the last name: `Jr.`, `J.`
    let last = text.rsplit(' ').next().unwrap_or_default();
    let text = if is_abbreviation(last) { text } else { text.trim_end_matches('.') };
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        loop {
            let text = rest?;
            let cut =
                [", and ", ", And ", ", AND ", " and ", " And ", " AND ", " & ", ", ", "; ", " / ", "、", "，", ","]
                    .iter()
                    .filter_map(|mark| text.find(mark).map(|at| (at, std::cmp::Reverse(mark.len()))))
                    .min();
            let part = match cut {
                Some((at, std::cmp::Reverse(length))) => {
                    rest = text.get(at + length..);
                    text.get(..at).unwrap_or_default()
                }
                None => {
                    rest = None;
                    text
                }
            };
            let part = part.trim();
            if !part.is_empty() {
                return Some(part);
            }
        }
    })
}

/// The address that `part` is.
fn email_of(part: &str) -> Option<&str> {
    let bare = part.trim_matches(['<', '>', '(', ')', '[', ']', ' ']);
    let bare = bare.strip_prefix("mailto:").unwrap_or(bare);
    let (before, domain) = bare.split_once('@')?;
    let fits = |text: &str| !text.is_empty() && !text.contains([' ', '@', '<', '>', '"']);
    (fits(before) && fits(domain) && domain.contains('.') && !domain.starts_with('.')).then_some(bare)
}

/// `Jo Field <jo@example.org>` and `Jo Field (jo@example.org)` taken apart.
pub fn without_email(part: &str) -> (&str, Option<&str>) {
    let Some(at) = part.rfind(['<', '(', '[', ' ']) else { return (part, None) };
    let (before, behind) = part.split_at(at);
    match email_of(behind.trim()) {
        Some(email) => (before.trim_end(), Some(email)),
        None => (part, None),
    }
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split([' ', '-']).map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
}

/// Whether `text` says what somebody is.
pub fn names_role(text: &str) -> bool {
    words(text).take(14).any(|word| ROLES.contains(&word.as_str()))
}

/// Whether `text` has a word that papers and agencies have in their names.
pub fn names_agency(text: &str) -> bool {
    words(text).any(|word| AGENCIES.contains(&word.as_str()))
}

/// Whether `part`, behind a name, may be where somebody is: a word or two.
fn is_place(part: &str) -> bool {
    part.split(' ').count() <= 2 && part.chars().next().is_some_and(char::is_uppercase) && is_of_letters(part)
}

fn is_of_letters(text: &str) -> bool {
    text.chars()
        .all(|c| c.is_alphabetic() || is_mark(c) || matches!(c, ' ' | '.' | '-' | '\'' | '’' | '‑' | 'ʼ' | '·' | '・'))
}

/// Signs that combine with letters, and joiners.
fn is_mark(c: char) -> bool {
    use unicode_normalization::char::is_combining_mark;
    is_combining_mark(c) || matches!(c, '\u{200C}' | '\u{200D}')
}

/// The name that `part` is, without where somebody is and what they do.
fn name(part: &str, care: Care) -> Option<String> {
    let mut part = part;
    for place in [" in ", " IN ", " reporting from ", " from ", " FROM ", " at ", " of ", " for "] {
        if let Some((before, _)) = part.split_once(place) {
            part = before;
        }
    }
    let (bare, _) = part.split_once('(').unwrap_or((part, ""));
    let part = without_role(bare.trim().trim_end_matches(':'));
    if care == Care::Loose && is_organisation(part) {
        return Some(part.to_owned());
    }
    if !is_of_letters(part) || names_role(part) || part.len() > 120 {
        return None;
    }
    let all: Vec<&str> = part.split(' ').collect();
    let mut capitals = 0;
    let mut uncased = 0;
    for (n, word) in all.iter().enumerate() {
        let lower = word.to_lowercase();
        let first = word.chars().find(|c| c.is_alphabetic())?;
        if NOT_IN_NAMES.contains(&lower.as_str())
            || (word.ends_with('.') && !is_abbreviation(word) && n + 1 < all.len())
        {
            return None;
        }
        let particle = PARTICLES.contains(&lower.as_str()) || lower.starts_with("al-") || lower.starts_with("el-");
        match () {
            () if !first.is_lowercase() && !first.is_uppercase() => uncased += 1,
            () if first.is_uppercase() => capitals += 1,
            () if particle || has_capital_inside(word) => {}
            () => return None,
        }
    }
    let enough = match (uncased, capitals) {
        (0, 0) => false,
        (0, 1) => all.len() > 1 || care == Care::Loose,
        (0, _) => true,
        _ => !all.iter().any(|word| is_wide(word.chars().next().unwrap_or(' ')) && word.chars().count() > 12),
    };
    (enough && all.len() <= 6).then(|| in_mixed_case(part))
}

/// `d'Arc`, `al-Masri`, `ʻAbd`.
fn has_capital_inside(word: &str) -> bool {
    word.contains(['\'', '’', '-']) && word.chars().any(char::is_uppercase)
}

/// `Staff writers Jo Field` → `Jo Field`.
fn without_role(part: &str) -> &str {
    let mut rest = part;
    let mut found = part;
    while let Some((word, behind)) = rest.split_once(' ') {
        rest = behind;
        let lower = word.trim_end_matches(':').to_lowercase();
        if ROLES.contains(&lower.as_str()) && behind.contains(' ') {
            found = behind;
        }
    }
    found
}

/// `The Example Press`, `AP`, `Reuters`.
fn is_organisation(part: &str) -> bool {
    let mut words = part.split(' ').peekable();
    let the = words.next_if(|word| matches!(*word, "The" | "THE")).is_some();
    let count = words.clone().count();
    let capitals = words.all(|word| word.chars().next().is_some_and(char::is_uppercase) || word == "of");
    is_of_letters(part) && capitals && count > 0 && count <= 6 && ((the && count > 1) || names_agency(part))
}

/// A name that is all in capitals, as bylines have them, in the way in which names are written.
fn in_mixed_case(name: &str) -> String {
    let shouts = name.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase)
        && name.split(' ').any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 2 && !word.contains('.'));
    if !shouts {
        return name.to_owned();
    }
    let mut out = String::with_capacity(name.len());
    for (n, word) in name.split(' ').enumerate() {
        if n > 0 {
            out.push(' ');
        }
        let lower = word.to_lowercase();
        let numeral = matches!(lower.as_str(), "ii" | "iii" | "iv");
        let initials = word.contains('.') && !SUFFIXES.contains(&lower.as_str());
        match () {
            () if numeral || initials => out.push_str(word),
            () if n > 0 && PARTICLES.contains(&lower.as_str()) && lower.len() > 1 => out.push_str(&lower),
            () => push_capitalised(&mut out, &lower),
        }
    }
    out
}

/// `o'neill-mccoy` → `O'Neill-McCoy`.
fn push_capitalised(out: &mut String, lower: &str) {
    for part in lower.split_inclusive(['-', '‑']) {
        let scottish = part.starts_with("mc") && part.len() > 4;
        let irish = part.chars().nth(1).is_some_and(|c| matches!(c, '\'' | '’'));
        for (n, c) in part.chars().enumerate() {
            if n == 0 || (n == 2 && (scottish || irish)) {
                out.extend(c.to_uppercase());
            } else {
                out.push(c);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        people(text, Care::Full).unwrap_or_default().into_iter().map(|person| person.name).collect()
    }

    #[test]
    fn names_are_told_in_lists() {
        for (text, want) in [
            ("Jo Field", &["Jo Field"][..]),
            ("Jo Field and Sam Reed", &["Jo Field", "Sam Reed"]),
            ("Jo Field, Sam Reed, and Ana M. Sol", &["Jo Field", "Sam Reed", "Ana M. Sol"]),
            ("Jo Field & Sam Reed", &["Jo Field", "Sam Reed"]),
            ("Jo Field in Kyiv and Sam Reed in Rome", &["Jo Field", "Sam Reed"]),
            ("Jo Field, Staff Writer", &["Jo Field"]),
            ("Jo Field, The Example Press", &["Jo Field"]),
            ("Sam Reed Jr. and Jo Field", &["Sam Reed Jr.", "Jo Field"]),
            ("Sam Reed, Jr., and Jo Field", &["Sam Reed Jr.", "Jo Field"]),
            ("Ludo van der Veen, Ana de la Mar", &["Ludo van der Veen", "Ana de la Mar"]),
            ("J. K. O’Hara-Quin", &["J. K. O’Hara-Quin"]),
            ("Siobhán d'Arcy and Nura al-Hadi", &["Siobhán d'Arcy", "Nura al-Hadi"]),
            ("JO FIELD AND SAM O'DELL-MCRAE III", &["Jo Field", "Sam O'Dell-McRae III"]),
            ("Олена Ковальчук", &["Олена Ковальчук"]),
            ("李明、王芳", &["李明", "王芳"]),
            ("ليلى حداد", &["ليلى حداد"]),
            ("staff writers Jo Field and Sam Reed", &["Jo Field", "Sam Reed"]),
            ("Jo Field and Jo Field", &["Jo Field"]),
            ("the ministry", &[]),
            ("The Ministry of Grain", &[]),
            ("Monday", &[]),
            ("Grain", &[]),
            ("Land and Sea", &[]),
            ("Jo Field who said so", &[]),
            ("Jo Field 7", &[]),
            ("", &[]),
        ] {
            assert_eq!(names(text), want, "{text}");
        }
    }

    #[test]
    fn addresses_go_with_the_name_before_them() {
        for text in ["Jo Field <jo@courier.example>", "Jo Field (jo@courier.example)", "Jo Field, jo@courier.example"] {
            let people = people(text, Care::Full).unwrap();
            assert_eq!((people[0].name.as_str(), people[0].email.as_deref()), ("Jo Field", Some("jo@courier.example")));
        }
    }

    #[test]
    fn organisations_are_taken_where_a_name_must_stand() {
        for text in ["The Example Press", "Reuters", "AFP", "Example News Agency", "Madonna"] {
            assert_eq!(people(text, Care::Loose).unwrap()[0].name, text);
            assert!(text == "Example News Agency" || people(text, Care::Full).is_none(), "{text}");
        }
    }
}
