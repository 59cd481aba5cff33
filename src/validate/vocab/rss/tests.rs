//! What is found in RSS.
