//! The derivative of each element-wise function, times the adjoint: one arm a row of the table of functions.

use core::f64::consts::PI;

use super::is_sum_of_squares;
use crate::graph::{Cmp, Fun, Graph, Id, Op};
use crate::patience::Patience;

/// Beyond, 1 vanishes beside a square in either element type, and no square has overflowed.
const FAR: f64 = 1e15;

/// `v` times the derivative of `y = fun(args)` by `args[i]`; `has_log` of `v`, see [`Logs`].
pub(super) fn times(
    g: &mut Graph,
    fun: Fun,
    y: Id,
    args: &[Id],
    i: usize,
    v: Id,
    has_log: bool,
) -> Id {
    let x = args[0];
    match (fun, i) {
        (Fun::Neg, _) => g.neg(v),
        (Fun::Add, _) | (Fun::Sub, 0) => v,
        (Fun::Sub, _) => g.neg(v),
        (Fun::Mul, i) => g.mul(v, args[1 - i]),
        (Fun::Div, 0) => g.div(v, args[1]),
        // -v x / b² as -(v (x / b)) / b, whose parts overflow no sooner than the result.
        (Fun::Div, _) => {
            let product = g.mul(v, y);
            let slope = g.div(product, args[1]);
            g.neg(slope)
        }
        (Fun::Abs, _) => {
            let sign = g.fun1(Fun::Sign, x);
            g.mul(v, sign)
        }
        (Fun::Exp, _) => g.mul(v, y),
        (Fun::ExpM1, _) => {
            let e = g.fun1(Fun::Exp, x);
            g.mul(v, e)
        }
        (Fun::Ln, _) => g.div(v, x),
        (Fun::Ln1p, _) => {
            let one = g.constant(1.0);
            let below = g.add(one, x);
            g.div(v, below)
        }
        (Fun::Sqrt, _) => {
            let two = g.constant(2.0);
            let below = g.mul(two, y);
            let slope = g.div(v, below);
            if is_sum_of_squares(g, x) {
                zero_where_zero(g, y, slope)
            } else {
                slope
            }
        }
        (Fun::Hypot, i) => {
            let ratio = g.div(args[i], y);
            let product = g.mul(v, ratio);
            zero_where_zero(g, y, product)
        }
        (Fun::Pow, 0) => power_by_base(g, x, args[1], y, v),
        (Fun::Pow, _) => {
            // x^p ln x, whose limit at x = 0 is 0 for p > 0
            let log = g.fun2(Fun::Xlogy, y, x);
            g.mul(v, log)
        }
        (Fun::Powi, 0) => {
            let n = g.as_constant(args[1]).unwrap_or(1.0);
            let (factor, less) = (g.constant(n), g.constant(n - 1.0));
            let power = g.fun2(Fun::Powi, x, less);
            let slope = g.mul(factor, power);
            g.mul(v, slope)
        }
        (Fun::Sin, _) => {
            let cos = g.fun1(Fun::Cos, x);
            g.mul(v, cos)
        }
        (Fun::Cos, _) => {
            let sin = g.fun1(Fun::Sin, x);
            let product = g.mul(v, sin);
            g.neg(product)
        }
        (Fun::SinPi | Fun::CosPi, _) => {
            let (pi, is_sine) = (g.constant(PI), fun == Fun::SinPi);
            let other = if is_sine { Fun::CosPi } else { Fun::SinPi };
            let (slope, part) = (g.mul(v, pi), g.fun1(other, x));
            let product = g.mul(slope, part);
            if is_sine { product } else { g.neg(product) }
        }
        (Fun::Tan, _) => {
            let (one, square) = (g.constant(1.0), g.mul(y, y));
            let slope = g.add(one, square);
            g.mul(v, slope)
        }
        (Fun::Asin, _) => {
            let below = circle(g, x);
            g.div(v, below)
        }
        (Fun::Acos, _) => {
            let below = circle(g, x);
            let slope = g.div(v, below);
            g.neg(slope)
        }
        (Fun::Atan, _) => {
            let (one, square) = (g.constant(1.0), g.mul(x, x));
            let below = g.add(one, square);
            g.div(v, below)
        }
        // 1 - tanh² as 4 σ(2x) σ(-2x), to full relative accuracy in the tails
        (Fun::Tanh, _) => {
            let (two, four) = (g.constant(2.0), g.constant(4.0));
            let twice = g.mul(two, x);
            let (up, down) = (g.fun1(Fun::Sigmoid, twice), sigmoid_of_minus(g, twice));
            let product = g.mul(up, down);
            let slope = g.mul(four, product);
            g.mul(v, slope)
        }
        (Fun::Cosh, _) => {
            let sinh = g.fun1(Fun::Sinh, x);
            g.mul(v, sinh)
        }
        (Fun::Sinh, _) => {
            let cosh = g.fun1(Fun::Cosh, x);
            g.mul(v, cosh)
        }
        (Fun::LogCosh, _) => {
            let tanh = g.fun1(Fun::Tanh, x);
            g.mul(v, tanh)
        }
        (Fun::LogHypot, _) => {
            let slope = g.fun1(Fun::LogHypotSlope, x);
            g.mul(v, slope)
        }
        // (1 - x) (1 + x) / (1 + x²)², which keeps its digits near ±1, and -1 / x² where that would overflow
        (Fun::LogHypotSlope, _) => {
            let (size, one, far) = (g.fun1(Fun::Abs, x), g.constant(1.0), g.constant(FAR));
            let (is_near, square) = (g.le(size, far), g.mul(x, x));
            let (less, more, below) = (g.sub(one, x), g.add(one, x), g.add(one, square));
            let (above, minus) = (g.mul(less, more), g.constant(-1.0));
            let above = g.select(is_near, above, minus);
            let below = g.select(is_near, below, x);
            let slope = g.div(above, below);
            let slope = g.div(slope, below);
            g.mul(v, slope)
        }
        (Fun::ExpRest, _) => {
            let slope = g.fun1(Fun::ExpM1, x);
            g.mul(v, slope)
        }
        (Fun::LnRest, _) => {
            let one = g.constant(1.0);
            let below = g.add(one, x);
            let slope = g.div(x, below);
            g.mul(v, slope)
        }
        (Fun::SoftplusRest, _) => {
            let p = g.fun1(Fun::Sigmoid, x);
            g.mul(v, p)
        }
        (Fun::HypotRest, 0) => {
            let root = g.fun2(Fun::Hypot, x, args[1]);
            let ratio = g.div(x, root);
            g.mul(v, ratio)
        }
        // y / hypot(x, y) - 1, which would cancel
        (Fun::HypotRest, _) => {
            let root = g.fun2(Fun::Hypot, x, args[1]);
            let ratio = g.div(y, root);
            let product = g.mul(v, ratio);
            g.neg(product)
        }
        (Fun::LogMix, 0) => {
            let mix = crate::lower::Mix::of(g, x, args[1]);
            let slope = mix.slope_of_log(g);
            g.mul(v, slope)
        }
        (Fun::LogMix, _) => {
            // (sigmoid(x) - sigmoid(-x)) / mix
            let mix = crate::lower::Mix::of(g, x, args[1]);
            let half = g.constant(0.5);
            let angle = g.mul(half, x);
            let tanh = g.fun1(Fun::Tanh, angle);
            let below = mix.node(g);
            let slope = g.div(tanh, below);
            g.mul(v, slope)
        }
        (Fun::Sigmoid, _) => {
            let rest = sigmoid_of_minus(g, x);
            let slope = g.mul(y, rest);
            let product = g.mul(v, slope);
            // What grows as a logarithm is finite yet, but not with a factor.
            if has_log {
                zero_where_zero(g, slope, product)
            } else {
                product
            }
        }
        (Fun::LogSigmoid, _) => {
            let rest = sigmoid_of_minus(g, x);
            g.mul(v, rest)
        }
        (Fun::Softplus, _) => {
            let p = g.fun1(Fun::Sigmoid, x);
            g.mul(v, p)
        }
        (Fun::Xlogy, 0) => {
            let log = g.fun1(Fun::Ln, args[1]);
            g.mul(v, log)
        }
        (Fun::Xlogy, _) => {
            let ratio = g.div(x, args[1]);
            let product = g.mul(v, ratio);
            zero_where_zero(g, x, product)
        }
        (Fun::Xlog1py, 0) => {
            let log = g.fun1(Fun::Ln1p, args[1]);
            g.mul(v, log)
        }
        (Fun::Xlog1py, _) => {
            let one = g.constant(1.0);
            let below = g.add(one, args[1]);
            let ratio = g.div(x, below);
            let product = g.mul(v, ratio);
            zero_where_zero(g, x, product)
        }
        (Fun::LogRatio, 0) => g.div(v, x),
        (Fun::LogRatio, _) => {
            let slope = g.div(v, args[1]);
            g.neg(slope)
        }
        (Fun::Erf, _) => {
            let square = g.mul(x, x);
            let minus = g.neg(square);
            let bell = g.fun1(Fun::Exp, minus);
            let factor = g.constant(core::f64::consts::FRAC_2_SQRT_PI);
            let slope = g.mul(factor, bell);
            g.mul(v, slope)
        }
        (Fun::Lgamma, _) => {
            let slope = g.fun1(Fun::Digamma, x);
            g.mul(v, slope)
        }
        (Fun::Digamma, _) => {
            let slope = g.fun1(Fun::Trigamma, x);
            g.mul(v, slope)
        }
        (Fun::Trigamma, _) => {
            let order = g.constant(2.0);
            let slope = g.fun2(Fun::Polygamma, order, x);
            g.mul(v, slope)
        }
        (Fun::Polygamma, 1) => {
            let order = g.as_constant(x).unwrap_or(0.0);
            let next = g.constant(order + 1.0);
            let slope = g.fun2(Fun::Polygamma, next, args[1]);
            g.mul(v, slope)
        }
        // Constant by nature (`sign`, whole-number operands), or with branches of its own in the caller.
        (
            Fun::Sign | Fun::Min | Fun::Max | Fun::Clamp | Fun::Relu | Fun::Powi | Fun::Polygamma,
            _,
        ) => g.constant(0.0),
    }
}

