//! Findings as data for programs.

use std::borrow::Cow;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Diagnostic, Level, Related};

/// One document and what was found in it, as `validate --format json` prints it.
#[derive(Debug, Serialize)]
pub struct Document<'d> {
    /// The document's name, as the user gave it.
    pub file: &'d str,
    /// What it is, as [`Kind::name`](crate::validate::Kind::name) has it.
    pub format: &'d str,
    /// What was found.
    #[serde(serialize_with = "findings")]
    pub diagnostics: &'d [Diagnostic],
}

impl Document<'_> {
    /// The document on one line.
    pub fn line(&self) -> String {
        // There is nothing in it that could not be written.
        serde_json::to_string(self).unwrap_or_default() + "\n"
    }
}

fn findings<S: Serializer>(found: &[Diagnostic], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(found.iter().map(Finding::of))
}

/// A finding; what there is none of is `null`.
#[derive(Serialize)]
struct Finding<'d> {
    rule: &'d str,
    #[serde(serialize_with = "level")]
    level: Level,
    line: Option<u32>,
    column: Option<u32>,
    message: &'d str,
    help: Option<&'d str>,
    #[serde(serialize_with = "params")]
    params: &'d [(Cow<'static, str>, String)],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<OtherPlace<'d>>,
}

#[derive(Serialize)]
struct OtherPlace<'d> {
    file: &'d str,
    line: Option<u32>,
    column: Option<u32>,
    message: &'d str,
}

impl<'d> Finding<'d> {
    fn of(found: &'d Diagnostic) -> Self {
        Finding {
            rule: found.rule.name,
            level: found.level,
            line: found.place.map(|place| place.line),
            column: found.place.map(|place| place.column),
            message: &found.message,
            help: found.help.as_deref(),
            params: &found.params,
            related: found.related.iter().map(OtherPlace::of).collect(),
        }
    }
}

impl<'d> OtherPlace<'d> {
    fn of(related: &'d Related) -> Self {
        OtherPlace {
            file: &related.file,
            line: related.place.map(|place| place.line),
            column: related.place.map(|place| place.column),
            message: &related.label,
        }
    }
}

fn level<S: Serializer>(level: &Level, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(level)
}

fn params<S: Serializer>(params: &[(Cow<'static, str>, String)], to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(params.iter().map(|(name, value)| (name, value)))
}

/// A finding as an object by itself: as in [`Document`], with its `file`.
pub fn value(found: &Diagnostic) -> Value {
    let mut value = json!(Finding::of(found));
    value["file"] = json!(&*found.file);
    value
}
