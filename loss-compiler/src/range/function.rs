//! The interval of each element-wise function: its ends where it only rises or falls, its known range elsewhere.

use super::interval::{Interval, Precision, add, corners, div, mul};
use crate::graph::Fun;
use crate::interpret::Number;

const EVERYTHING: Interval = Interval {
    lo: f64::NEG_INFINITY,
    hi: f64::INFINITY,
    nan: false,
};

/// The tangent of a floating-point number is finite, since no such number is an odd multiple of half π; this is past it.
const LARGEST_TANGENT: f64 = 1e22;

/// What `fun` may give of operands from these intervals.
pub(super) fn apply(fun: Fun, x: &[Interval], p: Precision) -> Interval {
    let nan = x.iter().any(|x| x.nan);
    if x.iter().any(|x| x.is_empty()) {
        return Interval::NEVER.or_nan(nan);
    }
    match fun {
        Fun::Neg => x[0].negative(),
        Fun::Add => add(x[0], x[1], p),
        Fun::Sub => add(x[0], x[1].negative(), p),
        Fun::Mul => mul(x[0], x[1], p),
        Fun::Div => div(x[0], x[1], p),
        _ => numbers(fun, x, p).or_nan(nan),
    }
}

fn numbers(fun: Fun, x: &[Interval], p: Precision) -> Interval {
    let rising = |f: fn(f64) -> f64| Interval::new(f(x[0].lo), f(x[0].hi)).rounded(p);
    let within = |interval: Interval, lo: f64, hi: f64| Interval {
        lo: interval.lo.clamp(lo, hi),
        hi: interval.hi.clamp(lo, hi),
        ..interval
    };
    // NaN outside the domain; inside as said.
    let on = |lo: f64, hi: f64, f: &dyn Fn(Interval) -> Interval| {
        let inside = Interval { nan: false, ..x[0] }.and(Interval::new(lo, hi));
        let outside = x[0].lo < lo || x[0].hi > hi;
        match inside.is_empty() {
            true => Interval::NAN,
            false => f(inside).or_nan(outside),
        }
    };
    let inf = f64::INFINITY;
    match fun {
        Fun::Neg | Fun::Add | Fun::Sub | Fun::Mul | Fun::Div => Interval::UNKNOWN,
        Fun::Abs => x[0].abs(),
        Fun::Sign => rising_exactly(x[0], |x| if x == 0.0 { 0.0 } else { x.signum() }),
        Fun::Min => Interval::new(x[0].lo.min(x[1].lo), x[0].hi.min(x[1].hi)),
        Fun::Max => Interval::new(x[0].lo.max(x[1].lo), x[0].hi.max(x[1].hi)),
        // It rises with each operand, where the ends do not cross.
        Fun::Clamp if x[1].hi <= x[2].lo => Interval::new(
            x[0].lo.clamp(x[1].lo, x[2].lo),
            x[0].hi.clamp(x[1].hi, x[2].hi),
        ),
        Fun::Clamp => x[0].or(x[1]).or(x[2]),
        Fun::Relu => rising_exactly(x[0], |x| x.max(0.0)),
        Fun::Exp => rising(f64::exp),
        Fun::ExpM1 => within(rising(f64::exp_m1), -1.0, inf),
        Fun::Ln => on(0.0, inf, &|x| {
            Interval::new(x.lo.ln(), x.hi.ln()).rounded(p)
        }),
        Fun::Ln1p => on(-1.0, inf, &|x| {
            Interval::new(x.lo.ln_1p(), x.hi.ln_1p()).rounded(p)
        }),
        Fun::Sqrt => on(0.0, inf, &|x| {
            Interval::new(x.lo.sqrt(), x.hi.sqrt()).rounded(p)
        }),
        Fun::Hypot => hypot(x, p),
        Fun::Pow => power(x, p),
        Fun::Powi => whole_power(x, p),
        Fun::Sin | Fun::Cos | Fun::SinPi | Fun::CosPi => {
            Interval::new(-1.0, 1.0).or_nan(x[0].has_infinity())
        }
        Fun::Tan => tangent(x[0], p),
        Fun::Asin => on(-1.0, 1.0, &|x| {
            Interval::new(x.lo.asin(), x.hi.asin()).rounded(p)
        }),
        Fun::Acos => on(-1.0, 1.0, &|x| {
            Interval::new(x.hi.acos(), x.lo.acos()).rounded(p)
        }),
        Fun::Atan => rising(f64::atan),
        Fun::Tanh => within(rising(f64::tanh), -1.0, 1.0),
        Fun::Sinh => rising(f64::sinh),
        Fun::Cosh => {
            let size = x[0].abs();
            within(
                Interval::new(size.lo.cosh(), size.hi.cosh()).rounded(p),
                0.0,
                inf,
            )
        }
        Fun::Sigmoid => within(rising(|x| Number::sigmoid(&x)), 0.0, 1.0),
        Fun::LogSigmoid => within(rising(|x| Number::log_sigmoid(&x)), -inf, 0.0),
        Fun::Softplus => within(rising(|x| Number::softplus(&x)), 0.0, inf),
        Fun::Xlogy => times_logarithm(x, 0.0, f64::ln, p),
        Fun::Xlog1py => times_logarithm(x, -1.0, f64::ln_1p, p),
        Fun::Erf => within(rising(|x| Number::erf(&x)), -1.0, 1.0),
        Fun::Lgamma => lgamma(x[0], p),
        Fun::Digamma if x[0].lo > 0.0 => {
            roundish(Interval::new(x[0].lo.polygamma(0), x[0].hi.polygamma(0)), p)
        }
        Fun::Trigamma if x[0].lo > 0.0 => {
            let ends = Interval::new(x[0].hi.polygamma(1), x[0].lo.polygamma(1));
            within(roundish(ends, p), 0.0, inf)
        }
        // Poles at 0 and at every negative whole number.
        Fun::Digamma | Fun::Trigamma | Fun::Polygamma => Interval::UNKNOWN,
        Fun::LogCosh => {
            let size = x[0].abs();
            let ends = Interval::new(Number::log_cosh(&size.lo), Number::log_cosh(&size.hi));
            within(ends.rounded(p), 0.0, inf)
        }
        Fun::LogHypot => {
            let size = x[0].abs();
            let ends = Interval::new(Number::log_hypot(&size.lo), Number::log_hypot(&size.hi));
            within(ends.rounded(p), 0.0, inf)
        }
        Fun::LogHypotSlope => Interval::new(-0.5, 0.5).rounded(p),
        Fun::LogRatio => log_ratio(x, p),
        Fun::ExpRest => {
            let ends = [x[0].lo, x[0].hi].map(|x| Number::exp_rest(&x));
            let least = if x[0].contains(0.0) {
                0.0
            } else {
                ends[0].min(ends[1])
            };
            within(
                Interval::new(least, ends[0].max(ends[1])).rounded(p),
                0.0,
                inf,
            )
        }
        // It falls to 0 and rises from there.
        Fun::LnRest => on(-1.0, inf, &|x| {
            let ends = [x.lo, x.hi].map(|x| Number::ln_rest(&x));
            let least = match x.contains(0.0) {
                true => 0.0,
                false => ends[0].min(ends[1]),
            };
            let rest = Interval::new(least, ends[0].max(ends[1]));
            within(rest.rounded(p), 0.0, inf)
        }),
        Fun::SoftplusRest => rising(|x| Number::softplus_rest(&x)),
        // Never past |x| for a positive y; of another y, two terms that may each be |x| and |y|.
        Fun::HypotRest if x[1].lo > 0.0 => {
            let root = hypot(x, p);
            match root.is_finite() {
                true => Interval::new(0.0, x[0].magnitude()).rounded(p),
                false => Interval::new(0.0, inf).or_nan(true),
            }
        }
        Fun::HypotRest => add(hypot(x, p), x[1].negative(), p),
        Fun::LogMix if x[1].lo >= 0.0 && x[1].hi <= 1.0 => {
            Interval::new(-x[0].magnitude() - 1.0, 0.0).rounded(p)
        }
        Fun::LogMix => Interval::UNKNOWN,
    }
}

