//! The formulas of the language reference, compiled, against the formulas as they stand.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use loss_compiler::differentiate::Derived;
use loss_compiler::graph::{ArgId, Bound, Formula, Op};
use loss_compiler::interpret::{
    Env, Number, Sampler, branches, differences, gradient, moved, second_derivative,
};

use loss_compiler::stabilise::stabilise;

use crate::big::{Big, with_precision};
use crate::compile::{compile, run};
use crate::second::library;
use crate::text::formulas;

/// The formulas of the reference. That the target of `JensenShannon` is a distribution is not said by its declaration.
pub fn reference() -> Vec<Formula> {
    let mut all = formulas(REFERENCE);
    for formula in all
        .iter_mut()
        .filter(|formula| formula.name == "JensenShannon")
    {
        formula.args[1].domain.low = Some(Bound {
            at: 0.0,
            included: true,
        });
    }
    all
}

const REFERENCE: &str = include_str!("../../corpus/reference.loss");

/// The lengths of axes.
const LENGTHS: [usize; 5] = [1, 2, 3, 5, 7];

/// `f64` gradients agree with dual numbers to this, by the promise in `accuracy.md`. What lies beyond is judged by what
/// `f64` can do at all: how far dual numbers in `f64`, over the stable formula, at arguments moved by their last place,
/// are from the truth.
const TOLERANCE: f64 = 1e-12;

/// How much worse than those the compiled gradient may be: they are a sample of six, and a graph adds in another order.
const MARGIN: f64 = 8.0;

fn big(env: &Env<f64>) -> Env<Big> {
    env.map(|_, _, x| Big::of(*x))
}

/// Value and gradient by dual numbers over the formula as it stands, in arbitrary precision.
fn truth(formula: &Formula, env: &Env<f64>) -> (Big, BTreeMap<ArgId, Vec<Big>>) {
    gradient(&formula.graph, formula.value, &big(env)).expect("everything is bound")
}

/// All numbers of a value and its gradient.
fn flat<N: Clone>((value, gradient): &(N, BTreeMap<ArgId, Vec<N>>)) -> Vec<N> {
    let mut all = vec![value.clone()];
    all.extend(gradient.values().flatten().cloned());
    all
}

/// The binding with every argument moved by its last place, one way or the other.
fn shaken(env: &Env<f64>, random: &mut Sampler) -> Env<f64> {
    env.map(|_, _, x| {
        if random.below(2) == 0 {
            x.next_up()
        } else {
            x.next_down()
        }
    })
}

/// How far dual numbers in `f64` over the stable formula are from the truth, at arguments moved by their last place.
fn yardstick(formula: &Formula, env: &Env<f64>, exact: &[Big]) -> Vec<f64> {
    let (stable, _) = stabilise(formula);
    let mut random = Sampler::new(99);
    let mut most = vec![0f64; exact.len()];
    for _ in 0..6 {
        let near = shaken(env, &mut random);
        let found = gradient(&stable.graph, stable.value, &near).expect("everything is bound");
        for (most, (found, exact)) in most.iter_mut().zip(flat(&found).iter().zip(exact)) {
            *most = most.max(Big::of(*found).sub(exact).abs().to_f64());
        }
    }
    most
}

/// Compares the compiled formula with the truth at a point. What is 0 in truth, because terms of order one cancel, may
/// be as large as `floor`.
pub fn judge(formula: &Formula, env: &Env<f64>, floor: f64, report: &mut String) {
    judge_compiled(formula, &compile(formula), env, floor, report);
}

