//! Atom 1.0, RFC 4287.
//!
//! The crate `atom_syndication` is model and writer. It lets through what XML forbids, so every string passes [`guard`]
//! first, and does not escape the attributes of extensions, so those are escaped here. What its model cannot say
//! (`xml:lang` on an entry, `type="text"`, `Z`) is put into what it wrote: outside of tags it writes no `<`, so a tag found
//! in its output is a tag.

use std::sync::{Arc, LazyLock};

use atom_syndication as atom;
use atom_syndication::extension::{Extension, ExtensionMap};
use chrono::{DateTime, FixedOffset, Utc};

use super::splice::{self, Patch};
use super::{Format, GENERATOR, HISTORY, Rope, between, date, guard, history, media};
use crate::feed::{Attachment, Deleted, Entry, Feed, Person};

/// When a feed without entries was updated, as RFC 4287 demands it to say: long ago, but not so long that validators
/// take it for a broken clock.
const NEVER: &str = "2000-01-01T00:00:00Z";

const DECLARATION: &[u8] = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n";

const TOMBSTONES: &str = "http://purl.org/atompub/tombstones/1.0";
const DUBLIN_CORE: &str = "http://purl.org/dc/elements/1.1/";

const INDENT: usize = 2;

/// Feed and entry before anything is in them: the crate's default parses a date each time.
static EMPTY: LazyLock<(atom::Feed, atom::Entry)> = LazyLock::new(Default::default);

/// `<entry>…</entry>`.
pub(super) fn entry(entry: &Entry) -> Vec<u8> {
    let content = entry.content.as_deref().map(guard::block);
    let model = model(entry, content.is_some().then(String::new));
    finish(model, entry, content.as_deref().unwrap_or_default())
}

/// What the crate is to write. Empty `html` keeps the place of the content.
fn model(entry: &Entry, html: Option<String>) -> atom::Entry {
    let link = guard::some_line(&entry.link);
    let summary = guard::block(&entry.summary);
    let summary = Some(summary).filter(|summary| !summary.trim().is_empty());
    let content = match html {
        Some(html) => Some(content("html", html)),
        // Section 4.1.2: an entry without a page to go to has content.
        None if link.is_none() => Some(content("text", summary.as_deref().unwrap_or_default().into())),
        None => None,
    };
    let alternate = link.map(|href| atom::Link {
        href: href.into(),
        rel: "alternate".into(),
        mime_type: Some("text/html".into()),
        ..atom::Link::default()
    });
    atom::Entry {
        title: text(guard::line(&entry.title).into()),
        id: guard::block(&entry.id).into(),
        updated: instant(entry.updated),
        authors: people(&entry.authors),
        categories: entry
            .tags
            .iter()
            .filter_map(|tag| guard::some_line(tag))
            .map(|term| atom::Category { term: term.into(), ..atom::Category::default() })
            .collect(),
        contributors: people(&entry.contributors),
        links: alternate.into_iter().chain(entry.enclosures.iter().filter_map(enclosure)).collect(),
        published: Some(instant(entry.published)),
        summary: summary.map(|summary| text(summary.into())),
        content,
        extensions: media_extensions(media::elements(entry, [].iter())),
        ..EMPTY.1.clone()
    }
}

/// The model's bytes, with what it cannot say, and `html` in the place of the content.
fn finish(model: atom::Entry, entry: &Entry, html: &str) -> Vec<u8> {
    let has_summary = model.summary.is_some();
    let document = write(&atom::Feed { entries: vec![model], ..EMPTY.0.clone() });
    let written = between(&document, b"<entry>", b"</entry>");

    let mut patch = Patch::new(written, 128 + html.len() + html.len() / 4);
    if let Some(language) = guard::opt_line(entry.language.as_deref()) {
        let tag = format!("<entry xml:lang=\"{}\">", guard::escape(&language));
        patch.replace(b"<entry>", tag.as_bytes());
    }
    patch.replace(b"<title>", b"<title type=\"text\">");
    patch.replace(b"+00:00</updated>", b"Z</updated>");
    patch.replace(b"+00:00</published>", b"Z</published>");
    if has_summary {
        patch.replace(b"<summary>", b"<summary type=\"text\">");
    }
    if !html.is_empty() {
        patch.insert(b"<content type=\"html\">", |out| splice::xml(out, html));
    }
    patch.finish()
}

