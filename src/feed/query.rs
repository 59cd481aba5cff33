//! What a feed's `where` asks for.

use chrono::{DateTime, Utc};

use super::select::Candidate;
use crate::config::Query;

/// Whether an article is what a feed asks for.
pub(super) fn matches(query: &Query, candidate: &Candidate, now: DateTime<Utc>) -> bool {
    let article = &candidate.article;
    let by = |names: &[String]| {
        candidate.authors.iter().any(|author| names.contains(&author.key) || names.contains(&author.person.name))
    };
    let tagged = |tags: &[String]| article.tags.iter().any(|tag| tags.contains(tag));
    (query.tags.is_empty() || tagged(&query.tags))
        && !tagged(&query.not_tags)
        && (query.sections.is_empty() || query.sections.contains(&article.section))
        && !query.not_sections.contains(&article.section)
        && (query.authors.is_empty() || by(&query.authors))
        && !by(&query.not_authors)
        && (query.languages.is_empty() || query.languages.iter().any(|range| speaks(candidate, range)))
        && query.since.is_none_or(|since| now - candidate.published <= since)
}

/// Whether an article is in a language: `en` takes `en-GB` too (RFC 4647, section 3.3.1).
fn speaks(candidate: &Candidate, range: &str) -> bool {
    let Some(tag) = candidate.language.as_deref() else { return false };
    let (head, rest) = tag.split_at_checked(range.len()).unwrap_or((tag, "-"));
    head.eq_ignore_ascii_case(range) && (rest.is_empty() || rest.starts_with('-'))
}
