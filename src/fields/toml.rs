//! TOML into fields; the parsing is the `toml` crate's.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::plain_toml;
use super::{INVALID_TOML, Key, Kind, MAX_FINDINGS, Table, Value};
use crate::diagnostic::{Report, Span};

/// Reads `text`, which begins at byte `offset` of the document that `report` is about.
///
/// Every syntax error is flagged with the parser's own words and position; then there is no table.
pub fn parse<'t>(text: &'t str, offset: usize, report: &mut Report) -> Option<Table<'t>> {
    plain_toml::parse(text, offset).or_else(|| by_library(text, offset, report))
}

pub(super) fn by_library<'t>(text: &'t str, offset: usize, report: &mut Report) -> Option<Table<'t>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if errors.is_empty() {
        let span = Span::from(table.span()).shifted(offset);
        return Some(convert_table(table.into_inner(), span, offset));
    }
    for error in errors.iter().take(MAX_FINDINGS) {
        let span = error.span().map_or(Span::new(0, 0), Span::from).shifted(offset);
        let message = error.message().split_whitespace().collect::<Vec<_>>().join(" ");
        report.flag(&INVALID_TOML, span, format!("invalid TOML: {message}"));
    }
    None
}

fn convert_table(table: DeTable<'_>, span: Span, offset: usize) -> Table<'_> {
    let mut entries: Vec<_> = table
        .into_iter()
        .map(|(key, value)| {
            let span = Span::from(key.span()).shifted(offset);
            (Key { name: key.into_inner(), span }, convert(value, offset))
        })
        .collect();
    entries.sort_by_key(|(key, _)| key.span.start);
    Table { span, entries }
}

fn convert(value: Spanned<DeValue<'_>>, offset: usize) -> Value<'_> {
    let span = Span::from(value.span()).shifted(offset);
    let kind = match value.into_inner() {
        DeValue::String(text) => Kind::Text(text),
        // What does not fit is as wrong for a field as a number with a fraction.
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Kind::Integer(number),
            Err(_) => Kind::Float(f64::INFINITY),
        },
        DeValue::Float(number) => Kind::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Kind::Bool(value),
        DeValue::Datetime(date) => Kind::Date(date),
        DeValue::Array(items) => Kind::List(items.into_iter().map(|item| convert(item, offset)).collect()),
        DeValue::Table(table) => Kind::Table(convert_table(table, span, offset)),
    };
    Value { span, kind }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_come_in_order_with_their_positions() {
        let text = "+++\nz = 1\na = [\"x\"]\n";
        let mut report = Report::new("a.md", text);
        let table = parse(&text[4..], 4, &mut report).unwrap();
        let names: Vec<_> = table.entries.iter().map(|(key, _)| &*key.name).collect();
        assert_eq!(names, ["z", "a"]);
        let span = table.get("a").unwrap().span;
        assert_eq!(&text[span.start..span.end], "[\"x\"]");
    }

    #[test]
    fn a_syntax_error_is_flagged_where_it_is() {
        let text = "a = 1\nb = = 2\n";
        let mut report = Report::new("a.toml", text);
        assert!(parse(text, 0, &mut report).is_none());
        let found = &report.diagnostics()[0];
        assert_eq!((found.rule.name, found.place.unwrap().line), ("invalid-toml", 2));
    }
}
