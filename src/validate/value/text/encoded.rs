//! Words as they stand in an address: whether they are percent-encoded, and just as far as needed.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC};

use super::super::Flaw;
use super::super::chars::{is_space, is_word};
use super::NOT_URL_ENCODED;
use crate::validate::reader::shown;

/// Words with white space between them, each as it would be if it were decoded and encoded again.
pub fn url_encoded(text: &str) -> Option<Flaw> {
    let word = text.split(is_space).find(|word| !word.is_empty() && !is_encoded(word))?;
    let message = format!("`{}` is not encoded as a part of an address", shown(word));
    let help = format!("write `{}`", shown(&encode(&decode(word))));
    Some(Flaw::new(&NOT_URL_ENCODED, message, help))
}

fn is_encoded(word: &str) -> bool {
    if word.bytes().all(is_plain) {
        return true;
    }
    capital(word) == encode(&decode(word))
}

/// The two characters behind each `%` in capitals, if they could be of a word.
fn capital(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        out.push(c);
        let mut ahead = chars.clone();
        if let ('%', Some(first), Some(second)) = (c, ahead.next(), ahead.next())
            && is_word(first)
            && is_word(second)
        {
            out.extend(first.to_uppercase().chain(second.to_uppercase()));
            chars = ahead;
        }
    }
    out
}

/// What `text` stands for; bytes that are no UTF-8 become U+FFFD.
pub fn decode(text: &str) -> Cow<'_, str> {
    percent_encoding::percent_decode_str(text).decode_utf8_lossy()
}

/// `text` with all but the plainest characters encoded; `/` is kept.
fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, ENCODED).to_string()
}

/// All but letters, digits and `-._~/`.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_or_not() {
        for good in ["", "cat", "cat dog", "caf%C3%A9", "caf%c3%a9", "a%20b", "a/b"] {
            assert_eq!(url_encoded(good), None, "{good}");
        }
        for (bad, mended) in [("a+b", "a%2Bb"), ("café", "caf%C3%A9"), ("50%", "50%25"), ("%41", "A"), ("%zz", "%25zz")]
        {
            let flaw = url_encoded(bad).unwrap();
            assert_eq!((flaw.rule, flaw.help), (&NOT_URL_ENCODED, format!("write `{mended}`")), "{bad}");
        }
    }
}
