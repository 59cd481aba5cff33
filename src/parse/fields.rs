//! What the elements of RSS and Atom say, and of which extensions.

use chrono::{DateTime, Utc};

use super::Document;
use super::draft::{Draft, Medium, instant, seconds, some_line};
use super::html;
use super::person::{named, of_address, of_names};
use super::space::Space;
use super::xml::{Form, Place, Walk, attribute};
use crate::feed::{Attachment, Deleted, Person};
use crate::text;
use crate::validate::Kind;
use crate::validate::reader::xml::{Namespace, Reader};

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
}

/// A tombstone while it is read.
#[derive(Debug, Default)]
pub(super) struct DeletedDraft {
    id: String,
    when: Option<DateTime<Utc>>,
    published: Option<DateTime<Utc>>,
}

impl Walk {
    /// What the element that begins within `parent` is. What its attributes say is taken at once.
    pub(super) fn child(&mut self, parent: Place, space: Space, local: &str, reader: &Reader<'_>) -> Place {
        match (parent, space, local) {
            (Place::Root, Space::Rss, "channel") => {
                self.open_feed(reader);
                Place::Feed
            }
            (Place::Feed, Space::Rss, "items") => Place::Entries,
            // Where a document is broken an entry may begin in another, whose end is lost.
            (Place::Root | Place::Feed | Place::Entries | Place::Entry, Space::Rss, "item")
            | (Place::Feed | Place::Entry, Space::Atom, "entry") => self.open_entry(reader),
            (Place::Root | Place::Feed, Space::Rss, "image") => Place::Image,
            (Place::Image, Space::Rss, "url") => Place::Text(Field::Icon(2)),
            (Place::Root | Place::Feed, Space::Tombstone, "deleted-entry") => {
                let get = |name| attribute(reader, Namespace::NONE, name).unwrap_or_default();
                let id = get("ref").trim().to_owned();
                self.deleted = Some(DeletedDraft { id, when: instant(get("when")), published: None });
                Place::Deleted
            }
            (Place::Deleted, Space::Dc, "date") => Place::Text(Field::DeletedPublished),
            (Place::Feed, Space::History, "archive") => {
                self.document.is_archive = true;
                Place::Skip
            }
            (Place::Author | Place::Contributor, Space::Atom, _) => match local {
                "name" => Place::Text(Field::Name),
                "email" => Place::Text(Field::Email),
                "uri" | "url" => Place::Text(Field::Uri),
                _ => Place::Skip,
            },
            (Place::Entry | Place::MediaGroup | Place::Media, Space::Media, _) => self.media(parent, local, reader),
            (Place::Feed | Place::Entry, Space::Atom, _) => self.atom(local, reader),
            (Place::Feed | Place::Entry, _, _) => self.rss(space, local, reader),
            _ => Place::Skip,
        }
    }

    pub(super) fn open_feed(&mut self, reader: &Reader<'_>) {
        self.language_of(reader);
        if let Some(about) = attribute(reader, self.rdf(reader), "about") {
            self.document.id = about.trim().to_owned();
        }
    }

    pub(super) fn open_entry(&mut self, reader: &Reader<'_>) -> Place {
        self.push_entry();
        let mut draft = Draft::default();
        let about = attribute(reader, self.rdf(reader), "about").map(|about| about.trim().to_owned());
        draft.id.offer(2, about.filter(|about| !about.is_empty()));
        self.entry = Some(Box::new(draft));
        self.language_of(reader);
        Place::Entry
    }

    /// The namespace of RDF, where the start tag has an attribute in it.
    fn rdf(&mut self, reader: &Reader<'_>) -> Namespace {
        let mut spaces = reader.attributes().iter().map(|attribute| attribute.name.namespace);
        spaces.find(|&space| self.is_rdf(space, reader)).unwrap_or(Namespace::XMLNS)
    }

