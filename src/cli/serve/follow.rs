//! What is served follows what is built.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::Sender;

use chrono::{DateTime, Utc};
use feedmill::Config;
use feedmill::config::Each;
use feedmill::diagnostic::Diagnostic;
use feedmill::error::{Error, Result};
use feedmill::format::Group;
use feedmill::pipeline::FileKind;
use feedmill::publish::beside::folder_of;
use feedmill::publish::withdrawn;
use feedmill::serve::{Fault, Listed, Scene, Shelf, Stage, Station};

use crate::cli::build::steps::Outcome;
use crate::cli::build::watch::Audience;
use crate::cli::publish::known::Known;
use crate::cli::site::Site;

/// Sets what is served after each build.
pub struct Follower {
    station: Arc<Station>,
    scratch: Option<Scratch>,
    /// Is told when the first build has come to something, or to nothing.
    first: Option<Sender<()>>,
    shelf: Arc<Shelf>,
    withdrawn: HashSet<String>,
}

impl Follower {
    /// One that sets what this station serves; with a scratch folder, builds go there.
    pub fn new(station: Arc<Station>, scratch: Option<Scratch>, first: Sender<()>) -> Follower {
        let shelf = Arc::clone(&station.stage().shelf);
        Follower { station, scratch, first: Some(first), shelf, withdrawn: HashSet::new() }
    }

    /// Serves what there is now, with this in the scene.
    fn set(&mut self, change: impl FnOnce(&mut Scene)) {
        let mut scene = self.station.stage().scene.clone();
        change(&mut scene);
        self.station.set(Stage::new(Arc::clone(&self.shelf), scene));
        if let Some(first) = self.first.take() {
            // Whoever asked may have ended.
            let _ = first.send(());
        }
    }
}

impl Audience for Follower {
    fn opened(&mut self, site: &mut Site) -> Result<()> {
        if let Some(scratch) = &self.scratch {
            site.output = scratch.path().to_owned();
        }
        Ok(())
    }

    fn unreadable(&mut self, findings: &[Diagnostic]) {
        let findings = findings.to_vec();
        self.set(|scene| (scene.findings, scene.fault) = (findings, Some(Fault::Refused)));
    }

    fn built(&mut self, site: &Site, outcome: &Outcome, now: DateTime<Utc>) {
        self.withdrawn.extend(withdrawn::read(&site.root));
        self.withdrawn.extend(outcome.plan.remove.iter().filter(|_| !outcome.refused).cloned());
        let withdrawn = Arc::new(self.withdrawn.clone());
        // What was built well stands until another build is done well, even if the configuration says now that it belongs elsewhere.
        let stands = outcome.refused && !self.station.stage().scene.feeds.is_empty();
        if !stands && self.shelf.root() != site.output {
            self.shelf = Arc::new(self.shelf.moved(site.output.clone()));
        }
        self.shelf.changed();
        // Where nothing changed the articles are known as they are.
        let is_known = outcome.idle && !self.station.stage().scene.articles.is_empty();
        let known = if is_known { None } else { Known::of(site, now, self.scratch.is_some()).ok() };
        self.set(|scene| {
            if !stands {
                describe(scene, site);
            }
            scene.findings = outcome.build.diagnostics.clone();
            scene.fault = outcome.refused.then_some(Fault::Refused);
            scene.built = Some(now);
            scene.withdrawn = withdrawn;
            if !stands {
                scene.feeds = feeds(site, outcome);
            }
            if let Some(known) = known.filter(|_| scene.folder == site.articles) {
                scene.beside = Arc::new(folders(&known));
                scene.articles = Arc::new(known.files);
                scene.heads = Arc::new(known.heads);
            }
        });
    }

    fn failed(&mut self, error: &Error) {
        let error = error.to_string();
        self.set(|scene| scene.fault = Some(Fault::Failed(error)));
    }

    fn has_left(&self) -> bool {
        *self.station.ends().borrow()
    }
}

/// What the configuration says of what is served.
fn describe(scene: &mut Scene, site: &Site) {
    let config = &site.config;
    scene.title = config.site.title.clone();
    scene.language = config.site.language.clone();
    scene.zone = config.site.timezone;
    scene.site = Some(config.site.url.clone());
    scene.base = Some(config.output.url.clone());
    scene.hubs = config.publish.hubs.clone();
    scene.cache_control = config.publish.cache_control.clone();
    scene.folder = site.articles.clone();
}

/// The feeds of a build, archive documents too. Where it was refused, those that stand.
fn feeds(site: &Site, outcome: &Outcome) -> Vec<Listed> {
    let listed = |file: &feedmill::File| {
        let (format, entries) = file.kind.entries()?;
        let is_archive = matches!(file.kind, FileKind::Archive(..));
        let bytes = match outcome.refused {
            true => fs::metadata(site.output.join(&file.path)).ok()?.len(),
            false => file.len(),
        };
        let group = group(&site.config, &file.path);
        Some(Listed { path: file.path.clone(), format, entries, bytes, is_archive, group })
    };
    outcome.build.files.iter().filter_map(listed).collect()
}

/// What the document at this path is a feed of: by the pattern that its folder fits.
fn group(config: &Config, path: &str) -> Group {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let rules = &config.feeds;
    if rules.iter().any(|rule| rule.each.is_none() && rule.path.source() == folder) {
        return Group::Main;
    }
    let each = rules.iter().find_map(|rule| {
        let each = rule.each?;
        let (before, rest) = rule.path.source().split_once('{')?;
        let (_, behind) = rest.split_once('}')?;
        let name = folder.strip_prefix(before)?.strip_suffix(behind)?;
        (!name.is_empty()).then_some(each)
    });
    match each {
        None => Group::Main,
        Some(Each::Section) => Group::Section,
        Some(Each::Tag) => Group::Tag,
        Some(Each::Author) => Group::Author,
        Some(Each::Language) => Group::Language,
    }
}

/// By the folder of each page's address, the folder in which its article lies.
fn folders(known: &Known) -> BTreeMap<String, PathBuf> {
    let folder = |(link, file): (&String, &String)| {
        let below = folder_of(link);
        (!below.is_empty()).then_some((below.to_owned(), Path::new(file).parent()?.to_owned()))
    };
    known.files.iter().filter_map(folder).collect()
}

/// A folder for output that nobody else is to see; it goes with the server.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// A new one, among the system's temporary files.
    pub fn new() -> Result<Scratch> {
        let process = std::process::id();
        let mut tries = (0..100).map(|n| std::env::temp_dir().join(format!("feedmill-{process}-{n}")));
        // A folder that is there may be anybody's.
        let made = tries.find(|folder| builder().create(folder).is_ok());
        let folder = made.ok_or_else(|| {
            let folder = std::env::temp_dir();
            Error::other(format!(
                "cannot write a folder in {}; set TMPDIR to one that can be written",
                folder.display()
            ))
        })?;
        Ok(Scratch(folder))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// Makes folders that are its owner's alone.
fn builder() -> fs::DirBuilder {
    #[allow(unused_mut)]
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Whatever is left, the system tidies up.
        let _ = fs::remove_dir_all(&self.0);
    }
}
