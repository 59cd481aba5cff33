//! Where an article's head ends and its body begins.

use std::iter;

use crate::diagnostic::Span;
use crate::fields::{json, pelican};

/// What a head is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Between lines of `+++`.
    Toml,
    /// Between lines of `---`, or from `---` to `...`.
    Yaml,
    /// An object at the beginning, or between `---json` and `---`.
    Json,
    /// `Key: value` lines up to the first empty line.
    Lines,
}

/// What a file begins with.
#[derive(Debug, PartialEq)]
pub enum Front<'t> {
    /// A head.
    Head {
        /// What it is written in.
        syntax: Syntax,
        /// Its first line: the opening fence, where there is one.
        opening: Span,
        /// The text inside of its fences.
        inside: Span,
        /// Where the body begins.
        body: usize,
    },
    /// A head without an end.
    Unterminated {
        /// Its opening fence.
        opening: Span,
        /// What should close it.
        fence: &'static str,
    },
    /// A fence that names a language that is not read, as in `---js`.
    Unsupported {
        /// Its opening fence.
        opening: Span,
        /// The language.
        language: &'t str,
    },
    /// No head: all is body.
    Nothing,
}

/// Finds the head at the beginning of `text`; empty lines before it do not matter.
///
/// `is_key` says which names may begin a head without fences. `beside`: the file has a sidecar, so what merely looks like
/// the beginning of a head is a body.
pub fn find<'t>(text: &'t str, is_key: impl Fn(&str) -> bool, beside: bool) -> Front<'t> {
    let start = text.len() - text.trim_start().len();
    // A fence stands at the beginning of its line.
    let start = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let line = first_line(&text[start..]);
    let opening = Span::new(start, start + line.trim_end().len());
    let inside = start + line.len();
    let fence = line.trim_end();
    let (syntax, closing): (_, &'static [&'static str]) = match fence {
        "+++" => (Syntax::Toml, &["+++"]),
        "---" => (Syntax::Yaml, &["---", "..."]),
        _ if fence.starts_with("---") && fence.len() > 3 && !fence.starts_with("----") => {
            let language = fence[3..].trim();
            match language.to_ascii_lowercase().as_str() {
                "json" => (Syntax::Json, &["---"]),
                "toml" => (Syntax::Toml, &["---"]),
                "yaml" | "yml" => (Syntax::Yaml, &["---", "..."]),
                // `--- a rule of dashes ---` is no fence.
                name if !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric()) && !beside => {
                    return Front::Unsupported { opening, language };
                }
                _ => return Front::Nothing,
            }
        }
        _ if fence.starts_with('{') => return json_head(text, start, opening, beside),
        _ => return lines_head(text, start, opening, is_key, beside),
    };
    let bytes = text.as_bytes();
    let lines = memchr::memchr_iter(b'\n', bytes.get(inside..).unwrap_or_default()).map(|at| inside + at + 1);
    for start in iter::once(inside).chain(lines) {
        // Few lines begin as a fence does.
        if !matches!(bytes.get(start), Some(b'+' | b'-' | b'.')) {
            continue;
        }
        let line = first_line(text.get(start..).unwrap_or_default());
        if closing.contains(&line.trim_end()) {
            return Front::Head { syntax, opening, inside: Span::new(inside, start), body: start + line.len() };
        }
    }
    if beside { Front::Nothing } else { Front::Unterminated { opening, fence: closing[0] } }
}

fn json_head<'t>(text: &'t str, start: usize, opening: Span, beside: bool) -> Front<'t> {
    let object = &text[start..];
    // `{{< shortcode >}}`, `{% tag %}` and `{# comment #}` are bodies.
    if object[1..].starts_with(['{', '%', '#', '<']) {
        return Front::Nothing;
    }
    let end = match json::length(object) {
        Ok(length) => start + length,
        Err(_) if beside => return Front::Nothing,
        Err(error) if error.is_eof() => {
            return Front::Unterminated { opening: Span::new(start, start + 1), fence: "}" };
        }
        // To be read as far as it goes, for the parser to say what is wrong with it.
        Err(_) => text.len(),
    };
    let rest = first_line(&text[end..]);
    let body = if rest.trim().is_empty() { end + rest.len() } else { end };
    Front::Head { syntax: Syntax::Json, opening, inside: Span::new(start, end), body }
}

