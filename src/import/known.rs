//! Which articles are there already, and which entry is one of them.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Found, ids};

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

/// The articles that are there, by what they are known by.
#[derive(Debug, Default)]
pub struct Known {
    ids: HashMap<String, Arc<str>>,
    /// Of articles whose files name no id, by their addresses.
    nameless: HashMap<String, Arc<str>>,
    links: HashMap<String, Arc<str>>,
}

impl Known {
    /// Takes note of the article in this file.
    pub fn add(&mut self, file: &str, marks: Marks) {
        let file: Arc<str> = file.into();
        let add = |ids: &mut HashMap<String, Arc<str>>, mark: String| {
            if !mark.is_empty() {
                ids.entry(mark).or_insert_with(|| file.clone());
            }
        };
        if marks.id.is_empty() && marks.guid.is_empty() {
            add(&mut self.nameless, marks.link.clone());
        }
        add(&mut self.links, marks.link);
        add(&mut self.ids, marks.id);
        add(&mut self.ids, marks.guid);
    }

    /// The file of the article that this is: of the same id; of the same address where either has no id of its own.
    ///
    /// Many feeds give all their entries one address, that of a programme: it tells nothing then.
    pub fn file(&self, found: &Found) -> Option<&str> {
        let ids::Ids { id, guid } = ids::of(found);
        let by_id = self.ids.get(&id).or_else(|| self.ids.get(&guid).filter(|_| !guid.is_empty()));
        let links = if found.id.is_empty() { &self.links } else { &self.nameless };
        by_id.or_else(|| links.get(&found.link)).map(|file| &**file)
    }

    /// The file of the article that has this address, if any.
    pub fn at(&self, link: &str) -> Option<&str> {
        self.links.get(link).map(|file| &**file)
    }
}
