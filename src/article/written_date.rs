//! The ways in which people write dates, into numbers. What the numbers mean is for `date` to say.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Weekday};
use chrono_tz::Tz;

/// A date as it was written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Written {
    /// The day.
    pub day: NaiveDate,
    /// The time of day in whole seconds, where one was written.
    pub time: Option<NaiveTime>,
    /// Where that time is meant.
    pub zone: Zone,
}

/// What a time is relative to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Zone {
    /// The site's zone.
    Site,
    /// UTC, so many minutes east.
    Offset(i32),
    /// A zone by name.
    Named(Tz),
}

impl Written {
    /// The day and time, midnight where no time was written.
    pub fn local(&self) -> NaiveDateTime {
        self.day.and_time(self.time.unwrap_or(NaiveTime::MIN))
    }
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// Day and month cannot be told apart; both readings.
    Ambiguous(NaiveDate, NaiveDate),
    /// Day, month and year in an order that is not read, but could be told apart.
    OtherOrder(NaiveDate),
    /// No such day, as the 30th of February.
    NoSuchDay(i32, u32, u32),
    /// No such time of day, as 25:00.
    NoSuchTime,
    /// The day is another weekday.
    Weekday(NaiveDate),
    /// An offset of a day or more, or a zone that nobody knows.
    Zone(String),
    /// Anything else.
    Unknown,
}

type Read<T> = Result<T, Fault>;

/// Reads RFC 3339, RFC 2822, `2026-11-20`, `2026/11/20`, `2026-11-20 09:30 +0200`, `8 July 2022`, `July 8, 2022`.
pub fn read(text: &str) -> Read<Written> {
    let text = text.trim();
    if text.len() > 100 {
        return Err(Fault::Unknown);
    }
    if let Some((numbers, year_first, rest)) = three_numbers(text) {
        return numeric(numbers, year_first, rest);
    }
    words(text)
}

/// The date, and date-time, that a file name begins with, and the rest behind the `-`, `_` or space that follows.
pub fn of_file_name(name: &str) -> Option<(Written, &str)> {
    // Jekyll's days and months may be of one digit.
    let ([year, month, number], year_first, behind) = three_numbers(name)?;
    let day = date(year, month, number).ok().filter(|_| year_first && name.as_bytes()[4] == b'-')?;
    let mut written = Written { day, time: None, zone: Zone::Site };
    let mut rest = behind;
    if let Some(timed) = behind.strip_prefix('T')
        && let Some((time, after)) = timed.get(..8).and_then(|time| Some((clock(time).ok()?, &timed[8..])))
    {
        written.time = Some(time);
        rest = after;
        if let Some(after) = rest.strip_prefix('Z') {
            (written.zone, rest) = (Zone::Offset(0), after);
        } else if let Some(minutes) = rest.get(..6).filter(|o| o.as_bytes()[3] == b':').and_then(|o| offset(o).ok()) {
            (written.zone, rest) = (Zone::Offset(minutes), &rest[6..]);
        }
    }
    let slug = rest.strip_prefix(['-', '_', ' '])?.trim_start();
    (!slug.is_empty()).then_some((written, slug))
}

/// Three numbers with the same separator between them, whether they are year, month and day, and what follows.
fn three_numbers(text: &str) -> Option<([u32; 3], bool, &str)> {
    let separator = text.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let mut rest = text;
    let mut numbers = [0; 3];
    let mut year_first = false;
    for (n, number) in numbers.iter_mut().enumerate() {
        if n > 0 {
            rest = rest.strip_prefix(separator)?;
        }
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        *number = rest[..length].parse().ok().filter(|_| (1..=4).contains(&length))?;
        match n {
            0 if length == 3 => return None,
            0 => year_first = length == 4,
            1 if length > 2 => return None,
            2 if year_first && length > 2 => return None,
            _ => {}
        }
        rest = &rest[length..];
    }
    Some((numbers, year_first && separator != '.', rest))
}

