//! What a build reads: of hundreds of feeds those that change.

use std::collections::BTreeSet;
use std::fs;
use std::thread;
use std::time::{Duration, SystemTime};

use crate::site::{NOW, Site, article};

fn accessed(site: &Site, path: &str) -> SystemTime {
    fs::metadata(site.path(path)).unwrap().accessed().unwrap()
}

/// Longer than a step of the file system's clock.
fn wait() {
    thread::sleep(Duration::from_millis(30));
}

/// Whether the file system tells when a file was read that was not since it was written.
fn tells_reads(site: &Site) -> bool {
    site.write("probe", "x");
    let before = accessed(site, "probe");
    wait();
    site.read("probe");
    accessed(site, "probe") > before
}

#[test]
fn an_edit_reads_the_feeds_that_change_and_no_others() {
    for setting in ["", "[articles]\nupdated = \"auto\"\n"] {
        let site = Site::in_memory();
        if !tells_reads(&site) {
            return;
        }
        let config = "[defaults]\nlimit = 6\n[[feed]]\n[[feed]]\neach = \"tag\"\n[[feed]]\neach = \"section\"\n";
        site.write("feedmill.toml", format!("[site]\ntitle = \"T\"\nurl = \"https://t.example/\"\n{setting}{config}"));
        let put = |n: usize, body: &str| {
            let (hour, day, month) = (n % 24, n / 24 % 28 + 1, n / 672 + 1);
            let date = format!("2026-{month:02}-{day:02}T{hour:02}:00:00Z");
            let head = format!("title = \"N {n}\"\ndate = {date}\ntags = [\"t{}\", \"u{}\"]", n % 250, n % 7);
            site.write(&format!("articles/s{}/n{n}.md", n % 3), article(&head) + body);
        };
        (0..1500).for_each(|n| put(n, ""));
        site.build(&[]).silent();
        wait();
        site.build(&[]).silent();
        let paths: Vec<String> = site.tree("feeds").into_iter().map(|(path, _)| path).collect();
        assert!(paths.len() > 700, "{}", paths.len());
        // Now all were read. What is written anew by a build was not.
        fs::remove_dir_all(site.path("feeds")).unwrap();
        site.build(&[]).silent();
        wait();
        site.build(&[]).silent();
        wait();
        let path = |path: &String| format!("feeds/{path}");
        let times = |one: &String| {
            let metadata = fs::metadata(site.path(&path(one))).unwrap();
            (metadata.accessed().unwrap(), metadata.modified().unwrap())
        };
        // Those that the system told to be very young were read once more by the next build, and tell no more.
        let unread = |one: &&String| {
            let (accessed, modified) = times(one);
            accessed <= modified
        };
        let unread: Vec<&String> = paths.iter().filter(unread).collect();
        if unread.len() < 100 {
            return;
        }
        let before: Vec<SystemTime> = unread.iter().map(|one| times(one).0).collect();
        wait();
        put(1490, "It was read again.\n");
        let run = site.run(&["build", "--now", NOW, "--format", "json"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let read = unread.iter().zip(before).filter(|(one, before)| accessed(&site, &path(one)) > *before);
        let read: BTreeSet<&str> =
            read.map(|(path, _)| path.rsplit_once('/').map_or("", |(folder, _)| folder)).collect();
        let concerned = ["", "tags/t240", "tags/u6", "sections/s2"];
        let strange: Vec<&&str> = read.iter().filter(|folder| !concerned.contains(*folder)).collect();
        assert!(strange.is_empty(), "{strange:?}");
    }
}
