//! `feedmill validate URL`, against a server of a few lines on this machine. Nothing else is asked.

use std::io::{BufRead as _, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::site::{Run, Site};

const OPML: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\"><head><title>Lists</title></head>\
                    <body><outline text=\"A\"/></body></opml>\n";

/// What a server does with a request: its path, and whether gzip is welcome.
type Handler = fn(&str, bool, &mut TcpStream) -> std::io::Result<()>;

/// Starts a server; gives its address, as in `http://127.0.0.1:1234`. It ends with the tests.
fn serve(handler: Handler) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            thread::spawn(move || {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                // A handshake for a secure connection has no lines, and no answer is what it wants.
                if reader.fill_buf().is_ok_and(|bytes| bytes.first() == Some(&0x16)) {
                    let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
                    return;
                }
                let mut lines = reader.lines().map_while(Result::ok);
                let request = lines.next().unwrap_or_default();
                let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
                let gzip = headers.iter().any(|line| line.to_ascii_lowercase().starts_with("accept-encoding: gzip"));
                // Whoever asked may have hung up.
                let _ = handler(request.split(' ').nth(1).unwrap_or_default(), gzip, &mut stream);
            });
        }
    });
    address
}

fn answer(to: &mut TcpStream, status: &str, headers: &str, body: &[u8]) -> std::io::Result<()> {
    write!(to, "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n", body.len())?;
    to.write_all(body)
}

fn gzipped(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).unwrap();
    encoder.finish().unwrap()
}

fn usual(path: &str, gzip: bool, to: &mut TcpStream) -> std::io::Result<()> {
    let (body, coding) =
        if gzip { (gzipped(OPML.as_bytes()), "Content-Encoding: gzip\r\n") } else { (OPML.into(), "") };
    let xml = format!("Content-Type: application/xml; charset=utf-8\r\n{coding}");
    match path {
        "/a.opml" => answer(to, "200 OK", &xml, &body),
        "/plain" => answer(to, "200 OK", "Content-Type: application/xml\r\n", OPML.as_bytes()),
        "/koi8" => answer(to, "200 OK", &xml.replace("utf-8", "koi8-r"), &body),
        "/page" => answer(to, "200 OK", &xml.replace("application/xml", "text/html"), &body),
        "/moved" => answer(to, "301 Moved", "Location: a.opml\r\n", b""),
        "/found" => answer(to, "302 Found", "Location: /moved\r\n", b"<p>see there</p>"),
        "/around" => answer(to, "307 Here", "Location: /around\r\n", b""),
        "/away" => answer(to, "301 Moved", "Location: file:///etc/hostname\r\n", b""),
        "/gone" => answer(to, "410 Gone", "Content-Type: text/html\r\n", b"<!DOCTYPE html><p>No."),
        "/faulty" => answer(to, "500 Oh", "", b"<rss version=\"2.0\"><channel>&nope;</channel></rss>"),
        "/no-gzip" => answer(to, "200 OK", "Content-Encoding: gzip\r\n", OPML.as_bytes()),
        "/brotli" => answer(to, "200 OK", "Content-Encoding: br\r\n", b"\x0b\x02\x80"),
        "/bad-header" => answer(to, "200 OK", "X Y: z\r\n", OPML.as_bytes()),
        "/half" => to.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n<opml"),
        "/no-http" => to.write_all(b"220 mail.example ready\r\n\r\n"),
        "/bomb" => answer(to, "200 OK", "Content-Encoding: gzip\r\n", &gzipped(&vec![b' '; (64 << 20) + 1])),
        "/endless" => {
            to.write_all(b"HTTP/1.1 200 OK\r\n\r\n<rss>")?;
            let page = [b' '; 1 << 16];
            loop {
                to.write_all(&page)?;
            }
        }
        "/slow" => {
            to.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n<rss>")?;
            loop {
                thread::sleep(Duration::from_millis(100));
                to.write_all(b" ")?;
            }
        }
        _ => answer(to, "404 Not Found", "", b"no such thing"),
    }
}

