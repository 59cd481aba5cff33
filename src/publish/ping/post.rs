//! One request to a hub, and what its answer means.

use std::io::{self, Read as _};
use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ureq::Agent;
use ureq::http::Uri;
use url::form_urlencoded::Serializer;

use super::{Notice, Protocol, shown};
use crate::error::Result;

const USER_AGENT: &str = concat!("feedmill/", env!("CARGO_PKG_VERSION"));

/// So much of an answer is read, to say why a notice was refused and to use the connection again. Hubs say a line.
const MOST_BYTES: u64 = 16 << 10;

/// So many characters of a server's own words are told: a line or two.
const MOST_WORDS: usize = 160;

/// What came of a request.
pub enum Answer {
    /// It was taken: the status, 2xx.
    Taken(u16),
    /// It never will be, and why. The status, where there was an answer.
    Refused(Option<u16>, String),
    /// It may be taken later.
    Later {
        /// The status, where there was an answer.
        status: Option<u16>,
        /// Why it was not.
        reason: String,
        /// How long the server asks to be left alone.
        wait: Option<Duration>,
    },
}

/// Sends notices; all of them share their connections.
pub struct Poster {
    agent: Agent,
}

impl Poster {
    /// One that follows no redirects: a hub that moved is to be named anew, in feeds too.
    pub fn new() -> Result<Self> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(USER_AGENT);
        Ok(Poster { agent: Agent::new_with_config(config.build()) })
    }

    /// Sends a notice and waits at most `limit`, which is all there is for name, connection and answer together.
    pub fn post(&self, notice: &Notice, limit: Duration) -> Answer {
        let limit = limit.max(Duration::from_millis(1));
        let mut config = self.agent.post(&notice.to).config().timeout_global(Some(limit));
        if is_this_machine(&notice.to) {
            config = config.proxy(None);
        }
        let request = config.build().header("content-type", "application/x-www-form-urlencoded");
        let response = match request.send(form(notice)) {
            Ok(response) => response,
            Err(error) => return failed(&error, limit),
        };
        let status = response.status().as_u16();
        let header = |name: &str| response.headers().get(name)?.to_str().ok().map(str::to_owned);
        let (location, retry) = (header("location"), header("retry-after"));
        let mut body = Vec::new();
        // What was read before a fault will do.
        let _ = response.into_body().into_reader().take(MOST_BYTES).read_to_end(&mut body);
        let words = if has_secret(&notice.to) { String::new() } else { words(&body) };
        match status {
            200..=299 => Answer::Taken(status),
            // What was asked is in order, but now is not the time for it.
            408 | 429 | 500..=599 => {
                let wait = retry.and_then(|after| wait(&after, Utc::now()));
                Answer::Later { status: Some(status), reason: format!("it answered {status}{words}"), wait }
            }
            300..=399 => {
                let to = location.and_then(|to| url::Url::parse(&notice.to).ok()?.join(&to).ok());
                let to = to.map(|to| format!(" and points to {}: name that one", shown(to.as_str())));
                Answer::Refused(Some(status), format!("it answered {status}{}", to.unwrap_or_default()))
            }
            _ => Answer::Refused(Some(status), format!("it answered {status}{words}")),
        }
    }
}

/// The form. Hubs know the feed's address as `hub.url` (Google's, Superfeedr) or as `hub.topic` (what came of WebSub);
/// whoever knows both takes either.
fn form(notice: &Notice) -> String {
    let mut form = Serializer::new(String::new());
    match notice.protocol {
        Protocol::WebSub => form
            .append_pair("hub.mode", "publish")
            .append_pair("hub.url", &notice.feed)
            .append_pair("hub.topic", &notice.feed),
        Protocol::RssCloud => form.append_pair("url", &notice.feed),
    };
    form.finish()
}

