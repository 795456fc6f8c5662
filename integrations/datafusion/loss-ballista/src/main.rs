//! `loss-cluster`: scheduler, executors, questions to them, and a demonstration; see the library.

mod demo;

use clap::{Parser, Subcommand};
use loss_ballista::{Executor, Scheduler, executor, scheduler};
use std::{ffi::OsString, io::Write, net::SocketAddr, path::PathBuf, process::ExitCode};

/// A Ballista cluster that knows the loss functions.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Hand out work, until stopped.
    Scheduler {
        /// Where to listen.
        #[arg(long, default_value_t = Scheduler::default().address)]
        address: SocketAddr,
        /// An executor that has asked for nothing for so many seconds is lost.
        #[arg(long, default_value_t = Scheduler::default().lost_after)]
        lost_after: u64,
    },
    /// Do work, until stopped.
    Executor {
        /// Where the scheduler listens.
        #[arg(long, default_value_t = Executor::default().scheduler)]
        scheduler: SocketAddr,
        /// Where to listen; the port above is taken too.
        #[arg(long, default_value_t = Executor::default().address)]
        address: SocketAddr,
        /// At most so many tasks at once; 0 for as many as there are processors.
        #[arg(long, default_value_t = Executor::default().tasks)]
        tasks: usize,
        /// Where to keep results.
        #[arg(long)]
        folder: Option<PathBuf>,
    },
    /// Ask: the options are those of loss-eval.
    #[command(disable_help_flag = true)]
    Eval {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, num_args = 0..)]
        words: Vec<OsString>,
    },
    /// Start a scheduler and two executors on this machine, ask them, kill one while they work, and hold the answer to that of
    /// this machine alone.
    Demo,
}

fn main() -> ExitCode {
    // RUST_LOG=info says what scheduler and executors do; without it, what goes wrong.
    env_logger::init();
    let done = match Args::parse().what {
        What::Eval { words } => {
            return loss_eval::main(std::iter::once("loss-cluster eval".into()).chain(words));
        }
        What::Demo => demo::run(&mut std::io::stdout()),
        What::Scheduler {
            address,
            lost_after,
        } => run(async move {
            let options = Scheduler {
                address,
                lost_after,
            };
            scheduler(&options, loss_datafusion::functions()).await
        }),
        What::Executor {
            scheduler,
            address,
            tasks,
            folder,
        } => run(async move {
            let options = Executor {
                scheduler,
                address,
                tasks,
                folder,
            };
            executor(&options, loss_datafusion::functions()).await
        }),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr().lock(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs until it ends.
fn run(
    work: impl Future<Output = Result<(), loss_ballista::Error>>,
) -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Plans are decoded by recursion.
        .thread_stack_size(16 * 1024 * 1024)
        .build()?;
    Ok(runtime.block_on(work)?)
}
