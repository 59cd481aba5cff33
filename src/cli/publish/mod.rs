//! `feedmill publish`: build, put what changed to the targets, tell whoever wants to know.

mod beside;
pub mod known;
mod newer;
mod report;
mod ship;
mod station;
mod targets;

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use feedmill::clock;
use feedmill::diagnostic::Level;
use feedmill::error::{Error, Result};
use feedmill::publish::disk::Disk;
use feedmill::publish::object::{Failure, Sent};
use feedmill::publish::place::{Manners, Place};
use feedmill::publish::{Ours, folder, lock};

use super::build::previous::Previous;
use super::build::session::{Changed, Session};
use super::build::steps::{self, Aim, Announce, Outcome, Wish, Work, unannounced};
use super::build::{self, PublishedArgs};
use super::pings;
use super::screen::Screen;
use super::site::Site;
use super::{Exit, Shared};
use station::Station;
use targets::Named;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Folders, or places in a store as in s3://bucket/feeds; else those of the configuration
    #[arg(value_name = "TARGET")]
    targets: Vec<String>,
    /// Write and put nothing; say what would be put
    #[arg(long)]
    dry_run: bool,
    /// Publish the sound articles even if others are faulty
    #[arg(long)]
    keep_going: bool,
    /// Neither use nor keep what earlier builds know
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    published: PublishedArgs,
    /// Wait at most this long for another run to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u32,
    /// Try each request to a store again for at most this long
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=3600))]
    timeout: u32,
}

/// So often it is begun when another publisher comes in between.
const PATIENCE: u32 = 5;

/// Builds and publishes; the exit status is 0 where all of it is done.
pub fn run(args: &Args, shared: &Shared, screen: &mut Screen) -> Result<Exit> {
    let started = Instant::now();
    let Some(site) = Site::open(shared, screen)? else { return Ok(Exit::Failed) };
    let named = match targets::settle(&args.targets, &site) {
        Ok(named) => named,
        Err(found) => {
            screen.findings(&found);
            return Ok(Exit::Failed);
        }
    };
    let _lock: Option<lock::Lock> = match args.dry_run {
        true => None,
        false => Some(build::take_lock(Duration::from_secs(args.wait.into()), &site)?),
    };
    let mut run = Run { args, shared, site: &site, started, stations: Vec::new() };
    let below = targets::below(&site.config);
    let below: Vec<&str> = below.iter().map(String::as_str).collect();
    run.open(named, &below)?;
    run.publish(screen)
}

struct Run<'r> {
    args: &'r Args,
    shared: &'r Shared,
    site: &'r Site,
    started: Instant,
    stations: Vec<Station>,
}

/// How one try ended.
enum Try {
    /// As well as it could.
    Done(Outcome),
    /// The build was refused.
    Refused(Outcome),
    /// Somebody else was at these targets, by their places.
    Again(Outcome, Vec<usize>),
    /// Somebody else has put something newer at this target.
    Newer(Outcome, usize, Vec<String>),
}

