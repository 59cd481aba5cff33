//! Requests to the pages, without a server.
