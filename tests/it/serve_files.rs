//! `feedmill serve`: what a feed reader meets on the wire.

use std::time::{Duration, Instant};

use crate::serve::{Answer, DEADLINE, Server};
use crate::site::{Site, titled};

fn get(server: &Server, path: &str, headers: &[&str]) -> Answer {
    server.ask(&format!("GET {path}"), headers)
}

fn site() -> Site {
    let site = Site::new();
    for n in 1..=9 {
        site.write(&format!("articles/loaf-{n}.md"), titled(&format!("Loaf {n}"), &format!("2026-11-0{n}")));
    }
    site.configure("[[feed]]\npath = \"bread\"\n");
    site
}

#[test]
fn feeds_are_what_readers_expect() {
    let site = site();
    let server = Server::start(&site, &[]);
    let types = [
        ("/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/feed.json", "application/feed+json; charset=utf-8"),
        ("/bread/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
    ];
    for (path, kind) in types {
        let whole = get(&server, path, &[]);
        assert_eq!((whole.status, whole.header("content-type")), (200, kind), "{path}\n{}", whole.head);
        assert_eq!(whole.header("content-length"), whole.body.len().to_string());
        assert_ne!(whole.header("date"), "");
        let (tag, date) = (whole.header("etag"), whole.header("last-modified"));
        for condition in [format!("If-None-Match: \"x\", W/{tag}"), format!("If-Modified-Since: {date}")] {
            let held = get(&server, path, &[&condition]);
            assert_eq!((held.status, held.body.len()), (304, 0), "{condition}");
            // A length here would be taken for that of the whole.
            assert_eq!((held.header("content-length"), held.header("transfer-encoding")), ("", ""));
            assert_eq!((held.header("etag"), held.header("vary")), (tag, whole.header("vary")));
        }
        let head = server.ask(&format!("HEAD {path}"), &[]);
        assert_eq!((head.status, head.body.len()), (200, 0));
        assert_eq!(head.header("content-length"), whole.header("content-length"));
        let mut tags = vec![tag.to_owned()];
        for coding in ["gzip", "br", "zstd"] {
            let packed = get(&server, path, &[&format!("Accept-Encoding: {coding}")]);
            assert_eq!((packed.status, packed.header("content-encoding")), (200, coding));
            assert!(packed.body.len() < whole.body.len());
            assert!(!tags.contains(&packed.header("etag").to_owned()));
            tags.push(packed.header("etag").to_owned());
        }
    }
    let own = get(&server, "/bread/atom.xml", &[]);
    assert_eq!(own.header("link"), "<https://t.example/feeds/bread/atom.xml>; rel=\"self\"");
    let answer = server.ask("POST /rss.xml", &["Content-Length: 0"]);
    assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD, OPTIONS"));
    let asked = ["Origin: https://y.example", "Access-Control-Request-Method: GET"];
    let answer = server.ask("OPTIONS /feed.json", &asked);
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (204, "*"));
}

#[test]
fn what_is_new_comes_alone() {
    let site = site();
    let server = Server::start(&site, &[]);
    let paths = ["/rss.xml", "/atom.xml", "/feed.json"];
    let before = paths.map(|path| get(&server, path, &[]).header("etag").to_owned());
    site.write("articles/loaf-10.md", titled("Loaf 10", "2026-11-10"));
    let begun = Instant::now();
    while !get(&server, "/rss.xml", &[]).text().contains("Loaf 10") {
        assert!(begun.elapsed() < DEADLINE, "the feed does not change");
        std::thread::sleep(Duration::from_millis(20));
    }
    for (path, tag) in paths.into_iter().zip(before) {
        let held = format!("If-None-Match: {tag}");
        let delta = get(&server, path, &["A-IM: feed", &held]);
        assert_eq!((delta.status, delta.header("im")), (226, "feed"), "{path}");
        let document = feedmill::parse::parse(&delta.body).unwrap();
        let titles: Vec<_> = document.entries.into_iter().map(|entry| entry.title).collect();
        assert_eq!(titles, ["Loaf 10"]);
        assert_eq!(get(&server, path, &[&held]).status, 200);
        let whole = get(&server, path, &["A-IM: feed", &format!("If-None-Match: {}", delta.header("etag"))]);
        assert_eq!(whole.status, 304);
    }
}

#[test]
fn what_is_new_comes_alone_after_the_configuration_changed() {
    let site = site();
    let server = Server::start(&site, &[]);
    let held = format!("If-None-Match: {}", get(&server, "/feed.json", &[]).header("etag"));
    for change in ["\n[publish]\ncache_control = \"max-age=7\"\n", "\n[output]\ndir = \"elsewhere\"\n"] {
        site.write("feedmill.toml", site.read("feedmill.toml") + change);
    }
    site.write("articles/loaf-10.md", titled("Loaf 10", "2026-11-10"));
    let begun = Instant::now();
    let answer = loop {
        let answer = get(&server, "/feed.json", &["A-IM: feed", &held]);
        if answer.status != 304 {
            break answer;
        }
        assert!(begun.elapsed() < DEADLINE, "the feed does not change");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(answer.status, 226, "{}", answer.text());
    assert!(answer.text().contains("Loaf 10"));
}

#[test]
fn nothing_but_the_output_is_served() {
    let site = site();
    site.write("articles/rye/index.md", titled("Rye", "2026-11-11"));
    site.write("articles/rye/crumb.png", "0123456789");
    site.write("articles/rye/notes.md", "not for you");
    site.write("feeds/.feedmill-tmp/rss.xml", "half");
    site.write(".feedmill/withdrawn", "old/rss.xml\n");
    let server = Server::start(&site, &["--preview", "never"]);
    for path in [
        "/../feedmill.toml",
        "/%2e%2e/feedmill.toml",
        "/..%2ffeedmill.toml",
        "/..%5cfeedmill.toml",
        "/bread/../../feedmill.toml",
        "//etc/passwd",
        "/%00",
        "/.feedmill-tmp/rss.xml",
        "/.feedmill/lock",
        "/none",
    ] {
        let answer = get(&server, path, &[]);
        assert_eq!((answer.status, answer.header("x-content-type-options")), (404, "nosniff"), "{path}");
    }
    assert_eq!(get(&server, "/old/rss.xml", &[]).status, 410);
    // What lies beside an article is where its page says.
    let feed = get(&server, "/feed.json", &[]);
    let document = feedmill::parse::parse(&feed.body).unwrap();
    let page = document.entries.iter().find(|entry| entry.title == "Rye").unwrap();
    let path = page.link.strip_prefix("https://t.example").unwrap();
    let part = get(&server, &format!("{path}crumb.png"), &["Range: bytes=2-4"]);
    assert_eq!((part.status, part.text(), part.header("content-range")), (206, "234", "bytes 2-4/10"), "{path}");
    assert_eq!(part.header("content-type"), "image/png");
    assert_eq!(get(&server, &format!("{path}crumb.png"), &["Range: bytes=10-"]).status, 416);
    for name in ["index.md", "notes.md", "%2e%2e/loaf-1.md"] {
        assert_eq!(get(&server, &format!("{path}{name}"), &[]).status, 404, "{name}");
    }
}
