//! Which feeds there are, what is in them, and the lists of them: from a configuration on disk to files on disk.

use std::cell::RefCell;
use std::collections::BTreeSet;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer};
use serde_json::{Value, json};

use crate::reading::{self, Document};
use crate::site::{NOW, Site, article};

const HEAD: &str =
    "[site]\ntitle = \"Courier\"\nurl = \"https://t.example/\"\ndescription = \"News\"\nlanguage = \"en\"\n";

/// A site with this much configuration and articles: path, fields of the head.
fn site(config: &str, articles: &[(&str, &str)]) -> Site {
    let site = Site::new();
    let head = if config.contains("[site]") { "" } else { HEAD };
    site.write("feedmill.toml", format!("{head}{config}\n"));
    for (path, head) in articles {
        let name = path.rsplit('/').next().unwrap().split('.').next().unwrap();
        let title = if head.contains("title =") { String::new() } else { format!("title = {name:?}\n") };
        let date = if head.contains("date =") { "" } else { "date = 2026-11-20T12:00:00Z\n" };
        site.write(&format!("articles/{path}"), article(&format!("{title}{date}{head}")));
    }
    site
}

fn json_feed(site: &Site, folder: &str) -> Document {
    reading::json_feed(site.read(&format!("feeds/{folder}/feed.json")).as_bytes())
}

#[track_caller]
fn titles(site: &Site, folder: &str) -> Vec<String> {
    json_feed(site, folder).entries.into_iter().map(|entry| entry.title).collect()
}

