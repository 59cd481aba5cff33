//! Which articles would appear under another id than they are published with.

use std::collections::{BTreeSet, HashMap, HashSet};

use url::Url;

use super::Comparison;
use super::compare::entries_of;
use crate::digest::{self, Digest};
use crate::feed::Deleted;
use crate::parse::{Document, Entry};

/// Shorter texts say nothing of whose they are: "Read more on our site".
const LEAST_TEXT: usize = 40;

/// An id may stand in many documents; that many versions of its entry are looked at, the first ones met.
const MOST_VERSIONS: usize = 8;

/// Articles whose ids change.
#[derive(Debug, Default)]
pub struct Renamed {
    old_ids: HashMap<String, String>,
    new_ids: HashMap<String, String>,
    /// Every id that will stand somewhere.
    stand: HashSet<String>,
}

impl Renamed {
    /// The id under which the article of this new one is published.
    pub fn old_id(&self, new_id: &str) -> Option<&str> {
        self.old_ids.get(new_id).map(String::as_str)
    }

    /// The id that the article published under this one would have.
    pub fn new_id(&self, old_id: &str) -> Option<&str> {
        self.new_ids.get(old_id).map(String::as_str)
    }

    /// Whether the article published under this id would have another.
    pub fn is_old(&self, id: &str) -> bool {
        self.new_ids.contains_key(id)
    }

    /// Whether some feed that was looked at will show this id.
    pub fn stands(&self, id: &str) -> bool {
        self.stand.contains(id)
    }

    fn pair(&mut self, old: &str, new: &str) {
        self.new_ids.insert(old.to_owned(), new.to_owned());
        self.old_ids.insert(new.to_owned(), old.to_owned());
    }

    /// Finds those that were withdrawn, and come back under another id: a build came between the going of a file and its
    /// coming under another name. Of several with one mark nobody can say which it is.
    fn know_again<'e>(
        &mut self,
        documents: &[&Document],
        afters: impl Iterator<Item = &'e Entry>,
        was: impl Fn(&Entry) -> bool,
        comparison: &Comparison,
    ) {
        let deleted: HashMap<&str, &Deleted> =
            documents.iter().flat_map(|document| &document.deleted).map(|one| (&*one.id, one)).collect();
        let mut old: HashMap<&str, Vec<&str>> = HashMap::new();
        for one in deleted.values().filter(|one| !self.stand.contains(&one.id) && !(comparison.lives)(&one.id)) {
            one.mark.iter().for_each(|mark| old.entry(mark).or_default().push(&one.id));
        }
        if old.is_empty() {
            return;
        }
        let mut new: HashMap<String, BTreeSet<&str>> = HashMap::new();
        for entry in afters.filter(|entry| !self.old_ids.contains_key(&entry.id)) {
            let Some(published) = entry.published else { continue };
            let mark = Deleted::mark_of(&entry.title, published);
            match was(entry) {
                // What an article bears that kept its id is no sign.
                true => drop(old.remove(&*mark)),
                false => drop(new.entry(mark).or_default().insert(&entry.id)),
            }
        }
        for (mark, new) in new {
            if let (Some([old]), [new]) = (old.get(&*mark).map(Vec::as_slice), &new.into_iter().collect::<Vec<_>>()[..])
            {
                self.pair(old, new);
            }
        }
    }
}

/// By what two entries are one article, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// The same address, `http` and `https` and a slash at the end apart.
    Link,
    /// The same, on another host.
    Path,
    /// Title, time and text.
    All,
    /// Title and time.
    TitleAndTime,
    /// Title and text.
    TitleAndText,
    /// A text of some length that only these two have.
    Text,
}

const SIGNS: [Sign; 6] = [Sign::Link, Sign::Path, Sign::All, Sign::TitleAndTime, Sign::TitleAndText, Sign::Text];

