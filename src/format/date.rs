//! Instants as the formats write them: UTC, whole seconds, years of four digits.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike, Utc};

/// The instant on its whole second, within the years 0001 to 9999: no format can say others.
pub(super) fn whole(instant: DateTime<Utc>) -> DateTime<Utc> {
    let day = match instant.year() {
        ..1 => NaiveDate::from_ymd_opt(1, 1, 1).map(|day| day.and_time(NaiveTime::MIN)),
        10_000.. => NaiveDate::from_ymd_opt(9999, 12, 31).and_then(|day| day.and_hms_opt(23, 59, 59)),
        _ => instant.naive_utc().with_nanosecond(0),
    };
    day.map_or(instant, |day| Utc.from_utc_datetime(&day))
}

/// RFC 822 as RSS's profile wants it: `Fri, 20 Nov 2026 07:30:00 +0000`.
pub(super) fn rfc822(instant: DateTime<Utc>) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    // English whatever the locale.
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let at = whole(instant).naive_utc();
    let mut out = String::with_capacity("Fri, 20 Nov 2026 07:30:00 +0000".len());
    out.push_str(DAYS.get(at.weekday().num_days_from_monday() as usize).copied().unwrap_or_default());
    out.push_str(", ");
    two(&mut out, at.day());
    out.push(' ');
    out.push_str(MONTHS.get(at.month0() as usize).copied().unwrap_or_default());
    out.push(' ');
    year(&mut out, at);
    out.push(' ');
    time(&mut out, at);
    out.push_str(" +0000");
    out
}

/// RFC 3339 with `Z`: `2026-11-20T07:30:00Z`.
pub(super) fn rfc3339(instant: DateTime<Utc>) -> String {
    let at = whole(instant).naive_utc();
    let mut out = String::with_capacity("2026-11-20T07:30:00Z".len());
    year(&mut out, at);
    out.push('-');
    two(&mut out, at.month());
    out.push('-');
    two(&mut out, at.day());
    out.push('T');
    time(&mut out, at);
    out.push('Z');
    out
}

/// Appends the year, which is one that [`whole`] lets through.
fn year(out: &mut String, at: NaiveDateTime) {
    let year = at.year().unsigned_abs();
    two(out, year / 100);
    two(out, year % 100);
}

fn time(out: &mut String, at: NaiveDateTime) {
    two(out, at.hour());
    out.push(':');
    two(out, at.minute());
    out.push(':');
    two(out, at.second());
}

/// Appends a number below 100 in two digits. The formatter of the standard library takes ten times as long.
fn two(out: &mut String, number: u32) {
    out.extend([number / 10 % 10, number % 10].into_iter().filter_map(|digit| char::from_digit(digit, 10)));
}

/// The day it is in `zone`: `2026-11-20`.
pub(super) fn day(instant: DateTime<Utc>, zone: impl TimeZone) -> String {
    let at = instant.with_timezone(&zone);
    format!("{:04}-{:02}-{:02}", at.year(), at.month(), at.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn dates_are_written_in_full() {
        let cases = [
            ("2026-11-20T07:30:00Z", "Fri, 20 Nov 2026 07:30:00 +0000", "2026-11-20T07:30:00Z"),
            ("2026-08-01T00:00:09.999Z", "Sat, 01 Aug 2026 00:00:09 +0000", "2026-08-01T00:00:09Z"),
            ("0987-01-02T03:04:05Z", "Tue, 02 Jan 0987 03:04:05 +0000", "0987-01-02T03:04:05Z"),
            ("2016-12-31T23:59:60Z", "Sat, 31 Dec 2016 23:59:59 +0000", "2016-12-31T23:59:59Z"),
        ];
        for (instant, mail, internet) in cases {
            assert_eq!(rfc822(at(instant)), mail);
            assert_eq!(rfc3339(at(instant)), internet);
        }
    }

    #[test]
    fn digits_are_those_of_the_formatter() {
        for step in 0..20_000_i64 {
            let moment = DateTime::from_timestamp(-62_135_596_800 + step * 15_770_003, 0).unwrap();
            assert_eq!(rfc822(moment), moment.format("%a, %d %b %Y %H:%M:%S +0000").to_string());
            assert_eq!(rfc3339(moment), moment.format("%Y-%m-%dT%H:%M:%SZ").to_string());
        }
    }

    #[test]
    fn years_no_format_can_say_become_the_nearest_that_can_be_said() {
        assert_eq!(rfc822(DateTime::<Utc>::MAX_UTC), "Fri, 31 Dec 9999 23:59:59 +0000");
        assert_eq!(rfc3339(DateTime::<Utc>::MAX_UTC), "9999-12-31T23:59:59Z");
        assert_eq!(rfc3339(DateTime::<Utc>::MIN_UTC), "0001-01-01T00:00:00Z");
        assert_eq!(rfc822(DateTime::<Utc>::MIN_UTC), "Mon, 01 Jan 0001 00:00:00 +0000");
    }
}
