//! The Euclidean norm by three sums of squares: as they are, of the elements made small, of the elements made large.

use crate::algebra;
use crate::graph::{Axis, Fun, Graph, Id, Op};

pub(super) fn norm(g: &mut Graph, axis: Axis, x: Id) -> Id {
    let sum_of_squares = |g: &mut Graph, x: Id| {
        let square = g.mul(x, x);
        g.sum(axis, square)
    };
    let plain = sum_of_squares(g, x);
    let root = g.fun1(Fun::Sqrt, plain);
    let mut scaled = |large: bool| {
        let scale = g.make(Op::Scale(large), vec![]);
        let back = g.make(Op::Scale(!large), vec![]);
        let y = g.mul(scale, x);
        let sum = sum_of_squares(g, y);
        let root = g.fun1(Fun::Sqrt, sum);
        algebra::mul(g, back, root)
    };
    let (huge, tiny) = (scaled(true), scaled(false));
    let (low, high) = (
        g.make(Op::SquareLimit(false), vec![]),
        g.make(Op::SquareLimit(true), vec![]),
    );
    let (too_small, small_enough) = (g.lt(plain, low), g.le(plain, high));
    // NaN fails both comparisons and comes back from the last sum.
    let large_or_nan = g.select(small_enough, root, huge);
    let norm = g.select(too_small, tiny, large_or_nan);
    g.names.entry(norm).or_insert_with(|| "norm".into());
    norm
}
