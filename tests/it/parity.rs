//! Whatever stands in heads, bodies and configuration: feedmill's files are sound, and its three formats say the same.

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use feedmill::article::{Byline, Enclosure, Image, Settings, SourceFile};
use feedmill::pipeline::{Build, FileKind, build};
use feedmill::{Article, Config, Format, Level, article, text};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::reading::{self, Document};
use crate::site::NOW;

/// What has ever broken a feed, a page, or their writers.
const HARD: &[&str] = &[
    "]]>",
    "<![CDATA[",
    "&",
    "&amp;",
    "&#8;",
    "&nbsp;",
    "<b>",
    "</b>",
    "</item>",
    "</entry>",
    "<item>",
    "<entry>",
    "<title>",
    "</channel>",
    "<script>alert(1)</script>",
    "</script>",
    "<!--",
    "-->",
    "--",
    "<?xml ?>",
    "\"",
    "'",
    "`",
    "\r",
    "\r\n",
    "\n",
    "\n\n",
    "\t",
    "  ",
    "\u{0}",
    "\u{8}",
    "\u{B}",
    "\u{1F}",
    "\u{7F}",
    "\u{85}",
    "\u{A0}",
    "\u{AD}",
    "\u{2028}",
    "\u{202E}",
    "\u{FEFF}",
    "\u{FFFD}",
    "\u{FFFE}",
    "\u{FFFF}",
    "\u{1FFFE}",
    "\u{10FFFF}",
    "👩‍🌾",
    "שלום",
    "e\u{301}",
    "é",
    "зерно",
    "日本",
    "grain",
    "Grain",
    "%00",
    "%2e%2e",
    "../",
    "\\",
    "\\u0000",
    "{{",
    "{%",
    "{tag}",
    "+++",
    "---",
    ": ",
    " #",
    "#",
    "?q=1&r=2",
    "javascript:alert(1)",
    "data:text/html,x",
    "<https://x.example/>",
    "[a](b.html)",
    "![p](p.jpg \"t\")",
    "| a | b |\n|---|---|\n| c | d |\n",
    "\n# H\n",
    "\n- [ ] x\n",
    "[^1]\n\n[^1]: note\n",
    "<!-- more -->",
    "<pre>\n a\n</pre>",
    "<img src=x onerror=alert(1)>",
    "<iframe src=https://v.example/1>",
    "<svg><a xlink:href=x>",
    "<math><mtext>",
    "<table><p>",
    "<title></title>",
    "<plaintext>",
    "<a href=' /x\n'>",
    "+00:00</updated>",
    "content:encoded",
    "<p>",
    "</p>",
    ".",
    ",",
    "|",
];

fn hard() -> impl Strategy<Value = String> {
    let parts = prop_oneof![
        4 => prop::sample::select(HARD).prop_map(str::to_owned),
        2 => "[a-z ]{1,9}",
        1 => ".{0,6}",
    ];
    prop::collection::vec(parts, 0..7).prop_map(|parts| parts.concat())
}

/// Text that says something, as titles and names must.
fn named() -> impl Strategy<Value = String> {
    (hard(), "[a-zA-Zа-я]{1,6}", hard()).prop_map(|(a, b, c)| format!("{a}{b}{c}"))
}

fn date() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("2026-11-20T09:30:00+02:00".to_owned()),
        Just("2026-11-22T11:59:59.9Z".to_owned()),
        Just("0001-01-02T00:00:00Z".to_owned()),
        (1970..2026i32, 1..13u32, 1..29u32, 0..24u32, -11..13i32)
            .prop_map(|(y, m, d, h, z)| format!("{y}-{m:02}-{d:02}T{h:02}:15:42{z:+03}:00")),
        (2020..2027i32, 1..13u32, 1..29u32).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}")),
    ]
}

