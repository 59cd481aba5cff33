//! What a connection is at, since when, and what is to become of it.
//!
//! A connection writes down what it does in its meter, by stores that cost next to nothing. No timer is set for it: whoever
//! looks after all connections reads the meters each second.

use std::sync::OnceLock;
use std::sync::atomic::{
    AtomicBool, AtomicU8, AtomicU32, AtomicU64, Ordering::Acquire, Ordering::Relaxed, Ordering::Release,
};
use std::task::Waker;
use std::time::{Duration, Instant};

/// What a connection is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// Between requests.
    Idle,
    /// Some of a request has come.
    Head,
    /// A request is answered.
    Answering,
    /// An answer without an end is sent: events.
    Events,
    /// The answer is made, but not all of it is sent.
    Sent,
    /// All is said; what the client still sends is thrown away.
    Lingering,
}

impl Phase {
    fn of(number: u8) -> Phase {
        match number {
            0 => Phase::Idle,
            1 => Phase::Head,
            2 => Phase::Answering,
            3 => Phase::Events,
            4 => Phase::Sent,
            _ => Phase::Lingering,
        }
    }
}

/// Milliseconds since the server began, modulo 2^32, as of the last tick.
#[derive(Debug)]
pub struct Clock {
    began: Instant,
    now: AtomicU32,
}

impl Clock {
    pub fn new() -> Clock {
        Clock { began: Instant::now(), now: AtomicU32::new(0) }
    }

    /// Reads the system's clock, for all who ask until the next tick.
    pub fn tick(&self) {
        let now = self.began.elapsed().as_millis() % (1 << 32);
        self.now.store(u32::try_from(now).unwrap_or(0), Relaxed);
    }

    pub fn now(&self) -> u32 {
        self.now.load(Relaxed)
    }

    /// How long ago this was.
    pub fn since(&self, then: u32) -> Duration {
        Duration::from_millis(self.now().wrapping_sub(then).into())
    }
}

/// What a connection says of itself.
#[derive(Debug)]
pub struct Meter {
    phase: AtomicU8,
    /// Since when it is at that.
    since: AtomicU32,
    /// Bytes sent, and when the last of them were.
    sent: AtomicU64,
    moved: AtomicU32,
    /// Whether it waits for its client to take what is sent.
    blocked: AtomicBool,
    /// Whether it is to end at once.
    over: AtomicBool,
    /// Wakes its task.
    waker: OnceLock<Waker>,
}

impl Meter {
    /// Of a connection that is just made.
    pub fn new(now: u32) -> Meter {
        Meter {
            phase: AtomicU8::new(Phase::Idle as u8),
            since: AtomicU32::new(now),
            sent: AtomicU64::new(0),
            moved: AtomicU32::new(now),
            blocked: AtomicBool::new(false),
            over: AtomicBool::new(false),
            waker: OnceLock::new(),
        }
    }

    pub fn phase(&self) -> Phase {
        Phase::of(self.phase.load(Relaxed))
    }

    pub fn since(&self) -> u32 {
        self.since.load(Relaxed)
    }

    /// It is at something else now.
    pub fn enter(&self, phase: Phase, now: u32) {
        self.since.store(now, Relaxed);
        self.phase.store(phase as u8, Relaxed);
    }

    /// A request is whole, and is answered from now on.
    pub fn begin(&self, now: u32) {
        self.enter(Phase::Answering, now);
        self.moved.store(now, Relaxed);
    }

    /// Something came from the client.
    pub fn received(&self, now: u32) {
        if self.phase() == Phase::Idle {
            self.enter(Phase::Head, now);
        }
    }

    /// The client takes so much.
    pub fn sent(&self, bytes: usize, now: u32) {
        self.sent.store(self.sent.load(Relaxed).wrapping_add(bytes as u64), Relaxed);
        self.moved.store(now, Relaxed);
        if self.blocked.load(Relaxed) {
            self.blocked.store(false, Relaxed);
        }
    }

    /// The client takes no more for now.
    pub fn blocked(&self, now: u32) {
        if !self.blocked.swap(true, Relaxed) {
            self.moved.store(now, Relaxed);
        }
    }

    /// All that there was to send is sent.
    pub fn flushed(&self, now: u32) {
        if self.phase() == Phase::Sent {
            self.enter(Phase::Idle, now);
        }
    }

    pub fn is_blocked(&self) -> bool {
        self.blocked.load(Relaxed)
    }

    pub fn moved(&self) -> u32 {
        self.moved.load(Relaxed)
    }

    pub fn bytes(&self) -> u64 {
        self.sent.load(Relaxed)
    }

    /// Remembers how to wake the connection's task.
    pub fn keep(&self, waker: &Waker) {
        if self.waker.get().is_none() {
            // A task has one waker, for all its life.
            let _ = self.waker.set(waker.clone());
        }
    }

    pub fn wake(&self) {
        if let Some(waker) = self.waker.get() {
            waker.wake_by_ref();
        }
    }

    /// Tells the connection to end at once.
    pub fn end(&self) {
        self.over.store(true, Release);
        self.wake();
    }

    pub fn is_over(&self) -> bool {
        self.over.load(Acquire)
    }
}
