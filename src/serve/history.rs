//! Which entries earlier states of feeds had, so that a reader who holds one of them is sent what is new since.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// How many states of a feed are known.
const STATES: usize = 64;

/// How many entries are known in all: 16 MiB.
const ENTRIES: usize = 2 << 20;

/// What a feed is reckoned to take beside its entries, in entries.
const OVERHEAD: usize = 32;

/// The states of feeds that were sent.
#[derive(Debug, Default)]
pub struct History {
    feeds: Mutex<Feeds>,
}

#[derive(Debug, Default)]
struct Feeds {
    by_path: HashMap<Box<str>, Feed>,
    /// What all of them take, in entries.
    size: usize,
    /// How often something was noted.
    serial: u64,
}

#[derive(Debug, Default)]
struct Feed {
    /// The latest last.
    states: VecDeque<State>,
    size: usize,
    /// When something was last noted of it.
    noted: u64,
}

#[derive(Debug)]
struct State {
    /// What its entity tags begin with.
    stem: Box<str>,
    /// By what its entries are known, in order.
    entries: Arc<[u64]>,
}

impl History {
    /// Takes note of what a feed is now.
    pub fn note(&self, path: &str, stem: &str, entries: &[u64]) {
        let mut feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        let feeds = &mut *feeds;
        feeds.serial += 1;
        let feed = feeds.by_path.entry(path.into()).or_default();
        feed.noted = feeds.serial;
        feeds.size -= feed.size;
        // What it was before and is again is its latest state.
        let before = feed.states.iter().position(|state| &*state.stem == stem);
        let state = before.and_then(|at| feed.states.remove(at));
        feed.states.push_back(state.unwrap_or_else(|| State { stem: stem.into(), entries: entries.into() }));
        if feed.states.len() > STATES {
            feed.states.pop_front();
        }
        feed.size = feed.states.iter().map(|state| state.entries.len() + OVERHEAD).sum();
        feeds.size += feed.size;
        feeds.shrink(ENTRIES);
    }

    /// The entries of the latest state of a feed that `is_held`, told by what its entity tags begin with.
    pub fn seen(&self, path: &str, is_held: impl Fn(&str) -> bool) -> Option<Arc<[u64]>> {
        let feeds = self.feeds.lock().unwrap_or_else(PoisonError::into_inner);
        let state = feeds.by_path.get(path)?.states.iter().rev().find(|state| is_held(&state.stem))?;
        Some(Arc::clone(&state.entries))
    }
}

impl Feeds {
    /// Forgets the feeds that have not changed for the longest time, more of them than needed, so that this is seldom done.
    fn shrink(&mut self, bound: usize) {
        if self.size <= bound {
            return;
        }
        let mut by_age: Vec<_> = self.by_path.iter().map(|(path, feed)| (feed.noted, path.clone())).collect();
        by_age.sort_unstable();
        for (_, path) in by_age {
            if self.size <= bound / 8 * 7 {
                break;
            }
            self.size -= self.by_path.remove(&path).map_or(0, |feed| feed.size);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_state_that_is_held() {
        let history = History::default();
        history.note("a", "1", &[1]);
        history.note("a", "2", &[1, 2]);
        history.note("b", "3", &[3]);
        let seen = |path: &str, held: &[&str]| history.seen(path, |stem| held.contains(&stem));
        assert_eq!(seen("a", &["1", "2"]).as_deref(), Some(&[1, 2][..]));
        assert_eq!(seen("a", &["1", "x"]).as_deref(), Some(&[1][..]));
        assert_eq!(seen("a", &["3"]), None);
        assert_eq!(seen("c", &["3"]), None);
        history.note("a", "1", &[1]);
        assert_eq!(seen("a", &["1", "2"]).as_deref(), Some(&[1][..]));
    }

    #[test]
    fn what_is_known_is_bounded() {
        let history = History::default();
        for n in 0..100 {
            history.note("a", &n.to_string(), &[n]);
        }
        assert_eq!(history.seen("a", |stem| stem == "35"), None);
        assert!(history.seen("a", |stem| stem == "36").is_some());
        let many: Vec<u64> = (0..1 << 17).collect();
        for n in 0..40 {
            history.note(&format!("f{n}"), "1", &many);
            assert!(history.feeds.lock().unwrap().size <= ENTRIES);
        }
        assert!(history.seen("a", |stem| stem == "99").is_none());
        assert!(history.seen("f39", |stem| stem == "1").is_some());
    }
}
