//! The TOML that nearly every head is written in, read in one pass: names without quotes, texts with no escapes but of
//! quotes and backslashes, whole numbers, truth values, dates, lists of these, and tables with one name.
//!
//! It gives what the library gives, or nothing at all: whatever looks unlike that, faults included, is left to the library.

use std::borrow::Cow;

use toml::value::{Date, Datetime, Offset, Time};

use super::{Key, Kind, SMALL_TABLE, Table, Value};
use crate::diagnostic::Span;

type Fields<'t> = Vec<(Key<'t>, Value<'t>)>;

/// Reads `text`, which begins at byte `offset` of its document, if it is plain and sound.
pub(super) fn parse(text: &str, offset: usize) -> Option<Table<'_>> {
    if !has_only_breaks(text.as_bytes()) {
        return None;
    }
    let mut reader = Reader { text, at: 0, offset };
    // Most fields are on a line of their own.
    let lines = memchr::memchr_iter(b'\n', text.as_bytes()).count();
    let mut root = Vec::with_capacity(lines.min(SMALL_TABLE));
    // The table whose fields are being read, and its own name and header.
    let mut open: Option<(Key, Span, Fields)> = None;
    loop {
        reader.skip_space();
        match reader.byte() {
            None => break,
            Some(b'\n' | b'\r' | b'#') => {}
            Some(b'[') => {
                let start = reader.at;
                reader.at += 1;
                let key = reader.key()?;
                reader.take(b']')?;
                if let Some(table) = open.replace((key, reader.span(start), Vec::new())) {
                    close(table, &mut root)?;
                }
            }
            Some(_) => {
                let key = reader.key()?;
                reader.skip_space();
                reader.take(b'=')?;
                reader.skip_space();
                let value = reader.value()?;
                let entries = open.as_mut().map_or(&mut root, |(.., entries)| entries);
                put(key, value, entries)?;
            }
        }
        reader.end_of_line()?;
    }
    if let Some(table) = open {
        close(table, &mut root)?;
    }
    // The library has no place for the whole document.
    Some(Table { span: Span::new(offset, offset), entries: root })
}

fn close<'t>((key, span, entries): (Key<'t>, Span, Fields<'t>), root: &mut Fields<'t>) -> Option<()> {
    put(key, Value { span, kind: Kind::Table(Table { span, entries }) }, root)
}

/// Adds a field; a second one of its name is a fault.
fn put<'t>(key: Key<'t>, value: Value<'t>, entries: &mut Fields<'t>) -> Option<()> {
    let is_new = entries.len() < SMALL_TABLE && entries.iter().all(|(other, _)| other.name != key.name);
    is_new.then(|| entries.push((key, value)))
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    offset: usize,
}

impl<'t> Reader<'t> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &'t [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t') = self.byte() {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        (self.byte()? == byte).then(|| self.at += 1)
    }

    /// From byte `start` of the text to where the reader is.
    fn span(&self, start: usize) -> Span {
        Span::new(start, self.at).shifted(self.offset)
    }

    /// The next bytes that are in a table, and where they begin.
    fn run(&mut self, table: &[bool; 256]) -> (usize, &'t str) {
        let start = self.at;
        let length = self.rest().iter().take_while(|b| table[usize::from(**b)]).count();
        self.at += length;
        (start, self.text.get(start..self.at).unwrap_or_default())
    }

    fn key(&mut self) -> Option<Key<'t>> {
        let (start, name) = self.run(&NAME);
        (!name.is_empty()).then(|| Key { name: Cow::Borrowed(name), span: self.span(start) })
    }

    fn value(&mut self) -> Option<Value<'t>> {
        if self.byte()? != b'[' {
            return self.scalar();
        }
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.skip_space_and_lines();
            if self.byte()? == b']' {
                break;
            }
            items.push(self.scalar()?);
            self.skip_space_and_lines();
            match self.byte()? {
                b',' => self.at += 1,
                b']' => break,
                _ => return None,
            }
        }
        self.at += 1;
        Some(Value { span: self.span(start), kind: Kind::List(items) })
    }

    fn scalar(&mut self) -> Option<Value<'t>> {
        let start = self.at;
        let kind = match self.byte()? {
            quote @ (b'"' | b'\'') => Kind::Text(self.quoted(quote)?),
            _ => {
                let (_, word) = self.run(&WORD);
                match word {
                    "true" => Kind::Bool(true),
                    "false" => Kind::Bool(false),
                    _ => integer(word).map(Kind::Integer).or_else(|| date(word.as_bytes()).map(Kind::Date))?,
                }
            }
        };
        // Nothing that goes on with it.
        let ends = matches!(self.byte(), None | Some(b' ' | b'\t' | b'\n' | b'\r' | b',' | b']' | b'#'));
        ends.then(|| Value { span: self.span(start), kind })
    }

    /// The text in quotes, without them.
    fn quoted(&mut self, quote: u8) -> Option<Cow<'t, str>> {
        // Three quotes begin a text of several lines.
        if self.rest().starts_with(&[quote; 3]) {
            return None;
        }
        self.at += 1;
        let mut text = Cow::Borrowed("");
        loop {
            let rest = self.rest();
            let length = memchr::memchr3(quote, b'\n', b'\\', rest)?;
            let piece = self.text.get(self.at..self.at + length)?;
            self.at += length + 1;
            if text.is_empty() {
                text = Cow::Borrowed(piece);
            } else {
                text.to_mut().push_str(piece);
            }
            // A backslash means something in double quotes only, but is rare in single ones too.
            match rest.get(length..)? {
                [end, ..] if *end == quote => return Some(text),
                [b'\\', escaped @ (b'"' | b'\\'), ..] if quote == b'"' => {
                    self.at += 1;
                    text.to_mut().push(char::from(*escaped));
                }
                _ => return None,
            }
        }
    }

    fn skip_space_and_lines(&mut self) {
        loop {
            match self.rest() {
                [b' ' | b'\t' | b'\n', ..] => self.at += 1,
                [b'\r', b'\n', ..] => self.at += 2,
                _ => return,
            }
        }
    }

    /// Goes to the next line, past a comment.
    fn end_of_line(&mut self) -> Option<()> {
        self.skip_space();
        if self.byte() == Some(b'#') {
            let rest = self.rest();
            self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        }
        match self.rest() {
            [] => {}
            [b'\n', ..] => self.at += 1,
            [b'\r', b'\n', ..] => self.at += 2,
            _ => return None,
        }
        Some(())
    }
}

