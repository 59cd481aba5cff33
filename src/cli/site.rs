//! The site a command works on: its configuration and where its folders are.

use std::fs;
use std::path::{Path, PathBuf};

use feedmill::article::Settings;
use feedmill::diagnostic::Diagnostic;
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
}

impl Site {
    /// Reads the configuration. Errors in it are shown; then there is no site.
    pub fn open(shared: &Shared, screen: &mut Screen) -> Result<Option<Site>> {
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
        let Some(config) = config else {
            screen.findings(&diagnostics);
            return Ok(None);
        };
        let root = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let articles = tidy(&root.join(&config.articles.dir));
        let output = tidy(&root.join(&config.output.dir));
        if output == articles || articles.starts_with(&output) {
            return Err(Error::other(format!(
                "the articles are in the output folder, {}; give `dir` under `[output]` or `[articles]` another name",
                output.display()
            )));
        }
        let warnings = diagnostics.into_iter().filter(|found| found.level < Level::Error).collect();
        Ok(Some(Site { config, warnings, root: root.to_owned(), articles, output }))
    }

    /// What articles are read with.
    pub fn settings(&self) -> Settings {
        Settings { zone: self.config.site.timezone, language: self.config.site.language.clone() }
    }
}

/// A path as it is shown: with `/` between folders, without `./` before them.
pub fn shown(path: &Path) -> String {
    tidy(path).to_string_lossy().replace('\\', "/")
}

fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, std::path::Component::CurDir)).collect()
}
