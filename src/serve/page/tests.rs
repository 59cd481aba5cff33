//! Requests to the pages, without a server.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::sync::Arc;

use axum::body::to_bytes;
use axum::http::{Request, Response};
use tempfile::TempDir;

use super::*;
use crate::diagnostic::{Diagnostic, Place};
use crate::feed::content::REMOVED_ELEMENT;
use crate::format::{Format, Group};
use crate::serve::{Fault, Listed, Scene, Shelf};

const RSS: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0">
<channel>
<title>Post: tea</title>
<link>https://x.example/</link>
<description>About tea</description>
<item>
<title>Old &amp; new</title>
<link>https://x.example/tea/</link>
<description><![CDATA[<p onclick="x()">Hello</p><script>x()</script><img src="https://e.example/p.png" alt="far"><img src="https://x.example/tea/cup.svg">]]></description>
<pubDate>Mon, 20 Nov 2026 09:30:00 +0000</pubDate>
<enclosure url="https://x.example/tea/sound.mp3" length="4" type="audio/mpeg"/>
</item>
</channel>
</rss>
"#;

struct World {
    folder: TempDir,
    scene: Scene,
}

impl World {
    fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in [
            ("out/tags/tea/rss.xml", RSS),
            ("articles/tea/cup.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>"),
            ("articles/tea/sound.mp3", "ID3."),
        ] {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        let articles = folder.path().join("articles");
        let mut found = Diagnostic::new(&REMOVED_ELEMENT, "articles/tea/index.md", "`<script>` does nothing");
        found.at(Place { line: 7, column: 3, width: 1 });
        let feed = |path: &str, format| Listed {
            path: path.to_owned(),
            format,
            entries: 1,
            bytes: 812,
            is_archive: false,
            group: Group::Tag,
        };
        let scene = Scene {
            preview: true,
            title: "Post".to_owned(),
            zone: chrono_tz::Europe::Kyiv,
            base: url::Url::parse("https://x.example/feeds/").ok(),
            feeds: vec![feed("tags/tea/rss.xml", Format::Rss), feed("tags/gone/rss.xml", Format::Rss)],
            findings: vec![found],
            articles: Arc::new(HashMap::from([("https://x.example/tea/".into(), "articles/tea/index.md".into())])),
            beside: Arc::new(BTreeMap::from([("https://x.example/tea/".to_owned(), articles.join("tea"))])),
            folder: articles,
            ..Scene::default()
        };
        World { folder, scene }
    }

    fn station(&self) -> Station {
        let shelf = Arc::new(Shelf::new(self.folder.path().join("out")));
        Station::new(Stage::new(shelf, self.scene.clone()))
    }

    fn ask(&self, method: &str, address: &str) -> (Response<()>, String) {
        let station = self.station();
        let (parts, ()) = Request::builder().method(method).uri(address).body(()).unwrap().into_parts();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let (head, body) = answer(&station, &parts).await.into_parts();
            let bytes = to_bytes(body, usize::MAX).await.unwrap();
            (Response::from_parts(head, ()), String::from_utf8(bytes.to_vec()).unwrap())
        })
    }

    #[track_caller]
    fn get(&self, address: &str) -> String {
        let (head, body) = self.ask("GET", address);
        assert_eq!(head.status(), 200, "{address}\n{body}");
        assert!(!body.contains("could not be made"), "{body}");
        body
    }
}

