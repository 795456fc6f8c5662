//! The diagonal of a Hessian: each element of a gradient by the element of the input at the same place.
//!
//! A gradient over an axis depends on its own element along the axis, and on what is one number per sample: sums, maxima, elements
//! picked. The first is passed back element by element, as if there were no axis; each number has a gradient of its own, whose
//! element at the same place counts times its adjoint.
//!
//! ```text
//! g[k] = x[k] / sum(x)     →     d g[k] / d x[k] = 1 / sum(x) - x[k] / sum(x)² · 1
//! ```

use super::second::depends;
use super::{Partial, Tape, partial, reverse};
use crate::graph::{Arg, Axis, Graph, Id, Op};

/// The derivative of an element of a gradient by its own input; nothing where a running sum or the like stands between.
pub(super) fn of(graph: &mut Graph, args: &[Arg], gradient: Partial) -> Option<Id> {
    let (root, by) = (gradient.id, (gradient.arg, gradient.component));
    let along = args[usize::from(by.0.0)].named_axes();
    let axis = match along.iter().next() {
        Some(axis) if graph.axes(root).contains(axis) => axis,
        // One number a sample: its gradient by the input is the diagonal.
        _ => return Some(reverse(graph, args, root, &[by])[0].id),
    };
    let leaf = graph.make(Op::Arg(by.0, by.1), []);
    let mut tape = Tape::new(graph, args, root, &[by]);
    tape.along = Some(axis);
    let one = tape.graph.constant(1.0);
    let always = tape.graph.truth(true);
    tape.give(root, root, always, one);
    let mut numbers = Vec::new();
    for index in (0..=root.0).rev() {
        let id = Id(index);
        if id == leaf || tape.adjoints[index as usize].is_none() {
            continue;
        }
        if tape.graph.axes(id).contains(axis) {
            tape.visit_element(axis, id, leaf)?;
        } else {
            numbers.push(id);
        }
    }
    let adjoint = |tape: &Tape<'_>, id: Id| tape.adjoints.get(id.0 as usize).copied().flatten();
    let mut sum = adjoint(&tape, leaf).map(|own| own.value);
    for id in numbers {
        let Some(own) = adjoint(&tape, id) else {
            continue;
        };
        let slope = reverse(tape.graph, args, id, &[by])[0].id;
        let product = crate::algebra::mul(tape.graph, own.value, slope);
        let value = tape.guard(own.live, product);
        sum = Some(match sum {
            Some(sum) => tape.graph.add(sum, value),
            None => value,
        });
    }
    Some(sum.unwrap_or_else(|| graph.constant(0.0)))
}

impl Tape<'_> {
    /// Passes the adjoint of a node on to what stands at the same place along the axis.
    fn visit_element(&mut self, axis: Axis, id: Id, leaf: Id) -> Option<()> {
        let adjoint = self.adjoints[id.0 as usize]?;
        let (live, v) = (adjoint.live, adjoint.value);
        let x = self.graph.args(id).first().copied();
        match self.graph.op(id) {
            Op::Fun(_) | Op::Select => self.visit(id),
            Op::Softmax(_) | Op::SoftmaxRest(_) | Op::LogSoftmax(_) => {
                let x = x?;
                // Else what is the same along the axis would cancel with itself.
                if !self.is_own(axis, x, leaf) {
                    return None;
                }
                let rest = self.graph.op1(Op::SoftmaxRest(axis), x);
                let p = self.graph.op1(Op::Softmax(axis), x);
                let slope = match self.graph.op(id) {
                    Op::LogSoftmax(_) => rest,
                    Op::Softmax(_) => self.graph.mul(p, rest),
                    _ => {
                        let slope = self.graph.mul(p, rest);
                        self.graph.neg(slope)
                    }
                };
                let product = self.graph.mul(v, slope);
                let has_log = self.logs.has(self.graph, v);
                let product = match has_log {
                    true => partial::zero_where_zero(self.graph, slope, product),
                    false => product,
                };
                let value = self.guard(live, product);
                self.give(id, x, live, value);
            }
            Op::StopGradient | Op::Number | Op::Const(_) | Op::Arg(..) => {}
            _ if !depends(self.graph, id, leaf) => {}
            _ => return None,
        }
        Some(())
    }

    /// Whether a node depends on the elements at its own place along the axis alone.
    fn is_own(&self, axis: Axis, id: Id, leaf: Id) -> bool {
        if id == leaf || !depends(self.graph, id, leaf) {
            return true;
        }
        let elementwise = matches!(self.graph.op(id), Op::Fun(_) | Op::Select);
        elementwise
            && self.graph.axes(id).contains(axis)
            && self
                .graph
                .args(id)
                .iter()
                .all(|&arg| self.is_own(axis, arg, leaf))
    }
}