fn address() -> impl Strategy<Value = String> {
    let safe = |text: String| text.replace(['\\', '\u{0}'], "").replace("..", "").replace("%00", "");
    prop_oneof![
        Just("silo.jpg".to_owned()),
        hard().prop_map(move |text| format!("https://x.example/{}", safe(text))),
        hard().prop_map(move |text| format!("a/{}.mp3", safe(text))),
    ]
}

fn person() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!("olena")),
        Just(json!("Jo <jo@example.org>")),
        named().prop_map(|name| json!({ "name": name })),
        (named(), address()).prop_map(|(name, url)| json!({ "name": name, "url": url })),
    ]
}

fn enclosure() -> impl Strategy<Value = Value> {
    (address(), prop::option::of(0..u64::from(u32::MAX)), prop::option::of(hard()), prop::option::of(0..9999u32))
        .prop_map(|(url, length, title, duration)| {
            let all = [
                ("url", json!(url)),
                ("length", json!(length)),
                ("title", json!(title)),
                ("duration", json!(duration)),
            ];
            all.into_iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name.to_owned(), value))
                .collect()
        })
}

fn some<T: std::fmt::Debug>(strategy: impl Strategy<Value = T>) -> impl Strategy<Value = Option<T>> {
    prop::option::weighted(0.4, strategy)
}

