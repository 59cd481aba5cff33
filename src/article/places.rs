//! Where values stand in a head: what [`Report::place`] says, for short texts and several values at once.

use crate::diagnostic::{Place, Report, Span};

/// The place of `span`.
pub fn place(span: Span, report: &Report) -> Place {
    on_line(report.text(), 1, 0, span).map_or_else(|| report.place(span), |(place, ..)| place)
}

/// The place of each of a few spans, found one from the other.
pub fn places<const N: usize>(spans: [Option<Span>; N], report: &Report) -> [Option<Place>; N] {
    let mut places = [None; N];
    // The line that was reached, and where it begins.
    let (mut line, mut line_start, mut last) = (1, 0, 0);
    for (place, span) in places.iter_mut().zip(spans) {
        let Some(span) = span else { continue };
        if span.start < last {
            (line, line_start) = (1, 0);
        }
        last = span.start;
        *place = Some(match on_line(report.text(), line, line_start, span) {
            Some((place, start)) => {
                (line, line_start) = (place.line, start);
                place
            }
            None => report.place(span),
        });
    }
    places
}

/// So many bytes are looked at here.
const MOST: usize = 1000;

/// The place of `span`, which is on line number `line`, which begins at byte `line_start`, or not far behind it, and where
/// its own line begins; `None` where that takes a closer look.
fn on_line(text: &str, line: u32, line_start: usize, span: Span) -> Option<(Place, usize)> {
    if span.start - line_start.min(span.start) > MOST || span.end.saturating_sub(span.start) > MOST {
        return None;
    }
    let way = text.get(line_start..span.start)?.as_bytes();
    let meant = text.get(span.start..span.end)?.as_bytes();
    let lines = way.iter().fold(0, |lines, b| lines + u32::from(*b == b'\n'));
    let before = way.iter().rev().take_while(|b| **b != b'\n').count();
    let column = way.iter().rev().take(before).fold(1, |column, b| column + u32::from(is_first(*b)));
    // Most values are ASCII on one line.
    let width = if meant.iter().fold(false, |any, b| any | !(0x20..0x80).contains(b)) {
        let end = meant.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(meant.len());
        meant.iter().take(end).fold(0, |width, b| width + u32::from(is_first(*b)))
    } else {
        u32::try_from(meant.len()).ok()?
    };
    Some((Place { line: line.saturating_add(lines), column, width: width.max(1) }, span.start - before))
}

/// Whether a byte is the first of its character.
fn is_first(byte: u8) -> bool {
    byte & 0xC0 != 0x80
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 1000, ..ProptestConfig::default() })]

        #[test]
        fn places_are_those_that_the_report_gives(
            pieces in prop::collection::vec(prop::sample::select(vec!["a", "é", "中", "\n", "\r\n", "a long text of many words ", " = "]), 0..200),
            spans in prop::array::uniform5(prop::option::of((any::<prop::sample::Index>(), 0..2000_usize))),
        ) {
            let text = pieces.concat();
            let spans = spans.map(|span| span.map(|(at, length)| {
                let start = at.index(text.len() + 2);
                Span::new(start, start + length)
            }));
            let report = Report::new("a.md", &text);
            let wanted = spans.map(|span| span.map(|span| Report::new("a.md", &text).place(span)));
            prop_assert_eq!(places(spans, &report), wanted);
            prop_assert_eq!(spans.map(|span| span.map(|span| place(span, &report))), wanted);
        }
    }
}
