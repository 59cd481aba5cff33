//! `feedmill import`, as somebody meets it who comes with a feed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use feedmill::parse::{self, Document, Entry};

use crate::site::{NOW, Run, Site};

const MINUTES: [&str; 3] = ["import", "--now", NOW];

impl Site {
    /// `feedmill import` with more arguments.
    fn import(&self, args: &[&str]) -> Run {
        self.run(&[&MINUTES[..], args].concat())
    }
}

fn corpus() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let mut files: Vec<_> = files.map(|path| (name(&path), fs::read(&path).unwrap())).collect();
    files.sort();
    files
}

/// What is the same in a feed, and in the one that is built of what was imported from it.
type Kept = (String, String, Option<i64>, Option<i64>);

fn kept(entry: &Entry) -> Kept {
    let seconds = |time: Option<chrono::DateTime<chrono::Utc>>| time.map(|time| time.timestamp());
    let published = entry.published.or(entry.updated);
    (entry.link.clone(), entry.title.clone(), seconds(published), seconds(entry.updated.or(published)))
}

/// The entries by their ids, of which the one counts that changed last.
fn by_id(document: &Document) -> BTreeMap<String, Kept> {
    let mut entries: Vec<&Entry> = document.entries.iter().collect();
    entries.sort_by_key(|entry| entry.updated);
    entries.into_iter().map(|entry| (entry.id.clone(), kept(entry))).collect()
}

#[test]
fn feeds_as_others_write_them_are_imported_and_built() {
    for (name, bytes) in corpus() {
        let site = Site::in_memory();
        site.write(&name, &bytes);
        let run = site.import(&["--init", &name]);
        let needs_a_hand = ["rss091.xml"].contains(&&*name);
        run.expect(i32::from(needs_a_hand), &[" new in articles, 0 known, "]);
        let config = site.read("feedmill.toml");
        site.write("feedmill.toml", config + "\n[guard]\n\n[[feed]]\npath = \"\"\n");
        let before = site.tree("articles");
        assert_eq!(run.out.lines().count(), before.len() + 1, "{name}: {}", run.out);
        let wanted = parse::parse(&bytes).unwrap();
        let dated = |entry: &&Entry| entry.published.or(entry.updated).is_some();
        let wanted = Document { entries: wanted.entries.iter().filter(dated).cloned().collect(), ..wanted };
        if !wanted.entries.is_empty() {
            site.build(&[]).expect(0, &[]);
            let got = parse::parse(&fs::read(site.path("feeds/rss.xml")).unwrap()).unwrap();
            let (wanted, got) = (by_id(&wanted), by_id(&got));
            assert_eq!(wanted.keys().collect::<Vec<_>>(), got.keys().collect::<Vec<_>>(), "{name}");
            let mut links = BTreeSet::new();
            for (id, (link, title, published, updated)) in &wanted {
                let (built_link, built_title, built_published, built_updated) = &got[id];
                assert_eq!((built_published, built_updated), (published, updated), "{name} {id}");
                assert!(
                    title == built_title || title.is_empty() && !built_title.is_empty(),
                    "{name} {id} {built_title}"
                );
                // No two articles have one page; what has none has one of the site.
                let all = wanted.values().filter(|other| other.0 == *link).count();
                if all == 1 && !link.is_empty() {
                    assert_eq!(built_link, link, "{name} {id}");
                }
                assert!(links.insert(built_link.clone()), "{name} {id}");
            }
        }
        // A second run finds nothing new.
        let again = site.import(&[&name]);
        assert!(again.code == Some(0) && again.out.is_empty(), "{name}: {}{}", again.out, again.err);
        again.expect(0, &["0 new in articles, ", " known, 0 need a hand"]);
        assert!(!again.err.contains("changed there"), "{name}: {}", again.err);
        assert_eq!(site.tree("articles"), before, "{name}");
    }
}

