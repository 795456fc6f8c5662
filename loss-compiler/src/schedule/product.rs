//! Which sums are matrix products.
//!
//! ```text
//! sum::<D>(x * y), x along I and D, y along J and D   →   x yᵀ
//! ```
//!
//! A sum that leaves pairs out is one too, where [`gate`](crate::lower::gate) has made the factor that knows the pairs 0 for them: as long
//! as the other factor is finite, for 0 times anything else is not 0. That is asked when the program runs.
//!
//! Only in formulas of a whole batch: a sample's arrays are too small to gain from it.

use crate::graph::{Arg, Axes, Axis, Extent, Formula, Fun, Graph, Id, Kind, Op, Scope};

/// A sum as a matrix product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factors {
    /// The factor with the first axis of the result, and the one with the second.
    pub both: [Id; 2],
    /// The factor that has to be finite, if pairs are left out.
    pub finite: Option<Id>,
}

/// The factors of a sum that is a matrix product.
pub fn factors(formula: &Formula, g: &Graph, id: Id) -> Option<Factors> {
    let Op::Sum(inner) = g.op(id) else {
        return None;
    };
    if formula.scope != Scope::Batch {
        return None;
    }
    let term = g.args(id)[0];
    let Some((gate, gated)) = gated(g, term) else {
        let both = matrices(g, inner, term)?;
        return Some(Factors { both, finite: None });
    };
    let both = matrices(g, inner, gated)?;
    let is_gated = |&id: &Id| self::gated(g, id).is_some_and(|(other, _)| other == gate);
    let knows = both.iter().position(is_gated)?;
    Some(Factors {
        both,
        finite: Some(both[1 - knows]),
    })
}

/// Under which condition a selection is not 0, and what it is then: the condition, and whether it has to hold.
pub fn gated(g: &Graph, id: Id) -> Option<((Id, bool), Id)> {
    if g.op(id) != Op::Select {
        return None;
    }
    let [condition, a, b] = <[Id; 3]>::try_from(g.args(id)).ok()?;
    match (g.is_constant(a, 0.0), g.is_constant(b, 0.0)) {
        (false, true) => Some(((condition, true), a)),
        (true, false) => Some(((condition, false), b)),
        _ => None,
    }
}

/// The factors of a product, if each has the axis summed over and one that the other lacks: first the one whose axis is first.
pub fn matrices(g: &Graph, inner: Axis, term: Id) -> Option<[Id; 2]> {
    if g.op(term) != Op::Fun(Fun::Mul) {
        return None;
    }
    let (x, y) = (g.args(term)[0], g.args(term)[1]);
    let mut outer = g.axes(term).iter().filter(|&axis| axis != inner);
    let (first, second) = (outer.next()?, outer.next()?);
    let of = |axis| Axes::NONE.with(axis).with(inner);
    let (left, right) = (of(first), of(second));
    match (g.axes(x), g.axes(y)) {
        _ if outer.next().is_some() => None,
        axes if axes == (left, right) => Some([x, y]),
        axes if axes == (right, left) => Some([y, x]),
        _ => None,
    }
}

/// Whether an argument is an array of the batch in memory.
pub fn is_array(arg: &Arg) -> bool {
    matches!(arg.kind, Kind::Input | Kind::Data)
        && arg.axes.iter().all(|e| matches!(e, Extent::Named(_)))
}
