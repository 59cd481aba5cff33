//! Judging a document while it is read, however large it is.

use std::borrow::Cow;
use std::io::{self, Read};

use super::context::Context;
use super::json_walk::JsonWalk;
use super::reader::drive::{read_json, read_xml};
use super::reader::feeder::{Feeder, Given, WINDOW};
use super::walk::Walk;
use super::{Judgement, Kind, Options, RuleSet, relation, settle};
use crate::diagnostic::Report;

/// Judges a document as [`validate`](super::validate()) does, in little memory: it is read window by window, from a file, a
/// pipe or whatever it comes from. The judgement's text is empty; each finding has the [line](crate::diagnostic::Excerpt)
/// that it is on.
///
/// An `Err` means that the input could not be read to its end.
pub fn validate_reader(input: impl Read, options: &Options) -> io::Result<Judgement<'static>> {
    judge_windows(input, options, WINDOW)
}

/// As [`validate_reader`], in windows of so many bytes.
pub(super) fn judge_windows(input: impl Read, options: &Options, window: usize) -> io::Result<Judgement<'static>> {
    let as_w3c = options.rules == RuleSet::W3c;
    let given = Given { charset: options.charset.as_deref(), fallback: &options.fallback_encoding, as_w3c };
    let mut feeder = Feeder::with_window(input, given, window)?;
    let mut report = Report::new(options.file.clone(), "").window("");
    let is_json = feeder.is_json();
    let kind = if !feeder.readable() {
        feeder.findings().into_iter().for_each(|finding| finding.flag(&mut report));
        Kind::Unknown
    } else if is_json {
        let mut walk = JsonWalk::new(Context::new(options, feeder.encoding()));
        let outcome = read_json(&mut feeder, report, &mut walk)?;
        report = outcome.report;
        walk.finish(outcome.faults == 0, &mut report)
    } else {
        let mut walk = Walk::new(Context::new(options, feeder.encoding()));
        report = read_xml(&mut feeder, report, &mut walk)?.report;
        walk.kind()
    };
    relation::pitfalls::size(feeder.base() + feeder.text().len(), kind, &mut report);
    Ok(Judgement { kind, text: Cow::Borrowed(""), diagnostics: settle(report, kind, is_json, options) })
}

#[cfg(test)]
mod tests;
