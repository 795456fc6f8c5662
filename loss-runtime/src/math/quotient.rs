//! Quotients by a number that is the same for a whole call: a product and a sum each, instead of a division.

use super::{Elementary, c};
use crate::simd::{Lanes, Mask};

/// A divisor, with one over it as the sum of two elements, which is as good as exact.
#[derive(Clone, Copy, Debug)]
pub struct Divisor<E> {
    by: E,
    /// One over it, rounded towards zero, so that the rest has the same sign: infinity times either is the same infinity.
    inverse: E,
    /// What that lacks. Never 0.
    rest: E,
    /// Whether both are normal numbers, and of middling size.
    is_middling: bool,
}

/// A divisor for [`over`].
#[inline(always)]
pub fn divisor<S: Lanes>(t: S::Token, by: S) -> Divisor<S::Elem> {
    let (zero, one) = (c::<S>(t, 0.0), c::<S>(t, 1.0));
    let nearest = one / by;
    let too_far = (-nearest).fma(by, one).lt(zero);
    let unit = 1.0 / (1u64 << S::Elem::MANTISSA) as f64;
    let inverse = S::select(too_far, nearest * c(t, 1.0 - unit), nearest);
    let rest = (-inverse).fma(by, one) / by;
    // Too small to move a quotient that is exact without it.
    let least = inverse * c(t, unit * unit);
    let rest = S::select(rest.eq(zero), least, rest);
    let (size, loan) = (by.abs(), S::Elem::LOAN);
    let is_middling = size.lt(c(t, loan)).and(c::<S>(t, 1.0 / loan).lt(size));
    Divisor {
        by: by.first(),
        inverse: inverse.first(),
        rest: rest.first(),
        is_middling: S::FUSED && is_middling.any(),
    }
}

/// `x` over a divisor, correctly rounded but for one time in many thousand, and within a unit next to the subnormal numbers; where multiplication and addition do not fuse,
/// and by huge and tiny numbers, a division.
#[inline(always)]
pub fn over<V: Lanes>(t: V::Token, x: V, by: &Divisor<V::Elem>) -> V {
    if V::FUSED && by.is_middling {
        x.fma(V::splat(t, by.inverse), x * V::splat(t, by.rest))
    } else {
        x / V::splat(t, by.by)
    }
}

/// `x` over a number of which `inverse` is one over it, both finite, and the number 1 or more: for several quotients by one
/// number, since a division takes longer than these products. As good as rounded once; a division where multiplication and
/// addition do not fuse.
#[inline(always)]
pub fn over_lanes<V: Lanes>(_: V::Token, x: V, by: V, inverse: V) -> V {
    if V::FUSED {
        let near = x * inverse;
        (-near).fma(by, x).fma(inverse, near)
    } else {
        x / by
    }
}
