//! Reading a document window by window: what is kept from one to the next.
//!
//! A window begins where a piece of the document begins, and ends anywhere. What the reader finds cut by its end it leaves
//! for the next window, which begins with it; only runs of text, CDATA and other, are given in parts if they are longer
//! than a window.

use std::sync::Arc;

use memchr::memmem;

use super::chars::{find_forbidden, is_space};
use super::cursor::Cursor;
use super::dtd::{Budget, Dtd};
use super::namespaces::{Namespaces, Numbers, OwnBinding};
use super::reader::{Open, Reader, Stage};
use super::{Document, Event, Name, Namespace};
use crate::diagnostic::{Report, Span};
use crate::validate::reader::Behind;

/// What is known of a document between two of its windows.
#[derive(Debug, Default)]
pub struct State {
    /// Where the next window begins, in bytes of the document.
    pub(super) base: usize,
    pub(super) dtd: Option<Arc<Dtd>>,
    open: Vec<OwnOpen>,
    bindings: Vec<OwnBinding>,
    going: Going,
    halts: bool,
}

/// What a reader takes along that belongs to no text.
#[derive(Debug)]
pub(super) struct Going {
    pub numbers: Numbers,
    pub budget: Budget,
    pub stage: Stage,
    pub faults: usize,
    pub forbidden: Forbidden,
    /// The mark before the CDATA section that is being read.
    pub cdata: Span,
    /// Whether nothing but white space was read.
    pub blank: bool,
}

/// How far characters were looked at that may stand nowhere.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Forbidden {
    /// Where the next of them stands, in bytes of the document.
    pub next: Option<usize>,
    /// Up to where they were looked for.
    pub looked: usize,
    pub told: usize,
}

/// An open element, its name kept.
#[derive(Debug)]
pub(super) struct OwnOpen {
    raw: Box<str>,
    local: usize,
    namespace: Namespace,
    span: Span,
    mark: usize,
    misspelt: bool,
}

/// A text to be read, and what is known of the document before it.
#[derive(Debug, Default)]
pub(super) struct Window {
    /// Where in the document the text begins.
    pub base: usize,
    pub behind: Behind,
    pub dtd: Option<Arc<Dtd>>,
    pub open: Vec<OwnOpen>,
    pub bindings: Vec<OwnBinding>,
}

/// Where the reader was before a piece that may turn out to be cut.
#[derive(Debug, Clone, Copy)]
struct Mark {
    at: usize,
    open: usize,
    bindings: usize,
    faults: usize,
    budget: Budget,
    stage: Stage,
}

impl Default for Going {
    fn default() -> Self {
        Going {
            numbers: Numbers::default(),
            budget: Budget::default(),
            stage: Stage::Start,
            faults: 0,
            forbidden: Forbidden::default(),
            cdata: Span::default(),
            blank: true,
        }
    }
}

impl State {
    /// The state before a document; whether it is to be read as [`Document::halting`] says.
    pub fn new(halts: bool) -> Self {
        State { halts, ..State::default() }
    }

    /// Where the next window is to begin, in bytes of the document.
    pub fn base(&self) -> usize {
        self.base
    }

    /// How many bytes of names and namespaces are kept.
    pub fn size(&self) -> usize {
        let names = self.open.iter().map(|open| open.raw.len());
        let prefixes = self.bindings.iter().map(|binding| binding.prefix.len());
        names.chain(prefixes).sum::<usize>() + self.going.numbers.size()
    }

    /// Goes on in `text`, which begins at [`base`](Self::base); what is given besides the document goes to
    /// [`Document::reader_from`].
    ///
    /// An `Err` where not all before the root element is in the text: a longer one is needed.
    #[allow(clippy::result_large_err, reason = "it is the argument given back")]
    pub fn resume(self, text: &str, behind: Behind) -> Result<(Document<'_>, Resumed), State> {
        let mut document = Document::bare(text, self.halts);
        if self.going.stage == Stage::Start {
            let cut = document.read_head();
            if cut && behind != Behind::Nothing {
                return Err(self);
            }
        }
        let State { base, dtd, open, bindings, going, halts: _ } = self;
        document.window = Window { base, behind, dtd, open, bindings };
        Ok((document, Resumed(going)))
    }
}

/// What a reader takes along from one window to the next.
#[derive(Debug, Default)]
pub struct Resumed(Going);

