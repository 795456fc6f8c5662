//! Logarithms: of anything that is an exponential inside, the exponent comes out before it can overflow.

use super::Rules;
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};

impl Rules {
    /// A better `ln(u)`.
    pub(super) fn logarithm(&mut self, g: &mut Graph, u: Id) -> Option<Id> {
        if let Some(log) = self.log_of(g, u) {
            return Some(log);
        }
        let args = g.args(u).to_vec();
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
        let args = g.args(u).to_vec();
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
                // ln(1 - p): ln_1p(-p) while p is small, the logarithm of the rest where it is not
                let p = g.op1(Op::Softmax(axis), args[0]);
                let (half, minus) = (g.constant(0.5), g.neg(p));
                let (small, large) = (g.fun1(Fun::Ln1p, minus), g.fun1(Fun::Ln, u));
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
                // ln(exp(a) + exp(b)) = b + softplus(a - b)
                let (a, b) = if g.as_constant(a).is_some() {
                    (b, a)
                } else {
                    (a, b)
                };
                let difference = self.fun2(g, Fun::Sub, a, b);
                let softplus = g.fun1(Fun::Softplus, difference);
                (
                    "ln(exp(a) + exp(b)) = b + softplus(a - b)",
                    self.fun2(g, Fun::Add, b, softplus),
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
        match g.as_constant(x) {
            Some(c) => g.constant(c.ln()),
            None => self.fun1(g, Fun::Ln, x),
        }
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
        let args = g.args(u);
        let is = |x: Id| self.is_exponential(g, x);
        let is_plain = |x: Id| self.is_positive(g, x);
        match g.op(u) {
            Op::Fun(Fun::Exp) => true,
            Op::Fun(Fun::Add | Fun::Mul | Fun::Div) => {
                (is(args[0]) && (is(args[1]) || is_plain(args[1])))
                    || (is(args[1]) && is_plain(args[0]))
            }
            Op::Fun(Fun::Pow | Fun::Powi) => is(args[0]),
            Op::Select => {
                let zero = |x: Id| g.is_constant(x, 0.0) || is_plain(x);
                (is(args[1]) && (is(args[2]) || zero(args[2]))) || (is(args[2]) && zero(args[1]))
            }
            Op::Sum(_) | Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) => is(args[0]),
            _ => false,
        }
    }
}
