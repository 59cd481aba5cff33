//! What the pages for people show, as of one build.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use url::Url;

use super::page::Desk;
use crate::article::Marks;
use crate::diagnostic::Diagnostic;
use crate::format::{Format, Group};

/// What the pages show.
#[derive(Debug, Clone, Default)]
pub struct Scene {
    /// Whether there are pages for people at all; else `/` is the output's own `index.html`.
    pub preview: bool,
    /// Whether it is a loopback address where the server listens: then pages and drafts are for this machine alone.
    pub is_local: bool,
    /// The site's title.
    pub title: String,
    /// The site's language tag.
    pub language: Option<String>,
    /// The zone in which dates are shown.
    pub zone: Tz,
    /// The site's address.
    pub site: Option<Url>,
    /// Where the output folder is served when it is published: self links begin with it.
    pub base: Option<Url>,
    /// WebSub hubs, which each feed's response names.
    pub hubs: Vec<String>,
    /// The `Cache-Control` of feeds, where the configuration says one.
    pub cache_control: Option<String>,
    /// Whether drafts are shown: then nothing may be kept by caches, nor read by pages of other sites.
    pub drafts: bool,
    /// The feeds there are, in the order of the output; archive documents among them.
    pub feeds: Vec<Listed>,
    /// Paths of feeds that were there once, and are no more.
    pub withdrawn: Arc<std::collections::HashSet<String>>,
    /// All that the last build found.
    pub findings: Vec<Diagnostic>,
    /// Why the last build came to nothing, if it did: what is served is that of an earlier one.
    pub fault: Option<Fault>,
    /// When the last build was made.
    pub built: Option<DateTime<Utc>>,
    /// The files of articles by the addresses of their pages.
    pub articles: Arc<HashMap<String, String>>,
    /// The folders below which articles, and what lies beside them, are found, by the folders of their addresses.
    pub beside: Arc<BTreeMap<String, PathBuf>>,
    /// The folder of articles; what lies outside it is never served.
    pub folder: PathBuf,
    /// Where the parts of their heads stand, and in which file; by the same addresses.
    pub heads: Arc<HashMap<String, (Arc<str>, Marks)>>,
    /// What the pages keep from one build to the next.
    pub desk: Arc<Desk>,
}

/// A feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Path below the output folder, as in `tags/grain/rss.xml`.
    pub path: String,
    /// Its format.
    pub format: Format,
    /// How many entries it has.
    pub entries: usize,
    /// How many bytes it has.
    pub bytes: u64,
    /// Whether it is an archive document (RFC 5005, section 4).
    pub is_archive: bool,
    /// What it is a feed of.
    pub group: Group,
}

/// Why a build came to nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// What was found is too wrong; the findings say what.
    Refused,
    /// Something could not be done.
    Failed(String),
}
