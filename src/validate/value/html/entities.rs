//! The named character references of HTML.

use memchr::{memchr, memrchr};

/// A name to a line, sorted by bytes: `name code-points [4][!]`. The code points are hexadecimal, with a comma between
/// two; `4` marks the names of HTML 4, `!` those that old browsers take without `;`. Spec: HTML, section 13.5.
static TABLE: &str = include_str!("entities.txt");

/// A line of the table.
struct Line<'t> {
    codes: &'t str,
    flags: &'t str,
}

/// The line of a name, or with `by_prefix` of some name that begins like it.
fn find(name: &str, by_prefix: bool) -> Option<Line<'static>> {
    let (mut low, mut high) = (0, TABLE.len());
    while low < high {
        let middle = low.midpoint(high);
        let start = memrchr(b'\n', TABLE.as_bytes().get(..middle)?).map_or(0, |at| at + 1);
        let rest = TABLE.get(start..)?;
        let line = rest.get(..memchr(b'\n', rest.as_bytes())?)?;
        let known = line.get(..memchr(b' ', line.as_bytes())?)?;
        if known == name || by_prefix && known.starts_with(name) {
            let mut rest = line.split(' ').skip(1);
            return Some(Line { codes: rest.next()?, flags: rest.next().unwrap_or_default() });
        }
        if known < name {
            low = start + line.len() + 1;
        } else {
            high = start;
        }
    }
    None
}

/// Nearly all that feeds have.
fn is_common(name: &str) -> bool {
    matches!(name, "amp" | "lt" | "gt" | "nbsp" | "quot" | "apos" | "hellip" | "mdash" | "ndash")
        || matches!(name, "rsquo" | "lsquo" | "rdquo" | "ldquo" | "laquo" | "raquo" | "copy" | "eacute")
}

/// Adds what `&name;` stands for; whether there is such a name.
pub(super) fn push(name: &str, out: &mut String) -> bool {
    let Some(line) = find(name, false) else { return false };
    out.extend(line.codes.split(',').filter_map(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)));
    true
}

/// Whether `&name;` stands for something.
pub(super) fn is_known(name: &str) -> bool {
    is_common(name) || find(name, false).is_some()
}

/// How many bytes at the start of `run`, which is ASCII letters and digits, may stand for a character without `;`.
pub(super) fn bare(run: &str) -> Option<usize> {
    // The longest such name has six letters.
    (2..=run.len().min(6)).rev().find(|&end| {
        let line = run.get(..end).and_then(|name| find(name, false));
        line.is_some_and(|line| line.flags.contains('!'))
    })
}

/// Whether some name begins like this.
pub(super) fn is_prefix(start: &str) -> bool {
    find(start, true).is_some()
}

/// What `&name;` stands for in HTML 4; its 252 names.
pub fn html4_entity(name: &str) -> Option<char> {
    let line = find(name, false).filter(|line| line.flags.contains('4'))?;
    match name {
        // Moved in HTML 5, to the brackets of mathematics.
        "lang" => Some('\u{2329}'),
        "rang" => Some('\u{232A}'),
        _ => char::from_u32(u32::from_str_radix(line.codes, 16).ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found() {
        let names: Vec<&str> = TABLE.lines().filter_map(|line| line.split(' ').next()).collect();
        assert_eq!(names.len(), 2_125);
        assert!(names.is_sorted_by(|a, b| a < b));
        let mut bare_names = 0;
        for name in &names {
            let mut out = String::new();
            assert!(push(name, &mut out) && (1..=2).contains(&out.chars().count()), "{name}");
            assert!((1..=name.len()).all(|end| is_prefix(&name[..end])), "{name}");
            bare_names += usize::from(bare(name) == Some(name.len()));
        }
        assert_eq!(bare_names, 106);
        assert_eq!(names.iter().filter(|name| html4_entity(name).is_some()).count(), 252);
    }

    #[test]
    fn names_are_exact() {
        assert_eq!(html4_entity("eacute"), Some('é'));
        assert_eq!(html4_entity("lang"), Some('\u{2329}'));
        assert_eq!((html4_entity("apos"), html4_entity("Eacut"), html4_entity("")), (None, None, None));
        assert!(["copy", "amp", "nbsp", "ldquo"].iter().all(|name| is_common(name) && find(name, false).is_some()));
        assert!(is_known("NotEqualTilde") && !is_known("amp;") && !is_prefix("b=") && !is_prefix("1"));
        assert_eq!((bare("notit"), bare("amper"), bare("b"), bare("")), (Some(3), Some(3), None, None));
    }
}
