//! `feedmill validate`: what is wrong with feeds.

mod print;
mod targets;

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use feedmill::Level;
use feedmill::diagnostic::{Diagnostic, sarif};
use feedmill::error::{Error, Result};
use feedmill::validate::reader::encoding;
use feedmill::validate::response::{self, IO_ERROR};
use feedmill::validate::{Judgement, Kind, Options, RuleSet, validate};

use super::fetch::{Fetched, Fetcher};
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
    /// Do not judge HTML in content
    #[arg(long)]
    no_html: bool,
    /// How long an address may take to send its document
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,
}

/// What ends a run with status 1 besides errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// A warning, as much as an error
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
        base = base.or_else(|| Some(Base::built(&site.config.output.url, &site.output)));
        paths.push(site.output);
    }
    let printer = Printer { format: shared.format, verbose: shared.verbose };
    let judge = Judge { args, base, now: shared.moment()?, printer, web: OnceLock::new() };
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
    /// Made when the first address is asked for.
    web: OnceLock<Fetcher>,
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
        options.html = !self.args.no_html;
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
            Place::Url => return self.fetched(target, options),
            Place::Nowhere(message) => return Err(Error::other(message.clone())),
        };
        source.judge(&target.name, &options, |judgement| self.judged(target, judgement))
    }

    fn fetched(&self, target: &Target, mut options: Options) -> Result<Judged> {
        let web = self.web.get_or_init(|| Fetcher::new(Duration::from_secs(self.args.timeout)));
        let mut unread = Judgement { kind: Kind::Unknown, text: Cow::Borrowed(""), diagnostics: Vec::new() };
        let (answer, body) = match web.fetch(&target.name)? {
            Fetched::Answer(answer, body) => (answer, body),
            Fetched::Fault(found) => {
                unread.diagnostics.push(*found);
                return Ok(self.judged(target, &unread));
            }
        };
        let (mut found, is_worth_judging) = response::judge(&answer, &body, &target.name);
        if !is_worth_judging {
            unread.diagnostics = found;
            return Ok(self.judged(target, &unread));
        }
        (options.media_type, options.charset) = answer.content_type();
        options.own_addresses = answer.addresses(&target.name);
        options.base_url = Some(answer.own_address());
        let mut judgement = validate(&body, &options);
        found.extend(response::judge_media_type(&answer, judgement.kind, &body, &target.name));
        found.append(&mut judgement.diagnostics);
        judgement.diagnostics = found;
        Ok(self.judged(target, &judgement))
    }

    fn judged(&self, target: &Target, judgement: &Judgement) -> Judged {
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
