//! Bytes on their way: nothing at all, or a file read from disk piece by piece.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use tokio::task::JoinHandle;

use super::super::shelf::Opened;
use crate::source::files::stamp::Stamp;

/// How many bytes are read at a time.
const PIECE: u64 = 1 << 17;

/// No bytes, of which nobody must say how many there are: an answer without content has no length.
#[derive(Debug)]
pub struct Silent;

impl Body for Silent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        true
    }
}

/// A part of a file. Where the file is written to meanwhile it ends in an error, since the rest is not of the same state.
#[derive(Debug)]
pub struct Pieces {
    state: State,
    stamp: Stamp,
    /// How many bytes are still to come.
    left: u64,
}

#[derive(Debug)]
enum State {
    Resting(File),
    Reading(JoinHandle<io::Result<(File, Bytes)>>),
    Ended,
}

impl Pieces {
    /// The bytes of a file from one place, as many as that.
    pub fn new(opened: Opened, from: u64, length: u64) -> io::Result<Pieces> {
        let Opened { mut file, stamp, .. } = opened;
        file.seek(SeekFrom::Start(from))?;
        Ok(Pieces { state: State::Resting(file), stamp, left: length })
    }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        let mut reading = match std::mem::replace(&mut self.state, State::Ended) {
            State::Resting(file) => {
                let (stamp, wanted) = (self.stamp, self.left.min(PIECE));
                tokio::task::spawn_blocking(move || piece(file, stamp, wanted))
            }
            State::Reading(reading) => reading,
            State::Ended => return Poll::Ready(None),
        };
        let Poll::Ready(read) = Pin::new(&mut reading).poll(context) else {
            self.state = State::Reading(reading);
            return Poll::Pending;
        };
        match read.unwrap_or_else(|error| Err(io::Error::other(error))) {
            Ok((file, bytes)) => {
                self.left -= bytes.len() as u64;
                self.state = State::Resting(file);
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
            Err(error) => Poll::Ready(Some(Err(error))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}

/// The next bytes of a file, exactly as many as wanted.
fn piece(mut file: File, stamp: Stamp, wanted: u64) -> io::Result<(File, Bytes)> {
    let mut bytes = Vec::with_capacity(usize::try_from(wanted).unwrap_or(0));
    (&mut file).take(wanted).read_to_end(&mut bytes)?;
    let now = Stamp::of(&file.metadata()?);
    // That its name was given to another file changes nothing in it.
    let is_same = now.size == stamp.size && now.modified == stamp.modified;
    if bytes.len() as u64 != wanted || !is_same {
        return Err(io::Error::other("the file changed while it was sent"));
    }
    Ok((file, Bytes::from(bytes)))
}
