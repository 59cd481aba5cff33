//! Connections: taken in, kept within bounds, and ended in good order.
//!
//! One thread takes connections in and gives each to the worker that has the fewest. It alone keeps times: at each tick it looks
//! at what all connections wrote down of themselves, and ends those that took too long. So requests cost no timer.

mod attend;
mod bounds;
mod crowd;
mod meter;
mod signals;
mod wire;
mod workers;

use std::collections::VecDeque;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::{Duration, Instant};

use axum::Router;
use tokio::net::TcpStream;
use tokio::sync::{Notify, Semaphore};
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

pub use bounds::Bounds;
use crowd::Crowd;
use meter::Clock;
use signals::Signals;
use workers::Workers;

use super::Station;
use super::log::Log;

/// How to serve.
#[derive(Debug, Default)]
pub struct Options {
    /// What clients may take.
    pub bounds: Bounds,
    /// How many threads answer; 0 stands for one for each core, up to eight.
    pub workers: usize,
    /// Whether SIGTERM and SIGINT (Ctrl-C) end the server.
    pub signals: bool,
    /// Where requests are told.
    pub log: Option<Log>,
}

/// What all connections share.
struct Common {
    router: Router,
    bounds: Bounds,
    clock: Clock,
    crowd: Crowd,
    log: Option<Log>,
    /// Whether the server is about to end.
    ends: AtomicBool,
    /// A connection has ended.
    left: Notify,
}

/// Answers what comes in at this socket until the station ends.
///
/// Then no connection is taken any more, what is being sent is sent within [`Bounds::farewell`], and all is closed; a second
/// signal does so at once. Clients' faults end their connections, never the server.
///
/// # Errors
///
/// Where the system grants no threads or no socket to wait for.
pub fn serve(listener: TcpListener, router: Router, station: &Arc<Station>, options: Options) -> io::Result<()> {
    serve_and_tell(listener, router, station, options, || ())
}

/// The same; `ready` is called when it answers, and signals end it as they should. Who is told then that it is there may send one.
///
/// # Errors
///
/// As [`serve`].
pub fn serve_and_tell(
    listener: TcpListener,
    router: Router,
    station: &Arc<Station>,
    options: Options,
    ready: impl FnOnce(),
) -> io::Result<()> {
    let Options { mut bounds, workers, signals, log } = options;
    bounds.fit();
    listener.set_nonblocking(true)?;
    let common = Arc::new(Common {
        router,
        bounds,
        clock: Clock::new(),
        crowd: Crowd::default(),
        log,
        ends: AtomicBool::new(false),
        left: Notify::new(),
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let workers = Workers::start(workers, &common)?;
    let door = Door {
        common: Arc::clone(&common),
        workers,
        waiting: VecDeque::new(),
        refusals: Arc::new(Semaphore::new(MOST_WAITING)),
    };
    let result = runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let mut signals = if signals { Signals::new()? } else { Signals::none() };
        ready();
        let door = door.open(listener, station, &mut signals).await;
        // Whoever waits for the end, such as open pages, is told now if not before.
        station.end();
        farewell(&common, &mut signals).await;
        door.workers.end();
        Ok(())
    });
    runtime.shutdown_background();
    if let Some(log) = &common.log {
        log.finish();
    }
    result
}

/// Where connections come in.
struct Door {
    common: Arc<Common>,
    workers: Workers,
    /// Those for which there is no room yet.
    waiting: VecDeque<(TcpStream, SocketAddr, Instant)>,
    /// How many more may be told at a time that there is none; others are told nothing.
    refusals: Arc<Semaphore>,
}

/// How many wait for room at most.
const MOST_WAITING: usize = 64;

impl Door {
    /// Takes connections until the station ends; then gives up the socket at which it listens.
    async fn open(mut self, listener: tokio::net::TcpListener, station: &Station, signals: &mut Signals) -> Door {
        let common = Arc::clone(&self.common);
        let mut ends = station.ends();
        let mut ticks = interval(common.bounds.tick());
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // After a fault nothing is taken for a while.
        let mut pause: Option<Duration> = None;
        loop {
            tokio::select! {
                biased;
                _ = ends.wait_for(|ends| *ends) => return self,
                () = signals.next() => return self,
                _ = ticks.tick() => {
                    common.clock.tick();
                    common.crowd.sweep(&common.bounds, &common.clock, None);
                    self.let_in();
                }
                () = common.left.notified(), if !self.waiting.is_empty() => self.let_in(),
                () = sleep(pause.unwrap_or_default()), if pause.is_some() => pause = None,
                taken = listener.accept(), if pause.is_none() => match taken {
                    Ok((socket, peer)) => {
                        self.waiting.push_back((socket, peer, Instant::now()));
                        self.let_in();
                    }
                    Err(error) => pause = self.mend(&error),
                },
            }
        }
    }

    /// Lets in who waits, as far as there is room, and turns away who has waited too long.
    fn let_in(&mut self) {
        let common = Arc::clone(&self.common);
        while let Some((socket, peer, since)) = self.waiting.pop_front() {
            if let Some(seat) = common.crowd.admit(&common.bounds, &common.clock) {
                // A socket that cannot leave this thread is closed.
                if let Ok(socket) = socket.into_std() {
                    self.workers.give(socket, peer, seat, &common);
                } else {
                    common.crowd.leave(seat.0);
                }
            } else if self.waiting.len() >= MOST_WAITING || since.elapsed() > common.bounds.patience {
                if let Ok(permit) = Arc::clone(&self.refusals).try_acquire_owned() {
                    tokio::spawn(async move {
                        attend::turn_away(socket).await;
                        drop(permit);
                    });
                }
            } else {
                self.waiting.push_front((socket, peer, since));
                return;
            }
        }
    }

    /// What can be done where no connection could be taken; how long to wait.
    fn mend(&self, error: &io::Error) -> Option<Duration> {
        match error.kind() {
            // It was its client's wish.
            io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::Interrupted => None,
            // Most likely there are too many open files.
            _ => {
                self.common.crowd.make_room(&self.common.bounds, &self.common.clock);
                Some(Duration::from_millis(50))
            }
        }
    }
}

/// Lets connections finish what they are at, for a while.
async fn farewell(common: &Common, signals: &mut Signals) {
    common.ends.store(true, Relaxed);
    let began = Instant::now();
    while common.crowd.len() > 0 && began.elapsed() < common.bounds.farewell {
        common.clock.tick();
        common.crowd.wake();
        common.crowd.sweep(&common.bounds, &common.clock, Some(began.elapsed()));
        tokio::select! {
            () = signals.next() => return,
            // The last that leaves is noticed at once.
            _ = timeout(Duration::from_millis(50), common.left.notified()) => {}
        }
    }
}
