//! The texts of pages.

use super::*;
use crate::article::Markup;
use crate::diagnostic::{Level, Report};
use crate::feed::content::{Context, render};
use crate::import::Body;

pub fn html(found: &Found) -> &str {
    match &found.body {
        Body::Html(html) => html,
        Body::Text(_) => "",
    }
}

/// Renders a body as a build does; it must have no error.
pub fn assert_builds(body: &str) -> String {
    let mut report = Report::new("found.html", body);
    let html = render(body, Markup::Html, &Context { base: &here(), prefix: "p-" }, &mut report);
    let errors: Vec<_> = report.into_diagnostics().into_iter().filter(|found| found.level == Level::Error).collect();
    assert!(errors.is_empty(), "{errors:?} in {body:?}");
    html
}

/// Enough text for an article.
const TEXT: &str = "<p>The price of grain fell for the third week, after farmers in the east brought in more than anybody \
    had thought they would, and after the port took up loading again.</p><p>Traders said that they had not seen such a \
    November in ten years, and that ships were waiting, three of them, at the roads outside of the harbour.</p>";

#[test]
fn short_pages_are_kept_whole() {
    for (page, want) in [
        ("<title>T</title><p>One line.", "<p>One line.</p>"),
        ("<title>T</title><h1>T</h1><p>One.</p><p>Two <b>b</b>.</p>", "<p>One.</p><p>Two <b>b</b>.</p>"),
        ("<p>a<script>x</script><style>y</style><!-- z --></p>", "<p>a</p>"),
        ("<nav><a href=/>Home</a></nav><main><p>Tea is hot.</p></main><footer>2026</footer>", "<p>Tea is hot.</p>"),
        ("<p><a href=b.html>b</a></p>", "<p><a href=\"https://www.courier.example/2026/grain/b.html\">b</a></p>"),
        ("<p><a href='#n'>b</a> <a href='javascript:x'>c</a></p>", "<p><a href=\"#n\">b</a> c</p>"),
        ("<p>a<svg><title>x</title></svg></p>", "<p>a</p>"),
        ("<div><p>a</p><p> </p><p><a href=/x><svg></svg></a></p></div>", "<p>a</p>"),
    ] {
        let found = found(page);
        assert_eq!(html(&found), want, "{page}");
        assert_builds(html(&found));
    }
}

#[test]
fn what_the_head_says_is_not_said_again() {
    let page = format!(
        "<title>Grain falls</title><meta name=author content='Jane Doe'><meta name=description content='Third week.'>\
         <body><header class=site><h1>Courier</h1><nav><a href=/x>x</a></nav></header><article><header>\
         <h1>Grain falls</h1><h2 class=dek>Third week.</h2><p class=meta>By <a href=/jane>Jane Doe</a>, \
         <time datetime=2026-11-20>20 листопада 2026</time> · 4 min read</p></header>{TEXT}<h2>Grain rises</h2><aside><p>Boxed.</p></aside>{TEXT}\
         </article><aside>{TEXT}</aside>"
    );
    let found = found(&page);
    let body = html(&found);
    assert!(body.starts_with("<p>The price of grain"), "{body}");
    assert!(body.contains("<h2>Grain rises</h2>"));
    assert_eq!(body.matches("Traders said").count(), 2);
    assert_eq!(found.summary, "Third week.");
}

#[test]
fn bylines_in_boxes_are_left_out_and_the_text_is_not() {
    let by = "<meta name=author content='Jane Doe'><h1>T</h1>";
    for (line, kept) in [
        ("<dl><dt>From:</dt><dd>Jane Doe</dd><dt>Published</dt><dd>18 November 2026</dd></dl>", false),
        ("<div><p>Jane Doe</p><p>Nov 18, 2026</p></div>", false),
        ("<ul><li>By Jane Doe</li><li>5 min read</li></ul>", false),
        ("<p><em>by Jane Doe</em></p>", false),
        ("<p>Posted on 2026-11-18 at 10:30 am</p>", false),
        ("<p>Jane Doe went to sea.</p>", true),
        ("<p>In 1999.</p>", true),
        ("<p>Sunshine in 1999.</p>", true),
        ("<h2>2026</h2>", true),
        ("<figure><img src=a.jpg width=600 height=400><figcaption>Photo: Jane Doe</figcaption></figure>", true),
        ("<p>By and by</p>", true),
    ] {
        let found = found(&format!("{by}<article>{line}{TEXT}{TEXT}</article>"));
        let body = html(&found);
        assert_eq!(!body.starts_with("<p>The price"), kept, "{line}: {body}");
    }
    let found = found(&format!("<article><h1>Tea<a class=headerlink href='#t'>¶</a></h1>{TEXT}{TEXT}</article>"));
    assert_eq!(found.title, "Tea");
    assert!(html(&found).starts_with("<p>The price"), "{}", html(&found));
}

