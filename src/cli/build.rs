//! `feedmill build`: read, select, render, judge, write what changed.

use std::collections::HashSet;
use std::fs;
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, Utc};
use feedmill::config::OnError;
use feedmill::diagnostic::{Diagnostic, Level, Place, Span, json};
use feedmill::error::Result;
use feedmill::format::Rope;
use feedmill::pipeline::{Build, Counts, File, FileKind, Options, Pipeline};
use feedmill::publish::disk::Disk;
use feedmill::publish::lock;
use feedmill::publish::plan::{OUTPUT_DIFFERS, Plan, State};
use feedmill::source::Source as _;
use feedmill::source::files::{Folder, NO_ARTICLES};
use serde_json::{Value, json};

use super::progress::Progress;
use super::screen::Screen;
use super::site::{Site, shown};
use super::{Exit, Output, Shared};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Write nothing; exit with 1 where the output differs from what would be built
    #[arg(long)]
    check: bool,
    /// Show drafts as if they were published
    #[arg(long)]
    drafts: bool,
    /// Publish the sound articles even if others are faulty
    #[arg(long)]
    keep_going: bool,
    /// Wait at most this long for another run to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u32,
}

/// What one run did.
struct Outcome {
    build: Build,
    parsed: usize,
    faulty: usize,
    plan: Plan,
    refused: bool,
}

/// Builds the site; findings go to standard error, with `--format json` the whole result to standard output.
pub fn run(args: &Args, shared: &Shared, screen: &mut Screen) -> Result<Exit> {
    let started = Instant::now();
    let now = shared.moment()?;
    let Some(site) = Site::open(shared, screen)? else { return Ok(Exit::Failed) };
    let _lock = match args.check {
        true => None,
        false => Some(take_lock(args, &site)?),
    };
    let disk = Disk::new(&site.output);
    if !args.check {
        disk.sweep()?;
    }
    let watched = screen.is_terminal() && !shared.quiet && shared.format == Output::Human;
    let progress = Progress::new(watched);
    let outcome = build(args, now, &site, &disk, &progress);
    progress.clear();
    let outcome = outcome.inspect_err(|_| screen.findings(&site.warnings))?;
    let worst = outcome.build.diagnostics.iter().map(|found| found.level).max();
    match shared.format {
        Output::Json => screen.print(&report(&outcome, args.check, &site, started).to_string())?,
        // The others are refused before it comes to this.
        Output::Human | Output::Sarif | Output::Github => {
            let noted = if shared.verbose || watched { Level::Info } else { Level::Warning };
            let findings = &outcome.build.diagnostics;
            let shown: Vec<Diagnostic> = findings.iter().filter(|found| found.level >= noted).cloned().collect();
            screen.findings(&shown);
            if watched || shared.verbose {
                screen.say(&closing_line(&outcome, args.check, &site));
            }
        }
    }
    Ok(if worst == Some(Level::Error) { Exit::Findings } else { Exit::Clean })
}

fn take_lock(args: &Args, site: &Site) -> Result<lock::Lock> {
    let time = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let who = format!("process {}, since {time}", std::process::id());
    lock::take(&site.root, &site.output, Duration::from_secs(args.wait.into()), &who)
}

