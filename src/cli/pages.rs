//! `feedmill completions` and `feedmill man`: for packagers.

use clap::CommandFactory as _;
use clap_complete::Shell;
use feedmill::error::{Error, Result};

use super::screen::Screen;
use super::{Cli, Exit};

#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// Prints the completion script of a shell.
pub fn completions(args: &Completions, screen: &mut Screen) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "feedmill", &mut script);
    screen.print_bytes(&script)?;
    Ok(Exit::Clean)
}

#[derive(Debug, clap::Args)]
pub struct ManPage {
    /// The command; else feedmill as a whole
    command: Option<String>,
}

/// Prints a manual page in roff.
pub fn man(args: &ManPage, screen: &mut Screen) -> Result<Exit> {
    let mut command = Cli::command();
    command.build();
    if let Some(name) = &args.command {
        let found = command.find_subcommand(name).cloned();
        let found = found.ok_or_else(|| Error::other(format!("feedmill has no command `{name}`")))?;
        command = found.display_name(format!("feedmill-{name}"));
    }
    let mut page = Vec::new();
    let title = command.get_display_name().unwrap_or("feedmill").to_owned();
    let rendered = clap_mangen::Man::new(command).title(title).render(&mut page);
    rendered.map_err(|error| Error::io("write", "the manual page", error))?;
    screen.print_bytes(&page)?;
    Ok(Exit::Clean)
}
