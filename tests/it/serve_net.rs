//! The connections of `serve`: whatever clients do, the others get their feeds. Bounds are short here, waits are not.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::Request;
use axum::response::Response;
use feedmill::serve::net::{Bounds, Options};
use feedmill::serve::{Scene, Shelf, Stage, Station, net};
use proptest::prelude::*;
use tokio::sync::Semaphore;

use crate::site::{Site, titled};

/// Longer than any machine takes.
const DEADLINE: Duration = Duration::from_secs(60);

/// The bytes of `/large`: more than the sockets on both sides hold.
const LARGE: usize = 48 << 20;

/// A server within this process.
struct Server {
    address: SocketAddr,
    station: Arc<Station>,
    /// Lets `/wait` be answered.
    gate: Arc<Semaphore>,
    /// How many have asked for `/wait`.
    arrived: Arc<AtomicUsize>,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Server {
    fn start(bounds: Bounds) -> Server {
        let scene = Scene::default();
        let station = Arc::new(Station::new(Stage::new(Arc::new(Shelf::new("nowhere".into())), scene)));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let gate = Arc::new(Semaphore::new(0));
        let large = Bytes::from(vec![b'x'; LARGE]);
        let arrived = Arc::new(AtomicUsize::new(0));
        let (passage, count) = (Arc::clone(&gate), Arc::clone(&arrived));
        let answer = move |request: Request<Body>| {
            let (large, gate, count) = (large.clone(), Arc::clone(&passage), Arc::clone(&count));
            async move {
                match request.uri().path() {
                    "/large" => Response::new(Body::from(large)),
                    "/events" => {
                        let events = Response::builder().header("content-type", "text/event-stream");
                        events.body(Body::new(Forever)).unwrap()
                    }
                    "/wait" => {
                        count.fetch_add(1, Ordering::SeqCst);
                        gate.acquire().await.unwrap().forget();
                        Response::new(Body::from("at last"))
                    }
                    path => Response::new(Body::from(format!("this is {path}"))),
                }
            }
        };
        let router = Router::new().fallback(answer);
        let thread = {
            let station = Arc::clone(&station);
            let options = Options { bounds, workers: 2, ..Options::default() };
            std::thread::spawn(move || net::serve(listener, router, &station, options))
        };
        Server { address, station, gate, arrived, thread: Some(thread) }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.set_write_timeout(Some(DEADLINE)).unwrap();
        stream
    }

    /// What is answered to these bytes, until the connection ends.
    fn say(&self, bytes: &[u8]) -> String {
        let mut stream = self.connect();
        // It may be over before all is sent.
        let _ = stream.write_all(bytes);
        rest(&mut stream)
    }

    /// An honest client gets what it asks for.
    #[track_caller]
    fn is_well(&self) {
        let said = self.say(b"GET /well HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        assert!(said.starts_with("HTTP/1.1 200 OK\r\n") && said.ends_with("\r\n\r\nthis is /well"), "{said}");
    }

    /// Waits until so many wait.
    #[track_caller]
    fn until_arrived(&self, count: usize) {
        let began = Instant::now();
        while self.arrived.load(Ordering::SeqCst) < count {
            assert!(began.elapsed() < DEADLINE, "they do not arrive");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits for the end that it was told.
    fn join(&mut self) {
        self.thread.take().unwrap().join().unwrap().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.station.end();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A body that begins and never goes on.
struct Forever;

impl http_body::Body for Forever {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        std::task::Poll::Pending
    }
}

/// All that still comes, be the end good or bad.
fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// One answer with a length; the connection stays open.
fn one(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    head + &String::from_utf8(body).unwrap()
}

/// Waits until the other side is gone, without reading anything.
#[track_caller]
fn until_gone(stream: &mut TcpStream) {
    let began = Instant::now();
    while stream.write_all(b"x").is_ok() {
        assert!(began.elapsed() < DEADLINE, "the connection goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n")
}

#[test]
fn what_is_too_large_or_no_request_is_refused() {
    let server = Server::start(Bounds::default());
    let host = "HTTP/1.1\r\nHost: a\r\n";
    let cases: &[(String, &str)] = &[
        (format!("GET /{} {host}\r\n", "a".repeat(9_000)), "414"),
        (format!("GET /a?{} {host}\r\n", "a".repeat(9_000)), "414"),
        (format!("GET /{} {host}\r\n", "a".repeat(900_000)), "431"),
        (format!("GET / {host}X: {}\r\n\r\n", "a".repeat(17_000)), "431"),
        (format!("GET / {host}X: {}\r\n\r\n", "a".repeat(900_000)), "431"),
        (format!("GET / {host}{}\r\n", "X: 1\r\n".repeat(101)), "431"),
        (format!("GET / {host}Content-Length: 70000\r\n\r\n"), "413"),
        (format!("PUT / {host}Content-Length: 99999999999999999\r\n\r\n"), "413"),
        (
            format!(
                "POST / {host}Transfer-Encoding: chunked\r\n\r\n{}",
                format!("8000\r\n{}\r\n", "a".repeat(0x8000)).repeat(3)
            ),
            "413",
        ),
        (format!("POST / {host}Transfer-Encoding: chunked\r\n\r\nno number\r\n"), "400"),
        (format!("POST / {host}Content-Length: 5\r\nContent-Length: 6\r\n\r\n"), "400"),
        (format!("POST / {host}Content-Length: -5\r\n\r\n"), "400"),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nHost : a\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/7.0\r\nHost: a\r\n\r\n".to_owned(), "400"),
        ("GET /\r\n\r\n".to_owned(), "400"),
        ("hello\r\n\r\n".to_owned(), "400"),
        ("\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}".to_owned(), "400"),
        ("\0".repeat(100_000), "400"),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u{4}\0\0\0\0\0".to_owned(), "505"),
    ];
    for (request, status) in cases {
        let said = server.say(request.as_bytes());
        let shown: String = request.chars().take(80).collect();
        assert!(said.starts_with(&format!("HTTP/1.1 {status} ")), "{shown:?}: {said:?}");
        assert!(said.contains("\r\nconnection: close\r\n"), "{shown:?}: {said:?}");
    }
    // As much as is allowed is.
    for request in [
        format!("GET /{} {host}Connection: close\r\n\r\n", "a".repeat(8_000)),
        format!("GET / {host}Connection: close\r\nX: {}\r\n\r\n", "a".repeat(16_000)),
        format!("GET / {host}Connection: close\r\n{}\r\n", "X: 1\r\n".repeat(90)),
    ] {
        assert!(server.say(request.as_bytes()).starts_with("HTTP/1.1 200 OK\r\n"));
    }
    server.is_well();
}

#[test]
fn a_header_without_end_ends_soon() {
    let server = Server::start(Bounds::default());
    let mut stream = server.connect();
    let mut sent = 0;
    let _ = stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nX: ");
    while sent < 1 << 30 && stream.write_all(&[b'a'; 4096]).is_ok() {
        sent += 4096;
    }
    assert!(sent < 1 << 30, "a gigabyte was taken");
    server.is_well();
}

#[test]
fn who_asks_too_slowly_is_told_so() {
    let short = Duration::from_millis(200);
    let server = Server::start(Bounds { head_time: short, idle: short, ..Bounds::default() });
    // A head, and a body, that never come to their end.
    for beginning in ["GET / HTTP/1.1\r\nHost:", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc"] {
        assert!(server.say(beginning.as_bytes()).starts_with("HTTP/1.1 408 "));
    }
    // A byte now and then gives no more time.
    let mut stream = server.connect();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a\r\nX: ").unwrap();
    until_gone(&mut stream);
    // Nobody must ask again at once.
    let mut stream = server.connect();
    stream.write_all(get("/a").as_bytes()).unwrap();
    assert!(one(&mut stream).ends_with("this is /a"));
    assert_eq!(rest(&mut stream), "");
    assert_eq!(rest(&mut server.connect()), "");
    server.is_well();
}

#[test]
fn who_takes_nothing_is_let_go() {
    let server = Server::start(Bounds { stall: Duration::from_millis(300), ..Bounds::default() });
    let mut stream = server.connect();
    stream.write_all(get("/large").as_bytes()).unwrap();
    until_gone(&mut stream);
    // Whoever takes it gets it, and may ask for more.
    let mut stream = server.connect();
    stream.write_all(get("/large").as_bytes()).unwrap();
    assert!(one(&mut stream).len() > LARGE);
    server.is_well();
}

#[test]
fn slow_clients_make_room_for_others() {
    let server = Server::start(Bounds { connections: 8, ..Bounds::default() });
    let mut slow: Vec<TcpStream> = Vec::new();
    for number in 0..100 {
        let mut stream = server.connect();
        // Some say nothing, some begin, some have had an answer.
        let said = match number % 3 {
            0 => String::new(),
            1 => "GET / HTTP/1.1\r\nHo".to_owned(),
            _ => get("/a"),
        };
        stream.write_all(said.as_bytes()).unwrap();
        slow.push(stream);
        if number % 10 == 9 {
            server.is_well();
        }
    }
    // Who came first had to go first.
    for stream in &mut slow[..80] {
        let said = rest(stream);
        assert!(["", "HTTP/1.1 408", "HTTP/1.1 200"].contains(&said.get(..12).unwrap_or("")), "{said}");
    }
}

#[test]
fn where_all_are_busy_a_newcomer_is_told_to_come_again() {
    let patience = Duration::from_millis(100);
    let bounds = Bounds { connections: 3, quiet: DEADLINE, patience, ..Bounds::default() };
    let server = Server::start(bounds);
    let mut busy: Vec<TcpStream> = (0..3).map(|_| server.connect()).collect();
    for stream in &mut busy {
        stream.write_all(get("/wait").as_bytes()).unwrap();
    }
    server.until_arrived(3);
    let said = server.say(get("/").as_bytes());
    assert!(said.starts_with("HTTP/1.1 503 "), "{said}");
    assert!(said.contains("\r\nretry-after: "), "{said}");
    server.gate.add_permits(3);
    for stream in &mut busy {
        assert!(one(stream).ends_with("at last"));
    }
    drop(busy);
    server.is_well();
}

#[test]
fn who_takes_nothing_makes_room_for_others() {
    let bounds = Bounds { connections: 3, quiet: Duration::from_millis(300), ..Bounds::default() };
    let server = Server::start(bounds);
    let stuck: Vec<TcpStream> = ["/large", "/events", "/large"]
        .map(|path| {
            let mut stream = server.connect();
            stream.write_all(get(path).as_bytes()).unwrap();
            stream.read_exact(&mut [0; 15]).unwrap();
            stream
        })
        .into();
    for _ in 0..3 {
        server.is_well();
    }
    drop(stuck);
}

#[test]
fn a_connection_serves_many_requests() {
    let server = Server::start(Bounds::default());
    // All at once, and some with bodies that nobody wants.
    let mut stream = server.connect();
    let body = "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    let chunks = "PUT /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
    let all = [&get("/a"), body, chunks, &get("/d"), "\r\n", &get("/e")].concat().repeat(20);
    stream.write_all(all.as_bytes()).unwrap();
    for _ in 0..20 {
        for path in ["/a", "/b", "/c", "/d", "/e"] {
            let said = one(&mut stream);
            assert!(said.starts_with("HTTP/1.1 200 OK\r\n") && said.ends_with(&format!("this is {path}")), "{said}");
        }
    }
    // A body that waits to be asked for.
    stream.write_all(b"POST /f HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n").unwrap();
    assert_eq!(one(&mut stream), "HTTP/1.1 100 Continue\r\n\r\n");
    stream.write_all(b"hello").unwrap();
    assert!(one(&mut stream).ends_with("this is /f"));
    // HTTP/1.0 ends of itself, unless it is asked not to.
    let said = server.say(b"GET /g HTTP/1.0\r\n\r\n");
    assert!(said.ends_with("this is /g"), "{said}");
    let mut stream = server.connect();
    for _ in 0..2 {
        stream.write_all(b"GET /h HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").unwrap();
        assert!(one(&mut stream).ends_with("this is /h"));
    }
}

#[test]
fn who_has_asked_may_close_its_half() {
    let server = Server::start(Bounds::default());
    for path in ["/a", "/large"] {
        let mut stream = server.connect();
        stream.write_all(get(path).as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        let said = rest(&mut stream);
        assert!(said.starts_with("HTTP/1.1 200 OK\r\n"));
        assert!(
            said.ends_with(if path == "/a" { "this is /a" } else { "xxxx" }) && (path == "/a" || said.len() > LARGE)
        );
    }
    // Nothing, and half of something.
    for beginning in ["", "GET / HT"] {
        let mut stream = server.connect();
        stream.write_all(beginning.as_bytes()).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
        assert!(!rest(&mut stream).contains("200 OK"));
    }
    server.is_well();
}

#[test]
fn what_is_being_sent_is_sent_to_the_end() {
    let mut server = Server::start(Bounds::default());
    let mut large = server.connect();
    large.write_all(get("/large").as_bytes()).unwrap();
    let mut first = [0; 100];
    large.read_exact(&mut first).unwrap();
    let mut waiting = server.connect();
    waiting.write_all(get("/wait").as_bytes()).unwrap();
    server.until_arrived(1);
    let mut idle = server.connect();
    let mut events = server.connect();
    events.write_all(get("/events").as_bytes()).unwrap();
    let mut line = [0; 15];
    events.read_exact(&mut line).unwrap();
    server.station.end();
    // Who waits for nothing, or for nothing certain, is let go.
    assert_eq!(rest(&mut idle), "");
    rest(&mut events);
    assert!(TcpStream::connect(server.address).is_err(), "it still listens");
    server.gate.add_permits(1);
    let said = rest(&mut waiting);
    assert!(said.contains("\r\nconnection: close\r\n") && said.ends_with("at last"), "{said}");
    assert!(rest(&mut large).len() + first.len() > LARGE);
    server.join();
}

#[test]
fn who_never_comes_to_an_end_does_not_hold_the_end_up() {
    let mut server = Server::start(Bounds { farewell: Duration::from_millis(300), ..Bounds::default() });
    let mut stuck: Vec<TcpStream> = (0..4).map(|_| server.connect()).collect();
    for (stream, said) in stuck.iter_mut().zip([get("/large"), get("/wait"), get("/events"), "GET / H".to_owned()]) {
        stream.write_all(said.as_bytes()).unwrap();
    }
    server.is_well();
    server.station.end();
    server.join();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_bytes_break_it(
        parts in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..40),
                "(GET|POST|HEAD|OPTIONS) (/|\\*|a:1|http://a/b) HTTP/1.[019]\r\n".prop_map(String::into_bytes),
                "(Host|Content-Length|Transfer-Encoding|Connection|Range|Expect): [ -~]{0,20}\r\n".prop_map(String::into_bytes),
                Just(b"Host: a\r\n\r\n".to_vec()),
                Just(b"\r\n\r\n".to_vec()),
            ],
            1..12,
        )
    ) {
        let server = Server::start(Bounds { head_time: Duration::from_millis(100), ..Bounds::default() });
        let mut stream = server.connect();
        let _ = stream.write_all(&parts.concat());
        let _ = stream.shutdown(Shutdown::Write);
        rest(&mut stream);
        server.is_well();
    }
}

/// A `feedmill serve` of its own process, and where it serves.
fn process(site: &Site, args: &[&str]) -> (Child, SocketAddr) {
    let mut command = site.command(&[&["serve", "--port", "0"], args].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().trim_start_matches("Serving at http://").trim_end_matches('/').parse();
    (child, address.unwrap_or_else(|_| panic!("{line:?}")))
}

#[cfg(unix)]
fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

#[test]
#[cfg(unix)]
fn a_signal_ends_it_in_good_order() {
    for name in ["-TERM", "-INT"] {
        let site = Site::new();
        site.write("articles/a.md", titled("A", "2026-11-01"));
        site.build(&[]).silent();
        let recording = vec![0_u8; LARGE];
        std::fs::write(site.path("feeds/long.mp3"), &recording).unwrap();
        let (mut child, address) = process(&site, &["-v"]);
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.write_all(b"GET /long.mp3 HTTP/1.1\r\nHost: a\r\nUser-Agent: \"me\"\r\nReferer: x\r\n\r\n").unwrap();
        let mut first = [0; 15];
        stream.read_exact(&mut first).unwrap();
        assert_eq!(&first, b"HTTP/1.1 200 OK");
        signal(&child, name);
        assert!(rest(&mut stream).len() > LARGE, "it was cut off");
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let line = said.lines().find(|line| line.contains("/long.mp3")).unwrap();
        assert!(line.starts_with("127.0.0.1 - - ["), "{line}");
        assert!(line.contains(&format!("] \"GET /long.mp3 HTTP/1.1\" 200 {LARGE} \"x\" \"\\x22me\\x22\" ")), "{line}");
        assert!(TcpStream::connect(address).is_err());
        let left = std::fs::read_dir(site.path("feeds")).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(left.into_iter().all(|name| !name.to_string_lossy().starts_with('.')), "something is left");
        site.build(&[]).silent();
    }
}

#[test]
#[cfg(unix)]
fn a_second_signal_waits_for_nobody() {
    let site = Site::new();
    site.write("articles/a.md", titled("A", "2026-11-01"));
    site.build(&[]).silent();
    std::fs::write(site.path("feeds/long.mp3"), vec![0_u8; LARGE]).unwrap();
    let (mut child, address) = process(&site, &[]);
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream.write_all(b"GET /long.mp3 HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    stream.read_exact(&mut [0; 15]).unwrap();
    signal(&child, "-TERM");
    while TcpStream::connect(address).is_ok() {}
    signal(&child, "-TERM");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(rest(&mut stream).len() < LARGE);
}
