//! Where the parts of a head stand.

use super::Reader;
use crate::article::Marks;
use crate::article::dialect::Field;
use crate::diagnostic::{Place, Report, Span};

/// The fields that a mark is of; of several the first that is there.
const MARKED: [&[Field]; 7] = [
    &[Field::Title],
    &[Field::Date, Field::PublishDate, Field::Published],
    &[Field::Url, Field::Permalink],
    &[Field::Slug],
    &[Field::Id],
    &[Field::Tags, Field::Taxonomies, Field::Categories, Field::Category],
    &[Field::Summary],
];

impl Reader<'_, '_, '_> {
    pub(super) fn marks(&self) -> Marks {
        let span =
            |fields: &[Field]| fields.iter().find_map(|field| self.fields.get(*field)).map(|(_, value)| value.span);
        let [title, date, url, slug, id, tags, summary] = places(MARKED.map(span), self.report);
        Marks { title, date, url, slug, id, tags, summary, in_sidecar: false, undated: false }
    }
}

/// What [`Report::place`] says of each span; all are found in one pass.
fn places<const N: usize>(spans: [Option<Span>; N], report: &Report) -> [Option<Place>; N] {
    let mut places = [None; N];
    let mut order = [(None, 0); N];
    for (n, (slot, span)) in order.iter_mut().zip(spans).enumerate() {
        *slot = (span, n);
    }
    order.sort_unstable_by_key(|(span, _)| span.map(|span| span.start));
    let text = report.text();
    // The line that was reached.
    let (mut line, mut line_start) = (1_u32, 0);
    for (span, n) in order {
        let Some(span) = span else { continue };
        let way = text.as_bytes().get(line_start..span.start).unwrap_or_default();
        let passed = line_start;
        for newline in memchr::memchr_iter(b'\n', way) {
            line = line.saturating_add(1);
            line_start = passed + newline + 1;
        }
        if let Some(place) = places.get_mut(n) {
            *place = Some(on_line(text, line, line_start, span).unwrap_or_else(|| report.place(span)));
        }
    }
    places
}

/// So many bytes of a span are looked at here.
const MOST: usize = 512;

/// The place of `span`, whose line begins at byte `line_start`; `None` where that takes a closer look.
fn on_line(text: &str, line: u32, line_start: usize, span: Span) -> Option<Place> {
    let before = text.get(line_start..span.start).filter(|before| before.len() < MOST)?;
    let meant = text.get(span.start..span.end).filter(|meant| meant.len() < MOST)?;
    let end = memchr::memchr2(b'\n', b'\r', meant.as_bytes()).unwrap_or(meant.len());
    let meant = meant.get(..end)?;
    let count = |text: &str| u32::try_from(text.chars().count()).ok();
    Some(Place { line, column: count(before)? + 1, width: count(meant)?.max(1) })
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
        }
    }
}