fn validate(args: &[&str]) -> Run {
    let site = Site::new();
    let mut command = site.command(&[&["validate", "--format", "json"], args].concat());
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    command.output().unwrap().into()
}

fn rules(run: &Run) -> Vec<String> {
    let document: Value = serde_json::from_str(run.out.lines().next().unwrap()).unwrap();
    let found = document["diagnostics"].as_array().unwrap();
    found.iter().map(|found| found["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_document_is_fetched_and_judged() {
    let server = serve(usual);
    let url = format!("{server}/a.opml");
    let run = validate(&[&url]);
    assert_eq!(run.out, format!("{{\"file\":\"{url}\",\"format\":\"opml\",\"diagnostics\":[]}}\n"), "{}", run.err);
    assert_eq!(run.code, Some(0));
    for (path, wanted, code) in [
        ("/plain", &["uncompressed"][..], 0),
        ("/koi8", &["encoding-mismatch"], 0),
        ("/page", &["unexpected-content-type"], 0),
        ("/moved", &[], 0),
        ("/found", &["temp-redirect"], 0),
        ("/around", &["http-error", "temp-redirect"], 1),
        ("/away", &["http-error"], 1),
        ("/gone", &["http-error"], 1),
        ("/nowhere", &["http-error"], 1),
        ("/faulty", &["http-error-with-possible-feed", "missing-encoding", "sax-error"], 1),
        ("/bad-header", &["http-protocol-error"], 1),
    ] {
        let run = validate(&[&format!("{server}{path}")]);
        let found = rules(&run);
        // Other rules may have a word to say on the documents, or their media types.
        let about_the_way = |rule: &&String| {
            wanted.contains(&rule.as_str()) || ["http", "redirect", "compressed"].iter().any(|part| rule.contains(part))
        };
        assert_eq!(found.iter().filter(about_the_way).collect::<Vec<_>>(), wanted, "{path}: {}", run.out);
        assert_eq!(run.code, Some(code), "{path}: {}{}", run.out, run.err);
    }
    let gone: Value = serde_json::from_str(&validate(&[&format!("{server}/gone")]).out).unwrap();
    assert_eq!(gone["diagnostics"][0]["params"]["status"], "410");
}

#[test]
fn what_cannot_be_fetched_is_told_in_plain_words() {
    let server = serve(usual);
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (url, words) in [
        (format!("http://{closed}/"), "the server refuses connections"),
        ("http://no-such-host.invalid/".to_owned(), "no server named no-such-host.invalid is known"),
        (format!("{server}/half"), "the answer ends too early"),
        (format!("{server}/no-http"), "the answer is no HTTP"),
        (format!("{server}/no-gzip"), "not compressed as the server says"),
        (format!("{server}/brotli"), "sent in `br`, which was not asked for"),
        ("http://".to_owned(), "empty host"),
    ] {
        let run = validate(&[&url, &format!("{server}/a.opml")]);
        run.expect(2, &[&format!("error: could not fetch {url}: "), words]);
        assert_eq!((rules(&run), run.out.lines().count()), (vec!["io-error".to_owned()], 2), "{url}: {}", run.out);
    }
}

#[test]
fn no_server_holds_a_run_up_or_fills_the_memory() {
    let server = serve(usual);
    validate(&[&format!("{server}/slow"), "--timeout", "1"]).expect(2, &["the document did not come within 1 s"]);
    for path in ["/endless", "/bomb"] {
        let run = validate(&[&format!("{server}{path}")]);
        assert_eq!((run.code, rules(&run)), (Some(1), vec!["validator-limit".to_owned()]), "{path}: {}", run.err);
    }
}

#[test]
fn a_server_without_a_secure_connection_is_at_fault() {
    let server = serve(usual);
    let run = validate(&[&server.replace("http://", "https://")]);
    assert_eq!((run.code, rules(&run)), (Some(1), vec!["https-protocol-error".to_owned()]), "{}", run.err);
}
