//! Places on the earth, as GML and GeoRSS write them.

use super::Flaw;
use super::chars::{Scan, is_digit, is_space, line, strip};
use crate::diagnostic::rule::rules;
use crate::validate::reader::shown;

rules! {
    /// A place is not two numbers.
    ///
    /// Write latitude and longitude in degrees, with one space between them: `48.2 16.37`.
    INVALID_COORD = Error "invalid-coord";

    /// A line or an area is not a list of pairs of numbers.
    ///
    /// Write latitude and longitude of each point, with a space between all numbers. It takes two points at least.
    INVALID_COORD_LIST = Error "invalid-coord-list";

    /// There is a comma between latitude and longitude.
    ///
    /// GML separates them by a space; programs may take a comma for something else.
    COORD_COMMA = Warning "coord-comma";
}

/// Latitude and longitude.
pub fn position(text: &str) -> Option<Flaw> {
    let mut scan = Scan(line(text));
    let right = number(&mut scan) && scan.one(|c| matches!(c, ' ' | ',')) && number(&mut scan) && scan.at_end();
    if !right {
        let message = format!("`{}` is no latitude and longitude", shown(text));
        return Some(Flaw::new(&INVALID_COORD, message, "write it as in `48.2 16.37`").param("value", text));
    }
    text.contains(',').then(|| comma(text))
}

/// Pairs of latitude and longitude. Commas are told besides.
pub fn positions(text: &str) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    if text.contains(',') {
        if !has_commas_in_pairs(strip(text)) {
            return vec![not_a_list(text)];
        }
        flaws.push(comma(text));
    }
    let mut count = 0;
    for value in text.split(|c| is_space(c) || c == ',').filter(|value| !value.is_empty()) {
        count += 1;
        let mut scan = Scan(value);
        if flaws.iter().all(|flaw| flaw.rule != &INVALID_COORD_LIST) && !(number(&mut scan) && scan.at_end()) {
            flaws.push(not_a_list(value));
        }
    }
    if count < 3 || count % 2 == 1 {
        flaws.retain(|flaw| flaw.rule != &INVALID_COORD_LIST);
        flaws.push(not_a_list(&text.replace(',', " ")));
    }
    flaws
}

fn comma(text: &str) -> Flaw {
    let at = text.find(',').unwrap_or_default();
    let flaw =
        Flaw::new(&COORD_COMMA, "there is a comma between latitude and longitude", "write a space for the comma");
    flaw.at(at..at + 1).param("value", text)
}

fn not_a_list(value: &str) -> Flaw {
    let message = format!("`{}` is no list of latitudes and longitudes", shown(value));
    Flaw::new(&INVALID_COORD_LIST, message, "write it as in `48.2 16.37 48.3 16.4`").param("value", value)
}

/// A sign, digits and a fraction.
fn number(scan: &mut Scan) -> bool {
    scan.one(|c| matches!(c, '+' | '-'));
    let whole = scan.many(is_digit) > 0;
    if whole && scan.is('.') {
        scan.many(is_digit);
    }
    whole
}

/// Whether commas stand between two numbers of a pair only, the second being of one digit, as the W3C validator looks
/// at it.
fn has_commas_in_pairs(text: &str) -> bool {
    let figure = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.');
    let mut scan = Scan(text);
    let mut pairs = 0;
    loop {
        if !(scan.many(figure) > 0 && scan.one(|c| matches!(c, ',' | ' ')) && scan.one(figure)) {
            return false;
        }
        pairs += 1;
        if scan.at_end() {
            return pairs > 1;
        }
        if !scan.is(' ') {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points() {
        for (text, wanted) in [
            ("48.2 16.37", None),
            ("-48. +16", None),
            ("48.2,16.37", Some("coord-comma")),
            ("48.2  16.37", Some("invalid-coord")),
            ("48.2", Some("invalid-coord")),
            (".5 1", Some("invalid-coord")),
        ] {
            assert_eq!(position(text).map(|flaw| flaw.rule.name), wanted, "{text}");
        }
    }

    #[test]
    fn lists() {
        let names = |text| positions(text).iter().map(|flaw| flaw.rule.name).collect::<Vec<_>>();
        assert_eq!(names("1 2 3.5\n-4"), [""; 0]);
        assert_eq!(names("1,2 3,4"), ["coord-comma"]);
        assert_eq!(names("1,2 3,4.5"), ["invalid-coord-list"]);
        assert_eq!(names("1,2 -,4"), ["coord-comma", "invalid-coord-list"]);
        assert_eq!(names("1 2"), ["invalid-coord-list"]);
        assert_eq!(names("1 2 3"), ["invalid-coord-list"]);
        assert_eq!(positions("1 2 x y")[0].params, [("value", "x".to_owned())]);
    }
}
