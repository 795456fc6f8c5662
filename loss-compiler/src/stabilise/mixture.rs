//! The probability of what is so, `y p + (1 - y) (1 - p)`: its complement has the same form, and its logarithm is that of
//! `p` or of `1 - p` where `y` is 1 or 0.

use super::Rules;
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};
use crate::lower::Mix;

/// `y p + (1 - y) q` with `q = 1 - p`, both to full relative accuracy.
#[derive(Clone, Copy)]
struct Mixture {
    y: Id,
    not_y: Id,
    p: Id,
    q: Id,
}

impl Rules {
    /// `1 - (y p + (1 - y) (1 - p)) = y (1 - p) + (1 - y) p`
    pub(super) fn mixture_rest(&mut self, g: &mut Graph, u: Id) -> Option<Id> {
        let mixture = self.mixture(g, u)?;
        let rest = mixture.rest().node(g);
        Some(self.fire("1 - (y p + (1 - y) (1 - p)) = y (1 - p) + (1 - y) p", rest))
    }

    /// `ln(m)` of a mixture `m`: by `ln_1p` of what is left to 1 where that is less than a half; where `y` is 0 or 1, the
    /// logarithm of one side, since only there can the mixture vanish.
    pub(super) fn log_of_mixture(&mut self, g: &mut Graph, u: Id) -> Option<Id> {
        let mixture = self.mixture(g, u)?;
        let Mixture { y, p, q, .. } = mixture;
        const NAME: &str = "ln(y p + (1 - y) (1 - p))";
        if g.op(p) == Op::Fun(Fun::Sigmoid) {
            let log = g.fun2(Fun::LogMix, g.args(p)[0], y);
            return Some(self.fire(NAME, log));
        }
        let rest = mixture.rest().node(g);
        let (half, minus) = (g.constant(0.5), algebra::neg(g, rest));
        let (near, far) = (g.fun1(Fun::Ln1p, minus), g.fun1(Fun::Ln, u));
        let is_near = g.le(rest, half);
        let mut log = g.select(is_near, near, far);
        // As a condition `y` would lose its own derivative.
        if !self.varies(g, y) {
            let (log_p, log_q) = (self.log_of(g, p)?, self.log_of(g, q)?);
            let (zero, one) = (g.constant(0.0), g.constant(1.0));
            let (is_one, is_zero) = (g.eq(y, one), g.eq(y, zero));
            log = algebra::select(g, is_zero, log_q, log);
            log = algebra::select(g, is_one, log_p, log);
        }
        Some(self.fire(NAME, log))
    }

    /// `m^gamma` of a mixture of sigmoids, by the logarithm where it vanishes: only for a `y` of 0 or 1.
    pub(super) fn power_of_mixture(&mut self, g: &mut Graph, u: Id, gamma: Id) -> Option<Id> {
        let Mixture { y, p, .. } = self.mixture(g, u)?;
        if g.op(p) != Op::Fun(Fun::Sigmoid) || self.varies(g, y) {
            return None;
        }
        let mix = Mix::of(g, g.args(p)[0], y);
        let (is_certain, log) = (mix.is_certain(g), mix.certain_log(g));
        let product = algebra::mul(g, gamma, log);
        let by_log = g.fun1(Fun::Exp, product);
        let plain = g.fun2(Fun::Pow, u, gamma);
        let border = g.constant(super::exponential::VANISHING);
        let vanishes = g.le(u, border);
        let by_log_is_better = g.and(is_certain, vanishes);
        let power = algebra::select(g, by_log_is_better, by_log, plain);
        Some(self.fire("pow(p, gamma) = exp(gamma ln(p)) where p vanishes", power))
    }

    /// A sum of two products whose factors are each other's complements.
    fn mixture(&mut self, g: &mut Graph, u: Id) -> Option<Mixture> {
        let (a, b) = match (g.op(u), g.args(u)) {
            (Op::Fun(Fun::Add | Fun::Sub), &[a, b]) => (a, b),
            _ => return None,
        };
        let is_difference = g.op(u) == Op::Fun(Fun::Sub);
        if g.op(a) != Op::Fun(Fun::Mul) || g.op(b) != Op::Fun(Fun::Mul) {
            return None;
        }
        let (a, b) = (g.operands(a), g.operands(b));
        // Looking for complements must leave no trace among the rules that fired.
        let before = self.fired.clone();
        let mut found = None;
        for (p, y) in [(a[0], a[1]), (a[1], a[0])] {
            // `1 - y` has a complement too, but it is no probability.
            if g.op(p) == Op::Fun(Fun::Sub) {
                continue;
            }
            let Some(q) = self.one_minus(g, p) else {
                continue;
            };
            let one = g.constant(1.0);
            let not_y = match self.one_minus(g, y) {
                Some(rest) => rest,
                None => algebra::sub(g, one, y),
            };
            // y p - (y - 1) q
            let other = match is_difference {
                true => algebra::neg(g, not_y),
                false => not_y,
            };
            if (b[0] == q && b[1] == other) || (b[1] == q && b[0] == other) {
                found = Some(Mixture { y, not_y, p, q });
            }
        }
        self.fired = before;
        found
    }
}

impl Mixture {
    /// What is left to 1.
    fn rest(self) -> Mixture {
        let Mixture { y, not_y, p, q } = self;
        Mixture {
            y,
            not_y,
            p: q,
            q: p,
        }
    }

    fn node(self, g: &mut Graph) -> Id {
        let (a, b) = (
            algebra::mul(g, self.y, self.p),
            algebra::mul(g, self.not_y, self.q),
        );
        algebra::add(g, a, b)
    }
}
