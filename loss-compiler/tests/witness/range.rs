//! The intervals of [`loss_compiler::range`] against the interpreter: no number that any node takes is outside its
//! interval, in `f32` or `f64`, for inputs at the ends of what was admitted and anywhere between; so that "finite" is a promise.

use std::collections::BTreeMap;
use std::fmt::Write;

use loss_compiler::check::front;
use loss_compiler::differentiate::{Derived, differentiate};
use loss_compiler::graph::{ArgId, Formula, Id, Kind, Op, Type};
use loss_compiler::interpret::{Elements, Env, Number, Sampler, evaluate};
use loss_compiler::range::{Interval, Params, Precision, intervals};
use loss_compiler::simplify::simplify;
use loss_compiler::stabilise::stabilise;

use crate::random::Writer;
use crate::single::Single;
use crate::text;

/// How many random formulas.
const FORMULAS: u64 = 150;

/// Samples for each formula, precision and bound.
const SAMPLES: usize = 6;

/// Formulas of what the random ones lack: domains, conditions that narrow, quotients that are bounded.
const NARROW: &str = "
    pub loss A(p: input in 0.0..=1.0, t: data in 0.0..=1.0) { -(xlogy(t, p) + xlogy(1 - t, 1 - p)) }
    pub loss B(x: input, y: input) { if x != 0 { y * x / hypot(x, y) } else { 1 / (1 + abs(y)) } }
    pub loss C(x: input, d: param = 1.0 in 0.0<..) { let s = abs(x); if s <= d { s * s } else { d * (s - d / 2) } }
    pub loss D(x: input[K]) { let n = norm(x); if n > 0 { sum(x / n) } else { 0 } }
    pub loss E(x: input in 0.0<.., y: data in 0.0..) { x * ln(x) + y * ln(y / x) }
    pub loss F(x: input) { if x > 1 { ln(x) } else if x < -1 { sqrt(-x) } else { asin(x) } }
    pub loss G(x: input[K]) { sum(if x > mean(x) { ln(x - mean(x)) } else { x }) }
    pub loss H(x: input in -1.0..=1.0, n: param = 3.0 in 0.0..=4.0) { pow(1 - abs(x), n) + acos(x) + tan(x) }
    pub loss I(x: input in 0.0<..1.0, g: param = 2.0 in 1.0..) { pow(x, g) / x + lgamma(x) + digamma(x) }
    pub loss J(x: input, y: input) { max(abs(x), y) / (1 + max(abs(x), abs(y))) + min(x, y) * exp(-x) }
    pub loss K(x: input) { powi(x, 3) + powi(x, -2) + powi(x, -3) + cosh(x) + exp(x) * exp(-x) }
    pub loss L(x: input[K], m: data[K] in 0.0..=1.0) { sum(x * m) / (sum(m) + 1) + max(x) - mean(x) }
    pub loss M(x: input[K], b: param = 0.1 in 0.0..) { let p = softmax(x); b * sum(p * ln(p)) + sum(p * x) }
";

/// The formula's outputs, for reading by intervals.
fn derived(formula: &Formula) -> (Formula, Derived) {
    let (stable, _) = stabilise(formula);
    let derived = simplify(&differentiate(&stable));
    (stable, derived)
}

/// A number of an interval: an end, a number that is its own case, or one of any size.
fn draw(random: &mut Sampler, within: Interval, precision: Precision) -> f64 {
    let size = (random.unit() * 2.0 - 1.0) * within.magnitude().max(2.0).log2();
    let sign = random.one_of(&[-1.0, 1.0]);
    let tiny = precision.tiny();
    let x = random.one_of(&[
        within.lo,
        within.hi,
        0.0,
        1.0,
        -1.0,
        tiny,
        -tiny,
        sign * size.exp2(),
        sign * size.exp2(),
        sign * random.clone().unit() * 4.0,
    ]);
    x.clamp(within.lo, within.hi)
}

