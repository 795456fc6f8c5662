//! Differences from 1 and differences of logarithms, where plain subtraction cancels.

use super::Rules;
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};

impl Rules {
    /// A better `a + b`.
    pub(super) fn sum(&mut self, g: &mut Graph, a: Id, b: Id) -> Option<Id> {
        for (x, y) in [(a, b), (b, a)] {
            if !g.is_constant(x, 1.0) {
                continue;
            }
            match g.op(y) {
                Op::Fun(Fun::Tanh) => {
                    let (two, z) = (g.constant(2.0), g.args(y)[0]);
                    let twice = algebra::mul(g, two, z);
                    let p = g.fun1(Fun::Sigmoid, twice);
                    let sum = algebra::mul(g, two, p);
                    return Some(self.fire("1 + tanh(x) = 2 sigmoid(2 x)", sum));
                }
                // 1 + (a - b) = 1 - (b - a)
                Op::Fun(Fun::Sub) => {
                    let turned = g.sub(g.args(y)[1], g.args(y)[0]);
                    return self.mixture_rest(g, turned);
                }
                Op::Fun(Fun::ExpM1) => {
                    let z = g.args(y)[0];
                    let e = self.fun1(g, Fun::Exp, z);
                    return Some(self.fire("1 + exp_m1(x) = exp(x)", e));
                }
                _ => {}
            }
        }
        None
    }

    /// A better `a - b`.
    pub(super) fn difference(&mut self, g: &mut Graph, a: Id, b: Id) -> Option<Id> {
        if g.is_constant(a, 1.0) {
            return self.one_minus(g, b);
        }
        if g.is_constant(b, 1.0) {
            let rest = self.one_minus(g, a)?;
            return Some(algebra::neg(g, rest));
        }
        if let Some(log) = self.less_logsumexp(g, a, b) {
            return Some(log);
        }
        if let Some(log) = self.less_logsumexp(g, b, a) {
            return Some(algebra::neg(g, log));
        }
        let of = |g: &Graph, x: Id, fun: Fun| (g.op(x) == Op::Fun(fun)).then(|| g.args(x)[0]);
        if let (Some(x), Some(y)) = (of(g, a, Fun::Ln), of(g, b, Fun::Ln)) {
            let ratio = g.fun2(Fun::LogRatio, x, y);
            return Some(self.fire("ln(a) - ln(b) = log_ratio(a, b)", ratio));
        }
        // log_sigmoid(x) - log_sigmoid(-x) = x, softplus(x) - softplus(-x) = x
        for fun in [Fun::LogSigmoid, Fun::Softplus] {
            if let (Some(x), Some(y)) = (of(g, a, fun), of(g, b, fun))
                && algebra::neg(g, y) == x
            {
                return Some(self.fire("ln(sigmoid(x)) - ln(sigmoid(-x)) = x", x));
            }
        }
        // softplus(x) - x = softplus(-x)
        if of(g, a, Fun::Softplus) == Some(b) {
            let minus = algebra::neg(g, b);
            let softplus = g.fun1(Fun::Softplus, minus);
            return Some(self.fire("softplus(x) - x = softplus(-x)", softplus));
        }
        if of(g, b, Fun::Softplus) == Some(a) {
            let log = g.fun1(Fun::LogSigmoid, a);
            return Some(self.fire("x - softplus(x) = log_sigmoid(x)", log));
        }
        None
    }

    /// `x - logsumexp(x) = log_softmax(x)`, also of one element `x[label]`.
    fn less_logsumexp(&mut self, g: &mut Graph, x: Id, lse: Id) -> Option<Id> {
        let Op::LogSumExp(axis) = g.op(lse) else {
            return None;
        };
        let y = g.args(lse)[0];
        const NAME: &str = "x - logsumexp(x) = log_softmax(x)";
        if x == y {
            let log = g.op1(Op::LogSoftmax(axis), x);
            return Some(self.fire(NAME, log));
        }
        for label in labels_below(g, x) {
            if super::gather_of(g, axis, y, label) == x {
                let log = g.op1(Op::LogSoftmax(axis), y);
                let at = g.make(Op::Gather(axis), [log, label]);
                return Some(self.fire(NAME, at));
            }
        }
        None
    }

