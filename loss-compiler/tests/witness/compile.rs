//! The compiler's passes in their order, and the outputs of a compiled formula as arrays in the order of its arguments.

use std::collections::BTreeMap;

use loss_compiler::differentiate::{Derived, Partial, differentiate};
use loss_compiler::graph::{ArgId, Formula};
use loss_compiler::interpret::{Env, Number, evaluate};
use loss_compiler::lower::{lower, signs};
use loss_compiler::simplify::simplify;
use loss_compiler::stabilise::stabilise;

/// A formula through all passes.
pub fn compile(formula: &Formula) -> Derived {
    let (stable, _) = stabilise(formula);
    signs(&simplify(&lower(&simplify(&differentiate(&stable)))))
}

/// Value and derivatives of a sample, or of a batch.
#[derive(Clone, Debug)]
pub struct Outcome<N> {
    /// The value.
    pub value: N,
    /// The weight, 1 where the formula has none.
    pub weight: N,
    /// The derivatives by inputs and learnables, each in the order of its values.
    pub gradient: BTreeMap<ArgId, Vec<N>>,
    /// The second derivatives by inputs, of a formula without axes.
    pub curvature: BTreeMap<ArgId, Vec<N>>,
}

/// What a graph with outputs gives under a binding.
pub fn run<N: Number>(derived: &Derived, env: &Env<N>) -> Outcome<N> {
    let roots = derived.roots();
    let arrays = evaluate(&derived.graph, &roots, env).expect("everything is bound");
    let array = |id| {
        let at = roots.iter().position(|root| *root == id);
        &arrays[at.expect("an output is a root")]
    };
    let number = |id| array(id).number().expect("no axes are left").clone();
    let by_arg = |partials: &mut dyn Iterator<Item = &Partial>| {
        let mut by_arg: BTreeMap<ArgId, Vec<N>> = BTreeMap::new();
        for partial in partials {
            let all = by_arg
                .entry(partial.arg)
                .or_insert_with(|| env.reals[&partial.arg].clone());
            for (i, (place, component)) in env.elements(partial.arg).iter().enumerate() {
                if *component == partial.component {
                    all[i] = array(partial.id)
                        .real_at(place)
                        .expect("its own axes")
                        .clone();
                }
            }
        }
        by_arg
    };
    Outcome {
        value: number(derived.value),
        weight: derived.weight.map_or_else(|| N::of(1.0), number),
        gradient: by_arg(&mut derived.gradient.iter().chain(&derived.learnable)),
        curvature: by_arg(&mut derived.curvature.iter()),
    }
}
