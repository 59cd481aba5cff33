//! Ids written into articles of every kind, and what a build then makes of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use feedmill::Config;
use feedmill::article::Settings;
use feedmill::source::Source as _;
use feedmill::source::files::Folder;
use feedmill::source::files::pin::{Done, Pins, pin_all};
use serde_json::{Value, json};

use crate::site::Site;

/// Writes another id into every article of a site, and holds what is built to what was built before.
#[track_caller]
pub fn all_pinned(site: &Site) {
    let (config, _) = Config::parse("feedmill.toml", &site.read("feedmill.toml"));
    let config = config.unwrap();
    let dir = &*config.articles.dir;
    let settings = Settings { zone: config.site.timezone, language: config.site.language.clone() };
    let root = site.path(dir);
    let folder = Folder::open(&root, dir, None, settings.clone()).unwrap();
    let paths: Vec<String> = (0..folder.count()).map(|serial| folder.path(serial).unwrap()).collect();
    let wanted = paths.iter().enumerate().map(|(n, path)| (path.clone(), format!("tag:old.example,2020:{n}")));
    let wanted: Vec<(String, String)> = wanted.collect();
    let (feed, files) = (site.feed("feeds/feed.json"), site.tree(dir));

    let pins = pin_all(&root, dir, &settings, &wanted);
    assert!(pins.stopped.is_none() && pins.pins.len() == wanted.len());
    for pin in &pins.pins {
        assert!(matches!(pin.done, Done::Pinned { .. }), "{pin:?}");
    }
    site.build(&["--accept-id-changes"]).silent();
    let mut anew = site.feed("feeds/feed.json");
    let mut given = Vec::new();
    for (item, before) in items(&mut anew).iter_mut().zip(items(&mut feed.clone())) {
        let id = item["id"].as_str().unwrap().to_owned();
        assert!(wanted.iter().any(|(_, wanted)| *wanted == id) && !given.contains(&id), "{id}");
        given.push(id);
        item["id"] = before["id"].clone();
        // The ids of elements are made from the entry's.
        for content in [&mut *item, &mut *before] {
            let masked = content["content_html"].as_str().map(without_prefixes);
            content["content_html"] = json!(masked);
        }
        assert_eq!(item, before);
    }
    assert_eq!(items(&mut anew).len(), items(&mut feed.clone()).len());

    let pinned = site.tree(dir);
    let again = pin_all(&root, dir, &settings, &wanted);
    assert!(again.pins.iter().all(|pin| matches!(pin.done, Done::Already)));
    assert_eq!(site.tree(dir), pinned);
    // Only heads differ, by a line or less, and no file came or went.
    let names = |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&files), names(&pinned));
    for ((name, old), (_, new)) in files.iter().zip(&pinned) {
        let before = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        let behind = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
        let most = if old.windows(2).any(|pair| pair == b"id") { 100 } else { 0 };
        assert!(before + behind + most >= old.len(), "{name}");
    }
}

/// HTML without what keeps the ids of elements apart from those of other entries.
fn without_prefixes(html: &str) -> String {
    let parts = html.split_inclusive(['"', '#']).map(|part| match part.split_at_checked(11) {
        Some((prefix, rest)) if rest.starts_with('-') && prefix.bytes().all(|b| b.is_ascii_hexdigit()) => rest,
        _ => part,
    });
    parts.collect()
}

fn items(feed: &mut Value) -> &mut Vec<Value> {
    feed["items"].as_array_mut().unwrap()
}

fn told(pins: &Pins) -> BTreeMap<&str, String> {
    let one = |done: &Done| match done {
        Done::Pinned { file, place } => format!("{file}:{}", place.unwrap().line),
        Done::Already => "already".to_owned(),
        Done::Refused(found) => found.rule.name.to_owned(),
    };
    pins.pins.iter().map(|pin| (&*pin.file, one(&pin.done))).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to)
        } else {
            fs::write(to, fs::read(entry.path()).unwrap()).unwrap()
        }
    }
}

#[test]
fn the_sample_articles_take_ids() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let site = Site::new();
    copy(&root.join("articles"), &site.path("articles"));
    site.write("feedmill.toml", fs::read(root.join("feedmill.toml")).unwrap());
    site.build(&[]).silent();
    all_pinned(&site);
}

#[test]
fn an_id_is_in_every_format_and_no_reader_sees_another() {
    let site = Site::new();
    let head = "title = \"Grain\"\ndate = 2026-11-20\n";
    site.write("articles/a.md", format!("+++\n{head}+++\nBody.\n")).build(&[]).silent();
    let before = ["rss.xml", "atom.xml", "feed.json"].map(|name| site.read(&format!("feeds/{name}")));
    // Moved, and given back the id under which it is known.
    let old = "https://t.example/a/";
    fs::create_dir(site.path("articles/new")).unwrap();
    fs::rename(site.path("articles/a.md"), site.path("articles/new/b.md")).unwrap();
    let wanted = [("articles/new/b.md".to_owned(), old.to_owned())];
    let pins = pin_all(&site.path("articles"), "articles", &Settings::default(), &wanted);
    assert_eq!(told(&pins)["articles/new/b.md"], "articles/new/b.md:4");
    assert_eq!(site.read("articles/new/b.md"), format!("+++\n{head}id = \"{old}\"\n+++\nBody.\n"));
    site.build(&[]).silent();
    let after = ["rss.xml", "atom.xml", "feed.json"].map(|name| site.read(&format!("feeds/{name}")));
    let ids = |text: &str| {
        let marks = [
            ("<guid isPermaLink=\"false\">", "</guid>"),
            ("<guid>", "</guid>"),
            ("<id>", "</id>"),
            ("\"id\":\"", "\""),
        ];
        let cut = |(open, close): (&str, &str)| {
            let rest = text.rsplit_once(open)?.1;
            Some(rest.split_once(close)?.0.to_owned())
        };
        marks.into_iter().find_map(cut)
    };
    for (before, after) in before.iter().zip(&after) {
        assert_ne!(before, after);
        assert_eq!((ids(before).as_deref(), ids(after).as_deref()), (Some(old), Some(old)));
    }
    assert_eq!(site.feed("feeds/feed.json")["items"][0]["url"], json!("https://t.example/new/b/"));
}

#[test]
fn what_waits_to_be_renamed_is_no_article() {
    let site = Site::with("articles/a.md", "+++\ntitle = \"A\"\ndate = 2026-11-20\n+++\nBody.\n");
    let waiting = format!("articles/{}1-1", feedmill::source::files::rewrite::WAITING);
    site.write(&waiting, "+++\ntitle = \"Half\"").write(&format!("{waiting}.md"), "half");
    site.build(&[]).silent();
    assert_eq!(site.titles(), ["A"]);
}
