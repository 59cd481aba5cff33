//! What holds for every head, whatever is in it.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use super::*;

/// Parts of heads, some lines each. `§` stands for the old id's value as it is written, `¶` for the id in there.
const TITLES: [&[&str]; 3] = [
    &[
        "title = \"A \\\"b\\\"\"",
        "title = 'A' # id = 1",
        "\"title\" = \"\"\"\nA\ndate = 1\"\"\"",
        "  title = '''A\n[x]'''",
    ],
    &[
        "title: A",
        "title: \"A: # b\" # x",
        "title: >-\n  A\n  id: x",
        "? title\n: A",
        "title: A\n  and b",
        "title: &t A",
        "title:\n  'A'",
    ],
    &["Title: A: b", "TITLE: A\n  and b", "title:\n  A"],
];
const DATES: [&[&str]; 3] = [
    &[
        "date = 2026-11-20",
        "date = \"20 November 2026\"",
        "publishDate = 2026-11-20T09:30:00Z #é",
        "date = '''\n2026-11-20'''",
    ],
    &["date: 2026-11-20", "pubDate: '2026-11-20 09:30'", "\"date\": |\n  2026-11-20", "date: !!str 2026-11-20 # é"],
    &["Date: 2026-11-20", "date:\n   2026-11-20"],
];
const OTHERS: [&[&str]; 3] = [
    &[
        "slug = 'a'",
        "# id = 'urn:x-a:1'",
        "",
        "tags = [\n  'é', # ]\n  \"b\",\n]",
        "image = { url = 'a.jpg', alt = 'id = 1' }",
        "params.id = 'x'",
        "weight = nan",
        "summary = \"\"\"\nid = 'x'\n[x]\n\"\"\"",
        "math = '''\n\n[x]\nid = 1'''",
        "description = 'Ж\u{FFFE}'",
        "authors = [{ name = 'Jo', url = 'https://jo.example/' }]",
    ],
    &[
        "slug: a",
        "# id: urn:x-a:1",
        "",
        "tags:\n- é\n- \"id: x\"",
        "image: {url: a.jpg, alt: 'id: x'}",
        "params:\n  id: x\n  title: B\n  date: 1",
        "summary: |\n  id: x\n\n  slug: y",
        "math: |+\n  x\n\n",
        "toc: \"a\n\n  id: b\"",
        "description: Ж\u{FFFE}",
        "menu: &m {id: y}\nmenus: *m",
        "authors:\n  - name: Jo\n    url: https://jo.example/",
        "cover:",
    ],
    &["Slug: a", "Tags: é, b", "Summary: x\n  Id: y", "Description: Ж", "Authors: Jo; Sam", "Weight:", "Slug:\n   a"],
];
const IDS: [&[&str]; 3] = [
    &["id = §'¶'", "guid = §\"\"\"\n¶\"\"\"# x", "  ID = §\"¶\" # id = 'x'", "id = §''"],
    &["id: §¶", "guid: §'¶' # x", "id: §\"¶\"", "? id\n: §¶", "ID: §!!str ¶"],
    &["Id: §¶", "guid:\n  §¶"],
];
const TABLES: &[&str] = &[
    "",
    "[extra]\nid = 'x'\n",
    "[[extra.list]]\nid = 1\n[[extra.list]]\ntitle = 'x'\n",
    "[taxonomies]\ntags = ['x']\n# end",
];

/// A head: its parts in some order, without the marks, and the old id's value as it is written.
#[derive(Debug, Clone)]
struct Made {
    text: String,
    sidecar: bool,
    old: Option<String>,
}

fn parts(kind: usize) -> impl Strategy<Value = Vec<String>> {
    let most = OTHERS[kind].len();
    let others = subsequence(OTHERS[kind].to_vec(), 0..=most);
    let id = prop_oneof![2 => Just(None), 1 => select(IDS[kind]).prop_map(Some)];
    (select(TITLES[kind]), select(DATES[kind]), others, id).prop_flat_map(move |(title, date, others, id)| {
        let mut parts: Vec<String> = [title, date].into_iter().chain(others).chain(id).map(str::to_owned).collect();
        if kind == 2 {
            // An empty line ends such a head, and no name stands twice.
            let slugs = parts.iter().filter(|part| part.starts_with("Slug")).count();
            parts.retain(|part| slugs < 2 || part != "Slug: a");
        }
        Just(parts).prop_shuffle()
    })
}

/// Takes the marks out.
fn unmarked(text: &str) -> (String, Option<String>) {
    let text = text.replace('¶', "urn:x-old:1");
    let Some((before, behind)) = text.split_once('§') else { return (text, None) };
    let long = ["'''", "\"\"\"", "'", "\"", ""].into_iter().find(|quote| behind.starts_with(quote)).unwrap_or_default();
    let end = match long {
        "" => behind.find(['\r', '\n']).unwrap_or(behind.len()),
        quote => behind[quote.len()..].find(quote).map_or(behind.len(), |at| at + 2 * quote.len()),
    };
    (format!("{before}{behind}"), Some(behind[..end].to_owned()))
}

