//! Languages.
use super::Flaw;

/// Whether this is a language.
pub fn language(_text: &str) -> Option<Flaw> {
    None
}
