//! Where articles come from.

pub mod files;

use crate::article::Article;
use crate::diagnostic::Diagnostic;
use crate::error::Result;

/// What a source gives for one document: the article unless it is faulty, and all that was found.
#[derive(Debug)]
pub struct Read {
    /// The article; `None` where an error was found.
    pub article: Option<Article>,
    /// What was found in it.
    pub diagnostics: Vec<Diagnostic>,
}

/// A place that articles are read from.
pub trait Source {
    /// How many documents there are, where that is known before they are read.
    fn count(&self) -> usize;

    /// Reads every document, in an order of the source's own, and hands each to `take`.
    ///
    /// Only as many are held at a time as are being read together. `take` may be called on another thread.
    fn read_all(&self, take: &mut (dyn FnMut(Read) + Send)) -> Result<()>;
}
