//! Articles that RSS and JSON Feed know by another id than Atom: which id stands for which guid.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::prepare::hash;
use crate::feed::address::id_fault;
use crate::parse::Document;
use crate::validate::Kind;

/// The ids of articles by the hashes of their guids, where these are others.
#[derive(Debug, Clone, Default)]
pub struct Guids {
    ids: HashMap<u64, Box<str>>,
}

impl Guids {
    /// Takes note of an article's guid and id. Where two articles have one guid, that which `lives` is meant.
    pub(super) fn add(&mut self, guid: &str, id: &str, lives: bool) {
        let known = self.ids.entry(hash(guid));
        if lives {
            known.insert_entry(id.into());
        } else {
            known.or_insert_with(|| id.into());
        }
    }

    /// Whether no article has a guid that is not its id.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Whether an article has this guid, and another id.
    pub fn has(&self, guid: &str) -> bool {
        self.ids.contains_key(&hash(guid))
    }

    /// The same for documents of the same articles. What is in an Atom document is left out of the others: there it would be found
    /// under its guid, whatever became of the id that readers of Atom know.
    pub fn told_once(&self, mut documents: Vec<Arc<Document>>) -> Vec<Arc<Document>> {
        if self.is_empty() {
            return documents;
        }
        let atom = documents.iter().filter(|document| is_atom(document)).flat_map(|document| &document.entries);
        let links: HashSet<String> = atom.map(|entry| entry.link.clone()).filter(|link| !link.is_empty()).collect();
        for document in documents.iter_mut().filter(|document| !is_atom(document)) {
            if document.entries.iter().any(|entry| links.contains(&entry.link)) {
                Arc::make_mut(document).entries.retain(|entry| !links.contains(&entry.link));
            }
        }
        documents.into_iter().map(|document| self.under_ids(document)).collect()
    }

    /// The document with every entry under the id of its article, where it is in there under the guid: then entries of documents
    /// of all formats can be told by their ids alone.
    ///
    /// A guid that is an IRI in ASCII could stand in Atom too, and would be the id of another there.
    pub fn under_ids(&self, mut document: Arc<Document>) -> Arc<Document> {
        let is_atom = is_atom(&document);
        let id = |guid: &str| {
            let id = self.ids.get(&hash(guid)).filter(|id| ***id != *guid)?;
            (!is_atom || id_fault(guid).is_some() || !guid.is_ascii()).then(|| id.to_string())
        };
        if self.is_empty() || !document.entries.iter().any(|entry| id(&entry.id).is_some()) {
            return document;
        }
        for entry in &mut Arc::make_mut(&mut document).entries {
            if let Some(id) = id(&entry.id) {
                entry.id = id;
            }
        }
        document
    }
}

fn is_atom(document: &Document) -> bool {
    matches!(document.kind, Some(Kind::Atom | Kind::AtomEntry))
}
