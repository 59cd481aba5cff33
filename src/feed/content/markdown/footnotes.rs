//! The footnotes of a body of Markdown: numbered in the order of their first references.

use std::collections::HashMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Located, Piece, RawHtml, Writer};

/// A footnote that is referred to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Note {
    /// How many references link to it and can be linked back to.
    pub references: usize,
}

/// Definitions as they were met, and notes as they were referred to.
#[derive(Default)]
pub struct Footnotes<'t> {
    definitions: HashMap<String, Vec<Located<'t>>>,
    numbers: HashMap<String, usize>,
    names: Vec<String>,
    notes: Vec<Note>,
    stem: String,
}

impl<'t> Footnotes<'t> {
    /// Takes the events of the definition just begun, up to its end. The first definition of a name counts.
    pub fn define(&mut self, name: &str, events: &mut dyn Iterator<Item = Located<'t>>) {
        let mut own = Vec::new();
        let mut depth = 0_usize;
        for (event, range) in events {
            match &event {
                Event::Start(Tag::FootnoteDefinition(_)) => depth += 1,
                Event::End(TagEnd::FootnoteDefinition) if depth == 0 => break,
                Event::End(TagEnd::FootnoteDefinition) => depth -= 1,
                _ => {}
            }
            own.push((event, range));
        }
        self.definitions.entry(key(name)).or_insert(own);
    }

    /// Counts a reference: the note's number, from 1, and the reference's among those of this note.
    ///
    /// `body` is searched once for a beginning of ids that the author uses nowhere.
    pub fn refer(&mut self, name: &str, linked: bool, body: &str) -> (usize, usize) {
        if self.stem.is_empty() {
            self.stem = ["fn", "note", "footnote", "feed-footnote"]
                .into_iter()
                .find(|stem| !body.contains(&format!("{stem}-")) && !body.contains(&format!("{stem}ref-")))
                .unwrap_or("entry-footnote")
                .to_owned();
        }
        let number = *self.numbers.entry(key(name)).or_insert_with_key(|key| {
            self.names.push(key.clone());
            self.notes.push(Note::default());
            self.notes.len()
        });
        let note = &mut self.notes[number - 1];
        note.references += usize::from(linked);
        (number, note.references)
    }

    /// The events of note `number`, once; `None` where no reference gave that number.
    pub fn events(&mut self, number: usize) -> Option<Vec<Located<'t>>> {
        let name = self.names.get(number - 1)?;
        Some(self.definitions.remove(name).unwrap_or_default())
    }

    /// Note `number`.
    pub fn note(&self, number: usize) -> Note {
        self.notes.get(number - 1).copied().unwrap_or_default()
    }

    /// The id of note `number`.
    pub fn definition_id(&self, number: usize) -> String {
        format!("{}-{number}", self.stem)
    }

    /// The id of a reference to note `number`.
    pub fn reference_id(&self, number: usize, reference: usize) -> String {
        match reference {
            1 => format!("{}ref-{number}", self.stem),
            _ => format!("{}ref-{number}-{reference}", self.stem),
        }
    }
}

/// Names are compared without regard to case and to how white space is written.
fn key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

impl Writer<'_, '_, '_> {
    /// Writes a footnote's mark in the text.
    pub(super) fn reference(&mut self, name: &str) {
        let linked = !self.links.contains(&true);
        let body = self.body;
        let (number, reference) = self.notes.refer(name, linked, body);
        self.out.push_str("<sup>");
        if linked {
            self.jump(&self.notes.definition_id(number));
            self.id(&self.notes.reference_id(number, reference));
            self.out.push('>');
        }
        self.out.push_str(&number.to_string());
        self.out.push_str(if linked { "</a></sup>" } else { "</sup>" });
    }

    /// Writes the footnotes that are referred to, which may refer to more.
    pub(super) fn footnotes(&mut self) -> Result<(), RawHtml> {
        let mut written: Vec<(String, Vec<Piece>)> = Vec::new();
        let before = std::mem::take(&mut self.out);
        let pieces = std::mem::take(&mut self.pieces);
        self.depth = 3;
        while let Some(events) = self.notes.events(written.len() + 1) {
            self.events(&mut events.into_iter())?;
            written.push((std::mem::take(&mut self.out), std::mem::take(&mut self.pieces)));
        }
        (self.out, self.pieces) = (before, pieces);
        if written.is_empty() {
            return Ok(());
        }
        self.block("<section class=\"footnotes\">\n<ol>\n");
        for (index, (text, pieces)) in written.into_iter().enumerate() {
            let number = index + 1;
            self.out.push_str("<li");
            self.id(&self.notes.definition_id(number));
            self.out.push_str(">\n");
            let start = self.out.len();
            self.pieces.extend(pieces.into_iter().map(|piece| Piece { html: start + piece.html, ..piece }));
            let in_paragraph = text.strip_suffix("</p>\n");
            self.out.push_str(in_paragraph.unwrap_or(&text));
            let Note { references, .. } = self.notes.note(number);
            if references > 0 {
                self.out.push_str(if in_paragraph.is_some() { " " } else { "<p>" });
                for reference in 1..=references {
                    self.out.push_str(if reference > 1 { " " } else { "" });
                    self.jump(&self.notes.reference_id(number, reference));
                    self.out.push_str(">↩\u{FE0E}");
                    if reference > 1 {
                        self.out.push_str(&format!("<sup>{reference}</sup>"));
                    }
                    self.out.push_str("</a>");
                }
            }
            self.out.push_str(if references > 0 || in_paragraph.is_some() { "</p>\n</li>\n" } else { "</li>\n" });
        }
        self.out.push_str("</ol>\n</section>\n");
        Ok(())
    }
}
