//! Exponentials of logarithms, and powers of probabilities.

use super::Rules;
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};

/// Below this a power is better by its logarithm: a normal number of both element types.
pub(super) const VANISHING: f64 = 1e-37;

impl Rules {
    /// A better `exp(x)`.
    pub(super) fn exponential(&mut self, g: &mut Graph, x: Id) -> Option<Id> {
        if !self.patience.step() {
            return None;
        }
        let args = g.operands(x);
        let (name, e) = match g.op(x) {
            Op::LogSoftmax(axis) => (
                "exp(log_softmax(x)) = softmax(x)",
                g.op1(Op::Softmax(axis), args[0]),
            ),
            Op::Fun(Fun::LogSigmoid) => (
                "exp(log_sigmoid(x)) = sigmoid(x)",
                g.fun1(Fun::Sigmoid, args[0]),
            ),
            Op::Fun(Fun::Neg) if g.op(args[0]) == Op::Fun(Fun::Softplus) => {
                let z = g.args(args[0])[0];
                (
                    "exp(-softplus(x)) = sigmoid(-x)",
                    self.sigmoid_of_minus(g, z),
                )
            }
            Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) | Op::StopGradient => {
                let e = self.exponential(g, args[0])?;
                let mut args = args;
                args[0] = e;
                return Some(self.put(g, g.op(x), args));
            }
            Op::Select => {
                let (a, b) = (self.exponential(g, args[1]), self.exponential(g, args[2]));
                if a.is_none() && b.is_none() {
                    return None;
                }
                let a = a.unwrap_or_else(|| g.fun1(Fun::Exp, args[1]));
                let b = b.unwrap_or_else(|| g.fun1(Fun::Exp, args[2]));
                return Some(algebra::select(g, args[0], a, b));
            }
            _ => return None,
        };
        Some(self.fire(name, e))
    }

    /// A better `exp_m1(x)`: half a logarithm makes a root.
    pub(super) fn exponential_m1(&mut self, g: &mut Graph, x: Id) -> Option<Id> {
        let half = g.constant(0.5);
        let log = algebra::cofactor(g, x, half)?;
        if g.op(log) != Op::Fun(Fun::Ln1p) {
            return None;
        }
        let (one, square) = (g.constant(1.0), g.args(log)[0]);
        let side = self.root_of_square(g, square)?;
        let root = g.fun2(Fun::HypotRest, side, one);
        Some(self.fire("exp_m1(ln_1p(x²) / 2) = sqrt(1 + x²) - 1", root))
    }

    /// A better `pow(x, p)`: a whole power by products, that of a probability through its logarithm.
    pub(super) fn power(&mut self, g: &mut Graph, x: Id, p: Id) -> Option<Id> {
        if let Some(n) = g.as_constant(p) {
            if n == 0.5 {
                return self
                    .square_root(g, x)
                    .or_else(|| Some(g.fun1(Fun::Sqrt, x)));
            }
            if n.fract() == 0.0 && n.abs() <= 64.0 {
                let power = algebra::rewrite(g, Op::Fun(Fun::Powi), [x, p]);
                return Some(self.fire("pow(x, n) = powi(x, n)", power));
            }
        }
        if let Some(power) = self.power_of_mixture(g, x, p) {
            return Some(power);
        }
        if !self.has_smooth_log(g, x) {
            return None;
        }
        // By the logarithm the power keeps its magnitude where the probability vanishes, but loses as many digits as the
        // exponent has before the point; so only there.
        let log = self.log_of(g, x)?;
        let product = algebra::mul(g, p, log);
        let by_log = g.fun1(Fun::Exp, product);
        let plain = g.fun2(Fun::Pow, x, p);
        let border = g.constant(VANISHING);
        let is_normal = g.lt(border, x);
        let power = algebra::select(g, is_normal, plain, by_log);
        Some(self.fire("pow(p, gamma) = exp(gamma ln(p)) where p vanishes", power))
    }

    /// Whether the logarithm of a node is finite for every finite argument.
    pub(super) fn has_smooth_log(&self, g: &Graph, x: Id) -> bool {
        if !self.patience.step() {
            return false;
        }
        match g.op(x) {
            Op::Fun(Fun::Sigmoid | Fun::Exp) | Op::Softmax(_) => true,
            Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) => self.has_smooth_log(g, g.args(x)[0]),
            Op::Select => g.args(x)[1..].iter().all(|&b| self.has_smooth_log(g, b)),
            _ => false,
        }
    }
}
