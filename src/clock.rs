//! Where the time of a build goes, and how far it is. The clock itself comes in as a value.

use std::cell::Cell;
use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};

/// What a build does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Lists folders, asks for stamps, compares what is kept.
    Walk,
    /// Opens files and reads them.
    Read,
    /// Bytes into articles and their cards.
    Parse,
    /// Articles into feeds.
    Select,
    /// Entries and documents into bytes.
    Render,
    /// Judges what was made.
    Check,
    /// Compares with the disk, writes, keeps what the next build may want.
    Write,
}

impl Step {
    /// Every step, in the order of a build.
    pub const ALL: [Step; 7] =
        [Step::Walk, Step::Read, Step::Parse, Step::Select, Step::Render, Step::Check, Step::Write];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Step::Walk => "walk",
            Step::Read => "read",
            Step::Parse => "parse",
            Step::Select => "select",
            Step::Render => "render",
            Step::Check => "check",
            Step::Write => "write",
        }
    }
}

/// What somebody waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Articles are read.
    Reading,
    /// Articles are rendered.
    Rendering,
    /// Feeds are put together and checked.
    Checking,
}

/// Adds up what each step takes, over all threads; counts what is done.
#[derive(Debug, Default)]
pub struct Clock {
    now: Option<fn() -> u64>,
    spent: [AtomicU64; Step::ALL.len()],
    phase: AtomicU8,
    done: AtomicUsize,
    all: AtomicUsize,
}

/// A clock that stands still, for whoever does not ask.
pub static STILL: Clock = Clock::new(None);

thread_local! {
    /// What steps took within the one that this thread is at.
    static WITHIN: Cell<u64> = const { Cell::new(0) };
}

impl Clock {
    /// A clock that asks `now` for nanoseconds since whenever; without, it takes no time of anything.
    pub const fn new(now: Option<fn() -> u64>) -> Clock {
        Clock {
            now,
            spent: [const { AtomicU64::new(0) }; Step::ALL.len()],
            phase: AtomicU8::new(0),
            done: AtomicUsize::new(0),
            all: AtomicUsize::new(0),
        }
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        self.now.is_some()
    }

    /// Does some work of a step. What other steps take within it is theirs, not its own.
    pub fn time<T>(&self, step: Step, work: impl FnOnce() -> T) -> T {
        let Some(now) = self.now else { return work() };
        let before = WITHIN.replace(0);
        let start = now();
        let done = work();
        let whole = now().saturating_sub(start);
        let within = WITHIN.replace(before.saturating_add(whole));
        if let Some(spent) = self.spent.get(step as usize) {
            spent.fetch_add(whole.saturating_sub(within), Ordering::Relaxed);
        }
        done
    }

    /// What each step took, in nanoseconds.
    pub fn spent(&self) -> [(Step, u64); Step::ALL.len()] {
        let spent = |step: Step| self.spent.get(step as usize).map_or(0, |spent| spent.load(Ordering::Relaxed));
        Step::ALL.map(|step| (step, spent(step)))
    }

    /// Begins anew.
    pub fn reset(&self) {
        self.spent.iter().for_each(|spent| spent.store(0, Ordering::Relaxed));
        self.begin(Phase::Reading, 0);
    }

    /// From now on `all` things are to be done.
    pub fn begin(&self, phase: Phase, all: usize) {
        self.done.store(0, Ordering::Relaxed);
        self.all.store(all, Ordering::Relaxed);
        self.phase.store(phase as u8, Ordering::Relaxed);
    }

    /// One of them is done.
    pub fn advance(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// What is being done, how much of it is, and how much there is.
    pub fn progress(&self) -> (Phase, usize, usize) {
        let phase = match self.phase.load(Ordering::Relaxed) {
            0 => Phase::Reading,
            1 => Phase::Rendering,
            _ => Phase::Checking,
        };
        (phase, self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goes on by one each time it is asked.
    fn ticks() -> u64 {
        thread_local!(static TICKS: Cell<u64> = const { Cell::new(0) });
        TICKS.set(TICKS.get() + 1);
        TICKS.get()
    }

    #[test]
    fn each_step_gets_its_own_time() {
        let clock = Clock::new(Some(ticks));
        clock.time(Step::Parse, || {
            clock.time(Step::Read, || ());
            clock.time(Step::Read, || clock.time(Step::Check, || ()));
        });
        let spent: Vec<u64> = clock.spent().into_iter().map(|(_, spent)| spent).collect();
        // Of 7 ticks from the first to the last, 1 + 3 are of reading, and 1 of these of checking.
        assert_eq!(spent, [0, 3, 3, 0, 0, 1, 0]);
        clock.reset();
        assert!(clock.spent().iter().all(|(_, spent)| *spent == 0));
    }

    #[test]
    fn one_that_stands_still_asks_for_no_time() {
        let clock = Clock::default();
        assert_eq!(clock.time(Step::Walk, || 7), 7);
        assert!(!clock.runs() && clock.spent().iter().all(|(_, spent)| *spent == 0));
        clock.begin(Phase::Checking, 3);
        clock.advance();
        assert_eq!(clock.progress(), (Phase::Checking, 1, 3));
    }
}
