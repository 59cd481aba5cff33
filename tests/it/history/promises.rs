//! What a build promises about what it need not do again, one by one.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::plain::{build, cache_exists, plain};
use super::tree::{CACHE, Tree, modified, overwrite, set_modified};
use crate::site::{NOW, Run, Site, article, titled};

const JSON: &[&str] = &["--now", NOW, "--format", "json"];

fn site() -> Site {
    let site = Site::in_memory().set_up();
    site.configure("[[feed]]\neach = \"tag\"\n[[feed]]\neach = \"section\"");
    for (name, tag) in [("world/a", "grain"), ("world/b", "weather"), ("c", "grain")] {
        let head = format!("title = \"About {name}\"\ndate = 2026-11-02\ntags = [{tag:?}]");
        site.write(&format!("articles/{name}.md"), article(&head));
    }
    // A file just written may be written to again within one step of the file system's clock, and is not trusted.
    std::thread::sleep(std::time::Duration::from_millis(40));
    site
}

/// How many articles were read anew, and how many were known.
fn read_and_cached(run: &Run) -> (u64, u64) {
    let report = run.json();
    let count = |name: &str| report["articles"][name].as_u64().unwrap();
    (count("parsed"), count("cached"))
}

/// Puts other bytes of the same length into a file, and leaves no trace in its time of change.
fn slip_in(site: &Site, path: &str, old: &str, new: &str) {
    assert_eq!(old.len(), new.len());
    let file = site.path(path);
    let (text, time) = (site.read(path), modified(&file));
    assert!(text.contains(old));
    overwrite(&file, text.replace(old, new).as_bytes());
    set_modified(&file, time);
}

#[test]
fn where_nothing_changed_nothing_is_written_or_read_anew() {
    let site = site();
    build(&site, JSON);
    let before = Tree::of(&site.path(""));
    let run = build(&site, JSON);
    let after = Tree::of(&site.path(""));
    assert_eq!(after.difference(&before, "after", "before"), None);
    assert_eq!(after.written_for_nothing(&before), None);
    if cache_exists() {
        assert_eq!(read_and_cached(&run), (0, 3));
    }
}

#[test]
fn an_article_too_young_to_be_trusted_is_missed_when_it_goes() {
    for pause in [0, 40] {
        let site = site();
        site.write("articles/young/d.md", article("title = \"Young\"\ndate = 2026-11-03\ntags = [\"grain\"]"));
        std::thread::sleep(std::time::Duration::from_millis(pause));
        build(&site, JSON);
        site.remove("articles/young/d.md");
        build(&site, JSON).expect(0, &[]);
        assert!(!site.read("feeds/rss.xml").contains("Young"));
    }
}

#[test]
fn one_article_edited_and_the_feeds_that_differ_are_written_and_no_other() {
    let site = site();
    build(&site, JSON);
    let before = Tree::of(&site.path(""));
    site.write("articles/world/b.md", article("title = \"New\"\ndate = 2026-11-02\ntags = [\"weather\"]"));
    let run = build(&site, JSON);
    let after = Tree::of(&site.path(""));
    assert_eq!(after.written_for_nothing(&before), None);
    let report = run.json();
    let files = report["feeds"].as_array().unwrap().iter().chain(report["files"].as_array().unwrap());
    for file in files {
        let path = PathBuf::from(file["path"].as_str().unwrap());
        let changed = before.0[&path].node != after.0[&path].node;
        assert_eq!(file["status"], if changed { "written" } else { "unchanged" }, "{}", path.display());
        let expected = !path.starts_with("feeds/tags/grain") && !path.ends_with("feeds.opml");
        assert_eq!(changed, expected, "{}", path.display());
    }
    if cache_exists() {
        assert_eq!(read_and_cached(&run), (1, 2));
    }
}

