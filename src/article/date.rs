//! Dates: when a value says something happened, as an instant.

use chrono::{DateTime, Datelike, Duration, FixedOffset, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;
use toml::value::{Datetime, Offset};

use super::written_date::{self, Fault, Written, Zone};
use crate::diagnostic::rule::rules;
use crate::diagnostic::{Report, Span};
use crate::fields::{Kind, Value};

rules! {
    /// A date cannot be read, or does not exist.
    ///
    /// Write `2026-11-20`, `2026-11-20 09:30` or, to be exact, `2026-11-20T09:30:00+02:00`. What has no offset is in the
    /// site's zone. A few other ways of writing are understood: `Fri, 20 Nov 2026 09:30:00 +0200`, `20 November 2026`.
    INVALID_DATE = Error "invalid-date";

    /// A date can be read in two ways: `07/08/2022` is in July for some and in August for others.
    ///
    /// Write year, month and day in this order: `2022-07-08`.
    AMBIGUOUS_DATE = Error "ambiguous-date";

    /// A time of day that did not occur where it is meant: clocks were put forward over it.
    ///
    /// Write a time that did occur, or add the offset: `2026-03-29T03:30:00+03:00`.
    NONEXISTENT_TIME = Error "nonexistent-time";

    /// A time of day that occurred twice where it is meant: clocks were put back over it.
    ///
    /// The first of the two is taken. Add the offset to say which is meant: `2026-10-25T03:30:00+02:00`.
    REPEATED_TIME = Warning "repeated-time";
}

/// The years that every feed format can write.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// The instant that the value of field `name` says; local times are in `zone`. Flagged if it says none.
pub fn of_value(value: &Value, name: &str, zone: Tz, report: &mut Report) -> Option<DateTime<FixedOffset>> {
    match &value.kind {
        Kind::Date(date) => match of_toml(date) {
            Some(written) => instant(&written, zone, Some(value.span), report),
            None => {
                report
                    .flag(&INVALID_DATE, value.span, format!("`{name}` is a time of day without a day"))
                    .help("write a date, as in `2026-11-20`, or both, as in `2026-11-20T09:30:00`");
                None
            }
        },
        Kind::Text(text) | Kind::Plain(text) => match written_date::read(text) {
            Ok(written) => instant(&written, zone, Some(value.span), report),
            Err(fault) => {
                flag(&fault, text.trim(), name, value.span, report);
                None
            }
        },
        _ => {
            value.flag_type(name, "a date", report);
            None
        }
    }
}

fn of_toml(date: &Datetime) -> Option<Written> {
    let day = date.date?;
    Some(Written {
        day: NaiveDate::from_ymd_opt(day.year.into(), day.month.into(), day.day.into())?,
        time: match date.time {
            // A leap second is the last one that clocks without leap seconds have.
            Some(t) => {
                Some(NaiveTime::from_hms_opt(t.hour.into(), t.minute.into(), t.second.unwrap_or(0).min(59).into())?)
            }
            None => None,
        },
        zone: match date.offset {
            None => Zone::Site,
            Some(Offset::Z) => Zone::Offset(0),
            Some(Offset::Custom { minutes }) => Zone::Offset(minutes.into()),
        },
    })
}

fn is_long_year(text: &str) -> bool {
    text.len() > 4 && text.len() < 10 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Flags `text`, the value of field `name` at `span`, which is no date.
pub fn flag(fault: &Fault, text: &str, name: &str, span: Span, report: &mut Report) {
    let shown: String = text.chars().take(60).collect();
    let lower = text.to_ascii_lowercase();
    let iso = |day: &NaiveDate| day.format("%Y-%m-%d").to_string();
    let (rule, message, help) = match fault {
        Fault::Ambiguous(one, other) => (
            &AMBIGUOUS_DATE,
            format!("`{shown}` can be read as {} and as {}", iso(other), iso(one)),
            format!("write `{}` or `{}`, whichever is meant", iso(other), iso(one)),
        ),
        Fault::OtherOrder(day) => (
            &INVALID_DATE,
            format!("`{shown}` is not a date in an order that is read"),
            format!("write `{}`", iso(day)),
        ),
        Fault::NoSuchDay(year, month, day) => (
            &INVALID_DATE,
            format!("there is no day {year:04}-{month:02}-{day:02}"),
            "correct the day, the month or the year".to_owned(),
        ),
        Fault::NoSuchTime => (
            &INVALID_DATE,
            format!("`{shown}` has no such time of day"),
            "hours go from 00 to 23, minutes from 00 to 59".to_owned(),
        ),
        Fault::Weekday(day) => (
            &INVALID_DATE,
            format!("{} is a {}, not what `{shown}` says", iso(day), day.format("%A")),
            "correct the weekday or the day".to_owned(),
        ),
        Fault::Zone(zone) => (
            &INVALID_DATE,
            format!("`{zone}` is not an offset or zone that is known"),
            "write an offset, as in `+02:00`, or a zone, as in `Europe/Kyiv`".to_owned(),
        ),
        Fault::Unknown if lower.trim_start_matches('+').split('-').next().is_some_and(is_long_year) => (
            &INVALID_DATE,
            format!("`{shown}` is later than the year 9999"),
            "feeds write years with four digits".to_owned(),
        ),
        Fault::Unknown if lower.ends_with("last modified") || matches!(lower.as_str(), "created" | "git created") => (
            &INVALID_DATE,
            format!("`{shown}` is another date on another machine"),
            "a feed needs a date that stays: write it out, as in `2026-11-20`".to_owned(),
        ),
        Fault::Unknown => (
            &INVALID_DATE,
            format!("`{name}` is `{shown}`, which is not a date"),
            "write `2026-11-20`, `2026-11-20 09:30` or `2026-11-20T09:30:00+02:00`".to_owned(),
        ),
    };
    report.flag(rule, span, message).param("key", name).param("value", shown).help(help);
}

/// The instant of what was written, at `span` or, without one, in the file's name.
pub fn instant(written: &Written, zone: Tz, span: Option<Span>, report: &mut Report) -> Option<DateTime<FixedOffset>> {
    let local = written.local();
    let found = match written.zone {
        Zone::Offset(minutes) => {
            FixedOffset::east_opt(minutes * 60).and_then(|offset| offset.from_local_datetime(&local).single())
        }
        Zone::Site => in_zone(local, written.time.is_none(), zone, span, report)?,
        Zone::Named(zone) => in_zone(local, written.time.is_none(), zone, span, report)?,
    };
    let found = found.filter(|instant| YEARS.contains(&instant.naive_utc().year()) && YEARS.contains(&instant.year()));
    if found.is_none() {
        at(&INVALID_DATE, span, "the year must be from 0001 to 9999, also in UTC".to_owned(), report);
    }
    found
}

/// `None` where a finding says all; `Some(None)` where the instant is out of range.
#[allow(clippy::option_option)]
fn in_zone(
    local: NaiveDateTime,
    day_only: bool,
    zone: Tz,
    span: Option<Span>,
    report: &mut Report,
) -> Option<Option<DateTime<FixedOffset>>> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(one) => Some(Some(one.fixed_offset())),
        LocalResult::Ambiguous(one, other) => {
            let (first, second) = if one <= other { (one, other) } else { (other, one) };
            if !day_only {
                let (first, second) = (first.fixed_offset(), second.fixed_offset());
                let message = format!("{local} occurs twice in {zone}: the first, at {}, is taken", first.offset());
                at(&REPEATED_TIME, span, message, report).help(format!(
                    "to be exact, write `{}` or `{}`",
                    first.to_rfc3339(),
                    second.to_rfc3339()
                ));
            }
            Some(Some(first.fixed_offset()))
        }
        LocalResult::None => {
            let Some((before, after)) = around_gap(local, zone) else { return Some(None) };
            // A day whose midnight was skipped begins with the first moment it has.
            if day_only && after.date() == local.date() {
                return Some(zone.from_local_datetime(&after).earliest().map(|first| first.fixed_offset()));
            }
            let message = format!(
                "{local} does not exist in {zone}: clocks went from {} to {}",
                before.format("%Y-%m-%d %H:%M:%S"),
                after.format("%Y-%m-%d %H:%M:%S")
            );
            at(&NONEXISTENT_TIME, span, message, report).help(format!(
                "write a time up to `{}` or from `{}` on, or add an offset, as in `+02:00`",
                before.format("%Y-%m-%d %H:%M:%S"),
                after.format("%Y-%m-%d %H:%M:%S")
            ));
            None
        }
    }
}

