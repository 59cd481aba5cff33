//! What the user sees: results on standard output, all else on standard error, in colour where that is wanted.

use std::fs;
use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};
use feedmill::diagnostic::{Diagnostic, human};
use feedmill::error::{Error, Result};

use super::When;

/// More findings than this are counted, not shown: nobody reads them, and a cron mail has limits.
const MOST: usize = 200;

/// Lines of larger files are not shown.
const MOST_BYTES: u64 = 64 << 20;

/// Standard output and standard error.
#[derive(Debug)]
pub struct Screen {
    out: AutoStream<io::Stdout>,
    err: AutoStream<io::Stderr>,
}

impl Screen {
    /// Both streams, with colours as asked for.
    pub fn new(color: When) -> Self {
        let choice = match color {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        Screen { out: AutoStream::new(io::stdout(), choice), err: AutoStream::new(io::stderr(), choice) }
    }

    /// Whether a person watches standard error.
    pub fn is_terminal(&self) -> bool {
        io::stderr().is_terminal()
    }

    /// How many characters fit on a line of standard output; what is read with ease, where it is no terminal.
    pub fn width(&self) -> usize {
        let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| usize::from(width.0));
        width.filter(|width| *width >= 20).map_or(100, |width| width.min(100))
    }

    /// A line of the result.
    pub fn print(&mut self, line: &str) -> Result<()> {
        unless_closed(writeln!(self.out, "{line}").and_then(|()| self.out.flush()))
    }

    /// A result that is more than a line.
    pub fn print_bytes(&mut self, bytes: &[u8]) -> Result<()> {
        unless_closed(self.out.write_all(bytes).and_then(|()| self.out.flush()))
    }

    /// A line about the run.
    pub fn say(&mut self, line: &str) {
        // Standard error may be closed: the exit status tells all the same.
        let _ = writeln!(self.err, "{line}");
    }

    /// What could not be done.
    pub fn error(&mut self, error: &Error) {
        let style = anstyle_error();
        let _ = writeln!(self.err, "{style}error{style:#}: {error}");
    }

    /// Findings, with the lines they are about.
    pub fn findings(&mut self, diagnostics: &[Diagnostic]) {
        let shown = &diagnostics[..diagnostics.len().min(MOST)];
        let mut source = |file: &str| {
            // A pipe would never end.
            let metadata = fs::metadata(file).ok().filter(fs::Metadata::is_file)?;
            let bytes = (metadata.len() < MOST_BYTES).then(|| fs::read(file).ok())??;
            let text = String::from_utf8_lossy(&bytes);
            Some(text.strip_prefix('\u{FEFF}').unwrap_or(&text).to_owned().into())
        };
        let _ = human::write(&mut self.err, shown, &mut source);
        if shown.len() < diagnostics.len() {
            self.say(&format!("… and {} more; --format json has them all", diagnostics.len() - shown.len()));
        }
    }
}

/// Whoever read our output has enough of it: that is no failure.
fn unless_closed(result: io::Result<()>) -> Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(written),
    }
}

fn written(error: io::Error) -> Error {
    Error::io("write to", "standard output", error)
}

fn anstyle_error() -> clap::builder::styling::Style {
    clap::builder::styling::AnsiColor::Red.on_default().bold()
}