/// `v p x^(p - 1)`; 0 where the factor `v p` is 0 and the power infinite.
fn power_by_base(g: &mut Graph, x: Id, p: Id, y: Id, v: Id) -> Id {
    let factor = g.mul(v, p);
    if g.as_constant(p).is_none() && is_probability(g, x, &Patience::new()) {
        // A probability is at most 1, so y / x neither overflows nor costs another power. It is 0 only by underflow:
        // the slope is that of the limit along the logits, 0.
        let ratio = g.div(y, x);
        let slope = g.mul(factor, ratio);
        return zero_where_zero(g, x, slope);
    }
    let one = g.constant(1.0);
    let less = g.sub(p, one);
    let power = g.fun2(Fun::Pow, x, less);
    let slope = g.mul(factor, power);
    if g.as_constant(p).is_some_and(|p| p >= 1.0) {
        slope
    } else {
        zero_where_zero(g, factor, slope)
    }
}

fn is_probability(g: &Graph, x: Id, patience: &Patience) -> bool {
    match g.op(x) {
        Op::Softmax(_) | Op::SoftmaxRest(_) | Op::Fun(Fun::Sigmoid) => true,
        _ if !patience.step() => false,
        Op::Gather(_) | Op::Rename(..) => is_probability(g, g.args(x)[0], patience),
        Op::Select => g.args(x)[1..]
            .iter()
            .all(|&x| is_probability(g, x, patience)),
        Op::Fun(Fun::Add) => crate::lower::Mix::is(g, x),
        _ => false,
    }
}

