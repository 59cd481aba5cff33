//! The elements that are open while HTML is read, and what is in scope. There is no tree: without a fault elements come in
//! the order of their start tags, and nothing is ever moved.

use super::elements::{self, HTML, IMPLIED, Name, SCOPE};
use super::fault::ParseError;
use super::tokens::{Tag, Tokens};

/// How many elements may be open; browsers stop there, too. It keeps the time that a tag takes within bounds.
pub(super) const MOST_OPEN: usize = 512;

/// What an element belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Namespace {
    /// Nearly all.
    Html,
    /// `<svg>` and what is in it.
    Svg,
    /// `<math>` and what is in it.
    MathMl,
}

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    pub name: Name,
    pub namespace: Namespace,
    /// A `<p>` is open here or further out, in the scope that `<button>` and the like begin.
    p_in_scope: bool,
    /// A formatting element that its end tag will find.
    pub active: bool,
    /// `<annotation-xml>` that says that it holds HTML.
    holds_html: bool,
    /// A digest of its attributes, once it was needed.
    digest: Option<u64>,
    /// Its start tag; of an element without one, the tag that it was put before.
    pub at: usize,
    pub name_at: usize,
    pub name_end: usize,
    pub end: usize,
}

impl Open {
    pub fn is(&self, name: Name) -> bool {
        self.name == name && self.namespace == Namespace::Html
    }

    pub fn is_html(&self, flags: u8) -> bool {
        self.namespace == Namespace::Html && self.name.is(flags)
    }

    /// Whether elements outside do not count in it.
    pub fn begins_scope(&self) -> bool {
        match self.namespace {
            Namespace::Html => self.name.is(SCOPE),
            Namespace::Svg => matches!(self.name, elements::FOREIGN_OBJECT | elements::DESC | elements::TITLE),
            Namespace::MathMl => self.is_math_text() || self.name == elements::ANNOTATION_XML,
        }
    }

    /// Whether end tags of ordinary elements do not reach beyond it.
    pub fn is_special(&self) -> bool {
        match self.namespace {
            Namespace::Html => self.name.is(elements::SPECIAL),
            Namespace::Svg => self.name == elements::FOREIGN_OBJECT,
            Namespace::MathMl => false,
        }
    }

    /// Whether formatting elements outside do not count in it.
    fn is_marker(&self) -> bool {
        self.is_html(SCOPE) && !self.is(HTML) && !self.is(elements::TABLE)
    }

    fn digest(&mut self, tokens: &Tokens) -> u64 {
        *self.digest.get_or_insert_with(|| tokens.digest(self.at, self.name_at))
    }

    /// An element of MathML that holds words.
    pub fn is_math_text(&self) -> bool {
        self.namespace == Namespace::MathMl
            && matches!(self.name, elements::MI | elements::MO | elements::MN | elements::MS | elements::MTEXT)
    }

    /// An element of SVG or MathML that holds HTML.
    pub fn is_integration_point(&self) -> bool {
        self.holds_html
            || self.namespace == Namespace::Svg
                && matches!(self.name, elements::FOREIGN_OBJECT | elements::DESC | elements::TITLE)
    }
}

/// The open elements, the outermost first.
#[derive(Debug)]
pub(super) struct Stack {
    open: Vec<Open>,
    root: Open,
}

impl Stack {
    /// Only that which holds all, which is never popped.
    pub fn new() -> Self {
        let root = Open {
            name: HTML,
            namespace: Namespace::Html,
            p_in_scope: false,
            active: false,
            holds_html: false,
            digest: None,
            at: 0,
            name_at: 0,
            name_end: 0,
            end: 0,
        };
        Stack { open: Vec::with_capacity(32), root }
    }

    /// The innermost.
    pub fn current(&self) -> &Open {
        self.open.last().unwrap_or(&self.root)
    }

    /// How many are open.
    pub fn depth(&self) -> usize {
        self.open.len()
    }

