//! The command line.

use crate::function::Function;
use crate::functions::functions;
use crate::measure::{Worst, measure};
use crate::points::Plan;
use crate::time::time;
use loss_core::simd::{Level, level};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

const HELP: &str = "\
Scans the elementary functions for their largest errors.

    scan [--stride N] [--samples N] [--only exp,ln] [--f32] [--f64] [--time]

    --stride N    every N-th f32 instead of all 2^32
    --samples N   so many f64, and pairs of either type (10^8)
    --only a,b    these functions
    --f32, --f64  this type only
    --time        nanoseconds an element instead of errors

Exits with 1 if a function errs by more than its bound.";

struct Options {
    stride: u64,
    samples: u64,
    only: Vec<String>,
    single: bool,
    double: bool,
    time: bool,
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        stride: 1,
        samples: 100_000_000,
        only: Vec::new(),
        single: true,
        double: true,
        time: false,
    };
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        let mut number = || {
            let value = args.next().and_then(|n| n.parse().ok()).filter(|n| *n > 0);
            value.ok_or_else(|| format!("`{arg}` wants a positive number"))
        };
        match &*arg {
            "--stride" => options.stride = number()?,
            "--samples" => options.samples = number()?,
            "--only" => {
                let names = args.next().ok_or("`--only` wants names")?;
                options.only = names.split(',').map(String::from).collect();
            }
            "--f32" => options.double = false,
            "--f64" => options.single = false,
            "--time" => options.time = true,
            _ => return Err(HELP.into()),
        }
    }
    Ok(options)
}

/// The sets of bits that this machine has, by name.
#[must_use]
pub fn paths() -> Vec<(&'static str, Level)> {
    vec![("best", level()), ("baseline", Level::baseline())]
}

/// How many arguments of each kind a function is scanned over.
#[must_use]
pub fn plan(function: &Function, single: bool, stride: u64, samples: u64) -> Plan {
    let count = if single && function.shapes.is_empty() {
        (1u64 << 32).div_ceil(stride)
    } else {
        samples
    };
    Plan {
        count: count.next_multiple_of(32),
        shapes: function.shapes,
    }
}

/// Runs the command.
#[must_use]
pub fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(text) => {
            eprintln!("{text}");
            return ExitCode::from(2);
        }
    };
    let mut chosen = functions();
    if !options.only.is_empty() {
        chosen.retain(|f| options.only.iter().any(|name| name == f.name));
    }
    if options.time {
        times(&chosen, &options);
        return ExitCode::SUCCESS;
    }
    println!(
        "| function | type | path | max ulp | bound | at | got | wanted |\n|---|---|---|---|---|---|---|---|"
    );
    let mut good = true;
    for f in &chosen {
        let paths = paths();
        let levels: Vec<Level> = paths.iter().map(|(_, level)| *level).collect();
        let part = AtomicU64::new(u64::MAX);
        let progress = |name: &str, share: f64| {
            let percent = (share * 100.0) as u64;
            if part.swap(percent, Ordering::Relaxed) != percent {
                eprint!("\r{} {name} {percent:3} % ", f.name);
            }
        };
        let mut report = |name: &str, found: Vec<Worst>, bounds: [f64; 2]| {
            eprint!("\r                              \r");
            for (((path, _), worst), bound) in paths.iter().zip(found).zip(bounds) {
                let within = worst.bound() <= bound && worst.gap <= 0.01;
                good &= within;
                println!("{}", row(f, name, path, &worst, bound, within));
            }
        };
        if options.single {
            let plan = plan(f, true, options.stride, options.samples);
            let found = measure(f, f.single, plan, &levels, &|share| progress("f32", share));
            let bounds = f.single.bounds;
            report("f32", found, [bounds.fused, bounds.apart]);
        }
        if options.double {
            let plan = plan(f, false, options.stride, options.samples);
            let found = measure(f, f.double, plan, &levels, &|share| progress("f64", share));
            let bounds = f.double.bounds;
            report("f64", found, [bounds.fused, bounds.apart]);
        }
    }
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

fn row(f: &Function, name: &str, path: &str, worst: &Worst, bound: f64, within: bool) -> String {
    let error = if worst.unresolved > worst.error {
        format!("{:.3} (≤ {:.1})", worst.error, worst.unresolved)
    } else {
        format!("{:.3}", worst.error)
    };
    let at = if f.shapes.is_empty() {
        format!("{:e}", worst.at.0)
    } else {
        format!("{:e}, {:e}", worst.at.0, worst.at.1)
    };
    let mark = if within { "" } else { " **missed**" };
    let mut row = format!(
        "| {} | {name} | {path} | {error} | {bound}{mark} | {at} | {:e} | {:e} |",
        f.name, worst.got, worst.want
    );
    if worst.gap > 0.01 {
        row += &format!(" the oracles are {:.3} too far apart", worst.gap);
    }
    row
}

fn times(chosen: &[Function], options: &Options) {
    println!("| function | f32 ns | ÷ exp | f64 ns | ÷ exp |\n|---|---|---|---|---|");
    let level = level();
    let all = functions();
    let exp = &all[0];
    for f in chosen {
        let (mut least, mut ratio) = ([f64::INFINITY; 2], [f64::INFINITY; 2]);
        // Alternating with exp, because the machine may be shared.
        let mut base = [f64::INFINITY; 2];
        for _ in 0..8 {
            for (i, (base, least)) in base.iter_mut().zip(&mut least).enumerate() {
                let of = |f: &Function| match i {
                    0 if options.single => time(f, f.single.call, level, 150),
                    1 if options.double => time(f, f.double.call, level, 150),
                    _ => f64::NAN,
                };
                *base = base.min(of(exp));
                *least = least.min(of(f));
            }
        }
        for (ratio, (least, base)) in ratio.iter_mut().zip(least.iter().zip(base)) {
            *ratio = least / base;
        }
        println!(
            "| {} | {:.2} | {:.2} | {:.2} | {:.2} |",
            f.name, least[0], ratio[0], least[1], ratio[1]
        );
    }
}
