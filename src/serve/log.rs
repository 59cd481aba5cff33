//! The access log: a line for each request, in the Combined Log Format, with the milliseconds it took behind.
//!
//! ```text
//! 127.0.0.1 - - [23/Nov/2026:04:17:57 +0000] "GET /rss.xml HTTP/1.1" 200 61204 "-" "a reader/1.0" 0.183
//! ```
//!
//! Lines are written by a thread of their own. If nobody takes them, they are kept up to a bound, and counted beyond.

use std::fmt::{self, Write as _};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use axum::http::header::{HeaderName, REFERER, USER_AGENT};
use axum::http::{Request, StatusCode};
use chrono::Utc;

/// How many lines are kept for a reader that is slow.
const MOST_KEPT: usize = 4096;

/// How long the end of a server waits for a reader that is slow.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where lines go.
#[derive(Debug, Clone)]
pub struct Log {
    lines: SyncSender<Option<String>>,
    /// Lines that could not be kept, and were not told yet.
    lost: Arc<AtomicU64>,
    finished: Arc<Mutex<Receiver<()>>>,
}

impl Log {
    /// Lines go to this writer, each whole, in one call.
    ///
    /// # Errors
    ///
    /// Where the system grants no thread.
    pub fn new(mut writer: impl Write + Send + 'static) -> io::Result<Log> {
        let (lines, taken) = sync_channel::<Option<String>>(MOST_KEPT);
        let (done, finished) = sync_channel(1);
        let lost = Arc::new(AtomicU64::new(0));
        let losses = Arc::clone(&lost);
        let write = move || {
            while let Ok(Some(mut line)) = taken.recv() {
                let lost = losses.swap(0, Relaxed);
                if lost > 0 {
                    // A string takes whatever is written.
                    let _ = writeln!(
                        line,
                        "feedmill: {lost} lines of the access log are missing: they were not read in time"
                    );
                }
                // Where nobody listens, there is nobody to tell.
                let _ = writer.write_all(line.as_bytes());
            }
            let _ = done.send(());
        };
        thread::Builder::new().name("log".to_owned()).spawn(write)?;
        Ok(Log { lines, lost, finished: Arc::new(Mutex::new(finished)) })
    }

    /// What a request asks, for the line that will tell how it was answered.
    pub(super) fn visit<B>(&self, peer: SocketAddr, request: &Request<B>) -> Visit {
        let header = |name: HeaderName| match request.headers().get(name) {
            Some(value) => Escaped(value.as_bytes()).to_string(),
            None => "-".to_owned(),
        };
        let line = format!("{} {} {:?}", request.method(), request.uri(), request.version());
        let (referrer, agent) = (header(REFERER), header(USER_AGENT));
        Visit { log: self.clone(), began: Instant::now(), peer, line, referrer, agent, status: 0, bytes: 0 }
    }

    /// Tells of what was no request.
    pub(super) fn refused(&self, peer: SocketAddr, error: &hyper::Error) {
        let status = match error {
            error if error.is_parse_too_large() => 431,
            error if error.is_parse() => 400,
            _ => return,
        };
        let (line, none) = ("-".to_owned(), || "-".to_owned());
        let (log, began) = (self.clone(), Instant::now());
        drop(Visit { log, began, peer, line, referrer: none(), agent: none(), status, bytes: 0 });
    }

    fn put(&self, line: String) {
        if let Err(TrySendError::Full(_)) = self.lines.try_send(Some(line)) {
            self.lost.fetch_add(1, Relaxed);
        }
    }

    /// Waits until all lines are written, but not for long.
    pub fn finish(&self) {
        let began = Instant::now();
        while let Err(TrySendError::Full(_)) = self.lines.try_send(None) {
            if began.elapsed() > PATIENCE {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let finished = self.finished.lock().unwrap_or_else(PoisonError::into_inner);
        match finished.recv_timeout(PATIENCE) {
            Ok(()) | Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => {}
        }
    }
}

/// A request that is being answered; when it is dropped, it is told.
#[derive(Debug)]
pub(super) struct Visit {
    log: Log,
    began: Instant,
    peer: SocketAddr,
    line: String,
    referrer: String,
    agent: String,
    status: u16,
    /// Bytes of the body that were sent.
    pub bytes: u64,
}

impl Visit {
    /// It was answered with this.
    pub fn answered(mut self, status: StatusCode) -> Visit {
        self.status = status.as_u16();
        self
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let time = Utc::now().format("%d/%b/%Y:%H:%M:%S +0000");
        let milliseconds = self.began.elapsed().as_secs_f64() * 1000.0;
        let (peer, line) = (self.peer.ip().to_canonical(), Escaped(self.line.as_bytes()));
        let (status, bytes, referrer, agent) = (self.status, self.bytes, &self.referrer, &self.agent);
        self.log.put(format!(
            "{peer} - - [{time}] \"{line}\" {status} {bytes} \"{referrer}\" \"{agent}\" {milliseconds:.3}\n"
        ));
    }
}

/// Bytes as they stand between quotes in a log: nothing in them moves a terminal's cursor, or ends the quotes.
struct Escaped<'a>(&'a [u8]);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for &byte in self.0 {
            match byte {
                b'"' | b'\\' | 0..0x20 | 0x7f.. => write!(formatter, "\\x{byte:02X}")?,
                _ => formatter.write_char(char::from(byte))?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_line_ends_it() {
        let shown = |bytes: &[u8]| Escaped(bytes).to_string();
        assert_eq!(shown(b"GET /a%20b?c HTTP/1.1"), "GET /a%20b?c HTTP/1.1");
        assert_eq!(shown(b"a\"b\\c\r\n\x1b[31m\x7f\xc3\xa9"), r"a\x22b\x5Cc\x0D\x0A\x1B[31m\x7F\xC3\xA9");
    }

    #[test]
    fn lines_that_nobody_reads_stop_nobody() {
        struct Slow(std::sync::mpsc::Receiver<()>, Arc<Mutex<String>>);
        impl Write for Slow {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                // Reads once it may.
                let _ = self.0.recv();
                self.1.lock().unwrap().push_str(std::str::from_utf8(bytes).unwrap());
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let (go, wait) = std::sync::mpsc::channel();
        let text = Arc::new(Mutex::new(String::new()));
        let log = Log::new(Slow(wait, Arc::clone(&text))).unwrap();
        for number in 0..MOST_KEPT + 100 {
            log.put(format!("{number}\n"));
        }
        drop(go);
        log.finish();
        let text = text.lock().unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines.contains(&"0") && lines.contains(&"4000"));
        let lost: Vec<_> = lines.iter().filter(|line| line.contains("of the access log are missing")).collect();
        assert!(lost.len() == 1 && (lost[0].contains(" 99 ") || lost[0].contains(" 100 ")), "{lost:?}");
        assert!(lines.len() <= MOST_KEPT + 2);
    }
}
