//! Where sentences end.

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// As a headline does.
    Open,
    /// As a headline may, but a sentence as well: with a question, an exclamation, an abbreviation, dots.
    Either,
    /// As a sentence.
    Stop,
}

const CLOSING: &[char] =
    &['"', '\'', '”', '’', '»', '›', '“', ')', ']', '}', '」', '』', '）', '*', '_', ' ', '\u{A0}', '\u{202F}'];

/// How `text` ends, whatever quotes and brackets close behind it.
pub fn ending(text: &str) -> Ending {
    let bare = text.trim_end_matches(CLOSING);
    match bare.chars().next_back() {
        Some('.') if bare.ends_with("..") => Ending::Either,
        Some('.')
            if bare.len() == text.len() && is_abbreviation(bare.rsplit([' ', '\u{A0}']).next().unwrap_or_default()) =>
        {
            Ending::Either
        }
        Some('.' | '。' | '．' | '۔' | '।' | '॥' | '።' | '։') => Ending::Stop,
        Some('!' | '?' | '…' | '！' | '？' | '؟' | '｡') => Ending::Either,
        _ => Ending::Open,
    }
}

/// Whether `text` may be the end of a sentence.
pub fn ends(text: &str) -> bool {
    ending(text) != Ending::Open
}

/// What is written with a full stop that ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr.", "mrs.", "ms.", "mx.", "dr.", "prof.", "st.", "sen.", "rep.", "gov.", "gen.", "col.", "lt.", "maj.", "capt.",
    "sgt.", "rev.", "hon.", "jr.", "sr.", "inc.", "ltd.", "co.", "corp.", "no.", "vs.", "jan.", "feb.", "mar.", "apr.",
    "aug.", "sept.", "sep.", "oct.", "nov.", "dec.", "mt.", "ft.", "ph.d.", "fr.",
];

/// Whether `word` is written with a full stop within sentences: `Mr.`, `J.`, `U.S.`
pub fn is_abbreviation(word: &str) -> bool {
    let word = word.trim_start_matches(['"', '\'', '“', '‘', '(', '[']);
    let mut parts = word.split_inclusive('.');
    let initials = parts.all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next() == Some('.')
    });
    (initials && !word.is_empty()) || ABBREVIATIONS.iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// The bytes at which the sentences of `text` begin, the first at 0. At an abbreviation none ends, unless `begins` says of
/// what follows that it begins one.
pub fn starts(text: &str, begins: impl Fn(&str) -> bool) -> Vec<usize> {
    let mut starts = vec![0];
    for (at, _) in text.match_indices(' ') {
        let (before, behind) = (text.get(..at).unwrap_or_default(), text.get(at + 1..).unwrap_or_default());
        let word = before.rsplit(' ').next().unwrap_or_default();
        let bare = word.trim_end_matches(CLOSING);
        let low = behind.chars().take(20).find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase);
        let splits = match bare.chars().next_back() {
            Some('.' | '!' | '?' | '…') if low => false,
            Some('.') if bare == word && is_abbreviation(bare) => {
                // One letter may be an initial, and what follows the rest of the name.
                bare.chars().filter(|c| c.is_alphabetic()).count() > 1 && begins(behind)
            }
            Some('.' | '!' | '?' | '…') => true,
            Some(';') => begins(behind),
            _ => false,
        };
        if splits {
            starts.push(at + 1);
        }
    }
    starts
}

/// How many sentences `text` is.
pub fn count(text: &str) -> usize {
    starts(text, |_| false).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_told_apart() {
        for (text, want) in [
            ("Grain Prices Fall", Ending::Open),
            ("Prices fall.", Ending::Stop),
            ("“Prices fall.”", Ending::Stop),
            ("“Prices Fall”", Ending::Open),
            ("Who pays?", Ending::Either),
            ("Talks in the U.S.", Ending::Either),
            ("It goes on…", Ending::Either),
            ("麦价下跌。", Ending::Stop),
            ("", Ending::Open),
        ] {
            assert_eq!(ending(text), want, "{text}");
        }
    }

    #[test]
    fn sentences_are_counted_over_abbreviations() {
        assert_eq!(count("Mr. J. K. Field of the U.S. Grain Board said so. He left."), 2);
        assert_eq!(count("One sentence."), 1);
        assert_eq!(count("“No.” She left. Why? Nobody knows"), 4);
    }
}
