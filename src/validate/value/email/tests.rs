//! Addresses of e-mail, right and wrong.

use super::*;

fn names(flaws: Vec<Flaw>) -> Vec<&'static str> {
    flaws.iter().map(|flaw| flaw.rule.name).collect()
}

#[test]
fn addresses_alone() {
    for good in ["me@example.com", "a'b+c_d.e-f@x-y.z9", "a@1.2.3.4", "a@-.b"] {
        assert_eq!(address(good), None, "{good}");
    }
    for (bad, wanted) in [
        ("", "invalid-addr-spec"),
        ("me", "invalid-addr-spec"),
        ("me@", "invalid-addr-spec"),
        ("@example.com", "invalid-addr-spec"),
        ("me@example.com (Me)", "invalid-addr-spec"),
        ("mailto:me@example.com", "invalid-addr-spec"),
        ("a@b..c", "unknown-host"),
        ("me@example", "unknown-host"),
        ("ü@example.com", "unknown-host"),
        ("me@exämple.com", "unknown-host"),
        ("me@example.com.", "unknown-host"),
        ("me@1", "invalid-addr-spec"),
    ] {
        assert_eq!(address(bad).map(|flaw| flaw.rule.name), Some(wanted), "{bad}");
    }
}

#[test]
fn addresses_with_names() {
    let none: &[&str] = &[];
    for (text, wanted) in [
        ("me@example.com", none),
        ("me@example.com (Me)", none),
        ("me@example.com (Me (myself))", none),
        ("Me <me@example.com>", none),
        ("\"Doe, J\" <me@example.com>", none),
        ("friends: me@example.com;", none),
        ("<@relay:me@example.com>", none),
        ("me . too @ example . com", none),
        ("me@example.com, you@example.com", &["invalid-contact"]),
        ("friends: me@example.com, you@example.com;", &["invalid-contact"]),
        ("me@this@example.com", &["invalid-contact"]),
        ("me@[1.2.3.4]", &["invalid-contact"]),
        ("Me (me@example.com)", &["invalid-contact"]),
        ("I prefer snail mail", &["invalid-contact"]),
        ("", &["invalid-contact"]),
        ("me@example", &["unknown-host"]),
        ("<b>Me</b>", &["contains-html", "invalid-contact"]),
    ] {
        assert_eq!(names(email(text, Written::default())), wanted, "{text}");
    }
}

#[test]
fn addresses_as_rss_recommends_them() {
    let none: &[&str] = &[];
    for (text, wanted) in [
        ("me@example.com (Me)", none),
        ("mailto:me%40example.com%20(Me)", none),
        ("me@example.com", &["missing-real-name"]),
        ("mailto:me@example.com", &["missing-real-name"]),
        ("Me <me@example.com>", &["email-format"]),
        ("Me (me@example.com)", &["invalid-contact"]),
        ("Mark Pilgrim", &["invalid-contact"]),
        ("@example.com x@y", &["invalid-contact"]),
    ] {
        assert_eq!(names(email_with_name(text, Written::default())), wanted, "{text}");
    }
}

#[test]
fn addresses_in_names() {
    assert_eq!(no_email("Me <me@example> me@example.com <x"), None);
    let flaw = no_email("<i Me <me@example.com> <a@b.c>").unwrap();
    assert_eq!((flaw.rule.name, flaw.at), ("contains-email", Some(6..22)));
}

#[test]
fn nothing_is_slow_or_deep() {
    for part in ["(", "<", "a:", "\"", "\\", "(\\", ";", "a.", "@", "a@b,", "[", "<a@", "(("] {
        let text = part.repeat(10_000);
        email(&text, Written::default());
        email(&format!("{text}x"), Written::default());
        no_email(&text);
    }
}
