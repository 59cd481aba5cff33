//! The sources keep the project's own rules: who may know whom, no panics, no surprises among the dependencies.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What each part of the crate may use of the others, by the longest prefix that fits. All may use themselves.
const KNOWS: &[(&str, &[&str])] = &[
    ("diagnostic", &[]),
    // The list of all rules knows everybody who declares some.
    (
        "diagnostic::catalog",
        &["article", "changes", "config", "feed", "fields", "pipeline", "publish", "source", "text", "validate"],
    ),
    ("error", &[]),
    ("digest", &[]),
    ("clock", &[]),
    ("text", &["diagnostic"]),
    ("fields", &["diagnostic", "text"]),
    ("article", &["diagnostic", "text", "fields"]),
    ("feed", &["diagnostic", "digest", "text", "article"]),
    ("feed::select", &["diagnostic", "text", "article", "config"]),
    ("feed::query", &["config"]),
    ("feed::address", &["diagnostic", "text", "article", "config"]),
    ("config", &["diagnostic", "text", "fields", "article", "feed::Mode", "feed::Person", "format::Format"]),
    ("format", &["feed", "text"]),
    ("validate", &["diagnostic", "text"]),
    (
        "pipeline",
        &["article", "digest", "clock", "config", "diagnostic", "feed", "format", "parse", "text", "validate"],
    ),
    ("parse", &["diagnostic", "digest", "text", "validate", "feed"]),
    (
        "changes",
        &["config::Guard", "diagnostic", "digest", "feed::Deleted", "feed::address::id_fault", "parse", "text"],
    ),
    ("source", &["article", "digest", "clock", "diagnostic", "error", "feed::media_type"]),
    ("import", &["article", "diagnostic", "digest", "feed", "parse", "text", "validate"]),
    (
        "serve",
        &[
            "article::Markup",
            "article::markup_of",
            "diagnostic",
            "digest",
            "error",
            "feed",
            "format",
            "parse",
            "publish",
            "source::files::stamp",
            "text",
            "validate",
        ],
    ),
    ("cache", &["article", "digest", "diagnostic", "feed::card", "pipeline", "source"]),
    ("publish", &["diagnostic", "error", "format::Rope"]),
    // The binary meets the library by its public face.
    ("cli", &[]),
    ("main", &["cli"]),
];

/// Where the outside world may be touched, and nowhere else.
const RIM: &[&str] = &["cli", "main", "source", "publish", "cache", "serve"];

/// What the outside world is.
const OUTSIDE: &[&str] = &["std::fs", "std::env", "std::net", "std::process", "std::thread", "std::os", "std::path"];

/// Clocks, by name, wherever they are imported from.
const CLOCKS: &[&str] = &["Utc::now", "Local::now", "SystemTime", "Instant"];

/// What ends a program in the middle of its work.
const PANICS: &[&str] =
    &[".unwrap()", ".unwrap_err()", ".expect(", ".expect_err(", "panic!", "todo!", "unimplemented!", "unreachable!"];

/// Lines that may panic since they provably never do, and why. None so far.
const PROVEN: &[(&str, &str)] = &[];

/// The longest file, in lines; what only tests hold may be longer, being tables of cases.
const MOST_LINES: usize = 500;
const MOST_TEST_LINES: usize = 800;

struct Source {
    /// From the root of the project.
    path: String,
    /// `feed::select` for `src/feed/select.rs`.
    module: String,
    raw: String,
    /// Without comments, what is in quotes, and tests; line for line.
    code: String,
    /// It is compiled for tests alone.
    only_tests: bool,
}

fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(ROOT).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    files.sort();
    let read = |file: &PathBuf| {
        let below = file.strip_prefix(&root).unwrap().with_extension("").to_string_lossy().replace('\\', "/");
        let module = below.strip_suffix("/mod").unwrap_or(&below).replace('/', "::");
        let raw = fs::read_to_string(file).unwrap();
        let (code, test_modules) = without_tests(&blanked(&raw));
        let source = Source { path: format!("src/{below}.rs"), module, raw, code, only_tests: false };
        (source, test_modules)
    };
    let (mut sources, declared): (Vec<_>, Vec<_>) = files.iter().map(read).unzip();
    let parents = sources.iter().map(|source| source.module.clone()).zip(declared);
    let only_tests: Vec<String> = parents
        .flat_map(|(parent, modules)| modules.into_iter().map(move |name| format!("{parent}::{name}")))
        .collect();
    for source in &mut sources {
        source.only_tests = only_tests.iter().any(|module| is_below(&source.module, module));
        if source.only_tests {
            source.code.clear();
        }
    }
    sources
}

