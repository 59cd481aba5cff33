//! Stands for `fetch` where feedmill is built without the web.

use std::time::Duration;

use feedmill::diagnostic::Diagnostic;
use feedmill::error::{Error, Result};
use feedmill::validate::response::Answer;

/// What came of a request: here nothing ever does.
#[derive(Debug)]
#[allow(dead_code)]
pub enum Fetched {
    /// An answer and its body.
    Answer(Answer, Vec<u8>),
    /// Nothing that could be judged.
    Fault(Box<Diagnostic>),
}

/// Fetches nothing.
#[derive(Debug)]
pub struct Fetcher;

impl Fetcher {
    /// As with the web.
    pub fn new(_: Duration) -> Self {
        Fetcher
    }

    /// Says that there is no web.
    pub fn fetch(&self, asked: &str) -> Result<Fetched> {
        Err(Error::other(format!("could not fetch {asked}: this feedmill was built without the feature `fetch`")))
    }
}