fn finished(text: String, crlf: bool, mark: bool, sidecar: bool) -> Made {
    let text = if crlf { text.replace('\n', "\r\n") } else { text };
    let (text, old) = unmarked(&text);
    Made { text: if mark { format!("\u{FEFF}{text}") } else { text }, sidecar, old }
}

fn toml() -> impl Strategy<Value = Made> {
    let around = (select(TABLES), 0..4usize, any::<bool>(), any::<bool>());
    (parts(0), around).prop_map(|(parts, (tables, form, crlf, mark))| {
        let head = format!("{}\n{tables}", parts.join("\n"));
        let text = match form {
            0 => return finished(head.trim_end().to_owned(), crlf, mark, true),
            1 => return finished(head.replace('\u{FFFE}', ""), crlf, mark, true),
            2 => format!("\n---toml\n{}\n---\n\nBody\n", head.trim_end()),
            _ => format!("+++ \n{}\n+++\nBody", head.trim_end()),
        };
        finished(text, crlf, mark, false)
    })
}

fn yaml() -> impl Strategy<Value = Made> {
    let around =
        (select(&["", "--- # x\n", "%YAML 1.2\n---\t# y\n", "# x\n\n"][..]), 0..4usize, any::<bool>(), any::<bool>());
    (parts(1), around).prop_map(|(parts, (before, indent, crlf, mark))| {
        let indented =
            |line: &str| if line.is_empty() { line.to_owned() } else { format!("{}{line}", " ".repeat(indent)) };
        let head: Vec<String> = parts.join("\n").split('\n').map(indented).collect();
        let end = if indent == 3 { "..." } else { "---" };
        finished(format!("---\n{before}{}\n{end}\nBody\n", head.join("\n")), crlf, mark, false)
    })
}

/// Members of a JSON object or a YAML mapping between braces.
fn braces() -> impl Strategy<Value = Made> {
    const MEMBERS: &[&str] = &[
        "\"slug\": \"a\"",
        "\"extra\": { \"id\": \"x\", \"l\": [1, {}] }",
        "\"tags\": [\"é}\", \"]\"]",
        "\"summary\": \"\\u00e9 \\\"id\\\": 1\"",
        "\"weight\": 1e3",
        "\"toc\": null",
    ];
    const OLD: &[&str] = &["\"id\": §\"¶\"", "\"guid\": §\"¶\"", "\"ID\": §\"\""];
    const SPACES: &[(&str, &str)] = &[("", " "), ("\n", "\n"), ("\n  ", "\n  "), (" ", " "), ("\n\t", "\n\t")];
    let others = subsequence(MEMBERS.to_vec(), 0..=MEMBERS.len());
    let id = prop_oneof![2 => Just(None), 1 => select(OLD).prop_map(Some)];
    let members = (others, id).prop_flat_map(|(others, id)| {
        let always = ["\"title\": \"A\"", "\"date\": \"2026-11-20\""];
        Just(always.into_iter().chain(others).chain(id).collect::<Vec<_>>()).prop_shuffle()
    });
    (members, select(SPACES), 0..3usize, any::<bool>(), any::<bool>()).prop_map(
        |(members, (open, between), form, crlf, mark)| {
            // Tabs are no indentation in YAML.
            let (open, between) = if form == 2 {
                (open.replace('\t', " "), between.replace('\t', " "))
            } else {
                ((*open).to_owned(), (*between).to_owned())
            };
            let object = format!(
                "{{{open}{}{}}}",
                members.join(&format!(",{between}")),
                if open.contains('\n') { "\n" } else { "" }
            );
            let text = match form {
                0 => format!("{object}\n\nBody\n"),
                1 => format!("---json\n{object}\n---\nBody\n"),
                _ => {
                    let indented = object.replace('\n', "\n ");
                    format!("---\n{indented}\n---\nBody\n")
                }
            };
            finished(text, crlf, mark, false)
        },
    )
}

fn lines() -> impl Strategy<Value = Made> {
    (parts(2), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(parts, body, crlf, mark)| {
        let head = parts.join("\n");
        finished(if body { format!("{head}\n\nBody: b\n") } else { head }, crlf, mark, false)
    })
}

fn heads() -> impl Strategy<Value = Made> {
    prop_oneof![toml(), yaml(), braces(), lines()]
}

fn ids() -> impl Strategy<Value = String> {
    let schemes = select(&["x:", "https://a.example/", "urn:x-a:", "tag:a.example,2026:", "https://a.example/?p="][..]);
    let iris = (schemes, "[a-zA-Z0-9:#'&*!?é雨🌾~@,;=+$()/\\[\\].\u{200B}\u{301}%-]{1,20}")
        .prop_map(|(scheme, rest)| format!("{scheme}{rest}").replace('%', "%2F"))
        .prop_filter("an id", |id| address::id_fault(id).is_none() && id != "urn:x-old:1");
    let texts = r#"[0-9]{1,9}|[0-9]{1,6}\.[0-9]{0,3}|[0-9]e[0-9]{1,3}|[0-9a-f]{24}|[A-Za-z]{1,9}-[0-9]{1,7}|[ -~é雨🌾]{1,12}|[:\[\]{}#&*!|>'"%@`~,?= nulltrefas\\-]{1,6}"#;
    let texts = texts
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("a guid", |guid| address::guid_fault(guid).is_none() && address::id_fault(guid).is_some());
    prop_oneof![iris, texts]
}

