//! What the tables are made of: elements, their attributes, and what may stand in them.
//!
//! ```text
//! pub static CHANNEL: Table = Table::new(&[&[
//!     req("title").text(&[PLAIN, NOT_BLANK]),
//!     opt("cloud").attrs(&[attr("domain").required(), attr("port").is(&[PORT]).required()]),
//!     many("item").holds(&ITEM),
//! ]]).with(ext::CHANNEL);
//! ```

use std::sync::OnceLock;

use super::context::Scope;
use super::hash::NameMap;
use super::value::Flaw;
use super::vocab::namespaces::Prefix;
use super::walk::hex::HexSearch;
use super::walk::{DUPLICATE_ELEMENT, MISSING_ATTRIBUTE, MISSING_ELEMENT};
use crate::diagnostic::Rule;

/// Says what is wrong with a value.
pub type Check = fn(&mut Value<'_>);

/// Looks at an element together with what is around or in it.
pub type Relation = fn(&mut Scope<'_, '_, '_>);

/// A piece of text to be judged: an element's, or an attribute's value.
#[derive(Debug)]
pub struct Value<'v> {
    /// The text; an element's without white space around it, unless its row says [`Element::raw`].
    pub text: &'v str,
    /// The text with the white space around it.
    pub raw: &'v str,
    /// What surrounds it.
    pub facts: &'v Facts<'v>,
    /// Whether a check took it for plain text.
    pub is_plain: bool,
    pub(super) flaws: &'v mut Vec<Flaw>,
}

/// What a check may know besides the text.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'v> {
    /// What kind of document it is in.
    pub kind: super::Kind,
    /// The version of RSS that the document says it is.
    pub rss_version: &'v str,
    /// The moment of this run.
    pub now: chrono::DateTime<chrono::Utc>,
    /// The address that references are relative to here, as far as it is known.
    pub base: &'v str,
    /// The document's own address.
    pub document: &'v str,
    /// Where [`hex_written`](Self::hex_written) looks.
    pub(super) hex: HexSearch<'v>,
    /// Whether feedmill's own rules count.
    pub own: bool,
    /// Whether HTML is judged.
    pub html: bool,
    /// The name of the element that it stands in, or whose attribute it is.
    pub element: &'v str,
}

impl Facts<'_> {
    /// Whether `&#x…;` is written in the line that the element begins in; for an attribute, in the lines from where
    /// plain text last began.
    pub fn hex_written(&self) -> bool {
        self.hex.is_written()
    }
}

impl Value<'_> {
    /// Adds what a function of [`value`](super::value) found.
    pub fn take(&mut self, flaws: impl IntoIterator<Item = Flaw>) {
        self.flaws.extend(flaws);
    }
}

