//! The rows of all tables that a document can lead to, held against a list, so that none is lost unseen.

use std::collections::{BTreeSet, VecDeque};
use std::fs;
use std::path::Path;

use feedmill::validate::schema::{Element, Holds, Occurs, Table};
use feedmill::validate::vocab::root::{ROOT, ROOT_OF_ATOM_03};

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
