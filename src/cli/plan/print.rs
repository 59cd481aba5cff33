//! What would change, for people and for programs.

use std::fmt::Write as _;

use clap::builder::styling::{AnsiColor, Style};
use feedmill::changes::{Change, EntryChange, FeedChanges, FieldChange, Part};
use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation as _;

/// So many entries of a kind are shown of a feed, unless all are asked for.
const MOST: usize = 20;

/// Words, spaces and marks that are shown beside a change.
const AROUND: usize = 8;

/// Words, spaces and marks that are shown of what goes or comes, from both its ends.
const WITHIN: usize = 40;

/// Where the text begins, behind the kind of change.
const INDENT: &str = "             ";

const PLAIN: Style = Style::new();
const BOLD: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();
const RED: Style = AnsiColor::Red.on_default();

/// Kinds of changes in the order in which they are shown, what they are called, and their colour.
const KINDS: [(Change, &str, Style); 4] = [
    (Change::New, "new", GREEN),
    (Change::Changed, "changed", YELLOW),
    (Change::Withdrawn, "withdrawn", RED),
    (Change::IdChanged, "id changed", RED.bold()),
];

/// For people: each feed in which something changes, with its entries. In colours; a stream that shall have none strips them.
///
/// Of feeds that nobody reads yet what is new is only counted. `verbose` shows all entries and words.
pub fn human(changes: &[FeedChanges], verbose: bool) -> String {
    let mut text = String::new();
    for feed in changes.iter().filter(|feed| differs(feed)) {
        let note = match (feed.is_new, feed.is_gone, feed.is_archive) {
            (true, ..) => " (new feed)",
            (_, true, _) => " (goes)",
            (.., true) => " (archive)",
            _ => "",
        };
        line(&mut text, &format!("{BOLD}{}{BOLD:#}{note}: {}", clean(&feed.path), counts(feed)));
        for (kind, name, style) in KINDS {
            if !(feed.is_new && kind == Change::New && !verbose) {
                entries_of_a_kind(&mut text, feed, kind, (name, style), verbose);
            }
        }
    }
    if text.is_empty() {
        line(&mut text, "No entry differs from what is published");
    }
    text
}

fn differs(feed: &FeedChanges) -> bool {
    let stays = |entry: &EntryChange| entry.change == Change::Unchanged;
    feed.is_new || feed.is_gone || !feed.left.is_empty() || !feed.entries.iter().all(stays)
}

fn count(feed: &FeedChanges, kind: Change) -> usize {
    feed.entries.iter().filter(|entry| entry.change == kind).count()
}

/// `2 new, 1 changed, 17 unchanged`.
fn counts(feed: &FeedChanges) -> String {
    let kinds = KINDS.iter().map(|(kind, name, _)| (count(feed, *kind), *name));
    let others = [(count(feed, Change::Unchanged), "unchanged"), (feed.left.len(), "no longer shown")];
    let all = kinds.chain(others).filter(|(number, _)| *number > 0);
    let all: Vec<String> = all.map(|(number, name)| format!("{number} {name}")).collect();
    if all.is_empty() { "no entries".to_owned() } else { all.join(", ") }
}

fn entries_of_a_kind(text: &mut String, feed: &FeedChanges, kind: Change, (name, style): (&str, Style), verbose: bool) {
    let entries = feed.entries.iter().filter(|entry| entry.change == kind);
    for entry in entries.take(if verbose { usize::MAX } else { MOST }) {
        let in_title = entry.words.iter().find(|field| field.field == "title");
        let title = match in_title {
            Some(field) => parts(field, verbose),
            None if entry.title.is_empty() => clean(&entry.url),
            None => clean(&entry.title),
        };
        line(text, &format!("  {style}{name:<10}{style:#} {title}"));
        for detail in details(entry, verbose) {
            line(text, &format!("{INDENT}{detail}"));
        }
    }
    let number = count(feed, kind);
    if number > MOST && !verbose {
        line(text, &format!("{INDENT}… and {} more; -v shows them", number - MOST));
    }
}

