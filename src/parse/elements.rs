//! What the elements of RSS, Atom and their extensions are, and what their attributes say.

use super::draft::{Draft, Medium, instant, seconds, some_line};
use super::fields::{DeletedDraft, Field};
use super::space::Space;
use super::xml::{Form, Place, Walk, attribute};
use crate::feed::{Attachment, Person};
use crate::validate::reader::xml::{Namespace, Reader};

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
                self.deleted = Some(DeletedDraft { id, when: instant(get("when")), ..DeletedDraft::default() });
                Place::Deleted
            }
            (Place::Deleted, Space::Dc, "date") => Place::Text(Field::DeletedPublished),
            (Place::Deleted, Space::Dc, "identifier") => Place::Text(Field::DeletedMark),
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
        self.entry_at = self.at;
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
