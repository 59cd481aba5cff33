//! What another publisher put that is newer than what is here.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use feedmill::error::Result;
use feedmill::parse::{Document, Entry, parse};

use super::known::Known;
use super::ship;
use crate::cli::build::steps::Outcome;
use crate::cli::site::Site;

/// Published feeds, by their paths.
pub type Feeds = HashMap<String, Arc<[u8]>>;

/// What was seen before another publisher came.
#[derive(Debug, Default)]
pub struct Seen {
    /// The feeds at the first target.
    pub first: Option<Feeds>,
    /// At which targets there was somebody else.
    pub conflicts: Vec<usize>,
}

impl Seen {
    /// What was there at a target, where that is known.
    pub fn of(&self, at: usize) -> Option<&Feeds> {
        self.first.as_ref().filter(|_| at == 0)
    }
}

/// The entries, by title, that came since `before`, and that are later than ours or of no article that we know: whoever
/// put them knows more than is known here.
pub fn entries(
    before: Option<&Feeds>,
    theirs: &Feeds,
    site: &Site,
    outcome: &Outcome,
    now: DateTime<Utc>,
) -> Result<Vec<String>> {
    let mut suspects: Vec<(Entry, DateTime<Utc>)> = Vec::new();
    for (path, bytes) in theirs {
        let known = before.and_then(|before| before.get(path));
        if known.is_some_and(|known| known == bytes) {
            continue;
        }
        let (known, ours) = (times(known.and_then(|known| parse(known))), times(ours(path, site, outcome)));
        for entry in parse(bytes).map(|document| document.entries).unwrap_or_default() {
            let Some(time) = time(&entry) else { continue };
            let is_news = known.get(&entry.id).is_none_or(|known| *known != time);
            if is_news && ours.get(&entry.id).is_none_or(|ours| *ours < time) {
                suspects.push((entry, time));
            }
        }
    }
    if suspects.is_empty() {
        return Ok(Vec::new());
    }
    // It may have left a feed that another article came into.
    let known = Known::of(site, now, false)?;
    suspects.retain(|(entry, time)| known.updated.get(&entry.id).is_none_or(|ours| ours < time));
    let name = |entry: &Entry| if entry.title.is_empty() { entry.id.clone() } else { format!("“{}”", entry.title) };
    let mut names: Vec<String> = suspects.iter().map(|(entry, _)| name(entry)).collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// Our own document in the place of that at `path`.
fn ours(path: &str, site: &Site, outcome: &Outcome) -> Option<Document> {
    let file = outcome.build.files.iter().find(|file| file.path == path)?;
    parse(&ship::bytes(site, file).ok()?)
}

fn times(document: Option<Document>) -> HashMap<String, DateTime<Utc>> {
    let entries = document.map(|document| document.entries).unwrap_or_default();
    entries.into_iter().filter_map(|entry| Some((entry.id.clone(), time(&entry)?))).collect()
}

fn time(entry: &Entry) -> Option<DateTime<Utc>> {
    entry.updated.or(entry.published)
}
