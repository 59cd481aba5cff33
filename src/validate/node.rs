//! Elements that are open, and what is kept of those that have closed.

use std::borrow::Cow;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use super::reader::xml::{Run, Text};
use super::schema::Element;
use super::vocab::namespaces::Prefix;
use super::walk::hex::HexNote;
use crate::diagnostic::{Place, Span};

/// The bit of [`Node::marks`] that says that text stood right in an element for elements.
pub const TEXT_SEEN: u32 = 1 << 31;

/// Where something stands that findings may be about later on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Its bytes in the document.
    pub span: Span,
    /// Its place, once the text it is in may be gone.
    pub place: Option<Place>,
}

impl From<Span> for Spot {
    fn from(span: Span) -> Self {
        Spot { span, place: None }
    }
}

/// How what stands in an open element is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// By a table.
    Elements,
    /// Text; elements do not belong here.
    Text,
    /// Not at all.
    Anything,
    /// Not at all; text is wrong.
    Nothing,
    /// As an Atom text or content construct.
    Construct,
    /// As XHTML in an Atom construct.
    Div,
    /// As XHTML right in an RSS entry.
    XhtmlBody,
    /// As RDF of another vocabulary; literal where RDF looks no further.
    Rdf { literal: bool },
}

/// How much is kept of an open element's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Keeps {
    /// All of it.
    #[default]
    All,
    /// How long its value is.
    Length,
    /// Whether there is any.
    Presence,
}

/// An attribute, as it is kept while its element is open.
#[derive(Debug, Clone)]
pub struct NodeAttr {
    /// Its namespace.
    pub prefix: Prefix,
    /// Its name, without the prefix.
    pub local: Cow<'static, str>,
    /// Its value, references resolved.
    pub value: String,
    /// Where its name stands.
    pub name_span: Span,
    /// Where its value stands, without quotes.
    pub span: Span,
}

/// An element that has closed, as its parent keeps it.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Its row.
    pub row: &'static Element,
    /// Its text, without white space around it.
    pub text: String,
    /// Its attributes.
    pub attrs: Vec<NodeAttr>,
    /// Its start tag.
    pub open: Spot,
}

impl Kept {
    /// The value of the attribute called `name`, by its row's spelling.
    pub fn attr(&self, name: &str) -> Option<&str> {
        find(&self.attrs, name).map(|attr| &*attr.value)
    }
}

/// An open element.
#[derive(Debug)]
pub struct Node {
    /// Its row; `None` in what is not judged by a table.
    pub row: Option<&'static Element>,
    /// Its name with its namespace's usual prefix, such as `dc:date`.
    pub name: String,
    /// Its start tag.
    pub open: Spot,
    /// Its attributes, without those that declare namespaces.
    pub attrs: Vec<NodeAttr>,
    /// Its text so far.
    pub text: String,
    /// Whether anything that is not text stands in it.
    pub has_children: bool,
    /// The language that `xml:lang` sets here.
    pub lang: Option<String>,
    /// The address that `xml:base` sets here, resolved.
    pub base: Option<String>,
    /// How many elements stood in it so far, those that nothing knows included.
    pub children: u32,
    /// Free for relations: what was met in it, a bit each; bits 29 to 31 are taken: in a channel
    /// of RSS its link to itself, [`itunes::PODCAST`] and [`TEXT_SEEN`].
    ///
    /// [`itunes::PODCAST`]: super::vocab::ext::itunes::PODCAST
    pub marks: u32,
    /// Free for relations: how long the summary and the content are that stood in it, in bytes.
    pub lengths: [usize; 2],
    pub(super) mode: Mode,
    /// How much of its text is kept, which nobody reads where it is not all.
    pub(super) keeps: Keeps,
    length: Length,
    /// What is known of `&#x` in the line that it begins in, once the window has moved on.
    pub(super) hex: HexNote,
    runs: Vec<(usize, Span, Run)>,
    /// What was located last: the run, and the offset in its value and as it is written.
    found: Found,
    counts: Vec<(&'static Element, u32)>,
    kept: Vec<Kept>,
    /// The names of elements in it that do not belong there, the first few.
    strangers: Vec<String>,
}

impl Node {
    pub(super) fn new() -> Self {
        Node {
            row: None,
            name: String::new(),
            open: Spot::from(Span::default()),
            attrs: Vec::new(),
            text: String::new(),
            has_children: false,
            lang: None,
            base: None,
            children: 0,
            marks: 0,
            lengths: [0; 2],
            mode: Mode::Anything,
            keeps: Keeps::All,
            length: Length::default(),
            hex: HexNote::default(),
            runs: Vec::new(),
            found: Found::default(),
            counts: Vec::new(),
            kept: Vec::new(),
            strangers: Vec::new(),
        }
    }

