//! `plan`: what the next build would do to subscribers.

// Nothing calls it yet.
#[allow(dead_code)]
pub mod pin;
