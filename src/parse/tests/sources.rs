//! What HTML fetches.

use crate::parse::sources_of;

#[test]
fn only_what_is_fetched_counts() {
    let html = r#"<p title="a > b">src="no"</p><img alt="x" src="a&amp;b.png" srcset="c.png 1x, d.png 2x"/>
        <a href="e.pdf">e</a><!-- <img src="f.png"> --><video poster='g.jpg' controls><source src=h.mp4></video>"#;
    assert_eq!(sources_of(html), ["a&b.png", "c.png", "d.png", "g.jpg", "h.mp4"]);
}

#[test]
fn what_is_broken_ends() {
    for html in [
        "<",
        "<a",
        "<a ",
        "<a =",
        "<a = ",
        "<a ==\"",
        "<a b=\"",
        "<img src='",
        "<!--",
        "<img / / x",
        "a<1",
        "<é src=x>",
    ] {
        sources_of(html);
    }
    let deep = "<a =".repeat(50_000);
    assert!(sources_of(&deep).is_empty());
}
