//! One loss at its points: how far it is from the truth.

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

/// How far a number is from the truth, in units in the last place of `scale`, which is at least the truth.
fn off<E: Float>(got: E, truth: &Big, scale: f64) -> f64 {
    let (got, wanted) = (got.to_f64(), truth.to_f64());
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
    Big::of(got).sub(truth).abs().to_f64() / ulp::<E>(scale.max(wanted.abs()).min(E::LARGEST))
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
    let mut take = |which: usize, error: f64, args: &[Array<E>]| {
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
        let Truth {
            value: truth,
            slopes,
            terms,
        } = with_precision(bits, || Truth::new(formula, &env));
        if !truth.to_f64().is_finite() {
            continue;
        }
        let (_, got) = subject
            .value_and_grad(&options, &args)
            .expect("a call that fits");
        let value = match subject.each(&Options::default(), &args) {
            Some(each) => each.expect("a call that fits")[0],
            None => E::of(subject.value(&options, &args).expect("a call that fits")),
        };
        let condition = if subject.has_axis() {
            conditioned(&env, &slopes)
        } else {
            0.0
        };
        take(0, off(value, &truth, condition), &args);
        for (got, truth) in got.iter().flatten().zip(&slopes) {
            if !truth.to_f64().is_nan() {
                take(1, off(*got, truth, terms), &args);
            }
        }
        if let Some(second) = second {
            let by = env.differentiated().next().expect("an input");
            let truth = |env: &Env<Big>| {
                with_precision(bits, || {
                    second_derivative(&formula.graph, formula.value, env, (by, 0))
                        .expect("everything is bound")
                })
            };
            let here = truth(&env);
            if here.to_f64().is_nan() {
                continue;
            }
            let got = second(&args)[0];
            let mut error = off(got, &here, 0.0);
            // Where it jumps, the truth of the numbers beside it is as good: the residual is rounded.
            for sign in [-1.0, 1.0] {
                if error > 1e3 {
                    let beside = env.map(|arg, _, x| {
                        if arg == by {
                            x.add(&Big::of(sign * 2.0 * ulp::<E>(x.to_f64())))
                        } else {
                            x.clone()
                        }
                    });
                    error = error.min(off(got, &truth(&beside), 0.0));
                }
            }
            take(2, error, &args);
        }
    }
    worst
}

/// What a loss is worth at a point.
struct Truth {
    value: Big,
    slopes: Vec<Big>,
    /// The largest term of the gradient, in whose units it errs.
    terms: f64,
}

impl Truth {
    fn new(formula: &Formula, env: &Env<Big>) -> Truth {
        let at = |env: &Env<Big>| {
            let (value, slopes) =
                gradient(&formula.graph, formula.value, env).expect("everything is bound");
            (value, slopes.into_values().flatten().collect::<Vec<Big>>())
        };
        let (mut value, mut slopes) = at(env);
        if let Some(weight) = formula.weight {
            let arrays = evaluate(&formula.graph, &[weight], env).expect("everything is bound");
            let weight = arrays[0].number().expect("one a sample");
            value = value.mul(weight);
            slopes
                .iter_mut()
                .for_each(|slope| *slope = slope.mul(weight));
        }
        let size = |x: &Big| match x.to_f64().abs() {
            x if x.is_finite() => x,
            _ => 0.0,
        };
        let mut terms = 0.0f64;
        let data = formula.arg_ids().filter(|(_, arg)| arg.kind == Kind::Data);
        let data: Vec<(ArgId, bool)> = data
            .map(|(id, arg)| (id, arg.domain.high.is_some()))
            .collect();
        if !formula.axes.is_empty() {
            // A softmax less a target.
            let targets = data.iter().flat_map(|(id, _)| &env.reals[id]);
            terms = slopes.iter().map(size).fold(1.0, f64::max);
            terms = terms.max(targets.map(size).sum());
        } else if let [(id, true)] = data[..] {
            // A target between 0 and 1 mixes the gradients of the two classes.
            let target = env.reals[&id][0].to_f64();
            for (class, share) in [(0.0, 1.0 - target), (1.0, target)] {
                if share > 0.0 && share < 1.0 {
                    let (_, pure) =
                        at(&env
                            .map(|arg, _, x| if arg == id { Big::of(class) } else { x.clone() }));
                    terms = terms.max(share * size(&pure[0]));
                }
            }
        }
        Truth {
            value,
            slopes,
            terms,
        }
    }
}

/// The largest of `x` times its derivative.
fn conditioned(env: &Env<Big>, slopes: &[Big]) -> f64 {
    let inputs = env.differentiated().flat_map(|arg| env.reals[&arg].iter());
    let terms = inputs
        .zip(slopes)
        .map(|(x, g)| (x.to_f64() * g.to_f64()).abs());
    terms.filter(|t| t.is_finite()).fold(0.0, f64::max)
}
