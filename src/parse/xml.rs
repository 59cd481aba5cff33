//! RSS of every version and Atom: where in a document the reader is, and the text of what it is in.

use std::borrow::Cow;

use url::{ParseError, Url};

use super::draft::{Best, Draft};
use super::fields::{DeletedDraft, Field};
use super::html::escape;
use super::person::Bylines;
use super::space::{Space, Spaces};
use super::{Document, Places};
use crate::diagnostic::Report;
use crate::feed::Person;
use crate::validate::Kind;
use crate::validate::kind::Root;
use crate::validate::reader::drive::{XmlHandler, read_xml_text};
use crate::validate::reader::xml::{Attribute, Event, Namespace, Reader, Tag, Text};
use crate::validate::value::html::html4_entity;

/// Reads a document, and the bytes at which its entries begin; `None` where its root is not that of a feed.
pub(super) fn read(text: &str, report: &mut Report) -> Option<(Document, Places)> {
    let mut walk = Walk::default();
    read_xml_text(text, report, &mut walk);
    walk.kind?;
    Some(walk.finish())
}

/// An open element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `rss`, `rdf:RDF`
    Root,
    /// `channel`, `feed`
    Feed,
    /// RSS 1.1's `items`.
    Entries,
    Entry,
    Author,
    Contributor,
    /// RSS's `image` of the channel.
    Image,
    MediaGroup,
    Media,
    Deleted,
    /// One whose text is asked for.
    Text(Field),
    /// An element in such a text; whether its tags are part of it.
    Markup(bool),
    /// One that nothing is asked of.
    Skip,
}

/// What a text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Form {
    /// Whatever is usual where it stands.
    #[default]
    Usual,
    /// Plain text.
    Plain,
    /// HTML as text.
    Html,
    /// HTML as elements.
    Xhtml,
    /// Something else, such as a picture in Base64.
    Other,
}

/// An address longer than this is no base for others.
const LONGEST_BASE: usize = 2048;

#[derive(Debug, Default)]
pub(super) struct Walk {
    pub document: Document,
    kind: Option<Kind>,
    spaces: Spaces,
    open: Vec<Place>,
    /// `xml:base`, and how many elements were open where it stood.
    bases: Vec<(usize, Url)>,
    /// The text of the innermost [`Place::Text`].
    pub text: String,
    pub form: Form,
    /// Whether feedmill wrote the document.
    pub is_own: bool,
    pub entry: Option<Box<Draft>>,
    /// Where the last start tag is, and that of the entry.
    pub at: usize,
    pub entry_at: usize,
    /// Where each entry of the document begins.
    pub places: Places,
    pub deleted: Option<DeletedDraft>,
    pub person: Person,
    pub authors: Bylines,
    pub link: Best<String>,
    pub title: Best<String>,
    /// As written, like the next.
    pub rss_title: Best<String>,
    pub description: Best<String>,
    pub icon: Best<String>,
    pub language: Best<String>,
    pub updated: Best<chrono::DateTime<chrono::Utc>>,
    pub older: Best<String>,
}

impl XmlHandler for Walk {
    fn is_patient(&self) -> bool {
        true
    }

    fn event<'d>(&mut self, event: Event<'d>, reader: &Reader<'d>, _: &mut Report) {
        match event {
            Event::Start(tag) => self.start(&tag, reader),
            Event::End(tag) => self.end(&tag),
            Event::Text(text) => self.take_text(&text),
            Event::Skipped(entity) => {
                if let (Some(Place::Text(_) | Place::Markup(_)), Some(c)) =
                    (self.open.last(), html4_entity(entity.name))
                {
                    self.text.push(c);
                }
            }
            _ => {}
        }
    }
}

impl Walk {
    fn start(&mut self, tag: &Tag<'_>, reader: &Reader<'_>) {
        let place = match self.open.last() {
            Some(Place::Skip) => Place::Skip,
            Some(Place::Text(_)) => self.markup(tag, reader, true),
            Some(Place::Markup(_)) => self.markup(tag, reader, false),
            Some(&place) => {
                self.at = tag.span.start;
                let space = self.spaces.of(tag.name.namespace, reader);
                self.rebase(reader);
                self.form = Form::Usual;
                self.child(place, space, tag.name.local(), reader)
            }
            None => {
                self.at = tag.span.start;
                self.rebase(reader);
                self.root(tag, reader)
            }
        };
        if let Place::Text(_) = place {
            self.text.clear();
        }
        self.open.push(place);
    }

