//! The names of character encodings, as programs take them: in any case, and with any punctuation between their parts.

use super::super::Flaw;
use super::INVALID_ENCODING;
use crate::validate::reader::encoding::encoding_named;
use crate::validate::reader::shown;

/// The name of a character encoding.
pub fn charset(text: &str) -> Option<Flaw> {
    encoding_named(text).is_none().then(|| {
        let message = match text {
            "" => "the character encoding is empty".to_owned(),
            _ => format!("`{}` is no character encoding", shown(text)),
        };
        Flaw::new(&INVALID_ENCODING, message, "write the name of an encoding, such as `UTF-8`").param("value", text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
    }
}
