//! Which branch a formula takes at each of its kinks: where two points agree in all, the formula is smooth between them
//! as far as its branches go, and finite differences mean something.

use std::cmp::Ordering;

use super::array::places;
use super::{Elements, Env, Number, Unbound, evaluate_all};
use crate::graph::{Fun, Graph, Id, Op};

/// What was decided at every comparison and kink that `roots` need, in the order of the nodes. A tie counts as a branch
/// of its own.
pub fn branches<N: Number>(
    graph: &Graph,
    roots: &[Id],
    env: &Env<N>,
) -> Result<Vec<Option<Ordering>>, Unbound> {
    let arrays = evaluate_all(graph, roots, env)?;
    let mut taken = Vec::new();
    let zero = N::of(0.0);
    for id in graph.ids() {
        let Some(array) = &arrays[id.0 as usize] else {
            continue;
        };
        let operands: Vec<_> = graph
            .args(id)
            .iter()
            .filter_map(|arg| arrays[arg.0 as usize].as_ref())
            .collect();
        for place in places(&array.shape) {
            match graph.op(id) {
                Op::Compare(_) | Op::Fun(Fun::Min | Fun::Max) => {
                    taken.push(operands[0].real(&place).compare(operands[1].real(&place)));
                }
                Op::Fun(Fun::Abs | Fun::Relu | Fun::Sign) => {
                    taken.push(operands[0].real(&place).compare(&zero));
                }
                Op::Fun(Fun::Clamp) => {
                    let x = operands[0].real(&place);
                    taken.push(x.compare(operands[1].real(&place)));
                    taken.push(x.compare(operands[2].real(&place)));
                }
                _ => {}
            }
        }
        if let (Op::Max(_) | Op::Min(_), Some(Elements::Real(x))) =
            (graph.op(id), operands.first().map(|x| &x.elements))
        {
            // Every pair: which elements are the extreme ones follows from their order.
            for (i, a) in x.iter().enumerate() {
                taken.extend(x[..i].iter().map(|b| a.compare(b)));
            }
        }
    }
    Ok(taken)
}