    fn root(&mut self, tag: &Tag<'_>, reader: &Reader<'_>) -> Place {
        let namespace = tag.name.namespace;
        let kind = match Kind::of_root(tag.name.local(), reader.uri(namespace)) {
            Root::Known(kind @ (Kind::Rss | Kind::Rss1 | Kind::Atom | Kind::AtomEntry)) => kind,
            Root::MissingNamespace(_) if tag.name.local() == "feed" => Kind::Atom,
            Root::MissingNamespace(_) if tag.name.local() == "entry" => Kind::AtomEntry,
            _ => return Place::Skip,
        };
        self.kind = Some(kind);
        self.document.kind = Some(kind);
        self.language_of(reader);
        match kind {
            Kind::Atom | Kind::AtomEntry => {
                self.spaces.set(namespace, Space::Atom);
                if kind == Kind::Atom { Place::Feed } else { self.open_entry(reader) }
            }
            Kind::Rss1 if tag.name.local() == "Channel" => {
                self.open_feed(reader);
                Place::Feed
            }
            _ => {
                if tag.name.local() == "rss" {
                    self.spaces.set(namespace, Space::Rss);
                }
                Place::Root
            }
        }
    }

    fn end(&mut self, tag: &Tag<'_>) {
        let place = self.open.pop();
        while self.bases.last().is_some_and(|(depth, _)| *depth >= self.open.len()) {
            self.bases.pop();
        }
        match place {
            Some(Place::Markup(true)) => self.end_markup(tag.name.local()),
            Some(place) => self.close(place),
            None => {}
        }
    }

    fn take_text(&mut self, text: &Text<'_>) {
        if !matches!(self.open.last(), Some(Place::Text(_) | Place::Markup(_))) {
            return;
        }
        match text.value() {
            value if self.form == Form::Xhtml => escape(&mut self.text, &value, false),
            Cow::Owned(value) if self.text.is_empty() => self.text = value,
            value => self.text.push_str(&value),
        }
    }

    /// An element in a text: its tag is HTML, but for the `div` that Atom has around it.
    fn markup(&mut self, tag: &Tag<'_>, reader: &Reader<'_>, is_outermost: bool) -> Place {
        let name = tag.name.local();
        if self.form == Form::Other || is_outermost && self.form == Form::Xhtml && name == "div" {
            return Place::Markup(false);
        }
        self.text.push('<');
        self.text.push_str(name);
        for attribute in reader.attributes().iter().filter(|attribute| is_of_html(attribute)) {
            self.text.push(' ');
            self.text.push_str(attribute.name.local());
            self.text.push_str("=\"");
            escape(&mut self.text, &attribute.value, true);
            self.text.push('"');
        }
        self.text.push('>');
        Place::Markup(true)
    }

    fn end_markup(&mut self, name: &str) {
        if !is_void(name) {
            self.text.push_str("</");
            self.text.push_str(name);
            self.text.push('>');
        }
    }

    /// Has addresses in the element that begins taken for relative to its `xml:base`.
    fn rebase(&mut self, reader: &Reader<'_>) {
        let Some(base) = attribute(reader, Namespace::XML, "base").filter(|base| base.len() <= LONGEST_BASE) else {
            return;
        };
        let base = match self.bases.last() {
            Some((_, outer)) => outer.join(base),
            None => Url::parse(base),
        };
        if let Some(base) = base.ok().filter(|base| base.as_str().len() <= LONGEST_BASE) {
            self.bases.push((self.open.len(), base));
        }
    }

    /// An address as written, or made absolute where there is a base for it; `None` where it is blank.
    pub(super) fn address(&self, text: &str) -> Option<String> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let joined = self.bases.last().and_then(|(_, base)| match Url::parse(text) {
            Err(ParseError::RelativeUrlWithoutBase) => base.join(text).ok(),
            _ => None,
        });
        Some(joined.map_or_else(|| text.to_owned(), String::from))
    }

    /// Whether a namespace is that of RDF.
    pub(super) fn is_rdf(&mut self, namespace: Namespace, reader: &Reader<'_>) -> bool {
        self.spaces.of(namespace, reader) == Space::Rdf
    }

    /// The language that the element which begins says it is in.
    pub(super) fn language_of(&mut self, reader: &Reader<'_>) {
        let language = attribute(reader, Namespace::XML, "lang").and_then(super::draft::some_line);
        match &mut self.entry {
            Some(entry) => entry.language.offer(0, language),
            None => self.language.offer(1, language),
        }
    }
}

/// The value of an attribute of the start tag that was last given.
pub(super) fn attribute<'r>(reader: &'r Reader<'_>, namespace: Namespace, local: &str) -> Option<&'r str> {
    let is = |attribute: &&Attribute<'_>| attribute.name.namespace == namespace && attribute.name.local() == local;
    reader.attributes().iter().find(is).map(|attribute| &*attribute.value)
}

fn is_of_html(attribute: &Attribute<'_>) -> bool {
    attribute.name.namespace == Namespace::NONE
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "source"
            | "track"
            | "wbr"
    )
}