/// The last local time before and the first after the gap that `local` lies in.
fn around_gap(local: NaiveDateTime, zone: Tz) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let exists = |time: &NaiveDateTime| zone.from_local_datetime(time) != LocalResult::None;
    // No gap is longer than a day (a change of side of the date line).
    let search = |mut inside: NaiveDateTime, mut outside: NaiveDateTime| {
        while (outside - inside).abs() > Duration::seconds(1) {
            let middle = inside + (outside - inside) / 2;
            let middle = middle.and_utc().timestamp();
            let middle = DateTime::from_timestamp(middle, 0)?.naive_utc();
            // Cut to whole seconds, it may have fallen on the earlier end.
            let middle = if middle == inside.min(outside) { middle + Duration::seconds(1) } else { middle };
            if exists(&middle) { outside = middle } else { inside = middle }
        }
        Some(outside)
    };
    let before = search(local, local.checked_sub_signed(Duration::hours(36))?)?;
    let after = search(local, local.checked_add_signed(Duration::hours(36))?)?;
    Some((before, after))
}

fn at<'r>(
    rule: &'static crate::diagnostic::Rule,
    span: Option<Span>,
    message: String,
    report: &'r mut Report,
) -> &'r mut crate::diagnostic::Diagnostic {
    match span {
        Some(span) => report.flag(rule, span, message),
        None => report.flag_file(rule, format!("the date in the file's name: {message}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, zone: Tz) -> (Option<String>, Vec<crate::diagnostic::Diagnostic>) {
        let mut report = Report::new("a.md", text);
        let value = Value { span: Span::new(0, text.len()), kind: Kind::Plain(text.into()) };
        let got = of_value(&value, "date", zone, &mut report).map(|instant| instant.to_rfc3339());
        (got, report.into_diagnostics())
    }

    fn good(text: &str, zone: Tz) -> String {
        let (got, found) = read(text, zone);
        assert!(found.is_empty(), "{text}: {found:?}");
        got.unwrap()
    }

    #[test]
    fn local_times_are_in_the_sites_zone() {
        assert_eq!(good("2026-11-20", Tz::Europe__Kyiv), "2026-11-20T00:00:00+02:00");
        assert_eq!(good("2026-07-20 09:30", Tz::Europe__Kyiv), "2026-07-20T09:30:00+03:00");
        assert_eq!(good("2026-07-20 09:30 -0700", Tz::Europe__Kyiv), "2026-07-20T09:30:00-07:00");
        assert_eq!(good("2026-07-20 09:30 Asia/Tokyo", Tz::Europe__Kyiv), "2026-07-20T09:30:00+09:00");
        assert_eq!(good("2026-07-20", Tz::UTC), "2026-07-20T00:00:00+00:00");
        assert_eq!(good("2026-07-20", Tz::Asia__Kathmandu), "2026-07-20T00:00:00+05:45");
    }

    #[test]
    fn skipped_times_are_errors_that_name_their_neighbours() {
        let (got, found) = read("2026-03-29 03:30", Tz::Europe__Kyiv);
        assert_eq!((got, found.len(), found[0].rule.name), (None, 1, "nonexistent-time"));
        assert!(found[0].message.contains("Europe/Kyiv"));
        let help = found[0].help.as_deref().unwrap();
        assert!(help.contains("2026-03-29 02:59:59") && help.contains("2026-03-29 04:00:00"), "{help}");
        // The whole of that day was skipped.
        let (_, found) = read("2011-12-30", Tz::Pacific__Apia);
        let help = found[0].help.as_deref().unwrap();
        assert!(help.contains("2011-12-29 23:59:59") && help.contains("2011-12-31 00:00:00"), "{help}");
    }

    #[test]
    fn a_day_without_midnight_begins_with_its_first_moment() {
        assert_eq!(good("2018-11-04", Tz::America__Sao_Paulo), "2018-11-04T01:00:00-02:00");
        assert_eq!(read("2018-11-04 00:00", Tz::America__Sao_Paulo).1[0].rule.name, "nonexistent-time");
    }

    #[test]
    fn repeated_times_are_the_first_with_a_warning() {
        let (got, found) = read("2026-10-25 03:30:00", Tz::Europe__Kyiv);
        assert_eq!(got.unwrap(), "2026-10-25T03:30:00+03:00");
        assert_eq!((found.len(), found[0].rule.name), (1, "repeated-time"));
        let help = found[0].help.as_deref().unwrap();
        assert!(help.contains("2026-10-25T03:30:00+03:00") && help.contains("2026-10-25T03:30:00+02:00"), "{help}");
    }

    #[test]
    fn years_are_those_that_feeds_can_write() {
        assert_eq!(good("9999-12-31T23:59:59Z", Tz::UTC), "9999-12-31T23:59:59+00:00");
        assert_eq!(good("0001-01-01T00:00:00Z", Tz::UTC), "0001-01-01T00:00:00+00:00");
        for text in ["9999-12-31T23:59:59-01:00", "0001-01-01T00:00:00+01:00", "0000-05-05"] {
            let (got, found) = read(text, Tz::UTC);
            assert_eq!((got, found[0].rule.name), (None, "invalid-date"), "{text}");
        }
    }

    #[test]
    fn faults_say_how_to_mend_them() {
        for (text, rule, help) in [
            ("07/08/2022", "ambiguous-date", "`2022-07-08` or `2022-08-07`"),
            ("20.11.2026", "invalid-date", "`2026-11-20`"),
            ("git Last Modified", "invalid-date", "write it out"),
            ("Created", "invalid-date", "write it out"),
            ("soon", "invalid-date", "2026-11-20T09:30:00+02:00"),
        ] {
            let (got, found) = read(text, Tz::UTC);
            assert_eq!((got, found.len(), found[0].rule.name), (None, 1, rule), "{text}");
            assert!(found[0].help.as_deref().unwrap().contains(help), "{text}: {:?}", found[0].help);
        }
    }

    #[test]
    fn tomls_own_dates_are_taken() {
        for (text, want) in [
            ("2026-11-20T09:30:00+02:00", Some("2026-11-20T09:30:00+02:00")),
            ("2026-11-20T09:30:00", Some("2026-11-20T09:30:00+09:00")),
            ("2026-11-20 09:30:00.75Z", Some("2026-11-20T09:30:00+00:00")),
            ("2026-11-20", Some("2026-11-20T00:00:00+09:00")),
            ("09:30:00", None),
            ("20261120", None),
            ("true", None),
        ] {
            let text = format!("date = {text}\n");
            let mut report = Report::new("a.md", &text);
            let table = crate::fields::toml::parse(&text, 0, &mut report).unwrap();
            let got = of_value(table.get("date").unwrap(), "date", Tz::Asia__Tokyo, &mut report);
            assert_eq!(got.map(|d| d.to_rfc3339()).as_deref(), want, "{text}");
            assert_eq!(report.diagnostics().len(), usize::from(want.is_none()), "{text}");
        }
    }
}
