//! Parts of files by their bytes (RFC 9110, section 14).

use axum::http::{HeaderMap, header};

/// What of a file is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// All of it.
    Whole,
    /// The bytes from the first to the second, which is the last of them.
    Part(u64, u64),
    /// Nothing: it has no such bytes.
    Outside,
}

impl Range {
    /// What `Range` asks for of a file of `length` bytes. Who asks for several parts is sent all of it.
    pub fn of(headers: &HeaderMap, length: u64) -> Range {
        let mut values = headers.get_all(header::RANGE).iter();
        let Some(value) = values.next().filter(|_| values.next().is_none()) else { return Range::Whole };
        parts(value.as_bytes(), length).unwrap_or(Range::Whole)
    }
}

/// `None` where the header is to be ignored.
fn parts(value: &[u8], length: u64) -> Option<Range> {
    let at = memchr::memchr(b'=', value)?;
    let (unit, parts) = (value.get(..at)?, value.get(at + 1..)?);
    if !unit.trim_ascii().eq_ignore_ascii_case(b"bytes") {
        return None;
    }
    let mut found = None;
    let mut is_any = false;
    for part in parts.split(|byte| *byte == b',').map(<[u8]>::trim_ascii).filter(|part| !part.is_empty()) {
        is_any = true;
        let part = bounds(part, length)?;
        if part != Range::Outside && found.replace(part).is_some() {
            return None;
        }
    }
    is_any.then(|| found.unwrap_or(Range::Outside))
}

/// `a-b`, `a-` or `-n`; `None` where it is malformed.
fn bounds(part: &[u8], length: u64) -> Option<Range> {
    let at = memchr::memchr(b'-', part)?;
    let (first, last) = (part.get(..at)?.trim_ascii(), part.get(at + 1..)?.trim_ascii());
    let end = length.checked_sub(1);
    let (first, last) = match (first.is_empty(), last.is_empty()) {
        (true, true) => return None,
        (true, false) => match number(last)? {
            0 => return Some(Range::Outside),
            n => (length.saturating_sub(n), u64::MAX),
        },
        (false, true) => (number(first)?, u64::MAX),
        (false, false) => (number(first)?, number(last)?),
    };
    if first > last {
        return None;
    }
    Some(end.filter(|end| first <= *end).map_or(Range::Outside, |end| Range::Part(first, last.min(end))))
}

/// A number of bytes. One too large for any file is as large as can be.
fn number(digits: &[u8]) -> Option<u64> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| u64::from(byte - b'0'));
    digits.iter().try_fold(0_u64, |number, byte| Some(number.saturating_mul(10).saturating_add(digit(byte)?)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn range(value: &str, length: u64) -> Range {
        Range::of(&HeaderMap::from_iter([(header::RANGE, value.parse().unwrap())]), length)
    }

    #[test]
    fn parts_of_ten_bytes() {
        use Range::*;
        let table = [
            ("bytes=0-0", Part(0, 0)),
            ("bytes=2-5", Part(2, 5)),
            ("Bytes=2-5", Part(2, 5)),
            ("bytes= 2-5 ", Part(2, 5)),
            ("bytes=2-", Part(2, 9)),
            ("bytes=2-99", Part(2, 9)),
            ("bytes=9-", Part(9, 9)),
            ("bytes=-3", Part(7, 9)),
            ("bytes=-99", Part(0, 9)),
            ("bytes=0-99999999999999999999999999", Part(0, 9)),
            ("bytes=10-", Outside),
            ("bytes=99999999999999999999999999-", Outside),
            ("bytes=10-20", Outside),
            ("bytes=-0", Outside),
            ("bytes=20-30, 40-50", Outside),
            ("bytes=2-3, 40-50", Part(2, 3)),
            ("bytes=0-1, 4-5", Whole),
            ("bytes=5-2", Whole),
            ("bytes=5-2, 40-50", Whole),
            ("bytes=-", Whole),
            ("bytes=", Whole),
            ("bytes=,", Whole),
            ("bytes", Whole),
            ("bytes=a-b", Whole),
            ("bytes=1-2-3", Whole),
            ("bytes=--1", Whole),
            ("bytes=+1-2", Whole),
            ("items=0-1", Whole),
            ("", Whole),
        ];
        for (value, expected) in table {
            assert_eq!(range(value, 10), expected, "{value}");
        }
        assert_eq!(range("bytes=0-", 0), Outside);
        assert_eq!(range("bytes=-5", 0), Outside);
        assert_eq!(range("bytes=18446744073709551614-", u64::MAX), Part(u64::MAX - 1, u64::MAX - 1));
        assert_eq!(Range::of(&HeaderMap::new(), 10), Whole);
    }

    proptest! {
        /// Any part lies within the file, and is what was asked for.
        #[test]
        fn parts_are_those_asked_for(first in 0_u64..40, last in 0_u64..40, length in 0_u64..30) {
            let bytes: Vec<u64> = (0..length).collect();
            let wanted: Vec<u64> = bytes.iter().copied().filter(|at| (first..=last).contains(at)).collect();
            match range(&format!("bytes={first}-{last}"), length) {
                Range::Part(from, to) => prop_assert_eq!(&bytes[from as usize..=to as usize], &*wanted),
                Range::Outside => prop_assert!(wanted.is_empty() && first <= last),
                Range::Whole => prop_assert!(first > last),
            }
            match range(&format!("bytes=-{last}"), length) {
                Range::Part(from, to) => {
                    prop_assert_eq!(to + 1, length);
                    prop_assert_eq!(to + 1 - from, last.min(length));
                }
                other => prop_assert!(other == Range::Outside && (last == 0 || length == 0)),
            }
        }
    }
}
