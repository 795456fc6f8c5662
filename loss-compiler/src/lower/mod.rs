//! Expands what a loop cannot do in one step: softmax and its kin share one maximum, one row of exponentials and one
//! sum; a norm is the root of a sum of squares, and of another one where that has overflowed or vanished.
//!
//! ```text
//! log_softmax(x)     →     (x - max(x)) - ln_1p(rest),   rest = the sum of exp(x - max(x)) but for the largest itself
//! ```
//!
//! Leaving the largest out of the sum keeps full relative accuracy where one class has nearly all the probability.

mod common;
mod cross;
mod gate;
mod infinite;
mod mix;
mod norm;
mod regroup;
mod signs;
mod unasked;

pub use common::common;
pub use gate::gate;
pub(crate) use infinite::is_size;
pub(crate) use mix::Mix;
pub use regroup::regroup;
pub(crate) use regroup::uses;
pub use signs::signs;
pub use unasked::unasked;

use core::f64::consts::PI;

use crate::algebra;
use crate::differentiate::Derived;
use crate::graph::{Axis, Cmp, Fun, Graph, Id, Op, Type};
use crate::simplify::{log_ratio, put};

/// Lowers all outputs.
pub fn lower(derived: &Derived) -> Derived {
    let roots = derived.roots();
    let (graph, roots) = derived.graph.rebuild(&roots, |g, op, args| match op {
        Op::StopGradient => args[0],
        Op::Softmax(axis) => {
            let row = Row::of(g, axis, args[0]);
            put(g, Op::Fun(Fun::Mul), [row.e, row.inverse])
        }
        Op::SoftmaxRest(axis) => {
            let row = Row::of(g, axis, args[0]);
            let others = g.sub(row.sum, row.e);
            let others = g.select(row.is_top, row.rest, others);
            put(g, Op::Fun(Fun::Mul), [others, row.inverse])
        }
        Op::LogSoftmax(axis) => {
            let row = Row::of(g, axis, args[0]);
            let log_sum = g.fun1(Fun::Ln1p, row.rest);
            g.names
                .entry(log_sum)
                .or_insert_with(|| "log_sum_exp".into());
            g.sub(row.shifted, log_sum)
        }
        Op::LogSumExp(axis) => {
            let row = Row::of(g, axis, args[0]);
            let log_sum = g.fun1(Fun::Ln1p, row.rest);
            put(g, Op::Fun(Fun::Add), [row.max, log_sum])
        }
        Op::Sum(axis) => cross::cross(g, axis, args[0]).unwrap_or_else(|| put(g, op, args)),
        Op::Norm(axis) => norm::norm(g, axis, args[0]),
        // A reversed row goes through memory, where there are numbers and no truth values.
        Op::Reverse(_) if g.ty(args[0]) == Type::Bool => {
            let (zero, one) = (g.constant(0.0), g.constant(1.0));
            let number = g.select(args[0], one, zero);
            let reversed = g.make(op, [number]);
            g.lt(zero, reversed)
        }
        Op::Select => {
            let id = put(g, op, args);
            limited(g, id).unwrap_or(id)
        }
        Op::Fun(Fun::SoftplusRest) => softplus_rest(g, args[0]),
        Op::Fun(fun @ (Fun::Sin | Fun::Cos)) => {
            let by_turns = half_turns(g, args[0]).map(|x| match fun {
                Fun::Sin => g.fun1(Fun::SinPi, x),
                _ => g.fun1(Fun::CosPi, x),
            });
            by_turns.unwrap_or_else(|| put(g, op, args))
        }
        Op::Fun(Fun::LnRest) => ln_rest(g, args[0]),
        Op::Fun(Fun::ExpRest) => {
            let by_ratio = log_ratio(g, args[0]).map(|(a, b)| ratio_rest(g, args[0], a, b));
            by_ratio.unwrap_or_else(|| put(g, op, args))
        }
        Op::Fun(Fun::LogMix) => {
            let mix = Mix::of(g, args[0], args[1]);
            mix.log(g)
        }
        Op::Fun(Fun::HypotRest) => {
            // sqrt(x² + y²) - y = x² / (sqrt(x² + y²) + y), whose square may not overflow
            let root = g.fun2(Fun::Hypot, args[0], args[1]);
            let below = g.add(root, args[1]);
            let ratio = put(g, Op::Fun(Fun::Div), [args[0], below]);
            let rest = put(g, Op::Fun(Fun::Mul), [args[0], ratio]);
            // Infinite where x is, though infinity over itself is nothing.
            let (size, infinity) = (g.fun1(Fun::Abs, args[0]), g.constant(f64::INFINITY));
            let is_infinite = g.eq(size, infinity);
            g.select(is_infinite, infinity, rest)
        }
        Op::Fun(Fun::Div) => {
            let limited = infinite::quotient(g, args[0], args[1]);
            limited.unwrap_or_else(|| put(g, op, args))
        }
        Op::Fun(Fun::Mul) => {
            let limited = infinite::product(g, args[0], args[1]);
            limited.unwrap_or_else(|| put(g, op, args))
        }
        _ => put(g, op, args),
    });
    derived.with(graph, &roots)
}

