//! `cargo run --release -p loss-scan --bin losses`: some one-variable losses in `f32`, value and gradient, at every argument, against formulas by hand; the others stand against
//! their own kernels in `f64`, in `--bin farthest`.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a table and progress are what it is for"
)]

use loss_scan::losses::{Choice, Worst, percent, rows, scan};
use std::process::ExitCode;

fn main() -> ExitCode {
    let names: Vec<&str> = rows().iter().map(|row| row.name).collect();
    let choice = match Choice::told("losses", &names) {
        Ok(choice) => choice,
        Err(help) => {
            eprintln!("{help}");
            return ExitCode::from(2);
        }
    };
    println!("| loss | target | value, ulp | at | gradient, ulp | at |\n|---|---|---|---|---|---|");
    let mut good = true;
    for row in rows().into_iter().filter(|row| choice.has(row.name)) {
        for &target in row.targets {
            let progress = percent(format!("{} {target}", row.name));
            let [value, gradient] = scan(&row, target, choice.stride, &progress);
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
