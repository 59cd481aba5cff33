//! The dates that descend from ISO 8601.

use std::cmp::Ordering;

use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Utc};

use super::super::Flaw;
use super::super::chars::{Scan, digit, is_digit, line};
use super::{
    INVALID_ISO8601_DATE, INVALID_ISO8601_DATE_TIME, INVALID_RFC3339_DATE, INVALID_W3CDTF_DATE, implausible,
    impossible, malformed, off_the_calendar,
};
use crate::diagnostic::Rule;

/// How far ahead of the clock a date may be.
const AHEAD: TimeDelta = TimeDelta::days(1);

/// Which parts a date must have, and what is said where it has not.
struct Profile {
    rule: &'static Rule,
    form: &'static str,
    /// Day and time must be there, with seconds.
    whole: bool,
    /// A time must have its zone.
    zone: bool,
}

const RFC3339: Profile = Profile { rule: &INVALID_RFC3339_DATE, form: "2006-01-02T15:04:05Z", whole: true, zone: true };
const W3CDTF: Profile = Profile { rule: &INVALID_W3CDTF_DATE, form: "2006-01-02T15:04Z", whole: false, zone: true };
const ISO8601: Profile =
    Profile { rule: &INVALID_ISO8601_DATE_TIME, form: "2006-01-02T15:04:05+01:00", whole: false, zone: false };

/// Date, time with seconds, and zone.
pub fn rfc3339(text: &str, now: DateTime<Utc>) -> Option<Flaw> {
    RFC3339.judge(text).or_else(|| bounded(text, now))
}

/// A year, month, day or minute, or more exactly; with a zone where there is a time.
pub fn w3cdtf(text: &str, now: DateTime<Utc>) -> Option<Flaw> {
    W3CDTF.judge(text).or_else(|| bounded(text, now))
}

/// A year, month, day or minute, or more exactly.
pub fn iso8601(text: &str, now: DateTime<Utc>) -> Option<Flaw> {
    ISO8601.judge(text).or_else(|| bounded(text, now))
}

/// As [`iso8601`], of any time.
pub fn unbounded_iso8601(text: &str) -> Option<Flaw> {
    ISO8601.judge(text)
}

/// A day. Up to two things can be wrong with it.
pub fn iso8601_date(text: &str, now: DateTime<Utc>) -> Vec<Flaw> {
    if let Some(flaw) = ISO8601.judge(text) {
        return vec![flaw];
    }
    let mut scan = Scan(line(text));
    let day = scan.digits(4).is_some() && scan.is('-') && scan.digits(2).is_some() && scan.is('-');
    let day = day && scan.digits(2).is_some() && scan.at_end();
    let written = |meant: DateTime<Utc>| meant.format("%Y-%m-%d").to_string();
    let other = (!day).then(|| malformed(&INVALID_ISO8601_DATE, text, "2006-01-02", written));
    bounded(text, now).into_iter().chain(other).collect()
}

/// Whether a date that is right is also plausible. Dates are compared letter by letter, zones or not.
fn bounded(text: &str, now: DateTime<Utc>) -> Option<Flaw> {
    if text < "1990-01-01" {
        return Some(implausible(text, true));
    }
    let latest = now.checked_add_signed(AHEAD)?;
    let years = Scan(text).digits(4).map(i64::from).cmp(&Some(i64::from(latest.year())));
    let future = match years {
        Ordering::Less if text.is_ascii() => false,
        Ordering::Greater if text.is_ascii() => true,
        // Only a date of this year is worth a closer look.
        _ => text > latest.format("%Y-%m-%dT%H:%M:%SZ").to_string().as_str(),
    };
    future.then(|| implausible(text, false))
}

impl Profile {
    fn judge(&self, text: &str) -> Option<Flaw> {
        let flaw = || {
            let written = |meant: DateTime<Utc>| meant.to_rfc3339_opts(SecondsFormat::Secs, true);
            malformed(self.rule, text, self.form, written)
        };
        match self.read(line(text)) {
            None => Some(flaw()),
            Some(Parts { date: (year, month, Some(day)), .. }) if off_the_calendar(year, month, day).is_some() => {
                Some(impossible(self.rule, text, off_the_calendar(year, month, day).unwrap_or_default()))
            }
            Some(parts) => (!parts.time_exists()).then(flaw),
        }
    }

    fn read<'t>(&self, text: &'t str) -> Option<Parts<'t>> {
        let mut scan = Scan(text);
        let mut parts = Parts { date: (scan.digits(4)?, 1, None), time: (0, 0, 0), fraction: "" };
        if !self.whole && scan.at_end() {
            return Some(parts);
        }
        parts.date.1 = scan.is('-').then(|| scan.digits(2)).flatten()?;
        if !self.whole && scan.at_end() {
            return Some(parts);
        }
        parts.date.2 = Some(scan.is('-').then(|| scan.digits(2)).flatten()?);
        if !self.whole && scan.at_end() {
            return Some(parts);
        }
        parts.time.0 = scan.is('T').then(|| scan.digits(2)).flatten()?;
        parts.time.1 = scan.is(':').then(|| scan.digits(2)).flatten()?;
        if scan.is(':') {
            parts.time.2 = scan.digits(2)?;
            if scan.is('.') {
                parts.fraction = scan.0;
                scan.many(is_digit);
                parts.fraction = parts.fraction.get(..parts.fraction.len() - scan.0.len())?;
            }
        } else if self.whole {
            return None;
        }
        let zone = match scan.0.chars().next() {
            None => !self.zone,
            Some('Z') => scan.is('Z'),
            Some('+' | '-') => {
                scan.one(|_| true) && scan.digits(2).is_some() && scan.is(':') && scan.digits(2).is_some()
            }
            Some(_) => false,
        };
        (zone && scan.at_end()).then_some(parts)
    }
}

struct Parts<'t> {
    /// Year, month and, where it is written, day.
    date: (u32, u32, Option<u32>),
    time: (u32, u32, u32),
    /// Digits of the second's fraction.
    fraction: &'t str,
}

impl Parts<'_> {
    /// Whether the clock has this time. It has a minute and a second 60, in leap seconds and out of them.
    fn time_exists(&self) -> bool {
        let (hour, minute, second) = self.time;
        let beyond = || {
            let digits = self.fraction.chars().filter_map(digit).filter_map(|digit| char::from_digit(digit, 10));
            format!("60.{}", digits.collect::<String>()).parse().is_ok_and(|seconds: f64| seconds > 60.0)
        };
        hour <= 23 && minute <= 60 && (second < 60 || second == 60 && !beyond())
    }
}