/// How often an element may stand beside its like.
#[derive(Debug, Clone, Copy)]
pub enum Occurs {
    /// At most once; a second one breaks the rule.
    Once(&'static Rule),
    /// As often as one likes.
    Many,
}

/// What may stand in an element.
#[derive(Debug, Clone, Copy)]
pub enum Holds {
    /// Text, and no elements.
    Text,
    /// The elements of a table, and no text.
    Elements(&'static Table),
    /// Anything; it is not judged.
    Anything,
    /// Nothing of note: elements in it are passed over; text breaks the rule.
    Nothing(&'static Rule),
    /// An Atom text or content construct, by its `type`.
    Construct,
    /// XHTML.
    Div,
    /// XHTML right in an RSS entry.
    XhtmlBody,
    /// What an RDF document holds in elements of other vocabularies.
    Rdf,
}

/// A row: one element.
#[derive(Debug)]
pub struct Element {
    /// The name, with its namespace's usual prefix unless it is the document's own.
    pub name: &'static str,
    /// How often.
    pub occurs: Occurs,
    /// The rule that is broken where it is missing.
    pub missing: Option<&'static Rule>,
    /// What may stand in it.
    pub holds: Holds,
    /// What its text must be.
    pub text: &'static [Check],
    /// Its attributes; others are unexpected.
    pub attrs: &'static [Attr],
    /// Whether any attribute may stand on it.
    pub any_attr: bool,
    /// What is looked at when it opens, its attributes known.
    pub opening: &'static [Relation],
    /// What is looked at when it closes, its children known.
    pub relations: &'static [Relation],
    /// Whether its parent keeps it, with its text and attributes, until that closes.
    pub keep: bool,
    /// Whether white space around its text is part of it.
    pub raw: bool,
    /// Whether its text is HTML from RSS 0.92 on: where HTML is not judged, nothing but its length is looked at.
    pub html: bool,
    /// Whether the W3C validator judges all of its attributes only when it closes.
    pub late: bool,
    /// Whether text that does not belong in it is told of but once.
    pub text_once: bool,
    /// How often the W3C validator looks at the text that stands right in it.
    pub watchers: u8,
    /// Whether the W3C validator judges its text, as it does attributes, by the lines since plain text last began.
    pub since_plain: bool,
    /// Whether the W3C validator does not know it.
    pub beyond: bool,
    /// How to mend a document that lacks it, or an example of it.
    pub hint: &'static str,
}

/// An attribute of an element.
#[derive(Debug)]
pub struct Attr {
    /// The name, with its namespace's usual prefix if it is in one.
    pub name: &'static str,
    /// What its value must be.
    pub value: &'static [Check],
    /// The rule that is broken where it is missing.
    pub missing: Option<&'static Rule>,
    /// Whether findings name the element, and not the attribute, as what they are about.
    pub of_element: bool,
    /// Whether findings name what the element stands in, and not the element, as what it stands in.
    pub beside: bool,
    /// Whether an empty value is as good as none.
    pub filled: bool,
    /// Whether the W3C validator judges it only when its element closes.
    pub late: bool,
}

const PLAIN_ROW: Element = Element {
    name: "",
    occurs: Occurs::Many,
    missing: None,
    holds: Holds::Text,
    text: &[],
    attrs: &[],
    any_attr: false,
    opening: &[],
    relations: &[],
    keep: false,
    raw: false,
    html: false,
    late: false,
    text_once: false,
    watchers: 1,
    since_plain: false,
    beyond: false,
    hint: "",
};

/// An element that may stand once.
pub const fn opt(name: &'static str) -> Element {
    Element { name, occurs: Occurs::Once(&DUPLICATE_ELEMENT), ..PLAIN_ROW }
}

/// An element that must stand once.
pub const fn req(name: &'static str) -> Element {
    Element { missing: Some(&MISSING_ELEMENT), ..opt(name) }
}

/// An element that may stand any number of times.
pub const fn many(name: &'static str) -> Element {
    Element { name, ..PLAIN_ROW }
}

/// An attribute that may be left out.
pub const fn attr(name: &'static str) -> Attr {
    Attr { name, value: &[], missing: None, of_element: false, beside: false, filled: false, late: false }
}

impl Attr {
    /// What its value must be.
    pub const fn is(self, value: &'static [Check]) -> Self {
        Attr { value, ..self }
    }

    /// It must stand.
    pub const fn required(self) -> Self {
        Attr { missing: Some(&MISSING_ATTRIBUTE), ..self }
    }

    /// It must stand, or should: the rule that is broken without it.
    pub const fn missing(self, rule: &'static Rule) -> Self {
        Attr { missing: Some(rule), ..self }
    }

    /// Findings about it have the element's name as their `element`, and its own as `attr`.
    pub const fn of_element(self) -> Self {
        Attr { of_element: true, ..self }
    }

    /// Findings about it have its own name as their `element`, and as `parent` what the element stands in, as the W3C
    /// validator has it.
    pub const fn beside(self) -> Self {
        Attr { beside: true, ..self }
    }

    /// An empty value is as good as none: it is not judged, or is missing.
    pub const fn filled(self) -> Self {
        Attr { filled: true, ..self }
    }

    /// The W3C validator judges it only when its element closes: findings lie there in its reports.
    pub const fn late(self) -> Self {
        Attr { late: true, ..self }
    }
}

impl Element {
    /// How many checks of the W3C validator look at it: those of its text, or of what it holds, and one for its like.
    pub fn checks(&self) -> usize {
        self.text.len().max(usize::from(self.watchers)) + usize::from(matches!(self.occurs, Occurs::Once(_)))
    }

    /// Whether the W3C validator judges the attribute called `name` only when the element closes.
    pub fn judges_late(&self, name: &str) -> bool {
        self.late || self.attrs.iter().any(|attr| attr.late && attr.name == name)
    }

    /// It holds text, and what that must be.
    pub const fn text(self, text: &'static [Check]) -> Self {
        Element { text, holds: Holds::Text, ..self }
    }

    /// White space around its text is part of it.
    pub const fn raw(self) -> Self {
        Element { raw: true, ..self }
    }

    /// Its text is HTML from RSS 0.92 on, and no relation looks at more of it than its length.
    pub const fn html(self) -> Self {
        Element { html: true, ..self }
    }

    /// It holds the elements of `table`.
    pub const fn holds(self, table: &'static Table) -> Self {
        Element { holds: Holds::Elements(table), ..self }
    }

    /// It holds something of its own.
    pub const fn content(self, holds: Holds) -> Self {
        Element { holds, ..self }
    }

    /// It may hold anything and have any attribute; nothing in it is judged.
    pub const fn anything(self) -> Self {
        Element { holds: Holds::Anything, any_attr: true, ..self }
    }

    /// Its attributes.
    pub const fn attrs(self, attrs: &'static [Attr]) -> Self {
        Element { attrs, ..self }
    }

    /// It may have any attribute.
    pub const fn any_attr(self) -> Self {
        Element { any_attr: true, ..self }
    }

    /// The W3C validator judges its attributes only when it closes: findings lie there in its reports.
    pub const fn late(self) -> Self {
        Element { late: true, ..self }
    }

    /// Text that does not belong in it is told of but once.
    pub const fn text_once(self) -> Self {
        Element { text_once: true, ..self }
    }

    /// The W3C validator looks so often at the text that stands right in it.
    pub const fn watchers(self, watchers: u8) -> Self {
        Element { watchers, ..self }
    }

    /// The rule that is broken where it is missing.
    pub const fn missing(self, rule: &'static Rule) -> Self {
        Element { missing: Some(rule), ..self }
    }

    /// The rule that a second one breaks.
    pub const fn once(self, rule: &'static Rule) -> Self {
        Element { occurs: Occurs::Once(rule), ..self }
    }

    /// What is looked at when it opens.
    pub const fn opening(self, opening: &'static [Relation]) -> Self {
        Element { opening, ..self }
    }

    /// What is looked at when it closes.
    pub const fn relations(self, relations: &'static [Relation]) -> Self {
        Element { relations, ..self }
    }

    /// Its parent can look at its text and attributes.
    pub const fn keep(self) -> Self {
        Element { keep: true, ..self }
    }

    /// The W3C validator judges its text, as it does attributes, by the lines since plain text last began: where one of
    /// them has a hexadecimal reference, it lets pass what looks like HTML.
    pub const fn since_plain(self) -> Self {
        Element { since_plain: true, ..self }
    }

    /// The W3C validator does not know it: where its findings are wanted, it is undefined.
    pub const fn beyond(self) -> Self {
        Element { beyond: true, ..self }
    }

    /// An example of it, for whoever must add it.
    pub const fn hint(self, hint: &'static str) -> Self {
        Element { hint, ..self }
    }
}

/// The rows of one vocabulary that may stand in the same places.
pub type Group = &'static [Element];

/// The groups that other vocabularies add to a place: the nearest to it first.
pub type Levels = &'static [&'static [Group]];

/// What may stand in an element.
#[derive(Debug)]
pub struct Table {
    groups: &'static [Group],
    levels: Levels,
    index: OnceLock<Index>,
}

#[derive(Debug)]
struct Index {
    rows: NameMap<(Prefix, &'static str), &'static Element>,
    expected: Vec<&'static Element>,
}

impl Table {
    /// A table of all the rows of some lists; of two rows with one name the first counts.
    pub const fn new(groups: &'static [Group]) -> Self {
        Table { groups, levels: &[], index: OnceLock::new() }
    }

    /// Adds the rows of other vocabularies; its own count first.
    pub const fn with(mut self, levels: Levels) -> Self {
        self.levels = levels;
        self
    }

    fn index(&self) -> &Index {
        self.index.get_or_init(|| {
            let mut index = Index { rows: NameMap::default(), expected: Vec::new() };
            for row in self.rows() {
                let (prefix, local) = row.name.split_once(':').unwrap_or(("", row.name));
                let key = (Prefix::named(prefix), local);
                if index.rows.contains_key(&key) {
                    continue;
                }
                index.rows.insert(key, row);
                if row.missing.is_some() {
                    index.expected.push(row);
                }
            }
            index
        })
    }

    /// The row of an element.
    pub fn find(&self, prefix: Prefix, local: &str) -> Option<&'static Element> {
        self.index().rows.get(&(prefix, local)).copied()
    }

    /// Every row, also those that an earlier one hides.
    pub fn rows(&self) -> impl Iterator<Item = &'static Element> + use<> {
        self.groups.iter().chain(self.levels.iter().copied().flatten()).copied().flatten()
    }

    /// The rows that must not be missing.
    pub fn expected(&self) -> &[&'static Element] {
        &self.index().expected
    }
}