impl Run<'_> {
    /// Opens the targets. Without the first there is nothing to go by: it tells what is published.
    fn open(&mut self, named: Vec<Named>, below: &[&str]) -> Result<()> {
        let manners = Manners {
            below,
            wait: Duration::from_secs(self.args.wait.into()),
            patience: Duration::from_secs(self.args.timeout.into()),
            dry: self.args.dry_run,
        };
        for (at, named) in named.into_iter().enumerate() {
            let mut sent = Sent::default();
            let place = match Place::open(&named.target, &manners) {
                Ok(place) => Some(place),
                Err(error) if at == 0 => return Err(error),
                Err(error) => {
                    sent.failure = Some(Failure::Error(error));
                    None
                }
            };
            self.stations.push(Station { named, place, sent });
        }
        Ok(())
    }

    fn publish(&mut self, screen: &mut Screen) -> Result<Exit> {
        let mut seen = newer::Seen::default();
        let (mut attempt, mut removed) = (1, false);
        loop {
            // An article may have come out meanwhile.
            let now = self.shared.moment()?;
            let outcome = match self.attempt(now, &mut seen)? {
                // There is no condition on removing: what was removed may be what somebody else just found in its place.
                Try::Done(_) if self.has_removed() && !removed => {
                    removed = true;
                    self.refresh()?;
                    continue;
                }
                Try::Done(outcome) => outcome,
                Try::Refused(outcome) => {
                    self.tell(&outcome, None, screen)?;
                    return Ok(Exit::Findings);
                }
                Try::Newer(outcome, at, entries) => {
                    let reason = format!(
                        "another publisher has put something newer: {}; nothing of theirs was replaced; bring the \
                         articles here up to date, then publish again",
                        report::some(&entries)
                    );
                    self.fail(at, reason);
                    outcome
                }
                Try::Again(_, conflicts) if attempt < PATIENCE => {
                    seen.conflicts = conflicts;
                    std::thread::sleep(pause(attempt));
                    attempt += 1;
                    self.refresh()?;
                    continue;
                }
                Try::Again(outcome, conflicts) => {
                    let reason = "another publisher is at work here all the time; nothing of theirs was replaced; try \
                                  again later";
                    conflicts.into_iter().for_each(|at| self.fail(at, reason.to_owned()));
                    outcome
                }
            };
            return self.finish(&outcome, screen);
        }
    }

    /// Looks again what is at the targets.
    fn refresh(&mut self) -> Result<()> {
        self.stations.iter_mut().filter_map(|station| station.place.as_mut()).try_for_each(Place::refresh)
    }

    /// Whether something was removed that is not locked.
    fn has_removed(&self) -> bool {
        let is_store = |station: &&Station| !matches!(station.place, None | Some(Place::Folder(_)));
        !self.args.dry_run && self.stations.iter().filter(is_store).any(|station| !station.sent.removed.is_empty())
    }

    fn fail(&mut self, at: usize, reason: String) {
        if let Some(station) = self.stations.get_mut(at) {
            station.sent.failure = Some(Failure::Error(Error::other(reason)));
        }
    }

    /// One try: what is published is read, then the articles, then all targets are served that are still as they were.
    fn attempt(&mut self, now: DateTime<Utc>, seen: &mut newer::Seen) -> Result<Try> {
        let site = self.site;
        let output = |path: &str| -> Option<PathBuf> { Some(site.output.join(path)) };
        // What is published, as of the listing that all puts are bound to.
        let published = match self.stations.first().and_then(|station| station.place.as_ref()) {
            Some(place) => Some(place.published(&output)?),
            None => None,
        };
        let conflicts = std::mem::take(&mut seen.conflicts);
        let mut theirs = Vec::new();
        for at in conflicts {
            if let Some(place) = self.stations.get(at).and_then(|station| station.place.as_ref()) {
                theirs.push((at, place.published(&output)?));
            }
        }
        let outcome = self.build(now, published.as_ref())?;
        if outcome.refused {
            return Ok(Try::Refused(outcome));
        }
        for (at, theirs) in &theirs {
            let entries = newer::entries(seen.of(*at), theirs, site, &outcome, now)?;
            if !entries.is_empty() {
                return Ok(Try::Newer(outcome, *at, entries));
            }
        }
        seen.first.get_or_insert(published.unwrap_or_default());
        let shipment = ship::shipment(site, &outcome, self.args.dry_run)?;
        let beside = beside::find(site, &outcome, now)?;
        let begins = |path: &str, start: &[u8]| feedmill::pipeline::is_ours(&site.config, path, start);
        let ours = Ours { names: feedmill::pipeline::OUTPUT_NAMES, begins: &begins };
        if pings::are_wanted(site)
            && !self.args.dry_run
            && let Some(place) = self.stations.first().and_then(|station| station.place.as_ref())
        {
            let due = place.send(&shipment, &ours, true).put;
            pings::remember(site, &ship::changed(site, ship::among(&outcome, &due)), now);
        }
        let mut conflicts = Vec::new();
        for (at, station) in self.stations.iter_mut().enumerate() {
            let Some(place) = &station.place else { continue };
            let mut shipment = shipment.clone();
            let warnings = beside.add_to(&mut shipment, place.has_site());
            let mut sent = place.send(&shipment, &ours, self.args.dry_run);
            sent.warnings.extend(warnings);
            if matches!(sent.failure, Some(Failure::Conflict(_))) {
                conflicts.push(at);
            }
            station.take(sent);
        }
        Ok(if conflicts.is_empty() { Try::Done(outcome) } else { Try::Again(outcome, conflicts) })
    }

    /// Builds, going on from what is `published`; without targets from what is in the output folder.
    fn build(&self, now: DateTime<Utc>, published: Option<&newer::Feeds>) -> Result<Outcome> {
        let Run { args, site, .. } = *self;
        let mut previous = Previous::at(&args.published.previous, site)?;
        // Where the output is as it was published, a build knows all there is to know from its own folder.
        if let Some(published) = published
            && (!previous.is_output() || folder::feeds(&site.output)? != *published)
        {
            previous.documents.get_or_insert_default().extend(published.clone());
        }
        let aim = match (args.dry_run, previous.is_output()) {
            (true, _) => Aim::Plan,
            (false, true) => Aim::Write,
            (false, false) => Aim::Publish,
        };
        let cached = !args.no_cache && aim == Aim::Write;
        let accepted = args.published.accepted();
        let wish = Wish { now, drafts: false, aim, keep_going: args.keep_going, cached, accepted };
        let disk = Disk::new(&site.output);
        if !args.dry_run {
            disk.sweep()?;
        }
        // Without targets it is the build itself that changes what readers see.
        let announce: Announce = match self.stations.is_empty() && pings::are_wanted(site) {
            true => |site, files, now| pings::remember(site, &ship::changed(site, files.iter().copied()), now),
            false => unannounced,
        };
        let work = Work { site, disk: &disk, previous: &previous, clock: &clock::STILL, announce };
        steps::run(&wish, &work, &mut Session::new(false), &Changed::All)
    }

    fn finish(&mut self, outcome: &Outcome, screen: &mut Screen) -> Result<Exit> {
        let told = self.notify(outcome, screen)?;
        self.tell(outcome, told.as_ref(), screen)?;
        let mut exit = match outcome.build.diagnostics.iter().any(|found| found.level == Level::Error) {
            true => Exit::Findings,
            false => Exit::Clean,
        };
        let failed = self.stations.iter().any(|station| station.sent.failure.is_some());
        if failed || told.is_some_and(|told| told.failed()) {
            exit = Exit::Failed;
        }
        Ok(exit)
    }

    /// Tells hubs, now that all feeds are up. Where they are not, the run that puts the rest will.
    fn notify(&self, outcome: &Outcome, screen: &mut Screen) -> Result<Option<pings::Report>> {
        let first = self.stations.first();
        let is_up = first.is_none_or(|station| station.sent.failure.is_none() && station.place.is_some());
        if !is_up || !pings::are_wanted(self.site) {
            return Ok(None);
        }
        let files = match first {
            Some(station) => ship::among(outcome, &station.sent.put),
            None => outcome.plan.put.iter().filter_map(|&at| outcome.build.files.get(at)).collect(),
        };
        let changed = ship::changed(self.site, files);
        pings::tell(self.site, &changed, self.shared.moment()?, screen, self.args.dry_run).map(Some)
    }
}

/// How long to keep out of another publisher's way.
fn pause(attempt: u32) -> Duration {
    let random = RandomState::new().build_hasher().finish() % 1000;
    Duration::from_millis((random << attempt.min(5)) / 4)
}
