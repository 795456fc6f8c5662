//! The exponential and what is made of it.
//!
//! x = n ln 2 + r with |r| <= ln 2 / 2, and e^x = 2^n e^r. The logistic functions all begin with [`exp_neg`] of |x|, the
//! same expression, so that a kernel that has several of them computes one exponential.

use super::logarithm::ln_1p;
use super::piecewise::{at_least, at_most};
use super::{Elementary, c};
use crate::simd::{Ints, Lanes};

/// x = n ln 2 + r: n as a number, n as an integer (in the low bits, shift it into the exponent), and r.
#[inline(always)]
fn reduce<V: Lanes>(t: V::Token, x: V) -> (V, V::Int, V) {
    // Adding 1.5 times the unit of the last place rounds to a whole number, and leaves it in the low bits.
    let magic = c::<V>(t, 1.5 * (1u64 << V::Elem::MANTISSA) as f64);
    let shifted = x.fma(c(t, core::f64::consts::LOG2_E), magic);
    let n = shifted - magic;
    let r = n.fma(c(t, -V::Elem::LN2_HIGH), x);
    let r = n.fma(c(t, -V::Elem::LN2_LOW), r);
    (n, shifted.bits(), r)
}

/// e^r for a reduced r.
#[inline(always)]
fn exp_reduced<V: Lanes>(t: V::Token, r: V) -> V {
    let one = c::<V>(t, 1.0);
    r.fma(r.fma(V::Elem::exp_tail(t, r), one), one)
}

/// 2^a and 2^b with a + b = n, because 2^n alone can be too large or too small.
#[inline(always)]
fn two_powers<V: Lanes>(t: V::Token, n: V::Int) -> (V, V) {
    let one = c::<V>(t, 1.0).bits();
    let exponent = c::<V>(t, f64::NEG_INFINITY).bits();
    let half = n.shl(V::Elem::MANTISSA - 1).and(exponent);
    let rest = n.shl(V::Elem::MANTISSA) - half;
    (V::from_bits(half + one), V::from_bits(rest + one))
}

/// e to the x.
#[inline(always)]
pub fn exp<V: Lanes>(t: V::Token, x: V) -> V {
    let x = at_most(at_least(x, c(t, V::Elem::EXP_LOW)), c(t, V::Elem::EXP_HIGH));
    let (_, n, r) = reduce(t, x);
    let (a, b) = two_powers::<V>(t, n);
    exp_reduced(t, r) * a * b
}

/// e to the minus x, for x from 0 on.
#[inline(always)]
pub(super) fn exp_neg<V: Lanes>(t: V::Token, x: V) -> V {
    let x = at_least(-x, c(t, V::Elem::EXP_LOW));
    let (_, n, r) = reduce(t, x);
    // n is not positive: half the range of exponents is free to be lent.
    let scale = V::from_bits(n.shl(V::Elem::MANTISSA) + c::<V>(t, V::Elem::LOAN).bits());
    exp_reduced(t, r) * scale * c(t, 1.0 / V::Elem::LOAN)
}

/// e to the x, less 1, accurate near 0.
#[inline(always)]
pub fn exp_m1<V: Lanes>(t: V::Token, x: V) -> V {
    // Below -40 the result is -1 in either type.
    let bounded = at_most(at_least(x, c(t, -40.0)), c(t, V::Elem::EXP_HIGH));
    let (_, n, r) = reduce(t, bounded);
    let p = (V::Elem::exp_tail(t, r) * r).fma(r, r);
    let (a, b) = two_powers::<V>(t, n);
    let one = c::<V>(t, 1.0).bits();
    let inverse = V::from_bits(one + one - b.bits());
    // (p + 1) a b - 1 = (p a + (a - 1/b)) b
    let y = p.fma(a, a - inverse) * b;
    V::select(x.abs().lt(c(t, V::Elem::TINY_ANGLE)), x, y)
}

/// Hyperbolic tangent.
#[inline(always)]
pub fn tanh<V: Lanes>(t: V::Token, x: V) -> V {
    let m = exp_m1(t, c::<V>(t, -2.0) * at_most(x.abs(), c(t, 20.0)));
    (-m / (m + c(t, 2.0))).copysign(x)
}

/// Hyperbolic cosine.
#[inline(always)]
pub fn cosh<V: Lanes>(t: V::Token, x: V) -> V {
    let half = exp(t, x.abs() * c(t, 0.5));
    half * half * c(t, 0.5) + c::<V>(t, 0.5) / (half * half)
}

/// Hyperbolic sine.
#[inline(always)]
pub fn sinh<V: Lanes>(t: V::Token, x: V) -> V {
    let m = exp_m1(t, x.abs());
    let big = exp(t, x.abs() * c(t, 0.5));
    let y = c::<V>(t, 0.5) * (m + m / (m + c(t, 1.0)));
    V::select(x.abs().lt(c(t, 20.0)), y, big * c(t, 0.5) * big).copysign(x)
}

/// 1 / (1 + e^-x).
#[inline(always)]
pub fn sigmoid<V: Lanes>(t: V::Token, x: V) -> V {
    let u = exp_neg(t, x.abs());
    let w = c::<V>(t, 1.0) / (u + c(t, 1.0));
    // For negative x it is u w = u - u (u w), where the error of w weighs less.
    V::select(x.lt(c(t, 0.0)), (-u).fma(u * w, u), w)
}

/// ln(1 + e^x).
#[inline(always)]
pub fn softplus<V: Lanes>(t: V::Token, x: V) -> V {
    let u = exp_neg(t, x.abs());
    at_least(x, c(t, 0.0)) + ln_1p(t, u)
}

/// ln(sigmoid(x)).
#[inline(always)]
pub fn log_sigmoid<V: Lanes>(t: V::Token, x: V) -> V {
    let u = exp_neg(t, x.abs());
    at_most(x, c(t, 0.0)) - ln_1p(t, u)
}
