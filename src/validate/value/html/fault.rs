//! What ends the parsing of HTML: the codes of the parse errors, and what a person is told.

use std::ops::Range;

use crate::validate::reader::shown;

/// The first fault of a piece of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// Its code, by the names of html5lib 1.1; `nested-too-deep` is our own.
    pub code: &'static str,
    /// Which bytes of the text a person should look at.
    pub at: Range<usize>,
    /// How far the text had been read: a byte of it.
    pub position: usize,
}

impl ParseError {
    pub(super) fn new(code: &'static str, at: Range<usize>, position: usize) -> Self {
        ParseError { code, at, position }
    }

    /// What is wrong, and how to mend it. `value` is the text that was parsed.
    pub fn explain(&self, value: &str) -> (String, String) {
        let text = value.get(self.at.clone()).unwrap_or_default();
        let name_on = text.trim_start_matches(['<', '/']);
        let name =
            name_on.split(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default();
        let name = shown(name);
        let text = shown(text);
        let (message, help) = match self.code {
            "invalid-codepoint" => (
                format!("the character `{text}` has no meaning in HTML"),
                "delete it; where it should be a quotation mark or a dash, write that".to_owned(),
            ),
            "expected-named-entity" => return ampersand(&text),
            "named-entity-without-semicolon" => {
                (format!("`{text}` has no `;`"), format!("write `{text};`, or `&amp;` where an `&` itself is meant"))
            }
            "expected-numeric-entity" => (
                format!("`{text}` has no number"),
                "write the number of a character, `&#8217;`, or `&amp;` where an `&` itself is meant".to_owned(),
            ),
            "numeric-entity-without-semicolon" => (format!("`{text}` has no `;`"), format!("write `{text};`")),
            "illegal-codepoint-for-numeric-entity" => (
                format!("`{text}` stands for no character"),
                "write the character itself, or its number in Unicode, such as `&#8217;` for `’`".to_owned(),
            ),
            "expected-tag-name" | "expected-tag-name-but-got-right-bracket" => {
                ("`<` begins no tag".to_owned(), "write `&lt;` where a `<` itself is meant".to_owned())
            }
            "expected-tag-name-but-got-question-mark" => {
                ("HTML has no `<?…>`".to_owned(), "delete it, or write `&lt;` for `<`".to_owned())
            }
            "expected-closing-tag-but-got-char" | "expected-closing-tag-but-got-right-bracket" => {
                ("`</` names nothing to close".to_owned(), "write the name of the element behind it".to_owned())
            }
            "expected-closing-tag-but-got-eof" if text.starts_with("</") => {
                ("the text ends with `</`".to_owned(), "write the end tag in full".to_owned())
            }
            "expected-closing-tag-but-got-eof"
            | "expected-named-closing-tag-but-got-eof"
            | "eof-in-script-in-script"
            | "eof-in-table"
            | "eof-in-select" => (format!("`<{name}>` is never closed"), format!("add `</{name}>`")),
            "eof-in-tag-name"
            | "expected-attribute-name-but-got-eof"
            | "eof-in-attribute-name"
            | "expected-end-of-tag-but-got-eof"
            | "expected-attribute-value-but-got-eof"
            | "eof-in-attribute-value-no-quotes"
            | "unexpected-EOF-after-solidus-in-tag"
            | "unexpected-EOF-after-attribute-value" => (
                format!("the text ends inside the tag `{text}`"),
                "complete the tag, or write `&lt;` where a `<` itself is meant".to_owned(),
            ),
            "eof-in-attribute-value-double-quote" | "eof-in-attribute-value-single-quote" => (
                format!("the value that begins with `{text}` has no closing quotation mark"),
                "add the quotation mark at its end".to_owned(),
            ),
            "duplicate-attribute" => {
                (format!("the attribute `{text}` stands twice in one tag"), "delete one of the two".to_owned())
            }
            "invalid-character-in-attribute-name" | "invalid-character-after-attribute-name" => (
                format!("`{text}` stands where the name of an attribute should be"),
                "check the quotation marks before it, or delete it".to_owned(),
            ),
            "expected-attribute-value-but-got-right-bracket" => {
                ("an attribute has no value behind its `=`".to_owned(), "write a value in quotation marks".to_owned())
            }
            "equals-in-unquoted-attribute-value" | "unexpected-character-in-unquoted-attribute-value" => (
                format!("`{text}` stands in the value of an attribute without quotation marks"),
                "put the value into quotation marks".to_owned(),
            ),
            "unexpected-character-after-attribute-value" => (
                format!("`{text}` follows right behind the value of an attribute"),
                "put a space between two attributes; write `&quot;` for a `\"` inside a value".to_owned(),
            ),
            "unexpected-character-after-solidus-in-tag" => (
                "a `/` stands inside a tag".to_owned(),
                "delete it, or put the value that it is in into quotation marks".to_owned(),
            ),
            "attributes-in-end-tag" => (format!("`</{name}>` has attributes"), "leave them out".to_owned()),
            "self-closing-flag-on-end-tag" => (format!("`</{name}/>` is no end tag"), format!("write `</{name}>`")),
            "non-void-element-with-trailing-solidus" => {
                (format!("`<{name}/>` does not close itself in HTML"), format!("write `<{name}></{name}>`"))
            }
            _ => return self.explain_structure(value, &name, &text),
        };
        (message, help)
    }

    /// Of comments, and of elements that are not where they may be.
    fn explain_structure(&self, value: &str, name: &str, text: &str) -> (String, String) {
        let (message, help) = match self.code {
            "expected-dashes-or-doctype" => (
                format!("`{text}` begins neither a comment nor anything else"),
                "delete it, or write `<!--` for a comment".to_owned(),
            ),
            code if code.contains("comment") => match code {
                "incorrect-comment" => ("a comment ends too early".to_owned(), "write `<!-- … -->`".to_owned()),
                code if code.starts_with("eof") => {
                    ("a comment is never closed".to_owned(), "add `-->` where it ends".to_owned())
                }
                _ => (
                    "`--` stands inside a comment".to_owned(),
                    "write `-->` where it ends, and no `--` before that".to_owned(),
                ),
            },
            code if code.contains("doctype") => {
                ("a part of a page has no `<!DOCTYPE>`".to_owned(), "delete it".to_owned())
            }
            "non-html-root" => (
                "`<html>` stands inside a part of a page".to_owned(),
                "delete it: only what is inside `<body>` belongs here".to_owned(),
            ),
            "unexpected-start-tag-treated-as" => {
                ("HTML has no element `<image>`".to_owned(), "write `<img>`".to_owned())
            }
            "deprecated-tag" => (format!("HTML no longer has `<{name}>`"), "use a form with a text field".to_owned()),
            "no-end-tag" | "unexpected-end-tag-treated-as" => {
                (format!("there is no end tag `</{name}>`"), format!("delete it, or write `<{name}>`"))
            }
            "unexpected-start-tag-implies-end-tag" => (
                format!("`<{name}>` stands inside another `<{name}>`"),
                format!("close the first with `</{name}>` before it"),
            ),
            "unexpected-html-element-in-foreign-content" => {
                (format!("`<{name}>` stands inside `<svg>` or `<math>`"), "close those before it".to_owned())
            }
            "nested-too-deep" => (
                format!("elements nest more than {} deep", super::tree::MOST_OPEN),
                "close elements where they end".to_owned(),
            ),
            _ if !text.starts_with("</") && self.position > self.at.end => return self.still_open(value, name),
            _ if !text.starts_with("</") => (
                format!("`<{name}>` may not stand here"),
                "put it into the element that it belongs to, or leave it out".to_owned(),
            ),
            "unexpected-end-tag" | "end-tag-too-early" => {
                (format!("`</{name}>` closes nothing"), format!("delete `</{name}>`"))
            }
            _ => (
                format!("`</{name}>` may not stand here"),
                format!("close what is open inside first, or delete `</{name}>`"),
            ),
        };
        (message, help)
    }

    /// An element is still open at a tag, up to which the text was read.
    fn still_open(&self, value: &str, name: &str) -> (String, String) {
        let read = value.get(..self.position).unwrap_or_default();
        let tag = read.rfind('<').and_then(|at| read.get(at..)).unwrap_or_default();
        let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(tag.len());
        let tag = shown(tag.get(..end).unwrap_or_default());
        (format!("`<{name}>` is still open where what it stands in ends"), format!("add `</{name}>` before `{tag}>`"))
    }
}

/// `text` is the `&` and the letters behind it.
fn ampersand(text: &str) -> (String, String) {
    if text.len() < 2 {
        return ("`&` stands by itself".to_owned(), "write `&amp;`".to_owned());
    }
    let help = format!("write `&amp;` for the `&`: `&amp;{}`", text.trim_start_matches('&'));
    (format!("`{text}` is no character of HTML"), help)
}
