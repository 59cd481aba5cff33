//! `feedmill build`: read, select, render, judge, write what changed.

mod report;
mod steps;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use chrono::{SecondsFormat, Utc};
use feedmill::clock::{self, Clock};
use feedmill::diagnostic::{Diagnostic, Level};
use feedmill::error::Result;
use feedmill::publish::disk::Disk;
use feedmill::publish::lock;

use super::progress::Progress;
use super::screen::Screen;
use super::site::Site;
use super::{Exit, Output, Shared};
use report::{closing_line, report, times_line};
use steps::Wish;

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
    /// Wait at most this long for another run to end
    #[arg(long, value_name = "SECONDS", default_value_t = 0)]
    wait: u32,
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
    let clock = clock(shared.verbose, watched);
    let progress = Progress::new(watched, clock);
    let Args { check, drafts, keep_going, no_cache, .. } = *args;
    let wish = Wish { now, drafts, check, keep_going, cached: !no_cache };
    let outcome = steps::run(&wish, &site, &disk, clock);
    progress.clear();
    let outcome = outcome.inspect_err(|_| screen.findings(&site.warnings))?;
    let worst = outcome.build.diagnostics.iter().map(|found| found.level).max();
    match shared.format {
        Output::Json => screen.print(&report(&outcome, args.check, &site, started, clock).to_string())?,
        // The others are refused before it comes to this.
        Output::Human | Output::Sarif | Output::Github => {
            let noted = if shared.verbose || watched { Level::Info } else { Level::Warning };
            let findings = &outcome.build.diagnostics;
            let shown: Vec<Diagnostic> = findings.iter().filter(|found| found.level >= noted).cloned().collect();
            screen.findings(&shown);
            if watched || shared.verbose {
                screen.say(&closing_line(&outcome, args.check, &site));
            }
            if shared.verbose {
                screen.say(&times_line(clock, started));
            }
        }
    }
    Ok(if worst == Some(Level::Error) { Exit::Findings } else { Exit::Clean })
}

/// What takes the time of a build, if that is to be told, and counts what is done, if that is to be seen.
fn clock(told: bool, watched: bool) -> &'static Clock {
    static RUNNING: Clock = Clock::new(Some(nanoseconds));
    static COUNTING: Clock = Clock::new(None);
    match (told, watched) {
        (true, _) => &RUNNING,
        (false, true) => &COUNTING,
        (false, false) => &clock::STILL,
    }
}

/// Since this was first asked.
fn nanoseconds() -> u64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(START.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

fn take_lock(args: &Args, site: &Site) -> Result<lock::Lock> {
    let time = Utc::now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let who = format!("process {}, since {time}", std::process::id());
    lock::take(&site.root, &site.output, Duration::from_secs(args.wait.into()), &who)
}