#[test]
fn an_output_file_that_somebody_changed_is_put_right() {
    let site = site();
    build(&site, JSON);
    let before = site.tree("feeds");
    let feed = "feeds/tags/grain/rss.xml";
    let harms: &[&dyn Fn()] = &[
        &|| slip_in(&site, feed, "About c", "About d"),
        &|| overwrite(&site.path(feed), b"<rss>"),
        &|| overwrite(&site.path(feed), b""),
        &|| {
            site.remove(feed);
        },
        &|| fs::remove_dir_all(site.path("feeds/tags")).unwrap(),
        &|| fs::remove_dir_all(site.path("feeds")).unwrap(),
        &|| fs::rename(site.path("feeds/rss.xml"), site.path(feed)).unwrap(),
        &|| {
            fs::rename(site.path("feeds/tags/grain"), site.path("feeds/aside")).unwrap();
            fs::rename(site.path("feeds/tags/weather"), site.path("feeds/tags/grain")).unwrap();
            fs::rename(site.path("feeds/aside"), site.path("feeds/tags/weather")).unwrap();
        },
    ];
    for harm in harms {
        harm();
        assert_eq!(build(&site, &["--now", NOW, "--check"]).code, Some(1));
        build(&site, JSON).expect(0, &[]);
        assert_eq!(site.tree("feeds"), before);
        build(&site, &["--now", NOW, "--check"]).silent();
    }
}

#[test]
fn a_warning_is_told_by_every_run() {
    let site = site();
    site.write("articles/w.md", article("title = \"W\"\ndate = 2026-11-02\nsumary = \"x\""));
    site.write("articles/s.md", format!("{}<script>x()</script>\n", titled("S", "2026-11-03")));
    for _ in 0..3 {
        build(&site, &["--now", NOW])
            .expect(0, &["unknown-key", "articles/w.md:4:1", "removed-element", "articles/s.md:7:1"]);
        build(&site, &["--now", NOW, "--verbose"]);
    }
}

#[test]
fn an_error_is_told_by_every_run_until_it_is_mended() {
    let site = site();
    build(&site, JSON);
    site.write("articles/world/a.md", article("title = \"A\"\ndate = \"nie\""));
    for args in [&["--now", NOW][..], &["--now", NOW, "--keep-going"], &["--now", NOW], &["--now", NOW, "--keep-going"]]
    {
        build(&site, args).expect(1, &["error[", "articles/world/a.md:3:8"]);
    }
    site.write("articles/world/a.md", titled("A", "2026-11-02"));
    build(&site, &["--now", NOW]).silent();
    // Twins, of whom one is known from before.
    site.write("articles/world/twin.md", article("title = \"Twin\"\ndate = 2026-11-02\nslug = \"b\""));
    for _ in 0..2 {
        build(&site, &["--now", NOW])
            .expect(1, &["duplicate-permalink", "articles/world/b.md", "articles/world/twin.md"]);
    }
    site.remove("articles/world/b.md");
    build(&site, &["--now", NOW]).silent();
}

#[test]
fn time_alone_ends_an_embargo_and_the_life_of_an_article() {
    let site = site();
    site.configure("[[feed]]\npath = \"recent\"\nwhere = { since = \"2d\" }\n[output]\nnews_sitemap = true");
    let head = "title = \"Soon\"\ndate = 2026-11-23T08:00:00Z\nexpires = 2026-11-24T08:00:00Z";
    site.write("articles/soon.md", article(head));
    let shows = |now: &str, shown: bool| {
        build(&site, &["--now", now]).silent();
        assert_eq!(site.titles().contains(&"Soon".to_owned()), shown, "{now}");
    };
    shows(NOW, false);
    shows("2026-11-23T07:59:59Z", false);
    shows("2026-11-23T08:00:00Z", true);
    shows("2026-11-24T07:59:59Z", true);
    shows("2026-11-24T08:00:00Z", false);
    shows("2026-11-23T12:00:00Z", true);
    shows("2026-11-30T12:00:00Z", false);
    shows(NOW, false);
}

#[test]
fn a_draft_that_was_shown_once_stays_a_draft() {
    let site = site();
    site.write("articles/d.md", article("title = \"Draft\"\ndraft = true"));
    for round in 0..2 {
        build(&site, &["--now", NOW, "--drafts"]).expect(0, &[]);
        assert!(site.titles().contains(&"Draft".to_owned()), "{round}");
        // One without a date has that of the moment.
        build(&site, &["--now", "2026-11-23T12:00:00Z", "--drafts"]).expect(0, &[]);
        assert_eq!(site.feed("feeds/feed.json")["items"][0]["date_published"], "2026-11-23T12:00:00Z");
        build(&site, &["--now", NOW]).silent();
        assert!(!site.titles().contains(&"Draft".to_owned()), "{round}");
    }
}

