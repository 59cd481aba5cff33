//! Instants as the formats write them: UTC, whole seconds, years of four digits.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeZone, Timelike, Utc};

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
    let at = whole(instant);
    let month = MONTHS.get(at.month0() as usize).copied().unwrap_or_default();
    let (weekday, day, year) = (at.weekday(), at.day(), at.year());
    // A weekday's own name is its first three letters, in English whatever the locale.
    format!("{weekday}, {day:02} {month} {year:04} {:02}:{:02}:{:02} +0000", at.hour(), at.minute(), at.second())
}

/// RFC 3339 with `Z`: `2026-11-20T07:30:00Z`.
pub(super) fn rfc3339(instant: DateTime<Utc>) -> String {
    let at = whole(instant);
    format!("{}T{:02}:{:02}:{:02}Z", ymd(instant), at.hour(), at.minute(), at.second())
}

/// The day, UTC: `2026-11-20`.
fn ymd(instant: DateTime<Utc>) -> String {
    day(whole(instant), Utc)
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
    fn years_no_format_can_say_become_the_nearest_that_can_be_said() {
        assert_eq!(rfc822(DateTime::<Utc>::MAX_UTC), "Fri, 31 Dec 9999 23:59:59 +0000");
        assert_eq!(rfc3339(DateTime::<Utc>::MAX_UTC), "9999-12-31T23:59:59Z");
        assert_eq!(rfc3339(DateTime::<Utc>::MIN_UTC), "0001-01-01T00:00:00Z");
        assert_eq!(rfc822(DateTime::<Utc>::MIN_UTC), "Mon, 01 Jan 0001 00:00:00 +0000");
    }
}