    fn atom(&mut self, local: &str, reader: &Reader<'_>) -> Place {
        self.form = form(reader);
        match local {
            "title" => Place::Text(Field::Title(0)),
            "id" => Place::Text(Field::Id(0)),
            "link" => {
                self.atom_link(reader);
                Place::Skip
            }
            "updated" => Place::Text(Field::Updated(0)),
            "modified" => Place::Text(Field::Updated(1)),
            "published" => Place::Text(Field::Published(1)),
            "issued" => Place::Text(Field::Published(2)),
            "created" => Place::Text(Field::Published(4)),
            "author" | "contributor" => {
                self.person = Person::default();
                if local == "author" { Place::Author } else { Place::Contributor }
            }
            "category" => {
                let label = attribute(reader, Namespace::NONE, "label").and_then(some_line);
                let tag = label.or_else(|| attribute(reader, Namespace::NONE, "term").and_then(some_line));
                if let Some(entry) = &mut self.entry {
                    entry.tags.extend(tag);
                }
                Place::Skip
            }
            "summary" | "subtitle" | "tagline" => Place::Text(Field::Summary(0)),
            "content" if attribute(reader, Namespace::NONE, "src").is_none() => Place::Text(Field::Content(0)),
            "rights" | "copyright" => Place::Text(Field::Rights),
            "icon" => Place::Text(Field::Icon(0)),
            "logo" => Place::Text(Field::Icon(1)),
            "generator" => Place::Text(Field::Generator),
            _ => Place::Skip,
        }
    }

    fn rss(&mut self, space: Space, local: &str, reader: &Reader<'_>) -> Place {
        self.form = Form::Usual;
        let get = |name| attribute(reader, Namespace::NONE, name);
        let field = match (space, local) {
            (Space::Rss, "title") => Field::RssTitle(0),
            (Space::Rss, "link") => {
                let address = get("href").and_then(|href| self.address(href));
                self.offer_link(1, address);
                Field::Link
            }
            (Space::Rss, "guid") => Field::Guid(get("isPermaLink").is_none_or(|value| value.trim() != "false")),
            (Space::Rss, "description") => Field::Description,
            (Space::Rss, "pubDate") => Field::Published(0),
            (Space::Rss, "lastBuildDate") => Field::Updated(1),
            (Space::Rss, "category") => Field::Category,
            (Space::Rss, "author" | "managingEditor") => Field::Author,
            (Space::Rss, "language") => Field::Language,
            (Space::Rss, "copyright") => Field::Rights,
            (Space::Rss, "generator") => Field::Generator,
            (Space::Rss, "enclosure") => {
                self.enclosure(get("url"), get("type"), get("length"), None);
                return Place::Skip;
            }
            (Space::Content, "encoded") => Field::Content(0),
            (Space::Xhtml, "body" | "div") => {
                self.form = Form::Xhtml;
                Field::Content(1)
            }
            (Space::Dc, "title") => Field::RssTitle(2),
            (Space::Dc, "creator") => Field::Creator,
            (Space::Dc, "contributor") => Field::Contributor,
            (Space::Dc, "date" | "issued" | "created") => Field::Published(3),
            (Space::Dc, "modified") => Field::Updated(1),
            (Space::Dc, "subject") => Field::Category,
            (Space::Dc, "language") => Field::Language,
            (Space::Dc, "rights") => Field::Rights,
            (Space::Dc, "description") => Field::Summary(2),
            (Space::Itunes, "author") => Field::Podcaster,
            (Space::Itunes, "duration") => Field::Duration,
            (Space::Itunes, "summary" | "subtitle") => Field::Summary(if local == "summary" { 3 } else { 4 }),
            (Space::Itunes, "image") => {
                let address = get("href").and_then(|href| self.address(href));
                match &mut self.entry {
                    Some(entry) => entry.picture.offer(1, address),
                    None => self.icon.offer(3, address),
                }
                return Place::Skip;
            }
            _ => return Place::Skip,
        };
        Place::Text(field)
    }