/// What is said of an entry below its title.
fn details(entry: &EntryChange, verbose: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let below = entry.words.iter().filter(|field| field.field != "title");
    lines.extend(below.map(|field| format!("{FAINT}{}:{FAINT:#} {}", field.field, parts(field, verbose))));
    match entry.change {
        Change::New | Change::Unchanged => {}
        Change::Withdrawn => lines.push(clean(&entry.url)),
        Change::Changed => lines.extend(besides(entry).map(str::to_owned)),
        Change::IdChanged => {
            lines.push(format!("{} → {}", clean(entry.old_id.as_deref().unwrap_or_default()), clean(&entry.id)));
            lines.extend(entry.origin.as_ref().map(|origin| match origin.place {
                Some(place) => format!("{}:{}", clean(&origin.file), place.line),
                None => clean(&origin.file),
            }));
        }
    }
    lines
}

/// What changed besides title and summary.
fn besides(entry: &EntryChange) -> Option<&'static str> {
    match (entry.content, entry.silent, entry.words.is_empty()) {
        (true, true, _) => Some("its content; `updated` does not say so"),
        (true, false, _) => Some("its content"),
        (false, true, _) => Some("`updated` does not say so"),
        (false, false, true) => Some("its time of change alone"),
        (false, false, false) => None,
    }
}

/// A text with its changes: `Prices [-fall-]{+rise+}`.
fn parts(field: &FieldChange, verbose: bool) -> String {
    let mut text = String::new();
    let last = field.parts.len().saturating_sub(1);
    for (at, part) in field.parts.iter().enumerate() {
        let within = |text: &str| shortened(text, WITHIN, WITHIN, verbose);
        let (before, part, after, style) = match part {
            Part::Kept(kept) => {
                let (head, tail) = (if at == 0 { 0 } else { AROUND }, if at == last { 0 } else { AROUND });
                ("", shortened(kept, head, tail, verbose), "", PLAIN)
            }
            Part::Removed(removed) => ("[-", within(removed), "-]", RED),
            Part::Added(added) => ("{+", within(added), "+}", GREEN),
        };
        // Nothing fails that writes to a string.
        let _ = write!(text, "{style}{before}{}{after}{style:#}", clean(&part));
    }
    text
}

/// The first `head` and last `tail` words, spaces and marks of a text with `…` for what is between, where that makes it much shorter.
fn shortened(text: &str, head: usize, tail: usize, verbose: bool) -> String {
    let pieces: Vec<&str> = text.split_word_bounds().collect();
    if verbose || pieces.len() <= head + tail + AROUND {
        return text.to_owned();
    }
    let first: String = pieces.iter().take(head).copied().collect();
    let last: String = pieces.iter().skip(pieces.len() - tail).copied().collect();
    let gap = |text: &str| if text.is_empty() { "" } else { " " };
    let (first, last) = (first.trim_end(), last.trim_start());
    // Spaces that stand beside a change stay.
    let ends = (if head == 0 { "" } else { first }, if tail == 0 { "" } else { last });
    format!("{}{}…{}{}", ends.0, gap(ends.0), gap(ends.1), ends.1)
}

/// Text that cannot upset a terminal.
fn clean(text: &str) -> String {
    let upsets = |c: char| c.is_control() || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if upsets(c) { '\u{FFFD}' } else { c }).collect()
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// For programs: a list of feeds, each with all its entries.
pub fn json(changes: &[FeedChanges]) -> Value {
    changes.iter().map(feed).collect()
}

fn feed(feed: &FeedChanges) -> Value {
    json!({
        "path": feed.path,
        "archive": feed.is_archive,
        "new": feed.is_new,
        "gone": feed.is_gone,
        "entries": entries(feed),
    })
}

