//! Feeds land whole or not at all, and what did not change is not touched.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::site::{NOW, Run, Site, article, titled};

fn times(site: &Site, folder: &str) -> Vec<(String, SystemTime)> {
    let files = site.tree(folder).into_iter();
    files
        .map(|(path, _)| (path.clone(), fs::metadata(site.path(folder).join(path)).unwrap().modified().unwrap()))
        .collect()
}

fn tagged_site() -> Site {
    let site = Site::new();
    site.configure("[[feed]]\neach = \"tag\"");
    for (name, tag) in [("a", "grain"), ("b", "weather")] {
        let head = format!("title = {name:?}\ndate = 2026-11-02\ntags = [{tag:?}]");
        site.write(&format!("articles/{name}.md"), article(&head));
    }
    site
}

#[test]
fn a_run_with_nothing_to_do_touches_nothing() {
    let site = tagged_site();
    site.build(&[]).silent();
    let before = times(&site, "feeds");
    assert_eq!(before.len(), 11, "{before:?}");
    thread::sleep(Duration::from_millis(20));
    site.build(&[]).silent();
    assert_eq!(times(&site, "feeds"), before);
}

#[test]
fn only_what_differs_is_written() {
    let site = tagged_site();
    site.build(&[]).silent();
    let before = times(&site, "feeds");
    thread::sleep(Duration::from_millis(20));
    site.write("articles/b.md", article("title = \"b\"\ndate = 2026-11-02\ntags = [\"weather\"]\nsummary = \"New\""));
    let run = site.build(&["--format", "json"]);
    let report = run.json();
    let written = |list: &str| {
        let files = report[list].as_array().unwrap().iter();
        files
            .filter(|file| file["status"] == "written")
            .map(|file| file["path"].as_str().unwrap().replacen("feeds/", "", 1))
    };
    let mut reported: Vec<String> = written("feeds").chain(written("files")).collect();
    reported.sort();
    let after = times(&site, "feeds");
    let changed: Vec<_> = after.iter().filter(|file| !before.contains(file)).map(|(path, _)| path.clone()).collect();
    assert_eq!(changed, reported);
    assert!(changed.contains(&"tags/weather/atom.xml".to_owned()) && changed.contains(&"rss.xml".to_owned()));
    assert!(!changed.iter().any(|path| path.starts_with("tags/grain") || path == "feeds.opml"));
}

#[test]
fn a_feed_that_is_built_no_more_is_removed() {
    let site = tagged_site();
    site.build(&[]).silent();
    site.write("feeds/tags/weather/notes.txt", "mine").write("feeds/tags/other/rss.xml", "<rss>somebody's</rss>");
    site.write("articles/b.md", article("title = \"b\"\ndate = 2026-11-02\ntags = [\"rain\"]"));
    site.build(&["--check"]).expect(1, &["feeds/tags/weather/rss.xml", "would be removed", "is missing"]);
    site.build(&[]).silent();
    let paths: Vec<_> = site.tree("feeds/tags").into_iter().map(|(path, _)| path).collect();
    let grain = ["grain/atom.xml", "grain/feed.json", "grain/rss.xml", "other/rss.xml"];
    let rest = ["rain/atom.xml", "rain/feed.json", "rain/rss.xml", "weather/notes.txt"];
    assert_eq!(paths, [grain, rest].concat());
}

#[test]
fn check_writes_nothing() {
    let site = tagged_site();
    site.build(&["--check"]).expect(1, &["error[output-differs]", "feeds/rss.xml", "is missing"]);
    assert!(!site.exists("feeds") && !site.exists(".feedmill"));
    site.build(&[]).silent();
    site.build(&["--check"]).silent();
    let feed = site.read("feeds/rss.xml").replace("<title>b</title>", "<title>c</title>");
    let line = feed.lines().position(|line| line.contains("<title>c</title>")).unwrap() + 1;
    site.write("feeds/rss.xml", &feed);
    site.build(&["--check"]).expect(1, &[&format!("feeds/rss.xml:{line}:"), "differs"]);
    assert_eq!(site.read("feeds/rss.xml"), feed);
}