fn rising_exactly(x: Interval, f: impl Fn(f64) -> f64) -> Interval {
    Interval::new(f(x.lo), f(x.hi))
}

/// Rounded, also by an absolute error: near a root, a sum of terms keeps fewer digits.
fn roundish(x: Interval, p: Precision) -> Interval {
    let error = 16.0 * p.error();
    Interval::new(x.lo - error, x.hi + error)
        .or_nan(x.lo.is_nan() || x.hi.is_nan())
        .rounded(p)
}

fn hypot(x: &[Interval], p: Precision) -> Interval {
    let (a, b) = (x[0].abs(), x[1].abs());
    Interval::new(a.lo.hypot(b.lo), a.hi.hypot(b.hi)).rounded(p)
}

fn tangent(x: Interval, p: Precision) -> Interval {
    // Safely between the poles it rises.
    if x.magnitude() < 1.5 {
        return Interval::new(x.lo.tan(), x.hi.tan()).rounded(p);
    }
    Interval::new(-LARGEST_TANGENT, LARGEST_TANGENT).or_nan(x.has_infinity())
}

/// A real power: it rises or falls in either operand, so it is largest and smallest at corners.
fn power(x: &[Interval], p: Precision) -> Interval {
    if x[0].lo < 0.0 {
        // NaN of a negative base.
        let base = Interval::new(0.0, x[0].hi.max(0.0));
        return match x[0].hi < 0.0 {
            true => Interval::NAN,
            false => power(&[base, x[1]], p).or_nan(true),
        };
    }
    // An infinite exponent: of 1 it is left open.
    let nan = x[1].has_infinity();
    let all = corners(x[0], x[1], f64::powf);
    let one = x[0].contains(1.0) || x[1].contains(0.0);
    let all = if one { all.or(Interval::of(1.0)) } else { all };
    Interval { nan: false, ..all }
        .rounded(p)
        .or_nan(nan || all.nan)
}