    /// Makes it ready for another element.
    pub(super) fn clear(&mut self) {
        self.row = None;
        self.name.clear();
        self.attrs.clear();
        self.text.clear();
        self.has_children = false;
        self.lang = None;
        self.base = None;
        self.children = 0;
        self.marks = 0;
        self.lengths = [0; 2];
        self.mode = Mode::Anything;
        self.keeps = Keeps::All;
        self.length = Length::default();
        self.hex = HexNote::default();
        self.runs.clear();
        self.found = Found::default();
        self.counts.clear();
        self.kept.clear();
        self.strangers.clear();
    }

    /// The value of the attribute called `name`, such as `href` or `rdf:about`.
    pub fn attr(&self, name: &str) -> Option<&str> {
        self.attribute(name).map(|attr| &*attr.value)
    }

    /// The attribute called `name`.
    pub fn attribute(&self, name: &str) -> Option<&NodeAttr> {
        find(&self.attrs, name)
    }

    /// Whether an element called `name` stood in it so far, though it may not belong there.
    pub fn has(&self, name: &str) -> bool {
        self.count(name) > 0 || self.strangers.iter().any(|stranger| is_same(stranger, name))
    }

    /// Notes that an element stands in it that does not belong there.
    pub(super) fn add_stranger(&mut self, name: &str) {
        if self.strangers.len() < 20 && !self.has(name) {
            self.strangers.push(name.to_owned());
        }
    }

    /// How many elements called `name` stood in it so far, one that is open included.
    pub fn count(&self, name: &str) -> u32 {
        self.counts.iter().find(|(row, _)| is_same(row.name, name)).map_or(0, |(_, count)| *count)
    }

    pub(super) fn count_row(&self, row: &'static Element) -> u32 {
        self.counts
            .iter()
            .find(|(known, _)| std::ptr::eq(*known, row) || is_same(known.name, row.name))
            .map_or(0, |c| c.1)
    }

    /// Notes that an element stands in it.
    pub fn add(&mut self, row: &'static Element) {
        match self.counts.iter_mut().find(|(known, _)| std::ptr::eq(*known, row) || is_same(known.name, row.name)) {
            Some((_, count)) => *count += 1,
            None => self.counts.push((row, 1)),
        }
    }

