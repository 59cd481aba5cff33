//! JSON as it stands in pages → what can be read of it.

use std::borrow::Cow;

use serde_json::{Deserializer, Value};

/// So much of it is read, in bytes.
const LONGEST: usize = 5_000_000;

/// The values in the text of a script. What cannot be read is left out: comments around it, line ends in strings,
/// commas at the end of lists and several values in a row are read.
pub fn json(text: &str) -> Vec<Value> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let text = inside(text);
    if let Ok(value) = serde_json::from_str(text) {
        return vec![value];
    }
    let text = match text.contains("&quot;") && !text.contains('"') {
        true => Cow::Owned(text.replace("&quot;", "\"").replace("&amp;", "&")),
        false => Cow::Borrowed(text),
    };
    let mended = mended(&text);
    Deserializer::from_str(&mended).into_iter().map_while(Result::ok).collect()
}

/// `text` without what templates put around it to hide it from browsers of old.
fn inside(text: &str) -> &str {
    const OPEN: &[&str] =
        &["<!--", "//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "/* <![CDATA[ */", "<![CDATA[", "\u{feff}"];
    const CLOSE: &[&str] = &["-->", "//]]>", "// ]]>", "/*]]>*/", "/* ]]> */", "]]>", "//", ";"];
    let mut text = text.trim();
    loop {
        let before = text.len();
        text = OPEN.iter().find_map(|open| text.strip_prefix(open)).unwrap_or(text).trim();
        text = CLOSE.iter().find_map(|close| text.strip_suffix(close)).unwrap_or(text).trim();
        if text.len() == before {
            return text;
        }
    }
}

/// `text` with the commonest faults mended.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut inside = false;
    // Where a comma stands in `out` behind which nothing but white space came.
    let mut comma = None;
    while let Some(c) = chars.next() {
        match c {
            '\\' if inside => match chars.next() {
                Some(c @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u')) => out.extend(['\\', c]),
                Some('\n') | None => {}
                Some(c) => out.push(c),
            },
            '"' => {
                inside = !inside;
                comma = None;
                out.push(c);
            }
            c if inside && c < ' ' => out.push_str(match c {
                '\n' => "\\n",
                '\t' => "\\t",
                _ => " ",
            }),
            ']' | '}' if !inside => {
                if let Some(at) = comma.take() {
                    out.truncate(at);
                }
                out.push(c);
            }
            ',' if !inside => {
                // Of several commas in a row one is meant.
                if comma.is_none() {
                    comma = Some(out.len());
                    out.push(c);
                }
            }
            c if c.is_whitespace() && !inside => out.push(' '),
            ';' if !inside => out.push(' '),
            c => {
                comma = None;
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn what_is_broken_is_read_as_far_as_it_goes() {
        let want = json!({"a": ["b", "c"]});
        for text in [
            r#"{"a": ["b", "c"]}"#,
            r#"{"a": ["b", "c",],}"#,
            "{\"a\": [\"b\", \"c\"\n,\n]\n,,\n}",
            r#"<!-- {"a": ["b", "c"]} -->"#,
            "//<![CDATA[\n{\"a\": [\"b\", \"c\"]}\n//]]>",
            "/*<![CDATA[*/{\"a\": [\"b\", \"c\"]}/*]]>*/",
            r#"{"a": ["b", "c"]};"#,
            "{&quot;a&quot;: [&quot;b&quot;, &quot;c&quot;]}",
        ] {
            assert_eq!(super::json(text), [want.clone()], "{text}");
        }
        assert_eq!(super::json("{\"a\": \"two\nlines\"}"), [json!({"a": "two\nlines"})]);
        assert_eq!(super::json(r#"{"a": "it\'s"}"#), [json!({"a": "it's"})]);
        assert_eq!(super::json(r#"{"a": 1}{"b": 2}"#), [json!({"a": 1}), json!({"b": 2})]);
        assert_eq!(super::json(r#"{"a": 1},{"b": 2"#), [json!({"a": 1})]);
        assert!(super::json("var x = 1").is_empty());
        assert!(super::json(&"[".repeat(100_000)).is_empty());
    }
}
