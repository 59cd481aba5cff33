//! Requests on condition (RFC 9110, section 13): what the client holds, held against what there is.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::header::{self, GetAll, HeaderName};
use axum::http::{HeaderMap, HeaderValue, Method};

use super::coding::{Accepted, Coding};

/// What tells a file as it is now from what it was at other times.
#[derive(Debug)]
pub struct Validators {
    /// What the entity tags in all codings begin with, between the quotes.
    stem: String,
    /// The entity tags, by the places of codings.
    tags: [HeaderValue; 4],
    /// When the file last changed, in seconds since 1970, and as it is written.
    date: Option<(u64, HeaderValue)>,
}

/// What becomes of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is answered as if it had no conditions.
    Go,
    /// The client holds what there is, in this coding: 304.
    Held(Coding),
    /// What the client asks for is no more: 412.
    Failed,
}

impl Validators {
    /// Of bytes with this hash, of a file that changed so many seconds after 1970.
    pub fn new(hash: &[u8], seconds: i64) -> Validators {
        let stem: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let tag = |coding: Coding| {
            HeaderValue::try_from(format!("\"{stem}{}\"", coding.ending())).unwrap_or(HeaderValue::from_static("\"\""))
        };
        let tags = [Coding::Identity, Coding::Gzip, Coding::Zstd, Coding::Brotli].map(tag);
        let written = |seconds: u64| {
            let time = UNIX_EPOCH.checked_add(Duration::from_secs(seconds)).filter(|_| seconds < END_OF_TIME)?;
            Some((seconds, HeaderValue::try_from(httpdate::fmt_http_date(time)).ok()?))
        };
        Validators { stem, tags, date: u64::try_from(seconds).ok().and_then(written) }
    }

    /// The entity tag in a coding.
    pub fn tag(&self, coding: Coding) -> HeaderValue {
        self.tags.get(coding.place()).cloned().unwrap_or(HeaderValue::from_static("\"\""))
    }

    /// What the entity tags in all codings begin with, between the quotes.
    pub fn stem(&self) -> &str {
        &self.stem
    }

    /// `Last-Modified`. None that lies in the future: the file may change again before that.
    pub fn date(&self, now: SystemTime) -> Option<HeaderValue> {
        self.date.as_ref().filter(|(seconds, _)| *seconds <= since_1970(now)).map(|(_, value)| value.clone())
    }

    /// Which coding of this file an entity tag is of.
    fn coding(&self, tag: &[u8]) -> Option<Coding> {
        tag.strip_prefix(self.stem.as_bytes()).and_then(Coding::of_ending)
    }

    /// What becomes of a request with these headers, in the order of section 13.2.2. Where a tag is of no matter, the
    /// client is taken to hold what it would be sent: `chosen`.
    pub fn judge(
        &self,
        method: &Method,
        headers: &HeaderMap,
        accepted: Accepted,
        chosen: Coding,
        now: SystemTime,
    ) -> Verdict {
        let expected = Listed::of(headers, header::IF_MATCH);
        let is_other = match expected {
            Some(listed) => !listed.any(|tag| !tag.is_weak && self.coding(tag.opaque).is_some()),
            None => match date_of(headers, header::IF_UNMODIFIED_SINCE).zip(self.date.as_ref()) {
                Some((since, (seconds, _))) => *seconds > since,
                None => false,
            },
        };
        if is_other {
            return Verdict::Failed;
        }
        if method != Method::GET && method != Method::HEAD {
            return Verdict::Go;
        }
        match Listed::of(headers, header::IF_NONE_MATCH) {
            Some(Listed::Any) => Verdict::Held(chosen),
            Some(listed) => {
                // The client may hold another coding than the one that it would be sent today.
                let mut held = None;
                listed.any(|tag| {
                    held = self.coding(tag.opaque).filter(|coding| accepted.takes(*coding));
                    held.is_some()
                });
                held.map_or(Verdict::Go, Verdict::Held)
            }
            None => {
                let since = date_of(headers, header::IF_MODIFIED_SINCE).filter(|since| *since <= since_1970(now));
                let date = self.date.as_ref().filter(|(seconds, _)| *seconds <= since_1970(now));
                let is_held = since.zip(date).is_some_and(|(since, (seconds, _))| *seconds <= since);
                if is_held { Verdict::Held(chosen) } else { Verdict::Go }
            }
        }
    }

    /// Whether a range may be sent of the bytes in this coding: `If-Range` names them, or is not there (section 13.1.5).
    pub fn may_be_continued(&self, headers: &HeaderMap, coding: Coding, now: SystemTime) -> bool {
        let mut values = headers.get_all(header::IF_RANGE).iter();
        let Some(value) = values.next() else { return true };
        let value = value.as_bytes().trim_ascii();
        if values.next().is_some() {
            return false;
        }
        if value.starts_with(b"\"") || value.starts_with(b"W/") {
            return value == self.tag(coding).as_bytes();
        }
        // The date must be this one, not any later: an older state of the file may have come from elsewhere.
        let since = std::str::from_utf8(value).ok().and_then(|value| httpdate::parse_http_date(value).ok());
        let date = self.date.as_ref().filter(|(seconds, _)| *seconds < since_1970(now));
        since.zip(date).is_some_and(|(since, (seconds, _))| since_1970(since) == *seconds)
    }
}

