//! What README and docs show is what the binary prints today, and they leave out no setting and no field.
//!
//! Sessions are fenced blocks marked `console`: lines that begin with `$ ` are run by `sh`, `> ` goes on with the
//! command above, and what follows is all that the command prints. `…` stands for any text, on a line of its own for any
//! number of lines. A block marked with a language and a path, as in `toml feedmill.toml`, is written to that file. The
//! blocks of one document share a folder. `UPDATE=1 cargo test` puts what is printed now into sessions that differ.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use feedmill::article::{Settings, SourceFile, read};
use feedmill::{Config, Diagnostic};

/// A fenced block: what stands behind the fence, and which lines of the document are inside.
struct Block {
    info: String,
    lines: Range<usize>,
}

/// A command of a session, and which lines of the document are its expected output.
struct Step {
    command: String,
    output: Range<usize>,
}

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn text_of(path: &str) -> String {
    fs::read_to_string(root(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn blocks(lines: &[&str]) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(String, &str, usize)> = None;
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        match &open {
            None if bare.starts_with("```") => {
                let fence = &bare[..bare.len() - bare.trim_start_matches('`').len()];
                open = Some((bare.trim_matches('`').to_owned(), fence, at + 1));
            }
            Some((info, fence, start)) if bare.trim_end() == *fence => {
                blocks.push(Block { info: info.clone(), lines: *start..at });
                open = None;
            }
            _ => {}
        }
    }
    assert!(open.is_none(), "a fence is never closed");
    blocks
}

fn steps(lines: &[&str], block: &Range<usize>) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for at in block.clone() {
        let goes_on = steps.last().is_some_and(|step| step.output.is_empty() && step.output.start == at);
        match (lines[at].strip_prefix("$ "), lines[at].strip_prefix("> ").or(lines[at].strip_prefix(">"))) {
            (Some(command), _) => steps.push(Step { command: command.to_owned(), output: at + 1..at + 1 }),
            (None, Some(more)) if goes_on => {
                let step = steps.last_mut().unwrap();
                step.command.push('\n');
                step.command.push_str(more);
                step.output = at + 1..at + 1;
            }
            _ => steps.last_mut().expect("a session begins with a command").output.end = at + 1,
        }
    }
    steps
}

/// Runs a session in the folder that the one before ended in; gives what each command printed.
fn run(steps: &[Step], folder: &mut PathBuf) -> Vec<String> {
    let mut script = String::from("status=0\n");
    for step in steps {
        // What a command prints begins behind a mark; `$?` stays the status of the command before.
        script += &format!("printf '\\036'; (exit $status)\n{}\nstatus=$?\n", step.command);
    }
    script += "printf '\\036'; pwd\n";
    let binaries = Path::new(env!("CARGO_BIN_EXE_feedmill")).parent().unwrap();
    let path = format!("{}:{}", binaries.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("exec 2>&1\n{script}")).current_dir(&folder).env("PATH", path);
    shell.env_remove("SOURCE_DATE_EPOCH").env_remove("NO_COLOR").env("LC_ALL", "C.UTF-8").stdin(Stdio::null());
    let said = String::from_utf8(shell.output().unwrap().stdout).unwrap();
    let mut parts: Vec<String> = said.split('\u{1e}').skip(1).map(str::to_owned).collect();
    *folder = parts.pop().expect("the folder is printed last").trim_end().into();
    assert_eq!(parts.len(), steps.len(), "{said}");
    parts
}

/// Whether `actual` is what the lines `expected` stand for.
fn is_expected(expected: &[&str], actual: &[&str]) -> bool {
    match (expected, actual) {
        ([], rest) => rest.is_empty(),
        (["…", expected @ ..], _) => (0..=actual.len()).any(|skipped| is_expected(expected, &actual[skipped..])),
        ([line, expected @ ..], [first, actual @ ..]) => is_line(line, first) && is_expected(expected, actual),
        _ => false,
    }
}

