//! Articles of other generators, left as they are: what each of their fields becomes.

use serde_json::{Value, json};

use crate::pins;
use crate::site::Site;

fn site(dir: &str, permalink: &str, files: &[(&str, &str)]) -> Site {
    let site = Site::new();
    let settings = format!(
        "[site]\ntitle = \"Test\"\nurl = \"https://t.example/\"\nlanguage = \"en\"\ntimezone = \"Europe/Berlin\"\n\
         [articles]\ndir = \"{dir}\"\npermalink = \"{permalink}\"\n[[feed]]\npath = \"\"\n"
    );
    site.write("feedmill.toml", settings);
    for (path, text) in files {
        site.write(path, text);
    }
    site
}

/// Builds without a word, and holds every entry to what is wanted, newest first.
#[track_caller]
fn gives(site: &Site, wanted: &[Value]) {
    site.build(&[]).silent();
    let feed = site.feed("feeds/feed.json");
    let items = feed["items"].as_array().unwrap();
    for (item, wanted) in items.iter().zip(wanted) {
        assert_eq!(item, wanted, "\n{item:#}\nis not\n{wanted:#}");
    }
    assert_eq!(items.len(), wanted.len(), "{:?}", site.titles());
    pins::all_pinned(site);
}

/// An entry without what most have not, at the address that is its id too.
fn entry(url: &str, title: &str, published: &str, modified: &str, more: Value) -> Value {
    let mut entry = json!({
        "id": url,
        "url": url,
        "title": title,
        "date_published": published,
        "date_modified": modified,
    });
    let members = entry.as_object_mut().unwrap();
    members.extend(more.as_object().unwrap().clone());
    entry
}

#[test]
fn hugo() {
    let site = site(
        "content",
        "{section}/{slug}/",
        &[
            ("hugo.toml", "baseURL = 'https://t.example/'\n"),
            ("content/_index.md", "---\ntitle: Home\n---\nThe front page.\n"),
            ("content/posts/_index.md", "+++\ntitle = \"Posts\"\n+++\n"),
            (
                "content/posts/grain.md",
                "---\ntitle: \"Grain prices: down\"\ndate: 2026-11-20T09:30:00+02:00\nlastmod: 2026-11-21\ndraft: false\n\
                 author: Olena Field\ndescription: Silos are full.\ncategories: [Economy]\ntags:\n  - grain\n  - prices\n\
                 slug: grain-prices\nweight: 10\naliases:\n  - /old/grain/\nimages: [/img/silo.jpg]\ntoc: true\n\
                 menu:\n  main:\n    name: Grain\nkeywords: []\n---\n\nThe board is *wet*.\n\n<!--more-->\n\n[More](../frost/).\n",
            ),
            (
                "content/posts/frost/index.md",
                "+++\ntitle = 'First frost'\ndate = 2026-11-18\npublishDate = 2026-11-19T06:00:00Z\nauthors = ['Sam Hay', 'Jo']\n\
                 tags = ['weather']\n[params]\nsubtheme = 'x'\n[cover]\nimage = 'frost.jpg'\nalt = 'Frost'\n+++\n\n\
                 ![Frost](frost.jpg)\n\nIt came early.\n",
            ),
            ("content/posts/frost/frost.jpg", "not looked at"),
            (
                "content/fr/posts/gel.fr.md",
                "{\n  \"title\": \"Premier gel\",\n  \"date\": \"2026-11-17T08:00:00Z\",\n  \"url\": \"/fr/gel/\"\n}\n\nFroid.\n",
            ),
            ("content/posts/draft.md", "---\ntitle: Draft\ndate: 2026-11-01\ndraft: true\n---\n"),
            ("content/posts/later.md", "---\ntitle: Later\ndate: 2026-11-01\npublishDate: 2026-12-01\n---\n"),
            ("content/posts/gone.md", "---\ntitle: Gone\ndate: 2026-10-01\nexpiryDate: 2026-11-01\n---\n"),
            ("content/posts/quiet.md", "---\ntitle: Quiet\ndate: 2026-10-01\nbuild:\n  list: never\n---\n"),
        ],
    );
    gives(
        &site,
        &[
            entry(
                "https://t.example/posts/grain-prices/",
                "Grain prices: down",
                "2026-11-20T07:30:00Z",
                "2026-11-20T23:00:00Z",
                json!({
                    "content_html": "<p>The board is <em>wet</em>.</p>\n<p><a href=\"https://t.example/posts/frost/\">More</a>.</p>",
                    "summary": "Silos are full.",
                    "image": "https://t.example/img/silo.jpg",
                    "authors": [{ "name": "Olena Field" }],
                    "tags": ["grain", "prices", "Economy"],
                }),
            ),
            entry(
                "https://t.example/posts/frost/",
                "First frost",
                "2026-11-17T23:00:00Z",
                "2026-11-17T23:00:00Z",
                json!({
                    "content_html": "<p><img src=\"https://t.example/posts/frost/frost.jpg\" alt=\"Frost\"></p>\n<p>It came early.</p>",
                    "summary": "It came early.",
                    "image": "https://t.example/posts/frost/frost.jpg",
                    "authors": [{ "name": "Sam Hay" }, { "name": "Jo" }],
                    "tags": ["weather"],
                }),
            ),
            entry(
                "https://t.example/fr/gel/",
                "Premier gel",
                "2026-11-17T08:00:00Z",
                "2026-11-17T08:00:00Z",
                json!({ "content_html": "<p>Froid.</p>", "summary": "Froid.", "language": "fr" }),
            ),
        ],
    );
}

