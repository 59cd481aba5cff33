//! The names of character encodings, as programs take them: in any case, and with any punctuation between their parts.

mod names;

use super::super::Flaw;
use super::INVALID_ENCODING;
use crate::validate::reader::shown;
use names::{ALIASES, NAMES};

/// The longest name, in bytes.
const LONGEST: usize = 24;

/// The name of a character encoding.
pub fn charset(text: &str) -> Option<Flaw> {
    (!is_known(text)).then(|| {
        let message = match text {
            "" => "the character encoding is empty".to_owned(),
            _ => format!("`{}` is no character encoding", shown(text)),
        };
        Flaw::new(&INVALID_ENCODING, message, "write the name of an encoding, such as `UTF-8`").param("value", text)
    })
}

/// Whether `text` names an encoding.
fn is_known(text: &str) -> bool {
    let (mut name, mut length, mut gap, mut dots) = ([0; LONGEST], 0, false, false);
    for c in text.chars() {
        if c == '\0' {
            return false;
        }
        if !(c.is_alphanumeric() || c == '.') {
            gap = true;
            continue;
        }
        let parts = [(gap && length > 0).then_some(b'_'), c.is_ascii().then_some(c as u8)];
        for byte in parts.into_iter().flatten() {
            let Some(place) = name.get_mut(length) else { return false };
            *place = byte.to_ascii_lowercase();
            length += 1;
        }
        gap = false;
        dots |= c == '.';
    }
    let listed = |name: &[u8], table: &[&str]| table.binary_search_by(|known| known.as_bytes().cmp(name)).is_ok();
    let Some(name) = name.get_mut(..length) else { return false };
    if listed(name, &ALIASES) || !dots && listed(name, &NAMES) {
        return true;
    }
    for byte in name.iter_mut().filter(|byte| **byte == b'.') {
        *byte = b'_';
    }
    dots && listed(name, &ALIASES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted_and_no_name_is_too_long() {
        assert!(ALIASES.is_sorted() && NAMES.is_sorted());
        assert!(ALIASES.iter().chain(&NAMES).all(|name| name.len() < LONGEST));
    }

    #[test]
    fn names_in_any_dress() {
        for good in
            ["UTF-8", " utf 8 ", "utf_8_", "latin-1", "iso.8859.1", "ISO_8859-1:1987", "idna", "utf-8é", "rot13"]
        {
            assert_eq!(charset(good), None, "{good}");
        }
        for bad in ["", "Klingon", "utf..8", "cp.437", "mbcs", "8bit", "utf-8\0", "ſ"] {
            assert_eq!(charset(bad).map(|flaw| flaw.rule), Some(&INVALID_ENCODING), "{bad}");
        }
        assert!(!is_known(&"u".repeat(10_000)));
    }
}
