//! A title for what has none: its first words.

use super::{Body, Found};
use crate::feed::summary;
use crate::parse::text_of;
use crate::text;

/// How long such a title may be, in characters.
const LONGEST: usize = 70;

/// How much of a text is looked at for it, in bytes.
const MOST: usize = 4096;

/// A title of the first words of an article, never empty.
pub fn made(found: &Found) -> String {
    let body = match &found.body {
        Body::Html(html) => text_of(html),
        Body::Text(paragraphs) => paragraphs.first().cloned().unwrap_or_default(),
    };
    let day = || found.published.as_ref().map(|date| date.day.format("%Y-%m-%d").to_string()).unwrap_or_default();
    let file = || found.enclosures.iter().find_map(|file| file.title.clone()).unwrap_or_default();
    let alt = || found.image.as_ref().and_then(|image| image.alt.clone()).unwrap_or_default();
    let link = || found.link.split_once("://").map_or("", |(_, rest)| rest).trim_end_matches('/').to_owned();
    let texts: [&dyn Fn() -> String; 7] =
        [&|| body.clone(), &|| found.summary.clone(), &file, &alt, &link, &day, &|| "Untitled".to_owned()];
    let titles = texts.iter().map(|text| first_words(&text()));
    titles.into_iter().find(|title| !text::is_invisible(title)).unwrap_or_default()
}

fn first_words(text: &str) -> String {
    let head = text.char_indices().map(|(at, _)| at).take_while(|&at| at <= MOST).last().unwrap_or(0);
    let head = if text.len() <= MOST { text } else { text.get(..head).unwrap_or_default() };
    summary::cut(text::line(head).trim(), LONGEST)
}
