//! The Euclidean norm by a sum of squares; where that has overflowed or vanished, by one of the elements made small or
//! large. The second sum is a pass of its own, which rows of ordinary numbers do not take.

use crate::algebra;
use crate::graph::{Axis, Fun, Graph, Id, Op};

pub(super) fn norm(g: &mut Graph, axis: Axis, x: Id) -> Id {
    let square = g.mul(x, x);
    let plain = g.sum(axis, square);
    let (low, high) = (
        g.make(Op::SquareLimit(false), []),
        g.make(Op::SquareLimit(true), []),
    );
    let (is_tiny, is_not_huge) = (g.lt(plain, low), g.le(plain, high));
    // NaN fails both comparisons and comes back from the second sum.
    let is_huge = g.not(is_not_huge);
    let is_outside = g.or(is_tiny, is_huge);
    let (shrink, grow) = (g.make(Op::Scale(true), []), g.make(Op::Scale(false), []));
    let one = g.constant(1.0);
    let factor = g.select(is_tiny, grow, shrink);
    let back = g.select(is_tiny, shrink, grow);
    let back = g.select(is_outside, back, one);
    let scaled = g.mul(factor, x);
    let square = g.mul(scaled, scaled);
    let squares = g.make(Op::Resum(axis), [plain, is_outside, square]);
    let root = g.fun1(Fun::Sqrt, squares);
    let norm = algebra::mul(g, back, root);
    for (id, name) in [
        (plain, "squares"),
        (is_tiny, "is_tiny"),
        (is_not_huge, "is_not_huge"),
        (is_outside, "is_outside"),
        (factor, "factor"),
        (back, "back"),
        (scaled, "scaled"),
        (squares, "squares_in_range"),
        (norm, "norm"),
    ] {
        g.names.entry(id).or_insert_with(|| name.into());
    }
    norm
}
