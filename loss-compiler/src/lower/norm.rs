//! The Euclidean norm by three sums of squares: as they are, of the elements made small, of the elements made large.

use crate::algebra;
use crate::graph::{Axis, Fun, Graph, Id, Op};

pub(super) fn norm(g: &mut Graph, axis: Axis, x: Id) -> Id {
    let sum_of_squares = |g: &mut Graph, x: Id| {
        let square = g.mul(x, x);
        g.sum(axis, square)
    };
    let mut names = Vec::new();
    let plain = sum_of_squares(g, x);
    let root = g.fun1(Fun::Sqrt, plain);
    names.extend([(plain, "squares"), (root, "plain_norm")]);
    let mut scaled = |large: bool| {
        let scale = g.make(Op::Scale(large), vec![]);
        let back = g.make(Op::Scale(!large), vec![]);
        let y = g.mul(scale, x);
        let sum = sum_of_squares(g, y);
        let root = g.fun1(Fun::Sqrt, sum);
        names.extend(match large {
            true => [
                (y, "shrunk"),
                (sum, "squares_shrunk"),
                (root, "norm_shrunk"),
            ],
            false => [(y, "grown"), (sum, "squares_grown"), (root, "norm_grown")],
        });
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
    names.extend([(huge, "norm_if_huge"), (tiny, "norm_if_tiny")]);
    names.extend([(too_small, "is_tiny"), (small_enough, "is_not_huge")]);
    names.push((norm, "norm"));
    for (id, name) in names {
        g.names.entry(id).or_insert_with(|| name.into());
    }
    norm
}