fn is_line(expected: &str, actual: &str) -> bool {
    let (expected, actual) = (expected.trim_end(), actual.trim_end());
    let Some((first, rest)) = expected.split_once('…') else { return expected == actual };
    let (middle, last) = rest.rsplit_once('…').map_or(("", rest), |(middle, last)| (middle, last));
    let inside = actual.strip_prefix(first).and_then(|rest| rest.strip_suffix(last));
    inside.is_some_and(|mut inside| {
        middle.split('…').all(|part| inside.find(part).map(|at| inside = &inside[at + part.len()..]).is_some())
    })
}

/// Runs every session of a document; gives the document as it should be.
fn replayed(path: &str) -> (String, Vec<String>) {
    let text = text_of(path);
    let lines: Vec<&str> = text.lines().collect();
    let home = tempfile::tempdir().unwrap();
    let mut folder = home.path().to_owned();
    let mut edits: Vec<(Range<usize>, Vec<String>)> = Vec::new();
    let mut differences = Vec::new();
    for block in blocks(&lines) {
        if let Some((_, file)) = block.info.split_once(' ') {
            let file = folder.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, lines[block.lines.clone()].join("\n") + "\n").unwrap();
        } else if block.info == "console" {
            let steps = steps(&lines, &block.lines);
            for (step, printed) in steps.iter().zip(run(&steps, &mut folder)) {
                let (expected, actual) = (&lines[step.output.clone()], printed.trim_end().lines().collect::<Vec<_>>());
                if !is_expected(expected, &actual) {
                    differences.push(format!("{path}:{}: $ {}\n{printed}", step.output.start, step.command));
                    edits.push((step.output.clone(), actual.iter().map(|line| line.trim_end().to_owned()).collect()));
                }
            }
        }
    }
    let mut lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
    for (range, replacement) in edits.into_iter().rev() {
        lines.splice(range, replacement);
    }
    (lines.join("\n") + "\n", differences)
}

#[cfg(unix)]
#[test]
fn sessions_print_what_they_show() {
    let mut sessions = 0;
    for path in documents() {
        let (text, differences) = replayed(&path);
        sessions += text.matches("```console").count();
        if std::env::var_os("UPDATE").is_some() && !differences.is_empty() {
            fs::write(root(&path), text).unwrap();
            continue;
        }
        assert!(differences.is_empty(), "printed now:\n{}", differences.join("\n"));
    }
    assert!(sessions > 0, "no document shows a session");
}

