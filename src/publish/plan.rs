//! What is there and what is built → what to put, keep and remove.

use crate::diagnostic::rule::rules;

rules! {
    /// A file of the output is not what the articles say, as `feedmill build --check` found.
    ///
    /// Somebody changed an article without building, or the output by hand. Build, and commit what is written.
    OUTPUT_DIFFERS = Error "output-differs";
}

/// How a built file compares with what stands at its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// The same bytes.
    Same,
    /// Other bytes.
    Differs,
    /// Nothing.
    Missing,
}

/// What is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Positions of files to put, in the order they were built.
    pub put: Vec<usize>,
    /// Positions of files that are there already.
    pub keep: Vec<usize>,
    /// Paths of files that an earlier build wrote and this one does not.
    pub remove: Vec<String>,
}

impl Plan {
    /// The plan for files in these states, and for files of earlier builds that are no longer built.
    pub fn new(states: &[State], stale: Vec<String>) -> Plan {
        let (mut put, mut keep) = (Vec::new(), Vec::new());
        for (at, state) in states.iter().enumerate() {
            match state {
                State::Same => keep.push(at),
                State::Differs | State::Missing => put.push(at),
            }
        }
        Plan { put, keep, remove: stale }
    }

    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.put.is_empty() && self.remove.is_empty()
    }
}