#[test]
fn a_rewrite_that_leaves_size_and_time_as_they_were_is_seen() {
    let site = site();
    site.write("articles/side.md", "Text.\n").write("articles/side.toml", "title = \"Side 1\"\ndate = 2026-11-01\n");
    build(&site, JSON);
    slip_in(&site, "articles/c.md", "About c", "Above c");
    slip_in(&site, "articles/side.toml", "Side 1", "Side 2");
    build(&site, JSON);
    assert_eq!(site.titles(), ["Above c", "About world/a", "About world/b", "Side 2"]);
    // Each is now the file that the other was.
    let [a, b, aside] =
        ["articles/world/a.md", "articles/world/b.md", "articles/world/.aside"].map(|path| site.path(path));
    let times = [modified(&a), modified(&b)];
    fs::rename(&a, &aside).unwrap();
    fs::rename(&b, &a).unwrap();
    fs::rename(&aside, &b).unwrap();
    set_modified(&a, times[0]);
    set_modified(&b, times[1]);
    build(&site, JSON);
    assert_eq!(site.titles(), ["Above c", "About world/b", "About world/a", "Side 2"]);
    // A copy of the same length, put over it by its name.
    let text = site.read("articles/c.md").replace("Above c", "Along c");
    fs::write(&aside, text).unwrap();
    set_modified(&aside, modified(&site.path("articles/c.md")));
    fs::rename(&aside, site.path("articles/c.md")).unwrap();
    build(&site, JSON);
    assert_eq!(site.titles()[0], "Along c");
}

#[test]
fn a_recording_is_measured_at_every_run() {
    let site = site();
    let head = |title: &str, file: &str| format!("title = {title:?}\ndate = 2026-11-10\nenclosures = [{file:?}]");
    site.write("articles/world/talk.md", article(&head("Talk", "talk"))).write("articles/talk", "ID3 and more");
    site.write("articles/static.md", article(&head("Static", "/t.mp3"))).write("static/t.mp3", "ID3");
    let attached = |title: &str| {
        let feed = site.feed("feeds/feed.json");
        let item = feed["items"].as_array().unwrap().iter().find(|item| item["title"] == title).unwrap().clone();
        let attachment = &item["attachments"][0];
        (attachment["mime_type"].as_str().unwrap().to_owned(), attachment["size_in_bytes"].as_u64().unwrap())
    };
    build(&site, JSON).expect(0, &[]);
    assert_eq!((attached("Talk"), attached("Static")), (("audio/mpeg".to_owned(), 12), ("audio/mpeg".to_owned(), 3)));
    slip_in(&site, "articles/talk", "ID3 ", "OggS");
    site.write("static/t.mp3", "ID3 grown");
    build(&site, JSON).expect(0, &[]);
    assert_eq!((attached("Talk"), attached("Static")), (("audio/ogg".to_owned(), 12), ("audio/mpeg".to_owned(), 9)));
    // One that is nearer is found first.
    site.write("articles/world/talk", "ID3 nearer").write("t.mp3", "at the root");
    build(&site, JSON).expect(0, &[]);
    assert_eq!((attached("Talk").1, attached("Static").1), (10, 11));
    site.remove("articles/world/talk").remove("articles/talk");
    build(&site, &["--now", NOW]).expect(1, &["missing-enclosure", "articles/world/talk.md:4:15"]);
    site.write("articles/talk", "ID3");
    build(&site, JSON).expect(0, &[]);
    assert_eq!(attached("Talk").1, 3);
}

