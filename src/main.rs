//! Arguments in, exit code out.
#![forbid(unsafe_code)]

mod cli;

use std::process::ExitCode;

/// Articles are many small texts that come and go on all cores; this allocator is made for that.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
