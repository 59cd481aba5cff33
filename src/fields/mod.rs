//! Fields with positions: what TOML, YAML, JSON and `Key: value` heads are read into.
//!
//! The reader of a document (a configuration, an article's head) asks for its fields by name and type; what has the
//! wrong type, and what nobody knows, is flagged where it stands.

pub mod json;
pub mod pelican;
mod plain_toml;
mod plain_yaml;
#[cfg(test)]
mod testing;
pub mod toml;
pub mod yaml;

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use ::toml::value::Datetime;

use crate::diagnostic::rule::rules;
use crate::diagnostic::{Diagnostic, Report, Span};

rules! {
    /// A field has a value of another type than it needs.
    ///
    /// For example a number where a list of words is expected. The field is not guessed at: write it as shown.
    WRONG_TYPE = Error "wrong-type";

    /// A field has a name that feedmill does not know.
    ///
    /// Most often a slip of the pen (`tittle`), which would otherwise go unnoticed. Fields of your own belong below
    /// `[extra]`, which is never read.
    UNKNOWN_KEY = Warning "unknown-key";

    /// A field has a value of the right type that is none of those it may have.
    ///
    /// The finding names those it may have.
    WRONG_VALUE = Error "wrong-value";

    /// A field stands twice in one table.
    ///
    /// Which of the two is meant cannot be known, and programs differ in which they take. Keep one.
    DUPLICATE_FIELD = Error "duplicate-field";

    /// The text is not valid TOML.
    INVALID_TOML = Error "invalid-toml";

    /// The text is not valid YAML.
    ///
    /// Most often text without quotes holds a `: ` or begins with one of `[ { * & ! % @ #` and the back quote, all of
    /// which mean something in YAML: put it in quotes. Indent with spaces, never with tabs.
    INVALID_YAML = Error "invalid-yaml";

    /// The aliases (`*name`) of a YAML text stand for more text than any head needs.
    ///
    /// A few nested aliases can stand for gigabytes, so there is a limit. Write the values out instead.
    YAML_ALIAS_BOMB = Error "yaml-alias-bomb";

    /// The text is not valid JSON.
    INVALID_JSON = Error "invalid-json";

    /// A line of a head of `Key: value` lines is neither such a line nor, indented, the continuation of one.
    ///
    /// An empty line ends such a head; what follows is the body.
    INVALID_HEAD_LINE = Error "invalid-head-line";

    /// Values are nested too deeply.
    TOO_DEEP = Error "nested-too-deeply";
}

/// How deeply values may be nested.
const MAX_DEPTH: usize = 64;

/// How many findings of one kind a document gets, so that a hopeless one is refused quickly.
const MAX_FINDINGS: usize = 50;

/// Up to how many fields a table counts as small.
const SMALL_TABLE: usize = 32;

/// A value, and the bytes it was written in.
#[derive(Debug, Clone, PartialEq)]
pub struct Value<'t> {
    /// Where it stands in the file.
    pub span: Span,
    /// What it is.
    pub kind: Kind<'t>,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind<'t> {
    /// Nothing: `null`, `~`, or no value behind a YAML key.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text that was marked as text, by quotes.
    Text(Cow<'t, str>),
    /// Text without quotes, whose type is for the field to say: YAML's plain scalars, `Key: value` heads.
    Plain(Cow<'t, str>),
    /// A date or date-time of TOML.
    Date(Datetime),
    /// Values in order.
    List(Vec<Value<'t>>),
    /// Values by name.
    Table(Table<'t>),
}

/// A field's name, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Key<'t> {
    /// The name as written, without quotes.
    pub name: Cow<'t, str>,
    /// Where it stands in the file.
    pub span: Span,
}

/// Fields in the order they were written; no name twice.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table<'t> {
    /// Where the table stands; for a document's own table, the whole head.
    pub span: Span,
    /// The fields.
    pub entries: Vec<(Key<'t>, Value<'t>)>,
}

impl<'t> Table<'t> {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value<'t>> {
        self.entry(name).map(|(_, value)| value)
    }

    /// A field's name and value.
    pub fn entry(&self, name: &str) -> Option<&(Key<'t>, Value<'t>)> {
        self.entries.iter().find(|(key, _)| key.name == name)
    }

    /// Flags every field that is not among `known`, with the nearest name that is.
    ///
    /// `place` says whose fields these are, as in "an article" or "`[site]`".
    pub fn flag_unknown(&self, known: &[&str], place: &str, report: &mut Report) {
        let unknown = self.entries.iter().filter(|(key, _)| !known.contains(&&*key.name));
        for (key, _) in unknown.take(MAX_FINDINGS) {
            key.flag_unknown(known.iter().copied(), place, report);
        }
    }

    /// Drops all but the first field of each name, and flags those dropped.
    fn keep_first_of_each_name(&mut self, report: &mut Report) {
        // Most tables are small, and for those comparing all pairs is quickest.
        let names = &self.entries;
        let is_new = |n: usize| names[..n].iter().all(|(key, _)| key.name != names[n].0.name);
        if names.len() <= SMALL_TABLE && (0..names.len()).all(is_new) {
            return;
        }
        let mut first = HashMap::with_capacity(self.entries.len());
        let mut flagged = 0;
        self.entries.retain(|(key, _)| match first.entry(key.name.clone()) {
            Entry::Vacant(slot) => {
                slot.insert(key.span);
                true
            }
            Entry::Occupied(slot) => {
                flagged += 1;
                if flagged <= MAX_FINDINGS {
                    key.flag_duplicate(*slot.get(), report);
                }
                false
            }
        });
    }
}

impl Key<'_> {
    /// Flags that nobody knows this field, with the nearest of the names that are `known`.
    ///
    /// `place` says whose field this is, as in "an article" or "`[site]`".
    pub fn flag_unknown<'k, 'r>(
        &self,
        known: impl IntoIterator<Item = &'k str>,
        place: &str,
        report: &'r mut Report,
    ) -> &'r mut Diagnostic {
        let found = report.flag(&UNKNOWN_KEY, self.span, format!("{place} has no field `{}`", self.name));
        found.param("key", &*self.name);
        if let Some(near) = nearest(&self.name, known) {
            found.help(format!("did you mean `{near}`?"));
        }
        found
    }

    /// Flags that this field stands a second time, the `first` one elsewhere.
    pub fn flag_duplicate(&self, first: Span, report: &mut Report) {
        let first = report.place(first);
        let file = report.file().clone();
        report
            .flag(&DUPLICATE_FIELD, self.span, format!("`{}` stands here a second time", self.name))
            .param("key", &*self.name)
            .related(file, Some(first), "it stands here first")
            .help("keep one of the two");
    }
}

