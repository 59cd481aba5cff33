//! Which articles there are, by their addresses and ids.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use feedmill::article::Marks;
use feedmill::cache::Cache;
use feedmill::error::Result;
use feedmill::feed::card::Card;
use feedmill::pipeline::Prepared;
use feedmill::publish::lock;
use feedmill::source::files::Folder;
use feedmill::source::{Read, Source as _};

use crate::cli::site::{Site, shown};

/// The articles that may be in feeds now, drafts among them where they are shown.
#[derive(Debug, Default)]
pub struct Known {
    /// The file of each, by the address of its page.
    pub files: HashMap<String, String>,
    /// By the same address, the file of each one's head, and where the parts of the head stand in it.
    pub heads: HashMap<String, (Arc<str>, Marks)>,
    /// When each last changed, by its id, and by its guid where that is another.
    pub updated: HashMap<String, DateTime<Utc>>,
    /// The files of all articles, also of those that may not be in feeds.
    pub all: HashSet<String>,
}

impl Known {
    /// What a build as of `now` knows of the site. Articles that the cache knows are not read.
    pub fn of(site: &Site, now: DateTime<Utc>, drafts: bool) -> Result<Known> {
        let folder =
            Folder::open(&site.articles, &shown(&site.articles), Some(&site.output), site.config.article_settings())?;
        let mut cache = Cache::open(&site.root.join(lock::FOLDER), site.identity);
        let mut known = Known::default();
        let offered = cache.offer(&folder, &mut |_, card, _| known.add(card, now, drafts));
        let prepare = |_, read: Read| read.article.map(|article| Prepared::new(&site.config, article, now).card);
        folder.read_each(&offered.unread, prepare, |card| {
            if let Some(card) = card {
                known.add(&card.borrowed(), now, drafts);
            }
        });
        Ok(known)
    }

    fn add(&mut self, card: &Card<&str>, now: DateTime<Utc>, drafts: bool) {
        self.all.insert(card.file.to_owned());
        let is_shown = match drafts {
            true => Card { draft: false, ..card.clone() }.is_published(now),
            false => card.is_published(now),
        };
        if is_shown {
            self.files.insert(card.link.to_owned(), card.file.to_owned());
            self.heads.insert(card.link.to_owned(), (card.head_file(), card.marks));
            self.updated.insert(card.id().to_owned(), card.updated);
            self.updated.extend(card.guid.map(|guid| (guid.to_owned(), card.updated)));
        }
    }
}
