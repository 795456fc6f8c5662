//! Functions with kinks.

use super::c;
use crate::simd::Lanes;

/// -1, 0 or 1; NaN of NaN.
#[inline(always)]
pub fn sign<V: Lanes>(t: V::Token, x: V) -> V {
    let unit = c::<V>(t, 1.0).copysign(x);
    // Zeros and NaN are their own sign.
    V::select(c::<V>(t, 0.0).lt(x.abs()), unit, x)
}

/// The larger of `x` and 0; NaN of NaN.
#[inline(always)]
pub fn relu<V: Lanes>(t: V::Token, x: V) -> V {
    x.at_least(c(t, 0.0))
}

/// `x` kept between `low` and `high`; NaN of a NaN `x`.
#[inline(always)]
pub fn clamp<V: Lanes>(_t: V::Token, x: V, low: V, high: V) -> V {
    x.at_least(low).at_most(high)
}

/// The larger of `x` and a bound; NaN of a NaN `x`. One instruction where [`Lanes::max`] takes three.
#[inline(always)]
pub fn at_least<V: Lanes>(x: V, bound: V) -> V {
    x.at_least(bound)
}

/// The smaller of `x` and a bound; NaN of a NaN `x`.
#[inline(always)]
pub fn at_most<V: Lanes>(x: V, bound: V) -> V {
    x.at_most(bound)
}