    fn atom_link(&mut self, reader: &Reader<'_>) {
        let get = |name| attribute(reader, Namespace::NONE, name);
        let Some(address) = get("href").and_then(|href| self.address(href)) else { return };
        let rel = get("rel").unwrap_or("alternate").trim();
        let rel = rel.strip_prefix("http://www.iana.org/assignments/relation/").unwrap_or(rel);
        let in_entry = self.entry.is_some();
        match rel.to_ascii_lowercase().as_str() {
            "alternate" | "" => {
                let is_page = get("type").is_none_or(|kind| kind.contains("html"));
                self.offer_link(if is_page { 2 } else { 3 }, Some(address));
            }
            "enclosure" if in_entry => self.enclosure(Some(&address), get("type"), get("length"), get("title")),
            _ if in_entry => {}
            "self" if self.document.address.is_empty() => self.document.address = address,
            "hub" => self.document.hubs.push(address),
            "prev-archive" => self.older.offer(0, Some(address)),
            "next" => self.older.offer(1, Some(address)),
            _ => {}
        }
    }

    fn enclosure(&mut self, url: Option<&str>, kind: Option<&str>, length: Option<&str>, title: Option<&str>) {
        let Some(url) = url.and_then(|url| self.address(url)) else { return };
        if let Some(entry) = &mut self.entry {
            entry.enclosures.push(Attachment {
                url,
                length: length.and_then(|length| length.trim().parse().ok()),
                media_type: kind.and_then(some_line).unwrap_or_default(),
                title: title.and_then(some_line),
                duration: None,
            });
        }
    }

    fn media(&mut self, parent: Place, local: &str, reader: &Reader<'_>) -> Place {
        self.form = form(reader);
        let get = |name| attribute(reader, Namespace::NONE, name);
        let address = get("url").and_then(|url| self.address(url));
        match local {
            "group" => Place::MediaGroup,
            "thumbnail" => {
                if let Some(entry) = &mut self.entry {
                    entry.picture.offer(0, address);
                }
                Place::Skip
            }
            "content" if parent != Place::Media => {
                let kind = get("type").and_then(some_line);
                let (Some(url), Some(entry)) = (address, &mut self.entry) else { return Place::MediaGroup };
                let is_image = match (get("medium"), &kind) {
                    (Some(medium), _) => medium.trim() == "image",
                    (None, kind) => kind.as_ref().is_some_and(|kind| kind.starts_with("image/")),
                };
                let file = Attachment {
                    url,
                    length: get("fileSize").and_then(|size| size.trim().parse().ok()),
                    media_type: kind.unwrap_or_default(),
                    title: None,
                    duration: get("duration").and_then(seconds),
                };
                entry.media.push(Medium { file, is_image, description: None });
                Place::Media
            }
            "title" if parent == Place::Media => Place::Text(Field::MediaTitle),
            "description" if parent == Place::Media => Place::Text(Field::MediaDescription),
            "description" if parent == Place::MediaGroup => Place::Text(Field::Summary(5)),
            _ => Place::Skip,
        }
    }

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
                if let Some(DeletedDraft { id, when: Some(when), published }) = self.deleted.take()
                    && !id.is_empty()
                {
                    self.document.deleted.push(Deleted { id, when, published: published.unwrap_or(when) });
                }
            }
            Place::Text(field) => {
                let text = std::mem::take(&mut self.text);
                self.field(field, text);
            }
            _ => {}
        }
    }

    fn push_entry(&mut self) {
        if let Some(entry) = self.entry.take() {
            self.document.entries.push(entry.settle(self.is_own));
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

    pub(super) fn finish(mut self) -> Document {
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
        self.document
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

/// What `type` and `mode` say of a text in Atom, and in Media RSS.
fn form(reader: &Reader<'_>) -> Form {
    let mode = attribute(reader, Namespace::NONE, "mode").unwrap_or_default().trim();
    let kind = attribute(reader, Namespace::NONE, "type").unwrap_or("text").trim().to_ascii_lowercase();
    match (mode, &*kind) {
        ("base64", _) => Form::Other,
        (_, "html") | ("escaped", "text/html") => Form::Html,
        (_, "xhtml" | "application/xhtml+xml") | ("xml", "text/html") => Form::Xhtml,
        ("", "text/html") => Form::Html,
        (_, "text" | "text/plain" | "plain" | "") => Form::Plain,
        _ => Form::Other,
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
