//! A line as it is around a finding, for documents whose text is not at hand when findings are printed.

use super::place::floor_boundary;

/// So many characters of a line are kept on either side of a finding.
const AROUND: usize = 100;

/// The line that a finding is on, cut to what is near it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// Some 200 characters at most; `…` stands where more was.
    pub text: Box<str>,
    /// The column in `text` of the character that [`Place::column`](super::Place::column) is of.
    pub column: u32,
}

impl Excerpt {
    /// The line around byte `at` of `text`, which `goes_on` from a line whose start is not at hand.
    pub(super) fn around(text: &str, at: usize, goes_on: bool) -> Self {
        // No character has more than four bytes.
        let first = floor_boundary(text, at.saturating_sub(4 * AROUND));
        let before = text.get(first..at).unwrap_or_default();
        let line_start = before.rfind('\n').map(|newline| newline + 1);
        let line = before.get(line_start.unwrap_or(0)..).unwrap_or_default();
        let start = line.char_indices().rev().nth(AROUND - 1).map_or(0, |(start, _)| start);
        let kept = line.get(start..).unwrap_or_default();
        let cut = start > 0 || line_start.is_none() && (first > 0 || goes_on);

        let rest = text.get(at..).unwrap_or_default();
        let end = rest.char_indices().zip(0..).find(|&((_, c), n)| n == AROUND || c == '\n' || c == '\r');
        let (behind, further) = rest.split_at_checked(end.map_or(rest.len(), |((end, _), _)| end)).unwrap_or_default();
        let mut out = String::from(if cut { "…" } else { "" });
        out.push_str(kept);
        let column = u32::try_from(1 + out.chars().count()).unwrap_or(1);
        out.push_str(behind);
        if !further.starts_with(['\n', '\r']) {
            out.push('…');
        }
        Excerpt { text: out.into(), column }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_kept() {
        let around = |text: &str, at: usize, goes_on: bool| {
            let found = Excerpt::around(text, at, goes_on);
            (found.text.to_string(), found.column)
        };
        assert_eq!(around("a\nbcd\ne", 3, true), ("bcd".to_owned(), 2));
        assert_eq!(around("ab\n", 1, false), ("ab".to_owned(), 2));
        assert_eq!(around("ab\r\n", 1, true), ("…ab".to_owned(), 3));
        assert_eq!(around("ab", 0, false), ("ab…".to_owned(), 1));
        let long = "é".repeat(1000);
        let (text, column) = around(&long, 1000, false);
        assert_eq!((text.chars().count(), column), (202, 102));
        assert_eq!(around(&long, 0, false).1, 1);
        assert_eq!(around("", 0, false), ("…".to_owned(), 1));
    }
}
