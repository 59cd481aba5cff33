//! The commands besides `build`, and what all of them share.

use std::process::Stdio;

use crate::site::{NOW, Site, titled};

#[test]
fn init_new_build_is_all_it_takes() {
    let site = Site::new();
    let run = site.run(&["init", "fresh"]);
    assert_eq!((run.code, &*run.out), (Some(0), "fresh/feedmill.toml\nfresh/articles/hello.md\n"));
    let run = site.run(&["-C", "fresh", "new", "Grain & «Prices»", "--section", "world", "--now", NOW]);
    assert_eq!((run.code, &*run.out), (Some(0), "articles/world/grain-and-prices.md\n"));
    let article = site.read("fresh/articles/world/grain-and-prices.md");
    for line in [
        "title = \"Grain & «Prices»\"",
        "date = 2026-11-22T12:00:00Z",
        "slug = \"grain-and-prices\"",
        "id = \"tag:example.org,2026-11-22:world/grain-and-prices\"",
    ] {
        assert!(article.contains(&format!("\n{line}\n")), "{article}");
    }
    site.run(&["-C", "fresh", "build"]).silent();
    assert!(site.read("fresh/feeds/rss.xml").contains("<title>Grain &amp; «Prices»</title>"));
    assert!(site.exists("fresh/feeds/tags/welcome/atom.xml"));
    // With a text in it nothing is wrong with the feeds.
    site.write("fresh/articles/world/grain-and-prices.md", format!("{article}It fell.\n"));
    site.run(&["-C", "fresh", "build"]).silent();
    site.run(&["-C", "fresh", "validate", "feeds"]).silent();
}

#[test]
fn init_and_new_overwrite_nothing() {
    let site = Site::new();
    let before = site.read("feedmill.toml");
    site.run(&["init"]).expect(0, &["is there already"]);
    assert_eq!(site.read("feedmill.toml"), before);
    assert!(!site.exists("articles/hello.md"));
    site.run(&["new", "A title"]).expect(0, &[]);
    site.write("articles/a-title.md", "mine");
    site.run(&["new", "A title"]).expect(2, &["articles/a-title.md", "another title"]);
    assert_eq!(site.read("articles/a-title.md"), "mine");
}

#[test]
fn new_takes_any_title() {
    let site = Site::new();
    for (title, file) in [
        ("Ціни на зерно", "ціни-на-зерно.md"),
        ("\"Quoted\" \\ back", "quoted-back.md"),
        ("../../etc/passwd", "etc-passwd.md"),
        ("🌾", "u1f33e.md"),
    ] {
        let run = site.run(&["new", title, "--now", NOW]);
        assert_eq!((run.code, run.out), (Some(0), format!("articles/{file}\n")), "{title}: {}", run.err);
    }
    site.build(&[]).silent();
    let mut titles = site.titles();
    titles.sort();
    assert_eq!(titles, ["\"Quoted\" \\ back", "../../etc/passwd", "Ціни на зерно", "🌾"]);
    site.run(&["new", "  "]).expect(2, &["title"]);
    site.run(&["new", "\u{200b}"]).expect(2, &["title"]);
    for section in ["../x", " ", "a/b", "_x", ".", "a\tb"] {
        site.run(&["new", "A", "--section", section]).expect(2, &["section"]);
    }
}

#[test]
fn two_sections_may_have_an_article_of_one_title() {
    let site = Site::new();
    for section in ["world", "Добрі новини"] {
        site.run(&["new", "The week", "--section", section, "--now", NOW]).expect(0, &[]);
    }
    site.build(&[]).silent();
    assert_eq!(site.titles(), ["The week", "The week"]);
}

#[test]
fn new_dates_in_the_sites_zone() {
    let site = Site::new();
    site.run(&["new", "A", "--now", "2026-07-01T22:30:00Z", "--draft"]).expect(0, &[]);
    let article = site.read("articles/a.md");
    assert!(article.contains("date = 2026-07-02T00:30:00+02:00") && article.contains("draft = true"), "{article}");
}

#[test]
fn the_moment_comes_from_flag_then_environment() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    site.write("articles/b.md", titled("B", "2001-09-09T01:46:40Z"));
    let epoch = |seconds: &str, args: &[&str]| {
        let run = site.command(&[&["build"], args].concat()).env("SOURCE_DATE_EPOCH", seconds).output().unwrap();
        (run.status.code(), String::from_utf8(run.stderr).unwrap())
    };
    assert_eq!(epoch("1000000000", &[]), (Some(0), String::new()));
    assert_eq!(site.titles(), ["B"]);
    assert_eq!(epoch("1000000000", &["--now", NOW]), (Some(0), String::new()));
    assert_eq!(site.titles(), ["A", "B"]);
    let (code, said) = epoch("soon", &[]);
    assert!(code == Some(2) && said.contains("SOURCE_DATE_EPOCH"), "{said}");
    site.run(&["build", "--now", "tomorrow"]).expect(2, &["--now", "no moment", "2026-11-20T07:30:00Z"]);
}

