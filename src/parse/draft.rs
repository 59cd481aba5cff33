//! An entry while it is read: what a document says of it, before it is settled what is its content and what its picture.

use chrono::{DateTime, Utc};

use super::person::Bylines;
use super::{Entry, html};
use crate::feed::{Attachment, Person, Picture, media_type};
use crate::text;

/// With so many of an entry's files those in Media RSS are compared, which may be the same.
const MOST_COMPARED: usize = 32;

/// A value of which a document may name several, some better than others.
#[derive(Debug, Default)]
pub(super) struct Best<T> {
    value: Option<T>,
    rank: u8,
}

impl<T> Best<T> {
    /// Takes `value`, unless there is one of this rank or of a lower one, which is better.
    pub fn offer(&mut self, rank: u8, value: Option<T>) {
        if value.is_some() && (self.value.is_none() || rank < self.rank) {
            (self.value, self.rank) = (value, rank);
        }
    }

    /// The best one.
    pub fn take(self) -> Option<T> {
        self.value
    }
}

/// An entry while it is read. Texts are not empty, but may be blank.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub id: Best<String>,
    pub link: Best<String>,
    pub title: Best<String>,
    /// Plain text.
    pub summary: Best<String>,
    /// HTML or text that may be a summary or all there is.
    pub description: Option<String>,
    /// HTML.
    pub content: Best<String>,
    /// Plain text of many lines.
    pub plain_content: Option<String>,
    pub published: Best<DateTime<Utc>>,
    pub updated: Best<DateTime<Utc>>,
    pub authors: Bylines,
    pub contributors: Vec<Person>,
    pub tags: Vec<String>,
    pub language: Best<String>,
    /// A picture that was made for showing the entry.
    pub picture: Best<String>,
    pub enclosures: Vec<Attachment>,
    pub media: Vec<Medium>,
    /// Running time of the file that it is about, in seconds.
    pub duration: Option<u64>,
}

/// A file that is shown with an entry, or a picture of it.
#[derive(Debug)]
pub(super) struct Medium {
    pub file: Attachment,
    pub is_image: bool,
    /// What it shows.
    pub description: Option<String>,
}

impl Draft {
    /// The entry. `is_own` says that feedmill wrote it, so that what it leaves out has a meaning.
    pub fn settle(mut self, is_own: bool) -> Entry {
        let link = self.link.take().unwrap_or_default();
        let id = self.id.take().filter(|id| !id.is_empty());
        let mut entry = Entry {
            has_own_id: id.is_some(),
            id: id.unwrap_or_else(|| link.clone()),
            link,
            title: self.title.take().unwrap_or_default(),
            published: self.published.take(),
            updated: self.updated.take(),
            authors: self.authors.settle(),
            contributors: self.contributors,
            tags: self.tags,
            language: self.language.take(),
            ..Entry::default()
        };
        if is_own {
            entry.updated = entry.updated.or(entry.published);
        }
        let summary = self.summary.take();
        let content = self.content.take();
        let description = self.description.take();
        set_text(&mut entry, summary, description, content, self.plain_content);
        entry.enclosures = self.enclosures;
        entry.image = set_files(&mut entry.enclosures, self.picture.take(), self.media, is_own);
        if let Some(first) = entry.enclosures.first_mut() {
            first.duration = first.duration.or(self.duration);
        }
        for file in &mut entry.enclosures {
            file.length = file.length.filter(|&length| length > 0);
            if file.media_type.is_empty() {
                media_type::UNKNOWN.clone_into(&mut file.media_type);
            }
        }
        entry
    }
}

/// Settles what is summary and what is content.
///
/// A format that demands a title or a content is given something else again where there is none; that is taken back. Text
/// without any markup that stands alone, or says no more than the summary, is a summary: RSS has one element for both.
fn set_text(
    entry: &mut Entry,
    summary: Option<String>,
    description: Option<String>,
    content: Option<String>,
    plain: Option<String>,
) {
    entry.summary = summary.unwrap_or_default();
    entry.content = content.filter(|html| !html.trim().is_empty());
    let description = description.unwrap_or_default();
    if entry.content.is_some() {
        if entry.summary.is_empty() {
            entry.summary = html::text_of(&description);
        }
    } else if !description.trim().is_empty() {
        entry.content = Some(description);
    } else if let Some(plain) = plain {
        let line = text::line(&plain);
        let is_filler = *line == entry.summary || entry.summary.is_empty() && *line == entry.title;
        entry.content = (!is_filler && !line.trim().is_empty()).then(|| html::of_text(&plain));
    }
    if let Some(bare) = entry.content.as_deref().filter(|html| !html::has_markup(html)).map(html::text_of)
        && (entry.summary.is_empty() || entry.summary == bare)
    {
        (entry.summary, entry.content) = (bare, None);
    }
    if entry.summary.trim().is_empty() {
        entry.summary.clear();
    }
    let is_address = !entry.title.is_empty() && (entry.title == entry.link || entry.title == *text::line(&entry.id));
    if is_address && entry.summary.is_empty() && entry.content.is_none() {
        entry.title.clear();
    }
}

/// Settles which of the media is the picture; the others go to the files.
fn set_files(
    files: &mut Vec<Attachment>,
    picture: Option<String>,
    mut media: Vec<Medium>,
    is_own: bool,
) -> Option<Picture> {
    let at = match &picture {
        Some(url) => media.iter().position(|medium| medium.is_image && medium.file.url == *url),
        None if is_own => None,
        None => media.iter().position(|medium| medium.is_image),
    };
    let shown = at.map(|at| media.remove(at));
    let known = files.len().min(MOST_COMPARED);
    for medium in media {
        let Medium { file, is_image, .. } = medium;
        let same = files.iter_mut().take(known).find(|known| !is_own && known.url == file.url);
        match same {
            Some(known) => {
                known.length = known.length.filter(|&length| length > 0).or(file.length);
                known.duration = known.duration.or(file.duration);
                known.title = known.title.take().or(file.title);
                if known.media_type.is_empty() {
                    known.media_type = file.media_type;
                }
            }
            // Of pictures that others name there are many, in all sizes, and of people too.
            None if is_image && !is_own => {}
            None => files.push(file),
        }
    }
    let url = picture.or_else(|| Some(shown.as_ref()?.file.url.clone()))?;
    let (media_type, alt) = match shown {
        Some(medium) => (Some(medium.file.media_type).filter(|kind| !kind.is_empty()), medium.description),
        None => (None, None),
    };
    Some(Picture { url, media_type, alt })
}

/// A date as people write it.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    crate::validate::value::date::moment(text)
}

/// Seconds, written as such or as `1:02:03`.
pub(super) fn seconds(text: &str) -> Option<u64> {
    let mut total = 0_u64;
    for (n, part) in text.trim().split(':').enumerate() {
        let part = part.trim().split('.').next().unwrap_or_default();
        let part: u64 = part.parse().ok().filter(|_| n < 3)?;
        total = total.checked_mul(60)?.checked_add(part)?;
    }
    Some(total)
}

/// Text on one line, where there is any.
pub(super) fn some_line(text: &str) -> Option<String> {
    Some(text::line(text)).filter(|line| !line.is_empty()).map(Into::into)
}

/// An address without white space around it, where there is any.
pub(super) fn some_address(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(Into::into)
}
