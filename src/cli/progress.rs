//! A bar for whoever waits; nothing for anybody else.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use feedmill::clock::{Clock, Phase};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work that is done sooner shows no bar.
const PATIENCE: Duration = Duration::from_millis(500);
/// How often the bar is drawn, whatever the work is at.
const TICK: Duration = Duration::from_millis(100);

/// A progress bar that appears on a terminal once the work has taken half a second.
#[derive(Debug)]
pub struct Progress {
    shown: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// A bar that shows how far `clock` says the work is, only if `wanted`. Who works is not held up by it.
    pub fn new(wanted: bool, clock: &'static Clock) -> Self {
        let shown = wanted.then(|| {
            let (done, waiting) = channel();
            (done, thread::spawn(move || draw(&waiting, clock)))
        });
        Progress { shown }
    }

    /// Takes the bar off the screen.
    pub fn clear(self) {
        if let Some((done, drawer)) = self.shown {
            drop(done);
            // It cannot have failed in a way that matters now.
            let _ = drawer.join();
        }
    }
}

fn draw(waiting: &std::sync::mpsc::Receiver<()>, clock: &Clock) {
    let goes_on = |time| waiting.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
    if !goes_on(PATIENCE) {
        return;
    }
    let bar = ProgressBar::hidden();
    let style = ProgressStyle::with_template("{prefix:>9} [{bar:32}] {human_pos}/{human_len} {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> "));
    loop {
        let (phase, done, all) = clock.progress();
        let (what, of) = match phase {
            Phase::Reading => ("reading", "articles"),
            Phase::Rendering => ("rendering", "articles"),
            Phase::Checking => ("checking", "feeds"),
        };
        bar.set_prefix(what);
        bar.set_message(of);
        bar.set_length(all as u64);
        bar.set_position(done.min(all) as u64);
        if bar.is_hidden() {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(20));
        }
        bar.tick();
        if !goes_on(TICK) {
            break;
        }
    }
    bar.finish_and_clear();
}
