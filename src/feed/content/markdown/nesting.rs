//! Markdown that opens more quotations and lists in a line than can be followed.

use crate::diagnostic::Span;

/// How many quotations and lists a line may open; the parser's time grows with their number times the lines'.
const MAX_CONTAINERS: usize = 200;

/// The first line that opens more quotations and lists than can be followed.
pub fn find_too_nested(body: &str) -> Option<Span> {
    let bytes = body.as_bytes();
    // What opens that many fills more than two of these pieces, one of them wholly.
    const PIECE: usize = MAX_CONTAINERS / 2;
    let is_filled = |piece: &[u8]| piece.iter().all(|b| is_container(*b) || is_between(*b));
    if !bytes.chunks_exact(PIECE).any(is_filled) {
        return None;
    }
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes).map(|at| at + 1).chain([bytes.len()]) {
        let line = &bytes[start..end];
        if containers(line) > MAX_CONTAINERS {
            return Some(Span::new(start, end));
        }
        start = end;
    }
    None
}

/// How many quotations and lists `line` may open.
fn containers(line: &[u8]) -> usize {
    let mut count = 0;
    for (at, b) in line.iter().enumerate() {
        let spaced = || matches!(line.get(at + 1), Some(b' ' | b'\t'));
        match b {
            b'>' => count += 1,
            b if is_container(*b) && spaced() => count += 1,
            b if is_between(*b) => {}
            _ => break,
        }
    }
    count
}

fn is_container(b: u8) -> bool {
    matches!(b, b'>' | b'-' | b'+' | b'*' | b'.' | b')')
}

/// Whether `b` may stand before what opens a quotation or list.
fn is_between(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'0'..=b'9')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn slow(body: &str) -> Option<Span> {
        let mut start = 0;
        for line in body.split_inclusive('\n') {
            if containers(line.as_bytes()) > MAX_CONTAINERS {
                return Some(Span::new(start, start + line.len()));
            }
            start += line.len();
        }
        None
    }

    #[test]
    fn lines_are_counted_to_the_limit() {
        assert_eq!(find_too_nested(&">".repeat(MAX_CONTAINERS)), None);
        let body = format!("a\n{}b\nc", "> ".repeat(MAX_CONTAINERS + 1));
        assert_eq!(find_too_nested(&body), Some(Span::new(2, body.len() - 1)));
        assert_eq!(find_too_nested(&format!("é {body}")).map(|span| span.start), Some(5));
    }

    proptest! {
        #[test]
        fn a_quick_look_misses_nothing(
            parts in prop::collection::vec(("[a\n]{0,3}", "[>*.) \t1-]{1,3}", 0..260_usize, "[a\n ]{0,2}"), 1..6),
        ) {
            let body: String = parts.iter().map(|(a, b, n, c)| format!("{a}{}{c}", b.repeat(*n))).collect();
            prop_assert_eq!(find_too_nested(&body), slow(&body));
        }
    }
}