#[test]
fn zola() {
    let site = site(
        "content",
        "{section}/{slug}/",
        &[
            ("zola.toml", "base_url = \"https://t.example\"\n"),
            ("content/_index.md", "+++\ntitle = \"Home\"\nsort_by = \"date\"\n+++\n"),
            ("content/blog/_index.md", "+++\ntitle = \"Blog\"\npaginate_by = 5\n+++\n"),
            (
                "content/blog/2026-11-20-grain.md",
                "+++\ntitle = \"Grain\"\ndescription = \"Silos are full.\"\nupdated = 2026-11-21T10:00:00Z\nweight = 0\n\
                 authors = [\"Olena Field\"]\ntemplate = \"post.html\"\nin_search_index = true\n\
                 [taxonomies]\ntags = [\"grain\", \"prices\"]\ncategories = [\"economy\"]\n[extra]\ncolour = \"blue\"\n+++\n\n\
                 Wet chalk.\n",
            ),
            (
                "content/blog/frost/index.md",
                "+++\ntitle = \"Frost\"\ndate = 2026-11-18\npath = \"cold/frost\"\naliases = [\"old\"]\n[taxonomies]\n\
                 authors = [\"Sam Hay\"]\n+++\n\nEarly.\n",
            ),
            ("content/about.md", "+++\ntitle = \"About\"\ndate = 2026-11-17\nslug = \"who\"\n+++\n\nWe are few.\n"),
            ("content/blog/draft.md", "+++\ntitle = \"Draft\"\ndate = 2026-11-01\ndraft = true\n+++\n"),
            ("content/blog/unrendered.md", "+++\ntitle = \"No page\"\ndate = 2026-11-01\nrender = false\n+++\n"),
        ],
    );
    gives(
        &site,
        &[
            entry(
                "https://t.example/blog/grain/",
                "Grain",
                "2026-11-19T23:00:00Z",
                "2026-11-21T10:00:00Z",
                json!({
                    "content_html": "<p>Wet chalk.</p>",
                    "summary": "Silos are full.",
                    "authors": [{ "name": "Olena Field" }],
                    "tags": ["grain", "prices", "economy"],
                }),
            ),
            entry(
                "https://t.example/cold/frost/",
                "Frost",
                "2026-11-17T23:00:00Z",
                "2026-11-17T23:00:00Z",
                json!({ "content_html": "<p>Early.</p>", "summary": "Early.", "authors": [{ "name": "Sam Hay" }] }),
            ),
            entry(
                "https://t.example/who/",
                "About",
                "2026-11-16T23:00:00Z",
                "2026-11-16T23:00:00Z",
                json!({ "content_html": "<p>We are few.</p>", "summary": "We are few." }),
            ),
        ],
    );
}

