//! One build: what changed is read, what it concerns is made, what differs is written.

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use feedmill::cache::{Built, Cache, Collector, Kernel, Unchanged};
use feedmill::clock::{Clock, Phase, Step};
use feedmill::config::OnError;
use feedmill::diagnostic::{Diagnostic, Level, Place, Span};
use feedmill::error::{Error, Result};
use feedmill::feed::card::Card;
use feedmill::format::Rope;
use feedmill::pipeline::{Build, File, Options, Pipeline, Prepared};
use feedmill::publish::disk::Disk;
use feedmill::publish::lock;
use feedmill::publish::plan::{OUTPUT_DIFFERS, Plan, State};
use feedmill::source::files::stamp::{Stamp, settled};
use feedmill::source::files::{Folder, NO_ARTICLES};
use feedmill::source::{Read, Source as _};

use crate::cli::site::{Site, shown};

/// What is asked of a build.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// The moment the feeds are for.
    pub now: DateTime<Utc>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// Whether nothing is to be written.
    pub check: bool,
    /// Whether faulty articles keep the others from being published.
    pub keep_going: bool,
    /// Whether what is kept of earlier builds may be used.
    pub cached: bool,
}

/// What one run did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What was built.
    pub build: Build,
    /// How many articles there are, and of these how many were read.
    pub read: usize,
    /// How many of these were read.
    pub parsed: usize,
    /// How many of them are faulty.
    pub faulty: usize,
    /// What was to be done.
    pub plan: Plan,
    /// Whether it was not done.
    pub refused: bool,
    /// Whether the files themselves are sound.
    sound: bool,
}

/// So often is a build begun again when articles change while they are read.
const PATIENCE: usize = 3;

/// Builds the site.
pub fn run(wish: &Wish, site: &Site, disk: &Disk, clock: &'static Clock) -> Result<Outcome> {
    for _ in 0..PATIENCE {
        if let Some(outcome) = once(wish, site, disk, clock)? {
            return Ok(outcome);
        }
    }
    Err(Error::other("the articles are being changed while they are read; build again when that is done"))
}

/// One try; `None` where somebody changed an article on the way.
fn once(wish: &Wish, site: &Site, disk: &Disk, clock: &'static Clock) -> Result<Option<Outcome>> {
    let open = || Folder::open(&site.articles, &shown(&site.articles), Some(&site.output), site.settings());
    let folder = clock.time(Step::Walk, open)?.timed(clock);
    let mut cache = match wish.cached {
        true => Cache::open(&site.root.join(lock::FOLDER), site.identity),
        false => Cache::empty(),
    };
    let unchanged = || cache.unchanged(&folder, &site.output, wish.now, wish.drafts);
    if let Some(unchanged) = clock.time(Step::Walk, unchanged) {
        return clock.time(Step::Write, || finish(wish, site, disk, as_it_was(unchanged))).map(Some);
    }
    let mut pipeline = Pipeline::new(&site.config, Options { now: wish.now, drafts: wish.drafts }).timed(clock);
    let mut findings = site.warnings.clone();
    findings.extend(folder.diagnostics().iter().cloned());
    let mut outcome = Outcome { read: folder.count(), ..Outcome::default() };
    let mut undated = Vec::new();
    let mut offer = |serial: usize, card: &Card<&str>, found: Vec<Diagnostic>| match card.marks.undated && wish.drafts {
        // It has another date at each build.
        true => undated.push(serial),
        false => {
            findings.extend(found);
            clock.time(Step::Select, || pipeline.offer(serial, card));
        }
    };
    let offered = clock.time(Step::Walk, || cache.offer(&folder, &mut offer));
    let serials = [offered.unread, undated].concat();
    let keep = wish.cached && !wish.check;
    let mut collector = keep.then(|| Collector::new(&cache, &folder, settled(file_clock(&site.root))));
    if let Some(collector) = &mut collector {
        offered.again.into_iter().for_each(|(serial, kernel)| collector.add(serial, Some(kernel)));
    }
    let prepare = |serial: usize, read: Read| {
        clock.time(Step::Parse, || {
            let Read { article, diagnostics, probes } = read;
            let broken = diagnostics.iter().any(|found| found.level == Level::Error);
            let prepared = article.map(|article| Prepared::new(&site.config, article, wish.now));
            let sound = prepared.as_ref().filter(|prepared| keep && !broken && prepared.fault.is_none());
            let found = folder.found(serial).zip(sound);
            let kernel = found.and_then(|((_, found), it)| Kernel::new(found, &it.card, &diagnostics, probes));
            clock.advance();
            (serial, prepared, diagnostics, kernel, broken)
        })
    };
    clock.begin(Phase::Reading, serials.len());
    folder.read_each(&serials, prepare, |(serial, prepared, diagnostics, kernel, broken)| {
        findings.extend(diagnostics);
        outcome.parsed += 1;
        outcome.faulty += usize::from(broken);
        if let Some(collector) = &mut collector {
            clock.time(Step::Write, || collector.add(serial, kernel));
        }
        if let Some(prepared) = prepared {
            clock.time(Step::Select, || pipeline.take(serial, prepared));
        }
    });
    clock.time(Step::Walk, || cache.load());
    let recall = clock.time(Step::Walk, || cache.recall(&folder, &site.output));
    outcome.build = pipeline.finish_with(&recall);
    if outcome.build.unsettled {
        return Ok(None);
    }
    outcome.sound = outcome.build.is_sound();
    findings.append(&mut named(&mut outcome.build, site));
    outcome.build.diagnostics = findings;
    let outcome = clock.time(Step::Write, || finish(wish, site, disk, outcome))?;
    if let Some(collector) = collector.filter(|_| !outcome.refused) {
        let Outcome { build, .. } = &outcome;
        let findings = &build.diagnostics;
        let built = Built { folder: &folder, root: &site.output, build, findings, now: wish.now, drafts: wish.drafts };
        clock.time(Step::Write, || cache.save(&built, collector, &recall));
    }
    Ok(Some(outcome))
}

