//! Whether a formula has a gradient at all: one that is 0 everywhere trains nothing.

use crate::graph::{Arg, Fun, Graph, Id, Kind, Op, Type};

/// Whether the value depends on an input or learnable otherwise than through a comparison, `sign`, `position`, `count` or
/// `stop_gradient`.
pub fn has_gradient(graph: &Graph, args: &[Arg], value: Id) -> bool {
    let mut needed = vec![false; graph.len()];
    needed[value.0 as usize] = true;
    for index in (0..graph.len()).rev() {
        let id = Id(index as u32);
        let op = graph.op(id);
        if !needed[index] || matches!(op, Op::StopGradient | Op::Fun(Fun::Sign)) {
            continue;
        }
        if let Op::Arg(arg, _) = op {
            let kind = args[usize::from(arg.0)].kind;
            if matches!(kind, Kind::Input | Kind::Learnable) {
                return true;
            }
        }
        for &operand in graph.args(id) {
            // Truth values and indices have no derivative.
            needed[operand.0 as usize] |=
                graph.ty(operand) == Type::Real && graph.ty(id) == Type::Real;
        }
    }
    false
}
