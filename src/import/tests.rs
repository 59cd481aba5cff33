//! What is written is read again as it was; a feed that is imported and built again is the feed it was.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use proptest::prelude::*;
use url::Url;

use super::name::Names;
use super::*;
use crate::article::{self, Article, Byline, Settings, SourceFile};
use crate::diagnostic::{Diagnostic, Level};
use crate::feed::media_type;
use crate::format::samples::{arbitrary, full_feed, render};
use crate::{Config, Format, parse, pipeline};

const NOW: &str = "9999-12-31T00:00:00Z";

/// The article in a file, and what was found in it.
fn read(name: &str, bytes: &[u8]) -> (Option<Article>, Vec<Diagnostic>) {
    article::read(&SourceFile { path: name, below: name, bytes, sidecar: None }, &Settings::default())
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![arbitrary::text(), "[a-z ]{0,20}", Just("+++".to_owned()), "[\"'\\\\\n\t+=#\\[\\]{},]{0,12}"]
}

fn address() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "https://[a-z]{1,8}\\.example/[a-z0-9/%é?=&.-]{0,16}",
        1 => arbitrary::text(),
        1 => Just("https://e.example/a/../b c\"<>.html".to_owned()),
        1 => Just("https://e.example/%2e%2e/x".to_owned()),
    ]
}

fn date() -> impl Strategy<Value = Written> {
    let zone = prop_oneof![Just(Zone::Site), (-840..840i32).prop_map(Zone::Offset)];
    (-800_000..3_000_000i32, prop::option::of(0..86_400u32), zone).prop_map(|(day, time, zone)| Written {
        day: NaiveDate::from_num_days_from_ce_opt(day).unwrap(),
        time: time.map(|time| NaiveTime::from_num_seconds_from_midnight_opt(time, 0).unwrap()),
        zone,
    })
}

fn person() -> impl Strategy<Value = Person> {
    let email = prop_oneof![Just("jo@fields.example".to_owned()), line()];
    (line(), prop::option::of(email), prop::option::of(address())).prop_map(|(name, email, url)| Person {
        name,
        email,
        url,
    })
}

fn attachment() -> impl Strategy<Value = Attachment> {
    let kind = prop_oneof![Just("audio/mpeg".to_owned()), Just("audio/ogg; codecs=opus".to_owned()), line()];
    (address(), prop::option::of(any::<u64>()), kind, prop::option::of(line()), prop::option::of(any::<u64>()))
        .prop_map(|(url, length, media_type, title, duration)| Attachment { url, length, media_type, title, duration })
}

fn body() -> impl Strategy<Value = Body> {
    let html = prop_oneof![
        line(),
        "(<p>[a-z ]{1,9}</p>\n?){0,4}",
        Just("\n+++\n<p>x</p>\n+++\n".to_owned()),
        Just("---\ntitle: x\n---\n".to_owned()),
        Just("<p>before</p><article>in it</article>".to_owned()),
        Just("<main>in it</main> behind".to_owned()),
    ];
    prop_oneof![html.prop_map(Body::Html), prop::collection::vec("[a-z+\"]{1,20}", 0..4).prop_map(Body::Text)]
}

prop_compose! {
    fn found()(
        words in (line(), line(), line(), prop::option::of(date()), prop::option::of(date())),
        people in (prop::collection::vec(person(), 0..4), prop::collection::vec(person(), 0..3)),
        tags in prop::collection::vec(line(), 0..5),
        language in prop::option::of(prop_oneof![Just("en-GB".to_owned()), line()]),
        addresses in (address(), prop_oneof![address(), line()]),
        image in prop::option::of((address(), prop::option::of(line()))),
        enclosures in prop::collection::vec(attachment(), 0..3),
        body in body(),
    ) -> Found {
        let (title, subtitle, summary, published, updated) = words;
        let image = image.map(|(url, alt)| Picture { url, media_type: None, alt });
        Found {
            title, subtitle, summary, published, updated, tags, language, image, enclosures, body,
            authors: people.0, contributors: people.1, link: addresses.0, id: addresses.1,
            ..Found::default()
        }
    }
}

