//! Accidents that empty or flood feeds, and what only looks like one.

use std::fs;

use super::town::{ARTICLES, article, built, copy, done, feeds, ids, named, refused, rewrite, rules, same};
use crate::site::{NOW, Run, Site, article as written};

fn standing(site: &Site) -> Vec<(String, Vec<u8>)> {
    site.tree("feeds")
}

/// A build at another time, which is refused and writes nothing.
#[track_caller]
fn refused_at(site: &Site, now: &str) -> Run {
    let before = standing(site);
    let run = site.run(&["build", "--now", now, "--format", "json"]);
    assert_eq!(run.code, Some(1), "{now}: {}{}", run.out, run.err);
    assert!(standing(site) == before, "{now}: something was written");
    run
}

fn only(rule: &str) -> std::collections::BTreeSet<String> {
    [rule.to_owned()].into()
}

#[test]
fn an_empty_or_half_readable_folder_never_empties_the_feeds() {
    let site = copy(built());
    fs::rename(site.path("articles"), site.path("away")).unwrap();
    fs::create_dir(site.path("articles")).unwrap();
    assert!(rules(&refused(&site, &["build"])).contains("no-articles"));
    assert!(rules(&refused(&site, &["plan"])).contains("no-articles"));
    // Not even when it is asked for.
    assert!(rules(&refused(&site, &["build", "--accept-many", "--accept-id-changes"])).contains("no-articles"));
    fs::remove_dir(site.path("articles")).unwrap();
    let before = standing(&site);
    let run = site.build(&[]);
    assert_ne!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(standing(&site) == before);

    // A tenth of them is left.
    for n in (0..ARTICLES).step_by(10) {
        for (path, text) in article(n) {
            site.write(&path, text);
        }
    }
    assert_eq!(rules(&refused(&site, &["build"])), only("too-many-withdrawn"));
    assert_eq!(rules(&refused(&site, &["build", "--accept-id-changes"])), only("too-many-withdrawn"));
    assert_eq!(rules(&refused(&site, &["plan"])), only("too-many-withdrawn"));
    done(&site, &["build", "--accept-many"]);
    assert_eq!(feeds(&site, "feeds")["rss.xml"].len(), ARTICLES / 10);
    done(&site, &["build", "--check"]);
}

#[cfg(unix)]
#[test]
fn articles_that_cannot_be_read_stay_in_the_feeds() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = copy(built());
    let before = standing(&site);
    let folder = site.path("articles/world");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o000)).unwrap();
    // Who may read anything can read this too.
    if fs::read_dir(&folder).is_err() {
        assert_ne!(site.build(&[]).code, Some(0));
        assert_ne!(site.build(&["--keep-going"]).code, Some(0));
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    assert!(standing(&site) == before);
    // Files that are not whole: their heads are gone.
    for (path, _) in article(3).into_iter().chain(article(5)).chain(article(6)) {
        site.write(&path, "");
    }
    assert_eq!(site.build(&[]).code, Some(1));
    assert!(standing(&site) == before);
}

#[test]
fn faulty_articles_that_are_left_out_count_as_withdrawn() {
    let site = copy(built());
    let heads: Vec<String> = (0..ARTICLES).map(|n| article(n).remove(0).0).collect();
    for path in &heads[20..] {
        site.write(path, "+++\ntitle = \n+++\n");
    }
    let run = refused(&site, &["build", "--keep-going"]);
    assert!(rules(&run).contains("too-many-withdrawn"), "{}", run.err);
    // One of them is no accident that would hold the others up.
    let site = copy(built());
    site.write(&heads[100], "+++\ntitle = \n+++\n");
    let run = site.build(&["--keep-going"]);
    assert_eq!(run.code, Some(1));
    assert_eq!(ids(built()).difference(&ids(&site)).count(), 1);
}

#[test]
fn a_clock_that_is_not_set_changes_nothing() {
    let site = copy(built());
    // Everything is of the future then, or half of it.
    for now in ["1970-01-01T00:00:00Z", "2000-01-01T00:00:00Z", "2024-10-01T00:00:00Z"] {
        let run = refused_at(&site, now);
        assert!(rules(&run).contains("too-many-withdrawn"), "{now}: {}", run.out);
    }
    // Far in the future nothing expires that does not say so.
    let before = standing(&site);
    site.run(&["build", "--now", "2099-01-01T00:00:00Z"]).silent();
    assert!(standing(&site) == before);
    rewrite(&site, same, "authors", |line| {
        let sign = if line.contains(" = ") { " =" } else { ":" };
        format!("expires{sign} 2050-01-01T00:00:00Z\n{line}")
    });
    done(&site, &["build"]);
    let run = refused_at(&site, "2099-01-01T00:00:00Z");
    assert!(rules(&run).contains("too-many-withdrawn"), "{}", run.out);
    // What was to come floods nothing where a bound is set.
    let site = Site::new();
    site.configure("[guard]\nmax_new = 10");
    for n in 0..30 {
        let date = if n < 5 { "2026-01-01".to_owned() } else { format!("2030-01-{n:02}") };
        site.write(&format!("articles/a{n}.md"), written(&format!("title = \"T {n}\"\ndate = {date}")));
    }
    site.build(&[]).silent();
    let run = refused_at(&site, "2038-01-19T03:14:07Z");
    assert_eq!(rules(&run), only("too-many-new"));
}

