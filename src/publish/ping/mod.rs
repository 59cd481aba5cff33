//! Hubs are told which feeds changed: WebSub hubs of every document, rssCloud servers of RSS.
//!
//! Each server is worked on by itself, its notices one after the other, so that a slow one keeps nobody waiting.
//! Nothing here takes longer than [`Patience`] says, and nothing that fails undoes anything.

#[cfg_attr(not(feature = "fetch"), path = "no_post.rs")]
mod post;

use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use post::{Answer, Poster};

/// So many servers are told at once. A site names one or two; more threads than this would only be threads.
const MOST_AT_ONCE: usize = 16;

/// How a server wants to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Protocol {
    /// As a WebSub hub (W3C Recommendation of 2018; what a publisher sends is in PubSubHubbub 0.3, section 7.1).
    WebSub,
    /// As an rssCloud server (rssCloud over REST, `ping`).
    RssCloud,
}

impl Protocol {
    /// What people call a server that speaks it.
    pub fn server(self) -> &'static str {
        match self {
            Protocol::WebSub => "hub",
            Protocol::RssCloud => "rssCloud server",
        }
    }

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Protocol::WebSub => "websub",
            Protocol::RssCloud => "rsscloud",
        }
    }
}

/// One server is to be told of one feed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Notice {
    /// How.
    pub protocol: Protocol,
    /// The server's address.
    pub to: String,
    /// The address of the feed document that changed.
    pub feed: String,
}

impl Notice {
    /// The server's address as it may be printed: a query may hold a key.
    pub fn shown_server(&self) -> String {
        shown(&self.to)
    }
}

/// An address without what may be secret in it: a user's name and password, and the query.
fn shown(address: &str) -> String {
    let Ok(mut url) = url::Url::parse(address) else { return "an address that is none".to_owned() };
    // Both fail only for addresses that hold neither.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    if url.query().is_some() {
        url.set_query(None);
        return format!("{url}?…");
    }
    url.into()
}

/// The servers of a site.
#[derive(Debug, Clone, Copy)]
pub struct Servers<'a> {
    /// Addresses of WebSub hubs.
    pub hubs: &'a [String],
    /// Where an rssCloud server is told.
    pub cloud: Option<&'a str>,
}

impl Servers<'_> {
    /// Who is to be told of what, where the feeds at these addresses changed; the flag says which of them are RSS. Server by
    /// server, the feeds in the order given, none twice.
    pub fn notices(&self, changed: &[(String, bool)]) -> Vec<Notice> {
        let hubs = self.hubs.iter().map(|hub| (Protocol::WebSub, hub.as_str()));
        let cloud = self.cloud.map(|cloud| (Protocol::RssCloud, cloud));
        let mut seen = HashSet::new();
        let mut notices = Vec::new();
        for (protocol, to) in hubs.chain(cloud) {
            for (feed, is_rss) in changed {
                if (protocol == Protocol::WebSub || *is_rss) && seen.insert((protocol, to, feed)) {
                    notices.push(Notice { protocol, to: to.to_owned(), feed: feed.clone() });
                }
            }
        }
        notices
    }

    /// Whether the server of a notice is still one of these.
    pub fn name(&self, notice: &Notice) -> bool {
        match notice.protocol {
            Protocol::WebSub => self.hubs.contains(&notice.to),
            Protocol::RssCloud => self.cloud == Some(&notice.to),
        }
    }
}

/// How long servers are waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How often one notice is sent. Four tries outlast a restart, not an outage; the next run does that.
    pub tries: u32,
    /// How long to wait before the second try; before each that follows, twice as long.
    pub pause: Duration,
    /// How long one answer may take. Hubs answer at once and work afterwards; a server that sleeps wakes in seconds.
    pub answer: Duration,
    /// How long one notice may take, with all tries and pauses. What is published waits for nobody, but cron does.
    pub notice: Duration,
    /// How long all notices of one server may take. With thousands of feeds, a slow one would never be done.
    pub server: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience {
            tries: 4,
            pause: Duration::from_secs(1),
            answer: Duration::from_secs(8),
            notice: Duration::from_secs(20),
            server: Duration::from_secs(120),
        }
    }
}

/// What came of a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The notice.
    pub notice: Notice,
    /// How often it was sent; 0 where the server was given up before.
    pub tries: u32,
    /// The status of the answer, where there was one.
    pub status: Option<u16>,
    /// Why the server does not know; `None` where it does.
    pub failure: Option<String>,
}

