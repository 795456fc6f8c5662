//! Logarithms: of anything that is an exponential inside, the exponent comes out before it can overflow.

use super::Rules;
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};

impl Rules {
    /// A better `ln(u)`.
    pub(super) fn logarithm(&mut self, g: &mut Graph, u: Id) -> Option<Id> {
        if let Some(log) = self.log_of(g, u).or_else(|| self.log_of_scaled(g, u)) {
            return Some(log);
        }
        let args = g.operands(u);
        match g.op(u) {
            // ln(1 + x) = ln_1p(x)
            Op::Fun(Fun::Add) => {
                let x = [(0, 1), (1, 0)]
                    .into_iter()
                    .find(|&(i, _)| g.is_constant(args[i], 1.0))?
                    .1;
                let log = self.fun1(g, Fun::Ln1p, args[x]);
                Some(self.fire("ln(1 + x) = ln_1p(x)", log))
            }
            // ln(1 - x) = ln_1p(-x)
            Op::Fun(Fun::Sub) if g.is_constant(args[0], 1.0) => {
                let minus = algebra::neg(g, args[1]);
                let log = self.fun1(g, Fun::Ln1p, minus);
                Some(self.fire("ln(1 - x) = ln_1p(-x)", log))
            }
            // ln(hypot(1, x)) = log_hypot(x), which has digits where the root is 1
            Op::Fun(Fun::Hypot) => {
                let (i, _) = [(1, 0), (0, 1)]
                    .into_iter()
                    .find(|&(_, one)| g.is_constant(args[one], 1.0))?;
                let log = g.fun1(Fun::LogHypot, args[i]);
                Some(self.fire("ln(hypot(1, x)) = log_hypot(x)", log))
            }
            // ln(a / b) = log_ratio(a, b)
            Op::Fun(Fun::Div) => {
                let log = match (g.as_constant(args[0]), g.as_constant(args[1])) {
                    (Some(c), None) if c > 0.0 => {
                        let (c, log) = (g.constant(c.ln()), self.fun1(g, Fun::Ln, args[1]));
                        self.fun2(g, Fun::Sub, c, log)
                    }
                    _ => g.fun2(Fun::LogRatio, args[0], args[1]),
                };
                Some(self.fire("ln(a / b) without overflow of the ratio", log))
            }
            _ => None,
        }
    }

    /// A better `ln_1p(u)`.
    pub(super) fn logarithm_1p(&mut self, g: &mut Graph, u: Id) -> Option<Id> {
        if self.is_exponential(g, u) {
            let log = self.log_of(g, u)?;
            let softplus = g.fun1(Fun::Softplus, log);
            return Some(self.fire("ln(1 + exp(x)) = softplus(x)", softplus));
        }
        let w = algebra::negated(g, u)?;
        let rest = self.one_minus(g, w)?;
        self.log_of(g, rest)
    }

