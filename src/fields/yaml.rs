//! YAML into fields; the parsing is the `saphyr-parser` crate's, the types are for the reader of a field to say.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span as Marks, Tag};

use super::plain_yaml;
use super::{INVALID_YAML, Key, Kind, MAX_DEPTH, TOO_DEEP, Table, Value, YAML_ALIAS_BOMB};
use crate::diagnostic::{Report, Span};

/// How many bytes all anchored and aliased values of a document may take together.
const ALIAS_BUDGET: usize = 1 << 20;

/// What a value takes besides its text.
const VALUE_COST: usize = 64;

/// Reads `text`, which begins at byte `offset` of the document that `report` is about.
///
/// Scalars without quotes become [`Kind::Plain`], or [`Kind::Null`]. Anchors, aliases and merge keys (`<<`) are
/// resolved. A syntax error is flagged with its position; then there is no table. Empty text is an empty table.
pub fn parse<'t>(text: &'t str, offset: usize, report: &mut Report) -> Option<Table<'t>> {
    plain_yaml::parse(text, offset).or_else(|| by_library(text, offset, report))
}

pub(super) fn by_library<'t>(text: &'t str, offset: usize, report: &mut Report) -> Option<Table<'t>> {
    let mut builder =
        Builder { offsets: Offsets::new(text, offset), open: Vec::new(), anchors: HashMap::new(), spent: 0, report };
    let whole = Span::new(offset, offset + text.len());
    let mut root = None;
    for event in Parser::new_from_str(text) {
        let (event, marks) = match event {
            Ok(event) => event,
            Err(error) => {
                builder.flag_syntax(&error, text);
                return None;
            }
        };
        match builder.take(event, marks) {
            Ok(None) => {}
            Ok(Some(value)) if root.is_none() => root = Some(value),
            Ok(Some(value)) => {
                builder.report.flag(&INVALID_YAML, value.span, "invalid YAML: a second document begins here");
                return None;
            }
            Err(Stop) => return None,
        }
    }
    match root {
        None | Some(Value { kind: Kind::Null, .. }) => Some(Table { span: whole, entries: Vec::new() }),
        Some(Value { kind: Kind::Table(table), .. }) => Some(Table { span: whole, ..table }),
        Some(value) => {
            report
                .flag(
                    &INVALID_YAML,
                    value.span,
                    format!("invalid YAML: `key: value` lines are needed, not {}", value.kind_name()),
                )
                .help("write each field on a line of its own, as in `title: Grain prices`");
            None
        }
    }
}

/// Reading cannot go on; why is flagged.
struct Stop;

/// Lists and tables whose end is still to come, and what aliases may refer to.
struct Builder<'t, 'r, 'd> {
    offsets: Offsets<'t>,
    open: Vec<Open<'t>>,
    anchors: HashMap<usize, (Value<'t>, usize)>,
    spent: usize,
    report: &'r mut Report<'d>,
}

struct Open<'t> {
    start: usize,
    anchor: usize,
    content: Content<'t>,
}

enum Content<'t> {
    List(Vec<Value<'t>>),
    Table { entries: Vec<(Key<'t>, Value<'t>)>, key: Option<Key<'t>>, merged: Vec<Value<'t>> },
}

impl<'t> Builder<'t, '_, '_> {
    /// Takes one event; gives a document's value where it is complete.
    fn take(&mut self, event: Event<'t>, marks: Marks) -> Result<Option<Value<'t>>, Stop> {
        let span = self.offsets.span(marks);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let span = self.offsets.without_comment(span);
                let name = if self.wants_key() { text.clone() } else { Cow::Borrowed("") };
                let value = Value { span, kind: scalar(text, style, tag.as_deref()) };
                self.anchor(anchor, &value)?;
                self.place(value, name)
            }
            Event::Alias(anchor) => {
                let value = self.expand(anchor, span)?;
                let name = match &value.kind {
                    Kind::Text(text) | Kind::Plain(text) => text.clone(),
                    _ => Cow::Borrowed(""),
                };
                self.place(value, name)
            }
            Event::SequenceStart(anchor, _) => self.open(span, anchor, Content::List(Vec::new())),
            Event::MappingStart(anchor, _) => {
                self.open(span, anchor, Content::Table { entries: Vec::new(), key: None, merged: Vec::new() })
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            _ => Ok(None),
        }
    }