/// The name of `known` that is most like `name`, if one is like it at all.
pub fn nearest<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let name = name.to_lowercase();
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&name, &k.to_lowercase()), k))
        .filter(|(distance, k)| *distance <= (k.chars().count().max(3) / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

impl<'t> Value<'t> {
    /// What to call this kind of value in a message.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "nothing",
            Kind::Bool(_) => "true or false",
            Kind::Integer(_) | Kind::Float(_) => "a number",
            Kind::Text(_) | Kind::Plain(_) => "text",
            Kind::Date(_) => "a date",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }

    /// Flags that field `name` should be `wanted` (as in "a list of words") and is not.
    pub fn flag_type<'r>(&self, name: &str, wanted: &str, report: &'r mut Report) -> &'r mut Diagnostic {
        report
            .flag(&WRONG_TYPE, self.span, format!("`{name}` must be {wanted}, not {}", self.kind_name()))
            .param("key", name)
            .param("wanted", wanted)
    }

    /// Flags that the value of field `name` is none of those it may have, which `wanted` names.
    pub fn flag_value(&self, name: &str, wanted: &str, report: &mut Report) {
        let written = report.text().get(self.span.start..self.span.end).unwrap_or_default();
        let shown: String = written.chars().take(60).collect();
        report
            .flag(&WRONG_VALUE, self.span, format!("`{name}` must be {wanted}, not {shown}"))
            .param("key", name)
            .param("wanted", wanted);
    }

    /// The text of field `name`; a number or date without quotes is taken as it is written. Flagged if it is none.
    pub fn text<'v>(&'v self, name: &str, report: &mut Report) -> Option<Cow<'v, str>> {
        match &self.kind {
            Kind::Text(text) | Kind::Plain(text) => Some(Cow::Borrowed(text)),
            Kind::Integer(_) | Kind::Float(_) | Kind::Date(_) => {
                Some(Cow::Owned(report.text().get(self.span.start..self.span.end).unwrap_or_default().to_owned()))
            }
            _ => {
                self.flag_type(name, "text", report);
                None
            }
        }
    }

    /// Whether field `name` is true. Flagged if it is neither true nor false; without quotes, `yes`, `no`, `on` and
    /// `off` will do.
    pub fn bool(&self, name: &str, report: &mut Report) -> Option<bool> {
        match &self.kind {
            Kind::Bool(value) => return Some(*value),
            Kind::Plain(text) => match text.to_ascii_lowercase().as_str() {
                "true" | "yes" | "on" => return Some(true),
                "false" | "no" | "off" => return Some(false),
                _ => {}
            },
            _ => {}
        }
        let found = self.flag_type(name, "true or false", report);
        if let Kind::Text(text) = &self.kind
            && matches!(text.trim().to_ascii_lowercase().as_str(), "true" | "false")
        {
            found.help("leave out the quotes");
        }
        None
    }

    /// The whole number of field `name`, from 0. Flagged if it is none.
    pub fn count(&self, name: &str, report: &mut Report) -> Option<u64> {
        let number = match &self.kind {
            Kind::Integer(number) => u64::try_from(*number).ok(),
            Kind::Plain(text) => text.parse().ok(),
            _ => None,
        };
        if number.is_none() {
            let written = report.text().get(self.span.start..self.span.end).unwrap_or_default();
            let found = self.flag_type(name, "a whole number from 0", report);
            if let Kind::Integer(_) | Kind::Float(_) | Kind::Plain(_) = self.kind {
                let shown: String = written.chars().take(60).collect();
                found.message = format!("`{name}` must be a whole number from 0, not {shown}");
            }
        }
        number
    }

    /// The items of field `name`: a list's, or the one value that stands for a list of one. Nothing is an empty list.
    pub fn items(&self) -> &[Value<'t>] {
        match &self.kind {
            Kind::List(items) => items,
            Kind::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The table of field `name`. Flagged if it is none.
    pub fn table<'v>(&'v self, name: &str, report: &mut Report) -> Option<&'v Table<'t>> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => {
                self.flag_type(name, "a table", report);
                None
            }
        }
    }
}
