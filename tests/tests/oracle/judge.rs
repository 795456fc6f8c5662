//! One loss at its points: how far it is from the truth.

use std::cell::LazyCell;
use std::iter;

use loss_compiler::graph::{Formula, Kind};
use loss_compiler::interpret::Env;
use loss_core::{Options, Reduction};
use loss_oracle::{Ball, Big, Witness};
use loss_tests::subject::{Array, Subject};
use loss_tests::ulp::{Float, ulp};

use crate::bind::bind;

/// Of the value, the gradient and the second derivative; negative where there is none.
pub type Errors = [f64; 3];

/// Second derivatives, of arguments.
pub type Second<'a, E> = &'a dyn Fn(&[Array<E>]) -> Vec<E>;

/// From how many units on it counts that arguments are rounded too: what is better has no need of the excuse.
const MANY: f64 = 4.0;
/// As the table is rounded.
const TIGHT: f64 = 0.01;

/// A loss, and the worst of all points so far.
pub struct Judge<'a, E: Float> {
    formula: &'a Formula,
    subject: &'a dyn Subject<E>,
    second: Option<Second<'a, E>>,
    /// What every flag of the loss is set to.
    flags: bool,
    /// How many more points may be computed to arbitrary precision.
    pub precise: usize,
    /// The worst errors.
    pub worst: Errors,
    /// How many points were left open: enclosures hold more than what is within 4 units, and no more points were to be computed any better.
    pub left: usize,
}

/// What a kernel put out at a point.
struct Got<E> {
    /// The value and after it the gradients.
    first: Vec<E>,
    second: Option<E>,
}

/// Between which numbers of units an output errs.
#[derive(Clone, Copy)]
struct Verdict {
    which: usize,
    low: f64,
    high: f64,
}

/// The smallest size of what may be true.
fn least<N: Witness>(x: &N) -> f64 {
    let (low, high) = x.bounds();
    if low <= 0.0 && high >= 0.0 {
        0.0
    } else {
        low.abs().min(high.abs())
    }
}

/// Between which numbers of units `got` errs, if what is added up to the truth is of the size `terms`, and the truth moves by at least `moved` when each argument does,
/// by a unit in its last place. That is not asked for if the error is no worse than `known`; and the next of `moved`, which takes longer and knows better, only if it is worse by the one before.
fn off<N: Witness, E: Float>(
    got: E,
    truth: &N,
    terms: f64,
    known: f64,
    moved: &[&dyn Fn() -> f64],
) -> (f64, f64) {
    let got = got.to_f64();
    let (low, high) = truth.bounds();
    let nearest = [low, high].map(|end| E::of(end).to_f64());
    // The largest number for what is just beyond it.
    let largest = |x: f64| x.abs() >= E::LARGEST * (1.0 - 64.0 * E::UNIT);
    if low.is_nan() {
        return if got.is_nan() {
            (0.0, 0.0)
        } else {
            (f64::INFINITY, f64::INFINITY)
        };
    }
    let finite = nearest.map(f64::is_finite);
    if finite != [true; 2] || !got.is_finite() {
        return if !finite[0] && nearest == [got; 2] {
            (0.0, 0.0)
        } else if [got, low, high].into_iter().all(largest) && got * low > 0.0 && got * high > 0.0 {
            (1.0, 1.0)
        } else if finite[0] == finite[1] && (finite[0] || nearest[0] == nearest[1]) {
            (f64::INFINITY, f64::INFINITY)
        } else {
            (0.0, f64::INFINITY)
        };
    }
    let unit = |end: f64| ulp::<E>(terms.max(end).min(E::LARGEST));
    let (short, long) = (unit(least(truth)), unit(low.abs().max(high.abs())));
    let apart = N::of(got).sub(truth).abs();
    let in_units = |low_unit: f64, high_unit: f64| {
        let of = |unit: f64| apart.div(&N::of(unit)).bounds();
        (of(low_unit).0.max(0.0), of(high_unit).1)
    };
    let mut error = in_units(long, short);
    for moved in moved {
        if error.1 <= MANY.max(known) {
            break;
        }
        let moved = moved();
        error = in_units(long.max(moved), short.max(moved));
    }
    error
}

