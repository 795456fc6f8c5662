//! One loss at its points: how far it is from the truth.

use std::cell::LazyCell;
use std::iter;

use loss_compiler::graph::{ArgId, Axis, Extent, Formula, Kind, Scope};
use loss_compiler::interpret::{Env, Number, evaluate, gradient, second_derivative};
use loss_core::{Options, Reduction};
use loss_tests::subject::{Array, Subject};
use loss_tests::ulp::{Float, ulp};

use crate::big::{Big, with_precision};
use crate::points::point;

/// Of the value, the gradient and the second derivative; negative where there is none.
pub type Errors = [f64; 3];

/// Enough for what cancels in an ordinary `f64`; and in `1 - sigmoid(x)` far out or the square of a subnormal number.
const BITS: [usize; 2] = [320, 2600];

/// What a formula is bound to at a point.
fn bind<E: Float>(
    formula: &Formula,
    subject: &dyn Subject<E>,
    args: &[Array<E>],
    columns: usize,
    flags: bool,
) -> Env<Big> {
    let mut env: Env<Big> = Env::new(&formula.args);
    for axis in 0..formula.axes.len() {
        env = env.length(Axis(axis as u8), columns);
    }
    let mut per_call = args.iter();
    for (index, arg) in formula.args.iter().enumerate() {
        let id = ArgId(index as u16);
        match arg.kind {
            Kind::Input | Kind::Data => {
                let numbers = per_call.next().expect("an array").real();
                let numbers: Vec<Big> = numbers.iter().map(|x| Big::of(x.to_f64())).collect();
                if formula.scope == Scope::Batch {
                    // The first axis of a batch is what the array is long beyond the others.
                    let rest = arg.axes.iter().skip(1).map(|extent| match *extent {
                        Extent::Named(_) => columns,
                        Extent::Fixed(n) => n as usize,
                    });
                    let samples = numbers.len() / rest.product::<usize>();
                    if let Some(Extent::Named(axis)) = arg.axes.first() {
                        env = env.length(*axis, samples);
                    }
                }
                env = env.real(id, numbers);
            }
            Kind::Index(_) | Kind::Identity => match per_call.next().expect("an array") {
                Array::Labels(labels) => env = env.label(id, labels.clone()),
                Array::Real(..) => unreachable!("labels are whole numbers"),
            },
            Kind::Param | Kind::Learnable => {
                // As the kernel has it: rounded to the element type.
                let number = E::of(subject.param(&arg.name)).to_f64();
                let size = env.size(id).unwrap_or(1);
                env = env.real(id, vec![Big::of(number); size]);
            }
            // No entry of the catalogue sets one flag and not another.
            Kind::Flag => env = env.flag(id, flags),
        }
    }
    for (axis, like) in formula.same_length.iter().enumerate() {
        let length = env.lengths[like];
        env = env.length(Axis(axis as u8), length);
    }
    env
}

/// What a number is judged by.
struct Judged<'a> {
    truth: &'a Big,
    /// The size of the terms that it is a sum of: it errs in their units.
    terms: f64,
    /// How far the truth moves when each argument does, by a unit in its last place.
    moved: &'a dyn Fn() -> f64,
}

/// From how many units on it counts that arguments are rounded too: what is better has no need of the excuse.
const MANY: f64 = 4.0;

impl Judged<'_> {
    /// How far a number is from the truth, in units; not looked at closer if it is no worse than `known`.
    fn off<E: Float>(&self, got: E, known: f64) -> f64 {
        let (got, wanted) = (got.to_f64(), self.truth.to_f64());
        let nearest = E::of(wanted).to_f64();
        if got.is_nan() && wanted.is_nan() || (got == nearest && !nearest.is_finite()) {
            return 0.0;
        }
        // The largest number for what is just beyond it.
        let largest = |x: f64| x.abs() >= E::LARGEST * (1.0 - 64.0 * E::UNIT);
        if !got.is_finite() || !nearest.is_finite() {
            return if largest(got) && largest(wanted) && got * wanted > 0.0 {
                1.0
            } else {
                f64::INFINITY
            };
        }
        let error = Big::of(got).sub(self.truth).abs().to_f64();
        let unit = ulp::<E>(self.terms.max(wanted.abs()).min(E::LARGEST));
        if error <= MANY.max(known) * unit {
            return error / unit;
        }
        error / unit.max((self.moved)())
    }
}

