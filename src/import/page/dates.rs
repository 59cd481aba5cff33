//! Dates as pages write them.

use chrono::{Datelike, TimeDelta};

use super::facts::Fact;
use crate::article::{Written, Zone, read_date};

/// A date, and where it was said.
type Said<'f> = (&'static str, &'f Fact, Written);

/// The first of `facts` that can be read, and those before it that cannot. If that is a day alone, and another says the
/// same day with a time, it is the other.
pub fn first<'f>(
    facts: impl Iterator<Item = (&'static str, &'f Fact)>,
) -> (Option<Said<'f>>, Vec<(&'static str, &'f Fact)>) {
    let mut unread = Vec::new();
    let mut first: Option<Said<'f>> = None;
    for (label, fact) in facts {
        match (read(&fact.text), &first) {
            (Some(date), None) => first = Some((label, fact, date)),
            (Some(date), Some((_, _, day))) if date.day == day.day && day.time.is_none() && date.time.is_some() => {
                first = Some((label, fact, date));
            }
            (None, None) => unread.push((label, fact)),
            _ => {}
        }
    }
    (first, unread)
}

/// A date in any form that is read; also a time of seconds since 1970 and a text that a date is in front of.
fn read(text: &str) -> Option<Written> {
    let text = text.trim();
    let words = || {
        ["published", "posted", "updated", "last", "on", "date"].iter().fold(text, |rest, word| {
            let head = rest.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word));
            head.and_then(|_| rest.get(word.len()..)).map_or(rest, |rest| rest.trim_start_matches([' ', ':']))
        })
    };
    let compact = || {
        let digits = text.len() >= 8
            && text.get(..8)?.bytes().all(|b| b.is_ascii_digit())
            && text.len() != 10
            && text.len() != 13;
        let rest = text.get(8..).filter(|rest| digits && (rest.is_empty() || rest.starts_with('T')))?;
        read_date(&format!("{}-{}-{}{rest}", text.get(..4)?, text.get(4..6)?, text.get(6..8)?)).ok()
    };
    let date =
        read_date(text).ok().or_else(|| read_date(words()).ok()).or_else(compact).or_else(|| since_1970(text))?;
    // What systems write where they know none.
    let none = date.day.year() < 1000 || (date.day.year() == 1970 && date.day.ordinal() == 1);
    (!none).then_some(date)
}

/// Whether a text is a date and nothing else, and not a number that may be anything.
pub fn is_date(text: &str) -> bool {
    text.len() <= 60 && text.contains(|c: char| !c.is_ascii_digit()) && read(text).is_some()
}

/// The day that the path of an address names, as in `/2026/11/20/grain-falls/`.
pub fn of_path(path: &str) -> Option<&str> {
    let start = path.match_indices('/').map(|(at, _)| at + 1).find(|&at| {
        let day = path.get(at..at + 11).unwrap_or_default().as_bytes();
        matches!(day, [b'1' | b'2', _, _, _, b'/', _, _, b'/', _, _, b'/'])
            && read_date(path.get(at..at + 10).unwrap_or_default()).is_ok()
    })?;
    path.get(start..start + 10)
}

fn since_1970(text: &str) -> Option<Written> {
    let number: i64 = text.parse().ok()?;
    let seconds = match text.len() {
        9 | 10 => number,
        12 | 13 => number / 1000,
        _ => return None,
    };
    let moment = chrono::DateTime::from_timestamp(seconds, 0)?.naive_utc();
    Some(Written { day: moment.date(), time: Some(moment.time()), zone: Zone::Offset(0) })
}

/// Whether `date` is after `other`, as far as their zones tell. A day alone is after another day only.
pub fn is_after(date: &Written, other: &Written) -> bool {
    if date.time.is_none() || other.time.is_none() {
        return date.day > other.day;
    }
    let (local, other_local) = (date.local(), other.local());
    match (date.zone, other.zone) {
        (Zone::Offset(east), Zone::Offset(other_east)) => {
            let utc =
                |local: chrono::NaiveDateTime, east: i32| local.checked_sub_signed(TimeDelta::minutes(east.into()));
            utc(local, east) > utc(other_local, other_east)
        }
        _ => local > other_local,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let date = read(text)?;
        let zone = match date.zone {
            Zone::Site => String::new(),
            Zone::Offset(east) => format!("{east:+}"),
            Zone::Named(zone) => zone.to_string(),
        };
        Some(format!("{}{}{zone}", date.day, date.time.map(|time| format!("T{time}")).unwrap_or_default()))
    }

    #[test]
    fn dates_are_read() {
        for (text, want) in [
            ("2026-11-20T09:30:00+02:00", Some("2026-11-20T09:30:00+120")),
            ("2026-11-20T09:30:00.123Z", Some("2026-11-20T09:30:00+0")),
            ("2026-11-20T09:30", Some("2026-11-20T09:30:00")),
            ("2026-11-20", Some("2026-11-20")),
            ("2026/11/20", Some("2026-11-20")),
            ("20261120", Some("2026-11-20")),
            ("20261120T093000Z", None),
            ("Fri, 20 Nov 2026 09:30:00 GMT", Some("2026-11-20T09:30:00+0")),
            ("November 20, 2026", Some("2026-11-20")),
            ("Published: November 20, 2026", Some("2026-11-20")),
            ("Published on 20 November 2026", Some("2026-11-20")),
            ("1795167000", Some("2026-11-20T09:30:00+0")),
            ("1795167000000", Some("2026-11-20T09:30:00+0")),
            ("0001-01-01T00:00:00Z", None),
            ("1970-01-01T00:00:00Z", None),
            ("03/04/2026", None),
            ("yesterday", None),
            ("", None),
        ] {
            assert_eq!(shown(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn an_address_may_name_a_day() {
        assert_eq!(of_path("/world/2026/11/20/grain/"), Some("2026/11/20"));
        for path in ["/2026/11/grain", "/2026/13/20/grain", "/2026/11/20", "/20261120/x", "/", "", "/ä/2026/ä"] {
            assert_eq!(of_path(path), None, "{path}");
        }
    }

    #[test]
    fn later_is_told() {
        let after = |a, b| is_after(&read(a).unwrap(), &read(b).unwrap());
        assert!(after("2026-11-20T09:30:00Z", "2026-11-20T10:00:00+02:00"));
        assert!(!after("2026-11-20T09:30:00Z", "2026-11-20T11:30:00+02:00"));
        assert!(!after("2026-11-20", "2026-11-20T09:30:00Z"));
        assert!(after("2026-11-21", "2026-11-20T09:30:00Z"));
    }
}
