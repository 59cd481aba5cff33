//! Summaries of bodies in every markup.

use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

use super::*;

fn md(body: &str) -> String {
    derive(body, Markup::Markdown)
}

#[test]
fn the_first_paragraph_with_text_is_the_summary() {
    for (body, expected) in [
        (
            "# Title\n\n![A silo](a.jpg)\n\nGrain is *cheap* &amp; [good](x).\nVery.\n\nMore.",
            "Grain is cheap & good. Very.",
        ),
        ("```\ncode\n```\n\n| a |\n|-|\n| b |\n\n- item\n\n> quote\n\nText `x<y`.", "Text x<y."),
        ("Setext\n===\n\nText[^1] here[^2].\n\n[^1]: note\n[^2]: other", "Text here."),
        ("[^1]: note\n\nText[^1].", "Text."),
        ("- one\n- two\n\n# Head", "one"),
        ("> quoted\n\n# Head", "quoted"),
        ("# Head\n\n![x](y)", "Head"),
        ("```\ncode\n```", "code"),
        ("![x](y)", ""),
        ("", ""),
        ("<div class=x>\n<p>Raw <b>HTML</b> &eacute;</p>\n</div>\n\nLater.", "Raw HTML é"),
        ("<script>var x</script>\n\nText <i>a</i><br>b.", "Text a b."),
        ("<!-- note -->\n\nText.", "Text."),
        ("{{< figure src=\"x\" >}}\n\n{% include x %}\n\nText.", "Text."),
        ("See [the report][r] and [sic].\n\n[r]: /x", "See the report and [sic]."),
        ("a\u{0}b &#0;c\u{1}\u{9D}", "ab c"),
        ("- [x] done", "done"),
        ("A\\\nB  \nC\tD", "A B C D"),
        ("* * *\n\nText.", "Text."),
    ] {
        assert_eq!(md(body), expected, "{body:?}");
    }
}

#[test]
fn html_and_plain_text_have_paragraphs_too() {
    for (body, expected) in [
        (
            "<h1>T</h1><p> </p><p>Text<sup><a href='#fn1'>1</a></sup> &lt;b&gt;<br>x &mdash; <b>y</b></p><p>z</p>",
            "Text <b> x — y",
        ),
        ("<style>p{}</style><figure><figcaption>cap</figcaption></figure>bare text<p>p", "bare text"),
        ("<ul><li>a<li>b</ul><table><tr><td>c</table>", "a"),
        ("<ul><li>a<li>b</ul><div>d</div>", "d"),
        (
            "<html><head><title>T</title></head><body><header><p>Site</p></header><main><p>Text</p></main></body></html>",
            "Text",
        ),
        ("<p>a<!-- c -->b</p>", "ab"),
        ("<p>x<sup>2</sup> H<sub>2</sub>O</p>", "x2 H2O"),
        ("<script>a<b</script><p>Text", "Text"),
    ] {
        assert_eq!(derive(body, Markup::Html), expected, "{body:?}");
    }
    assert_eq!(derive("\n a <b>\n  c\n\nd", Markup::Text), "a <b> c");
    assert_eq!(derive("a\n\nb\n<!-- more -->\nc", Markup::Text), "a b");
}

#[test]
fn the_mark_ends_the_summary() {
    for mark in ["<!-- more -->", "<!--more-->", "<!--  MORE  -->", "<!--\nmore\n-->"] {
        let body = format!("# Head\n\nOne.\n\nTwo.\n\n{mark}\n\nThree.");
        assert_eq!(md(&body), "One. Two.", "{mark}");
        assert_eq!(derive(&format!("<h1>H</h1><p>One.</p><p>Two.</p>{mark}<p>Three."), Markup::Html), "One. Two.");
    }
    assert_eq!(md("One. <!-- more --> Two.\n\nThree."), "One.");
    assert_eq!(md("One.<!--more-->Two."), "One.");
    assert_eq!(md("<!-- more -->\n\nOne.\n\nTwo."), "One.", "nothing before it");
    assert_eq!(md("One.\n\nTwo.\n\n`<!-- more -->`\n\nThree."), "One.", "in code it is text");
    assert_eq!(md("# H\n\n<p>One.</p>\n<p>Two.</p>\n<!-- more -->\n\nThree."), "One. Two.");
    let long = format!("One.\n\n{}\n\n<!-- more -->\n\nThree.", "Filler.\n\n".repeat(500));
    assert!(md(&long).starts_with("One. Filler. Filler."));
}

#[test]
fn only_the_beginning_is_read_yet_its_links_are_understood() {
    let far =
        format!("See [it][r], [not][s], text[^1].\n\n{}\n[r]: /x\n[^1]: note\n", "Filler text.\n\n".repeat(10_000));
    assert_eq!(md(&far), "See it, [not][s], text.");
    let late = format!("{}\n\nText at last.", "![x](y)\n\n".repeat(5_000));
    assert_eq!(md(&late), "Text at last.");
    let cut = format!("{} end.\n\nNext.", "![x](y)\n".repeat(400));
    assert_eq!(md(&cut), "end.");
}

