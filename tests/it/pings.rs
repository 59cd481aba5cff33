//! Hubs of a few lines on this machine, told of feeds as `publish` tells them. Nothing else is asked.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use feedmill::publish::outbox;
use feedmill::publish::ping::{Notice, Outcome, Patience, Protocol, Servers, send};

use crate::site::{NOW, Site};

/// What a hub was told: path and form.
type Told = Vec<(String, HashMap<String, String>)>;

/// A server, and what it was told.
struct Hub {
    address: String,
    told: Arc<Mutex<Told>>,
}

impl Hub {
    /// One that gives these answers one after the other, the last for ever. An answer is a status and what follows it.
    fn new(answers: &'static [&'static str]) -> Hub {
        Hub::with(move |nth, stream| {
            let answer = answers[nth.min(answers.len() - 1)];
            let (head, body) = answer.split_once('|').unwrap_or((answer, ""));
            let length = body.len();
            write!(stream, "HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}").unwrap();
        })
    }

    /// One that answers the nth request as it likes. It ends with the tests.
    fn with(answer: impl Fn(usize, &mut TcpStream) + Send + Sync + 'static) -> Hub {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let told: Arc<Mutex<Told>> = Arc::default();
        let (seen, answer) = (told.clone(), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (seen, answer) = (seen.clone(), answer.clone());
                thread::spawn(move || {
                    let mut stream = stream.unwrap();
                    let Some(request) = read(&stream) else { return };
                    let nth = {
                        let mut seen = seen.lock().unwrap();
                        seen.push(request);
                        seen.len() - 1
                    };
                    answer(nth, &mut stream);
                });
            }
        });
        Hub { address, told }
    }

    /// The feeds it was told of, in order.
    fn feeds(&self) -> Vec<String> {
        let told = self.told.lock().unwrap();
        told.iter().map(|(_, form)| form.get("hub.url").or(form.get("url")).unwrap().clone()).collect()
    }
}

fn read(stream: &TcpStream) -> Option<(String, HashMap<String, String>)> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok().filter(|length| *length > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_ascii_lowercase()),
        }
    }
    assert!(lines[0].starts_with("post "), "{lines:?}");
    assert!(lines.contains(&"content-type: application/x-www-form-urlencoded".to_owned()), "{lines:?}");
    let length = lines.iter().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    let distinct: HashMap<String, String> = form.iter().cloned().collect();
    assert_eq!(distinct.len(), form.len(), "no field is there twice");
    Some((lines[0].split(' ').nth(1).unwrap().to_owned(), distinct))
}

/// The usual, without the waiting.
fn hasty() -> Patience {
    Patience { pause: Duration::from_millis(5), ..Patience::default() }
}

