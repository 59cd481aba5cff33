//! JSON Feed, 1.0 and 1.1.

use super::draft::{Draft, instant, some_address, some_line};
use super::person::named;
use super::{Document, Places};
use crate::diagnostic::Report;
use crate::feed::{Attachment, Person};
use crate::validate::Kind;
use crate::validate::reader::drive::{JsonHandler, read_json_text};
use crate::validate::reader::json::{Event, Reader};

/// Reads a document, and the bytes at which its entries begin; `None` where it does not say that it is a JSON Feed.
pub(super) fn read(text: &str, report: &mut Report) -> Option<(Document, Places)> {
    let mut walk = Walk::default();
    read_json_text(text, report, &mut walk);
    walk.is_feed.then(|| {
        walk.document.kind = Some(Kind::Json);
        let cut = walk.entry.is_some().then_some(walk.entry_at);
        (walk.document, Places { cut, ..walk.places })
    })
}

/// An open object or array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Feed,
    Entries,
    Entry,
    People(Role),
    Person(Role),
    Tags,
    Files,
    File,
    Hubs,
    Hub,
    /// feedmill's own object in an entry.
    Extension,
    Skip,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Author,
    Contributor,
}

#[derive(Debug, Default)]
struct Walk {
    document: Document,
    is_feed: bool,
    open: Vec<Place>,
    /// The name of the member whose value comes next.
    key: String,
    entry: Option<Box<Draft>>,
    entry_at: usize,
    places: Places,
    person: Person,
    file: Option<Attachment>,
    /// Whether there is an `icon`, which `favicon` does not displace.
    has_icon: bool,
}

impl JsonHandler for Walk {
    fn event<'d>(&mut self, event: Event<'d>, _: &Reader<'d>, _: &mut Report) {
        self.take(event);
    }
}