    /// The elements called `name` that stood in it, where their row keeps them.
    pub fn kept<'n>(&'n self, name: &str) -> impl Iterator<Item = &'n Kept> {
        self.kept.iter().filter(move |kept| is_same(kept.row.name, name))
    }

    pub(super) fn keep(&mut self, kept: Kept) {
        self.kept.push(kept);
    }

    /// Its text, without white space around it unless its row says so.
    pub fn value(&self) -> &str {
        if self.row.is_some_and(|row| row.raw) { &self.text } else { self.text.trim() }
    }

    /// How long its [value](Self::value) is.
    pub fn value_len(&self) -> usize {
        if self.keeps == Keeps::Length { self.length.value } else { self.value().len() }
    }

    /// Whether it has no text, not even white space.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.length.all == 0
    }

    /// The places that findings may be about.
    pub(super) fn spans(&self) -> impl Iterator<Item = Span> {
        let attrs = |attrs: &[NodeAttr]| attrs.iter().flat_map(|attr| [attr.name_span, attr.span]).collect::<Vec<_>>();
        let kept = self.kept.iter().flat_map(move |kept| std::iter::once(kept.open.span).chain(attrs(&kept.attrs)));
        let runs = self.runs.iter().map(|&(_, span, _)| span);
        std::iter::once(self.open.span).chain(attrs(&self.attrs)).chain(kept.collect::<Vec<_>>()).chain(runs)
    }

    pub(super) fn push_text(&mut self, text: &Text) {
        match self.keeps {
            Keeps::All => {
                self.runs.push((self.text.len(), text.span, text.kind));
                self.text.push_str(&text.value());
            }
            Keeps::Length => self.length.add(&text.value()),
            Keeps::Presence => {
                // No run that is written is nothing when it is read. Where none is, its place is asked for.
                self.length.all += text.raw.len();
                self.runs.push((0, text.span, text.kind));
            }
        }
    }

    /// Where in the document the bytes `start..end` of its [`text`](Self::text) stand. `raw` gives the document's text.
    pub(super) fn locate<'t>(&self, start: usize, end: usize, raw: impl Fn(Span) -> &'t str) -> Option<Span> {
        let at_run = self.runs.partition_point(|&(from, ..)| from <= start).checked_sub(1)?;
        let &(from, span, kind) = self.runs.get(at_run)?;
        let behind = self.runs.get(at_run + 1).map_or(self.text.len(), |&(next, ..)| next);
        let raw = raw(span);
        if raw.len() != span.end - span.start {
            return Some(span);
        }
        // Flaws of one text mostly come in its order: the next is looked for from the last.
        let (known, before) = self.found.before(at_run, start - from);
        let first = raw_offset(raw, kind, before, start - from - known);
        self.found.set(at_run, start - from, first);
        let last = match end > behind {
            true => raw.len(),
            false => raw_offset(raw, kind, first, end.saturating_sub(start)),
        };
        Some(Span::new(span.start + first, span.start + last.max(first)))
    }

    /// Where its text begins and ends in the document, white space around it left out.
    pub(super) fn text_span<'t>(&self, raw: impl Fn(Span) -> &'t str) -> Option<Span> {
        let value = self.text.trim();
        let start = self.text.len() - self.text.trim_start().len();
        self.locate(start, start + value.len(), raw)
    }
}

/// How long a text is that is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Length {
    /// All of it.
    all: usize,
    /// Without the white space around it.
    value: usize,
    /// The white space behind that, so far.
    behind: usize,
}

impl Length {
    fn add(&mut self, run: &str) {
        self.all += run.len();
        let inside = if self.value == 0 { run.trim_start() } else { run };
        let text = inside.trim_end();
        if !text.is_empty() {
            self.value += self.behind + text.len();
            self.behind = 0;
        }
        if self.value > 0 {
            self.behind += inside.len() - text.len();
        }
    }
}

/// Where in a text something was located last. Atomic only since a node that is shared by all stands for none.
#[derive(Debug, Default)]
struct Found {
    run: AtomicUsize,
    value: AtomicUsize,
    at: AtomicUsize,
}

impl Found {
    /// An offset in a run's value at or before `value`, and as it is written.
    fn before(&self, run: usize, value: usize) -> (usize, usize) {
        let known = self.value.load(Relaxed);
        let is_before = self.run.load(Relaxed) == run && known <= value;
        if is_before { (known, self.at.load(Relaxed)) } else { (0, 0) }
    }

    fn set(&self, run: usize, value: usize, at: usize) {
        self.run.store(run, Relaxed);
        self.value.store(value, Relaxed);
        self.at.store(at, Relaxed);
    }
}

