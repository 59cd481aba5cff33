//! What happens to archives when settings change, and when somebody deletes documents.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::reader::{Closeds, hold, walk};
use super::{LIVES, World};
use crate::site::{NOW, Site, article};

fn hold_all(world: &World, before: &[Closeds]) -> Vec<Closeds> {
    let (ids, none) = (world.published(), BTreeSet::new());
    LIVES.iter().zip(before).map(|(live, before)| hold(&world.site, live, &ids, before, &none)).collect()
}

fn nothing() -> Vec<Closeds> {
    LIVES.iter().map(|_| Closeds::new()).collect()
}

fn reconfigure(world: &World, old: &str, new: &str) {
    let config = world.site.read("feedmill.toml");
    assert!(config.contains(old), "{old}");
    world.site.write("feedmill.toml", config.replace(old, new));
}

/// How many entries are in each document of the Atom feed, the live one first.
fn sizes(world: &World) -> Vec<usize> {
    walk(&world.site, "atom.xml").iter().map(|(_, ids)| ids.len()).collect()
}

#[test]
fn another_limit_leaves_closed_documents_alone() {
    let mut world = World::new(20, 33, "archive = true\nlimit = 5\n");
    world.build();
    let mut before = hold_all(&world, &nothing());
    assert_eq!(sizes(&world)[1..], [5; 6]);
    for (old, new) in [("limit = 5", "limit = 12"), ("limit = 12", "limit = 2"), ("limit = 2", "limit = 7")] {
        reconfigure(&world, old, new);
        world.build();
        before = hold_all(&world, &before);
        (0..9).for_each(|n| world.add(3_100_000 + n * 7 + new.len() as i64));
        world.build();
        before = hold_all(&world, &before);
    }
    assert!(sizes(&world).contains(&2) && sizes(&world).ends_with(&[5; 6]), "{:?}", sizes(&world));
}

#[test]
fn deleted_documents_come_back() {
    let mut world = World::new(21, 33, "archive = true\nlimit = 5\n");
    world.build();
    let before = hold_all(&world, &nothing());
    let whole = world.site.tree("feeds");
    // In one format, in all, several, the last, with and without a cache.
    for paths in [&["2/atom.xml"][..], &["3/rss.xml", "3/atom.xml", "3/feed.json"], &["1", "4"], &["6"], &["5", "6"]] {
        for no_cache in [false, true] {
            for path in paths.iter().map(|path| world.site.path("feeds/archive").join(path)) {
                if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) }.unwrap();
            }
            let run = world.site.build(if no_cache { &["--no-cache"] } else { &[] });
            assert_eq!((run.code, &*run.err), (Some(0), ""), "{paths:?}");
            assert!(world.site.tree("feeds") == whole, "{paths:?}");
        }
    }
    // While articles come.
    fs::remove_dir_all(world.site.path("feeds/archive/2")).unwrap();
    (0..12).for_each(|n| world.add(3_100_000 + n));
    world.build();
    let after = hold_all(&world, &nothing());
    for (path, closed) in
        after.iter().zip(&before).flat_map(|(after, before)| before.keys().map(|path| (path, after.contains_key(path))))
    {
        assert!(closed, "{path} did not come back");
    }
    // All of it, and the feed too.
    fs::remove_dir_all(world.site.path("feeds")).unwrap();
    world.build();
    hold_all(&world, &nothing());
}

#[test]
fn an_archive_may_be_switched_off_and_on() {
    let mut world = World::new(22, 33, "archive = true\nlimit = 5\n");
    world.build();
    reconfigure(&world, "archive = true\n", "archive = false\n");
    world.build();
    assert!(!world.site.exists("feeds/archive/1/atom.xml") && sizes(&world) == [5]);
    (0..7).for_each(|n| world.add(3_100_000 + n));
    world.build();
    assert_eq!(sizes(&world), [5]);
    reconfigure(&world, "archive = false\n", "archive = true\n");
    world.build();
    hold_all(&world, &nothing());
    world.site.run(&["build", "--check", "--now", NOW]).silent();
}

#[test]
fn another_format_holds_the_same() {
    let mut world = World::new(23, 33, "archive = true\nlimit = 5\nformats = [\"json\"]\n");
    world.build();
    let json = hold(&world.site, "feed.json", &world.published(), &Closeds::new(), &BTreeSet::new());
    world.change(12);
    world.build();
    let ids: BTreeMap<String, Vec<String>> = walk(&world.site, "feed.json").into_iter().collect();
    reconfigure(&world, "[\"json\"]", "[\"rss\", \"atom\", \"json\"]");
    world.build();
    hold_all(&world, &nothing());
    for (path, ids_in_atom) in walk(&world.site, "atom.xml") {
        assert_eq!(ids_in_atom, ids[&path.replace("atom.xml", "feed.json")], "{path}");
    }
    assert!(!json.is_empty());
    reconfigure(&world, "[\"rss\", \"atom\", \"json\"]", "[\"rss\"]");
    world.build();
    assert!(!world.site.exists("feeds/archive/1/atom.xml") && !world.site.exists("feeds/atom.xml"));
    assert_eq!(walk(&world.site, "rss.xml").len(), ids.len());
}

