//! Findings as people read them: what, where, the line itself, how to mend. The drawing is `annotate-snippets`'.

use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Element, Level as Drawn, Origin, Renderer, Snippet};

use super::{Diagnostic, Level, Place};

/// More characters of a line than this are not shown around a finding.
const WINDOW: usize = 160;

/// Prints findings, with the lines they are about as `source` gives them.
///
/// `source` is asked once for each file; `None` where there is no text to show.
pub fn write(
    out: &mut dyn Write,
    diagnostics: &[Diagnostic],
    source: &mut dyn FnMut(&str) -> Option<String>,
) -> io::Result<()> {
    let mut texts: HashMap<Arc<str>, Option<String>> = HashMap::new();
    let renderer = Renderer::styled();
    for found in diagnostics {
        let related = found.related.iter().map(|related| (&related.file, related.place));
        let own = found.place.filter(|_| found.excerpt.is_none());
        for (file, place) in std::iter::once((&found.file, own)).chain(related) {
            if place.is_some() && !texts.contains_key(file) {
                texts.insert(file.clone(), source(file));
            }
        }
        let line = |file: &Arc<str>, place: Place| {
            let line = texts.get(file)?.as_ref()?.lines().nth(usize::try_from(place.line).ok()?.checked_sub(1)?);
            line.map(|text| Line { text, column: place.column })
        };
        let level = match found.level {
            Level::Error => Drawn::ERROR,
            Level::Warning => Drawn::WARNING,
            Level::Info => Drawn::INFO,
        };
        let excerpt = found.excerpt.as_ref().map(|excerpt| Line { text: &excerpt.text, column: excerpt.column });
        let own = found.place.and_then(|place| excerpt.or_else(|| line(&found.file, place)));
        let title = level.primary_title(shown(&found.message)).id(found.rule.name);
        let mut group = title.elements(place(&found.file, found.place, own));
        for related in &found.related {
            group = group.element(Drawn::NOTE.message(shown(&related.label)));
            let text = related.place.and_then(|place| line(&related.file, place));
            group = group.elements(place(&related.file, related.place, text));
        }
        if let Some(help) = &found.help {
            group = group.element(Drawn::HELP.message(shown(help)));
        }
        for line in renderer.render(&[group]).lines().filter(|line| !is_lone_mark(line)) {
            writeln!(out, "{line}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// Whether a line is but the mark `:::`, which is drawn before lines whose place was already said.
fn is_lone_mark(line: &str) -> bool {
    let mut rest = line;
    let mut bare = String::new();
    while let Some((before, styled)) = rest.split_once("\u{1b}[") {
        bare.push_str(before);
        rest = styled.split_once('m').map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    bare.trim() == ":::"
}

/// Text that cannot upset a terminal.
fn shown(text: &str) -> String {
    let upsets =
        |c: char| c.is_control() && c != '\n' || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if upsets(c) { '\u{FFFD}' } else { c }).collect()
}

/// A line, or what is at hand of it.
#[derive(Clone, Copy)]
struct Line<'t> {
    text: &'t str,
    /// The column in `text` of what is meant.
    column: u32,
}

fn place<'a>(file: &'a str, place: Option<Place>, line: Option<Line>) -> Vec<Element<'a>> {
    let origin = Origin::path(shown(file));
    let Some(place) = place else { return vec![origin.into()] };
    let (number, column) = (place.line as usize, place.column as usize);
    let origin = origin.line(number).char_column(column);
    let Some(line) = line else { return vec![origin.into()] };
    let (text, start, end) = window(line.text, Place { column: line.column, ..place });
    let whole = text == line.text && line.column == place.column;
    let snippet = Snippet::source(text).line_start(number).annotation(AnnotationKind::Primary.span(start..end));
    // Of a line that is shown in part the snippet cannot know the column.
    if whole { vec![snippet.path(file).into()] } else { vec![origin.into(), snippet.into()] }
}

/// The part of `line` around `place`, at most [`WINDOW`] characters, and the bytes of it that are meant.
fn window(line: &str, place: Place) -> (String, usize, usize) {
    let first = (place.column as usize).saturating_sub(1);
    let width = (place.width as usize).clamp(1, WINDOW / 2);
    let skip = if first + width <= WINDOW { 0 } else { first - WINDOW / 4 };
    let (mut text, mut start, mut end) = (String::new(), None, None);
    if skip > 0 {
        text.push('…');
    }
    let mut rest = line.chars().skip(skip);
    for (at, c) in (skip..).zip(rest.by_ref().take(WINDOW)) {
        if at == first {
            start = Some(text.len());
        }
        if at == first + width {
            end = Some(text.len());
        }
        text.push(if c.is_control() && c != '\t' { '\u{FFFD}' } else { c });
    }
    let length = text.len();
    if rest.next().is_some() {
        text.push('…');
    }
    let start = start.unwrap_or(length);
    (text, start, end.unwrap_or(length).max(start))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Excerpt;
    use crate::fields::UNKNOWN_KEY;

    #[test]
    fn a_finding_shows_its_line_and_the_mend() {
        let mut found = Diagnostic::new(&UNKNOWN_KEY, "a/b.md", "no such field");
        found.at(Place { line: 2, column: 3, width: 4 }).help("did you mean `x`?");
        found.related("c.md".into(), Some(Place { line: 1, column: 1, width: 1 }), "the other is here");
        let mut out = Vec::new();
        write(&mut out, &[found], &mut |_| Some("one\r\n\u{7}ütwoo three\r\n".to_owned())).unwrap();
        let text = anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string();
        for part in
            ["warning[unknown-key]: no such field", "a/b.md:2:3", "twoo three", "^^^^", "c.md:1:1", "did you mean"]
        {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
        assert!(text.lines().all(|line| line.trim() != ":::"), "{text}");
        assert!(text.starts_with("warning[unknown-key]: no such field\n --> a/b.md:2:3\n  |\n2 | "), "{text}");
    }

    #[test]
    fn an_excerpt_stands_for_the_line() {
        let mut found = Diagnostic::new(&UNKNOWN_KEY, "a.xml", "no such field");
        found.at(Place { line: 7, column: 900, width: 3 });
        found.excerpt = Some(Excerpt { text: "…one two…".into(), column: 6 });
        let mut out = Vec::new();
        write(&mut out, &[found], &mut |_| panic!("there is no text to ask for")).unwrap();
        let text = anstream::adapter::strip_str(&String::from_utf8(out).unwrap()).to_string();
        assert!(text.contains("--> a.xml:7:900\n") && text.contains("7 | …one two…\n  |      ^^^"), "{text}");
    }

    #[test]
    fn the_name_of_a_file_cannot_upset_a_terminal() {
        let found = Diagnostic::new(&UNKNOWN_KEY, "a\u{1b}[2J\u{202e}b.md", "no \u{7}such field");
        let mut out = Vec::new();
        write(&mut out, &[found], &mut |_| None).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("a\u{FFFD}[2J\u{FFFD}b.md") && text.contains("no \u{FFFD}such field"), "{text:?}");
    }

    #[test]
    fn long_lines_are_shown_in_part() {
        let line = format!("{}é{}", "x".repeat(100_000), "y".repeat(50_000));
        let (text, start, end) = window(&line, Place { line: 1, column: 100_001, width: 1 });
        assert_eq!(&text[start..end], "é");
        assert!(text.chars().count() <= WINDOW + 2);
        let (text, start, end) = window("abc", Place { line: 1, column: 9, width: 5 });
        assert_eq!((text.as_str(), start, end), ("abc", 3, 3));
    }
}