    /// Opens an element of this name for a tag, which is its own or one that it was put before.
    pub fn push(&mut self, name: Name, namespace: Namespace, tag: &Tag, implied: bool) -> Result<(), ParseError> {
        if self.open.len() >= MOST_OPEN {
            return Err(ParseError::new("nested-too-deep", tag.at..tag.end, tag.end));
        }
        let mut open = Open {
            name,
            namespace,
            p_in_scope: false,
            active: false,
            holds_html: false,
            digest: None,
            at: tag.at,
            name_at: tag.name_at,
            name_end: if implied { tag.name_at } else { tag.name_end },
            end: tag.end,
        };
        open.p_in_scope =
            open.is(elements::P) || self.current().p_in_scope && !open.begins_scope() && !open.is(elements::BUTTON);
        self.open.push(open);
        Ok(())
    }

    pub fn pop(&mut self) {
        self.open.pop();
    }

    /// Lets the innermost be found by its end tag as a formatting element. Of four that are alike the first is no
    /// longer.
    pub fn activate(&mut self, tokens: &Tokens) {
        let Some((new, outer)) = self.open.split_last_mut() else { return };
        new.active = true;
        let name = new.name;
        let mut alike =
            outer.iter_mut().rev().take_while(|open| !open.is_marker()).filter(|open| open.active && open.name == name);
        // Most often there are too few of that name to look any closer.
        let (Some(third), Some(second), Some(first)) = (alike.next(), alike.next(), alike.next()) else { return };
        let digest = new.digest(tokens);
        let same = [third, second, first].into_iter().chain(alike).filter_map(|open| {
            let same = open.digest(tokens) == digest;
            same.then_some(open)
        });
        if let Some(oldest) = same.into_iter().nth(2) {
            oldest.active = false;
        }
    }

    /// Says that the innermost holds HTML.
    pub fn set_holds_html(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.holds_html = true;
        }
    }

    /// The formatting element of this name that an end tag is about.
    pub fn active(&self, name: Name) -> Option<usize> {
        let inside = self.open.iter().rev().take_while(|open| !open.is_marker());
        let depth = inside.enumerate().find(|(_, open)| open.active && open.name == name)?.0;
        Some(self.open.len() - 1 - depth)
    }

    /// Whether an element of HTML is in scope.
    pub fn in_scope(&self, name: Name) -> bool {
        self.find_in_scope(|open| open.is(name), |_| false)
    }

    /// Whether one is in scope, where lists begin a scope as well.
    pub fn in_list_scope(&self, name: Name) -> bool {
        self.find_in_scope(|open| open.is(name), |open| open.is(elements::OL) || open.is(elements::UL))
    }

    /// Whether a `<p>` is in scope, where buttons begin a scope as well.
    pub fn p_in_scope(&self) -> bool {
        self.current().p_in_scope
    }

    /// Whether an element of this kind is in scope.
    pub fn kind_in_scope(&self, kind: impl Fn(&Open) -> bool) -> bool {
        self.find_in_scope(kind, |_| false)
    }

    /// Whether the element at this place is in scope.
    pub fn place_in_scope(&self, place: usize) -> bool {
        self.open.get(place..).is_some_and(|inside| !inside.iter().skip(1).any(Open::begins_scope))
    }

    fn find_in_scope(&self, wanted: impl Fn(&Open) -> bool, ends: impl Fn(&Open) -> bool) -> bool {
        for open in self.open.iter().rev() {
            if wanted(open) {
                return true;
            }
            if open.begins_scope() || ends(open) {
                return false;
            }
        }
        false
    }

    /// Whether an element is in the innermost table.
    pub fn in_table_scope(&self, name: Name) -> bool {
        for open in self.open.iter().rev() {
            if open.is(name) {
                return true;
            }
            if open.is(elements::TABLE) {
                return false;
            }
        }
        false
    }

    /// Closes what needs no end tag, up to an element named `except`.
    pub fn close_implied(&mut self, except: Option<Name>) {
        while self.current().name.is(IMPLIED) && Some(self.current().name) != except {
            self.pop();
        }
    }

    /// From the innermost out.
    pub fn inside_out(&self) -> impl Iterator<Item = &Open> {
        self.open.iter().rev()
    }
}