fn is_below(path: &str, prefix: &str) -> bool {
    path == prefix || path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with("::"))
}

/// Rust with comments and the insides of quotes blanked out, line for line.
fn blanked(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::new();
    let starts = |at: usize, what: &str| what.chars().enumerate().all(|(n, c)| chars.get(at + n) == Some(&c));
    let mut at = 0;
    while at < chars.len() {
        let word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
        let hashes = chars[at..].iter().skip(1).take_while(|c| **c == '#').count();
        let end = if starts(at, "//") {
            (at..chars.len()).find(|&n| chars[n] == '\n').unwrap_or(chars.len())
        } else if starts(at, "/*") {
            (at..chars.len()).find(|&n| starts(n, "*/")).map_or(chars.len(), |n| n + 2)
        } else if !word && chars[at] == 'r' && chars.get(at + 1 + hashes) == Some(&'"') {
            let close = format!("\"{}", "#".repeat(hashes));
            (at + 2 + hashes..chars.len()).find(|&n| starts(n, &close)).map_or(chars.len(), |n| n + 1 + hashes)
        } else if chars[at] == '"' {
            let mut n = at + 1;
            while n < chars.len() && chars[n] != '"' {
                n += if chars[n] == '\\' { 2 } else { 1 };
            }
            n + 1
        } else if chars[at] == '\'' && chars.get(at + 1) == Some(&'\\') {
            (at + 3..chars.len()).find(|&n| chars[n] == '\'').map_or(chars.len(), |n| n + 1)
        } else if chars[at] == '\'' && chars.get(at + 2) == Some(&'\'') {
            at + 3
        } else {
            out.push(chars[at]);
            at += 1;
            continue;
        };
        out.extend(chars[at..end.min(chars.len())].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
        at = end;
    }
    out
}

/// `code` without what stands behind `#[cfg(test)]`, and the names of the modules in other files that are for tests.
fn without_tests(code: &str) -> (String, Vec<String>) {
    const MARK: &str = "#[cfg(test)]";
    let (mut out, mut modules, mut rest) = (String::new(), Vec::new(), code);
    while let Some(at) = rest.find(MARK) {
        out += &rest[..at];
        let item = &rest[at + MARK.len()..];
        let semicolon = item.find(';').unwrap_or(item.len());
        let brace = item.find('{').unwrap_or(item.len());
        let end = if semicolon < brace {
            let declared = item[..semicolon].trim().strip_prefix("mod ");
            modules.extend(declared.map(str::to_owned));
            semicolon + 1
        } else {
            let mut depth = 0;
            let close = item.char_indices().find(|(_, c)| {
                depth += i32::from(*c == '{') - i32::from(*c == '}');
                *c == '}' && depth == 0
            });
            close.map_or(item.len(), |(at, _)| at + 1)
        };
        out.extend(rest[at..at + MARK.len() + end].chars().filter(|c| *c == '\n'));
        rest = &rest[at + MARK.len() + end..];
    }
    out += rest;
    (out, modules)
}

/// Every path that begins with `root::` in `code`, groups taken apart, and the line it stands on.
fn paths(code: &str, root: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(root) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '$')) {
            continue;
        }
        let rest = &code[at..];
        if !rest[root.len()..].starts_with("::") {
            continue;
        }
        let line = code[..at].matches('\n').count() + 1;
        let mut all = Vec::new();
        take_apart(rest, "", &mut all);
        found.extend(all.into_iter().map(|path| (line, path)));
    }
    found
}

/// `a::{b, c::d}` is `a::b` and `a::c::d`; gives what is left behind it.
fn take_apart<'c>(code: &'c str, prefix: &str, found: &mut Vec<String>) -> &'c str {
    let code = code.trim_start();
    if let Some(mut inside) = code.strip_prefix('{') {
        loop {
            inside = inside.trim_start();
            if let Some(rest) = inside.strip_prefix('}') {
                return rest;
            }
            let rest = take_apart(inside, prefix, found);
            inside = rest.trim_start().trim_start_matches(',');
            if inside.len() == rest.len() && !inside.starts_with('}') {
                return inside;
            }
        }
    }
    let end = code.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(code.len());
    let (name, rest) = code.split_at(end);
    let path = if prefix.is_empty() { name.to_owned() } else { format!("{prefix}::{name}") };
    match rest.strip_prefix("::") {
        Some(rest) if !rest.starts_with('<') => take_apart(rest, &path, found),
        _ => {
            found.push(path.trim_end_matches("::self").to_owned());
            // Another name for it is nobody's path.
            match rest.strip_prefix(" as ") {
                Some(other) => other.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_'),
                None => rest,
            }
        }
    }
}

