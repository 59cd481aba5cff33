//! What a build promises.
