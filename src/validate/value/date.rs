//! Dates, as feeds write them: RFC 822 and its successors in RSS, RFC 3339 in Atom, W3C-DTF and ISO 8601 in extensions.

mod iso;
mod moment;
mod rfc822;
#[cfg(test)]
mod tests;

pub use iso::{iso8601, iso8601_date, rfc3339, unbounded_iso8601, w3cdtf};
pub use moment::moment;
pub use rfc822::rfc822;

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use super::Flaw;
use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// A date is not written as e-mail writes it.
    ///
    /// RSS takes over the dates of RFC 822 and RFC 2822. Readers that cannot make sense of one show none, or sort the
    /// item to the wrong place. Write `Mon, 02 Jan 2006 15:04:05 +0000`.
    INVALID_RFC2822_DATE = Error "invalid-rfc2822-date";

    /// The day of the week of a date does not fit the date.
    ///
    /// Some readers turn such a date down, others believe one half of it. Correct the day, or leave it out: it is
    /// optional.
    INCORRECT_DOW = Error "incorrect-dow";

    /// A date is in a form of RFC 822 that not every reader understands.
    ///
    /// Years of two digits, comments, military time zones and unusual spaces have gone out of use. Write
    /// `Mon, 02 Jan 2006 15:04:05 +0000`.
    PROBLEMATICAL_RFC822_DATE = Warning "problematical-rfc822-date";

    /// A date lies in the future, or before 1990.
    ///
    /// Most often the clock or a conversion is wrong. Readers may sort the item to the wrong end or hide it until its
    /// time has come.
    IMPLAUSIBLE_DATE = Warning "implausible-date";

    /// A date is not one of RFC 3339, as Atom wants it.
    ///
    /// Date, time with seconds, and time zone must all be there: `2006-01-02T15:04:05Z` or
    /// `2006-01-02T15:04:05+01:00`.
    INVALID_RFC3339_DATE = Error "invalid-rfc3339-date";

    /// A date is not one of W3C-DTF.
    ///
    /// Write `2006-01-02`, or with a time `2006-01-02T15:04Z`. Where there is a time there must be a time zone.
    INVALID_W3CDTF_DATE = Error "invalid-w3cdtf-date";

    /// A date is not a plain date of ISO 8601.
    ///
    /// Write year, month and day alone: `2006-01-02`.
    INVALID_ISO8601_DATE = Error "invalid-iso8601-date";

    /// A date and time is not one of ISO 8601.
    ///
    /// Write `2006-01-02`, or with a time `2006-01-02T15:04:05+01:00`.
    INVALID_ISO8601_DATE_TIME = Error "invalid-iso8601-date-time";
}

/// What is wrong with a date of the calendar, in the words of the parameter `value`.
fn off_the_calendar(year: u32, month: u32, day: u32) -> Option<&'static str> {
    match (year, month) {
        (0, _) => Some("year 0 is out of range"),
        (_, 0 | 13..) => Some("month must be in 1..12"),
        _ if day == 0 || day > days_in(year, month) => Some("day is out of range for month"),
        _ => None,
    }
}

fn days_in(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of the week of a date that is on the calendar, from 0 for Monday.
fn day_of_week(year: u32, month: u32, day: u32) -> Option<usize> {
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
    usize::try_from(date.weekday().num_days_from_monday()).ok()
}

fn implausible(text: &str, past: bool) -> Flaw {
    let (message, help) = match past {
        true => ("is long ago", "correct the date; feeds are younger than 1990"),
        false => ("is in the future", "correct the date, or publish it when its time has come"),
    };
    Flaw::new(&IMPLAUSIBLE_DATE, format!("the date `{}` {message}", shown(text)), help)
}

/// A date that is off the calendar: `why` says how.
fn impossible(rule: &'static Rule, text: &str, why: &str) -> Flaw {
    let message = format!("the date `{}` does not exist: {why}", shown(text));
    Flaw::new(rule, message, "correct the date").param("value", why)
}

/// A date that is not in the form it should be; `written` is how an instant would be written in it.
fn malformed(rule: &'static Rule, text: &str, form: &str, written: impl FnOnce(DateTime<Utc>) -> String) -> Flaw {
    let message = match text {
        "" => "the date is empty".to_owned(),
        _ => format!("`{}` is not a date as it must be written here", shown(text)),
    };
    let help = match moment(text) {
        Some(meant) => format!("write `{}`", written(meant)),
        None => format!("write it as in `{form}`"),
    };
    Flaw::new(rule, message, help)
}
