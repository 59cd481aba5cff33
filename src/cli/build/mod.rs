//! `feedmill build`: read, select, render, judge, write what changed; once, or as often as something changes.

mod changed;
mod events;
pub mod previous;
pub mod report;
pub mod session;
pub mod steps;
pub mod watch;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use chrono::{DateTime, SecondsFormat, Utc};
use feedmill::changes::Accepted;
use feedmill::clock::{self, Clock};
use feedmill::diagnostic::{Diagnostic, Level};
use feedmill::error::Result;
use feedmill::publish::disk::Disk;
use feedmill::publish::lock;

use super::progress::Progress;
use super::screen::Screen;
use super::site::Site;
use super::{Exit, Output, Shared};
use previous::Previous;
use report::{closing_line, report, times_line};
use session::{Changed, Session};
use steps::{Aim, Outcome, Wish, Work, unannounced};

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
    /// Neither use nor keep what earlier builds know
    #[arg(long)]
    no_cache: bool,
    #[command(flatten)]
    published: PublishedArgs,
    /// Build again whenever an article changes, until interrupted
    #[arg(long, conflicts_with_all = ["check", "previous"])]
    watch: bool,
    /// Wait at most this long for another run to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u32,
}

/// What a build is held against, and what it may do to subscribers.
#[derive(Debug, clap::Args)]
pub struct PublishedArgs {
    /// What is published, where that is not the output folder: a folder of feeds, the address of one, or a target as in
    /// s3://bucket/feeds
    #[arg(long, value_name = "DIR|URL")]
    pub previous: Vec<String>,
    #[command(flatten)]
    accept: AcceptArgs,
}

/// What may happen to subscribers that is otherwise refused.
#[derive(Debug, Clone, Copy, Default, clap::Args)]
pub struct AcceptArgs {
    /// Publish entries whose ids are others than those they were published with
    #[arg(long)]
    accept_id_changes: bool,
    /// Publish more new or withdrawn entries than [guard] allows
    #[arg(long)]
    accept_many: bool,
}

impl PublishedArgs {
    /// What may happen to subscribers.
    pub fn accepted(&self) -> Accepted {
        let AcceptArgs { accept_id_changes, accept_many } = self.accept;
        Accepted { ids: accept_id_changes, many: accept_many }
    }
}

impl Args {
    /// Those of builds that follow one another while somebody looks on.
    pub fn watching(drafts: bool, keep_going: bool, no_cache: bool, accept: AcceptArgs) -> Args {
        let published = PublishedArgs { previous: Vec::new(), accept };
        Args { check: false, drafts, keep_going, no_cache, published, watch: true, wait: 0 }
    }
}

/// Builds the site; findings go to standard error, with `--format json` the whole result to standard output.
pub fn run(args: &Args, shared: &Shared, screen: &mut Screen) -> Result<Exit> {
    if args.watch {
        return watch::run(args, shared, screen, &mut watch::Nobody);
    }
    let started = Instant::now();
    let now = shared.moment()?;
    let Some(site) = Site::open(shared, screen)? else { return Ok(Exit::Failed) };
    let previous = Previous::at(&args.published.previous, &site)?;
    let run = Run { args, shared, watched: is_watched(shared, screen), started };
    let wait = Duration::from_secs(args.wait.into());
    let outcome = run.build(&site, &previous, &mut Session::new(false), &Changed::All, now, wait);
    let outcome = outcome.inspect_err(|_| screen.findings(&site.warnings))?;
    run.tell(&outcome, &run.shown(&outcome), &site, screen, None)?;
    let worst = outcome.build.diagnostics.iter().map(|found| found.level).max();
    Ok(if worst == Some(Level::Error) { Exit::Findings } else { Exit::Clean })
}

/// Whether a person watches, who is told what was done.
pub fn is_watched(shared: &Shared, screen: &Screen) -> bool {
    screen.is_terminal() && !shared.quiet && shared.format == Output::Human
}

/// One build, as it was asked for.
#[derive(Clone, Copy)]
struct Run<'r> {
    args: &'r Args,
    shared: &'r Shared,
    watched: bool,
    started: Instant,
}

impl Run<'_> {
    /// Builds the site, as of `now`. Another run is waited for so long.
    fn build(
        &self,
        site: &Site,
        previous: &Previous,
        session: &mut Session,
        changed: &Changed,
        now: DateTime<Utc>,
        wait: Duration,
    ) -> Result<Outcome> {
        let Args { check, drafts, keep_going, no_cache, .. } = *self.args;
        let _lock = match check {
            true => None,
            false => Some(take_lock(wait, site)?),
        };
        let disk = Disk::new(&site.output);
        if !check {
            disk.sweep()?;
        }
        let clock = self.clock();
        clock.reset();
        let progress = Progress::new(self.watched, clock);
        let accepted = self.args.published.accepted();
        let cached = !no_cache && previous.is_output();
        let aim = if check { Aim::Check } else { Aim::Write };
        let wish = Wish { now, drafts, aim, keep_going, cached, accepted };
        let work = Work { site, disk: &disk, previous, clock, announce: unannounced };
        let outcome = steps::run(&wish, &work, session, changed);
        progress.clear();
        outcome
    }

    /// What takes the time of a build, if that is to be told, and counts what is done, if that is to be seen.
    fn clock(&self) -> &'static Clock {
        static RUNNING: Clock = Clock::new(Some(nanoseconds));
        static COUNTING: Clock = Clock::new(None);
        match (self.shared.verbose, self.watched) {
            (true, _) => &RUNNING,
            (false, true) => &COUNTING,
            (false, false) => &clock::STILL,
        }
    }

    /// Tells what was done, with the time of day, where there is one; and to people these findings.
    fn tell(
        &self,
        outcome: &Outcome,
        findings: &[Diagnostic],
        site: &Site,
        screen: &mut Screen,
        time: Option<DateTime<Utc>>,
    ) -> Result<()> {
        let Run { args, shared, watched, started } = *self;
        match shared.format {
            Output::Json => screen.print(&report(outcome, args.check, site, started, self.clock()).to_string())?,
            // The others are refused before it comes to this.
            Output::Human | Output::Sarif | Output::Github => {
                screen.findings(findings);
                if watched || shared.verbose {
                    let time = time.map(|time| time.with_timezone(&site.config.site.timezone).format("%H:%M:%S "));
                    let time = time.map(|time| time.to_string()).unwrap_or_default();
                    screen.say(&format!("{time}{}", closing_line(outcome, args.check, site)));
                }
                if shared.verbose {
                    screen.say(&times_line(self.clock(), started));
                }
            }
        }
        Ok(())
    }

    /// The findings that are shown to people.
    fn shown(&self, outcome: &Outcome) -> Vec<Diagnostic> {
        let noted = if self.shared.verbose || self.watched { Level::Info } else { Level::Warning };
        outcome.build.diagnostics.iter().filter(|found| found.level >= noted).cloned().collect()
    }
}

/// Since this was first asked.
fn nanoseconds() -> u64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(START.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

pub fn take_lock(wait: Duration, site: &Site) -> Result<lock::Lock> {
    let time = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let who = format!("process {}, since {time}", std::process::id());
    lock::take(&site.root, &site.output, wait, &who)
}