/// Binds every number of the formula within its interval, and the largest and least of them often.
fn bind(
    formula: &Formula,
    known: &BTreeMap<ArgId, Interval>,
    precision: Precision,
    random: &mut Sampler,
) -> Env<f64> {
    let length = random.one_of(&[1, 2, 4]);
    let mut env = random.env(formula, &[length]);
    for (id, arg) in formula.arg_ids() {
        let is_number = matches!(
            arg.kind,
            Kind::Input | Kind::Data | Kind::Param | Kind::Learnable
        );
        let (true, Some(&within)) = (is_number, known.get(&id)) else {
            continue;
        };
        if let Some(values) = env.reals.get_mut(&id) {
            for value in values {
                *value = draw(random, within, precision);
            }
        }
    }
    env
}

/// Every node that is outside its interval under a binding.
fn judge<N: Number>(
    (formula, derived): (&Formula, &Derived),
    known: &[(Id, Interval)],
    env: &Env<N>,
    what: &str,
    report: &mut String,
) {
    let ids: Vec<Id> = known.iter().map(|(id, _)| *id).collect();
    let arrays = evaluate(&derived.graph, &ids, env).expect("everything is bound");
    for ((id, interval), array) in known.iter().zip(&arrays) {
        if derived.graph.ty(*id) != Type::Real {
            continue;
        }
        let Elements::Real(elements) = &array.elements else {
            continue;
        };
        for x in elements {
            let x = x.to_f64();
            if !interval.contains(x) {
                let text = loss_compiler::graph::print_short(formula, &derived.graph, *id);
                writeln!(report, "{what}: {x:e} is outside {interval:?}, {text}")
                    .expect("a string takes text");
                return;
            }
        }
    }
}

/// `false` if nothing was judged.
fn hold(formula: &Formula, seed: u64, report: &mut String) {
    let (stable, derived) = derived(formula);
    let mut random = Sampler::new(seed);
    for precision in [Precision::Single, Precision::Double] {
        for power in [0, 3, 40, 100, precision.past()] {
            let params = random.one_of(&[Params::Any, Params::Default]);
            let bound = 2f64.powi(power).min(precision.max());
            let known = intervals(&stable, &derived, precision, (bound, params));
            let args: BTreeMap<ArgId, Interval> = known
                .iter()
                .filter_map(|(id, interval)| match derived.graph.op(*id) {
                    Op::Arg(arg, _) => Some((arg, *interval)),
                    _ => None,
                })
                .collect();
            for _ in 0..SAMPLES {
                let env = bind(&stable, &args, precision, &mut random);
                let what = format!("{} up to {bound:e} in {}", formula.name, precision.name());
                let outputs = (&stable, &derived);
                match precision {
                    Precision::Double => judge(outputs, &known, &env, &what, report),
                    Precision::Single => {
                        let env = env.map(|_, _, x| Single(*x as f32));
                        judge(outputs, &known, &env, &what, report);
                    }
                }
            }
        }
    }
}

#[test]
fn no_number_leaves_its_interval() {
    let mut report = String::new();
    for (seed, formula) in text::formulas(NARROW).iter().enumerate() {
        for again in 0..8 {
            hold(formula, 100 * seed as u64 + again, &mut report);
        }
    }
    let reference = include_str!("../../corpus/reference.loss");
    let (_, items, _) = front(reference.parse().expect("Rust's tokens"));
    for (seed, item) in items.iter().enumerate() {
        hold(&item.formula, seed as u64, &mut report);
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn nor_in_random_formulas() {
    let mut report = String::new();
    for seed in 0..FORMULAS {
        let mut random = Sampler::new(seed).spread(1.5);
        let source = Writer::new(&mut random).source();
        let before = report.len();
        hold(&text::formula(&source), seed, &mut report);
        if report.len() > before {
            writeln!(report, "  {source}\n").expect("a string takes text");
        }
    }
    assert!(report.is_empty(), "{report}");
}
