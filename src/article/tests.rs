//! Whole files in, articles or findings out.

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Level;

type Found = Vec<(&'static str, u32, u32)>;

fn settings() -> Settings {
    Settings { zone: Tz::Europe__Kyiv, language: Some("en".to_owned()) }
}

fn read_at(below: &str, text: &str) -> (Option<Article>, Vec<Diagnostic>) {
    let path = format!("articles/{below}");
    read(&SourceFile { path: &path, below, bytes: text.as_bytes(), sidecar: None }, &settings())
}

fn places(found: &[Diagnostic]) -> Found {
    let place = |d: &Diagnostic| d.place.map_or((0, 0), |p| (p.line, p.column));
    found.iter().map(|d| (d.rule.name, place(d).0, place(d).1)).collect()
}

/// The article, where nothing is found.
fn clean(below: &str, text: &str) -> Article {
    let (article, found) = read_at(below, text);
    assert!(found.is_empty(), "{text}\n{:?}", places(&found));
    article.expect("an article where nothing is found")
}

fn faults(below: &str, text: &str) -> Found {
    let (article, found) = read_at(below, text);
    assert_eq!(article.is_none(), found.iter().any(|d| d.level == Level::Error), "{text}");
    for one in &found {
        assert!(!one.message.ends_with('.') && &*one.file == format!("articles/{below}").as_str(), "{one:?}");
    }
    places(&found)
}

fn toml(lines: &str) -> String {
    format!("+++\n{lines}\n+++\nBody\n")
}

/// A head with title and date, and these lines, which begin at line 4.
fn more(lines: &str) -> String {
    toml(&format!("title = \"T\"\ndate = 2026-11-20T09:30:00+02:00\n{lines}"))
}

fn yaml(lines: &str) -> String {
    format!("---\ntitle: T\ndate: 2026-11-20T09:30:00+02:00\n{lines}\n---\nBody\n")
}

fn names(people: &[Byline]) -> Vec<&str> {
    people.iter().map(|person| person.name.as_str()).collect()
}

#[test]
fn a_head_of_feedmills_own_is_read_whole() {
    let article = clean(
        "world/grain.md",
        r#"+++
title = "Grain prices fall for a third week"
subtitle = "Silos are full and buyers wait"
date = 2026-11-20T09:30:00+02:00
updated = 2026-11-21T08:00:00+02:00
authors = ["olena", "Jo Field <jo@example.org>", { name = "A. Miller", url = "https://example.org/a" }]
contributors = ["Sam Hay"]
summary = "A dry autumn meets full silos."
tags = ["grain", "prices"]
lang = "en-GB"
slug = "grain-prices"
url = "https://example.org/grain-prices/"
id = "tag:example.org,2026:grain-prices"
draft = false
expires = 2027-01-01
image = { url = "silo.jpg", alt = "A silo at dusk" }
enclosures = [{ file = "audio/ep12.mp3" }]
content = "summary"
feed = false
[extra]
anything = { goes = true }
+++

Body *text*.
"#,
    );
    assert_eq!(&*article.path, "articles/world/grain.md");
    assert_eq!(
        (article.stem.as_str(), article.section.as_str(), article.slug.as_str()),
        ("world/grain", "world", "grain-prices")
    );
    assert_eq!(article.title, "Grain prices fall for a third week");
    assert_eq!(article.subtitle.as_deref(), Some("Silos are full and buyers wait"));
    assert_eq!(article.published.to_rfc3339(), "2026-11-20T09:30:00+02:00");
    assert_eq!(article.updated.unwrap().to_rfc3339(), "2026-11-21T08:00:00+02:00");
    assert_eq!(article.expires.unwrap().to_rfc3339(), "2027-01-01T00:00:00+02:00");
    assert_eq!(article.embargo, None);
    assert_eq!(names(&article.authors), ["olena", "Jo Field", "A. Miller"]);
    assert_eq!(article.authors[1].email.as_deref(), Some("jo@example.org"));
    assert_eq!(names(&article.contributors), ["Sam Hay"]);
    assert_eq!(article.summary.as_deref(), Some("A dry autumn meets full silos."));
    assert_eq!(article.tags, ["grain", "prices"]);
    assert_eq!(article.language.as_deref(), Some("en-GB"));
    assert_eq!(article.url.as_deref(), Some("https://example.org/grain-prices/"));
    assert_eq!(article.id.as_deref(), Some("tag:example.org,2026:grain-prices"));
    assert_eq!((article.draft, article.in_feeds, article.content), (false, false, Some(Mode::Summary)));
    assert_eq!(article.image.as_ref().unwrap().alt.as_deref(), Some("A silo at dusk"));
    assert_eq!(article.enclosures[0].file.as_deref(), Some("audio/ep12.mp3"));
    assert_eq!(article.body.text, "\nBody *text*.\n");
    assert_eq!((article.body.first_line, article.body.markup), (23, Markup::Markdown));
    let place = |line, column, width| Some(Place { line, column, width });
    assert_eq!(article.marks.title, place(2, 9, 36));
    assert_eq!(article.marks.date, place(4, 8, 25));
    assert_eq!(article.marks.slug, place(11, 8, 14));
    assert_eq!(article.marks.id, place(13, 6, 35));
    assert_eq!(article.authors[1].place, place(6, 21, 27));
    assert_eq!(&*article.head_file(), "articles/world/grain.md");
}

#[test]
fn one_article_is_the_same_in_eight_dialects() {
    let toml = |updated: &str, rest: &str| {
        format!(
            "+++\ntitle = \"Déjà “vu” & <beta>\"\ndate = 2026-03-01T10:00:00+05:30\n{updated} = 2026-03-02T10:00:00+05:30\nauthors = [\"Jo Field\", \"Sam Hay\"]\n{rest}slug = \"deja\"\ndraft = true\n"
        )
    };
    let yaml = |rest: &str| {
        format!(
            "---\ntitle: \"Déjà “vu” & <beta>\"\nauthors: [\"Jo Field\", \"Sam Hay\"]\nslug: \"deja\"\n{rest}---\n\nBody\n"
        )
    };
    let (tags, dates) = ("tags = [\"grain\", \"größe\"]\nsummary = \"Short.\"\n", "date: 2026-03-01T10:00:00+05:30\n");
    let heads = [
        ("world/2026/03/deja.md", toml("updated", tags) + "+++\n\nBody\n"),
        ("world/2026/03/deja.md", toml("lastmod", tags) + "+++\n\nBody\n"),
        ("world/2026/03/deja.md", toml("updated", "description = \"Short.\"\n") + "[taxonomies]\ntags = [\"grain\", \"größe\"]\nauthors = [\"Jo Field\", \"Sam Hay\"]\n+++\n\nBody\n"),
        ("_posts/world/2026-03-01-deja.md", yaml(&format!("{dates}last_modified_at: 2026-03-02T10:00:00+05:30\nauthor: \"Jo Field\"\ntags: [\"grain\", \"größe\"]\ndescription: \"Short.\"\npublished: false\n"))),
        ("world/2026/03/deja.md", "Title: Déjà “vu” & <beta>\nDate: 2026-03-01T10:00:00+05:30\nModified: 2026-03-02T10:00:00+05:30\nAuthors: Jo Field; Sam Hay\nTags: grain, größe\nCategory: world\nSummary: Short.\nSlug: deja\nStatus: draft\n\nBody\n".to_owned()),
        ("world/2026/03/deja.md", yaml(&format!("{dates}updated: 2026-03-02T10:00:00+05:30\ntopics: [\"grain\", \"größe\"]\nsection: \"world\"\nsummary: \"Short.\"\ndraft: true\n"))),
        ("deja.md", yaml("pubDate: 2026-03-01T10:00:00+05:30\nupdatedDate: 2026-03-02T10:00:00+05:30\ntags:\n  - grain\n  - größe\ncategory: world\ndescription: Short.\ndraft: true\n")),
        ("world/deja/index.md", "{\n  \"title\": \"Déjà “vu” & <beta>\", \"date\": \"2026-03-01T10:00:00+05:30\", \"lastmod\": \"2026-03-02T10:00:00+05:30\",\n  \"authors\": [\"Jo Field\", \"Sam Hay\"], \"tags\": [\"grain\", \"gr\\u00f6\\u00dfe\"], \"summary\": \"Short.\", \"draft\": true\n}\n\nBody\n".to_owned()),
    ];
    for (below, text) in heads {
        let article = clean(below, &text);
        assert_eq!(article.title, "Déjà “vu” & <beta>", "{text}");
        assert_eq!(article.published.to_rfc3339(), "2026-03-01T10:00:00+05:30", "{text}");
        assert_eq!(article.updated.unwrap().to_rfc3339(), "2026-03-02T10:00:00+05:30", "{text}");
        assert_eq!(names(&article.authors), ["Jo Field", "Sam Hay"], "{text}");
        assert_eq!(article.tags, ["grain", "größe"], "{text}");
        assert_eq!(article.summary.as_deref(), Some("Short."), "{text}");
        assert_eq!((article.section.as_str(), article.slug.as_str()), ("world", "deja"), "{text}");
        assert!(article.draft && article.in_feeds, "{text}");
        assert_eq!(article.body.text.trim(), "Body");
    }
}

#[test]
fn marmites_naive_dates_and_streams_are_read() {
    let text = "---\ntitle: \"T\"\ndate: 2026-03-01 10:00:00\ntags: [a]\nstream: world\nslug: \"t\"\n---\n\nBody\n";
    let article = clean("t.md", text);
    assert_eq!(article.published.to_rfc3339(), "2026-03-01T10:00:00+02:00");
    assert_eq!((article.section.as_str(), article.draft), ("world", false));
    let article = clean("t.md", &text.replace("world", "draft"));
    assert_eq!((article.section.as_str(), article.draft), ("", true));
}

#[test]
fn a_hugo_head_is_read() {
    let article = clean(
        "posts/grain/index.md",
        "+++\ntitle = 'Grain'\nlinkTitle = 'G'\nDate = 2026-11-20\npublishDate = 2026-11-22\nlastMod = 2026-11-25\nexpiryDate = 2027-01-01\nauthor = 'Jo Field'\ndescription = 'Short.'\nkeywords = ['x']\ncategories = ['News', 'grain']\ntags = ['grain']\naliases = ['/old/']\nweight = 10\nlayout = 'single'\ntype = 'post'\nurl = '/grain/prices/'\nimages = ['silo.jpg', 'b.jpg']\nshowToc = true\n[params]\nmood = 'dry'\n[[cascade]]\nx = 1\n[menu.main]\nweight = 1\n[_build]\nlist = 'always'\n+++\nBody\n",
    );
    assert_eq!(article.published.to_rfc3339(), "2026-11-20T00:00:00+02:00");
    assert_eq!(article.embargo.unwrap().to_rfc3339(), "2026-11-22T00:00:00+02:00");
    assert!(article.updated.is_some() && article.expires.is_some() && article.in_feeds);
    assert_eq!(names(&article.authors), ["Jo Field"]);
    assert_eq!(article.tags, ["grain", "News"]);
    assert_eq!((article.section.as_str(), article.slug.as_str()), ("posts", "grain"));
    assert_eq!(article.url.as_deref(), Some("/grain/prices/"));
    assert_eq!(article.image.unwrap().url, "silo.jpg");

    let only = clean("a.md", &toml("title = 'T'\npublishDate = 2026-11-20"));
    assert_eq!((only.published.to_rfc3339().as_str(), only.embargo), ("2026-11-20T00:00:00+02:00", None));
    for out in ["[_build]\nlist = 'never'", "[build]\nlist = false", "headless = true", "hiddenInRss = true"] {
        assert!(!clean("a.md", &more(out)).in_feeds, "{out}");
    }
}

#[test]
fn a_zola_head_is_read() {
    let article = clean(
        "blog/2026-11-20-grain.md",
        "+++\ntitle = \"Grain\"\ndescription = \"Short.\"\nupdated = \"2026-11-25\"\npath = \"grain/prices\"\nin_search_index = true\ntemplate = \"p.html\"\naliases = []\nweight = 0\ninclude_in_feeds = true\nauthors = []\n[taxonomies]\ntags = [\"a\"]\ncategories = [\"News\"]\nseries = [\"s\"]\n[extra]\nx = 1\n+++\nBody\n",
    );
    assert_eq!(article.published.to_rfc3339(), "2026-11-20T00:00:00+02:00");
    assert_eq!((article.slug.as_str(), article.url.as_deref()), ("grain", Some("grain/prices/")));
    assert_eq!(article.tags, ["a", "News"]);
    assert!(!clean("a.md", &more("render = false")).in_feeds);
    assert!(!clean("a.md", &more("include_in_feeds = false")).in_feeds);
}

#[test]
fn a_jekyll_post_is_read() {
    let article = clean(
        "_posts/2026-11-20-grain-prices.markdown",
        "---\nlayout: post\ntitle:  Grain\ncategories: news  world\ntags: grain silo\nauthor:\n  name: Jo Field\n  twitter: jo\nexcerpt: Short.\npermalink: /:categories/:year/:month/:title/\nimage:\n  path: /silo.jpg\n  alt: A silo\ncomments: true\nfeed:\n  excerpt_only: true\n---\nBody\n",
    );
    assert_eq!(article.published.to_rfc3339(), "2026-11-20T00:00:00+02:00");
    assert_eq!((article.slug.as_str(), article.section.as_str()), ("grain-prices", "news"));
    assert_eq!(article.tags, ["grain", "silo", "news", "world"]);
    assert_eq!(names(&article.authors), ["Jo Field"]);
    assert_eq!(article.url.as_deref(), Some("/news/world/2026/11/grain-prices/"));
    assert_eq!(article.image.unwrap().url, "/silo.jpg");
    assert_eq!((article.in_feeds, article.content), (true, Some(Mode::Summary)));
    let from_folder = clean("world/_posts/2026-11-20-a.md", "---\ntitle: T\npermalink: pretty\n---\n");
    assert_eq!(from_folder.url.as_deref(), Some("/world/2026/11/20/a/"));
    assert!(clean("_drafts/2026-11-20-a.md", "---\ntitle: T\n---\n").draft);
    assert!(!clean("_posts/2026-11-20-a.md", "---\ntitle: T\npublished: true\n---\n").draft);
    assert_eq!(faults("a.md", &yaml("permalink: /:collection/")), [("invalid-url", 4, 12)]);
}

#[test]
fn a_pelican_article_is_read() {
    let text = |status: &str| {
        format!(
            "Title: Grain: a fall\nDATE: 2026-11-20 09:30\nModified: 2026-11-21\nCategory: News\nTags: grain, prices\nSlug: grain\nAuthor: Field, Jo\nSummary: Short\n  and sweet.\nLang: uk\nURL: grain/\nSave_as: grain/index.html\nStatus: {status}\n\nBody\n"
        )
    };
    let article = clean("grain.md", &text("published"));
    assert_eq!(article.published.to_rfc3339(), "2026-11-20T09:30:00+02:00");
    assert_eq!((article.section.as_str(), article.language.as_deref()), ("News", Some("uk")));
    assert_eq!(names(&article.authors), ["Field, Jo"]);
    assert_eq!(article.summary.as_deref(), Some("Short and sweet."));
    assert_eq!(article.body.first_line, 15);
    assert_eq!(clean("world/grain.md", &text("published")).tags, ["grain", "prices", "News"]);
    assert!(clean("grain.md", &text("draft")).draft);
    assert!(!clean("grain.md", &text("hidden")).in_feeds && !clean("grain.md", &text("skip")).in_feeds);
    assert_eq!(faults("grain.md", &text("hiden")), [("wrong-value", 13, 9)]);
}

#[test]
fn eleventy_and_astro_heads_are_read() {
    let eleventy = clean(
        "grain.md",
        "---json\n{\"title\": \"T\", \"date\": \"2026-11-20\", \"permalink\": false, \"eleventyNavigation\": {\"key\": \"x\"}}\n---\nBody\n",
    );
    assert!(!eleventy.in_feeds);
    assert!(!clean("a.md", &yaml("eleventyExcludeFromCollections: true")).in_feeds);
    assert!(clean("a.md", &yaml("permalink: /grain/index.html")).in_feeds);
    assert_eq!(faults("a.md", &yaml("permalink: \"/{{ slug }}/\"")), [("invalid-url", 4, 12)]);
    assert_eq!(faults("a.md", "---\ntitle: T\ndate: Last Modified\n---\n"), [("invalid-date", 3, 7)]);
    let astro = clean(
        "grain.md",
        "---\ntitle: T\npubDate: Jul 08 2022\nupdatedDate: July 9, 2022\nheroImage:\n  src: ../silo.jpg\n  alt: A silo\nauthor: Jo\n---\nBody\n",
    );
    assert_eq!(astro.published.to_rfc3339(), "2022-07-08T00:00:00+03:00");
    assert_eq!(astro.image.unwrap().url, "../silo.jpg");
    assert_eq!(clean("a.md", &yaml("heroImage: /silo.jpg")).image.unwrap().url, "/silo.jpg");
}

#[test]
fn whoever_says_draft_is_heard() {
    let drafts = [
        "draft: TRUE",
        "draft: yes",
        "is_draft: true",
        "isDraft: true",
        "wip: true",
        "unpublished: true",
        "publish: false",
        "public: no",
        "isPublished: false",
        "published: 0",
        "status: Draft",
        "status: pending",
        "post_status: draft",
        "draft: false\nisDraft: true",
        "public: true\npublish: false",
    ];
    for line in drafts {
        assert!(clean("a.md", &yaml(line)).draft, "{line}");
    }
    for line in
        ["draft: false", "publish: true", "published: 1", "status: evergreen", "wip: false", "public: 2026-11-20"]
    {
        assert!(!clean("a.md", &yaml(line)).draft, "{line}");
    }
}

#[test]
fn whoever_hides_an_article_is_heard() {
    for line in [
        "hidden: true",
        "private: yes",
        "unlisted: true",
        "visibility: private",
        "visibility: members",
        "status: private",
        "status: unlisted",
        "permalink: false",
        "feed: no",
        "rss: false",
    ] {
        assert!(!clean("a.md", &yaml(line)).in_feeds, "{line}");
    }
    for line in ["hidden: false", "visibility: public", "visibility:", "permalink: /a/", "status: published"] {
        assert!(clean("a.md", &yaml(line)).in_feeds, "{line}");
    }
    for line in ["embargo: 2099-01-01", "publish_at: 2099-01-01", "published_at: 2099-01-01", "pubDatetime: 2099-01-01"]
    {
        assert!(clean("a.md", &yaml(line)).embargo.is_some(), "{line}");
    }
    for line in ["expire: 2099-01-01", "expiration_date: 2099-01-01", "expires_at: 2099-01-01"] {
        assert!(clean("a.md", &yaml(line)).expires.is_some(), "{line}");
    }
}

#[test]
fn what_is_not_shown_needs_no_date() {
    let head = |line: &str| format!("---\ntitle: T\n{line}\n---\nBody\n");
    for line in
        ["draft: true", "feed: false", "headless: true", "permalink: false", "eleventyExcludeFromCollections: true"]
    {
        assert!(clean("a.md", &head(line)).marks.undated, "{line}");
    }
    assert!(clean("_drafts/a.md", &head("")).marks.undated);
    assert!(!clean("a.md", &head("draft: true\ndate: 2026-11-20")).marks.undated);
    assert_eq!(faults("a.md", &head("draft: false")), [("missing-date", 1, 1)]);
    assert_eq!(faults("a.md", &head("draft: true\ndate: soon")), [("invalid-date", 4, 7)]);
}

#[test]
fn empty_fields_of_templates_say_nothing() {
    let article = clean("blog/grain.md", &yaml("slug: ''\nimages: []\ncover:\n  image: silo.jpg\n  alt: ''"));
    assert_eq!((article.slug.as_str(), article.image.unwrap().url.as_str()), ("grain", "silo.jpg"));
}

#[test]
fn yaml_words_stay_words() {
    let article =
        clean("a.md", "---\ntitle: 3\ndate: 2026-11-20\ndraft: yes\nlang: no\ntags: [2024, yes]\nauthor: ~\n---\n");
    assert_eq!((article.title.as_str(), article.draft, article.language.as_deref()), ("3", true, Some("no")));
    assert_eq!(article.tags, ["2024", "yes"]);
    assert!(article.authors.is_empty());
    assert_eq!(clean("a.md", &yaml("tags: grain")).tags, ["grain"]);
    assert_eq!(clean("a.md", &yaml("tags: \"a, b\"")).tags, ["a, b"]);
    assert!(clean("a.md", &yaml("tags:")).tags.is_empty());
}

#[test]
fn own_names_come_first_and_empty_ones_last() {
    let article = clean(
        "a.md",
        &yaml("description: D\nsummary: S\nlastmod: 2026-12-01\nupdated: 2026-12-02\nauthor: A\nauthors: [B]"),
    );
    assert_eq!((article.summary.as_deref(), names(&article.authors).as_slice()), (Some("S"), &["B"][..]));
    assert_eq!(article.updated.unwrap().to_rfc3339(), "2026-12-02T00:00:00+02:00");
    let article =
        clean("a.md", &yaml("summary: ''\ndescription: D\nslug: ~\nimage: ''\nurl: ''\nexpiryDate: ''\nlastmod:"));
    assert_eq!((article.summary.as_deref(), article.slug.as_str(), article.url), (Some("D"), "a", None));
    assert_eq!((article.updated, article.expires, article.image), (None, None, None));
    assert_eq!(faults("a.md", &yaml("Title: U")), [("duplicate-field", 4, 1)]);
}

#[test]
fn sections_come_from_fields_folders_and_categories() {
    let section = |below: &str, lines: &str| clean(below, &more(lines)).section;
    assert_eq!(section("world/a.md", ""), "world");
    assert_eq!(section("world/a.md", "section = \" briefs \""), "briefs");
    assert_eq!(section("a.md", "category = \"News\""), "News");
    assert_eq!(section("a.md", "categories = [\"News\", \"x\"]"), "News");
    assert_eq!(section("a.md", "category = \"a/b\""), "");
    assert_eq!(section("a.md", ""), "");
    assert_eq!(clean("a.md", &more("category = \"News\"")).tags, [""; 0]);
    assert_eq!(clean("News/a.md", &more("category = \"News\"")).tags, [""; 0]);
    assert_eq!(clean("w/a.md", &more("category = \"News\"")).tags, ["News"]);
    for (bad, column) in [
        ("section = \"a/b\"", 11),
        ("section = \"..\"", 11),
        ("section = \"\"", 11),
        ("slug = \"../a\"", 8),
        ("slug = \"a\\u0000/\"", 8),
        ("slug = 'a\\b'", 8),
        ("url = \"/a/%2e%2e/b\"", 7),
    ] {
        assert_eq!(faults("a.md", &more(bad))[0], ("unsafe-path", 4, column), "{bad}");
    }
    assert_eq!(faults("w\\x/a.md", &more(""))[0], ("unsafe-path", 0, 0));
}

#[test]
fn languages_come_from_fields_and_file_names() {
    let language = |below: &str, lines: &str| clean(below, &more(lines)).language;
    assert_eq!(language("a.fr.md", "").as_deref(), Some("fr"));
    assert_eq!(language("b/index.pt-br.md", "").as_deref(), Some("pt-BR"));
    assert_eq!(language("a.fr.md", "lang = \"de\"").as_deref(), Some("de"));
    assert_eq!(language("a.en.md", ""), None);
    assert_eq!(language("a.md", "locale = \"EN\""), None);
    assert_eq!(faults("a.md", &more("lang = \"en_GB\"")), [("invalid-language-tag", 4, 8)]);
    assert_eq!(faults("a.md", &more("lang = \"english\"")), [("invalid-language-tag", 4, 8)]);
}

#[test]
fn a_title_that_cannot_be_seen_is_none() {
    assert_eq!(
        faults("a.md", "---\ntitle: \"\u{200b}\u{feff} \"\ndate: 2026-11-20\n---\n"),
        [("article-without-title", 2, 1)]
    );
}

#[test]
fn every_fault_is_found_in_one_go() {
    let text = "\u{feff}+++\r\ntitle = \" \"\r\ndate = \"07/08/2022\"\r\ntittle = \"é\"\r\ntags = [\"ünï\", 1, [2]]\r\ndraft = \"maybe\"\r\nauthors = [\"é\", \"\"]\r\nslug = \"a/b\"\r\nid = \"x y\"\r\nurl = \"ftp://x\"\r\nfeed = 7\r\ncontent = \"all\"\r\nenclosures = [{ file = \"a\", length = -1 }]\r\nlang = \"?\"\r\n+++\r\n";
    assert_eq!(
        faults("a.md", text),
        [
            ("article-without-title", 2, 1),
            ("ambiguous-date", 3, 8),
            ("unknown-key", 4, 1),
            ("wrong-type", 5, 19),
            ("wrong-type", 6, 9),
            ("missing-name", 7, 17),
            ("unsafe-path", 8, 8),
            ("invalid-id", 9, 6),
            ("invalid-url", 10, 7),
            ("wrong-type", 11, 8),
            ("wrong-value", 12, 11),
            ("wrong-type", 13, 38),
            ("invalid-language-tag", 14, 8),
        ]
    );
}

#[test]
fn unknown_fields_are_warnings_with_a_suggestion() {
    let (article, found) = read_at("a.md", &more("sumary = \"x\"\nzzzzzz = 1"));
    assert!(article.is_some());
    assert_eq!(places(&found), [("unknown-key", 4, 1), ("unknown-key", 5, 1)]);
    assert_eq!(found[0].help.as_deref(), Some("did you mean `summary`?"));
    assert!(found[1].help.as_deref().unwrap().contains("extra"));
}

#[test]
fn what_is_missing_is_said_with_the_line_to_add() {
    for (below, text, want, help) in [
        (
            "grain-prices.md",
            "+++\ndate = 2026-11-20\n+++\n",
            ("article-without-title", 1, 1),
            "`title = \"Grain prices\"`",
        ),
        ("a.md", "---\ndate: 2026-11-20\ntitle:\n---\n", ("article-without-title", 3, 1), "`title: \"A\"`"),
        ("a.md", "\n\n---\ntitle: T\n---\n", ("missing-date", 3, 1), "`date: 2026-11-20`"),
        ("a.md", "Title: T\n\nBody\n", ("missing-date", 1, 1), "`Date: 2026-11-20`"),
        ("a.md", "{\"title\": \"T\"}\n", ("missing-date", 1, 1), "`\"date\": \"2026-11-20\",`"),
        ("grain.md", "Just text\n", ("missing-front-matter", 1, 1), "+++\ntitle = \"Grain\"\ndate = 2026-11-20\n+++"),
        ("2026-11-20-grain.md", "", ("missing-front-matter", 1, 1), "+++\ntitle = \"Grain\"\n+++"),
        ("a.md", "+++\ntitle = \"T\"\n\nBody\n", ("unterminated-front-matter", 1, 1), "after line 2"),
        ("a.md", "\n---\ntitle: T\ndate: x\n\nBody\n", ("unterminated-front-matter", 2, 1), "after line 4"),
        ("a.md", "---js\n{}\n---\n", ("unsupported-front-matter", 1, 1), "TOML"),
    ] {
        let (article, found) = read_at(below, text);
        assert!(article.is_none());
        assert_eq!(places(&found), [want], "{text}");
        assert!(found[0].help.as_deref().unwrap().contains(help), "{:?}", found[0].help);
    }
}

#[test]
fn dates_that_contradict_are_warnings() {
    let (article, found) = read_at("a.md", &more("updated = 2026-11-19\nexpires = 2026-11-01"));
    assert_eq!(places(&found), [("updated-before-published", 4, 11), ("expires-before-published", 5, 11)]);
    assert_eq!(article.unwrap().updated, None);
    assert_eq!(clean("a.md", &more("updated = 2026-11-20")).updated, None);
    assert_eq!(faults("a.md", &toml("title = 'T'\ndate = 09:30:00")), [("invalid-date", 3, 8)]);
    assert_eq!(faults("a.md", &toml("title = 'T'\ndate = 2026-03-29T03:30:00")), [("nonexistent-time", 3, 8)]);
    assert_eq!(faults("a.md", &toml("title = 'T'\ndate = 2026-10-25T03:30:00")), [("repeated-time", 3, 8)]);
}

#[test]
fn titles_are_one_line_and_may_be_long() {
    assert_eq!(clean("a.md", "---\ntitle: >\n  A\n  B\ndate: 2026-11-20\n---\n").title, "A B");
    let (article, found) = read_at("a.md", &toml(&format!("title = \"{}\"\ndate = 2026-11-20", "й".repeat(1001))));
    assert_eq!((places(&found), article.unwrap().title.len()), (vec![("long-title", 2, 9)], 2002));
}

#[test]
fn forbidden_characters_are_dropped_with_a_warning() {
    let (article, found) = read_at("a.md", "---\ntitle: a\u{8}b\ndate: 2026-11-20\nsummary: x\0y\n---\nBody\0\n");
    let article = article.unwrap();
    assert_eq!((article.title.as_str(), article.summary.as_deref()), ("ab", Some("xy")));
    assert_eq!(article.body.text, "Body\0\n");
    assert_eq!(places(&found), [("forbidden-character", 2, 9), ("forbidden-character", 4, 11)]);
    assert!(found[0].message.contains("U+0008"));
    let (article, found) = read_at(
        "a.md",
        &toml("title = \"a\\u0007b\"\ndate = 2026-11-20\ntags = [\"x\\uFFFFy\"]\nauthors = [\"J\\u0001o\"]"),
    );
    let article = article.unwrap();
    assert_eq!(
        (article.title.as_str(), &article.tags[0], &article.authors[0].name),
        ("ab", &"xy".to_owned(), &"Jo".to_owned())
    );
    let found = places(&found);
    assert_eq!(found, [("forbidden-character", 2, 9), ("forbidden-character", 4, 9), ("forbidden-character", 5, 12)]);
}

#[test]
fn a_sidecar_holds_the_head() {
    let with = |text: &str, sidecar: &str| {
        let file = SourceFile {
            path: "articles/w/a.html",
            below: "w/a.html",
            bytes: text.as_bytes(),
            sidecar: Some(("articles/w/a.toml", sidecar.as_bytes())),
        };
        read(&file, &settings())
    };
    let head = "title = \"T\"\r\ndate = 2026-11-20\r\n";
    let (article, found) = with("---\nA rule, then text\n", head);
    assert!(found.is_empty());
    let article = article.unwrap();
    assert_eq!((article.body.text.as_str(), article.body.first_line), ("---\nA rule, then text\n", 1));
    assert_eq!(article.body.markup, Markup::Html);
    assert_eq!((&*article.path, &*article.head_file()), ("articles/w/a.html", "articles/w/a.toml"));
    assert_eq!(article.marks.date.unwrap().line, 2);

    let (article, found) = with("+++\ntitle = \"U\"\n+++\n", head);
    assert!(article.is_none());
    assert_eq!(places(&found), [("two-heads", 1, 1)]);
    assert!(found[0].message.contains("articles/w/a.html") && found[0].message.contains("articles/w/a.toml"));

    let (_, found) = with("x", "date = 2026-11-20\nslug = \"/\"");
    assert_eq!(places(&found), [("article-without-title", 1, 1), ("unsafe-path", 2, 8)]);
    assert!(found.iter().all(|d| &*d.file == "articles/w/a.toml"));
    let (_, found) = with("x", "title = ");
    assert_eq!((found[0].rule.name, &*found[0].file), ("invalid-toml", "articles/w/a.toml"));

    let file = SourceFile { path: "a.md", below: "a.md", bytes: b"\xE9", sidecar: Some(("a.toml", b"\xFF\xFEx")) };
    let (_, found) = read(&file, &settings());
    let files: Vec<_> = found.iter().map(|d| (d.rule.name, &*d.file)).collect();
    assert_eq!(files, [("invalid-utf8", "a.md"), ("invalid-utf8", "a.toml")]);
}

#[test]
fn syntax_errors_are_at_their_line_of_the_file() {
    for (text, want) in [
        ("\u{feff}\r\n+++\r\ntitle = \"é\" x\r\n+++\r\n", ("invalid-toml", 3, 13)),
        ("---\ntitle: A: b\n---\n", ("invalid-yaml", 2, 9)),
        ("{\n  \"title\": \"T\",\n}\n", ("invalid-json", 3, 1)),
        ("---json\n{\"a\": 1,}\n---\n", ("invalid-json", 2, 9)),
        ("Title: T\nand so on\n\nBody", ("invalid-head-line", 2, 1)),
    ] {
        assert_eq!(faults("2026-11-20-a.md", text), [want], "{text}");
    }
}

#[test]
fn hopeless_heads_are_refused_quickly() {
    let n = 100_000;
    let unknown: String = (0..n).map(|n| format!("k{n} = 1\n")).collect();
    let people: String = (0..500).map(|n| format!("{{ name = \"p{n}\", {} }},", "a1 = 1, b1 = 1, c1 = 1")).collect();
    for text in [
        toml(&unknown),
        toml(&"= 1\n".repeat(n)),
        toml(&format!("a = {}", "[".repeat(n))),
        toml(&format!("{} = 1", vec!["a"; n].join("."))),
        toml(&format!("authors = [{people}]")),
        more(&format!("tags = [{}]", "\"\\u0001\",".repeat(500))),
        format!("{{{}\"a\": 1}}", "\"a\": 1, ".repeat(n)),
        format!("Title: T\n{}\n", "x\n".repeat(n)),
        "---\n".to_owned() + &"--- \n".repeat(n),
        "{".repeat(n),
    ] {
        let (article, found) = read_at("a.md", &text);
        assert!(!found.is_empty() && found.len() < 2000, "{:?}: {}", text.get(..20), found.len());
        drop(article);
    }
}

#[test]
fn line_ends_may_be_mixed() {
    let article = clean("a.md", "---\r\ntitle: T\ndate: 2026-11-20\r\ntags:\r\n  - a\n  - b\r\n---\nOne\r\nTwo\n");
    assert_eq!((article.tags, article.body.text.as_str()), (vec!["a".into(), "b".into()], "One\r\nTwo\n"));
    assert_eq!(article.body.first_line, 8);
}

#[test]
fn every_rule_is_there_once() {
    let mut names: Vec<_> = rules().map(|rule| rule.name).collect();
    assert!(names.contains(&"missing-front-matter") && names.contains(&"too-many-tags"));
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn files_are_known_by_their_extension() {
    assert_eq!(markup_of("a/b.md"), Some(Markup::Markdown));
    assert_eq!(markup_of("b.MARKDOWN"), Some(Markup::Markdown));
    assert_eq!(markup_of("b.fr.htm"), Some(Markup::Html));
    assert_eq!(markup_of("b.txt"), Some(Markup::Text));
    for other in ["b", "md", "a.md/b", "b.toml", "b.mdx", "b."] {
        assert_eq!(markup_of(other), None, "{other}");
    }
}

const HEADS: [&str; 4] = [
    "+++\ntitle = \"Grain é\"\ndate = 2026-11-20T09:30:00+02:00\nauthors = [\"Jo <jo@example.org>\", { name = \"A\" }]\ntags = [\"a\"]\nurl = \"https://example.org/\"\nimage = { url = \"a\" }\nenclosures = [{ url = \"b\", length = 1 }]\n+++\nBody\n",
    "---\ntitle: &t \"Grain é\"\ndate: 2026-11-20 09:30:00 +02:00\nauthors:\n  - *t\n  - {name: B, <<: {url: /b/}}\ntags: [a, 'b']\nsummary: >\n  x\n  y\npermalink: /:year/:title/\n---\nBody\n",
    "{\"title\": \"Grain \\u00e9\", \"date\": \"20 Nov 2026 09:30 GMT\", \"tags\": [\"a\", 1], \"cover\": {\"image\": \"x\"}}\nBody\n",
    "Title: Grain é\nDate: July 8, 2022\nTags: a, b\nAuthors: Jo; Sam\n  Hay\nStatus: draft\n\nBody\n",
];

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200), below in "[a-z0-9./_\\\\é-]{0,30}") {
        let _ = read(&SourceFile { path: "a.md", below: &below, bytes: &bytes, sidecar: Some(("a.toml", &bytes)) }, &settings());
        let _ = read(&SourceFile { path: "a.md", below: &below, bytes: &bytes, sidecar: None }, &settings());
    }

    #[test]
    fn no_change_to_a_head_makes_it_panic(
        which in 0..HEADS.len(),
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), 0usize..6, "[-+:#{}\\[\\]\"'&*!|>%@`,; \t\r\n0-9a-zé\u{0}\u{8}\u{feff}]{0,4}"), 1..6),
    ) {
        let mut text: Vec<char> = HEADS[which].chars().collect();
        for (at, remove, insert) in cuts {
            let at = at.index(text.len() + 1);
            let end = (at + remove).min(text.len());
            text.splice(at..end, insert.chars());
        }
        let text: String = text.into_iter().collect();
        let (article, found) = read_at("w/2026-11-20-a.md", &text);
        prop_assert_eq!(article.is_none(), found.iter().any(|d| d.level == Level::Error));
        let lines = u32::try_from(text.split('\n').count()).unwrap();
        for one in found {
            prop_assert!(one.place.is_none_or(|place| (1..=lines).contains(&place.line)));
        }
    }

    #[test]
    fn no_text_makes_the_date_reader_panic(text in "[0-9a-zA-Z:/ .,+()-]{0,40}") {
        let _ = written_date::read(&text);
        let _ = written_date::of_file_name(&text);
    }
}

