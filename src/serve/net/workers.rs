//! The threads that answer: each has connections of its own, and shares nothing with the others on the way of a request.

use std::io;
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::Common;
use super::attend::{attend, http};
use super::meter::Meter;

/// As many as are of use: more would wait for the kernel.
const MOST: usize = 8;

/// A connection on its way to a worker.
struct Job {
    socket: TcpStream,
    peer: SocketAddr,
    place: Place,
    meter: Arc<Meter>,
}

/// A connection's place in the crowd and at its worker. Both are free again when this is dropped.
struct Place {
    number: u64,
    common: Arc<Common>,
    load: Arc<AtomicUsize>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.load.fetch_sub(1, Relaxed);
        self.common.crowd.leave(self.number);
        self.common.left.notify_one();
    }
}

/// The threads there are.
pub struct Workers {
    workers: Vec<Worker>,
    next: usize,
}

struct Worker {
    jobs: UnboundedSender<Job>,
    /// How many connections it has.
    load: Arc<AtomicUsize>,
    thread: JoinHandle<()>,
}

impl Workers {
    /// So many threads; 0 stands for one for each core, up to eight.
    pub fn start(count: usize, common: &Arc<Common>) -> io::Result<Workers> {
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        let count = if count == 0 { cores() } else { count }.min(MOST);
        let start = |_| {
            let runtime = Builder::new_current_thread().enable_all().max_blocking_threads(16).build()?;
            let (jobs, taken) = unbounded_channel();
            let common = Arc::clone(common);
            let thread =
                thread::Builder::new().name("serve".to_owned()).spawn(move || work(runtime, taken, &common))?;
            Ok(Worker { jobs, load: Arc::default(), thread })
        };
        Ok(Workers { workers: (0..count).map(start).collect::<io::Result<_>>()?, next: 0 })
    }

    /// Gives a connection to the thread that has the fewest.
    pub fn give(
        &mut self,
        socket: TcpStream,
        peer: SocketAddr,
        (number, meter): (u64, Arc<Meter>),
        common: &Arc<Common>,
    ) {
        let count = self.workers.len().max(1);
        self.next = (self.next + 1) % count;
        // Among equals it is each one's turn.
        let turn = |index: usize| (index + count - self.next) % count;
        let workers = self.workers.iter().enumerate();
        let least = workers.min_by_key(|(index, worker)| (worker.load.load(Relaxed), turn(*index)));
        let Some((_, worker)) = least else { return };
        worker.load.fetch_add(1, Relaxed);
        let place = Place { number, common: Arc::clone(common), load: Arc::clone(&worker.load) };
        // A thread that is gone takes none: the socket closes.
        let _ = worker.jobs.send(Job { socket, peer, place, meter });
    }

    /// Ends all connections that are left.
    pub fn end(self) {
        let threads: Vec<_> = self.workers.into_iter().map(|worker| worker.thread).collect();
        for thread in threads {
            // What broke in it was told by itself.
            let _ = thread.join();
        }
    }
}

/// Attends to connections as long as some may come.
fn work(runtime: Runtime, mut jobs: UnboundedReceiver<Job>, common: &Arc<Common>) {
    let http = http(&common.bounds);
    runtime.block_on(async {
        while let Some(Job { socket, peer, place, meter }) = jobs.recv().await {
            // A socket that cannot be waited for is closed.
            let Ok(socket) = tokio::net::TcpStream::from_std(socket) else { continue };
            let (http, common) = (http.clone(), Arc::clone(common));
            tokio::spawn(async move {
                let _place = place;
                attend(socket, peer, meter, common, http).await;
            });
        }
    });
    // A file that is being read from a slow disk is waited for by nobody.
    runtime.shutdown_background();
}
