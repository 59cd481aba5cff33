//! The summary an article's body yields when its author gave none.

mod cut;
mod glimpse;
mod lead;
mod sentences;

pub use cut::cut;

use crate::article::Markup;
use crate::feed::content::write::is_allowed;
use crate::text;

/// How long a derived summary may be, in characters.
pub const LIMIT: usize = 280;

/// The summary that `body` yields: plain text on one line, at most [`LIMIT`] characters; empty where it says nothing.
///
/// It is the text before `<!-- more -->`, else the first paragraph, else the first list, quotation or heading. Only as
/// much of the body is read as that takes.
pub fn derive(body: &str, markup: Markup) -> String {
    let lead = lead::of(body, markup);
    // The Markdown parser gives U+FFFD for U+0000.
    let no_replacement = lead.contains('\u{FFFD}') && !body.contains('\u{FFFD}');
    let is_good = |c: &char| (is_allowed(*c) && !(no_replacement && *c == '\u{FFFD}')) || c.is_whitespace();
    let is_clean = lead.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n'));
    let clean = if is_clean { lead } else { lead.chars().filter(is_good).collect() };
    cut(text::line(&clean).trim(), LIMIT)
}

#[cfg(test)]
mod tests;
