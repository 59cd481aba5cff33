//! Whether `&#x` is written in some lines of the document. The W3C validator takes that for a sign that a `<` in plain
//! text is meant as such.

use std::cell::Cell;

use crate::diagnostic::{Report, Span};

/// What was found out last: all of a document may be in one line, and many values be asked about.
#[derive(Debug, Default)]
pub struct HexLines {
    /// A single line, and whether it is there.
    line: Cell<Option<(Span, bool)>>,
    /// The place that several lines were looked through from, with that of their end, and whether it is there.
    lines: Cell<Option<(Span, bool)>>,
}

/// A search for it that is made only where somebody asks.
#[derive(Debug, Clone, Copy)]
pub struct HexSearch<'v> {
    lines: &'v HexLines,
    report: &'v Report<'v>,
    start: usize,
    end: usize,
}

impl HexSearch<'_> {
    /// Whether it is written there.
    pub(in crate::validate) fn is_written(&self) -> bool {
        self.lines.are(self.start, self.end, self.report)
    }
}

impl HexLines {
    /// A search in the lines from that of byte `start` to that of byte `end`.
    pub(in crate::validate) fn search<'v>(&'v self, start: usize, end: usize, report: &'v Report<'v>) -> HexSearch<'v> {
        HexSearch { lines: self, report, start, end }
    }

    /// Whether it is written in the lines from that of byte `start` to that of byte `end`.
    pub(super) fn are(&self, start: usize, end: usize, report: &Report<'_>) -> bool {
        let start = start.min(end);
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
        let found = memchr::memmem::find(text, b"&#x").is_some();
        match from == start && memchr::memchr(b'\n', text).is_none() {
            true => self.line.set(Some((lines, found))),
            false => self.lines.set(Some((Span::new(start, lines.end), found))),
        }
        found
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
        for start in 0..text.len() {
            for end in start..text.len() {
                let fresh = HexLines::default().are(start, end, &report);
                assert_eq!(known.are(start, end, &report), fresh, "{start} {end}");
                let lines = report.lines(start, end);
                assert_eq!(fresh, text[lines.start..lines.end].contains("&#x"), "{start} {end}");
            }
        }
    }
}
