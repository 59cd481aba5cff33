//! Whether `&#x` is written in some lines of the document. The W3C validator takes that for a sign that a `<` in plain
//! text is meant as such.
//!
//! Where a document is read in windows, what was in the lines at their edges is kept: for the line at the edge, for those
//! since plain text last began, and for those that the open elements begin in. A line counts as far as it was read when it
//! is asked about, to the window's end.

use std::cell::Cell;

use crate::diagnostic::{Report, Span};

/// What was found out last: all of a document may be in one line, and many values be asked about.
#[derive(Debug, Default)]
pub struct HexLines {
    /// A single line, and whether it is there.
    line: Cell<Option<(Span, bool)>>,
    /// The place that several lines were looked through from, with that of their end, and whether it is there.
    lines: Cell<Option<(Span, bool)>>,
    /// Whether it is in the line that the window begins in, before the window.
    at_edge: bool,
    /// Whether it is in the lines from the one in which plain text last began, before the window.
    since_plain: bool,
}

/// What is known of the line that an element begins in, of what stands before the window.
#[derive(Debug, Clone, Copy, Default)]
pub struct HexNote {
    /// It is there.
    own: bool,
    /// It is there, or in a line since plain text last began.
    since_plain: bool,
    /// It is there, or between there and the window.
    since: bool,
    /// The line ends before the window.
    ended: bool,
}

/// A search for it that is made only where somebody asks.
#[derive(Debug, Clone, Copy)]
pub struct HexSearch<'v> {
    lines: &'v HexLines,
    report: &'v Report<'v>,
    start: usize,
    end: usize,
    note: HexNote,
}

impl HexSearch<'_> {
    /// Whether it is written there.
    pub(in crate::validate) fn is_written(&self) -> bool {
        self.lines.are(self.start, self.end, self.note, self.report)
    }
}

