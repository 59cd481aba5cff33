//! The dates of e-mail: RFC 2822, and what RFC 822 allowed before it.

use std::borrow::Cow;

use chrono::{DateTime, NaiveDate, Utc};

use super::super::Flaw;
use super::super::chars::{Scan, is_digit, is_space, line, strip};
use super::{
    INCORRECT_DOW, INVALID_RFC2822_DATE, PROBLEMATICAL_RFC822_DATE, day_of_week, implausible, impossible, malformed,
    off_the_calendar,
};
use crate::validate::reader::shown;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const ZONES: [&str; 11] = ["UT", "GMT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "Z"];
/// What the zones are off UTC, in hours.
const OFFSETS: [i64; 11] = [0, 0, -5, -4, -6, -5, -7, -6, -8, -7, 0];

/// How far ahead of the clock a date may be, in seconds.
const AHEAD: i64 = 600;

/// A date as RFC 2822 has it. What is out of its use, such as a year of two digits, is told too.
pub fn rfc822(text: &str, now: DateTime<Utc>) -> Option<Flaw> {
    let Some(date) = Written::read(line(text)) else {
        return Some(lax(text));
    };
    if date.year > 1900 {
        if let Some(why) = off_the_calendar(date.year, date.month, date.day) {
            return Some(impossible(&INVALID_RFC2822_DATE, text, why));
        }
        let day = day_of_week(date.year, date.month, date.day);
        if let Some(written) = date.day_of_week.filter(|written| Some(*written) != day) {
            return Some(wrong_day(text, written, day));
        }
    }
    let past = date.year < 1990;
    let future = date.seconds().is_none_or(|seconds| seconds > now.timestamp() + AHEAD);
    (past || future).then(|| implausible(text, past))
}

fn wrong_day(text: &str, written: usize, day: Option<usize>) -> Flaw {
    let name = |day: usize| DAYS.get(day).copied().unwrap_or_default();
    let message = format!("`{}` was no {}", shown(text), name(written));
    let help = match day {
        Some(day) => format!("write `{}`, or correct the date", name(day)),
        None => "leave out the day of the week".to_owned(),
    };
    Flaw::new(&INCORRECT_DOW, message, help).param("value", name(written)).at(0..3)
}

/// A date of RFC 2822 in the one form that every reader takes.
struct Written {
    day_of_week: Option<usize>,
    year: u32,
    month: u32,
    day: u32,
    /// Of the day, as written: there is no bound to its parts.
    second: u32,
    /// Seconds ahead of UTC.
    offset: i64,
}

impl Written {
    fn read(text: &str) -> Option<Written> {
        let mut scan = Scan(text);
        let day_of_week = scan.word(&DAYS);
        if day_of_week.is_some() && !(scan.is(',') && scan.is(' ')) {
            return None;
        }
        let day = scan.one_or_two_digits()?;
        let month = scan.is(' ').then(|| scan.word(&MONTHS)).flatten()?;
        let year = scan.is(' ').then(|| scan.digits(4)).flatten()?;
        let hour = scan.is(' ').then(|| scan.digits(2)).flatten()?;
        let minute = scan.is(':').then(|| scan.digits(2)).flatten()?;
        let second = if scan.is(':') { scan.digits(2)? } else { 0 };
        let offset = scan.is(' ').then(|| zone(&mut scan)).flatten()?;
        scan.at_end().then_some(Written {
            day_of_week,
            year: match year {
                0..=68 => year + 2000,
                69..=99 => year + 1900,
                _ => year,
            },
            month: u32::try_from(month).ok()? + 1,
            day,
            second: (hour * 60 + minute) * 60 + second,
            offset,
        })
    }

    /// Since 1970.
    fn seconds(&self) -> Option<i64> {
        let first = NaiveDate::from_ymd_opt(i32::try_from(self.year).ok()?, self.month, 1)?;
        let days = i64::from(self.day) - 1;
        Some(first.and_hms_opt(0, 0, 0)?.and_utc().timestamp() + days * 86_400 + i64::from(self.second) - self.offset)
    }
}

/// A time zone by its name, or as `+0130`, where the sign may be missing and the minutes are 00 or 30.
fn zone(scan: &mut Scan) -> Option<i64> {
    if let Some(at) = scan.word(&ZONES) {
        return OFFSETS.get(at).map(|hours| hours * 3600);
    }
    let negative = scan.0.starts_with('-');
    scan.one(|c| matches!(c, '+' | '-'));
    let hours = scan.digits(2)?;
    let half = scan.0.starts_with('3');
    let minutes = (scan.one(|c| matches!(c, '0' | '3')) && scan.is('0')).then_some(if half { 30 } else { 0 })?;
    let offset = i64::from(hours) * 3600 + minutes * 60;
    Some(if negative { -offset } else { offset })
}

/// What is wrong with a date that is not in the one form.
fn lax(text: &str) -> Flaw {
    let form = "Mon, 02 Jan 2006 15:04:05 +0000";
    let written = |meant: DateTime<Utc>| meant.to_rfc2822();
    let bare = without_comments(text).to_lowercase();
    if !is_rfc822(strip(&bare)) {
        return malformed(&INVALID_RFC2822_DATE, text, form, written);
    }
    let mut flaw = malformed(&PROBLEMATICAL_RFC822_DATE, text, form, written);
    flaw.message = format!("`{}` is in a form that not every reader understands", shown(text));
    flaw
}

/// `text` without backslashes and what each of them stands before, and with a space for each comment in parentheses.
pub(super) fn without_comments(text: &str) -> Cow<'_, str> {
    // No date that a program wrote has any.
    if !text.bytes().any(|b| matches!(b, b'\\' | b'(' | b')')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut open = Vec::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek().is_some_and(|&next| next != '\n') => {
                chars.next();
            }
            ')' if !open.is_empty() => {
                out.truncate(open.pop().unwrap_or_default());
                out.push(' ');
            }
            _ => {
                if c == '(' {
                    open.push(out.len());
                }
                out.push(c);
            }
        }
    }
    Cow::Owned(out)
}