/// A proxy would look for the server on its own machine.
fn is_this_machine(address: &str) -> bool {
    let uri = address.parse::<Uri>().ok();
    let host = uri.as_ref().and_then(|uri| uri.host()).unwrap_or_default();
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// Whether a server that repeats its own address would tell what is not for everybody.
fn has_secret(address: &str) -> bool {
    shown(address).ends_with("?…")
}

/// Why there is no answer, and whether there may be one later.
fn failed(error: &ureq::Error, limit: Duration) -> Answer {
    use ureq::Error as E;
    let later = |reason: String| Answer::Later { status: None, reason, wait: None };
    match error {
        E::Timeout(_) => later(format!("no answer within {:.0} s", limit.as_secs_f64().max(1.0))),
        E::HostNotFound => later("no server of that name is known".to_owned()),
        E::Tls(reason) => Answer::Refused(None, format!("the connection is not secure: {reason}")),
        // This is how a certificate is found wanting.
        E::Io(error) if error.kind() == io::ErrorKind::InvalidData => {
            Answer::Refused(None, format!("the connection is not secure: {error}"))
        }
        E::Io(error) => later(match error.kind() {
            io::ErrorKind::ConnectionRefused => "the server refuses connections".to_owned(),
            io::ErrorKind::ConnectionReset => "the server broke the connection off".to_owned(),
            io::ErrorKind::UnexpectedEof => "the answer ends too early".to_owned(),
            _ => error.to_string(),
        }),
        E::ConnectionFailed => later("no connection could be made".to_owned()),
        E::Protocol(error) => later(format!("the answer is no HTTP ({error})")),
        error => Answer::Refused(None, error.to_string()),
    }
}

/// `Retry-After` (RFC 9110, section 10.2.3): seconds, or a date. What is neither says nothing.
fn wait(after: &str, now: DateTime<Utc>) -> Option<Duration> {
    let after = after.trim();
    if let Ok(seconds) = after.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let date = DateTime::parse_from_rfc2822(after).ok()?;
    Some((date.to_utc() - now).to_std().unwrap_or_default())
}

/// What a server said, on one line, as in `: hub.topic is missing`. A page for people says nothing.
fn words(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    if text.trim_start().starts_with('<') {
        return String::new();
    }
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST_WORDS) {
        _ if line.is_empty() => line,
        Some((end, _)) => format!(": {}…", line.get(..end).unwrap_or_default()),
        None => format!(": {line}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_ask_for_time() {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        for (after, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("Sun, 22 Nov 2026 12:00:30 GMT", Some(30)),
            ("Sun, 22 Nov 2026 11:00:00 GMT", Some(0)),
            ("18446744073709551615", Some(u64::MAX)),
            ("soon", None),
            ("-5", None),
            ("", None),
        ] {
            assert_eq!(wait(after, now), seconds.map(Duration::from_secs), "{after}");
        }
    }

    #[test]
    fn a_servers_words_are_one_harmless_line() {
        assert_eq!(words(b" hub.topic\r\n\x1b[31mis missing\0 "), ": hub.topic [31mis missing");
        for nothing in [&b""[..], b" \n", b"<!DOCTYPE html><p>No."] {
            assert_eq!(words(nothing), "");
        }
        let long = words("ü".repeat(500).as_bytes());
        assert_eq!(long, format!(": {}…", "ü".repeat(MOST_WORDS)));
        assert_eq!(words(b"\xff!"), ": \u{FFFD}!");
    }

    #[test]
    fn what_is_secret_stays_so() {
        assert_eq!(shown("https://a:b@hub.example/x?key=1#y"), "https://hub.example/x?…");
        assert_eq!(shown("https://hub.example/x"), "https://hub.example/x");
        assert!(has_secret("https://hub.example/?key=1") && !has_secret("https://hub.example/"));
    }

    #[test]
    fn this_machine_is_no_proxys() {
        for (address, is) in [
            ("http://127.0.0.1:80/a", true),
            ("http://[::1]/", true),
            ("https://localhost:1/", true),
            ("https://hub.example/", false),
            ("http://192.0.2.1/", false),
            ("", false),
        ] {
            assert_eq!(is_this_machine(address), is, "{address}");
        }
    }
}