#[test]
fn a_guid_is_any_line_of_text() {
    let guid = |head: &str| {
        let (article, found) = read_at("a.md", head);
        (
            article.map(|article| (article.id, article.guid)),
            found.iter().map(|found| found.rule.name).collect::<Vec<_>>(),
        )
    };
    for (head, wanted) in [
        ("+++\ntitle = 'A'\ndate = 2026-11-20\nguid = 'Show-17'\n+++\n", "Show-17"),
        ("+++\ntitle = 'A'\ndate = 2026-11-20\nguid = 1234\n+++\n", "1234"),
        ("+++\ntitle = 'A'\ndate = 2026-11-20\nguid = 12.50\n+++\n", "12.50"),
        ("---\ntitle: A\ndate: 2026-11-20\nguid: 0012\n---\n", "0012"),
        ("---\ntitle: A\ndate: 2026-11-20\nguid: 123456789012345678901e23\n---\n", "123456789012345678901e23"),
        ("---\ntitle: A\ndate: 2026-11-20\nguid: \"a  b: c\"\n---\n", "a  b: c"),
        ("---\ntitle: A\ndate: 2026-11-20\nGUID: yes\n---\n", "yes"),
        ("{\"title\": \"A\", \"date\": \"2026-11-20\", \"guid\": 12.50}\n", "12.50"),
        ("Title: A\nDate: 2026-11-20\nGuid:  Show-17 \n\nB", "Show-17"),
        ("---\ntitle: A\ndate: 2026-11-20\nguid: https://a.example/?p=1\n---\n", "https://a.example/?p=1"),
    ] {
        assert_eq!(guid(head), (Some((None, Some(wanted.to_owned()))), vec![]), "{head}");
    }
    for (value, wanted) in [("", None), ("''", None), ("'  '", None), ("~", None)] {
        let head = format!("---\ntitle: A\ndate: 2026-11-20\nid: urn:x-a:1\nguid: {value}\n---\n");
        assert_eq!(guid(&head), (Some((Some("urn:x-a:1".to_owned()), wanted)), vec![]), "{head}");
    }
    for value in ["\"a\\nb\"", "\"a\\tb\"", "\"\\u200B\"", "|\n  a\n  b"] {
        let head = format!("---\ntitle: A\ndate: 2026-11-20\nguid: {value}\n---\n");
        assert_eq!(guid(&head), (None, vec!["invalid-guid"]), "{head}");
    }
    assert_eq!(guid("---\ntitle: A\ndate: 2026-11-20\nguid: [a]\n---\n"), (None, vec!["wrong-type"]));
    assert_eq!(guid("---\ntitle: A\ndate: 2026-11-20\nid: Show-17\n---\n"), (None, vec!["invalid-id"]));
}