#[test]
fn enclosures_people_tags_and_texts_are_kept() {
    let site = Site::in_memory();
    for (name, bytes) in corpus() {
        site.write(&name, &bytes);
    }
    let imported = |name: &str, file: &str| {
        site.import(&["--to", name.split('.').next().unwrap(), name]);
        site.read(&format!("{}/{file}", name.split('.').next().unwrap()))
    };
    let episode = imported("podcast.xml", "episode-3-worms.html");
    for part in [
        "guid = \"Buzz-0003\"\n",
        "{ url = \"https://cdn.soil.example/3.mp3?src=feed&ep=3\", length = 31415926, type = \"audio/mpeg\", duration = 1930 }",
        "image = \"https://soil.example/3.jpg\"\n",
        "summary = \"They are louder than you think.\"\ncontent = \"summary\"\n",
    ] {
        assert!(episode.contains(part), "{part} is not in\n{episode}");
    }
    let post = imported("wordpress.xml", "the-sluice-is-open.html");
    for part in
        ["authors = [{ name = \"Marta Brook\" }]", "tags = [\"Water\", \"Oak & iron\"]", "<figure class=\"wp-block"]
    {
        assert!(post.contains(part), "{part} is not in\n{post}");
    }
    let bees = imported("blogger.xml", "feeding.html");
    let author = "{ name = \"Ilse Comb\", url = \"https://bees.example/ilse\" }";
    assert!(bees.contains(author) && bees.contains("title = \"Feeding in the <cold>\""), "{bees}");
    assert!(site.read("blogger/honeycomb.html").contains("lang = \"uk\"\n"));
    let orchard = imported("base.xml", "ernte.html");
    for part in [
        "https://orchard.example/blog/2026/bilder/korb.jpg",
        "https://orchard.example/blog/2026/mehr",
        "/ton/ernte.ogg",
    ] {
        assert!(orchard.contains(part), "{part} is not in\n{orchard}");
    }
    let frost = site.read("base/bluete.html");
    for part in [
        "\"https://orchard.example/bilder/frost.jpg\"",
        "/bilder/frost2.jpg 2x",
        "/bilder/mehr?a=1&amp;b=2#c",
        "href=#hier",
    ] {
        assert!(frost.contains(part), "{part} is not in\n{frost}");
    }
    let signals = imported("atom03.xml", "the-7-14-was-early.html");
    assert!(signals.contains("href=\"http://signals.example/archives/platform.html\""), "{signals}");
}

const FEED: &str = "<rss version='2.0'><channel><title>Mill</title><link>https://mill.example/</link>
<item><title>Wheat</title><link>https://mill.example/wheat/</link><guid>w</guid><pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate><description>&lt;p>Ripe.&lt;/p></description></item>
<!-- more -->
</channel></rss>";

const MORE: &str = "<item><title>Rye</title><link>https://mill.example/rye/</link><pubDate>Tue, 03 Nov 2026 10:00:00 GMT</pubDate></item>";

#[test]
fn a_feed_that_grew_is_imported_as_far_as_it_is_new() {
    let site = Site::in_memory();
    site.write("feed.xml", FEED);
    let run = site.import(&["feed.xml"]);
    run.expect(0, &["1 new in articles, 0 known, 0 need a hand", "`--init` writes it", "title = \"Mill\""]);
    assert_eq!(run.out, "articles/wheat.html\n");
    let wheat = site.read("articles/wheat.html");
    site.write("feed.xml", FEED.replace("<!-- more -->", MORE));
    let dry = site.import(&["--dry-run", "feed.xml"]);
    dry.expect(0, &["1 would be new in articles, 1 known, 0 need a hand"]);
    assert_eq!((dry.out.as_str(), site.exists("articles/rye.html")), ("articles/rye.html\n", false));
    let run = site.import(&["feed.xml"]);
    run.expect(0, &["1 new in articles, 1 known, 0 need a hand"]);
    assert_eq!((run.out.as_str(), site.read("articles/wheat.html")), ("articles/rye.html\n", wheat));
    // Under another name, as Markdown, it is the same article.
    site.remove("articles/wheat.html")
        .write("articles/deep/w.md", "+++\ntitle = \"Wheat\"\ndate = 2026-11-02\nguid = \"w\"\n+++\n");
    site.import(&["feed.xml"]).expect(0, &["0 new in articles, 2 known, 0 need a hand"]);
    // Quiet, or as data.
    let run = site.import(&["--quiet", "--to", "other", "feed.xml"]);
    run.silent();
    let run = site.import(&["--format", "json", "--to", "third", "feed.xml"]).json();
    assert_eq!((&run["known"], &run["written"][1]["file"]), (&0.into(), &"third/rye.html".into()));
    assert_eq!(run["written"][0]["title"], "Wheat");
    assert_eq!(run["written"][0]["source"], "feed.xml");
}

