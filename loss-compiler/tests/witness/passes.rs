//! Each pass preserves meaning: what goes in and what comes out are worth the same, in arbitrary precision.

use loss_compiler::differentiate::{Derived, differentiate};
use loss_compiler::explain::readable;
use loss_compiler::graph::{Formula, Fun, Id, Kind, Op};
use loss_compiler::interpret::{Env, Number, Sampler, evaluate, gradient};
use loss_compiler::lower::{lower, signs};
use loss_compiler::simplify::simplify;
use loss_compiler::stabilise::stabilise;

use crate::big::{Big, with_precision};
use crate::build::{Build, K};
use crate::compile::run;
use crate::corpus::reference;
use crate::second::library;

/// Passes fold constants in `f64`: `ln(2 * PI)` is one of them. Nothing else is rounded to fewer than 500 bits.
const FOLDED: f64 = 1e-14;

fn same(x: &Big, y: &Big, tolerance: f64) -> bool {
    // 0 that is not quite 0, of numbers of order one
    (x.is_nan() && y.is_nan())
        || x.distance(y) <= tolerance
        || x.sub(y).abs().to_f64() <= tolerance * 1e-3
}

/// Random bindings of every formula, moderate ones and edges.
fn everywhere(check: impl FnMut(&Formula, &Env<Big>)) {
    everywhere_of(reference(), check);
}

fn everywhere_of(formulas: Vec<Formula>, mut check: impl FnMut(&Formula, &Env<Big>)) {
    with_precision(512, || {
        for formula in formulas {
            for seed in 0..4 {
                let env = Sampler::new(seed).env(&formula, &[1, 2, 3]);
                check(&formula, &env.map(|_, _, x| Big::of(*x)));
            }
        }
    });
}

fn outputs(derived: &Derived, env: &Env<Big>) -> Vec<Big> {
    let arrays = evaluate(&derived.graph, &derived.roots(), env).expect("everything is bound");
    arrays
        .iter()
        .flat_map(|array| array.reals().to_vec())
        .collect()
}

/// One element per place of each argument, so that an output that lost an axis compares with one that has it.
fn derivatives(derived: &Derived, env: &Env<Big>) -> Vec<Big> {
    let outcome = run(derived, env);
    let all = outcome
        .gradient
        .into_values()
        .chain(outcome.curvature.into_values());
    let mut all: Vec<Big> = all.flatten().collect();
    all.extend([outcome.value, outcome.weight]);
    all
}

fn value(formula: &Formula, env: &Env<Big>) -> Vec<Big> {
    let mut roots = vec![formula.value];
    roots.extend(formula.weight);
    let arrays = evaluate(&formula.graph, &roots, env).expect("everything is bound");
    arrays
        .iter()
        .map(|array| array.number().expect("no axes are left").clone())
        .collect()
}

/// All passes on one formula, each compared with what went into it; what is wrong first.
pub fn every_pass(formula: &Formula, env: &Env<Big>) -> Result<(), String> {
    let near = |what: &str, before: &[Big], after: &[Big], tolerance: f64| {
        let wrong = before
            .iter()
            .zip(after)
            .find(|(x, y)| !same(x, y, tolerance));
        match wrong {
            Some((x, y)) => Err(format!("{what}: {:e} becomes {:e}", x.to_f64(), y.to_f64())),
            None => Ok(()),
        }
    };
    let before = value(formula, env);
    let (stable, _) = stabilise(formula);
    near("stabilise", &before, &value(&stable, env), FOLDED)?;
    if before[0].is_nan() {
        return Ok(());
    }
    let derived = differentiate(&stable);
    let (_, truth) = gradient(&stable.graph, stable.value, env).expect("everything is bound");
    let truth: Vec<Big> = truth.into_values().flatten().collect();
    let got: Vec<Big> = run(&derived, env)
        .gradient
        .into_values()
        .flatten()
        .collect();
    near("differentiate", &truth, &got, 1e-60)?;
    let simple = simplify(&derived);
    let (low, all) = (lower(&simple), derivatives(&simple, env));
    near("simplify", &derivatives(&derived, env), &all, FOLDED)?;
    near("lower", &all, &derivatives(&low, env), FOLDED)?;
    near(
        "simplify after lower",
        &all,
        &derivatives(&simplify(&low), env),
        FOLDED,
    )
}

fn compare(name: &str, before: &[Big], after: &[Big], env: &Env<Big>) {
    assert_eq!(before.len(), after.len(), "{name}");
    for (i, (x, y)) in before.iter().zip(after).enumerate() {
        let (a, b) = (x.to_f64(), y.to_f64());
        let at: Vec<Vec<f64>> = env
            .reals
            .values()
            .map(|x| x.iter().map(Number::to_f64).collect())
            .collect();
        assert!(
            same(x, y, FOLDED),
            "{name} #{i}: {a:e} becomes {b:e} at {at:?} {:?}",
            env.labels
        );
    }
}

#[test]
fn stabilise_keeps_the_value() {
    everywhere(|formula, env| {
        let (stable, _) = stabilise(formula);
        compare(
            &formula.name,
            &value(formula, env),
            &value(&stable, env),
            env,
        );
    });
}

