//! `loss-eval`: see the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    loss_eval::main(std::env::args_os())
}