/// An address at which nobody is.
fn nobody() -> String {
    format!("http://{}/", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
}

fn notice(hub: &str, feed: &str) -> Notice {
    Notice { protocol: Protocol::WebSub, to: hub.to_owned(), feed: feed.to_owned() }
}

fn send_one(hub: &str, patience: &Patience) -> Outcome {
    let mut outcomes = send(&[notice(hub, "https://t.example/rss.xml")], patience).unwrap();
    assert_eq!(outcomes.len(), 1);
    outcomes.remove(0)
}

fn now() -> DateTime<Utc> {
    NOW.parse().unwrap()
}

fn changed(feeds: &[(&str, bool)]) -> Vec<(String, bool)> {
    feeds.iter().map(|(feed, is_rss)| ((*feed).to_owned(), *is_rss)).collect()
}

#[test]
fn servers_are_told_in_their_own_words() {
    let (hub, cloud) = (Hub::new(&["204 No Content"]), Hub::new(&["200 OK|<result success='true'/>"]));
    let hubs = [format!("{}/hub?a=b", hub.address)];
    let ping = format!("{}/ping", cloud.address);
    let servers = Servers { hubs: &hubs, cloud: Some(&ping) };
    let rss = "https://t.example/ü & c/rss.xml?x=1";
    let feeds = changed(&[(rss, true), ("https://t.example/atom.xml", false), (rss, true)]);
    let outcomes = send(&servers.notices(&feeds), &hasty()).unwrap();
    assert!(outcomes.iter().all(|outcome| outcome.is_told() && outcome.tries == 1), "{outcomes:?}");
    assert_eq!(outcomes.iter().map(|outcome| outcome.status).collect::<Vec<_>>(), [Some(204), Some(204), Some(200)]);
    let form = |fields: &[(&str, &str)]| fields.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect();
    let publish = |feed| form(&[("hub.mode", "publish"), ("hub.url", feed), ("hub.topic", feed)]);
    let wanted = [rss, "https://t.example/atom.xml"].map(|feed| ("/hub?a=b".to_owned(), publish(feed)));
    assert_eq!(*hub.told.lock().unwrap(), wanted);
    assert_eq!(*cloud.told.lock().unwrap(), [("/ping".to_owned(), form(&[("url", rss)]))]);
}

#[test]
fn outcomes_are_in_the_order_of_their_notices() {
    let (a, b) = (Hub::new(&["202 Accepted"]), Hub::new(&["404 Not Found"]));
    let notices: Vec<Notice> =
        (0..12).map(|n| notice(if n % 3 == 0 { &a.address } else { &b.address }, &format!("f{n}"))).collect();
    let outcomes = send(&notices, &hasty()).unwrap();
    assert!(outcomes.iter().map(|outcome| &outcome.notice).eq(&notices));
    assert!(outcomes.iter().enumerate().all(|(n, outcome)| outcome.is_told() == (n % 3 == 0)));
    assert_eq!(a.feeds(), ["f0", "f3", "f6", "f9"]);
    assert_eq!(b.feeds().len(), 8, "who refuses one feed is asked for the next");
}

#[test]
fn a_hub_that_is_busy_is_told_again() {
    for busy in ["503 Busy", "429 Slow down\r\nRetry-After: 0", "500 Oh", "408 Timeout"] {
        let answers: &'static [&'static str] = Box::leak(Box::new([busy, busy, "204 No Content"]));
        let hub = Hub::new(answers);
        let started = Instant::now();
        let patience = Patience { pause: Duration::from_millis(20), ..Patience::default() };
        let outcome = send_one(&hub.address, &patience);
        assert_eq!((outcome.is_told(), outcome.tries, outcome.status), (true, 3, Some(204)), "{busy}");
        assert_eq!(hub.feeds().len(), 3);
        assert!(started.elapsed() >= Duration::from_millis(20 + 40), "each pause is twice the one before");
    }
}

#[test]
fn a_hub_that_stays_busy_is_left_to_the_next_run() {
    let hub = Hub::new(&["503 Busy|try\r\nlater"]);
    let notices = ["a", "b", "c"].map(|feed| notice(&hub.address, feed));
    let outcomes = send(&notices, &hasty()).unwrap();
    assert_eq!(outcomes.iter().map(|outcome| outcome.tries).collect::<Vec<_>>(), [4, 0, 0]);
    for outcome in &outcomes {
        assert_eq!(outcome.failure.as_deref(), Some("it answered 503: try later"));
    }
    assert_eq!(hub.feeds(), ["a"; 4]);
}

#[test]
fn a_hub_that_asks_for_more_time_than_there_is_gets_it() {
    for after in ["3600", "18446744073709551615", "Fri, 31 Dec 9999 23:59:59 GMT"] {
        let hub = Hub::with(move |_, stream| {
            write!(stream, "HTTP/1.1 429 Slow\r\nRetry-After: {after}\r\nConnection: close\r\n\r\n").unwrap();
        });
        let outcome = send_one(&hub.address, &hasty());
        assert_eq!((outcome.tries, outcome.status), (1, Some(429)), "{after}");
        assert_eq!(outcome.failure.as_deref(), Some("it answered 429"));
    }
}

#[test]
fn what_is_refused_is_not_asked_again() {
    for (answer, failure) in [
        ("400 Bad|hub.topic is not ours", "it answered 400: hub.topic is not ours"),
        ("404 Not Found|<!DOCTYPE html><p>No.", "it answered 404"),
        ("401 Who", "it answered 401"),
        ("301 Moved\r\nLocation: /new?key=1", "it answered 301 and points to {}/new?…: name that one"),
        ("307 Moved\r\nLocation: //a:b@h.example/", "it answered 307 and points to http://h.example/: name that one"),
        ("304 Same", "it answered 304"),
    ] {
        let hub = Hub::new(Box::leak(Box::new([answer])));
        let outcome = send_one(&format!("{}/", hub.address), &hasty());
        assert_eq!(outcome.failure.as_deref(), Some(&*failure.replace("{}", &hub.address)), "{answer}");
        assert_eq!((outcome.tries, hub.feeds().len()), (1, 1), "{answer}");
    }
    let moved = Hub::new(&["308 Moved"]);
    let outcomes = send(&["a", "b"].map(|feed| notice(&moved.address, feed)), &hasty()).unwrap();
    assert_eq!(outcomes.iter().map(|outcome| outcome.tries).collect::<Vec<_>>(), [1, 0], "it moved for all feeds");
    let hub = Hub::new(&["403 No|no such key: secret"]);
    let outcome = send_one(&format!("{}/?key=secret", hub.address), &hasty());
    assert_eq!(outcome.failure.as_deref(), Some("it answered 403"), "what a server repeats may be secret");
    assert!(!outcome.notice.shown_server().contains("secret"));
}

