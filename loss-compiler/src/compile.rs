//! The chain of passes, from a checked formula to what is emitted. Each stage has a type of its own.

use proc_macro2::TokenStream;

use crate::algebra;
use crate::differentiate::{Derived, differentiate};
use crate::emit::{self, Holder};
use crate::explain::{Explanation, Stages, explain};
use crate::graph::{ArgId, Formula, Op};
use crate::lower::{lower, signs};
use crate::simplify::simplify;
use crate::stabilise::{Fired, Rewrites, stabilise_telling};

/// A formula after every pass, with what was kept of the stages between.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The formula in its stable form.
    pub stable: Formula,
    /// The rules that made it so.
    pub fired: Fired,
    /// Value and derivatives, for reading.
    pub simplified: Derived,
    /// Value and derivatives in the operations that loops have.
    pub lowered: Derived,
    /// The texts of `EXPLAIN`.
    pub explanation: Explanation,
}

/// Runs every pass.
pub fn compile(formula: &Formula) -> Compiled {
    let (passed, rewrites) = passes(formula);
    let explanation = explain(&Stages {
        formula,
        stable: &passed.stable,
        simplified: &passed.simplified,
        lowered: &passed.lowered,
        fired: &passed.fired,
        rewrites: &rewrites,
    });
    Compiled {
        explanation,
        ..passed
    }
}

/// Every pass, without what is only for a reader.
pub(crate) fn passes(formula: &Formula) -> (Compiled, Rewrites) {
    let (stable, fired, rewrites) = stabilise_telling(formula);
    let derived = differentiate(&stable);
    let simplified = simplify(&derived);
    let lowered = signs(&simplify(&lower(&simplified)));
    let compiled = Compiled {
        stable,
        fired,
        simplified,
        lowered,
        explanation: Explanation::default(),
    };
    (compiled, rewrites)
}

impl Compiled {
    /// The kernel; `k` is the path of the run time's private module.
    pub fn kernel(&self, k: &TokenStream, holder: &Holder) -> TokenStream {
        emit::kernel(k, holder, &self.stable, &self.lowered)
    }
}

/// The formula with a parameter at a fixed value.
#[must_use]
pub fn specialised(formula: &Formula, arg: ArgId, value: f64) -> Formula {
    let mut roots = vec![formula.value];
    roots.extend(formula.weight);
    let (graph, roots) = formula.graph.rebuild(&roots, |g, op, args| match op {
        Op::Arg(this, _) if this == arg => g.constant(value),
        _ => algebra::rewrite(g, op, args),
    });
    let weight = formula.weight.map(|_| roots[1]);
    Formula {
        graph,
        value: roots[0],
        weight,
        ..formula.clone()
    }
}
