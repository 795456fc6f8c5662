//! What a kernel costs: its operations by kind, counted on the lowered graph.

use super::below;
use crate::differentiate::Derived;
use crate::graph::{Fun, Op};

/// `"value and gradient: 7 additions and multiplications, 1 division, 2 exponentials and the like"`
pub fn describe(lowered: &Derived) -> String {
    let mut roots = vec![lowered.value];
    roots.extend(lowered.weight);
    roots.extend(
        lowered
            .gradient
            .iter()
            .chain(&lowered.learnable)
            .map(|p| p.id),
    );
    let (mut plain, mut divisions, mut choices, mut functions) = (0, 0, 0, 0);
    for id in below(&lowered.graph, &roots) {
        match lowered.graph.op(id) {
            Op::Fun(Fun::Div | Fun::Sqrt) => divisions += 1,
            Op::Fun(fun) if fun.row().cost >= 10 => functions += 1,
            Op::Fun(_) | Op::Sum(_) | Op::Cumsum(_) | Op::CumsumBack(_) => plain += 1,
            Op::Compare(_) | Op::Select | Op::Max(_) | Op::Min(_) => choices += 1,
            _ => {}
        }
    }
    let parts = [
        (
            plain,
            "addition or multiplication",
            "additions and multiplications",
        ),
        (
            choices,
            "comparison or selection",
            "comparisons and selections",
        ),
        (divisions, "division or root", "divisions and roots"),
        (functions, "elementary function", "elementary functions"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    format!("value and gradient: {}", parts.join(", "))
}