/// Whether the control characters among the bytes of a text are tabs and ends of lines.
fn has_only_breaks(bytes: &[u8]) -> bool {
    let odd = |b: u8| ((b < 0x20) & (b != b'\n') & (b != b'\t')) | (b == 0x7F);
    let is_return = |(at, b): (usize, &u8)| *b == b'\r' && bytes.get(at + 1) == Some(&b'\n');
    // All are looked at, many at a time; few texts have another look.
    !bytes.iter().fold(false, |any, b| any | odd(*b))
        || bytes.iter().enumerate().all(|(at, b)| !odd(*b) || is_return((at, b)))
}

/// The bytes of names, and of words and dates.
static NAME: [bool; 256] = table(b"-_");
static WORD: [bool; 256] = table(b"-+:");

/// Which bytes are letters, digits or among `others`.
const fn table(others: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    let mut at = 0;
    while at < others.len() {
        table[others[at] as usize] = true;
        at += 1;
    }
    table
}

/// Digits without a zero in front, few enough to fit.
fn integer(word: &str) -> Option<i64> {
    let is_plain = match word.as_bytes() {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.len() < 18 && rest.iter().all(u8::is_ascii_digit),
        _ => false,
    };
    if is_plain { word.parse().ok() } else { None }
}

/// `2026-11-20`, `2026-11-20T09:30:00`, or that with `Z` or `+02:00` behind it.
fn date(word: &[u8]) -> Option<Datetime> {
    let (day, rest) = word.split_at_checked(10)?;
    let [y0, y1, y2, y3, b'-', m0, m1, b'-', d0, d1] = *day else { return None };
    let year = u16::from(two_digits(y0, y1)?) * 100 + u16::from(two_digits(y2, y3)?);
    let date = Date { year, month: two_digits(m0, m1)?, day: two_digits(d0, d1)? };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match date.month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(is_leap),
        _ => return None,
    };
    if !(1..=days).contains(&date.day) {
        return None;
    }
    if rest.is_empty() {
        return Some(Datetime { date: Some(date), time: None, offset: None });
    }
    let (time, offset) = rest.split_at_checked(9)?;
    let [b'T', h0, h1, b':', m0, m1, b':', s0, s1] = *time else { return None };
    let (hour, minute, second) = (two_digits(h0, h1)?, two_digits(m0, m1)?, two_digits(s0, s1)?);
    let offset = match *offset {
        [] => None,
        [b'Z'] => Some(Offset::Z),
        [sign @ (b'+' | b'-'), h0, h1, b':', m0, m1] => {
            let (hours, minutes) = (two_digits(h0, h1)?, two_digits(m0, m1)?);
            let minutes = (hours < 24 && minutes < 60).then(|| i16::from(hours) * 60 + i16::from(minutes))?;
            Some(Offset::Custom { minutes: if sign == b'-' { -minutes } else { minutes } })
        }
        _ => return None,
    };
    let time = Time { hour, minute, second: Some(second), nanosecond: None };
    (hour < 24 && minute < 60 && second < 60).then_some(Datetime { date: Some(date), time: Some(time), offset })
}