/// The document: the feed's own elements, each entry on lines of its own.
///
/// A feed whose site names no author is by itself: RFC 4287 (section 4.1.1) demands one for entries that have none.
pub(super) fn document(feed: &Feed, fragments: &[Arc<[u8]>]) -> Rope {
    let title = guard::line(&feed.title);
    let address = guard::some_line(&feed.address);
    let id = Some(guard::block(&feed.id)).filter(|id| !id.is_empty()).or_else(|| address.clone());
    let mut authors = people(&feed.authors);
    if authors.is_empty() {
        let name = guard::some_line(&title).or_else(|| guard::some_line(&feed.link)).or_else(|| id.clone());
        authors.push(atom::Person { name: name.map_or(GENERATOR.into(), Into::into), ..atom::Person::default() });
    }
    // The page comes before the document itself: two parsers take the first link for the home page.
    let alternate = guard::some_line(&feed.link).map(|href| ("alternate", href, Some("text/html")));
    let own = address.map(|href| ("self", href, Some(Format::Atom.media_type())));
    let hubs = feed.hubs.iter().filter_map(|hub| Some(("hub", guard::some_line(hub)?, None)));
    let others =
        history(feed).filter_map(|(rel, href)| Some((rel, guard::some_line(href)?, Some(Format::Atom.media_type()))));
    let links = alternate.into_iter().chain(own).chain(hubs).chain(others).map(|(rel, href, media_type)| atom::Link {
        href: href.into(),
        rel: rel.into(),
        mime_type: media_type.map(Into::into),
        ..atom::Link::default()
    });
    let rights = guard::opt_line(feed.rights.as_deref());
    let subtitle = guard::some_line(&feed.description);
    let (has_rights, has_subtitle) = (rights.is_some(), subtitle.is_some());
    let model = atom::Feed {
        title: text(title.into()),
        id: id.map(Into::into).unwrap_or_default(),
        updated: instant(feed.updated.or_else(|| NEVER.parse().ok()).unwrap_or_default()),
        authors,
        generator: Some(atom::Generator { value: GENERATOR.into(), ..atom::Generator::default() }),
        icon: guard::opt_line(feed.icon.as_deref()).map(Into::into),
        links: links.collect(),
        rights: rights.map(|rights| text(rights.into())),
        subtitle: subtitle.map(|subtitle| text(subtitle.into())),
        // The same on every document, used or not, so that a feed's first lines never change with its entries.
        namespaces: [("media".into(), guard::escape(media::NAMESPACE).into())].into(),
        lang: guard::opt_line(feed.language.as_deref()).map(Into::into),
        ..EMPTY.0.clone()
    };
    const TAIL: &[u8] = b"\n</feed>";
    let written = write(&model);
    let mut patch = Patch::new(written.strip_suffix(TAIL).unwrap_or(&written), 256);
    patch.out.extend_from_slice(DECLARATION);
    patch.replace(b"<title>", b"<title type=\"text\">");
    patch.replace(b"+00:00</updated>", b"Z</updated>");
    if has_rights {
        patch.replace(b"<rights>", b"<rights type=\"text\">");
    }
    if has_subtitle {
        patch.replace(b"<subtitle>", b"<subtitle type=\"text\">");
    }
    let mut head = patch.finish();
    if feed.archive_of.is_some() {
        head.extend_from_slice(format!("\n  <fh:archive xmlns:fh=\"{HISTORY}\"/>").as_bytes());
    }
    let mut rope = Rope::default();
    rope.push(head);
    let separator: Arc<[u8]> = (*b"\n  ").into();
    for fragment in fragments {
        rope.push(separator.clone());
        rope.push(fragment.clone());
    }
    for one in &feed.deleted {
        rope.push(deleted(one));
    }
    rope.push([TAIL, b"\n"].concat());
    rope
}

