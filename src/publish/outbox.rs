//! Notices that still have to be sent, kept between runs: one that is owed survives a kill and a hub that is down.
//!
//! They are in `.feedmill/pings`, a line of JSON each, written whole or not at all. Whoever writes them holds the site's
//! [lock]. What cannot be read there is as good as nothing: readers ask for a feed in the end without
//! any hub, while a run that fails over its own notes would publish nothing more.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::lock;
use super::ping::{self, Notice, Outcome, Patience, Servers};
use crate::error::{Error, Result};

/// After a week, whoever follows the feed has asked for it by himself.
const OLDEST: TimeDelta = TimeDelta::days(7);

/// More than any site owes, at some 200 bytes a notice. A larger file is none of ours.
const MOST_BYTES: u64 = 64 << 20;

const NAME: &str = "pings";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Owed {
    #[serde(flatten)]
    notice: Notice,
    /// When the feed changed.
    since: DateTime<Utc>,
}

/// Keeps `notices` of feeds that are about to change, for the site in the folder `site`; before anything is put, so that
/// a run that is killed after that leaves word of them. Those kept already stay, but for what is too old at `now`.
///
/// # Errors
/// Where the file cannot be written. Nothing but the memory of this is lost then.
pub fn remember(site: &Path, notices: &[Notice], now: DateTime<Utc>) -> Result<()> {
    if notices.is_empty() {
        return Ok(());
    }
    let fresh: HashSet<&Notice> = notices.iter().collect();
    let mut owed = read(site, now);
    owed.retain(|owed| !fresh.contains(&owed.notice));
    owed.extend(unique(notices).map(|notice| Owed { notice: notice.clone(), since: now }));
    write(site, &owed)
}

/// The notices that are kept at `now`, of the site in the folder `site`: the oldest first, none twice.
pub fn waiting(site: &Path, now: DateTime<Utc>) -> Vec<Notice> {
    read(site, now).into_iter().map(|owed| owed.notice).collect()
}

/// Forgets `notices` that are sent, and what is too old at `now`.
///
/// # Errors
/// Where the file cannot be written. Those notices will be sent once more then.
pub fn done(site: &Path, notices: &[Notice], now: DateTime<Utc>) -> Result<()> {
    let done: HashSet<&Notice> = notices.iter().collect();
    let mut owed = read(site, now);
    owed.retain(|owed| !done.contains(&owed.notice));
    write(site, &owed)
}

/// What is to be sent now: what was left over and is still for one of `servers`, then what the feeds that `changed` give.
pub fn due(site: &Path, servers: &Servers, changed: &[(String, bool)], now: DateTime<Utc>) -> Vec<Notice> {
    let mut due = waiting(site, now);
    due.retain(|notice| servers.name(notice));
    due.extend(servers.notices(changed));
    unique(&due).cloned().collect()
}

/// Tells `servers` of the feeds that `changed`, by address, and which of them are RSS; and of what earlier runs left over.
/// What could not be told is kept for the next run, what is for other servers is dropped.
///
/// # Errors
/// As of [`ping::send`]. A file that cannot be written is no error here: the feeds are out, and the hubs know.
pub fn tell(
    site: &Path,
    servers: &Servers,
    changed: &[(String, bool)],
    now: DateTime<Utc>,
    patience: &Patience,
) -> Result<Vec<Outcome>> {
    let due = due(site, servers, changed, now);
    // They may not be there yet, and a long round of tries may be cut short.
    let _ = remember(site, &servers.notices(changed), now);
    let outcomes = ping::send(&due, patience)?;
    let told = outcomes.iter().filter(|outcome| outcome.is_told()).map(|outcome| &outcome.notice);
    let mut settled: Vec<Notice> = told.cloned().collect();
    settled.extend(waiting(site, now).into_iter().filter(|notice| !servers.name(notice)));
    if !settled.is_empty() {
        let _ = done(site, &settled, now);
    }
    Ok(outcomes)
}

fn unique(notices: &[Notice]) -> impl Iterator<Item = &Notice> {
    let mut seen = HashSet::new();
    notices.iter().filter(move |notice| seen.insert(*notice))
}

fn path(site: &Path) -> PathBuf {
    site.join(lock::FOLDER).join(NAME)
}

fn read(site: &Path, now: DateTime<Utc>) -> Vec<Owed> {
    let path = path(site);
    // A pipe would never end.
    let sound = fs::metadata(&path).is_ok_and(|file| file.is_file() && file.len() <= MOST_BYTES);
    let mut bytes = Vec::new();
    if !sound || File::open(&path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes)).is_err() {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let lines = bytes.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Owed>(line).ok());
    // A time in the future is as wrong as one long past.
    lines.filter(|owed| (now - owed.since).abs() <= OLDEST && seen.insert(owed.notice.clone())).collect()
}

