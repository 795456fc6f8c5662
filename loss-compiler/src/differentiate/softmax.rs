//! The adjoints of softmax and its logarithm, without the differences that cancel where one class has nearly all.

use super::{Style, Tape};
use crate::graph::{Axes, Axis, Fun, Id, Op};
use crate::simplify::one_hot_index;

impl Tape<'_> {
    /// `p (v - Σ v p)`; where `v` is that of one class alone, `v p (1 - p)` there and `-v p p'` elsewhere, since the
    /// difference would cancel for the class that has nearly all the probability.
    pub(super) fn softmax(&mut self, axis: Axis, p: Id, x: Id, live: Id, v: Id) {
        let live = self.live_anywhere(live, Axes::of(axis));
        if let Some((here, a)) = self.of_one_class(axis, v) {
            let rest = self.graph.op1(Op::SoftmaxRest(axis), x);
            let share = self.share_of(a, p);
            let at = self.graph.mul(share, rest);
            let share = self.guard(here, share);
            let share = self.graph.sum(axis, share);
            let off = self.graph.mul(share, p);
            let off = self.graph.neg(off);
            let product = self.graph.select(here, at, off);
            let value = self.guard(live, product);
            self.give_along(x, live, value);
            return;
        }
        if self.style == Style::Plain {
            let weighted = self.graph.mul(v, p);
            let mean = self.sum_over(axis, weighted);
            let centred = self.graph.sub(v, mean);
            let value = self.graph.mul(p, centred);
            self.give_along(x, live, value);
            return;
        }
        // Softmax does not see a constant added to v: less its value at the largest element, the sum is over the small
        // probabilities alone, and nothing cancels.
        let (one, zero) = (self.graph.constant(1.0), self.graph.constant(0.0));
        let largest = self.graph.op1(Op::Max(axis), x);
        let is_top = self.graph.le(largest, x);
        let [ties, at_top] = [one, v].map(|each| {
            let each = self.graph.select(is_top, each, zero);
            self.graph.sum(axis, each)
        });
        let at_top = self.graph.div(at_top, ties);
        let v = self.graph.sub(v, at_top);
        let weighted = self.share_of(v, p);
        let mean = self.sum_over(axis, weighted);
        let centred = self.graph.sub(v, mean);
        let product = self.share_of(centred, p);
        let value = self.guard(live, product);
        self.give_along(x, live, value);
    }

    /// `v p` of a probability: 0 where that has vanished, also before a logarithm of it that is infinite there, since
    /// `p ln(p)` tends to 0.
    fn share_of(&mut self, v: Id, p: Id) -> Id {
        let product = self.graph.mul(v, p);
        if !self.logs.has(self.graph, v) {
            return product;
        }
        let zero = self.graph.constant(0.0);
        let vanished = self.graph.eq(p, zero);
        self.graph.select(vanished, zero, product)
    }

    /// `if k == label { a } else { 0 }`
    fn of_one_class(&self, axis: Axis, v: Id) -> Option<(Id, Id)> {
        let args = self.graph.args(v);
        let alone = self.graph.op(v) == Op::Select
            && self.graph.is_constant(args[2], 0.0)
            && one_hot_index(self.graph, args[0], axis).is_some();
        alone.then(|| (args[0], args[1]))
    }

    /// `v - p Σ v`
    pub(super) fn log_softmax(&mut self, axis: Axis, x: Id, live: Id, v: Id) {
        let live = self.live_anywhere(live, Axes::of(axis));
        let p = self.graph.op1(Op::Softmax(axis), x);
        if let Some((here, a)) = self.of_one_class(axis, v) {
            // a (1 - p) for that class, whose difference would cancel, and -a p for the others
            let rest = self.graph.op1(Op::SoftmaxRest(axis), x);
            let at = self.graph.mul(a, rest);
            let share = self.guard(here, a);
            let share = self.graph.sum(axis, share);
            let off = self.graph.mul(share, p);
            let off = self.graph.neg(off);
            let product = self.graph.select(here, at, off);
            let value = self.guard(live, product);
            self.give_along(x, live, value);
            return;
        }
        if self.is_multiple(axis, v, p) {
            // As the probabilities add up to 1: that of an entropy.
            return;
        }
        let total = self.sum_over(axis, v);
        let product = self.graph.mul(p, total);
        let value = self.graph.sub(v, product);
        let value = self.guard(live, value);
        self.give_along(x, live, value);
    }

    /// Whether `v` is `p` times what is the same all along the axis.
    fn is_multiple(&self, axis: Axis, v: Id, p: Id) -> bool {
        let same = |id: Id| !self.graph.axes(id).contains(axis);
        let args = self.graph.args(v);
        match self.graph.op(v) {
            _ if v == p => true,
            Op::Fun(Fun::Neg) => self.is_multiple(axis, args[0], p),
            Op::Fun(Fun::Div) => same(args[1]) && self.is_multiple(axis, args[0], p),
            Op::Fun(Fun::Mul) => [(args[0], args[1]), (args[1], args[0])]
                .into_iter()
                .any(|(a, b)| same(b) && self.is_multiple(axis, a, p)),
            _ => false,
        }
    }
}