/// Reads an article, whose head may be in a sidecar.
fn read_made(text: &str, sidecar: bool) -> (Option<Article>, Vec<Diagnostic>) {
    let file = source(text.as_bytes(), sidecar);
    super::super::read(&file, &Settings::default())
}

fn source(bytes: &[u8], sidecar: bool) -> SourceFile<'_> {
    match sidecar {
        true => SourceFile { path: "a.md", below: "a.md", bytes: b"Body\n", sidecar: Some(("a.toml", bytes)) },
        false => SourceFile { path: "a.md", below: "a.md", bytes, sidecar: None },
    }
}

/// Whether an article carries this id in some format.
fn has(article: &Article, id: &str) -> bool {
    article.id.as_deref() == Some(id) || (article.guid.as_deref() == Some(id) && id != "urn:x-old:1")
}

/// Whether `new` is `old` with something put in at one place.
fn is_longer_by_one_piece(old: &str, new: &str) -> bool {
    let same = |pair: &(u8, u8)| pair.0 == pair.1;
    let before = old.bytes().zip(new.bytes()).take_while(same).count();
    let behind = old.bytes().rev().zip(new.bytes().rev()).take_while(same).count();
    new.len() > old.len() && before + behind >= old.len()
}

proptest! {
    #[test]
    fn every_head_takes_every_id_and_nothing_else_changes(made in heads(), id in ids()) {
        let Made { text, sidecar, old } = made;
        let (before, found) = read_made(&text, sidecar);
        prop_assert!(before.is_some(), "{text}\n{found:?}");
        let pinned = pin(&source(text.as_bytes(), sidecar), &id, &Settings::default());
        let Ok(Pinned::Rewritten { in_sidecar, bytes, place }) = pinned else { panic!("{pinned:?}\n{text}") };
        prop_assert_eq!(in_sidecar, sidecar);
        let new = String::from_utf8(bytes).unwrap();
        // What is no IRI goes beside an id.
        let gives_way = |_: &&String| (address::id_fault(&id).is_none() && id.is_ascii()) || before.as_ref().is_some_and(|before| before.guid.is_some());
        match old.as_ref().filter(gives_way) {
            None => prop_assert!(is_longer_by_one_piece(&text, &new), "{text}\n{new}"),
            Some(written) => {
                let quoted = serde_json::Value::from(&*id).to_string();
                let quoted = if new.contains(&quoted) { quoted } else { id.clone() };
                let restored = |(at, _)| format!("{}{written}{}", &new[..at], &new[at + quoted.len()..]);
                prop_assert!(new.match_indices(&quoted).map(restored).any(|restored| restored == text), "{text}\n{new}");
            }
        }
        let (after, _) = read_made(&new, sidecar);
        let (before, after) = (before.unwrap(), after.unwrap());
        prop_assert!(has(&after, &id), "{new}");
        prop_assert_eq!((&before.title, before.published, &before.body.text), (&after.title, after.published, &after.body.text));
        let line = new.split('\n').nth(place.unwrap().line as usize - 1).unwrap();
        let quoted = serde_json::Value::from(&*id).to_string();
        prop_assert!(line.contains(&*id) || line.contains(&quoted), "{line}");
        let again = pin(&source(new.as_bytes(), sidecar), &id, &Settings::default());
        prop_assert_eq!(again.unwrap(), Pinned::Already);
    }

    #[test]
    fn whatever_the_text_what_is_written_reads_back(made in heads(), id in ids(), cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..5usize), 0..6)) {
        let mut lines: Vec<String> = made.text.split_inclusive('\n').map(str::to_owned).collect();
        for (at, what) in cuts {
            if lines.is_empty() {
                break;
            }
            let at = at.index(lines.len());
            match what {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, lines[at].clone()),
                2 => lines[at].insert(0, ' '),
                3 => drop(lines[at].pop()),
                _ => lines.insert(at, "{\n".to_owned()),
            }
        }
        let text: String = lines.concat();
        match pin(&source(text.as_bytes(), made.sidecar), &id, &Settings::default()) {
            Ok(Pinned::Rewritten { bytes, .. }) => {
                let new = String::from_utf8(bytes).unwrap();
                let (before, after) = (read_made(&text, made.sidecar).0.unwrap(), read_made(&new, made.sidecar).0.unwrap());
                prop_assert!(has(&after, &id), "{new}");
                prop_assert_eq!((before.title, before.tags, before.body.text), (after.title, after.tags, after.body.text));
            }
            Ok(Pinned::Already) => prop_assert!(false, "no such id was there"),
            Err(found) => prop_assert!(found.help.is_some()),
        }
    }
}
