//! What a document's own declarations say: its entities, and the attributes that elements have by default.
//! Spec: XML 1.0, sections 3.3 and 4.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::cursor::Cursor;
use super::reference::{self, Reference};
use crate::validate::reader::{Fault, shown};

/// The declarations of a document, as far as they are at hand: nothing is ever fetched.
#[derive(Debug, Default)]
pub(super) struct Dtd {
    pub entities: Vec<Entity>,
    names: HashMap<String, usize>,
    pub attributes: HashMap<String, Defaults>,
    /// Whether there are declarations elsewhere that were not read: an unknown entity is then no fault.
    pub incomplete: bool,
}

/// What an entity's name stands for.
#[derive(Debug)]
pub(super) enum Entity {
    /// Text, in which character references are resolved and all others are not.
    Internal(String),
    /// A text elsewhere, or data that is not XML.
    External,
    /// Data that is not XML (`NDATA`), which text must not refer to.
    Unparsed,
}

/// The attributes that an element's start tag has without naming them, and those whose white space is collapsed.
#[derive(Debug, Default)]
pub(super) struct Defaults {
    pub list: Vec<Declared>,
    seen: HashSet<String>,
}

/// A declared attribute.
#[derive(Debug)]
pub(super) struct Declared {
    pub name: String,
    /// Whether the value is made of tokens, with single spaces between them (any type but `CDATA`).
    pub tokens: bool,
    /// The value where the start tag has none.
    pub value: Option<String>,
}

impl Dtd {
    /// Adds an entity; the first declaration of a name holds.
    pub(super) fn declare(&mut self, name: &str, entity: Entity) {
        if !self.names.contains_key(name) {
            self.names.insert(name.to_owned(), self.entities.len());
            self.entities.push(entity);
        }
    }

    /// Adds an attribute of `element`; the first declaration of a name holds.
    pub(super) fn declare_attribute(&mut self, element: &str, attribute: Declared) {
        let defaults = self.attributes.entry(element.to_owned()).or_default();
        if defaults.seen.insert(attribute.name.clone()) && (attribute.tokens || attribute.value.is_some()) {
            defaults.list.push(attribute);
        }
    }

    /// The number of the entity `name` in `entities`.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }
}

/// How many bytes of entities' text a document has unfolded to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Budget(usize);

impl Budget {
    /// Takes `bytes` at byte `at` of the document; whether there were as many.
    ///
    /// There are a mebibyte and four times what was read: no honest document needs as much, and a bomb goes off in
    /// milliseconds.
    pub(super) fn take(&mut self, bytes: usize, at: usize) -> bool {
        self.0 = self.0.saturating_add(bytes);
        self.0 <= at.saturating_mul(4).saturating_add(1 << 20)
    }
}

/// How deep entities may refer to entities.
pub(super) const MAX_ENTITY_DEPTH: usize = 64;

/// What to say of entities that unfold beyond the budget, or nest too deep.
pub(super) fn too_large() -> reference::Wrong {
    (
        "the entities unfold to far more text than the document has".to_owned(),
        "write the text itself; feeds need no entities of their own".to_owned(),
    )
}

/// An attribute's value as a program gets it: references resolved, white space made spaces.
///
/// `raw` is what stands between the quotes, from byte `start` of the cursor's text on. Spec: XML 1.0, section 3.3.3.
pub(super) fn attribute_value<'d>(
    raw: &'d str,
    start: usize,
    cursor: &Cursor<'d>,
    dtd: &Dtd,
    budget: &mut Budget,
) -> Result<Cow<'d, str>, Fault> {
    let is_special = |b: u8| matches!(b, b'&' | b'\t' | b'\n' | b'\r' | b'<');
    if !raw.bytes().any(is_special) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut out = String::with_capacity(raw.len());
    // The texts being read: the value, and inside it the entities that it refers to.
    let mut texts: Vec<(&str, Option<usize>)> = vec![(raw, None)];
    // Where in `raw` the reference stands that everything else is inside of.
    let mut outer = cursor.span(start, start + raw.len());
    while let Some((text, entity)) = texts.pop() {
        let Some(at) = text.bytes().position(is_special) else {
            out.push_str(text);
            continue;
        };
        out.push_str(text.get(..at).unwrap_or_default());
        let rest = text.get(at..).unwrap_or_default();
        let in_value = entity.is_none();
        let place = if in_value { start + raw.len() - rest.len() } else { start };
        let mut length = 1;
        let mut inner = None;
        match rest.as_bytes().first() {
            Some(b'&') => match reference::parse(rest) {
                Err((message, help)) => {
                    let span = if in_value { cursor.span(place, place + 1) } else { outer };
                    return Err(Fault::new(span, message, help));
                }
                Ok((reference, size)) => {
                    length = size;
                    if in_value {
                        outer = cursor.span(place, place + size);
                    }
                    match reference {
                        Reference::Char(c) => out.push(c),
                        Reference::Entity(name) => {
                            let open = texts.iter().map(|(_, entity)| *entity).chain([entity]);
                            inner =
                                entity_in_value(name, texts.len(), open, dtd, |bytes| budget.take(bytes, outer.start))
                                    .map_err(|(message, help)| Fault::new(outer, message, help))?;
                        }
                    }
                }
            },
            Some(b'<') if !in_value => {
                return Err(Fault::new(outer, "an entity in an attribute's value holds `<`", "write `&lt;`"));
            }
            Some(b'<') => out.push('<'),
            Some(b'\r') if in_value && rest.as_bytes().get(1) == Some(&b'\n') => {
                out.push(' ');
                length = 2;
            }
            _ => out.push(' '),
        }
        texts.push((rest.get(length..).unwrap_or_default(), entity));
        texts.extend(inner);
    }
    Ok(Cow::Owned(out))
}

/// The text that an entity has inside an attribute's value, and its number; `None` where it is not at hand.
fn entity_in_value<'e>(
    name: &str,
    depth: usize,
    mut open: impl Iterator<Item = Option<usize>>,
    dtd: &'e Dtd,
    take: impl FnOnce(usize) -> bool,
) -> Result<Option<(&'e str, Option<usize>)>, reference::Wrong> {
    let Some(id) = dtd.find(name) else {
        return if dtd.incomplete { Ok(None) } else { Err(reference::undefined(name)) };
    };
    match dtd.entities.get(id) {
        Some(Entity::Internal(_)) if open.any(|other| other == Some(id)) => Err(recursive(name)),
        Some(Entity::Internal(text)) if depth < MAX_ENTITY_DEPTH && take(text.len()) => Ok(Some((text, Some(id)))),
        Some(Entity::Internal(_)) => Err(too_large()),
        _ => Err((
            format!("an attribute's value refers to `&{};`, which is not text of this document", shown(name)),
            "write the value itself".to_owned(),
        )),
    }
}

/// What to say of an entity that holds itself.
pub(super) fn recursive(name: &str) -> reference::Wrong {
    (format!("the entity `&{};` refers to itself", shown(name)), "write its text without the reference".to_owned())
}

/// `value` with single spaces between its tokens, and none around them.
pub(super) fn collapse(value: &str) -> Option<String> {
    let untidy = value.starts_with(' ') || value.ends_with(' ') || value.contains("  ");
    untidy.then(|| value.split(' ').filter(|token| !token.is_empty()).collect::<Vec<_>>().join(" "))
}
