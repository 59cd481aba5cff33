//! What the texts of elements say of a feed and its entries.

use chrono::{DateTime, Utc};

use super::draft::{Draft, instant, seconds, some_line};
use super::html;
use super::person::{named, of_address, of_names};
use super::xml::{Form, Place, Walk};
use super::{Document, Places};
use crate::feed::Deleted;
use crate::text;
use crate::validate::Kind;

/// What a document written by feedmill calls its generator.
const OWN: &str = "feedmill";

/// What an element's text is. The number is a rank: that of the lowest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title(u8),
    /// A title that may be HTML without saying so.
    RssTitle(u8),
    Link,
    Id(u8),
    /// RSS's `guid`; whether it is an address.
    Guid(bool),
    Description,
    Summary(u8),
    Content(u8),
    Published(u8),
    Updated(u8),
    Category,
    Language,
    Rights,
    Icon(u8),
    Generator,
    Creator,
    Contributor,
    Author,
    Podcaster,
    Name,
    Email,
    Uri,
    Duration,
    MediaTitle,
    MediaDescription,
    DeletedPublished,
    DeletedMark,
}

/// A tombstone while it is read.
#[derive(Debug, Default)]
pub(super) struct DeletedDraft {
    pub id: String,
    pub when: Option<DateTime<Utc>>,
    pub published: Option<DateTime<Utc>>,
    pub mark: Option<String>,
}

impl Walk {
    /// Takes what an element has said that ends.
    pub(super) fn close(&mut self, place: Place) {
        match place {
            Place::Entry => self.push_entry(),
            Place::Author | Place::Contributor => {
                let person = named(std::mem::take(&mut self.person));
                let authors = match &mut self.entry {
                    Some(entry) if place == Place::Contributor => &mut entry.contributors,
                    Some(entry) => &mut entry.authors.whole,
                    None if place == Place::Contributor => return,
                    None => &mut self.authors.whole,
                };
                authors.extend(person);
            }
            Place::Deleted => {
                if let Some(DeletedDraft { id, when: Some(when), published, mark }) = self.deleted.take()
                    && !id.is_empty()
                {
                    self.document.deleted.push(Deleted { id, when, published: published.unwrap_or(when), mark });
                }
            }
            Place::Text(field) => {
                let text = std::mem::take(&mut self.text);
                self.field(field, text);
            }
            _ => {}
        }
    }

    pub(super) fn push_entry(&mut self) {
        if let Some(entry) = self.entry.take() {
            self.document.entries.push(entry.settle(self.is_own));
            self.places.starts.push(self.entry_at);
        }
    }

    pub(super) fn offer_link(&mut self, rank: u8, address: Option<String>) {
        match &mut self.entry {
            Some(entry) => entry.link.offer(rank, address),
            None => self.link.offer(rank, address),
        }
    }

    fn field(&mut self, field: Field, text: String) {
        let form = std::mem::take(&mut self.form);
        match field {
            Field::Name => return self.person.name = some_line(&text).unwrap_or_default(),
            Field::Email => return self.person.email = some_line(&text),
            Field::Uri => return self.person.url = self.address(&text),
            Field::Link => {
                let address = self.address(&text);
                return self.offer_link(0, address);
            }
            Field::DeletedPublished => {
                if let Some(deleted) = &mut self.deleted {
                    deleted.published = instant(&text);
                }
                return;
            }
            Field::DeletedMark => {
                if let Some(deleted) = &mut self.deleted {
                    deleted.mark = some_line(&text);
                }
                return;
            }
            _ => {}
        }
        let is_own = self.is_own;
        match &mut self.entry {
            Some(entry) => of_entry(entry, field, text, form, is_own),
            None => self.of_feed(field, &text, form),
        }
    }