impl Document<'_> {
    /// A reader that goes on where another was [suspended](Reader::suspend).
    pub fn reader_from(&self, resumed: Resumed) -> Reader<'_> {
        let Window { base, behind, ref dtd, ref open, ref bindings } = self.window;
        let Going { numbers, budget, stage, faults, forbidden, cdata, blank } = resumed.0;
        let at = if stage == Stage::Start { self.body } else { 0 };
        let open = open.iter().map(|OwnOpen { raw, local, namespace, span, mark, misspelt }| Open {
            name: Name { raw, local: *local, namespace: *namespace },
            span: *span,
            mark: *mark,
            misspelt: *misspelt,
        });
        let mut reader = Reader {
            document: self,
            dtd: dtd.as_deref(),
            cursor: Cursor { base, early: self.halts, ..Cursor::new(self.text, at) },
            outer: Vec::new(),
            open: open.collect(),
            closing: None,
            attributes: Vec::new(),
            namespaces: Namespaces::resume(numbers, bindings),
            budget,
            cdata_end: memmem::Finder::new(b"]]>"),
            stage,
            cdata,
            blank,
            forbidden,
            forbidden_at: usize::MAX,
            faults,
            halts: self.halts,
            patient: self.patient,
            held: None,
            pending: None,
            done: false,
            more: behind != Behind::Nothing,
            in_parts: behind == Behind::MoreThanFits,
            starved: false,
            waiting: Vec::new(),
        };
        reader.look_for_forbidden();
        reader
    }
}

impl<'d> Reader<'d> {
    /// Whether [`next`](Self::next) gave `None` since the window ends within a piece of the document, or before one.
    pub fn starved(&self) -> bool {
        self.starved
    }

    /// Up to where the document was read, in its bytes.
    pub fn position(&self) -> usize {
        let cursor = self.outer.first().map_or(&self.cursor, |outer| &outer.cursor);
        cursor.base + cursor.at
    }

    /// What is to be kept of a reader that has [starved](Self::starved), for the next window, which begins at
    /// [`position`](Self::position). The start tags of open elements stay known to `report`.
    pub fn suspend(self, report: &mut Report) -> State {
        let base = self.position();
        let own = |open: &Open| OwnOpen {
            raw: open.name.raw.into(),
            local: open.name.local,
            namespace: open.name.namespace,
            span: open.span,
            mark: open.mark,
            misspelt: open.misspelt,
        };
        for open in &self.open {
            report.pin(open.span);
        }
        if self.stage == Stage::Cdata {
            report.pin(self.cdata);
        }
        let dtd = self.dtd.is_some().then(|| self.document.dtd()).flatten();
        let blank = self.is_blank_before(self.cursor.at);
        let open = self.open.iter().map(own).collect();
        let (numbers, bindings) = self.namespaces.suspend();
        let (budget, stage, faults, forbidden, cdata) =
            (self.budget, self.stage, self.faults, self.forbidden, self.cdata);
        let halts = self.halts;
        State {
            base,
            dtd,
            open,
            bindings,
            halts,
            going: Going { numbers, budget, stage, faults, forbidden, cdata, blank },
        }
    }

    /// Whether what is read now may be cut by the end of the window.
    pub(super) fn in_window(&self) -> bool {
        self.more && self.outer.is_empty()
    }

    /// A [step](Self::step) which is taken back if the end of the window was met in it.
    pub(super) fn step_in_window(&mut self, report: &mut Report) -> Option<Event<'d>> {
        let mark = Mark {
            at: self.cursor.at,
            open: self.open.len(),
            bindings: self.namespaces.mark(),
            faults: self.faults,
            budget: self.budget,
            stage: self.stage,
        };
        let event = self.step(report);
        if self.outer.is_empty() && self.is_cut(mark.at) {
            self.cursor.at = mark.at;
            self.open.truncate(mark.open);
            self.namespaces.leave(mark.bindings);
            (self.faults, self.budget, self.stage) = (mark.faults, mark.budget, mark.stage);
            self.closing = None;
            self.done = false;
            self.starved = true;
            self.waiting.clear();
            self.held = None;
            return None;
        }
        for (rule, fault) in self.waiting.drain(..) {
            fault.flag(rule, report);
        }
        event
    }

    /// Whether the end of the window was met in the piece that begins at byte `start`.
    fn is_cut(&self, start: usize) -> bool {
        let in_tag = self.cursor.text.as_bytes().get(start) == Some(&b'<');
        // Where the reader gave up in the midst of a tag, that may be for the end of the window.
        self.starved
            || self.cursor.at >= self.cursor.text.len()
            || self.done && in_tag && memchr::memchr(b'>', self.cursor.rest().as_bytes()).is_none()
    }

    /// Whether nothing but white space stands before byte `at` of the document's text.
    pub(super) fn is_blank_before(&self, at: usize) -> bool {
        self.blank && self.outer.is_empty() && self.cursor.slice(0, at).bytes().all(is_space)
    }

    /// Finds the next character that may stand nowhere, if it is not known yet.
    pub(super) fn look_for_forbidden(&mut self) {
        const TOLD: usize = 10;
        let (text, base) = (self.document.text, self.document.window.base);
        self.forbidden_at = usize::MAX;
        if self.forbidden.told >= TOLD {
            return;
        }
        if self.forbidden.next.is_none() {
            let found = find_forbidden(text, self.forbidden.looked.saturating_sub(base));
            self.forbidden.next = found.map(|(start, _)| base + start);
            self.forbidden.looked = base + text.len();
        }
        if let Some(next) = self.forbidden.next {
            self.forbidden_at = next - base;
        }
    }
}