/// The folders of all feeds.
fn folders(site: &Site) -> Vec<String> {
    let files = site.tree("feeds").into_iter();
    let folder = |path: String| Some(path.strip_suffix("feed.json")?.trim_end_matches('/').to_owned());
    files.filter_map(|(path, _)| folder(path)).collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn one_feed_for_each_tag_author_section_and_language() {
    let each = ["tag", "author", "section", "language"];
    let config: String = each.iter().map(|each| format!("[[feed]]\neach = {each:?}\n")).collect();
    let site = site(
        &format!("{HEAD}[authors.olena]\nname = \"Olena Field\"\n{config}"),
        &[
            ("world/one.md", "date = 2026-11-20\ntags = [\"Grain Prices\", \"C++\", \"зерно\"]\nauthors = [\"olena\"]"),
            (
                "world/two.md",
                "date = 2026-11-19\ntags = [\"日本語\", \"C#\"]\nauthors = [\"Olena Field\", \"José Ñandú\"]",
            ),
            ("Новини дня/three.md", "date = 2026-11-18\ntags = [\"зерно\", \"../../x\", \"🌾\"]\nlang = \"uk\""),
            ("four.md", "date = 2026-11-17\nlang = \"zh-Hant\""),
        ],
    );
    site.build(&[]).silent();
    let wanted: &[(&str, &str, &[&str])] = &[
        ("authors/josé-ñandú", "Courier: José Ñandú", &["two"]),
        ("authors/olena", "Courier: Olena Field", &["one", "two"]),
        ("languages/en", "Courier: en", &["one", "two"]),
        ("languages/uk", "Courier: uk", &["three"]),
        ("languages/zh-hant", "Courier: zh-Hant", &["four"]),
        ("sections/world", "Courier: world", &["one", "two"]),
        ("sections/новини-дня", "Courier: Новини дня", &["three"]),
        ("tags/cplusplus", "Courier: C++", &["one"]),
        ("tags/csharp", "Courier: C#", &["two"]),
        ("tags/grain-prices", "Courier: Grain Prices", &["one"]),
        ("tags/u1f33e", "Courier: 🌾", &["three"]),
        ("tags/x", "Courier: ../../x", &["three"]),
        ("tags/зерно", "Courier: зерно", &["one", "three"]),
        ("tags/日本語", "Courier: 日本語", &["two"]),
    ];
    assert_eq!(folders(&site), wanted.iter().map(|(path, ..)| *path).collect::<Vec<_>>());
    for (path, title, entries) in wanted {
        assert_eq!(titles(&site, path), *entries, "{path}");
        assert_eq!(json_feed(&site, path).title, *title);
    }
    // An address is ASCII, and the document's own.
    let grain = reading::atom(site.read("feeds/tags/зерно/atom.xml").as_bytes());
    assert_eq!(grain.address, "https://t.example/feeds/tags/%D0%B7%D0%B5%D1%80%D0%BD%D0%BE/atom.xml");
    let uk = json_feed(&site, "languages/uk");
    assert_eq!((uk.language.as_deref(), uk.entries[0].language.as_deref()), (Some("uk"), None));
    assert_eq!(json_feed(&site, "sections/новини-дня").entries[0].language.as_deref(), Some("uk"));
}

#[test]
fn families_have_paths_titles_and_pages_of_their_own() {
    let site = site(
        "[[feed]]\neach = \"tag\"\npath = \"topics/of/{tag}\"\ntitle = \"All about {tag}\"\ndescription = \"What {tag} is\"\n\
         link = \"topics/{tag}/\"\nwhere = { sections = [\"world\"] }",
        &[("world/one.md", "tags = [\"Grain Prices\"]"), ("notes/two.md", "tags = [\"Grain Prices\", \"frost\"]")],
    );
    site.build(&[]).silent();
    assert_eq!(folders(&site), ["topics/of/grain-prices"]);
    let feed = json_feed(&site, "topics/of/grain-prices");
    assert_eq!((&*feed.title, &*feed.description), ("All about Grain Prices", "What Grain Prices is"));
    assert_eq!(feed.home, "https://t.example/topics/grain-prices/");
    assert_eq!(feed.entries.len(), 1);
}

#[test]
fn where_takes_what_all_its_keys_ask_for() {
    let articles = [
        ("world/a.md", "date = 2026-11-22T11:59:59Z\ntags = [\"grain\", \"briefs\"]\nauthors = [\"olena\"]"),
        ("world/b.md", "date = 2026-11-20T12:00:00Z\ntags = [\"grain\"]\nauthors = [\"Jo\"]"),
        (
            "notes/c.md",
            "date = 2026-11-15T12:00:00Z\ntags = [\"frost\"]\nlang = \"uk\"\nauthors = [\"Olena Field\", \"Jo\"]",
        ),
        ("d.md", "date = 2026-10-01T12:00:00Z\nlang = \"uk\""),
    ];
    for (query, wanted) in [
        ("", "abcd"),
        ("tags = [\"grain\"]", "ab"),
        ("tags = [\"grain\", \"frost\"]", "abc"),
        ("tags = [\"Grain\"]", ""),
        ("not_tags = [\"briefs\"]", "bcd"),
        ("not_tags = [\"grain\", \"frost\"]", "d"),
        ("tags = [\"grain\"], not_tags = [\"briefs\"]", "b"),
        ("sections = [\"world\"]", "ab"),
        ("sections = [\"world\", \"notes\"]", "abc"),
        ("not_sections = [\"world\"]", "cd"),
        ("authors = [\"olena\"]", "ac"),
        ("authors = [\"Olena Field\"]", "ac"),
        ("authors = [\"Jo\"]", "bc"),
        ("not_authors = [\"olena\"]", "bd"),
        ("languages = [\"en\"]", "ab"),
        ("languages = [\"uk\"]", "cd"),
        ("languages = [\"en\", \"uk\"], sections = [\"notes\"]", "c"),
        ("since = \"48h\"", "ab"),
        ("since = \"7d\"", "abc"),
        ("since = \"1w\"", "abc"),
        ("since = \"2 months\"", "abcd"),
        ("since = \"1h\"", "a"),
        ("since = \"1y\", authors = [\"Jo\"], languages = [\"uk\"], tags = [\"frost\"]", "c"),
    ] {
        let config =
            format!("{HEAD}[authors.olena]\nname = \"Olena Field\"\n[[feed]]\npath = \"x\"\nwhere = {{ {query} }}");
        let site = site(&config, &articles);
        site.build(&[]).silent();
        assert_eq!(titles(&site, "x").concat(), wanted, "{query}");
    }
}

#[test]
fn a_feed_holds_the_newest_up_to_its_limit() {
    let names = ["a", "b", "c", "d", "e"];
    let articles: Vec<(String, String)> =
        (0..5).map(|n| (format!("{}.md", names[n]), format!("date = 2026-11-{:02}", 10 + (n * 3) % 5))).collect();
    let articles: Vec<(&str, &str)> = articles.iter().map(|(path, head)| (&**path, &**head)).collect();
    let site = site(
        "[defaults]\nlimit = 2\n[[feed]]\n[[feed]]\npath = \"x\"\nlimit = 4\n[[feed]]\npath = \"y\"\nlimit = 99",
        &articles,
    );
    site.build(&[]).silent();
    // Days 10, 13, 11, 14, 12.
    assert_eq!((titles(&site, ""), titles(&site, "x").concat()), (vec!["d".into(), "b".into()], "dbec".into()));
    assert_eq!(titles(&site, "y").concat(), "dbeca");
}

#[test]
fn of_equal_dates_the_lesser_id_is_first_and_kept() {
    let articles: Vec<String> = (0..6).map(|n| format!("{}.md", ["f", "b", "e", "a", "c", "d"][n])).collect();
    let articles: Vec<(&str, &str)> = articles.iter().map(|path| (&**path, "")).collect();
    let site = site("[[feed]]\nlimit = 3", &articles);
    site.build(&[]).silent();
    assert_eq!(titles(&site, ""), ["a", "b", "c"]);
}

/// The sizes of the three documents of the site's feed, and how many entries each has.
fn sizes(site: &Site) -> Vec<(usize, usize)> {
    let counts = [
        reading::rss(site.read("feeds/rss.xml").as_bytes(), &|_| true).entries.len(),
        reading::atom(site.read("feeds/atom.xml").as_bytes()).entries.len(),
        json_feed(site, "").entries.len(),
    ];
    let files = ["rss.xml", "atom.xml", "feed.json"].map(|file| site.read(&format!("feeds/{file}")).len());
    files.into_iter().zip(counts).collect()
}

#[test]
fn max_bytes_drops_the_oldest_until_every_document_fits() {
    let site = Site::new();
    let set = |limit: usize, max_bytes: usize| {
        site.write("feedmill.toml", format!("{HEAD}[[feed]]\nlimit = {limit}\nmax_bytes = {max_bytes}\n"));
    };
    for n in 1..=9 {
        let body = format!("<b>{}</b> & more\n\n", "word ".repeat(100 * n));
        let head = format!("title = \"{n}\"\ndate = 2026-11-{:02}\nsummary = \"S\"", 20 - n);
        site.write(&format!("articles/{n}.md"), article(&head) + &body);
    }
    // How large the largest document is with so many entries.
    let needs: Vec<usize> = (1..=9)
        .map(|limit| {
            set(limit, 10_000_000);
            site.build(&[]).silent();
            sizes(&site).iter().map(|(size, _)| *size).max().unwrap()
        })
        .collect();
    assert!(needs.is_sorted());
    for (n, need) in needs.iter().enumerate().map(|(n, need)| (n + 1, *need)) {
        for (max_bytes, wanted) in [(need, n), (need - 1, (n - 1).max(1)), (need + 1, n)] {
            if n == 1 && max_bytes < need {
                continue;
            }
            set(9, max_bytes);
            let report = site.build(&["--format", "json"]).json();
            for (size, entries) in sizes(&site) {
                assert_eq!(entries, wanted, "{max_bytes} bytes, where {n} entries need {need}");
                assert!(size <= max_bytes);
            }
            let found = report["diagnostics"].as_array().unwrap();
            assert_eq!(found.len(), usize::from(wanted < 9), "{found:?}");
            if let Some(found) = found.first() {
                assert_eq!((&found["rule"], &found["level"]), (&json!("feed-cut"), &json!("info")));
                assert_eq!(found["file"], "feeds/rss.xml");
                let message = format!("holds {wanted} of its 9 entries: more would exceed {max_bytes} bytes");
                assert_eq!(found["message"], message);
            }
            let kept: Vec<String> = (1..=wanted).map(|n| n.to_string()).collect();
            assert_eq!(titles(&site, ""), kept, "the newest stay");
        }
    }
    // An info is no word to cron.
    set(9, needs[4]);
    site.build(&[]).silent();
    site.build(&["-v"]).expect(0, &["info[feed-cut]"]);
}

#[test]
fn what_is_too_large_for_one_format_is_shown_shorter_in_all() {
    // Between the sizes of the three: in one it is too large, in others not.
    let site = Site::with(
        "articles/big.md",
        article("title = \"Big\"\ndate = 2026-11-20\nsummary = \"Short\"") + &"& < > ".repeat(300),
    );
    site.write("articles/small.md", article("title = \"Small\"\ndate = 2026-11-19\nsummary = \"Tiny\""));
    let mut seen = BTreeSet::new();
    for max_bytes in (2000..12_000).step_by(500) {
        site.write("feedmill.toml", format!("{HEAD}[[feed]]\nmax_bytes = {max_bytes}\n"));
        let run = site.build(&["--format", "json"]);
        let report = run.json();
        let rss = reading::rss(site.read("feeds/rss.xml").as_bytes(), &|_| true);
        let atom = reading::atom(site.read("feeds/atom.xml").as_bytes());
        let json = json_feed(&site, "");
        assert_eq!((&rss.entries, &json.entries), (&atom.entries, &atom.entries), "{max_bytes}");
        let warned = report["diagnostics"].as_array().unwrap().iter().any(|found| found["rule"] == "entry-too-large");
        assert_eq!(atom.entries[0].content.is_none(), warned, "{max_bytes}");
        assert_eq!((run.code, atom.entries[0].summary.as_deref()), (Some(0), Some("Short")));
        seen.insert((warned, atom.entries.len()));
    }
    assert!(seen.contains(&(true, 2)) && seen.contains(&(false, 2)), "{seen:?}");
}

#[test]
fn how_much_is_shown_is_the_feeds_choice_and_then_the_articles() {
    let modes = ["full", "summary", "title"];
    let config: String =
        modes.iter().map(|mode| format!("[[feed]]\npath = \"{mode}\"\ncontent = \"{mode}\"\n")).collect();
    let own = modes.map(|mode| (format!("{mode}.md"), format!("content = \"{mode}\"\nsummary = \"S\"")));
    let mut articles: Vec<(&str, &str)> = own.iter().map(|(path, head)| (&**path, &**head)).collect();
    articles.push(("plain.md", "summary = \"S\""));
    let site = site(&config, &articles);
    site.build(&[]).silent();
    for feed in modes {
        for entry in json_feed(&site, feed).entries {
            let mode = if entry.title == "plain" { feed } else { &entry.title };
            let shown = (entry.summary.as_deref(), entry.content.as_deref());
            let body = "<p>A body of one sentence.</p>";
            let wanted = match mode {
                "full" => (Some("S"), Some(body)),
                "summary" => (Some("S"), None),
                _ => (None, None),
            };
            assert_eq!(shown, wanted, "{} in {feed}", entry.title);
        }
        let rss = site.read(&format!("feeds/{feed}/rss.xml"));
        assert_eq!(rss.matches("<content:encoded>").count(), if feed == "full" { 2 } else { 1 }, "{feed}");
    }
}

#[test]
fn the_news_sitemap_holds_two_days() {
    let config = format!("{HEAD}[output]\nnews_sitemap = true\n[[feed]]\nwhere = {{ tags = [\"none\"] }}");
    let site = site(
        &config,
        &[
            ("new.md", "date = 2026-11-22T12:00:00Z"),
            ("uk/edge.md", "date = 2026-11-20T12:00:01Z\nlang = \"uk-UA\"\ntitle = \"A & <b>\""),
            ("old.md", "date = 2026-11-20T12:00:00Z"),
            ("later.md", "date = 2026-11-22T12:00:01Z"),
            ("draft.md", "date = 2026-11-22T10:00:00Z\ndraft = true"),
        ],
    );
    let report = site.build(&["--format", "json"]).json();
    let root = reading::xml(site.read("feeds/news-sitemap.xml").as_bytes());
    let seen: Vec<_> = root
        .all("url")
        .map(|url| {
            let news = url.one("news:news");
            let publication = news.one("news:publication");
            assert_eq!(publication.one("news:name").text, "Courier");
            let texts = ["news:title", "news:publication_date"].map(|name| news.one(name).text.clone());
            (url.one("loc").text.clone(), texts, publication.one("news:language").text.clone())
        })
        .collect();
    let row = |loc: &str, title: &str, date: &str, language: &str| {
        (loc.to_owned(), [title.to_owned(), date.to_owned()], language.to_owned())
    };
    assert_eq!(
        seen,
        [
            row("https://t.example/new/", "new", "2026-11-22T12:00:00Z", "en"),
            row("https://t.example/uk/edge/", "A & <b>", "2026-11-20T12:00:01Z", "uk"),
        ]
    );
    // A second later there is another, and the one at the edge is gone.
    assert_eq!(report["next_change"], "2026-11-22T12:00:01Z");
    site.run(&["build", "--now", "2026-11-22T12:00:01Z"]).silent();
    let map = site.read("feeds/news-sitemap.xml");
    assert!(map.contains("/later/") && map.contains("/new/") && !map.contains("/edge/"), "{map}");
}

#[test]
fn opml_lists_every_feed_once() {
    let site = site(
        "[defaults]\nformats = [\"atom\", \"json\"]\n[[feed]]\n[[feed]]\neach = \"tag\"\nformats = [\"rss\", \"atom\"]\n[[feed]]\n\
         path = \"j\"\nformats = [\"json\"]\ntitle = \"J & <j>\"",
        &[("one.md", "tags = [\"a b\", \"зерно\"]"), ("two.md", "tags = [\"a b\"]")],
    );
    site.build(&[]).silent();
    let root = reading::xml(site.read("feeds/feeds.opml").as_bytes());
    assert_eq!(root.attribute("version"), Some("2.0"));
    assert_eq!(root.one("head").one("title").text, "Courier");
    let outlines: Vec<(&str, &str)> = root
        .one("body")
        .children
        .iter()
        .map(|outline| {
            assert_eq!((outline.attribute("type"), outline.children.len()), (Some("rss"), 0));
            (outline.attribute("text").unwrap(), outline.attribute("xmlUrl").unwrap())
        })
        .collect();
    assert_eq!(
        outlines,
        [
            ("Courier", "https://t.example/feeds/atom.xml"),
            ("Courier: a b", "https://t.example/feeds/tags/a-b/rss.xml"),
            ("Courier: зерно", "https://t.example/feeds/tags/%D0%B7%D0%B5%D1%80%D0%BD%D0%BE/rss.xml"),
            ("J & <j>", "https://t.example/feeds/j/feed.json"),
        ]
    );
}

/// A start tag: its name, its attributes, and the text behind it.
type Tag = (String, Vec<(String, String)>, String);

/// The start tags of a page, and what is wrong with it.
#[derive(Default)]
struct Page {
    open: RefCell<Vec<String>>,
    tags: RefCell<Vec<Tag>>,
    faults: RefCell<Vec<String>>,
}

impl TokenSink for Page {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let fault = |what: String| self.faults.borrow_mut().push(format!("line {line}: {what}"));
        match token {
            Token::TagToken(tag) => {
                let name = tag.name.to_string();
                let void = matches!(&*name, "meta" | "link" | "img" | "br");
                match tag.kind {
                    TagKind::EndTag => {
                        let open = self.open.borrow_mut().pop();
                        if open.as_deref() != Some(&*name) {
                            fault(format!("</{name}> closes {open:?}"));
                        }
                    }
                    TagKind::StartTag => {
                        let attributes = tag.attrs.iter().map(|a| (a.name.local.to_string(), a.value.to_string()));
                        self.tags.borrow_mut().push((name.clone(), attributes.collect(), String::new()));
                        if !void {
                            self.open.borrow_mut().push(name.clone());
                        }
                        if name == "style" {
                            return TokenSinkResult::RawData(RawKind::Rawtext);
                        }
                        if name == "title" {
                            return TokenSinkResult::RawData(RawKind::Rcdata);
                        }
                    }
                }
            }
            Token::CharacterTokens(text) => {
                if let Some((_, _, behind)) = self.tags.borrow_mut().last_mut() {
                    behind.push_str(&text);
                }
            }
            Token::ParseError(what) => fault(what.into_owned()),
            Token::NullCharacterToken => fault("NUL".to_owned()),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Page {
    #[track_caller]
    fn read(html: &str) -> Page {
        let queue = BufferQueue::default();
        queue.push_back(StrTendril::from_slice(html));
        let tokenizer = Tokenizer::new(Page::default(), Default::default());
        let _ = tokenizer.feed(&queue);
        tokenizer.end();
        let page = tokenizer.sink;
        assert!(page.faults.borrow().is_empty(), "{:?}\n{html}", page.faults.borrow());
        assert_eq!(*page.open.borrow(), [""; 0], "left open");
        page
    }

    /// This attribute of every tag of this name.
    fn all(&self, name: &str, attribute: &str) -> Vec<String> {
        let tags = self.tags.borrow();
        let tags = tags.iter().filter(|(tag, ..)| tag == name);
        tags.filter_map(|(_, all, _)| Some(all.iter().find(|(key, _)| key == attribute)?.1.clone())).collect()
    }
}

#[test]
fn the_page_for_people_holds_every_feed_and_no_script() {
    let config = "[site]\ntitle = \"Courier <script>alert(1)</script> & \\\"Co\\\"\"\nurl = \"https://t.example/\"\nlanguage = \"en\"\n\
                  icon = \"icon.png\"\nrights = \"© <us>\"\n[[feed]]\n[[feed]]\neach = \"tag\"\n[[feed]]\neach = \"author\"\nformats = [\"atom\"]";
    let mut articles: Vec<(String, String)> = (1..=12)
        .map(|n| (format!("n{n}.md"), format!("title = \"Title {n} <img src=x onerror=a()>\"\ndate = 2026-11-{n:02}\ntags = [\"t{}\"]\nauthors = [{{ name = \"<b>Jo</b>\" }}]", n % 3)))
        .collect();
    articles.push(("later.md".to_owned(), "title = \"Later\"\ndate = 2026-12-01\ntags = [\"unseen\"]".to_owned()));
    let articles: Vec<(&str, &str)> = articles.iter().map(|(path, head)| (&**path, &**head)).collect();
    let site = site(config, &articles);
    site.build(&[]).silent();
    let html = site.read("feeds/index.html");
    let page = Page::read(&html);
    let tags: BTreeSet<String> = page.tags.borrow().iter().map(|(name, ..)| name.clone()).collect();
    for name in ["script", "iframe", "object", "embed", "form", "input", "b", "us"] {
        assert!(!tags.contains(name), "<{name}>");
    }
    let tags = page.tags.borrow();
    let handler = tags
        .iter()
        .flat_map(|(_, all, _)| all)
        .find(|(name, value)| name.starts_with("on") || value.trim_start().to_lowercase().starts_with("javascript:"));
    assert!(handler.is_none(), "{handler:?}");

    // Every document that was written is linked, and nothing else in this folder but what is there.
    let links: BTreeSet<String> = page.all("a", "href").into_iter().collect();
    let files = site.tree("feeds");
    let documents: Vec<&str> = files
        .iter()
        .map(|(path, _)| &**path)
        .filter(|path| path.ends_with(".xml") || path.ends_with(".json"))
        .collect();
    assert_eq!(documents.len(), 3 + 3 * 3 + 1);
    for path in &documents {
        assert!(links.contains(&format!("./{path}")), "{path} is not linked: {links:?}");
    }
    for link in links.iter().filter_map(|link| link.strip_prefix("./")) {
        assert!(files.iter().any(|(path, _)| path == link), "{link} leads nowhere");
    }
    assert!(links.iter().any(|link| link.ends_with("feeds.opml")));

    // The lines to copy are those of the page's own head.
    let alternates: Vec<_> = tags
        .iter()
        .filter(|(name, all, _)| name == "link" && all.contains(&("rel".to_owned(), "alternate".to_owned())))
        .map(|(_, all, _)| all.clone())
        .collect();
    let types = ["application/rss+xml", "application/atom+xml", "application/feed+json"];
    let names = ["rss.xml", "atom.xml", "feed.json"];
    for ((all, media_type), name) in alternates.iter().zip(types).zip(names) {
        let value = |key: &str| all.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        assert_eq!(
            (value("type"), value("href")),
            (Some(media_type), Some(&*format!("https://t.example/feeds/{name}")))
        );
        assert!(value("title").unwrap().starts_with("Courier <script>alert(1)</script> & \"Co\""));
    }
    assert!(alternates.len() >= 3);
    let lines = &tags.iter().rfind(|(name, ..)| name == "code").unwrap().2;
    let copied = Page::read(lines);
    let copied: Vec<_> = copied.tags.borrow().iter().map(|(_, all, _)| all.clone()).collect();
    assert_eq!(copied, alternates);

    // The newest ten, newest first.
    let newest: Vec<_> = page.all("time", "datetime").iter().map(|time| time[8..10].parse::<u32>().unwrap()).collect();
    assert_eq!(newest, [12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
    assert!(!html.contains("Later") && !html.contains("unseen"));
}

#[track_caller]
fn next_change(site: &Site, now: &str) -> Value {
    let report = site.run(&["build", "--now", now, "--format", "json"]).json();
    report["next_change"].clone()
}

#[test]
fn the_next_change_is_the_moment_at_which_it_comes() {
    const FEED: &str = "[[feed]]";
    const RECENT: &str = "[[feed]]\nwhere = { since = \"3d\" }";
    const GRAIN: &str = "[[feed]]\nwhere = { tags = [\"grain\"] }";
    const NEWS: &str = "[output]\nnews_sitemap = true\n[[feed]]\nwhere = { tags = [\"none\"] }";
    for (config, head, wanted) in [
        (FEED, "date = 2026-11-20", Value::Null),
        (FEED, "date = 2026-12-01T09:00:00+02:00", json!("2026-12-01T07:00:00Z")),
        (FEED, "date = 2026-11-20\npublishDate = 2026-12-02", json!("2026-12-02T00:00:00Z")),
        (FEED, "date = 2026-11-20\nexpires = 2026-12-03", json!("2026-12-03T00:00:00Z")),
        (FEED, "date = 2026-11-20\nexpires = 2026-11-22T12:00:00Z", Value::Null),
        (FEED, "date = 2026-12-01\ndraft = true", Value::Null),
        (FEED, "date = 2026-12-01\nfeed = false", Value::Null),
        (GRAIN, "date = 2026-12-01\ntags = [\"frost\"]", Value::Null),
        (GRAIN, "date = 2026-12-01\ntags = [\"grain\"]", json!("2026-12-01T00:00:00Z")),
        (GRAIN, "date = 2026-11-20\nexpires = 2026-12-03\ntags = [\"frost\"]", Value::Null),
        (RECENT, "date = 2026-11-20T12:00:00Z", json!("2026-11-23T12:00:01Z")),
        (RECENT, "date = 2026-11-19T12:00:00Z", json!("2026-11-22T12:00:01Z")),
        (RECENT, "date = 2026-11-19T11:59:59Z", Value::Null),
        (NEWS, "date = 2026-11-21T10:00:00Z", json!("2026-11-23T10:00:00Z")),
        (NEWS, "date = 2026-11-20T12:00:00Z", Value::Null),
        (NEWS, "date = 2026-11-23T10:00:00Z", json!("2026-11-23T10:00:00Z")),
    ] {
        let site = site(config, &[("a.md", head)]);
        assert_eq!(next_change(&site, NOW), wanted, "{config} {head}");
        let Some(moment) = wanted.as_str() else { continue };
        // Nothing changes before, and it does change then.
        let before: chrono::DateTime<chrono::Utc> = moment.parse().unwrap();
        let before = (before - chrono::TimeDelta::seconds(1)).to_rfc3339();
        site.run(&["build", "--now", &before, "--check"]).silent();
        site.run(&["build", "--now", moment, "--check"]).expect(1, &["output-differs"]);
    }
}

#[test]
fn the_next_change_is_the_first_of_all() {
    let site = site(
        "[[feed]]\nlimit = 2\n[[feed]]\neach = \"tag\"",
        &[
            ("a.md", "date = 2026-11-20\nexpires = 2026-12-05"),
            ("b.md", "date = 2026-12-04\nlang = \"uk\""),
            ("c.md", "date = 2026-11-19\nexpires = 2026-12-06\ntags = [\"x\"]"),
            // In no feed by the limit, so its end changes nothing.
            ("d.md", "date = 2026-11-01\nexpires = 2026-12-03"),
        ],
    );
    assert_eq!(next_change(&site, NOW), "2026-12-04T00:00:00Z");
    assert_eq!(next_change(&site, "2026-12-04T00:00:00Z"), "2026-12-05T00:00:00Z");
    assert_eq!(next_change(&site, "2026-12-05T00:00:00Z"), "2026-12-06T00:00:00Z");
    assert_eq!(next_change(&site, "2026-12-06T00:00:00Z"), Value::Null);
}

#[test]
fn only_the_formats_asked_for_are_written() {
    let site = site(
        "[defaults]\nformats = [\"json\"]\n[[feed]]\n[[feed]]\npath = \"x\"\nformats = [\"atom\", \"rss\", \"atom\"]",
        &[("a.md", "")],
    );
    site.build(&[]).silent();
    let paths: Vec<_> = site.tree("feeds").into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["feed.json", "feeds.opml", "index.html", "x/atom.xml", "x/rss.xml"]);
    // One that is dropped from the configuration goes.
    site.write("feedmill.toml", format!("{HEAD}[[feed]]\nformats = [\"rss\"]\n"));
    site.build(&[]).silent();
    let paths: Vec<_> = site.tree("feeds").into_iter().map(|(path, _)| path).collect();
    assert_eq!(paths, ["feeds.opml", "index.html", "rss.xml"]);
}

#[test]
fn authors_are_looked_up_and_those_of_the_site_stand_in() {
    let site = site(
        "[site]\ntitle = \"Courier\"\nurl = \"https://t.example/\"\nauthors = [\"olena\", \"Desk\"]\n[authors.olena]\n\
         name = \"Olena Field\"\nemail = \"o@t.example\"\nurl = \"https://t.example/olena/\"\n[authors.jo]\n[[feed]]\n[[feed]]\neach = \"author\"",
        &[
            ("a.md", ""),
            ("b.md", "authors = [\"jo\"]"),
            ("c.md", "authors = [\"Olena Field\"]"),
            ("d.md", "authors = [\"Olena Field <other@t.example>\"]"),
            ("e.md", "authors = [{ name = \"Sam\", url = \"sam/\" }]\ncontributors = [\"olena\"]"),
        ],
    );
    site.build(&[]).silent();
    let feed = site.feed("feeds/feed.json");
    let authors: Vec<&Value> = feed["items"].as_array().unwrap().iter().map(|item| &item["authors"]).collect();
    let olena = json!({ "name": "Olena Field", "url": "https://t.example/olena/" });
    assert_eq!(
        authors,
        [
            &json!([olena, { "name": "Desk" }]),
            &json!([{ "name": "jo" }]),
            &json!([olena]),
            &json!([olena]),
            &json!([{ "name": "Sam", "url": "https://t.example/sam/" }]),
        ]
    );
    assert_eq!(feed["authors"], json!([olena, { "name": "Desk" }]));
    assert_eq!(feed["items"][4]["_feedmill"]["contributors"], json!([olena]));
    let root = reading::xml(site.read("feeds/atom.xml").as_bytes());
    let emails: Vec<_> = root.all("entry").filter_map(|entry| entry.all("author").next()?.text_of("email")).collect();
    assert_eq!(emails, ["o@t.example", "o@t.example", "other@t.example"]);
    assert!(!site.read("feeds/rss.xml").contains('@') && !site.read("feeds/feed.json").contains("t.example\"@"));
    assert_eq!(folders(&site), ["", "authors/desk", "authors/jo", "authors/olena", "authors/sam"]);
    assert_eq!(titles(&site, "authors/olena"), ["a", "c", "d"]);
}

#[test]
fn hubs_icon_and_rights_are_in_every_feed() {
    let site = site(
        "[site]\ntitle = \"Courier\"\nurl = \"https://t.example/\"\nicon = \"img/i.png\"\nrights = \"© Courier\"\n[publish]\n\
         hubs = [\"https://hub.example/?a=1&b=2\", \"https://two.example/\"]\n[[feed]]\n[[feed]]\neach = \"section\"",
        &[("world/a.md", "")],
    );
    site.build(&[]).silent();
    let hubs = ["https://hub.example/?a=1&b=2", "https://two.example/"];
    let icon = "https://t.example/img/i.png";
    for folder in ["feeds", "feeds/sections/world"] {
        let rss = site.read(&format!("{folder}/rss.xml"));
        assert_eq!(reading::rss(rss.as_bytes(), &|_| true).hubs, hubs);
        let channel = reading::xml(rss.as_bytes()).one("channel").clone();
        assert_eq!(channel.one("image").one("url").text, icon);
        assert_eq!(channel.one("copyright").text, "© Courier");
        let atom = site.read(&format!("{folder}/atom.xml"));
        assert_eq!(reading::atom(atom.as_bytes()).hubs, hubs);
        let root = reading::xml(atom.as_bytes());
        assert_eq!((&*root.one("icon").text, &*root.one("rights").text), (icon, "© Courier"));
        let json = site.feed(&format!("{folder}/feed.json"));
        assert_eq!((&json["icon"], &json["favicon"]), (&json!(icon), &json!(icon)));
        let wanted: Vec<Value> = hubs.iter().map(|hub| json!({ "type": "WebSub", "url": hub })).collect();
        assert_eq!(json["hubs"], json!(wanted));
    }
}
