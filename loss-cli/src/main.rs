//! `loss`: look inside loss functions that are written as formulas.
//!
//! A thin shell over `loss-compiler`: nothing of the user's is compiled but by `loss asm`. A command is a function from
//! its arguments to an [`Answer`](answer::Answer), which `main` writes; so nothing prints, and nothing panics, in between.

mod answer;
mod args;
mod commands;
mod settings;
mod shipped;
mod source;
mod style;

use std::process::ExitCode;

use clap::Parser;

/// Formulas may be nested as deeply as the compiler admits, and graphs be as long as a file.
const STACK: usize = 256 << 20;

fn main() -> ExitCode {
    let args = args::Args::parse();
    let colour = args.color;
    let thread = std::thread::Builder::new().stack_size(STACK);
    let answer = match thread.spawn(move || commands::run(args.command)) {
        Ok(running) => running.join().unwrap_or_else(|_| answer::Answer::bug()),
        Err(error) => answer::Answer::error(&format!("no thread could be started: {error}")),
    };
    answer.write(colour)
}