    fn open(&mut self, span: Span, anchor: usize, content: Content<'t>) -> Result<Option<Value<'t>>, Stop> {
        if self.open.len() >= MAX_DEPTH {
            self.report.flag(&TOO_DEEP, span, format!("values are nested here more than {MAX_DEPTH} deep"));
            return Err(Stop);
        }
        if self.wants_key() {
            return Err(self.refuse_key(span));
        }
        self.open.push(Open { start: span.start, anchor, content });
        Ok(None)
    }

    fn close(&mut self, span: Span) -> Result<Option<Value<'t>>, Stop> {
        let Some(Open { start, anchor, content }) = self.open.pop() else { return Ok(None) };
        let span = Span::new(start, self.offsets.trimmed(start, span.end));
        let kind = match content {
            Content::List(items) => Kind::List(items),
            Content::Table { entries, merged, .. } => {
                let mut table = Table { span, entries };
                table.keep_first_of_each_name(self.report);
                if !merged.is_empty() {
                    let mut names = table.entries.iter().map(|(key, _)| key.name.clone()).collect();
                    merged.into_iter().for_each(|value| self.merge(&mut table, &mut names, value));
                }
                Kind::Table(table)
            }
        };
        let value = Value { span, kind };
        self.anchor(anchor, &value)?;
        self.place(value, Cow::Borrowed(""))
    }

    /// Puts a complete value where it belongs; `name` is what it is as a key.
    fn place(&mut self, value: Value<'t>, name: Cow<'t, str>) -> Result<Option<Value<'t>>, Stop> {
        if self.wants_key() && matches!(value.kind, Kind::List(_) | Kind::Table(_)) {
            return Err(self.refuse_key(value.span));
        }
        let Some(parent) = self.open.last_mut() else { return Ok(Some(value)) };
        match &mut parent.content {
            Content::List(items) => items.push(value),
            Content::Table { entries, key, merged } => match key.take() {
                None => *key = Some(Key { name, span: value.span }),
                Some(key) if key.name == "<<" => merged.push(value),
                Some(key) => entries.push((key, value)),
            },
        }
        Ok(None)
    }

    fn wants_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { content: Content::Table { key: None, .. }, .. }))
    }

    fn refuse_key(&mut self, span: Span) -> Stop {
        self.report
            .flag(&INVALID_YAML, span, "invalid YAML: the name of a field must be text, not a list or table")
            .help("put text that holds `[`, `{` or `? ` in quotes");
        Stop
    }

    /// The fields of `value`, a table or a list of such, join those of `table` that are not there yet.
    fn merge(&mut self, table: &mut Table<'t>, names: &mut HashSet<Cow<'t, str>>, value: Value<'t>) {
        match value.kind {
            Kind::Table(more) => {
                table.entries.extend(more.entries.into_iter().filter(|(key, _)| names.insert(key.name.clone())));
            }
            Kind::List(items) if items.iter().all(|item| matches!(item.kind, Kind::Table(_))) => {
                for item in items {
                    self.merge(table, names, item);
                }
            }
            _ => {
                self.report.flag(&INVALID_YAML, value.span, "invalid YAML: `<<` must be given a table to merge");
            }
        }
    }

    /// Keeps a copy of an anchored value for its aliases.
    fn anchor(&mut self, anchor: usize, value: &Value<'t>) -> Result<(), Stop> {
        if anchor != 0 {
            let cost = cost(value);
            self.spend(cost, value.span)?;
            self.anchors.insert(anchor, (value.clone(), cost));
        }
        Ok(())
    }

    fn expand(&mut self, anchor: usize, span: Span) -> Result<Value<'t>, Stop> {
        let Some(cost) = self.anchors.get(&anchor).map(|(_, cost)| *cost) else {
            self.report.flag(&INVALID_YAML, span, "invalid YAML: an alias stands inside of what it stands for");
            return Err(Stop);
        };
        self.spend(cost, span)?;
        let kind = self.anchors.get(&anchor).map_or(Kind::Null, |(value, _)| value.kind.clone());
        Ok(Value { span, kind })
    }

    fn spend(&mut self, cost: usize, span: Span) -> Result<(), Stop> {
        self.spent = self.spent.saturating_add(cost);
        if self.spent <= ALIAS_BUDGET {
            return Ok(());
        }
        self.report
            .flag(&YAML_ALIAS_BOMB, span, "the aliases up to here stand for more than 1 MB of values")
            .help("write the values out instead of using anchors (`&name`) and aliases (`*name`)");
        Err(Stop)
    }

    fn flag_syntax(&mut self, error: &ScanError, text: &'t str) {
        let info = error.info();
        let mut at = self.offsets.byte(*error.marker()) - self.offsets.offset;
        let before = text.get(..at).unwrap_or_default();
        // The parser notices a tab when it has read it.
        if info.contains("tab") && before.ends_with('\t') {
            at -= 1;
        }
        let help = if info.contains("tab") {
            "indent with spaces, not with tabs"
        } else {
            "put text that holds `: ` or ` #`, or begins with one of `[ { * & ! % @`, in quotes"
        };
        let span = Span::new(at, at + 1).shifted(self.offsets.offset);
        self.report.flag(&INVALID_YAML, span, format!("invalid YAML: {info}")).help(help);
    }
}

