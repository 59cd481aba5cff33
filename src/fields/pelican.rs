//! Heads of `Key: value` lines without fences, as Pelican has them, into fields.

use std::borrow::Cow;

use super::{INVALID_HEAD_LINE, Key, Kind, MAX_FINDINGS, Table, Value};
use crate::diagnostic::{Report, Span};

/// Names of lists, whose value is split at semicolons where there are any, else at commas.
const LISTS: &[&str] = &["authors", "tags", "keywords", "categories"];

/// The name on a `Key: value` line and the number of bytes before the value, if it is such a line.
pub fn key_of(line: &str) -> Option<(&str, usize)> {
    let (name, rest) = line.split_once(':')?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    // `https://…` and `12:30` are no names.
    (is_name && rest.chars().next().is_none_or(char::is_whitespace)).then_some((name, name.len() + 1))
}

/// Reads `text`, which begins at byte `offset` of the document that `report` is about.
///
/// Names are brought to lower case. Indented lines go on with the value above them. What is neither is flagged.
pub fn parse<'t>(text: &'t str, offset: usize, report: &mut Report<'t>) -> Table<'t> {
    let mut lines = Vec::<Line<'t>>::new();
    let mut flagged = 0;
    let mut at = offset;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_end();
        let indented = content.starts_with([' ', '\t']);
        match (key_of(content), lines.last_mut()) {
            (Some((name, skip)), _) => {
                let value = &content[skip..];
                let value_start = start + skip + (value.len() - value.trim_start().len());
                lines.push(Line {
                    key: Key { name: lower(name), span: Span::new(start, start + name.len()) },
                    value: Cow::Borrowed(value.trim_start()),
                    span: Span::new(value_start, start + content.len()),
                });
            }
            (None, Some(last)) if indented => {
                if !last.value.is_empty() {
                    last.value.to_mut().push(' ');
                } else {
                    last.span.start = start + (content.len() - content.trim_start().len());
                }
                last.value.to_mut().push_str(content.trim_start());
                last.span.end = start + content.len();
            }
            _ => {
                flagged += 1;
                if flagged <= MAX_FINDINGS {
                    report
                        .flag(
                            &INVALID_HEAD_LINE,
                            Span::new(start, start + content.len()),
                            "this is not a `Key: value` line",
                        )
                        .help("put an empty line between head and body, or indent what goes on with the line above");
                }
            }
        }
    }
    let mut table = Table {
        span: Span::new(offset, offset + text.len()),
        entries: lines.into_iter().map(|line| line.into_field(report.text())).collect(),
    };
    table.keep_first_of_each_name(report);
    table
}

struct Line<'t> {
    key: Key<'t>,
    value: Cow<'t, str>,
    span: Span,
}

impl<'t> Line<'t> {
    fn into_field(self, text: &'t str) -> (Key<'t>, Value<'t>) {
        let Line { key, value, span } = self;
        let kind = if value.is_empty() {
            Kind::Null
        } else if LISTS.contains(&&*key.name) {
            Kind::List(split(text, span))
        } else {
            Kind::Plain(value)
        };
        (key, Value { span, kind })
    }
}

fn lower(name: &str) -> Cow<'_, str> {
    let is_lower = !name.bytes().any(|b| b.is_ascii_uppercase());
    if is_lower { Cow::Borrowed(name) } else { Cow::Owned(name.to_ascii_lowercase()) }
}

fn split(text: &str, span: Span) -> Vec<Value<'_>> {
    let written = text.get(span.start..span.end).unwrap_or_default();
    let separator = if written.contains(';') { ';' } else { ',' };
    let mut at = span.start;
    let mut items = Vec::new();
    for part in written.split(separator) {
        let start = at + (part.len() - part.trim_start().len());
        let item = part.trim();
        if !item.is_empty() {
            let words = Cow::Owned(item.split_whitespace().collect::<Vec<_>>().join(" "));
            items.push(Value { span: Span::new(start, start + item.len()), kind: Kind::Plain(words) });
        }
        at += part.len() + separator.len_utf8();
    }
    items
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Kind<'_> {
        Kind::Plain(text.into())
    }

    #[test]
    fn lines_become_fields_with_their_positions() {
        let text = "Title: Grain: a fall\r\nTAGS: grain,  prix élevés,\r\n   silo\r\nAuthors: Field, Jo; Sam Hay\r\nSummary:\r\n  One\r\n  two.\r\nSlug:\r\n";
        let mut report = Report::new("a.md", text);
        let table = parse(text, 0, &mut report);
        assert!(report.diagnostics().is_empty());
        assert_eq!(table.get("title").unwrap().kind, plain("Grain: a fall"));
        let cut = |value: &Value| text[value.span.start..value.span.end].to_owned();
        let items = |name: &str| table.get(name).unwrap().items().iter().map(cut).collect::<Vec<_>>();
        assert_eq!(items("tags"), ["grain", "prix élevés", "silo"]);
        assert_eq!(items("authors"), ["Field, Jo", "Sam Hay"]);
        assert_eq!(table.get("summary").unwrap().kind, plain("One two."));
        assert_eq!(table.get("slug").unwrap().kind, Kind::Null);
    }

    #[test]
    fn other_lines_and_second_fields_are_flagged() {
        let text = "Title: A\nand more\nTitle: B\n";
        let mut report = Report::new("a.md", text);
        parse(text, 0, &mut report);
        let found: Vec<_> = report.diagnostics().iter().map(|d| (d.rule.name, d.place.unwrap().line)).collect();
        assert_eq!(found, [("invalid-head-line", 2), ("duplicate-field", 3)]);
    }

    #[test]
    fn names_are_told_from_prose() {
        assert_eq!(key_of("Title: x"), Some(("Title", 6)));
        assert_eq!(key_of("Save_as:"), Some(("Save_as", 8)));
        for line in ["https://example.org/", "Dear reader: hello", "12:30", ": x", "no"] {
            assert_eq!(key_of(line), None, "{line}");
        }
    }
}