#[test]
fn a_document_whose_articles_are_all_gone_stays() {
    let mut world = World::new(24, 33, "archive = true\nlimit = 5\n");
    world.build();
    let before = hold_all(&world, &nothing());
    let third = walk(&world.site, "atom.xml").into_iter().find(|(path, _)| path == "archive/3/atom.xml").unwrap().1;
    for id in &third {
        let n: usize = id.trim_end_matches('/').rsplit('n').next().unwrap().parse().unwrap();
        world.articles.remove(&n);
        world.site.remove(&format!("articles/n{n:05}.md"));
    }
    world.build();
    let (ids, touched) = (world.published(), third.into_iter().collect());
    for (live, before) in LIVES.iter().zip(&before) {
        let after = hold(&world.site, live, &ids, before, &touched);
        assert_eq!(after.len(), 6);
    }
    let paths = LIVES.map(|name| format!("feeds/archive/3/{name}"));
    let run = world.site.run(&["validate", &paths[0], &paths[1], &paths[2]]);
    assert_eq!(run.code, Some(0), "{}", run.out);
    world.site.run(&["build", "--check", "--no-cache", "--now", NOW]).silent();
    (0..12).for_each(|n| world.add(3_100_000 + n));
    world.build();
    let ids = world.published();
    LIVES.iter().for_each(|live| drop(hold(&world.site, live, &ids, &Closeds::new(), &BTreeSet::new())));
}

#[test]
fn what_is_too_much_for_a_document_is_in_it_all_the_same() {
    let mut world = World::new(26, 33, "archive = true\nlimit = 5\nmax_bytes = 1500\n");
    world.build();
    let before = hold_all(&world, &nothing());
    assert_eq!(sizes(&world)[1..], [5; 6]);
    // One article alone is more than that.
    let text = "+++\ntitle = \"N 99\"\ndate = 2020-02-02\n+++\n".to_owned() + &"Some words. ".repeat(300);
    world.site.write("articles/n00099.md", text);
    (0..9).for_each(|n| world.add(3_100_000 + n));
    let run = world.site.build(&[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let mut ids = world.published();
    ids.insert(super::id(99));
    for (live, before) in LIVES.iter().zip(&before) {
        hold(&world.site, live, &ids, before, &BTreeSet::new());
    }
    assert_eq!(world.site.build(&["--check"]).code, Some(0));
    assert_eq!(world.site.build(&["--check", "--no-cache"]).code, Some(0));
}

#[test]
fn articles_in_archives_are_renamed_with_the_others() {
    let mut world = World::new(25, 33, "archive = true\nlimit = 5\n");
    world.build();
    let before = hold_all(&world, &nothing());
    for (path, text) in world.site.tree("articles") {
        world.site.remove(&format!("articles/{path}")).write(&format!("articles/moved/{path}"), text);
    }
    let run = world.site.build(&["--format", "json"]);
    let found =
        run.json()["diagnostics"].as_array().unwrap().iter().filter(|found| found["rule"] == "id-changed").count();
    assert_eq!((run.code, found), (Some(1), 33));
    assert_eq!(world.site.run(&["plan", "--pin", "--now", NOW]).code, Some(0));
    world.build();
    let (ids, touched) = (world.published(), world.published());
    for (live, before) in LIVES.iter().zip(&before) {
        let after = hold(&world.site, live, &ids, before, &touched);
        assert_eq!(after.len(), before.len());
    }
}

/// Two tags and an author whose feeds have archives of their own, and a feed of all that has none.
#[test]
fn each_tag_has_an_archive_of_its_own() {
    let site = Site::in_memory().set_up();
    site.configure("limit = 4\n\n[[feed]]\neach = \"tag\"\narchive = true\nlimit = 3\n\n[[feed]]\npath = \"early\"\narchive = true\nlimit = 6\nwhere = { not_tags = [\"odd\"] }\n");
    let put = |n: usize, tags: &str| {
        let head = format!("title = \"N {n}\"\ndate = 2026-02-{:02}T0{}:00:00Z\ntags = [{tags}]", n % 28 + 1, n / 28);
        site.write(&format!("articles/n{n}.md"), article(&head));
    };
    let mut tags: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for n in 0..40 {
        tags.insert(n, if n % 3 == 0 { vec!["odd", "three"] } else { vec!["plain"] });
    }
    let quoted = |tags: &[&str]| tags.iter().map(|tag| format!("\"{tag}\"")).collect::<Vec<_>>().join(", ");
    tags.iter().for_each(|(n, tags)| put(*n, &quoted(tags)));
    let ids = |tags: &BTreeMap<usize, Vec<&str>>, of: &dyn Fn(&[&str]) -> bool| -> BTreeSet<String> {
        tags.iter().filter(|(_, tags)| of(tags)).map(|(n, _)| format!("https://t.example/n{n}/")).collect()
    };
    let mut before: BTreeMap<String, Closeds> = BTreeMap::new();
    for step in 0..6 {
        let mut touched = BTreeSet::new();
        // Tags come and go.
        for n in [step * 5, step * 5 + 1] {
            let new = if step % 2 == 0 { vec!["plain", "odd"] } else { vec!["three"] };
            put(n, &quoted(&new));
            tags.insert(n, new);
            touched.insert(format!("https://t.example/n{n}/"));
        }
        put(40 + step, "\"odd\"");
        tags.insert(40 + step, vec!["odd"]);
        site.build(&["--accept-many"]).silent();
        for tag in ["odd", "three", "plain"] {
            for live in LIVES.map(|name| format!("tags/{tag}/{name}")) {
                let known = before.remove(&live).unwrap_or_default();
                let now = hold(&site, &live, &ids(&tags, &|tags| tags.contains(&tag)), &known, &touched);
                assert!(!now.is_empty());
                before.insert(live, now);
            }
        }
        let live = "early/feed.json";
        let known = before.remove(live).unwrap_or_default();
        let now = hold(&site, live, &ids(&tags, &|tags| !tags.contains(&"odd")), &known, &touched);
        before.insert(live.to_owned(), now);
        assert!(!site.exists("feeds/archive/1/rss.xml"));
        site.run(&["build", "--check", "--no-cache", "--now", NOW]).silent();
    }
}