fn judge_compiled(
    formula: &Formula,
    compiled: &Derived,
    env: &Env<f64>,
    floor: f64,
    report: &mut String,
) {
    let outcome = run(compiled, env);
    let got = flat(&(outcome.value, outcome.gradient));
    let exact = flat(&truth(formula, env));
    if exact[0].is_nan() {
        // Outside of the formula's domain there is no gradient; the value says so.
        assert!(
            got[0].is_nan(),
            "{}: {} at {:?}",
            formula.name,
            got[0],
            env.reals
        );
        return;
    }
    let mut measured: Option<Vec<f64>> = None;
    for (i, (got, here)) in got.iter().zip(&exact).enumerate() {
        let truth = here.to_f64();
        let error = Big::of(*got).sub(here).abs().to_f64();
        if error <= TOLERANCE * truth.abs() || got.to_bits() == truth.to_bits() || got == &truth {
            continue;
        }
        let measured = measured.get_or_insert_with(|| yardstick(formula, env, &exact));
        // What has passed through subnormal numbers has lost its digits.
        let is_near = error <= MARGIN * measured[i] + floor;
        if !is_near {
            writeln!(
                report,
                "{} #{i}: {got:e}, in truth {truth:e}, by f64 to {:e}; {:?} {:?} {:?}",
                formula.name, measured[i], env.reals, env.labels, env.lengths
            )
            .expect("a string takes text");
        }
    }
}

