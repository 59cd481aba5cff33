//! The binary and the library as their users meet them.

mod bad_input;
mod cli;
mod dialects;
mod feeds;
mod fixtures;
mod history;
mod library;
mod order;
mod pages;
mod parity;
#[cfg(feature = "fetch")]
mod pings;
mod pins;
mod publish;
mod reading;
mod readme;
mod rows;
mod rules;
mod samples;
mod site;
mod tidy;
mod validate;
mod watch;
#[cfg(feature = "fetch")]
mod web;
mod writing;