#[test]
fn differentiate_is_exact() {
    everywhere(|formula, env| {
        let (stable, _) = stabilise(formula);
        for formula in [formula, &stable] {
            let (value, gradient) =
                gradient(&formula.graph, formula.value, env).expect("everything is bound");
            if value.is_nan() {
                continue;
            }
            let got = run(&differentiate(formula), env).gradient;
            let flat = |x: std::collections::BTreeMap<_, Vec<Big>>| {
                x.into_values().flatten().collect::<Vec<Big>>()
            };
            for (i, (x, y)) in flat(gradient).iter().zip(&flat(got)).enumerate() {
                // 512 bits less what cancels
                let near = x.distance(y) <= 1e-100 || x.sub(y).abs().to_f64() < 1e-130;
                assert!(
                    near,
                    "{} #{i}: {:e} and {:e}",
                    formula.name,
                    x.to_f64(),
                    y.to_f64()
                );
            }
        }
    });
}

#[test]
fn simplify_keeps_every_output() {
    everywhere(|formula, env| {
        let derived = differentiate(&stabilise(formula).0);
        let simple = simplify(&derived);
        if !outputs(&derived, env)[0].is_nan() {
            compare(
                &formula.name,
                &derivatives(&derived, env),
                &derivatives(&simple, env),
                env,
            );
        }
    });
}

#[test]
fn lower_keeps_every_output() {
    everywhere(|formula, env| {
        let simple = simplify(&differentiate(&stabilise(formula).0));
        let low = lower(&simple);
        let lowest = simplify(&low);
        if !outputs(&simple, env)[0].is_nan() {
            compare(
                &formula.name,
                &derivatives(&simple, env),
                &derivatives(&low, env),
                env,
            );
            compare(
                &formula.name,
                &derivatives(&low, env),
                &derivatives(&lowest, env),
                env,
            );
            compare(
                &formula.name,
                &derivatives(&lowest, env),
                &derivatives(&signs(&lowest), env),
                env,
            );
        }
    });
}

/// The operations that the value of a formula is computed with, once it is lowered.
fn lowered(formula: &Formula) -> Vec<Op> {
    let low = signs(&simplify(&lower(&simplify(&differentiate(formula)))));
    let mut open = vec![low.value];
    let mut seen = Vec::new();
    while let Some(id) = open.pop() {
        if !seen.contains(&id) {
            seen.push(id);
            open.extend_from_slice(low.graph.args(id));
        }
    }
    seen.into_iter().map(|id: Id| low.graph.op(id)).collect()
}

/// `-(if x == 0 { 0 } else { -x y })` has no sign to change.
#[test]
fn signs_meet() {
    let two = Build::new().arg(Kind::Input, &[]).arg(Kind::Data, &[]);
    let formula = two.formula(|g, x| {
        let zero = g.constant(0.0);
        let (product, is_zero) = (g.mul(x[0], x[1]), g.eq(x[0], zero));
        let minus = g.neg(product);
        let chosen = g.select(is_zero, zero, minus);
        g.neg(chosen)
    });
    assert!(!lowered(&formula).contains(&Op::Fun(Fun::Neg)));
}

/// The normaliser of a cross-entropy stands in no sum: that would be a loop after the one that finds it.
#[test]
fn cross_entropy_has_no_sum_over_its_normaliser() {
    let rows = Build::new().arg(Kind::Input, &[K]).arg(Kind::Data, &[K]);
    let formula = rows.formula(|g, x| {
        let log = g.op1(Op::LogSoftmax(K), x[0]);
        let product = g.mul(x[1], log);
        g.sum(K, product)
    });
    let low = simplify(&lower(&simplify(&differentiate(&formula))));
    let g = &low.graph;
    let logs = |id: Id| g.op(id) == Op::Fun(Fun::Ln1p);
    let above: Vec<Id> = g
        .ids()
        .filter(|&id| g.args(id).iter().any(|&arg| logs(arg)))
        .collect();
    assert!(!above.is_empty() && above.iter().all(|&id| g.axes(id).is_empty()));
}

/// A norm has one sum of squares, and another only where that is not to be trusted.
#[test]
fn a_norm_sums_again_only_if_it_must() {
    let row = Build::new().arg(Kind::Input, &[K]);
    let ops = lowered(&row.formula(|g, x| g.op1(Op::Norm(K), x[0])));
    let count = |op: Op| ops.iter().filter(|&&other| other == op).count();
    assert_eq!((count(Op::Sum(K)), count(Op::Resum(K))), (1, 1));
}

/// What is printed as the gradient is the gradient: wherever it is a number, since its guards are left out.
#[test]
fn derivatives_for_reading_are_the_derivatives() {
    let (mut compared, mut left_out, mut wrong) = (0, 0, Vec::new());
    let formulas = [reference(), library()].concat();
    everywhere_of(formulas, |formula, env| {
        let (stable, _) = stabilise(formula);
        let guarded = derivatives(&differentiate(&stable), env);
        let plain = derivatives(&readable(&stable), env);
        assert_eq!(guarded.len(), plain.len(), "{}", formula.name);
        for (x, y) in guarded.iter().zip(&plain) {
            if !y.to_f64().is_finite() {
                left_out += 1;
                continue;
            }
            compared += 1;
            let (a, b) = (x.to_f64(), y.to_f64());
            // The difference of such constants has fewer digits.
            if !same(x, y, 100.0 * FOLDED) {
                wrong.push(format!("{}: {a:e}, for reading {b:e}", formula.name));
            }
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared > 20 * left_out, "{compared} {left_out}");
}
