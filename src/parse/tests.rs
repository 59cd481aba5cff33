//! Feeds of our own in all formats, feeds of others, broken ones.

mod laws;
