//! A feed's entries → articles.

use super::Found;
use crate::parse::Document;

/// The articles that a document's entries are, in its order.
pub fn entries(document: &Document) -> Vec<Found> {
    document.entries.iter().map(|entry| Found { title: entry.title.clone(), ..Found::default() }).collect()
}
