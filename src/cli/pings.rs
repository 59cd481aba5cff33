//! Hubs are told of what was published: what `publish` does when the feeds are up, and what it says of it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use feedmill::error::{Error, Result};
use feedmill::publish::outbox;
use feedmill::publish::ping::{Notice, Outcome, Patience, Servers};
use serde_json::{Value, json};

use super::screen::Screen;
use super::site::Site;

/// A hub may have words of its own for each feed; nobody reads more of them than this.
const MOST_LINES: usize = 20;

/// What came of telling.
#[derive(Debug, Default)]
pub struct Report {
    outcomes: Vec<Outcome>,
    /// Who would be told, in a run that changes nothing.
    would: Vec<Notice>,
}

/// Whether anybody wants to be told.
pub fn are_wanted(site: &Site) -> bool {
    !site.config.publish.hubs.is_empty() || site.config.publish.cloud.is_some()
}

/// Keeps word of the feeds that are about to change, before the first is put. What is in `changed` is the address of each
/// feed document, and whether it is RSS. Where it cannot be kept, only a run that is cut off will miss it.
pub fn remember(site: &Site, changed: &[(String, bool)], now: DateTime<Utc>) {
    let cloud = cloud(site);
    let notices = servers(site, cloud.as_deref()).notices(changed);
    let _ = outbox::remember(&site.root, &notices, now);
}

/// Tells the site's hubs of the feeds that changed and are up, and of those that earlier runs could not tell them of.
/// `changed` is as in [`remember`]. With `dry_run` nobody is told, and nothing is written.
///
/// # Errors
/// Where feedmill was built without the network, and there is somebody to tell.
pub fn tell(
    site: &Site,
    changed: &[(String, bool)],
    now: DateTime<Utc>,
    screen: &mut Screen,
    dry_run: bool,
) -> Result<Report> {
    let cloud = cloud(site);
    let servers = servers(site, cloud.as_deref());
    if dry_run {
        return Ok(Report { would: outbox::due(&site.root, &servers, changed, now), ..Report::default() });
    }
    let outcomes = outbox::tell(&site.root, &servers, changed, now, &Patience::default())?;
    let report = Report { outcomes, ..Report::default() };
    for line in report.failures() {
        screen.error(&Error::other(line));
    }
    if report.failed() {
        screen.say("The feeds are published all the same; the next `feedmill publish` tells again.");
    }
    Ok(report)
}

fn cloud(site: &Site) -> Option<String> {
    site.config.publish.cloud.as_ref().map(|cloud| cloud.ping.to_string())
}

fn servers<'a>(site: &'a Site, cloud: Option<&'a str>) -> Servers<'a> {
    Servers { hubs: &site.config.publish.hubs, cloud }
}

impl Report {
    /// Whether somebody does not know: exit status 2, though the feeds stay up.
    pub fn failed(&self) -> bool {
        self.outcomes.iter().any(|outcome| !outcome.is_told())
    }

