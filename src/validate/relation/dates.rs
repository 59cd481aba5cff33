//! Dates that do not go together, whatever the format.

use crate::diagnostic::rule::rules;

rules! {
    /// An entry was updated before it was published.
    ///
    /// Readers sort by one of the two dates, and show the entry in the wrong place. Most often the zone of one of them
    /// is wrong.
    UPDATED_BEFORE_PUBLISHED = Warning "entry-updated-before-published", own;
}
