//! Addresses.
use super::Flaw;

/// Whether this is an IRI.
pub fn iri(_text: &str) -> Option<Flaw> {
    None
}

/// An address resolved against another.
pub fn join(base: &str, reference: &str) -> String {
    url::Url::parse(base).and_then(|base| base.join(reference)).map_or_else(|_| reference.to_owned(), String::from)
}