impl HexLines {
    /// A search in the lines from that of byte `start`, where plain text or the element at hand begins, to that of byte
    /// `end`, where the element does, with what is known of its line.
    pub(in crate::validate) fn search<'v>(
        &'v self,
        start: usize,
        end: usize,
        note: HexNote,
        report: &'v Report<'v>,
    ) -> HexSearch<'v> {
        HexSearch { lines: self, report, start, end, note }
    }

    fn are(&self, start: usize, end: usize, note: HexNote, report: &Report<'_>) -> bool {
        let start = start.min(end);
        let base = report.base();
        let before = match (start < base, end < base) {
            (_, true) => (if start == end { note.own } else { note.since_plain }, note.ended),
            (true, false) => (self.since_plain, false),
            (false, false) => (false, false),
        };
        match before {
            (true, _) => true,
            (false, true) => false,
            (false, false) => self.are_here(start.max(base), end.max(base), report),
        }
    }

    /// Whether it is in lines of the window, or of the line that goes on in it.
    fn are_here(&self, start: usize, end: usize, report: &Report<'_>) -> bool {
        if let Some((line, found)) = self.line.get()
            && line.start <= start
            && end <= line.end
        {
            return found;
        }
        let mut from = start;
        if let Some((lines, found)) = self.lines.get()
            && lines.start == start
        {
            if found || end <= lines.end {
                return found;
            }
            from = lines.end;
        }
        let lines = report.lines(from, end);
        let text = report.slice(lines).unwrap_or_default().as_bytes();
        let found = (self.at_edge && lines.start == report.base()) || memchr::memmem::find(text, b"&#x").is_some();
        match from == start && memchr::memchr(b'\n', text).is_none() {
            true => self.line.set(Some((lines, found))),
            false => self.lines.set(Some((Span::new(start, lines.end), found))),
        }
        found
    }

    /// What is to be known of the line in which an element begins at `start`, when the window moves on; `last` is where
    /// it is written last in what is left.
    pub(super) fn note(
        &self,
        plain_start: usize,
        start: usize,
        last: Option<usize>,
        note: HexNote,
        report: &Report<'_>,
    ) -> HexNote {
        let since = note.since || self.is_since(start, last, report);
        if note.ended {
            return HexNote { since, ..note };
        }
        let line = report.lines(start, start);
        HexNote {
            own: self.are(start, start, note, report),
            since_plain: self.are(plain_start, start, note, report),
            since,
            ended: line.end < report.base() + report.text().len(),
        }
    }

    /// Where it is written last in what is left when the window moves on to byte `position`.
    pub(super) fn last(position: usize, report: &Report<'_>) -> Option<usize> {
        let base = report.base();
        let text = report.text().as_bytes();
        let left = text.get(..position.saturating_sub(base)).unwrap_or(text);
        let is_hex =
            |at: &usize| at.checked_sub(1).is_some_and(|from| left.get(from..).is_some_and(|t| t.starts_with(b"&#x")));
        memchr::memrchr_iter(b'#', left).find(is_hex).map(|at| base + at)
    }

    /// Whether it is in the lines from that of byte `start`, in the window or before it, to where the window is left.
    fn is_since(&self, start: usize, last: Option<usize>, report: &Report<'_>) -> bool {
        let from = report.lines(start, start).start;
        last.is_some_and(|last| last >= from) || (self.at_edge && start >= report.base() && from == report.base())
    }

    /// Plain text begins where an element did of which `note` is known.
    pub(in crate::validate) fn plain_begins(&mut self, note: HexNote) {
        self.since_plain = note.since;
    }

    /// Keeps what is to be known when the window moves on to byte `position`.
    pub(super) fn leave(&mut self, plain_start: usize, position: usize, last: Option<usize>, report: &Report<'_>) {
        let known = self.since_plain && plain_start < report.base();
        self.since_plain = known || self.is_since(plain_start, last, report);
        self.at_edge = self.is_since(position, last, report);
        self.line.set(None);
        self.lines.set(None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_out_before_changes_nothing() {
        let text = "ab\ncd &#x26; ef\n\ngh\nij &#x26;";
        let report = Report::new("a", text);
        let known = HexLines::default();
        let note = HexNote::default();
        for start in 0..text.len() {
            for end in start..text.len() {
                let fresh = HexLines::default().are(start, end, note, &report);
                assert_eq!(known.are(start, end, note, &report), fresh, "{start} {end}");
                let lines = report.lines(start, end);
                assert_eq!(fresh, text[lines.start..lines.end].contains("&#x"), "{start} {end}");
            }
        }
    }

    /// Only what is in a line behind the window cannot be known.
    #[test]
    fn windows_change_nothing() {
        let text = "ab &#x26; cd\nef\n&#x26; gh ij\nkl\nmn";
        let whole = Report::new("a", text);
        let none = HexNote::default();
        for edge in (0..=text.len()).filter(|&at| !text[..at].ends_with("&#") && !text[..at].ends_with('&')) {
            for next in (edge..=text.len()).filter(|&at| !text[..at].ends_with("&#") && !text[..at].ends_with('&')) {
                for plain in (0..text.len()).chain([usize::MAX]) {
                    for start in 0..edge {
                        let wanted = |plain: usize| HexLines::default().are(plain, start, none, &whole);
                        let mut lines = HexLines::default();
                        let report = Report::new("a", "").window(&text[..edge]);
                        let last = HexLines::last(edge, &report);
                        let note = lines.note(plain, start, last, none, &report);
                        lines.leave(plain, edge, last, &report);
                        let report = report.leave(edge).window(&text[edge..next]);
                        let last = HexLines::last(next, &report);
                        let note = lines.note(plain, start, last, note, &report);
                        lines.leave(plain, next, last, &report);
                        let report = report.leave(next).window(&text[next..]);
                        assert_eq!(lines.are(start, start, note, &report), wanted(start), "{edge} {next} {start}");
                        if plain < edge || plain == usize::MAX {
                            let found = lines.are(plain, start, note, &report);
                            assert_eq!(found, wanted(plain), "{edge} {next} {plain} {start}");
                        }
                    }
                }
            }
        }
    }
}