fn lines_head<'t>(
    text: &'t str,
    start: usize,
    opening: Span,
    is_key: impl Fn(&str) -> bool,
    beside: bool,
) -> Front<'t> {
    if !pelican::key_of(first_line(&text[start..])).is_some_and(|(name, _)| is_key(name)) {
        return Front::Nothing;
    }
    let mut end = start;
    let mut only_fields = true;
    let mut titled = false;
    let mut blank = 0;
    for line in text[start..].split_inclusive('\n') {
        if line.trim().is_empty() {
            blank = line.len();
            break;
        }
        let name = pelican::key_of(line.trim_end()).map(|(name, _)| name);
        only_fields &= name.is_some_and(&is_key) || line.starts_with([' ', '\t']);
        titled |= name.is_some_and(|name| name.eq_ignore_ascii_case("title"));
        end += line.len();
    }
    if beside && !(only_fields && titled) {
        return Front::Nothing;
    }
    Front::Head { syntax: Syntax::Lines, opening, inside: Span::new(start, end), body: end + blank }
}

/// The first line, with its end.
fn first_line(text: &str) -> &str {
    let end = memchr::memchr(b'\n', text.as_bytes()).map_or(text.len(), |at| at + 1);
    text.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_key(name: &str) -> bool {
        ["title", "date", "summary"].contains(&name.to_ascii_lowercase().as_str())
    }

    fn split(text: &str) -> Option<(Syntax, &str, &str)> {
        match find(text, is_key, false) {
            Front::Head { syntax, inside, body, .. } => Some((syntax, &text[inside.start..inside.end], &text[body..])),
            _ => None,
        }
    }

    #[test]
    fn heads_end_where_their_syntax_says() {
        use Syntax::*;
        for (text, syntax, head, body) in [
            ("+++\na = 1\n+++\nBody\n", Toml, "a = 1\n", "Body\n"),
            ("\r\n  \n+++  \r\na = 1\r\n+++ \t\r\nBody\r\n", Toml, "a = 1\r\n", "Body\r\n"),
            ("+++\n+++", Toml, "", ""),
            ("---\na: 1\n---\n---\nx\n", Yaml, "a: 1\n", "---\nx\n"),
            ("---\na: 1\n...\nBody", Yaml, "a: 1\n", "Body"),
            ("---json\n{\"a\": 1}\n---\nBody", Json, "{\"a\": 1}\n", "Body"),
            ("--- toml\na = 1\n---\nBody", Toml, "a = 1\n", "Body"),
            ("{\n\"a\": \"}\"\n}\n\nBody", Json, "{\n\"a\": \"}\"\n}", "\nBody"),
            ("{\"a\": 1} Body", Json, "{\"a\": 1}", " Body"),
            ("TITLE: x\n  y\nDate: z\n\nBody: b\n", Lines, "TITLE: x\n  y\nDate: z\n", "Body: b\n"),
            ("Title: x", Lines, "Title: x", ""),
        ] {
            assert_eq!(split(text), Some((syntax, head, body)), "{text}");
        }
    }

    #[test]
    fn bodies_are_not_taken_for_heads() {
        for text in [
            "",
            "\n",
            "Body",
            "# Title",
            "Note: x\n",
            "{{< figure >}}",
            "{% include x %}",
            "----\na\n----\n",
            " ---\na: 1\n---\n",
            "--- a rule ---",
        ] {
            assert_eq!(find(text, is_key, false), Front::Nothing, "{text}");
        }
    }

    #[test]
    fn a_head_without_an_end_is_one() {
        let unterminated = |text| matches!(find(text, is_key, false), Front::Unterminated { .. });
        for text in ["+++\na = 1\n", "---\na: 1\n+++\n", "{\"a\": 1", "---json\n{}", "---"] {
            assert!(unterminated(text), "{text}");
            assert_eq!(find(text, is_key, true), Front::Nothing, "{text}");
        }
        assert!(matches!(find("---js\n{}\n---\n", is_key, false), Front::Unsupported { language: "js", .. }));
    }

    #[test]
    fn beside_a_sidecar_prose_is_a_body() {
        assert_eq!(find("Title: x\nprose\n", is_key, true), Front::Nothing);
        assert_eq!(find("Summary: good\n\nmore", is_key, true), Front::Nothing);
        assert!(matches!(find("Title: x\nDate: y\n\nmore", is_key, true), Front::Head { .. }));
        assert!(matches!(find("---\na: 1\n---\n", is_key, true), Front::Head { .. }));
    }
}
