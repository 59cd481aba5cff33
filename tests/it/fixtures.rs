//! Documents in `tests/validate/` that say themselves what is wrong with them, line by line.
//!
//! A finding is marked on its line: `<!-- warning: missing-guid -->`, several with commas between them, one without a
//! place as `<!-- file: warning: … -->` on the first line. Documents that cannot hold comments have a file of the same
//! name with `.expect` behind it, a line for each finding: `3: error: json-error`. What a server said of a document
//! stands in it: `<!-- served: https://example.com/feed.xml as text/html; charset=utf-8 -->`. `UPDATE=1` writes the marks.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use feedmill::diagnostic::catalog::{self, Group};
use feedmill::validate::{Options, validate};

/// Rules that no document can break by what it holds, and why.
const NOT_IN_DOCUMENTS: &[(&str, &str)] = &[
    ("io-error", "the document could not be read"),
    ("http-error", "a server's answer"),
    ("http-error-with-possible-feed", "a server's answer"),
    ("https-protocol-error", "a server's answer"),
    ("http-protocol-error", "a server's answer"),
    ("temp-redirect", "a server's answer"),
    ("uncompressed", "a server's answer"),
    ("unexpected-content-type", "a server's answer"),
    ("non-specific-media-type", "a server's answer"),
    ("text-xml", "a server's answer"),
    ("large-feed", "a document of great size"),
    ("validator-limit", "a document of great size or depth"),
    ("too-many-urls", "fifty thousand addresses"),
];

/// The moment that all fixtures are judged at.
const NOW: &str = "2026-11-22T12:00:00Z";

/// A finding as it is marked: its line, 0 for the whole file, its level and rule.
type Mark = (u32, String);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/validate")
}

fn documents(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            documents(&path, found);
        } else if !name.ends_with(".expect") && !name.ends_with(".txt") && !name.ends_with(".md") {
            found.push(path);
        }
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".expect");
    name.into()
}

fn judged(path: &Path, bytes: &[u8]) -> Vec<Mark> {
    let mut options = Options::new(path.to_string_lossy().into_owned());
    options.now = NOW.parse().unwrap();
    let text = String::from_utf8_lossy(bytes);
    if let Some((_, rest)) = text.split_once("<!-- served: ") {
        let (served, _) = rest.split_once(" -->").unwrap();
        let (address, media_type) = served.split_once(" as ").unwrap_or((served, ""));
        let (media_type, charset) = media_type.split_once("; charset=").unwrap_or((media_type, ""));
        options.base_url = Some(address.to_owned());
        options.own_addresses = vec![address.to_owned()];
        options.media_type = Some(media_type.to_owned()).filter(|text| !text.is_empty());
        options.charset = Some(charset.to_owned()).filter(|text| !text.is_empty());
    }
    let judgement = validate(bytes, &options);
    let mut marks: Vec<Mark> = judgement
        .diagnostics
        .iter()
        .map(|found| (found.place.map_or(0, |place| place.line), format!("{}: {}", found.level, found.rule.name)))
        .collect();
    marks.sort();
    marks
}

/// Whether this is the inside of a comment that marks findings.
fn is_mark(comment: &str) -> bool {
    let comment = comment.strip_prefix("file: ").unwrap_or(comment);
    comment.split(", ").all(|mark| {
        mark.split_once(": ").is_some_and(|(level, rule)| {
            matches!(level, "error" | "warning" | "info")
                && rule.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        })
    })
}

/// A line without its marks, and what they are.
fn unmarked(line: &str) -> (String, Vec<&str>) {
    let (mut out, mut marks, mut rest) = (String::new(), Vec::new(), line);
    while let Some((before, behind)) = rest.split_once("<!-- ") {
        out += before;
        match behind.split_once(" -->") {
            Some((comment, behind)) if is_mark(comment) => {
                out.truncate(out.trim_end_matches(' ').len());
                marks.push(comment);
                rest = behind;
            }
            _ => {
                out += "<!-- ";
                rest = behind;
            }
        }
    }
    out += rest;
    (out, marks)
}

fn marked(text: &str) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (n, line) in text.lines().enumerate() {
        for comment in unmarked(line).1 {
            let (at, comment) = match comment.strip_prefix("file: ") {
                Some(comment) => (0, comment),
                None => (u32::try_from(n).unwrap() + 1, comment),
            };
            marks.extend(comment.split(", ").map(|mark| (at, mark.to_owned())));
        }
    }
    marks.sort();
    marks
}