    fn of_feed(&mut self, field: Field, text: &str, form: Form) {
        let is_own = self.is_own;
        let document = &mut self.document;
        match field {
            Field::Title(rank) => self.title.offer(rank, plain(text, form)),
            // It comes before what tells whose it is.
            Field::RssTitle(rank) => self.rss_title.offer(rank, some_line(text)),
            Field::Id(_) => document.id = text.trim().to_owned(),
            Field::Description => self.description.offer(0, some_line(text)),
            Field::Summary(rank) if document.description.is_empty() && rank != 4 => {
                document.description = plain(text, form).unwrap_or_default();
            }
            Field::Published(rank) => self.updated.offer(rank.saturating_add(8), instant(text)),
            Field::Updated(rank) => self.updated.offer(rank, instant(text)),
            Field::Language => self.language.offer(0, some_line(text)),
            Field::Rights if document.rights.is_none() => document.rights = plain(text, form),
            Field::Icon(rank) => {
                let address = self.address(text);
                self.icon.offer(rank, address);
            }
            Field::Generator => self.is_own |= text.trim() == OWN,
            Field::Creator => self.authors.creators.extend(of_names(text, is_own)),
            Field::Author => self.authors.plain.extend(of_address(text)),
            Field::Podcaster => self.authors.podcast.extend(of_names(text, false)),
            _ => {}
        }
    }

    pub(super) fn finish(mut self) -> (Document, Places) {
        self.places.cut = self.entry.as_ref().map(|_| self.entry_at);
        let document: &mut Document = &mut self.document;
        let is_own = self.is_own;
        let title = self.rss_title.take().and_then(|title| rss_title(&title, is_own));
        document.title = self.title.take().or(title).unwrap_or_default();
        if let Some(description) = self.description.take() {
            document.description = rss_title(&description, is_own).unwrap_or_default();
        }
        // RSS demands one.
        if is_own && document.kind == Some(Kind::Rss) && document.description == document.title {
            document.description.clear();
        }
        document.link = self.link.take().unwrap_or_default();
        document.icon = self.icon.take();
        document.language = self.language.take();
        document.updated = self.updated.take();
        document.older = self.older.take();
        document.authors = self.authors.settle();
        (self.document, self.places)
    }
}

fn of_entry(entry: &mut Draft, field: Field, text: String, form: Form, is_own: bool) {
    match field {
        Field::Title(rank) => entry.title.offer(rank, plain(&text, form)),
        Field::RssTitle(rank) => entry.title.offer(rank, rss_title(&text, is_own)),
        Field::Id(rank) => entry.id.offer(rank, Some(text.trim().to_owned()).filter(|id| !id.is_empty())),
        Field::Guid(is_link) => {
            let id = text.trim();
            if is_link && (id.starts_with("http://") || id.starts_with("https://")) {
                entry.link.offer(9, Some(id.to_owned()));
            }
            entry.id.offer(0, Some(id.to_owned()).filter(|id| !id.is_empty()));
        }
        Field::Description if entry.description.is_none() => entry.description = Some(text),
        Field::Summary(rank) => entry.summary.offer(rank, plain(&text, form)),
        Field::Content(rank) => match form {
            Form::Plain => entry.plain_content = Some(text),
            Form::Other => {}
            _ => entry.content.offer(rank, Some(text)),
        },
        Field::Published(rank) => entry.published.offer(rank, instant(&text)),
        Field::Updated(rank) => entry.updated.offer(rank, instant(&text)),
        Field::Category => entry.tags.extend(some_line(&text)),
        Field::Language => entry.language.offer(1, some_line(&text)),
        Field::Creator => entry.authors.creators.extend(of_names(&text, is_own)),
        Field::Contributor => entry.contributors.extend(of_names(&text, is_own)),
        Field::Author => entry.authors.plain.extend(of_address(&text)),
        Field::Podcaster => entry.authors.podcast.extend(of_names(&text, false)),
        Field::Duration => entry.duration = seconds(&text),
        Field::MediaTitle => {
            if let Some(medium) = entry.media.last_mut() {
                medium.file.title = plain(&text, form);
            }
        }
        Field::MediaDescription => {
            if let Some(medium) = entry.media.last_mut() {
                medium.description = plain(&text, form);
            }
        }
        _ => {}
    }
}

/// Text on one line, however it is written; `None` where there is none.
fn plain(text: &str, form: Form) -> Option<String> {
    let text = match form {
        Form::Html | Form::Xhtml => html::text_of(text),
        Form::Plain => text::line(text).into_owned(),
        Form::Usual => html::title(text),
        Form::Other => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

/// A title of RSS. What feedmill writes there is text; others write HTML as well.
fn rss_title(text: &str, is_own: bool) -> Option<String> {
    if is_own { some_line(text) } else { Some(html::title(text)).filter(|title| !title.is_empty()) }
}
