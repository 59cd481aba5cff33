//! HTML as it stands in feeds, escaped or not: is it HTML at all, and does it hold what readers throw out.

use super::Flaw;
use crate::diagnostic::rule::rules;

rules! {
    /// Content is not HTML.
    ///
    /// Readers show what they make of it.
    NOT_HTML = Warning "not-html";
}

/// Whether elements of this namespace are judged in content.
pub fn is_judged_inline(_namespace: &str) -> bool {
    false
}

/// Judges an element of XHTML, SVG or MathML.
pub fn inline<'a>(
    _ns: &str,
    _local: &str,
    _attributes: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
) -> Vec<Flaw> {
    Vec::new()
}

/// Judges an element of XHTML right in an entry.
pub fn body_element<'a>(_local: &str, _attributes: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<Flaw> {
    Vec::new()
}
