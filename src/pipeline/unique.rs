//! No two articles have one id or one address.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Place};
use crate::feed::select::Candidate;

rules! {
    /// Two articles have the same id.
    ///
    /// Readers tell entries apart by their ids alone: one of the two would never be seen. Give one of them another
    /// `id`, or none, so that it gets one of its own.
    DUPLICATE_ID = Error "duplicate-id";

    /// Two articles have the same address.
    ///
    /// Both cannot be found there. Most often they have the same `slug` in the same section.
    DUPLICATE_PERMALINK = Error "duplicate-permalink";
}

/// Every id and address met so far, with the article that has it. Only hashes of 128 bits are kept.
#[derive(Debug, Default)]
pub struct Unique {
    owners: Vec<Owner>,
    ids: Register,
    links: Register,
}

#[derive(Debug)]
struct Owner {
    serial: usize,
    path: Arc<str>,
    head: Arc<str>,
    id: Option<Place>,
    link: Option<Place>,
    link_hash: Hash,
}

type Hash = [u8; 16];

fn hash(text: &str) -> Hash {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
    short
}

/// Who has which text: the first who came with it by hash, and all who share one by the text itself.
#[derive(Debug, Default)]
struct Register {
    first: HashMap<Hash, u32>,
    shared: BTreeMap<String, Vec<u32>>,
}

impl Register {
    fn enter(&mut self, hash: Hash, text: &str, owner: u32) {
        match self.first.entry(hash) {
            Entry::Vacant(vacant) => {
                vacant.insert(owner);
            }
            Entry::Occupied(first) => match self.shared.get_mut(text) {
                Some(owners) => owners.push(owner),
                None => {
                    self.shared.insert(text.to_owned(), vec![*first.get(), owner]);
                }
            },
        }
    }
}

impl Unique {
    /// Takes note of the candidate's address and id.
    pub fn add(&mut self, candidate: &Candidate) {
        let article = &candidate.article;
        let marks = &article.marks;
        let link_hash = hash(&candidate.link);
        let id_hash = if candidate.id == candidate.link { link_hash } else { hash(&candidate.id) };
        let owner = u32::try_from(self.owners.len()).unwrap_or(u32::MAX);
        self.links.enter(link_hash, &candidate.link, owner);
        self.ids.enter(id_hash, &candidate.id, owner);
        self.owners.push(Owner {
            serial: candidate.serial,
            path: article.path.clone(),
            head: article.head_file(),
            id: marks.id.or(marks.url).or(marks.slug),
            link: marks.url.or(marks.slug),
            link_hash,
        });
    }

    /// Flags every candidate whose address or id another one has, whose path comes first: so it does not depend on the
    /// order they came in. Gives the serial numbers of all who share one.
    pub fn finish(self, diagnostics: &mut Vec<Diagnostic>) -> HashSet<usize> {
        let mut clashing = HashSet::new();
        let mut each = |shared: &BTreeMap<String, Vec<u32>>, flag: &mut dyn FnMut(&Owner, &Owner, &str)| {
            for (text, owners) in shared {
                let mut owners: Vec<&Owner> =
                    owners.iter().filter_map(|&owner| self.owners.get(owner as usize)).collect();
                owners.sort_by_key(|owner| &owner.path);
                clashing.extend(owners.iter().map(|owner| owner.serial));
                if let Some((first, others)) = owners.split_first() {
                    others.iter().for_each(|other| flag(first, other, text));
                }
            }
        };
        each(&self.links.shared, &mut |first, other, link| diagnostics.push(link_twice(first, other, link)));
        each(&self.ids.shared, &mut |first, other, id| {
            // Two articles at one address have one id too: one finding is enough.
            if first.link_hash != other.link_hash {
                diagnostics.push(id_twice(first, other, id));
            }
        });
        clashing
    }
}

fn link_twice(a: &Owner, b: &Owner, link: &str) -> Diagnostic {
    let message = format!("{} and {} have the same address: {link}", a.path, b.path);
    let mut found = Diagnostic::new(&DUPLICATE_PERMALINK, b.head.clone(), message);
    found.at(b.link).help("give one of them another `slug` or `url`").param("url", link);
    found.related(a.head.clone(), a.link, "the other is here");
    found
}

fn id_twice(a: &Owner, b: &Owner, id: &str) -> Diagnostic {
    let message = format!("{} and {} have the same id: {id}", a.path, b.path);
    let mut found = Diagnostic::new(&DUPLICATE_ID, b.head.clone(), message);
    found.at(b.id).help("give one of them another `id`, or leave it out").param("id", id);
    found.related(a.head.clone(), a.id, "the other is here");
    found
}
