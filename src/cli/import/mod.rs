//! `feedmill import`: what others wrote, into article files.

mod given;
mod report;
mod shelf;
mod source;
mod target;

use std::path::PathBuf;

use clap::ValueEnum;
use feedmill::diagnostic::Diagnostic;
use feedmill::error::{Error, Result};
use feedmill::{Config, Level};

use super::screen::Screen;
use super::site::{Site, shown};
use super::{Exit, Shared, init};
use given::Given;
use shelf::{Outcome, Shelf};
use source::Haul;
use target::Target;

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Feeds, pages or texts: files, addresses, or `-` for standard input
    #[arg(required = true, value_name = "FILE|URL")]
    sources: Vec<String>,
    /// The folder to write articles to; else that of the site's articles, else `articles`
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Say what would be written, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// What the sources are, where that is not seen from them
    #[arg(long = "as", value_name = "KIND")]
    kind: Option<Kind>,
    /// Write a `feedmill.toml` too, of what the feed says of itself
    #[arg(long)]
    init: bool,
    /// Show which line of a source became what, and write nothing
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    given: Given,
}

/// What a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// RSS, Atom or JSON Feed
    Feed,
    /// A page of HTML
    Page,
    /// Plain text
    Text,
}

/// Imports what is new in the sources, and prints the paths of the files it wrote.
pub fn run(args: &Args, shared: &Shared, screen: &mut Screen) -> Result<Exit> {
    let now = shared.moment()?;
    let mut haul = Haul::of(&args.sources, args.kind);
    haul.failures.iter().for_each(|error| screen.error(error));
    let has_failed = !haul.failures.is_empty();
    if args.explain {
        return explain(&haul, screen);
    }
    if haul.items.is_empty() && haul.diagnostics.is_empty() && has_failed {
        if shared.format == super::Output::Json {
            let outcome = Outcome { dry: args.dry_run, ..Outcome::default() };
            report::tell(&outcome, &Target::of(args.to.as_deref(), None)?, shared, screen)?;
        }
        return Ok(Exit::Failed);
    }
    let feed = haul.feed.take().unwrap_or_default();
    let settings = feedmill::import::site::settings(&feed);
    let has_site = shared.config.exists();
    if !has_site && shared.config.as_os_str() != "feedmill.toml" {
        return Err(Error::other(format!(
            "there is no {}; leave `--config` off to import without a site",
            shown(&shared.config)
        )));
    }
    if args.init && !has_site && !args.dry_run {
        init::create(&shared.config, &settings).map_err(|error| Error::io("write", &shared.config, error))?;
        if !shared.quiet {
            screen.print(&shown(&shared.config))?;
        }
    }
    let site = if shared.config.exists() {
        let Some(site) = Site::open(shared, screen)? else { return Ok(Exit::Failed) };
        Some(site)
    } else {
        None
    };
    let config = match &site {
        Some(site) => site.config.clone(),
        None => assumed(&settings)?,
    };
    let target = Target::of(args.to.as_deref(), site.as_ref())?;
    let mut shelf = Shelf::open(&target, site.as_ref(), &config, now)?;
    shelf.diagnostics.append(&mut haul.diagnostics);
    shelf.take(haul.items, &args.given);
    let mut outcome = shelf.settle()?;
    let mut exit = if has_failed { Exit::Failed } else { Exit::Clean };
    if outcome.diagnostics.iter().any(|found| found.level == Level::Error) {
        exit = exit.max(Exit::Findings);
    }
    if !args.dry_run && !outcome.new.is_empty() {
        target.prepare()?;
        for new in &outcome.new {
            if !target.write(&new.name, &new.bytes)? {
                let message = format!("{} is there by now; somebody else wrote it, and it was left as it is", new.path);
                return Err(Error::other(message));
            }
            if !shared.quiet && shared.format == super::Output::Human {
                screen.print(&new.path)?;
            }
        }
    }
    outcome.dry = args.dry_run;
    report::tell(&outcome, &target, shared, screen)?;
    if site.is_none() && !shared.quiet && shared.format == super::Output::Human && !outcome.new.is_empty() {
        screen.say(&match feed.kind {
            Some(_) => {
                format!("a build needs a feedmill.toml; `--init` writes it with what the feed says:\n\n{settings}")
            }
            None => "a build needs a feedmill.toml; `feedmill init` writes one".to_owned(),
        });
    }
    Ok(exit)
}

/// Prints which line of each source became what.
fn explain(haul: &Haul, screen: &mut Screen) -> Result<Exit> {
    for item in &haul.items {
        screen.print_bytes(given::explain(&item.found, &item.source).as_bytes())?;
    }
    screen.findings(&haul.diagnostics);
    Ok(if haul.failures.is_empty() { Exit::Clean } else { Exit::Failed })
}

/// The settings of a site that there is not yet.
fn assumed(settings: &str) -> Result<Config> {
    let (config, found) = Config::parse("feedmill.toml", settings);
    let fault = |found: &[Diagnostic]| found.first().map(|found| found.message.clone()).unwrap_or_default();
    config.ok_or_else(|| Error::other(format!("no settings can be made of this feed: {}", fault(&found))))
}
