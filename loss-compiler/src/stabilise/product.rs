//! Products with a logarithm: `x * ln(y)` is 0 where `x` is 0, whatever `y` is.

use super::{Rules, is_below};
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};

impl Rules {
    /// A better `a * b`.
    pub(super) fn product(&mut self, g: &mut Graph, a: Id, b: Id) -> Option<Id> {
        for (x, y) in [(a, b), (b, a)] {
            // exp(x) * (1 / sum(exp(x)))
            if g.op(y) == Op::Fun(Fun::Div) && g.is_constant(g.args(y)[0], 1.0) {
                let below = g.args(y)[1];
                if self.is_exponential(g, below) {
                    return Some(self.fun2(g, Fun::Div, x, below));
                }
            }
        }
        for (x, y) in [(a, b), (b, a)] {
            if let Some(product) = self.times_log(g, x, y) {
                return Some(product);
            }
        }
        None
    }

    /// A better `xlogy(x, y)`: the logarithm is as good as if it stood alone, and where `x` is 0 it still does not count.
    pub(super) fn xlogy(&mut self, g: &mut Graph, x: Id, y: Id) -> Option<Id> {
        // As a factor `x` would have lost the logarithm from its own derivative.
        if self.varies(g, x) {
            return None;
        }
        let log = self.logarithm(g, y)?;
        if g.op(log) == Op::Fun(Fun::Ln1p) {
            return Some(g.fun2(Fun::Xlog1py, x, g.args(log)[0]));
        }
        let zero = g.constant(0.0);
        let at_zero = g.eq(x, zero);
        let product = algebra::mul(g, x, log);
        let guarded = algebra::select(g, at_zero, zero, product);
        Some(self.fire("xlogy(x, y) = x ln(y), 0 where x = 0", guarded))
    }

    /// `x * y` where `y` has a logarithm in it that may be infinite just where `x` is 0.
    fn times_log(&mut self, g: &mut Graph, x: Id, y: Id) -> Option<Id> {
        if g.as_constant(x).is_some() || self.is_positive(g, x) {
            return None;
        }
        // A logarithm that is the factor itself is 0 where the factor is: of a square nothing is infinite times 0.
        let mut logs = self.unbounded_logs(g, y);
        logs.retain(|&log| log != x);
        if logs.is_empty() {
            return None;
        }
        let varies = self.varies(g, x);
        // `ln(a / b)` is a ratio's logarithm by now, and the ratio itself no operand of it.
        let is_ratio_of = |log: Id| {
            g.op(x) == Op::Fun(Fun::Div)
                && g.op(log) == Op::Fun(Fun::LogRatio)
                && g.args(x) == g.args(log)
        };
        let entangled = logs
            .iter()
            .any(|&log| is_below(g, x, log) || is_ratio_of(log));
        let named = match g.op(y) {
            Op::Fun(Fun::Ln) => Some((Fun::Xlogy, "x ln(y) = xlogy(x, y)")),
            Op::Fun(Fun::Ln1p) => Some((Fun::Xlog1py, "x ln(1 + y) = xlog1py(x, y)")),
            _ => None,
        };
        if let Some((fun, name)) = named
            && (!varies || !entangled)
        {
            let product = g.fun2(fun, x, g.args(y)[0]);
            return Some(self.fire(name, product));
        }
        if varies && !entangled {
            return None;
        }
        let zero = g.constant(0.0);
        let at_zero = g.eq(x, zero);
        let product = g.mul(x, y);
        let guarded = algebra::select(g, at_zero, zero, product);
        Some(self.fire("x ln(x / y) = 0 where x = 0", guarded))
    }

    /// The logarithms among the terms and factors of a node that are infinite for some argument.
    fn unbounded_logs(&self, g: &Graph, y: Id) -> Vec<Id> {
        let mut logs = Vec::new();
        let mut stack = vec![y];
        let mut steps = 0;
        while let Some(id) = stack.pop() {
            steps += 1;
            if steps > 64 {
                break;
            }
            let args = g.args(id);
            match g.op(id) {
                Op::Fun(Fun::Ln) if !self.is_positive(g, args[0]) => logs.push(id),
                Op::Fun(Fun::Ln1p) if !self.is_nonnegative(g, args[0]) => logs.push(id),
                Op::Fun(Fun::LogRatio)
                    if !(self.is_positive(g, args[0]) && self.is_positive(g, args[1])) =>
                {
                    logs.push(id);
                }
                Op::Fun(Fun::Add | Fun::Sub | Fun::Mul | Fun::Neg) => stack.extend_from_slice(args),
                Op::Fun(Fun::Div) => stack.push(args[0]),
                Op::Gather(_) | Op::Rename(..) => stack.push(args[0]),
                Op::Select => stack.extend_from_slice(&args[1..]),
                _ => {}
            }
        }
        logs
    }
}