/// By how much the numbers of `at` move when each argument does, by a unit in its last place.
fn moved<E: Float>(env: &Env<Big>, at: &dyn Fn(&Env<Big>) -> Vec<Big>) -> Vec<f64> {
    let here = at(env);
    let mut moved = vec![0.0; here.len()];
    for (&arg, numbers) in &env.reals {
        if !matches!(env.args[arg.0 as usize].kind, Kind::Input | Kind::Data) {
            continue;
        }
        for element in 0..numbers.len() {
            let beside = |sign: f64| {
                at(&env.map(|of, i, x| {
                    if (of, i) == (arg, element) {
                        x.add(&Big::of(sign * ulp::<E>(x.to_f64())))
                    } else {
                        x.clone()
                    }
                }))
            };
            let (below, above) = (beside(-1.0), beside(1.0));
            for (i, here) in here.iter().enumerate() {
                let step = |there: &Big| there.sub(here).abs().to_f64();
                let steps = [step(&below[i]), step(&above[i])];
                moved[i] += steps
                    .into_iter()
                    .filter(|s| s.is_finite())
                    .fold(0.0, f64::max);
            }
        }
    }
    moved
}

/// Second derivatives, of arguments.
pub type Second<'a, E> = &'a dyn Fn(&[Array<E>]) -> Vec<E>;

/// The worst of all points; `flags` is what every flag of the loss is set to.
pub fn judge<E: Float>(
    formula: &Formula,
    subject: &dyn Subject<E>,
    second: Option<Second<'_, E>>,
    flags: bool,
    points: usize,
) -> Errors {
    let options = match subject.is_sample() {
        true => Options::default().reduce(Reduction::Sum),
        false => Options::default(),
    };
    let mut worst = [0.0, 0.0, if second.is_some() { 0.0 } else { -1.0 }];
    let mut take = |which: usize, judged: &Judged<'_>, got: E, args: &[Array<E>]| {
        let error = judged.off(got, worst[which]);
        if error.is_nan() || error > worst[which] {
            worst[which] = error;
            if std::env::var_os("SHOW").is_some() {
                println!(
                    "{} {} {which}: {error:.2} at {args:?}",
                    formula.name,
                    E::NAME
                );
            }
        }
    };
    for index in 0..points {
        let (args, columns) = point::<E>(subject.spec(), index);
        let env = bind(formula, subject, &args, columns, flags);
        let bits = BITS[usize::from(matches!(index % 5, 2 | 4))];
        let first = |env: &Env<Big>| with_precision(bits, || value_and_slopes(formula, env));
        let truth = first(&env);
        // What cannot be represented is promised nothing, and has no gradient worth having.
        if !E::of(truth[0].to_f64()).to_f64().is_finite() {
            continue;
        }
        let (_, got) = subject
            .value_and_grad(&options, &args)
            .expect("a call that fits");
        let each = match subject.each(&Options::default(), &args) {
            Some(each) => each.expect("a call that fits")[0],
            None => E::of(subject.value(&options, &args).expect("a call that fits")),
        };
        let steps = LazyCell::new(|| moved::<E>(&env, &first));
        let of_slope = terms(formula, &env, &truth);
        let got = iter::once(&each).chain(got.iter().flatten());
        for (i, (got, truth)) in got.zip(&truth).enumerate() {
            if i > 0 && truth.to_f64().is_nan() {
                continue;
            }
            let judged = Judged {
                truth,
                terms: if i == 0 { 0.0 } else { of_slope[i - 1] },
                moved: &|| steps[i],
            };
            take(i.min(1), &judged, *got, &args);
        }
        if let Some(second) = second {
            let by = env.differentiated().next().expect("an input");
            let at = |env: &Env<Big>| {
                with_precision(bits, || {
                    let second = second_derivative(&formula.graph, formula.value, env, (by, 0));
                    vec![second.expect("everything is bound")]
                })
            };
            let truth = &at(&env)[0];
            if truth.to_f64().is_nan() {
                continue;
            }
            let judged = Judged {
                truth,
                terms: 0.0,
                moved: &|| moved::<E>(&env, &at)[0],
            };
            take(2, &judged, second(&args)[0], &args);
        }
    }
    worst
}

/// The value, and after it the gradients.
fn value_and_slopes(formula: &Formula, env: &Env<Big>) -> Vec<Big> {
    let (value, slopes) =
        gradient(&formula.graph, formula.value, env).expect("everything is bound");
    let mut all = vec![value];
    all.extend(slopes.into_values().flatten());
    if let Some(weight) = formula.weight {
        let arrays = evaluate(&formula.graph, &[weight], env).expect("everything is bound");
        let weight = arrays[0].number().expect("one a sample");
        all.iter_mut().for_each(|x| *x = x.mul(weight));
    }
    all
}

/// The sizes of the terms that each number of the gradient is a sum of.
fn terms(formula: &Formula, env: &Env<Big>, truth: &[Big]) -> Vec<f64> {
    let size = |x: &Big| {
        Some(x.to_f64().abs())
            .filter(|x| x.is_finite())
            .unwrap_or(0.0)
    };
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