    /// `ln(u)` in a form that neither overflows nor vanishes, if `u` has one.
    pub(super) fn log_of(&mut self, g: &mut Graph, u: Id) -> Option<Id> {
        if !self.patience.step() {
            return None;
        }
        let args = g.operands(u);
        let (name, log) = match g.op(u) {
            Op::Fun(Fun::Exp) => ("ln(exp(x)) = x", args[0]),
            Op::Fun(Fun::Sigmoid) => (
                "ln(sigmoid(x)) = log_sigmoid(x)",
                g.fun1(Fun::LogSigmoid, args[0]),
            ),
            Op::Softmax(axis) => (
                "ln(softmax(x)) = log_softmax(x)",
                g.op1(Op::LogSoftmax(axis), args[0]),
            ),
            Op::SoftmaxRest(axis) => {
                // ln(1 - p): ln_1p(-p) while p is small. Where it is not it is that of the largest alone, and the rest is
                // all that is smaller: logsumexp(the smaller) - logsumexp(all), which is finite where the rest underflows.
                let p = g.op1(Op::Softmax(axis), args[0]);
                let (half, minus) = (g.constant(0.5), g.neg(p));
                let never = g.constant(f64::NEG_INFINITY);
                let largest = g.op1(Op::Max(axis), args[0]);
                let is_top = g.le(largest, args[0]);
                let smaller = g.select(is_top, never, args[0]);
                let of_smaller = g.op1(Op::LogSumExp(axis), smaller);
                let of_all = g.op1(Op::LogSumExp(axis), args[0]);
                let (small, large) = (g.fun1(Fun::Ln1p, minus), g.sub(of_smaller, of_all));
                let is_small = g.le(p, half);
                ("ln(1 - softmax(x))", g.select(is_small, small, large))
            }
            Op::Fun(Fun::Cosh) => ("ln(cosh(x)) = log_cosh(x)", g.fun1(Fun::LogCosh, args[0])),
            Op::Fun(Fun::Neg) if g.op(args[0]) == Op::Fun(Fun::ExpM1) => {
                // ln(1 - exp(x)), x < 0: by exp_m1 near 0, by ln_1p far from it
                let x = g.args(args[0])[0];
                let (near, e) = (g.fun1(Fun::Ln, u), g.fun1(Fun::Exp, x));
                let minus = g.neg(e);
                let far = g.fun1(Fun::Ln1p, minus);
                let border = g.constant(-core::f64::consts::LN_2);
                let is_near = g.lt(border, x);
                ("ln(1 - exp(x))", g.select(is_near, near, far))
            }
            Op::Sum(axis) if self.is_exponential(g, args[0]) => {
                let x = self.log_of(g, args[0])?;
                (
                    "ln(sum(exp(x))) = logsumexp(x)",
                    g.op1(Op::LogSumExp(axis), x),
                )
            }
            Op::Fun(Fun::Add) if self.is_exponential(g, u) => {
                let (a, b) = (self.ln(g, args[0]), self.ln(g, args[1]));
                // ln(exp(a) + exp(b)) = b + softplus(a - b); a sum of nothing is better as a
                let swaps = self.may_be_empty(g, b) && !self.may_be_empty(g, a);
                let (a, b) = if g.as_constant(a).is_some() || swaps {
                    (b, a)
                } else {
                    (a, b)
                };
                let difference = self.fun2(g, Fun::Sub, a, b);
                let softplus = g.fun1(Fun::Softplus, difference);
                let mut log = self.fun2(g, Fun::Add, b, softplus);
                if self.may_be_empty(g, b) {
                    let never = g.constant(f64::NEG_INFINITY);
                    let is_empty = g.eq(b, never);
                    log = algebra::select(g, is_empty, a, log);
                }
                ("ln(exp(a) + exp(b)) = b + softplus(a - b)", log)
            }
            // sigmoid(a) - sigmoid(b) = sigmoid(a) sigmoid(-b) (1 - exp(b - a))
            Op::Fun(Fun::Sub) if args.iter().all(|&x| g.op(x) == Op::Fun(Fun::Sigmoid)) => {
                let (a, b) = (g.args(args[0])[0], g.args(args[1])[0]);
                let minus = algebra::neg(g, b);
                let (log_a, log_b) = (g.fun1(Fun::LogSigmoid, a), g.fun1(Fun::LogSigmoid, minus));
                let gap = self.fun2(g, Fun::Sub, b, a);
                let m1 = g.fun1(Fun::ExpM1, gap);
                let less = algebra::neg(g, m1);
                let log = self.ln(g, less);
                let sum = algebra::add(g, log_a, log_b);
                (
                    "ln(sigmoid(a) - sigmoid(b)) = ln(sigmoid(a)) + ln(sigmoid(-b)) + ln(1 - exp(b - a))",
                    algebra::add(g, sum, log),
                )
            }
            Op::Fun(Fun::Add | Fun::Sub) => return self.log_of_mixture(g, u),
            Op::Fun(Fun::Mul) if self.may_vanish(g, args[0], args[1]) => {
                let (log, weight) = match self.log_of(g, args[0]) {
                    Some(log) => (log, args[1]),
                    None => (self.log_of(g, args[1])?, args[0]),
                };
                (
                    "ln(w exp(x)) = ln(w) + x",
                    self.log_weighted(g, weight, log),
                )
            }
            Op::Fun(Fun::Mul) => {
                let (a, b) = self.either_log(g, args[0], args[1])?;
                ("ln(a b) = ln(a) + ln(b)", self.fun2(g, Fun::Add, a, b))
            }
            Op::Fun(Fun::Div) => {
                let (a, b) = self.either_log(g, args[0], args[1])?;
                ("ln(a / b) = ln(a) - ln(b)", self.fun2(g, Fun::Sub, a, b))
            }
            Op::Fun(Fun::Pow | Fun::Powi) => {
                let log = self.log_of(g, args[0])?;
                ("ln(x^p) = p ln(x)", self.fun2(g, Fun::Mul, args[1], log))
            }
            Op::Fun(Fun::Sqrt) => {
                let (log, half) = (self.log_of(g, args[0])?, g.constant(0.5));
                ("ln(sqrt(x)) = ln(x) / 2", self.fun2(g, Fun::Mul, half, log))
            }
            Op::Select => {
                let (a, b) = (self.log_of(g, args[1]), self.log_of(g, args[2]));
                if a.is_none() && b.is_none() {
                    return None;
                }
                let a = a.unwrap_or_else(|| self.ln(g, args[1]));
                let b = b.unwrap_or_else(|| self.ln(g, args[2]));
                return Some(algebra::select(g, args[0], a, b));
            }
            Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) | Op::StopGradient => {
                let log = self.log_of(g, args[0])?;
                let mut args = args;
                args[0] = log;
                return Some(self.put(g, g.op(u), args));
            }
            _ => return None,
        };
        Some(self.fire(name, log))
    }

    /// `ln(x)` in its best form; of a constant the constant.
    pub(super) fn ln(&mut self, g: &mut Graph, x: Id) -> Id {
        if let Some(c) = g.as_constant(x) {
            return g.constant(c.ln());
        }
        // Of a mask it is a choice of numbers.
        let args = g.operands(x);
        if g.op(x) == Op::Select && args[1..].iter().all(|&b| g.as_constant(b).is_some()) {
            let (a, b) = (self.ln(g, args[1]), self.ln(g, args[2]));
            return algebra::select(g, args[0], a, b);
        }
        self.fun1(g, Fun::Ln, x)
    }

    /// Whether one operand of a product is a weight that may be 0 and the other an exponential.
    fn may_vanish(&self, g: &Graph, a: Id, b: Id) -> bool {
        let is = |w: Id, e: Id| {
            self.is_exponential(g, e) && !self.is_positive(g, w) && self.is_weight(g, w)
        };
        is(a, b) || is(b, a)
    }

    /// `ln(w) + x`, and nothing but -INFINITY where `w` is 0, with no slope.
    fn log_weighted(&mut self, g: &mut Graph, w: Id, x: Id) -> Id {
        let (zero, never) = (g.constant(0.0), g.constant(f64::NEG_INFINITY));
        if g.is_constant(w, 0.0) {
            return never;
        }
        if g.op(w) == Op::Select {
            let args = g.operands(w);
            let (a, b) = (
                self.log_weighted(g, args[1], x),
                self.log_weighted(g, args[2], x),
            );
            return algebra::select(g, args[0], a, b);
        }
        let log = self.ln(g, w);
        let sum = self.fun2(g, Fun::Add, log, x);
        if self.is_positive(g, w) {
            return sum;
        }
        let at_zero = g.eq(w, zero);
        algebra::select(g, at_zero, never, sum)
    }

    fn either_log(&mut self, g: &mut Graph, a: Id, b: Id) -> Option<(Id, Id)> {
        match (self.log_of(g, a), self.log_of(g, b)) {
            (None, None) => None,
            (x, y) => {
                let x = x.unwrap_or_else(|| self.ln(g, a));
                let y = y.unwrap_or_else(|| self.ln(g, b));
                Some((x, y))
            }
        }
    }

    /// Whether a node is a sum or product of exponentials, so that it can overflow where its logarithm does not.
    pub(super) fn is_exponential(&self, g: &Graph, u: Id) -> bool {
        if !self.patience.step() {
            return false;
        }
        let args = g.args(u);
        let is = |x: Id| self.is_exponential(g, x);
        let is_plain = |x: Id| self.is_positive(g, x);
        // What may be 0, whose logarithm is -INFINITY, adds nothing to a sum.
        let is_weight = |x: Id| is_plain(x) || self.is_weight(g, x);
        match g.op(u) {
            Op::Fun(Fun::Exp) => true,
            Op::Fun(Fun::Mul) => {
                (is(args[0]) && (is(args[1]) || is_weight(args[1])))
                    || (is(args[1]) && is_weight(args[0]))
            }
            Op::Fun(Fun::Add | Fun::Div) => {
                (is(args[0]) && (is(args[1]) || is_plain(args[1])))
                    || (is(args[1]) && is_plain(args[0]))
            }
            Op::Fun(Fun::Pow | Fun::Powi) => is(args[0]),
            Op::Select => {
                // NaN stands where a comparison saw NaN: its logarithm is NaN.
                let zero = |x: Id| {
                    let c = g.as_constant(x);
                    c.is_some_and(|c| c == 0.0 || c.is_nan()) || is_plain(x)
                };
                (is(args[1]) && (is(args[2]) || zero(args[2]))) || (is(args[2]) && zero(args[1]))
            }
            Op::Sum(_) | Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) => is(args[0]),
            _ => false,
        }
    }

    /// Whether a logarithm is -INFINITY where a mask leaves nothing.
    fn may_be_empty(&self, g: &Graph, log: Id) -> bool {
        if !self.patience.step() {
            return true;
        }
        let args = g.args(log);
        match g.op(log) {
            Op::Const(bits) => f64::from_bits(bits) == f64::NEG_INFINITY,
            Op::Fun(Fun::Add) => args.iter().any(|&x| self.may_be_empty(g, x)),
            Op::Fun(Fun::Sub) => self.may_be_empty(g, args[0]),
            Op::Select => args[1..].iter().any(|&x| self.may_be_empty(g, x)),
            Op::LogSumExp(_) | Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) => {
                self.may_be_empty(g, args[0])
            }
            _ => false,
        }
    }
}