fn build(args: &Args, now: DateTime<Utc>, site: &Site, disk: &Disk, progress: &Progress) -> Result<Outcome> {
    let folder = Folder::open(&site.articles, &shown(&site.articles), Some(&site.output), site.settings())?;
    progress.set("reading", 0, folder.count());
    let mut pipeline = Pipeline::new(&site.config, Options { now, drafts: args.drafts });
    let mut findings = site.warnings.clone();
    let (all, mut parsed, mut faulty) = (folder.count(), 0, 0);
    folder.read_all(&mut |read| {
        let broken = read.diagnostics.iter().any(|found| found.level == Level::Error);
        findings.extend(read.diagnostics);
        // A file beside an article may be worth a word without being an article.
        parsed += usize::from(broken || read.article.is_some());
        faulty += usize::from(broken);
        if let Some(article) = read.article {
            pipeline.add(article);
        }
        if parsed % 512 == 0 {
            progress.set("reading", parsed, all);
        }
    })?;
    progress.set("rendering", all, all);
    let mut build = pipeline.finish();
    let sound = build.is_sound();
    let output = shown(&site.output);
    let made: HashSet<&str> = build.files.iter().map(|file| &*file.path).collect();
    for mut found in std::mem::take(&mut build.diagnostics) {
        if made.contains(&*found.file) {
            found.file = format!("{output}/{}", found.file).into();
        }
        findings.push(found);
    }
    if build.articles.read == 0 {
        let mut found = Diagnostic::new(&NO_ARTICLES, shown(&site.articles), "there is no article to publish here");
        found.help("write one: `feedmill new \"A title\"`; the feeds stay as they are until there is one");
        findings.push(found);
    }
    // Articles are read in no order that means anything to people.
    findings.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
    let keep_going = args.keep_going || site.config.articles.on_error == OnError::Skip;
    let errors = findings.iter().any(|found| found.level == Level::Error);
    let hopeless = build.articles.read == 0 || !sound;
    let refused = hopeless || (errors && !keep_going);
    let plan = match refused {
        true => Plan::default(),
        false => plan(site, &build, disk)?,
    };
    if args.check {
        findings.extend(differences(&build, &plan, site));
    } else {
        let files: Vec<(&str, &Rope)> = plan.put.iter().map(|&at| file(&build.files[at])).collect();
        if !plan.is_empty() {
            disk.land(&files, &plan.remove)?;
        }
    }
    build.diagnostics = findings;
    Ok(Outcome { build, parsed, faulty, plan, refused })
}

fn file(file: &File) -> (&str, &Rope) {
    (&file.path, &file.bytes)
}

fn plan(site: &Site, build: &Build, disk: &Disk) -> Result<Plan> {
    let files: Vec<(&str, &Rope)> = build.files.iter().map(file).collect();
    let states: Vec<State> = disk.states(&files)?;
    let keep: HashSet<&str> = files.iter().map(|(path, _)| *path).collect();
    let config = &site.config;
    let stale = disk.stale(&keep, feedmill::pipeline::OUTPUT_NAMES, &|path, start| {
        feedmill::pipeline::is_ours(config, path, start)
    })?;
    Ok(Plan::new(&states, stale))
}

/// A finding for each file that is not as it would be built, at the first line that differs.
fn differences(build: &Build, plan: &Plan, site: &Site) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut flag = |path: &str, message: &str, place: Option<Place>| {
        let path = shown(&site.output.join(path));
        let mut one = Diagnostic::new(&OUTPUT_DIFFERS, path, message);
        one.at(place).help("run `feedmill build`, and commit what it writes");
        found.push(one);
    };
    for &at in &plan.put {
        let file = &build.files[at];
        match fs::read(site.output.join(&file.path)) {
            Ok(there) => flag(&file.path, "differs from what would be built", first_difference(&there, &file.bytes)),
            Err(_) => flag(&file.path, "is missing; it would be built", None),
        }
    }
    plan.remove.iter().for_each(|path| flag(path, "is of an earlier build; it would be removed", None));
    found
}

fn first_difference(there: &[u8], bytes: &Rope) -> Option<Place> {
    let built = bytes.to_vec();
    let at = there.iter().zip(&built).position(|(a, b)| a != b).unwrap_or(there.len().min(built.len()));
    let text = String::from_utf8_lossy(there);
    Some(Place::of(&text, Span::new(at, at + 1), 1))
}

fn kind_name(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Feed(format, _) => format.name(),
        FileKind::Opml => "opml",
        FileKind::IndexPage => "html",
        FileKind::NewsSitemap => "sitemap",
    }
}

/// The result for programs. Paths are as the user would name the files.
fn report(outcome: &Outcome, check: bool, site: &Site, started: Instant) -> Value {
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
            "bytes": file.bytes.len(),
        });
        match file.kind {
            FileKind::Feed(_, entries) => {
                one["entries"] = json!(entries);
                feeds.push(one);
            }
            _ => files.push(one),
        }
    }
    let Counts { published, drafts, scheduled, expired, excluded, .. } = build.articles;
    json!({
        "feeds": feeds,
        "files": files,
        "removed": plan.remove.iter().map(|path| named(path)).collect::<Vec<_>>(),
        "articles": {
            "read": outcome.parsed,
            "parsed": outcome.parsed,
            "cached": 0,
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
    })
}

fn rfc3339(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn closing_line(outcome: &Outcome, check: bool, site: &Site) -> String {
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
