//! Style attributes: which parts of them readers throw out, since with them a feed could reach beyond its own place on
//! the screen, or fetch something.

use std::borrow::Cow;
use std::collections::HashSet;
use std::str::Chars;

use super::chars::{is_digit, is_space, is_word, trimmed};
use super::names::{CSS_KEYWORDS, is_in, is_safe_property};

/// What is unsafe in a style attribute: nothing; all of it, where it is not plainly a list of declarations; else
/// properties that are not on the list, and values of backgrounds, borders, margins and paddings that are not, in lower
/// case, each once and in order.
pub fn style(value: &str) -> Vec<String> {
    if !is_plain(value) {
        return vec![value.to_owned()];
    }
    let lower = if value.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
        Cow::Owned(value.to_lowercase())
    } else {
        Cow::Borrowed(value)
    };
    declarations(&lower).map_or_else(|| vec![value.to_owned()], |parts| parts.list)
}

/// The unsafe parts of declarations, `name: value`, with a `;` behind each but the last; `None` for anything else.
fn declarations(value: &str) -> Option<Parts> {
    let mut parts = Parts::default();
    let mut rest = Some(value);
    while let Some(text) = rest {
        let (declaration, more) = split(text, b';').map_or((text, None), |(before, after)| (before, Some(after)));
        rest = more;
        if more.is_none() && (declaration.is_empty() || declaration == "\n") {
            break;
        }
        let (name, value) = split(declaration, b':')?;
        let name = trimmed(name);
        if name.is_empty() || !name.chars().all(|c| is_word(c) || c == '-') || split(value, b':').is_some() {
            return None;
        }
        if !is_safe_property(name) {
            parts.add(name);
        } else if is_shorthand(name) {
            let values = value.split(is_space).filter(|part| !part.is_empty());
            values.filter(|part| !is_safe_value(part)).for_each(|part| parts.add(part));
        }
    }
    Some(parts)
}

/// What is before and behind a mark.
fn split(text: &str, mark: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|b| b == mark)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

fn is_shorthand(name: &str) -> bool {
    let first = split(name, b'-').map_or(name, |(first, _)| first);
    matches!(first, "background" | "border" | "margin" | "padding")
}

/// Different ones, in order.
#[derive(Default)]
struct Parts {
    list: Vec<String>,
    /// The same, once there are many.
    known: HashSet<String>,
}

impl Parts {
    fn add(&mut self, part: &str) {
        const FEW: usize = 16;
        if self.list.len() < FEW {
            if self.list.iter().any(|known| known == part) {
                return;
            }
        } else {
            if self.known.is_empty() {
                self.known.extend(self.list.iter().cloned());
            }
            if !self.known.insert(part.to_owned()) {
                return;
            }
        }
        self.list.push(part.to_owned());
    }
}

/// Whether there are only letters, digits and little else, hyphens only inside words, and quotes and brackets only
/// around words and numbers.
fn is_plain(value: &str) -> bool {
    let bytes = value.as_bytes();
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if is_plain_byte(*byte) && bytes.get(at + 1) != Some(&b'-') {
            at += 1;
            continue;
        }
        let mut rest = value.get(at..).unwrap_or_default().chars();
        if !is_plain_at(&mut rest) {
            return false;
        }
        at = value.len() - rest.as_str().len();
    }
    true
}

const fn is_plain_byte(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'\t' | b'\n' | b':' | b',' | b';' | b'#' | b'%' | b'.' | b'!')
}

/// Passes over the next character, or all that belongs to it.
fn is_plain_at(rest: &mut Chars) -> bool {
    let Some(c) = rest.next() else { return true };
    let mut ahead = rest.clone();
    // A hyphen takes the letter before it and the one behind with it: `a-b-c` is not plain, `ab-cd-ef` is.
    if is_word(c) && ahead.next() == Some('-') {
        *rest = ahead;
        return rest.next().is_some_and(is_word);
    }
    match c {
        '\'' | '"' => enclosed(rest, c, |c| is_word(c) || is_space(c)),
        '(' => enclosed(rest, ')', |c| is_digit(c) || c == ',' || is_space(c)),
        _ if c.is_ascii() && is_plain_byte(c as u8) => true,
        _ => is_space(c),
    }
}

