//! Texts as they are compared: what two copies of a text may differ in is the same in both.

use crate::text;

/// `text` in lower case, with plain quotes, dashes and single spaces, without what has no shape.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text::nfc(text).chars() {
        let c = match c {
            '‘' | '’' | '‚' | '‛' | '′' | '`' | '´' => '\'',
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
            '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => '-',
            c => c,
        };
        if c.is_whitespace() {
            space = !out.is_empty();
        } else if c.is_ascii() || !text::is_invisible(c.encode_utf8(&mut [0; 4])) {
            if std::mem::take(&mut space) {
                out.push(' ');
            }
            match c {
                '…' => out.push_str("..."),
                c => out.extend(c.to_lowercase()),
            }
        }
    }
    out
}

/// How much is said: characters, where one of a script that has a sign for each word or syllable counts for three.
pub fn weight(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 3 } else { 1 }).sum()
}

/// Whether `c` is of Chinese, Japanese or Korean.
pub fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7FF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_that_look_alike_are_the_same() {
        let plain = fold("\"It's over\" - he said... a b");
        assert_eq!(fold("“It’s over” — He\u{A0}said…  a \u{200B}b\t"), plain);
        assert_eq!(fold("e\u{301}"), fold("É"));
        assert_ne!(fold("ab"), fold("a b"));
    }

    #[test]
    fn signs_of_words_weigh_more() {
        assert_eq!((weight("abc"), weight("麦价")), (3, 6));
    }
}
