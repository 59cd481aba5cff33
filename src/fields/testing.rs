//! What the tests of the parsers have in common.

use super::Table;
use crate::diagnostic::Report;

/// What a parser makes of a text: the fields, and rule, line and column of each finding.
pub fn read<'t>(
    parse: impl FnOnce(&'t str, usize, &mut Report<'t>) -> Option<Table<'t>>,
    text: &'t str,
) -> (Option<Table<'t>>, Vec<(String, u32, u32)>) {
    let mut report = Report::new("a.md", text);
    let table = parse(text, 0, &mut report);
    let found = report.into_diagnostics();
    let found = found.iter().map(|d| (d.rule.name.to_owned(), d.place.unwrap().line, d.place.unwrap().column));
    (table, found.collect())
}
