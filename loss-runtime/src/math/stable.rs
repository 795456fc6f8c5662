//! Functions that the compiler puts in place of what would cancel or overflow.

use super::exponential::exp_neg;
use super::logarithm::{ln_1p_unit, log_far_quotient, log_quotient};
use super::{Elementary, c, ln_1p};
use crate::simd::{Ints, Lanes, Mask};

/// `ln(cosh(x))`: near 0 half of x² and a small rest; far from it `|x| - ln 2 + ln_1p(exp(-2 |x|))`.
#[inline(always)]
pub fn log_cosh<V: Lanes>(t: V::Token, x: V) -> V {
    let size = x.abs();
    let z = size * size;
    let near = (z * z).fma(V::Elem::log_cosh_tail(t, z), z * c(t, 0.5));
    // ln 2 in parts, so that the first difference, which cancels most, is exact.
    let rest = ln_1p_unit(t, exp_neg(t, size + size)) - c(t, V::Elem::LN2_LOW);
    let far = (size - c(t, V::Elem::LN2_HIGH)) + rest;
    V::select(size.lt(c(t, 0.75)), near, far)
}

/// `ln(x / y)` of the exact quotient, which may be out of range; NaN where it is negative.
#[inline(always)]
pub fn log_ratio<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    // The sign of the quotient goes to the numerator.
    let sign = y.bits().and(c::<V>(t, -0.0).bits());
    let (a, b) = (V::from_bits(x.bits().xor(sign)), y.abs());
    // So far from the ends that no remainder is subnormal.
    let zero = c::<V>(t, 0.0);
    let far = V::Elem::TINY * (1u64 << (V::Elem::MANTISSA + 3)) as f64;
    let (tiny, huge) = (c::<V>(t, far), c::<V>(t, 1.0 / far));
    let middle = |v: V| tiny.lt(v).and(v.lt(huge));
    let (result, quotient) = log_quotient(t, zero, a, b);
    // Zeros are usual numerators, as targets are; all else that is not plain is rare.
    let none = a.eq(zero);
    let result = V::select(none, c(t, f64::NEG_INFINITY), result);
    let plain = middle(b).and(none.or(middle(a).and(middle(quotient))));
    if plain.not().any() {
        return V::select(plain, result, log_ratio_rare(t, a, b));
    }
    result
}

/// [`log_ratio`] of any number and one without a sign.
#[inline(always)]
fn log_ratio_rare<V: Lanes>(t: V::Token, a: V, b: V) -> V {
    let (zero, infinity) = (c::<V>(t, 0.0), c::<V>(t, f64::INFINITY));
    let inside = zero
        .lt(a)
        .and(a.lt(infinity))
        .and(zero.lt(b))
        .and(b.lt(infinity));
    // Beyond, the difference of the limits of the two logarithms.
    let limit = |v: V| {
        let low = V::select(v.eq(zero), c(t, f64::NEG_INFINITY), c(t, f64::NAN));
        V::select(zero.lt(v), V::select(v.lt(infinity), zero, v), low)
    };
    V::select(inside, log_far_quotient(t, a, b), limit(a) - limit(b))
}

/// `x * ln(1 + y)`, 0 where `x` is 0.
#[inline(always)]
pub fn xlog1py<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let zero = x.eq(c(t, 0.0)).and(y.eq(y));
    V::select(zero, c(t, 0.0), x * ln_1p(t, y))
}

/// x / (1 + x²), the slope of [`log_hypot`]; 1 / x where the 1 vanishes beside the square, and where that overflows.
#[inline(always)]
pub fn log_hypot_slope<V: Lanes>(t: V::Token, x: V) -> V {
    let one = c::<V>(t, 1.0);
    let square = x * x;
    let far = (1u64 << (V::Elem::MANTISSA + 8)) as f64;
    let is_far = c::<V>(t, far * far).lt(square);
    let (above, below) = if is_far.any() {
        let below = V::select(is_far, x, x.fma(x, one));
        (V::select(is_far, one, x), below)
    } else {
        (x, x.fma(x, one))
    };
    above / below
}

/// ln(sqrt(1 + x²)), accurate near 0, and where the square overflows.
#[inline(always)]
pub fn log_hypot<V: Lanes>(t: V::Token, x: V) -> V {
    let (one, half) = (c::<V>(t, 1.0), c::<V>(t, 0.5));
    let square = x * x;
    // There both ones vanish: ln(1 + |x|) is it.
    let is_far = c::<V>(t, f64::INFINITY).le(square);
    let (y, factor) = if is_far.any() {
        let y = V::select(is_far, x.abs(), square);
        (y, V::select(is_far, one, half))
    } else {
        (square, half)
    };
    ln_1p(t, y) * factor
}