#[test]
fn what_a_killed_run_left_behind_is_removed() {
    let site = tagged_site();
    site.build(&[]).silent();
    let before = site.tree("feeds");
    site.write("feeds/.feedmill-tmp/0", "half a fe");
    site.build(&[]).silent();
    assert_eq!(site.tree("feeds"), before);
}

#[test]
fn killed_at_any_moment_every_feed_is_whole() {
    let site = tagged_site();
    let state = |n: usize| {
        for name in ["a", "b"] {
            let head = format!("title = \"{name} {n}\"\ndate = 2026-11-02\ntags = [\"grain\", \"weather\"]");
            site.write(&format!("articles/{name}.md"), article(&head));
        }
    };
    let mut whole = Vec::new();
    for n in 0..2 {
        state(n);
        site.build(&[]).silent();
        whole.push(site.tree("feeds"));
    }
    for n in 0..60 {
        state(n % 2);
        let mut run = site.command(&["build", "--now", NOW]).spawn().unwrap();
        thread::sleep(Duration::from_micros(150 * n as u64));
        run.kill().unwrap();
        run.wait().unwrap();
        for (path, bytes) in site.tree("feeds").into_iter().filter(|(path, _)| !path.starts_with(".feedmill-tmp")) {
            let sound = whole.iter().any(|tree| tree.contains(&(path.clone(), bytes.clone())));
            assert!(sound, "{path} is neither its old nor its new self");
        }
    }
    state(0);
    site.build(&[]).silent();
    assert_eq!(site.tree("feeds"), whole[0], "the next run ends as an undisturbed one");
}

#[test]
fn the_second_of_two_runs_says_who_holds_the_lock() {
    let site = tagged_site();
    site.build(&[]).silent();
    let lock = fs::File::options().write(true).open(site.path(".feedmill/lock")).unwrap();
    lock.lock().unwrap();
    fs::write(site.path(".feedmill/lock"), "process 4711, since 2026-11-22T11:59:00Z\n").unwrap();
    site.build(&[]).expect(2, &["process 4711"]);
    site.build(&["--check"]).silent();
    let waiting = site.command(&["build", "--now", NOW, "--wait", "60"]).spawn().unwrap();
    thread::sleep(Duration::from_millis(50));
    lock.unlock().unwrap();
    Run::from(waiting.wait_with_output().unwrap()).expect(0, &[]);
}

#[test]
fn a_write_that_fails_leaves_the_feeds_as_they_were() {
    let site = tagged_site();
    site.build(&[]).silent();
    let before = site.tree("feeds");
    site.write("articles/a.md", titled(&"long ".repeat(150), "2026-11-02"));
    // No file may grow beyond one block; feedmill is told so by an error, as it is on a full disk.
    let script = format!("trap '' XFSZ; ulimit -f 1; exec {} build --now {NOW}", env!("CARGO_BIN_EXE_feedmill"));
    let run = Command::new("bash").args(["-c", &script]).current_dir(site.path("")).output().unwrap();
    Run::from(run).expect(2, &["could not write", "feeds/"]);
    assert_eq!(site.tree("feeds"), before);
    site.build(&[]).silent();
    assert_ne!(site.tree("feeds"), before);
}