#[test]
fn settings_change_what_unchanged_articles_say() {
    let site = site();
    site.write("articles/noon.md", titled("Noon", "2026-07-01T12:00:00"));
    build(&site, JSON);
    let config = site.read("feedmill.toml");
    for (old, new) in [
        ("Europe/Berlin", "Asia/Tokyo"),
        ("language = \"en\"", "language = \"uk\""),
        ("https://t.example/", "https://u.example/blog/"),
        (
            "[[feed]]\npath = \"\"",
            "[articles]\npermalink = \"{year}/{slug}/\"\nid = \"tag\"\n[[feed]]\npath = \"\"\nlimit = 2",
        ),
        ("each = \"tag\"", "each = \"tag\"\ncontent = \"summary\"\nformats = [\"json\"]"),
        ("[site]", "[site]\nauthors = [\"Olena Field\"]"),
    ] {
        let before = site.tree("feeds");
        let accepting = [JSON, &["--accept-id-changes"]].concat();
        site.write("feedmill.toml", config.replacen(old, new, 1));
        build(&site, &accepting).expect(0, &[]);
        assert_ne!(site.tree("feeds"), before, "{new}");
        site.write("feedmill.toml", &config);
        build(&site, &accepting).expect(0, &[]);
    }
}

#[test]
fn a_cache_of_another_site_is_not_believed() {
    let (one, other) = (site(), site());
    build(&one, JSON);
    for path in ["articles/world/a.md", "articles/world/b.md", "articles/c.md"] {
        slip_in(&other, path, "About", "Aglow");
        set_modified(&other.path(path), modified(&one.path(path)));
    }
    build(&other, JSON);
    copy_cache(&one, &other);
    build(&other, JSON);
    other.write("articles/d.md", titled("D", "2026-11-09"));
    copy_cache(&one, &other);
    build(&other, JSON);
    assert_eq!(other.titles(), ["D", "Aglow c", "Aglow world/a", "Aglow world/b"]);
}

fn copy_cache(from: &Site, to: &Site) {
    for (name, bytes) in from.tree(CACHE) {
        to.write(&format!("{CACHE}/{name}"), bytes);
    }
}

#[test]
fn a_spoilt_cache_is_as_good_as_none() {
    let site = site();
    site.write("articles/w.md", article("title = \"W\"\ndate = 2026-11-02\nsumary = \"x\""));
    build(&site, JSON);
    let files = site.tree(CACHE).into_iter().filter(|(name, _)| name != "lock" && name != ".gitignore");
    for (name, sound) in files {
        let spoilt = |bytes: &[u8], how: &str| {
            // An edit, so that something has to be taken from the cache.
            let edited = titled(&format!("Edited {how}"), "2026-11-02");
            site.write("articles/c.md", edited).write(&format!("{CACHE}/{name}"), bytes);
            build(&site, &["--now", NOW]).expect(0, &["unknown-key"]);
        };
        let step = (sound.len() / 12).max(1);
        for at in (0..sound.len()).step_by(step) {
            let mut flipped = sound.clone();
            flipped[at] ^= 0x10;
            spoilt(&flipped, &format!("byte {at}"));
            spoilt(&sound[..at], &format!("cut at {at}"));
        }
        spoilt(&[&sound[..], b"more"].concat(), "more");
        spoilt(&[&sound[..], &sound].concat(), "twice");
        spoilt(&vec![0; sound.len()], "zeros");
        spoilt(&vec![0xFF; sound.len()], "ones");
    }
}

#[test]
fn without_a_cache_none_is_read_or_written() {
    if !cache_exists() {
        return eprintln!("skipped: there is no cache");
    }
    let site = site();
    let names = |site: &Site| site.tree(CACHE).into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    plain(&site, JSON);
    assert_eq!(names(&site), [".gitignore", "lock"]);
    build(&site, JSON);
    assert!(names(&site).len() > 2, "there is a cache now");
    let of_cache = |site: &Site| {
        let files = site.tree(CACHE).into_iter().filter(|(name, _)| name != "lock");
        files.map(|(name, bytes)| (modified(&site.path(CACHE).join(&name)), name, bytes)).collect::<Vec<_>>()
    };
    let before = of_cache(&site);
    site.write("articles/c.md", titled("Other", "2026-11-05"));
    let run = site.build(&["--no-cache", "--format", "json"]);
    assert_eq!(read_and_cached(&run), (3, 0));
    assert!(site.titles().contains(&"Other".to_owned()));
    assert!(of_cache(&site) == before, "it stays as it was");
    // It is now older than the output.
    build(&site, JSON);
    slip_in(&site, "articles/c.md", "Other", "Third");
    build(&site, JSON);
}

