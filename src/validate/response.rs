//! What the way to a document tells of it: whether it could be got at all, and how a server answered.

use crate::diagnostic::rule::rules;

rules! {
    /// A document could not be read or fetched, so that nothing can be said of what is in it.
    ///
    /// The message says why. A reader that is sent to the same place finds as little as feedmill did: mend the address,
    /// the server or the file's permissions, and run again.
    IO_ERROR = Error "io-error";
}
