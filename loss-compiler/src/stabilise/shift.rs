//! Sums of exponentials with factors of any sign: `sum(m * exp(x))` has no logarithm of its own to come out as, but the
//! largest exponent that counts can come out of it: `exp(M) * sum(m * exp(x - M))`.

use super::Rules;
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};

/// A number as `weight * exp(exponent)`.
#[derive(Clone, Copy)]
struct Scaled {
    weight: Id,
    exponent: Id,
}

impl Rules {
    /// `ln(sum(w * exp(x))) = M + ln(sum(w * exp(x - M)))`
    pub(super) fn log_of_scaled(&mut self, g: &mut Graph, u: Id) -> Option<Id> {
        if !is_sum(g, u) || !self.has_exponential(g, u) {
            return None;
        }
        // What is left after the shift is a sum of exponentials too, none of them large.
        if self.shifted.contains(&u) {
            return None;
        }
        let Scaled { weight, exponent } = self.scaled(g, u)?;
        self.shifted.insert(weight);
        let log = self.fun1(g, Fun::Ln, weight);
        let log = self.fun2(g, Fun::Add, exponent, log);
        Some(self.fire("ln(sum(w exp(x))) = M + ln(sum(w exp(x - M)))", log))
    }

    /// `v exp(y) / sum(w exp(x)) = v exp(y - M) / sum(w exp(x - M))`
    pub(super) fn quotient_of_scaled(&mut self, g: &mut Graph, a: Id, b: Id) -> Option<Id> {
        if !is_sum(g, b) || !self.has_exponential(g, a) || !self.has_exponential(g, b) {
            return None;
        }
        if self.shifted.contains(&b) {
            return None;
        }
        let (above, below) = (self.scaled(g, a)?, self.scaled(g, b)?);
        self.shifted.insert(below.weight);
        let difference = self.fun2(g, Fun::Sub, above.exponent, below.exponent);
        let e = self.fun1(g, Fun::Exp, difference);
        let above = self.times(g, above.weight, e);
        let quotient = algebra::div(g, above, below.weight);
        Some(self.fire("w exp(x) / sum(w exp(x)), less the largest x", quotient))
    }

