//! What changes a fingerprint, and what does not.

use crate::feed::{Attachment, Picture};
use crate::parse::{Entry, text_of};

fn entry(content: &str) -> Entry {
    Entry { title: "t".into(), content: Some(content.into()), ..Entry::default() }
}

#[test]
fn markup_hosts_and_ids_make_no_difference() {
    let same = [
        "<p>One <b>two</b> &amp; <a href=\"https://a.example/x?y=1#f1\" id=\"f2\">three</a></p>",
        "<div class=x>One\n two &#38; <a id=1 href='http://b.example:8080/x?y=1'>three</a></div>",
        "One two & <a href=//c.example/x?y=1#>three</a>",
        "<style>p{}</style>One two & <a href='/x?y=1'>three</a><!-- note --><script>a<b</script>",
    ];
    for html in same {
        assert_eq!(entry(html).fingerprint(), entry(same[0]).fingerprint(), "{html}");
        assert_eq!(entry(html).words(), "One two & three");
    }
}

#[test]
fn what_is_said_makes_a_difference() {
    let base = || entry("<p>One <a href='https://a.example/x'>two</a></p>");
    let picture = |url: &str| Some(Picture { url: url.into(), media_type: None, alt: None });
    let file = |url: &str| {
        vec![Attachment { url: url.into(), length: None, media_type: "audio/mpeg".into(), title: None, duration: None }]
    };
    let others = [
        base(),
        entry("<p>One <a href='https://a.example/y'>two</a></p>"),
        entry("<p>One <a href='https://a.example/x'>three</a></p>"),
        entry("<p>One two</p>"),
        Entry { title: "u".into(), ..base() },
        Entry { summary: "One two".into(), ..base() },
        Entry { summary: "One two".into(), content: None, ..base() },
        Entry { image: picture("https://a.example/i.png"), ..base() },
        Entry { enclosures: file("https://a.example/i.png"), ..base() },
    ];
    for (n, one) in others.iter().enumerate() {
        assert!(others[..n].iter().all(|other| other.fingerprint() != one.fingerprint()), "{n}");
    }
    let moved = Entry { image: picture("http://b.example/i.png"), ..base() };
    assert_eq!(moved.fingerprint(), others[7].fingerprint());
    let tags = Entry { tags: vec!["x".into()], id: "x".into(), link: "x".into(), ..base() };
    assert_eq!(tags.fingerprint(), base().fingerprint());
}

#[test]
fn blocks_part_words_and_other_elements_do_not() {
    assert_eq!(text_of("<p>a</p><p>b<br>c</p>in<b>line</b> <ul><li>d<li>e</ul>"), "a b c inline d e");
    assert_eq!(text_of("a\u{A0}b &lt;i&gt; &nbsp; &hellip;"), "a\u{A0}b <i> \u{A0} …");
    assert_eq!(text_of("<script>x</script><style>y</style>z"), "z");
    assert_eq!(text_of("\u{FEFF}a <b"), "\u{FEFF}a");
    assert_eq!(text_of(""), "");
}
