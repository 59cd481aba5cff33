//! Characters that HTML must not have. They are told of before all other faults, or, in a long text, as soon as the
//! stretch that they are in is read.

use super::fault::ParseError;
use super::tokens::is_no_character;

/// How many characters are read at a time.
const STRETCH: usize = 10_240;

/// The faults that are known only by the next character.
const PUT_BACK: [&str; 10] = [
    "expected-closing-tag-but-got-char",
    "expected-dashes-or-doctype",
    "expected-named-entity",
    "expected-numeric-entity",
    "expected-tag-name",
    "expected-tag-name-but-got-question-mark",
    "named-entity-without-semicolon",
    "numeric-entity-without-semicolon",
    "unexpected-character-after-attribute-value",
    "unexpected-character-after-solidus-in-tag",
];

/// Which of these characters are in a text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Suspect {
    /// The first of these characters, and where the stretch that it is in begins.
    no_character: Option<(usize, usize)>,
    nul: Option<usize>,
}

impl Suspect {
    /// Looks through all of `value`.
    pub fn find(value: &str) -> Self {
        const BLOCK: usize = 64;
        let mut found = Suspect::default();
        for (number, block) in value.as_bytes().chunks(BLOCK).enumerate() {
            // No branch inside, so that all of a block is looked at together.
            if block.iter().fold(false, |found, b| found | may_be_one(*b)) {
                let from = number * BLOCK;
                found.look_at(value, from, from + block.len());
                if found.no_character.is_some() {
                    return found;
                }
            }
        }
        found
    }

    fn look_at(&mut self, value: &str, from: usize, to: usize) {
        for (at, b) in value.as_bytes().iter().enumerate().take(to).skip(from) {
            if *b == 0 {
                self.nul = self.nul.or(Some(at));
            } else if may_be_one(*b)
                && self.no_character.is_none()
                && value.get(at..).and_then(|rest| rest.chars().next()).is_some_and(is_no_character)
            {
                self.no_character = Some((at, stretch_start(value, at)));
            }
        }
    }

    /// The fault that comes before any other.
    pub fn at_once(&self, value: &str) -> Option<ParseError> {
        self.no_character.filter(|(_, stretch)| *stretch == 0).map(|(at, _)| fault(value, at))
    }

    /// What comes first, this fault, or one of these characters; without a fault, one of them.
    pub fn before(&self, value: &str, other: Option<ParseError>) -> Option<ParseError> {
        let position = other.as_ref().map_or(usize::MAX, |other| other.position);
        // One more character was looked at, and put back.
        let seen = other.as_ref().map_or(usize::MAX, |other| position + usize::from(PUT_BACK.contains(&other.code)));
        let nul = self.nul.filter(|at| position > *at);
        let no_character = self.no_character.filter(|(_, stretch)| seen > *stretch).map(|(at, _)| at);
        match nul.into_iter().chain(no_character).min() {
            Some(at) => Some(fault(value, at)),
            None => other,
        }
    }
}

fn fault(value: &str, at: usize) -> ParseError {
    let length = value.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
    ParseError::new("invalid-codepoint", at..at + length, at + length)
}

/// A byte that such a character may begin with.
const fn may_be_one(b: u8) -> bool {
    (b < 0x20 && b != b'\t' && b != b'\n' && b != 0x0C && b != b'\r')
        || b == 0x7F
        || b == 0xC2
        || b == 0xEF
        || b >= 0xF0
}

/// Where the stretch begins that the character at `at` is in. A carriage return at the end of one belongs to the next.
fn stretch_start(value: &str, at: usize) -> usize {
    let mut start = 0;
    // How much of the stretch is read, where a carriage return put back counts for nothing.
    let mut length = 0;
    let mut last = '\0';
    for (place, c) in value.char_indices() {
        if length == STRETCH {
            start = if last == '\r' { place - 1 } else { place };
            length = 0;
        }
        if place >= at {
            break;
        }
        length += 1;
        last = c;
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_found() {
        for c in [
            '\u{1}',
            '\u{B}',
            '\u{1F}',
            '\u{7F}',
            '\u{80}',
            '\u{9F}',
            '\u{FDD0}',
            '\u{FFFE}',
            '\u{1FFFF}',
            '\u{10FFFE}',
        ] {
            for before in [0, 1, 62, 63, 64, 100] {
                let value = format!("{}{c}é", "x".repeat(before));
                assert_eq!(Suspect::find(&value).no_character, Some((before, 0)), "{c:?} {before}");
            }
        }
        assert!(Suspect::find("é\u{A0}\u{FEFF}，\u{FFFD}😀\t\n\u{C}\r").no_character.is_none());
        assert_eq!(Suspect::find("a\0\0").nul, Some(1));
    }

    #[test]
    fn a_long_text_is_read_in_stretches() {
        let long = |before: &str, rest: usize| format!("{before}{}\u{1}", "é".repeat(rest));
        assert_eq!(Suspect::find(&long("", STRETCH - 1)).no_character, Some((2 * (STRETCH - 1), 0)));
        assert_eq!(Suspect::find(&long("", STRETCH)).no_character, Some((2 * STRETCH, 2 * STRETCH)));
        let returned = format!("{}\r\u{1}", "x".repeat(STRETCH - 1));
        assert_eq!(Suspect::find(&returned).no_character, Some((STRETCH, STRETCH - 1)));
    }
}
