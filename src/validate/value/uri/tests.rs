//! Addresses, right and wrong.