#[test]
fn pictures_are_as_they_are_loaded() {
    let page = format!(
        "<title>T</title><base href=/img/><article>{TEXT}<figure><img src='data:image/gif;base64,R0lG' data-src=a.jpg \
         data-srcset='a.jpg 1x, b.jpg 2x' alt=Ship onclick=x() class=lazy style='x:y'><figcaption>Ship</figcaption></figure>{TEXT}</article>"
    );
    let found = found(&page);
    let picture = "<img src=\"https://www.courier.example/img/a.jpg\" srcset=\"https://www.courier.example/img/a.jpg 1x, \
                   https://www.courier.example/img/b.jpg 2x\" alt=\"Ship\">";
    assert!(html(&found).contains(picture), "{}", html(&found));
    assert!(assert_builds(html(&found)).contains("img/a.jpg"));
}

#[test]
fn code_keeps_its_lines_and_language() {
    let code = "<pre><code class='language-rust hl'>\n<span class=k>fn</span> x() {\n    y &lt; z\n}</code></pre>";
    let found = found(&format!("<title>T</title><article>{TEXT}{code}{TEXT}</article>"));
    let want = "<pre><code class=\"language-rust\">\nfn x() {\n    y &lt; z\n}</code></pre>";
    assert!(html(&found).contains(want), "{}", html(&found));
}

#[test]
fn the_marked_text_is_believed_where_little_else_is_found() {
    let items = "<li><a href=/x>Part of the text that is but links, and no text</a></li>".repeat(20);
    let found = found(&format!("<title>T</title><div itemprop=articleBody><p>Intro.</p><ul>{items}</ul></div>"));
    assert_eq!(html(&found).matches("<li>").count(), 20);
}

#[test]
fn a_text_that_scripts_show_is_taken_from_json() {
    let json = ld(r#"{"@type": "Article", "headline": "T", "articleBody": "First &amp; foremost.\n\nThen this."}"#);
    let page = format!("{json}<div id=root></div>");
    assert_eq!(found(&page).body, Body::Text(vec!["First & foremost.".into(), "Then this.".into()]));
}

#[test]
fn a_page_without_text_says_so() {
    for page in [
        "",
        "<html></html>",
        "<title>T</title><frameset><frame src=x></frameset>",
        "<div id=root></div><script>x</script>",
    ] {
        let found = found(page);
        assert_eq!(found.body, Body::default(), "{page}");
        assert!(found.traces.iter().any(|trace| trace.part == "body" && trace.text.contains("none")), "{page}");
    }
}

#[test]
fn no_shape_of_a_page_is_too_much() {
    let deep = "<div>".repeat(100_000);
    let page = format!("<title>Deep</title><meta name=author content='Jane Doe'>{deep}<p>One &amp; two.</p><p>Three.");
    let found = found(&page);
    assert_eq!((found.title.as_str(), people(&found.authors).as_str()), ("Deep", "Jane Doe"));
    assert!(html(&found).contains("One &amp; two."), "{}", html(&found));
    assert!(found.traces.iter().any(|trace| trace.part == "left out"));
    for page in [
        "<b><p>x".repeat(20_000),
        "<svg><g>".repeat(20_000),
        format!("{}{}", "<div>".repeat(380), format!("<p>{TEXT}</p>").repeat(200)),
        format!("<p {}>x", (0..50_000).map(|n| format!("a{n}=1 ")).collect::<String>()),
        "<".repeat(50_000),
        "&#0;&#8;".repeat(20_000),
        format!("<script type=application/ld+json>{}</script>", "[".repeat(50_000)),
        "<div itemscope itemprop=author class='byline h-entry'>".repeat(350) + &"<i>x</i>".repeat(2_000),
        "<noscript><img src=a></noscript><img src=b>".repeat(2_000),
        "<table>".repeat(300) + "x",
    ] {
        let found = super::found(&page);
        assert_builds(html(&found));
    }
}