/// What may be far from the first numbers of `at`, at least, when each argument is moved by a unit in its last place.
fn moved<N: Witness, E: Float>(
    env: &Env<N>,
    here: &[N],
    at: &dyn Fn(&Env<N>) -> Option<Vec<N>>,
) -> Vec<f64> {
    let mut moved = vec![0.0; here.len()];
    for (&arg, numbers) in &env.reals {
        if !matches!(env.args[arg.0 as usize].kind, Kind::Input | Kind::Data) {
            continue;
        }
        for element in 0..numbers.len() {
            let beside = |sign: f64| {
                at(&env.map(|of, i, x| {
                    if (of, i) == (arg, element) {
                        x.add(&N::of(sign * ulp::<E>(x.to_f64())))
                    } else {
                        x.clone()
                    }
                }))
            };
            let sides = [beside(-1.0), beside(1.0)];
            for (i, here) in here.iter().enumerate() {
                // What branches on what is not known moves by nothing that is.
                let step = |there: &Vec<N>| least(&there[i].sub(here));
                let steps = sides.iter().flatten().map(step);
                moved[i] += steps.filter(|s| s.is_finite()).fold(0.0, f64::max);
            }
        }
    }
    moved
}

impl<'a, E: Float> Judge<'a, E> {
    /// Of a loss; `precise` of its points may be computed to arbitrary precision.
    pub fn new(
        formula: &'a Formula,
        subject: &'a dyn Subject<E>,
        second: Option<Second<'a, E>>,
        flags: bool,
        precise: usize,
    ) -> Self {
        let worst = [0.0, 0.0, if second.is_some() { 0.0 } else { -1.0 }];
        Judge {
            formula,
            subject,
            second,
            flags,
            precise,
            worst,
            left: 0,
        }
    }

    /// One more point; `bits` are what arbitrary precision takes there.
    pub fn take(&mut self, args: &[Array<E>], columns: usize, bits: usize) {
        let got = self.call(args);
        let quick = self.verdicts::<Ball>(&got, args, columns, bits);
        let settled = |v: &Verdict| v.high - v.low <= TIGHT || v.high <= self.worst[v.which];
        let verdicts = match quick {
            Some(verdicts) if verdicts.iter().all(settled) => Some(verdicts),
            _ if self.precise > 0 => {
                self.precise -= 1;
                self.verdicts::<Big>(&got, args, columns, bits)
            }
            Some(verdicts) if verdicts.iter().all(|v| v.high <= MANY || settled(v)) => Some(
                // Within the promise; how far exactly is not known.
                verdicts
                    .into_iter()
                    .map(|v| Verdict {
                        high: if settled(&v) { v.high } else { v.low },
                        ..v
                    })
                    .collect(),
            ),
            _ => None,
        };
        let Some(verdicts) = verdicts else {
            self.left += 1;
            return;
        };
        for Verdict { which, high, .. } in verdicts {
            if high.is_nan() || high > self.worst[which] {
                self.worst[which] = high;
                if std::env::var_os("SHOW").is_some() {
                    println!(
                        "{} {} {which}: {high:.2} at {args:?}",
                        self.formula.name,
                        E::NAME
                    );
                }
            }
        }
    }

    fn call(&self, args: &[Array<E>]) -> Got<E> {
        let options = match self.subject.is_sample() {
            true => Options::default().reduce(Reduction::Sum),
            false => Options::default(),
        };
        let (_, slopes) = self
            .subject
            .value_and_grad(&options, args)
            .expect("a call that fits");
        let value = match self.subject.each(&Options::default(), args) {
            Some(each) => each.expect("a call that fits")[0],
            None => E::of(
                self.subject
                    .value(&options, args)
                    .expect("a call that fits"),
            ),
        };
        Got {
            first: iter::once(value)
                .chain(slopes.into_iter().flatten())
                .collect(),
            second: self.second.map(|second| second(args)[0]),
        }
    }