/// Years have four digits.
const END_OF_TIME: u64 = 253_402_300_800;

fn since_1970(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// A date in a header, in seconds since 1970; `None` where it is not there, or is none.
fn date_of(headers: &HeaderMap, name: HeaderName) -> Option<u64> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().filter(|_| values.next().is_none())?;
    httpdate::parse_http_date(value.to_str().ok()?.trim()).ok().map(since_1970)
}

/// An entity tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag<'h> {
    /// Whether it says that what it names means the same, not that it is the same.
    pub is_weak: bool,
    /// What is between the quotes.
    pub opaque: &'h [u8],
}

/// A header that lists entity tags.
pub enum Listed<'h> {
    /// Anything that there is.
    Any,
    /// The tags in these lines.
    Tags(GetAll<'h, HeaderValue>),
}

impl<'h> Listed<'h> {
    /// What a header says, in however many lines; `None` where it is not there.
    pub fn of(headers: &'h HeaderMap, name: HeaderName) -> Option<Listed<'h>> {
        let lines = headers.get_all(name);
        lines.iter().next()?;
        let is_any = lines.iter().any(|line| line.as_bytes().trim_ascii() == b"*");
        Some(if is_any { Listed::Any } else { Listed::Tags(lines) })
    }

    /// Whether one of the tags is such. What is malformed is passed over.
    pub fn any(&self, mut is_such: impl FnMut(Tag<'h>) -> bool) -> bool {
        let Listed::Tags(lines) = self else { return true };
        lines.iter().any(|line| {
            let mut rest = line.as_bytes();
            while let Some((tag, behind)) = next_tag(rest) {
                if tag.is_some_and(&mut is_such) {
                    return true;
                }
                rest = behind;
            }
            false
        })
    }
}

/// The first member of a list of entity tags, if it is one, and what stands behind it. Tags may hold commas.
fn next_tag(list: &[u8]) -> Option<(Option<Tag<'_>>, &[u8])> {
    let list = list.trim_ascii_start();
    if list.is_empty() {
        return None;
    }
    let (is_weak, quoted) = list.strip_prefix(b"W/").map_or((false, list), |rest| (true, rest));
    let behind_comma = |rest: &'_ [u8]| memchr::memchr(b',', rest).map_or(rest.len(), |at| at + 1);
    let whole = quoted.strip_prefix(b"\"").and_then(|rest| {
        let (opaque, behind) = rest.split_at_checked(memchr::memchr(b'"', rest)?)?;
        let behind = behind.get(1..)?.trim_ascii_start();
        let is_sound = opaque.iter().all(|byte| *byte > b' ' && *byte != 0x7F);
        (is_sound && (behind.is_empty() || behind.starts_with(b","))).then_some((opaque, behind))
    });
    match whole {
        Some((opaque, behind)) => Some((Some(Tag { is_weak, opaque }), behind.get(1..).unwrap_or_default())),
        None => Some((None, list.get(behind_comma(list)..).unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECONDS: u64 = 784_111_777;
    const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn headers(lines: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::try_from(*name).unwrap(), value.parse().unwrap());
        }
        headers
    }

    /// What becomes of a request about a file whose hash is `ab`.
    fn judged(lines: &[(&str, &str)]) -> Verdict {
        let validators = Validators::new(&[0xAB], SECONDS as i64);
        let headers = headers(lines);
        let accepted = Accepted::of(&headers);
        let chosen = accepted.best(|_| false).unwrap();
        validators.judge(&Method::GET, &headers, accepted, chosen, at(SECONDS + 100))
    }

    #[test]
    fn tags_that_the_client_holds() {
        let held = [
            "\"ab\"",
            "W/\"ab\"",
            "*",
            " * ",
            "\"x\", \"ab\"",
            "\"x\",\"ab\",\"y\"",
            "\"x,y\", \"ab\"",
            "ab, \"ab\"",
            "\"x\" \"y\", W/\"ab\"",
            "\"open, \"ab\"",
            ",,\"ab\"",
        ];
        for value in held {
            assert_eq!(judged(&[("if-none-match", value)]), Verdict::Held(Coding::Identity), "{value}");
        }
        for value in ["\"x\"", "ab", "\"AB\"", "w/\"ab\"", "", "\"ab", "\"ab-gz\"", "\"ab-x\"", "\"*\"", "\"a b\""] {
            assert_eq!(judged(&[("if-none-match", value)]), Verdict::Go, "{value}");
        }
        let lines = [("if-none-match", "\"x\""), ("if-none-match", "\"ab\"")];
        assert_eq!(judged(&lines), Verdict::Held(Coding::Identity));
    }

    #[test]
    fn a_client_may_hold_another_coding() {
        let with = |tag: &str, codings: &str| judged(&[("if-none-match", tag), ("accept-encoding", codings)]);
        assert_eq!(with("\"ab-gz\"", "gzip, br"), Verdict::Held(Coding::Gzip));
        assert_eq!(with("\"ab\"", "gzip, br"), Verdict::Held(Coding::Identity));
        assert_eq!(with("\"ab-gz\"", "br"), Verdict::Go);
        assert_eq!(with("\"ab-gz\", \"ab-br\"", "br"), Verdict::Held(Coding::Brotli));
        assert_eq!(with("\"ab\"", "br, identity;q=0"), Verdict::Go);
        assert_eq!(with("*", "br, gzip"), Verdict::Held(Coding::Brotli));
    }

    #[test]
    fn dates_in_three_forms() {
        for value in
            [DATE, "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Sun, 06 Nov 1994 08:49:38 GMT"]
        {
            assert_eq!(judged(&[("if-modified-since", value)]), Verdict::Held(Coding::Identity), "{value}");
        }
        for value in [
            "Sun, 06 Nov 1994 08:49:36 GMT",
            "Sun, 06 Nov 1994 08:59:37 GMT",
            "yesterday",
            "",
            "784111777",
            "1994-11-06",
        ] {
            assert_eq!(judged(&[("if-modified-since", value)]), Verdict::Go, "{value}");
        }
        assert_eq!(judged(&[("if-modified-since", DATE), ("if-none-match", "\"x\"")]), Verdict::Go);
        assert_eq!(judged(&[("if-modified-since", DATE), ("if-modified-since", DATE)]), Verdict::Go);
    }

    #[test]
    fn what_must_be_as_it_was() {
        let later = "Sun, 06 Nov 1994 08:49:38 GMT";
        let earlier = "Sun, 06 Nov 1994 08:49:36 GMT";
        let table: &[(&[(&str, &str)], Verdict)] = &[
            (&[("if-match", "\"ab\"")], Verdict::Go),
            (&[("if-match", "\"ab-br\"")], Verdict::Go),
            (&[("if-match", "*")], Verdict::Go),
            (&[("if-match", "\"x\"")], Verdict::Failed),
            (&[("if-match", "W/\"ab\"")], Verdict::Failed),
            (&[("if-match", "nothing")], Verdict::Failed),
            (&[("if-unmodified-since", DATE)], Verdict::Go),
            (&[("if-unmodified-since", later)], Verdict::Go),
            (&[("if-unmodified-since", earlier)], Verdict::Failed),
            (&[("if-unmodified-since", "never")], Verdict::Go),
            (&[("if-unmodified-since", earlier), ("if-match", "\"ab\"")], Verdict::Go),
            (&[("if-match", "\"x\""), ("if-none-match", "\"ab\"")], Verdict::Failed),
            (&[("if-match", "\"ab\""), ("if-none-match", "\"ab\"")], Verdict::Held(Coding::Identity)),
            (&[("if-unmodified-since", DATE), ("if-modified-since", DATE)], Verdict::Held(Coding::Identity)),
        ];
        for (lines, expected) in table {
            assert_eq!(judged(lines), *expected, "{lines:?}");
        }
    }

    #[test]
    fn a_date_in_the_future_says_nothing() {
        let validators = Validators::new(&[0xAB], SECONDS as i64 + 50);
        assert_eq!(validators.date(at(SECONDS)), None);
        assert!(validators.date(at(SECONDS + 50)).is_some());
        let headers = headers(&[("if-modified-since", "Sun, 06 Nov 1994 08:50:30 GMT")]);
        let accepted = Accepted::of(&headers);
        let judged = |now| validators.judge(&Method::GET, &headers, accepted, Coding::Identity, at(now));
        assert_eq!(judged(SECONDS), Verdict::Go);
        assert_eq!(judged(SECONDS + 60), Verdict::Held(Coding::Identity));
        assert!(Validators::new(&[0], -5).date(at(SECONDS)).is_none());
        assert!(Validators::new(&[0], i64::MAX).date(at(SECONDS)).is_none());
    }

    #[test]
    fn ranges_go_on_where_they_left_off() {
        let validators = Validators::new(&[0xAB], SECONDS as i64);
        let goes_on =
            |lines: &[(&str, &str)]| validators.may_be_continued(&headers(lines), Coding::Identity, at(SECONDS + 100));
        assert!(goes_on(&[]));
        assert!(goes_on(&[("if-range", "\"ab\"")]));
        assert!(goes_on(&[("if-range", DATE)]));
        for value in ["W/\"ab\"", "\"ab-gz\"", "\"x\"", "ab", "Sun, 06 Nov 1994 08:49:38 GMT", "", "*"] {
            assert!(!goes_on(&[("if-range", value)]), "{value}");
        }
        let young = |now| validators.may_be_continued(&headers(&[("if-range", DATE)]), Coding::Identity, at(now));
        assert!(!young(SECONDS));
    }
}
