//! One build: what changed is read, what it concerns is made, what differs is written.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use feedmill::cache::{Built, Cache, Collector, Kernel, Unchanged};
use feedmill::changes::{self, FeedChanges};
use feedmill::clock::{Clock, Phase, Step};
use feedmill::config::{OnError, Updates};
use feedmill::diagnostic::{Diagnostic, Level, Place, Span};
use feedmill::error::{Error, Result};
use feedmill::feed::card::Card;
use feedmill::format::Rope;
use feedmill::pipeline::past::Past;
use feedmill::pipeline::{Build, File, Options, Pipeline, Prepared};
use feedmill::publish::disk::Disk;
use feedmill::publish::plan::{OUTPUT_DIFFERS, Plan, State};
use feedmill::publish::withdrawn;
use feedmill::source::files::stamp::{COARSE_STEP, Stamp, settled};
use feedmill::source::files::{Folder, NO_ARTICLES};
use feedmill::source::{Read, Source as _};

use super::Accepted;
use super::changed::Sides;
use super::previous::Previous;
use super::session::{Changed, Session, lock_file};
use crate::cli::site::{Site, shown};

/// What is asked of a build.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// The moment the feeds are for.
    pub now: DateTime<Utc>,
    /// Whether drafts are shown.
    pub drafts: bool,
    /// What it is for.
    pub aim: Aim,
    /// Whether faulty articles keep the others from being published.
    pub keep_going: bool,
    /// Whether what is kept of earlier builds may be used.
    pub cached: bool,
    /// What may happen to subscribers all the same.
    pub accepted: Accepted,
}

/// What a build is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aim {
    /// To write what changed.
    Write,
    /// The same, held against what is published even where the output stays as it is.
    Publish,
    /// To say where the output is not as it would be.
    Check,
    /// To say what becomes of every entry of every feed.
    Plan,
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
    /// What subscribers would see.
    pub changes: Vec<FeedChanges>,
    /// The addresses of all pages that published feeds name, in order; with [`Aim::Plan`] alone.
    pub published: Vec<String>,
    /// Whether it was not done.
    pub refused: bool,
    /// Whether nothing had changed.
    pub idle: bool,
    /// Whether the files themselves are sound.
    sound: bool,
}

/// What a build works with.
#[derive(Debug, Clone, Copy)]
pub struct Work<'w> {
    /// The site.
    pub site: &'w Site,
    /// Its output folder.
    pub disk: &'w Disk,
    /// What is published.
    pub previous: &'w Previous,
    /// What it takes.
    pub clock: &'static Clock,
    /// Is told which files are about to be written.
    pub announce: Announce,
}

/// Told of a site's files that are about to be written, and of the moment of the build.
pub type Announce = fn(&Site, &[&File], DateTime<Utc>);

/// Nobody is to be told.
pub fn unannounced(_: &Site, _: &[&File], _: DateTime<Utc>) {}

/// So often is a build begun again when articles change while they are read.
const PATIENCE: usize = 3;

/// Builds the site, in which this much has changed since the session's last build.
pub fn run(wish: &Wish, work: &Work, session: &mut Session, changed: &Changed) -> Result<Outcome> {
    let Work { site, clock, .. } = *work;
    for attempt in 0..PATIENCE {
        let everything = Changed::All;
        let (folder, mut cache) =
            clock.time(Step::Walk, || session.take(site, wish, if attempt == 0 { changed } else { &everything }))?;
        let folder = folder.timed(clock);
        let outcome = once(wish, work, &folder, &mut cache, session);
        // What is known was known before, or is of a build that came to something.
        session.put(folder, cache);
        if let Some(outcome) = outcome? {
            return Ok(outcome);
        }
    }
    session.forget_folder();
    Err(Error::other("the articles are being changed while they are read; build again when that is done"))
}

