//! The tour: a loss of one's own, then seven trainings on real data, each with a generated loss.
//!
//! `cargo run --release --example tour` prints what each training shows and leaves its curves in `tour-output/`.
//! Every file besides this one and `report.rs`, `setting.rs` holds one part, and can be read alone.

mod autoencoder;
mod binary;
mod custom;
mod digits;
mod embedding;
mod gan;
mod rare;
mod report;
mod robust;
mod setting;

use std::error::Error;
use std::process::ExitCode;
use std::time::Instant;

use report::{Part, Report};
use setting::{Options, Setting};

type Result<T> = std::result::Result<T, Box<dyn Error>>;
/// What a loss returns: the cost and its gradient with respect to the outputs of the network.
type CostAndGradient = Result<(f64, Vec<f32>)>;

/// The parts in the order of the tour.
const PARTS: [fn(&Setting) -> Result<Part>; 8] = [
    custom::run,
    robust::run,
    binary::run,
    digits::run,
    autoencoder::run,
    rare::run,
    embedding::run,
    gan::run,
];

fn main() -> ExitCode {
    match tour() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            #[expect(
                clippy::print_stderr,
                reason = "a person started this and wants to know"
            )]
            {
                eprintln!("error: {error}");
            }
            ExitCode::FAILURE
        }
    }
}

fn tour() -> Result<()> {
    let options = match Options::parse(std::env::args().skip(1))? {
        Some(options) => options,
        None => return report::say(setting::USAGE),
    };
    let started = Instant::now();
    let mut report = Report::create(&options.output)?;
    let setting = Setting::load(options)?;
    for part in PARTS {
        let started = Instant::now();
        report.add(part(&setting)?, started.elapsed())?;
    }
    report.finish(started.elapsed())
}