#[track_caller]
fn has(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn the_list_has_every_feed_that_is_there() {
    let list = World::new().get("/");
    has(
        &list,
        &[
            "<h2>Tags</h2>",
            "href=\"/.feedmill/feed/tags/tea/rss.xml\"",
            "href=\"/tags/tea/rss.xml\"",
            ">tea</bdi>",
            "1 entry",
            "812 B",
            "articles/tea/index.md:7:3",
            "/.feedmill/rule/removed-element",
        ],
    );
    assert!(!list.contains("gone"), "{list}");
}

#[test]
fn a_feed_is_shown_with_what_is_wrong() {
    let page = World::new().get("/.feedmill/feed/tags/tea/rss.xml");
    has(
        &page,
        &[
            "Old &amp; new",
            "<time datetime=\"2026-11-20T11:30:00+02:00\">20 November 2026, 11:30 EET</time>",
            "href=\"https://x.example/tea/\" target=\"_blank\" rel=\"noopener noreferrer\"",
            "sandbox=\"allow-popups allow-popups-to-escape-sandbox\"",
            "<audio controls preload=\"none\" src=\"/.feedmill/beside/",
            "<code class=\"at\">articles/tea/index.md:7:3</code>",
            "<code>&lt;script&gt;</code> does nothing",
            // The fault of the document itself: the weekday is another.
            "/.feedmill/source/tags/tea/rss.xml#L11",
        ],
    );
}

#[test]
fn content_asks_for_nothing_from_elsewhere() {
    let world = World::new();
    let page = world.get("/.feedmill/feed/tags/tea/rss.xml");
    let at = page.find("/.feedmill/content/").unwrap();
    let address = page[at..].split('"').next().unwrap();
    let (head, content) = world.ask("GET", address);
    has(head.headers()["content-security-policy"].to_str().unwrap(), &["default-src 'none'", "; sandbox allow-popups"]);
    has(&content, &["<p>Hello</p>", "Picture: far, at e.example", "<img src=\"/.feedmill/beside/"]);
    assert!(!content.contains("script") && !content.contains("onclick"), "{content}");
    let at = content.find("/.feedmill/beside/").unwrap();
    let address = content[at..].split('"').next().unwrap();
    let (head, _) = world.ask("GET", address);
    assert_eq!((head.status().as_u16(), &head.headers()["content-type"]), (200, &"image/svg+xml".parse().unwrap()));
    has(head.headers()["content-security-policy"].to_str().unwrap(), &["default-src 'none'", "sandbox"]);
    // Who does not know the key, or asks for what is not beside an article, gets nothing.
    let other = address.replacen(world.scene.desk.key(), "0", 1);
    assert_eq!(world.ask("GET", &other).0.status(), 404);
    let other = address.replacen("cup.svg", "none.svg", 1);
    assert_eq!(world.ask("GET", &other).0.status(), 404);
}

#[test]
fn a_refused_build_is_told_on_every_page() {
    let mut world = World::new();
    world.scene.fault = Some(Fault::Refused);
    for address in ["/", "/.feedmill/feed/tags/tea/rss.xml", "/.feedmill/source/tags/tea/rss.xml"] {
        has(&world.get(address), &["role=\"alert\"", "The last build was refused", "last built well", "index.md:7:3"]);
    }
    world.scene.fault = Some(Fault::Failed("cannot write <feeds>".to_owned()));
    world.scene.feeds.clear();
    has(&world.get("/"), &["The last build failed", "cannot write &lt;feeds&gt;", "nothing to show"]);
}

#[test]
fn every_answer_keeps_pages_harmless() {
    let world = World::new();
    for (address, status) in [
        ("/", 200),
        ("/.feedmill/style.css", 200),
        ("/.feedmill/content.css", 200),
        ("/.feedmill/reload.js", 200),
        ("/.feedmill/icon.svg", 200),
        ("/.feedmill/rule/removed-element", 200),
        ("/.feedmill/rule/none", 404),
        ("/.feedmill/feed/none/rss.xml", 404),
        ("/.feedmill/feed/../../articles/tea/sound.mp3", 404),
        ("/.feedmill/source/%2e%2e/articles/tea/sound.mp3", 404),
        ("/.feedmill/content/tags/tea/rss.xml?entry=none", 404),
        ("/.feedmill/%ff", 404),
    ] {
        let (head, body) = world.ask("GET", address);
        assert_eq!(head.status(), status, "{address}");
        let headers = head.headers();
        has(headers["content-security-policy"].to_str().unwrap(), &["default-src 'none'", "form-action 'none'"]);
        assert!(!headers["content-security-policy"].to_str().unwrap().contains("script-src 'unsafe"));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert_eq!(headers["cache-control"], "no-store");
        assert_eq!(headers["referrer-policy"], "no-referrer");
        assert_eq!(headers["content-length"].to_str().unwrap(), body.len().to_string());
        let (again, empty) = world.ask("HEAD", address);
        assert_eq!((again.status(), &*empty), (head.status(), ""));
        // Each station has a stamp of its own, of the same length.
        assert_eq!(again.headers(), headers, "{address}");
    }
    let (head, _) = world.ask("POST", "/");
    assert_eq!((head.status().as_u16(), &head.headers()["allow"]), (405, &"GET, HEAD".parse().unwrap()));
}

#[test]
fn open_pages_are_told_of_changes_until_the_server_ends() {
    let world = World::new();
    let station = world.station();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let said = runtime.block_on(async {
        let (parts, ()) = Request::builder().uri("/.feedmill/events").body(()).unwrap().into_parts();
        let response = answer(&station, &parts).await;
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let listener = tokio::spawn(to_bytes(response.into_body(), usize::MAX));
        tokio::task::yield_now().await;
        station.set(Stage::new(Arc::clone(&station.stage().shelf), world.scene.clone()));
        tokio::task::yield_now().await;
        tokio::task::yield_now().await;
        station.end();
        listener.await.unwrap().unwrap()
    });
    let stamp = |serial| format!("data: {}\n\n", world.scene.desk.stamp(serial));
    assert_eq!(String::from_utf8(said.to_vec()).unwrap(), format!("retry: 1000\n{}{}", stamp(0), stamp(1)));
    assert_ne!(Desk::default().stamp(0), Desk::default().stamp(0), "another run of the server is another");
}

#[test]
fn many_findings_leave_room_for_the_entries() {
    let world = World::new();
    let item = |n: u32| format!("<item><title>Tea {n}</title><guid>not an address {n}</guid></item>");
    let items: String = (1..=20).map(item).collect();
    let feed = format!("<rss version=\"2.0\"><channel><title>T</title>{items}</channel></rss>");
    fs::write(world.folder.path().join("out/tags/tea/rss.xml"), feed).unwrap();
    let page = world.get("/.feedmill/feed/tags/tea/rss.xml");
    let (before, behind) = page.split_once("<details id=\"found-more\">").unwrap();
    let (more, entries) = behind.split_once("</details>").unwrap();
    // The worst are first.
    let levels: Vec<_> =
        page.match_indices("<li class=\"finding ").map(|(at, found)| &page[at + found.len()..][..1]).collect();
    let levels = &levels[..before.matches("<li class=\"finding").count() + more.matches("<li class=\"finding").count()];
    assert!(
        levels.contains(&"n")
            && levels.is_sorted_by_key(|level| ["e", "w", "n"].iter().position(|known| known == level))
    );
    assert_eq!(before.matches("<li class=\"finding").count(), 5);
    let rest = more.matches("<li class=\"finding").count();
    assert!(rest >= 15 && more.contains(&format!("<summary>{rest} more findings</summary>")), "{more}");
    assert!(entries.contains("Tea 20"));
}

#[test]
fn a_document_from_elsewhere_is_no_format_of_our_feed() {
    let world = World::new();
    assert!(world.get("/.feedmill/feed/tags/tea/rss.xml").contains("class=\"tabs\""));
    fs::write(world.folder.path().join("out/tags/tea/other.xml"), RSS).unwrap();
    for page in ["feed", "source"] {
        assert!(!world.get(&format!("/.feedmill/{page}/tags/tea/other.xml")).contains("class=\"tabs\""), "{page}");
    }
}

#[test]
fn many_entries_are_on_several_pages() {
    let world = World::new();
    let items: String = (1..=120).map(|n| format!("<item><guid>{n}</guid><title>Number {n}.</title></item>")).collect();
    let text = format!("<rss version=\"2.0\"><channel><title>Many</title>{items}</channel></rss>");
    fs::write(world.folder.path().join("out/tags/tea/rss.xml"), text).unwrap();
    let page = world.get("/.feedmill/feed/tags/tea/rss.xml?from=50");
    has(&page, &["51 to 100 of 120", "Number 51.", "Number 100.", "rss.xml?from=100\">The next ones"]);
    assert_eq!(page.matches("<article").count(), 50);
    for from in ["120", "99999999999999999999", "x"] {
        world.get(&format!("/.feedmill/feed/tags/tea/rss.xml?from={from}"));
    }
}

#[test]
fn what_is_no_feed_is_said_to_be_none() {
    let world = World::new();
    for bytes in [&b""[..], b"\xff\xfe\x00", b"<html>", b"{", b"[[[[", b"<rss><channel><item><title>a"] {
        fs::write(world.folder.path().join("out/tags/tea/rss.xml"), bytes).unwrap();
        world.get("/.feedmill/feed/tags/tea/rss.xml");
        world.get("/.feedmill/source/tags/tea/rss.xml");
        world.get("/");
    }
}

#[test]
fn text_is_written_as_prose() {
    let html = |text| templates::prose(text).to_string();
    assert_eq!(html("a `<b>` c"), "a <code>&lt;b&gt;</code> c");
    assert_eq!(html("`a` and ` alone"), "<code>a</code> and ` alone");
    assert_eq!(words::size(999) + " " + &words::size(1500) + " " + &words::size(2_360_000), "999 B 1.5 KB 2.3 MB");
    assert_eq!(words::duration(3723) + " " + &words::duration(59), "1:02:03 0:59");
}
