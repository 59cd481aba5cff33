//! Media RSS, the same for RSS and Atom: the entry's picture, and files that are not its enclosure.
//! Spec: RSS Board, Media RSS 1.5.1.

use super::guard;
use crate::feed::{Attachment, Entry};

/// The namespace, by convention bound to `media`.
pub(super) const NAMESPACE: &str = "http://search.yahoo.com/mrss/";

/// An element `media:…` that neither crate has a type for.
pub(super) struct Element {
    /// `media:content`
    pub name: &'static str,
    pub attributes: Vec<(&'static str, String)>,
    /// The text of a child `media:description`.
    pub description: Option<String>,
}

/// `media:content` for the picture and then for each of `files`, and `media:thumbnail` for the picture.
///
/// What the picture shows is said only beside whole content: without that, some readers take it for the content.
pub(super) fn elements<'a>(entry: &Entry, files: impl Iterator<Item = &'a Attachment>) -> Vec<Element> {
    let picture = entry.image.as_ref().and_then(|picture| Some((guard::some_line(&picture.url)?, picture)));
    let mut elements = Vec::new();
    if let Some((url, picture)) = &picture {
        let mut attributes = vec![("url", url.to_string()), ("medium", "image".into())];
        attributes.extend(guard::opt_line(picture.media_type.as_deref()).map(|kind| ("type", kind.into_owned())));
        let alt = picture.alt.as_deref().filter(|_| entry.content.is_some());
        let description = guard::opt_line(alt).map(|alt| alt.into_owned());
        elements.push(Element { name: "media:content", attributes, description });
    }
    elements.extend(files.map(content));
    if let Some((url, _)) = picture {
        let attributes = vec![("url", url.into_owned())];
        elements.push(Element { name: "media:thumbnail", attributes, description: None });
    }
    elements
}

fn content(file: &Attachment) -> Element {
    let media_type = guard::line(&file.media_type).into_owned();
    let mut attributes = vec![("url", guard::line(&file.url).into_owned())];
    attributes.extend(file.length.map(|bytes| ("fileSize", bytes.to_string())));
    attributes.extend(file.duration.map(|seconds| ("duration", seconds.to_string())));
    attributes.extend(medium(&media_type).map(|medium| ("medium", medium.into())));
    if !media_type.is_empty() {
        attributes.push(("type", media_type));
    }
    Element { name: "media:content", attributes, description: None }
}

/// Media RSS's word for what a media type is of.
fn medium(media_type: &str) -> Option<&'static str> {
    let (kind, subtype) = media_type.split_once('/')?;
    match kind.to_ascii_lowercase().as_str() {
        "image" => Some("image"),
        "audio" => Some("audio"),
        "video" => Some("video"),
        "text" => Some("document"),
        "application" if subtype.eq_ignore_ascii_case("pdf") => Some("document"),
        _ => None,
    }
}
