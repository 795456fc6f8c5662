//! The oracle: every loss, compiled, against its formula as it stands, evaluated in arbitrary precision over dual and hyper-dual numbers.
//!
//! The worst error of each loss is kept in `golden/oracle.txt`, and may only get smaller. Here a sample of the points is taken; all of them by
//!
//! ```text
//! POINTS=100000 cargo test --release -p loss-tests --test oracle -- --nocapture
//! ```
//!
//! and with `POINTS=50 BLESS=1` the table is written anew; `SHOW=1` prints each worst point. The first points are the same however many there are, so that the sample is never worse.
//!
//! An error is in units in the last place of what is true; in a row, of the largest number of its gradient, and by a parameter, whose terms are
//! summed over the batch, of the value divided by it. Beyond 4 units it is in units of how far the truth moves when each argument moves by one
//! unit of its own, if that is more: arguments are rounded numbers, and no algorithm can know better than they do what a residual next to a match
//! is, a sine many periods out, or on which side of a step they are. So what stays large in the table is a fault of the kernel, but for ties that the
//! rounding of a sum makes or breaks.

#![allow(clippy::print_stdout, reason = "the table that is asked for")]

#[path = "../../../loss-compiler/tests/witness/big.rs"]
#[allow(dead_code)]
mod big;
mod formulas;
mod judge;
mod points;
mod second;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use judge::{Errors, judge};
use loss_tests::catalogue::Element;
use loss_tests::subject::Array;

/// How many points each loss has in the tests: half of those that the table was written with, for the time that they take.
const POINTS: usize = 25;

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/golden/oracle.txt");

/// `Huber f32` → value, gradient, second derivative.
type Table = BTreeMap<String, Errors>;

fn read() -> Table {
    let text = fs::read_to_string(TABLE).unwrap_or_default();
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let (name, numbers) = line.split_once('|').expect("a name and numbers");
            let mut numbers = numbers.split_whitespace().map(|n| n.parse().unwrap_or(0.0));
            let mut next = || numbers.next().unwrap_or(0.0);
            (name.trim().to_owned(), [next(), next(), next()])
        })
        .collect()
}

fn write(table: &Table, points: usize) -> String {
    let mut text = format!(
        "# The worst errors in units in the last place: value, gradient, second derivative (- where a loss has rows).\n# {points} points each; see tests/oracle.\n"
    );
    for (name, errors) in table {
        let cell = |e: f64| {
            if e < 0.0 {
                "-".to_owned()
            } else {
                format!("{:.2}", (e * 100.0).ceil() / 100.0)
            }
        };
        let [v, g, h] = errors.map(cell);
        writeln!(text, "{name:<44} | {v:>9} {g:>9} {h:>9}").expect("a string takes text");
    }
    text
}

fn measure<E: Element>(points: usize) -> Table {
    let formulas = formulas::library();
    let (seconds, entries) = (second::all::<E>(), E::library().unwrap());
    let (next, table) = (AtomicUsize::new(0), Mutex::new(Table::new()));
    let work = || {
        while let Some(entry) = entries.get(next.fetch_add(1, Ordering::Relaxed)) {
            let subject = entry.subject.as_ref();
            let name = subject.spec().name;
            let formula = formulas.iter().find(|formula| formula.name == name);
            let formula = formula.expect("every loss has its formula");
            let second = seconds.iter().find(|(name, _)| *name == entry.name);
            let second = second.map(|(_, call)| call.as_ref() as &dyn Fn(&[Array<E>]) -> Vec<E>);
            let errors = judge(
                formula,
                subject,
                second,
                entry.name.contains("true"),
                points,
            );
            let short = entry.name.replace(&format!("with {name}::new"), "");
            let row = format!("{short} {}", E::NAME);
            table
                .lock()
                .expect("no test panics with it")
                .insert(row, errors);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, |n| n.get()) {
            scope.spawn(work);
        }
    });
    table.into_inner().expect("no test panics with it")
}

#[test]
fn no_loss_is_worse_than_the_table() {
    let points = env::var("POINTS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(POINTS);
    let mut now = measure::<f32>(points);
    now.extend(measure::<f64>(points));
    let text = write(&now, points);
    println!("{text}");
    if env::var_os("BLESS").is_some() {
        return fs::write(TABLE, text).expect("the table is writable");
    }
    let kept = read();
    let names = |table: &Table| table.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&kept), names(&now), "the table has other losses");
    for (name, errors) in &now {
        for ((what, error), most) in ["value", "gradient", "second derivative"]
            .iter()
            .zip(errors)
            .zip(kept[name])
        {
            // Kept with two digits, rounded up. Without fused multiplication other bits come out.
            assert!(
                *error <= most.max(if fused() { 0.0 } else { 8.0 }),
                "{name}: the {what} errs by {error:.2} units, and by {most} at most in {TABLE}"
            );
        }
    }
}

/// Whether this machine fuses products and sums, as that of the table.
fn fused() -> bool {
    loss_core::simd::level().as_avx2().is_some()
}
