//! Builds killed at any moment.
