//! Comparing small feeds: what they are made of, and how what was found is written down.

mod compare;
mod guard;
mod renamed;

use std::collections::HashSet;

use chrono::{DateTime, TimeZone as _, Utc};

use super::{Change, Comparison, FeedChanges, Origin, Pair};
use crate::diagnostic::Place;
use crate::parse::{Document, Entry};

/// A day of the year 2026, counted from 1.
fn day(number: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 1, 1, 9, 30, 0).unwrap() + chrono::Duration::days(number - 1)
}

/// An article: id, link, title, day, and a text of its own.
fn article(name: &str, number: i64) -> Entry {
    let link = format!("https://courier.example/world/{name}/");
    Entry {
        id: link.clone(),
        has_own_id: true,
        link,
        title: format!("About {name}"),
        summary: format!("What is to be said of {name}."),
        content: Some(format!("<p>All that is to be said of {name}, and some more that only <em>{name}</em> has.</p>")),
        published: Some(day(number)),
        updated: Some(day(number)),
        ..Entry::default()
    }
}

fn document(entries: &[Entry]) -> Document {
    Document { entries: entries.to_vec(), ..Document::default() }
}

/// Feeds before and after, with the articles that are published now.
struct Site {
    feeds: Vec<(String, Option<Document>, Option<Document>, bool)>,
    others: Vec<Document>,
    articles: HashSet<String>,
}

impl Site {
    /// A site with nothing but these articles.
    fn of(articles: &[Entry]) -> Self {
        let articles = articles.iter().map(|entry| entry.id.clone()).collect();
        Site { feeds: Vec::new(), others: Vec::new(), articles }
    }

    /// With one feed that shows all articles, before and after.
    fn whole(before: &[Entry], after: &[Entry]) -> Self {
        Site::of(after).feed("rss.xml", before, after)
    }

    fn feed(mut self, path: &str, before: &[Entry], after: &[Entry]) -> Self {
        self.feeds.push((path.to_owned(), Some(document(before)), Some(document(after)), false));
        self
    }

    fn new_feed(mut self, path: &str, after: &[Entry]) -> Self {
        self.feeds.push((path.to_owned(), None, Some(document(after)), false));
        self
    }

    fn gone_feed(mut self, path: &str, before: &[Entry]) -> Self {
        self.feeds.push((path.to_owned(), Some(document(before)), None, false));
        self
    }

    fn archive(mut self, path: &str, before: &[Entry], after: &[Entry]) -> Self {
        self.feeds.push((path.to_owned(), Some(document(before)), Some(document(after)), true));
        self
    }

    fn compare(&self) -> Vec<FeedChanges> {
        let pairs = self.feeds.iter().map(|(path, before, after, is_archive)| Pair {
            path,
            before: before.as_ref(),
            after: after.as_ref(),
            is_archive: *is_archive,
        });
        super::compare(&Comparison {
            pairs: pairs.collect(),
            others: self.others.iter().collect(),
            lives: &|id| self.articles.contains(id),
            origin: &|id| {
                let file = format!("articles/{}.md", id.trim_end_matches('/').rsplit('/').next()?);
                Some(Origin { file: file.into(), place: Some(Place { line: 2, column: 1, width: 5 }) })
            },
        })
    }
}

/// What becomes of the entries of a feed, each as `change id`, with the old id behind it; links shortened to their last part.
fn told(feed: &FeedChanges) -> Vec<String> {
    let short = |id: &str| id.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    let entries = feed.entries.iter().map(|entry| {
        let old = entry.old_id.as_deref().map(|old| format!(" <- {}", short(old))).unwrap_or_default();
        format!("{} {}{old}", entry.change.name(), short(&entry.id))
    });
    entries.collect()
}

/// Ids that change, of all feeds: old, new; sorted.
fn id_changes(changes: &[FeedChanges]) -> Vec<(String, String)> {
    let entries = changes.iter().flat_map(|feed| &feed.entries);
    let changed = entries.filter(|entry| entry.change == Change::IdChanged);
    let mut pairs: Vec<_> = changed.map(|entry| (entry.old_id.clone().unwrap_or_default(), entry.id.clone())).collect();
    pairs.sort();
    pairs.dedup();
    pairs
}
