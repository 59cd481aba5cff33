//! How much of everything a client may take.

use std::time::Duration;

/// Bounds on what clients send, and on how long they may take.
///
/// They are wide for whoever is honest and slow, and narrow for whoever is neither.
#[derive(Debug, Clone)]
pub struct Bounds {
    /// Bytes of a request's head: 16 KiB. More is answered with 431.
    pub head: usize,
    /// Bytes of a request's target: 8 KiB. More is answered with 414.
    pub target: usize,
    /// Bytes of a request's body: 64 KiB, which are thrown away. More is answered with 413.
    pub body: u64,
    /// How long a head or a body may take to come: 10 s. Then the connection ends, with 408 if there was a beginning.
    pub head_time: Duration,
    /// How long a connection may stay open without a request: 60 s.
    pub idle: Duration,
    /// The same, where more than half of all connections that may be are open: 15 s.
    pub idle_when_many: Duration,
    /// How long a client may take nothing of what is sent to it: 30 s.
    pub stall: Duration,
    /// Bytes a second that a client must take, over each minute: 1 KiB.
    pub rate: u64,
    /// How many connections may be open: 1,024, or what the system's limit on open files allows. A newcomer beyond ends
    /// the one that has waited longest for a request.
    pub connections: usize,
    /// How long a newcomer waits for one of them to end if none can be ended: 1 s. Then it is told 503.
    pub patience: Duration,
    /// How long what is being sent may take when the server ends: 10 s.
    pub farewell: Duration,
}

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds {
            head: 16 * 1024,
            target: 8 * 1024,
            body: 64 * 1024,
            head_time: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            idle_when_many: Duration::from_secs(15),
            stall: Duration::from_secs(30),
            rate: 1024,
            connections: 1024,
            patience: Duration::from_secs(1),
            farewell: Duration::from_secs(10),
        }
    }
}

/// The time over which a rate is measured.
pub(super) const MINUTE: Duration = Duration::from_secs(60);

/// How long nothing may have moved on a connection that ends for a newcomer though a request of it is being answered.
pub(super) const QUIET: Duration = Duration::from_secs(5);

/// How long a client is heard that was told of its fault, so that it has the time to read that.
pub(super) const LINGER: Duration = Duration::from_secs(2);

/// How long a connection without a request stays open once the server ends: a request may be on its way.
pub(super) const LAST_CALL: Duration = Duration::from_millis(500);

/// How many connections there may be beyond the bound, for a moment: those that were told to end and have not yet.
pub(super) const SPARE: usize = 64;

impl Bounds {
    /// How often connections are looked at: as often as the shortest time asks for, but at least each second.
    pub(super) fn tick(&self) -> Duration {
        let times = [self.head_time, self.idle, self.idle_when_many, self.stall, self.patience, self.farewell];
        let shortest = times.into_iter().min().unwrap_or_default();
        (shortest / 4).clamp(Duration::from_millis(10), Duration::from_secs(1))
    }

    /// No more connections than there may be open files, which are made as many as are asked for where the system lets us.
    pub(super) fn fit(&mut self) {
        /// What is open besides connections: files that are sent or built, and what watches folders.
        const OTHERS: usize = 256;
        if let Some(files) = allow_files(self.connections + SPARE + OTHERS) {
            let free = files.saturating_sub(OTHERS + SPARE).max(files / 4);
            self.connections = self.connections.min(free).max(1);
        }
    }
}

/// Asks for so many open files; how many there may be, where that is known.
#[cfg(unix)]
fn allow_files(wanted: usize) -> Option<usize> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = wanted as u64;
    let limit = getrlimit(Resource::Nofile);
    if limit.current.is_some_and(|current| current < wanted) {
        let most = limit.maximum.map_or(wanted, |most| most.min(wanted));
        // What is not granted is done without.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum: limit.maximum });
    }
    getrlimit(Resource::Nofile).current.map(|current| usize::try_from(current).unwrap_or(usize::MAX))
}

#[cfg(not(unix))]
fn allow_files(_: usize) -> Option<usize> {
    None
}
