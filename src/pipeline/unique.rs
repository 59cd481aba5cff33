//! No two articles have one id or one address.

use std::collections::{HashMap, HashSet};
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
    ids: HashMap<Hash, u32>,
    links: HashMap<Hash, u32>,
    clashing: HashSet<usize>,
}

#[derive(Debug)]
struct Owner {
    serial: usize,
    path: Arc<str>,
    head: Arc<str>,
    id: Option<Place>,
    link: Option<Place>,
}

type Hash = [u8; 16];

fn hash(text: &str) -> Hash {
    let mut short = [0; 16];
    short.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..16]);
    short
}

impl Unique {
    /// Flags the candidate if another has its address or id. Which of two is flagged depends on their paths, not on
    /// the order they come in.
    pub fn check(&mut self, candidate: &Candidate, diagnostics: &mut Vec<Diagnostic>) {
        let article = &candidate.article;
        let marks = &article.marks;
        let own = Owner {
            serial: candidate.serial,
            path: article.path.clone(),
            head: article.head_file(),
            id: marks.id.or(marks.url).or(marks.slug),
            link: marks.url.or(marks.slug),
        };
        let serial = u32::try_from(self.owners.len()).unwrap_or(u32::MAX);
        let link_hash = hash(&candidate.link);
        let id_hash = if candidate.id == candidate.link { link_hash } else { hash(&candidate.id) };
        if let Some(twin) = self.links.insert(link_hash, serial).and_then(|twin| self.owners.get(twin as usize)) {
            diagnostics.push(link_twice(twin, &own, &candidate.link));
            self.clashing.extend([twin.serial, own.serial]);
        } else if let Some(twin) = self.ids.insert(id_hash, serial).and_then(|twin| self.owners.get(twin as usize)) {
            // Two articles at one address have one id too: one finding is enough.
            diagnostics.push(id_twice(twin, &own, &candidate.id));
            self.clashing.extend([twin.serial, own.serial]);
        }
        self.owners.push(own);
    }

    /// The serial numbers of candidates that share an id or address with another.
    pub fn clashing(&self) -> &HashSet<usize> {
        &self.clashing
    }
}

fn link_twice(a: &Owner, b: &Owner, link: &str) -> Diagnostic {
    let (a, b) = if a.path <= b.path { (a, b) } else { (b, a) };
    let message = format!("{} and {} have the same address: {link}", a.path, b.path);
    let mut found = Diagnostic::new(&DUPLICATE_PERMALINK, b.head.clone(), message);
    found.at(b.link).help("give one of them another `slug` or `url`").param("url", link);
    found.related(a.head.clone(), a.link, "the other is here");
    found
}

fn id_twice(a: &Owner, b: &Owner, id: &str) -> Diagnostic {
    let (a, b) = if a.path <= b.path { (a, b) } else { (b, a) };
    let message = format!("{} and {} have the same id: {id}", a.path, b.path);
    let mut found = Diagnostic::new(&DUPLICATE_ID, b.head.clone(), message);
    found.at(b.id).help("give one of them another `id`, or leave it out").param("id", id);
    found.related(a.head.clone(), a.id, "the other is here");
    found
}
