//! One file a command: from its arguments to an answer.

mod check;
mod completions;
mod expand;
mod explain;
mod list;
mod plot;
mod show;
mod stages;

use crate::answer::Answer;
use crate::args::Command;

/// Runs a command.
pub fn run(command: Command) -> Answer {
    let answer = match command {
        Command::List(args) => list::run(&args),
        Command::Show(args) => show::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Expand(args) => expand::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Plot(args) => plot::run(&args),
        Command::Completions { shell } => Ok(completions::run(shell)),
    };
    answer.unwrap_or_else(|failed| failed)
}