#[test]
fn bounds_are_kept_to_the_edge() {
    let site = Site::new();
    site.configure("[guard]\nmax_new = 3\nmax_withdrawn = 2");
    let add = |from: usize, to: usize| {
        for n in from..to {
            let text = format!("title = \"T {n}\"\ndate = 2026-01-{n:02}");
            site.write(&format!("articles/a{n:02}.md"), written(&text));
        }
    };
    // What nobody reads yet may hold any number.
    add(1, 13);
    site.build(&[]).silent();
    add(13, 16);
    site.build(&[]).silent();
    add(16, 20);
    let run = refused(&site, &["build"]);
    assert_eq!(rules(&run), only("too-many-new"));
    assert!(run.out.contains("4 entries would be new, 3 may be"), "{}", run.out);
    assert_eq!(rules(&refused(&site, &["plan"])), only("too-many-new"));
    assert_eq!(rules(&refused(&site, &["build", "--accept-id-changes"])), only("too-many-new"));
    done(&site, &["build", "--accept-many"]);

    for n in [3, 5] {
        site.remove(&format!("articles/a{n:02}.md"));
    }
    site.build(&[]).silent();
    for n in [7, 8, 9] {
        site.remove(&format!("articles/a{n:02}.md"));
    }
    assert_eq!(rules(&refused(&site, &["build"])), only("too-many-withdrawn"));
    assert_eq!(rules(&refused(&site, &["plan"])), only("too-many-withdrawn"));
    done(&site, &["plan", "--accept-many"]);
    done(&site, &["build", "--accept-many"]);
    // 0 is a bound, too.
    site.write("feedmill.toml", site.read("feedmill.toml").replace("max_new = 3", "max_new = 0"));
    add(25, 26);
    assert_eq!(rules(&refused(&site, &["build"])), only("too-many-new"));
}

#[test]
fn without_bounds_half_of_what_is_published_may_go() {
    let gone = |all: usize, gone: usize| {
        let site = Site::new();
        for n in 1..=all {
            site.write(&format!("articles/a{n}.md"), written(&format!("title = \"T {n}\"\ndate = 2026-01-{n:02}")));
        }
        site.build(&[]).silent();
        (1..=gone).for_each(|n| drop(fs::remove_file(site.path(&format!("articles/a{n}.md")))));
        site.build(&[]).code
    };
    assert_eq!([gone(6, 5), gone(7, 6), gone(12, 6), gone(12, 7)], [Some(0), Some(1), Some(0), Some(1)]);
}

/// A site of articles given by file name and head, built; each has a text of its own.
fn site(articles: &[(&str, &str)]) -> Site {
    let site = Site::new();
    for (name, head) in articles {
        let text = format!("+++\n{head}\n+++\nThe long report of {name}, as it was heard in the market of the town.\n");
        site.write(&format!("articles/{name}.md"), text);
    }
    site.build(&[]).silent();
    site
}

fn id(name: &str) -> String {
    format!("https://t.example/{name}/")
}

#[test]
fn an_article_is_known_by_its_text_after_its_title_changed() {
    let site = site(&[("a", "title = \"A\"\ndate = 2026-01-01"), ("b", "title = \"B\"\ndate = 2026-01-02")]);
    let text =
        site.read("articles/a.md").replace("title = \"A\"", "title = \"Quite another\"").replace("01-01", "02-03");
    site.remove("articles/a.md").write("articles/new.md", text);
    let run = refused(&site, &["build"]);
    assert_eq!(named(&run, "id-changed").into_iter().collect::<Vec<_>>(), [("articles/new.md".to_owned(), 2)]);
    done(&site, &["plan", "--pin"]);
    done(&site, &["build"]);
    assert_eq!(ids(&site), [id("a"), id("b")].into());
}

