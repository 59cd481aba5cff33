//! The rows of all tables that a document can lead to, held against a list, so that none is lost unseen.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use feedmill::validate::schema::{Element, Holds, Occurs, Table};
use feedmill::validate::vocab::namespaces::{Prefix, uri_of};
use feedmill::validate::vocab::root::{ROOT, ROOT_OF_ATOM_03};
use feedmill::validate::{Options, validate};

/// Every row, and the elements around it by the shortest way from a root.
fn rows() -> Vec<(Vec<&'static str>, &'static Element)> {
    let (mut found, mut seen): (Vec<_>, Vec<*const Table>) = (Vec::new(), Vec::new());
    let mut open: VecDeque<(Vec<&'static str>, &'static Table)> = [(vec![], &ROOT), (vec![], &ROOT_OF_ATOM_03)].into();
    while let Some((path, table)) = open.pop_front() {
        if seen.contains(&std::ptr::from_ref(table)) {
            continue;
        }
        seen.push(table);
        let mut names = BTreeSet::new();
        for row in table.rows().filter(|row| names.insert(row.name)) {
            if let Holds::Elements(inner) = row.holds {
                open.push_back(([&*path, &[row.name]].concat(), inner));
            }
            found.push((path.clone(), row));
        }
    }
    found
}

/// One row, as the list has it: where it is, how often it may stand and what it breaks where it does not.
fn line(path: &[&str], row: &Element) -> String {
    let occurs = match row.occurs {
        Occurs::Once(rule) => format!("; twice: {}", rule.name),
        Occurs::Many => String::new(),
    };
    let missing = row.missing.map(|rule| format!("; missing: {}", rule.name)).unwrap_or_default();
    let attrs: Vec<_> = row.attrs.iter().map(|attr| format!(" {}", attr.name)).collect();
    let attrs = if attrs.is_empty() { String::new() } else { format!("; attributes:{}", attrs.concat()) };
    format!("{}{}{}{occurs}{missing}{attrs}\n", path.join(" > "), if path.is_empty() { "" } else { " > " }, row.name)
}

#[test]
fn no_row_is_lost() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/validate/rows.txt");
    let mut lines: Vec<_> = rows().iter().map(|(path, row)| line(path, row)).collect();
    lines.sort();
    if std::env::var_os("UPDATE").is_some_and(|update| update == "1") {
        fs::write(&path, lines.concat()).unwrap();
        return;
    }
    let there = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    let (now, then): (BTreeSet<_>, BTreeSet<_>) =
        (lines.concat().lines().map(str::to_owned).collect(), there.lines().map(str::to_owned).collect());
    let lost: Vec<_> = then.difference(&now).collect();
    let new: Vec<_> = now.difference(&then).collect();
    assert!(
        lost.is_empty() && new.is_empty(),
        "lost: {lost:#?}\nnew: {new:#?}\nif that is meant, run `UPDATE=1 cargo test`"
    );
}

/// A document in which `row` stands `times` within `path`, nothing else being there.
fn document(path: &[&str], row: &Element, times: usize, text: &str) -> String {
    let root = path.first().copied().unwrap_or(row.name);
    let (home, local) = root.split_once(':').unwrap_or((
        match root {
            "feed" | "entry" => "atom",
            "urlset" | "sitemapindex" => "sitemap",
            _ => "",
        },
        root,
    ));
    let mut declared = BTreeSet::new();
    let mut spell = |name: &str, is_root: bool| match name.split_once(':') {
        Some((prefix, name)) if !is_root && (prefix != home || prefix == "rdf") => {
            declared.insert(prefix.to_owned());
            format!("{prefix}:{name}")
        }
        Some((_, name)) => name.to_owned(),
        None => name.to_owned(),
    };
    let path: Vec<_> = path.iter().enumerate().map(|(depth, name)| spell(name, depth == 0)).collect();
    let name = spell(row.name, path.is_empty());
    let mut inside = format!("<{name}>{text}</{name}>").repeat(times);
    for outer in path.iter().skip(1).rev() {
        inside = format!("<{outer}>{inside}</{outer}>");
    }
    let uri = |prefix: &str| match prefix {
        "podcast" => "https://podcastindex.org/namespace/1.0",
        "news" => "http://www.google.com/schemas/sitemap-news/0.9",
        _ => uri_of(Prefix::named(prefix)),
    };
    let others = declared.iter().filter(|prefix| !(home == "rdf" && *prefix == "rdf"));
    let mut head: String = others.map(|prefix| format!(" xmlns:{prefix}=\"{}\"", uri(prefix))).collect();
    match (root, home) {
        ("Channel", _) => head += " xmlns=\"http://purl.org/net/rss1.1#\"",
        (_, "rdf") => {
            head += " xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\"";
        }
        (_, "sitemap") => head += " xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"",
        (_, "") => {}
        (_, home) => head += &format!(" xmlns=\"{}\"", uri(home)),
    }
    if root == "rss" {
        head += " version=\"2.0\"";
    }
    let local = if home == "rdf" { "rdf:RDF" } else { local };
    match path.is_empty() {
        true => format!("<{local}{head}>{text}</{local}>"),
        false => format!("<{local}{head}>{inside}</{local}>"),
    }
}

/// Rows that say of some documents that their element does not belong there, and of what is beside them.
const OTHERWISE: &[(&str, &str)] = &[
    ("thr:children", "it is RSS 1.0's alone"),
    ("textinput", "elsewhere than in RSS 1.0 it is `textInput`"),
    ("entry", "a source has none"),
    ("rdf:Seq", "RSS 1.1 has none"),
    ("rss090:channel", "a document is of one version"),
];

/// Rows of Atom within other vocabularies are met in RSS; in Atom its own elements are looked for elsewhere.
fn excused(path: &[&str], row: &Element) -> bool {
    OTHERWISE.iter().any(|(name, _)| *name == row.name)
        || path.len() > 1
            && matches!(path[0], "feed" | "entry")
            && (row.name.starts_with("atom:") || !row.name.contains(':'))
            && path[1].contains(':')
}

#[test]
fn each_row_is_held_to_what_it_says() {
    let mut faults = Vec::new();
    for (path, row) in rows().into_iter().filter(|(path, row)| !path.is_empty() && !excused(path, row)) {
        for text in ["", "x", "1", "2026-11-20T08:30:00Z", "https://example.com/"] {
            for times in 0..3 {
                let document = document(&path, row, times, text);
                let found = validate(document.as_bytes(), &Options::new("feed")).diagnostics;
                let local = row.name.rsplit(':').next().unwrap_or_default();
                let about = |rule: &str| {
                    found.iter().any(|found| {
                        let element = found.params.iter().find(|(name, _)| *name == "element");
                        found.rule.name == rule
                            && element.is_some_and(|(_, value)| value.rsplit(':').next() == Some(local))
                    })
                };
                let fault = match (times, row.missing, row.occurs) {
                    (0, Some(rule), _) if !about(rule.name) => Some(format!("missing, without {}", rule.name)),
                    (2, _, Occurs::Once(rule)) if !about(rule.name) => Some(format!("twice, without {}", rule.name)),
                    (1, ..) if about("undefined-element") => Some("known, and undefined".to_owned()),
                    _ => None,
                };
                faults.extend(fault.map(|fault| format!("{} > {}: {fault}: {document}\n", path.join(" > "), row.name)));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{} faults: {}",
        faults.len(),
        faults.iter().step_by(faults.len() / 60 + 1).cloned().collect::<String>()
    );
}
