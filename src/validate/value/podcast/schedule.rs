//! Rules of recurrence: when a podcast brings its episodes. Spec: RFC 5545, section 3.3.10.

use super::super::Flaw;
use super::super::date;
use super::{invalid, whole};
use crate::validate::reader::shown;

const FREQUENCIES: &[&str] = &["SECONDLY", "MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"];
const DAYS: &[&str] = &["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// What is wrong with a rule of recurrence.
pub fn recurrence(text: &str) -> Option<Flaw> {
    let text = text.strip_prefix("RRULE:").unwrap_or(text);
    let (mut frequency, mut ends) = (false, 0);
    for part in text.split(';') {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let numbers = || value.split(',').all(number);
        let right = match name {
            "FREQ" => FREQUENCIES.contains(&value),
            "INTERVAL" | "COUNT" => whole(value).is_none() && value.contains(|c| matches!(c, '1'..='9')),
            "UNTIL" => until(value),
            "BYDAY" => value.split(',').all(day),
            "WKST" => DAYS.contains(&value),
            "BYSECOND" | "BYMINUTE" | "BYHOUR" | "BYMONTHDAY" | "BYYEARDAY" | "BYWEEKNO" | "BYMONTH" | "BYSETPOS" => {
                numbers()
            }
            _ => false,
        };
        if !right {
            let help = "write parts such as `FREQ=WEEKLY;BYDAY=MO`, in capitals, with `;` between";
            return Some(invalid(format!("`{}` is no part of a rule of recurrence", shown(part)), help));
        }
        frequency |= name == "FREQ";
        ends += u8::from(matches!(name, "COUNT" | "UNTIL"));
    }
    if !frequency {
        return Some(invalid(
            "the rule of recurrence does not say how often",
            "begin it with `FREQ=WEEKLY` or the like",
        ));
    }
    (ends > 1).then(|| invalid("the rule of recurrence ends twice", "keep one of `COUNT` and `UNTIL`"))
}

/// Whether a rule of recurrence says how many times it holds.
pub fn counts(text: &str) -> bool {
    text.split(';').any(|part| part.starts_with("COUNT="))
}

/// A number, perhaps with a sign.
fn number(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    digits.len() <= 3 && whole(digits).is_none()
}

/// A day of the week, perhaps with its number in the month or year.
fn day(text: &str) -> bool {
    let at = text.len().saturating_sub(2);
    let (Some(count), Some(day)) = (text.get(..at), text.get(at..)) else { return false };
    DAYS.contains(&day) && (count.is_empty() || number(count))
}

/// A day or a moment, in the short form of calendars or as ISO 8601 is mostly written.
fn until(text: &str) -> bool {
    let (day, time) = text.split_once('T').unwrap_or((text, "000000Z"));
    let digits = |text: &str, count| text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    (digits(day, 8) && digits(time.strip_suffix('Z').unwrap_or(time), 6)) || date::moment(text).is_some()
}
