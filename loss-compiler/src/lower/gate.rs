//! Leaves pairs out of a factor, where they are left out of a sum of products.
//!
//! ```text
//! sum::<J>(if c { x * y } else { 0 })   →   sum::<J>(if c { x * (if c { y } else { 0 }) } else { 0 })
//! ```
//!
//! The same number: but a loop may leave the outer selection away where `x` is finite, and what is left is a matrix product.

use crate::differentiate::Derived;
use crate::graph::{Axis, Fun, Graph, Id, Op};
use crate::schedule::{gated, matrices};

/// Gates the factors of all such sums.
pub fn gate(derived: &Derived) -> Derived {
    let roots = derived.roots();
    let (graph, roots) = derived.graph.rebuild(&roots, |g, op, args| {
        let args = match op {
            Op::Sum(axis) => vec![gate_term(g, axis, args[0]).unwrap_or(args[0])],
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
        g.make(Op::Select, vec![condition, a, b])
    };
    let factor = only(factor);
    let product = g.make(Op::Fun(Fun::Mul), vec![other, factor]);
    let zero = g.constant(0.0);
    let (a, b) = if holds {
        (product, zero)
    } else {
        (zero, product)
    };
    Some(g.make(Op::Select, vec![condition, a, b]))
}