/// Passes over one or more characters of a kind, and what closes them.
fn enclosed(rest: &mut Chars, close: char, allowed: impl Fn(char) -> bool) -> bool {
    let mut empty = true;
    for c in rest.by_ref() {
        if c == close {
            return !empty;
        }
        if !allowed(c) {
            return false;
        }
        empty = false;
    }
    false
}

fn is_safe_value(value: &str) -> bool {
    match value.bytes().next() {
        Some(b'#') => is_colour(value),
        Some(b'0'..=b'9' | b'.' | 0x80..) => is_length(value),
        _ => is_in(CSS_KEYWORDS, value) || is_rgb(value),
    }
}

fn is_colour(value: &str) -> bool {
    value.strip_prefix('#').is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
    })
}

/// `rgb(1,2,3)`, or as much of it as is left when it is cut at white space.
fn is_rgb(value: &str) -> bool {
    fn digits(text: &str) -> &str {
        text.trim_start_matches(is_digit)
    }
    fn without(text: &str, c: char) -> &str {
        text.strip_prefix(c).unwrap_or(text)
    }
    let Some(first) = value.strip_prefix("rgb(") else { return false };
    let rest = digits(first);
    let Some(rest) = without(rest, '%').strip_prefix(',').filter(|_| rest.len() < first.len()) else { return false };
    let rest = without(without(digits(rest), '%'), ',');
    without(without(digits(rest), '%'), ')').is_empty()
}

/// A number with at most one digit before the point and two behind, or three without a point, and perhaps a unit.
fn is_length(value: &str) -> bool {
    let end = value.find(|c| !is_digit(c) && c != '.').unwrap_or(value.len());
    let Some((number, unit)) = value.split_at_checked(end) else { return false };
    if !matches!(unit, "" | "px" | "em" | "%" | "pt" | "cm" | "ex" | "in" | "mm" | "pc" | "," | ")") {
        return false;
    }
    let is_digits = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.chars().count()) && text.chars().all(is_digit)
    };
    match number.split_once('.') {
        Some((before, after)) => is_digits(before, 0..=1) && is_digits(after, 1..=2),
        None => is_digits(number, 1..=3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_parts_are_named() {
        const WHOLE: &str = "";
        let cases: &[(&str, &[&str])] = &[
            ("", &[]),
            ("\n", &[]),
            (" ", &[WHOLE]),
            ("color: red", &[]),
            ("color: red;", &[]),
            ("color: red; ", &[WHOLE]),
            ("color: red;\n", &[]),
            ("color: red;\n\n", &[WHOLE]),
            ("color: red;; width: 1px", &[WHOLE]),
            ("color: a:b", &[WHOLE]),
            ("COLOR : RED ; Position:Absolute;position:fixed", &["position"]),
            ("font-family: 'Trebuchet MS', \"Arial\"", &[]),
            ("font-family: ''", &[WHOLE]),
            ("font-family: 'a", &[WHOLE]),
            ("border-left-color: red", &[]),
            ("a-b-c: red", &[WHOLE]),
            ("-moz-box: red", &[WHOLE]),
            ("background-image:url(http://example.org/)", &[WHOLE]),
            ("color: expression(alert)", &[WHOLE]),
            ("margin: 0 12px 1.5em 100% .5in", &[]),
            ("margin: -1px 9999px 1000 1.555em", &[WHOLE]),
            ("margin: 9999px 1.555em 99999px 9999px", &["9999px", "1.555em", "99999px"]),
            ("padding: 12.5em auto", &["12.5em"]),
            ("background: #FFF rgb(1,2,3) rgb(1, 2, 3) rgb(1 2)", &["rgb(1"]),
            ("background: #xyz RED none repeat", &["#xyz", "repeat"]),
            ("color: whatever; mso-list: l0", &["mso-list"]),
            ("width: (٣)", &[]),
            ("margin: rgb(١,٢%) ٣٤٥) ٣)", &[WHOLE]),
            ("a\u{B}b: x", &[WHOLE]),
            ("z_index: 1", &[WHOLE]),
            ("width: 1\u{1C}px", &[]),
            ("clear: b\u{e9}-", &[WHOLE]),
        ];
        for (value, expected) in cases {
            let expected: Vec<&str> = expected.iter().map(|part| if *part == WHOLE { *value } else { *part }).collect();
            assert_eq!(style(value), expected, "{value:?}");
        }
    }
}