#[test]
fn what_changed_there_is_said_and_left_as_it_is() {
    let site = Site::in_memory();
    site.write("feed.xml", FEED).import(&["feed.xml"]);
    let before = site.tree("articles");
    site.write("feed.xml", FEED.replace("Ripe.", "Overripe."));
    site.import(&["feed.xml"]).expect(0, &["changed there: articles/wheat.html\n", "0 new in articles, 1 known"]);
    assert_eq!(site.tree("articles"), before);
    let run = site.import(&["--format", "json", "feed.xml"]).json();
    assert_eq!(run["changed"][0], "articles/wheat.html");
}

#[test]
fn nothing_is_overwritten_and_no_name_is_taken_twice() {
    let site = Site::in_memory();
    site.write("feed.xml", FEED);
    for there in ["articles/WHEAT.md", "articles/wheat-2/index.md", "articles/wheat-3.toml"] {
        site.write(there, "+++\ntitle = \"Another\"\ndate = 2020-01-01\n+++\n");
    }
    let run = site.import(&["feed.xml"]);
    assert_eq!(run.out, "articles/wheat-4.html\n", "{}", run.err);
}

#[test]
fn what_has_no_date_is_a_draft_or_has_the_one_that_is_given() {
    let site = Site::new();
    let feed = FEED.replace("<pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate>", "");
    site.write("feed.xml", feed);
    let run = site.import(&["feed.xml"]);
    run.expect(
        1,
        &["error[undated-entry]", "--> articles/wheat.html:3:1", "1 new in articles, 0 known, 1 needs a hand"],
    );
    site.write("articles/x.md", "+++\ntitle = \"X\"\ndate = 2026-01-01\n+++\nX\n");
    site.build(&[]).expect(0, &[]);
    site.remove("articles/wheat.html");
    site.import(&["--date", "2026-11-05", "feed.xml"]).expect(0, &["0 need a hand"]);
    assert!(site.read("articles/wheat.html").contains("date = 2026-11-05\n"));
}

#[test]
fn what_a_build_would_refuse_is_named() {
    let site = Site::with(
        "articles/x.md",
        "+++\ntitle = \"X\"\ndate = 2026-01-01\nurl = \"https://mill.example/wheat/\"\nid = \"https://mill.example/x\"\n+++\nX\n",
    );
    site.write("feed.xml", FEED);
    // Its address is taken: it gets one of the site.
    site.import(&["feed.xml"]).expect(0, &["warning[shared-address]", "https://mill.example/wheat/"]);
    site.build(&[]).expect(0, &[]);
    assert!(site.read("feeds/rss.xml").contains("<link>https://t.example/wheat/</link>"));
}

