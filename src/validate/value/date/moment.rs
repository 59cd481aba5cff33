//! The instant that a date means, however it is written.

use std::borrow::Cow;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::super::chars::{Scan, is_space, strip};
use super::rfc822::without_comments;

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The instant of a date of RFC 822, RFC 3339 or something close to them; a date without a zone is taken for UTC.
pub fn moment(text: &str) -> Option<DateTime<Utc>> {
    let text = strip(text);
    iso(text).or_else(|| usual(text)).or_else(|| email(text))
}

fn iso(text: &str) -> Option<DateTime<Utc>> {
    let mut scan = Scan(text);
    let year = scan.digits(4)?;
    let month = if scan.is('-') { scan.digits(2)? } else { 1 };
    let day = if scan.is('-') { scan.digits(2)? } else { 1 };
    let (mut time, mut offset) = (TimeDelta::zero(), TimeDelta::zero());
    if scan.one(|c| matches!(c, 'T' | 't')) || scan.many(is_space) > 0 {
        scan.many(is_space);
        scan.one(|c| matches!(c, 'T' | 't'));
        scan.many(is_space);
        time = clock(&mut scan)?;
        scan.many(is_space);
        offset = zone(scan.0)?;
    } else if !scan.at_end() {
        return None;
    }
    instant(NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, time, offset)
}

/// A date of e-mail in the form that programs write, such as `Mon, 02 Jan 2006 15:04:05 +0000`.
fn usual(text: &str) -> Option<DateTime<Utc>> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (day_of_week, rest) = text.split_at_checked(3)?;
    if !(text.is_ascii() && day_of_week.bytes().all(|b| b.is_ascii_alphabetic())) {
        return None;
    }
    let mut scan = Scan(rest);
    let day = (scan.is(',') && scan.is(' ')).then(|| scan.digits(2)).flatten()?;
    let month = scan.is(' ').then(|| scan.word(&MONTHS)).flatten()?;
    let year = scan.is(' ').then(|| scan.digits(4)).flatten().filter(|year| *year > 99)?;
    let hour = scan.is(' ').then(|| scan.digits(2)).flatten()?;
    let minute = scan.is(':').then(|| scan.digits(2)).flatten()?;
    let second = scan.is(':').then(|| scan.digits(2)).flatten()?;
    let time = NaiveTime::from_hms_opt(hour, minute, second)?.signed_duration_since(NaiveTime::MIN);
    let offset = scan.is(' ').then(|| zone(scan.0)).flatten()?;
    let month = u32::try_from(month).ok()? + 1;
    instant(NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, time, offset)
}

fn email(text: &str) -> Option<DateTime<Utc>> {
    let text = without_comments(text);
    let text = text.split_once(',').map_or(&*text, |(_, rest)| rest);
    let mut words = text.split(|c| is_space(c) || c == '-').filter(|word| !word.is_empty()).peekable();
    // A day of the week without its comma.
    words.next_if(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
    let day: u32 = words.next()?.parse().ok()?;
    let month = words.next()?.get(..3)?;
    let month = u32::try_from(MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))?).ok()? + 1;
    let year: i32 = match words.next()?.parse().ok()? {
        year @ 0..=68 => year + 2000,
        year @ 69..=99 => year + 1900,
        year => year,
    };
    // What is left is time and zone; a hyphen may be the zone's sign, so the words do not serve.
    let (before, rest) = text.split_at_checked(text.find(':')?)?;
    let hour = before.len().checked_sub(2).and_then(|at| before.get(at..)).map_or(before, str::trim_start);
    let hour_and_rest = text.get(before.len() - hour.len()..).unwrap_or(rest);
    let mut scan = Scan(hour_and_rest);
    let time = clock(&mut scan)?;
    instant(NaiveDate::from_ymd_opt(year, month, day)?, time, zone(strip(scan.0))?)
}

/// `15:04`, `15:04:05` or `15:04:05.6`.
fn clock(scan: &mut Scan) -> Option<TimeDelta> {
    let hour = scan.one_or_two_digits()?;
    let minute = scan.is(':').then(|| scan.digits(2)).flatten()?;
    let second = if scan.is(':') { scan.digits(2)? } else { 0 };
    if scan.is('.') {
        scan.many(|c| c.is_ascii_digit());
    }
    let time = NaiveTime::from_hms_opt(hour % 24, minute.min(59), second.min(59))?;
    (hour <= 24).then(|| time.signed_duration_since(NaiveTime::MIN) + TimeDelta::days(i64::from(hour / 24)))
}

/// What a zone is ahead of UTC.
fn zone(text: &str) -> Option<TimeDelta> {
    let is_number = text.starts_with(['+', '-']);
    let name = if is_number || text == "Z" { Cow::Borrowed(text) } else { Cow::Owned(text.to_ascii_uppercase()) };
    let hours = match &*name {
        "" | "Z" | "UT" | "UTC" | "GMT" => 0,
        "EDT" | "AST" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        "CET" | "BST" => 1,
        "CEST" => 2,
        _ => {
            let mut scan = Scan(text);
            let negative = text.starts_with('-');
            scan.one(|c| matches!(c, '+' | '-'));
            let hours = scan.digits(2)?;
            scan.is(':');
            let minutes = if scan.at_end() { 0 } else { scan.digits(2)? };
            let offset = TimeDelta::minutes(i64::from(hours * 60 + minutes));
            return scan.at_end().then_some(if negative { -offset } else { offset });
        }
    };
    Some(TimeDelta::hours(hours))
}

fn instant(date: NaiveDate, time: TimeDelta, offset: TimeDelta) -> Option<DateTime<Utc>> {
    let midnight = date.and_time(NaiveTime::MIN).and_utc();
    let instant = midnight.checked_add_signed(time)?.checked_sub_signed(offset)?;
    // No form of a date has room for other years.
    (0..=9999).contains(&instant.year()).then_some(instant)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn part() -> impl Strategy<Value = String> {
        let names =
            ["Mon", "T,e", "Jan", "dec", "GMT", "est", "Z", "+0100", "-01:30", "+9999", "٣٤", "(x)", "\\", "2006"];
        let marks = [" ", "-", ":", ",", ".", ""];
        prop_oneof![
            proptest::sample::select(names.to_vec()).prop_map(str::to_owned),
            proptest::sample::select(marks.to_vec()).prop_map(str::to_owned),
            (0..100_u32).prop_map(|n| format!("{n:02}")),
        ]
    }

    proptest! {
        #[test]
        fn the_usual_form_means_what_any_does(
            (day, month, year) in (0..40_u32, 0..12_usize, prop_oneof![0..3000_u32, 1990..2030_u32]),
            (hour, minute, second) in (0..26_u32, 0..62_u32, 0..62_u32),
            zone in part(),
            (at, length, instead) in (0..40_usize, 0..4_usize, part()),
            is_changed: bool,
        ) {
            let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month];
            let mut text = format!("Mon, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} {zone}");
            if is_changed && text.is_char_boundary(at) && text.is_char_boundary(at + length) && at + length <= text.len() {
                text.replace_range(at..at + length, &instead);
            }
            let text = strip(&text);
            let usual = usual(text);
            prop_assert!(usual.is_none() || usual == email(text) && iso(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn the_usual_form_is_known() {
        for text in
            ["Mon, 02 Jan 2006 15:04:05 +0000", "Mon, 02 Jan 2006 15:04:05 -0730", "Mon, 02 Jan 2006 15:04:05 GMT"]
        {
            assert!(usual(text).is_some() && usual(text) == email(text), "{text}");
        }
    }
}