fn write(site: &Path, owed: &[Owed]) -> Result<()> {
    let path = path(site);
    if owed.is_empty() {
        return match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::io("remove", path, error)),
            _ => Ok(()),
        };
    }
    let mut text = Vec::new();
    for owed in owed {
        serde_json::to_writer(&mut text, owed).map_err(|error| Error::io("write", &path, error.into()))?;
        text.push(b'\n');
    }
    let temporary = path.with_extension("tmp");
    let written = lock::folder(site).and_then(|_| {
        let mut file = File::create(&temporary)?;
        file.write_all(&text)?;
        file.sync_all()?;
        fs::rename(&temporary, &path)
    });
    written.map_err(|error| Error::io("write", path, error))
}

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use proptest::prelude::*;

    use super::super::ping::Protocol;
    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        time.parse().unwrap()
    }

    fn notice(to: &str, feed: &str) -> Notice {
        Notice { protocol: Protocol::WebSub, to: to.into(), feed: feed.into() }
    }

    #[test]
    fn what_is_owed_is_kept_until_it_is_done() {
        let site = tempfile::tempdir().unwrap();
        let now = at("2026-11-22T12:00:00Z");
        let [a, b] = ["https://a.example/", "https://b.example/"].map(|feed| notice("https://hub.example/", feed));
        remember(site.path(), &[], now).unwrap();
        done(site.path(), from_ref(&a), now).unwrap();
        assert!(!path(site.path()).exists());
        remember(site.path(), &[a.clone(), a.clone()], now).unwrap();
        remember(site.path(), &[b.clone(), a.clone()], now).unwrap();
        assert_eq!(waiting(site.path(), now), [b.clone(), a.clone()]);
        assert!(site.path().join(".feedmill/.gitignore").exists(), "nothing of this is for a repository");
        let line = fs::read_to_string(path(site.path())).unwrap().lines().next().unwrap().to_owned();
        let wanted = r#"{"protocol":"websub","to":"https://hub.example/","feed":"https://b.example/","since":"2026-11-22T12:00:00Z"}"#;
        assert_eq!(line, wanted);
        done(site.path(), &[b], now).unwrap();
        assert_eq!(waiting(site.path(), now), from_ref(&a));
        done(site.path(), &[a], now).unwrap();
        assert!(!path(site.path()).exists());
        assert_eq!(fs::read_dir(site.path().join(".feedmill")).unwrap().count(), 1, "and no half of it either");
    }

    #[test]
    fn what_is_too_old_is_dropped() {
        let site = tempfile::tempdir().unwrap();
        let (old, new) = (notice("https://hub.example/", "old"), notice("https://hub.example/", "new"));
        remember(site.path(), from_ref(&old), at("2026-11-01T00:00:00Z")).unwrap();
        remember(site.path(), from_ref(&new), at("2026-11-08T00:00:00Z")).unwrap();
        assert_eq!(waiting(site.path(), at("2026-11-08T00:00:00Z")), [old, new.clone()]);
        assert_eq!(waiting(site.path(), at("2026-11-08T00:00:01Z")), [new]);
        assert!(waiting(site.path(), at("2026-10-01T00:00:00Z")).is_empty(), "a clock that was wrong");
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        let now = at("2026-11-22T12:00:00Z");
        let sound = notice("https://hub.example/", "https://a.example/");
        for damage in
            ["", "\0\0\0", "{", "[1]\n", "{\"protocol\":\"mail\",\"to\":\"\",\"feed\":\"\",\"since\":\"\"}", "\u{FFFD}"]
        {
            let site = tempfile::tempdir().unwrap();
            remember(site.path(), from_ref(&sound), now).unwrap();
            let whole = fs::read_to_string(path(site.path())).unwrap();
            fs::write(path(site.path()), format!("{damage}\n{whole}{damage}")).unwrap();
            assert_eq!(waiting(site.path(), now), from_ref(&sound), "{damage}");
            fs::write(path(site.path()), damage).unwrap();
            assert!(waiting(site.path(), now).is_empty(), "{damage}");
            remember(site.path(), from_ref(&sound), now).unwrap();
            assert_eq!(waiting(site.path(), now), from_ref(&sound), "{damage}");
        }
        let site = tempfile::tempdir().unwrap();
        fs::create_dir_all(path(site.path())).unwrap();
        assert!(waiting(site.path(), now).is_empty());
        let refused = remember(site.path(), from_ref(&sound), now).unwrap_err();
        assert!(refused.to_string().contains("pings"), "{refused}");
        let servers = Servers { hubs: &[], cloud: None };
        let none = tell(site.path(), &servers, &[("https://a.example/".into(), true)], now, &Patience::default());
        assert!(none.unwrap().is_empty(), "who has no hub is told nothing about it");
    }

    proptest! {
        #[test]
        fn due_is_what_was_left_and_what_is_new(
            left in prop::collection::vec((0..3_u8, 0..4_u8), 0..8),
            changed in prop::collection::vec((0..4_u8, any::<bool>()), 0..6),
        ) {
            let site = tempfile::tempdir().unwrap();
            let now = at("2026-11-22T12:00:00Z");
            let hub = |n: u8| format!("https://hub{n}.example/");
            let left: Vec<Notice> = left.iter().map(|(to, feed)| notice(&hub(*to), &feed.to_string())).collect();
            remember(site.path(), &left, now).unwrap();
            let hubs = [hub(0), hub(1)];
            let servers = Servers { hubs: &hubs, cloud: Some("https://cloud.example/ping") };
            let changed: Vec<(String, bool)> = changed.iter().map(|(n, is_rss)| (n.to_string(), *is_rss)).collect();
            let due = due(site.path(), &servers, &changed, now);
            let distinct: HashSet<&Notice> = due.iter().collect();
            prop_assert_eq!(distinct.len(), due.len());
            let new = servers.notices(&changed);
            let wanted: HashSet<&Notice> = left.iter().filter(|notice| notice.to != hub(2)).chain(&new).collect();
            prop_assert_eq!(distinct, wanted);
            let clouds = new.iter().filter(|notice| notice.protocol == Protocol::RssCloud);
            let rss: HashSet<&String> = changed.iter().filter(|(_, is_rss)| *is_rss).map(|(feed, _)| feed).collect();
            prop_assert_eq!(clouds.count(), rss.len());
        }
    }
}