/// `softplus(x) - ln 2` as `max(x, 0) - ln_1p(tanh(|x| / 2))`, by `(1 + e^x) / 2 = 1 / (1 - tanh(x / 2))`.
fn softplus_rest(g: &mut Graph, x: Id) -> Id {
    let (size, half) = (g.fun1(Fun::Abs, x), g.constant(0.5));
    let angle = put(g, Op::Fun(Fun::Mul), [half, size]);
    let tanh = g.fun1(Fun::Tanh, angle);
    let (above, tail) = (g.fun1(Fun::Relu, x), g.fun1(Fun::Ln1p, tanh));
    g.sub(above, tail)
}

/// `x - ln_1p(x)`: up to 1 as `exp(t) - 1 - t` of `t = ln_1p(x)`, which keeps the digits near 0. Beyond, the difference loses nothing, where
/// an exponential would lose as many digits as its logarithm has before the point. No logarithm is as large as the bound, but that
/// of infinity, of which the rest is infinite.
fn ln_rest(g: &mut Graph, x: Id) -> Id {
    let (one, bound) = (g.constant(1.0), g.constant(1024.0));
    let log = g.fun1(Fun::Ln1p, x);
    let (near, finite) = (g.fun1(Fun::ExpRest, log), g.fun2(Fun::Min, log, bound));
    let (far, is_near) = (g.sub(x, finite), g.lt(x, one));
    g.select(is_near, near, far)
}

/// `exp(x) - 1 - x` of `x = ln(a / b)`: far above a match as `(a - b) / b - x`, where the exponential would lose as many digits as `x` has before the
/// point; from a half more than 1 on, the difference loses no more than the other form.
fn ratio_rest(g: &mut Graph, x: Id, a: Id, b: Id) -> Id {
    let near = g.fun1(Fun::ExpRest, x);
    let apart = g.sub(a, b);
    let excess = put(g, Op::Fun(Fun::Div), [apart, b]);
    let (far, border) = (g.sub(excess, x), g.constant(1.5));
    let is_near = g.lt(x, border);
    g.select(is_near, near, far)
}

