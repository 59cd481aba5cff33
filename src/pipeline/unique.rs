//! No two articles have one id or one address.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::prepare::hash;
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Place};
use crate::feed::card::Card;

rules! {
    /// Two articles have the same id.
    ///
    /// Readers tell entries apart by their ids alone: one of the two would never be seen. Give one of them another
    /// `id`, or none, so that it gets one of its own. The same is true of `guid`, which RSS and JSON Feed carry.
    DUPLICATE_ID = Error "duplicate-id";

    /// Two articles have the same address.
    ///
    /// Both cannot be found there. Most often they have the same `slug` in the same section.
    DUPLICATE_PERMALINK = Error "duplicate-permalink";
}

/// Every id and address met so far, by its hash, with the number of the article that has it.
#[derive(Debug, Default)]
pub struct Unique {
    links: Vec<(u64, usize)>,
    /// Those that are not the address itself.
    ids: Vec<(u64, usize)>,
}

/// What is to be known of an article that may have the address or the id of another.
#[derive(Debug)]
pub struct Owner {
    serial: usize,
    path: Box<str>,
    head: Arc<str>,
    link: Box<str>,
    id: Option<Box<str>>,
    guid: Option<Box<str>>,
    link_place: Option<Place>,
    id_place: Option<Place>,
    guid_place: Option<Place>,
}

impl Owner {
    /// The article of this number.
    pub fn new<S: AsRef<str>>(serial: usize, card: &Card<S>) -> Owner {
        let marks = &card.marks;
        Owner {
            serial,
            path: card.file.as_ref().into(),
            head: card.head_file(),
            link: card.link.as_ref().into(),
            id: card.own_id.as_ref().map(|id| id.as_ref().into()),
            guid: card.guid.as_ref().map(|guid| guid.as_ref().into()),
            link_place: marks.url.or(marks.slug),
            id_place: marks.id.or(marks.guid).or(marks.url).or(marks.slug),
            guid_place: marks.guid,
        }
    }

    /// All that it is known by.
    fn ids(&self) -> [Option<&str>; 2] {
        [self.guid.as_deref(), Some(self.id.as_deref().unwrap_or(&self.link))]
    }

    /// Where it says this id.
    fn place_of(&self, id: &str) -> Option<Place> {
        if self.guid.as_deref() == Some(id) { self.guid_place } else { self.id_place }
    }
}

impl Unique {
    /// Takes note of an article's address and id.
    pub fn add<S: AsRef<str>>(&mut self, serial: usize, card: &Card<S>) {
        let (link, id) = card.hashes;
        self.links.push((link, serial));
        if card.own_id.is_some() {
            self.ids.push((id, serial));
        }
        self.ids.extend(card.guid.iter().map(|guid| (hash(guid.as_ref()), serial)));
    }

    /// Flags every article whose address or id another one has, whose path comes first: so it does not depend on the
    /// order they came in. Gives the numbers of all who share one. `owner` tells of an article by its number; it is
    /// asked about those alone that seem to share something.
    pub fn finish(
        mut self,
        owner: &mut dyn FnMut(usize) -> Option<Owner>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> HashSet<usize> {
        let mut clashing = HashSet::new();
        let links = alike(&mut self.links);
        // An id of its own may be the address of another that has none.
        let mut ids = self.ids;
        if !ids.is_empty() {
            ids.extend(self.links);
        }
        let ids = alike(&mut ids);
        let owners: BTreeMap<usize, Owner> =
            links.iter().chain(&ids).filter_map(|&serial| Some((serial, owner(serial)?))).collect();
        let mut each =
            |serials: &[usize], texts: fn(&Owner) -> [Option<&str>; 2], flag: &mut dyn FnMut(&Owner, &Owner, &str)| {
                let mut shared: BTreeMap<&str, Vec<&Owner>> = BTreeMap::new();
                for owner in serials.iter().filter_map(|serial| owners.get(serial)) {
                    texts(owner).into_iter().flatten().for_each(|text| shared.entry(text).or_default().push(owner));
                }
                for (text, owners) in &mut shared {
                    owners.sort_by_key(|owner| &owner.path);
                    owners.dedup_by_key(|owner| owner.serial);
                    if let [first, others @ ..] = &owners[..]
                        && !others.is_empty()
                    {
                        clashing.extend(owners.iter().map(|owner| owner.serial));
                        others.iter().for_each(|other| flag(first, other, text));
                    }
                }
            };
        each(&links, |owner| [Some(&owner.link), None], &mut |first, other, _| {
            diagnostics.push(link_twice(first, other))
        });
        let mut told = HashSet::new();
        each(&ids, Owner::ids, &mut |first, other, id| {
            // Two articles at one address have one id too, and two of one guid may: one finding is enough.
            if first.link != other.link && told.insert((first.serial, other.serial)) {
                diagnostics.push(id_twice(first, other, id));
            }
        });
        clashing
    }
}

/// The numbers that come with a hash that another one comes with too.
fn alike(all: &mut [(u64, usize)]) -> Vec<usize> {
    all.sort_unstable();
    let groups = all.chunk_by(|a, b| a.0 == b.0).filter(|group| group.len() > 1);
    groups.flatten().map(|(_, serial)| *serial).collect()
}

fn link_twice(a: &Owner, b: &Owner) -> Diagnostic {
    let message = format!("{} and {} have the same address: {}", a.path, b.path, a.link);
    let mut found = Diagnostic::new(&DUPLICATE_PERMALINK, b.head.clone(), message);
    found.at(b.link_place).help("give one of them another `slug` or `url`").param("url", &*a.link);
    found.related(a.head.clone(), a.link_place, "the other is here");
    found
}

fn id_twice(a: &Owner, b: &Owner, id: &str) -> Diagnostic {
    let id = a.guid.as_deref().filter(|guid| b.guid.as_deref() == Some(guid)).unwrap_or(id);
    let message = format!("{} and {} have the same id: {id}", a.path, b.path);
    let mut found = Diagnostic::new(&DUPLICATE_ID, b.head.clone(), message);
    let key = if b.guid.as_deref() == Some(id) { "guid" } else { "id" };
    found.at(b.place_of(id)).help(format!("give one of them another `{key}`, or leave it out")).param("id", id);
    found.related(a.head.clone(), a.place_of(id), "the other is here");
    found
}
