//! `feedmill init`: a configuration and a first article to start from.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use feedmill::error::{Error, Result};

use super::screen::Screen;
use super::site::shown;
use super::{Exit, Shared};

#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder; made if it is not there
    #[arg(default_value = ".")]
    dir: PathBuf,
}

const CONFIG: &str = include_str!("init.toml");
const ARTICLE: &str = include_str!("init.md");

/// Writes what is not there yet, and prints its paths.
pub fn run(args: &Args, shared: &Shared, screen: &mut Screen) -> Result<Exit> {
    let config = args.dir.join("feedmill.toml");
    if config.exists() {
        screen.say(&format!("{} is there already; nothing was written", config.display()));
        return Ok(Exit::Clean);
    }
    let article = args.dir.join("articles").join("hello.md");
    // The day alone: articles that `new` writes in the same minute have moments of their own.
    let date = shared.moment()?.format("%Y-%m-%d").to_string();
    for (path, text) in [(&config, CONFIG.to_owned()), (&article, ARTICLE.replace("{date}", &date))] {
        match create(path, &text) {
            Ok(true) => screen.print(&shown(path))?,
            Ok(false) => screen.say(&format!("{} is there already; kept", path.display())),
            Err(error) => return Err(Error::io("write", path, error)),
        }
    }
    if screen.is_terminal() {
        screen.say("Put your site's title and url into feedmill.toml, then run `feedmill build`.");
    }
    Ok(Exit::Clean)
}

/// Writes a new file and the folders above it. Gives whether there was none; an old one is left as it is.
pub fn create(path: &Path, text: &str) -> io::Result<bool> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match File::create_new(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
