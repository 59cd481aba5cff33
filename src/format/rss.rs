//! RSS 2.0, per the RSS Advisory Board's specification and profile.
//!
//! The crate `rss` is model and writer. It escapes what it is given and splits `]]>`, but lets through what XML forbids,
//! so every string passes [`guard`] first.

use std::sync::Arc;

use rss::extension::atom::{AtomExtension, Link};
use rss::extension::dublincore::DublinCoreExtension;
use rss::extension::{Extension, ExtensionMap};
use rss::{Category, Channel, Cloud, Enclosure, Guid, Image, Item};

use super::splice::{self, Patch};
use super::{Format, GENERATOR, HISTORY, Rope, between, date, guard, history, media};
use crate::feed::{self, Entry, Feed, Person};

/// Declared on every document, used or not: an entry's bytes are shared by all feeds it is in and must not depend on
/// their other entries, and a feed's first lines must not change with the entries that come and go.
const NAMESPACES: [(&str, &str); 4] = [
    ("atom", "http://www.w3.org/2005/Atom"),
    ("content", "http://purl.org/rss/1.0/modules/content/"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("media", media::NAMESPACE),
];

const INDENT: usize = 2;

/// `<item>…</item>`.
///
/// The summary is the `description`, as HTML; the content is `content:encoded`. Without a summary the content is the
/// `description`, as the profile advises, and is not said twice.
pub(super) fn entry(entry: &Entry) -> Vec<u8> {
    let content = entry.content.as_deref().map(guard::block);
    let model = model(entry, content.is_some().then(String::new));
    finish(model, content.as_deref().unwrap_or_default())
}

/// What the crate is to write. Empty `html` keeps the place of the content.
fn model(entry: &Entry, html: Option<String>) -> Item {
    let id = guard::block(entry.guid());
    let link = guard::some_line(&entry.link);
    let summary = guard::block(&entry.summary);
    let (description, content) = match (summary.trim().is_empty(), html) {
        (true, html) => (html, None),
        (false, html) => (Some(guard::html(&summary).into_owned()), html),
    };
    // An item must have a title or a description.
    let title = guard::some_line(&entry.title).or_else(|| match description {
        Some(_) => None,
        None => link.clone().or(Some(id.clone())),
    });
    let mut enclosures = entry.enclosures.iter().filter(|file| !guard::line(&file.url).is_empty());
    let enclosure = enclosures.next().map(|file| Enclosure {
        url: guard::line(&file.url).into_owned(),
        // The specification requires it; 0 is what the profile advises where it is not known.
        length: file.length.unwrap_or(0).to_string(),
        mime_type: guard::some_line(&file.media_type).map_or("application/octet-stream".into(), |kind| kind.into()),
    });
    let mut extensions = media_extensions(media::elements(entry, enclosures));
    if date::whole(entry.updated) != date::whole(entry.published) {
        let updated = Extension {
            name: "atom:updated".into(),
            value: Some(date::rfc3339(entry.updated)),
            ..Extension::default()
        };
        extensions.entry("atom".into()).or_default().insert("updated".into(), vec![updated]);
    }
    Item {
        title: title.map(Into::into),
        description,
        content,
        categories: entry
            .tags
            .iter()
            .filter_map(|tag| guard::some_line(tag))
            .map(|tag| Category { name: tag.into(), domain: None })
            .collect(),
        enclosure,
        guid: (!id.is_empty()).then(|| Guid { permalink: link.as_deref() == Some(&*id), value: id.to_string() }),
        link: link.map(Into::into),
        pub_date: Some(date::rfc822(entry.published)),
        extensions,
        dublin_core_ext: Some(DublinCoreExtension {
            creators: names(&entry.authors),
            contributors: names(&entry.contributors),
            languages: guard::opt_line(entry.language.as_deref()).into_iter().map(Into::into).collect(),
            ..DublinCoreExtension::default()
        }),
        ..Item::default()
    }
}

/// The model's bytes, and `html` in the place of the content.
fn finish(item: Item, html: &str) -> Vec<u8> {
    // Of text in CDATA there is only the summary besides, and that is escaped.
    let place: &[u8] = match item.content {
        Some(_) => b"<content:encoded><![CDATA[",
        None => b"<description><![CDATA[",
    };
    let document = write(&Channel { items: vec![item], ..Channel::default() });
    let mut patch = Patch::new(between(&document, b"<item>", b"</item>"), html.len());
    if !html.is_empty() {
        patch.insert(place, |out| splice::cdata(out, html));
    }
    patch.finish()
}

/// The document: the channel's own elements, each item on lines of its own.
pub(super) fn document(feed: &Feed, fragments: &[Arc<[u8]>]) -> Rope {
    let title = guard::line(&feed.title);
    let link = guard::line(&feed.link);
    let self_link = guard::some_line(&feed.address).map(|href| Link {
        href: href.into(),
        rel: "self".into(),
        mime_type: Some(Format::Rss.media_type().into()),
        ..Link::default()
    });
    let hubs = feed.hubs.iter().filter_map(|hub| guard::some_line(hub));
    let hubs = hubs.map(|href| Link { href: href.into(), rel: "hub".into(), ..Link::default() });
    let others = history(feed).filter_map(|(rel, href)| {
        let (href, mime_type) = (guard::some_line(href)?.into(), Some(Format::Rss.media_type().into()));
        Some(Link { href, rel: rel.into(), mime_type, ..Link::default() })
    });
    let links: Vec<Link> = self_link.into_iter().chain(hubs).chain(others).collect();
    let channel = Channel {
        // Required, like link and title.
        description: guard::some_line(&feed.description).unwrap_or_else(|| title.clone()).into(),
        language: guard::opt_line(feed.language.as_deref()).map(Into::into),
        copyright: guard::opt_line(feed.rights.as_deref()).map(Into::into),
        last_build_date: feed.updated.map(date::rfc822),
        generator: Some(GENERATOR.into()),
        cloud: feed.cloud.as_ref().and_then(cloud),
        image: guard::opt_line(feed.icon.as_deref()).map(|url| Image {
            url: url.into(),
            title: title.to_string(),
            link: link.to_string(),
            ..Image::default()
        }),
        atom_ext: (!links.is_empty()).then_some(AtomExtension { links }),
        title: title.into(),
        link: link.into(),
        namespaces: NAMESPACES.map(|(prefix, uri)| (prefix.into(), uri.into())).into(),
        ..Channel::default()
    };
    const TAIL: &[u8] = b"\n  </channel>\n</rss>";
    let written = write(&channel);
    let head = written.strip_suffix(TAIL).unwrap_or(&written);
    let mut rope = Rope::default();
    rope.push(head);
    if feed.archive_of.is_some() {
        rope.push(format!("\n    <fh:archive xmlns:fh=\"{HISTORY}\"/>").into_bytes());
    }
    let separator: Arc<[u8]> = (*b"\n    ").into();
    for fragment in fragments {
        rope.push(separator.clone());
        rope.push(fragment.clone());
    }
    rope.push([TAIL, b"\n"].concat());
    rope
}

/// Where readers ask to be told of changes. Of the four protocols there are, it is the one that every server of today has;
/// that it is spoken over TLS can only be said by the name that servers and readers gave that. The procedure's name is
/// for XML-RPC alone, but the attribute is required.
fn cloud(cloud: &feed::Cloud) -> Option<Cloud> {
    Some(Cloud {
        domain: guard::some_line(&cloud.domain)?.into(),
        port: cloud.port.to_string(),
        path: guard::some_line(&cloud.path)?.into(),
        register_procedure: String::new(),
        protocol: if cloud.secure { "https-post" } else { "http-post" }.to_owned(),
    })
}

/// All names in one: of several `dc:creator` most readers keep one.
fn names(people: &[Person]) -> Vec<String> {
    let names: Vec<_> = people.iter().filter_map(|person| guard::some_line(&person.name)).collect();
    if names.is_empty() { Vec::new() } else { vec![names.join(", ")] }
}

/// This crate escapes the attributes of extensions itself.
fn media_extensions(elements: Vec<media::Element>) -> ExtensionMap {
    let mut map = ExtensionMap::default();
    for element in elements {
        let attrs = element.attributes.into_iter().map(|(name, value)| (name.into(), value)).collect();
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

fn write(channel: &Channel) -> Vec<u8> {
    // Writing to memory cannot fail.
    channel.pretty_write_to(Vec::with_capacity(4096), b' ', INDENT).unwrap_or_default()
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
            prop_assert_eq!(super::entry(&entry), finish(model(&entry, html), ""));
        }
    }
}
