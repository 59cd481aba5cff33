//! Numbers, right and wrong.

use super::*;

fn name(flaw: Option<Flaw>) -> &'static str {
    flaw.map_or("", |flaw| flaw.rule.name)
}

#[test]
fn whole_numbers() {
    for (text, value) in [
        ("7", Some(7)),
        (" +7\n", Some(7)),
        ("-0", Some(0)),
        ("1_000", Some(1000)),
        ("٣", Some(3)),
        ("007", Some(7)),
        ("99999999999999999999", Some(i64::MAX)),
        ("", None),
        ("-", None),
        ("1__0", None),
        ("_1", None),
        ("1_", None),
        ("1.0", None),
        ("0x1", None),
        ("+ 1", None),
        ("1e3", None),
    ] {
        assert_eq!(integer_value(text), value, "{text}");
    }
    assert!(integer_value(&"1".repeat(4300)).is_some() && integer_value(&"1".repeat(4301)).is_none());
}

#[test]
fn bounds_of_whole_numbers() {
    for (text, wanted) in [
        ("-1", ["", "invalid-non-negative-integer", "invalid-positive-integer", "invalid-positive-integer"]),
        ("0", ["", "", "invalid-positive-integer", "invalid-positive-integer"]),
        ("2147483647", ["", "", "", ""]),
        ("2147483648", ["", "", "", "integer-overflow"]),
        ("", ["", "invalid-non-negative-integer", "invalid-positive-integer", "invalid-positive-integer"]),
        (
            "x",
            ["invalid-integer", "invalid-non-negative-integer", "invalid-positive-integer", "invalid-positive-integer"],
        ),
    ] {
        assert_eq!([integer(text), non_negative(text), positive(text), uint31(text)].map(name), wanted, "{text}");
    }
    for (text, wanted) in [
        ("0", ""),
        ("-1", "use-zero-for-unknown"),
        ("-2", "invalid-non-negative-integer"),
        ("1 MB", "invalid-integer-attribute"),
    ] {
        assert_eq!(name(enclosure_length(text)), wanted, "{text}");
    }
    assert!(port("80").is_none() && name(port("0")) == "invalid-integer-attribute");
    assert!(width("144").is_none() && name(width("145")) == "invalid-width" && name(width("")) == "invalid-width");
    assert!(height("400").is_none() && name(height("0")) == "invalid-height");
    assert!(hour("0").is_none() && hour("23").is_none());
    assert_eq!(
        [hour("24"), hour(" 24"), hour("2.5")].map(name),
        ["use-zero-for-midnight", "invalid-hour", "invalid-hour"]
    );
    assert!(day("Monday").is_none());
    assert_eq!(day("mon").map(|flaw| (flaw.rule, flaw.help)), Some((&INVALID_DAY, "write `Monday`".to_owned())));
}

#[test]
fn fractions() {
    for (text, value) in [
        ("1.5", Some(1.5)),
        (" -.5 ", Some(-0.5)),
        ("5.", Some(5.0)),
        ("1_0.2_5e1_0", Some(10.25e10)),
        ("１.5", Some(1.5)),
        ("Infinity", Some(f64::INFINITY)),
        ("1_.5", None),
        ("1e", None),
        ("", None),
        ("1,5", None),
        ("½", None),
    ] {
        assert_eq!(float_value(text), value, "{text}");
    }
    assert!(latitude("nan").is_none() && latitude("-90.0").is_none() && longitude("180").is_none());
    assert_eq!(
        [latitude("90.1"), longitude("-inf"), percentage("50%")].map(name),
        ["invalid-latitude", "invalid-longitude", "invalid-percentage"]
    );
    assert!(percentage("1e2").is_none() && float("29.97").is_none() && float("5.").is_none());
    assert_eq!([float("-1"), float(".5"), float("1e5"), float("1 ")].map(name), ["invalid-float"; 4]);
    assert!(float_prefix("128k").is_none() && float_prefix("k").is_some());
    assert!(decimal("-12.5 ").is_none() && decimal("+1.").is_none() && name(decimal("12m")) == "invalid-float-unit");
}

#[test]
fn other_forms() {
    for good in ["1830", "90:00", "0:30:30", "٣:59"] {
        assert_eq!(duration(good), None, "{good}");
    }
    for bad in ["", "1:2", "00:07:74", "1:00:00:00", "1:60", "-1", "1:٣0"] {
        assert_eq!(name(duration(bad)), "invalid-duration", "{bad}");
    }
    assert!(comma_separated("1,2, \t3").is_none() && comma_separated("7").is_none());
    assert_eq!(
        ["", "1,", "1 ,2", "1,,2"].map(|text| name(comma_separated(text))),
        ["invalid-comma-separated-integers"; 4]
    );
}
