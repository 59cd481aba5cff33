//! Pages of all kinds, and what is found on them.

mod body;
mod laws;

use super::*;
use crate::article::{Written, Zone};
use crate::feed::Person;

/// Where the pages of the tests are found.
fn here() -> Url {
    Url::parse("https://www.courier.example/2026/grain/?ref=x#top").unwrap()
}

fn found(page: &str) -> Found {
    read(page.as_bytes(), None, Some(&here()))
}

fn ld(json: &str) -> String {
    format!("<script type='application/ld+json'>{json}</script>")
}

fn date(date: Option<Written>) -> String {
    let Some(date) = date else { return String::new() };
    let zone = match date.zone {
        Zone::Offset(east) => format!("{east:+}"),
        _ => String::new(),
    };
    format!("{}{}{zone}", date.day, date.time.map(|time| time.format(" %H:%M ").to_string()).unwrap_or_default())
}

fn people(people: &[Person]) -> String {
    let shown = |person: &Person| {
        let more = [&person.email, &person.url].into_iter().flatten().map(|more| format!(" <{more}>"));
        person.name.clone() + &more.collect::<String>()
    };
    people.iter().map(shown).collect::<Vec<_>>().join("; ")
}

/// Holds one field of each page against what it should be.
#[track_caller]
fn all(field: impl Fn(&Found) -> String, cases: &[(&str, &str)]) {
    for (page, want) in cases {
        assert_eq!(field(&found(page)), *want, "{page}");
    }
}

