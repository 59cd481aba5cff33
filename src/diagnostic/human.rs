//! Findings as people read them: what, where, the line itself, how to mend. The drawing is `annotate-snippets`'.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Element, Level as Drawn, Origin, Renderer, Snippet};

use super::lines::{Lines, Part};
use super::{Diagnostic, Level, Place};

/// Prints findings, with the lines they are about as `source` gives them.
///
/// `source` is asked once for each file; `None` where there is no text to show. Of long lines the part around the
/// finding is shown.
pub fn write<'d, 't>(
    out: &mut dyn Write,
    diagnostics: impl IntoIterator<Item = &'d Diagnostic>,
    source: &mut dyn FnMut(&str) -> Option<Cow<'t, str>>,
) -> io::Result<()> {
    let mut texts: HashMap<Arc<str>, Option<Lines>> = HashMap::new();
    let mut part = |file: &Arc<str>, place: Option<Place>| {
        let place = place?;
        if !texts.contains_key(file) {
            texts.insert(file.clone(), source(file).map(Lines::new));
        }
        texts.get_mut(file)?.as_mut()?.around(place)
    };
    let renderer = Renderer::styled();
    for found in diagnostics {
        let level = match found.level {
            Level::Error => Drawn::ERROR,
            Level::Warning => Drawn::WARNING,
            Level::Info => Drawn::INFO,
        };
        let brought = found.excerpt.as_ref().zip(found.place).map(|(excerpt, place)| Part::of(excerpt, place));
        let elements = place(&found.file, found.place, brought.or_else(|| part(&found.file, found.place)));
        let mut group = level.primary_title(shown(&found.message)).id(found.rule.name).elements(elements);
        for related in &found.related {
            group = group.element(Drawn::NOTE.message(shown(&related.label)));
            group = group.elements(place(&related.file, related.place, part(&related.file, related.place)));
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

fn place<'a>(file: &'a str, place: Option<Place>, part: Option<Part>) -> Vec<Element<'a>> {
    let origin = Origin::path(shown(file));
    let Some(place) = place else { return vec![origin.into()] };
    let (number, column) = (place.line as usize, place.column as usize);
    let origin = origin.line(number).char_column(column);
    let Some(Part { text, marked: (start, end), from_start }) = part else { return vec![origin.into()] };
    let snippet = Snippet::source(text).line_start(number).annotation(AnnotationKind::Primary.span(start..end));
    // Of a line that is shown without its beginning the snippet cannot know the column.
    if from_start { vec![snippet.path(file).into()] } else { vec![origin.into(), snippet.into()] }
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
        write(&mut out, [&found], &mut |_| Some(Cow::Borrowed("one\r\n\u{7}ütwoo three\r\n"))).unwrap();
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
        write(&mut out, [&found], &mut |_| None).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert!(text.contains("a\u{FFFD}[2J\u{FFFD}b.md") && text.contains("no \u{FFFD}such field"), "{text:?}");
    }
}
