//! The losses of one variable in `f32` over their arguments, by the same judge: every `STRIDE`-th of all bit patterns. All of them by
//!
//! ```text
//! STRIDE=1 PRECISE=1000000 cargo test --release --workspace --test oracle every -- --nocapture
//! ```
//!
//! The worst errors are kept in `golden/scan.txt`, and may only get smaller; it is written by the same `STRIDE` and `PRECISE` as the test has, or those divided and multiplied.

use loss_core::spec::{Domain, Kind};
use loss_tests::subject::{Array, Subject};

use crate::judge::Judge;
use crate::table::{Table, compare};
use crate::{SHORT, each, number};

/// Two primes, so that mantissas differ, and some two thousand arguments.
const STRIDE: usize = 4099 * 509;
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

fn measure() -> Table {
    let (stride, precise) = (number("STRIDE", STRIDE), number("PRECISE", PRECISE));
    each::<f32>(&|entry, formula| {
        let subject = entry.subject.as_ref();
        let mut table = Table::new();
        let Some((domain, target)) = variable(subject).filter(|_| !entry.name.contains(" with "))
        else {
            return table;
        };
        let targets = target.map_or(vec![None], |y| targets(y).into_iter().map(Some).collect());
        for target in targets {
            let mut judge = Judge::new(formula, subject, None, false, precise);
            let inside = |x: &f32| x.is_finite() && domain.contains(f64::from(*x));
            let all = (0..=u32::MAX).step_by(stride).map(f32::from_bits);
            for x in all.filter(inside) {
                let args: Vec<_> = [Some(f64::from(x)), target]
                    .into_iter()
                    .flatten()
                    .map(|x| Array::column([x]))
                    .collect();
                // What cancels in a moderate number, and in one that is not.
                let bits = SHORT[usize::from(!(1e-3..40.0).contains(&x.abs()))];
                judge.take(&args, 1, bits);
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
    let stride = number("STRIDE", STRIDE);
    compare(
        "scan",
        &measure(),
        &format!(
            "value, gradient.\n# Every {stride}th number of f32, by each target; see tests/oracle/scan.rs."
        ),
    );
}