#[test]
fn a_cut_falls_at_a_sentence_else_at_a_word() {
    for (text, limit, expected) in [
        ("Short.", 6, "Short."),
        ("One two. Three four.", 12, "One two."),
        ("One two. Three four. Five.", 20, "One two. Three four."),
        (
            "Dr. Smith met J. R. Miller, e.g. in the U.S. Congress on Nov. 5. They spoke.",
            66,
            "Dr. Smith met J. R. Miller, e.g. in the U.S. Congress on Nov. 5…",
        ),
        ("Dr. Smith came on Monday. He left.", 20, "Dr. Smith came on…"),
        ("It costs 3.50 euros a day. That is much more.", 30, "It costs 3.50 euros a day."),
        ("No. Never in my life would I do that.", 20, "No."),
        ("See No. 5 of the series about it.", 20, "See No. 5 of the…"),
        ("Am 3. Oktober war es so. Danach nicht.", 30, "Am 3. Oktober war es so."),
        ("Das ist z.B. Brot. Und Wein dazu.", 22, "Das ist z.B. Brot."),
        ("One, two, three", 10, "One, two…"),
        ("One two – three four", 12, "One two…"),
        ("well-known-words are here", 14, "well-known…"),
        ("Look at https://example.org/a/b/c today", 14, "Look at…"),
        ("Donaudampfschifffahrt", 10, "Donaudamp…"),
        ("He said “yes and no” and left", 19, "He said “yes and…”"),
        ("He said “I would never do such a thing” and left", 26, "He said “I would never…”"),
        ("“Come in. Sit down,” she said. He did not sit.", 32, "“Come in. Sit down,” she said."),
        ("“What?” he asked. Nobody answered him at all.", 20, "“What?” he asked."),
        ("Grain (and maize, and rye) is cheap now", 16, "Grain…"),
        ("Wheat and maize (and more) here", 19, "Wheat and maize…"),
        ("小麦は安い。米は高い。麦も高いそうです。", 11, "小麦は安い。米は高い。"),
        ("彼は「今日は行きません」と言いました", 9, "彼は「今日は行…」"),
        ("ราคาข้าวตกต่ำเป็นสัปดาห์ที่สาม", 10, "ราคาข้าวต…"),
        ("هل هذا صحيح؟ نعم، هذا صحيح تماما.", 20, "هل هذا صحيح؟"),
        ("यह पहला वाक्य है। यह दूसरा वाक्य है।", 20, "यह पहला वाक्य है।"),
        ("Он сказал «да, и ещё раз да» и ушёл", 22, "Он сказал…"),
        ("Он «да, и ещё раз да» и ушёл", 18, "Он «да, и ещё раз…»"),
        ("Il a dit « oui » et puis voilà", 20, "Il a dit « oui » et…"),
        ("Il a dit « oui » et puis voilà", 12, "Il a dit…"),
        ("Er sagte „nein“ und ging nach Hause", 17, "Er sagte „nein“…"),
        ("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 15, "👨‍👩‍👧‍👦👨‍👩‍👧‍👦…"),
        ("e\u{301}e\u{301}e\u{301}e\u{301}", 4, "e\u{301}…"),
        ("A \"quoted text that is long\" here", 18, "A \"quoted text…\""),
        ("The 5\" gun was old. It was sold then.", 22, "The 5\" gun was old."),
        ("abc", 1, "…"),
        ("abc", 0, ""),
        ("((((((((((", 5, "…"),
        ("It’s the dogs’ bowl and the cats’ one", 20, "It’s the dogs’ bowl…"),
    ] {
        let got = cut(text, limit);
        assert!(got.chars().count() <= limit, "{got}");
        if got != expected {
            println!("FAIL {got:?} != {expected:?} at {limit}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_cut_is_short_and_tears_nothing(
        text in "\\PC{0,80}|[a-z .,(\"“”«»„‚‘’\u{301}\u{200D}👩👧🇩🇪\u{E33}ขคि]{0,80}",
        limit in 0_usize..60,
    ) {
        let got = cut(&text, limit);
        prop_assert!(got.chars().count() <= limit, "{:?}", got);
        if text.chars().count() <= limit {
            prop_assert_eq!(&got, &text);
        } else if !text.contains('…') {
            let kept = got.split('…').next().unwrap_or_default();
            prop_assert!(text.starts_with(kept), "{:?} of {:?}", got, text);
            let is_boundary = kept.len() == text.len() || text.grapheme_indices(true).any(|(at, _)| at == kept.len());
            prop_assert!(is_boundary, "{:?} of {:?}", got, text);
        }
    }

    #[test]
    fn a_summary_is_one_short_line(body in "\\PC{0,400}|([a-zA-Z<>/&;#!*_\\[\\]()`.\n\r\t \u{0}\u{1}\u{85}\u{9F}|-]|<!-- more -->){0,400}") {
        for markup in [Markup::Markdown, Markup::Html, Markup::Text] {
            let got = derive(&body, markup);
            prop_assert!(got.chars().count() <= LIMIT);
            prop_assert!(!got.chars().any(char::is_control), "{:?} of {:?}", got, body);
            prop_assert!(got.chars().all(is_allowed));
            prop_assert_eq!(got.trim(), &got);
        }
    }
}