fn find<'n>(attrs: &'n [NodeAttr], name: &str) -> Option<&'n NodeAttr> {
    if attrs.is_empty() {
        return None;
    }
    // A byte at a time: names are short.
    let colon = name.bytes().position(|b| b == b':');
    match colon.and_then(|colon| Some((name.get(..colon)?, name.get(colon + 1..)?))) {
        None => attrs.iter().find(|attr| attr.prefix == Prefix::CORE && is_same(&attr.local, name)),
        Some((prefix, local)) => attrs.iter().find(|attr| is_same(&attr.local, local) && attr.prefix.name() == prefix),
    }
}

/// Whether two names are the same. Most that are not differ in their length, or at an end.
fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.as_bytes().last() == other.as_bytes().last() && one == other
}

/// Where in `raw` stands what is `value_offset` bytes of its value behind `at`.
fn raw_offset(raw: &str, kind: Run, mut at: usize, value_offset: usize) -> usize {
    let mut value = 0;
    // What is written differently from what it means: references, and CR LF for a line end.
    while value < value_offset && at < raw.len() {
        let rest = raw.get(at..).unwrap_or_default();
        let near = rest.as_bytes().get(..value_offset - value).unwrap_or(rest.as_bytes());
        let plain = memchr::memchr2(b'&', b'\r', near).unwrap_or(near.len());
        at += plain;
        value += plain;
        if value >= value_offset || at >= raw.len() {
            break;
        }
        let rest = raw.get(at..).unwrap_or_default();
        let (length, meant) = match rest.as_bytes() {
            [b'\r', b'\n', ..] => (2, 1),
            [b'&', ..] if kind == Run::Escaped => {
                let length = memchr::memchr(b';', rest.as_bytes()).map_or(1, |end| end + 1);
                let piece = Text { raw: rest.get(..length).unwrap_or_default(), span: Span::default(), kind };
                (length, piece.value().len())
            }
            _ => (1, 1),
        };
        at += length;
        value += meant;
    }
    at.min(raw.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_where_it_is_written() {
        let document = "<t>a &lt;b&gt;\r\nc<![CDATA[<d>]]></t>";
        let mut node = Node::new();
        node.push_text(&Text { raw: "a &lt;b&gt;\r\nc", span: Span::new(3, 17), kind: Run::Escaped });
        let cdata = document.find("<d>").unwrap();
        node.push_text(&Text { raw: "<d>", span: Span::new(cdata, cdata + 3), kind: Run::Cdata });
        assert_eq!(node.text, "a <b>\nc<d>");
        for (piece, written) in [("<b>", "&lt;b&gt;"), ("c", "c"), ("<d>", "<d>"), ("a", "a")] {
            let at = node.text.find(piece).unwrap();
            let span = node.locate(at, at + piece.len(), |span| document.get(span.start..span.end).unwrap()).unwrap();
            assert_eq!(&document[span.start..span.end], written);
        }
    }

    #[test]
    fn a_text_that_is_not_kept_has_its_length() {
        for runs in
            [&["  a b", " \n", "c &lt; ", "\r\n", "", "d\u{A0}"][..], &["", " ", "\t"], &["x"], &[], &[" ", "é ", "  "]]
        {
            let mut nodes = [Node::new(), Node::new(), Node::new()];
            for (node, keeps) in nodes.iter_mut().zip([Keeps::All, Keeps::Length, Keeps::Presence]) {
                node.keeps = keeps;
                for raw in runs {
                    node.push_text(&Text { raw, span: Span::default(), kind: Run::Escaped });
                }
            }
            let [all, length, presence] = nodes;
            assert_eq!((all.value().len(), all.text.is_empty()), (length.value_len(), length.is_empty()), "{runs:?}");
            assert_eq!((all.value_len(), all.is_empty()), (length.value_len(), presence.is_empty()), "{runs:?}");
            assert!(length.text.is_empty() && presence.text.is_empty());
        }
    }
}
