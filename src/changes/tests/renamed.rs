//! Articles under other ids.
