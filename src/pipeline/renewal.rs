//! When an entry last changed, as told by what is published: `updated = "auto"`.
//!
//! An article that does not say when it changed did so when a build first finds its text to be another than what is
//! published; from then on what is published says when that was. So every machine comes to the same.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::press::{Form, Order, Press, Pressed, Sheets};
use crate::article::Article;
use crate::config::Updates;
use crate::feed::Feed;
use crate::feed::card::{Candidate, Card};
use crate::feed::select::Selected;
use crate::format::{self, Format};
use crate::parse::{self, Entry};

/// An entry as it is published in one of the feeds that show it.
struct Before {
    format: Format,
    entry: Entry,
}

impl Press<'_> {
    /// Whether it is for the build to find out when an article changed.
    pub(super) fn dates(&self, card: &Card<String>) -> bool {
        self.config.articles.updated == Updates::Auto && card.updated == card.published && !card.marks.undated
    }

    /// The time of change of an entry that is made of what it was made of before.
    pub(super) fn time_before(&self, order: &Order) -> Option<DateTime<Utc>> {
        let card = &order.candidate.card;
        let before = self.dates(card).then(|| self.before(order)).flatten();
        before.map(|before| time(card, &before.entry))
    }

    /// The entry in all its forms, with the time of change that it should have.
    pub(super) fn render_dated(&self, order: &Order, article: &Article) -> Pressed {
        let card = &order.candidate.card;
        let Some(before) = self.dates(card).then(|| self.before(order)).flatten() else {
            return self.render(order, article, card.updated);
        };
        let kept = time(card, &before.entry);
        let pressed = self.render(order, article, kept);
        // Feeds that show it shorter, or longer, are no measure, unless there are no others.
        let forms = pressed.forms().filter(|form| form.format == before.format);
        let entries = forms.filter_map(|form| says(&pressed, form));
        let nearest = entries.min_by_key(|entry| extent(entry).abs_diff(extent(&before.entry)));
        let is_same = nearest.is_none_or(|entry| is_same(&entry, &before.entry));
        // A clock that runs behind that of the machine before takes no time of change back.
        let updated = if is_same { kept } else { self.now.max(kept) };
        let mut pressed = if is_same { pressed } else { self.render(order, article, updated) };
        pressed.updated = Some(updated);
        pressed
    }

    fn before(&self, order: &Order) -> Option<Before> {
        let id = order.candidate.card.id();
        let published = |folder: &String| {
            let (format, document) = self.past.feed(folder)?;
            let entry = document.entries.iter().find(|entry| entry.id == id)?.clone();
            Some(Before { format, entry })
        };
        // Those that stand are seldom needed, and need not be read then.
        let folders = |stand: bool| order.folders.iter().filter(move |(stands, _)| *stands == stand);
        let mut most: Option<Before> = None;
        for before in folders(false).filter_map(|(_, folder)| published(folder)) {
            let is_more = most.as_ref().is_none_or(|most| extent(&before.entry) > extent(&most.entry));
            most = if is_more { Some(before) } else { most };
            if most.as_ref().is_some_and(|most| extent(&most.entry) == WHOLE) {
                break;
            }
        }
        most.or_else(|| folders(true).find_map(|(_, folder)| published(folder)))
    }
}

/// The [`extent`] of an entry that is shown whole.
const WHOLE: u8 = 2;

/// How much of an article an entry shows: its title, its summary, all of it.
fn extent(entry: &Entry) -> u8 {
    match (&entry.content, &*entry.summary) {
        (Some(_), _) => WHOLE,
        (None, "") => 0,
        (None, _) => 1,
    }
}

fn time(card: &Card<String>, before: &Entry) -> DateTime<Utc> {
    before.updated.map_or(card.published, |updated| updated.max(card.published))
}

/// What a reader makes of an entry in this form.
fn says(pressed: &Pressed, form: Form) -> Option<Entry> {
    let fragment = pressed.fragment(form)?.bytes.clone();
    let document = format::document(form.format, &Feed::default(), &[fragment]).to_vec();
    parse::parse(&document)?.entries.into_iter().next()
}

/// Whether two entries say the same. Where one shows more than the other, what both show counts.
fn is_same(one: &Entry, other: &Entry) -> bool {
    match extent(one).min(extent(other)) {
        _ if extent(one) == extent(other) => one.fingerprint() == other.fingerprint(),
        0 => one.title == other.title,
        _ => one.title == other.title && one.summary == other.summary,
    }
}

/// Puts the times that were found out where the documents are made from.
pub(super) fn apply(feeds: &mut [Selected], sheets: &Sheets) {
    for entry in feeds.iter_mut().flat_map(|feed| &mut feed.entries) {
        let Some(updated) = sheets.get(entry.serial).and_then(|pressed| pressed.updated) else { continue };
        if updated != entry.card.updated {
            let Candidate { serial, card, article, version } = &**entry;
            let card = Card { updated, ..card.clone() };
            *entry = Arc::new(Candidate { serial: *serial, card, article: article.clone(), version: version.clone() });
        }
    }
}
