//! Reading a document window by window: what is kept from one to the next.

use std::borrow::Cow;

use super::{Event, Expected, Open, Reader};
use crate::diagnostic::Report;
use crate::validate::reader::Behind;

/// What is known of a document between two of its windows.
#[derive(Debug, Default)]
pub struct State {
    base: usize,
    open: Vec<Open>,
    keys: Vec<Cow<'static, str>>,
    kept: usize,
    expected: Expected,
    faults: usize,
}

impl State {
    /// Where the next window is to begin, in bytes of the document.
    pub fn base(&self) -> usize {
        self.base
    }

    /// Goes on in `text`, which begins at [`base`](Self::base).
    pub fn resume(self, text: &str, behind: Behind) -> Reader<'_> {
        let State { base, open, keys, kept, expected, faults } = self;
        let (more, starved, waiting) = (behind != Behind::Nothing, false, Vec::new());
        Reader { text, base, at: 0, open, keys, kept, expected, faults, more, starved, waiting }
    }
}

impl<'t> Reader<'t> {
    /// Whether [`next`](Self::next) gave `None` since the window ends within a piece of the document, or before one.
    pub fn starved(&self) -> bool {
        self.starved
    }

    /// Up to where the document was read, in its bytes.
    pub fn position(&self) -> usize {
        self.base + self.at
    }

    /// What is to be kept of a reader that has [starved](Self::starved), for the next window, which begins at
    /// [`position`](Self::position). The starts of open objects and arrays stay known to `report`.
    pub fn suspend(self, report: &mut Report) -> State {
        let base = self.position();
        for open in &self.open {
            report.pin(open.span);
        }
        let keys = self.keys.into_iter().map(|key| Cow::Owned(key.into_owned())).collect();
        State { base, open: self.open, keys, kept: self.kept, expected: self.expected, faults: self.faults }
    }

    /// Whether the window ends where more of the document is needed.
    pub(super) fn starves(&mut self) -> bool {
        self.starved |= self.more;
        self.more
    }

    /// A [step](Self::step) which is taken back if the end of the window was met in it.
    pub(super) fn step_in_window(&mut self, report: &mut Report) -> Option<Event<'t>> {
        self.skip_space();
        let (at, expected, faults) = (self.at, self.expected, self.faults);
        let event = self.step(report);
        if self.starved {
            (self.at, self.expected, self.faults) = (at, expected, faults);
            self.waiting.clear();
            return None;
        }
        for (rule, fault) in self.waiting.drain(..) {
            fault.flag(rule, report);
        }
        event
    }
}
