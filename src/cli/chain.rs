//! Documents that lead from one to the next, as the archives and pages of a feed do.

use std::collections::HashSet;
use std::hash::Hash;

use feedmill::error::{Error, Result};
use feedmill::parse::Document;
use feedmill::validate::response::Answer;
use url::Url;

use super::fetch::{Fetched, Fetcher};

/// The most documents of one feed that are read, one leading to the next.
pub const MOST: usize = 10_000;

/// Gives `read` each document from `first` on; it says which is the next. No document is read twice, so a chain that leads
/// back ends where it began.
pub fn follow<T: Clone + Eq + Hash>(first: T, mut read: impl FnMut(T) -> Result<Option<T>>) -> Result<()> {
    let (mut next, mut seen) = (Some(first), HashSet::new());
    while let Some(one) = next.take().filter(|one| seen.len() < MOST && seen.insert(one.clone())) {
        next = read(one)?;
    }
    Ok(())
}

/// Where the older entries of the feed at `address` are, absolute.
pub fn older(document: &Document, address: &Url) -> Option<Url> {
    let mut older = address.join(document.older.as_ref()?).ok()?;
    older.set_fragment(None);
    Some(older)
}

/// A document from the web; an answer that is none is an error that says so.
pub fn get(fetcher: &Fetcher, address: &str) -> Result<(Answer, Vec<u8>)> {
    match fetcher.fetch(address)? {
        Fetched::Answer(answer, bytes) if answer.is_success() => Ok((answer, bytes)),
        Fetched::Answer(answer, _) => {
            Err(Error::other(format!("could not fetch {address}: the server answers {}", answer.status)))
        }
        Fetched::Fault(found) => Err(Error::other(format!("could not fetch {address}: {}", found.message))),
    }
}
