//! `cargo run --release -p loss-scan --features avx512 --bin farthest`: every one-variable loss in `f32` and in `f64`, value and gradient, at every argument; where the two are the
//! farthest apart is kept in `tests/golden/farthest.txt`, for the judge of `tests/tests/oracle/scan.rs`. By `--stride 7` a seventh of the arguments, in a seventh of the time.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a table and progress are what it is for"
)]

mod kernels;
mod pair;
mod sieve;

use std::collections::BTreeSet;
use std::io;
use std::process::ExitCode;

use loss_scan::losses::{Choice, percent};
use loss_subjects::farthest::{self, Farthest, Found};
use loss_subjects::variable::{Variable, row};
use sieve::{Far, scan};

fn run(choice: &Choice) -> io::Result<()> {
    println!("| loss and target | value, ulp | at | gradient, ulp | at |\n|---|---|---|---|---|");
    for kernels in kernels::all() {
        let name = kernels.spec.name;
        let Some(variable) = Variable::of(kernels.spec).filter(|_| choice.has(name)) else {
            continue;
        };
        for target in variable.targets() {
            let row = row(name, target);
            let found = scan(
                &kernels,
                &variable,
                target,
                choice.stride,
                &percent(row.clone()),
            );
            let cell = |far: &Vec<Far>| {
                far.first().map_or(" | ".to_owned(), |far| {
                    format!("{:.2} | {:e}", far.error, far.at)
                })
            };
            let [value, gradient] = found.each_ref().map(cell);
            println!("| {row} | {value} | {gradient} |");
            keep(row, choice.stride, found)?;
        }
    }
    Ok(())
}

/// As soon as it is found: what is interrupted goes on with `--only`. Where every so many numbers are scanned, what a finer scan has found stays.
fn keep(row: String, stride: u64, found: [Vec<Far>; 2]) -> io::Result<()> {
    let mut kept = match farthest::read() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Farthest::new(),
        kept => kept?,
    };
    if kept.get(&row).is_some_and(|kept| kept.stride < stride) {
        return Ok(());
    }
    let bits: BTreeSet<u32> = found.iter().flatten().map(|far| far.at.to_bits()).collect();
    let at = bits.into_iter().map(f32::from_bits).collect();
    kept.insert(row, Found { stride, at });
    farthest::write(&kept)
}

fn main() -> ExitCode {
    let specs = kernels::all().into_iter().map(|kernels| kernels.spec);
    let scanned = specs.filter(|spec| Variable::of(spec).is_some());
    let names: Vec<&str> = scanned.map(|spec| spec.name).collect();
    let done = Choice::told("farthest", &names).map(|choice| run(&choice));
    match done {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            eprintln!("tests/golden/farthest.txt: {error}");
            ExitCode::FAILURE
        }
        Err(help) => {
            eprintln!("{help}");
            ExitCode::from(2)
        }
    }
}
