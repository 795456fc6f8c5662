//! The losses of one variable in `f32` over their arguments, by the same judge: every `STRIDE`-th of all bit patterns. And by the kernel in `f64`, as a
//! sieve, every `SIEVE`-th: where the two are further apart than 4 units, the farthest go to the judge. What is wrong in both kernels passes the sieve; only
//! the judge's own arguments show that. All of them, in some three days on two cores, by
//!
//! ```text
//! SIEVE=1 cargo test --workspace --test oracle every -- --nocapture
//! ```
//!
//! The worst errors are kept in `golden/scan.txt`, and may only get smaller; it is written by the same `STRIDE`, `SIEVE` and `PRECISE` as the test has, or those divided and multiplied.

use std::iter;

use loss_core::spec::{Domain, Kind};
use loss_core::{Options, Reduction};
use loss_tests::catalogue::Element;
use loss_tests::subject::{Array, Subject};
use loss_tests::ulp::{Float, ulp, ulps};

use crate::judge::Judge;
use crate::table::{Table, compare};
use crate::{SHORT, each, number};

/// Two primes, so that mantissas differ, and some two thousand arguments.
const STRIDE: usize = 4099 * 509;
/// Two primes, and some thirty thousand arguments.
const SIEVE: usize = 31 * 4001;
/// What the kernel in `f64` says is this good is left to it: it is what is promised. A parameter that `f32` rounds moves the figure, as a rule by half a unit.
const GOOD: f64 = 4.0;
/// How many of the farthest go to the judge, for value and gradient each.
const FARTHEST: usize = 10;
/// How many arguments are computed at a time.
const BLOCK: usize = 1 << 12;
/// How many of them may be computed to arbitrary precision, for each target.
const PRECISE: usize = 10;

/// Targets to scan with: classes where there are any.
fn targets(domain: Domain) -> Vec<f64> {
    let all = match (domain.low, domain.high) {
        (Some(low), Some(high)) => vec![low.at, high.at],
        (Some(low), None) => vec![low.at, low.at + 3.0],
        (None, Some(high)) => vec![high.at, high.at - 3.0],
        (None, None) => vec![0.0, 1.5],
    };
    all.into_iter().filter(|&x| domain.contains(x)).collect()
}

/// The domains of the input and of the target, if that is all that a call takes.
fn variable(subject: &dyn Subject<f32>) -> Option<(Domain, Option<Domain>)> {
    let spec = subject.spec();
    let learns = spec.args.iter().any(|arg| arg.kind == Kind::Learnable);
    if spec.batch || learns || spec.args.iter().any(|arg| !arg.axes.is_empty()) {
        return None;
    }
    let per_call: Vec<_> = subject.args().collect();
    match per_call[..] {
        [x] if x.kind == Kind::Input => Some((x.domain, None)),
        [x, y] if x.kind == Kind::Input && y.kind == Kind::Data => Some((x.domain, Some(y.domain))),
        _ => None,
    }
}

/// What the sieve holds back, of value and gradient.
#[derive(Default)]
struct Sieve {
    /// The worst of what is good.
    good: [f64; 2],
    /// The farthest of what is not: how far, and at which argument.
    farthest: [Vec<(f64, f32)>; 2],
}

/// Values and slopes.
fn both<E: Float>(subject: &dyn Subject<E>, x: &[f32], target: Option<f64>) -> [Vec<f64>; 2] {
    let column = |x: &mut dyn Iterator<Item = f64>| Array::column(x);
    let mut args = vec![column(&mut x.iter().map(|&x| f64::from(x)))];
    args.extend(target.map(|y| column(&mut iter::repeat_n(y, x.len()))));
    let sum = Options::default().reduce(Reduction::Sum);
    let (_, slopes) = subject
        .value_and_grad(&sum, &args)
        .expect("a call that fits");
    let values = subject
        .each(&Options::default(), &args)
        .expect("a loss of samples");
    let numbers = |all: &[E]| all.iter().map(|x| x.to_f64()).collect();
    [
        numbers(&values.expect("a call that fits")),
        numbers(&slopes[0]),
    ]
}

