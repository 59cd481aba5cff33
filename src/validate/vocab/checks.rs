//! The checks that rows name.