impl Outcome {
    /// Whether the server was told, and took it.
    pub fn is_told(&self) -> bool {
        self.failure.is_none()
    }
}

/// Sends notices. What came of them is in their order. No notice at all needs no network.
///
/// # Errors
/// Where feedmill was built without the network.
pub fn send(notices: &[Notice], patience: &Patience) -> Result<Vec<Outcome>> {
    if notices.is_empty() {
        return Ok(Vec::new());
    }
    let poster = Poster::new()?;
    let servers = by_server(notices);
    let done: Mutex<Vec<(usize, Outcome)>> = Mutex::default();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(queue) = servers.get(next.fetch_add(1, Ordering::Relaxed)) {
            let told = tell_server(&poster, queue, patience);
            match done.lock() {
                Ok(mut done) => done.extend(told),
                Err(poisoned) => poisoned.into_inner().extend(told),
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..servers.len().min(MOST_AT_ONCE) {
            // Where no thread can be had, those there are do the work.
            let _ = thread::Builder::new().spawn_scoped(scope, work);
        }
        work();
    });
    let mut done = done.into_inner().map_err(|_| Error::other("could not tell the hubs"))?;
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, outcome)| outcome).collect())
}

type Queue<'n> = Vec<(usize, &'n Notice)>;

/// Notices and their places, those of one server together, servers in the order they first come.
fn by_server(notices: &[Notice]) -> Vec<Queue<'_>> {
    let mut places = std::collections::HashMap::new();
    let mut servers: Vec<Queue> = Vec::new();
    for (at, notice) in notices.iter().enumerate() {
        let place = *places.entry((notice.protocol, &notice.to)).or_insert(servers.len());
        match servers.get_mut(place) {
            Some(queue) => queue.push((at, notice)),
            None => servers.push(vec![(at, notice)]),
        }
    }
    servers
}

/// Once a server has failed all tries of a notice it is not asked again in this run: each of thousands of feeds would
/// take as long to fail. Nor is one that has moved, or cannot be trusted. A server that refuses one feed may take another.
fn tell_server(poster: &Poster, queue: &Queue, patience: &Patience) -> Vec<(usize, Outcome)> {
    let started = Instant::now();
    let mut given_up: Option<String> = None;
    let tell = |&(at, notice): &(usize, &Notice)| {
        let left = patience.server.saturating_sub(started.elapsed());
        if given_up.is_none() && left.is_zero() {
            given_up = Some(format!("the server takes too long: {} s for all feeds", patience.server.as_secs()));
        }
        let outcome = match &given_up {
            Some(reason) => Outcome { notice: notice.clone(), tries: 0, status: None, failure: Some(reason.clone()) },
            None => {
                let (outcome, is_over) = tell(poster, notice, patience, left);
                given_up = outcome.failure.clone().filter(|_| is_over);
                outcome
            }
        };
        (at, outcome)
    };
    queue.iter().map(tell).collect()
}

/// Sends a notice until it is taken or refused, or patience ends. The flag says that other feeds would fare no better.
fn tell(poster: &Poster, notice: &Notice, patience: &Patience, left: Duration) -> (Outcome, bool) {
    let (started, limit) = (Instant::now(), patience.notice.min(left));
    let mut pause = patience.pause;
    let mut outcome = Outcome { notice: notice.clone(), tries: 0, status: None, failure: None };
    loop {
        outcome.tries = outcome.tries.saturating_add(1);
        let left = limit.saturating_sub(started.elapsed());
        let (status, reason, wait) = match poster.post(notice, patience.answer.min(left)) {
            Answer::Taken(status) => {
                return (Outcome { status: Some(status), failure: None, ..outcome }, false);
            }
            Answer::Refused(status, reason) => {
                let is_over = status.is_none_or(|status| status < 400);
                return (Outcome { status, failure: Some(reason), ..outcome }, is_over);
            }
            Answer::Later { status, reason, wait } => (status, reason, wait),
        };
        let wait = wait.unwrap_or_default().max(pause);
        pause = pause.saturating_mul(2);
        // A server that asks for more time than there is gets it: until the next run.
        if outcome.tries >= patience.tries || wait >= limit.saturating_sub(started.elapsed()) {
            return (Outcome { status, failure: Some(reason), ..outcome }, true);
        }
        thread::sleep(wait);
    }
}