    /// Of all outputs; none where the witness cannot decide on a branch.
    fn verdicts<N: Witness>(
        &self,
        got: &Got<E>,
        args: &[Array<E>],
        columns: usize,
        bits: usize,
    ) -> Option<Vec<Verdict>> {
        let env: Env<N> = bind(self.formula, self.subject, args, columns, self.flags);
        let first = |env: &Env<N>| N::first(self.formula, env, bits);
        let truth = first(&env)?;
        // What cannot be represented is promised nothing, and has no gradient worth having.
        let (low, high) = truth[0].bounds();
        match [low, high].map(|end| E::of(end).to_f64().is_finite()) {
            [true, true] => {}
            [false, false] if low.is_nan() || low == high || low * high > 0.0 => {
                return Some(vec![]);
            }
            _ => return None,
        }
        let steps = LazyCell::new(|| moved::<N, E>(&env, &truth, &first));
        // Enclosures hold the steps from below, in no time.
        let quick = LazyCell::new(|| {
            let env: Env<Ball> = bind(self.formula, self.subject, args, columns, self.flags);
            let first = |env: &Env<Ball>| Ball::first(self.formula, env, bits);
            first(&env).map(|here| moved::<Ball, E>(&env, &here, &first))
        });
        let terms = terms(self.formula, &env, &truth);
        let mut verdicts = Vec::new();
        for (i, (got, truth)) in got.first.iter().zip(&truth).enumerate() {
            if i > 0 && truth.bounds().0.is_nan() {
                continue;
            }
            let which = i.min(1);
            let terms = if i == 0 { 0.0 } else { terms[i - 1] };
            let (low, high) = off(
                *got,
                truth,
                terms,
                self.worst[which],
                &[&|| quick.as_ref().map_or(0.0, |steps| steps[i]), &|| {
                    steps[i]
                }],
            );
            verdicts.push(Verdict { which, low, high });
        }
        if let Some(got) = got.second {
            let by = env.differentiated().next().expect("an input");
            let at = |env: &Env<N>| Some(vec![N::second(self.formula, env, by, bits)?]);
            let truth = at(&env)?;
            if !truth[0].bounds().0.is_nan() {
                let moved = || moved::<N, E>(&env, &truth, &at)[0];
                let (low, high) = off(got, &truth[0], 0.0, self.worst[2], &[&moved]);
                verdicts.push(Verdict {
                    which: 2,
                    low,
                    high,
                });
            }
        }
        Some(verdicts)
    }
}

/// The sizes of the terms that each number of the gradient is a sum of.
fn terms<N: Witness>(formula: &Formula, env: &Env<N>, truth: &[N]) -> Vec<f64> {
    let size = |x: &N| Some(least(x)).filter(|x| x.is_finite()).unwrap_or(0.0);
    let row = if formula.axes.is_empty() {
        0.0
    } else {
        // A softmax less a target.
        let data = formula.arg_ids().filter(|(_, arg)| arg.kind == Kind::Data);
        let targets: f64 = data.flat_map(|(id, _)| &env.reals[&id]).map(size).sum();
        truth[1..].iter().map(size).fold(1.0, f64::max).max(targets)
    };
    let mut terms = Vec::new();
    for arg in env.differentiated() {
        for x in &env.reals[&arg] {
            // That of a parameter is summed over the batch, and its terms are of the size of the value by it.
            let learnt = match env.args[arg.0 as usize].kind {
                Kind::Learnable => size(&truth[0]) / size(x),
                _ => 0.0,
            };
            terms.push(row.max(learnt));
        }
    }
    terms
}
