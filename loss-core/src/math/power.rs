//! Powers and roots.

use super::exponential::exp;
use super::logarithm::ln;
use super::piecewise::{at_least, is_nan};
use super::{Elementary, c};
use crate::simd::{Lanes, Mask};

/// x to a real power; NaN where x is negative.
#[inline(always)]
pub fn pow<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let z = exp(t, y * ln(t, x));
    let one = c::<V>(t, 1.0);
    V::select(
        y.eq(c(t, 0.0)).or(x.eq(one)).and(x.eq(x)).and(y.eq(y)),
        one,
        z,
    )
}

/// x to a whole power, by squaring; unrolls where `n` is known at compile time.
#[inline(always)]
pub fn powi<V: Lanes>(t: V::Token, x: V, n: i32) -> V {
    let mut square = x;
    let mut product = c::<V>(t, 1.0);
    let mut left = n.unsigned_abs();
    let mut first = true;
    while left != 0 {
        if left & 1 == 1 {
            product = if first { square } else { product * square };
            first = false;
        }
        left >>= 1;
        if left != 0 {
            square = square * square;
        }
    }
    if n < 0 {
        product = c::<V>(t, 1.0) / product;
    }
    product
}

/// sqrt(x² + y²), without overflow.
#[inline(always)]
pub fn hypot<V: Lanes>(t: V::Token, x: V, y: V) -> V {
    let (x, y) = (x.abs(), y.abs());
    let large = at_least(x, y);
    let small = V::select(x.lt(y), x, y);
    let ratio = small / at_least(large, c(t, V::Elem::TINY));
    let h = large * ratio.fma(ratio, c(t, 1.0)).sqrt();
    let h = V::select(large.eq(c(t, f64::INFINITY)), large, h);
    V::select(is_nan(x).or(is_nan(y)), x + y, h)
}
