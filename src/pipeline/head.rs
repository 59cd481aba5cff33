//! What a document says of its feed: title, addresses, language, its place among the feed's other documents.

use super::entry::icon;
use crate::config::{Config, Each};
use crate::feed::address::encode_path;
use crate::feed::select::{Selected, archive_folder};
use crate::feed::slug::slug;
use crate::feed::{Cloud, Feed, Person, urls};
use crate::format::Format;
use crate::text;

/// What all documents of a feed have in common; what differs with the format is filled in by [`address_in`].
pub fn head(config: &Config, feed: &Selected, people: &[Person]) -> Feed {
    Feed {
        // A feed's id is Atom's alone; its own address serves, whatever formats there are beside it. Archive documents
        // are parts of the same feed.
        id: address(config, &path_in(&feed.path, Format::Atom)),
        title: text::line(&title(config, feed)).into_owned(),
        description: text::line(&description(config, feed)).into_owned(),
        link: link(config, feed),
        language: language(config, feed),
        rights: config.site.rights.clone(),
        icon: icon(config),
        authors: people.to_vec(),
        hubs: config.publish.hubs.clone(),
        cloud: config.publish.cloud.as_ref().and_then(|cloud| Cloud::at(&cloud.register)),
        ..Feed::default()
    }
}

/// Fills in the addresses that the document in this format gives: its own, and those of its neighbours.
pub fn address_in(format: Format, config: &Config, feed: &Selected, head: &mut Feed) {
    let of = |folder: &str| address(config, &path_in(folder, format));
    head.address = of(&feed.folder());
    head.prev_archive = feed.page.older.map(|number| of(&archive_folder(&feed.path, number)));
    head.archive_of = feed.page.number.map(|_| of(&feed.path));
}

/// The language a feed as a whole is in.
pub fn language(config: &Config, feed: &Selected) -> Option<String> {
    match (feed.rule.each, &feed.rule.query.languages[..]) {
        (Some(Each::Language), _) => feed.name.clone(),
        (_, [only]) => Some(only.clone()),
        _ => config.site.language.clone(),
    }
}

/// The address at which a file of the output folder is served.
pub fn address(config: &Config, path: &str) -> String {
    config.output.url.join(&format!("./{}", encode_path(path))).map(String::from).unwrap_or_default()
}

/// The path of a feed's document below the output folder.
pub fn document_path(feed: &Selected, format: Format) -> String {
    path_in(&feed.folder(), format)
}

/// The path of the document in this format that is in a folder below the output folder.
pub fn path_in(folder: &str, format: Format) -> String {
    match folder {
        "" => format.file_name().to_owned(),
        folder => format!("{folder}/{}", format.file_name()),
    }
}

/// A feed's title, with the site's before it where the configuration gives none.
pub fn title(config: &Config, feed: &Selected) -> String {
    let site = &config.site.title;
    match (&feed.rule.title, &feed.name) {
        (Some(title), name) => title.fill(|_| name.as_deref().unwrap_or_default().to_owned().into()),
        (None, Some(name)) => format!("{site}: {name}"),
        (None, None) if feed.path.is_empty() => site.clone(),
        (None, None) => format!("{site}: {}", feed.path),
    }
}

/// What a feed is about: as the configuration says, else as the site.
pub fn description(config: &Config, feed: &Selected) -> String {
    match &feed.rule.description {
        Some(description) => description.fill(|_| feed.name.as_deref().unwrap_or_default().to_owned().into()),
        None => config.site.description.clone(),
    }
}

/// The page a feed belongs to.
pub fn link(config: &Config, feed: &Selected) -> String {
    let path = feed
        .rule
        .link
        .as_ref()
        .map(|link| link.fill(|_| encode_path(&feed.name.as_deref().map(slug).unwrap_or_default()).into()));
    path.and_then(|path| urls::absolute(&path, &config.site.url)).unwrap_or_else(|| config.site.url.to_string())
}
