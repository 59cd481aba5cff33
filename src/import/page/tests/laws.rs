//! What holds of every page, however broken.

use proptest::prelude::*;

use super::body::{assert_builds, html};
use super::*;
use crate::feed::content::write::is_allowed;
use crate::import::Body;

/// Pieces of pages, whole and broken.
const PIECES: &[&str] = &[
    "<html lang=en_GB>",
    "<head>",
    "<body>",
    "</body>",
    "<title>",
    "</title>",
    "Tea & milk",
    " - ",
    "Post",
    "<base href=/b/>",
    "<base href='::'>",
    "<link rel=canonical href=../x?a=b&c>",
    "<link rel=canonical href='http://ü.example/ä b'>",
    "<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"A\\u0000\\u0008\\ud800\",\"author\":[\"By \u{202e}J\",{\"@id\":\"a\"}],",
    "\"datePublished\":\"2026-11-20\",\"image\":{\"url\":\"//x.example/a b.jpg\"},\"keywords\":[[\"a\",1,null]],\"@graph\":[[[]]]}",
    "</script>",
    "{",
    "}",
    "[",
    "]",
    "\"",
    ",",
    "<meta name=author content='Jane Doe <jane@x.example>'>",
    "<meta property=og:image content='http://x.example/\u{8}ä.jpg'>",
    "<meta name=keywords content='a,b\u{0},\u{200b}'>",
    "<meta name=date content='2026-11-20T09:30'>",
    "<meta property=og:title content='A … | B'>",
    "<article>",
    "</article>",
    "<main class=h-entry>",
    "<header>",
    "</header>",
    "<h1>",
    "</h1>",
    "<p>",
    "</p>",
    "<p class=byline>By Jane Doe",
    "<time datetime=2026-11-20>",
    "</time>",
    "<div itemscope itemtype=http://schema.org/Article itemprop=articleBody>",
    "<b itemprop='author name'>",
    "</div>",
    "<img src='a b.png' data-src=x srcset='a,b 1x, ,'>",
    "<a href='javascript:x'>",
    "<a href='mailto:x@y.example'>",
    "<a href='http://[::'>",
    "</a>",
    "<pre>\n\n",
    "</pre>",
    "<table><td>",
    "<svg><p>",
    "<math><mi>",
    "<noscript><img src=a>",
    "</noscript>",
    "<template>",
    "<form>",
    "<select><option>",
    "<br><br>",
    "&#0;",
    "&#x80;",
    "&nbsp;",
    "\u{feff}",
    "\u{0}",
    "\r",
    "<x-y z\"=1>",
    "<a\"b>",
    "<xmp>",
    "<iframe src=//y.example/>",
    "<amp-img src=c.jpg>",
    "<!--",
    "-->",
    "<![CDATA[",
    "words, and more words, and more. ",
];

fn is_clean(text: &str) -> bool {
    !text.contains('\n') && text.chars().all(is_allowed) && text.trim() == text
}

fn is_absolute(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) && url.is_ascii()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn what_is_found_is_clean(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40), address in any::<bool>()) {
        check(pieces.concat().as_bytes(), address);
    }

    #[test]
    fn bytes_of_any_kind_are_read(bytes in prop::collection::vec(any::<u8>(), 0..200), pieces in prop::collection::vec(prop::sample::select(PIECES), 0..5)) {
        let mut page = pieces.concat().into_bytes();
        page.extend(bytes);
        check(&page, true);
    }
}

fn check(page: &[u8], address: bool) {
    let here = here();
    let found = read(page, None, address.then_some(&here));
    let _ = looks_like_a_page(page);
    let people = found.authors.iter().chain(&found.contributors);
    for text in [&found.title, &found.subtitle, &found.summary]
        .into_iter()
        .chain(&found.tags)
        .chain(people.clone().map(|p| &p.name))
    {
        assert!(is_clean(text), "{text:?}");
    }
    assert!(people.clone().all(|person| !person.name.is_empty() && person.url.as_deref().is_none_or(is_absolute)));
    assert!(found.tags.iter().all(|tag| !tag.is_empty()));
    assert!(found.link.is_empty() || is_absolute(&found.link), "{}", found.link);
    assert!(found.image.iter().all(|image| is_absolute(&image.url) && image.alt.as_deref().is_none_or(is_clean)));
    assert!(found.language.iter().all(|tag| oxilangtag::LanguageTag::parse(tag.as_str()).is_ok()));
    assert!(found.id.is_empty());
    assert!(found.traces.iter().any(|trace| trace.part == "body"));
    if let Body::Html(_) = found.body {
        let body = html(&found);
        assert!(body.chars().all(is_allowed));
        assert_builds(body);
    }
}