#[test]
fn gradients_are_those_of_dual_numbers() {
    let mut report = String::new();
    for formula in reference() {
        for seed in 0..6 {
            let env = Sampler::new(seed).env(&formula, &LENGTHS);
            judge(&formula, &env, f64::MIN_POSITIVE, &mut report);
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// Value and gradient of a compiled formula are those of dual numbers in `f64` over the formula as it stands.
fn agrees(formula: &Formula, compiled: &Derived, env: &Env<f64>) -> bool {
    let outcome = run(compiled, env);
    let dual = gradient(&formula.graph, formula.value, env).expect("everything is bound");
    let got = flat(&(outcome.value, outcome.gradient));
    let near = |(got, dual): (&f64, &f64)| (got - dual).abs() <= TOLERANCE * dual.abs();
    got.iter().zip(&flat(&dual)).all(near)
}

/// Every loss that the library has, at as many points as are asked for:
///
/// ```text
/// POINTS=100000 cargo test --release -p loss-compiler --test witness library_are -- --nocapture
/// ```
///
/// Dual numbers in `f64` say of nearly all that they agree; of the others arbitrary precision says which of the two is right.
#[test]
#[allow(clippy::print_stdout, reason = "how many were in doubt")]
fn gradients_of_the_library_are_those_of_dual_numbers() {
    let points = std::env::var("POINTS").map_or(4, |n| n.parse().expect("a number"));
    let (formulas, next) = (library(), AtomicUsize::new(0));
    let work = || {
        let (mut report, mut judged) = (String::new(), 0);
        while let Some(formula) = formulas.get(next.fetch_add(1, Ordering::Relaxed)) {
            let compiled = compile(formula);
            for seed in 0..points {
                let env = Sampler::new(seed).env(formula, &LENGTHS);
                if !agrees(formula, &compiled, &env) {
                    judged += 1;
                    judge_compiled(formula, &compiled, &env, f64::MIN_POSITIVE, &mut report);
                }
            }
        }
        (report, judged)
    };
    let threads = thread::available_parallelism().map_or(1, |n| n.get());
    let found: Vec<(String, usize)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let joined = threads.into_iter().map(|thread| thread.join());
        joined
            .map(|found| found.expect("no witness panics"))
            .collect()
    });
    let judged: usize = found.iter().map(|(_, judged)| judged).sum();
    println!("{points} points a loss, {judged} in all to arbitrary precision");
    let report: String = found.into_iter().map(|(report, _)| report).collect();
    assert!(report.is_empty(), "{report}");
}

#[test]
fn gradients_are_those_of_dual_numbers_at_edges() {
    let mut report = String::new();
    for formula in reference() {
        for seed in 0..6 {
            let env = Sampler::new(seed).edges().env(&formula, &[1, 2, 3]);
            // 1 - sigmoid(710) needs 1024 bits more.
            with_precision(2600, || {
                judge(&formula, &env, f64::MIN_POSITIVE, &mut report)
            });
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn finite_differences_converge_to_the_gradient() {
    const STEP: f64 = 1.0 / 1024.0;
    let mut report = String::new();
    let stops = |formula: &Formula| {
        formula
            .graph
            .ids()
            .any(|id| formula.graph.op(id) == Op::StopGradient)
    };
    // A difference does not stop where `stop_gradient` says so.
    for formula in reference().iter().filter(|formula| !stops(formula)) {
        let compiled = compile(formula);
        let mut compared = 0;
        for seed in 100..104 {
            let env = Sampler::new(seed).spread(1.5).env(formula, &[2, 3]);
            let gradient = run(&compiled, &env).gradient;
            let here =
                branches(&formula.graph, &[formula.value], &env).expect("everything is bound");
            for (arg, slopes) in gradient {
                for (i, slope) in slopes.iter().enumerate() {
                    let at = (arg, i);
                    let is_smooth = [STEP, -STEP].iter().all(|h| {
                        let there =
                            branches(&formula.graph, &[formula.value], &moved(&env, at, *h));
                        there.expect("everything is bound") == here
                    });
                    let domain = formula.arg(arg).domain;
                    let x = env.reals[&arg][i];
                    let inside = domain.contains(x - STEP) && domain.contains(x + STEP);
                    if !is_smooth || !inside {
                        continue;
                    }
                    compared += 1;
                    let big = big(&env);
                    let found = differences(&formula.graph, formula.value, &big, at, STEP, 3);
                    let found = found.expect("everything is bound");
                    let exact = Big::of(*slope);
                    // The error falls as the square of the step, down to that of the gradient in `f64`; the differences
                    // themselves, in arbitrary precision, have none.
                    let floor = 1e-12 * slope.abs().max(1e-3);
                    let last = found
                        .quotients
                        .last()
                        .expect("three halvings")
                        .sub(&exact)
                        .abs()
                        .to_f64();
                    let converges = found.orders(&exact).iter().all(|order| *order >= 1.9);
                    if !(last <= floor || (converges && last <= 1e-2 * slope.abs().max(1.0))) {
                        writeln!(
                            report,
                            "{} {at:?}: {slope:e}, differences {:?}, orders {:?}; {:?}",
                            formula.name,
                            found
                                .quotients
                                .iter()
                                .map(Number::to_f64)
                                .collect::<Vec<_>>(),
                            found.orders(&exact),
                            env.reals
                        )
                        .expect("a string takes text");
                    }
                }
            }
        }
        assert!(
            compared > 0,
            "{}: no point is away from kinks",
            formula.name
        );
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn second_derivatives_are_those_of_nested_dual_numbers() {
    let mut report = String::new();
    let mut compared = 0;
    for formula in reference() {
        let compiled = compile(&formula);
        for seed in 0..12 {
            let env = Sampler::new(seed).env(&formula, &LENGTHS);
            for (arg, curvatures) in run(&compiled, &env).curvature {
                for (i, got) in curvatures.iter().enumerate() {
                    let second = |env: &Env<f64>| {
                        second_derivative(&formula.graph, formula.value, &big(env), (arg, i))
                            .expect("everything is bound")
                    };
                    let exact = second(&env);
                    compared += 1;
                    let error = Big::of(*got).sub(&exact).abs().to_f64();
                    if error <= TOLERANCE * exact.to_f64().abs() {
                        continue;
                    }
                    let mut random = Sampler::new(5);
                    let moved = (0..6).map(|_| {
                        let near = env.map(|_, _, x| {
                            if random.below(2) == 0 {
                                x.next_up()
                            } else {
                                x.next_down()
                            }
                        });
                        second(&near).sub(&exact).abs().to_f64()
                    });
                    let moved = moved.fold(0.0, f64::max);
                    let is_near = error <= MARGIN * moved;
                    if !is_near {
                        writeln!(
                            report,
                            "{} {arg:?}: {got:e}, in truth {exact:?}; {:?}",
                            formula.name, env.reals
                        )
                        .expect("a string takes text");
                    }
                }
            }
        }
    }
    assert!(compared > 100, "only {compared}");
    assert!(report.is_empty(), "{report}");
}
