//! Stands for `post` where feedmill is built without the web.

use std::time::Duration;

use super::Notice;
use crate::error::{Error, Result};

/// What came of a request: here nothing ever does.
#[allow(dead_code)]
pub enum Answer {
    /// It was taken.
    Taken(u16),
    /// It never will be.
    Refused(Option<u16>, String),
    /// It may be taken later.
    Later { status: Option<u16>, reason: String, wait: Option<Duration> },
}

/// Sends nothing.
pub struct Poster;

impl Poster {
    /// Says that there is no web.
    pub fn new() -> Result<Self> {
        Err(Error::other("could not tell the hubs: this feedmill was built without the feature `fetch`"))
    }

    /// As with the web.
    pub fn post(&self, _: &Notice, _: Duration) -> Answer {
        Answer::Refused(None, String::new())
    }
}
