//! A bar for whoever waits; nothing for anybody else.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done sooner shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// A progress bar that appears on a terminal once the work has taken half a second.
#[derive(Debug)]
pub struct Progress {
    bar: Option<ProgressBar>,
    started: Instant,
    shown: bool,
}

impl Progress {
    /// A bar, shown only if `wanted`.
    pub fn new(wanted: bool, started: Instant) -> Self {
        let bar = wanted.then(ProgressBar::hidden);
        Progress { bar, started, shown: false }
    }

    /// `done` of `all` things are `what`, as in "read".
    pub fn set(&mut self, what: &'static str, done: usize, all: usize) {
        let Some(bar) = &self.bar else { return };
        if self.started.elapsed() < PATIENCE {
            return;
        }
        if !self.shown {
            self.shown = true;
            let style = ProgressStyle::with_template("{msg:>8} [{bar:32}] {human_pos}/{human_len} articles");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
        }
        bar.set_message(what);
        bar.set_length(all as u64);
        bar.set_position(done as u64);
        if bar.is_hidden() {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
    }

    /// Takes the bar off the screen.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
