//! Articles that RSS and JSON Feed know by another id than Atom: which id stands for which guid.

use std::collections::HashMap;
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

    /// The document with every entry under the id of its article, where it is in there under the guid: then entries of documents
    /// of all formats can be told by their ids alone.
    ///
    /// A guid that is an IRI could stand in Atom too, and would be the id of another there.
    pub fn under_ids(&self, mut document: Arc<Document>) -> Arc<Document> {
        let is_atom = matches!(document.kind, Some(Kind::Atom | Kind::AtomEntry));
        let id = |guid: &str| {
            let id = self.ids.get(&hash(guid)).filter(|id| ***id != *guid)?;
            (!is_atom || id_fault(guid).is_some()).then(|| id.to_string())
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