#[test]
fn jekyll() {
    let site = site(
        "_posts",
        "{year}/{month}/{day}/{slug}.html",
        &[
            ("_config.yml", "title: Test\n"),
            (
                "_posts/2026-11-20-grain-prices.md",
                "---\nlayout: post\ntitle:  \"Grain prices\"\ndate:   2026-11-20 09:30:00 +0200\ncategories: economy grain\n\
                 tags: [silos, chalk]\nauthor: olena\nexcerpt: Silos are full.\nlast_modified_at: 2026-11-21 10:00:00 +0000\n\
                 image:\n  path: /img/silo.jpg\n  alt: A silo\n---\n\nWet chalk.\n",
            ),
            ("_posts/2026-11-18-frost.markdown", "---\nlayout: post\ntitle: Frost\ncomments: true\n---\nEarly.\n"),
            (
                "_posts/2026-11-17-ice.html",
                "---\ntitle: Ice\npermalink: /:categories/:year/:title/\ncategory: cold\n---\n<p>Thin.</p>\n",
            ),
            (
                "_posts/2026-11-16-short.md",
                "---\ntitle: Short\nfeed:\n  excerpt_only: true\n---\nOnly this.\n\nNot this.\n",
            ),
            ("_posts/2026-11-15-unpublished.md", "---\ntitle: Unpublished\npublished: false\n---\n"),
            ("_posts/2026-12-24-future.md", "---\ntitle: Future\n---\n"),
            ("_drafts/idea.md", "---\ntitle: Idea\n---\n"),
        ],
    );
    gives(
        &site,
        &[
            entry(
                "https://t.example/2026/11/20/grain-prices.html",
                "Grain prices",
                "2026-11-20T07:30:00Z",
                "2026-11-21T10:00:00Z",
                json!({
                    "content_html": "<p>Wet chalk.</p>",
                    "summary": "Silos are full.",
                    "image": "https://t.example/img/silo.jpg",
                    "authors": [{ "name": "olena" }],
                    "tags": ["silos", "chalk", "economy", "grain"],
                }),
            ),
            entry(
                "https://t.example/2026/11/18/frost.html",
                "Frost",
                "2026-11-17T23:00:00Z",
                "2026-11-17T23:00:00Z",
                json!({ "content_html": "<p>Early.</p>", "summary": "Early." }),
            ),
            entry(
                "https://t.example/cold/2026/ice/",
                "Ice",
                "2026-11-16T23:00:00Z",
                "2026-11-16T23:00:00Z",
                json!({ "content_html": "<p>Thin.</p>", "summary": "Thin." }),
            ),
            entry(
                "https://t.example/2026/11/16/short.html",
                "Short",
                "2026-11-15T23:00:00Z",
                "2026-11-15T23:00:00Z",
                json!({ "content_text": "Only this.", "summary": "Only this." }),
            ),
        ],
    );
}

#[test]
fn pelican() {
    let site = site(
        "content",
        "{slug}.html",
        &[
            ("pelicanconf.py", "SITENAME = 'Test'\n"),
            (
                "content/economy/grain.md",
                "Title: Grain prices: down\nDate: 2026-11-20 09:30\nModified: 2026-11-21 10:00\nCategory: Economy\n\
                 Tags: grain, prices\nSlug: grain-prices\nAuthors: Olena Field, Sam Hay\nSummary: Silos are full.\n\
                 Status: published\n\nWet chalk.\n",
            ),
            (
                "content/frost.md",
                "Title: Frost\nDate: 2026-11-18\nCategory: Weather\nAuthor: Field, Olena\nLang: uk\n\nEarly.\n",
            ),
            ("content/ice.md", "---\ntitle: Ice\ndate: 2026-11-17 08:00:00+00:00\ntags: [cold]\n---\n\nThin.\n"),
            ("content/draft.md", "Title: Draft\nDate: 2026-11-01\nStatus: draft\n\nNo.\n"),
            ("content/hidden.md", "Title: Hidden\nDate: 2026-11-01\nStatus: hidden\n\nNo.\n"),
        ],
    );
    gives(
        &site,
        &[
            entry(
                "https://t.example/grain-prices.html",
                "Grain prices: down",
                "2026-11-20T08:30:00Z",
                "2026-11-21T09:00:00Z",
                json!({
                    "content_html": "<p>Wet chalk.</p>",
                    "summary": "Silos are full.",
                    "authors": [{ "name": "Olena Field" }, { "name": "Sam Hay" }],
                    "tags": ["grain", "prices", "Economy"],
                }),
            ),
            entry(
                "https://t.example/frost.html",
                "Frost",
                "2026-11-17T23:00:00Z",
                "2026-11-17T23:00:00Z",
                json!({
                    "content_html": "<p>Early.</p>",
                    "summary": "Early.",
                    "authors": [{ "name": "Field, Olena" }],
                    "language": "uk",
                }),
            ),
            entry(
                "https://t.example/ice.html",
                "Ice",
                "2026-11-17T08:00:00Z",
                "2026-11-17T08:00:00Z",
                json!({ "content_html": "<p>Thin.</p>", "summary": "Thin.", "tags": ["cold"] }),
            ),
        ],
    );
}