fn whole_power(x: &[Interval], p: Precision) -> Interval {
    let size = power(&[x[0].abs(), x[1]], p);
    if x[0].lo >= 0.0 {
        return size;
    }
    let is_even = x[1].lo == x[1].hi && x[1].lo % 2.0 == 0.0;
    let pole = x[0].contains(0.0) && x[1].lo < 0.0;
    if is_even && !pole {
        size
    } else if x[0].hi <= 0.0 && !pole && x[1].lo == x[1].hi {
        size.negative()
    } else if pole {
        EVERYTHING
    } else {
        // Odd, through 0: each side by its own size.
        let left = power(&[Interval::new(0.0, -x[0].lo), x[1]], p);
        let right = power(&[Interval::new(0.0, x[0].hi.max(0.0)), x[1]], p);
        left.negative().or(right).or(size)
    }
}

/// `x * ln(y)`, 0 where `x` is 0.
fn times_logarithm(x: &[Interval], from: f64, ln: fn(f64) -> f64, p: Precision) -> Interval {
    let below = x[1].lo < from;
    if x[1].hi < from {
        return Interval::of(0.0).or_nan(true);
    }
    let logarithm = Interval::new(ln(x[1].lo.max(from)), ln(x[1].hi)).rounded(p);
    let product = mul(x[0], logarithm, p);
    // 0 times an infinite logarithm is 0; an infinite factor times ln(1) is not a number.
    let clash = x[0].has_infinity() && logarithm.contains(0.0);
    Interval {
        nan: below || clash,
        ..product
    }
}

fn log_ratio(x: &[Interval], p: Precision) -> Interval {
    if x.iter().any(|x| x.lo < 0.0) {
        return Interval::UNKNOWN;
    }
    let ln = |x: Interval| Interval::new(x.lo.ln(), x.hi.ln()).rounded(p);
    add(ln(x[0]), ln(x[1]).negative(), p).or_nan(x.iter().any(|x| x.has_infinity()))
}

/// Falls to its least at 1.4616…, rises from there.
fn lgamma(x: Interval, p: Precision) -> Interval {
    const LEAST: (f64, f64) = (1.461_632_144_968_362_3, -0.121_486_290_535_849_6);
    if x.lo <= 0.0 {
        return Interval::new(f64::NEG_INFINITY, f64::INFINITY).or_nan(x.lo < 0.0);
    }
    let ends = [x.lo, x.hi].map(|x| Number::lgamma(&x));
    let least = match x.contains(LEAST.0) {
        true => LEAST.1,
        false => ends[0].min(ends[1]),
    };
    roundish(Interval::new(least, ends[0].max(ends[1])), p)
}
