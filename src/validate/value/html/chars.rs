//! What counts as white space and as part of a word where the lists of readers are held against a text.

/// White space of Unicode, and the four separators of ASCII.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

/// A letter, digit or `_`.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// White space of HTML.
pub(super) const fn is_html_space(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | b' ')
}

/// `text` without white space around it.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(is_space)
}
