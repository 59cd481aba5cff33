//! Places on Earth as GeoRSS and GML write them: a latitude and a longitude, or a list of such pairs.

use super::Flaw;
use super::chars::{Scan, is_digit, line};
use crate::diagnostic::Rule;
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// A place is not given as a latitude and a longitude.
    ///
    /// Write decimal degrees with one space between them, the latitude first: `45.256 -71.92`. Spec: GeoRSS Simple,
    /// "point".
    INVALID_COORD = Error "invalid-coord";

    /// A line or an area is not given as pairs of latitude and longitude.
    ///
    /// Write decimal degrees with spaces between all of them, the latitude of each pair first:
    /// `45.256 -110.45 46.46 -109.48`. There are at least two pairs. Spec: GeoRSS Simple, "line".
    INVALID_COORD_LIST = Error "invalid-coord-list";

    /// There is a comma between latitude and longitude.
    ///
    /// GeoRSS has a space there. Readers that split at white space do not understand the comma.
    COORD_COMMA = Warning "coord-comma";
}

/// A latitude and a longitude.
pub fn position(text: &str) -> Option<Flaw> {
    let mut scan = Scan(line(text));
    let right = number(&mut scan) && scan.one(|c| matches!(c, ' ' | ',')) && number(&mut scan) && scan.at_end();
    if !right {
        return Some(wrong(&INVALID_COORD, text, "a latitude and a longitude", "45.256 -71.92"));
    }
    text.find(',').map(|at| comma(text, at))
}

/// Pairs of a latitude and a longitude.
pub fn positions(text: &str) -> Option<Flaw> {
    let list = |value: &str| wrong(&INVALID_COORD_LIST, value, "a list of coordinates", "45.256 -110.45 46.46 -109.48");
    let at = text.find(',');
    if at.is_some() && !has_short_pairs(text) {
        return Some(list(text));
    }
    let mut count = 0;
    for value in text.split(|c: char| c.is_whitespace() || c == ',').filter(|value| !value.is_empty()) {
        count += 1;
        let mut scan = Scan(value);
        if !(number(&mut scan) && scan.at_end()) {
            return Some(list(value).param("value", value));
        }
    }
    if count < 3 || count % 2 == 1 {
        return Some(list(text));
    }
    at.map(|at| comma(text, at))
}

/// A sign perhaps, digits, a fraction perhaps.
fn number(scan: &mut Scan) -> bool {
    scan.one(|c| matches!(c, '+' | '-'));
    let right = scan.many(is_digit) > 0;
    if right && scan.is('.') {
        scan.many(is_digit);
    }
    right
}

/// Whether commas stand only within pairs. As the W3C validator has it, the second of a pair is one character long.
fn has_short_pairs(text: &str) -> bool {
    let fits = |c| matches!(c, '-' | '+' | '.' | '0'..='9');
    let pair = |scan: &mut Scan| scan.many(fits) > 0 && scan.one(|c| matches!(c, ',' | ' ')) && scan.one(fits);
    let mut scan = Scan(text.trim());
    let mut right = pair(&mut scan);
    let mut pairs = 1;
    while right && !scan.at_end() {
        right = scan.is(' ') && pair(&mut scan);
        pairs += 1;
    }
    right && pairs > 1
}

fn comma(text: &str, at: usize) -> Flaw {
    let message = format!("there is a comma between the coordinates `{}`", shown(text));
    let help = format!("write `{}`", shown(&text.replace(',', " ")));
    Flaw::new(&COORD_COMMA, message, help).at(at..at + 1).param("value", text)
}

fn wrong(rule: &'static Rule, text: &str, wanted: &str, example: &str) -> Flaw {
    let message = match text {
        "" => format!("{wanted} is expected and nothing stands there"),
        _ => format!("`{}` is not {wanted}", shown(text)),
    };
    Flaw::new(rule, message, format!("write decimal degrees with spaces between them: `{example}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(flaw: Option<Flaw>) -> &'static str {
        flaw.map_or("", |flaw| flaw.rule.name)
    }

    #[test]
    fn positions_are_pairs() {
        for (text, rule) in [
            ("45.256 -71.92", ""),
            ("+45. 71", ""),
            ("45.256,-71.92", "coord-comma"),
            ("45.256  -71.92", "invalid-coord"),
            ("45.256, -71.92", "invalid-coord"),
            (".5 7", "invalid-coord"),
            ("", "invalid-coord"),
        ] {
            assert_eq!(name(position(text)), rule, "{text}");
        }
        for (text, rule) in [
            ("45.256 -110.45 46.46 -109.48", ""),
            ("1 2\n3 4\t5 6", ""),
            ("1 2 3", "invalid-coord-list"),
            ("1 2", "invalid-coord-list"),
            ("1 2 3 x", "invalid-coord-list"),
            ("1,2 3,4", "coord-comma"),
            ("1,2 3,45", "invalid-coord-list"),
            ("1 2,3 4", "invalid-coord-list"),
            ("", "invalid-coord-list"),
        ] {
            assert_eq!(name(positions(text)), rule, "{text}");
        }
        assert_eq!(
            positions("1 2 3 north").map(|flaw| flaw.message),
            Some("`north` is not a list of coordinates".into())
        );
    }
}