fn scalar<'t>(text: Cow<'t, str>, style: ScalarStyle, tag: Option<&Tag>) -> Kind<'t> {
    let is_text = tag.is_some_and(|tag| (tag.is_yaml_core_schema() && tag.suffix == "str") || tag.handle == "!");
    if style != ScalarStyle::Plain || is_text { Kind::Text(text) } else { plain_scalar(text) }
}

/// What a text without quotes is.
pub(super) fn plain_scalar(text: Cow<'_, str>) -> Kind<'_> {
    if matches!(&*text, "" | "~" | "null" | "Null" | "NULL") { Kind::Null } else { Kind::Plain(text) }
}

fn cost(value: &Value) -> usize {
    VALUE_COST
        + match &value.kind {
            Kind::Text(text) | Kind::Plain(text) => text.len(),
            Kind::List(items) => items.iter().map(cost).sum(),
            Kind::Table(table) => {
                table.entries.iter().map(|(key, value)| VALUE_COST + key.name.len() + cost(value)).sum()
            }
            _ => 0,
        }
}

/// The parser counts characters, everyone else bytes. Positions come nearly in order, so the last one is kept.
struct Offsets<'t> {
    text: &'t str,
    offset: usize,
    ascii: bool,
    chars: usize,
    bytes: usize,
}

impl<'t> Offsets<'t> {
    fn new(text: &'t str, offset: usize) -> Self {
        Offsets { text, offset, ascii: text.is_ascii(), chars: 0, bytes: 0 }
    }

    /// The byte of the document at which the parser's mark lies.
    fn byte(&mut self, mark: Marker) -> usize {
        if self.ascii {
            return self.offset + mark.index().min(self.text.len());
        }
        // A short way back is walked, not started over: the parser looks ahead.
        while self.chars > mark.index() {
            let before = self.text[..self.bytes].chars().next_back().map_or(1, char::len_utf8);
            self.bytes = self.bytes.saturating_sub(before);
            self.chars -= 1;
        }
        for c in self.text[self.bytes..].chars().take(mark.index() - self.chars) {
            self.bytes += c.len_utf8();
            self.chars += 1;
        }
        self.offset + self.bytes
    }

    fn span(&mut self, marks: Marks) -> Span {
        let start = self.byte(marks.start);
        let end = self.byte(marks.end);
        Span::new(start, self.trimmed(start, end))
    }

