//! JSON into fields. `serde_json` says whether it is JSON; the walk here only finds out where everything stands.

use std::borrow::Cow;

use serde::de::IgnoredAny;

use super::{INVALID_JSON, Key, Kind, MAX_DEPTH, TOO_DEEP, Table, Value};
use crate::diagnostic::{Report, Span};

/// The length of the JSON value at the beginning of `text`, or the parser's complaint.
pub fn length(text: &str) -> Result<usize, serde_json::Error> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Err(error)) => Err(error),
        _ => Ok(values.byte_offset()),
    }
}

/// The byte of `text` at which `error` lies.
pub fn error_offset(text: &str, error: &serde_json::Error) -> usize {
    let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    // The column is that of the byte that was read last, from 1.
    (line + error.column().saturating_sub(1)).min(text.len())
}

/// Reads `text`, an object, which begins at byte `offset` of the document that `report` is about.
///
/// A syntax error is flagged where it is; then there is no table.
pub fn parse<'t>(text: &'t str, offset: usize, report: &mut Report) -> Option<Table<'t>> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let at = offset + error_offset(text, &error);
        let full = error.to_string();
        // The position that the message ends in is not the file's.
        let message = full.split(" at line ").next().unwrap_or(&full);
        report.flag(&INVALID_JSON, Span::new(at, at + 1), format!("invalid JSON: {message}"));
        return None;
    }
    let mut walk = Walk { text, at: 0, offset, report };
    let value = walk.value(0)?;
    match value.kind {
        Kind::Table(table) => Some(table),
        _ => {
            let message = format!("invalid JSON: an object is needed, not {}", value.kind_name());
            report.flag(&INVALID_JSON, value.span, message).help("write `{ \"title\": \"…\", \"date\": \"…\" }`");
            None
        }
    }
}

/// A walk over text that is known to be JSON.
struct Walk<'w, 't, 'r> {
    text: &'w str,
    at: usize,
    offset: usize,
    report: &'r mut Report<'t>,
}