/// `<at:deleted-entry>` on a line of its own. Spec: RFC 6721, section 3. When the entry had been published is said besides: by
/// that a later build knows its place among the others. And its mark, by which it is known again if it comes back under another id.
fn deleted(one: &Deleted) -> Vec<u8> {
    let id = guard::block(&one.id);
    let (id, when, published) = (guard::escape(&id), date::rfc3339(one.when), date::rfc3339(one.published));
    let mark = guard::opt_line(one.mark.as_deref());
    let mark = mark.map(|mark| format!("<dc:identifier>{}</dc:identifier>", guard::escape(&mark))).unwrap_or_default();
    format!(
        "\n  <at:deleted-entry xmlns:at=\"{TOMBSTONES}\" xmlns:dc=\"{DUBLIN_CORE}\" ref=\"{id}\" when=\"{when}\">\
         <dc:date>{published}</dc:date>{mark}</at:deleted-entry>"
    )
    .into_bytes()
}

fn text(value: String) -> atom::Text {
    atom::Text { value, ..atom::Text::default() }
}

fn content(kind: &str, value: String) -> atom::Content {
    atom::Content { value: Some(value), content_type: Some(kind.into()), ..atom::Content::default() }
}

fn instant(instant: DateTime<Utc>) -> DateTime<FixedOffset> {
    // The crate prints fractions where there are any.
    date::whole(instant).fixed_offset()
}

fn people(people: &[Person]) -> Vec<atom::Person> {
    let person = |person: &Person| {
        Some(atom::Person {
            name: guard::some_line(&person.name)?.into(),
            email: guard::opt_line(person.email.as_deref()).map(Into::into),
            uri: guard::opt_line(person.url.as_deref()).map(Into::into),
            ..atom::Person::default()
        })
    };
    people.iter().filter_map(person).collect()
}

fn enclosure(file: &Attachment) -> Option<atom::Link> {
    Some(atom::Link {
        href: guard::some_line(&file.url)?.into(),
        rel: "enclosure".into(),
        mime_type: guard::some_line(&file.media_type).map(Into::into),
        title: guard::opt_line(file.title.as_deref()).map(Into::into),
        length: file.length.map(|bytes| bytes.to_string()),
        ..atom::Link::default()
    })
}

/// This crate writes the attributes of extensions as they are, so they are escaped here.
fn media_extensions(elements: Vec<media::Element>) -> ExtensionMap {
    let mut map = ExtensionMap::default();
    for element in elements {
        let attributes = element.attributes.into_iter();
        let attrs = attributes.map(|(name, value)| (name.into(), guard::escape(&value).into())).collect();
        // Empty text keeps the writer from breaking the line before the end tag.
        let value = element.description.is_none().then(String::new);
        let mut extension = Extension { name: element.name.into(), value, attrs, ..Extension::default() };
        if let Some(text) = element.description {
            let attrs = [("type".into(), "plain".into())].into();
            let name = "media:description".into();
            let child = Extension { name, value: Some(text), attrs, ..Extension::default() };
            extension.children.insert("description".into(), vec![child]);
        }
        map.entry("media".into()).or_default().entry(element.name.into()).or_default().push(extension);
    }
    map
}

fn write(feed: &atom::Feed) -> Vec<u8> {
    // The crate's own declaration names no encoding.
    let config = atom::WriteConfig { write_document_declaration: false, indent_size: Some(INDENT) };
    // Writing to memory cannot fail.
    feed.write_with_config(Vec::with_capacity(4096), config).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::arbitrary;
    use super::*;

    proptest! {
        #[test]
        fn content_is_put_in_as_the_crate_writes_it(entry in arbitrary::entry()) {
            let html = entry.content.as_deref().map(|html| guard::block(html).into_owned());
            let whole = finish(model(&entry, html), &entry, "");
            prop_assert_eq!(super::entry(&entry), whole);
        }
    }
}
