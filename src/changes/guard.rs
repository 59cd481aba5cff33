//! What a build may not do to subscribers unless it is told to.

use std::collections::HashSet;
use std::sync::Arc;

use super::{Change, EntryChange, FeedChanges};
use crate::config::Guard;
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Rule};
use crate::feed::address::id_fault;

/// So many entries may be withdrawn, whatever their share is, where the configuration does not say.
const FEW: usize = 5;

/// So many titles are named.
const NAMED: usize = 3;

rules! {
    /// An article is published, and would now have another id.
    ///
    /// Readers know an entry by its id alone: every subscriber would be shown the article once more, as new. It is found by its
    /// address, by its title and date, or by its text. Most often its file or folder was renamed, its date changed, or the
    /// site has another address.
    ///
    /// Give it the id that it is published with: `feedmill plan --pin` writes it into the article's head. With
    /// `--accept-id-changes` it is published under the new one.
    ID_CHANGED = Error "id-changed";

    /// More entries of a feed are new than may be.
    ///
    /// So many at once come of an accident more often than of work: a clock that is not set, a base URL that changed, a `limit`
    /// that was raised. The bound is `max_new` under `[guard]`; there is none unless it is set. Feeds that were not published
    /// before are not counted. With `--accept-many` they are published this once.
    TOO_MANY_NEW = Error "too-many-new";

    /// More entries would be withdrawn than may be.
    ///
    /// An entry is withdrawn when its article is published no more. So many at once come of an accident more often than of
    /// work: a folder that is lost or only half there, a clock that is not set. The bound for each feed is `max_withdrawn` under
    /// `[guard]`. Unless it is set, more than five are refused where they are more than half of all that is in the
    /// feeds. With `--accept-many` they are withdrawn this once.
    TOO_MANY_WITHDRAWN = Error "too-many-withdrawn";

    /// The text of an article changed, and its `updated` did not.
    ///
    /// Most readers show an entry's new text only where its time of change is later than before. Set `updated`, or let
    /// `updated = "auto"` under `[articles]` do that. Only `feedmill plan` warns of this: not every comma is worth it.
    SILENT_CHANGE = Warning "silent-change";
}

/// What the user has said yes to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Articles may have other ids than they are published with.
    pub ids: bool,
    /// Any number of entries may come and go.
    pub many: bool,
}

/// What is refused; nothing if all may be published. `config_file` is the configuration, as the user would name it.
///
/// An article whose id changes is named once, however many feeds show it; it counts neither as new nor as withdrawn.
pub fn judge(changes: &[FeedChanges], guard: &Guard, accepted: Accepted, config_file: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if !accepted.ids {
        found.extend(once_each(changes, |entry| entry.change == Change::IdChanged).map(id_changed));
    }
    if !accepted.many {
        let bound = guard.max_new.unwrap_or(usize::MAX);
        let published = changes.iter().filter(|feed| !feed.is_new && !feed.is_archive);
        found.extend(published.filter_map(|feed| too_many_new(feed, bound, config_file)));
        match guard.max_withdrawn {
            Some(bound) => {
                found.extend(changes.iter().filter_map(|feed| too_many_withdrawn(feed, bound, config_file)));
            }
            None => found.extend(most_withdrawn(changes, config_file)),
        }
    }
    found
}

/// A warning for each article whose text changed and whose time of change did not.
pub fn silent(changes: &[FeedChanges]) -> Vec<Diagnostic> {
    once_each(changes, |entry| entry.silent).map(silent_change).collect()
}

/// Entries of some kind with the feeds that first show them, each id once, in the order of their articles' files.
fn once_each(
    changes: &[FeedChanges],
    wanted: fn(&EntryChange) -> bool,
) -> impl Iterator<Item = (&FeedChanges, &EntryChange)> {
    let mut seen = HashSet::new();
    let all = changes.iter().flat_map(|feed| feed.entries.iter().map(move |entry| (feed, entry)));
    let mut each: Vec<_> = all.filter(|(_, entry)| wanted(entry) && seen.insert(&*entry.id)).collect();
    each.sort_by(|(_, a), (_, b)| file_of(a).cmp(&file_of(b)));
    each.into_iter()
}

fn file_of(entry: &EntryChange) -> Option<&str> {
    entry.origin.as_ref().map(|origin| &*origin.file)
}

/// A finding about an article, or about the feed it is in where nobody knows the article.
fn about(rule: &'static Rule, feed: &FeedChanges, entry: &EntryChange, message: String) -> Diagnostic {
    let file: Arc<str> = entry.origin.as_ref().map_or_else(|| feed.path.as_str().into(), |origin| origin.file.clone());
    let mut found = Diagnostic::new(rule, file, message);
    found.at(entry.origin.as_ref().and_then(|origin| origin.place));
    found.param("id", &*entry.id).param("title", &*entry.title).param("feed", &*feed.path);
    found
}

