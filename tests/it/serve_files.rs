//! `feedmill serve`: what a feed reader meets on the wire.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::site::{Site, titled};

/// Longer than any machine takes.
const DEADLINE: Duration = Duration::from_secs(60);

/// A feedmill that serves.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(site: &Site, args: &[&str]) -> Server {
        let mut command = site.command(&[&["serve", "--port", "0"], args].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("it ended before it served").unwrap();
            if let Some(address) = line.strip_prefix("Serving at http://") {
                break address.trim_end_matches('/').to_owned();
            }
        };
        Server { child, address }
    }

    fn ask(&self, request: &str, headers: &[&str]) -> Answer {
        let mut socket = TcpStream::connect(&self.address).unwrap();
        socket.set_read_timeout(Some(DEADLINE)).unwrap();
        let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let head = format!("{request} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{lines}\r\n", self.address);
        socket.write_all(head.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        socket.read_to_end(&mut bytes).unwrap();
        Answer::of(&bytes)
    }

    fn get(&self, path: &str, headers: &[&str]) -> Answer {
        self.ask(&format!("GET {path}"), headers)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// What came back.
struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    fn of(bytes: &[u8]) -> Answer {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a head");
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: bytes[end + 4..].to_vec() }
    }

    /// A header; empty where it is not there.
    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
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
        let whole = server.get(path, &[]);
        assert_eq!((whole.status, whole.header("content-type")), (200, kind), "{path}\n{}", whole.head);
        assert_eq!(whole.header("content-length"), whole.body.len().to_string());
        assert_ne!(whole.header("date"), "");
        let (tag, date) = (whole.header("etag"), whole.header("last-modified"));
        for condition in [format!("If-None-Match: \"x\", W/{tag}"), format!("If-Modified-Since: {date}")] {
            let held = server.get(path, &[&condition]);
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
            let packed = server.get(path, &[&format!("Accept-Encoding: {coding}")]);
            assert_eq!((packed.status, packed.header("content-encoding")), (200, coding));
            assert!(packed.body.len() < whole.body.len());
            assert!(!tags.contains(&packed.header("etag").to_owned()));
            tags.push(packed.header("etag").to_owned());
        }
    }
    let own = server.get("/bread/atom.xml", &[]);
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
    let before = paths.map(|path| server.get(path, &[]).header("etag").to_owned());
    site.write("articles/loaf-10.md", titled("Loaf 10", "2026-11-10"));
    let begun = Instant::now();
    while !server.get("/rss.xml", &[]).text().contains("Loaf 10") {
        assert!(begun.elapsed() < DEADLINE, "the feed does not change");
        std::thread::sleep(Duration::from_millis(20));
    }
    for (path, tag) in paths.into_iter().zip(before) {
        let held = format!("If-None-Match: {tag}");
        let delta = server.get(path, &["A-IM: feed", &held]);
        assert_eq!((delta.status, delta.header("im")), (226, "feed"), "{path}");
        let document = feedmill::parse::parse(&delta.body).unwrap();
        let titles: Vec<_> = document.entries.into_iter().map(|entry| entry.title).collect();
        assert_eq!(titles, ["Loaf 10"]);
        assert_eq!(server.get(path, &[&held]).status, 200);
        let whole = server.get(path, &["A-IM: feed", &format!("If-None-Match: {}", delta.header("etag"))]);
        assert_eq!(whole.status, 304);
    }
}

#[test]
fn what_is_new_comes_alone_after_the_configuration_changed() {
    let site = site();
    let server = Server::start(&site, &[]);
    let held = format!("If-None-Match: {}", server.get("/feed.json", &[]).header("etag"));
    for change in ["\n[publish]\ncache_control = \"max-age=7\"\n", "\n[output]\ndir = \"elsewhere\"\n"] {
        site.write("feedmill.toml", site.read("feedmill.toml") + change);
    }
    site.write("articles/loaf-10.md", titled("Loaf 10", "2026-11-10"));
    let begun = Instant::now();
    let answer = loop {
        let answer = server.get("/feed.json", &["A-IM: feed", &held]);
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
        let answer = server.get(path, &[]);
        assert_eq!((answer.status, answer.header("x-content-type-options")), (404, "nosniff"), "{path}");
    }
    assert_eq!(server.get("/old/rss.xml", &[]).status, 410);
    // What lies beside an article is where its page says.
    let feed = server.get("/feed.json", &[]);
    let document = feedmill::parse::parse(&feed.body).unwrap();
    let page = document.entries.iter().find(|entry| entry.title == "Rye").unwrap();
    let path = page.link.strip_prefix("https://t.example").unwrap();
    let part = server.get(&format!("{path}crumb.png"), &["Range: bytes=2-4"]);
    assert_eq!((part.status, part.text(), part.header("content-range")), (206, "234", "bytes 2-4/10"), "{path}");
    assert_eq!(part.header("content-type"), "image/png");
    assert_eq!(server.get(&format!("{path}crumb.png"), &["Range: bytes=10-"]).status, 416);
    for name in ["index.md", "notes.md", "%2e%2e/loaf-1.md"] {
        assert_eq!(server.get(&format!("{path}{name}"), &[]).status, 404, "{name}");
    }
}
