//! `feedmill validate` and `feedmill explain`: what is judged, how it is printed, how a run ends.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;

use crate::site::{NOW, Run, Site, article, titled};

const SOUND: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\"><head><title>Lists</title></head>\
                     <body><outline text=\"A\"/></body></opml>\n";
const BROKEN: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\">\n\
                      <head><title>A &nope;</title></head><body><outline text=\"B\"/></body></opml>\n";

fn documents(run: &Run) -> Vec<Value> {
    run.out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn names(run: &Run) -> Vec<String> {
    documents(run).iter().map(|document| document["file"].as_str().unwrap().to_owned()).collect()
}

fn with_input(site: &Site, args: &[&str], input: &[u8]) -> Run {
    let mut child =
        site.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap().into()
}

#[test]
fn a_sound_document_is_passed_over_in_silence() {
    let site = Site::new();
    site.write("a.opml", SOUND);
    site.run(&["validate", "a.opml"]).silent();
    let run = site.run(&["validate", "a.opml", "-v"]);
    assert_eq!((run.code, &*run.out), (Some(0), "a.opml: valid OPML\n"));
    assert_eq!(run.err, "1 document: no errors, no warnings\n");
}

#[test]
fn a_fault_is_shown_where_it_is() {
    let site = Site::new();
    site.write("b.opml", BROKEN);
    let run = site.run(&["validate", "b.opml"]);
    assert_eq!((run.code, &*run.err), (Some(1), ""));
    for part in ["error[sax-error]: ", " --> b.opml:3:16\n", "3 | <head><title>A &nope;</title>", "^^^^^^", "help: "] {
        assert!(run.out.contains(part), "{part} is not in\n{}", run.out);
    }
}

#[test]
fn documents_are_printed_in_the_order_asked_for() {
    let site = Site::new();
    let mut args =
        vec!["validate".to_owned(), "--format".to_owned(), "json".to_owned(), "--jobs".to_owned(), "4".to_owned()];
    for n in 0..60 {
        let name = format!("{}.xml", (n * 37) % 60);
        let padding = " ".repeat(if n % 5 == 0 { 200_000 } else { 10 });
        site.write(&name, format!("{SOUND}{padding}{}", if n % 7 == 0 { "<" } else { "" }));
        args.push(name);
    }
    args.insert(20, "nowhere.xml".to_owned());
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let run = site.run(&args);
    assert_eq!(names(&run), args[5..]);
    run.expect(2, &["could not read nowhere.xml"]);
    let alone = site.run(&[&args[..3], &["--jobs", "1"], &args[5..]].concat());
    assert_eq!(alone.out, run.out);
}

#[test]
fn what_cannot_be_read_does_not_stop_the_others() {
    let site = Site::new();
    site.write("a.opml", SOUND).write("b.opml", BROKEN);
    let run = site.run(&["validate", "a.opml", "nowhere.xml", "b.opml"]);
    run.expect(2, &["error: could not read nowhere.xml"]);
    assert!(run.out.starts_with("error[sax-error]") && !run.out.contains("io-error"), "{}", run.out);
    let run = site.run(&["validate", "--format", "json", "a.opml", "nowhere.xml", "b.opml"]);
    assert_eq!((run.code, names(&run).len()), (Some(2), 3));
    let unread = &documents(&run)[1];
    assert_eq!((&unread["format"], &unread["diagnostics"][0]["rule"]), (&"unknown".into(), &"io-error".into()));
}

#[test]
fn a_folder_stands_for_the_feeds_in_it() {
    let site = Site::new();
    for file in ["d/b.rss", "d/a/z.XML", "d/a.opml", "d/x.json", "d/c.atom", "d/r.rdf"] {
        site.write(file, SOUND);
    }
    for file in ["d/.hidden.xml", "d/.git/a.xml", "d/page.html", "d/xml", "e/readme.md"] {
        site.write(file, "no feed");
    }
    #[cfg(unix)]
    std::os::unix::fs::symlink(site.path("d"), site.path("d/again")).unwrap();
    let run = site.run(&["validate", "--format", "json", "d", "e/readme.md"]);
    assert_eq!(
        names(&run),
        ["d/a/z.XML", "d/a.opml", "d/b.rss", "d/c.atom", "d/r.rdf", "d/x.json", "e/readme.md"],
        "{}",
        run.out
    );
    let run = site.run(&["validate", "e", "d/a"]);
    run.expect(2, &["there is no feed in e: no file whose name ends in .xml, .rss"]);
}

#[test]
fn without_arguments_the_built_feeds_are_judged() {
    let site = Site::with("articles/a.md", titled("A", "2026-11-20"));
    site.run(&["validate"]).expect(2, &["there is no feeds yet", "feedmill build"]);
    site.build(&[]).silent();
    let run = site.run(&["validate", "--format", "json", "--now", NOW]);
    assert_eq!(names(&run), ["feeds/atom.xml", "feeds/feed.json", "feeds/feeds.opml", "feeds/rss.xml"]);
    let formats: Vec<Value> = documents(&run).iter().map(|document| document["format"].clone()).collect();
    assert_eq!(formats, ["atom", "json", "opml", "rss"]);
}

#[test]
fn built_feeds_are_known_by_the_addresses_they_were_given() {
    let head = "title = \"A\"\ndate = 2026-11-20\ntags = [\"Жнива\"]";
    let site = Site::with("articles/a.md", article(head));
    site.configure("[[feed]]\neach = \"tag\"\npath = \"tags/{tag}\"\n");
    site.build(&[]).silent();
    let run = site.run(&["validate", "--format", "json", "--now", NOW]);
    assert!(run.out.contains("feeds/tags/жнива/rss.xml") && !run.out.contains("self-doesnt-match"), "{}", run.out);
}

#[test]
fn standard_input_is_a_document_too() {
    let site = Site::new();
    let run = with_input(&site, &["validate", "-", "--format", "json"], BROKEN.as_bytes());
    assert_eq!((run.code, names(&run)), (Some(1), vec!["-".to_owned()]));
    with_input(&site, &["validate", "-", "-"], SOUND.as_bytes()).expect(2, &["standard input can be judged but once"]);
    let run = with_input(&site, &["validate", "-"], BROKEN.as_bytes());
    assert!(run.out.contains(" --> -:3:16\n"), "{}", run.out);
}

#[test]
fn the_exit_status_is_the_worst_of_all() {
    let site = Site::new();
    let warned = BROKEN.replace("&nope;", "").replace("utf-8", "ibm866");
    site.write("info.opml", SOUND.split_once('\n').unwrap().1)
        .write("warning.opml", warned)
        .write("error.opml", BROKEN);
    for (args, code) in [
        (&["info.opml"][..], 0),
        (&["info.opml", "--deny", "warnings"], 0),
        (&["warning.opml"], 0),
        (&["warning.opml", "info.opml", "--deny", "warnings"], 1),
        (&["error.opml", "info.opml"], 1),
        (&["nowhere.opml", "info.opml"], 2),
        (&["error.opml", "nowhere.opml"], 2),
    ] {
        let run = site.run(&[&["validate"], args].concat());
        assert_eq!(run.code, Some(code), "{args:?}: {}{}", run.out, run.err);
    }
    // What is but worth knowing is not shown unasked.
    assert_eq!(site.run(&["validate", "info.opml"]).out, "");
    assert!(site.run(&["validate", "info.opml", "-v"]).out.starts_with("info[missing-encoding]"));
}

#[test]
fn json_has_a_line_for_each_document() {
    let site = Site::new();
    site.write("a.opml", SOUND).write("b.opml", BROKEN).write("c.opml", SOUND.split_once('\n').unwrap().1);
    let run = site.run(&["validate", "--format", "json", "./a.opml", "b.opml", "c.opml"]);
    assert_eq!(run.out.lines().next(), Some("{\"file\":\"./a.opml\",\"format\":\"opml\",\"diagnostics\":[]}"));
    let documents = documents(&run);
    let found = documents[1]["diagnostics"][0].as_object().unwrap();
    let mut keys: Vec<_> = found.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["column", "help", "level", "line", "message", "params", "rule"]);
    assert_eq!((&found["rule"], &found["level"]), (&"sax-error".into(), &"error".into()));
    assert_eq!((&found["line"], &found["column"]), (&3.into(), &16.into()));
    assert!(found["params"].is_object() && found["message"].is_string());
    let unplaced = &documents[2]["diagnostics"][0];
    assert_eq!((&unplaced["rule"], &unplaced["line"]), (&"missing-encoding".into(), &Value::Null));
    assert!(unplaced.as_object().unwrap().contains_key("column"));
}

