//! The lines of a text, and parts of them: found without walking the text anew for each finding.

use std::borrow::Cow;

use super::{Excerpt, Place};

/// More characters of a line than this are not shown around a finding.
const WINDOW: usize = 125;

/// A text and where its lines begin.
pub(crate) struct Lines<'t> {
    text: Cow<'t, str>,
    /// The first byte of each line.
    starts: Vec<usize>,
    /// Where the last search ended: the line, a character in it counted from 0, and that one's byte in the text.
    last: (usize, usize, usize),
}

/// A line, or the part of one that is worth showing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// What is shown.
    pub text: String,
    /// The bytes of it that are meant.
    pub marked: (usize, usize),
    /// Whether the line's beginning is shown, so that columns can be counted.
    pub from_start: bool,
}

impl<'t> Lines<'t> {
    pub(crate) fn new(text: Cow<'t, str>) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1)).collect();
        Lines { text, starts, last: (0, 0, 0) }
    }

    /// The part of a line around `place`, at most [`WINDOW`] characters; `None` where there is no such line.
    ///
    /// Places in the order of the text cost one walk over it, all of them together.
    pub(crate) fn around(&mut self, place: Place) -> Option<Part> {
        let index = usize::try_from(place.line).ok()?.checked_sub(1)?;
        let start = *self.starts.get(index)?;
        let end = self.starts.get(index + 1).map_or(self.text.len(), |next| next - 1);
        if index > 0 && start >= self.text.len() {
            return None;
        }
        let first = (place.column as usize).saturating_sub(1);
        let width = (place.width as usize).clamp(1, WINDOW / 2);
        let skip = if first + width <= WINDOW { 0 } else { first - WINDOW / 4 };
        let (mut at, mut byte) = match self.last {
            (line, at, byte) if line == index && at <= skip && byte >= start => (at, byte),
            _ => (0, start),
        };
        let mut rest = self.text.get(byte..end)?.chars();
        while at < skip {
            let Some(c) = rest.next() else { break };
            at += 1;
            byte += c.len_utf8();
        }
        self.last = (index, at, byte);
        let rest = self.text.get(byte..end)?;
        Some(cut(rest.strip_suffix('\r').unwrap_or(rest), at, first, width))
    }
}

impl Part {
    /// What stands before, in and behind what is meant.
    pub(crate) fn apart(&self) -> Option<(String, String, String)> {
        let (start, end) = self.marked;
        let (before, rest) = self.text.split_at_checked(start)?;
        let (marked, behind) = rest.split_at_checked(end.checked_sub(start)?)?;
        Some((before.to_owned(), marked.to_owned(), behind.to_owned()))
    }

    /// The part that a finding brings with it.
    pub(super) fn of(excerpt: &Excerpt, place: Place) -> Part {
        let text: String = excerpt.text.chars().map(visible).collect();
        let byte = |column: usize| text.char_indices().nth(column).map_or(text.len(), |(byte, _)| byte);
        let first = (excerpt.column as usize).saturating_sub(1);
        let marked = (byte(first), byte(first + place.width as usize));
        Part { marked, from_start: excerpt.column == place.column, text }
    }
}

fn visible(c: char) -> char {
    if c.is_control() && c != '\t' { '\u{FFFD}' } else { c }
}

/// The beginning of `rest`, whose first character is number `at` of its line, with `width` characters from `first` on
/// marked.
fn cut(rest: &str, at: usize, first: usize, width: usize) -> Part {
    let (mut text, mut start, mut end) = (String::new(), None, None);
    if at > 0 {
        text.push('…');
    }
    let mut chars = rest.chars();
    for (at, c) in (at..).zip(chars.by_ref().take(WINDOW)) {
        if at == first {
            start = Some(text.len());
        }
        if at == first + width {
            end = Some(text.len());
        }
        text.push(visible(c));
    }
    let length = text.len();
    let is_cut = !chars.as_str().is_empty();
    if is_cut {
        text.push('…');
    }
    let start = start.unwrap_or(length);
    let end = end.unwrap_or(length).max(start);
    Part { text, marked: (start, end), from_start: at == 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, column: u32, width: u32) -> Place {
        Place { line, column, width }
    }

    #[test]
    fn long_lines_are_shown_in_part() {
        let text = format!("one\n{}é{}\nlast", "x".repeat(100_000), "y".repeat(50_000));
        let mut lines = Lines::new(Cow::Borrowed(&text));
        let part = lines.around(at(2, 100_001, 1)).unwrap();
        assert_eq!(part.text.get(part.marked.0..part.marked.1), Some("é"));
        assert!(part.text.chars().count() <= WINDOW + 2 && !part.from_start);
        // Places behind, before and on another line than the last one.
        for (place, marked) in
            [(at(2, 120_000, 2), "yy"), (at(2, 1, 3), "xxx"), (at(1, 2, 2), "ne"), (at(3, 1, 4), "last")]
        {
            let part = lines.around(place).unwrap();
            assert_eq!(part.text.get(part.marked.0..part.marked.1), Some(marked));
        }
        assert!(lines.around(at(3, 1, 1)).unwrap().from_start && lines.around(at(4, 1, 1)).is_none());
    }

    #[test]
    fn a_finding_may_bring_its_line() {
        let excerpt = |text: &str, column| Excerpt { text: text.into(), column };
        let part = Part::of(&excerpt("…é<b>x…", 3), at(7, 500, 3));
        assert_eq!((part.text.get(part.marked.0..part.marked.1), part.from_start), (Some("<b>"), false));
        let part = Part::of(&excerpt("a\u{7}b", 2), at(7, 2, 99));
        assert_eq!((part.text.as_str(), part.marked, part.from_start), ("a\u{FFFD}b", (1, 5), true));
    }

    #[test]
    fn places_that_are_not_there_mark_the_end() {
        let mut lines = Lines::new(Cow::Borrowed("abc\r\n\r\n"));
        assert_eq!(lines.around(at(1, 9, 5)), Some(Part { text: "abc".into(), marked: (3, 3), from_start: true }));
        assert_eq!(lines.around(at(2, 1, 1)), Some(Part { text: String::new(), marked: (0, 0), from_start: true }));
        assert_eq!((lines.around(at(0, 1, 1)), lines.around(at(3, 1, 1))), (None, None));
        assert_eq!(Lines::new(Cow::Borrowed("")).around(at(1, 1, 1)).map(|part| part.text), Some(String::new()));
    }
}
