//! Quotients that are bounded although numerator and divisor are not: `x / norm(x)`, `exp(x) / sum(exp(x))`.

use super::interval::{Interval, Precision, mul};
use crate::graph::{Fun, Graph, Id, Op};

/// What `x / y` is at most, where `y` is at least as large as a factor of `x`.
pub(super) fn ratio(
    g: &Graph,
    x: Id,
    y: Id,
    of: &dyn Fn(Id) -> Interval,
    p: Precision,
) -> Option<Interval> {
    if is_within(g, x, y, of, 4) {
        let sign = of(x);
        let slack = 1.0 + p.error();
        let lo = if sign.lo >= 0.0 && of(y).lo >= 0.0 {
            0.0
        } else {
            -slack
        };
        return Some(Interval::new(lo, slack));
    }
    let args = g.args(x);
    match g.op(x) {
        Op::Fun(Fun::Neg) => ratio(g, args[0], y, of, p).map(Interval::negative),
        Op::Fun(Fun::Mul) => [(0, 1), (1, 0)].into_iter().find_map(|(i, j)| {
            // A product near the least number may be rounded up by half of it, and the divisor be as small: 1 more is enough.
            is_within(g, args[i], y, of, 4).then(|| {
                let times = mul(Interval::new(-1.0, 1.0), of(args[j]), p);
                Interval::new(times.lo - 1.0, times.hi + 1.0).or_nan(times.nan)
            })
        }),
        _ => None,
    }
}

/// Whether `|x| <= y` as computed, by the form of `y`; `depth` operations of it are looked at.
fn is_within(g: &Graph, x: Id, y: Id, of: &dyn Fn(Id) -> Interval, depth: usize) -> bool {
    let x = size(g, x);
    if x == size(g, y) {
        return true;
    }
    if depth == 0 {
        return false;
    }
    // A power of at least 1 of a number from 0 to 1.
    if g.op(x) == Op::Fun(Fun::Pow) && size(g, g.args(x)[0]) == size(g, y) {
        let [base, exponent] = [0, 1].map(|i| of(g.args(x)[i]));
        return base.lo >= 0.0 && base.hi <= 1.0 && exponent.lo >= 1.0;
    }
    let args = g.args(y);
    let is = |i: usize| is_within(g, x, args[i], of, depth - 1);
    let is_positive = |i: usize| of(args[i]).lo >= 0.0;
    match g.op(y) {
        Op::Norm(_) | Op::Fun(Fun::Abs) => size(g, args[0]) == x,
        Op::Fun(Fun::Hypot) => args.iter().any(|&arg| size(g, arg) == x),
        Op::Fun(Fun::Max) => (is_positive(0) && is(0)) || (is_positive(1) && is(1)),
        Op::Fun(Fun::Add) => is_positive(0) && is_positive(1) && (is(0) || is(1)),
        Op::Sum(_) => is_positive(0) && is(0),
        _ => false,
    }
}

/// The node whose magnitude this one has.
fn size(g: &Graph, id: Id) -> Id {
    match g.op(id) {
        Op::Fun(Fun::Neg | Fun::Abs) | Op::StopGradient => size(g, g.args(id)[0]),
        _ => id,
    }
}
