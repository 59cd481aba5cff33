//! What a build did, for programs and for people.

use std::collections::HashSet;
use std::time::Instant;

use chrono::{DateTime, SecondsFormat, Utc};
use feedmill::clock::{Clock, Step};
use feedmill::diagnostic::json;
use feedmill::pipeline::{Counts, FileKind};
use serde_json::{Value, json};

use super::steps::Outcome;
use crate::cli::site::{Site, shown};

fn kind_name(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Feed(format, _) | FileKind::Archive(format, _) => format.name(),
        FileKind::Opml => "opml",
        FileKind::IndexPage => "html",
        FileKind::NewsSitemap => "sitemap",
    }
}

/// The result for programs. Paths are as the user would name the files.
pub fn report(outcome: &Outcome, check: bool, site: &Site, started: Instant, clock: &Clock) -> Value {
    let Outcome { build, plan, .. } = outcome;
    let named = |path: &str| shown(&site.output.join(path));
    let put: HashSet<usize> = plan.put.iter().copied().collect();
    let status = |at: usize| match (outcome.refused, put.contains(&at), check) {
        (true, ..) => "refused",
        (false, true, true) => "differs",
        (false, true, false) => "written",
        (false, false, _) => "unchanged",
    };
    let (mut feeds, mut files) = (Vec::new(), Vec::new());
    for (at, file) in build.files.iter().enumerate() {
        let mut one = json!({
            "path": named(&file.path),
            "format": kind_name(file.kind),
            "status": status(at),
            "bytes": file.len(),
        });
        match file.kind.entries() {
            Some((_, entries)) => {
                one["entries"] = json!(entries);
                feeds.push(one);
            }
            None => files.push(one),
        }
    }
    let Counts { published, drafts, scheduled, expired, excluded, .. } = build.articles;
    let mut report = json!({
        "feeds": feeds,
        "files": files,
        "removed": plan.remove.iter().map(|path| named(path)).collect::<Vec<_>>(),
        "articles": {
            "read": outcome.read,
            "parsed": outcome.parsed,
            "cached": outcome.read - outcome.parsed,
            "published": published,
            "drafts": drafts,
            "scheduled": scheduled,
            "expired": expired,
            "excluded": excluded,
            "faulty": outcome.faulty,
        },
        "diagnostics": build.diagnostics.iter().map(json::value).collect::<Vec<_>>(),
        "next_change": build.next_change.map(rfc3339),
        "elapsed_ms": u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
    if clock.runs() {
        let spent = clock.spent().into_iter();
        let milliseconds = |nanoseconds: u64| nanoseconds as f64 / 1e6;
        report["timings_ms"] =
            spent.map(|(step, spent)| (step.name().to_owned(), json!(milliseconds(spent)))).collect();
    }
    report
}

/// Where the time went, on one line.
pub fn times_line(clock: &Clock, started: Instant) -> String {
    let part = |(step, spent): (Step, u64)| format!("{} {:.2}", step.name(), spent as f64 / 1e9);
    let parts: Vec<String> = clock.spent().into_iter().map(part).collect();
    let threads = rayon::current_num_threads();
    let threads = format!("{threads} {}", if threads == 1 { "thread" } else { "threads" });
    format!("time: {} s; {:.2} s in all, {threads}", parts.join(", "), started.elapsed().as_secs_f64())
}

fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The result on one line, for people.
pub fn closing_line(outcome: &Outcome, check: bool, site: &Site) -> String {
    let Outcome { build, plan, .. } = outcome;
    let articles = &build.articles;
    let mut line = match (outcome.refused, check, plan.put.len() + plan.remove.len()) {
        (true, ..) => "Nothing written; the feeds stay as they were".to_owned(),
        (false, true, 0) => format!("{} files, all as they would be built", plan.keep.len()),
        (false, true, n) => format!("{n} of {} files differ", plan.keep.len() + n),
        (false, false, 0) => format!("{} files, none changed", plan.keep.len()),
        (false, false, _) => format!("{} files written, {} unchanged", plan.put.len(), plan.keep.len()),
    };
    if !check && !plan.remove.is_empty() {
        line.push_str(&format!(", {} removed", plan.remove.len()));
    }
    let kinds = [
        (articles.published, "published"),
        (articles.drafts, if articles.drafts == 1 { "draft" } else { "drafts" }),
        (articles.scheduled, "scheduled"),
        (articles.expired, "expired"),
        (articles.excluded, "in no feed"),
        (outcome.faulty, "faulty"),
    ];
    let kinds: Vec<String> = kinds
        .iter()
        .filter(|(n, kind)| *n > 0 || *kind == "published")
        .map(|(n, kind)| format!("{n} {kind}"))
        .collect();
    line.push_str(&format!("; articles: {}", kinds.join(", ")));
    if let Some(next) = build.next_change {
        let local = next.with_timezone(&site.config.site.timezone);
        line.push_str(&format!("; next change {}", local.format("%Y-%m-%d %H:%M %Z")));
    }
    line
}