    /// `span` up to its closing quote, where it begins with one: the parser counts a comment behind it to it.
    fn without_comment(&self, span: Span) -> Span {
        let inside = self.text.as_bytes().get(span.start - self.offset..span.end - self.offset).unwrap_or_default();
        let Some(&quote @ (b'"' | b'\'')) = inside.first() else { return span };
        let mut at = 1;
        while let Some(&byte) = inside.get(at) {
            let escaped = (quote == b'"' && byte == b'\\') || (byte == b'\'' && inside.get(at + 1) == Some(&b'\''));
            if byte == quote && !escaped {
                return Span::new(span.start, span.start + at + 1);
            }
            at += if escaped { 2 } else { 1 };
        }
        span
    }

    /// `end` without the white space before it, which the parser counts to a block's last value.
    fn trimmed(&self, start: usize, end: usize) -> usize {
        let inside = self.text.get(start - self.offset..end.max(start) - self.offset).unwrap_or_default();
        start + inside.trim_end().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::testing;

    fn read(text: &str) -> (Option<Table<'_>>, Vec<(String, u32, u32)>) {
        testing::read(parse, text)
    }

    fn plain(text: &str) -> Kind<'_> {
        Kind::Plain(text.into())
    }

    fn kinds(text: &str) -> Vec<(String, Kind<'_>)> {
        let (table, found) = read(text);
        assert_eq!(found, [], "{text}");
        table.unwrap().entries.into_iter().map(|(key, value)| (key.name.into_owned(), value.kind)).collect()
    }

    #[test]
    fn a_comment_is_no_part_of_the_value_before_it() {
        let text = "a: \"ü # \\\" x\" # ü\nb: 'it''s' # it's\nc: plain # x\nd: [\"e\" # f\n , 'g']\n";
        let (table, found) = read(text);
        assert_eq!(found, []);
        let table = table.unwrap();
        let cut = |value: &Value| text[value.span.start..value.span.end].to_owned();
        let got: Vec<_> = table.entries.iter().map(|(_, value)| cut(value)).collect();
        assert_eq!(got[..3], ["\"ü # \\\" x\"", "'it''s'", "plain"]);
        let items: Vec<_> = table.get("d").unwrap().items().iter().map(cut).collect();
        assert_eq!(items, ["\"e\"", "'g'"]);
    }

    #[test]
    fn scalars_keep_what_was_written() {
        let got =
            kinds("a: no\nb: 2026-11-20\nc: 'no'\nd: ~\ne:\nf: 1e3\ng: !!str 7\nh: |\n  x\n  y\ni: >-\n  x\n  y\n");
        let text = |t: &'static str| Kind::Text(t.into());
        let want = [
            ("a", plain("no")),
            ("b", plain("2026-11-20")),
            ("c", text("no")),
            ("d", Kind::Null),
            ("e", Kind::Null),
            ("f", plain("1e3")),
            ("g", text("7")),
            ("h", text("x\ny\n")),
            ("i", text("x y")),
        ];
        assert_eq!(got, want.map(|(name, kind)| (name.to_owned(), kind)));
    }

    #[test]
    fn positions_are_bytes_of_the_file() {
        for eol in ["\n", "\r\n"] {
            let text = format!("---{eol}título: \"съ ешь\"{eol}tags: [а, bб, в]  {eol}x:{eol}  - é{eol}  - z{eol}");
            let start = 3 + eol.len();
            let mut report = Report::new("a.md", &text);
            let table = parse(&text[start..], start, &mut report).unwrap();
            let cut = |span: Span| &text[span.start..span.end];
            assert_eq!(cut(table.entries[0].0.span), "título");
            assert_eq!(cut(table.entries[0].1.span), "\"съ ешь\"");
            let tags: Vec<_> = table.get("tags").unwrap().items().iter().map(|item| cut(item.span)).collect();
            assert_eq!(tags, ["а", "bб", "в"]);
            assert_eq!(cut(table.get("tags").unwrap().span), "[а, bб, в]");
            assert_eq!(cut(table.get("x").unwrap().items()[1].span), "z");
        }
    }