fn id_changed((feed, entry): (&FeedChanges, &EntryChange)) -> Diagnostic {
    let old = entry.old_id.as_deref().unwrap_or_default();
    let message = format!("{} is published as {old}, and would be new to every reader as {}", named(entry), entry.id);
    let mut found = about(&ID_CHANGED, feed, entry, message);
    // What is no IRI, or not in ASCII, is the id in RSS and JSON Feed alone.
    let key = if entry.in_guid || id_fault(old).is_some() || !old.is_ascii() { "guid" } else { "id" };
    let line = |sign: &str| format!("`{key}{sign}{}`", serde_json::Value::from(old));
    let pin = if entry.is_by_hand() { "" } else { ", or let `feedmill plan --pin` write it" };
    found.param("old_id", old).help(format!(
        "put {} into its head (in YAML {}){pin}; `--accept-id-changes` publishes it as it is",
        line(" = "),
        line(": ")
    ));
    found
}

fn silent_change((feed, entry): (&FeedChanges, &EntryChange)) -> Diagnostic {
    let message = format!("the text of {} changed, and its time of change did not", named(entry));
    let mut found = about(&SILENT_CHANGE, feed, entry, message);
    found.help("set `updated`, or `updated = \"auto\"` under `[articles]`");
    found
}

fn too_many_new(feed: &FeedChanges, bound: usize, config_file: &str) -> Option<Diagnostic> {
    let new: Vec<&EntryChange> = feed.entries.iter().filter(|entry| entry.change == Change::New).collect();
    if new.len() <= bound {
        return None;
    }
    let message = format!("{} would be new, {bound} may be: {}", entries(new.len()), some(&new));
    let mut found = Diagnostic::new(&TOO_MANY_NEW, feed.path.as_str(), message);
    found.help(format!(
        "if that is meant, `--accept-many` publishes them this once; or raise `max_new` under `[guard]` in {config_file}"
    ));
    found.param("new", new.len().to_string()).param("max_new", bound.to_string());
    Some(found)
}

fn withdrawn(feed: &FeedChanges) -> impl Iterator<Item = &EntryChange> {
    feed.entries.iter().filter(|entry| entry.change == Change::Withdrawn)
}

fn too_many_withdrawn(feed: &FeedChanges, bound: usize, config_file: &str) -> Option<Diagnostic> {
    let gone: Vec<&EntryChange> = withdrawn(feed).collect();
    if gone.len() <= bound {
        return None;
    }
    let message = format!("{} would be withdrawn, {bound} may be: {}", entries(gone.len()), some(&gone));
    let mut found = Diagnostic::new(&TOO_MANY_WITHDRAWN, feed.path.as_str(), message);
    found.help(format!(
        "if that is meant, `--accept-many` withdraws them this once; or raise `max_withdrawn` under `[guard]` in {config_file}"
    ));
    found.param("withdrawn", gone.len().to_string()).param("max_withdrawn", bound.to_string());
    Some(found)
}

/// Where no bound is set: more than a few, and more than half of what is in the feeds.
fn most_withdrawn(changes: &[FeedChanges], config_file: &str) -> Option<Diagnostic> {
    let live = || changes.iter().filter(|feed| !feed.is_archive);
    let mut seen = HashSet::new();
    let gone: Vec<&EntryChange> = live().flat_map(withdrawn).filter(|entry| seen.insert(&*entry.id)).collect();
    let published: HashSet<&str> = live().flat_map(published_ids).collect();
    if gone.len() <= FEW || gone.len() * 2 <= published.len() {
        return None;
    }
    let message = format!("{} of {} would be withdrawn: {}", gone.len(), entries(published.len()), some(&gone));
    let mut found = Diagnostic::new(&TOO_MANY_WITHDRAWN, config_file, message);
    found.help("if that is meant, `--accept-many` withdraws them this once; or set `max_withdrawn` under `[guard]`");
    found.param("withdrawn", gone.len().to_string()).param("published", published.len().to_string());
    Some(found)
}

/// The ids that a feed was published with.
fn published_ids(feed: &FeedChanges) -> impl Iterator<Item = &str> {
    let stayed = feed.entries.iter().filter_map(|entry| match entry.change {
        Change::New => None,
        Change::IdChanged => entry.old_id.as_deref(),
        Change::Changed | Change::Withdrawn | Change::Unchanged => Some(&*entry.id),
    });
    stayed.chain(feed.left.iter().map(String::as_str))
}

fn named(entry: &EntryChange) -> String {
    if entry.title.is_empty() { entry.url.clone() } else { format!("\"{}\"", entry.title) }
}

/// Some of their titles.
fn some(entries: &[&EntryChange]) -> String {
    let first: Vec<String> = entries.iter().take(NAMED).map(|entry| named(entry)).collect();
    match entries.len().saturating_sub(NAMED) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
    }
}

fn entries(number: usize) -> String {
    if number == 1 { "1 entry".to_owned() } else { format!("{number} entries") }
}
