//! Whole answers to whole requests.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, Request};
use bytes::Bytes;
use http_body::Body as _;
use proptest::prelude::*;
use tempfile::TempDir;
use url::Url;

use super::*;
use crate::serve::{Listed, Scene};

/// What came back.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    is_cut: bool,
}

impl Answer {
    fn get(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// A folder that is served.
struct Served {
    folder: TempDir,
    stage: Arc<Stage>,
    runtime: tokio::runtime::Runtime,
}

impl Served {
    fn new(scene: Scene) -> Served {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("feeds");
        fs::create_dir(&root).unwrap();
        let stage = Arc::new(Stage::new(Arc::new(Shelf::bounded(root, 8 << 20)), scene));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Served { folder, stage, runtime }
    }

    fn root(&self) -> std::path::PathBuf {
        self.folder.path().join("feeds")
    }

    /// Writes a file as a build would: whole, in place of the old.
    fn put(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        let beside = path.with_extension("new");
        fs::write(&beside, bytes).unwrap();
        fs::rename(beside, path).unwrap();
        self.stage.shelf.changed();
    }

    fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        self.runtime.block_on(async {
            let response = answer(&self.stage, &parts).await;
            let (head, mut body) = response.into_parts();
            let (mut bytes, mut is_cut) = (Vec::new(), false);
            while let Some(frame) =
                std::future::poll_fn(|context| std::pin::Pin::new(&mut body).poll_frame(context)).await
            {
                match frame {
                    Ok(frame) => bytes.extend_from_slice(frame.data_ref().unwrap_or(&Bytes::new())),
                    Err(_) => {
                        is_cut = true;
                        break;
                    }
                }
            }
            Answer { status: head.status.as_u16(), headers: head.headers, body: bytes, is_cut }
        })
    }

    fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.ask("GET", path, headers)
    }
}

fn scene() -> Scene {
    let archive = Listed {
        path: "archive/1/rss.xml".to_owned(),
        format: crate::Format::Rss,
        entries: 1,
        bytes: 0,
        is_archive: true,
        group: crate::format::Group::default(),
    };
    Scene {
        base: Some(Url::parse("https://x.example/feeds/").unwrap()),
        hubs: vec!["https://hub.example/".to_owned()],
        feeds: vec![archive],
        withdrawn: Arc::new(["tags/old/rss.xml".to_owned(), "rss.xml".to_owned()].into()),
        ..Scene::default()
    }
}

fn feed() -> Served {
    let served = Served::new(scene());
    served.put("rss.xml", text());
    served
}

fn text() -> String {
    format!("<rss version=\"2.0\"><channel>{}</channel></rss>", "<item><title>Rye and wheat</title></item>".repeat(100))
}

