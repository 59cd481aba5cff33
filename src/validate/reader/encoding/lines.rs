//! The ends of lines: a carriage return that no line feed follows is one as well, so that lines are counted as XML has
//! them. Spec: XML 1.0, section 2.11.

/// Whether there is a carriage return that no line feed follows.
pub(super) fn has_bare_returns(bytes: &[u8]) -> bool {
    memchr::memchr_iter(b'\r', bytes).any(|at| bytes.get(at + 1) != Some(&b'\n'))
}

/// Makes line feeds of the bare carriage returns in `bytes` from `start` on.
pub(super) fn end(bytes: &mut [u8], start: usize) {
    let mut at = start;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'\r', rest)) {
        at += found + 1;
        if bytes.get(at) != Some(&b'\n')
            && let Some(byte) = bytes.get_mut(at - 1)
        {
            *byte = b'\n';
        }
    }
}

/// As [`end`], in text.
pub(super) fn end_from(text: &mut String, start: usize) {
    if has_bare_returns(text.as_bytes().get(start..).unwrap_or_default()) {
        let mut bytes = std::mem::take(text).into_bytes();
        end(&mut bytes, start);
        *text = String::from_utf8(bytes).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_returns_are_line_ends() {
        for (text, meant) in [("a\rb", "a\nb"), ("\r\n\r\r\n", "\r\n\n\r\n"), ("é\r", "é\n"), ("a\r\nb\n", "a\r\nb\n")] {
            let mut out = text.to_owned();
            end_from(&mut out, 0);
            assert_eq!((out.as_str(), has_bare_returns(text.as_bytes())), (meant, text != meant));
        }
    }
}
