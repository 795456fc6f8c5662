//! The probability of what is so, `y sigmoid(z) + (1 - y) sigmoid(-z)` for a `y` from 0 to 1, and its logarithm.

use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};

/// The parts of a mixture.
#[derive(Clone, Copy)]
pub(crate) struct Mix {
    z: Id,
    y: Id,
    not_y: Id,
    up: Id,
    down: Id,
}

impl Mix {
    pub(crate) fn of(g: &mut Graph, z: Id, y: Id) -> Mix {
        let one = g.constant(1.0);
        let minus = algebra::neg(g, z);
        Mix {
            z,
            y,
            not_y: match g.op(y) {
                Op::Fun(Fun::Sub) if g.is_constant(g.args(y)[0], 1.0) => g.args(y)[1],
                _ => algebra::sub(g, one, y),
            },
            up: g.fun1(Fun::Sigmoid, z),
            down: g.fun1(Fun::Sigmoid, minus),
        }
    }

    /// Whether a node looks like one: a sum of two products, each with a sigmoid.
    pub(crate) fn is(g: &Graph, u: Id) -> bool {
        let has_sigmoid = |id: Id| {
            g.op(id) == Op::Fun(Fun::Mul)
                && g.args(id).iter().any(|&x| g.op(x) == Op::Fun(Fun::Sigmoid))
        };
        g.op(u) == Op::Fun(Fun::Add) && g.args(u).iter().all(|&x| has_sigmoid(x))
    }

    /// `y sigmoid(z) + (1 - y) sigmoid(-z)`
    pub(crate) fn node(self, g: &mut Graph) -> Id {
        let (a, b) = (
            algebra::mul(g, self.y, self.up),
            algebra::mul(g, self.not_y, self.down),
        );
        algebra::add(g, a, b)
    }

    /// What is left to 1: the same with the sigmoids exchanged.
    fn rest(self) -> Mix {
        Mix {
            up: self.down,
            down: self.up,
            ..self
        }
    }

    /// Whether `y` is 0 or 1: only then can the mixture vanish.
    pub(crate) fn is_certain(self, g: &mut Graph) -> Id {
        let (zero, one) = (g.constant(0.0), g.constant(1.0));
        let (is_one, is_zero) = (g.eq(self.y, one), g.eq(self.y, zero));
        g.or(is_one, is_zero)
    }

    /// The logarithm for a `y` of 0 or 1: that of one sigmoid.
    pub(crate) fn certain_log(self, g: &mut Graph) -> Id {
        let one = g.constant(1.0);
        let is_one = g.eq(self.y, one);
        let minus = algebra::neg(g, self.z);
        let side = g.select(is_one, self.z, minus);
        g.fun1(Fun::LogSigmoid, side)
    }

    /// The logarithm, by `ln_1p` of what is left to 1 where that is less than a half.
    pub(super) fn log(self, g: &mut Graph) -> Id {
        let (mix, rest) = (self.node(g), self.rest().node(g));
        let minus = algebra::neg(g, rest);
        let (near, far) = (g.fun1(Fun::Ln1p, minus), g.fun1(Fun::Ln, mix));
        let half = g.constant(0.5);
        let is_near = g.le(rest, half);
        let between = g.select(is_near, near, far);
        let (is_certain, certain) = (self.is_certain(g), self.certain_log(g));
        g.select(is_certain, certain, between)
    }

    /// `(2 y - 1) sigmoid(z) sigmoid(-z) / mixture`; for a `y` of 0 or 1 what that is without the quotient, which may be
    /// 0 / 0: `sigmoid(-z)` or `-sigmoid(z)`.
    pub(crate) fn slope_of_log(self, g: &mut Graph) -> Id {
        let (a, b) = (
            algebra::mul(g, self.y, self.down),
            algebra::mul(g, self.not_y, self.up),
        );
        let certain = algebra::sub(g, a, b);
        let tilt = algebra::sub(g, self.y, self.not_y);
        let bell = algebra::mul(g, self.up, self.down);
        let above = algebra::mul(g, tilt, bell);
        let below = self.node(g);
        let between = algebra::div(g, above, below);
        let is_certain = self.is_certain(g);
        g.select(is_certain, certain, between)
    }
}
