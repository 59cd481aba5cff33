//! `feedmill publish` to folders, as a user runs it.

use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::site::{NOW, Run, Site, article, titled};

/// A site whose output belongs at `/feeds/`, with this in `[publish]`.
fn site(publish: &str) -> Site {
    let site = Site::new();
    site.configure(&format!("[[feed]]\neach = \"tag\"\n[publish]\n{publish}"));
    site.write("articles/a.md", tagged("A", 1, &["one", "two"], "First."));
    site.write("articles/b.md", tagged("B", 2, &["one"], "Second."));
    site
}

fn tagged(title: &str, minute: usize, tags: &[&str], text: &str) -> String {
    let (hour, minute) = (minute / 60, minute % 60);
    format!("+++\ntitle = {title:?}\ndate = 2026-11-20T{hour:02}:{minute:02}:00Z\ntags = {tags:?}\n+++\n\n{text}\n")
}

fn publish(site: &Site, args: &[&str]) -> Run {
    site.run(&[&["publish", "--now", NOW], args].concat())
}

#[track_caller]
fn same(site: &Site, target: &str) {
    let (built, put) = (site.tree("feeds"), site.tree(target));
    let paths = |tree: &[(String, Vec<u8>)]| tree.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(paths(&built), paths(&put));
    assert!(built == put, "the bytes differ");
}

#[test]
fn a_folder_gets_what_changed_and_loses_what_is_old() {
    let site = site("targets = [\"www/feeds\"]");
    publish(&site, &[]).silent();
    same(&site, "www/feeds");
    let report = publish(&site, &["--format", "json"]).json();
    let target = &report["targets"][0];
    assert_eq!((target["target"].as_str(), target["put"].as_u64()), (Some("www/feeds"), Some(0)));
    assert_eq!(target["kept"], 11);
    let report = site.run(&["publish", "--now", "2026-11-22T13:00:00Z", "--format", "json"]).json();
    assert_eq!(report["targets"][0]["put"], 0, "the time of the run is in no file");
    site.write("articles/a.md", tagged("A", 1, &["one"], "Other."));
    let dry = publish(&site, &["--dry-run", "--format", "json"]).json();
    assert_eq!(dry["targets"][0]["removed"], 3);
    assert!(site.exists("www/feeds/tags/two/rss.xml"), "nothing is removed by --dry-run");
    let report = publish(&site, &["--format", "json"]).json();
    assert_eq!(report["targets"], dry["targets"]);
    assert!(!site.exists("www/feeds/tags/two"));
    same(&site, "www/feeds");
}

#[test]
fn the_closing_line_is_for_whoever_asks() {
    let site = site("targets = [\"www\", \"other\", \"feeds\", \"www\"]");
    publish(&site, &["-v"]).expect(0, &["www: 11 put, 0 unchanged", "other: 11 put, 0 unchanged"]);
    let run = publish(&site, &["-v", "third"]);
    run.expect(0, &["third: 11 put"]);
    assert!(!run.err.contains("www"), "what is named takes the place of the configuration: {}", run.err);
    let run = publish(&site, &["--dry-run", "fourth"]);
    run.expect(0, &["fourth: 11 would be put, 0 unchanged"]);
    assert!(!site.exists("fourth"));
}

#[test]
fn without_targets_the_output_is_what_is_served() {
    let site = site("hubs = []");
    publish(&site, &[]).silent();
    assert!(site.exists("feeds/rss.xml"));
    assert_eq!(publish(&site, &["--format", "json"]).json()["targets"].as_array().unwrap().len(), 0);
}

#[test]
fn what_is_at_the_target_is_what_is_published() {
    let site = site("targets = [\"www\"]");
    publish(&site, &[]).silent();
    // Another machine, which has the articles alone.
    std::fs::remove_dir_all(site.path("feeds")).unwrap();
    std::fs::remove_dir_all(site.path(".feedmill")).unwrap();
    site.remove("articles/a.md");
    site.write("articles/renamed.md", tagged("A", 1, &["one", "two"], "First."));
    let before = site.tree("www");
    publish(&site, &[]).expect(1, &["id-changed"]);
    assert!(site.tree("www") == before && !site.exists("feeds/rss.xml"), "nothing is written, nothing is put");
    publish(&site, &["--accept-id-changes"]).expect(0, &[]);
    same(&site, "www");
}

#[test]
fn a_refused_build_puts_nothing() {
    let site = site("targets = [\"www\"]");
    site.write("articles/c.md", "+++\ntitle = \"No date\"\n+++\n");
    publish(&site, &[]).expect(1, &["articles/c.md"]);
    assert!(!site.exists("www/rss.xml"));
    publish(&site, &["--keep-going"]).expect(1, &[]);
    assert!(site.exists("www/rss.xml"));
}