/// Whether `text`, in small letters, is a date of RFC 822, its year of two digits or four.
fn is_rfc822(text: &str) -> bool {
    let mut scan = Scan(text);
    let named = |scan: &mut Scan, names: &[&str]| {
        let at = scan.0.get(..3).and_then(|word| names.iter().position(|name| name.eq_ignore_ascii_case(word)));
        scan.0 = scan.0.get(if at.is_some() { 3 } else { 0 }..).unwrap_or_default();
        at.is_some()
    };
    let space = |scan: &mut Scan| scan.many(is_space) > 0;
    if named(&mut scan, &DAYS) {
        scan.many(is_space);
        if !scan.is(',') {
            return false;
        }
        scan.many(is_space);
    }
    let days = scan.many(is_digit);
    if !((1..=2).contains(&days) && space(&mut scan) && named(&mut scan, &MONTHS) && space(&mut scan)) {
        return false;
    }
    let years = scan.many(is_digit);
    if !(matches!(years, 2 | 4) && space(&mut scan) && scan.digits(2).is_some() && scan.is(':')) {
        return false;
    }
    if scan.digits(2).is_none() || scan.is(':') && scan.digits(2).is_none() || !space(&mut scan) {
        return false;
    }
    let sign = scan.one(|c| matches!(c, '+' | '-'));
    if sign {
        return scan.digits(4).is_some() && scan.at_end();
    }
    match scan.0.as_bytes() {
        [] => true,
        [letter] => matches!(letter, b'a'..=b'i' | b'k'..=b'z'),
        _ => ZONES.iter().any(|zone| zone.eq_ignore_ascii_case(scan.0)),
    }
}
