//! Which articles are there already, and which entry is one of them.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::{Body, Found, ids};
use crate::article::{Article, Markup, Zone};
use crate::digest::{Digest, digest};
use crate::parse::text_of;

/// What an article that is there is known by. Texts are empty where it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Its id, as its file says.
    pub id: String,
    /// What readers know it by, where that is no IRI.
    pub guid: String,
    /// The address of its page.
    pub link: String,
}

/// An article that is there.
#[derive(Debug, Clone, Default)]
pub struct There {
    /// Its file, as it is shown.
    pub file: String,
    /// Its title.
    pub title: String,
    /// When it last changed; `None` where it has no date.
    pub changed: Option<DateTime<Utc>>,
    /// The same by the clocks of the zone that its date is meant in.
    pub local: Option<NaiveDateTime>,
    /// What its text is known by, where that is HTML.
    pub text: Option<Digest>,
    /// What its text is known by, where that is plain.
    pub plain: Option<Digest>,
}

impl There {
    /// The article in this file.
    pub fn of(article: &Article) -> There {
        let changed = article.updated.unwrap_or(article.published);
        There {
            file: article.path.to_string(),
            title: article.title.clone(),
            changed: (!article.marks.undated).then(|| changed.to_utc()),
            local: (!article.marks.undated).then(|| changed.naive_local()),
            text: (article.body.markup == Markup::Html).then(|| digest(text_of(&article.body.text).as_bytes())),
            plain: (article.body.markup == Markup::Text).then(|| words(article.body.text.split('\n'))),
        }
    }

    /// Whether what was found says something else, and is not older.
    pub fn differs(&self, found: &Found) -> bool {
        let (text, here) = match &found.body {
            Body::Html(html) if !html.trim().is_empty() => (Some(digest(text_of(html).as_bytes())), self.text),
            Body::Text(paragraphs) if !paragraphs.is_empty() => (Some(words(paragraphs.iter())), self.plain),
            _ => (None, None),
        };
        let is_other = !found.title.is_empty() && found.title != self.title
            || text.zip(here).is_some_and(|(there, here)| there != here);
        // A date without an offset is meant in the site's zone, there and here.
        let order = match found.updated.or(found.published) {
            Some(date) if !matches!(date.zone, Zone::Offset(_)) => self.local.map(|here| date.local().cmp(&here)),
            Some(_) => found.changed().zip(self.changed).map(|(there, here)| there.cmp(&here)),
            None => None,
        };
        match order {
            Some(Ordering::Greater) => true,
            Some(Ordering::Less) => false,
            _ => is_other,
        }
    }
}

/// What plain text is known by: its words, however it is wrapped.
fn words<'t>(lines: impl Iterator<Item = impl AsRef<str>> + 't) -> Digest {
    let mut all = String::new();
    for line in lines {
        for word in line.as_ref().split_whitespace() {
            all.push_str(word);
            all.push(' ');
        }
    }
    digest(all.as_bytes())
}

/// The articles that are there, by what they are known by.
#[derive(Debug, Default)]
pub struct Known {
    ids: HashMap<String, Arc<There>>,
    /// Of articles whose files name no id, by their addresses.
    nameless: HashMap<String, Arc<There>>,
    links: HashMap<String, Arc<There>>,
    /// Of plain text, by title and text: there is nothing else by which a text that came twice is known.
    plain: HashMap<(String, Digest), Arc<There>>,
}

impl Known {
    /// Takes note of an article.
    pub fn add(&mut self, there: There, marks: Marks) {
        let there = Arc::new(there);
        let add = |ids: &mut HashMap<String, Arc<There>>, mark: String| {
            if !mark.is_empty() {
                ids.entry(mark).or_insert_with(|| there.clone());
            }
        };
        if marks.id.is_empty() && marks.guid.is_empty() {
            add(&mut self.nameless, marks.link.clone());
        }
        if let Some(text) = there.plain {
            self.plain.entry((there.title.clone(), text)).or_insert_with(|| there.clone());
        }
        add(&mut self.links, marks.link);
        add(&mut self.ids, marks.id);
        add(&mut self.ids, marks.guid);
    }

    /// The article that this is: of the same id; of the same address where either has no id of its own.
    ///
    /// Many feeds give all their entries one address, that of a programme: it tells nothing then. Plain text without id and
    /// address is also known by its title and text, whatever its date is said to be.
    pub fn get(&self, found: &Found) -> Option<&There> {
        let ids::Ids { id, guid } = ids::of(found);
        let by_id = self.ids.get(&id).or_else(|| self.ids.get(&guid).filter(|_| !guid.is_empty()));
        let links = if found.id.is_empty() { &self.links } else { &self.nameless };
        let by_text = || match &found.body {
            Body::Text(paragraphs) if found.id.is_empty() && found.link.is_empty() && !paragraphs.is_empty() => {
                self.plain.get(&(found.title.clone(), words(paragraphs.iter())))
            }
            _ => None,
        };
        by_id.or_else(|| links.get(&found.link)).or_else(by_text).map(|there| &**there)
    }

    /// Whether some article has this address.
    pub fn has_link(&self, link: &str) -> bool {
        self.links.contains_key(link)
    }
}
