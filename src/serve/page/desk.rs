//! What the pages keep from one request to the next: what was found out about each document, as long as it is the same.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::findings::Counts;
use crate::digest::{self, Digest};
use crate::parse::parse;
use crate::serve::{Listed, Stage};
use crate::validate::{self, Options};

/// What is kept.
pub struct Desk {
    /// What this run of the server is known by, and a key that nobody can guess.
    born: String,
    key: String,
    known: Mutex<HashMap<String, (Digest, Arc<Summary>)>>,
}

/// What lists say of a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Its title; empty where it has none.
    pub title: String,
    /// What it is about; may be empty.
    pub description: String,
    /// Language tag.
    pub language: Option<String>,
    /// How much is wrong with it.
    pub counts: Counts,
}

impl Default for Desk {
    fn default() -> Desk {
        // Each state hashes with a key of its own, which is taken from the system.
        let random = || format!("{:016x}", RandomState::new().build_hasher().finish());
        Desk { born: random(), key: random() + &random(), known: Mutex::default() }
    }
}

impl fmt::Debug for Desk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk").finish_non_exhaustive()
    }
}

impl Desk {
    /// A word for what is served as of this serial number, which no other run of the server has.
    pub fn stamp(&self, serial: u64) -> String {
        format!("{}-{serial}", self.born)
    }

    /// What addresses of files beside articles must hold: other sites, which cannot know it, cannot show these files.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What there is to say of each feed, in their order. What is not known is found out, side by side.
    pub fn summaries(&self, stage: &Stage) -> Vec<(Listed, Arc<Summary>)> {
        let feeds = stage.scene.feeds.par_iter();
        feeds.map(|feed| (feed.clone(), self.summary(stage, feed))).collect()
    }

    fn summary(&self, stage: &Stage, feed: &Listed) -> Arc<Summary> {
        let bytes = stage.shelf.read(&feed.path).unwrap_or_default();
        let digest = digest::digest(&bytes);
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((same, summary)) = known().get(&feed.path)
            && *same == digest
        {
            return Arc::clone(summary);
        }
        let judged = validate::validate(&bytes, &options(stage, &feed.path));
        let document = parse(&bytes).unwrap_or_default();
        let summary = Arc::new(Summary {
            title: document.title,
            description: document.description,
            language: document.language,
            counts: Counts::of(&judged.diagnostics),
        });
        known().insert(feed.path.clone(), (digest, Arc::clone(&summary)));
        summary
    }
}

/// How the document at this path is judged.
pub fn options(stage: &Stage, path: &str) -> Options {
    let scene = &stage.scene;
    let mut options = Options::new(path);
    options.base_url =
        scene.base.as_ref().and_then(|base| base.join(&super::words::encoded(path)).ok()).map(String::from);
    if let Some(built) = scene.built {
        options.now = built;
    }
    options
}