/// The moment by which the file system of the site has stamps: that of the lock that was just taken, in nanoseconds
/// since 1970. Where its clock is ahead of ours, ours.
fn file_clock(root: &Path) -> i64 {
    let lock = fs::metadata(root.join(lock::FOLDER).join("lock")).map_or(0, |lock| Stamp::of(&lock).modified);
    let ours = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    lock.min(i64::try_from(ours).unwrap_or(i64::MAX))
}

/// What a build would find and make, where all is as it was.
fn as_it_was(unchanged: Unchanged) -> Outcome {
    let file = |(path, kind, length)| File { path, kind, bytes: Rope::default(), stands: Some(length) };
    let build = Build {
        files: unchanged.files.into_iter().map(file).collect(),
        diagnostics: unchanged.findings,
        articles: unchanged.counts,
        next_change: unchanged.next_change,
        ..Build::default()
    };
    Outcome { read: build.articles.read, build, sound: true, ..Outcome::default() }
}

/// The findings of a build, with files of the output as the user would name them.
fn named(build: &mut Build, site: &Site) -> Vec<Diagnostic> {
    let output = shown(&site.output);
    let made: HashSet<&str> = build.files.iter().map(|file| &*file.path).collect();
    let mut findings = std::mem::take(&mut build.diagnostics);
    for found in findings.iter_mut().filter(|found| made.contains(&*found.file)) {
        found.file = format!("{output}/{}", found.file).into();
    }
    findings
}

/// Writes what differs, unless something is too wrong for that.
fn finish(wish: &Wish, site: &Site, disk: &Disk, mut outcome: Outcome) -> Result<Outcome> {
    let build = &mut outcome.build;
    if build.articles.read == 0 {
        let mut found = Diagnostic::new(&NO_ARTICLES, shown(&site.articles), "there is no article to publish here");
        found.help("write one: `feedmill new \"A title\"`; the feeds stay as they are until there is one");
        build.diagnostics.push(found);
    }
    // Articles are read in no order that means anything to people.
    build.diagnostics.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
    let keep_going = wish.keep_going || site.config.articles.on_error == OnError::Skip;
    let errors = build.diagnostics.iter().any(|found| found.level == Level::Error);
    let hopeless = build.articles.read == 0 || !outcome.sound;
    outcome.refused = hopeless || (errors && !keep_going);
    if !outcome.refused {
        outcome.plan = plan(site, build, disk)?;
    }
    let plan = &outcome.plan;
    if wish.check {
        let found = differences(build, plan, site);
        build.diagnostics.extend(found);
    } else if !plan.is_empty() {
        let files: Vec<(&str, &Rope)> = plan.put.iter().map(|&at| file(&build.files[at])).collect();
        disk.land(&files, &plan.remove)?;
    }
    Ok(outcome)
}

fn file(file: &File) -> (&str, &Rope) {
    (&file.path, &file.bytes)
}

fn plan(site: &Site, build: &Build, disk: &Disk) -> Result<Plan> {
    // What stands need not be looked at again.
    let made: Vec<(&str, &Rope)> = build.files.iter().filter(|file| file.stands.is_none()).map(file).collect();
    let mut states = disk.states(&made)?.into_iter();
    let state = |file: &File| if file.stands.is_some() { Some(State::Same) } else { states.next() };
    let states: Vec<State> = build.files.iter().filter_map(state).collect();
    let keep: HashSet<&str> = build.files.iter().map(|file| &*file.path).collect();
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