fn two_digits(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Report;
    use crate::fields::toml::by_library;

    /// What is plain gives what the library makes of it; whether it was.
    fn is_read_as_the_library_does(text: &str) -> bool {
        let Some(table) = parse(text, 7) else { return false };
        let mut report = Report::new("a.md", text);
        assert_eq!(Some(table), by_library(text, 7, &mut report), "{text:?}");
        assert!(report.diagnostics().is_empty(), "{text:?}");
        true
    }

    #[test]
    fn plain_heads_are_read_here() {
        for text in [
            "",
            "\n \t\r\n# ü\n",
            "title = \"Grain prices – up\"\r\ndate = 2026-11-20T09:30:00+02:00 # when\r\ndraft = false",
            "a = ''\nb = \"\"\n c\t=\t[ 'x', \"y\" ,] # z\nd = []\n",
            "a = [\n  1,\n\t2026-11-20 ,\r\n  true ]\n",
            "d = 2024-02-29\ne = 0001-01-01T00:00:00\nf = 9999-12-31T23:59:59Z\ng = 2000-02-29T00:00:00-23:59",
            "a = \"\t\"\nb = 'x\ty' # \t",
            "a = 0\nb = 999999999999999999\n",
            "a = \"say \\\"no\\\" – \\\\\"\nb = [\"\\\"\", '', \"\"]",
            "title = 'x'\n[taxonomies]\ntags = ['a']\ntitle = 'y'\n[extra]\n",
        ] {
            assert!(is_read_as_the_library_does(text), "{text:?}");
        }
    }

    #[test]
    fn the_rest_is_left_to_the_library() {
        for text in [
            "a = \"\\n\"",
            "a = '\\'",
            "a = \"\"\"\n\"\"\"",
            "a = '''x'''",
            "a = \"b",
            "a = 'b\nc'",
            "a = \"\u{7F}\"",
            "a.b = 1",
            "\"a\" = 1",
            "a = 1_0",
            "a = +1",
            "a = 01",
            "a = 1.5",
            "a = 0x1",
            "a = 1e3",
            "a = {}",
            "a = [[1]]",
            "[a.b]",
            "[[a]]",
            "[ a ]",
            "a = 1 b = 2",
            "a = 1\na = 2",
            "[a]\n[a]",
            "a = 1\n[a]",
            "= 1",
            "a",
            "a =",
            "a = [,]",
            "a = [1 2]",
            "a = tru",
            "a = truex",
            "a = 2026-11-20 09:30",
            "a = 2026-11-20t09:30:00z",
            "a = 2026-02-30",
            "a = 2025-02-29",
            "a = 2026-13-01",
            "a = 2026-00-01",
            "a = 2026-11-20T24:00:00",
            "a = 2026-11-20T09:60:00",
            "a = 2026-11-20T09:30:60Z",
            "a = 2026-11-20T09:30Z",
            "a = 09:30:00",
            "a = 2026-11-20T09:30:00.5Z",
            "a = 2026-11-20T09:30:00+24:00",
            "a = 1\r",
            "# \u{1}",
            "\u{FEFF}a = 1",
            "a = \"x\"y",
            "ä = 1",
            "a = ]",
        ] {
            assert!(parse(text, 0).is_none(), "{text:?}");
        }
        let many: String = (0..=SMALL_TABLE).map(|n| format!("k{n} = 1\n")).collect();
        assert!(parse(&many, 0).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn pieces_in_any_order_are_read_as_the_library_does(pieces in prop::collection::vec(prop::sample::select(vec![
            "a", "b", "title", "c_-1", ".", " = ", "=", " ", "\t", "\n", "\n", "\r\n", "\r", "# x", "#", "[", "]", "[", "]", ",", "{", "}", "\"", "\"",
            "'", "\"x ü\"", "'y'", "\"\"", "\\", "\u{1}", "\u{7F}", "\u{FEFF}", "\u{FFFE}", "true", "false", "0", "1", "-", "+", "2026-11-20", "2026-02-29",
            "T09:30:00", "Z", "+02:00", ":", "_", "e", "inf", "a = 1\n", "b = \"x\"\n", "c = [", "d = 2026-11-20T09:30:00Z\n", "[t]\n",
        ]), 0..24)) {
            is_read_as_the_library_does(&pieces.concat());
        }

        #[test]
        fn lines_in_any_order_are_read_as_the_library_does(lines in prop::collection::vec(
            ("[ab ]{0,2}", "[a-d]", prop::sample::select(vec![" = ", "=", " =  "]), prop_oneof![
                "[0-9]{1,20}", "[\"'][a-zü \\\\#]{0,6}[\"']", "\"([a-z]|\\\\\"|\\\\\\\\|'){0,6}\"", "(true|false|nan)",
                "[0-9]{3,4}-[01][0-9]-[0-3][0-9]([T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9](\\.[0-9])?)?)?(Z|z|[+-][0-2][0-9]:[0-6][0-9])?",
                "\\[( ?[0-9'\"],? ?\n?){0,3}\\]",
            ], prop::sample::select(vec!["\n", "\r\n", " \n", " # c\n", "#\n", ""])),
            0..4,
        )) {
            let text: String = lines.iter().map(|(indent, key, equals, value, end)| format!("{}{key}{equals}{value}{end}", indent.replace(['a', 'b'], ""))).collect();
            is_read_as_the_library_does(&text);
        }
    }
}