/// One try; `None` where somebody changed an article on the way.
fn once(
    wish: &Wish,
    work: &Work,
    folder: &Folder,
    cache: &mut Cache,
    session: &mut Session,
) -> Result<Option<Outcome>> {
    let Work { site, previous, clock, .. } = *work;
    let unchanged = || cache.unchanged(folder, &site.output, wish.now, wish.drafts);
    if let Some(unchanged) = clock.time(Step::Walk, unchanged) {
        return clock.time(Step::Write, || finish(wish, work, as_it_was(unchanged), None)).map(Some);
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
    let offered = clock.time(Step::Walk, || cache.offer(folder, &mut offer));
    let serials = [offered.unread, undated].concat();
    let keep = session.keeps(wish);
    let mut places = Vec::new();
    let mut collector = keep.then(|| Collector::new(cache, folder, settled(file_clock(&site.root))));
    if let Some(collector) = &mut collector {
        offered.again.into_iter().for_each(|(serial, kernel)| collector.add(serial, Some(kernel)));
    }
    let stays = session.stays();
    let prepare = |serial: usize, read: Read| {
        clock.time(Step::Parse, || {
            let Read { article, diagnostics, probes } = read;
            let broken = diagnostics.iter().any(|found| found.level == Level::Error);
            let prepared = article.map(|article| Prepared::new(&site.config, article, wish.now));
            let sound = prepared.as_ref().filter(|prepared| keep && !broken && prepared.fault.is_none());
            let found = folder.found(serial).zip(sound);
            let places: Vec<PathBuf> = match stays {
                true => probes.iter().map(|(path, _)| path.clone()).collect(),
                false => Vec::new(),
            };
            let kernel = found.and_then(|((_, found), it)| Kernel::new(found, &it.card, &diagnostics, probes));
            clock.advance();
            (serial, prepared, diagnostics, kernel, broken, places)
        })
    };
    clock.begin(Phase::Reading, serials.len());
    folder.read_each(&serials, prepare, |(serial, prepared, diagnostics, kernel, broken, looked)| {
        places.extend(looked);
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
    session.look_at(places);
    clock.time(Step::Walk, || cache.load());
    let recall = clock.time(Step::Walk, || cache.recall(folder, &site.output));
    let published = previous.below(&site.output);
    let is_whole = matches!(wish.aim, Aim::Plan | Aim::Publish) || site.config.articles.updated == Updates::Auto;
    let past = if is_whole { Past::whole(&published) } else { Past::outline(&published) };
    outcome.build = pipeline.finish_with(&recall, &past);
    if outcome.build.unsettled {
        return Ok(None);
    }
    outcome.sound = outcome.build.is_sound();
    findings.append(&mut named(&mut outcome.build, site));
    outcome.build.diagnostics = findings;
    let outcome = clock.time(Step::Write, || finish(wish, work, outcome, Some((&past, folder))))?;
    if let Some(collector) = collector.filter(|_| !outcome.refused) {
        let Outcome { build, .. } = &outcome;
        let built = Built { folder, root: &site.output, build, now: wish.now, drafts: wish.drafts };
        let saved = clock.time(Step::Write, || cache.save(&built, collector, &recall));
        saved.into_iter().for_each(|saved| cache.adopt(saved));
    }
    Ok(Some(outcome))
}

/// The moment by which the file system of the site has stamps: that of the lock that was just taken, in nanoseconds
/// since 1970. Where its clock is ahead of ours, ours. Where the lock is none that can be written, well before ours.
fn file_clock(root: &Path) -> i64 {
    let ours = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_nanos());
    let ours = i64::try_from(ours).unwrap_or(i64::MAX);
    match super::session::is_writable(root) {
        true => fs::metadata(lock_file(root)).map_or(0, |lock| Stamp::of(&lock).modified).min(ours),
        false => ours.saturating_sub(COARSE_STEP),
    }
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
    Outcome { read: build.articles.read, build, sound: true, idle: true, ..Outcome::default() }
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
fn finish(wish: &Wish, work: &Work, mut outcome: Outcome, sides: Option<(&Past, &Folder)>) -> Result<Outcome> {
    let Work { site, disk, previous, .. } = *work;
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
        if let Some((past, folder)) = sides
            && (matches!(wish.aim, Aim::Plan | Aim::Publish) || !outcome.plan.is_empty())
        {
            let sides = Sides { site, previous, build: &outcome.build, plan: &outcome.plan, folder };
            (outcome.changes, outcome.published) = match wish.aim {
                Aim::Plan | Aim::Publish => sides.all(past),
                Aim::Write | Aim::Check => (sides.of_what_differs(past), Vec::new()),
            };
            let refusals = changes::judge(&outcome.changes, &site.config.guard, wish.accepted, &site.config.file);
            outcome.refused = !refusals.is_empty();
            outcome.build.diagnostics.extend(refusals);
        }
    }
    let build = &mut outcome.build;
    let plan = &outcome.plan;
    match wish.aim {
        Aim::Check => build.diagnostics.extend(differences(build, plan, site)),
        Aim::Write | Aim::Publish if !plan.is_empty() && !outcome.refused => {
            let put: Vec<&File> = plan.put.iter().filter_map(|&at| build.files.get(at)).collect();
            (work.announce)(site, &put, wish.now);
            let files: Vec<(&str, &Rope)> = put.into_iter().map(file).collect();
            disk.land(&files, &plan.remove)?;
            let there: HashSet<&str> = build.files.iter().map(|file| &*file.path).collect();
            withdrawn::note(&site.root, &plan.remove, &|path| there.contains(path));
        }
        Aim::Write | Aim::Publish | Aim::Plan => {}
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
    let old = disk.old(&keep, feedmill::pipeline::OUTPUT_NAMES, &|path, start| {
        feedmill::pipeline::is_ours(config, path, start)
    })?;
    Ok(Plan::new(&states, old))
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
