//! `sordino-gateway`: the reference backend as a program.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