/// Runs a script where file systems may be mounted, if this system lets anybody do so.
#[cfg(target_os = "linux")]
fn with_mounts(site: &Site, script: &str) -> Option<Run> {
    let probe = Command::new("unshare").args(["-rm", "true"]).output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        eprintln!("skipped: this system lets nobody mount a file system of their own");
        return None;
    }
    let script = script.replace("feedmill", env!("CARGO_BIN_EXE_feedmill")).replace("NOW", NOW);
    let run = Command::new("unshare").args(["-rm", "sh", "-c", &script]).current_dir(site.path("")).output();
    Some(run.unwrap().into())
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_the_feeds_as_they_were() {
    let site = tagged_site();
    let script = "mkdir -p feeds && mount -t tmpfs -o size=128k none feeds && feedmill build --now NOW && \
                  find feeds -type f | sort | xargs sha256sum > ../before-$$; dd if=/dev/zero of=feeds/fill 2>/dev/null; \
                  echo '+++\ntitle = \"C\"\ndate = 2026-11-03\n+++\nText' > articles/c.md; \
                  feedmill build --now NOW; code=$?; rm feeds/fill; \
                  find feeds -type f | sort | xargs sha256sum | cmp - ../before-$$ && rm ../before-$$ && \
                  test -z \"$(ls -d feeds/.feedmill-tmp 2>/dev/null)\" && exit $code; exit 99";
    if let Some(run) = with_mounts(&site, script) {
        run.expect(2, &["could not write", "feeds"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_read_only_output_folder_is_an_error_only_where_something_is_to_be_written() {
    let site = tagged_site();
    site.build(&[]).silent();
    let before = site.tree("feeds");
    let script = "mount --bind feeds feeds && mount -o remount,bind,ro feeds && feedmill build --now NOW";
    if let Some(run) = with_mounts(&site, script) {
        run.silent();
    }
    site.write("articles/c.md", titled("C", "2026-11-03"));
    if let Some(run) = with_mounts(&site, script) {
        run.expect(2, &["could not write", "feeds"]);
    }
    assert_eq!(site.tree("feeds"), before);
}

#[cfg(unix)]
#[test]
fn permissions_are_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = tagged_site();
    site.build(&[]).silent();
    let mode = |path: &str| fs::metadata(site.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("feeds/rss.xml") & 0o600, 0o600);
    fs::set_permissions(site.path("feeds/rss.xml"), fs::Permissions::from_mode(0o640)).unwrap();
    site.write("articles/c.md", titled("C", "2026-11-03"));
    site.build(&[]).silent();
    assert_eq!(mode("feeds/rss.xml"), 0o640);
}

#[test]
fn no_document_exceeds_max_bytes() {
    let site = Site::new();
    for n in 0..30 {
        let body = "A sentence of some words. ".repeat(10 + 7 * n);
        let head = format!("+++\ntitle = \"Article {n}\"\ndate = 2026-10-{:02}\n+++\n", n % 30 + 1);
        site.write(&format!("articles/a{n}.md"), format!("{head}\n{body}\n"));
    }
    for limit in [5_000, 20_000, 60_000] {
        let config = site.read("feedmill.toml");
        let config = config.split("[defaults]").next().unwrap();
        site.write("feedmill.toml", format!("{config}[defaults]\nlimit = 30\nmax_bytes = {limit}\n"));
        let report = site.build(&["--format", "json"]).json();
        for feed in report["feeds"].as_array().unwrap() {
            let (bytes, entries) = (feed["bytes"].as_u64().unwrap(), feed["entries"].as_u64().unwrap());
            assert!(bytes <= limit && entries > 0, "{feed} is over {limit}");
            assert!(entries < 30, "{feed} has every entry");
        }
        assert!(report["diagnostics"].as_array().unwrap().iter().any(|found| found["rule"] == "feed-cut"));
    }
}

#[test]
fn a_fault_in_a_sidecar_is_shown_there() {
    let site = Site::with("articles/a.md", "Only a body.\n");
    site.write("articles/a.toml", "title = \"A\"\ndate = 2026-11-02\nenclosures = [\"gone.mp3\"]\n");
    site.build(&[]).expect(1, &["error[missing-enclosure]", "articles/a.toml:3:15"]);
    site.write("articles/a.toml", "title = \"A\"\ndate = 2026-11-02\nslug = \"b\"\n");
    site.write("articles/b.md", titled("B", "2026-11-03"));
    site.build(&[]).expect(1, &["error[duplicate-permalink]", "articles/a.toml:3:8", "articles/b.md"]);
}