fn numeric([a, b, c]: [u32; 3], year_first: bool, rest: &str) -> Read<Written> {
    if !year_first {
        // `07/08/2022`, `20.11.2026`.
        let year = if c < 100 { c + 2000 } else { c };
        let day_first = date(year, b, a);
        let month_first = date(year, a, b);
        return Err(match (day_first, month_first) {
            (Ok(one), Ok(other)) if one != other => Fault::Ambiguous(one, other),
            (Ok(one), _) | (_, Ok(one)) => Fault::OtherOrder(one),
            _ => Fault::Unknown,
        });
    }
    let day = date(a, b, c)?;
    let rest = match rest.strip_prefix(['T', 't']) {
        Some(rest) => rest,
        None if rest.is_empty() => return Ok(Written { day, time: None, zone: Zone::Site }),
        None if rest.starts_with(char::is_whitespace) => rest.trim_start(),
        None => return Err(Fault::Unknown),
    };
    let (time, zone) = time_and_zone(rest)?;
    Ok(Written { day, time: Some(time), zone })
}

fn date(year: u32, month: u32, day: u32) -> Read<NaiveDate> {
    let year = year as i32;
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Fault::NoSuchDay(year, month, day))
}

/// `09:30`, `09:30:00.5`, `9:30 pm`, each with an offset or zone behind it or none.
fn time_and_zone(text: &str) -> Read<(NaiveTime, Zone)> {
    let length = text.bytes().take_while(|b| b.is_ascii_digit() || matches!(b, b':' | b'.' | b',')).count();
    let mut time = clock(&text[..length])?;
    let mut rest = text[length..].trim_start();
    for (half, add) in [("am", 0), ("pm", 12)] {
        if let Some(head) = rest.get(..2).filter(|head| head.eq_ignore_ascii_case(half)) {
            use chrono::Timelike;
            let hour = time.hour();
            if !(1..=12).contains(&hour) {
                return Err(Fault::NoSuchTime);
            }
            time = time.with_hour(hour % 12 + add).ok_or(Fault::NoSuchTime)?;
            rest = rest[head.len()..].trim_start();
            break;
        }
    }
    Ok((time, zone(rest)?))
}

fn clock(text: &str) -> Read<NaiveTime> {
    // Parts of a second are cut.
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((text, "0"));
    if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Fault::Unknown);
    }
    let mut parts = [0; 3];
    let mut count = 0;
    for part in whole.split(':') {
        let good =
            matches!(part.len(), 1..=2) && part.bytes().all(|b| b.is_ascii_digit()) && (count == 0 || part.len() == 2);
        *parts.get_mut(count).filter(|_| good).ok_or(Fault::Unknown)? = part.parse().map_err(|_| Fault::Unknown)?;
        count += 1;
    }
    if count < 2 {
        return Err(Fault::Unknown);
    }
    let [hour, minute, second] = parts;
    // A leap second is the last one that clocks without leap seconds have.
    let second = if second == 60 { 59 } else { second };
    NaiveTime::from_hms_opt(hour, minute, second).ok_or(Fault::NoSuchTime)
}

fn zone(text: &str) -> Read<Zone> {
    // `Fri Nov 20 2026 09:30:00 GMT+0200 (Kyiv time)`: what is in brackets is for people.
    let text = text.split(" (").next().unwrap_or_default().trim();
    let hours = |hours: i32| Ok(Zone::Offset(hours * 60));
    let numeric = text.strip_prefix("GMT").or_else(|| text.strip_prefix("UTC")).unwrap_or(text);
    if numeric.starts_with(['+', '-']) {
        return offset(numeric).map(Zone::Offset);
    }
    match text {
        "" => Ok(Zone::Site),
        "Z" | "z" | "UTC" | "GMT" | "UT" | "utc" | "gmt" => hours(0),
        // RFC 2822, section 4.3.
        "EST" | "CDT" => hours(-5),
        "EDT" => hours(-4),
        "CST" | "MDT" => hours(-6),
        "MST" | "PDT" => hours(-7),
        "PST" => hours(-8),
        _ => text.parse().map(Zone::Named).map_err(|_| Fault::Zone(text.to_owned())),
    }
}

/// `+02:00`, `+0200` or `+02`, in minutes.
fn offset(text: &str) -> Read<i32> {
    let fault = || Fault::Zone(text.to_owned());
    let negative = text.starts_with('-');
    let digits = text.strip_prefix(['+', '-']).ok_or_else(fault)?;
    let (hours, minutes) = match digits.split_once(':') {
        Some((hours, minutes)) if minutes.len() == 2 => (hours, minutes),
        Some(_) => return Err(fault()),
        None => digits.split_at_checked(2).ok_or_else(fault)?,
    };
    let number = |text: &str, below: i32| {
        let good = text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
        text.parse::<i32>().ok().filter(|n| good && *n < below)
    };
    let hours = number(hours, 24).ok_or_else(fault)?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes, 60).ok_or_else(fault)? };
    let total = hours * 60 + minutes;
    Ok(if negative { -total } else { total })
}

