//! What is found in sitemaps.

use crate::validate::{Kind, Options, RuleSet, validate};

fn found(root: &str, body: &str) -> Vec<&'static str> {
    let text = format!(
        "<{root} xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
         xmlns:news='http://www.google.com/schemas/sitemap-news/0.9' \
         xmlns:image='http://www.google.com/schemas/sitemap-image/1.1'>{body}</{root}>"
    );
    let judgement = validate(text.as_bytes(), &Options::new("sitemap.xml"));
    assert_eq!(judgement.kind, Kind::Sitemap);
    let rules = judgement.diagnostics.iter().map(|found| found.rule.name);
    rules.filter(|rule| *rule != "missing-encoding").collect()
}

#[test]
fn addresses_and_what_is_said_of_them_are_judged() {
    let long = format!("<loc>https://a.example/{}</loc>", "a".repeat(2048));
    for (url, expected) in [
        ("<loc>https://a.example/</loc><lastmod>2026-01-02</lastmod><changefreq>daily</changefreq>", vec![]),
        ("<loc>https://a.example/</loc><priority>0.8</priority><image:image><x/></image:image>", vec![]),
        ("<loc>/a</loc>", vec!["invalid-sitemap-url"]),
        ("<loc>https://</loc>", vec!["invalid-sitemap-url"]),
        ("<loc>https://a.example/a b</loc>", vec!["invalid-sitemap-url"]),
        (&*long, vec!["invalid-sitemap-url"]),
        ("<lastmod>2026-01-02</lastmod>", vec!["missing-element"]),
        ("<loc>https://a.example/</loc><lastmod>today</lastmod>", vec!["invalid-w3cdtf-date"]),
        ("<loc>https://a.example/</loc><changefreq>Daily</changefreq>", vec!["invalid-change-frequency"]),
        ("<loc>https://a.example/</loc><priority>1.1</priority>", vec!["invalid-priority"]),
        ("<loc>https://a.example/</loc><priority>NaN</priority>", vec!["invalid-priority"]),
        ("<loc>https://a.example/</loc><priority>.</priority>", vec!["invalid-priority"]),
        ("<loc>https://a.example/</loc><title>x</title>", vec!["undefined-element"]),
    ] {
        assert_eq!(found("urlset", &format!("<url>{url}</url>")), expected, "{url}");
    }
    assert_eq!(found("urlset", ""), Vec::<&str>::new());
    assert_eq!(found("sitemapindex", ""), ["missing-element"]);
    assert_eq!(found("sitemapindex", "<sitemap><loc>https://a.example/1.xml</loc></sitemap>"), Vec::<&str>::new());
    assert_eq!(found("sitemapindex", "<url/>"), ["missing-element", "undefined-element"]);
}

#[test]
fn news_name_their_publication() {
    let loc = "<loc>https://a.example/</loc>";
    let publication = "<news:publication><news:name>N</news:name><news:language>en</news:language></news:publication>";
    let rest = "<news:publication_date>2026-01-02</news:publication_date><news:title>T</news:title>";
    for (news, expected) in [
        (format!("{publication}{rest}"), vec![]),
        (rest.to_owned(), vec!["missing-element"]),
        (format!("{}{rest}", publication.replace("en<", "english<")), vec!["invalid-language"]),
        (format!("{publication}{}", rest.replace(">T<", "><")), vec!["not-blank"]),
    ] {
        assert_eq!(found("urlset", &format!("<url>{loc}<news:news>{news}</news:news></url>")), expected, "{news}");
    }
}

#[test]
fn a_sitemap_has_an_end() {
    let url = "<url><loc>https://a.example/</loc></url>";
    let news = "<url><loc>https://a.example/</loc><news:news>\
                <news:publication><news:name>N</news:name><news:language>en</news:language></news:publication>\
                <news:publication_date>2026-01-02</news:publication_date><news:title>T</news:title></news:news></url>";
    assert_eq!(found("urlset", &url.repeat(50_000)), Vec::<&str>::new());
    assert_eq!(found("urlset", &url.repeat(50_001)), ["too-many-urls"]);
    assert_eq!(found("urlset", &news.repeat(1_001)), ["too-many-urls"]);
}

#[test]
fn to_the_w3c_validator_it_is_nothing() {
    let text = b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>";
    let judgement = validate(text, &Options { rules: RuleSet::W3c, ..Options::new("sitemap.xml") });
    let rules: Vec<_> = judgement.diagnostics.iter().map(|found| found.rule.name).collect();
    assert_eq!(judgement.kind, Kind::Unknown);
    assert!(rules.contains(&"undefined-element") && rules.contains(&"unknown-namespace"), "{rules:?}");
}