    fn has_exponential(&self, g: &Graph, u: Id) -> bool {
        if !self.patience.step() {
            return false;
        }
        let args = g.args(u);
        match g.op(u) {
            Op::Fun(Fun::Exp) => true,
            Op::Fun(Fun::Neg | Fun::Mul | Fun::Div | Fun::Add) | Op::Select => {
                args.iter().any(|&arg| self.has_exponential(g, arg))
            }
            Op::Sum(_) | Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) => {
                self.has_exponential(g, args[0])
            }
            _ => false,
        }
    }

    /// A number made of exponentials, its largest exponent outside.
    fn scaled(&mut self, g: &mut Graph, u: Id) -> Option<Scaled> {
        if !self.patience.step() {
            return None;
        }
        let args = g.operands(u);
        if !self.has_exponential(g, u) {
            let exponent = g.constant(0.0);
            return Some(Scaled {
                weight: u,
                exponent,
            });
        }
        Some(match g.op(u) {
            Op::Fun(Fun::Exp) => Scaled {
                weight: g.constant(1.0),
                exponent: args[0],
            },
            Op::Fun(Fun::Neg) => {
                let Scaled { weight, exponent } = self.scaled(g, args[0])?;
                let weight = algebra::neg(g, weight);
                Scaled { weight, exponent }
            }
            Op::Fun(fun @ (Fun::Mul | Fun::Div)) => {
                let (a, b) = (self.scaled(g, args[0])?, self.scaled(g, args[1])?);
                let (weight, exponent) = match fun {
                    Fun::Mul => (
                        algebra::mul(g, a.weight, b.weight),
                        algebra::add(g, a.exponent, b.exponent),
                    ),
                    _ => (
                        algebra::div(g, a.weight, b.weight),
                        algebra::sub(g, a.exponent, b.exponent),
                    ),
                };
                Scaled { weight, exponent }
            }
            // What is not taken has weight 0, whatever its exponent.
            Op::Select => {
                let (a, b) = (args[1], args[2]);
                let is_number = |x: Id| g.as_constant(x).is_some_and(|c| c == 0.0 || c.is_nan());
                let (part, weight_first) = match (is_number(a), is_number(b)) {
                    (false, true) => (self.scaled(g, a)?, true),
                    (true, false) => (self.scaled(g, b)?, false),
                    _ => return None,
                };
                let (x, y) = match weight_first {
                    true => (part.weight, b),
                    false => (a, part.weight),
                };
                Scaled {
                    weight: algebra::select(g, args[0], x, y),
                    exponent: part.exponent,
                }
            }
            Op::Fun(Fun::Add) => {
                let (a, b) = (self.scaled(g, args[0])?, self.scaled(g, args[1])?);
                let (x, y) = (counting(g, a), counting(g, b));
                let largest = g.fun2(Fun::Max, x, y);
                let exponent = shift(g, largest);
                let (a, b) = (self.less(g, a, exponent), self.less(g, b, exponent));
                Scaled {
                    weight: algebra::add(g, a, b),
                    exponent,
                }
            }
            Op::Sum(axis) => {
                let each = self.scaled(g, args[0])?;
                if !g.axes(each.exponent).contains(axis) {
                    return Some(Scaled {
                        weight: g.sum(axis, each.weight),
                        exponent: each.exponent,
                    });
                }
                let counting = counting(g, each);
                let largest = g.op1(Op::Max(axis), counting);
                let exponent = shift(g, largest);
                let each = self.less(g, each, exponent);
                Scaled {
                    weight: g.sum(axis, each),
                    exponent,
                }
            }
            op @ (Op::Gather(_) | Op::Rename(..) | Op::Reverse(_)) => {
                let Scaled { weight, exponent } = self.scaled(g, args[0])?;
                let mut moved = |x: Id| {
                    let mut args = args;
                    args[0] = x;
                    algebra::rewrite(g, op, args)
                };
                Scaled {
                    weight: moved(weight),
                    exponent: moved(exponent),
                }
            }
            _ => return None,
        })
    }

    /// `w exp(x - M)`, 0 where `w` is 0: `x` may be larger than `M` there.
    fn less(&mut self, g: &mut Graph, of: Scaled, exponent: Id) -> Id {
        let difference = self.fun2(g, Fun::Sub, of.exponent, exponent);
        let e = self.fun1(g, Fun::Exp, difference);
        self.times(g, of.weight, e)
    }

    /// `w e`, 0 where `w` is 0, also if `e` is infinite.
    fn times(&mut self, g: &mut Graph, weight: Id, e: Id) -> Id {
        let product = algebra::mul(g, weight, e);
        if self.is_positive(g, weight) {
            return product;
        }
        let zero = g.constant(0.0);
        let at_zero = g.eq(weight, zero);
        algebra::select(g, at_zero, zero, product)
    }
}

/// Whether a node is a sum along an axis or of two.
fn is_sum(g: &Graph, u: Id) -> bool {
    match g.op(u) {
        Op::Sum(_) | Op::Fun(Fun::Add) => true,
        Op::Gather(_) | Op::Rename(..) | Op::Reverse(_) => is_sum(g, g.args(u)[0]),
        _ => false,
    }
}

/// The exponent where the weight is not 0.
fn counting(g: &mut Graph, of: Scaled) -> Id {
    let (zero, never) = (g.constant(0.0), g.constant(f64::NEG_INFINITY));
    match g.as_constant(of.weight) {
        Some(w) if w != 0.0 => of.exponent,
        _ => {
            let at_zero = g.eq(of.weight, zero);
            algebra::select(g, at_zero, never, of.exponent)
        }
    }
}

/// The largest exponent as what is taken off: 0 if nothing counts. It cancels, so it is no matter of the gradient.
fn shift(g: &mut Graph, largest: Id) -> Id {
    let (zero, never) = (g.constant(0.0), g.constant(f64::NEG_INFINITY));
    let is_empty = g.eq(largest, never);
    let finite = algebra::select(g, is_empty, zero, largest);
    g.op1(Op::StopGradient, finite)
}
