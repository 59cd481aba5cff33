//! Where in a file something lies, and how that is found without counting from the start each time.

use serde::{Deserialize, Serialize};

use super::Span;

/// Where in a file a finding lies. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Place {
    /// The line.
    pub line: u32,
    /// The first character's column.
    pub column: u32,
    /// How many characters of that line are meant; at least 1. Past a thousand bytes they are not counted.
    pub width: u32,
}

impl Place {
    /// Where `span` lies in `text`, whose first line is number `first_line` of its file.
    ///
    /// A span over several lines is cut at the end of its first. Out-of-range spans point at the end. This counts from
    /// the start of the text: of many spans the places are had from a [`Report`](super::Report).
    pub fn of(text: &str, span: Span, first_line: u32) -> Self {
        Places::new(first_line, 1).find(text, span)
    }
}

/// So many bytes at most are counted for a place in a part of the text that was passed before.
const STEP: usize = 1024;

/// How many bytes of a span are looked at to find its width.
const WIDEST: usize = 1024;

/// The start of a character, with its line and column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Anchor {
    /// In bytes from the start of the text.
    at: usize,
    pub line: u32,
    pub column: u32,
}

/// Finds places in one text, and keeps what it counted: a place costs the way from the nearest kept one before it.
#[derive(Debug)]
pub(super) struct Places {
    first: Anchor,
    /// One for each step of the way to the farthest place found, in order.
    passed: Vec<Anchor>,
    last: Anchor,
}

impl Places {
    /// For a text that begins at this line and column of its file.
    pub(super) fn new(line: u32, column: u32) -> Self {
        let first = Anchor { at: 0, line, column };
        Places { first, passed: Vec::new(), last: first }
    }

    /// Whether the text begins in the midst of a line.
    pub(super) fn starts_within_line(&self) -> bool {
        self.first.column > 1
    }

    /// Where `span` lies in `text`, which must be the same each time.
    pub(super) fn find(&mut self, text: &str, span: Span) -> Place {
        let Anchor { at, line, column } = self.anchor(text, span.start);
        let end = floor_boundary(text, span.end.clamp(at, at.saturating_add(WIDEST)));
        let meant = text.get(at..end).unwrap_or_default();
        let line_end = memchr::memchr2(b'\n', b'\r', meant.as_bytes()).unwrap_or(meant.len());
        let meant = meant.get(..line_end).unwrap_or_default();
        Place { line, column, width: count(meant.chars().count()).max(1) }
    }

    /// The start of the character that byte `at` of `text` is in.
    pub(super) fn anchor(&mut self, text: &str, at: usize) -> Anchor {
        let at = floor_boundary(text, at);
        let before = self.passed.partition_point(|anchor| anchor.at <= at);
        let mut from = before.checked_sub(1).and_then(|n| self.passed.get(n)).copied().unwrap_or(self.first);
        if before == self.passed.len() {
            while at - from.at >= STEP {
                from = from.moved(text, floor_boundary(text, from.at + STEP));
                self.passed.push(from);
            }
        }
        if (from.at..=at).contains(&self.last.at) {
            from = self.last;
        }
        self.last = from.moved(text, at);
        self.last
    }
}

impl Anchor {
    /// The place `at`, which lies behind this one.
    fn moved(self, text: &str, at: usize) -> Self {
        let way = text.get(self.at..at).unwrap_or_default();
        match memchr::memrchr(b'\n', way.as_bytes()) {
            None => Anchor { at, line: self.line, column: self.column.saturating_add(count(way.chars().count())) },
            Some(newline) => {
                let lines = memchr::memchr_iter(b'\n', way.as_bytes()).count();
                let on_line = way.get(newline + 1..).unwrap_or_default().chars().count();
                Anchor { at, line: self.line.saturating_add(count(lines)), column: 1 + count(on_line) }
            }
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX - 1)
}

/// The start of the character that byte `at` is in; the end of the text if it is behind that.
pub(super) fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn places_count_characters_from_one() {
        let text = "a\nбв = 1\r\nc";
        let at = text.find('в').unwrap();
        assert_eq!(Place::of(text, Span::new(at, at + 2), 1), Place { line: 2, column: 2, width: 1 });
        assert_eq!(Place::of(text, Span::new(at, text.len()), 5), Place { line: 6, column: 2, width: 5 });
        assert_eq!(Place::of(text, Span::new(999, 1000), 1), Place { line: 3, column: 2, width: 1 });
    }

    /// Counted the slow way.
    fn counted(text: &str, span: Span) -> Place {
        let start = floor_boundary(text, span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let end = floor_boundary(text, span.end.max(start));
        let meant = text[start..end].split(['\n', '\r']).next().unwrap();
        Place {
            line: 1 + text[..start].matches('\n').count() as u32,
            column: 1 + text[line_start..start].chars().count() as u32,
            width: (meant.chars().count() as u32).max(1),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn places_are_the_same_in_any_order(
            pieces in prop::collection::vec(prop::sample::select(vec!["a", "é\n", "中", "\r\n", "long text "]), 0..4000),
            spans in prop::collection::vec((any::<prop::sample::Index>(), 0..50_usize), 1..20),
        ) {
            let text = pieces.concat();
            let mut places = Places::new(1, 1);
            for (at, length) in spans {
                let start = at.index(text.len() + 2);
                let span = Span::new(start, start + length);
                prop_assert_eq!(places.find(&text, span), counted(&text, span), "{:?}", span);
            }
        }
    }

    #[test]
    fn many_places_far_apart_are_found_in_time() {
        for piece in ["x".repeat(16), format!("{}\n", "x".repeat(15))] {
            let text = piece.repeat(1_000_000);
            let mut places = Places::new(1, 1);
            // A step that shares no factor with the length comes by everywhere, in no order.
            for n in 0..100_000_usize {
                let at = n.wrapping_mul(7_654_321) % text.len();
                let place = places.find(&text, Span::new(at, at + n % 20));
                let number = place.line as usize * 16 + place.column as usize - 17;
                assert_eq!(number, at, "{place:?}");
            }
        }
    }
}