#[test]
fn compressed_siblings_go_with_their_files() {
    let site = site("targets = [\"www\"]\nprecompress = [\"gz\", \"br\"]");
    publish(&site, &[]).silent();
    let paths = |site: &Site| site.tree("www").into_iter().map(|(path, _)| path).collect::<Vec<_>>();
    assert_eq!(paths(&site).len(), 33);
    assert_eq!(publish(&site, &["--format", "json"]).json()["targets"][0]["put"], 0);
    site.write("articles/a.md", tagged("A", 1, &["one"], "First."));
    publish(&site, &[]).silent();
    assert!(!paths(&site).iter().any(|path| path.contains("two")), "{:?}", paths(&site));
}

#[test]
fn files_beside_articles_go_where_their_addresses_lead() {
    let site = site("targets = [\"www/feeds\"]");
    let head = "title = \"C\"\ndate = 2026-11-21\nenclosures = [{ file = \"ep.mp3\" }]\nimage = { url = \"p.png\" }";
    let body = "\n![x](pics/x%20y.png) [notes](notes.txt) ![up](../../feedmill.toml) ![own](index.md)";
    site.write("articles/news/c/index.md", article(head) + body);
    for file in ["ep.mp3", "p.png", "pics/x y.png", "notes.txt"] {
        site.write(&format!("articles/news/c/{file}"), file);
    }
    publish(&site, &[]).silent();
    let beside: Vec<String> = site.tree("www/news").into_iter().map(|(path, _)| path).collect();
    assert_eq!(beside, ["c/ep.mp3", "c/p.png", "c/pics/x y.png"]);
    assert_eq!(site.read("www/news/c/pics/x y.png"), "pics/x y.png");
    same(&site, "www/feeds");
    site.write("articles/news/c/p.png", "another");
    publish(&site, &[]).silent();
    assert_eq!(site.read("www/news/c/p.png"), "another");
    // Where the site is cannot be told.
    let run = publish(&site, &["elsewhere"]);
    run.expect(0, &["warning", "articles/news/c/index.md", "2 more", "let the target end in `feeds`"]);
}

#[test]
fn targets_that_are_none_are_told_at_their_lines() {
    let site = site("targets = [\"ftp://x/y\", \"s3:///y\"]");
    publish(&site, &[]).expect(2, &["unusable-target", "feedmill.toml:13", "ftp", "names no bucket"]);
    publish(&site, &["gopher://x"]).expect(2, &["unusable-target", "gopher"]);
    assert!(!site.exists("feeds"));
}

#[test]
fn a_home_page_is_not_replaced() {
    let site = site("targets = [\"www\"]");
    site.write("www/index.html", "<title>Home</title>");
    publish(&site, &[]).expect(0, &["index.html was left as it is"]);
    assert_eq!(site.read("www/index.html"), "<title>Home</title>");
}

#[test]
fn one_target_that_fails_does_not_keep_others_from_theirs() {
    let site = site("targets = [\"www\", \"blocked/feeds\", \"last\"]");
    site.write("blocked", "a file in the way");
    publish(&site, &[]).expect(2, &["blocked/feeds"]);
    same(&site, "www");
    same(&site, "last");
}