/// Paths to other parts of the crate, from its root.
fn uses(source: &Source) -> Vec<(usize, String)> {
    let mut used: Vec<_> = paths(&source.code, "crate");
    // `super` from a part of the crate may lead to its root.
    for (line, path) in paths(&source.code, "super") {
        let ups = path.split("::").take_while(|part| *part == "super").count();
        let rest: Vec<_> = path.split("::").skip(ups).collect();
        let own: Vec<_> = source.module.split("::").collect();
        let base = &own[..own.len().saturating_sub(ups)];
        used.push((line, [&["crate"], base, &rest].concat().join("::")));
    }
    used.into_iter().filter_map(|(line, path)| Some((line, path.strip_prefix("crate::")?.to_owned()))).collect()
}

#[test]
fn sources_are_read_as_they_are_meant() {
    let code = blanked(
        "use a; // crate::x\nlet s = \"crate::y \\\" '\"; 'q' '\\'' r#\"\"crate::z\"#; &'a str /* crate:: */ b",
    );
    assert!(!code.contains("crate") && code.contains("use a;") && code.contains("&'a str") && code.ends_with(" b"));
    let (code, modules) = without_tests("a\n#[cfg(test)]\nmod one;\nb\n#[cfg(test)]\nmod two {\n fn x() { y } \n}\nc");
    assert_eq!((code.split_whitespace().collect::<Vec<_>>(), modules), (vec!["a", "b", "c"], vec!["one".to_owned()]));
    assert_eq!(code.lines().count(), 9);
    let found: Vec<_> = paths("use crate::a::{b, c::{self, D as E}};\n x(crate::f::<T>(1), mycrate::g)", "crate");
    let found: Vec<_> = found.iter().map(|(line, path)| (*line, path.as_str())).collect();
    assert_eq!(found, [(1, "crate::a::b"), (1, "crate::a::c"), (1, "crate::a::c::D"), (2, "crate::f")]);
    let sources = sources();
    let source = |path: &str| sources.iter().find(|source| source.path == path).unwrap();
    assert!(uses(source("src/feed/select.rs")).iter().any(|(_, path)| path == "config::Config"));
    assert!(uses(source("src/feed/select.rs")).iter().any(|(_, path)| path == "feed::slug::slug"));
    assert!(source("src/article/tests.rs").only_tests && !source("src/article/mod.rs").only_tests);
}