#[test]
fn a_server_that_is_not_there_is_tried_and_told() {
    let outcome = send_one(&nobody(), &hasty());
    assert_eq!((outcome.tries, outcome.status), (4, None));
    assert_eq!(outcome.failure.as_deref(), Some("the server refuses connections"));
    let few = Patience { tries: 0, ..hasty() };
    assert_eq!(send_one(&nobody(), &few).tries, 1);
    for nonsense in ["", "hub", "mailto:a@b.example", "http://", "http://[::1", "\0"] {
        let outcome = send_one(nonsense, &hasty());
        assert!(!outcome.is_told() && outcome.tries == 1, "{nonsense}: {outcome:?}");
    }
    let hub = Hub::with(|_, stream| stream.write_all(b"220 mail.example ready\r\n\r\n").unwrap());
    assert!(send_one(&hub.address, &hasty()).failure.unwrap().starts_with("the answer is no HTTP"));
    let hub = Hub::with(|_, _| {});
    assert!(!send_one(&hub.address, &hasty()).is_told(), "it hangs up without a word");
}

#[test]
fn a_hub_that_hangs_is_waited_for_no_longer_than_said() {
    let hub = Hub::with(|_, stream| {
        // As long as the other end is there.
        let _ = stream.read(&mut [0]);
    });
    let patience = Patience { tries: 2, answer: Duration::from_millis(60), ..hasty() };
    let outcome = send_one(&hub.address, &patience);
    assert_eq!((outcome.tries, outcome.failure.as_deref()), (2, Some("no answer within 1 s")));
    let patience = Patience { notice: Duration::from_millis(60), ..hasty() };
    assert_eq!(send_one(&hub.address, &patience).tries, 1, "all tries together have an end");
    // The answer has begun, but never ends: what it says is known all the same.
    let hub = Hub::with(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthanks");
        let _ = stream.read(&mut [0]);
    });
    let patience = Patience { answer: Duration::from_millis(800), ..hasty() };
    assert!(send_one(&hub.address, &patience).is_told());
    let hub = Hub::with(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        while stream.write_all(&[b' '; 1 << 12]).is_ok() {}
    });
    assert!(send_one(&hub.address, &Patience::default()).is_told());
}