fn documents() -> Vec<String> {
    let names = fs::read_dir(root("docs")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    // What was measured on some machine cannot be replayed on another.
    let names = names.filter(|name| name.ends_with(".md") && name != "performance.md");
    let mut paths: Vec<String> = names.map(|name| format!("docs/{name}")).collect();
    paths.push("README.md".to_owned());
    paths.sort();
    paths
}

#[test]
fn expected_output_may_leave_out_parts() {
    for (expected, actual, wanted) in [
        ("a\nb", "a\nb", true),
        ("a", "a\nb", false),
        ("…\nb", "a\na\nb", true),
        ("b\n…", "b", true),
        ("a…c…e", "abcde", true),
        ("a…c…e", "abde", false),
        ("a…a", "a", false),
        ("…", "", true),
    ] {
        let lines = |text: &'static str| text.lines().collect::<Vec<_>>();
        assert_eq!(is_expected(&lines(expected), &lines(actual)), wanted, "{expected:?} {actual:?}");
    }
}

/// The words in back quotes in a column of the tables below the heading `heading`.
fn listed(document: &str, heading: &str, column: usize) -> Vec<String> {
    let below = document.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no {heading}")).1;
    let section = below.split("\n#").next().unwrap();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|row| row.split('|').nth(column + 1));
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn unknown(found: &[Diagnostic]) -> Vec<&str> {
    found.iter().filter(|found| found.rule.name == "unknown-key").map(|found| &*found.message).collect()
}

#[test]
fn every_setting_is_documented_and_known() {
    let document = text_of("docs/configuration.md");
    let source = text_of("src/config/read.rs") + &text_of("src/config/publish.rs");
    let tables = [
        ("SITE", "## `[site]`", "[site]"),
        ("PERSON", "## `[authors.KEY]`", "[authors.me]"),
        ("ARTICLES", "## `[articles]`", "[articles]"),
        ("OUTPUT", "## `[output]`", "[output]"),
        ("DEFAULTS", "## `[defaults]`", "[defaults]"),
        ("FEED", "## `[[feed]]`", "[[feed]]"),
        ("QUERY", "### `where`", "[feed.where]"),
        ("GUARD", "## `[guard]`", "[guard]"),
        ("PUBLISH", "## `[publish]`", "[publish]"),
    ];
    for (name, heading, table) in tables {
        let listed = listed(&document, heading, 0);
        let (_, list) = source.split_once(&format!("const {name}: &[&str] =")).unwrap();
        for setting in list.split(';').next().unwrap().split('"').skip(1).step_by(2) {
            assert!(listed.iter().any(|listed| listed == setting), "`{setting}` is not listed below {heading}");
        }
        for setting in listed.iter().filter(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')) {
            let (_, found) = Config::parse("feedmill.toml", &format!("{table}\n{setting} = 1\n"));
            assert_eq!(unknown(&found), [""; 0], "{heading}");
        }
    }
}

#[test]
fn every_field_is_documented_and_known() {
    let document = text_of("docs/articles.md");
    let mut names = listed(&document, "## Fields", 0);
    names.extend(listed(&document, "## Other names for the same thing", 1));
    let source = text_of("src/article/dialect.rs");
    let (_, table) = source.split_once("const NAMES").unwrap();
    for (name, _) in table.split("];").next().unwrap().split("(\"").skip(1).filter_map(|rest| rest.split_once("\", ")) {
        let name = name.trim_start_matches('_');
        let is_listed = |listed: &String| listed.trim_matches(['[', ']']).split(':').next() == Some(name);
        assert!(names.iter().any(is_listed), "`{name}` is not listed");
    }
    for name in names.iter().filter_map(|name| name.split(':').next()) {
        if name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphabetic() || b == b'_')
        {
            let text = format!("---\n{name}: x\n---\n");
            let file = SourceFile { path: "a.md", below: "a.md", bytes: text.as_bytes(), sidecar: None };
            assert_eq!(unknown(&read(&file, &Settings::default()).1), [""; 0]);
        }
    }
}

/// Every Rust file below `folder` that is no test's, as a path below `src`.
fn sources(folder: &Path, files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        if path.is_dir() && name != "tests" {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !matches!(name, "tests" | "testing") {
            files.push(path.strip_prefix(root("src")).unwrap().to_str().unwrap().replace('\\', "/"));
        }
    }
}

/// The modules of this crate that a file names outside of its tests.
fn used(file: &str) -> Vec<String> {
    let text = text_of(&format!("src/{file}"));
    let code = text.split("#[cfg(test)]").next().unwrap();
    let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
    let mut used = Vec::new();
    for rest in lines.flat_map(|line| line.split("crate::").skip(1)) {
        let list = rest.strip_prefix('{').map_or([rest].into(), |list| list.split(',').collect::<Vec<_>>());
        let names = list.iter().filter_map(|name| name.trim().split(|c: char| !c.is_alphanumeric() && c != '_').next());
        // `crate::Level` and the like are names at the root.
        used.extend(names.filter(|name| name.starts_with(|c: char| c.is_ascii_lowercase())).map(str::to_owned));
    }
    used
}

#[test]
fn modules_know_only_whom_they_may() {
    let document = text_of("docs/architecture.md");
    let mut files = Vec::new();
    sources(&root("src"), &mut files);
    for file in &files {
        let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
        let folders = std::iter::successors(folder(file), |path| folder(path));
        let mut names = folders.map(|folder| format!("`{folder}/`")).chain([format!("`{file}`")]);
        assert!(names.any(|name| document.contains(&name)), "src/{file} is not in docs/architecture.md");

        let module = file.split(['/', '.']).next().unwrap();
        if matches!(module, "cli" | "lib" | "main") || file == "diagnostic/catalog.rs" {
            continue;
        }
        let row = document.lines().find(|line| line.starts_with(&format!("| `{module}` | ")));
        let row = row.unwrap_or_else(|| panic!("no row says what `{module}` may use"));
        let may = row.split('|').nth(2).unwrap();
        for other in used(file).iter().filter(|other| *other != module) {
            assert!(may.contains(&format!("`{other}`")), "src/{file} uses `{other}`");
        }
    }
}