    #[test]
    fn aliases_and_merge_keys_are_resolved() {
        let (table, found) = read("base: &b {x: 1, y: 2}\nmine:\n  <<: *b\n  y: 3\nt: &t [p, q]\nu: *t\n");
        assert_eq!(found, []);
        let table = table.unwrap();
        let Kind::Table(mine) = &table.get("mine").unwrap().kind else { panic!() };
        assert_eq!(mine.get("x").unwrap().kind, plain("1"));
        assert_eq!(mine.get("y").unwrap().kind, plain("3"));
        assert_eq!(table.get("u").unwrap().items().len(), 2);
    }

    #[test]
    fn a_yaml_bomb_is_refused_at_its_line() {
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
        for n in 1..12 {
            let items = vec![format!("*a{}", n - 1); 9].join(", ");
            text.push_str(&format!("a{n}: &a{n} [{items}]\n"));
        }
        let (table, found) = read(&text);
        assert!(table.is_none());
        assert_eq!((found.len(), found[0].0.as_str(), found[0].1), (1, "yaml-alias-bomb", 4));
    }

    #[test]
    fn one_long_text_cannot_be_multiplied() {
        let text = format!("a: &a {}\nb: [{}]\n", "x".repeat(10_000), vec!["*a"; 10_000].join(","));
        assert_eq!(read(&text).1[0].0, "yaml-alias-bomb");
    }

    #[test]
    fn faults_are_flagged_where_they_are() {
        for (text, rule, line, column) in [
            ("title: a\nslug: b\ntitle: c\n", "duplicate-field", 3, 1),
            ("title: Grain: a fall\n", "invalid-yaml", 1, 13),
            ("ключ: б\nx: [1, 2\ny: 1\n", "invalid-yaml", 3, 2),
            ("a:\n\t- x\n", "invalid-yaml", 2, 1),
            ("- a\n- b\n", "invalid-yaml", 1, 1),
            ("just text\n", "invalid-yaml", 1, 1),
            ("? [a]\n: b\n", "invalid-yaml", 1, 3),
            ("a: &a [*a]\n", "invalid-yaml", 1, 8),
            ("a: *nobody\n", "invalid-yaml", 1, 4),
            ("a: 1\n--- b\n", "invalid-yaml", 2, 5),
        ] {
            let (_, found) = read(text);
            assert_eq!(found, [(rule.to_owned(), line, column)], "{text}");
        }
    }

    #[test]
    fn no_text_is_no_fields() {
        assert_eq!(read("").0.unwrap().entries, []);
        assert_eq!(read("# only a comment\n").0.unwrap().entries, []);
    }

    #[test]
    fn hostile_text_is_refused_quickly() {
        let n = 200_000;
        let mut nested = String::new();
        for depth in 0..3_000 {
            nested.push_str(&" ".repeat(depth));
            nested.push_str("a:\n");
        }
        let keys: String = (0..n / 4).map(|n| format!("k{n}: 1\n")).collect();
        let same = "k: 1\n".repeat(n / 4);
        let hostile = [
            "[".repeat(n),
            "{".repeat(n),
            "- ".repeat(n),
            "? ".repeat(n),
            "[\n".repeat(n),
            "&a ".repeat(n),
            "!a ".repeat(n),
            "a: ".repeat(n),
            "\"".repeat(n + 1),
            format!("a: {}", "é\n\n".repeat(n)),
            format!("\"é\": [{}]", "x, ".repeat(n)),
            "é: |\n".to_owned() + &"  x\n".repeat(n),
            "# é\n".repeat(n),
            nested,
            keys,
            same,
        ];
        for text in hostile {
            let mut report = Report::new("a.md", &text);
            parse(&text, 0, &mut report);
            assert!(report.diagnostics().len() <= 50);
        }
    }
}
