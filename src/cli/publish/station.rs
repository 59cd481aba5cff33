//! A target while it is published to.

use std::collections::HashSet;

use feedmill::publish::object::Sent;
use feedmill::publish::place::Place;

use super::targets::Named;

/// A target, and what became of it.
pub struct Station {
    /// What it is called.
    pub named: Named,
    /// Where it could be opened.
    pub place: Option<Place>,
    /// What became of it, in all tries so far.
    pub sent: Sent,
}

impl Station {
    /// Takes note of what became of one more try.
    pub fn take(&mut self, sent: Sent) {
        let again: HashSet<&String> = sent.put.iter().collect();
        let (mut put, mut removed) = (std::mem::take(&mut self.sent.put), std::mem::take(&mut self.sent.removed));
        put.retain(|path| !again.contains(path));
        removed.retain(|path| !again.contains(path) && !sent.removed.contains(path));
        // What is new for the target, and was put in an earlier try, is no kept one.
        let kept = sent.kept.saturating_sub(put.len());
        put.extend(sent.put);
        removed.extend(sent.removed);
        self.sent = Sent { put, kept, removed, ..sent };
    }
}