/// Dates with the month as a word.
fn words(text: &str) -> Read<Written> {
    let mut rest = text;
    let mut weekday = None;
    let (mut month, mut day, mut year) = (None, None, None);
    while month.is_none() || day.is_none() || year.is_none() {
        rest = rest.trim_start_matches([' ', '\t', ',', '-', '.']);
        let length = rest.find([' ', '\t', ',', '-', '.']).unwrap_or(rest.len());
        let word = &rest[..length];
        rest = &rest[length..];
        let first = weekday.is_none() && month.is_none() && day.is_none();
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
            let ordinal = &word[digits.len()..];
            let number: u32 = digits.parse().map_err(|_| Fault::Unknown)?;
            let is_ordinal = ["st", "nd", "rd", "th"].iter().any(|end| ordinal.eq_ignore_ascii_case(end));
            if digits.len() == 4 && ordinal.is_empty() && year.is_none() {
                year = Some(number);
            } else if digits.len() <= 2 && day.is_none() && (ordinal.is_empty() || is_ordinal) {
                day = Some(number);
            } else {
                return Err(Fault::Unknown);
            }
        } else if let Some(found) = named(word, &MONTHS).filter(|_| month.is_none()) {
            month = Some(found as u32 + 1);
        } else if let Some(found) = named(word, &WEEKDAYS).filter(|_| first) {
            weekday = Weekday::try_from(found as u8).ok();
        } else if !word.eq_ignore_ascii_case("of") {
            return Err(Fault::Unknown);
        }
    }
    let (Some(month), Some(number), Some(year)) = (month, day, year) else { return Err(Fault::Unknown) };
    let day = date(year, month, number)?;
    if weekday.is_some_and(|weekday| weekday != day.weekday()) {
        return Err(Fault::Weekday(day));
    }
    let rest = rest.trim_start_matches([' ', '\t', ',']);
    let rest = rest.strip_prefix("at ").unwrap_or(rest).trim_start();
    if rest.is_empty() {
        return Ok(Written { day, time: None, zone: Zone::Site });
    }
    let (time, zone) = time_and_zone(rest)?;
    Ok(Written { day, time: Some(time), zone })
}