/// Makes a file as old as that.
fn age(path: &Path, seconds: u64) {
    let time = SystemTime::now() - Duration::from_secs(seconds);
    fs::File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

#[test]
fn a_feed_is_served_whole() {
    let served = feed();
    let answer = served.get("/rss.xml?from=reader", &[]);
    assert_eq!((answer.status, answer.body), (200, text().into_bytes()));
    let expected = [
        ("content-type", "application/rss+xml; charset=utf-8"),
        ("cache-control", "public, max-age=300"),
        ("content-length", &text().len().to_string()),
        ("content-encoding", ""),
        ("accept-ranges", "bytes"),
        ("vary", "accept-encoding, a-im"),
        ("x-content-type-options", "nosniff"),
        ("access-control-allow-origin", "*"),
        ("link", "<https://hub.example/>; rel=\"hub\", <https://x.example/feeds/rss.xml>; rel=\"self\""),
    ];
    for (name, value) in expected {
        assert_eq!(answer.headers.get(name).map_or("", |value| value.to_str().unwrap()), value, "{name}");
    }
    let tag = answer.headers["etag"].to_str().unwrap();
    assert!(tag.len() == 34 && tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    assert!(httpdate::parse_http_date(answer.headers["last-modified"].to_str().unwrap()).is_ok());
}

#[test]
fn head_is_get_without_the_bytes() {
    let served = feed();
    for headers in [&[][..], &[("accept-encoding", "br")], &[("range", "bytes=0-1")], &[("if-match", "\"x\"")]] {
        let (get, head) = (served.get("/rss.xml", headers), served.ask("HEAD", "/rss.xml", headers));
        assert!(head.body.is_empty());
        if headers.first().is_none_or(|(name, _)| *name != "range") {
            assert_eq!((get.status, get.headers), (head.status, head.headers));
        } else {
            // Ranges are for GET alone.
            assert_eq!((get.status, head.status, head.get("content-length")), (206, 200, &*text().len().to_string()));
        }
    }
    let (get, head) = (served.get("/none", &[]), served.ask("HEAD", "/none", &[]));
    assert_eq!((get.status, get.headers), (head.status, head.headers));
    assert!(head.body.is_empty() && !get.body.is_empty());
}

#[test]
fn each_coding_has_its_own_tag_and_is_known_again() {
    let served = feed();
    let mut tags = Vec::new();
    for coding in ["identity", "gzip", "br", "zstd"] {
        let answer = served.get("/rss.xml", &[("accept-encoding", coding)]);
        assert_eq!(answer.status, 200);
        assert_eq!(answer.get("content-encoding"), if coding == "identity" { "" } else { coding });
        assert_eq!(answer.get("content-length"), answer.body.len().to_string());
        assert_eq!(answer.get("vary"), "accept-encoding, a-im");
        assert_eq!(answer.body.len() < text().len() / 10, coding != "identity");
        let tag = answer.get("etag").to_owned();
        assert!(!tags.contains(&tag));
        // It is taken still, though something better could be had today.
        for accepted in [coding, "gzip, br, zstd"] {
            for tag in [tag.clone(), format!("W/{tag}"), format!("\"a\", {tag}"), "*".to_owned()] {
                let headers = [("if-none-match", &*tag), ("accept-encoding", accepted)];
                let answer = served.get("/rss.xml", &headers);
                assert_eq!((answer.status, answer.body.len()), (304, 0), "{headers:?}");
                assert!(tag == "*" || tag.ends_with(answer.get("etag")), "{headers:?}");
                for name in ["content-length", "content-type", "content-encoding", "link"] {
                    assert_eq!(answer.get(name), "", "{name}");
                }
                for name in ["cache-control", "vary", "etag", "last-modified"] {
                    assert_ne!(answer.get(name), "", "{name}");
                }
            }
        }
        tags.push(tag);
    }
    let head = served.ask("HEAD", "/rss.xml", &[("if-none-match", &tags[0])]);
    assert_eq!(head.status, 304);
    let none = served.get("/rss.xml", &[("accept-encoding", "identity;q=0, compress")]);
    assert_eq!((none.status, none.get("vary")), (406, "accept-encoding, a-im"));
}

#[test]
fn what_does_not_become_smaller_is_sent_as_it_is() {
    let served = Served::new(scene());
    served.put("atom.xml", "<feed/>");
    served.put("a.png", [0; 5000]);
    for path in ["/atom.xml", "/a.png"] {
        let answer = served.get(path, &[("accept-encoding", "gzip, br")]);
        assert_eq!((answer.status, answer.get("content-encoding")), (200, ""), "{path}");
        assert_eq!(answer.get("vary").is_empty(), path == "/a.png");
    }
}

#[test]
fn dates_tell_two_states_within_one_second_apart() {
    let served = feed();
    let first = served.get("/rss.xml", &[]);
    let date = first.get("last-modified").to_owned();
    assert_eq!(served.get("/rss.xml", &[("if-modified-since", &date)]).status, 304);
    served.put("rss.xml", "<rss/>");
    let second = served.get("/rss.xml", &[("if-modified-since", &date)]);
    assert_eq!((second.status, &*second.body), (200, &b"<rss/>"[..]));
    // Nor does a file that is older than the one before it pass for that.
    served.put("rss.xml", "<rss />");
    age(&served.root().join("rss.xml"), 5000);
    served.stage.shelf.changed();
    assert_eq!(served.get("/rss.xml", &[("if-modified-since", &date)]).status, 200);
}

#[test]
fn conditions_that_fail() {
    let served = feed();
    let tag = served.get("/rss.xml", &[]).get("etag").to_owned();
    let long_ago = "Sun, 06 Nov 1994 08:49:37 GMT";
    assert_eq!(served.get("/rss.xml", &[("if-match", "\"x\"")]).status, 412);
    assert_eq!(served.get("/rss.xml", &[("if-match", &tag)]).status, 200);
    assert_eq!(served.get("/rss.xml", &[("if-unmodified-since", long_ago)]).status, 412);
    assert_eq!(served.get("/rss.xml", &[("if-modified-since", long_ago)]).status, 200);
    // Where there is nothing, conditions say nothing.
    assert_eq!(served.get("/none.xml", &[("if-match", "*")]).status, 404);
}

#[test]
fn other_methods_are_told_which_there_are() {
    let served = feed();
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "MKCOL"] {
        let answer = served.ask(method, "/rss.xml", &[]);
        assert_eq!((answer.status, answer.get("allow")), (405, "GET, HEAD, OPTIONS"), "{method}");
    }
    let answer = served.ask("OPTIONS", "/rss.xml", &[]);
    assert_eq!((answer.status, answer.get("allow"), answer.body.len()), (204, "GET, HEAD, OPTIONS", 0));
    assert_eq!(answer.get("content-length"), "");
    assert_eq!(served.ask("OPTIONS", "*", &[]).status, 204);
}

#[test]
fn pages_of_other_sites_may_read_feeds() {
    let served = feed();
    served.put("a.png", "x");
    let asked = [("origin", "https://y.example"), ("access-control-request-method", "GET")];
    let answer = served.ask("OPTIONS", "/rss.xml", &asked);
    assert_eq!((answer.status, answer.get("access-control-allow-origin")), (204, "*"));
    assert!(answer.get("access-control-allow-headers").contains("if-none-match"));
    assert_eq!(served.ask("OPTIONS", "/a.png", &asked).get("access-control-allow-origin"), "");
    assert_eq!(served.get("/a.png", &[]).get("access-control-allow-origin"), "");
    assert_eq!(served.get("/rss.xml", &[("if-none-match", "*")]).get("access-control-allow-origin"), "*");
    let drafts = Served::new(Scene { drafts: true, ..scene() });
    drafts.put("rss.xml", text());
    for method in ["GET", "OPTIONS"] {
        let answer = drafts.ask(method, "/rss.xml", &asked);
        assert_eq!(answer.get("access-control-allow-origin"), "");
        assert_eq!(answer.get("cache-control"), if method == "GET" { "no-store" } else { "" });
    }
}

#[test]
fn what_is_not_there_was_there_or_is_elsewhere() {
    let served = feed();
    served.put("tags/index.html", "<p>tags");
    served.put("archive/1/rss.xml", "<rss/>");
    fs::create_dir(served.root().join("empty")).unwrap();
    assert_eq!(served.get("/tags/old/rss.xml", &[]).status, 410);
    // It came back.
    assert_eq!(served.get("/rss.xml", &[]).status, 200);
    assert_eq!(served.get("/tags/", &[]).body, b"<p>tags");
    let moved = served.get("/tags?x=1", &[]);
    assert_eq!((moved.status, moved.get("location")), (301, "/tags/"));
    for path in ["/empty", "/empty/", "/none", "/", "/rss.xml/", "//tags", "/tags//", "/%2e%2e/feeds/rss.xml"] {
        let answer = served.get(path, &[]);
        assert_eq!((answer.status, answer.get("content-type")), (404, "text/plain; charset=utf-8"), "{path}");
    }
    assert_eq!(served.get("/archive/1/rss.xml", &[]).get("cache-control"), "public, max-age=86400");
}

#[test]
#[cfg(unix)]
fn nothing_outside_the_folder_is_served() {
    use std::os::unix::fs::symlink;
    let served = feed();
    let root = served.root();
    fs::write(served.folder.path().join("secret.xml"), "secret").unwrap();
    fs::create_dir(served.folder.path().join("beside")).unwrap();
    fs::write(served.folder.path().join("beside/secret.xml"), "secret").unwrap();
    served.put(".feedmill-tmp/rss.xml", "half");
    symlink("../secret.xml", root.join("out.xml")).unwrap();
    symlink("../beside", root.join("beside")).unwrap();
    symlink("/etc", root.join("etc")).unwrap();
    symlink(".feedmill-tmp", root.join("tmp")).unwrap();
    symlink("rss.xml", root.join("same.xml")).unwrap();
    symlink("loop", root.join("loop")).unwrap();
    symlink("/dev/zero", root.join("zero")).unwrap();
    rustix::fs::mknodat(rustix::fs::CWD, root.join("pipe.xml"), rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
    let none = [
        "out.xml",
        "beside/secret.xml",
        "etc/passwd",
        "tmp/rss.xml",
        ".feedmill-tmp/rss.xml",
        "loop",
        "zero",
        "pipe.xml",
    ];
    for path in none {
        assert_eq!(served.get(&format!("/{path}"), &[]).status, 404, "{path}");
        assert_eq!(served.stage.shelf.read(path), None, "{path}");
    }
    assert_eq!(served.get("/same.xml", &[]).status, 200);
}

#[test]
fn large_files_come_in_pieces() {
    let served = Served::new(scene());
    let bytes: Vec<u8> = (0..5_000_000_u32).map(|at| (at / 7) as u8).collect();
    served.put("talk.mp3", &bytes);
    let whole = served.get("/talk.mp3", &[("accept-encoding", "gzip")]);
    assert_eq!((whole.status, whole.get("content-length"), whole.get("content-type")), (200, "5000000", "audio/mpeg"));
    assert!(whole.body == bytes && !whole.is_cut);
    let tag = whole.get("etag").to_owned();
    assert_eq!(served.get("/talk.mp3", &[("if-none-match", &tag)]).status, 304);
    let part = served.get("/talk.mp3", &[("range", "bytes=4000000-"), ("if-range", &tag)]);
    assert_eq!((part.status, part.get("content-range")), (206, "bytes 4000000-4999999/5000000"));
    assert!(part.body == bytes[4_000_000..]);
    assert_eq!(served.get("/talk.mp3", &[("range", "bytes=0-9"), ("if-range", "\"x\"")]).status, 200);
    let head = served.ask("HEAD", "/talk.mp3", &[]);
    assert_eq!((head.status, head.get("content-length"), head.body.len()), (200, "5000000", 0));
}

#[test]
fn a_file_that_changes_while_it_is_sent_is_not_mixed() {
    let served = Served::new(scene());
    let path = served.root().join("talk.mp3");
    let parts = Request::builder().uri("/talk.mp3").body(()).unwrap().into_parts().0;
    let sent = |change: &dyn Fn()| {
        served.put("talk.mp3", vec![1; 5_000_000]);
        age(&path, 100);
        served.stage.shelf.changed();
        served.runtime.block_on(async {
            let mut body = super::answer(&served.stage, &parts).await.into_body();
            let (mut bytes, mut pieces) = (Vec::new(), 0);
            loop {
                let frame = std::future::poll_fn(|context| std::pin::Pin::new(&mut body).poll_frame(context)).await;
                match frame {
                    None => return Some(bytes),
                    Some(Err(_)) => return None,
                    Some(Ok(frame)) => bytes.extend_from_slice(frame.data_ref().unwrap()),
                }
                pieces += 1;
                if pieces == 2 {
                    change();
                }
            }
        })
    };
    // Replaced: the old one comes to its end.
    assert!(sent(&|| served.put("talk.mp3", vec![2; 4_500_000])).is_some_and(|bytes| bytes == vec![1; 5_000_000]));
    // Written to where it is: what was promised cannot be had any more.
    assert_eq!(sent(&|| fs::write(&path, "short").unwrap()), None);
    assert_eq!(sent(&|| fs::write(&path, vec![3; 5_000_000]).unwrap()), None);
    assert_eq!(served.get("/talk.mp3", &[]).body, vec![3; 5_000_000]);
}

#[test]
fn a_reader_is_sent_what_it_has_not_seen() {
    let served = Served::new(scene());
    let state = |entries: &[&str]| {
        let entries: String = entries.iter().map(|title| format!("<item><title>{title}</title></item>")).collect();
        format!("<rss version=\"2.0\"><channel><title>{}</title>{entries}</channel></rss>", "A long title ".repeat(20))
    };
    served.put("rss.xml", state(&["rye"]));
    let first = served.get("/rss.xml", &[]).get("etag").to_owned();
    served.put("rss.xml", state(&["wheat", "rye"]));
    // In whichever coding it was had.
    let second = served.get("/rss.xml", &[("accept-encoding", "gzip")]).get("etag").to_owned();
    served.put("rss.xml", state(&["oats", "wheat", "rye"]));
    let whole = served.get("/rss.xml", &[]);
    let with = |held: &str, more: &[(&str, &str)]| {
        served.get("/rss.xml", &[&[("a-im", "feed"), ("if-none-match", held)], more].concat())
    };
    for (held, entries) in
        [(&first, &["oats", "wheat"][..]), (&second, &["oats"]), (&format!("{first}, {second}"), &["oats"])]
    {
        let answer = with(held, &[]);
        assert_eq!((answer.status, answer.get("im"), answer.get("etag")), (226, "feed", whole.get("etag")));
        assert_eq!(String::from_utf8(answer.body.clone()).unwrap(), state(entries), "{held}");
        assert_eq!(answer.get("content-length"), answer.body.len().to_string());
        assert_eq!((answer.get("cache-control"), answer.get("link")), ("no-store, im", whole.get("link")));
        assert_eq!(answer.get("vary"), "accept-encoding, a-im, if-none-match");
        let head = served.ask("HEAD", "/rss.xml", &[("a-im", "feed"), ("if-none-match", held)]);
        assert_eq!((head.status, head.headers, head.body.len()), (226, answer.headers, 0));
    }
    let packed = with(&first, &[("accept-encoding", "br")]);
    assert_eq!((packed.status, packed.get("content-encoding")), (226, "br"));
    assert!(packed.body.len() < 200);
    // Who has all, or holds what nobody knows, or does not ask, gets no part.
    assert_eq!(with(whole.get("etag"), &[]).status, 304);
    assert_eq!(with("\"unknown\"", &[]).status, 200);
    assert_eq!(served.get("/rss.xml", &[("if-none-match", &first)]).status, 200);
    assert_eq!(with(&first, &[("range", "bytes=0-1")]).status, 206);
    // The head alone was changed.
    served.put("rss.xml", state(&["oats", "wheat", "rye"]).replace("long", "short"));
    let answer = with(whole.get("etag"), &[]);
    assert_eq!((answer.status, String::from_utf8(answer.body).unwrap()), (226, state(&[]).replace("long", "short")));
}

#[test]
fn what_is_beside_articles_is_served_below_their_pages() {
    let place = tempfile::tempdir().unwrap();
    let articles = place.path().join("articles");
    fs::create_dir_all(articles.join("tea")).unwrap();
    fs::write(articles.join("tea/cup.png"), "cup").unwrap();
    fs::write(articles.join("tea/index.md"), "draft").unwrap();
    let beside = [("https://x.example/feeds/tea/".to_owned(), articles.join("tea"))];
    let served = Served::new(Scene { beside: Arc::new(beside.into()), folder: articles, ..scene() });
    let cup = served.get("/tea/cup.png", &[]);
    assert_eq!((cup.status, &*cup.body, cup.get("content-type")), (200, &b"cup"[..], "image/png"));
    assert_eq!(served.get("/tea/cup.png", &[("if-none-match", cup.get("etag"))]).status, 304);
    assert_eq!(served.get("/tea/index.md", &[]).status, 404);
}

#[test]
fn memory_is_bounded_and_files_are_read_again() {
    let served = Served::new(scene());
    for n in 0..40 {
        served.put(&format!("{n}/rss.xml"), vec![b'a' + n; 1 << 20]);
    }
    for n in (0..40).chain((0..40).rev()) {
        assert_eq!(served.get(&format!("/{n}/rss.xml"), &[("accept-encoding", "zstd")]).status, 200);
        assert!(served.stage.shelf.held() <= 8 << 20);
    }
    assert!(served.stage.shelf.held() > 4 << 20);
    let twice = [served.stage.shelf.read("3/rss.xml"), served.stage.shelf.read("3/rss.xml")];
    assert!(twice.iter().all(|bytes| bytes.as_deref() == Some(&vec![b'd'; 1 << 20])));
    fs::remove_file(served.root().join("3/rss.xml")).unwrap();
    served.stage.shelf.changed();
    assert_eq!(served.get("/3/rss.xml", &[]).status, 404);
}

#[test]
fn another_process_is_noticed() {
    let served = feed();
    let first = served.get("/rss.xml", &[]);
    fs::write(served.root().join("rss.xml"), "<rss/>").unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let second = served.get("/rss.xml", &[]);
    assert_eq!(second.body, b"<rss/>");
    assert_ne!(first.get("etag"), second.get("etag"));
    // Touched, it is the same.
    age(&served.root().join("rss.xml"), 0);
    served.stage.shelf.changed();
    assert_eq!(served.get("/rss.xml", &[("if-none-match", second.get("etag"))]).status, 304);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    /// A range is the slice of the whole that it names.
    #[test]
    fn ranges_are_slices(first in 0_usize..120, last in 0_usize..120, length in 0_usize..100) {
        let served = Served::new(scene());
        let bytes: Vec<u8> = (0..length).map(|at| at as u8).collect();
        served.put("a.bin", &bytes);
        let answer = served.get("/a.bin", &[("range", &format!("bytes={first}-{last}"))]);
        match answer.status {
            200 => prop_assert!(first > last && answer.body == bytes),
            206 => {
                let last = last.min(length - 1);
                prop_assert_eq!(answer.get("content-range"), format!("bytes {}-{}/{}", first, last, length));
                prop_assert_eq!(&*answer.body, &bytes[first..=last]);
            }
            416 => {
                prop_assert!(first >= length);
                prop_assert_eq!(answer.get("content-range"), format!("bytes */{}", length));
            }
            status => prop_assert!(false, "{}", status),
        }
    }
}