/// The text with these marks in place of its own.
fn with_marks(text: &str, marks: &[Mark]) -> String {
    let mut out = String::new();
    for (n, line) in text.lines().enumerate() {
        out += &unmarked(line).0;
        for (at, prefix) in [(0, "file: "), (u32::try_from(n).unwrap() + 1, "")] {
            let here: Vec<_> = marks.iter().filter(|mark| mark.0 == at).map(|mark| &*mark.1).collect();
            if !here.is_empty() && (at > 0 || n == 0) {
                out += &format!(" <!-- {prefix}{} -->", here.join(", "));
            }
        }
        out += "\n";
    }
    out
}

fn expected(text: &str) -> Vec<Mark> {
    let mark = |line: &str| {
        let (at, mark) = line.split_once(": ").unwrap_or_else(|| panic!("no mark: {line}"));
        (if at == "file" { 0 } else { at.parse().unwrap() }, mark.to_owned())
    };
    text.lines().map(mark).collect()
}

fn told(marks: &[Mark]) -> String {
    let at = |line: u32| if line == 0 { "file".to_owned() } else { line.to_string() };
    marks.iter().map(|(line, mark)| format!("{}: {mark}\n", at(*line))).collect()
}

#[test]
fn each_document_has_the_findings_it_says() {
    let update = std::env::var_os("UPDATE").is_some_and(|update| update == "1");
    let mut paths = Vec::new();
    documents(&folder(), &mut paths);
    assert!(paths.len() > 40, "{}", paths.len());
    let (mut faults, mut met) = (Vec::new(), BTreeSet::new());
    for path in &paths {
        let name = path.strip_prefix(folder()).unwrap().display().to_string();
        let beside = beside(path);
        let bytes = fs::read(path).unwrap();
        let found = judged(path, &bytes);
        met.extend(found.iter().map(|(_, mark)| mark.split_once(": ").unwrap().1.to_owned()));
        let is_marked_within = path.extension().is_none_or(|extension| extension != "json") && !beside.exists();
        if update && is_marked_within {
            let wanted = with_marks(&String::from_utf8(bytes).unwrap(), &found);
            if judged(path, wanted.as_bytes()) == found {
                fs::write(path, wanted).unwrap();
            } else {
                faults.push(format!("{name}: with marks in it other things are found: add `.expect`\n"));
            }
        } else if update {
            fs::write(&beside, told(&found)).unwrap();
        } else {
            let wanted = match is_marked_within {
                true => marked(&String::from_utf8(bytes).unwrap()),
                false => expected(&fs::read_to_string(&beside).unwrap_or_default()),
            };
            let missed = wanted.iter().filter(|mark| count(&found, mark) < count(&wanted, mark));
            faults.extend(missed.map(|mark| format!("{name}: not found: {}", told(std::slice::from_ref(mark)))));
            let other = found.iter().filter(|mark| count(&wanted, mark) < count(&found, mark));
            faults.extend(other.map(|mark| format!("{name}: not marked: {}", told(std::slice::from_ref(mark)))));
        }
    }
    assert!(faults.is_empty(), "{}", faults.concat());

    let feeds = catalog::all().into_iter().filter(|rule| catalog::group(rule) != Group::Site);
    let names: BTreeSet<_> = feeds.map(|rule| rule.name.to_owned()).collect();
    let excused: BTreeSet<_> = NOT_IN_DOCUMENTS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let unmet: Vec<_> = names.iter().filter(|name| !met.contains(*name) && !excused.contains(*name)).collect();
    assert!(unmet.is_empty(), "{} rules that no document breaks: {unmet:?}", unmet.len());
    let idle: Vec<_> = excused.iter().filter(|name| met.contains(*name) || !names.contains(*name)).collect();
    assert!(idle.is_empty(), "excused without need: {idle:?}");
}

fn count(marks: &[Mark], mark: &Mark) -> usize {
    marks.iter().filter(|other| *other == mark).count()
}

#[test]
fn marks_are_read_and_written() {
    let text = "<a/> <!-- file: warning: b -->\n<c/> <!-- other --> <!-- error: d, info: e-2 -->\n";
    let marks = marked(text);
    assert_eq!(told(&marks), "file: warning: b\n2: error: d\n2: info: e-2\n");
    assert_eq!(with_marks(&with_marks(text, &[]), &marks), text);
    assert_eq!(with_marks(text, &[]), "<a/>\n<c/> <!-- other -->\n");
    assert_eq!(expected(&told(&marks)), marks);
}
