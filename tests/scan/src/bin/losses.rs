//! `cargo run --release -p loss-scan --bin losses`: every one-variable loss in `f32`, value and gradient, at every argument.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a table and progress are what it is for"
)]

use loss_scan::losses::{Worst, rows, scan};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

const HELP: &str =
    "losses [--stride N] [--only Huber,Focal]: every N-th f32 (1: all 2^32), these losses only";

fn main() -> ExitCode {
    let (mut stride, mut only) = (1u64, Vec::new());
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match (&*arg, args.next()) {
            ("--stride", Some(n)) if n.parse::<u64>().is_ok_and(|n| n > 0) => {
                stride = n.parse().unwrap_or(1);
            }
            ("--only", Some(names)) => only = names.split(',').map(String::from).collect(),
            _ => {
                eprintln!("{HELP}");
                return ExitCode::from(2);
            }
        }
    }
    println!("| loss | target | value, ulp | at | gradient, ulp | at |\n|---|---|---|---|---|---|");
    let mut good = true;
    for row in rows() {
        if !only.is_empty() && !only.iter().any(|name| name == row.name) {
            continue;
        }
        for &target in row.targets {
            let part = AtomicU64::new(u64::MAX);
            let [value, gradient] = scan(&row, target, stride, &|share| {
                let percent = (share * 100.0) as u64;
                if part.swap(percent, Ordering::Relaxed) != percent {
                    eprint!("\r{} {target}: {percent:3} % ", row.name);
                }
            });
            eprint!("\r                                           \r");
            let cell = |worst: Worst, bound: f64| {
                let mark = if worst.error <= bound {
                    ""
                } else {
                    " **missed**"
                };
                format!("{:.3}{mark} | {:e}", worst.error, worst.at)
            };
            good &= value.error <= row.bounds.0 && gradient.error <= row.bounds.1;
            println!(
                "| {} | {target} | {} | {} |",
                row.name,
                cell(value, row.bounds.0),
                cell(gradient, row.bounds.1)
            );
        }
    }
    ExitCode::from(u8::from(!good))
}