/// The months, in small letters.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// The days of the week from Monday on, in small letters.
pub const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Which of the `names` the word is, whole or cut to three letters or more.
fn named(word: &str, names: &[&str]) -> Option<usize> {
    let word = word.to_ascii_lowercase();
    if word.len() < 3 {
        return None;
    }
    names.iter().position(|name| name.starts_with(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        match read(text) {
            Ok(written) => {
                let time = written.time.map_or(String::new(), |t| format!(" {t}"));
                let zone = match written.zone {
                    Zone::Site => String::new(),
                    Zone::Offset(minutes) => format!(" {minutes:+}"),
                    Zone::Named(zone) => format!(" {zone}"),
                };
                format!("{}{time}{zone}", written.day)
            }
            Err(fault) => format!("{fault:?}"),
        }
    }

    #[test]
    fn the_usual_ways_of_writing_are_read() {
        for (text, want) in [
            ("2026-11-20", "2026-11-20"),
            (" 2026-1-5 ", "2026-01-05"),
            ("2026/11/20", "2026-11-20"),
            ("2026-11-20T09:30:00Z", "2026-11-20 09:30:00 +0"),
            ("2026-11-20t09:30:00.999999999+02:00", "2026-11-20 09:30:00 +120"),
            ("2026-11-20T09:30:00-05:45", "2026-11-20 09:30:00 -345"),
            ("2026-11-20 09:30", "2026-11-20 09:30:00"),
            ("2026-11-20 9:30", "2026-11-20 09:30:00"),
            ("2026-11-20 09:30:15 +0200", "2026-11-20 09:30:15 +120"),
            ("2026-11-20 09:30 +02", "2026-11-20 09:30:00 +120"),
            ("2026-11-20  09:30:00 UTC", "2026-11-20 09:30:00 +0"),
            ("2026-11-20 09:30 Europe/Kyiv", "2026-11-20 09:30:00 Europe/Kyiv"),
            ("2026-12-31T23:59:60Z", "2026-12-31 23:59:59 +0"),
            ("2026-11-20 9:30 PM", "2026-11-20 21:30:00"),
            ("2026-11-20 12:05am", "2026-11-20 00:05:00"),
            ("Fri, 20 Nov 2026 09:30:00 +0200", "2026-11-20 09:30:00 +120"),
            ("20 Nov 2026 09:30 GMT", "2026-11-20 09:30:00 +0"),
            ("Fri, 20 Nov 2026 09:30:00 EST", "2026-11-20 09:30:00 -300"),
            ("Jul 08 2022", "2022-07-08"),
            ("July 8, 2022", "2022-07-08"),
            ("8 July 2022", "2022-07-08"),
            ("Friday, July 8th, 2022 at 10:15", "2022-07-08 10:15:00"),
            ("8-Jul-2022", "2022-07-08"),
            ("Sept. 3, 2022", "2022-09-03"),
            ("2022 July 8", "2022-07-08"),
            ("Fri Nov 20 2026 09:30:00 GMT+0200 (Kyiv time)", "2026-11-20 09:30:00 +120"),
            ("2024-02-29", "2024-02-29"),
        ] {
            assert_eq!(show(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_says_why() {
        for (text, want) in [
            ("07/08/2022", "Ambiguous(2022-08-07, 2022-07-08)"),
            ("7.8.22", "Ambiguous(2022-08-07, 2022-07-08)"),
            ("05-06-2022 10:00", "Ambiguous(2022-06-05, 2022-05-06)"),
            ("20.11.2026", "OtherOrder(2026-11-20)"),
            ("11/20/2026", "OtherOrder(2026-11-20)"),
            ("07/07/2022", "OtherOrder(2022-07-07)"),
            ("2026-02-29", "NoSuchDay(2026, 2, 29)"),
            ("2026-13-01", "NoSuchDay(2026, 13, 1)"),
            ("31 June 2026", "NoSuchDay(2026, 6, 31)"),
            ("2026-11-20 25:00", "NoSuchTime"),
            ("2026-11-20 09:61", "NoSuchTime"),
            ("2026-11-20 13:00 pm", "NoSuchTime"),
            ("Mon, 20 Nov 2026 09:30:00 Z", "Weekday(2026-11-20)"),
            ("2026-11-20T09:30:00+25:00", "Zone(\"+25:00\")"),
            ("2026-11-20 09:30 XST", "Zone(\"XST\")"),
            ("", "Unknown"),
            ("yesterday", "Unknown"),
            ("Last Modified", "Unknown"),
            ("2026", "Unknown"),
            ("20261120", "Unknown"),
            ("2026-11", "Unknown"),
            ("2026-11-20T", "Unknown"),
            ("2026-11-20Tnoon", "Unknown"),
            ("2026-11-20x", "Unknown"),
            ("2026-11-20 09", "Unknown"),
            ("July 2022", "Unknown"),
            ("99999-01-01", "Unknown"),
        ] {
            assert_eq!(show(text), want, "{text}");
        }
    }

    #[test]
    fn file_names_begin_with_dates_or_do_not() {
        for (name, want) in [
            ("2026-11-20-grain", Some(("2026-11-20 00:00:00", "grain"))),
            ("2026-11-20_grain-2", Some(("2026-11-20 00:00:00", "grain-2"))),
            ("2026-11-20 grain", Some(("2026-11-20 00:00:00", "grain"))),
            ("2026-11-20T09:30:00-grain", Some(("2026-11-20 09:30:00", "grain"))),
            ("2026-11-20T09:30:00Z-grain", Some(("2026-11-20 09:30:00", "grain"))),
            ("2026-11-20T09:30:00+02:00_grain", Some(("2026-11-20 09:30:00", "grain"))),
            ("2026-11-20", None),
            ("2026-11-20-", None),
            ("2026-11-20grain", None),
            ("2026-13-20-grain", None),
            ("2026-1-2-grain", Some(("2026-01-02 00:00:00", "grain"))),
            ("2026.01.20-grain", None),
            ("26-01-20-grain", None),
            ("2026-001-20-grain", None),
            ("é026-11-20-grain", None),
        ] {
            let got = of_file_name(name).map(|(written, slug)| (written.local().to_string(), slug));
            assert_eq!(got, want.map(|(date, slug)| (date.to_owned(), slug)), "{name}");
        }
    }
}
