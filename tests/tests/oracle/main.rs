//! The oracle: every loss, compiled, against its formula as it stands, evaluated over dual and hyper-dual numbers: of enclosures, and of arbitrary precision where these do not
//! tell ([`loss_oracle`]).
//!
//! The worst error of each loss is kept in `golden/oracle.txt`, and may only get smaller. Here a sample of the points is taken; more of them by
//!
//! ```text
//! POINTS=100000 ROWS=1000 cargo test --release --workspace --test oracle no_loss -- --nocapture
//! ```
//!
//! `POINTS` is how many points a loss has, `ROWS` the same for losses with rows, `PRECISE` how many of them may be computed to arbitrary precision; what enclosures leave open beyond that is counted and
//! printed. `ONLY=Huber` is one loss, `SHOW=1` prints each worst point. With `BLESS=1` the table is written anew: by no fewer of each than the test takes, since the first points are the same however many there are, so that the
//! sample is never worse.
//!
//! An error is in units in the last place of what is true; in a row, of the largest number of its gradient, and by a parameter, whose terms are
//! summed over the batch, of the value divided by it. Beyond 4 units it is in units of how far the truth moves when each argument moves by one
//! unit of its own, if that is more: arguments are rounded numbers, and no algorithm can know better than they do what a residual next to a match
//! is, a sine many periods out, or on which side of a step they are. So what stays large in the table is a fault of the kernel, but for ties that the
//! rounding of a sum makes or breaks.

#![allow(clippy::print_stdout, reason = "the table that is asked for")]

mod bind;
mod drawn;
mod formulas;
mod judge;
mod points;
mod scan;
mod second;
mod sieve;
mod table;

use std::env;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use judge::Judge;
use loss_compiler::graph::Formula;
use loss_tests::catalogue::{Element, Entry};
use loss_tests::subject::Array;
use points::point;
use table::Table;

/// How many points each loss has in the tests, for the time that they take: of one or a few variables, with rows, and to arbitrary precision.
const POINTS: usize = 400;
const ROWS: usize = 25;
const PRECISE: usize = 2;

/// Enough for what cancels in an ordinary number; and in `1 - sigmoid(x)` far out or the square of a subnormal number.
const BITS: [usize; 2] = [320, 2600];
/// In `f32`, whose smallest number is 2^-149.
const SHORT: [usize; 2] = [320, 800];

/// A number of the environment.
fn number(name: &str, usual: usize) -> usize {
    let told = env::var(name).ok();
    told.map_or(usual, |n| n.parse().expect("a number"))
}

/// Each loss of the library with its formula, worked on by all cores; what is to be left out has no rows.
fn each<E: Element>(work: &(dyn Fn(&Entry<E>, &Formula) -> Table + Sync)) -> Table {
    let (formulas, entries) = (formulas::library(), E::library().unwrap());
    let only = env::var("ONLY").ok();
    let (next, table) = (AtomicUsize::new(0), Mutex::new(Table::new()));
    let run = || {
        while let Some(entry) = entries.get(next.fetch_add(1, Ordering::Relaxed)) {
            let name = entry.subject.spec().name;
            if only.as_ref().is_some_and(|only| only != name) {
                continue;
            }
            let formula = formulas.iter().find(|formula| formula.name == name);
            let rows = work(entry, formula.expect("every loss has its formula"));
            table.lock().expect("no test panics with it").extend(rows);
        }
    };
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, |n| n.get()) {
            scope.spawn(run);
        }
    });
    table.into_inner().expect("no test panics with it")
}

/// The name of an entry in the tables.
fn short<E>(entry: &Entry<E>) -> String {
    let name = entry.subject.spec().name;
    entry.name.replace(&format!("with {name}::new"), "")
}

fn measure<E: Element>() -> Table {
    let seconds = second::all::<E>();
    let (few, rows) = (number("POINTS", POINTS), number("ROWS", ROWS));
    each::<E>(&|entry, formula| {
        let subject = entry.subject.as_ref();
        let second = seconds.iter().find(|(name, _)| *name == entry.name);
        let second = second.map(|(_, call)| call.as_ref() as &dyn Fn(&[Array<E>]) -> Vec<E>);
        // No entry of the catalogue sets one flag and not another.
        let flags = entry.name.contains("true");
        let mut judge = Judge::new(formula, subject, second, flags, number("PRECISE", PRECISE));
        let count = if subject.has_axis() { rows } else { few };
        for index in 0..count {
            let (args, columns) = point::<E>(subject.spec(), index);
            let bits = if E::NAME == "f32" { SHORT } else { BITS };
            let bits = bits[usize::from(matches!(index % 5, 2 | 4))];
            judge.take(&args, columns, bits);
        }
        let name = format!("{} {}", short(entry), E::NAME);
        if judge.left > 0 {
            println!("{name}: {} of {count} points left", judge.left);
        }
        Table::from([(name, judge.worst)])
    })
}

#[test]
fn no_loss_is_worse_than_the_table() {
    let mut now = measure::<f32>();
    now.extend(measure::<f64>());
    let points = number("POINTS", POINTS);
    let rows = number("ROWS", ROWS);
    table::compare(
        "oracle",
        &now,
        &format!(
            "value, gradient, second derivative (- where a loss has rows).\n# {points} points each, {rows} with rows; see tests/oracle."
        ),
    );
}
