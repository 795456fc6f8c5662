//! Quotients of exponentials: sigmoid and softmax, however they are spelled.

use super::Rules;
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};

impl Rules {
    /// `x / (x + k)`, whose derivative is by `k` alone: nothing to rewrite, but it must not hide in a branch.
    pub(super) fn share(&mut self, g: &mut Graph, id: Id) -> Option<Id> {
        let (a, b) = (g.args(id)[0], g.args(id)[1]);
        let is_share = self.varies(g, a) && crate::differentiate::share_of(g, a, b).is_some();
        is_share.then(|| self.fire("(x / (x + k))' = k x' / (x + k)²", id))
    }

    /// A better `a / b`.
    pub(super) fn quotient(&mut self, g: &mut Graph, a: Id, b: Id) -> Option<Id> {
        // A sign may have gone into the branches of a mask.
        if g.op(a) == Op::Select && !self.is_exponential(g, a) {
            let minus = algebra::neg(g, a);
            if self.is_exponential(g, minus) {
                let quotient = self.quotient(g, minus, b)?;
                return Some(algebra::neg(g, quotient));
            }
        }
        if !self.is_exponential(g, b) {
            return self.quotient_of_scaled(g, a, b);
        }
        // a / (1 + exp(x)) = a sigmoid(-x), exp(x) / (1 + exp(x)) = sigmoid(x)
        if g.op(b) == Op::Fun(Fun::Add) {
            let (p, q) = (g.args(b)[0], g.args(b)[1]);
            for (this, other) in [(p, q), (q, p)] {
                let share = a == this || (g.is_constant(this, 1.0) && g.as_constant(a).is_some());
                if share || g.is_constant(this, 1.0) && !self.is_exponential(g, a) {
                    let (log_this, log_other) = (self.ln(g, this), self.ln(g, other));
                    let difference = self.fun2(g, Fun::Sub, log_this, log_other);
                    let p = g.fun1(Fun::Sigmoid, difference);
                    let quotient = if a == this { p } else { algebra::mul(g, a, p) };
                    return Some(
                        self.fire("exp(x) / (exp(x) + exp(y)) = sigmoid(x - y)", quotient),
                    );
                }
            }
        }
        if !self.is_exponential(g, a) {
            return None;
        }
        let (log_a, log_b) = (self.log_of(g, a)?, self.log_of(g, b)?);
        // exp(x) / sum(exp(x)) = softmax(x), exp(x) / exp(y) = exp(x - y)
        let difference = self.fun2(g, Fun::Sub, log_a, log_b);
        let quotient = self.fun1(g, Fun::Exp, difference);
        Some(self.fire("exp(x) / sum(exp(x)) = softmax(x)", quotient))
    }
}
