//! The footnotes of a body of Markdown: numbered in the order of their first references.

use std::collections::HashMap;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::markdown::Located;

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
