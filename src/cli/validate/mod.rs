//! `feedmill validate`: what is wrong with feeds.

mod print;
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use feedmill::Level;
use feedmill::diagnostic::{Diagnostic, sarif};
use feedmill::error::{Error, Result};
use feedmill::validate::reader::encoding;
use feedmill::validate::response::IO_ERROR;
use feedmill::validate::{Kind, Options, RuleSet, validate};

use super::input::Source;
use super::ordered;
use super::screen::Screen;
use super::site::Site;
use super::{Exit, Output, Shared};
use print::{Counts, Document, Page, Printer};
use targets::{Base, Place, Target};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// Files, folders, addresses (http, https), `-` for standard input; else the feeds that were built
    #[arg(value_name = "FILE|DIR|URL|-")]
    paths: Vec<PathBuf>,
    /// What ends the run with status 1 besides errors
    #[arg(long, value_name = "LEVEL")]
    deny: Option<Deny>,
    /// Which rules count
    #[arg(long, value_name = "RULES", default_value = "all")]
    rules: Rules,
    /// The address that the folder --root is served at
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// The folder that --base-url is the address of; else the one you are in
    #[arg(long, value_name = "DIR", requires = "base_url")]
    root: Option<PathBuf>,
    /// What a document is in that does not say its encoding
    #[arg(long, value_name = "NAME", default_value = "utf-8", value_parser = parse_encoding)]
    fallback_encoding: String,
}

/// What ends a run with status 1 besides errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings too
    Warnings,
}

/// Which rules count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rules {
    /// Every rule
    All,
    /// Those that the W3C feed validator has too
    W3c,
}

fn parse_encoding(name: &str) -> std::result::Result<String, String> {
    if encoding::is_known(name) {
        return Ok(name.to_owned());
    }
    Err(format!("no encoding goes by that name; some that do are {}", encoding::COMMON.join(", ")))
}

/// Judges what was asked for and prints the findings; the exit is the worst of all.
pub fn run(args: &Args, shared: &Shared, screen: &mut Screen) -> Result<Exit> {
    let root = args.root.clone().unwrap_or_else(|| PathBuf::from("."));
    let mut base = args.base_url.as_ref().map(|url| Base::new(url, &root));
    let mut paths = args.paths.clone();
    if paths.is_empty() {
        let Some(site) = Site::open(shared, screen)? else { return Ok(Exit::Failed) };
        if !site.output.is_dir() {
            let output = site.output.display();
            return Err(Error::other(format!("there is no {output} yet: run `feedmill build`, or name a file")));
        }
        base = base.or_else(|| Some(Base::new(site.config.output.url.as_str(), &site.output)));
        paths.push(site.output);
    }
    let printer = Printer { format: shared.format, verbose: shared.verbose };
    let judge = Judge { args, base, now: shared.moment()?, printer };
    let (mut exit, mut failure) = (Exit::Clean, None);
    let (mut log, mut counts) = (sarif::Log::default(), Counts::default());
    let is_log = shared.format == Output::Sarif;
    if is_log {
        screen.print_bytes(log.begin().as_bytes())?;
    }
    let work = |target: &Target| judge.target(target);
    ordered::in_order(ordered::threads(shared.jobs), &targets::of(&paths), work, |judged| {
        exit = exit.max(judged.exit);
        counts.add(judged.counts);
        if let Some(error) = judged.failed {
            screen.error(&error);
            log.failed();
        }
        let bytes = match judged.page {
            Page::Text(bytes) => bytes,
            Page::Results(results) => log.results(results).into_bytes(),
        };
        if !bytes.is_empty() && failure.is_none() {
            failure = screen.print_bytes(&bytes).err();
        }
    });
    if is_log && failure.is_none() {
        failure = screen.print_bytes(log.end().as_bytes()).err();
    }
    if shared.format == Output::Human && !shared.quiet && (shared.verbose || screen.is_terminal()) {
        screen.say(&counts.line(shared.verbose));
    }
    failure.map_or(Ok(exit), Err)
}

/// What one document comes to.
struct Judged {
    page: Page,
    counts: Counts,
    exit: Exit,
    failed: Option<Error>,
}

/// Judges documents, several at once.
struct Judge<'a> {
    args: &'a Args,
    base: Option<Base>,
    now: DateTime<Utc>,
    printer: Printer,
}

impl Judge<'_> {
    fn target(&self, target: &Target) -> Judged {
        let judged = catch_unwind(AssertUnwindSafe(|| self.try_target(target)));
        let judged = judged.unwrap_or_else(|_| {
            Err(Error::other(format!("feedmill itself failed at {}: please report it", target.name)))
        });
        judged.unwrap_or_else(|error| {
            let found = [Diagnostic::new(&IO_ERROR, &*target.name, error.to_string())];
            let document = Document { name: &target.name, kind: Kind::Unknown, text: "", diagnostics: &found };
            let page = self.printer.failed(&document);
            Judged { page, counts: Counts { unread: 1, ..Counts::default() }, exit: Exit::Failed, failed: Some(error) }
        })
    }

    fn try_target(&self, target: &Target) -> Result<Judged> {
        let mut options = Options::new(&*target.name);
        options.now = self.now;
        options.fallback_encoding.clone_from(&self.args.fallback_encoding);
        options.rules = match self.args.rules {
            Rules::All => RuleSet::All,
            Rules::W3c => RuleSet::W3c,
        };
        let source = match &target.place {
            Place::File(path) => {
                options.base_url = self.base.as_ref().map(|base| base.address_of(path)).transpose()?;
                Source::file(path)?
            }
            Place::StandardInput => {
                options.base_url = self.base.as_ref().map(|base| base.url().to_owned());
                Source::standard_input()?
            }
            Place::Url => return Err(Error::other(format!("could not fetch {}", target.name))),
            Place::Nowhere(message) => return Err(Error::other(message.clone())),
        };
        Ok(self.judged(target, source, &options))
    }

    fn judged(&self, target: &Target, source: Source, options: &Options) -> Judged {
        let Source::Bytes(bytes) = source;
        let judgement = validate(&bytes, options);
        let worst = judgement.diagnostics.iter().map(|found| found.level).max();
        let denied = if self.args.deny == Some(Deny::Warnings) { Level::Warning } else { Level::Error };
        let page = self.printer.document(&Document {
            name: &target.name,
            kind: judgement.kind,
            text: &judgement.text,
            diagnostics: &judgement.diagnostics,
        });
        let exit = if worst >= Some(denied) { Exit::Findings } else { Exit::Clean };
        Judged { page, counts: Counts::of(&judgement.diagnostics), exit, failed: None }
    }
}
