//! From built files to the place where they are served: what differs is put there whole, the rest is not touched.
//! Then hubs are told.

pub mod disk;
pub mod lock;
pub mod outbox;
pub mod ping;
pub mod plan;
