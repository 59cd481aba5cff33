//! An article just read, with its address and people settled: all that is done before it meets the others.

use chrono::{DateTime, Utc};

use crate::article::Article;
use crate::config::Config;
use crate::diagnostic::Diagnostic;
use crate::digest::digest;
use crate::feed::address::Address;
use crate::feed::card::{Author, Card};

/// An article and its card.
#[derive(Debug)]
pub struct Prepared {
    /// What choosing needs of it.
    pub card: Card<String>,
    /// All of it.
    pub article: Box<Article>,
    /// Why no address can be made of it; of no interest as long as it is not published.
    pub fault: Option<Box<Diagnostic>>,
}

impl Prepared {
    /// Prepares an article. One without a date is dated `now`: it is a draft that is to be seen before it has a date.
    pub fn new(config: &Config, mut article: Article, now: DateTime<Utc>) -> Prepared {
        if article.marks.undated {
            article.published = now.fixed_offset();
        }
        let (address, fault) = match Address::of(&article, config) {
            Ok(address) => (address, None),
            Err(found) => (Address { link: String::new(), id: String::new(), guid: None }, Some(found)),
        };
        let Address { link, id, guid } = address;
        let own = !article.authors.is_empty();
        let bylines = if own { &article.authors } else { &config.site.authors };
        let authors = bylines.iter().map(|byline| {
            let (key, name) = match config.known(byline) {
                Some((key, person)) => (key, &person.name),
                None => (&*byline.name, &byline.name),
            };
            Author { key: key.to_owned(), name: name.clone(), place: byline.place.filter(|_| own) }
        });
        let published = article.published.to_utc();
        let hashed = hash(&link);
        let hashes = (hashed, if id == link { hashed } else { hash(&id) });
        let card = Card {
            file: article.path.to_string(),
            section: article.section.clone(),
            tags: article.tags.clone(),
            authors: authors.collect(),
            language: article.language.clone().or_else(|| config.site.language.clone()),
            own_id: (id != link).then_some(id),
            guid,
            link,
            hashes,
            published,
            updated: article.updated.map_or(published, |updated| updated.to_utc().max(published)),
            release: article.embargo.map_or(published, |embargo| embargo.to_utc().max(published)),
            expires: article.expires.map(|expires| expires.to_utc()),
            draft: article.draft,
            in_feeds: article.in_feeds,
            content: article.content,
            marks: article.marks,
        };
        Prepared { card, article: Box::new(article), fault }
    }
}

/// By what an address or an id is told from others.
pub(super) fn hash(text: &str) -> u64 {
    let [a, b, c, d, e, f, g, h, ..] = digest(text.as_bytes());
    u64::from_le_bytes([a, b, c, d, e, f, g, h])
}