/// `sigmoid(-x)`, the accurate `1 - sigmoid(x)`.
fn sigmoid_of_minus(g: &mut Graph, x: Id) -> Id {
    let minus = match g.op(x) {
        Op::Fun(Fun::Neg) => g.args(x)[0],
        _ => g.neg(x),
    };
    g.fun1(Fun::Sigmoid, minus)
}

/// `sqrt(1 - x²)` as `sqrt((1 - x) (1 + x))`, accurate near the ends.
fn circle(g: &mut Graph, x: Id) -> Id {
    let one = g.constant(1.0);
    let (less, more) = (g.sub(one, x), g.add(one, x));
    let product = g.mul(less, more);
    g.fun1(Fun::Sqrt, product)
}

pub(super) fn zero_where_zero(g: &mut Graph, x: Id, value: Id) -> Id {
    let zero = g.constant(0.0);
    let at_zero = g.eq(x, zero);
    g.select(at_zero, zero, value)
}

/// What `zero_where_zero` guards.
pub(super) fn without_guard(g: &Graph, product: Id) -> Id {
    let args = g.args(product);
    match g.op(product) {
        Op::Select
            if matches!(g.op(args[0]), Op::Compare(Cmp::Eq)) && g.is_constant(args[1], 0.0) =>
        {
            args[2]
        }
        _ => product,
    }
}

/// For each node, whether the logarithm of a probability is among its factors and terms: beyond the numbers, or with a
/// factor, it is infinite where the probability has vanished.
#[derive(Default)]
pub(super) struct Logs(Vec<bool>);

impl Logs {
    /// Whether one is in `id`. Every node is looked at once, whatever is asked.
    pub(super) fn has(&mut self, g: &Graph, id: Id) -> bool {
        for next in self.0.len()..=id.0 as usize {
            let next = Id(next as u32);
            let below = |args: &[Id]| args.iter().any(|arg| self.0[arg.0 as usize]);
            let args = g.args(next);
            let has = match g.op(next) {
                Op::LogSoftmax(_) | Op::Fun(Fun::LogSigmoid | Fun::Softplus | Fun::LogMix) => true,
                Op::Fun(Fun::Neg | Fun::Add | Fun::Sub | Fun::Mul) | Op::Select | Op::Gather(_) => {
                    below(args)
                }
                Op::Fun(Fun::Div) => below(&args[..1]),
                _ => false,
            };
            self.0.push(has);
        }
        self.0[id.0 as usize]
    }
}
