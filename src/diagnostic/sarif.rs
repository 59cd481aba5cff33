//! Findings in SARIF 2.1.0, which code scanning services and editors read.
//!
//! A log is one run, and can be printed document by document: [`Log::begin`], the results, [`Log::end`].

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

use super::{Diagnostic, Level, Place, Rule};

/// What a path may hold as it is when it is a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// A log that is being printed; keeps in mind which rules it must tell of.
#[derive(Debug, Default)]
pub struct Log {
    rules: BTreeMap<&'static str, &'static Rule>,
    results: usize,
    failed: bool,
}

impl Log {
    /// The beginning of a log: up to its results.
    pub fn begin(&self) -> String {
        format!("{{\n\"$schema\": \"https://json.schemastore.org/sarif-2.1.0.json\",\n\"version\": \"2.1.0\",\n{RUN}")
    }

    /// A document's results as [`result`] made them, one for each of its findings.
    pub fn results(&mut self, found: impl IntoIterator<Item = (&'static Rule, String)>) -> String {
        let mut out = String::new();
        for (rule, result) in found {
            self.rules.insert(rule.name, rule);
            out += if self.results == 0 { "\n" } else { ",\n" };
            out += &result;
            self.results += 1;
        }
        out
    }

    /// Says that a document could not be read, so that the run is not complete.
    pub fn failed(&mut self) {
        self.failed = true;
    }

    /// The end of the log: the rules that its results are about.
    pub fn end(&self) -> String {
        let driver = Driver {
            name: "feedmill",
            semantic_version: env!("CARGO_PKG_VERSION"),
            rules: self.rules.values().map(|rule| Descriptor::of(rule)).collect(),
        };
        let invocations = [Invocation { execution_successful: !self.failed }];
        let end = End { column_kind: "unicodeCodePoints", invocations, tool: Tool { driver } };
        let end = serde_json::to_string(&end).unwrap_or_default();
        format!("\n],\n{}]\n}}\n", end.strip_prefix('{').unwrap_or(&end))
    }
}

/// A finding as a result of a log, on one line.
pub fn result(found: &Diagnostic) -> String {
    let text = match &found.help {
        Some(help) => format!("{}\n{help}", found.message),
        None => found.message.clone(),
    };
    let related = found.related.iter().map(|other| {
        let message = Some(Message { text: other.label.clone() });
        Location { physical_location: physical(&other.file, other.place), message }
    });
    let result = SarifResult {
        rule_id: found.rule.name,
        level: level(found.level),
        message: Message { text },
        locations: [Location { physical_location: physical(&found.file, found.place), message: None }],
        related_locations: related.collect(),
        properties: found.params.iter().map(|(name, value)| (&**name, value.as_str())).collect(),
    };
    serde_json::to_string(&result).unwrap_or_default()
}

const RUN: &str = "\"runs\": [{\n\"results\": [";

fn level(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Info => "note",
    }
}

fn physical(file: &str, place: Option<Place>) -> Physical {
    Physical { artifact_location: Artifact { uri: uri(file) }, region: place.map(Region::of) }
}

/// What names a file in a log: the address it has, or its path as a URI.
fn uri(file: &str) -> String {
    if file.starts_with("http://") || file.starts_with("https://") {
        return file.to_owned();
    }
    let path = if cfg!(windows) { file.replace('\\', "/") } else { file.to_owned() };
    let path = utf8_percent_encode(&path, PATH).to_string();
    if path.starts_with('/') { format!("file://{path}") } else { path }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct End {
    column_kind: &'static str,
    invocations: [Invocation; 1],
    tool: Tool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    help: Message,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifResult<'d> {
    rule_id: &'d str,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    properties: BTreeMap<&'d str, &'d str>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    /// One past the last column.
    end_column: u32,
}

impl Region {
    fn of(place: Place) -> Self {
        let end_column = place.column.saturating_add(place.width);
        Region { start_line: place.line, start_column: place.column, end_column }
    }
}

impl Descriptor {
    fn of(rule: &Rule) -> Self {
        let page = rule.text();
        Descriptor {
            id: rule.name,
            short_description: Message { text: rule.sentence() },
            full_description: Message { text: page.clone() },
            help: Message { text: page },
            default_configuration: Configuration { level: level(rule.level) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_uris() {
        for (file, wanted) in [
            ("feeds/a b/жнива.xml", "feeds/a%20b/%D0%B6%D0%BD%D0%B8%D0%B2%D0%B0.xml"),
            ("/srv/a:b.xml", "file:///srv/a%3Ab.xml"),
            ("https://e.example/a?b", "https://e.example/a?b"),
            ("../x~1.xml", "../x~1.xml"),
        ] {
            assert_eq!(uri(file), wanted);
        }
    }
}