#[test]
fn a_chain_of_documents_is_followed_beside_the_file() {
    let page = |n: usize, links: &str| {
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>P</title><id>urn:uuid:6e8bc430-9c3a-11d9-9669-0800200c9a6{n}</id>
             <link rel='self' href='https://p.example/feeds/{n}.xml'/>{links}<updated>2026-01-01T00:00:00Z</updated>
             <entry><title>E{n}</title><id>https://p.example/e{n}</id><link href='https://p.example/e{n}'/><updated>2026-01-0{n}T00:00:00Z</updated></entry></feed>"
        )
    };
    let site = Site::in_memory();
    site.write("f/3.xml", page(3, "<link rel='prev-archive' href='https://p.example/feeds/old/2.xml'/>"));
    site.write(
        "f/old/2.xml",
        page(2, "<link rel='prev-archive' href='1.xml'/>").replace("feeds/2.xml", "feeds/old/2.xml"),
    );
    site.write("f/old/1.xml", page(1, "<link rel='next' href='../3.xml'/>"));
    let run = site.import(&["f/3.xml"]);
    run.expect(0, &["3 new in articles"]);
    assert_eq!(run.out, "articles/e3.html\narticles/e2.html\narticles/e1.html\n");
    // What is not there is said, and all else imported.
    site.remove("f/old/1.xml");
    let run = site.import(&["--to", "other", "f/3.xml"]);
    run.expect(0, &["2 new in other", "warning[missing-older-entries]", "f/old/2.xml"]);
    site.write("f/old/1.xml", "no feed");
    site.import(&["--to", "third", "f/3.xml"]).expect(0, &["2 new in third", "f/old/1.xml is no feed"]);
    // Standard input has nothing beside it.
    let mut json = site.command(&["import", "--to", "fourth", "-"]);
    json.stdin(fs::File::open(site.path("f/3.xml")).unwrap());
    Run::from(json.output().unwrap()).expect(0, &["1 new in fourth"]);
}

#[test]
fn faults_of_a_feed_are_named_and_do_not_stop_it() {
    let site = Site::in_memory();
    let item = |n: usize| {
        format!(
            "<item><title>A & B &oops; {n}</title><link>https://e.example/{n}?a&b</link><pubDate>Mon, 02 Nov 2026 10:00:{:02} GMT</pubDate></item>\n",
            n % 60
        )
    };
    let items: String = (0..200).map(item).collect();
    site.write("feed.xml", format!("<rss><channel><title>E</title>\n{items}<item><title>lost"));
    let run = site.import(&["feed.xml"]);
    run.expect(
        0,
        &["200 new in articles", "warning[broken-feed]", "--> feed.xml:2:", "more faults", "--> feed.xml:202:"],
    );
    let last = run.out.lines().find(|file| file.ends_with("-150.html")).unwrap();
    assert!(site.read(last).contains("title = \"A & B"));
}

#[test]
fn mistakes_are_met_with_the_mend() {
    let site = Site::in_memory();
    site.write("feed.xml", FEED)
        .write("empty.txt", " \n")
        .write("dir/x", "")
        .write("noise.bin", b"\x00\x01\x02\xff\xfe");
    site.write("bare.xml", "<rss version='2.0'><channel><title>E</title></channel></rss>");
    for (args, code, said) in [
        (&["gone.xml"][..], 2, "could not read gone.xml"),
        (&["www.mill.example/feed"], 2, "write https://www.mill.example/feed"),
        (&["dir"], 2, "dir is a folder; name the files in it"),
        (&["empty.txt"], 2, "empty.txt is empty"),
        (&["noise.bin"], 2, "neither a feed nor a page"),
        (&["--as", "feed", "noise.bin"], 2, "noise.bin is no feed"),
        (&["--to", "feed.xml", "feed.xml"], 2, "feed.xml is no folder"),
        (&["bare.xml"], 0, "the feed has no entries"),
        (&["--config", "other.toml", "feed.xml"], 2, "there is no other.toml"),
        (&[], 2, "<FILE|URL>"),
        (&["--title", "x", "feed.xml"], 1, "import-flag-for-one"),
        // One that cannot be read keeps nothing else from being imported.
        (&["gone.xml", "feed.xml"], 2, "1 new in articles"),
    ] {
        site.import(args).expect(code, &[said]);
    }
}

#[test]
fn what_a_killed_run_left_is_cleared_away_and_not_what_another_is_writing() {
    let site = Site::in_memory();
    site.write("feed.xml", FEED)
        .write("articles/.feedmill-import-1-0", "half")
        .write("articles/.feedmill-import-2-0", "half");
    let old = fs::File::options().write(true).open(site.path("articles/.feedmill-import-1-0")).unwrap();
    old.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(7200)).unwrap();
    site.import(&["feed.xml"]).expect(0, &[]);
    let names: Vec<String> = site.tree("articles").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [".feedmill-import-2-0", "wheat.html"]);
}

