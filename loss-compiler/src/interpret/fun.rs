//! The element-wise functions, each by its name: the interpretation column of the table.

use std::cmp::Ordering;

use super::number::Number;
use crate::graph::Fun;

/// An element-wise function of its operands. `differs` says of each operand whether it depends on what differs
/// between samples or is learned: at a tie, a maximum of both shares its derivative between such operands, and is constant
/// otherwise.
pub fn apply<N: Number>(fun: Fun, x: &[&N], differs: &[bool]) -> N {
    match fun {
        Fun::Neg => x[0].neg(),
        Fun::Add => x[0].add(x[1]),
        Fun::Sub => x[0].sub(x[1]),
        Fun::Mul => x[0].mul(x[1]),
        Fun::Div => x[0].div(x[1]),
        Fun::Abs => x[0].abs(),
        Fun::Sign => sign(x[0]),
        Fun::Min => extreme([x[0], x[1]], [differs[0], differs[1]], Ordering::Less),
        Fun::Max => extreme([x[0], x[1]], [differs[0], differs[1]], Ordering::Greater),
        Fun::Clamp => clamp(x[0], x[1], x[2]),
        Fun::Relu => {
            let zero = N::of(0.0);
            extreme([x[0], &zero], [true, false], Ordering::Greater)
        }
        Fun::Exp => x[0].exp(),
        Fun::ExpM1 => x[0].exp_m1(),
        Fun::Ln => x[0].ln(),
        Fun::Ln1p => x[0].ln_1p(),
        Fun::Sqrt => x[0].sqrt(),
        Fun::Hypot => x[0].hypot(x[1]),
        Fun::Pow => x[0].pow(x[1]),
        Fun::Powi => x[0].powi(x[1].to_f64() as i32),
        Fun::Sin => x[0].sin(),
        Fun::Cos => x[0].cos(),
        Fun::SinPi => x[0].angle().sin(),
        Fun::CosPi => x[0].angle().cos(),
        Fun::Tan => x[0].tan(),
        Fun::Asin => x[0].asin(),
        Fun::Acos => x[0].acos(),
        Fun::Atan => x[0].atan(),
        Fun::Tanh => x[0].tanh(),
        Fun::Cosh => x[0].cosh(),
        Fun::Sigmoid => x[0].sigmoid(),
        Fun::LogSigmoid => x[0].log_sigmoid(),
        Fun::Softplus => x[0].softplus(),
        Fun::Xlogy => x[0].xlogy(x[1]),
        Fun::Erf => x[0].erf(),
        Fun::Lgamma => x[0].lgamma(),
        Fun::Digamma => x[0].polygamma(0),
        Fun::Trigamma => x[0].polygamma(1),
        Fun::Polygamma => x[1].polygamma(x[0].to_f64() as u32),
        Fun::Sinh => x[0].sinh(),
        Fun::LogCosh => x[0].log_cosh(),
        Fun::LogHypot => x[0].log_hypot(),
        Fun::LogHypotSlope => x[0].log_hypot_slope(),
        Fun::LogRatio => x[0].log_ratio(x[1]),
        Fun::Xlog1py => x[0].xlog1py(x[1]),
        Fun::ExpRest => x[0].exp_rest(),
        Fun::LnRest => x[0].ln_rest(),
        Fun::SoftplusRest => x[0].softplus_rest(),
        Fun::LogMix => x[0].log_mix(x[1]),
        Fun::HypotRest => x[0].hypot_rest(x[1]),
    }
}

fn sign<N: Number>(x: &N) -> N {
    match x.compare(&N::of(0.0)) {
        Some(Ordering::Less) => N::of(-1.0),
        Some(Ordering::Equal) => N::of(0.0),
        Some(Ordering::Greater) => N::of(1.0),
        None => x.stop(),
    }
}

/// The operand that compares as `wanted` to the other; NaN if either is.
fn extreme<N: Number>(x: [&N; 2], differs: [bool; 2], wanted: Ordering) -> N {
    match x[0].compare(x[1]) {
        None => x[0].add(x[1]),
        Some(Ordering::Equal) => match differs {
            [true, true] => N::share(&x),
            [true, false] => x[1].clone(),
            [false, _] => x[0].clone(),
        },
        Some(order) if order == wanted => x[0].clone(),
        Some(_) => x[1].clone(),
    }
}

fn clamp<N: Number>(x: &N, low: &N, high: &N) -> N {
    if x.is_nan() || low.is_nan() || high.is_nan() {
        x.add(low).add(high)
    } else if x.less(low) {
        low.clone()
    } else if high.less(x) {
        high.clone()
    } else {
        x.clone()
    }
}
