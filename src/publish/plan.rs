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

/// Files in the place of publication that are not built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Old {
    /// Those of an earlier build.
    pub stale: Vec<String>,
    /// Those that have such names only.
    pub left: Vec<String>,
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
    /// Paths of feeds that may be of an earlier build at another address, or somebody else's, and are left alone.
    pub left: Vec<String>,
}

impl Plan {
    /// The plan for files in these states, and for files of earlier builds that are no longer built.
    pub fn new(states: &[State], old: Old) -> Plan {
        let (mut put, mut keep) = (Vec::new(), Vec::new());
        for (at, state) in states.iter().enumerate() {
            match state {
                State::Same => keep.push(at),
                State::Differs | State::Missing => put.push(at),
            }
        }
        Plan { put, keep, remove: old.stale, left: old.left }
    }

    /// Whether nothing is to be done.
    pub fn is_empty(&self) -> bool {
        self.put.is_empty() && self.remove.is_empty()
    }
}
