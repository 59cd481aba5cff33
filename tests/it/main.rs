//! The binary and the library as their users meet them.

mod bad_input;
mod cli;
mod readme;
mod samples;
mod site;
mod writing;