impl Sieve {
    /// Of the kernels in both types at arguments of one target.
    fn of(
        single: &dyn Subject<f32>,
        double: &dyn Subject<f64>,
        all: &mut dyn Iterator<Item = f32>,
        target: Option<f64>,
    ) -> Sieve {
        let mut sieve = Sieve::default();
        loop {
            let x: Vec<f32> = all.take(BLOCK).collect();
            if x.is_empty() {
                return sieve;
            }
            let (got, truth) = (both(single, &x, target), both(double, &x, target));
            for which in 0..2 {
                let far = x.iter().zip(got[which].iter().zip(&truth[which]));
                let mut far: Vec<_> = far
                    .map(|(&x, (&got, &truth))| (ulps::<f32>(got, truth), x))
                    .filter(|&(far, _)| {
                        let is_good = far <= GOOD;
                        if is_good {
                            sieve.good[which] = sieve.good[which].max(far);
                        }
                        !is_good
                    })
                    .collect();
                Self::excuse(double, &mut far, which, target);
                let farthest = &mut sieve.farthest[which];
                farthest.append(&mut far);
                farthest.sort_by(|a, b| b.0.total_cmp(&a.0));
                farthest.truncate(FARTHEST);
            }
        }
    }

    /// An argument is a rounded number: what is far counts by how far the truth moves with a unit of it, as the judge says.
    fn excuse(
        double: &dyn Subject<f64>,
        far: &mut [(f64, f32)],
        which: usize,
        target: Option<f64>,
    ) {
        let beside = |step: fn(f32) -> f32| {
            let x: Vec<f32> = far.iter().map(|&(_, x)| step(x)).collect();
            both(double, &x, target)[which].clone()
        };
        let (below, above) = (beside(f32::next_down), beside(f32::next_up));
        for ((far, _), (below, above)) in far.iter_mut().zip(below.into_iter().zip(above)) {
            let moved = (above - below).abs() / 2.0;
            let unit = ulp::<f32>(below.abs().max(above.abs()));
            if moved > unit {
                *far *= unit / moved;
            }
        }
    }
}

fn measure() -> Table {
    let (stride, precise) = (number("STRIDE", STRIDE), number("PRECISE", PRECISE));
    let every = number("SIEVE", SIEVE);
    let doubles = f64::library().expect("parameters in their domains");
    each::<f32>(&|entry, formula| {
        let subject = entry.subject.as_ref();
        let mut table = Table::new();
        let Some((domain, target)) = variable(subject).filter(|_| !entry.name.contains(" with "))
        else {
            return table;
        };
        let double = doubles.iter().find(|double| double.name == entry.name);
        let double = double.expect("the same losses").subject.as_ref();
        let targets = target.map_or(vec![None], |y| targets(y).into_iter().map(Some).collect());
        for target in targets {
            let judged = |x: &mut dyn Iterator<Item = f32>, precise| {
                let mut judge = Judge::new(formula, subject, None, false, precise);
                for x in x {
                    let args: Vec<_> = [Some(f64::from(x)), target]
                        .into_iter()
                        .flatten()
                        .map(|x| Array::column([x]))
                        .collect();
                    // What cancels in a moderate number, and in one that is not.
                    let bits = SHORT[usize::from(!(1e-3..40.0).contains(&x.abs()))];
                    judge.take(&args, 1, bits);
                }
                judge
            };
            let inside = |x: &f32| x.is_finite() && domain.contains(f64::from(*x));
            let all = |stride| (0..=u32::MAX).step_by(stride).map(f32::from_bits);
            let mut judge = judged(&mut all(stride).filter(inside), precise);
            let sieve = Sieve::of(subject, double, &mut all(every).filter(inside), target);
            let farthest = sieve.farthest.iter().flatten().map(|&(_, x)| x);
            let farthest = judged(&mut { farthest }, 2 * FARTHEST);
            judge.left += farthest.left;
            for which in 0..2 {
                judge.worst[which] = judge.worst[which]
                    .max(farthest.worst[which])
                    .max(sieve.good[which]);
            }
            let name = match target {
                Some(target) => format!("{} {target}", entry.name),
                None => entry.name.to_owned(),
            };
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
            "value, gradient.\n# Every {stride}th number of f32, by each target, and every {sieve}th through a sieve; see tests/oracle/scan.rs."
        ),
    );
}