#[test]
fn a_site_that_was_moved_or_copied_is_built_as_any() {
    let site = site();
    build(&site, JSON);
    let copy = Site::in_memory();
    Tree::of(&site.path("")).write(&copy.path(""));
    copy_cache(&site, &copy);
    let before = Tree::of(&copy.path(""));
    build(&copy, JSON);
    assert_eq!(Tree::of(&copy.path("")).written_for_nothing(&before), None);
    slip_in(&copy, "articles/c.md", "About c", "Above c");
    build(&copy, JSON);
    assert_eq!(copy.titles()[0], "Above c");
}

/// Makes a site somebody's who may not write to it, and runs feedmill as them. Gives nothing where that is not possible.
#[cfg(unix)]
fn as_nobody(site: &Site, args: &[&str], locked: &[&str]) -> Option<Run> {
    use std::os::unix::fs::{PermissionsExt as _, chown};
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65_534;
    let set_mode = |path: &str, mode| fs::set_permissions(site.path(path), fs::Permissions::from_mode(mode)).unwrap();
    let root = chown(site.path(""), Some(NOBODY), Some(NOBODY)).is_ok();
    if root {
        let all = Tree::of(&site.path("")).0.into_keys().map(|path| site.path("").join(path));
        let own = site.tree(CACHE).into_iter().map(|(name, _)| site.path(CACHE).join(name));
        for path in all.chain(own).chain([site.path(CACHE)]).filter(|path| path.exists()) {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    locked.iter().for_each(|path| set_mode(path, 0o555));
    let mut command = site.command(args);
    if root {
        command.uid(NOBODY).gid(NOBODY);
    }
    let run = command.output();
    locked.iter().for_each(|path| set_mode(path, 0o755));
    // Where the program lies may be out of their reach.
    run.inspect_err(|error| eprintln!("skipped: {error}")).ok().map(Run::from)
}

#[cfg(unix)]
#[test]
fn a_site_that_cannot_be_written_to_is_built_all_the_same() {
    for locked in [&[CACHE][..], &["", CACHE], &[""]] {
        let site = site();
        site.configure("[output]\ndir = \"public/feeds\"");
        let args = ["build", "--now", NOW];
        let Some(run) = as_nobody(&site, &args, &[]) else { return };
        run.silent();
        for title in ["One", "Two"] {
            site.write("articles/c.md", titled(title, "2026-11-04"));
            let Some(run) = as_nobody(&site, &args, locked) else { return };
            run.silent();
            let feed = site.feed("public/feeds/feed.json");
            assert_eq!(feed["items"][0]["title"], title, "{locked:?}");
        }
        // Never had a cache, and cannot have one.
        fs::remove_dir_all(site.path(CACHE)).unwrap();
        site.write("articles/c.md", titled("Three", "2026-11-04"));
        let Some(run) = as_nobody(&site, &args, &[""]) else { return };
        run.silent();
        assert_eq!(site.feed("public/feeds/feed.json")["items"][0]["title"], "Three");
        assert!(!site.exists(CACHE));
    }
}

#[test]
fn a_time_of_change_that_lies_in_the_future_hides_no_edit() {
    let site = site();
    let ahead = std::time::SystemTime::now() + Duration::from_secs(400_000);
    set_modified(&site.path("articles/c.md"), ahead);
    build(&site, JSON);
    for title in ["About e", "About f"] {
        let text = site.read("articles/c.md");
        let old = text.lines().find(|line| line.starts_with("title")).unwrap().to_owned();
        overwrite(&site.path("articles/c.md"), text.replace(&old, &format!("title = {title:?}")).as_bytes());
        set_modified(&site.path("articles/c.md"), ahead);
        build(&site, JSON);
        assert_eq!(site.titles()[0], title);
    }
}
