//! Lists of words in a head: tags and categories; and what may not be in any of its texts.

use super::plain;
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Span};
use crate::fields::{Kind, Value};
use crate::text;
use crate::text::FORBIDDEN_CHARACTER;

rules! {
    /// A tag is empty.
    ///
    /// It is dropped. Most often a comma too many, or a template that was not filled in.
    EMPTY_TAG = Warning "empty-tag";

    /// A tag is longer than 200 characters.
    ///
    /// A tag names a feed, a folder and an address. Most often a whole list was written as one text:
    /// write `["grain", "prices"]`.
    TAG_TOO_LONG = Error "tag-too-long";

    /// An article has more than 500 tags.
    ///
    /// Each tag can be a feed of its own.
    TOO_MANY_TAGS = Error "too-many-tags";
}

/// How many tags an article may have.
const MAX_TAGS: usize = 500;

/// How many characters a tag may have.
const MAX_TAG_CHARS: usize = 200;

/// How many forbidden characters are told of in one head.
pub const MAX_FORBIDDEN: usize = 20;

/// The words that the value of field `name` lists, in order, none twice. What is no word is flagged.
///
/// Jekyll (`split`) takes text for a list of words; here its commas count, or else its white space.
pub fn read(value: &Value, name: &str, split: bool, report: &mut Report) -> Vec<String> {
    let parts: Option<Vec<&str>> = match &value.kind {
        Kind::Text(text) | Kind::Plain(text) if split && text.contains(',') => Some(text.split(',').collect()),
        Kind::Text(text) | Kind::Plain(text) if split => Some(text.split_whitespace().collect()),
        _ => None,
    };
    let count = parts.as_ref().map_or(value.items().len(), Vec::len);
    if count > MAX_TAGS {
        report
            .flag(&TOO_MANY_TAGS, value.span, format!("`{name}` has {count} entries; {MAX_TAGS} is the limit"))
            .param("count", count.to_string())
            .param("limit", MAX_TAGS.to_string())
            .help("keep those that readers would look for");
        return Vec::new();
    }
    let mut words = Vec::with_capacity(count);
    if let Some(parts) = parts {
        for part in parts {
            if let Some(word) = word(part, value, name, report) {
                push(&mut words, word);
            }
        }
        return words;
    }
    for item in value.items() {
        let word = match &item.kind {
            Kind::Null => word("", item, name, report),
            _ => item.text(name, report).and_then(|text| word(&text, item, name, report)),
        };
        if let Some(word) = word {
            push(&mut words, word);
        }
    }
    words
}

fn push(words: &mut Vec<String>, word: String) {
    if !words.contains(&word) {
        words.push(word);
    }
}

fn word(text: &str, value: &Value, name: &str, report: &mut Report) -> Option<String> {
    if text.len() <= MAX_TAG_CHARS && plain::is_plain(text) {
        return Some(text.to_owned());
    }
    let word = text::line(text);
    let word = text::nfc(text::trim_shapeless(&word));
    if text::is_invisible(&word) {
        report.flag(&EMPTY_TAG, value.span, format!("`{name}` has an empty entry, which is dropped")).help("remove it");
        return None;
    }
    let length = word.chars().count();
    if length > MAX_TAG_CHARS {
        report
            .flag(
                &TAG_TOO_LONG,
                value.span,
                format!("an entry of `{name}` has {length} characters; {MAX_TAG_CHARS} is the limit"),
            )
            .param("length", length.to_string())
            .help("write a list of short words, as in `[\"grain\", \"prices\"]`");
        return None;
    }
    Some(word.into_owned())
}

/// What a title might be, by the slug.
pub fn title_of_slug(slug: &str) -> String {
    let words = slug.replace(['-', '_', '"', '\\'], " ");
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = words.chars();
    chars.next().map_or(String::from("A title"), |first| first.to_uppercase().chain(chars).collect())
}