/// Finds the ids that are published nowhere, but whose articles are published under ids that live no more. Each old id goes to
/// one new id; the order of documents does not matter.
///
/// What an article bears that lives under its old id is no sign: entries of a link list may all lead to one page, those of a
/// weather report have one title. One whose id another article took lives under it no more. Where several bear a sign and
/// none of them lives, the oldest goes to the oldest.
pub fn find(comparison: &Comparison) -> Renamed {
    let befores = comparison.pairs.iter().filter_map(|pair| pair.before);
    let documents: Vec<_> = befores.chain(comparison.others.iter().copied()).collect();
    let published = || documents.iter().flat_map(|document| entries_of(Some(document)));
    let afters = || comparison.pairs.iter().flat_map(|pair| entries_of(pair.after));
    let mut renamed = Renamed { stand: afters().map(|entry| entry.id.clone()).collect(), ..Renamed::default() };

    // What was withdrawn was read under its id: that it comes back makes it none that nobody knows.
    let deleted = documents.iter().flat_map(|document| &document.deleted).map(|deleted| &*deleted.id);
    let known: HashSet<&str> = deleted.chain(published().map(|entry| &*entry.id)).collect();
    let was = |entry: &Entry| known.contains(&*entry.id);
    if afters().all(was) {
        return renamed;
    }
    let taken = taken_over(published(), afters());
    let stays = |entry: &Entry| {
        (renamed.stand.contains(&entry.id) || (comparison.lives)(&entry.id)) && !taken.contains(&*entry.id)
    };
    if !published().all(stays) {
        let (mut old, mut new) = (Side::gather(published(), stays), Side::gather(afters(), was));
        for sign in SIGNS {
            if !old.is_open() || !new.is_open() {
                break;
            }
            pair_up(sign, &mut old, &mut new).into_iter().for_each(|(old, new)| renamed.pair(old, new));
        }
    }
    renamed.know_again(&documents, afters(), was, comparison);
    renamed
}

/// The ids under which another article will stand than the one that is published under them: nothing that the one says is
/// said by the other. The one may be published under another id now.
fn taken_over<'e>(
    published: impl Iterator<Item = &'e Entry>,
    afters: impl Iterator<Item = &'e Entry>,
) -> HashSet<&'e str> {
    let now = versions(afters);
    let (mut taken, mut same) = (HashSet::new(), HashSet::new());
    for old in published {
        let Some(versions) = now.get(&*old.id).filter(|_| !same.contains(&*old.id)) else { continue };
        let has_become =
            |new: &&Entry| old.title == new.title || old.published == new.published || old.words() == new.words();
        match versions.iter().any(has_become) {
            true => same.insert(&*old.id),
            false => taken.insert(&*old.id),
        };
    }
    taken.retain(|id| !same.contains(id));
    taken
}

/// Entries by their ids, as far as those of one id differ.
fn versions<'e>(entries: impl Iterator<Item = &'e Entry>) -> HashMap<&'e str, Vec<&'e Entry>> {
    let mut versions: HashMap<&str, Vec<&Entry>> = HashMap::new();
    for entry in entries {
        let known = versions.entry(&*entry.id).or_default();
        if known.len() < MOST_VERSIONS && !known.contains(&entry) {
            known.push(entry);
        }
    }
    versions
}

/// The articles of one side of the comparison, the oldest first.
struct Side<'e> {
    articles: Vec<Known<'e>>,
}

/// An article under its id.
struct Known<'e> {
    id: &'e str,
    /// Its entries in several feeds, as far as they differ.
    versions: Vec<&'e Entry>,
    /// Whether it is published under this id before and after: it is no one else's.
    lives: bool,
    /// Whether it was found to be one of the other side.
    is_taken: bool,
}

impl<'e> Side<'e> {
    fn gather(entries: impl Iterator<Item = &'e Entry>, lives: impl Fn(&Entry) -> bool) -> Self {
        let article = |(id, versions): (&'e str, Vec<&'e Entry>)| {
            let lives = versions.first().is_some_and(|entry| lives(entry));
            Known { id, versions, lives, is_taken: false }
        };
        let mut articles: Vec<Known> = versions(entries).into_iter().map(article).collect();
        articles
            .sort_by_cached_key(|known| (known.versions.iter().filter_map(|entry| entry.published).min(), known.id));
        Side { articles }
    }

    /// Whether any article is still to be found on the other side.
    fn is_open(&self) -> bool {
        self.articles.iter().any(Known::is_open)
    }

    /// The marks of a kind that articles bear that are still to be found.
    fn open_marks(&self, sign: Sign) -> HashSet<Digest> {
        self.articles.iter().filter(|article| article.is_open()).flat_map(|article| article.marks(sign)).collect()
    }

