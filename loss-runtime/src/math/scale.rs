//! Factors that keep sums of squares in range, by element type.

use crate::simd::{Elem, Lanes, Real};

/// The same number in every lane, rounded to the element type.
#[inline(always)]
pub fn c<V: Lanes>(t: V::Token, x: f64) -> V {
    V::splat(t, V::Elem::of(x))
}

/// The power of two that brings huge elements (`true`) or tiny ones (`false`) to where their squares are normal numbers.
///
/// With f32, `2^∓90`: the square of the largest is 2^76, that of the smallest subnormal 2^-118. With f64, `2^∓600`.
#[inline(always)]
pub fn square_scale<V: Lanes>(t: V::Token, large: bool) -> V {
    let exponent = if V::Elem::EXACT < f64::EXACT { 90 } else { 600 };
    let power = f64::from_bits(((1023 + exponent) as u64) << 52);
    c(t, if large { 1.0 / power } else { power })
}

/// Between these limits (`false` the lower, `true` the upper) a plain sum of squares has lost nothing to underflow or
/// overflow: a square of 2^-120 vanishes beside a sum of 2^-60, and a sum of 2^120 has not overflowed.
#[inline(always)]
pub fn square_limit<V: Lanes>(t: V::Token, high: bool) -> V {
    let exponent = match (V::Elem::EXACT < f64::EXACT, high) {
        (true, false) => -60,
        (true, true) => 120,
        (false, false) => -500,
        (false, true) => 1000,
    };
    c(t, f64::from_bits(((1023 + exponent) as u64) << 52))
}
