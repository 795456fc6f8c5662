//! `loss-eval`: the cost of predictions in Parquet and CSV files.
//!
//! ```text
//! loss-eval --loss huber --param delta=1.5 --prediction y_hat --target y --group-by model 'predictions/*.parquet'
//! loss-eval --sql "SELECT model, huber(y_hat, y, 1.5) FROM 'predictions/*.parquet' GROUP BY model"
//! ```
//!
//! ```text
//! words ── args ──► what is asked ── query ──► SQL ── session ──► on this machine, or a cluster ── run ──► rows ── report ──► a table, or JSON
//! ```

mod args;
mod failure;
mod query;
mod report;
mod run;
mod session;

pub use failure::{Exit, Failure};

use args::{Ask, Asked};
use std::{ffi::OsString, io::Write, process::ExitCode};

/// Does what the words of a command line say, the name of the program first; prints the answer, or what is wrong.
pub fn main(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    match ask(words) {
        Ok(text) => match std::io::stdout().lock().write_all(text.as_bytes()) {
            // Whoever reads may have read enough.
            Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                ExitCode::from(Exit::Files as u8)
            }
            _ => ExitCode::SUCCESS,
        },
        Err(failure) => {
            let _ = write!(std::io::stderr().lock(), "{failure}");
            ExitCode::from(failure.exit() as u8)
        }
    }
}

/// The answer to the words of a command line, the name of the program first.
///
/// # Errors
/// If there is none.
pub fn ask(words: impl IntoIterator<Item = OsString>) -> Result<String, Failure> {
    let asked = args::parse(words)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Files, error))?;
    runtime.block_on(answer(&asked))
}

/// What is printed.
async fn answer(asked: &Asked) -> Result<String, Failure> {
    if let Ask::Print(text) = &asked.ask {
        return Ok(text.clone());
    }
    let rows = run::rows(asked).await?;
    report::text(&rows, asked.format)
}