/// A member that must be there.
#[track_caller]
fn must<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or_else(|| panic!("`{name}` is not in {value}"))
}

#[test]
fn a_sarif_log_has_what_the_standard_asks_for() {
    let site = Site::new();
    site.write("a b/ü.opml", BROKEN).write("c.opml", SOUND.split_once('\n').unwrap().1);
    for (paths, results, successful) in
        [(&["a b", "c.opml", "nowhere.xml"][..], 3, false), (&["c.opml"], 1, true), (&["a b", "a b"], 2, true)]
    {
        let run = site.run(&[&["validate", "--format", "sarif"], paths].concat());
        let log = run.json();
        assert_eq!(must(&log, "version"), "2.1.0");
        assert!(must(&log, "$schema").as_str().unwrap().ends_with("sarif-2.1.0.json"));
        let [sarif_run] = must(&log, "runs").as_array().unwrap().as_slice() else { panic!("{log}") };
        assert_eq!(must(sarif_run, "columnKind"), "unicodeCodePoints");
        assert_eq!(must(&must(sarif_run, "invocations")[0], "executionSuccessful"), successful);
        let driver = must(must(sarif_run, "tool"), "driver");
        assert_eq!(must(driver, "name"), "feedmill");
        let rules: Vec<&str> =
            must(driver, "rules").as_array().unwrap().iter().map(|rule| must(rule, "id").as_str().unwrap()).collect();
        for rule in must(driver, "rules").as_array().unwrap() {
            for text in ["shortDescription", "fullDescription", "help"] {
                assert!(!must(must(rule, text), "text").as_str().unwrap().is_empty());
            }
            let level = must(must(rule, "defaultConfiguration"), "level").as_str().unwrap();
            assert!(["error", "warning", "note"].contains(&level));
        }
        let found = must(sarif_run, "results").as_array().unwrap();
        assert_eq!(found.len(), results, "{log}");
        for result in found {
            assert!(rules.contains(&must(result, "ruleId").as_str().unwrap()));
            assert!(!must(must(result, "message"), "text").as_str().unwrap().is_empty());
            let place = must(&must(result, "locations")[0], "physicalLocation");
            must(must(place, "artifactLocation"), "uri");
        }
    }
    let log = site.run(&["validate", "--format", "sarif", "a b"]).json();
    let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b/%C3%BC.opml");
    assert_eq!(place["region"], serde_json::json!({"startLine": 3, "startColumn": 16, "endColumn": 22}));
    site.write("s.opml", SOUND);
    let clean = site.run(&["validate", "--format", "sarif", "s.opml"]);
    assert_eq!((clean.code, clean.json()["runs"][0]["results"].clone()), (Some(0), serde_json::json!([])));
}