/// `x` of an angle `PI * x`: whole turns leave it exactly, where a multiple of a rounded `PI` loses as many digits as there were turns, and overflows.
fn half_turns(g: &mut Graph, angle: Id) -> Option<Id> {
    let args = g.operands(angle);
    match g.op(angle) {
        Op::Fun(Fun::Neg) => {
            let x = half_turns(g, args[0])?;
            Some(algebra::neg(g, x))
        }
        Op::Fun(Fun::Mul) => {
            let (pi, x) = [(0, 1), (1, 0)]
                .into_iter()
                .map(|(c, x)| (args[c], args[x]))
                .find(|&(c, _)| g.as_constant(c).is_some())?;
            let times = g.as_constant(pi)? / PI;
            // 1, 2, 1 / 2 and their like, of which nothing is rounded.
            let is_exact = algebra::is_power_of_two(times.abs());
            is_exact.then(|| {
                let times = g.constant(times);
                algebra::mul(g, times, x)
            })
        }
        Op::Fun(Fun::Div) => {
            let x = half_turns(g, args[0])?;
            Some(put(g, Op::Fun(Fun::Div), [x, args[1]]))
        }
        _ => None,
    }
}

/// `if |r| <= d { r } else { d * sign(r) }` → `clamp(r, -d, d)`, and `if |r| <= d { r / d } else { sign(r) }` → `clamp(r / d, -1, 1)`: the
/// slopes of losses that are linear from there on.
fn limited(g: &mut Graph, id: Id) -> Option<Id> {
    let [condition, near, beyond] = <[Id; 3]>::try_from(g.args(id)).ok()?;
    if g.op(id) != Op::Select || !matches!(g.op(condition), Op::Compare(Cmp::Le | Cmp::Lt)) {
        return None;
    }
    let (size, limit) = (g.args(condition)[0], g.args(condition)[1]);
    let is_positive = match g.op(limit) {
        Op::Arg(arg, _) => g.positive.contains(&arg),
        Op::Const(bits) => f64::from_bits(bits) > 0.0,
        _ => false,
    };
    if !is_positive || g.op(size) != Op::Fun(Fun::Abs) {
        return None;
    }
    let r = g.args(size)[0];
    let sign = g.fun1(Fun::Sign, r);
    let there = algebra::mul(g, limit, sign);
    let is_ratio = g.op(near) == Op::Fun(Fun::Div) && g.args(near) == [r, limit];
    let limit = match () {
        () if near == r && beyond == there => limit,
        () if is_ratio && beyond == sign => g.constant(1.0),
        () => return None,
    };
    let low = algebra::neg(g, limit);
    Some(g.make(Op::Fun(Fun::Clamp), [near, low, limit]))
}

/// What softmax and its kin share.
struct Row {
    max: Id,
    /// `x - max`
    shifted: Id,
    /// Whether `x` is the largest.
    is_top: Id,
    /// `exp(x - max)`, exactly 1 for the largest also if it is infinite.
    e: Id,
    /// The sum of `e`, one of the largest left out.
    rest: Id,
    sum: Id,
    inverse: Id,
}

impl Row {
    fn of(g: &mut Graph, axis: Axis, x: Id) -> Row {
        let (zero, one) = (g.constant(0.0), g.constant(1.0));
        let max = g.op1(Op::Max(axis), x);
        let shifted = g.sub(x, max);
        // `max <= x`, not `x == max`: with NaN no element is the largest, and NaN spreads through `exp`.
        let is_top = g.le(max, x);
        let exp = g.fun1(Fun::Exp, shifted);
        let e = g.select(is_top, one, exp);
        let tied = g.select(is_top, one, zero);
        // Exact: the largest less itself, the others less nothing.
        let below = g.sub(e, tied);
        let below = g.sum(axis, below);
        let tied = g.sum(axis, tied);
        let ties = g.sub(tied, one);
        let rest = g.add(below, ties);
        let sum = g.add(one, rest);
        let inverse = g.div(one, sum);
        for (id, name) in [
            (max, "row_max"),
            (e, "e"),
            (rest, "rest"),
            (sum, "row_sum"),
            (inverse, "inverse_sum"),
        ] {
            g.names.entry(id).or_insert_with(|| name.into());
        }
        Row {
            max,
            shifted,
            is_top,
            e,
            rest,
            sum,
            inverse,
        }
    }
}
