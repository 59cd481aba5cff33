//! Readable, safe folder names for tags, authors and sections in any script.

use unicode_normalization::char::is_combining_mark;

use crate::text;

/// The longest slug in bytes, so that any file system takes it and a path of several stays short.
const MAX_BYTES: usize = 120;

/// `text` as one part of a path: lower case, letters, digits and marks of any script, `-` between words.
///
/// Signs that tell names apart are spelled out (`C++` and `C#` are `cplusplus` and `csharp`). Text without any letter is
/// spelled by code points. Never empty, never begins with a dot, holds no separator; different texts may share a slug.
pub fn slug(text: &str) -> String {
    let text = text::nfc(text).to_lowercase();
    let mut slug = String::with_capacity(text.len());
    let mut gap = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let spelled = match c {
            '+' => "plus",
            '#' => "sharp",
            '&' => "-and-",
            '@' => "-at-",
            '%' => "-percent-",
            '.' if slug.is_empty() && chars.peek().is_some_and(|next| next.is_alphanumeric()) && !gap => "dot",
            _ => "",
        };
        // Joiners shape letters; they do not part them.
        if matches!(c, '\u{200C}' | '\u{200D}' | '\'' | '’') {
            continue;
        }
        let mut one = [0; 4];
        let part = match spelled {
            "" if c.is_alphanumeric() || is_combining_mark(c) => &*c.encode_utf8(&mut one),
            spelled => spelled,
        };
        gap |= part.is_empty() || part.starts_with('-');
        let word = part.trim_matches('-');
        if !word.is_empty() {
            if std::mem::take(&mut gap) && !slug.is_empty() {
                slug.push('-');
            }
            slug.push_str(word);
        }
        gap |= part.ends_with('-');
    }
    if slug.is_empty() {
        slug = text.chars().take(16).map(|c| format!("u{:x}", c as u32)).collect::<Vec<_>>().join("-");
    }
    if slug.is_empty() {
        slug.push_str("empty");
    }
    shortened(slug, &text)
}

/// Cut to [`MAX_BYTES`], with a mark of the whole text, so that long texts with one beginning stay apart.
fn shortened(slug: String, text: &str) -> String {
    if slug.len() <= MAX_BYTES {
        return slug;
    }
    let hash = blake3::hash(text.as_bytes()).to_hex();
    let mut end = MAX_BYTES - 9;
    while !slug.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}-{}", slug[..end].trim_end_matches('-'), &hash[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_readable_in_every_script() {
        for (text, wanted) in [
            ("Grain Prices", "grain-prices"),
            ("машинное обучение", "машинное-обучение"),
            ("日本語", "日本語"),
            ("हिन्दी भाषा", "हिन्दी-भाषा"),
            ("می‌خواهم", "میخواهم"),
            ("Ελλάδα", "ελλάδα"),
            ("L’été", "lété"),
            ("C++", "cplusplus"),
            ("C#", "csharp"),
            ("C", "c"),
            ("R&D", "r-and-d"),
            (".NET", "dotnet"),
            ("node.js", "node-js"),
            ("a/../b", "a-b"),
            ("../../etc/passwd", "etc-passwd"),
            ("  -- x -- ", "x"),
            ("🌾", "u1f33e"),
            ("...", "u2e-u2e-u2e"),
            ("", "empty"),
        ] {
            assert_eq!(slug(text), wanted, "{text}");
        }
    }

    #[test]
    fn composed_and_decomposed_are_one() {
        assert_eq!(slug("cafe\u{301}"), slug("café"));
    }

    #[test]
    fn long_texts_are_cut_and_stay_apart() {
        let (a, b) = (slug(&"слово".repeat(60)), slug(&format!("{}!а", "слово".repeat(60))));
        assert!(a.len() <= MAX_BYTES && b.len() <= MAX_BYTES && a != b);
    }
}
