//! Sums whose terms nearly cancel near a match: `exp(x) - 1 - x` and its like, wherever in a sum the terms stand.
//!
//! A sum is taken apart into terms with constant factors, so that it does not matter how it was put together:
//! `-(1 + v - m * m - exp(v)) / 2` has the terms of `exp(v) - 1 - v` as `exp_m1(v) - v` has.

use core::f64::consts::LN_2;

use super::Rules;
use crate::algebra;
use crate::graph::{Fun, Graph, Id, Op};

/// More terms than these are left as they are: keeps the rules linear in the size of the formula.
const MOST: usize = 16;
/// And more nodes than these: few terms may stand in many places.
const MOST_STEPS: usize = 256;

/// A sum: nodes with the factors before them, and what remains of its numbers.
#[derive(Clone, Debug, Default)]
struct Terms {
    terms: Vec<(f64, Id)>,
    number: f64,
    /// How many numbers there were.
    numbers: usize,
    /// How many nodes were looked at.
    steps: usize,
}

impl Terms {
    fn of(g: &Graph, id: Id) -> Option<Terms> {
        let mut sum = Terms::default();
        sum.gather(g, 1.0, id, true);
        (sum.terms.len() <= MOST && sum.steps <= MOST_STEPS).then_some(sum)
    }

    fn gather(&mut self, g: &Graph, factor: f64, id: Id, opens: bool) {
        self.steps += 1;
        if self.terms.len() > MOST || self.steps > MOST_STEPS {
            return;
        }
        let args = g.args(id);
        match g.op(id) {
            Op::Const(bits) => {
                self.number += factor * f64::from_bits(bits);
                self.numbers += 1;
            }
            // ln(2), not yet folded
            Op::Fun(Fun::Ln) if g.as_constant(args[0]).is_some_and(|c| c > 0.0) => {
                let c = g.as_constant(args[0]).unwrap_or(1.0);
                self.number += factor * c.ln();
                self.numbers += 1;
            }
            Op::Fun(Fun::Neg) => self.gather(g, -factor, args[0], opens),
            Op::Fun(Fun::Add) if opens => {
                self.gather(g, factor, args[0], opens);
                self.gather(g, factor, args[1], opens);
            }
            Op::Fun(Fun::Sub) if opens => {
                self.gather(g, factor, args[0], opens);
                self.gather(g, -factor, args[1], opens);
            }
            Op::Fun(Fun::Mul) if g.as_constant(args[0]).is_some() => {
                let c = g.as_constant(args[0]).unwrap_or(1.0);
                self.gather(g, factor * c, args[1], opens);
            }
            Op::Fun(Fun::Mul) if g.as_constant(args[1]).is_some() => {
                let c = g.as_constant(args[1]).unwrap_or(1.0);
                self.gather(g, factor * c, args[0], opens);
            }
            _ => match self.terms.iter_mut().find(|(_, term)| *term == id) {
                Some((sum, _)) => *sum += factor,
                None => self.terms.push((factor, id)),
            },
        }
    }

    /// The sum less `factor * x`, if every term of that is in it to the last bit.
    fn less(&self, g: &Graph, factor: f64, x: Id) -> Option<Terms> {
        let mut rest = self.clone();
        let other = Terms::of(g, x)?;
        for (d, term) in &other.terms {
            let at = rest
                .terms
                .iter()
                .position(|(c, this)| this == term && *c == factor * d)?;
            rest.terms.remove(at);
        }
        let number = factor * other.number;
        if number != 0.0 {
            rest = rest.less_number(number)?;
        }
        Some(rest)
    }

    /// The sum less a number, if that takes its own number nearer to 0.
    fn less_number(&self, number: f64) -> Option<Terms> {
        let is_part = self.number * number > 0.0 && self.number.abs() >= number.abs();
        is_part.then(|| Terms {
            number: self.number - number,
            ..self.clone()
        })
    }

    fn plus(mut self, factor: f64, term: Id) -> Terms {
        self.terms.push((factor, term));
        self
    }

    /// The sum as a node.
    fn node(mut self, g: &mut Graph) -> Id {
        self.terms.retain(|(c, _)| *c != 0.0);
        // A factor that all have, if it is exact, stands outside.
        let scale = self.terms.first().map_or(1.0, |(c, _)| c.abs());
        let is_common = algebra::is_power_of_two(scale)
            && self.terms.iter().all(|(c, _)| c.abs() == scale)
            && scale != 1.0;
        let scale = if is_common { scale } else { 1.0 };
        let mut sum = g.constant(0.0);
        for sign in [1.0, -1.0] {
            for (c, term) in &self.terms {
                if c.signum() == sign {
                    let factor = g.constant(c.abs() / scale);
                    let term = algebra::mul(g, factor, *term);
                    sum = match sign > 0.0 {
                        true => algebra::add(g, sum, term),
                        false => algebra::sub(g, sum, term),
                    };
                }
            }
        }
        let number = g.constant(self.number / scale);
        sum = algebra::add(g, sum, number);
        let scale = g.constant(scale);
        algebra::mul(g, scale, sum)
    }
}

