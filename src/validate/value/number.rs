//! Numbers: whole ones, fractions, lengths of time, and the bounds that elements set them.

use super::Flaw;
use super::chars::{Scan, digit, is_digit, is_space, strip};
use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// A whole number is expected and something else stands there.
    ///
    /// Write digits alone, with `-` before them where the number is negative: no fraction, no unit, no separators.
    INVALID_INTEGER = Error "invalid-integer";

    /// A whole number of zero or more is expected.
    ///
    /// Counts, sizes and positions cannot be negative. Write digits alone, without sign, fraction or unit.
    INVALID_NON_NEGATIVE_INTEGER = Error "invalid-non-negative-integer";

    /// A whole number of one or more is expected.
    ///
    /// Write digits alone, without fraction or unit. Where there is nothing to count, leave the element out.
    INVALID_POSITIVE_INTEGER = Error "invalid-positive-integer";

    /// An attribute must be a whole number and is none.
    ///
    /// Write digits alone. The length of an enclosure is in bytes, `0` where it is not known.
    INVALID_INTEGER_ATTRIBUTE = Error "invalid-integer-attribute";

    /// A number is larger than readers can hold.
    ///
    /// Readers keep it in 32 bits with a sign, so it must not exceed 2147483647.
    INTEGER_OVERFLOW = Error "integer-overflow";

    /// The length of an enclosure is given as -1.
    ///
    /// Where the length is not known, readers take `0` for that; negative lengths upset some of them.
    USE_ZERO_FOR_UNKNOWN = Error "use-zero-for-unknown";

    /// A number, perhaps with a fraction, is expected.
    ///
    /// Write digits with a dot before the fraction: `29.97`. A sign, an exponent or a unit is not understood here.
    INVALID_FLOAT = Error "invalid-float";

    /// A number with a sign and a fraction at most is expected.
    ///
    /// Write it in digits with a dot: `-12.5`. Heights are in metres, without a unit.
    INVALID_FLOAT_UNIT = Error "invalid-float-unit";

    /// A percentage is not a number between 0 and 100.
    ///
    /// Write the number alone, without the percent sign.
    INVALID_PERCENTAGE = Error "invalid-percentage";

    /// A latitude is not a number between -90 and 90.
    ///
    /// Write decimal degrees, negative south of the equator. Latitude and longitude are easily mixed up: the
    /// latitude comes first.
    INVALID_LATITUDE = Error "invalid-latitude";

    /// A longitude is not a number between -180 and 180.
    ///
    /// Write decimal degrees, negative west of Greenwich.
    INVALID_LONGITUDE = Error "invalid-longitude";

    /// A duration is not given as readers of podcasts take it.
    ///
    /// Write seconds (`1830`), or minutes and seconds or hours, minutes and seconds with colons (`30:30`, `0:30:30`).
    /// Behind the first colon each part has two digits and is below 60.
    INVALID_DURATION = Error "invalid-duration";

    /// A list of whole numbers is expected, with commas between them.
    ///
    /// Write digits and commas alone: `12,9,3`.
    INVALID_COMMA_SEPARATED_INTEGERS = Error "invalid-comma-separated-integers";

    /// The width of the channel's image is not a whole number from 1 to 144.
    ///
    /// Readers keep a place of at most 144 pixels for it. Without the element they take 88.
    INVALID_WIDTH = Error "invalid-width";

    /// The height of the channel's image is not a whole number from 1 to 400.
    ///
    /// Readers keep a place of at most 400 pixels for it. Without the element they take 31.
    INVALID_HEIGHT = Error "invalid-height";

    /// An hour to skip is not a whole number from 0 to 23.
    ///
    /// Hours are those of Greenwich, midnight being `0`. Minutes are not possible.
    INVALID_HOUR = Error "invalid-hour";

    /// Midnight is given as 24.
    ///
    /// The hours of a day run from 0 to 23; readers differ in what they make of `24`.
    USE_ZERO_FOR_MIDNIGHT = Warning "use-zero-for-midnight";

    /// A day to skip is not an English name of a day of the week.
    ///
    /// Write it in full and with a capital, as in `Monday`.
    INVALID_DAY = Error "invalid-day";
}

/// The most digits a number can have.
const MOST_DIGITS: usize = 4300;

