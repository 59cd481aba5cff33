//! From built files to the place where they are served: what differs is put there whole, the rest is not touched.

pub mod disk;
pub mod lock;
pub mod plan;