#[test]
fn a_slow_hub_holds_nobody_up() {
    let told = Arc::new((Mutex::new(false), Condvar::new()));
    let (wait, wake) = (told.clone(), told);
    let answer = |stream: &mut TcpStream| {
        write!(stream, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").unwrap();
    };
    // The first answers only when the second was told.
    let slow = Hub::with(move |_, stream| {
        let (flag, bell) = &*wait;
        let _flag = bell.wait_while(flag.lock().unwrap(), |told| !*told).unwrap();
        answer(stream);
    });
    let quick = Hub::with(move |_, stream| {
        *wake.0.lock().unwrap() = true;
        wake.1.notify_all();
        answer(stream);
    });
    let outcomes = send(&[notice(&slow.address, "f"), notice(&quick.address, "f")], &hasty()).unwrap();
    assert!(outcomes.iter().all(Outcome::is_told), "{outcomes:?}");
}

#[test]
fn a_server_with_many_feeds_has_an_end_too() {
    let hub = Hub::new(&["204 No Content"]);
    let notices = ["a", "b"].map(|feed| notice(&hub.address, feed));
    let none = Patience { server: Duration::ZERO, ..hasty() };
    let outcomes = send(&notices, &none).unwrap();
    assert!(outcomes.iter().all(|outcome| outcome.tries == 0 && !outcome.is_told()), "{outcomes:?}");
    assert!(hub.feeds().is_empty());
}

#[test]
fn a_ping_outlasts_a_kill_and_a_hub_that_is_down() {
    let site = tempfile::tempdir().unwrap();
    let site = site.path();
    let down = [nobody()];
    let servers = Servers { hubs: &down, cloud: None };
    let (rss, atom) = ("https://t.example/rss.xml", "https://t.example/atom.xml");
    // Killed before anybody was told.
    outbox::remember(site, &servers.notices(&changed(&[(rss, true)])), now()).unwrap();
    // The next run finds the hub down.
    let outcomes = outbox::tell(site, &servers, &changed(&[(atom, false)]), now(), &hasty()).unwrap();
    assert_eq!(outcomes.iter().map(|outcome| &*outcome.notice.feed).collect::<Vec<_>>(), [rss, atom]);
    assert!(!outcomes.iter().any(Outcome::is_told));
    // Up again at the same address, it hears of each feed once, though one of them changed again.
    let hub = Hub::new(&["204 No Content"]);
    let kept = fs::read_to_string(site.join(".feedmill/pings")).unwrap();
    fs::write(site.join(".feedmill/pings"), kept.replace(&down[0], &hub.address)).unwrap();
    let up = [hub.address.clone()];
    let servers = Servers { hubs: &up, cloud: None };
    let outcomes = outbox::tell(site, &servers, &changed(&[(rss, true)]), now(), &hasty()).unwrap();
    assert!(outcomes.iter().all(Outcome::is_told));
    assert_eq!(hub.feeds().len(), 2);
    assert!(hub.feeds().contains(&rss.to_owned()) && hub.feeds().contains(&atom.to_owned()));
    assert!(!site.join(".feedmill/pings").exists());
    // Where nothing changed, nobody is told.
    assert!(outbox::tell(site, &servers, &[], now(), &hasty()).unwrap().is_empty());
    assert_eq!(hub.feeds().len(), 2);
}

#[test]
fn what_is_kept_is_for_the_servers_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let site = folder.path();
    let hub = Hub::new(&["403 No", "204 No Content"]);
    let hubs = [hub.address.clone()];
    let gone = notice("https://gone.example/", "https://t.example/rss.xml");
    outbox::remember(site, &[gone], now()).unwrap();
    let servers = Servers { hubs: &hubs, cloud: None };
    let outcomes = outbox::tell(site, &servers, &changed(&[("a", true), ("b", true)]), now(), &hasty()).unwrap();
    assert_eq!(outcomes.iter().map(Outcome::is_told).collect::<Vec<_>>(), [false, true]);
    assert_eq!(
        outbox::waiting(site, now()),
        [notice(&hub.address, "a")],
        "what failed, and nothing of the hub that left"
    );
    // A damaged file is nothing, and soon a good one.
    fs::write(site.join(".feedmill/pings"), b"\xff\n{\"protocol\"").unwrap();
    let outcomes = outbox::tell(site, &servers, &changed(&[("c", true)]), now(), &hasty()).unwrap();
    assert_eq!(outcomes.len(), 1);
    assert!(outbox::waiting(site, now()).is_empty());
    // One that cannot be written changes nothing of what is told.
    fs::remove_dir_all(site.join(".feedmill")).unwrap();
    fs::write(site.join(".feedmill"), "in the way").unwrap();
    assert!(outbox::tell(site, &servers, &changed(&[("d", true)]), now(), &hasty()).unwrap()[0].is_told());
}

#[test]
fn feeds_name_their_servers_and_are_sound() {
    let site = Site::with("articles/a.md", "+++\ntitle = \"A\"\ndate = 2026-11-20\n+++\nText.\n");
    site.configure("[publish]\nhubs = [\"https://hub.example/\"]\ncloud = \"https://rpc.example:5337/pleaseNotify\"");
    site.run(&["build", "--now", NOW]).expect(0, &[]);
    let cloud = "<cloud domain=\"rpc.example\" port=\"5337\" path=\"/pleaseNotify\" registerProcedure=\"\" protocol=\"https-post\"";
    assert!(site.read("feeds/rss.xml").contains(cloud), "{}", site.read("feeds/rss.xml"));
    site.run(&["validate", "--deny", "warnings", "feeds"]).expect(0, &[]);
    let changes = site.read("feedmill.toml").replace("https://rpc.example:5337/", "http://rpc.example/");
    site.write("feedmill.toml", changes).run(&["build", "--now", NOW]).expect(0, &[]);
    let rss = site.read("feeds/rss.xml");
    assert!(rss.contains("port=\"80\"") && rss.contains("protocol=\"http-post\""), "{rss}");
}
