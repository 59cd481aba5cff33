//! Dates, right and wrong.

use super::*;

fn now() -> DateTime<Utc> {
    "2027-01-01T00:00:00Z".parse().unwrap()
}

fn name(flaw: Option<Flaw>) -> &'static str {
    flaw.map_or("", |flaw| flaw.rule.name)
}

#[test]
fn email_dates() {
    let cases = [
        ("Mon, 02 Jan 2006 15:04:05 +0000", ""),
        ("2 Jan 2006 15:04 GMT", ""),
        ("02 Jan 2006 15:04:05 0530", ""),
        ("Tue, 02 Jan 2006 15:04:05 Z", "incorrect-dow"),
        ("Mon, 02 Jan 2006 99:99:99 EST", ""),
        ("Mon, 02 Jan 06 15:04:05 +0000", "problematical-rfc822-date"),
        ("Mon, 02 Jan 2006 15:04:05 +0545", "problematical-rfc822-date"),
        ("mon,02 jan 2006 15:04:05 A", "problematical-rfc822-date"),
        ("Mon (it (was)) , 02 Jan 2006 15:04:05 +0000 (really)", "problematical-rfc822-date"),
        ("Mon, 02 Jan 2006 15:04:05 J", "invalid-rfc2822-date"),
        ("Mon, 02 Jan 2006 15:04:05", "invalid-rfc2822-date"),
        ("Monday, 02 Jan 2006 15:04:05 GMT", "invalid-rfc2822-date"),
        ("Mon, 21 Oct 2002 14:04:23 -05:00", "invalid-rfc2822-date"),
        ("", "invalid-rfc2822-date"),
        ("31 Feb 2006 15:04:05 GMT", "invalid-rfc2822-date"),
        ("Thu, 04 Jul 1776 18:30:02 GMT", "implausible-date"),
        ("31 Dec 1989 23:59:59 GMT", "implausible-date"),
        ("Fri, 01 Jan 2027 00:10:00 GMT", ""),
        ("Fri, 01 Jan 2027 00:10:01 GMT", "implausible-date"),
        ("Fri, 01 Jan 2027 01:00:00 +0100", ""),
        ("Thu, 31 Dec 2026 23:00:00 -0130", "implausible-date"),
    ];
    for (text, wanted) in cases {
        assert_eq!(name(rfc822(text, now())), wanted, "{text}");
    }
    let flaw = rfc822("Tue, 02 Jan 2006 15:04:05 Z", now()).unwrap();
    assert_eq!(
        (flaw.params, flaw.help),
        (vec![("value", "Tue".to_owned())], "write `Mon`, or correct the date".into())
    );
    let flaw = rfc822("31 Feb 2006 15:04:05 GMT", now()).unwrap();
    assert_eq!(flaw.params, [("value", "day is out of range for month".to_owned())]);
    let flaw = rfc822("2002-12-31T01:15:07-05:00", now()).unwrap();
    assert_eq!(flaw.help, "write `Tue, 31 Dec 2002 06:15:07 +0000`");
}

#[test]
fn dates_of_iso_8601() {
    // The text; then RFC 3339, W3C-DTF and ISO 8601.
    let cases = [
        ("2006-01-02T15:04:05Z", ["", "", ""]),
        ("2006-01-02T15:04:05.+01:00", ["", "", ""]),
        ("2006-01-02T23:60:60.000-99:99", ["", "", ""]),
        ("2006-01-02T15:04:60.1Z", ["invalid-rfc3339-date", "invalid-w3cdtf-date", "invalid-iso8601-date-time"]),
        ("2006-01-02T24:00:00Z", ["invalid-rfc3339-date", "invalid-w3cdtf-date", "invalid-iso8601-date-time"]),
        ("2006-02-29T00:00:00Z", ["invalid-rfc3339-date", "invalid-w3cdtf-date", "invalid-iso8601-date-time"]),
        ("2006-01-02T15:04Z", ["invalid-rfc3339-date", "", ""]),
        ("2006-01-02T15:04:05", ["invalid-rfc3339-date", "invalid-w3cdtf-date", ""]),
        ("2006-13", ["invalid-rfc3339-date", "", ""]),
        ("2006", ["invalid-rfc3339-date", "", ""]),
        ("1990", ["invalid-rfc3339-date", "implausible-date", "implausible-date"]),
        ("2006-01-02t15:04:05z", ["invalid-rfc3339-date", "invalid-w3cdtf-date", "invalid-iso8601-date-time"]),
        ("2006-01-02T15:04:05+0100", ["invalid-rfc3339-date", "invalid-w3cdtf-date", "invalid-iso8601-date-time"]),
        ("", ["invalid-rfc3339-date", "invalid-w3cdtf-date", "invalid-iso8601-date-time"]),
        ("2027-01-02T00:00:00Z", ["", "", ""]),
        ("2027-01-02T00:00:01Z", ["implausible-date", "implausible-date", "implausible-date"]),
        ("2027-01-02T00:00:00.5Z", ["", "", ""]),
        ("1989-12-31T23:59:59Z", ["implausible-date", "implausible-date", "implausible-date"]),
    ];
    for (text, wanted) in cases {
        let found = [rfc3339(text, now()), w3cdtf(text, now()), iso8601(text, now())].map(name);
        assert_eq!(found, wanted, "{text}");
    }
    assert_eq!(unbounded_iso8601("1066-10-14"), None);
    let names = |text| iso8601_date(text, now()).iter().map(|flaw| flaw.rule.name).collect::<Vec<_>>();
    assert_eq!(names("2006-01-02"), [""; 0]);
    assert_eq!(names("2006-01"), ["invalid-iso8601-date"]);
    assert_eq!(names("1066-10"), ["implausible-date", "invalid-iso8601-date"]);
    assert_eq!(names("2006-1-2"), ["invalid-iso8601-date-time"]);
}

#[test]
fn moments() {
    let cases = [
        ("2006-01-02T15:04:05Z", "2006-01-02T15:04:05Z"),
        ("2006-01-02T15:04:05.25+01:00", "2006-01-02T14:04:05Z"),
        ("2006-01-02 T 15:04 -0130", "2006-01-02T16:34:00Z"),
        ("2006-01-02t15:04:05z", "2006-01-02T15:04:05Z"),
        ("2006-01", "2006-01-01T00:00:00Z"),
        ("Mon, 02 Jan 2006 15:04:05 +0000", "2006-01-02T15:04:05Z"),
        ("Monday, 02-Jan-06 15:04:05 -0500", "2006-01-02T20:04:05Z"),
        ("Mon 2 January 2006 5:04 PST (winter)", "2006-01-02T13:04:00Z"),
        ("24 Dec 2006 24:00 GMT", "2006-12-25T00:00:00Z"),
    ];
    for (text, wanted) in cases {
        assert_eq!(moment(text), Some(wanted.parse().unwrap()), "{text}");
    }
    for text in [
        "",
        "now",
        "2006-02-30",
        "1 Foo 2006 10:00 GMT",
        "2006-01-02T",
        "99:",
        "é:00",
        "1 Nov 10099 10:00 GMT",
        "9999-12-31T23:59:59-01:00",
        "2006-01-02T10:00 somewhere",
    ] {
        assert_eq!(moment(text), None, "{text}");
    }
}
