//! The site a command works on: its configuration and where its folders are.

use std::fs;
use std::path::{Path, PathBuf};

use feedmill::diagnostic::Diagnostic;
use feedmill::digest::{self, Digest};
use feedmill::error::{Error, Result};
use feedmill::{Config, Level};

use super::Shared;
use super::screen::Screen;

/// A site on disk.
#[derive(Debug)]
pub struct Site {
    /// Its configuration.
    pub config: Config,
    /// What was found in it: warnings, since errors end the run.
    pub warnings: Vec<Diagnostic>,
    /// The folder of the configuration.
    pub root: PathBuf,
    /// The folder of articles.
    pub articles: PathBuf,
    /// The output folder.
    pub output: PathBuf,
    /// What this site, its configuration and this program are known by.
    pub identity: Digest,
}

impl Site {
    /// Reads the configuration. Errors in it are shown; then there is no site.
    pub fn open(shared: &Shared, screen: &mut Screen) -> Result<Option<Site>> {
        let opened = Site::read(shared)?;
        if let Err(findings) = &opened {
            screen.findings(findings);
        }
        Ok(opened.ok())
    }

    /// Reads the configuration; where it is faulty, gives what was found in it.
    pub fn read(shared: &Shared) -> Result<std::result::Result<Site, Vec<Diagnostic>>> {
        let file = &shared.config;
        let bytes = fs::read(file).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => Error::other(format!(
                "there is no {}; `feedmill init` writes one, `-C DIR` names another folder",
                file.display()
            )),
            _ => Error::io("read", file, error),
        })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            Error::other(format!("{} is not UTF-8: byte {at} is wrong", file.display()))
        })?;
        let shown = shown(file);
        let (config, diagnostics) = Config::parse(&shown, text.strip_prefix('\u{FEFF}').unwrap_or(&text));
        let Some(config) = config else { return Ok(Err(diagnostics)) };
        let root = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let articles = tidy(&root.join(&config.articles.dir));
        let output = tidy(&root.join(&config.output.dir));
        if holds(&output, &articles) {
            return Err(Error::other(format!(
                "the articles are in the output folder, `{}`; give `dir` under `[output]` or `[articles]` another name",
                output.display()
            )));
        }
        // What cannot be resolved is not there, or is found out when it is written to.
        if fs::symlink_metadata(&output).is_ok() && !output.is_dir() {
            return Err(Error::other(format!(
                "the output folder `{}` is no folder; remove it, or give `dir` under `[output]` another name",
                output.display()
            )));
        }
        let warnings = diagnostics.into_iter().filter(|found| found.level < Level::Error).collect();
        let names = [program(), shown, self::shown(&articles), self::shown(&output)];
        let identity = digest::of(&(names, &text));
        Ok(Ok(Site { config, warnings, root: root.to_owned(), articles, output, identity }))
    }
}

/// What this program is known by: its version, and the size and date of its file, which tell builds of one version apart.
fn program() -> String {
    let file = std::env::current_exe().and_then(fs::metadata);
    let file = file.map(|file| (file.len(), file.modified().ok()));
    format!("{} {file:?}", env!("CARGO_PKG_VERSION"))
}

/// Whether `folder` is `other` or one of the folders above it, by name or by way of links.
fn holds(folder: &Path, other: &Path) -> bool {
    let real = |path: &Path| fs::canonicalize(path).ok();
    let by_name = match folder == Path::new(".") {
        true => other.is_relative() && !other.starts_with(".."),
        false => other.starts_with(folder),
    };
    by_name || real(folder).zip(real(other)).is_some_and(|(folder, other)| other.starts_with(folder))
}

/// A path as it is shown: with `/` between folders, without `./` before them.
pub fn shown(path: &Path) -> String {
    tidy(path).to_string_lossy().replace('\\', "/")
}

/// Without the parts of a path that mean nothing; the folder one is in is `.`.
fn tidy(path: &Path) -> PathBuf {
    let path: PathBuf = path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect();
    if path.as_os_str().is_empty() { PathBuf::from(".") } else { path }
}
