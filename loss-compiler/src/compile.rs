//! The chain of passes, from a checked formula to what is emitted. Each stage has a type of its own.

use proc_macro2::TokenStream;

use crate::algebra;
use crate::differentiate::{Derived, differentiate};
use crate::emit::{self, Holder};
use crate::explain::{Explanation, Stages, explain};
use crate::graph::{ArgId, Formula, Fun, Graph, Id, Op, Scope};
use crate::lower::{common, gate, lower, regroup, signs, unasked};
use crate::simplify::simplify;
use crate::stabilise::{Fired, stabilise, stabilise_telling};

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
    /// The formula with parameters at fixed values, for each of [`Formula::specialise`].
    pub special: Vec<Lowered>,
    /// The texts of `EXPLAIN`.
    pub explanation: Explanation,
}

/// A formula of which loops can be written.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// In its stable form.
    pub stable: Formula,
    /// Value and derivatives in the operations that loops have.
    pub derived: Derived,
}

/// Runs every pass. No token is made or read: where the compiler of Rust lends its tokens to one thread, this may run on others.
pub fn compile(formula: &Formula) -> Compiled {
    let (stable, fired, rewrites) = stabilise_telling(formula);
    let simplified = simplify(&differentiate(&stable));
    let lowered = lowered(formula, &simplified);
    let explanation = explain(&Stages {
        formula,
        stable: &stable,
        simplified: &simplified,
        lowered: &lowered,
        fired: &fired,
        rewrites: &rewrites,
    });
    let special = formula.specialise.iter();
    Compiled {
        special: special
            .map(|values| Lowered::of(&specialised(formula, values)))
            .collect(),
        stable,
        fired,
        simplified,
        lowered,
        explanation,
    }
}

impl Lowered {
    /// The passes that a kernel needs.
    fn of(formula: &Formula) -> Lowered {
        let (stable, _) = stabilise(formula);
        let derived = lowered(formula, &simplify(&differentiate(&stable)));
        Lowered { stable, derived }
    }

    /// The kernel; `k` is the path of the run time's private module.
    pub fn kernel(&self, k: &TokenStream, holder: &Holder) -> TokenStream {
        emit::kernel(k, holder, &self.stable, &self.derived)
    }
}

impl Compiled {
    /// The kernel; `k` is the path of the run time's private module.
    pub fn kernel(&self, k: &TokenStream, holder: &Holder) -> TokenStream {
        emit::kernel(k, holder, &self.stable, &self.lowered)
    }
}

fn lowered(formula: &Formula, simplified: &Derived) -> Derived {
    let lowered = signs(&simplify(&lower(simplified)));
    match formula.scope {
        Scope::Sample if formula.axes.is_empty() => {
            let lean = common(formula, &unasked(&lowered));
            signs(&regroup(formula, &lean))
        }
        Scope::Sample => lowered,
        Scope::Batch => gate(&lowered),
    }
}

/// The kernel of a formula, of which nothing else is wanted.
pub fn kernel(k: &TokenStream, holder: &Holder, formula: &Formula) -> TokenStream {
    Lowered::of(formula).kernel(k, holder)
}

/// The kernel of a formula with what stands in the place of its derivatives.
pub fn kernel_of_derived(
    k: &TokenStream,
    holder: &Holder,
    formula: &Formula,
    derived: &Derived,
) -> TokenStream {
    emit::kernel(k, holder, formula, &lowered(formula, &simplify(derived)))
}

/// The formula with parameters at fixed values. A weight of 1 is none.
#[must_use]
pub fn specialised(formula: &Formula, values: &[(ArgId, f64)]) -> Formula {
    let mut roots = vec![formula.value];
    roots.extend(formula.weight);
    let (graph, roots) = formula.graph.rebuild(&roots, |g, op, args| match op {
        Op::Arg(this, _) => match values.iter().find(|(arg, _)| *arg == this) {
            Some((_, value)) => g.constant(*value),
            None => g.make(op, args),
        },
        _ => along_nothing(g, op, &args).unwrap_or_else(|| algebra::rewrite(g, op, args)),
    });
    let weight = formula.weight.map(|_| roots[1]);
    Formula {
        weight: weight.filter(|weight| !graph.is_constant(*weight, 1.0)),
        graph,
        value: roots[0],
        ..formula.clone()
    }
}

/// What an operation along an axis makes of a number that is the same all along it: a parameter of each class that is one
/// for all.
fn along_nothing(g: &mut Graph, op: Op, args: &[Id]) -> Option<Id> {
    let axis = op.reduced_axis().or(match op {
        Op::Softmax(axis)
        | Op::SoftmaxRest(axis)
        | Op::LogSoftmax(axis)
        | Op::Cumsum(axis)
        | Op::CumsumBack(axis)
        | Op::Reverse(axis)
        | Op::Gather(axis) => Some(axis),
        _ => None,
    })?;
    let x = *args.first()?;
    if g.axes(x).contains(axis) {
        return None;
    }
    let (len, one) = (g.len_of(axis), g.constant(1.0));
    Some(match op {
        Op::Sum(_) => algebra::mul(g, len, x),
        Op::LogSumExp(_) => {
            let log = g.fun1(Fun::Ln, len);
            algebra::add(g, x, log)
        }
        Op::Norm(_) => {
            let (size, root) = (g.fun1(Fun::Abs, x), g.fun1(Fun::Sqrt, len));
            algebra::mul(g, size, root)
        }
        Op::Softmax(_) => algebra::div(g, one, len),
        Op::SoftmaxRest(_) => {
            let share = algebra::div(g, one, len);
            algebra::sub(g, one, share)
        }
        Op::LogSoftmax(_) => {
            let log = g.fun1(Fun::Ln, len);
            algebra::neg(g, log)
        }
        Op::Cumsum(_) | Op::CumsumBack(_) => {
            let position = g.make(Op::Position(axis), []);
            let position = g.make(Op::Number, [position]);
            let count = match op {
                Op::Cumsum(_) => algebra::add(g, position, one),
                _ => algebra::sub(g, len, position),
            };
            algebra::mul(g, count, x)
        }
        // The largest, the smallest, one of them, all in reverse.
        _ => x,
    })
}
