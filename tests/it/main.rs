//! The binary and the library as their users meet them.

mod archives;
mod bad_input;
mod cli;
mod cost;
mod dialects;
mod feeds;
mod fixtures;
mod guids;
mod history;
#[cfg(feature = "import")]
mod import;
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
mod renewals;
mod rows;
mod rules;
mod samples;
#[cfg(feature = "serve")]
mod serve;
#[cfg(feature = "serve")]
mod serve_files;
#[cfg(feature = "serve")]
mod serve_net;
mod site;
mod subscribers;
mod tidy;
mod validate;
mod watch;
#[cfg(feature = "fetch")]
mod web;
mod withdrawals;
mod writing;
