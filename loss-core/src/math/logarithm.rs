//! Logarithms: x = 2^k m with m from sqrt(1/2) to sqrt(2), and ln x = k ln 2 + ln m.

use super::{Elementary, c};
use crate::simd::{Ints, Lanes, Mask};

/// The exponent k and the mantissa m of a positive normal number, m from sqrt(1/2) to sqrt(2).
#[inline(always)]
pub(super) fn split<V: Lanes>(t: V::Token, x: V) -> (V::Int, V) {
    let bits = x.bits();
    let root = c::<V>(t, core::f64::consts::FRAC_1_SQRT_2).bits();
    let k = (bits - root).sar(V::Elem::MANTISSA);
    (k, V::from_bits(bits - k.shl(V::Elem::MANTISSA)))
}

/// Natural logarithm.
#[inline(always)]
pub fn ln<V: Lanes>(t: V::Token, x: V) -> V {
    let small = x.lt(c(t, V::Elem::TINY));
    let lift = (1u64 << V::Elem::MANTISSA) as f64;
    let lifted = V::select(small, x * c(t, lift), x);
    let (k, m) = split(t, lifted);
    let k = V::of_int(k) - V::select(small, c(t, V::Elem::MANTISSA.into()), c(t, 0.0));
    let y = V::Elem::ln_reduced(t, k, m - c(t, 1.0));
    let y = V::select(x.lt(c(t, f64::INFINITY)), y, x);
    outside(t, x, x, y)
}

/// `y`, but of what is 0 (negative infinity), less than 0 or NaN (NaN); `edge` is 0 where the logarithm is infinite.
#[inline(always)]
fn outside<V: Lanes>(t: V::Token, x: V, edge: V, y: V) -> V {
    let zero = c::<V>(t, 0.0);
    let y = V::select(edge.eq(zero), c(t, f64::NEG_INFINITY), y);
    let bad = edge.lt(zero).or(super::piecewise::is_nan(x));
    V::select(bad, c(t, f64::NAN), y)
}

/// ln(1 + x), accurate near 0.
#[inline(always)]
pub fn ln_1p<V: Lanes>(t: V::Token, x: V) -> V {
    let one = c::<V>(t, 1.0);
    let u = x + one;
    // What the sum lost.
    let lost = V::select(x.abs().lt(one), x - (u - one), one - (u - x));
    let (k, m) = split(t, u);
    // lost / 2^k; the scale is 2^(1 - k), so that the largest k gives 0.
    let scale = V::from_bits(c::<V>(t, 2.0).bits() - k.shl(V::Elem::MANTISSA));
    let f = (lost * c(t, 0.5)).fma(scale, m - one);
    let y = V::Elem::ln_reduced(t, V::of_int(k), f);
    let y = V::select(x.lt(c(t, f64::INFINITY)), y, x);
    let y = outside(t, x, u, y);
    V::select(x.abs().lt(c(t, V::Elem::TINY_ANGLE)), x, y)
}

/// x ln(y), and 0 where x is 0, whatever y but NaN.
#[inline(always)]
pub fn xlogy<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let zero = c::<V>(t, 0.0);
    let nothing = x.eq(zero).and(y.eq(y));
    V::select(nothing, zero, x * ln(t, y))
}
