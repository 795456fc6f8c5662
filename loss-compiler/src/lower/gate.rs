//! Leaves pairs out of a factor, where they are left out of a sum of products.
//!
//! ```text
//! sum::<J>(if c { x * y } else { 0 })   →   sum::<J>(if c { x * (if c { y } else { 0 }) } else { 0 })
//! ```
//!
//! The same number: but a loop may leave the outer selection away where `x` is finite, and what is left is a matrix product. So is
//! what both branches multiply by the same:
//!
//! ```text
//! if c { -(x * y) } else { x * z }      →   x * (if c { -y } else { z })
//! ```

use crate::differentiate::Derived;
use crate::graph::{Axis, Fun, Graph, Id, Op};
use crate::schedule::{gated, matrices};

/// Gates the factors of all such sums.
pub fn gate(derived: &Derived) -> Derived {
    let roots = derived.roots();
    let (graph, roots) = derived.graph.rebuild(&roots, |g, op, args| {
        let args = match op {
            Op::Sum(axis) => {
                let term = shared(g, axis, args[0]).or_else(|| gate_term(g, axis, args[0]));
                [term.unwrap_or(args[0])].into()
            }
            _ => args,
        };
        g.make(op, args)
    });
    derived.with(graph, &roots)
}

fn gate_term(g: &mut Graph, axis: Axis, term: Id) -> Option<Id> {
    let ((condition, holds), product) = gated(g, term)?;
    let [x, y] = matrices(g, axis, product)?;
    let knows = |id: &Id| g.axes(condition).within(g.axes(*id));
    let (other, factor) = match (knows(&y), knows(&x)) {
        (true, _) => (x, y),
        (false, true) => (y, x),
        (false, false) => return None,
    };
    let mut only = |of: Id| {
        let zero = g.constant(0.0);
        let (a, b) = if holds { (of, zero) } else { (zero, of) };
        g.make(Op::Select, [condition, a, b])
    };
    let factor = only(factor);
    let product = g.make(Op::Fun(Fun::Mul), [other, factor]);
    let zero = g.constant(0.0);
    let (a, b) = if holds {
        (product, zero)
    } else {
        (zero, product)
    };
    Some(g.make(Op::Select, [condition, a, b]))
}

/// A choice between two products as a product with a choice, if that makes a matrix product of the sum.
fn shared(g: &mut Graph, axis: Axis, term: Id) -> Option<Id> {
    if g.op(term) != Op::Select {
        return None;
    }
    let [condition, a, b] = <[Id; 3]>::try_from(g.args(term)).ok()?;
    let (a, b) = (Signed::of(g, a)?, Signed::of(g, b)?);
    let pairs = [(0, 0), (0, 1), (1, 0), (1, 1)];
    let (i, j) = pairs
        .into_iter()
        .find(|&(i, j)| a.factors[i] == b.factors[j])?;
    let factor = a.factors[i];
    let (y, z) = (a.factors[1 - i], b.factors[1 - j]);
    let [y, z] =
        [(a.is_negative, y), (b.is_negative, z)].map(|(is_negative, id)| match is_negative {
            true => g.make(Op::Fun(Fun::Neg), [id]),
            false => id,
        });
    let chosen = g.make(Op::Select, [condition, y, z]);
    let product = g.make(Op::Fun(Fun::Mul), [factor, chosen]);
    matrices(g, axis, product).map(|_| product)
}

/// A product, or its negative.
struct Signed {
    is_negative: bool,
    factors: [Id; 2],
}

impl Signed {
    fn of(g: &Graph, id: Id) -> Option<Signed> {
        let is_negative = g.op(id) == Op::Fun(Fun::Neg);
        let product = if is_negative { g.args(id)[0] } else { id };
        let is_product = g.op(product) == Op::Fun(Fun::Mul);
        is_product.then(|| Signed {
            is_negative,
            factors: [g.args(product)[0], g.args(product)[1]],
        })
    }
}
