//! Which articles are there already, and which entry is one of them.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Body, Found, ids};
use crate::article::{Article, Markup};
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
    /// What its text is known by, where that is HTML.
    pub text: Option<Digest>,
}

impl There {
    /// The article in this file.
    pub fn of(article: &Article) -> There {
        let changed = article.updated.unwrap_or(article.published);
        There {
            file: article.path.to_string(),
            title: article.title.clone(),
            changed: (!article.marks.undated).then(|| changed.to_utc()),
            text: (article.body.markup == Markup::Html).then(|| digest(text_of(&article.body.text).as_bytes())),
        }
    }

    /// Whether what was found says something else, and is not older.
    pub fn differs(&self, found: &Found) -> bool {
        let text = match &found.body {
            Body::Html(html) if !html.trim().is_empty() => Some(digest(text_of(html).as_bytes())),
            _ => None,
        };
        let is_other = !found.title.is_empty() && found.title != self.title
            || text.zip(self.text).is_some_and(|(there, here)| there != here);
        match (found.changed(), self.changed) {
            (Some(there), Some(here)) => there > here || there == here && is_other,
            _ => is_other,
        }
    }
}

/// The articles that are there, by what they are known by.
#[derive(Debug, Default)]
pub struct Known {
    ids: HashMap<String, Arc<There>>,
    /// Of articles whose files name no id, by their addresses.
    nameless: HashMap<String, Arc<There>>,
    links: HashMap<String, Arc<There>>,
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
        add(&mut self.links, marks.link);
        add(&mut self.ids, marks.id);
        add(&mut self.ids, marks.guid);
    }

    /// The article that this is: of the same id; of the same address where either has no id of its own.
    ///
    /// Many feeds give all their entries one address, that of a programme: it tells nothing then.
    pub fn get(&self, found: &Found) -> Option<&There> {
        let ids::Ids { id, guid } = ids::of(found);
        let by_id = self.ids.get(&id).or_else(|| self.ids.get(&guid).filter(|_| !guid.is_empty()));
        let links = if found.id.is_empty() { &self.links } else { &self.nameless };
        by_id.or_else(|| links.get(&found.link)).map(|there| &**there)
    }

    /// Whether some article has this address.
    pub fn has_link(&self, link: &str) -> bool {
        self.links.contains_key(link)
    }
}