#[test]
fn github_is_told_by_workflow_commands() {
    let site = Site::new();
    site.write("a,b.opml", BROKEN).write("c.opml", SOUND.split_once('\n').unwrap().1);
    let run = site.run(&["validate", "--format", "github", "a,b.opml", "c.opml", "nowhere.xml"]);
    let lines: Vec<&str> = run.out.lines().collect();
    let start = "::error file=a%2Cb.opml,line=3,endLine=3,col=16,endColumn=21,title=sax-error::";
    assert!(
        lines[0].starts_with(start) && lines[1].starts_with("::error file=nowhere.xml,title=io-error::"),
        "{lines:?}"
    );
    assert_eq!((lines.len(), run.code), (2, Some(2)));
    let run = site.run(&["validate", "--format", "github", "c.opml", "-v"]);
    assert!(run.out.starts_with("::notice file=c.opml,title=missing-encoding::"), "{}", run.out);
}

#[test]
fn formats_for_findings_are_refused_elsewhere() {
    let site = Site::new();
    for format in ["sarif", "github"] {
        for command in [&["build"][..], &["explain"], &["new", "A"]] {
            site.run(&[command, &["--format", format]].concat()).expect(2, &["feedmill validate"]);
        }
    }
    assert!(!site.exists("feeds") && !site.exists("articles/a.md"));
}