#[test]
fn wrong_use_is_told_apart_from_findings() {
    let site = Site::new();
    site.run(&["biuld"]).expect(2, &["build"]);
    site.run(&["build", "--jobs", "0"]).expect(2, &["--jobs"]);
    site.run(&["-C", "nowhere", "build"]).expect(2, &["nowhere"]);
    site.run(&["--config", "other.toml", "build"]).expect(2, &["other.toml"]);
}

#[test]
fn a_configuration_elsewhere_has_its_folders_beside_it() {
    let site = Site::new();
    site.write("sub/articles/a.md", titled("A", "2026-11-02"));
    site.write("sub/site.toml", site.read("feedmill.toml"));
    site.build(&["--config", "sub/site.toml"]).silent();
    assert!(site.exists("sub/feeds/rss.xml") && !site.exists("feeds"));
    site.write("sub/articles/b.md", "no head");
    site.build(&["--config", "sub/site.toml"]).expect(1, &["sub/articles/b.md"]);
}

#[test]
fn the_articles_may_not_be_in_the_output() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    site.configure("[output]\ndir = \".\"");
    site.build(&[]).expect(2, &["output"]);
}

#[test]
fn packagers_get_their_pages() {
    let site = Site::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let run = site.run(&["completions", shell]);
        assert!(run.code == Some(0) && run.out.contains("feedmill") && run.out.contains("keep-going"), "{shell}");
    }
    let run = site.run(&["man"]);
    assert!(run.code == Some(0) && run.out.contains(".TH feedmill 1"), "{}", run.out);
    let run = site.run(&["man", "build"]);
    assert!(run.code == Some(0) && run.out.contains("keep\\-going"), "{}", run.out);
    site.run(&["man", "nothing"]).expect(2, &["nothing"]);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let site = Site::new();
    let mut run = site.command(&["completions", "bash"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(run.stdout.take());
    let output = run.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn colours_only_where_they_are_wanted() {
    let site = Site::with("articles/a.md", "no head");
    assert!(!site.build(&[]).err.contains('\u{1b}'));
    assert!(site.build(&["--color", "always"]).err.contains('\u{1b}'));
    assert!(!site.build(&["--color", "never"]).err.contains('\u{1b}'));
}

#[test]
fn verbose_says_what_was_done() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    site.write("articles/b.md", titled("B", "2026-12-01"));
    let said = ["5 files written, 0 unchanged", "1 published", "1 scheduled", "next change 2026-12-01 00:00 CET"];
    site.build(&["-v"]).expect(0, &said);
    site.build(&["-v"]).expect(0, &["5 files, none changed"]);
}

/// What each step took, and all of them together, as told on the last line of standard error.
fn times(said: &str) -> (Vec<(String, f64)>, f64) {
    let line = said.lines().last().and_then(|line| line.strip_prefix("time: ")).unwrap_or_else(|| panic!("{said}"));
    let (parts, whole) = line.split_once(" s; ").unwrap();
    let (whole, threads) = whole.split_once(" s in all, ").unwrap();
    assert!(threads == "1 thread" || threads.ends_with(" threads"), "{line}");
    let parts = parts.split(", ").map(|part| part.split_once(' ').unwrap());
    (parts.map(|(name, time)| (name.to_owned(), time.parse().unwrap())).collect(), whole.parse().unwrap())
}

const STEPS: [&str; 7] = ["walk", "read", "parse", "select", "render", "check", "write"];

#[test]
fn verbose_says_where_the_time_went() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    for jobs in ["1", "3"] {
        // The second time there is nothing to do.
        for _ in 0..2 {
            let run = site.build(&["-v", "--jobs", jobs]);
            let (parts, whole) = times(&run.err);
            assert_eq!(parts.iter().map(|(name, _)| &**name).collect::<Vec<_>>(), STEPS);
            let threads: f64 = jobs.parse().unwrap();
            // Each is rounded.
            assert!(parts.iter().map(|(_, time)| time).sum::<f64>() <= (threads + 1.0) * whole + 0.1, "{}", run.err);
        }
    }
    let plain = site.build(&["--format", "json"]).json();
    assert!(plain["timings_ms"].is_null(), "{plain}");
    let told = site.build(&["-v", "--format", "json", "--no-cache"]).json();
    let parts = told["timings_ms"].as_object().unwrap();
    assert!(parts.len() == STEPS.len() && STEPS.iter().all(|step| parts[*step].as_f64().is_some()), "{told}");
    assert!(parts["render"].as_f64() > Some(0.0), "{told}");
}