fn start(site: &Site, args: &[&str]) -> Child {
    let mut command = site.command(&[&["publish", "--now", NOW], args].concat());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_run_that_is_killed_leaves_whole_files_and_the_next_completes_it() {
    let site = site("targets = [\"www\"]\nprecompress = [\"gz\"]");
    for n in 0..20 {
        site.write(&format!("articles/n{n}.md"), tagged(&format!("N{n}"), 10 + n, &["one", "many"], "Text."));
    }
    let started = Instant::now();
    publish(&site, &[]).silent();
    let length = started.elapsed();
    for n in 0..12u32 {
        let before = site.tree("www");
        site.write("articles/a.md", tagged("A", 1, &["one", "two"], &format!("Text {n}.")));
        let mut run = start(&site, &[]);
        thread::sleep(length * (n + 1) / 10);
        run.kill().unwrap();
        run.wait().unwrap();
        let reference = Site::new();
        reference.write("feedmill.toml", site.read("feedmill.toml"));
        for (path, bytes) in site.tree("articles") {
            reference.write(&format!("articles/{path}"), bytes);
        }
        publish(&reference, &[]).silent();
        let after = reference.tree("www");
        for (path, bytes) in site.tree("www").into_iter().filter(|(path, _)| !path.starts_with(".feedmill")) {
            let is = |tree: &[(String, Vec<u8>)]| tree.iter().any(|(other, old)| *other == path && *old == bytes);
            assert!(is(&before) || is(&after), "{path} is neither old nor new");
        }
        publish(&site, &[]).silent();
        assert!(site.tree("www") == after, "after kill {n}");
    }
}

#[test]
fn of_two_publishers_at_once_neither_loses_what_is_new() {
    let first = site("targets = [\"www\"]");
    publish(&first, &[]).silent();
    let config = first.read("feedmill.toml");
    let absolute = |path: &str| format!("{:?}", first.path(path).display().to_string());
    let second = Site::new();
    let articles = format!("[articles]\ndir = {}\n[publish]", absolute("articles"));
    second.write("feedmill.toml", config.replace("[publish]", &articles).replace("\"www\"", &absolute("www")));
    for round in 0..50 {
        let mut runs = Vec::new();
        for (site, name) in [(&first, "x"), (&second, "y")] {
            let name = format!("{name}{round}");
            first.write(&format!("staged/{name}.md"), tagged(&name, 5 + round, &["one"], "Text."));
            std::fs::rename(first.path(&format!("staged/{name}.md")), first.path(&format!("articles/{name}.md")))
                .unwrap();
            runs.push(start(site, &["--wait", "60", "--accept-many"]));
        }
        for run in runs {
            Run::from(run.wait_with_output().unwrap()).silent();
        }
        let feed = first.read("www/atom.xml");
        for name in ["x", "y"] {
            assert!(feed.contains(&format!(">{name}{round}</title>")), "{name}{round} is lost");
        }
    }
}

#[test]
fn a_target_that_is_published_to_is_waited_for() {
    let site = site("targets = [\"www\"]");
    publish(&site, &[]).silent();
    let folder = std::fs::File::open(site.path("www")).unwrap();
    folder.lock().unwrap();
    publish(&site, &[]).expect(2, &["another run", "publishes to", "www"]);
    let run = start(&site, &["--wait", "60"]);
    thread::sleep(Duration::from_millis(50));
    drop(folder);
    Run::from(run.wait_with_output().unwrap()).silent();
}

#[cfg(feature = "s3")]
#[test]
fn what_the_environment_lacks_is_told() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-20"));
    let publish = |variables: &[(&str, &str)]| -> Run {
        let mut command = site.command(&["publish", "--timeout", "1", "s3://bucket/x"]);
        command.env_clear().envs(variables.iter().copied());
        command.output().unwrap().into()
    };
    let key = ("AWS_ACCESS_KEY_ID", "key");
    publish(&[key]).expect(2, &["set both AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"]);
    let run = publish(&[key, ("AWS_SECRET_ACCESS_KEY", "s"), ("AWS_ENDPOINT_URL", "me:hidden@host")]);
    run.expect(2, &["AWS_ENDPOINT_URL is not the address of a store"]);
    assert!(!run.err.contains("hidden") && !run.err.contains("panicked"), "{}", run.err);
}

#[cfg(feature = "s3")]
#[test]
fn nothing_secret_is_told() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-20"));
    let mut command = site.command(&["publish", "-v", "--timeout", "1", "s3://bucket/x"]);
    command.env("AWS_ACCESS_KEY_ID", "keyidoftests").env("AWS_SECRET_ACCESS_KEY", "secretoftests");
    command.env("AWS_SESSION_TOKEN", "tokenoftests").env("AWS_ENDPOINT_URL", "http://127.0.0.1:9");
    let run = Run::from(command.output().unwrap());
    run.expect(2, &["could not list s3://bucket/x"]);
    for secret in ["keyidoftests", "secretoftests", "tokenoftests"] {
        assert!(!run.err.contains(secret) && !run.out.contains(secret), "{}", run.err);
    }
    assert!(!site.exists("feeds"));
}

#[test]
fn hubs_hear_of_feeds_and_of_no_archive_document() {
    let site = Site::new();
    site.configure(
        "[[feed]]\npath = \"all\"\narchive = true\nlimit = 1\n[[feed]]\neach = \"tag\"\npath = \"archive/{tag}\"\n\
         [publish]\nhubs = [\"http://127.0.0.1:9/hub\"]",
    );
    site.write("articles/a.md", tagged("A", 1, &["2024"], "First."));
    site.write("articles/b.md", tagged("B", 2, &["2024"], "Second."));
    let report = publish(&site, &["--dry-run", "--format", "json"]).json();
    let told = report["pings"].as_array().unwrap();
    let told: Vec<&str> = told.iter().map(|ping| ping["feed"].as_str().unwrap()).collect();
    // A tag may be a number, and its feed in a folder of that name.
    assert!(told.iter().any(|feed| feed.ends_with("feeds/archive/2024/rss.xml")), "{told:?}");
    assert!(told.iter().any(|feed| feed.ends_with("feeds/all/atom.xml")), "{told:?}");
    assert!(!told.iter().any(|feed| feed.contains("all/archive")), "{told:?}");
}