    /// Who bears which marks of a kind: numbers of articles, in their order.
    fn bearers(&self, sign: Sign) -> HashMap<Digest, BTreeSet<usize>> {
        let mut bearers: HashMap<Digest, BTreeSet<usize>> = HashMap::new();
        for (number, article) in self.articles.iter().enumerate() {
            for mark in article.marks(sign) {
                bearers.entry(mark).or_default().insert(number);
            }
        }
        bearers
    }

    fn some_live(&self, numbers: &BTreeSet<usize>) -> bool {
        numbers.iter().any(|number| self.articles.get(*number).is_none_or(|article| article.lives))
    }
}

impl Known<'_> {
    fn is_open(&self) -> bool {
        !self.lives && !self.is_taken
    }

    /// By what it is known, in an order of its own.
    fn marks(&self, sign: Sign) -> BTreeSet<Digest> {
        self.versions.iter().filter_map(|entry| mark(sign, entry)).collect()
    }
}

/// Articles of both sides that a sign says are one: old id, new id.
fn pair_up<'e>(sign: Sign, old: &mut Side<'e>, new: &mut Side<'e>) -> Vec<(&'e str, &'e str)> {
    // Those are few; to look at all others, whose texts must be read for that, is seldom needed.
    if old.open_marks(sign).is_disjoint(&new.open_marks(sign)) {
        return Vec::new();
    }
    let (mut old_bearers, new_bearers) = (old.bearers(sign), new.bearers(sign));
    for (mark, of_new) in &new_bearers {
        let tells = |of_old: &BTreeSet<usize>| {
            let is_clear = sign != Sign::Text || (of_old.len() == 1 && of_new.len() == 1);
            is_clear && !old.some_live(of_old) && !new.some_live(of_new)
        };
        if !old_bearers.get(mark).is_some_and(tells) {
            old_bearers.remove(mark);
        }
    }
    let mut pairs = Vec::new();
    for article in new.articles.iter_mut().filter(|article| article.is_open()) {
        for mark in article.marks(sign) {
            let Some(waiting) = old_bearers.get_mut(&mark) else { continue };
            let mut first = std::iter::from_fn(|| waiting.pop_first());
            let found = first.find(|number| old.articles.get(*number).is_some_and(Known::is_open));
            if let Some(other) = found.and_then(|number| old.articles.get_mut(number)) {
                (article.is_taken, other.is_taken) = (true, true);
                pairs.push((other.id, article.id));
                break;
            }
        }
    }
    pairs
}

/// The mark of a kind that an entry bears; none where it has not what it takes.
fn mark(sign: Sign, entry: &Entry) -> Option<Digest> {
    let title = || Some(&*entry.title).filter(|title| !title.is_empty());
    let time = || entry.published.map(|time| time.timestamp());
    let text = || Some(entry.words()).filter(|text| !text.is_empty());
    Some(match sign {
        Sign::Link => digest::of(&address(&entry.link)?),
        Sign::Path => digest::of(&address(&entry.link)?.path_alone()?),
        Sign::All => digest::of(&(title()?, time()?, text()?)),
        Sign::TitleAndTime => digest::of(&(title()?, time()?)),
        Sign::TitleAndText => digest::of(&(title()?, text()?)),
        Sign::Text => digest::of(&text().filter(|text| text.chars().nth(LEAST_TEXT - 1).is_some())?),
    })
}

/// What of an address tells one page from another.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Address {
    host: String,
    path: String,
    query: Option<String>,
    fragment: Option<String>,
}

fn address(link: &str) -> Option<Address> {
    let link = link.trim();
    if link.is_empty() {
        return None;
    }
    let owned = |part: Option<&str>| part.filter(|part| !part.is_empty()).map(str::to_owned);
    Some(match Url::parse(link) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Address {
            host: format!("{}:{}", url.host_str().unwrap_or_default(), url.port().unwrap_or_default()),
            path: url.path().trim_end_matches('/').to_owned(),
            query: owned(url.query()),
            fragment: owned(url.fragment()),
        },
        // Of what is no page's address every character counts.
        _ => Address { host: link.to_owned(), path: String::new(), query: None, fragment: None },
    })
}

impl Address {
    /// It on whatever host; none where there is nothing but the host.
    fn path_alone(self) -> Option<(String, Option<String>, Option<String>)> {
        let is_page = !self.path.is_empty();
        is_page.then_some((self.path, self.query, self.fragment))
    }
}