/// A whole number, as it is widely read: white space around it, a sign, digits of any script, `_` between digits.
///
/// Numbers beyond 18 digits come out as the nearest that there is.
pub fn integer_value(text: &str) -> Option<i64> {
    let text = strip(text);
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, text.get(1..)?),
        b'+' => (false, text.get(1..)?),
        _ => (false, text),
    };
    let (mut value, mut count, mut after_digit) = (0_i64, 0, false);
    for c in digits.chars() {
        match digit(c) {
            Some(digit) => {
                value = value.saturating_mul(10).saturating_add(i64::from(digit));
                count += 1;
                after_digit = true;
            }
            None if c == '_' && after_digit => after_digit = false,
            None => return None,
        }
    }
    (after_digit && count <= MOST_DIGITS).then_some(if negative { -value } else { value })
}

/// A number, as it is widely read: white space around it, a sign, digits of any script with `_` between them, a
/// fraction, an exponent; `inf` and `nan`.
pub fn float_value(text: &str) -> Option<f64> {
    let text = strip(text);
    if text.is_ascii() && !text.contains('_') {
        return text.parse().ok();
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match digit(c) {
            Some(digit) => plain.extend(char::from_digit(digit, 10)),
            None if c == '_' => {
                let between =
                    plain.ends_with(|c: char| c.is_ascii_digit()) && chars.peek().is_some_and(|&c| is_digit(c));
                if !between {
                    return None;
                }
            }
            None if c.is_ascii() => plain.push(c),
            None => return None,
        }
    }
    plain.parse().ok()
}

fn flaw(rule: &'static Rule, text: &str, wanted: &str) -> Flaw {
    let message = match text {
        "" => format!("{wanted} is expected and nothing stands there"),
        _ => format!("`{}` is not {wanted}", shown(text)),
    };
    Flaw::new(rule, message, format!("write {wanted}"))
}

/// A whole number; nothing at all is right too.
pub fn integer(text: &str) -> Option<Flaw> {
    (!text.is_empty() && integer_value(text).is_none()).then(|| flaw(&INVALID_INTEGER, text, "a whole number"))
}

/// A whole number from 0.
pub fn non_negative(text: &str) -> Option<Flaw> {
    let right = integer_value(text).is_some_and(|value| value >= 0);
    (!right).then(|| flaw(&INVALID_NON_NEGATIVE_INTEGER, text, "a whole number from 0"))
}

/// A whole number from 1.
pub fn positive(text: &str) -> Option<Flaw> {
    let right = integer_value(text).is_some_and(|value| value > 0);
    (!right).then(|| flaw(&INVALID_POSITIVE_INTEGER, text, "a whole number from 1"))
}

/// A whole number from 1 that fits into 31 bits.
pub fn uint31(text: &str) -> Option<Flaw> {
    positive(text).or_else(|| {
        let large = integer_value(text).is_some_and(|value| value > i64::from(i32::MAX));
        large.then(|| flaw(&INTEGER_OVERFLOW, text, "a whole number up to 2147483647"))
    })
}

/// The length of an enclosure in bytes.
pub fn enclosure_length(text: &str) -> Option<Flaw> {
    match integer_value(text) {
        Some(0..) => None,
        Some(-1) => {
            let message = "the length is -1, where `0` stands for one that is not known";
            Some(Flaw::new(&USE_ZERO_FOR_UNKNOWN, message, "write `0`, or the length in bytes"))
        }
        Some(_) => Some(flaw(&INVALID_NON_NEGATIVE_INTEGER, text, "a whole number from 0")),
        None => Some(flaw(&INVALID_INTEGER_ATTRIBUTE, text, "a whole number of bytes")),
    }
}

/// The port of a cloud.
pub fn port(text: &str) -> Option<Flaw> {
    let right = integer_value(text).is_some_and(|value| value > 0);
    (!right).then(|| flaw(&INVALID_INTEGER_ATTRIBUTE, text, "a whole number from 1"))
}

/// Digits, with a fraction perhaps, and nothing else.
pub fn float(text: &str) -> Option<Flaw> {
    let mut scan = Scan(super::chars::line(text));
    let right = unsigned(&mut scan) && scan.at_end();
    (!right).then(|| flaw(&INVALID_FLOAT, text, "a number such as `2.5`"))
}

/// Begins with a digit; what follows it is not looked at, as with the bit rates of media.
pub fn float_prefix(text: &str) -> Option<Flaw> {
    (!text.starts_with(is_digit)).then(|| flaw(&INVALID_FLOAT, text, "a number such as `2.5`"))
}

