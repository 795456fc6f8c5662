//! The set of functions is closed under two differentiations: each function of the table, differentiated twice, is a
//! graph of operations of the table, and agrees with nested dual numbers.

use loss_compiler::graph::{ArgId, Formula, Fun, Kind, Op, TABLE};
use loss_compiler::interpret::{Env, Number, Sampler, gradient, second_derivative};

use crate::big::Big;
use crate::build::Build;
use crate::compile::{compile, run};

/// `fun` of as many inputs as it has operands that vary.
fn formula(fun: Fun) -> Formula {
    let inputs = match fun {
        Fun::Powi | Fun::Polygamma | Fun::Clamp => 1,
        _ => fun.row().arity,
    };
    let mut build = Build::new();
    for _ in 0..inputs {
        build = build.arg(Kind::Input, &[]);
    }
    let mut formula = build.formula(|g, x| {
        let args = match fun {
            Fun::Powi => vec![x[0], g.constant(5.0)],
            Fun::Polygamma => vec![g.constant(1.0), x[0]],
            Fun::Clamp => vec![x[0], g.constant(0.25), g.constant(2.0)],
            _ => x.to_vec(),
        };
        g.make(Op::Fun(fun), &*args)
    });
    formula.axes.clear();
    formula.same_length.clear();
    formula
}

/// A point where the function is smooth.
fn point(fun: Fun, operand: usize, random: &mut Sampler) -> f64 {
    let unit = random.unit();
    match fun {
        // A shape that is positive, a share of 1.
        Fun::HypotRest if operand == 1 => 0.05 + 3.0 * unit,
        Fun::LogMix if operand == 1 => unit,
        Fun::Ln | Fun::Sqrt | Fun::Pow | Fun::Xlogy | Fun::LogRatio | Fun::Lgamma => {
            0.05 + 3.0 * unit
        }
        Fun::Digamma | Fun::Trigamma | Fun::Polygamma => 0.05 + 3.0 * unit,
        Fun::Asin | Fun::Acos => 1.9 * unit - 0.95,
        Fun::Ln1p | Fun::Xlog1py | Fun::LnRest => 3.0 * unit - 0.9,
        Fun::Div => {
            if random.below(2) == 0 {
                0.1 + unit
            } else {
                -0.1 - unit
            }
        }
        _ => 6.0 * unit - 3.0,
    }
}

#[test]
fn every_function_can_be_differentiated_twice() {
    let mut report = vec![];
    for row in TABLE {
        let formula = formula(row.fun);
        let compiled = compile(&formula);
        for id in compiled.graph.ids() {
            let op = compiled.graph.op(id);
            assert!(
                op.is_elementwise() || matches!(op, Op::Arg(..)),
                "{}: {op:?}",
                row.name
            );
        }
        let mut random = Sampler::new(row.fun as u64);
        for _ in 0..40 {
            let mut env = Env::new(&formula.args);
            for i in 0..formula.args.len() {
                env = env.real(ArgId(i as u16), [point(row.fun, i, &mut random)]);
            }
            let big = env.map(|_, _, x| Big::of(*x));
            let outcome = run(&compiled, &env);
            let (value, slopes) =
                gradient(&formula.graph, formula.value, &big).expect("everything is bound");
            let mut judge = |what: &str, got: f64, exact: &Big| {
                // Twenty-odd roundings of 2^-53, and what cancels between terms of order one.
                let error = Big::of(got).sub(exact).abs().to_f64();
                let is_near = error <= 1e-14 * exact.to_f64().abs().max(1.0);
                if !is_near {
                    report.push(format!(
                        "{what} of {} at {:?}: {got:e}, in truth {:e}",
                        row.name,
                        env.reals,
                        exact.to_f64()
                    ));
                }
            };
            judge("value", outcome.value, &value);
            for (arg, slopes) in &slopes {
                judge("slope", outcome.gradient[arg][0], &slopes[0]);
                let second = second_derivative(&formula.graph, formula.value, &big, (*arg, 0))
                    .expect("everything is bound");
                judge("curvature", outcome.curvature[arg][0], &second);
            }
        }
    }
    assert!(
        report.is_empty(),
        "{} wrong:\n{}",
        report.len(),
        report.join("\n")
    );
}
