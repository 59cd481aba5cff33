//! What tells a server to end.

use std::future::pending;
use std::io;

/// SIGTERM and SIGINT, or Ctrl-C.
pub struct Signals {
    #[cfg(unix)]
    kinds: Option<[tokio::signal::unix::Signal; 2]>,
    #[cfg(not(unix))]
    are_heard: bool,
}

#[cfg(unix)]
impl Signals {
    /// Hears them from now on; they do not end the process any more.
    pub fn new() -> io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals { kinds: Some([signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?]) })
    }

    /// Hears nothing.
    pub fn none() -> Signals {
        Signals { kinds: None }
    }

    /// Waits for the next.
    pub async fn next(&mut self) {
        match &mut self.kinds {
            Some([terminate, interrupt]) => {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
            }
            None => pending().await,
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    /// Hears them from now on; they do not end the process any more.
    pub fn new() -> io::Result<Signals> {
        Ok(Signals { are_heard: true })
    }

    /// Hears nothing.
    pub fn none() -> Signals {
        Signals { are_heard: false }
    }

    /// Waits for the next.
    pub async fn next(&mut self) {
        if !self.are_heard || tokio::signal::ctrl_c().await.is_err() {
            pending::<()>().await;
        }
    }
}
