//! Feeds before and after → what becomes of each entry.

use std::collections::{HashMap, HashSet};

use super::same::{self, Renamed};
use super::words::difference;
use super::{Change, Comparison, EntryChange, FeedChanges, FieldChange, Pair};
use crate::parse::{Document, Entry};

/// What becomes of every entry of the feeds that would change, feed by feed in their order.
///
/// An entry without id and link is passed over: no reader could tell it from others. Of entries with one id in one document
/// the first counts.
pub fn compare(comparison: &Comparison) -> Vec<FeedChanges> {
    let renamed = same::find(comparison);
    let elsewhere = by_id(comparison.others.iter().copied());
    comparison.pairs.iter().map(|pair| feed(pair, comparison, &renamed, &elsewhere)).collect()
}

/// What becomes of the entries of one feed. Where it is not published itself, those of documents `elsewhere` are what its
/// readers have seen.
fn feed(pair: &Pair, comparison: &Comparison, renamed: &Renamed, elsewhere: &HashMap<&str, &Entry>) -> FeedChanges {
    let own = by_id(pair.before);
    let before = if pair.before.is_some() { &own } else { elsewhere };
    let mut entries = Vec::new();
    let mut shown: HashSet<&str> = HashSet::new();
    for entry in entries_of(pair.after).filter(|entry| shown.insert(&entry.id)) {
        let old_id = renamed.old_id(&entry.id);
        let mut one = match (before.get(&*entry.id), old_id) {
            (Some(old), _) => held_against(old, entry),
            (None, Some(old_id)) => {
                let old = before.get(old_id);
                let change = EntryChange { old_id: Some(old_id.to_owned()), ..blank(Change::IdChanged, entry) };
                EntryChange { words: old.map(|old| words(old, entry)).unwrap_or_default(), ..change }
            }
            // It moved here from the feed; or the feed never showed it.
            (None, None) if pair.is_archive => blank(Change::Unchanged, entry),
            (None, None) => blank(Change::New, entry),
        };
        one.origin = (comparison.origin)(&entry.id);
        entries.push(one);
    }
    let is_new = pair.before.is_none() && entries.iter().all(|entry| entry.change == Change::New);
    let mut left = Vec::new();
    let mut seen: HashSet<&str> = HashSet::new();
    for entry in entries_of(pair.before).filter(|entry| !shown.contains(&*entry.id) && seen.insert(&entry.id)) {
        if renamed.stands(&entry.id) || (comparison.lives)(&entry.id) {
            left.push(entry.id.clone());
        } else if !renamed.is_old(&entry.id) {
            let origin = (comparison.origin)(&entry.id);
            entries.push(EntryChange { origin, ..blank(Change::Withdrawn, entry) });
        } else if !renamed.new_id(&entry.id).is_some_and(|id| shown.contains(id)) {
            left.push(entry.id.clone());
        }
    }
    FeedChanges {
        path: pair.path.to_owned(),
        is_archive: pair.is_archive,
        is_new,
        is_gone: pair.after.is_none(),
        entries,
        left,
    }
}

/// The entries that can be told from others.
pub(super) fn entries_of(document: Option<&Document>) -> impl Iterator<Item = &Entry> {
    document.into_iter().flat_map(|document| &document.entries).filter(|entry| !entry.id.is_empty())
}

fn by_id<'d>(documents: impl IntoIterator<Item = &'d Document>) -> HashMap<&'d str, &'d Entry> {
    let mut entries = HashMap::new();
    for entry in documents.into_iter().flat_map(|document| entries_of(Some(document))) {
        entries.entry(&*entry.id).or_insert(entry);
    }
    entries
}

fn blank(change: Change, entry: &Entry) -> EntryChange {
    EntryChange {
        change,
        id: entry.id.clone(),
        title: entry.title.clone(),
        url: entry.link.clone(),
        old_id: None,
        in_guid: false,
        origin: None,
        words: Vec::new(),
        content: false,
        silent: false,
    }
}

/// An entry against itself as it is published.
fn held_against(old: &Entry, new: &Entry) -> EntryChange {
    // Most are the same to the byte; a fingerprint takes its time.
    if old == new {
        return blank(Change::Unchanged, new);
    }
    let text = old.fingerprint() != new.fingerprint();
    let words = words(old, new);
    let content = text && (words.is_empty() || is_another_below(old, new));
    let times = (changed_at(old), changed_at(new));
    let moved = matches!(times, (Some(old), Some(new)) if old != new);
    let change = if text || moved || !words.is_empty() { Change::Changed } else { Change::Unchanged };
    // A feed that shows whole texts or summaries now, or no longer, shows others; but the articles are what they were.
    let has_summary = |entry: &Entry| entry.content.is_some() || !entry.summary.is_empty();
    let is_alike = old.content.is_some() == new.content.is_some() && has_summary(old) == has_summary(new);
    let stood = matches!(times, (Some(old), Some(new)) if new <= old);
    EntryChange { words, content, silent: text && is_alike && stood, ..blank(change, new) }
}

/// Whether two entries differ in more than title and summary.
fn is_another_below(old: &Entry, new: &Entry) -> bool {
    let headed = Entry { title: old.title.clone(), summary: old.summary.clone(), ..new.clone() };
    old.fingerprint() != headed.fingerprint()
}

/// When it was last changed, as far as it says, in seconds: no feed needs to carry more.
fn changed_at(entry: &Entry) -> Option<i64> {
    entry.updated.or(entry.published).map(|time| time.timestamp())
}

fn words(old: &Entry, new: &Entry) -> Vec<FieldChange> {
    let fields = [("title", &old.title, &new.title), ("summary", &old.summary, &new.summary)];
    let changed = fields.into_iter().filter(|(_, old, new)| old != new);
    changed.map(|(field, old, new)| FieldChange { field, parts: difference(old, new) }).collect()
}
