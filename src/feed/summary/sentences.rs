//! Where sentences end by Unicode's rules (UAX #29, section 5), told faster of text that is ASCII.

use unicode_segmentation::{USentenceBoundIndices, UnicodeSegmentation};

/// The sentences of a text, each with the byte at which it begins; white space between two belongs to the first.
pub enum Sentences<'t> {
    /// Of printable ASCII: the text, and how much of it was given.
    Ascii(&'t str, usize),
    /// Of any other.
    Any(USentenceBoundIndices<'t>),
}

impl<'t> Sentences<'t> {
    /// The sentences of `text`.
    pub fn of(text: &'t str) -> Self {
        if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
            Sentences::Ascii(text, 0)
        } else {
            Sentences::Any(text.split_sentence_bound_indices())
        }
    }
}

impl<'t> Iterator for Sentences<'t> {
    type Item = (usize, &'t str);

    fn next(&mut self) -> Option<(usize, &'t str)> {
        match self {
            Sentences::Ascii(text, done) => {
                let start = *done;
                let rest = text.get(start..).filter(|rest| !rest.is_empty())?;
                let sentence = rest.get(..first_end(text.as_bytes(), start) - start).unwrap_or(rest);
                *done = start + sentence.len();
                Some((start, sentence))
            }
            Sentences::Any(sentences) => sentences.next(),
        }
    }
}

/// Where the sentence that begins at `start` ends. Rules SB6 to SB11, for the characters that ASCII has.
fn first_end(text: &[u8], start: usize) -> usize {
    let skip = |from: usize, of: fn(&u8) -> bool| {
        text.get(from..).and_then(|rest| rest.iter().position(|b| !of(b))).map_or(text.len(), |n| from + n)
    };
    let mut from = start;
    while let Some(found) = text.get(from..).and_then(|rest| memchr::memchr3(b'.', b'!', b'?', rest)) {
        let mark = from + found;
        let closed = skip(mark + 1, |b| matches!(b, b'"' | b'\'' | b'(' | b')' | b'[' | b']' | b'{' | b'}'));
        let end = skip(closed, |&b| b == b' ');
        let Some(&next) = text.get(end) else { return end };
        let is_full_stop = text.get(mark) == Some(&b'.');
        // "3.14", "U.S": nothing lies between.
        let is_inner = is_full_stop && end == mark + 1 && {
            let after_letter = mark.checked_sub(1).and_then(|at| text.get(at)).is_some_and(u8::is_ascii_alphabetic);
            next.is_ascii_digit() || (next.is_ascii_uppercase() && after_letter)
        };
        let goes_on = matches!(next, b',' | b'-' | b':' | b';' | b'.' | b'!' | b'?');
        let is_inside = is_inner || goes_on || (is_full_stop && is_lower_ahead(text, end));
        if !is_inside {
            return end;
        }
        from = end;
    }
    text.len()
}

/// Whether the first letter at or after `at` is lower case, with no other mark before it.
fn is_lower_ahead(text: &[u8], at: usize) -> bool {
    let mut ahead = text.get(at..).unwrap_or_default().iter();
    ahead.find(|b| b.is_ascii_alphabetic() || matches!(b, b'.' | b'!' | b'?')).is_some_and(u8::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn ascii_has_the_sentences_that_unicode_says(text in "([ -~]|[aB3 .!?,;:'\"()_-]|[aB .]){0,24}") {
            let all: Vec<_> = Sentences::of(&text).collect();
            prop_assert_eq!(all, text.split_sentence_bound_indices().collect::<Vec<_>>());
        }
    }
}