/// A sign perhaps, digits, a fraction perhaps, and white space.
pub fn decimal(text: &str) -> Option<Flaw> {
    let mut scan = Scan(text);
    scan.one(|c| matches!(c, '+' | '-'));
    let right = unsigned(&mut scan) && {
        scan.many(is_space);
        scan.at_end()
    };
    (!right).then(|| flaw(&INVALID_FLOAT_UNIT, text, "a number such as `-12.5`"))
}

fn unsigned(scan: &mut Scan) -> bool {
    let whole = scan.many(is_digit) > 0;
    if whole && scan.is('.') {
        scan.many(is_digit);
    }
    whole
}

fn within(text: &str, least: f64, most: f64, rule: &'static Rule) -> Option<Flaw> {
    let right = float_value(text).is_some_and(|value| !(value < least || value > most));
    (!right).then(|| flaw(rule, text, &format!("a number from {least} to {most}")))
}

/// A number from 0 to 100.
pub fn percentage(text: &str) -> Option<Flaw> {
    within(text, 0.0, 100.0, &INVALID_PERCENTAGE)
}

/// Degrees from -90 to 90.
pub fn latitude(text: &str) -> Option<Flaw> {
    within(text, -90.0, 90.0, &INVALID_LATITUDE)
}

/// Degrees from -180 to 180.
pub fn longitude(text: &str) -> Option<Flaw> {
    within(text, -180.0, 180.0, &INVALID_LONGITUDE)
}

/// Seconds, `M:SS` or `H:MM:SS`.
pub fn duration(text: &str) -> Option<Flaw> {
    let mut scan = Scan(super::chars::line(text));
    let sixty = |scan: &mut Scan| scan.one(|c| matches!(c, '0'..='5')) && scan.one(|c| c.is_ascii_digit());
    let mut right = scan.many(is_digit) > 0;
    for _ in 0..2 {
        if right && scan.is(':') {
            right = sixty(&mut scan);
        }
    }
    (!(right && scan.at_end())).then(|| flaw(&INVALID_DURATION, text, "a duration such as `1830` or `0:30:30`"))
}

/// Whole numbers with commas between them, white space behind the commas.
pub fn comma_separated(text: &str) -> Option<Flaw> {
    let mut scan = Scan(super::chars::line(text));
    let mut right = scan.many(is_digit) > 0;
    while right && scan.is(',') {
        scan.many(is_space);
        right = scan.many(is_digit) > 0;
    }
    let rule = &INVALID_COMMA_SEPARATED_INTEGERS;
    (!(right && scan.at_end())).then(|| flaw(rule, text, "whole numbers with commas between them"))
}

/// The width of an image in RSS.
pub fn width(text: &str) -> Option<Flaw> {
    let right = integer_value(text).is_some_and(|value| (1..=144).contains(&value));
    (!right).then(|| flaw(&INVALID_WIDTH, text, "a whole number from 1 to 144"))
}

/// The height of an image in RSS.
pub fn height(text: &str) -> Option<Flaw> {
    let right = integer_value(text).is_some_and(|value| (1..=400).contains(&value));
    (!right).then(|| flaw(&INVALID_HEIGHT, text, "a whole number from 1 to 400"))
}

/// An hour to skip.
pub fn hour(text: &str) -> Option<Flaw> {
    let right = integer_value(text).is_some_and(|value| (0..=23).contains(&value));
    (!right).then(|| match text {
        "24" => Flaw::new(&USE_ZERO_FOR_MIDNIGHT, "the hour `24` does not exist", "write `0` for midnight"),
        _ => flaw(&INVALID_HOUR, text, "a whole number from 0 to 23"),
    })
}

/// A day to skip.
pub fn day(text: &str) -> Option<Flaw> {
    const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    if DAYS.contains(&text) {
        return None;
    }
    let mut flaw = flaw(&INVALID_DAY, text, "a day of the week, such as `Monday`");
    let meant =
        |day: &&&str| text.len() >= 2 && day.get(..text.len()).is_some_and(|day| day.eq_ignore_ascii_case(text));
    if let Some(day) = DAYS.iter().find(meant) {
        flaw.help = format!("write `{day}`");
    }
    Some(flaw)
}

#[cfg(test)]
mod tests;