impl Rules {
    /// A sum or difference without the terms that nearly cancel.
    pub(super) fn cancelling(&mut self, g: &mut Graph, id: Id) -> Option<Id> {
        let mut sum = Terms::of(g, id)?;
        let mut fired = false;
        while let Some((name, better)) = self.cancelled(g, &sum) {
            self.fire(name, id);
            (sum, fired) = (better, true);
        }
        if !fired && sum.numbers > 1 && sum.number == 0.0 {
            fired = true;
            self.fire("(x + c) - c = x", id);
        }
        fired.then(|| sum.node(g))
    }

    fn cancelled(&self, g: &mut Graph, sum: &Terms) -> Option<(&'static str, Terms)> {
        sum.terms
            .clone()
            .into_iter()
            .enumerate()
            .find_map(|(i, (c, term))| {
                let mut others = sum.clone();
                others.terms.remove(i);
                let x = *g.args(term).first()?;
                match g.op(term) {
                    Op::Fun(Fun::Exp) => {
                        let rest = others.less_number(-c)?.less(g, -c, x)?;
                        let e = g.fun1(Fun::ExpRest, x);
                        Some(("exp(x) - 1 - x = exp_rest(x)", rest.plus(c, e)))
                    }
                    Op::Fun(Fun::ExpM1) => {
                        let rest = others.less(g, -c, x)?;
                        let e = g.fun1(Fun::ExpRest, x);
                        Some(("exp(x) - 1 - x = exp_rest(x)", rest.plus(c, e)))
                    }
                    Op::Fun(Fun::Ln1p) => {
                        let rest = others.less(g, -c, x)?;
                        let less = g.fun1(Fun::LnRest, x);
                        Some(("x - ln_1p(x) = ln_rest(x)", rest.plus(-c, less)))
                    }
                    Op::Fun(Fun::Softplus) => softplus_less(g, &others, c, x),
                    Op::Fun(Fun::LogSigmoid) => {
                        let minus = algebra::neg(g, x);
                        softplus_less(g, &others, -c, minus)
                    }
                    Op::Fun(Fun::Sigmoid) => {
                        // The whole number, or the rest would be rounded to its size anyway.
                        let rest =
                            (others.number == -c / 2.0).then(|| others.less_number(-c / 2.0))??;
                        let half = g.constant(0.5);
                        let angle = algebra::mul(g, half, x);
                        let tanh = g.fun1(Fun::Tanh, angle);
                        Some(("2 sigmoid(x) - 1 = tanh(x / 2)", rest.plus(c / 2.0, tanh)))
                    }
                    Op::Fun(Fun::Hypot) => {
                        let y = g.args(term)[1];
                        [(x, y), (y, x)].into_iter().find_map(|(x, y)| {
                            let is_positive = self.is_positive(g, y);
                            let rest = is_positive.then(|| others.less(g, -c, y))??;
                            let root = g.fun2(Fun::HypotRest, x, y);
                            Some((
                                "sqrt(x² + y²) - y = x² / (sqrt(x² + y²) + y)",
                                rest.plus(c, root),
                            ))
                        })
                    }
                    _ => None,
                }
            })
    }

    /// `k x - k y` → `k (x - y)`, where a rule improves the difference.
    pub(super) fn common_factor(&mut self, g: &mut Graph, a: Id, b: Id) -> Option<Id> {
        let one = g.constant(1.0);
        let factors = |g: &Graph, id: Id| match g.op(id) {
            Op::Fun(Fun::Mul) => vec![
                (g.args(id)[0], g.args(id)[1]),
                (g.args(id)[1], g.args(id)[0]),
            ],
            _ => vec![],
        };
        let (mut of_a, mut of_b) = (factors(g, a), factors(g, b));
        of_a.push((a, one));
        of_b.push((b, one));
        for (k, x) in of_a {
            for &(l, y) in &of_b {
                if k != l || g.as_constant(k).is_some() || (x == one && y == one) {
                    continue;
                }
                self.fuel = self.fuel.checked_sub(1)?;
                let before = self.fired.clone();
                let difference = self.fun2(g, Fun::Sub, x, y);
                if self.fired != before {
                    return Some(algebra::mul(g, k, difference));
                }
            }
        }
        None
    }
}

/// `c softplus(x)` and other terms: less `c x / 2` it is even, less `c ln 2` it is 0 at 0.
fn softplus_less(g: &mut Graph, others: &Terms, c: f64, x: Id) -> Option<(&'static str, Terms)> {
    if let Some(mut rest) = others.less(g, -c / 2.0, x) {
        let half = g.constant(0.5);
        let angle = algebra::mul(g, half, x);
        let even = g.fun1(Fun::LogCosh, angle);
        rest.number += c * LN_2;
        return Some((
            "softplus(x) - x / 2 = ln(2) + log_cosh(x / 2)",
            rest.plus(c, even),
        ));
    }
    if others.number != -c * LN_2 {
        return None;
    }
    let rest = Terms {
        number: 0.0,
        ..others.clone()
    };
    let centred = g.fun1(Fun::SoftplusRest, x);
    Some((
        "softplus(x) - ln(2) = softplus_rest(x)",
        rest.plus(c, centred),
    ))
}
