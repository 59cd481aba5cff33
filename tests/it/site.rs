//! A site in a temporary folder, and runs of feedmill on it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The moment tests build for, unless they say otherwise.
pub const NOW: &str = "2026-11-22T12:00:00Z";

const CONFIG: &str = r#"[site]
title = "Test"
url = "https://t.example/"
description = "A site for tests"
language = "en"
timezone = "Europe/Berlin"

[[feed]]
path = ""
"#;

pub struct Site {
    folder: TempDir,
}

pub struct Run {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Run {
    /// Asserts the exit status, and that every one of `parts` is said on standard error.
    #[track_caller]
    pub fn expect(&self, code: i32, parts: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        for part in parts {
            assert!(self.err.contains(part), "`{part}` is not said in\n{}", self.err);
        }
        self
    }

    /// Asserts that the run succeeded without a word.
    #[track_caller]
    pub fn silent(&self) {
        assert_eq!((self.code, &*self.out, &*self.err), (Some(0), "", ""));
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}\n{}{}", self.out, self.err))
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Run { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Site {
    /// A site with one feed and no article.
    pub fn new() -> Site {
        Site { folder: tempfile::tempdir().unwrap() }.set_up()
    }

    /// An empty folder, in memory where there is such a place.
    pub fn in_memory() -> Site {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir());
        Site { folder: folder.unwrap() }
    }

    /// Gives the folder a configuration with one feed, and no article.
    pub fn set_up(self) -> Site {
        self.write("feedmill.toml", CONFIG);
        fs::create_dir(self.path("articles")).unwrap();
        self
    }

    /// A site with one article.
    pub fn with(path: &str, text: impl AsRef<[u8]>) -> Site {
        let site = Site::new();
        site.write(path, text);
        site
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Adds lines at the end of the configuration.
    pub fn configure(&self, lines: &str) -> &Self {
        let config = self.read("feedmill.toml");
        self.write("feedmill.toml", format!("{config}{lines}\n"))
    }

    pub fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.path(path)).unwrap();
        self
    }

    #[track_caller]
    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn feed(&self, path: &str) -> Value {
        serde_json::from_str(&self.read(path)).unwrap()
    }

    /// The titles in the site's JSON feed, newest first.
    pub fn titles(&self) -> Vec<String> {
        let feed = self.feed("feeds/feed.json");
        feed["items"].as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect()
    }

    pub fn exists(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_feedmill"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null());
        command.env_remove("SOURCE_DATE_EPOCH").env_remove("NO_COLOR");
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        self.command(args).output().unwrap().into()
    }

    /// `feedmill build --now NOW` with more arguments.
    pub fn build(&self, args: &[&str]) -> Run {
        self.run(&[&["build", "--now", NOW], args].concat())
    }

    /// Every file below a folder, with its bytes.
    pub fn tree(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        collect(&self.path(folder), &self.path(folder), &mut files);
        files.sort();
        files
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((name, fs::read(path).unwrap()));
        }
    }
}

/// An article with this head (TOML) and a short body.
pub fn article(head: &str) -> String {
    format!("+++\n{head}\n+++\n\nA body of one sentence.\n")
}

/// A head with title and date.
pub fn titled(title: &str, date: &str) -> String {
    article(&format!("title = {title:?}\ndate = {date}"))
}