#[test]
fn eleventy() {
    let site = site(
        "src",
        "{section}/{slug}/",
        &[
            ("eleventy.config.js", "export default function () {}\n"),
            ("src/_includes/base.html", "<title>{{ title }}</title>\n"),
            ("src/_data/site.json", "{}\n"),
            (
                "src/blog/grain.md",
                "---\nlayout: base.njk\ntitle: Grain\ndate: 2026-11-20T09:30:00+02:00\ntags:\n  - grain\n  - prices\n\
                 description: Silos are full.\nauthor:\n  name: Olena Field\n  url: https://t.example/olena/\n\
                 eleventyNavigation:\n  key: Grain\n---\n\nWet chalk.\n",
            ),
            (
                "src/blog/frost.html",
                "---json\n{\n  \"title\": \"Frost\",\n  \"date\": \"2026-11-18\"\n}\n---\n<p>Early.</p>\n",
            ),
            ("src/blog/ice.md", "---\ntitle: Ice\ndate: 2026-11-17\npermalink: /cold/ice/\n---\nThin.\n"),
            (
                "src/blog/unlisted.md",
                "---\ntitle: Unlisted\ndate: 2026-11-01\neleventyExcludeFromCollections: true\n---\n",
            ),
            ("src/blog/nowhere.md", "---\ntitle: Nowhere\ndate: 2026-11-01\npermalink: false\n---\n"),
            ("src/blog/draft.md", "---\ntitle: Draft\ndate: 2026-11-01\ndraft: true\n---\n"),
        ],
    );
    gives(
        &site,
        &[
            entry(
                "https://t.example/blog/grain/",
                "Grain",
                "2026-11-20T07:30:00Z",
                "2026-11-20T07:30:00Z",
                json!({
                    "content_html": "<p>Wet chalk.</p>",
                    "summary": "Silos are full.",
                    "authors": [{ "name": "Olena Field", "url": "https://t.example/olena/" }],
                    "tags": ["grain", "prices"],
                }),
            ),
            entry(
                "https://t.example/blog/frost/",
                "Frost",
                "2026-11-17T23:00:00Z",
                "2026-11-17T23:00:00Z",
                json!({ "content_html": "<p>Early.</p>", "summary": "Early." }),
            ),
            entry(
                "https://t.example/cold/ice/",
                "Ice",
                "2026-11-16T23:00:00Z",
                "2026-11-16T23:00:00Z",
                json!({ "content_html": "<p>Thin.</p>", "summary": "Thin." }),
            ),
        ],
    );
}

#[test]
fn astro() {
    let site = site(
        "src/content/blog",
        "blog/{path}/",
        &[
            ("astro.config.mjs", "export default {};\n"),
            (
                "src/content/blog/grain-prices.md",
                "---\ntitle: 'Grain prices'\ndescription: 'Silos are full.'\npubDate: 'Nov 20 2026'\nupdatedDate: 'Nov 21 2026'\n\
                 heroImage: '../../assets/silo.jpg'\nauthor: 'Olena Field'\ntags: ['grain']\n---\n\nWet chalk.\n",
            ),
            (
                "src/content/blog/2026/frost/index.md",
                "---\ntitle: Frost\npubDatetime: 2026-11-18T06:00:00Z\nmodDatetime: 2026-11-18T07:00:00Z\nfeatured: true\n---\nEarly.\n",
            ),
            (
                "src/content/blog/ice.md",
                "---\ntitle: Ice\npubDate: 2026-11-17\nimage:\n  src: /ice.jpg\n  alt: Ice\n---\nThin.\n",
            ),
            ("src/content/blog/draft.md", "---\ntitle: Draft\npubDate: 2026-11-01\ndraft: true\n---\n"),
        ],
    );
    gives(
        &site,
        &[
            entry(
                "https://t.example/blog/grain-prices/",
                "Grain prices",
                "2026-11-19T23:00:00Z",
                "2026-11-20T23:00:00Z",
                json!({
                    "content_html": "<p>Wet chalk.</p>",
                    "summary": "Silos are full.",
                    "image": "https://t.example/assets/silo.jpg",
                    "authors": [{ "name": "Olena Field" }],
                    "tags": ["grain"],
                }),
            ),
            entry(
                "https://t.example/blog/2026/frost/",
                "Frost",
                "2026-11-18T06:00:00Z",
                "2026-11-18T07:00:00Z",
                json!({ "content_html": "<p>Early.</p>", "summary": "Early." }),
            ),
            entry(
                "https://t.example/blog/ice/",
                "Ice",
                "2026-11-16T23:00:00Z",
                "2026-11-16T23:00:00Z",
                json!({ "content_html": "<p>Thin.</p>", "summary": "Thin.", "image": "https://t.example/ice.jpg" }),
            ),
        ],
    );
}