#[test]
fn drafts_are_seen_before_they_have_a_date() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    site.write("articles/b.md", crate::site::article("title = \"B\"\ndraft = true"));
    site.build(&[]).silent();
    assert_eq!(site.titles(), ["A"]);
    site.build(&["--drafts"]).silent();
    assert_eq!(site.titles(), ["B", "A"]);
    assert_eq!(site.feed("feeds/feed.json")["items"][0]["date_published"], NOW);
}

#[test]
fn articles_may_lie_beside_the_configuration() {
    let site = Site::with("a.md", titled("A", "2026-11-02"));
    site.write("_posts/2026-11-03-b.md", "---\ntitle: B\n---\n");
    std::fs::remove_dir(site.path("articles")).unwrap();
    site.configure("[articles]\ndir = \".\"\n[output]\ndir = \"out\"");
    for _ in 0..2 {
        site.build(&[]).silent();
    }
    assert_eq!(site.feed("out/feed.json")["items"].as_array().unwrap().len(), 2);
    site.write("c.md", "no head");
    site.build(&[]).expect(1, &["--> c.md:1:1"]);
}

#[test]
fn the_output_may_lie_among_the_articles() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    site.configure("[output]\ndir = \"articles/feeds\"");
    site.build(&[]).silent();
    assert!(site.exists("articles/feeds/index.html"));
    site.build(&[]).silent();
    site.build(&["--check"]).silent();
}

#[test]
fn an_output_folder_that_is_none_is_named() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    site.write("feeds", "mine").build(&[]).expect(2, &["the output folder `feeds` is no folder"]);
    assert_eq!(site.read("feeds"), "mine");
    for dir in [".", "articles", "./articles/", "x/../articles", ".."] {
        let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
        std::fs::create_dir(site.path("x")).unwrap();
        site.configure(&format!("[output]\ndir = {dir:?}"));
        site.build(&[]).expect(2, &["the articles are in the output folder, `"]);
    }
}

#[cfg(unix)]
#[test]
fn an_output_folder_may_be_a_link_that_leads_somewhere() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    std::os::unix::fs::symlink("real", site.path("feeds")).unwrap();
    site.build(&[]).expect(2, &["the output folder `feeds` is no folder"]);
    std::fs::create_dir(site.path("real")).unwrap();
    site.build(&[]).silent();
    assert!(site.exists("real/rss.xml") && site.path("feeds").is_symlink());
    std::fs::remove_file(site.path("feeds")).unwrap();
    std::os::unix::fs::symlink("articles", site.path("feeds")).unwrap();
    site.build(&[]).expect(2, &["the articles are in the output folder"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_gets_a_bar_on_long_work_and_a_closing_line() {
    use std::fmt::Write as _;
    let site = Site::with("articles/a.md", titled("A", "2026-11-02"));
    let terminal = |site: &Site| {
        let command = format!("{} build --now {NOW}", env!("CARGO_BIN_EXE_feedmill"));
        let mut run = std::process::Command::new("script");
        run.args(["-qec", &command, "/dev/null"]).env("TERM", "xterm").stdin(Stdio::null());
        let run = run.current_dir(site.path("")).output().ok()?;
        Some(String::from_utf8_lossy(&run.stdout).into_owned())
    };
    let Some(short) = terminal(&site) else {
        eprintln!("skipped: there is no `script` to make a terminal with");
        return;
    };
    assert!(
        short.contains("5 files written, 0 unchanged; articles: 1 published") && !short.contains("reading"),
        "{short}"
    );
    // Most machines take longer than half a second for this; one that does not owes no bar.
    let mut long = titled("B", "2026-11-03");
    for n in 0..400_000 {
        writeln!(long, "Paragraph {n} has *some* [words](x{n}).\n").unwrap();
    }
    site.write("articles/b.md", long);
    let started = std::time::Instant::now();
    let long = terminal(&site).unwrap();
    let is_long = started.elapsed().as_secs() >= 1;
    // The first article need not be read again.
    let bars = ["/1 articles", "/2 articles", "/1 feeds"];
    let seen = bars.iter().filter(|bar| long.contains(**bar)).count();
    assert!(long.contains("articles: 2 published") && (!is_long || seen > 0), "{long}");
    // It is gone when all is done.
    assert!(!long.rsplit('\r').next().unwrap().contains("[="), "{long}");
}