#[test]
fn who_may_know_whom() {
    let mut faults = Vec::new();
    for source in sources().iter().filter(|source| source.module != "lib") {
        let part = source.module.split("::").next().unwrap_or_default();
        let rows = KNOWS.iter().filter(|(prefix, _)| is_below(&source.module, prefix));
        let Some((_, known)) = rows.max_by_key(|(prefix, _)| prefix.len()) else {
            faults.push(format!("{}: who may it know? KNOWS does not say", source.path));
            continue;
        };
        for (line, path) in uses(source) {
            // The crate's own shorthands, as re-exported in lib.rs.
            let path = match &*path {
                "Article" => "article::Article".to_owned(),
                "Config" => "config::Config".to_owned(),
                "Diagnostic" | "Level" => format!("diagnostic::{path}"),
                "Format" => "format::Format".to_owned(),
                _ => path,
            };
            // A name brought in by a group may be a module's or an item's: `feed` fits `feed::Mode` not at all.
            if !is_below(&path, part) && !known.iter().any(|known| is_below(&path, known)) {
                faults.push(format!("{}:{line}: {part} may not know {path}", source.path));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_outside_world_is_touched_at_the_rim_only() {
    let mut faults = Vec::new();
    for source in sources() {
        if RIM.iter().any(|part| is_below(&source.module, part)) {
            continue;
        }
        let used = paths(&source.code, "std");
        let outside = used.iter().filter(|(_, path)| OUTSIDE.iter().any(|outside| is_below(path, outside)));
        faults.extend(outside.map(|(line, path)| format!("{}:{line}: {path}", source.path)));
        for (n, line) in source.code.lines().enumerate() {
            let clocks = CLOCKS.iter().filter(|clock| {
                let ends = |rest: &str| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
                line.match_indices(**clock).any(|(at, _)| ends(&line[at + clock.len()..]))
            });
            faults.extend(clocks.map(|clock| format!("{}:{}: {clock}", source.path, n + 1)));
        }
    }
    // An error names the path it is about.
    faults.retain(|fault| !(fault.starts_with("src/error.rs") && fault.contains("std::path")));
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn nothing_panics() {
    let mut faults = Vec::new();
    for source in sources() {
        for (n, line) in source.code.lines().enumerate() {
            let proven = PROVEN.iter().any(|(path, part)| *path == source.path && line.contains(part));
            let panics = PANICS.iter().find(|panic| line.contains(**panic));
            if let Some(panic) = panics.filter(|_| !proven) {
                faults.push(format!("{}:{}: {panic}", source.path, n + 1));
            }
        }
    }
    assert!(faults.is_empty(), "these may end a run in the middle of its work:\n{}", faults.join("\n"));
}

#[test]
fn a_file_is_one_idea_and_says_which() {
    let mut files = Vec::new();
    rust_files(&Path::new(ROOT).join("tests"), &mut files);
    let tests = files.into_iter().map(|path| {
        let raw = fs::read_to_string(&path).unwrap();
        (path.strip_prefix(ROOT).unwrap().display().to_string(), raw, MOST_TEST_LINES)
    });
    let sources = sources().into_iter().map(|source| {
        let most = if source.only_tests { MOST_TEST_LINES } else { MOST_LINES };
        (source.path, source.raw, most)
    });
    let mut faults = Vec::new();
    for (path, text, most) in sources.chain(tests) {
        if !text.starts_with("//! ") {
            faults.push(format!("{path}: the first line does not say what this module is for"));
        }
        let lines = text.lines().count();
        if lines > most {
            faults.push(format!("{path}: {lines} lines are too many; part it"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether an SPDX expression lets us use the crate under licences of the list alone.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let tidy = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words = tidy.split_whitespace().peekable();
    let good = any_of(&mut words, allowed);
    good && words.next().is_none()
}

type Words<'w> = std::iter::Peekable<std::str::SplitWhitespace<'w>>;

fn any_of(words: &mut Words, allowed: &BTreeSet<String>) -> bool {
    let mut good = all_of(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        good |= all_of(words, allowed);
    }
    good
}

fn all_of(words: &mut Words, allowed: &BTreeSet<String>) -> bool {
    let mut good = one_of(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        good &= one_of(words, allowed);
    }
    good
}

fn one_of(words: &mut Words, allowed: &BTreeSet<String>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let good = any_of(words, allowed);
        return words.next() == Some(")") && good;
    }
    let mut name = words.next().unwrap_or_default().to_owned();
    if words.next_if_eq(&"WITH").is_some() {
        name = format!("{name} WITH {}", words.next().unwrap_or_default());
    }
    allowed.contains(&name)
}

#[test]
fn licences_are_weighed_right() {
    let allowed = ["MIT", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"].map(str::to_owned).into();
    for good in
        ["MIT", "MIT OR GPL-3.0", "GPL-3.0/MIT", "(GPL-3.0 OR MIT) AND Unicode-3.0", "Apache-2.0 WITH LLVM-exception"]
    {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in [
        "",
        "GPL-3.0",
        "Apache-2.0",
        "MIT AND GPL-3.0",
        "(MIT OR GPL-3.0) AND GPL-3.0",
        "MIT WITH x",
        "MIT MIT",
        "(MIT",
    ] {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
}

#[test]
fn every_dependency_may_be_used_as_its_licence_says() {
    let deny: toml::Table = fs::read_to_string(Path::new(ROOT).join("deny.toml")).unwrap().parse().unwrap();
    let words = |list: &toml::Value| -> BTreeSet<String> {
        list.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
    };
    let allowed = words(&deny["licenses"]["allow"]);
    let mut exceptions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for exception in deny["licenses"]["exceptions"].as_array().unwrap() {
        exceptions.insert(exception["crate"].as_str().unwrap().to_owned(), words(&exception["allow"]));
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--offline", "--locked", "--format-version", "1", "--all-features"]);
    // What other systems need may not be on this machine.
    let host = Command::new("rustc").arg("-vV").output().ok().and_then(|output| {
        let said = String::from_utf8(output.stdout).ok()?;
        Some(said.lines().find_map(|line| line.strip_prefix("host: "))?.to_owned())
    });
    command.args(host.iter().flat_map(|host| ["--filter-platform", host]));
    let output = match command.current_dir(ROOT).output() {
        Ok(output) => output,
        Err(error) => return eprintln!("skipped: there is no cargo here ({error})"),
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50);
    let mut faults = Vec::new();
    for package in packages {
        let (name, licence) = (package["name"].as_str().unwrap(), package["license"].as_str().unwrap_or_default());
        let allowed =
            exceptions.get(name).map_or_else(|| allowed.clone(), |more| allowed.union(more).cloned().collect());
        if !is_allowed(licence, &allowed) {
            faults.push(format!("{name}: `{licence}`"));
        }
    }
    assert!(faults.is_empty(), "deny.toml does not allow these licences:\n{}", faults.join("\n"));
}
