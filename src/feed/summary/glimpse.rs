//! The first paragraph of Markdown, told by the few lines it stands in.

use super::lead::{Choice, WINDOWS, cut_at_line, of_markdown};
use crate::feed::content::markdown::find_too_nested;

/// The first empty line at or after one of these bytes ends what is looked at.
const GLIMPSES: [usize; 2] = [96, 512];

/// The first paragraph of Markdown without a mark, where what is before the second or so tells it.
///
/// An empty line ends a paragraph whatever comes behind it. Only what is in square brackets may depend on that.
pub fn of(body: &str) -> Option<String> {
    let window = if WINDOWS[0] < body.len() { cut_at_line(body, WINDOWS[0]) } else { body.len() };
    let first = &body[..window];
    if find_too_nested(first).is_some() {
        return None;
    }
    GLIMPSES.into_iter().find_map(|from| {
        let empty = from + memchr::memmem::find(first.as_bytes().get(from..)?, b"\n\n")?;
        // With the beginning of what comes next, so that the paragraph is not the last.
        let next = empty + first[empty..].find(|c: char| !c.is_whitespace())?;
        let head = &first[..first.ceil_char_boundary(next + 1)];
        if memchr::memchr(b'[', head.as_bytes()).is_some() {
            return None;
        }
        let mut choice = Choice::default();
        of_markdown(body, head.len(), false, &mut choice);
        choice.done.then(|| choice.text())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::lead::{find_mark, in_windows};
    use super::*;
    use crate::article::Markup;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_glimpse_shows_what_a_window_does(blocks in prop::collection::vec(block(), 1..12)) {
            let body = blocks.concat();
            if let (Some(lead), None) = (of(&body), find_mark(&body)) {
                prop_assert_eq!(lead, in_windows(&body, Markup::Markdown, None), "{}", body);
            }
        }
    }

    fn block() -> impl Strategy<Value = String> {
        let start = prop::sample::select(vec![
            "",
            "# ",
            "> ",
            "- ",
            "1. ",
            "    ",
            "```\n",
            "<div>\n",
            "<p>",
            "<script>\n",
            "<!-- ",
            "<![CDATA[",
            "| a |\n|-|\n| ",
            "[",
            "[a]: ",
            "[^1]: ",
            "  ",
            "***\n",
            "{{< ",
            "* * *\n\n",
            "![x](y)\n",
            "~~~\n",
        ]);
        let middle = prop_oneof![
            4 => "[a-z ]{1,60}[.]",
            1 => "[a-z*_`<>&~|!\\[\\]()]{0,30}",
            1 => Just("more -->".to_owned()),
            1 => "([a-z]{1,9} ){30,60}",
        ];
        let end = prop::sample::select(vec![
            "\n\n",
            "\n\n",
            "\n\n",
            "\n",
            "\n```\n\n",
            "\n</div>\n\n",
            "</p>\n\n",
            " -->\n",
            "]]>\n\n",
            "]: x\n",
            "\n===\n",
            "\n\n\n  ",
            "</script>\n",
            "\r\n\r\n",
            "\n---\n",
            "\n~~~\n\n",
            "\u{85}\n\n",
            "\n \n",
        ]);
        (start, middle, end).prop_map(|(start, middle, end)| format!("{start}{middle}{end}"))
    }
}
