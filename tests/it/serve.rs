//! `feedmill serve`: what it serves follows what is written, and what cannot be built takes nothing away.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::site::{NOW, Site, article};

/// Longer than any machine takes.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// A server of a site.
pub struct Server {
    child: Child,
    /// As in `127.0.0.1:37095`.
    pub address: String,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    #[track_caller]
    fn of(bytes: &[u8]) -> Answer {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| panic!("no head: {bytes:?}"));
        let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, head, body: bytes[end + 4..].to_vec() }
    }

    /// A header; empty where it is not there.
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value)
    }

    /// Whether a header is there, be it empty.
    pub fn has(&self, name: &str) -> bool {
        self.head.lines().any(|line| line.split(':').next().is_some_and(|known| known.eq_ignore_ascii_case(name)))
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Server {
    /// Starts one, and waits until it says where it is.
    #[track_caller]
    pub fn start(site: &Site, args: &[&str]) -> Server {
        let mut command = site.command(&[&["serve", "--port", "0", "--now", NOW], args].concat());
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("Serving at http://").unwrap_or_else(|| panic!("it said `{line}`"));
        Server { child, address: url.trim_end_matches('/').to_owned() }
    }

    /// Asks for something, as in `GET /rss.xml`, with these headers besides, and reads the answer to the end of the connection.
    #[track_caller]
    pub fn ask(&self, request: &str, headers: &[&str]) -> Answer {
        self.ask_as(&self.address, request, headers)
    }

    /// The same, with another name for the server.
    #[track_caller]
    fn ask_as(&self, host: &str, request: &str, headers: &[&str]) -> Answer {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        let lines: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
        let head = format!("{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{lines}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        Answer::of(&bytes)
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), &[])
    }

    /// Asks for a file until what is got is as it should be.
    #[track_caller]
    pub fn until(&self, path: &str, is_so: impl Fn(&Answer) -> bool) -> Answer {
        let begun = Instant::now();
        loop {
            let answer = self.get(path);
            if is_so(&answer) {
                return answer;
            }
            assert!(begun.elapsed() < DEADLINE, "{path}: {}\n{}", answer.status, answer.text());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn site() -> Site {
    let site = Site::new();
    site.configure("\n[[feed]]\neach = \"tag\"\npath = \"tags/{tag}\"");
    site.write("articles/tea.md", tagged("Tea and bread", "tea"));
    site
}

fn tagged(title: &str, tag: &str) -> String {
    format!("+++\ntitle = \"{title}\"\ndate = 2026-11-20\ntags = [\"{tag}\"]\n+++\nA text.\n")
}

#[test]
fn what_is_served_follows_what_is_written() {
    let site = site();
    let server = Server::start(&site, &[]);
    assert!(server.get("/feed.json").text().contains("Tea and bread"));
    site.write("articles/tea.md", tagged("Tea without bread", "tea"));
    let answer = server.until("/feed.json", |answer| answer.text().contains("Tea without bread"));
    assert_eq!(answer.status, 200);
    site.write("articles/milk.md", article("title = \"Milk\"\ndate = 2026-11-21"));
    server.until("/rss.xml", |answer| answer.text().contains("<title>Milk</title>"));
}

#[test]
fn what_cannot_be_built_takes_nothing_away_and_is_shown() {
    let site = site();
    let server = Server::start(&site, &[]);
    site.write("articles/tea.md", "+++\ntitle = \"Tea\"\ndate = 2026-02-30\n+++\nA text.\n");
    server.until("/", |answer| answer.text().contains("articles/tea.md"));
    assert!(server.get("/feed.json").text().contains("Tea and bread"));
    site.write("articles/tea.md", tagged("Tea again", "tea"));
    server.until("/feed.json", |answer| answer.text().contains("Tea again"));
    server.until("/", |answer| !answer.text().contains("articles/tea.md"));
}

#[test]
fn findings_name_the_line_in_the_article_whoever_built_the_feed() {
    let site = site();
    site.write("articles/tea.md", tagged("Tea &amp;amp; <b>bread</b>", "tea"));
    site.build(&[]);
    // Nothing has changed since, and no article is read again.
    let server = Server::start(&site, &[]);
    let page = server.get("/.feedmill/feed/rss.xml");
    let page = page.text();
    assert!(page.contains("contains-html") && page.contains("articles/tea.md:2:"), "{page}");
}

#[test]
fn a_faulty_configuration_keeps_the_feeds_that_are_there() {
    let site = site();
    let config = site.read("feedmill.toml");
    let server = Server::start(&site, &[]);
    site.write("feedmill.toml", "[site]\ntitle = \n");
    server.until("/", |answer| answer.text().contains("feedmill.toml"));
    assert_eq!(server.get("/rss.xml").status, 200);
    site.write("feedmill.toml", config.replace("\"Test\"", "\"Another name\""));
    server.until("/feed.json", |answer| answer.text().contains("Another name"));
}

#[test]
fn another_output_folder_is_served_when_it_is_built() {
    let site = site();
    let config = site.read("feedmill.toml");
    let server = Server::start(&site, &[]);
    site.write("articles/tea.md", "+++\ntitle = \"Tea\"\ndate = 2026-02-30\n+++\nA text.\n");
    server.until("/", |answer| answer.text().contains("articles/tea.md"));
    // A configuration that cannot be read tells that the one before it was left, and the one behind it taken up.
    site.write("feedmill.toml", "[site]\n");
    server.until("/", |answer| answer.text().contains("feedmill.toml"));
    site.write("feedmill.toml", config.replace("\"Test\"", "\"Moved\"") + "\n[output]\ndir = \"elsewhere\"\n");
    server.until("/", |answer| answer.text().contains("articles/tea.md"));
    assert!(server.get("/feed.json").text().contains("Tea and bread"));
    assert!(!server.get("/").text().contains("Moved"));
    site.write("articles/tea.md", tagged("Tea again", "tea"));
    server.until("/feed.json", |answer| answer.text().contains("Tea again"));
    assert!(server.get("/").text().contains("Moved"));
}

#[test]
fn it_begins_with_a_faulty_site_and_serves_what_stands() {
    let site = site();
    site.build(&[]).silent();
    site.write("articles/tea.md", "+++\ntitle = \"Tea\"\n");
    let server = Server::start(&site, &[]);
    assert!(server.get("/atom.xml").text().contains("Tea and bread"));
    assert!(server.get("/").text().contains("articles/tea.md"));
}

#[test]
fn a_withdrawn_feed_is_gone_and_may_come_back() {
    let site = site();
    let server = Server::start(&site, &[]);
    assert_eq!(server.get("/tags/tea/rss.xml").status, 200);
    assert_eq!(server.get("/tags/milk/rss.xml").status, 404);
    site.write("articles/tea.md", tagged("Tea and bread", "milk"));
    server.until("/tags/milk/rss.xml", |answer| answer.status == 200);
    server.until("/tags/tea/rss.xml", |answer| answer.status == 410);
    drop(server);
    // The next server knows it still, whoever withdrew it.
    let server = Server::start(&site, &[]);
    assert_eq!(server.get("/tags/tea/rss.xml").status, 410);
    site.write("articles/more.md", tagged("More tea", "tea"));
    server.until("/tags/tea/rss.xml", |answer| answer.status == 200);
}

#[test]
fn drafts_are_shown_and_never_written_where_they_could_be_published() {
    let site = site();
    site.build(&[]).silent();
    let before = site.tree("feeds");
    site.write("articles/secret.md", article("title = \"Secret\"\ndate = 2026-11-21\ndraft = true"));
    let server = Server::start(&site, &["--drafts"]);
    assert!(server.get("/feed.json").text().contains("Secret"));
    site.write("articles/secret.md", article("title = \"Secrets\"\ndate = 2026-11-21\ndraft = true"));
    server.until("/feed.json", |answer| answer.text().contains("Secrets"));
    assert_eq!(site.tree("feeds"), before);
    drop(server);
    let server = Server::start(&site, &[]);
    assert!(!server.get("/feed.json").text().contains("Secret"));
}

#[test]
fn a_build_that_runs_beside_it_is_taken_up() {
    let site = site();
    let server = Server::start(&site, &[]);
    site.configure("\n[defaults]\nlimit = 7");
    site.build(&["--no-cache"]);
    site.write("feeds/extra.txt", "Some file.");
    server.until("/extra.txt", |answer| answer.text() == "Some file.");
}

#[cfg(unix)]
#[test]
fn it_ends_in_good_order() {
    let site = site();
    for signal in ["-TERM", "-INT"] {
        let mut server = Server::start(&site, &[]);
        let id = server.child.id().to_string();
        assert!(std::process::Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert_eq!(server.child.wait().unwrap().code(), Some(0), "{signal}");
    }
    assert!(!site.exists("feeds/.feedmill-tmp"));
}

#[test]
fn what_it_cannot_do_it_says_with_the_mend() {
    let site = site();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    site.run(&["serve", "--port", &port]).expect(2, &["another program has this port", "--port 0"]);
    site.run(&["serve", "--listen", "nowhere"]).expect(2, &["--listen 127.0.0.1:8080"]);
    site.remove("feedmill.toml");
    site.run(&["serve", "--port", "0"]).expect(2, &["feedmill init"]);
}

#[test]
fn a_page_elsewhere_that_takes_this_machines_address_reads_nothing_private() {
    let site = site();
    let server = Server::start(&site, &[]);
    let ask = |server: &Server, host: &str, path: &str| server.ask_as(host, &format!("GET {path}"), &[]).status;
    assert_eq!(ask(&server, "rebound.example", "/"), 421);
    assert_eq!(ask(&server, "localhost", "/"), 200);
    // What is published anyway may be had by way of a proxy.
    assert_eq!(ask(&server, "rebound.example", "/rss.xml"), 200);
    let server = Server::start(&site, &["--drafts"]);
    assert_eq!(ask(&server, "rebound.example", "/rss.xml"), 421);
    let answer = server.get("/feed.json");
    assert_eq!((answer.header("cache-control"), answer.has("access-control-allow-origin")), ("no-store", false));
}

#[test]
fn what_is_told_to_open_pages_has_no_length() {
    let site = site();
    let server = Server::start(&site, &[]);
    let answer = server.ask_as("localhost", "HEAD /.feedmill/events", &[]);
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/event-stream"));
    assert!(!answer.has("content-length"));
}

#[test]
fn without_pages_the_root_is_the_outputs_own_page() {
    let site = site();
    let server = Server::start(&site, &["--preview", "never"]);
    assert!(server.get("/").text().contains("rel=\"alternate\""));
    assert_eq!(server.get("/.feedmill/feed/rss.xml").status, 404);
}
