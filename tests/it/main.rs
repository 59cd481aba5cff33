//! The binary and the library as their users meet them.

mod bad_input;
mod build;
mod cli;
mod samples;
mod site;
mod tidy;
mod writing;