    /// How many notices were taken.
    pub fn told(&self) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.is_told()).count()
    }

    /// For programs: a value for each notice. `status` is `sent`, `failed`, `postponed` (the server had failed before) or, in
    /// a run that changes nothing, `due`.
    pub fn value(&self) -> Value {
        let one = |notice: &Notice, status: &str| {
            json!({
                "server": notice.shown_server(),
                "protocol": notice.protocol.name(),
                "feed": notice.feed,
                "status": status,
            })
        };
        let outcomes = self.outcomes.iter().map(|outcome| {
            let status = match (&outcome.failure, outcome.tries) {
                (None, _) => "sent",
                (Some(_), 0) => "postponed",
                (Some(_), _) => "failed",
            };
            let mut value = one(&outcome.notice, status);
            value["tries"] = json!(outcome.tries);
            value["code"] = json!(outcome.status);
            value["reason"] = json!(outcome.failure);
            value
        });
        outcomes.chain(self.would.iter().map(|notice| one(notice, "due"))).collect()
    }

    /// What is said of failures: a line for each server and reason. A server that refuses one feed of hundreds for the same
    /// reason as all others needs no hundred lines.
    fn failures(&self) -> Vec<String> {
        let mut places = HashMap::new();
        let mut lines: Vec<(&Outcome, usize)> = Vec::new();
        for outcome in self.outcomes.iter().filter(|outcome| !outcome.is_told()) {
            let cause = (outcome.notice.protocol, &outcome.notice.to, &outcome.failure);
            let place = *places.entry(cause).or_insert(lines.len());
            match lines.get_mut(place) {
                Some((_, more)) => *more += 1,
                None => lines.push((outcome, 0)),
            }
        }
        let (causes, hidden) = (lines.len(), lines.len().saturating_sub(MOST_LINES));
        lines.truncate(MOST_LINES);
        let line = |(outcome, more): (&Outcome, usize)| {
            let notice = &outcome.notice;
            let feeds = match more {
                0 => String::new(),
                1 => " and of one more feed".to_owned(),
                more => format!(" and of {more} more feeds"),
            };
            let tries = match outcome.tries {
                0 | 1 => String::new(),
                tries => format!(" (tried {tries} times)"),
            };
            format!(
                "could not tell the {} {} of {}{feeds}: {}{tries}",
                notice.protocol.server(),
                notice.shown_server(),
                notice.feed,
                outcome.failure.as_deref().unwrap_or_default(),
            )
        };
        let mut said: Vec<String> = lines.into_iter().map(line).collect();
        if hidden > 0 {
            said.push(format!(
                "hubs have {causes} different complaints, of which {hidden} are not shown; --format json has them all"
            ));
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use feedmill::publish::ping::Protocol;

    use super::*;

    fn outcome(protocol: Protocol, to: &str, feed: &str, tries: u32, failure: Option<&str>) -> Outcome {
        let notice = Notice { protocol, to: to.to_owned(), feed: feed.to_owned() };
        let status = failure.is_none().then_some(204);
        Outcome { notice, tries, status, failure: failure.map(str::to_owned) }
    }

    #[test]
    fn failures_are_told_in_a_line_for_each_cause() {
        let down = Some("the server refuses connections");
        let (hub, cloud) = (Protocol::WebSub, Protocol::RssCloud);
        let outcomes = vec![
            outcome(hub, "https://a.example/", "https://t.example/rss.xml", 1, None),
            outcome(hub, "https://b.example/", "https://t.example/rss.xml", 4, down),
            outcome(hub, "https://b.example/", "https://t.example/atom.xml", 0, down),
            outcome(hub, "https://b.example/", "https://t.example/feed.json", 0, down),
            outcome(
                cloud,
                "https://c.example/ping?key=secret",
                "https://t.example/rss.xml",
                1,
                Some("it answered 403"),
            ),
        ];
        let report = Report { outcomes, ..Report::default() };
        assert!(report.failed());
        assert_eq!(report.told(), 1);
        let lines = [
            "could not tell the hub https://b.example/ of https://t.example/rss.xml and of 2 more feeds: the server refuses \
             connections (tried 4 times)",
            "could not tell the rssCloud server https://c.example/ping?… of https://t.example/rss.xml: it answered 403",
        ];
        assert_eq!(report.failures(), lines);
        let value = report.value();
        let statuses: Vec<_> = value.as_array().unwrap().iter().map(|one| one["status"].as_str().unwrap()).collect();
        assert_eq!(statuses, ["sent", "failed", "postponed", "postponed", "failed"]);
        assert!(!value.to_string().contains("secret"));
        assert_eq!((&value[0]["code"], &value[1]["code"]), (&json!(204), &Value::Null));
    }

    #[test]
    fn nobody_reads_a_hundred_complaints() {
        let outcomes = (0..100).map(|n| {
            outcome(Protocol::WebSub, "https://a.example/", &n.to_string(), 1, Some(&format!("it answered 400: {n}")))
        });
        let lines = Report { outcomes: outcomes.collect(), ..Report::default() }.failures();
        assert_eq!(lines.len(), MOST_LINES + 1);
        assert!(lines[MOST_LINES].contains("100 different complaints, of which 80"), "{}", lines[MOST_LINES]);
    }

    #[test]
    fn who_is_told_of_nothing_does_not_fail() {
        let report = Report::default();
        assert!(!report.failed());
        assert_eq!(report.value(), json!([]));
    }
}