/// The fields of a head in order.
type Head = Vec<(&'static str, Value)>;

/// Articles: a head, a body, and numbers for the language of the one and the markup of the other.
type Written = [(Head, String, usize, usize)];

fn head() -> impl Strategy<Value = Head> {
    let words = (named(), date(), some(hard()), some(hard()), some(date()));
    let people = (some(prop::collection::vec(person(), 1..4)), some(prop::collection::vec(person(), 1..3)));
    let lists = (some(prop::collection::vec(named(), 0..5)), some(prop::collection::vec(enclosure(), 0..4)));
    let place = (
        some(prop::sample::select(vec!["grain", "a b", "ціни", "x%20y", "#", "?", "a&b", "same"])),
        some(prop::sample::select(vec!["world", "Світ", "a b", "<b>"])),
        some(address()),
        some("[a-z]{1,3}".prop_map(|name| format!("tag:t.example,2026:{name}"))),
        some(prop::sample::select(vec!["en", "uk", "zh-Hant-TW", "ar"])),
    );
    let rest = (
        some(prop::sample::select(vec!["full", "summary", "title"])),
        some((address(), hard()).prop_map(|(url, alt)| json!({ "url": url, "alt": alt }))),
        prop::bool::weighted(0.05),
        some(Just("2030-01-01")),
    );
    (words, people, lists, place, rest).prop_map(|(words, people, lists, place, rest)| {
        let fields = vec![
            ("title", json!(words.0)),
            ("date", json!(words.1)),
            ("subtitle", json!(words.2)),
            ("summary", json!(words.3)),
            ("updated", json!(words.4)),
            ("authors", json!(people.0)),
            ("contributors", json!(people.1)),
            ("tags", json!(lists.0)),
            ("enclosures", json!(lists.1)),
            ("slug", json!(place.0)),
            ("section", json!(place.1)),
            ("url", json!(place.2.filter(|url| url.starts_with("https://")))),
            ("id", json!(place.3)),
            ("lang", json!(place.4)),
            ("content", json!(rest.0)),
            ("image", json!(rest.1)),
            ("draft", json!(rest.2)),
            ("expires", json!(rest.3)),
        ];
        fields.into_iter().filter(|(_, value)| !value.is_null()).collect()
    })
}

/// A value as TOML has it. Its strings are those of JSON, but for one character.
fn toml(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(toml).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| format!("{name} = {}", toml(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        _ => value.to_string().replace('\u{7F}', "\\u007F"),
    }
}

/// The same head in one of three languages, and a body behind it.
fn document(head: &[(&'static str, Value)], body: &str, syntax: usize) -> String {
    let mut out = String::new();
    match syntax {
        0 => {
            head.iter().for_each(|(name, value)| writeln!(out, "{name} = {}", toml(value)).unwrap());
            format!("+++\n{out}+++\n{body}")
        }
        1 => {
            head.iter().for_each(|(name, value)| writeln!(out, "{name}: {value}").unwrap());
            format!("---\n{out}---\n{body}")
        }
        _ => {
            let head: serde_json::Map<_, _> =
                head.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
            format!("{}\n\n{body}", serde_json::to_string_pretty(&head).unwrap())
        }
    }
}

/// A configuration whose every text is hard.
fn config() -> impl Strategy<Value = String> {
    let words = (named(), hard(), hard(), named(), hard());
    let limits = (1..9usize, prop::sample::select(vec!["1 MB", "1 MB", "4 kB", "600"]), any::<bool>(), any::<bool>());
    (words, limits).prop_map(|((title, description, rights, name, feed), (limit, max_bytes, tag_ids, summary))| {
        let quoted = |text: &str| toml(&json!(text));
        let pattern = feed.replace(['{', '}'], "");
        format!(
            "[site]\ntitle = {}\nurl = \"https://t.example/\"\ndescription = {}\nrights = {}\nlanguage = \"en\"\n\
             authors = [\"olena\"]\nicon = \"icon.png\"\n[authors.olena]\nname = {}\nemail = \"o@t.example\"\n\
             [articles]\nid = \"{}\"\n[output]\nnews_sitemap = true\n[publish]\nhubs = [\"https://hub.example/?a&b\"]\n\
             [[feed]]\npath = \"\"\nlimit = 100\n[[feed]]\neach = \"tag\"\nlimit = {limit}\n[[feed]]\neach = \"author\"\n\
             max_bytes = \"{max_bytes}\"\n[[feed]]\neach = \"section\"\ncontent = \"{}\"\n[[feed]]\neach = \"language\"\n\
             [[feed]]\npath = \"none\"\nwhere = {{ tags = [\"no article has this\"] }}\n[[feed]]\npath = \"some\"\n\
             title = {}\ndescription = {}\nwhere = {{ since = \"1y\", languages = [\"uk\"] }}\n",
            quoted(&title), quoted(&description), quoted(&rights), quoted(&name),
            if tag_ids { "tag" } else { "permalink" },
            if summary { "summary" } else { "title" },
            quoted(&pattern), quoted(&pattern),
        )
    })
}

/// Every article that can be read.
fn articles(sources: &Written, config: &Config) -> Vec<Article> {
    let settings = Settings { zone: config.site.timezone, language: config.site.language.clone() };
    let read = sources.iter().enumerate().filter_map(|(n, (head, body, syntax, markup))| {
        let path = format!("{}a{n}.{}", ["", "world/"][n % 2], ["md", "html", "txt"][*markup]);
        let text = document(head, body, *syntax);
        let (article, found) =
            article::read(&SourceFile { path: &path, below: &path, bytes: text.as_bytes(), sidecar: None }, &settings);
        assert_eq!(article.is_none(), found.iter().any(|found| found.level == Level::Error), "{text}\n{found:?}");
        article
    });
    read.collect()
}

/// Holds one build to what every build promises. Gives how many entries the site's own feed has.
fn check(build: &Build, articles: &[Article], config: &Config) -> usize {
    let made: HashSet<&str> = build.files.iter().map(|file| &*file.path).collect();
    assert_eq!(made.len(), build.files.len(), "two files have one path");
    let about_files = |found: &&feedmill::Diagnostic| found.level == Level::Error && made.contains(&*found.file);
    let fault = build.diagnostics.iter().find(about_files);
    assert!(fault.is_none() && build.is_sound(), "{fault:?}");
    let mut feeds: BTreeMap<&str, HashMap<Format, Vec<u8>>> = BTreeMap::new();
    for file in &build.files {
        let bytes = file.bytes.to_vec();
        let text = std::str::from_utf8(&bytes).unwrap();
        assert!(text::find_forbidden(text).is_none(), "{}: {text}", file.path);
        let strings: Vec<String> = match file.kind {
            FileKind::Feed(Format::Json, _) => {
                reading::json_strings(&reading::json(&bytes)).into_iter().map(str::to_owned).collect()
            }
            FileKind::IndexPage => Vec::new(),
            _ => reading::xml(&bytes).strings().into_iter().map(str::to_owned).collect(),
        };
        let forbidden = strings.iter().find(|text| text::find_forbidden(text).is_some());
        assert!(forbidden.is_none(), "{}: {forbidden:?}", file.path);
        if let FileKind::Feed(format, entries) = file.kind {
            let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
            assert_eq!(name, format.file_name());
            let counted = match format {
                Format::Json => reading::json_feed(&bytes).entries.len(),
                Format::Atom => reading::atom(&bytes).entries.len(),
                Format::Rss => reading::xml(&bytes).one("channel").all("item").count(),
            };
            assert_eq!(counted, entries, "{}", file.path);
            feeds.entry(folder).or_default().insert(format, bytes);
        }
    }
    let mut everywhere: HashMap<String, (String, String)> = HashMap::new();
    for (folder, bytes) in &feeds {
        let atom = reading::atom(&bytes[&Format::Atom]);
        let json = reading::json_feed(&bytes[&Format::Json]);
        let told: HashSet<&str> = atom.entries.iter().filter(|e| e.summary.is_some()).map(|e| &*e.id).collect();
        let rss = reading::rss(&bytes[&Format::Rss], &|id| told.contains(id));
        agree(folder, &rss, &atom, &json);
        let newest = atom.entries.iter().map(|entry| entry.updated).max();
        assert_eq!(rss.updated, newest, "{folder}");
        assert_eq!(atom.updated, newest.or("2000-01-01T00:00:00Z".parse().ok()), "{folder}");
        for (at, one) in atom.entries.iter().enumerate() {
            assert!(!one.id.is_empty() && !one.link.is_empty());
            assert!(!atom.entries[..at].iter().any(|other| other.id == one.id), "{folder}: {} twice", one.id);
            let same = (one.link.clone(), one.title.clone());
            let known = everywhere.entry(one.id.clone()).or_insert_with(|| same.clone());
            assert_eq!(*known, same, "one id, one article");
        }
        let ordered = atom.entries.windows(2).all(|two| {
            two[0].published > two[1].published || (two[0].published == two[1].published && two[0].id < two[1].id)
        });
        // Fractions of seconds order entries that look the same.
        let fractions = articles.iter().any(|article| article.published.timestamp_subsec_nanos() > 0);
        assert!(ordered || fractions, "{folder}: newest first, ties by id");
    }
    // The site's own feed shows all that may be shown.
    let main = reading::atom(&feeds[""][&Format::Atom]);
    let clashing = build.diagnostics.iter().any(|found| found.level == Level::Error);
    assert!(clashing || main.entries.len() == build.articles.published, "{:?}", build.articles);
    for entry in &main.entries {
        let of = articles.iter().filter(|article| text::line(&article.title) == entry.title);
        let dates: Vec<_> = of.map(|article| article.published.timestamp()).collect();
        assert!(dates.contains(&entry.published.timestamp()), "{entry:?}");
    }
    assert_eq!(main.title, text::line(&config.site.title));
    main.entries.len()
}

/// The three documents of one feed say the same, each in its own words.
fn agree(folder: &str, rss: &Document, atom: &Document, json: &Document) {
    assert_eq!(
        (&rss.title, &rss.home, &rss.language, &rss.hubs),
        (&atom.title, &atom.home, &atom.language, &atom.hubs)
    );
    assert_eq!(
        (&json.title, &json.home, &json.language, &json.hubs),
        (&atom.title, &atom.home, &atom.language, &atom.hubs)
    );
    assert_eq!(json.description, atom.description);
    // RSS must have a description.
    assert_eq!(rss.description, if atom.description.is_empty() { &atom.title } else { &atom.description }.as_str());
    let base = atom.address.strip_suffix("atom.xml").unwrap();
    assert_eq!((rss.address.clone(), json.address.clone()), (format!("{base}rss.xml"), format!("{base}feed.json")));
    assert_eq!((rss.entries.len(), json.entries.len()), (atom.entries.len(), atom.entries.len()), "{folder}");
    for ((rss, atom), json) in rss.entries.iter().zip(&atom.entries).zip(&json.entries) {
        assert_eq!(rss, atom, "{folder}: RSS and Atom");
        assert_eq!(json, atom, "{folder}: JSON Feed and Atom");
    }
}

/// A quarter of the usual cases, or of those that `PROPTEST_CASES` asks for: each is a whole site.
fn config_of_test() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases / 4, failure_persistence: None, ..usual }
}

fn moment() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

fn written() -> impl Strategy<Value = Vec<(Head, String, usize, usize)>> {
    let body = prop::collection::vec(hard(), 0..4).prop_map(|parts| parts.join("\n"));
    prop::collection::vec((head(), body, 0..3usize, 0..3usize), 0..12)
}

#[test]
fn any_articles_and_any_configuration_give_sound_feeds_that_agree() {
    let (shown, read, all) = (Cell::new(0), Cell::new(0), Cell::new(0));
    let add = |count: &Cell<usize>, more: usize| count.set(count.get() + more);
    let run = TestRunner::new(config_of_test()).run(&(config(), written()), |(config, sources)| {
        let (parsed, found) = Config::parse("feedmill.toml", &config);
        let parsed = parsed.unwrap_or_else(|| panic!("{config}\n{found:?}"));
        let articles = articles(&sources, &parsed);
        let build = build(&parsed, articles.clone(), moment());
        add(&shown, check(&build, &articles, &parsed));
        add(&read, articles.len());
        add(&all, sources.len());
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
    let (shown, read, all) = (shown.get(), read.get(), all.get());
    assert!(all > 100 && read * 10 > all * 7 && shown * 10 > read * 5, "too few are sound: {shown} of {read} of {all}");
}

/// An article that a program made, without a look at what its texts hold.
fn hostile(article: &mut Article, texts: &[String]) {
    let mut texts = texts.iter().cycle().cloned();
    let mut next = || texts.next().unwrap_or_default();
    let byline = |name: String, email: String, url: String| Byline {
        name,
        email: Some(email),
        url: Some(url),
        ..Byline::default()
    };
    // Without a title RSS says the address in its place; the others have room for none.
    article.title = next() + "t";
    article.subtitle = Some(next());
    article.summary = Some(next());
    article.section = next().replace('/', "");
    let tag = next();
    article.tags = vec![tag.clone(), next(), tag];
    article.language = Some(next());
    article.authors = vec![byline(next(), next(), next())];
    article.contributors = vec![byline(next(), next(), next())];
    article.image = Some(Image { url: next(), alt: Some(next()), place: None });
    let enclosure =
        Enclosure { url: Some(next()), media_type: Some(next()), title: Some(next()), ..Enclosure::default() };
    article.enclosures = vec![enclosure];
    article.id = Some(next());
    article.path = Arc::from(next());
}

#[test]
fn articles_that_a_program_made_do_no_harm() {
    let sites = (config(), written(), prop::collection::vec(hard(), 24));
    let run = TestRunner::new(config_of_test()).run(&sites, |(config, sources, texts)| {
        let config = Config::parse("feedmill.toml", &config).0.unwrap();
        let mut articles = articles(&sources, &config);
        for (n, article) in articles.iter_mut().enumerate() {
            hostile(article, &texts[n % texts.len()..]);
        }
        check(&build(&config, articles.clone(), moment()), &articles, &config);
        Ok(())
    });
    run.unwrap_or_else(|error| panic!("{error}"));
}