impl<'w> Walk<'w, '_, '_> {
    fn value(&mut self, depth: usize) -> Option<Value<'w>> {
        self.skip_space();
        let start = self.at;
        if depth > MAX_DEPTH {
            let span = self.span(start, start + 1);
            self.report.flag(&TOO_DEEP, span, format!("values are nested here more than {MAX_DEPTH} deep"));
            return None;
        }
        let kind = match self.byte()? {
            b'{' => Kind::Table(self.table(depth)?),
            b'[' => Kind::List(self.list(depth)?),
            b'"' => Kind::Text(self.string()?),
            b't' => self.word("true", Kind::Bool(true)),
            b'f' => self.word("false", Kind::Bool(false)),
            b'n' => self.word("null", Kind::Null),
            _ => self.number(),
        };
        Some(Value { span: self.span(start, self.at), kind })
    }

    fn table(&mut self, depth: usize) -> Option<Table<'w>> {
        let start = self.at;
        let mut entries = Vec::new();
        self.at += 1;
        while self.next_item(b'}')? {
            let key_start = self.at;
            let name = self.string()?;
            let key = Key { name, span: self.span(key_start, self.at) };
            self.skip_space();
            self.at += 1; // the colon
            entries.push((key, self.value(depth + 1)?));
        }
        let mut table = Table { span: self.span(start, self.at), entries };
        table.keep_first_of_each_name(self.report);
        Some(table)
    }

    fn list(&mut self, depth: usize) -> Option<Vec<Value<'w>>> {
        let mut items = Vec::new();
        self.at += 1;
        while self.next_item(b']')? {
            items.push(self.value(depth + 1)?);
        }
        Some(items)
    }

    /// Goes to the next item of a list or table, or behind its end.
    fn next_item(&mut self, end: u8) -> Option<bool> {
        self.skip_space();
        if self.byte()? == b',' {
            self.at += 1;
            self.skip_space();
        }
        let more = self.byte()? != end;
        self.at += usize::from(!more);
        Some(more)
    }

    fn string(&mut self) -> Option<Cow<'w, str>> {
        let start = self.at;
        let bytes = self.text.as_bytes();
        let mut end = start + 1;
        while *bytes.get(end)? != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        self.at = end + 1;
        let inside = self.text.get(start + 1..end)?;
        if !inside.contains('\\') {
            return Some(Cow::Borrowed(inside));
        }
        match serde_json::from_str(self.text.get(start..self.at)?) {
            Ok(text) => Some(Cow::Owned(text)),
            Err(_) => {
                let span = self.span(start, self.at);
                self.report
                    .flag(&INVALID_JSON, span, "invalid JSON: a `\\u` escape here is half a character")
                    .help("write the character itself, or both halves (`\\ud83c\\udf3e`)");
                None
            }
        }
    }

    fn word(&mut self, word: &str, kind: Kind<'static>) -> Kind<'w> {
        self.at += word.len();
        kind
    }

    fn number(&mut self) -> Kind<'w> {
        let rest = &self.text[self.at..];
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '+' | '-' | '.' | 'e' | 'E')).unwrap_or(rest.len());
        // Never stands still, whatever it stands on.
        self.at += end.max(1);
        let number = &rest[..end];
        match number.parse() {
            Ok(number) => Kind::Integer(number),
            Err(_) => Kind::Float(number.parse().unwrap_or(f64::NAN)),
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(start, end).shifted(self.offset)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::testing;

    fn read(text: &str) -> (Option<Table<'_>>, Vec<(String, u32, u32)>) {
        testing::read(parse, text)
    }

    #[test]
    fn values_come_with_their_types_and_positions() {
        let text = "{ \"tïtle\": \"a \\u00e9 \\\"b\\\"\",\r\n \"n\":-3, \"f\" : 1.5e2, \"t\":true, \"x\":null,\n\"l\":[1,[],{\"k\":\"v\"}] }";
        let (table, found) = read(text);
        assert_eq!(found, []);
        let table = table.unwrap();
        assert_eq!(table.get("tïtle").unwrap().kind, Kind::Text("a é \"b\"".into()));
        assert_eq!(table.get("n").unwrap().kind, Kind::Integer(-3));
        assert_eq!(table.get("f").unwrap().kind, Kind::Float(150.0));
        assert_eq!(table.get("t").unwrap().kind, Kind::Bool(true));
        assert_eq!(table.get("x").unwrap().kind, Kind::Null);
        let cut = |span: Span| &text[span.start..span.end];
        assert_eq!(cut(table.entries[0].0.span), "\"tïtle\"");
        let items = table.get("l").unwrap().items();
        assert_eq!(items.iter().map(|item| cut(item.span)).collect::<Vec<_>>(), ["1", "[]", "{\"k\":\"v\"}"]);
    }

    #[test]
    fn faults_are_flagged_where_they_are() {
        for (text, rule, line, column) in [
            ("{\n  \"é\": 1,,\n}", "invalid-json", 2, 10),
            ("{\"a\": 1} x", "invalid-json", 1, 10),
            ("{\"a\": 1, \"a\": 2}", "duplicate-field", 1, 10),
            ("{\"a\": \"\\ud800\"}", "invalid-json", 1, 7),
            ("[1]", "invalid-json", 1, 1),
            ("{\"a\": \"b", "invalid-json", 1, 8),
        ] {
            assert_eq!(read(text).1, [(rule.to_owned(), line, column)], "{text}");
        }
    }

    #[test]
    fn the_end_of_a_value_is_found() {
        assert_eq!(length("{\"a\": \"}\"} body").unwrap(), 10);
        assert!(length("{\"a\": ").is_err());
    }

    #[test]
    fn deep_nesting_is_refused() {
        let text = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read(&text).1[0].0, "nested-too-deeply");
    }
}