impl Walk {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Key(key) => {
                self.key.clear();
                self.key.push_str(&key.value());
                return;
            }
            Event::StartObject(span) => self.open_object(span.start),
            Event::StartArray(_) => self.open_array(),
            Event::EndObject(_) | Event::EndArray(_) => self.close(),
            Event::Text(text) => self.text(&text.value()),
            Event::Number(raw, _) => self.number(raw),
            Event::Bool(..) | Event::Null(_) => {}
        }
        self.key.clear();
    }

    fn open_object(&mut self, at: usize) {
        let place = match (self.open.last(), &*self.key) {
            (None, _) => Place::Feed,
            (Some(Place::Entries), _) => {
                self.entry = Some(Box::default());
                self.entry_at = at;
                Place::Entry
            }
            (Some(Place::People(role)), _) => Place::Person(*role),
            (Some(Place::Feed | Place::Entry), "author" | "authors") => Place::Person(Role::Author),
            (Some(Place::Files), _) | (Some(Place::Entry), "attachments") => {
                self.file = Some(empty_file());
                Place::File
            }
            (Some(Place::Hubs), _) => Place::Hub,
            (Some(Place::Entry), "_feedmill") => Place::Extension,
            _ => Place::Skip,
        };
        if let Place::Person(_) = place {
            self.person = Person::default();
        }
        self.open.push(place);
    }

    fn open_array(&mut self) {
        let place = match (self.open.last(), &*self.key) {
            (Some(Place::Feed), "items") => Place::Entries,
            (Some(Place::Feed), "hubs") => Place::Hubs,
            (Some(Place::Feed | Place::Entry), "authors" | "author") => Place::People(Role::Author),
            (Some(Place::Extension), "contributors") => Place::People(Role::Contributor),
            (Some(Place::Entry), "tags") => Place::Tags,
            (Some(Place::Entry), "attachments") => Place::Files,
            _ => Place::Skip,
        };
        self.open.push(place);
    }

    fn close(&mut self) {
        match self.open.pop() {
            Some(Place::Entry) => {
                if let Some(entry) = self.entry.take() {
                    self.document.entries.push(entry.settle(false));
                    self.places.starts.push(self.entry_at);
                }
            }
            Some(Place::Person(role)) => {
                let person = std::mem::take(&mut self.person);
                self.person_of(role, person);
            }
            Some(Place::File) => {
                let file = self.file.take().filter(|file| !file.url.is_empty());
                if let Some(entry) = &mut self.entry {
                    entry.enclosures.extend(file);
                }
            }
            _ => {}
        }
    }

    fn person_of(&mut self, role: Role, person: Person) {
        let people = match (&mut self.entry, role) {
            (Some(entry), Role::Author) => &mut entry.authors.whole,
            (Some(entry), Role::Contributor) => &mut entry.contributors,
            (None, _) => &mut self.document.authors,
        };
        people.extend(named(person));
    }

    fn text(&mut self, text: &str) {
        match self.open.last() {
            Some(Place::Feed) => self.of_feed(text),
            Some(Place::Entry) => self.of_entry(text),
            Some(Place::Tags) => self.tag(text),
            Some(Place::People(role)) => {
                let person = Person { name: some_line(text).unwrap_or_default(), ..Person::default() };
                self.person_of(*role, person);
            }
            Some(Place::Person(_)) => match &*self.key {
                "name" => self.person.name = some_line(text).unwrap_or_default(),
                "url" => match text.trim().strip_prefix("mailto:") {
                    Some(email) => self.person.email = some_line(email),
                    None => self.person.url = some_address(text),
                },
                _ => {}
            },
            Some(Place::Hubs) => self.document.hubs.extend(some_address(text)),
            Some(Place::Hub) if self.key == "url" => self.document.hubs.extend(some_address(text)),
            Some(Place::File) => self.of_file(text),
            _ => {}
        }
    }

    fn of_feed(&mut self, text: &str) {
        let document = &mut self.document;
        let line = || some_line(text).unwrap_or_default();
        match &*self.key {
            "version" => self.is_feed |= Kind::is_json_feed(text),
            "title" => document.title = line(),
            "description" => document.description = line(),
            "home_page_url" => document.link = some_address(text).unwrap_or_default(),
            "feed_url" => document.address = some_address(text).unwrap_or_default(),
            "next_url" => document.older = some_address(text),
            "language" => document.language = some_line(text),
            "icon" => {
                document.icon = some_address(text);
                self.has_icon = document.icon.is_some();
            }
            "favicon" if !self.has_icon => document.icon = some_address(text),
            "author" | "authors" => {
                self.person_of(Role::Author, Person { name: line(), ..Person::default() });
            }
            _ => {}
        }
    }

    fn of_entry(&mut self, text: &str) {
        if matches!(&*self.key, "author" | "authors") {
            let name = some_line(text).unwrap_or_default();
            return self.person_of(Role::Author, Person { name, ..Person::default() });
        }
        if self.key == "tags" {
            return self.tag(text);
        }
        let Some(entry) = &mut self.entry else { return };
        match &*self.key {
            "id" => entry.id.offer(0, Some(text.trim().to_owned())),
            "url" => entry.link.offer(0, some_address(text)),
            "external_url" => entry.link.offer(1, some_address(text)),
            "title" => entry.title.offer(0, some_line(text)),
            "content_html" => entry.content.offer(0, Some(text.to_owned())),
            "content_text" => entry.plain_content = Some(text.to_owned()),
            "summary" => entry.summary.offer(0, some_line(text)),
            "image" => entry.picture.offer(0, some_address(text)),
            "banner_image" => entry.picture.offer(1, some_address(text)),
            "date_published" => entry.published.offer(0, instant(text)),
            "date_modified" => entry.updated.offer(0, instant(text)),
            "language" => entry.language.offer(0, some_line(text)),
            _ => {}
        }
    }

    fn tag(&mut self, text: &str) {
        if let Some(entry) = &mut self.entry {
            entry.tags.extend(some_line(text));
        }
    }

    fn of_file(&mut self, text: &str) {
        let Some(file) = &mut self.file else { return };
        match &*self.key {
            "url" => file.url = some_address(text).unwrap_or_default(),
            "mime_type" => file.media_type = some_line(text).unwrap_or_default(),
            "title" => file.title = some_line(text),
            "size_in_bytes" | "duration_in_seconds" => self.number(text.trim()),
            _ => {}
        }
    }

    /// A number as written, which only an id keeps so.
    fn number(&mut self, raw: &str) {
        match (self.open.last(), &*self.key) {
            (Some(Place::Entry), "id") => {
                if let Some(entry) = &mut self.entry {
                    entry.id.offer(0, Some(raw.to_owned()));
                }
            }
            (Some(Place::File), "size_in_bytes") => {
                if let Some(file) = &mut self.file {
                    file.length = whole(raw);
                }
            }
            (Some(Place::File), "duration_in_seconds") => {
                if let Some(file) = &mut self.file {
                    file.duration = whole(raw);
                }
            }
            _ => {}
        }
    }
}

/// A number without its fraction.
fn whole(raw: &str) -> Option<u64> {
    raw.split_once('.').map_or(raw, |(whole, _)| whole).parse().ok()
}

fn empty_file() -> Attachment {
    Attachment { url: String::new(), length: None, media_type: String::new(), title: None, duration: None }
}