/// For programs: what becomes of each entry of a feed.
pub fn entries(feed: &FeedChanges) -> Value {
    let one = |entry: &EntryChange| {
        let origin = entry.origin.as_ref();
        json!({
            "id": entry.id,
            "title": entry.title,
            "url": entry.url,
            "change": entry.change.name(),
            "old_id": entry.old_id,
            "article": origin.map(|origin| &*origin.file),
            "line": origin.and_then(|origin| origin.place).map(|place| place.line),
            "words": entry.words.iter().map(words).collect::<Vec<_>>(),
            "content": entry.content,
            "silent": entry.silent,
        })
    };
    feed.entries.iter().map(one).collect()
}

fn words(field: &FieldChange) -> Value {
    let part = |part: &Part| match part {
        Part::Kept(text) => json!({ "kept": text }),
        Part::Removed(text) => json!({ "removed": text }),
        Part::Added(text) => json!({ "added": text }),
    };
    json!({ "field": field.field, "parts": field.parts.iter().map(part).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use feedmill::changes::Origin;
    use feedmill::diagnostic::Place;

    use super::*;

    fn entry(change: Change, name: &str) -> EntryChange {
        EntryChange {
            change,
            id: format!("tag:{name}"),
            title: format!("About {name}"),
            url: format!("https://courier.example/{name}/"),
            old_id: (change == Change::IdChanged).then(|| format!("tag:old-{name}")),
            in_guid: false,
            origin: Some(Origin {
                file: format!("articles/{name}.md").into(),
                place: Some(Place { line: 3, column: 1, width: 2 }),
            }),
            words: Vec::new(),
            content: false,
            silent: false,
        }
    }

    fn feed_of(entries: Vec<EntryChange>) -> FeedChanges {
        FeedChanges {
            path: "feeds/rss.xml".to_owned(),
            is_archive: false,
            is_new: false,
            is_gone: false,
            entries,
            left: Vec::new(),
        }
    }

    fn kept(text: &str) -> Part {
        Part::Kept(text.to_owned())
    }

    fn fall_to_rise(field: &'static str) -> FieldChange {
        let (removed, added) = (Part::Removed("fall".to_owned()), Part::Added("rise".to_owned()));
        FieldChange { field, parts: vec![kept("Grain prices "), removed, added] }
    }

    /// Without colours.
    fn printed(changes: &[FeedChanges], verbose: bool) -> String {
        anstream::adapter::strip_str(&human(changes, verbose)).to_string()
    }

    #[test]
    fn people_see_what_changes() {
        let mut changed = entry(Change::Changed, "prices");
        changed.words = vec![fall_to_rise("title"), fall_to_rise("summary")];
        let silent = EntryChange { content: true, silent: true, ..entry(Change::Changed, "oats") };
        let entries = vec![
            entry(Change::IdChanged, "grain"),
            entry(Change::New, "bread"),
            entry(Change::Unchanged, "salt"),
            changed,
            silent,
            entry(Change::Changed, "date"),
            entry(Change::Withdrawn, "gone"),
        ];
        let feed = FeedChanges { left: vec!["tag:left".to_owned()], ..feed_of(entries) };
        let expected = "\
feeds/rss.xml: 1 new, 3 changed, 1 withdrawn, 1 id changed, 1 unchanged, 1 no longer shown
  new        About bread
  changed    Grain prices [-fall-]{+rise+}
             summary: Grain prices [-fall-]{+rise+}
  changed    About oats
             its content; `updated` does not say so
  changed    About date
             its time of change alone
  withdrawn  About gone
             https://courier.example/gone/
  id changed About grain
             tag:old-grain → tag:grain
             articles/grain.md:3
";
        assert_eq!(printed(&[feed], false), expected);
    }

    #[test]
    fn words_that_go_are_red_and_those_that_come_green() {
        let mut changed = entry(Change::Changed, "prices");
        changed.words = vec![fall_to_rise("title")];
        let text = human(&[feed_of(vec![changed])], false);
        assert!(text.contains("\u{1b}[31m[-fall-]\u{1b}[0m\u{1b}[32m{+rise+}\u{1b}[0m"), "{text:?}");
    }

    #[test]
    fn nothing_is_one_line() {
        for changes in [vec![], vec![feed_of(vec![])], vec![feed_of(vec![entry(Change::Unchanged, "salt")])]] {
            assert_eq!(printed(&changes, false), "No entry differs from what is published\n");
        }
    }

    #[test]
    fn feeds_that_come_and_go_say_so() {
        let new = FeedChanges {
            is_new: true,
            ..feed_of(vec![entry(Change::New, "bread"), entry(Change::IdChanged, "oats")])
        };
        let gone = FeedChanges { is_gone: true, ..feed_of(vec![]) };
        let text = printed(&[new.clone(), gone], false);
        assert!(text.starts_with("feeds/rss.xml (new feed): 1 new, 1 id changed\n  id changed About oats\n"), "{text}");
        assert!(text.ends_with("feeds/rss.xml (goes): no entries\n"), "{text}");
        assert!(printed(&[new], true).contains("  new        About bread\n"));
    }

    #[test]
    fn many_of_a_kind_are_counted() {
        let all = |number: usize| (0..number).map(|n| entry(Change::New, &n.to_string())).collect();
        assert!(!printed(&[feed_of(all(MOST))], false).contains("more"));
        let many = [feed_of(all(MOST + 3))];
        let text = printed(&many, false);
        assert!(text.ends_with("… and 3 more; -v shows them\n") && text.lines().count() == MOST + 2, "{text}");
        assert_eq!(printed(&many, true).lines().count(), MOST + 4);
    }

    #[test]
    fn long_stretches_are_elided() {
        let long = |word: &str| vec![word; 60].join(" ");
        let mut changed = entry(Change::Changed, "prices");
        let parts = vec![
            kept(&format!("{} ", long("a"))),
            Part::Added("new".to_owned()),
            kept(&format!(" {} ", long("b"))),
            Part::Removed(long("old")),
            kept(&format!(" {}", long("c"))),
        ];
        changed.words = vec![FieldChange { field: "summary", parts }];
        let changes = [feed_of(vec![changed])];
        let text = printed(&changes, false);
        let start = "summary: … a a a a {+new+} b b b b … b b b b [-old old ";
        assert!(
            text.contains(start) && text.contains("old … old") && text.trim_end().ends_with("-] c c c c …"),
            "{text}"
        );
        assert!(!printed(&changes, true).contains('…'));
    }

    #[test]
    fn published_text_cannot_upset_a_terminal() {
        let entry = EntryChange { title: "a\u{1b}[2Jb\u{202e}c\nd".to_owned(), ..entry(Change::New, "x") };
        assert!(human(&[feed_of(vec![entry])], false).contains(" a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}d\n"));
    }

    #[test]
    fn programs_get_every_entry() {
        let mut changed = EntryChange { content: true, silent: true, ..entry(Change::Changed, "prices") };
        changed.words = vec![fall_to_rise("title")];
        let moved = EntryChange { origin: None, ..entry(Change::IdChanged, "grain") };
        let feed = FeedChanges { is_archive: true, ..feed_of(vec![changed, moved]) };
        let expected = json!([{
            "path": "feeds/rss.xml",
            "archive": true,
            "new": false,
            "gone": false,
            "entries": [
                {
                    "id": "tag:prices",
                    "title": "About prices",
                    "url": "https://courier.example/prices/",
                    "change": "changed",
                    "old_id": null,
                    "article": "articles/prices.md",
                    "line": 3,
                    "words": [{
                        "field": "title",
                        "parts": [{ "kept": "Grain prices " }, { "removed": "fall" }, { "added": "rise" }],
                    }],
                    "content": true,
                    "silent": true,
                },
                {
                    "id": "tag:grain",
                    "title": "About grain",
                    "url": "https://courier.example/grain/",
                    "change": "id-changed",
                    "old_id": "tag:old-grain",
                    "article": null,
                    "line": null,
                    "words": [],
                    "content": false,
                    "silent": false,
                },
            ],
        }]);
        assert_eq!(json(&[feed]), expected);
    }
}
