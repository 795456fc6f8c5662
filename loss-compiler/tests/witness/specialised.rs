//! A kernel for particular parameters is that of the formula with these numbers in it.

use loss_compiler::compile::specialised;
use loss_compiler::graph::{ArgId, Op};
use loss_compiler::interpret::{Number, Sampler};

use crate::big::{Big, with_precision};
use crate::compile::{compile, run};
use crate::text;

/// Bodies in which `w` meets every operation that goes along an axis.
const BODIES: &[&str] = &[
    "sum(w * x)",
    "sum(w) * x[label]",
    "w[label] * x[label]",
    "sum(x) * mean(w) + max(w) - min(w) * x[label]",
    "sum(x) * logsumexp(w)",
    "sum(x) * norm(w)",
    "sum(x * softmax(w)) + log_softmax(w)[label] * x[label]",
    "sum(x * cumsum(w)) + sum(x * x * reverse(cumsum(w)))",
    "sum(abs(x) * pow(w, s)) / len::<K>()",
    "weighted(s * x[label], w[label])",
];

#[test]
fn every_operation_along_an_axis_takes_one_number_for_all() {
    with_precision(256, || {
        for body in BODIES {
            let s = if body.contains("s *") || body.contains(", s)") {
                ", s: param = 1.0"
            } else {
                ""
            };
            let label = if body.contains("label") {
                ", label: index(K)"
            } else {
                ""
            };
            let formula = text::formula(&format!(
                "pub loss Form(x: input[K]{label}, w: param[K] = 1.0 in 0.0..{s}) {{ {body} }}"
            ));
            let args = formula.arg_ids();
            let values: Vec<(ArgId, f64)> = args
                .filter_map(|(id, arg)| match arg.name.as_str() {
                    "w" => Some((id, 1.5)),
                    "s" => Some((id, 2.0)),
                    _ => None,
                })
                .collect();
            let special = specialised(&formula, &values);
            let is_left = special.graph.ids().any(
                |id| matches!(special.graph.op(id), Op::Arg(arg, _) if values.iter().any(|(a, _)| *a == arg)),
            );
            assert!(!is_left, "{body}");
            let (general, special) = (compile(&formula), compile(&special));
            for seed in 0..4 {
                let mut env = Sampler::new(seed).env(&formula, &[1, 2, 3]);
                for (arg, value) in &values {
                    env.reals.insert(*arg, vec![*value; env.reals[arg].len()]);
                }
                let env = env.map(|_, _, x| Big::of(*x));
                let (a, b) = (run(&general, &env), run(&special, &env));
                let pairs = [(&a.value, &b.value), (&a.weight, &b.weight)];
                let gradients = a
                    .gradient
                    .values()
                    .flatten()
                    .zip(b.gradient.values().flatten());
                for (a, b) in pairs.into_iter().chain(gradients) {
                    // Logarithms and roots of the numbers are folded in `f64`.
                    assert!(a.distance(b) < 1e-14, "{body}: {a:?} becomes {b:?}");
                }
            }
        }
    });
}

#[test]
fn a_weight_of_one_is_none() {
    let text = "pub loss Form(x: input[K], label: index(K), w: param[K] = 1.0) { weighted(x[label], w[label]) }";
    let formula = text::formula(text);
    let at = |value| specialised(&formula, &[(ArgId(2), value)]).weight;
    assert!(at(1.0).is_none());
    assert!(at(2.0).is_some());
}
