//! The losses of one variable in `f32` over their arguments, by the same judge: every `STRIDE`-th of all bit patterns; through a [sieve](crate::sieve) every
//! `SIEVE`-th; and where, of all of them, the kernels in `f32` and `f64` are the farthest apart, which `golden/farthest.txt` keeps. That is written by
//!
//! ```text
//! cargo run --release -p loss-scan --features avx512 --bin farthest
//! ```
//!
//! The worst errors are kept in `golden/scan.txt`, and may only get smaller; it is written by the same `STRIDE`, `SIEVE` and `PRECISE` as the test has, or those divided and multiplied.

use std::iter;

use loss_tests::catalogue::Element;
use loss_tests::farthest;
use loss_tests::subject::Array;
use loss_tests::variable::{Variable, row};

use crate::judge::Judge;
use crate::sieve::{Block, Kernels, Sieve};
use crate::table::{Table, compare};
use crate::{SHORT, each, number};

/// Two primes, so that mantissas differ, and some two thousand arguments.
const STRIDE: usize = 4099 * 509;
/// Two primes, and some thirty thousand arguments.
const SIEVE: usize = 31 * 4001;
/// How many of the farthest go to the judge, for value and gradient each.
const FARTHEST: usize = 10;
/// How many arguments are computed at a time.
const BLOCK: usize = 1 << 12;
/// How many of them may be computed to arbitrary precision, for each target.
const PRECISE: usize = 10;

/// The arguments of a call.
fn columns(x: &[f32], target: Option<f64>) -> Vec<Array<f32>> {
    let mut args = vec![Array::column(x.iter().map(|&x| f64::from(x)))];
    args.extend(target.map(|y| Array::column(iter::repeat_n(y, x.len()))));
    args
}

fn measure() -> Table {
    let (stride, precise) = (number("STRIDE", STRIDE), number("PRECISE", PRECISE));
    let every = number("SIEVE", SIEVE);
    let doubles = f64::library().expect("parameters in their domains");
    let kept = farthest::read().expect("what is kept");
    each::<f32>(&|entry, formula| {
        let subject = entry.subject.as_ref();
        let mut table = Table::new();
        let variable = Variable::of(subject.spec()).filter(|_| !entry.name.contains(" with "));
        let Some(variable) = variable else {
            return table;
        };
        let double = doubles.iter().find(|double| double.name == entry.name);
        let double = double.expect("the same losses").subject.as_ref();
        let inside = |x: &f32| x.is_finite() && variable.domain.contains(f64::from(*x));
        let all = |stride| (0..=u32::MAX).step_by(stride).map(f32::from_bits);
        for target in variable.targets() {
            let name = row(&entry.name, target);
            let mut judge = Judge::new(formula, subject, None, false, precise);
            for x in all(stride).filter(inside) {
                // What cancels in a moderate number, and in one that is not.
                let bits = SHORT[usize::from(!(1e-3..40.0).contains(&x.abs()))];
                judge.take(&columns(&[x], target), 1, bits);
            }
            let kernels = Kernels {
                single: subject,
                double,
                second: None,
            };
            let mut sieve = Sieve::new(kernels, FARTHEST);
            let mut rest = all(every).filter(inside);
            loop {
                let x: Vec<f32> = rest.by_ref().take(BLOCK).collect();
                if x.is_empty() {
                    break;
                }
                sieve.take(&Block {
                    args: columns(&x, target),
                    columns: 1,
                });
            }
            let mut farthest = Judge::new(formula, subject, None, false, 4 * FARTHEST);
            let known = kept
                .get(&name)
                .expect("a loss that `farthest` of loss-scan has scanned");
            for &x in &known.at {
                farthest.take(&columns(&[x], target), 1, SHORT[1]);
            }
            for point in sieve.farthest() {
                farthest.take(&point.args, 1, SHORT[1]);
            }
            judge.left += farthest.left;
            for which in 0..2 {
                judge.worst[which] = judge.worst[which]
                    .max(farthest.worst[which])
                    .max(sieve.good[which]);
            }
            if judge.left > 0 {
                println!("{name}: {} points left", judge.left);
            }
            table.insert(name, judge.worst);
        }
        table
    })
}

#[test]
fn every_loss_of_one_variable_is_as_good_as_the_table() {
    let (stride, sieve) = (number("STRIDE", STRIDE), number("SIEVE", SIEVE));
    compare(
        "scan",
        &measure(),
        &format!(
            "value, gradient.\n# Every {stride}th number of f32, by each target, every {sieve}th through a sieve, and those of farthest.txt; see tests/oracle/scan.rs."
        ),
    );
}
