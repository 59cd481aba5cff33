//! Characters by the classes that the patterns of the W3C validator put them in: digits, white space and letters of
//! all of Unicode, where a feed most often has ASCII.

use unicode_normalization::char::is_combining_mark;

/// Where the digits 0 to 9 of the scripts begin, sorted. Each set is a run of ten.
const ZEROS: [u32; 66] = [
    0x30, 0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50, 0xA620,
    0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0, 0x11136, 0x111D0,
    0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50, 0x11D50, 0x11DA0, 0x16A60,
    0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140, 0x1E2F0, 0x1E950, 0x1FBF0,
];

/// The value of a decimal digit of any script.
pub(super) fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let code = u32::from(c);
    let zero = ZEROS.partition_point(|&zero| zero <= code).checked_sub(1).and_then(|at| ZEROS.get(at))?;
    Some(code - zero).filter(|value| *value < 10)
}

/// Whether `c` is a decimal digit of any script.
pub(super) fn is_digit(c: char) -> bool {
    digit(c).is_some()
}

/// White space, with the four separators of ASCII that Unicode does not count.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

/// `text` without white space at its ends.
pub fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// A letter of any script; marks and numerals are none.
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    c.is_alphabetic() && !c.is_numeric() && !is_combining_mark(c) && !matches!(c, '\u{24B6}'..='\u{24E9}')
}

/// A letter, a number of any kind or `_`.
pub(super) fn is_word(c: char) -> bool {
    c == '_' || is_letter(c) || c.is_numeric()
}

/// `text` without one line feed at its end, which patterns overlook there.
pub(super) fn line(text: &str) -> &str {
    text.strip_suffix('\n').unwrap_or(text)
}

/// An ASCII character in quotes, what cannot be seen written as an escape: `' '`, `'\n'`, `'\x01'`.
pub(super) fn quoted(c: char) -> String {
    match c {
        '\'' => "\"'\"".to_owned(),
        '\\' => r"'\\'".to_owned(),
        '\n' => r"'\n'".to_owned(),
        '\r' => r"'\r'".to_owned(),
        '\t' => r"'\t'".to_owned(),
        c if c.is_ascii_control() => format!(r"'\x{:02x}'", u32::from(c)),
        c => format!("'{c}'"),
    }
}

/// Walks over a text, taking what it expects.
#[derive(Debug, Clone)]
pub(super) struct Scan<'t>(pub &'t str);

impl Scan<'_> {
    /// Takes a character that `fits`.
    pub fn one(&mut self, fits: impl Fn(char) -> bool) -> bool {
        match self.0.chars().next() {
            Some(c) if fits(c) => {
                self.0 = self.0.get(c.len_utf8()..).unwrap_or_default();
                true
            }
            _ => false,
        }
    }

    /// Takes all characters that `fit`, and says how many there were.
    pub fn many(&mut self, fits: impl Fn(char) -> bool) -> usize {
        let mut count = 0;
        let length = self.0.chars().take_while(|&c| fits(c)).inspect(|_| count += 1).map(char::len_utf8).sum();
        self.0 = self.0.get(length..).unwrap_or_default();
        count
    }

    /// Takes this character.
    pub fn is(&mut self, c: char) -> bool {
        self.one(|next| next == c)
    }

    /// Takes exactly so many digits, and gives their value.
    pub fn digits(&mut self, count: usize) -> Option<u32> {
        let near = self.0.as_bytes().get(..count);
        if let Some(near) = near.filter(|near| near.iter().all(u8::is_ascii_digit)) {
            self.0 = self.0.get(count..)?;
            return Some(near.iter().fold(0, |value, b| value * 10 + u32::from(b - b'0')));
        }
        let mut value = 0;
        for _ in 0..count {
            let c = self.0.chars().next()?;
            value = value * 10 + digit(c)?;
            self.0 = self.0.get(c.len_utf8()..)?;
        }
        Some(value)
    }

    /// Takes one or two digits, and gives their value.
    pub fn one_or_two_digits(&mut self) -> Option<u32> {
        let tens = self.digits(1)?;
        let mut ahead = self.clone();
        match ahead.digits(1) {
            Some(ones) => {
                *self = ahead;
                Some(tens * 10 + ones)
            }
            None => Some(tens),
        }
    }

    /// Takes the first of these words that the text goes on with, and says which.
    pub fn word(&mut self, words: &[&str]) -> Option<usize> {
        let at = words.iter().position(|word| self.0.starts_with(word))?;
        self.0 = self.0.get(words.get(at)?.len()..)?;
        Some(at)
    }

    /// Whether nothing is left.
    pub fn at_end(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_scripts() {
        assert!(ZEROS.is_sorted());
        for (c, value) in
            [('7', Some(7)), ('٣', Some(3)), ('９', Some(9)), ('𝟘', Some(0)), ('x', None), ('²', None), ('½', None)]
        {
            assert_eq!(digit(c), value, "{c}");
        }
    }

    #[test]
    fn classes() {
        assert!(is_space('\u{1C}') && is_space('\u{A0}') && !is_space('\u{200B}'));
        assert!(is_letter('é') && is_letter('字') && !is_letter('Ⅳ') && !is_letter('\u{301}') && !is_letter('7'));
        assert!(is_word('_') && is_word('²') && !is_word('-'));
        assert_eq!(
            [' ', '\'', '\\', '\t', '\u{1}', '\u{7F}', '"'].map(quoted).join(" "),
            r#"' ' "'" '\\' '\t' '\x01' '\x7f' '"'"#
        );
        assert_eq!(strip(" \u{1F}a \u{A0}"), "a");
    }
}
