//! `feedmill plan`: what subscribers will see, and ids written into articles before it comes to that.

mod pin;
mod print;

use std::collections::{BTreeMap, HashMap};
use std::time::Instant;

use feedmill::changes::{Change, FeedChanges, guard};
use feedmill::clock;
use feedmill::diagnostic::{Diagnostic, Level, json};
use feedmill::error::Result;
use feedmill::pipeline::Prepared;
use feedmill::publish::disk::Disk;
use feedmill::source::Source as _;
use feedmill::source::files::Folder;
use serde_json::{Value, json};

use super::build::PublishedArgs;
use super::build::previous::Previous;
use super::build::report::report;
use super::build::session::{Changed, Session};
use super::build::steps::{self, Aim, Outcome, Wish, Work, unannounced};
use super::screen::Screen;
use super::site::{Site, shown};
use super::{Exit, Output, Shared};

#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    published: PublishedArgs,
    /// Show drafts as if they were published
    #[arg(long)]
    drafts: bool,
    /// Leave faulty articles out of account
    #[arg(long)]
    keep_going: bool,
    /// Write the ids that are published into the articles that would have others
    #[arg(long)]
    pin: bool,
    /// With --pin: write its id into every published article that has none of its own
    #[arg(long, requires = "pin")]
    all: bool,
    /// Print the addresses of all pages that are published, one a line
    #[arg(long, conflicts_with = "pin")]
    urls: bool,
}

/// Prints what would change to standard output. Nothing is written but, with `--pin`, ids.
pub fn run(args: &Args, shared: &Shared, screen: &mut Screen) -> Result<Exit> {
    let started = Instant::now();
    let Some(site) = Site::open(shared, screen)? else { return Ok(Exit::Failed) };
    let previous = Previous::at(&args.published.previous, &site)?;
    let mut outcome = plan(args, shared, &site, &previous)?;
    if args.pin {
        return pinned(args, shared, &site, &outcome, screen);
    }
    if args.urls {
        outcome.published.iter().try_for_each(|url| screen.print(url))?;
        return Ok(Exit::Clean);
    }
    let silent = guard::silent(&outcome.changes);
    outcome.build.diagnostics.extend(silent);
    outcome.build.diagnostics.sort_by(|a, b| (&a.file, a.place).cmp(&(&b.file, b.place)));
    match shared.format {
        Output::Json => {
            let mut report = report(&outcome, true, &site, started, &clock::STILL);
            add_entries(&mut report, &outcome);
            screen.print(&report.to_string())?;
        }
        Output::Human | Output::Sarif | Output::Github => {
            let found: Vec<Diagnostic> =
                outcome.build.diagnostics.iter().filter(|found| found.level > Level::Info).cloned().collect();
            screen.findings(&found);
            // Where articles are faulty, it is not known what the feeds would be.
            if !outcome.changes.is_empty() || !outcome.refused {
                screen.print(print::human(&outcome.changes, shared.verbose).trim_end())?;
            }
        }
    }
    let errors = outcome.build.diagnostics.iter().any(|found| found.level == Level::Error);
    Ok(if errors || outcome.refused { Exit::Findings } else { Exit::Clean })
}

fn plan(args: &Args, shared: &Shared, site: &Site, previous: &Previous) -> Result<Outcome> {
    let wish = Wish {
        now: shared.moment()?,
        drafts: args.drafts,
        aim: Aim::Plan,
        keep_going: args.keep_going,
        // What stands would not be looked into.
        cached: false,
        accepted: args.published.accepted(),
    };
    let work = Work { site, disk: &Disk::new(&site.output), previous, clock: &clock::STILL, announce: unannounced };
    steps::run(&wish, &work, &mut Session::new(false), &Changed::All)
}

/// Adds to each feed what becomes of its entries, and the feeds that go.
fn add_entries(report: &mut Value, outcome: &Outcome) {
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let by_folder: HashMap<String, &FeedChanges> =
        outcome.changes.iter().map(|feed| (folder(&feed.path), feed)).collect();
    for feed in report["feeds"].as_array_mut().into_iter().flatten() {
        let entries = feed["path"].as_str().and_then(|path| by_folder.get(&folder(path)));
        feed["entries"] = entries.map_or_else(|| json!([]), |feed| print::entries(feed));
    }
    report["gone"] = print::json(&outcome.changes.iter().filter(|feed| feed.is_gone).cloned().collect::<Vec<_>>());
    report["published"] = json!(outcome.published);
}

/// Writes ids into articles, and says into which.
fn pinned(args: &Args, shared: &Shared, site: &Site, outcome: &Outcome, screen: &mut Screen) -> Result<Exit> {
    let mut wanted: BTreeMap<String, String> = BTreeMap::new();
    if args.all {
        wanted = every_id(shared, site)?;
    }
    let mut by_hand: Vec<&str> = Vec::new();
    for entry in outcome.changes.iter().flat_map(|feed| &feed.entries) {
        if entry.is_by_hand() {
            by_hand.extend(entry.old_id.as_deref());
            continue;
        }
        if let (Change::IdChanged, Some(old), Some(origin)) = (entry.change, &entry.old_id, &entry.origin) {
            wanted.insert(origin.file.to_string(), old.clone());
        }
    }
    let wanted: Vec<(String, String)> = wanted.into_iter().collect();
    let pins = pin::pin_all(site, &wanted);
    let mut faults = outcome.build.diagnostics.clone();
    faults.retain(|found| {
        let is_left = || found.params.iter().any(|(name, value)| *name == "old_id" && by_hand.contains(&&**value));
        found.level == Level::Error && (found.rule.name != guard::ID_CHANGED.name || is_left())
    });
    faults.extend(pin::refused(&pins));
    match shared.format {
        Output::Json => {
            let pinned: Vec<Value> = pin::pinned(&pins);
            let diagnostics: Vec<Value> = faults.iter().map(json::value).collect();
            screen.print(&json!({ "pinned": pinned, "diagnostics": diagnostics }).to_string())?;
        }
        _ => {
            screen.findings(&faults);
            pin::written(&pins).iter().try_for_each(|line| screen.print(line))?;
        }
    }
    match pins.stopped {
        Some(error) => Err(error),
        None => Ok(if faults.is_empty() { Exit::Clean } else { Exit::Findings }),
    }
}

/// The id of every article that is published, shown by some feed or not, and does not say its id itself.
fn every_id(shared: &Shared, site: &Site) -> Result<BTreeMap<String, String>> {
    let now = shared.moment()?;
    let folder =
        Folder::open(&site.articles, &shown(&site.articles), Some(&site.output), site.config.article_settings())?;
    let serials: Vec<usize> = (0..folder.count()).collect();
    let mut ids = BTreeMap::new();
    let prepare = |_, read: feedmill::source::Read| {
        let article = read.article.filter(|article| article.id.is_none() && !article.marks.undated)?;
        let card = Prepared::new(&site.config, article, now).card;
        let is_known = card.is_published(now) && !card.link.is_empty();
        is_known.then(|| (card.file.clone(), card.id().to_owned()))
    };
    folder.read_each(&serials, prepare, |found| ids.extend(found));
    Ok(ids)
}
