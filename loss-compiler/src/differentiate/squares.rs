//! Which expressions are sums of squares: the root of one has gradient 0 at 0.

use crate::graph::{Fun, Graph, Id, Op};
use crate::patience::Patience;

/// Whether a node is a sum of squares, or one scaled by something that is not negative and does not vanish alone.
pub fn is_sum_of_squares(g: &Graph, id: Id) -> bool {
    is_sum(g, id, &Patience::new())
}

fn is_sum(g: &Graph, id: Id, patience: &Patience) -> bool {
    if !patience.step() {
        return false;
    }
    let is_sum = |id: Id| is_sum(g, id, patience);
    let args = g.args(id);
    match g.op(id) {
        Op::Fun(Fun::Mul) => {
            args[0] == args[1]
                || (is_scale(g, args[0]) && is_sum(args[1]))
                || (is_scale(g, args[1]) && is_sum(args[0]))
        }
        Op::Fun(Fun::Div) => is_sum(args[0]) && is_scale(g, args[1]),
        Op::Fun(Fun::Add) => is_sum(args[0]) && is_sum(args[1]),
        Op::Fun(Fun::Pow | Fun::Powi) => g
            .as_constant(args[1])
            .is_some_and(|n| n > 0.0 && n % 2.0 == 0.0),
        Op::Sum(_) | Op::Rename(..) => is_sum(args[0]),
        Op::Select => args[1..]
            .iter()
            .all(|&x| g.is_constant(x, 0.0) || is_sum(x)),
        _ => false,
    }
}

fn is_scale(g: &Graph, id: Id) -> bool {
    matches!(g.op(id), Op::Len(_)) || g.as_constant(id).is_some_and(|c| c > 0.0)
}