    /// `1 - u` without cancellation, if `u` has a complement.
    pub(super) fn one_minus(&mut self, g: &mut Graph, u: Id) -> Option<Id> {
        if !self.patience.step() {
            return None;
        }
        let args = g.operands(u);
        let (name, rest) = match g.op(u) {
            Op::Fun(Fun::Sigmoid) => (
                "1 - sigmoid(x) = sigmoid(-x)",
                self.sigmoid_of_minus(g, args[0]),
            ),
            Op::Softmax(axis) => (
                "1 - softmax(x), summed over the rest",
                g.op1(Op::SoftmaxRest(axis), args[0]),
            ),
            Op::SoftmaxRest(axis) => ("1 - (1 - x) = x", g.op1(Op::Softmax(axis), args[0])),
            Op::Fun(Fun::Exp) => {
                let m1 = g.fun1(Fun::ExpM1, args[0]);
                ("1 - exp(x) = -exp_m1(x)", algebra::neg(g, m1))
            }
            Op::Fun(Fun::Tanh) => {
                let two = g.constant(2.0);
                let twice = algebra::mul(g, two, args[0]);
                let p = self.sigmoid_of_minus(g, twice);
                ("1 - tanh(x) = 2 sigmoid(-2 x)", algebra::mul(g, two, p))
            }
            Op::Fun(Fun::Pow) => (
                "1 - x^p = -exp_m1(p ln(x)) near x^p = 1",
                self.one_minus_power(g, u, args[0], args[1]),
            ),
            Op::Fun(Fun::Cos) => {
                let (half, two) = (g.constant(0.5), g.constant(2.0));
                let angle = algebra::mul(g, half, args[0]);
                let sin = g.fun1(Fun::Sin, angle);
                let square = g.mul(sin, sin);
                ("1 - cos(x) = 2 sin(x / 2)²", algebra::mul(g, two, square))
            }
            Op::Fun(Fun::Sub) if g.is_constant(args[0], 1.0) => ("1 - (1 - x) = x", args[1]),
            Op::Fun(Fun::Add | Fun::Sub) => return self.mixture_rest(g, u),
            Op::Fun(Fun::Cosh) => {
                let (half, two) = (g.constant(0.5), g.constant(2.0));
                let angle = algebra::mul(g, half, args[0]);
                let sinh = g.fun1(Fun::Sinh, angle);
                let square = g.mul(sinh, sinh);
                let twice = algebra::mul(g, two, square);
                ("1 - cosh(x) = -2 sinh(x / 2)²", algebra::neg(g, twice))
            }
            Op::Select => {
                let (a, b) = (self.one_minus(g, args[1]), self.one_minus(g, args[2]));
                if a.is_none() && b.is_none() {
                    return None;
                }
                let one = g.constant(1.0);
                let a = a.unwrap_or_else(|| algebra::sub(g, one, args[1]));
                let b = b.unwrap_or_else(|| algebra::sub(g, one, args[2]));
                return Some(algebra::select(g, args[0], a, b));
            }
            Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) | Op::StopGradient => {
                let rest = self.one_minus(g, args[0])?;
                let mut args = args;
                args[0] = rest;
                return Some(self.put(g, g.op(u), args));
            }
            _ => return None,
        };
        Some(self.fire(name, rest))
    }
}

impl Rules {
    /// `1 - x^p` as `-exp_m1(p ln(x))`: of a probability everywhere, of another number where that is near 0, since the
    /// exponent of a large power has digits before the point that are lost behind it.
    fn one_minus_power(&mut self, g: &mut Graph, u: Id, x: Id, p: Id) -> Id {
        let is_probability = self.has_smooth_log(g, x) && g.op(x) != Op::Fun(Fun::Exp);
        let log = match self.log_of(g, x) {
            Some(log) => log,
            None => self.ln(g, x),
        };
        let exponent = algebra::mul(g, p, log);
        let m1 = g.fun1(Fun::ExpM1, exponent);
        let near = algebra::neg(g, m1);
        if is_probability && self.is_weight(g, p) {
            return near;
        }
        let one = g.constant(1.0);
        let size = algebra::rewrite(g, Op::Fun(Fun::Abs), [exponent]);
        let is_near = g.lt(size, one);
        let far = algebra::sub(g, one, u);
        algebra::select(g, is_near, near, far)
    }
}

fn labels_below(g: &Graph, x: Id) -> Vec<Id> {
    let mut labels = Vec::new();
    let mut stack = vec![x];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(id) = stack.pop() {
        if !seen.insert(id) {
            continue;
        }
        if let Op::Gather(_) = g.op(id) {
            labels.push(g.args(id)[1]);
        }
        stack.extend_from_slice(g.args(id));
    }
    labels.dedup();
    labels
}