#[test]
fn articles_that_trade_places_are_new_to_nobody() {
    let site = site(&[("a", "title = \"A\"\ndate = 2026-01-01"), ("b", "title = \"B\"\ndate = 2026-01-02")]);
    let (a, b) = (site.read("articles/a.md"), site.read("articles/b.md"));
    site.write("articles/a.md", &b).write("articles/b.md", &a);
    let run = site.run(&["plan", "--now", NOW, "--format", "json"]);
    let changes: Vec<_> =
        run.json()["feeds"][0]["entries"].as_array().unwrap().iter().map(|one| one["change"].clone()).collect();
    assert_eq!((run.code, changes), (Some(0), vec!["changed".into(), "changed".into()]), "{}", run.out);
    done(&site, &["build"]);
    assert_eq!(ids(&site), [id("a"), id("b")].into());
    // One that takes the address of a deleted one, new or renamed, has its id.
    site.remove("articles/a.md").write("articles/b.md", written("title = \"Other\"\ndate = 2026-03-01"));
    done(&site, &["build"]);
    assert_eq!(ids(&site), [id("b")].into());
}

#[test]
fn an_article_that_is_renamed_while_another_takes_its_address_is_refused() {
    let site = site(&[("a", "title = \"A\"\ndate = 2026-01-01"), ("b", "title = \"B\"\ndate = 2026-01-02")]);
    let a = site.read("articles/a.md");
    site.write("articles/a.md", written("title = \"Other\"\ndate = 2026-03-01")).write("articles/c.md", a);
    // Readers know the id; whose it is they cannot. But what they read under it would be new to them as `c`.
    let run = refused(&site, &["build"]);
    assert!(named(&run, "id-changed").contains_key("articles/c.md"), "{}", run.out);
}

#[test]
fn drafts_that_come_out_and_boilerplate_are_no_renames() {
    let pod = |name: &str, date: &str, more: &str| {
        let text = format!("title = \"Episode {name}\"\ndate = {date}\n{more}");
        let body = "Thank you for listening. Write to us, tell your friends, and give us as many stars as there are.";
        (format!("articles/{name}.md"), format!("+++\n{text}+++\n{body}\n"))
    };
    let site = Site::new();
    for (name, date, more) in
        [("one", "2026-01-01", ""), ("two", "2026-01-08", ""), ("three", "2026-01-15", "draft = true\n")]
    {
        let (path, text) = pod(name, date, more);
        site.write(&path, text);
    }
    site.build(&[]).silent();
    // Each of these alone, all with the same words.
    let (path, text) = pod("three", "2026-01-15", "");
    site.write(&path, text).build(&[]).silent();
    let (path, text) = pod("four", "2026-01-22", "");
    site.write(&path, text).build(&[]).silent();
    site.remove("articles/one.md").build(&[]).silent();
    assert_eq!(site.titles(), ["Episode four", "Episode three", "Episode two"]);
    // One goes while one comes.
    let (path, text) = pod("five", "2026-01-29", "");
    site.remove("articles/two.md").write(&path, text).build(&[]).silent();
    // One is renamed: its title and date tell.
    let text = site.read("articles/five.md");
    site.remove("articles/five.md").write("articles/5.md", text);
    assert_eq!(named(&refused(&site, &["build"]), "id-changed").len(), 1);
}

/// A site in which all that is odd about addresses comes together.
#[test]
fn ids_of_every_kind_are_found_and_pinned() {
    for formats in ["rss", "atom", "json"] {
        let site = Site::new();
        let config =
            site.read("feedmill.toml").replace("path = \"\"", "path = \"\"\nformats = \"FORMAT\"\ncontent = \"title\"");
        site.write("feedmill.toml", config.replace("FORMAT", formats));
        for (path, head) in [
            ("зерно/мороз 1.md", "title = \"Мороз\"\ndate = 2026-01-01"),
            ("a&b/c'd.md", "title = \"<b> & \\\"co\\\"\"\ndate = 2026-01-02"),
            ("x.md", "title = \"X\"\ndate = 2026-01-03\nurl = \"/page?a=1&b=2#c\""),
            ("frost.uk.md", "title = \"Frost\"\ndate = 2026-01-04"),
            ("frost.md", "title = \"Frost\"\ndate = 2026-01-04"),
            ("100% sure.md", "title = \"Sure\"\ndate = 2026-01-05"),
        ] {
            site.write(&format!("articles/{path}"), written(head));
        }
        site.build(&[]).silent();
        let before = ids(&site);
        assert_eq!(before.len(), 6);
        let files = site.tree("articles");
        fs::remove_dir_all(site.path("articles")).unwrap();
        for (path, text) in files {
            let text = String::from_utf8(text).unwrap().replace("/page?", "/side?");
            site.write(&format!("articles/new/{path}"), text);
        }
        assert_eq!(named(&refused(&site, &["build"]), "id-changed").len(), 6, "{formats}");
        done(&site, &["plan", "--pin"]);
        done(&site, &["build"]);
        assert_eq!(ids(&site), before, "{formats}");
        done(&site, &["build", "--check"]);
    }
}
