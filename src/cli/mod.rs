//! Every subcommand and shared flag.

mod build;
mod chain;
mod explain;
#[cfg_attr(not(feature = "fetch"), path = "no_fetch.rs")]
mod fetch;
#[cfg(feature = "import")]
mod import;
mod init;
mod input;
mod new;
mod ordered;
mod pages;
mod pings;
mod plan;
mod progress;
mod publish;
mod screen;
#[cfg(feature = "serve")]
mod serve;
mod site;
mod validate;

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use feedmill::error::{Error, Result};

use screen::Screen;

/// Turns a folder of articles into RSS 2.0, Atom 1.0 and JSON Feed 1.1, and says what is wrong with feeds.
#[derive(Debug, Parser)]
#[command(name = "feedmill", version, styles = STYLES, max_term_width = 100, after_help = EXITS)]
struct Cli {
    #[command(flatten)]
    shared: Shared,
    #[command(subcommand)]
    command: Command,
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().bold())
    .usage(AnsiColor::Yellow.on_default().bold())
    .literal(AnsiColor::Green.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

const EXITS: &str = "Exit status: 0 clean, 1 findings (a faulty article or feed, a difference), 2 could not (usage, \
                     configuration, disk, network, lock held).";

/// Flags that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Shared {
    /// Work in this folder
    #[arg(short = 'C', long = "directory", value_name = "DIR", global = true)]
    directory: Option<PathBuf>,
    /// The configuration
    #[arg(long, value_name = "FILE", default_value = "feedmill.toml", global = true)]
    pub config: PathBuf,
    /// The moment that counts as now (RFC 3339); else $SOURCE_DATE_EPOCH, else the clock
    #[arg(long, value_name = "TIME", global = true, value_parser = parse_time)]
    now: Option<DateTime<Utc>>,
    /// Print nothing but findings and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print also what went well
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// For people or for programs
    #[arg(long, value_name = "FORMAT", default_value = "human", global = true)]
    pub format: Output,
    /// Whether to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub color: When,
    /// How many threads to use; else one for each core
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    jobs: Option<u16>,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people
    Human,
    /// JSON on standard output: one document, with `validate` one line for each feed
    Json,
    /// A SARIF 2.1.0 log, for code scanning; only `validate`
    Sarif,
    /// Workflow commands for GitHub Actions; only `validate`
    Github,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless $NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Write a configuration and a first article; nothing is overwritten
    Init(init::Args),
    /// Write a new article with slug, date and permanent id, and print its path
    New(new::Args),
    /// Read the articles and write the feeds that changed
    Build(build::Args),
    /// Say what subscribers will see of the next build, entry by entry, and write nothing but, with --pin, ids
    Plan(plan::Args),
    /// Build, then put what changed where it is served
    Publish(publish::Args),
    /// Serve the feeds over HTTP, with pages that show them, and build again whenever an article changes
    #[cfg(feature = "serve")]
    Serve(serve::Args),
    /// Judge feeds, whoever made them, and say what is wrong where
    Validate(validate::Args),
    /// Write articles of a feed, a page or a text from elsewhere; what is there already is left as it is
    #[cfg(feature = "import")]
    Import(Box<import::Args>),
    /// Print what a rule is about, or a list of all rules
    Explain(explain::Args),
    /// Print a completion script for a shell
    Completions(pages::Completions),
    /// Print the manual page, or that of one command
    Man(pages::ManPage),
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// Nothing is wrong.
    Clean = 0,
    /// Something was found.
    Findings = 1,
    /// Something could not be done.
    Failed = 2,
}

impl Shared {
    /// The moment of this run, to the second.
    pub fn moment(&self) -> Result<DateTime<Utc>> {
        if let Some(now) = self.now {
            return Ok(now);
        }
        let now = match std::env::var("SOURCE_DATE_EPOCH") {
            Err(_) => Utc::now(),
            Ok(seconds) => {
                let moment = seconds.trim().parse().ok().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
                moment.ok_or_else(|| {
                    Error::other(format!("SOURCE_DATE_EPOCH is `{seconds}`; it must be seconds since 1970"))
                })?
            }
        };
        Ok(DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now))
    }

    /// Whether that moment stays the same however long the run takes.
    pub fn is_now_fixed(&self) -> bool {
        self.now.is_some() || std::env::var_os("SOURCE_DATE_EPOCH").is_some()
    }
}

fn parse_time(text: &str) -> std::result::Result<DateTime<Utc>, String> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .map_err(|_| "that is no moment; write it as in 2026-11-20T09:30:00+02:00 or 2026-11-20T07:30:00Z".to_owned())
}

/// Runs the command line that this process was given.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut screen = Screen::new(cli.shared.color);
    let exit = prepare(&cli.shared).and_then(|()| run(&cli, &mut screen));
    let exit = exit.unwrap_or_else(|error| {
        screen.error(&error);
        Exit::Failed
    });
    ExitCode::from(exit as u8)
}

fn prepare(shared: &Shared) -> Result<()> {
    if let Some(folder) = &shared.directory {
        std::env::set_current_dir(folder).map_err(|error| Error::io("enter the folder", folder, error))?;
    }
    Ok(())
}

/// Sets how many threads the building of feeds may use.
fn start_threads(shared: &Shared) -> Result<()> {
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(jobs) = shared.jobs {
        pool = pool.num_threads(jobs.into());
    }
    pool.build_global().map_err(|error| Error::other(format!("could not start threads: {error}")))
}

fn run(cli: &Cli, screen: &mut Screen) -> Result<Exit> {
    let for_findings = matches!(cli.shared.format, Output::Sarif | Output::Github);
    if for_findings && !matches!(cli.command, Command::Validate(_)) {
        return Err(Error::other(
            "`--format sarif` and `--format github` are for `feedmill validate`; use human or json",
        ));
    }
    match &cli.command {
        Command::Init(args) => init::run(args, &cli.shared, screen),
        Command::New(args) => new::run(args, &cli.shared, screen),
        Command::Build(args) => start_threads(&cli.shared).and_then(|()| build::run(args, &cli.shared, screen)),
        Command::Plan(args) => start_threads(&cli.shared).and_then(|()| plan::run(args, &cli.shared, screen)),
        Command::Publish(args) => start_threads(&cli.shared).and_then(|()| publish::run(args, &cli.shared, screen)),
        #[cfg(feature = "serve")]
        Command::Serve(args) => start_threads(&cli.shared).and_then(|()| serve::run(args, &cli.shared, screen)),
        Command::Validate(args) => validate::run(args, &cli.shared, screen),
        #[cfg(feature = "import")]
        Command::Import(args) => start_threads(&cli.shared).and_then(|()| import::run(args, &cli.shared, screen)),
        Command::Explain(args) => explain::run(args, &cli.shared, screen),
        Command::Completions(args) => pages::completions(args, screen),
        Command::Man(args) => pages::man(args, screen),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_is_sound() {
        super::Cli::command().debug_assert();
    }
}