#[test]
fn the_title_is_the_most_specific_one() {
    let article = ld(r#"{"@type": "NewsArticle", "headline": "From JSON-LD &amp; more"}"#);
    let weak = ld(r#"{"@type": "WebPage", "name": "Weak - Courier", "publisher": {"name": "Courier"}}"#);
    let micro = "<div itemscope itemtype='https://schema.org/Article'><h2 itemprop=headline>Micro</h2></div>";
    let entry = "<div class='h-entry'><b class='p-name'>Entry</b></div>";
    let og = "<meta property='og:title' content='Open Graph'>";
    let h1 = "<h1>Head</h1>";
    let title = "<title>Title</title>";
    for (page, want) in [
        (format!("{title}{og}{h1}{micro}{entry}{article}{weak}"), "From JSON-LD & more"),
        (format!("{title}{og}{h1}{micro}{entry}{weak}"), "Micro"),
        (format!("{title}{og}{h1}{entry}{weak}"), "Entry"),
        (format!("{title}{og}{h1}{weak}"), "Open Graph"),
        (format!("{title}<meta name=citation_title content=Cited>{h1}{weak}"), "Cited"),
        (format!("{title}<meta name=DC.title content=Core>{h1}{weak}"), "Core"),
        (format!("{title}<meta name=twitter:title content=Bird>{h1}{weak}"), "Bird"),
        (format!("{title}{h1}{weak}"), "Head"),
        (format!("{title}{weak}"), "Title"),
        (weak.clone(), "Weak"),
        (ld(r#"{"@graph": [{"@type": ["x", "BlogPosting"], "name": "In a graph"}]}"#), "In a graph"),
        (ld(r#"[{"@type": "WebPage", "mainEntity": {"@type": "TechArticle", "headline": "Inner"}}]"#), "Inner"),
        (ld(r#"{"@type": "http://schema.org/Article", "headline": {"@value": "Valued"}}"#), "Valued"),
        (ld(r#"{"@type": "JobPosting", "name": "No"}"#) + title, "Title"),
        (
            ld(r#"{"@type": "ItemList", "itemListElement": [{"@type": "Article", "headline": "Another's"}]}"#) + title,
            "Title",
        ),
        (
            ld(r#"[{"@type": "Article", "headline": "Other", "url": "/other"},
                   {"@type": "Article", "headline": "This", "url": "/2026/grain/?ref=x#top"}]"#),
            "This",
        ),
        (ld(r#"{"@type": "Article", "headline": "A long headl…"}"#) + "<h1>A long headline</h1>", "A long headline"),
        (ld(r#"{"@type": "Article", "headline": "Broken","#) + og, "Open Graph"),
        (ld(r#"{"@type": "Article", "headline": "Mended",}"#) + og, "Mended"),
        (String::new(), ""),
    ] {
        assert_eq!(found(&page).title, want, "{page}");
    }
}

#[test]
fn the_name_of_the_site_is_no_part_of_the_title() {
    all(
        |found| found.title.clone(),
        &[
            ("<title>Grain falls | The Post</title><meta property=og:site_name content='The Post'>", "Grain falls"),
            ("<title>Grain falls – Courier</title>", "Grain falls"),
            ("<title>Grain falls - a story</title>", "Grain falls - a story"),
            ("<title>Grain falls — News — Post</title><h1>Grain falls</h1>", "Grain falls"),
            ("<title>Post: Grain falls</title><meta name=application-name content=Post>", "Grain falls"),
            ("<meta property=og:site_name content=Post><meta property=og:title content='Tea | Post'>", "Tea"),
            // The site's name is a heading on each of its pages.
            ("<title>Tea time</title><header><h1>The Post</h1></header><p>x</p>", "Tea time"),
            ("<title>Tea time - Post</title><h1>Post</h1><meta property=og:site_name content=Post>", "Tea time"),
            // Headings of the first rank for each section.
            ("<title>My long walk</title><h1>Morning</h1><h1>Evening</h1>", "My long walk"),
            ("<title>Evening walk</title><h1>Morning</h1><h1>Evening walk</h1>", "Evening walk"),
            ("<title>Post</title><article><h1>Tea</h1></article><h1>Other</h1>", "Post"),
            ("<article><h1>Tea</h1></article>", "Tea"),
            ("<title>A\n  B\u{8}&#1;</title>", "A B"),
            ("<svg><title>No</title></svg><title>Yes</title>", "Yes"),
        ],
    );
}

#[test]
fn dates_are_found_in_order_with_their_zones() {
    let published = |found: &Found| date(found.published);
    let json = ld(r#"{"@type": "Article", "datePublished": "2026-11-20T09:30:00+02:00", "dateCreated": "2026-01-01"}"#);
    let og = "<meta property=article:published_time content=2026-11-19T08:00:00Z>";
    let time = "<article><time datetime=2026-11-17>x</time></article>";
    all(
        published,
        &[
            (&format!("{og}{time}{json}"), "2026-11-20 09:30 +120"),
            (&format!("{og}{time}<meta name=date content=2026-11-18>"), "2026-11-19 08:00 +0"),
            (&format!("{time}<meta name=date content=2026-11-18>"), "2026-11-18"),
            (
                "<meta name=DCTERMS.created content=2026-11-16><meta name=dcterms.issued content=2026-11-15>",
                "2026-11-15",
            ),
            ("<meta name=DC.Date.issued content=2026-11-15>", "2026-11-15"),
            ("<meta name=citation_publication_date content=2026/11/15>", "2026-11-15"),
            ("<meta name=parsely-pub-date content=2026-11-15T10:00:00Z>", "2026-11-15 10:00 +0"),
            ("<meta name=sailthru.date content='Sun, 15 Nov 2026 10:00:00 +0100'>", "2026-11-15 10:00 +60"),
            (
                "<div class=h-entry><time class=dt-published datetime='2026-11-15 10:00'>x</time></div>",
                "2026-11-15 10:00 ",
            ),
            (&format!("{time}<time pubdate datetime=2026-11-16>x</time>"), "2026-11-16"),
            (time, "2026-11-17"),
            ("<article><time>November 17, 2026</time></article>", "2026-11-17"),
            ("<footer><time datetime=2026-11-17>x</time></footer>", ""),
            ("<aside><article><time datetime=2026-11-17>x</time></article></aside>", ""),
            ("<p class=date>November 17, 2026</p>", "2026-11-17"),
            ("<link rel=canonical href=/2026/11/17/tea/>", "2026-11-17"),
            ("<link rel=canonical href=/2026/11/17/tea/><time datetime=2026-11-16>x</time>", "2026-11-16"),
            // A place that cannot be read leaves the word to the next.
            ("<meta name=date content=soon><time datetime=2026-11-17>x</time>", "2026-11-17"),
            ("<meta name=date content=03/04/2026>", ""),
            ("<meta name=date content=0001-01-01T00:00:00Z>", ""),
            // The day is sure, the time is said elsewhere.
            (
                "<meta name=DC.date content=2026-11-17><time datetime=2026-11-17T07:00:00Z>x</time>",
                "2026-11-17 07:00 +0",
            ),
            (
                "<p itemscope itemtype=http://schema.org/BlogPosting><meta itemprop=datePublished content=2026-11-15></p>",
                "2026-11-15",
            ),
            ("<p itemscope itemtype=http://schema.org/Movie><meta itemprop=datePublished content=2026-11-15></p>", ""),
            (&ld(r#"{"@type": "WebPage", "datePublished": "2026-11-15"}"#), "2026-11-15"),
        ],
    );
    let change = |first: &str, then: &str| {
        let page = format!(
            "<meta property=article:published_time content={first}><meta property=article:modified_time content={then}>"
        );
        date(found(&page).updated)
    };
    assert_eq!(change("2026-11-20T09:30:00Z", "2026-11-21T09:30:00Z"), "2026-11-21 09:30 +0");
    assert_eq!(change("2026-11-20T09:30:00Z", "2026-11-20T11:30:00+02:00"), "", "the same moment");
    assert_eq!(change("2026-11-20T09:30:00Z", "2026-11-19"), "", "before");
    assert_eq!(change("2026-11-20T09:30:00Z", "2026-11-20"), "", "the same day");
}

#[test]
fn authors_are_people_by_their_names() {
    let json = ld(
        r#"{"@type": "Article", "author": {"name": "Jane Doe", "url": "/jane", "email": "mailto:jane@post.example"}}"#,
    );
    let jane = "Jane Doe <jane@post.example> <https://www.courier.example/jane>";
    all(
        |found| people(&found.authors),
        &[
            (&format!("<meta name=author content=Other>{json}"), jane),
            (
                &ld(r#"{"@type": "Article", "author": ["Jane Doe", {"name": "John Roe"}, "jane doe"]}"#),
                "Jane Doe; John Roe",
            ),
            (&ld(r#"{"@type": "Article", "author": "By Jane Doe and John Roe"}"#), "Jane Doe; John Roe"),
            (
                &ld(
                    r##"{"@graph": [{"@type": "Article", "author": {"@id": "#a"}}, {"@id": "#a", "@type": "Person", "name": "Ann Lee"}]}"##,
                ),
                "Ann Lee",
            ),
            (
                &ld(
                    r#"{"@type": "Article", "author": [{"@type": "Organization", "name": "Post"}, {"@type": "Person", "name": "Ann Lee"}]}"#,
                ),
                "Ann Lee",
            ),
            (&ld(r#"{"@type": "Article", "author": {"@type": "Organization", "name": "Tea, Inc"}}"#), "Tea, Inc"),
            (&ld(r#"{"@type": "Article", "author": {"givenName": "Ann", "familyName": "Lee"}}"#), "Ann Lee"),
            ("<meta name=author content='By Jane Doe &amp; John Roe'>", "Jane Doe; John Roe"),
            ("<meta property=article:author content=https://social.example/jane>", ""),
            (
                "<meta property=article:author content=https://social.example/jane><meta name=author content='Jane Doe'>",
                "Jane Doe <https://social.example/jane>",
            ),
            (
                "<meta name=citation_author content='Doe, Jane'><meta name=citation_author content='Roe, John'>",
                "Jane Doe; John Roe",
            ),
            ("<meta name=DC.creator content='Jane Doe'>", "Jane Doe"),
            ("<a rel=author href=/jane>Jane Doe</a>", "Jane Doe <https://www.courier.example/jane>"),
            ("<p class=byline>By <a href=/jane>Jane Doe</a></p>", "Jane Doe <https://www.courier.example/jane>"),
            (
                "<p class=byline>By Jane Doe and John Roe</p><p>x</p><div class=author>Other One</div>",
                "Jane Doe; John Roe",
            ),
            ("<aside><p class=byline>By Jane Doe</p></aside>", ""),
            (
                "<div itemscope itemtype=http://schema.org/Article><p itemprop=author itemscope itemtype=http://schema.org/Person>\
                 by <a itemprop=url href=/jane><b itemprop=name>Jane Doe</b></a></p></div>",
                "Jane Doe <https://www.courier.example/jane>",
            ),
            (
                "<div class=h-entry><p class='p-author h-card'><a class='u-url p-name' href=/jane>Jane Doe</a></p></div>",
                "Jane Doe <https://www.courier.example/jane>",
            ),
            ("<meta name=author content='Jane Doe'><meta name=author content='John Roe'>", "Jane Doe; John Roe"),
            ("<meta name=author content=admin>", ""),
            ("<meta name=twitter:label1 content='Written by'><meta name=twitter:data1 content='Jane Doe'>", "Jane Doe"),
            ("<meta name=twitter:label1 content='Reading time'><meta name=twitter:data1 content='Five minutes'>", ""),
        ],
    );
    let page = ld(
        r#"{"@type": "Article", "author": "Jane Doe", "editor": "Tom Ash", "contributor": ["Jane Doe", {"name": "Eva Fir"}]}"#,
    );
    assert_eq!(people(&found(&page).contributors), "Tom Ash; Eva Fir");
}

#[test]
fn summaries_subtitles_and_tags_are_found() {
    all(
        |found| format!("{}/{}", found.subtitle, found.summary),
        &[
            ("<meta name=description content='What it is.'>", "/What it is."),
            ("<meta name=description content=a1><meta property=og:description content=b1>", "/b1"),
            ("<title>Tea</title><meta name=description content=Tea>", "/"),
            ("<title>Tea</title><meta property=og:description content=tea><meta name=description content=Hot>", "/Hot"),
            (
                "<meta property=og:description content='The price fell…'><meta name=description content='The price fell today.'>",
                "/The price fell today.",
            ),
            ("<meta name=description content='The price fell…'>", "/The price fell…"),
            (&ld(r#"{"@type": "Article", "alternativeHeadline": "Sub", "description": "Sum"}"#), "Sub/Sum"),
            ("<h1>T</h1><h2 class=subtitle>Sub</h2><meta name=description content=Sub>", "/Sub"),
            ("<h1>T</h1><p class='x standfirst'>Sub</p>", "Sub/"),
        ],
    );
    all(
        |found| found.tags.join("|"),
        &[
            ("<meta name=keywords content='tea, milk, Tea,, sugar '>", "tea|milk|sugar"),
            ("<meta name=keywords content='tea; milk'>", "tea|milk"),
            ("<meta property=article:tag content=A><meta property=article:tag content='B, C'>", "A|B|C"),
            (&ld(r##"{"@type": "Article", "keywords": ["Tea, green", "#milk"]}"##), "Tea, green|milk"),
            (&ld(r#"{"@type": "Article", "keywords": "tea,milk"}"#), "tea|milk"),
            ("<p><a rel='category tag' href=/t>Tea</a> <a rel=tag href=/m>Milk</a></p>", "Tea|Milk"),
            (&ld(r#"{"@type": "Article", "articleSection": ["Economy"]}"#), "Economy"),
            ("<meta name=keywords content=a1><meta property=article:section content=Economy>", "a1"),
        ],
    );
    let many: String = (0..100).map(|n| format!("<meta property=article:tag content=tag{n}>")).collect();
    assert_eq!(found(&many).tags.len(), 20);
}

#[test]
fn the_language_is_a_tag() {
    all(
        |found| found.language.clone().unwrap_or_default(),
        &[
            ("<html lang=en-gb>", "en-GB"),
            ("<meta property=og:locale content=en_GB>", "en-GB"),
            ("<html lang=de><meta property=og:locale content=en_US>", "de"),
            ("<html lang=English>", ""),
            ("<html lang=''><meta http-equiv=Content-Language content=uk>", "uk"),
            (&(ld(r#"{"@type": "Article", "inLanguage": "fr"}"#) + "<html lang=en>"), "fr"),
            (&ld(r#"{"@type": "Article", "inLanguage": {"@type": "Language", "name": "English"}}"#), ""),
        ],
    );
}

#[test]
fn the_link_is_canonical_and_absolute() {
    all(
        |found| found.link.clone(),
        &[
            ("<link rel=canonical href=/a/>", "https://www.courier.example/a/"),
            ("<link rel=canonical href=https://post.example/a#x>", "https://post.example/a"),
            ("<base href=https://post.example/b/><link rel=canonical href=a>", "https://post.example/b/a"),
            ("<meta property=og:url content=//post.example/a>", "https://post.example/a"),
            ("<link rel=canonical href=/a/><meta property=og:url content=/b/>", "https://www.courier.example/a/"),
            ("<link rel=canonical href=/>", "https://www.courier.example/2026/grain/?ref=x"),
            ("<link rel=canonical href=/><meta property=og:url content=/b/>", "https://www.courier.example/b/"),
            ("<link rel=canonical href=http://localhost:4000/a>", "https://www.courier.example/2026/grain/?ref=x"),
            ("<link rel=canonical href='javascript:x'>", "https://www.courier.example/2026/grain/?ref=x"),
            ("<link rel=canonical href='http://['>", "https://www.courier.example/2026/grain/?ref=x"),
            ("", "https://www.courier.example/2026/grain/?ref=x"),
        ],
    );
    let alone = |page: &str| read(page.as_bytes(), None, None).link;
    assert_eq!(alone("<link rel=canonical href=/a>"), "");
    assert_eq!(alone("<link rel=canonical href=https://post.example/a>"), "https://post.example/a");
    assert_eq!(alone("<link rel=canonical href=https://post.example/>"), "https://post.example/");
    assert_eq!(alone("<p>x"), "");
}

#[test]
fn the_picture_is_absolute_and_no_logo() {
    all(
        |found| {
            found.image.as_ref().map(|p| format!("{} {}", p.url, p.alt.as_deref().unwrap_or("-"))).unwrap_or_default()
        },
        &[
            ("<meta property=og:image content=/a.jpg>", "https://www.courier.example/a.jpg -"),
            (
                "<meta property=og:image content=/a.jpg><meta property=og:image:alt content='A ship'>",
                "https://www.courier.example/a.jpg A ship",
            ),
            (
                &ld(r#"{"@type": "Article", "image": {"url": "/b.jpg", "caption": "B"}}"#),
                "https://www.courier.example/b.jpg B",
            ),
            (&ld(r#"{"@type": "Article", "image": ["/c.jpg", "/d.jpg"]}"#), "https://www.courier.example/c.jpg -"),
            (
                &ld(
                    r##"{"@graph": [{"@type": "Article", "image": {"@id": "#i"}}, {"@id": "#i", "contentUrl": "/e.jpg"}]}"##,
                ),
                "https://www.courier.example/e.jpg -",
            ),
            ("<meta property=og:image content=/img/logo.png>", ""),
            ("<meta property=og:image content=data:image/png;base64,AA>", ""),
            (
                "<meta property=og:image content=/favicon.ico><meta name=twitter:image content=/f.jpg>",
                "https://www.courier.example/f.jpg -",
            ),
            (
                &ld(
                    r#"{"@type": "Article", "image": "/g.png", "publisher": {"name": "P", "logo": {"url": "/g.png"}}}"#,
                ),
                "",
            ),
        ],
    );
}

#[test]
fn traces_say_where_it_was() {
    let found = found("<title>Tea</title>\n<meta name=author content='Jane Doe'>\n\n<p>Hot.</p>");
    let traces: Vec<_> = found.traces.iter().map(|t| (t.line, t.part.as_str(), t.text.as_str())).collect();
    assert_eq!(
        traces,
        [
            (1, "title", "title: Tea"),
            (2, "author", "author: Jane Doe"),
            (0, "link", "address: https://www.courier.example/2026/grain/?ref=x"),
            (0, "body", "readability: 1 word"),
        ]
    );
}

#[test]
fn pages_are_told_from_other_texts() {
    for page in [
        "<!DOCTYPE html>",
        "\u{feff} \n<!doctype HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>",
        "<html lang=en>",
        "<HEAD>",
        "<body class=x>",
        "<!-- saved from --><!-- x --><html>",
        "<article>",
        "<?xml version='1.0'?>\n<!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'>",
        "<title>x</title>",
        "<p>x",
    ] {
        assert!(looks_like_a_page(page.as_bytes()), "{page}");
    }
    for text in [
        "",
        "Tea\n\nHot.",
        "<rss version='2.0'>",
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'>",
        "{\"version\": 1}",
        "<!-- <html> -->",
        "<!-- <html>",
        "<?xml",
        "<headline>",
        "<p:x>",
        "<html-x>",
        "<opml>",
        "<rdf:RDF>",
        "<!DOCTYPE rss>",
    ] {
        assert!(!looks_like_a_page(text.as_bytes()), "{text}");
    }
    assert!(looks_like_a_page(b"\xFF\xFE<\0h\0t\0m\0l\0>\0"));
}

#[test]
fn a_date_on_its_own_above_the_text_counts_where_nothing_else_does() {
    let text = "The wheel of the mill turned for the first time in nine years on Saturday, and about forty people stood on the \
                bridge to see it.";
    let page = |above: &str, below: &str| format!("<h1>The wheel</h1>{above}<p>{text}</p>{below}<p>{text}</p>");
    all(
        |found| date(found.published),
        &[
            (&page("<p>March 3, 2025</p>", ""), "2025-03-03"),
            (&page("<p>Published: <em>3 March 2025</em></p>", ""), "2025-03-03"),
            (&page("<p>March 3, 2025</p>", "<meta name=date content=2025-03-04>"), "2025-03-04"),
            // In the text it is of the story.
            (&page("", "<p>March 3, 2025</p>"), ""),
            (&page("<p>1741000000</p>", ""), ""),
            (&page("<header><p>March 3, 2025</p></header>", ""), ""),
        ],
    );
}
