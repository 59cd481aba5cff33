//! Images in escaped HTML that a reader cannot show: those that a script was to load.

use std::ops::Range;

use super::chars::is_html_space;

/// The attributes that scripts for loading images late keep the address in.
const LATE: [&str; 5] = ["data-src", "data-lazy-src", "data-original", "data-srcset", "data-lazy-srcset"];

/// Calls `sink` with each `<img>` tag of `value` that has an address for a script, and none for a reader.
pub fn late_images(value: &str, sink: &mut dyn FnMut(Range<usize>)) {
    let bytes = value.as_bytes();
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        let start = at + found;
        at = start + 1;
        let is_image = bytes.get(at..at + 3).is_some_and(|name| name.eq_ignore_ascii_case(b"img"))
            && bytes.get(at + 3).is_some_and(|&b| is_html_space(b) || b == b'/');
        if !is_image {
            continue;
        }
        let (mut late, mut shown) = (false, false);
        let end = attributes(value, at + 3, &mut |name, value| {
            late |= LATE.iter().any(|known| name.eq_ignore_ascii_case(known)) && !value.trim().is_empty();
            let is_own = name.eq_ignore_ascii_case("src") || name.eq_ignore_ascii_case("srcset");
            // A picture within its own address is a blank to be replaced.
            shown |= is_own && !value.trim().is_empty() && !value.trim_start().starts_with("data:");
        });
        if late && !shown {
            sink(start..end);
        }
        at = end;
    }
}

/// Calls `sink` with the attributes of a tag, from `at` in it on; where the tag ends.
fn attributes(text: &str, mut at: usize, sink: &mut dyn FnMut(&str, &str)) -> usize {
    let bytes = text.as_bytes();
    let ends = |b: u8| is_html_space(b) || matches!(b, b'>' | b'/' | b'=');
    loop {
        while bytes.get(at).is_some_and(|&b| is_html_space(b) || b == b'/') {
            at += 1;
        }
        match bytes.get(at) {
            None => return at,
            Some(b'>') => return at + 1,
            _ => {}
        }
        let name = at;
        at += 1;
        while bytes.get(at).is_some_and(|&b| !ends(b)) {
            at += 1;
        }
        let name = text.get(name..at).unwrap_or_default();
        while bytes.get(at).is_some_and(|&b| is_html_space(b)) {
            at += 1;
        }
        if bytes.get(at) != Some(&b'=') {
            sink(name, "");
            continue;
        }
        at += 1;
        while bytes.get(at).is_some_and(|&b| is_html_space(b)) {
            at += 1;
        }
        let rest = bytes.get(at..).unwrap_or_default();
        let (from, length, behind) = match rest.first() {
            Some(&quote @ (b'"' | b'\'')) => {
                let inside = rest.get(1..).unwrap_or_default();
                let length = memchr::memchr(quote, inside).unwrap_or(inside.len());
                (at + 1, length, at + 1 + length + 1)
            }
            _ => {
                let length = rest.iter().position(|&b| is_html_space(b) || b == b'>').unwrap_or(rest.len());
                (at, length, at + length)
            }
        };
        sink(name, text.get(from..from + length).unwrap_or_default());
        at = behind.min(bytes.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_that_only_a_script_can_load_is_found() {
        let find = |html: &str| {
            let mut found = Vec::new();
            late_images(html, &mut |range| found.push(html[range].to_owned()));
            found
        };
        let late = "<IMG class='lazy' data-src=\"https://a.example/1.png\" alt='>'>";
        assert_eq!(find(&format!("<p>{late}</p>")), [late]);
        let blank = "<img src='data:image/gif;base64,R0' data-original=https://a.example/1.png/>";
        assert_eq!(find(blank), [blank]);
        assert!(
            find("<img src='https://a.example/1.png' data-src='x'><image data-src='x'><img><img data-src=''>")
                .is_empty()
        );
        assert!(find("<img data-src='never closed").len() <= 1);
    }
}
