//! A bar for whoever waits; nothing for anybody else.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done sooner shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the bar is drawn at least, whatever the work is at.
const TICK: Duration = Duration::from_millis(100);

/// A progress bar that appears on a terminal once the work has taken half a second.
#[derive(Debug)]
pub struct Progress {
    shown: Option<(ProgressBar, Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// A bar, shown only if `wanted`.
    pub fn new(wanted: bool) -> Self {
        let shown = wanted.then(|| {
            let bar = ProgressBar::hidden();
            let style = ProgressStyle::with_template("{msg:>9} [{bar:32}] {human_pos}/{human_len} articles");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
            let (done, waiting) = channel();
            let late = bar.clone();
            // Whatever the work is at when patience ends, the bar appears.
            let waiter = thread::spawn(move || {
                if waiting.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                    late.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
                    late.enable_steady_tick(TICK);
                }
            });
            (bar, done, waiter)
        });
        Progress { shown }
    }

    /// `done` of `all` articles are `what`, as in "reading".
    pub fn set(&self, what: &'static str, done: usize, all: usize) {
        if let Some((bar, ..)) = &self.shown {
            bar.set_message(what);
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        }
    }

    /// Takes the bar off the screen.
    pub fn clear(self) {
        if let Some((bar, done, waiter)) = self.shown {
            drop(done);
            // It cannot have failed in a way that matters now.
            let _ = waiter.join();
            bar.finish_and_clear();
        }
    }
}
