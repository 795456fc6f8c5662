//! `loss completions`: what a shell sources.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::answer::Answer;
use crate::args::Args;

/// The script of a shell.
pub fn run(shell: Shell) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "loss", &mut script);
    Answer::yes(String::from_utf8_lossy(&script))
}
