//! Addresses of e-mail, right and wrong.
