//! Text with placeholders: `{section}/{slug}/`.

use std::fmt::Write as _;

/// Text with named placeholders in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    source: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Name(String),
}

impl Pattern {
    /// Reads a pattern in which the placeholders `known` may stand. The error says what is wrong with it.
    pub fn parse(source: &str, known: &[&str]) -> Result<Pattern, String> {
        let mut parts = Vec::new();
        let mut rest = source;
        while let Some(open) = rest.find(['{', '}']) {
            if rest[open..].starts_with('}') {
                return Err("a `}` without a `{` before it".to_owned());
            }
            if open > 0 {
                parts.push(Part::Text(rest[..open].to_owned()));
            }
            let Some(length) = rest[open..].find('}') else {
                return Err("a `{` without a `}` behind it".to_owned());
            };
            let name = &rest[open + 1..open + length];
            if !known.contains(&name) {
                let mut message = format!("no placeholder `{{{name}}}` here");
                match known {
                    [] => message.push_str("; none are allowed"),
                    _ => {
                        message.push_str("; there are");
                        for name in known {
                            let _ = write!(message, " `{{{name}}}`");
                        }
                    }
                }
                return Err(message);
            }
            parts.push(Part::Name(name.to_owned()));
            rest = &rest[open + length + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Ok(Pattern { source: source.to_owned(), parts })
    }

    /// A pattern that is `text` itself.
    pub fn verbatim(text: &str) -> Pattern {
        Pattern { source: text.to_owned(), parts: vec![Part::Text(text.to_owned())] }
    }

    /// The pattern as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether the placeholder `name` stands in it.
    pub fn has(&self, name: &str) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Name(n) if n == name))
    }

    /// The text with each placeholder filled in by `value`.
    pub fn fill<'v>(&self, mut value: impl FnMut(&str) -> std::borrow::Cow<'v, str>) -> String {
        let mut text = String::with_capacity(self.source.len() + 32);
        self.fill_into(&mut text, |name, text| text.push_str(&value(name)));
        text
    }

    /// Adds the text to `out`; `put` adds what a placeholder stands for.
    pub fn fill_into(&self, out: &mut String, mut put: impl FnMut(&str, &mut String)) {
        for part in &self.parts {
            match part {
                Part::Text(part) => out.push_str(part),
                Part::Name(name) => put(name, out),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in() {
        let pattern = Pattern::parse("{section}/x-{slug}/", &["section", "slug"]).unwrap();
        assert_eq!(pattern.fill(|name| name.to_uppercase().into()), "SECTION/x-SLUG/");
        assert!(pattern.has("slug") && !pattern.has("x-"));
    }

    #[test]
    fn slips_are_named() {
        for (source, word) in [("{slug", "`{` without"), ("slug}", "`}` without"), ("{slog}", "`{slog}`")] {
            let message = Pattern::parse(source, &["slug"]).unwrap_err();
            assert!(message.contains(word), "{source}: {message}");
        }
    }
}