#[test]
fn a_text_that_came_twice_is_known_and_named_where_it_says_something_else() {
    let site =
        Site::with("feedmill.toml", "[site]\ntitle = \"T\"\nurl = \"https://t.example/\"\ntimezone = \"Asia/Tokyo\"\n");
    let text = "Ferry stops running\n\nBy Jo Field\n\nThe ferry stopped after forty years of service to the island.\n";
    site.write("a.txt", text)
        .write("b.txt", text.replace("forty", "fifty"))
        .write("c.txt", text.replace("\n\n", "\r\n\r\n"));
    site.import(&["a.txt", "--date", "2026-11-02"]).expect(0, &["1 new in articles"]);
    for args in [&["a.txt", "--date", "2026-11-02"][..], &["a.txt"], &["c.txt"], &["a.txt", "--date", "2026-11-01"]] {
        let run = site.import(args);
        run.expect(0, &["0 new in articles, 1 known, 0 need a hand"]);
        assert!(!run.err.contains("changed there"), "{args:?}: {}", run.err);
    }
    for args in [["b.txt", "--date", "2026-11-02"], ["a.txt", "--date", "2026-11-03"]] {
        site.import(&args)
            .expect(0, &["changed there: articles/ferry-stops-running.txt", "0 new in articles, 1 known"]);
    }
    // Whoever means two articles gives the second an id.
    site.import(&["a.txt", "--date", "2026-11-03", "--id", "https://t.example/2"]).expect(0, &["1 new in articles"]);
}

#[test]
fn an_entry_without_title_id_and_address_is_known_again() {
    let site = Site::in_memory();
    let item = "<item><pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate><description>Frost tonight.</description></item>";
    site.write("feed.xml", format!("<rss version='2.0'><channel><title>E</title>{item}</channel></rss>"));
    site.import(&["feed.xml"]).expect(0, &["1 new in articles"]);
    site.import(&["feed.xml"]).expect(0, &["0 new in articles, 1 known"]);
}

#[test]
fn a_page_tells_of_the_feed_of_its_site() {
    let site = Site::in_memory();
    let page = |title: &str, base: &str| {
        format!(
            "<!doctype html><title>{title}</title>{base}<meta name=date content=2026-11-02>
             <link rel=alternate type='application/rss+xml' title='Comments feed' href='/comments/feed/'>
             <link rel=alternate type='application/json' href='/wp-json/1'>
             <link rel='ALTERNATE' type='Application/Atom+XML; charset=utf-8' href='/feed?a=1&amp;b=2'><p>Frost tonight, and more to come."
        )
    };
    let canonical = "<link rel=canonical href=https://weir.example/2026/frost/>";
    site.write("a.html", page("Frost", canonical)).write("b.html", page("Ice", "<base href=https://weir.example/>"));
    let run = site.import(&["a.html", "b.html"]);
    run.expect(
        0,
        &["info[page-with-feed]", "`feedmill import 'https://weir.example/feed?a=1&b=2'`", "2 new in articles"],
    );
    assert_eq!(run.err.matches("feedmill import").count(), 1, "{}", run.err);
    // Where the page is from is not known: so is not where its feed is.
    site.write("c.html", page("Hail", ""));
    let run = site.import(&["c.html"]);
    assert!(!run.err.contains("page-with-feed"), "{}", run.err);
}

#[test]
fn a_source_that_cannot_be_read_hides_nothing_of_the_others() {
    let site = Site::in_memory();
    site.write("old.txt", b"Caf\xE9 prices rise");
    let run = site.import(&["gone.xml", "old.txt"]);
    run.expect(2, &["could not read gone.xml", "error[invalid-utf8]", "--> old.txt:1:4"]);
    // For programs it is a document all the same.
    let run = site.import(&["--format", "json", "gone.xml"]);
    run.expect(2, &["could not read gone.xml"]);
    assert!(run.out.contains("\"written\":[]"), "{}", run.out);
}