fn named(bylines: &[Byline]) -> Vec<Person> {
    let person = |b: &Byline| Person { name: b.name.clone(), email: b.email.clone(), url: b.url.clone() };
    bylines.iter().map(person).collect()
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn instant(date: &Written) -> DateTime<Utc> {
    let minutes = if let (Zone::Offset(minutes), Some(_)) = (date.zone, date.time) { minutes } else { 0 };
    (date.local() - TimeDelta::minutes(minutes.into())).and_utc()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_again(found in found()) {
        let mut found = tidy(found, &mut |_| ());
        prop_assert_eq!(&tidy(found.clone(), &mut |what| panic!("{what}")), &found);
        if found.title.is_empty() {
            found.title = title::made(&found);
        }
        let bytes = file::bytes(&found);
        let name = format!("{}.{}", name::of(&found), file::extension(&found.body));
        let (article, told) = read(&name, &bytes);
        let errors: Vec<_> = told.iter().filter(|one| one.level == Level::Error).map(|one| &one.message).collect();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        prop_assert!(errors.is_empty(), "{:?}\n{}", errors, text);
        let article = article.unwrap();
        prop_assert_eq!(&article.title, &found.title);
        prop_assert_eq!(article.subtitle.as_deref(), some(&found.subtitle));
        prop_assert_eq!(article.summary.as_deref(), some(&found.summary));
        prop_assert_eq!(article.draft, found.published.is_none());
        if let Some(date) = &found.published {
            prop_assert_eq!(article.published.to_utc(), instant(date));
            let later = found.updated.as_ref().map(instant).filter(|updated| *updated > instant(date));
            prop_assert_eq!(article.updated.map(|updated| updated.to_utc()), later);
        }
        prop_assert_eq!(named(&article.authors), &found.authors[..]);
        prop_assert_eq!(named(&article.contributors), &found.contributors[..]);
        prop_assert_eq!(&article.tags, &found.tags);
        prop_assert_eq!(&article.language, &found.language);
        prop_assert_eq!(article.url.as_deref(), some(&found.link));
        let ids = ids::of(&found);
        prop_assert_eq!(article.id.as_deref(), some(&ids.id), "{}", text);
        prop_assert_eq!(article.guid.as_deref(), some(&ids.guid));
        prop_assert!(found.id.is_empty() || ids.id == found.id || ids.guid == found.id || article::guid_fault(&found.id).is_some());
        let image = article.image.map(|image| (image.url, image.alt));
        prop_assert_eq!(image, found.image.clone().map(|image| (image.url, image.alt)));
        prop_assert_eq!(article.enclosures.len(), found.enclosures.len());
        for (read, file) in article.enclosures.iter().zip(&found.enclosures) {
            prop_assert_eq!(read.url.as_deref(), Some(&*file.url));
            prop_assert_eq!((read.length, &read.title, read.duration), (file.length, &file.title, file.duration));
            prop_assert_eq!(read.media_type.as_deref().unwrap_or(media_type::UNKNOWN), &file.media_type);
        }
        if let Body::Html(html) = &found.body && !crate::text::without_forbidden(html).trim().is_empty() {
            let clean = |html: &str| parse::text_of(&crate::text::without_forbidden(html));
            prop_assert_eq!(clean(&article.body.text), clean(html));
        }
        if let Body::Text(paragraphs) = &found.body && !paragraphs.is_empty() {
            prop_assert_eq!(article.body.text.trim(), paragraphs.join("\n\n"));
        }
    }

    #[test]
    fn names_are_safe_everywhere(found in prop::collection::vec(found(), 1..6)) {
        let mut names = Names::default();
        names.add("Grain.md");
        let mut seen = vec!["grain".to_owned()];
        for found in &found {
            let name = names.take(&name::of(found));
            prop_assert!(!name.is_empty() && name.len() < 140);
            prop_assert!(name.chars().all(|c| c == '-' || !c.is_ascii() || c.is_ascii_lowercase() || c.is_ascii_digit()), "{}", name);
            prop_assert!(name.starts_with(|c: char| c != '-') && name == name.to_lowercase());
            prop_assert!(!seen.contains(&name) && article::split_date(&name).is_none());
            let text = "+++\ntitle = 'x'\ndate = 2026-11-20\n+++\n";
            let (article, told) = read(&format!("{name}.html"), text.as_bytes());
            prop_assert!(told.is_empty(), "{} {:?}", name, told);
            let article = article.unwrap();
            prop_assert_eq!((&article.slug, article.translated, &*article.section), (&name, false, ""));
            seen.push(name);
        }
    }

    #[test]
    fn a_feed_that_is_built_again_is_the_feed_it_was(
        entries in prop::collection::vec((arbitrary::entry(), address(), address()), 1..5),
        format in prop::sample::select(Format::ALL.to_vec()),
    ) {
        let entries: Vec<_> = entries
            .into_iter()
            .map(|(entry, id, link)| crate::feed::Entry { id, link, ..entry })
            .map(|mut entry| {
                let first: DateTime<Utc> = "1971-01-01T00:00:00Z".parse().unwrap();
                let last: DateTime<Utc> = "9990-01-01T00:00:00Z".parse().unwrap();
                entry.published = entry.published.clamp(first, last);
                entry.updated = entry.updated.clamp(entry.published, last);
                entry
            })
            .collect();
        let bytes = render(format, &full_feed(format), &entries);
        let wanted = parse::read(&bytes, "").unwrap();
        prop_assert_eq!(wanted.lines.len(), wanted.document.entries.len());
        again(&wanted, format)?;
    }
}

/// Imports what was read, builds it, and holds the one against the other.
fn again(wanted: &parse::Reading, format: Format) -> Result<(), TestCaseError> {
    let settings = format!("{}[defaults]\nlimit = 500\n[[feed]]\npath = \"\"\n", site::settings(&wanted.document));
    let (config, told) = Config::parse("feedmill.toml", &settings);
    let config = config.unwrap_or_else(|| panic!("{told:?}\n{settings}"));
    let (mut names, mut articles) = (Names::default(), BTreeMap::new());
    let mut links = std::collections::HashSet::new();
    let mut taken = std::collections::HashSet::new();
    for found in feed::entries(wanted, None) {
        let mut found = tidy(found, &mut |_| ());
        if found.title.is_empty() {
            found.title = title::made(&found);
        }
        if !links.insert(found.link.clone()) || found.link.is_empty() || found.published.is_none() {
            continue;
        }
        let ids = ids::of(&found);
        let name = format!("{}.html", names.take(&name::of(&found)));
        let bytes = file::bytes(&found);
        let (article, told) = read(&name, &bytes);
        let article = article.unwrap_or_else(|| panic!("{told:?}\n{}", String::from_utf8_lossy(&bytes)));
        // As an import does: of two with one id, or one guid, one is taken.
        let keys = [ids.id.clone(), ids.clone().known_by()];
        if !keys.iter().any(|key| taken.contains(key)) {
            articles.insert(ids.id, (article, found));
            taken.extend(keys);
        }
    }
    let built = pipeline::build(&config, articles.values().map(|(article, _)| article.clone()), NOW.parse().unwrap());
    let faults: Vec<_> = built.diagnostics.iter().filter(|found| found.level == Level::Error).collect();
    prop_assert!(faults.is_empty(), "{:?}", faults);
    let file = built.files.iter().find(|file| file.path == format.file_name()).unwrap();
    let read = parse::parse(&file.bytes.to_vec()).unwrap();
    prop_assert_eq!(read.entries.len(), articles.len());
    for entry in &read.entries {
        let (_, found) = articles
            .values()
            .find(|(article, _)| {
                article.id.as_deref() == Some(&*entry.id) || article.guid.as_deref() == Some(&*entry.id)
            })
            .unwrap();
        prop_assert_eq!(&entry.link, &found.link);
        prop_assert_eq!(&entry.title, &found.title);
        prop_assert_eq!(entry.published, found.published.as_ref().map(instant));
        prop_assert_eq!(entry.updated, found.changed());
        prop_assert_eq!(&entry.tags, &found.tags);
        let files = |files: &[Attachment]| files.iter().map(|f| (f.url.clone(), f.length)).collect::<Vec<_>>();
        prop_assert_eq!(files(&entry.enclosures).len(), found.enclosures.len());
        if found.summary.is_empty() && matches!(&found.body, Body::Html(html) if html.trim().is_empty()) {
            prop_assert!(entry.content.is_none() && entry.summary.is_empty());
        }
    }
    Ok(())
}

#[test]
fn names_come_from_addresses_else_from_titles() {
    for (link, title, wanted) in [
        ("https://e.example/2026/11/grain-prices/", "x", "grain-prices"),
        ("https://e.example/2026/11/grain-prices.html?utm=1#top", "x", "grain-prices"),
        ("https://e.example/world/grain/index.html", "x", "grain"),
        ("https://e.example/2026-11-20-grain.html", "x", "grain"),
        ("https://e.example/?p=17", "Grain falls", "grain-falls"),
        ("https://e.example/17", "Grain falls", "grain-falls"),
        ("https://e.example/17", "", "17"),
        ("https://e.example/post.php?id=3", "Grain falls", "grain-falls"),
        ("https://e.example/%D0%B7%D0%B5%D1%80%D0%BD%D0%BE", "x", "зерно"),
        ("https://e.example/CON", "x", "con-1"),
        ("https://e.example/nul.html", "x", "nul-1"),
        ("https://e.example/com1", "x", "com1-1"),
        ("https://e.example/_Draft.fr", "x", "draft-fr"),
        ("", "", "entry"),
        ("", "🌾", "u1f33e"),
        ("https://e.example/..%2f..%2fetc%2fpasswd", "x", "etc-passwd"),
    ] {
        let found = Found { link: link.into(), title: title.into(), ..Found::default() };
        assert_eq!(name::of(&found), wanted, "{link} {title}");
    }
}

#[test]
fn names_that_are_taken_are_left_alone() {
    let mut names = Names::default();
    for there in ["Grain.md", "frost.fr.md", "silo", "owl.toml"] {
        names.add(there);
    }
    let take = |name: &str| names.take(name);
    assert_eq!(
        ["grain", "frost", "silo", "owl", "grain"].map(take),
        ["grain-2", "frost-2", "silo-2", "owl-2", "grain-3"]
    );
}

#[test]
fn short_notes_are_called_by_their_first_words() {
    let note = |html: &str| Found { body: Body::Html(html.into()), ..Found::default() };
    assert_eq!(title::made(&note("<p>Frost tonight.</p>")), "Frost tonight.");
    let long = "<p>Frost tonight. The gauge by the river fell to minus four, and it will not stop there, they say.</p>";
    assert_eq!(title::made(&note(long)), "Frost tonight.");
    assert!(title::made(&note(&"много слов ".repeat(99))).ends_with('…'));
    let day = Written { day: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap(), time: None, zone: Zone::Site };
    assert_eq!(title::made(&Found { published: Some(day), ..note("<img src=x>") }), "2026-11-20");
    assert_eq!(title::made(&Found { link: "https://e.example/p/1/".into(), ..note("") }), "e.example/p/1");
    assert_eq!(title::made(&Found::default()), "Untitled");
}

#[test]
fn relative_addresses_are_meant_against_the_entry_or_the_feed() {
    let text = r#"<rss><channel><link>https://e.example/blog/</link><item><title>A</title><link>/a/b</link>
        <enclosure url="c.mp3" length="1" type="audio/mpeg"/></item></channel></rss>"#;
    let found = &feed::entries(&parse::read(text.as_bytes(), "").unwrap(), None)[0];
    assert_eq!((&*found.link, &*found.enclosures[0].url), ("https://e.example/a/b", "https://e.example/a/c.mp3"));
    let at = Url::parse("https://other.example/feed").unwrap();
    assert_eq!(
        feed::entries(&parse::read(text.as_bytes(), "").unwrap(), Some(&at))[0].link,
        "https://other.example/a/b"
    );
    assert_eq!(found.line, 1);
}

#[test]
fn a_feed_says_what_site_it_is_of() {
    let site = |link: &str, address: &str| {
        let document = parse::Document { link: link.into(), address: address.into(), ..parse::Document::default() };
        let text = site::settings(&document);
        let (config, told) = Config::parse("feedmill.toml", &text);
        config.unwrap_or_else(|| panic!("{told:?}")).site.url.to_string()
    };
    assert_eq!(site("https://e.example", ""), "https://e.example/");
    assert_eq!(site("https://e.example/blog?x=1#y", ""), "https://e.example/blog/");
    assert_eq!(site("https://e.example/blog/index.html", ""), "https://e.example/blog/");
    assert_eq!(site("", "https://e.example/feeds/all.atom"), "https://e.example/");
    assert_eq!(site("no address", ""), site::NO_HOME);
}

#[test]
fn what_no_feed_may_have_is_left_out_and_said() {
    let picture = Picture { url: "https://\"\"/x.png".to_owned(), alt: None, media_type: None };
    let enclosure = Attachment {
        url: "https://a b/x.mp3".to_owned(),
        media_type: String::new(),
        length: None,
        duration: None,
        title: None,
    };
    let found = Found {
        link: "https://\"\"/".to_owned(),
        image: Some(picture),
        enclosures: vec![enclosure],
        ..Found::default()
    };
    let mut lost = Vec::new();
    let found = tidy(found, &mut |what| lost.push(what));
    assert_eq!((&*found.link, found.image, found.enclosures.len()), ("", None, 0));
    assert_eq!(lost.len(), 3, "{lost:?}");
}

#[test]
fn an_address_that_leads_out_of_its_folder_is_left_out_and_the_article_known_by_it() {
    for link in ["https://e.example/a/..%2f..%2fb", "https://e.example/a/%2e%2e%5cb"] {
        let mut lost = Vec::new();
        let found = tidy(Found { link: link.to_owned(), title: "A".to_owned(), ..Found::default() }, &mut |what| {
            lost.push(what);
        });
        assert_eq!((&*found.link, lost.len()), ("", 1), "{lost:?}");
        assert_eq!(ids::of(&found).id, link);
        let (article, told) = read("a.txt", &file::bytes(&found));
        assert!(article.is_some_and(|article| article.id.as_deref() == Some(link)), "{told:?}");
    }
}