#[test]
fn many_findings_of_one_rule_do_not_bury_the_rest() {
    let site = Site::new();
    let text = BROKEN.replace("&nope;", &"&nope;\n".repeat(20));
    site.write("a.opml", text);
    let run = site.run(&["validate", "a.opml"]);
    assert_eq!(run.out.matches("error[sax-error]").count(), 10);
    assert!(run.out.contains("… and 10 more of sax-error in a.opml; -v shows them all\n"), "{}", run.out);
    assert_eq!(site.run(&["validate", "a.opml", "-v"]).out.matches("error[sax-error]").count(), 20);
    let json = site.run(&["validate", "a.opml", "--format", "json"]);
    assert_eq!(documents(&json)[0]["diagnostics"].as_array().unwrap().len(), 20);
}

#[test]
fn of_a_very_long_line_the_part_around_the_fault_is_shown() {
    let site = Site::new();
    let text =
        BROKEN.replace('\n', "").replace("&nope;", &format!("{}&nope;{}", "é".repeat(90_000), "z".repeat(90_000)));
    site.write("a.opml", text);
    let run = site.run(&["validate", "a.opml"]);
    assert!(run.out.contains("--> a.opml:1:") && run.out.contains("ééé&nope;zzz"), "{}", run.out);
    assert!(run.out.lines().all(|line| line.chars().count() < 200));
}

#[test]
fn slips_in_the_flags_are_told() {
    let site = Site::new();
    site.write("a.opml", SOUND);
    site.run(&["validate", "a.opml", "--fallback-encoding", "klingon"]).expect(2, &["klingon", "iso-8859-1", "koi8-r"]);
    site.run(&["validate", "a.opml", "--fallback-encoding", "us-ascii"]).silent();
    site.run(&["validate", "a.opml", "--root", "."]).expect(2, &["--base-url"]);
    site.run(&["validate", "a.opml", "--base-url", "https://t.example/", "--root", "articles"])
        .expect(2, &["a.opml is not in the folder articles", "--root"]);
    site.run(&["validate", "a.opml", "--base-url", "https://t.example/"]).silent();
    site.run(&["validate", "a.opml", "--rules", "all", "--deny", "errors"]).expect(2, &["--deny", "warnings"]);
}

#[test]
fn w3c_leaves_feedmills_own_rules_out() {
    let site = Site::new();
    site.write("a.json", "{\"version\": \"https://jsonfeed.org/version/9\", \"version\": 1}");
    assert_eq!(site.run(&["validate", "a.json"]).code, Some(1));
    let run = site.run(&["validate", "a.json", "--rules", "w3c", "--format", "json"]);
    assert_eq!((run.code, documents(&run)[0]["diagnostics"].as_array().unwrap().len()), (Some(0), 0));
}

#[test]
fn a_rule_is_explained() {
    let site = Site::new();
    let run = site.run(&["explain", "sax-error"]);
    assert!(
        run.out.starts_with("sax-error (error)\nFeeds: rules that the W3C feed validator has too\n\n"),
        "{}",
        run.out
    );
    assert!(run.out.lines().all(|line| line.chars().count() <= 100), "{}", run.out);
    assert_eq!(site.run(&["explain", "error[sax-error]"]).out, run.out);
    site.run(&["explain", "sax-eror"]).expect(2, &["there is no rule `sax-eror`", "did you mean `sax-error`?"]);
    let page = site.run(&["explain", "duplicate-key", "--format", "json"]).json();
    assert_eq!(
        (&page["rule"], &page["level"], &page["group"]),
        (&"duplicate-key".into(), &"error".into(), &"own".into())
    );
    assert!(page["page"].as_str().unwrap().contains('.'));
}

#[test]
fn all_rules_are_listed() {
    let site = Site::new();
    let run = site.run(&["explain"]);
    let all = site.run(&["explain", "--format", "json"]).json();
    let all = all.as_array().unwrap();
    assert!(all.len() > 60);
    let place = |name: &str| run.out.lines().position(|line| line.split_whitespace().next() == Some(name));
    for rule in all {
        assert!(place(rule["rule"].as_str().unwrap()).is_some(), "{rule}");
    }
    assert!(place("sax-error") < place("duplicate-key") && place("duplicate-key") < place("missing-date"));
}
