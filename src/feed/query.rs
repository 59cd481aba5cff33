//! What a feed's `where` asks for.

use chrono::{DateTime, Utc};

use super::card::Card;
use crate::config::Query;

/// Whether an article is what a feed asks for.
pub(super) fn matches<S: AsRef<str>>(query: &Query, card: &Card<S>, now: DateTime<Utc>) -> bool {
    let named = |names: &[String], name: &S| names.iter().any(|other| other == name.as_ref());
    let by =
        |names: &[String]| card.authors.iter().any(|author| named(names, &author.key) || named(names, &author.name));
    let tagged = |tags: &[String]| card.tags.iter().any(|tag| named(tags, tag));
    (query.tags.is_empty() || tagged(&query.tags))
        && !tagged(&query.not_tags)
        && (query.sections.is_empty() || named(&query.sections, &card.section))
        && !named(&query.not_sections, &card.section)
        && (query.authors.is_empty() || by(&query.authors))
        && !by(&query.not_authors)
        && (query.languages.is_empty() || query.languages.iter().any(|range| speaks(card.language.as_ref(), range)))
        && query.since.is_none_or(|since| now - card.published <= since)
}

/// Whether an article is in a language: `en` takes `en-GB` too (RFC 4647, section 3.3.1).
fn speaks<S: AsRef<str>>(language: Option<&S>, range: &str) -> bool {
    let Some(tag) = language.map(AsRef::as_ref) else { return false };
    let (head, rest) = tag.split_at_checked(range.len()).unwrap_or((tag, "-"));
    head.eq_ignore_ascii_case(range) && (rest.is_empty() || rest.starts_with('-'))
}
