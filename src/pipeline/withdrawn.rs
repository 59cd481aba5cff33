//! Entries that were published and are no more: Atom says so as long as they would still be shown. Spec: RFC 6721.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use super::past::Ids;
use crate::feed::Deleted;
use crate::feed::address::id_fault;
use crate::feed::card::Candidate;
use crate::parse::Document;

/// What a feed of at most `limit` entries that shows `shown` now says to be gone, after it was published as `before`. The
/// newest first, ties by id.
///
/// An entry is gone where no article of its id `lives`. Those that only left the feed, for newer ones or for another tag,
/// are not. What was said to be gone once is said as long as its place is among the newest, whatever became of the article.
pub(super) fn withdrawn(
    before: &Document,
    shown: &[&Candidate],
    limit: usize,
    lives: &Ids,
    now: DateTime<Utc>,
) -> Vec<Deleted> {
    let ids: HashSet<&str> = shown.iter().map(|entry| entry.card.id()).collect();
    let mut told = HashSet::new();
    let gone = before.entries.iter().filter(|entry| !lives.has(&entry.id)).filter_map(|entry| {
        // Who read it under what is no IRI cannot be told so.
        let published = entry.published.or(entry.updated).filter(|_| id_fault(&entry.id).is_none())?;
        let mark = Some(Deleted::mark_of(&entry.title, published));
        Some(Deleted { id: entry.id.clone(), when: now, published, mark })
    });
    let mut deleted: Vec<Deleted> = before.deleted.iter().cloned().chain(gone).collect();
    deleted.retain(|one| !one.id.is_empty() && !ids.contains(&*one.id) && told.insert(one.id.clone()));
    deleted.sort_by(|a, b| b.published.cmp(&a.published).then_with(|| a.id.cmp(&b.id)));
    let newer = |one: &Deleted| shown.iter().filter(|entry| entry.card.published > one.published).count();
    let places: Vec<usize> = deleted.iter().enumerate().map(|(before, one)| before + newer(one)).collect();
    let kept = places.iter().take_while(|place| **place < limit).count();
    deleted.truncate(kept);
    deleted
}
