//! What became of targets, for programs and for people.

use std::time::Instant;

use feedmill::clock;
use feedmill::diagnostic::{Diagnostic, Level};
use feedmill::error::{Error, Result};
use feedmill::publish::object::Failure;
use serde_json::{Value, json};

use super::Run;
use super::station::Station;
use crate::cli::Output;
use crate::cli::build;
use crate::cli::build::report::{closing_line, report};
use crate::cli::build::steps::Outcome;
use crate::cli::pings;
use crate::cli::screen::Screen;
use crate::cli::site::Site;

/// More names than these are counted.
const MOST: usize = 10;

/// The first of some names, and how many more there are.
pub fn some(names: &[String]) -> String {
    let mut text = names.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > MOST {
        text.push_str(&format!(" and {} more", names.len() - MOST));
    }
    text
}

impl Run<'_> {
    /// Says what was done.
    pub fn tell(&self, outcome: &Outcome, told: Option<&pings::Report>, screen: &mut Screen) -> Result<()> {
        let watched = build::is_watched(self.shared, screen);
        let dry = self.args.dry_run;
        if self.shared.format == Output::Json {
            let mut document = document(outcome, self.site, &self.stations, self.started, dry);
            document["pings"] = told.map_or_else(|| json!([]), pings::Report::value);
            screen.print(&document.to_string())?;
        } else {
            let noted = if self.shared.verbose || watched { Level::Info } else { Level::Warning };
            let found = outcome.build.diagnostics.iter().filter(|found| found.level >= noted);
            screen.findings(&found.cloned().collect::<Vec<Diagnostic>>());
            if watched || self.shared.verbose {
                screen.say(&closing_line(outcome, dry, self.site));
            }
        }
        for station in &self.stations {
            for warning in &station.sent.warnings {
                screen.say(&format!("warning: {}: {warning}", station.named.text));
            }
            if let Some(Failure::Error(error)) = &station.sent.failure {
                screen.error(&failure(station, error));
            } else if (watched || self.shared.verbose || dry)
                && self.shared.format == Output::Human
                && !self.shared.quiet
                && !outcome.refused
            {
                screen.say(&line(station, dry));
            }
        }
        let told = told.map_or(0, pings::Report::told);
        if told > 0 && (watched || self.shared.verbose) && self.shared.format == Output::Human {
            screen.say(&format!("{told} {} told to hubs", if told == 1 { "change" } else { "changes" }));
        }
        Ok(())
    }
}

/// The report of the build, with that of each target.
pub fn document(outcome: &Outcome, site: &Site, stations: &[Station], started: Instant, dry: bool) -> Value {
    let mut document = report(outcome, dry, site, started, &clock::STILL);
    let error = |station: &Station| match &station.sent.failure {
        None => None,
        Some(Failure::Error(error)) => Some(error.to_string()),
        Some(Failure::Conflict(path)) => Some(format!("another publisher put {path}")),
    };
    let target = |station: &Station| {
        json!({
            "target": station.named.text,
            "put": station.sent.put.len(),
            "kept": station.sent.kept,
            "removed": station.sent.removed.len(),
            "files": station.sent.put,
            "removed_files": station.sent.removed,
            "missing_files": station.sent.missing,
            "warnings": station.sent.warnings,
            "error": error(station),
        })
    };
    document["targets"] = stations.iter().map(target).collect();
    document
}

/// What was done, on one line.
pub fn line(station: &Station, dry: bool) -> String {
    let sent = &station.sent;
    let (put, removed) = if dry { ("would be put", "would be removed") } else { ("put", "removed") };
    let mut line = format!("{}: {} {put}, {} unchanged", station.named.text, sent.put.len(), sent.kept);
    if !sent.removed.is_empty() {
        line.push_str(&format!(", {} {removed}", sent.removed.len()));
    }
    let names: Vec<String> = sent.put.iter().chain(&sent.removed).cloned().collect();
    if dry && !names.is_empty() {
        line.push_str(&format!(" ({})", some(&names)));
    }
    line
}

/// Why a target was not served to the end, and how far it got.
pub fn failure(station: &Station, error: &Error) -> Error {
    let sent = &station.sent;
    let mut text = format!("{}: {error}", station.named.text);
    if !sent.put.is_empty() {
        text.push_str(&format!("; put: {}", some(&sent.put)));
    }
    if !sent.missing.is_empty() {
        text.push_str(&format!("; missing or as it was: {}; publish again to complete it", some(&sent.missing)));
    }
    Error::other(text)
}
