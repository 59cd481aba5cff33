//! What choosing needs of an article: all but its text. Small, so that a card can be kept for each of a million.

use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::article::{Article, Marks, Mode, head_file};
use crate::diagnostic::Place;
use crate::digest::Digest;

/// An article without its text, address and people settled. `S` is a `String`, or a `&str` of what the card was kept in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card<S> {
    /// The article's file, as the user would name it, with `/` between folders.
    pub file: S,
    /// The section; empty where the article lies in none.
    pub section: S,
    /// The tags, in order.
    pub tags: Vec<S>,
    /// The authors, those of the site where the article names none.
    pub authors: Vec<Author<S>>,
    /// Its own language, else the site's.
    pub language: Option<S>,
    /// Its page, absolute, ASCII; empty where no address can be made.
    pub link: S,
    /// Its id, where that is not the link.
    pub own_id: Option<S>,
    /// Its id as RSS and JSON Feed carry it, where that is another.
    pub guid: Option<S>,
    /// Of the link and the id, for whoever looks for two alike.
    pub hashes: (u64, u64),
    /// When published. Of no meaning where [`Marks::undated`] says that no date was given.
    #[serde(with = "instant")]
    pub published: DateTime<Utc>,
    /// Last significant change, not before `published`.
    #[serde(with = "instant")]
    pub updated: DateTime<Utc>,
    /// In no feed before this moment.
    #[serde(with = "instant")]
    pub release: DateTime<Utc>,
    /// From this moment on in no feed.
    #[serde(with = "instant_or_none")]
    pub expires: Option<DateTime<Utc>>,
    /// Not to be published yet.
    pub draft: bool,
    /// Whether it may be in feeds at all.
    pub in_feeds: bool,
    /// Its own choice of how much of it a feed shows.
    pub content: Option<Mode>,
    /// Where the parts of its head stand.
    pub marks: Marks,
}

/// An author of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author<S> {
    /// What tells this author from others: the key in `[authors]`, else the name.
    pub key: S,
    /// The name.
    pub name: S,
    /// Where the article names them.
    pub place: Option<Place>,
}

impl<S: AsRef<str>> Card<S> {
    /// Its id.
    pub fn id(&self) -> &str {
        self.own_id.as_ref().unwrap_or(&self.link).as_ref()
    }

    /// Its id as RSS and JSON Feed carry it.
    pub fn guid(&self) -> &str {
        self.guid.as_ref().map_or_else(|| self.id(), AsRef::as_ref)
    }

    /// Whether it may be in feeds at this moment.
    pub fn is_published(&self, now: DateTime<Utc>) -> bool {
        let is_expired = self.expires.is_some_and(|expires| expires <= now);
        self.in_feeds && !self.draft && !is_expired && self.release <= now
    }

    /// The file that [`Card::marks`] are places in: the article's own, or its sidecar.
    pub fn head_file(&self) -> Arc<str> {
        match self.marks.in_sidecar {
            true => head_file(self.file.as_ref()).into(),
            false => self.file.as_ref().into(),
        }
    }

    /// The same, for keeping.
    pub fn to_owned(&self) -> Card<String> {
        self.with(str::to_owned)
    }

    /// The same, for looking at.
    pub fn borrowed(&self) -> Card<&str> {
        self.with(|text| text)
    }

    fn with<'s, T>(&'s self, make: impl Fn(&'s str) -> T) -> Card<T> {
        let own = |text: &'s S| make(text.as_ref());
        let author =
            |author: &'s Author<S>| Author { key: own(&author.key), name: own(&author.name), place: author.place };
        Card {
            file: own(&self.file),
            section: own(&self.section),
            tags: self.tags.iter().map(own).collect(),
            authors: self.authors.iter().map(author).collect(),
            language: self.language.as_ref().map(own),
            link: own(&self.link),
            own_id: self.own_id.as_ref().map(own),
            guid: self.guid.as_ref().map(own),
            hashes: self.hashes,
            published: self.published,
            updated: self.updated,
            release: self.release,
            expires: self.expires,
            draft: self.draft,
            in_feeds: self.in_feeds,
            content: self.content,
            marks: self.marks,
        }
    }
}

/// An article that may be in feeds now.
#[derive(Debug)]
pub struct Candidate {
    /// Its number in this build; no other has it.
    pub serial: usize,
    /// What is known of it.
    pub card: Card<String>,
    /// All of it, where it has been read in this run.
    pub article: Option<Box<Article>>,
    /// What it is known by, once that has been asked for.
    pub version: OnceLock<Digest>,
}

impl Candidate {
    /// The article of this number.
    pub fn new(serial: usize, card: Card<String>, article: Option<Box<Article>>) -> Candidate {
        Candidate { serial, card, article, version: OnceLock::new() }
    }
}

/// Instants in whatever format: seconds since 1970, and nanoseconds.
mod instant {
    use chrono::{DateTime, Utc};
    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub fn serialize<T: Serializer>(time: &DateTime<Utc>, to: T) -> Result<T::Ok, T::Error> {
        (time.timestamp(), time.timestamp_subsec_nanos()).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<Utc>, D::Error> {
        let (seconds, nanos) = <(i64, u32)>::deserialize(from)?;
        DateTime::from_timestamp(seconds, nanos).ok_or_else(|| D::Error::custom("no such instant"))
    }
}

mod instant_or_none {
    use chrono::{DateTime, Utc};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Moment(#[serde(with = "super::instant")] DateTime<Utc>);

    pub fn serialize<T: Serializer>(time: &Option<DateTime<Utc>>, to: T) -> Result<T::Ok, T::Error> {
        time.map(Moment).serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<DateTime<Utc>>, D::Error> {
        Ok(Option::<Moment>::deserialize(from)?.map(|time| time.0))
    }
}