/// Flags the texts in the value of field `name` that hold a character that XML forbids.
pub fn flag_forbidden(value: &Value, name: &str, report: &mut Report) {
    match &value.kind {
        Kind::Text(text) | Kind::Plain(text) => {
            let Some(c) = text::find_forbidden(text).and_then(|at| text[at..].chars().next()) else { return };
            let told =
                report.diagnostics().iter().filter(|found| std::ptr::eq(found.rule, &FORBIDDEN_CHARACTER)).count();
            if told < MAX_FORBIDDEN {
                flag_char(c, &format!("`{name}`"), value.span, report);
            }
        }
        Kind::List(items) => items.iter().for_each(|item| flag_forbidden(item, name, report)),
        Kind::Table(table) => table.entries.iter().for_each(|(key, value)| flag_forbidden(value, &key.name, report)),
        _ => {}
    }
}

/// Flags that the character `c` in `what` is dropped.
pub fn flag_char(c: char, what: &str, span: Span, report: &mut Report) {
    let code = format!("U+{:04X}", u32::from(c));
    report
        .flag(
            &FORBIDDEN_CHARACTER,
            span,
            format!("{what} holds the character {code}, which no feed may hold; it is dropped"),
        )
        .param("character", code)
        .help("remove it");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields;

    fn words(toml: &str, split: bool) -> (Vec<String>, Vec<&'static str>) {
        let text = format!("tags = {toml}");
        let mut report = Report::new("a.md", &text);
        let table = fields::toml::parse(&text, 0, &mut report).unwrap();
        let got = read(table.get("tags").unwrap(), "tags", split, &mut report);
        (got, report.diagnostics().iter().map(|d| d.rule.name).collect())
    }

    #[test]
    fn words_are_tidy_and_none_is_there_twice() {
        for (toml, split, want) in [
            ("[\" grain \\n prices \", \"Grain\", \"grain prices\"]", false, &["grain prices", "Grain"][..]),
            ("[\"cafe\\u0301\", \"caf\\u00e9\"]", false, &["café"]),
            ("[\"grain\\u200B\", \"\\uFEFFgrain\"]", false, &["grain"]),
            ("\"grain, prices\"", false, &["grain, prices"]),
            ("\"grain prices\"", true, &["grain", "prices"]),
            ("\"grain prices, silos\"", true, &["grain prices", "silos"]),
            ("[\"grain prices\"]", true, &["grain prices"]),
            ("[2024, 1.50, 2026-11-20]", false, &["2024", "1.50", "2026-11-20"]),
            ("[]", false, &[]),
        ] {
            assert_eq!(words(toml, split), (want.iter().map(|w| (*w).to_owned()).collect(), vec![]), "{toml}");
        }
    }

    #[test]
    fn faulty_words_are_flagged() {
        for (toml, rule) in [
            ("[\"\"]", "empty-tag"),
            ("[\" \\t\"]", "empty-tag"),
            ("[\"\\u200B\"]", "empty-tag"),
            ("[[\"a\"]]", "wrong-type"),
            ("[true]", "wrong-type"),
            ("[{ name = \"a\" }]", "wrong-type"),
        ] {
            assert_eq!(words(toml, false), (vec![], vec![rule]), "{toml}");
        }
        let long = |n| format!("[\"{}\"]", "й".repeat(n));
        assert_eq!(words(&long(200), false).1, [""; 0]);
        assert_eq!(words(&long(201), false).1, ["tag-too-long"]);
        let many = |n: usize| format!("[{}]", (0..n).map(|n| format!("\"t{n}\"")).collect::<Vec<_>>().join(","));
        assert_eq!(words(&many(500), false).0.len(), 500);
        assert_eq!(words(&many(501), false), (vec![], vec!["too-many-tags"]));
    }

    #[test]
    fn titles_are_guessed_from_slugs() {
        assert_eq!(title_of_slug("grain-prices_fall"), "Grain prices fall");
        assert_eq!(title_of_slug(""), "A title");
    }
}
